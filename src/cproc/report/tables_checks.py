"""The table of warnings that somebody looked into."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.model import LocalText, Silence
from cproc.model.silences import name_of
from cproc.report.cells import Row, column, local, make
from cproc.report.context import Context
from cproc.report.model import Cell, Table


def check_tables(context: Context) -> Iterator[Table]:
    """The table ``silenced``: one row per warning that is explained, with the reason."""
    columns = [
        column(context, "warning", width=24),
        column(context, "record", width=16),
        column(context, "record_title", width=44),
        column(context, "reason", width=70),
    ]
    rows = (_row(context, made) for made in context.portfolio.silenced)
    notes = [context.labels("note.silenced")]
    yield make(context, "silenced", columns, rows, notes=notes, wide=True)


def _row(context: Context, made: Silence) -> Row:
    record = made.record if made.part is None else f"{made.record} / {made.part}"
    return (
        Cell(made.rule, records=(made.record,)),
        Cell(record),
        local(context, _title(context, made)),
        local(context, made.reason),
    )


def _title(context: Context, made: Silence) -> LocalText | None:
    """The title or name of the record, where it has one per language."""
    for record in context.portfolio.records(made.of) or ():
        if name_of(record) == made.record:
            told = (getattr(record, field, None) for field in ("title", "name", "duty"))
            return next((text for text in told if isinstance(text, LocalText)), None)
    return None
