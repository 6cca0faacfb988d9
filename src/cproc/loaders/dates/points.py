"""A date as it is printed: its points, before they are brought to spans."""

from __future__ import annotations

import attrs

RANGE, LIST, START = "range", "list", "start"


@attrs.frozen
class Point:
    """One end of a span, or one day of a list, as far as it is printed.

    Args:
        join: How it follows the one before: ``range``, ``list``; ``start`` for the first.
        year: Absent where it is not printed.
        month: Likewise.
        day: Likewise.
    """

    join: str
    year: int | None = None
    month: int | None = None
    day: int | None = None


@attrs.frozen
class DateText:
    """A date that a text has.

    Args:
        start: Where it begins in the text.
        end: Where the text goes on.
        points: Its days, months or years.
        doubts: Codes of what is not sure about it.
        language: Language of its month, where it has one in words.
    """

    start: int
    end: int
    points: tuple[Point, ...]
    doubts: tuple[str, ...] = ()
    language: str = ""

    @property
    def has_month(self) -> bool:
        """Whether a month is printed, and not years alone."""
        return any(point.month for point in self.points)

    @property
    def has_day(self) -> bool:
        """Whether a day is printed."""
        return any(point.day for point in self.points)

    @property
    def year(self) -> int | None:
        """The last year that is printed."""
        return next((point.year for point in reversed(self.points) if point.year), None)
