"""The table of warnings that somebody looked into."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.model import LocalText, Silence
from cproc.model.silences import name_of
from cproc.report.cells import Row, column, local, make
from cproc.report.model import Cell, Table
from cproc.report.names import Names


def check_tables(names: Names) -> Iterator[Table]:
    """The table ``silenced``: one row per warning that is explained, with the reason."""
    columns = [
        column(names, "warning", width=24),
        column(names, "record", width=16),
        column(names, "record_title", width=44),
        column(names, "reason", width=70),
    ]
    rows = (_row(names, made) for made in names.portfolio.silenced)
    notes = [names.labels("note.silenced")]
    yield make(names, "silenced", columns, rows, notes=notes, wide=True)


def _row(names: Names, made: Silence) -> Row:
    record = made.record if made.part is None else f"{made.record} / {made.part}"
    return (
        Cell(made.rule, records=(made.record,)),
        Cell(record),
        local(names, _title(names, made)),
        local(names, made.reason),
    )


def _title(names: Names, made: Silence) -> LocalText | None:
    """The title or name of the record, where it has one per language."""
    for record in names.portfolio.records(made.of) or ():
        if name_of(record) == made.record:
            told = (getattr(record, field, None) for field in ("title", "name", "duty"))
            return next((text for text in told if isinstance(text, LocalText)), None)
    return None
