"""Tables of what is due by which day: reports, instalments, activities ahead."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.figures import deadlines
from cproc.figures.subjects import HORIZON, activities_ahead
from cproc.model import DateSpan, DonorReport, Instalment, Period
from cproc.report.cells import Cell, Kind, Table
from cproc.report.context import Context
from cproc.report.declare import Content, money, organisation, table, text


def deadline_tables(context: Context) -> Iterator[Table]:
    """``deadlines``, one row per report and instalment, and ``upcoming_activities``.

    They look ahead so many days from the last day of the period; what the period has settled is
    there as well.
    """
    yield _deadlines(context)
    yield _upcoming(context)


def _when(context: Context, day: DateSpan | None) -> Cell:
    """A day as a date; what is known to a month, or not at all, in words."""
    if day is not None and day.start == day.end:
        return Cell(day.start, Kind.DATE)
    return Cell(context.span(day, context.labels("word.no_date")), Kind.TEXT)


def _covered(context: Context, record: DonorReport | Instalment) -> Content:
    covers = record.period if isinstance(record, DonorReport) else None
    return context.labels.period(Period(covers.start, covers.end)) if covers else None


def _deadlines(context: Context) -> Table:
    columns = [
        text("due", lambda of: _when(context, of.day), 18),
        text("what", lambda of: of.record.title or of.kind_in(context.labels), 40),
        text("covers", lambda of: _covered(context, of.record), 24, shown=None),
        text("project_name", "project.name", 22),
        text("to_or_from", lambda of: organisation(context, of.donor, "word.not_stated"), 26),
        money("amount", lambda of: getattr(of.record, "amount", None), 16, shown=None),
        text("deadline_state", lambda of: of.state_in(context.labels, context.end), 24),
        text("source", "record.source", 10, shown=None if context.explains else False),
    ]
    rows = deadlines(context.portfolio)
    notes = [context.labels("note.deadlines", days=HORIZON, day=context.last_day)]
    about = "project.code"
    return table(
        context, "deadlines", rows, columns, key="path", about=about, notes=notes, filters=True
    )


def _upcoming(context: Context) -> Table:
    found = activities_ahead(context.portfolio, context.end)
    rows = sorted(found, key=lambda of: of.when.start)
    columns = [
        text("when", lambda of: context.when(of.occurrences), 24),
        text("title", "title", 56),
        text("projects", lambda of: context.projects(of.projects), 28),
        text("place", lambda of: context.places(of.places), 28, shown=None),
        money("planned_cost", "planned_cost", 16, shown=None),
    ]
    notes = [context.labels("note.upcoming", days=HORIZON, day=context.last_day)]
    return table(context, "upcoming_activities", rows, columns, about="id", notes=notes)
