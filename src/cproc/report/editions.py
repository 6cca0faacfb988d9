"""The last step of a report: what its edition chooses of tables and columns, and nothing else.

Tables are declared and settled alike for every edition, so that a number is the same in each. What
an edition leaves out is taken out here; a cell that came of it keeps its value.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

import attrs

from cproc.model import Edition
from cproc.report.cells import At, Cell, Expression, Own, Rows, Table, references
from cproc.report.layouts import ALWAYS, FOR_AUDITORS, chosen_columns, every_section
from cproc.report.model import Chart, Prose, Ref, Report, Section, Sheet

_LINK = re.compile(r"\[([^\]]*)\]\(<?#([^)\s>]+)>?\)")


def printed(report: Report, edition: Edition) -> Report:
    """The report with what its edition shows, and no table, chart or link beside it.

    Args:
        report: Built whole; what its sections and sheets refer to may choose columns.
        edition: What is chosen.
    """
    report = _without(report, edition)
    wanted = [ref.id for ref in _refs((*report.sections, *report.sheets))]
    known = {*report.tables, *report.charts}
    asked = dict.fromkeys(id_ for id_ in wanted if id_ not in known)
    views = {id_: _view(report.tables, id_, edition) for id_ in asked}
    report = attrs.evolve(report, tables={**report.tables, **views})
    drawn = {id_: chart for id_, chart in report.charts.items() if id_ in wanted}
    names = {*wanted, *(chart.table for chart in drawn.values())}
    kept = {id_: _less(table, edition) for id_, table in report.tables.items() if id_ in names}
    there = {id_: {column.id for column in table.columns} for id_, table in kept.items()}
    tables = {id_: _loosened(table, there) for id_, table in kept.items()}
    sections = _reading(report)
    left_out = report.left_out if edition.explains else ()
    return attrs.evolve(report, tables=tables, charts=drawn, sections=sections, left_out=left_out)


def shown_tables(report: Report) -> dict[str, Table]:
    """The tables that the edition of a report shows, each by what it is called there.

    A table of which only some columns are shown has the columns in its name. What is there for a
    chart to be drawn from, or whole beside the columns that are shown, is not among them; for
    auditors all are.

    Args:
        report: As `build` makes it.

    Example:
        >>> import cproc
        >>> public = cproc.report.build(cproc.load("examples/cproc_2017").for_edition("public"))
        >>> [name for name in shown_tables(public) if name.startswith("staff")]
        ['staff[duty, grade, posts]']
    """
    if report.explains:
        return dict(report.tables)
    shown = {ref.id for ref in _refs((*report.sections, *report.sheets))}
    tables = {id_: table for id_, table in report.tables.items() if id_ in shown}
    in_part = {whole for id_, of in tables.items() if (whole := whole_of(of)) != id_}
    return {id_: table for id_, table in tables.items() if id_ not in in_part}


def whole_of(table: Table) -> str:
    """The identifier of the table that one shows columns of; its own where it has all columns."""
    name, columns = chosen_columns(table.id)
    # The code of a project may end with brackets as well.
    return name if columns and {*columns} >= {column.id for column in table.columns} else table.id


def named_only(whole: Report, edition: Report) -> set[str]:
    """What a text may link to where it is printed, and names where an edition leaves it out.

    Args:
        whole: The report before its edition was chosen.
        edition: What is printed of it; auditors are shown all, so that a dead link is a fault.
    """
    if edition.explains:
        return set()
    sections = {f"section:{id_}" for id_ in every_section()}
    return {*whole.tables, *whole.charts, *sections}


def _refs(of: Iterable[Section | Sheet]) -> Iterator[Ref]:
    return (block for each in of for block in each.blocks if isinstance(block, Ref))


def _without(report: Report, edition: Edition) -> Report:
    """The report without the tables and charts that an edition leaves out where they stand."""
    hidden = {*edition.without, *(() if edition.explains else FOR_AUDITORS)} - ALWAYS
    # A chart of what is left out shows it all the same.
    hidden |= {id_ for id_, chart in report.charts.items() if _is_hidden(chart, hidden)}

    def kept(ref: Prose | Ref) -> bool:
        return isinstance(ref, Prose) or not hidden & {*_names(ref.id)}

    sections = [
        attrs.evolve(each, blocks=tuple(filter(kept, each.blocks))) for each in report.sections
    ]
    sheets = [attrs.evolve(each, blocks=tuple(filter(kept, each.blocks))) for each in report.sheets]
    # A chart of a workbook is drawn from cells: without them it is left out.
    cells = {ref.id for ref in _refs(sheets)}
    hidden |= {id_ for id_, chart in report.charts.items() if chart.table not in cells}
    sheets = [attrs.evolve(each, blocks=tuple(filter(kept, each.blocks))) for each in sheets]
    filled = tuple(each for each in sheets if each.blocks)
    return attrs.evolve(report, sections=tuple(sections), sheets=filled)


def _names(id_: str) -> tuple[str, ...]:
    """What a table is left out by: its identifier, and that of its kind for every project."""
    # The code of a project may end with brackets as well: both readings are looked for.
    table = chosen_columns(id_)[0]
    return id_, table, table.partition(":")[0]


def _is_hidden(chart: Chart, hidden: Collection[str]) -> bool:
    if {*_names(chart.table)} & {*hidden}:
        return True
    columns = (chart.labels, *chart.values)
    return any(f"{name}.{column}" in hidden for name in _names(chart.table) for column in columns)


def _view(tables: Mapping[str, Table], name: str, edition: Edition) -> Table:
    """A table with the columns that are chosen, in that order, and what it is called by."""
    id_, chosen = chosen_columns(name)
    table = tables[id_]
    return _only(_less(attrs.evolve(table, id=name, after="", wide=False), edition), chosen)


def _less(table: Table, edition: Edition) -> Table:
    hidden = {f"{name}.{column.id}" for name in _names(table.id) for column in table.columns}
    hidden &= {*edition.without}
    if not hidden:
        return table
    left = {each.rpartition(".")[2] for each in hidden}
    return _only(table, [column.id for column in table.columns if column.id not in left])


def _only(table: Table, columns: Iterable[str]) -> Table:
    known = {column.id for column in table.columns}
    at = [table.index(column) for column in columns if column in known]

    def cells(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(row[index] for index in at)

    total = cells(table.total) if table.total else None
    if total and not any(cell.value is not None for cell in total[1:]):
        total = None  # nothing is left that was added up
    elif total and table.total and total[0].value is None:
        total = (table.total[0], *total[1:])  # the word for the total
    kept = tuple(table.columns[index] for index in at)
    gone = {each.note for each in table.columns} - {each.note for each in kept}
    return attrs.evolve(
        table,
        columns=kept,
        notes=tuple(note for note in table.notes if note not in gone),
        rows=tuple(map(cells, table.rows)),
        total=total,
    )


def _loosened(table: Table, there: Mapping[str, Collection[str]]) -> Table:
    """The table, in which a cell that came of what is left out is the value alone."""

    def is_there(reference: Expression, own: str) -> bool:
        match reference:
            case Own(column):
                return column in there[table.id]
            case At(of, _row, column):
                return (column or own) in there.get(of or table.id, ())
            case Rows(of, column, where):
                named = {column or own if not of or column else "", *(name for name, _ in where)}
                return of in {"", *there} and {*filter(None, named)} <= {*there[of or table.id]}
        return True

    # The cells of a column nearly always share one expression, which is then looked at once.
    sound: dict[tuple[int, str], bool] = {}

    def loosened(cell: Cell, own: str) -> Cell:
        expression = cell.expression
        if expression is None:
            return cell
        key = id(expression), own
        if key not in sound:
            sound[key] = all(is_there(each, own) for each in references(expression))
        return cell if sound[key] else attrs.evolve(cell, expression=None)

    def cells(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(map(loosened, row, columns))

    columns = [column.id for column in table.columns]
    rows, total = tuple(map(cells, table.rows)), cells(table.total) if table.total else None
    return table if all(sound.values()) else attrs.evolve(table, rows=rows, total=total)


def _reading(report: Report) -> tuple[Section, ...]:
    """The sections, in whose text what is not printed is named and no longer linked to."""
    there = {ref.id for ref in _refs(report.sections)}
    pairs = ((chosen_columns(id_), id_) for id_ in there)
    views = {table: id_ for (table, chosen), id_ in pairs if chosen and table in report.tables}
    there |= {f"section:{section.id}" for section in report.sections}
    every: dict[str, Table | Chart] = {**report.tables, **report.charts}

    def link(match: re.Match[str]) -> str:
        words, name = match.groups()
        if name in there:
            return match[0]
        if name in views:
            return f"[{words}](<#{views[name]}>)"
        title = every[name].title if name in every else ""
        return words or title or report.words.get(name.replace(":", ".", 1), match[0])

    def read(block: Prose | Ref) -> Prose | Ref:
        if isinstance(block, Ref):
            return block
        return attrs.evolve(block, markdown=_LINK.sub(link, block.markdown))

    return tuple(
        attrs.evolve(section, blocks=tuple(map(read, section.blocks)))
        for section in report.sections
    )
