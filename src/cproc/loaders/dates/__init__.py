"""Dates as people write them: one grammar for lines of text and for cells."""

from cproc.loaders.dates.cells import DateForm, read_dates
from cproc.loaders.dates.finding import find_dates
from cproc.loaders.dates.points import DateText, Point
from cproc.loaders.dates.spans import resolved

__all__ = ["DateForm", "DateText", "Point", "find_dates", "read_dates", "resolved"]
