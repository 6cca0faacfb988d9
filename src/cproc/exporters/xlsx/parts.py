"""Sheets that are longer than a worksheet go on on further ones, each row once and in order.

A table is cut only where it would not fit on a worksheet of its own. Its total and notes stand
on the last part; every part has body rows, and is headed, filtered and printed for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import attrs

from cproc.exporters.xlsx.layout import FIRST_BLOCK, Block, SheetLayout, SheetPart, rows_of
from cproc.exporters.xlsx.places import Place, Whole
from cproc.report.model import Report, Sheet, Table

AROUND = 3
"""Rows of a part that are not of its body: caption, headings and where it is continued."""


def divided(report: Report, sheet: Sheet, limit: int) -> tuple[SheetPart, ...]:
    """Divide a sheet of a report into worksheets.

    What has no rows to be cut between, such as a chart higher than a worksheet, stays whole.

    Args:
        report: What is shown.
        sheet: The sheet.
        limit: Rows of a worksheet.
    """
    room = left = limit - FIRST_BLOCK + 1
    worksheets: list[list[Block]] = [[]]
    for block in map(report.block, sheet.blocks):
        cut = isinstance(block, Table) and rows_of(report, block) > room
        for piece in _cut(block, left, room) if cut else (block,):
            needed = rows_of(report, piece)
            if worksheets[-1] and needed > left:
                worksheets.append([])
                left = room
            worksheets[-1].append(piece)
            left -= needed + 1  # an empty row
    return tuple(SheetPart(sheet, tuple(blocks)) for blocks in worksheets)


def _cut(table: Table, left: int, room: int) -> Iterator[Table]:
    """Cut a table: a part for the rows that are left on a worksheet, then parts for full ones."""
    start, whole = 0, len(table.rows)
    ending = Place(table, "", 1).end - whole
    space = left if left > AROUND else room
    while whole - start > 1 and whole - start + ending > space:
        end = start + max(1, min(space - AROUND, whole - start - 1))
        yield attrs.evolve(_rows(table, start, end), total=None, notes=())
        start, space = end, room
    yield _rows(table, start, whole)


def _rows(table: Table, start: int, end: int) -> Table:
    names = table.row_names[start:end]
    main = frozenset(at - start for at in table.main_rows if start <= at < end)
    return attrs.evolve(table, rows=table.rows[start:end], row_names=names, main_rows=main)


def joined(report: Report, layouts: Sequence[SheetLayout]) -> tuple[SheetLayout, ...]:
    """Tell each part of a table where the others stand, and each worksheet what it continues.

    Args:
        report: What is shown.
        layouts: The worksheets, those of one sheet of the report one after the other.
    """
    places: list[Place] = []
    parts: list[Place] = []
    for place in (place for layout in layouts for place in layout.places):
        parts.append(place)
        if sum(part.run.count for part in parts) == len(report.tables[place.table.id].rows):
            whole = Whole(tuple(part.run for part in parts), place.total is not None)
            places += [attrs.evolve(part, whole=whole) for part in parts]
            parts = []
    rest = iter(places)
    return tuple(
        attrs.evolve(
            layout,
            places=tuple(islice(rest, len(layout.places))),
            continues=before.tab if before and before.sheet is layout.sheet else "",
            continued_on=after.tab if after and after.sheet is layout.sheet else "",
        )
        for before, layout, after in zip(
            (None, *layouts), layouts, (*layouts[1:], None), strict=False
        )
    )
