"""What changed since an earlier state of the data, as a section that every format shows."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.labels import labels_in, languages
from cproc.report import Prose, Table, table, text
from cproc.report.context import Context
from cproc.report.parts import ReportPart
from cproc.serialize import Change, Changes, FieldChange, RecordChange

_SECTION = "changes"
Row = tuple[RecordChange, FieldChange | None]


def changes_section(changes: Changes) -> ReportPart:
    """The section that shows what changed since the last version, with a table of it.

    Args:
        changes: What `cproc.diff` gives of the earlier and the present portfolio.

    Example:
        >>> import attrs, cproc
        >>> from cproc.report.parts import with_sections
        >>> office = cproc.load("examples/eu_grant")
        >>> moved = attrs.evolve(office, office=attrs.evolve(office.office, city="Batumi"))
        >>> with with_sections([changes_section(cproc.diff(office, moved))]):
        ...     text = cproc.render(moved, "md").decode()
        >>> "Records added: 0; changed: 1; removed: 0." in text
        True
    """
    words = {
        language: {
            "title": labels_in(language)("changes.title"),
            "sheet": labels_in(language)("changes.tab"),
        }
        for language in languages()
    }

    def make(context: Context) -> Iterator[Prose | Table]:
        yield Prose(_told(context, changes), context.language)
        if changes:
            yield _table(context, changes)

    return ReportPart(_SECTION, words, make)


def _told(context: Context, changes: Changes) -> str:
    counts = {change.value: len(changes.of(change)) for change in Change}
    return context.labels("changes.summary" if changes else "changes.none", **counts)


def _table(context: Context, changes: Changes) -> Table:
    rows: list[Row] = []
    for change in changes.records:
        fields = change.fields if change.change is Change.CHANGED else ()
        rows += [(change, field) for field in fields] or [(change, None)]
    columns = [
        text("changed_list", lambda change, _field: _list(context, change), 20),
        text("changed_record", lambda change, _field: change.name, 24),
        text("changed_title", lambda change, _field: change.title, 40, shown=None),
        text("changed_how", lambda change, _field: context.labels(f"changes.{change.change}"), 14),
        text("changed_field", lambda _change, field: field.field if field else "", 18, shown=None),
        text("changed_from", lambda _change, field: (field and field.old) or "", 30, shown=None),
        text("changed_to", lambda _change, field: (field and field.new) or "", 30, shown=None),
    ]
    title = context.labels("changes.title")
    return table(context, _SECTION, rows, columns, title=title, wide=True, filters=True)


def _list(context: Context, change: RecordChange) -> str:
    return context.labels(f"list.{change.table}")
