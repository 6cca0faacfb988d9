"""Which sheets of a report take a worksheet each, which several, and which share one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from math import ceil

import attrs

from cproc.exporters.xlsx.formulas import Place, Whole
from cproc.exporters.xlsx.grid import LEGIBLE
from cproc.exporters.xlsx.layout import (
    FIRST_BLOCK,
    Block,
    SheetLayout,
    SheetPart,
    arrange,
    rows_of,
)
from cproc.exporters.xlsx.pages import height_of, scale_for
from cproc.exporters.xlsx.profile import TableProfile
from cproc.exporters.xlsx.skeleton import TAB_LIMIT
from cproc.report import Report, Sheet, Table
from cproc.text import units

# Part of a page that a sheet fills at least to be printed on one of its own: beside another of
# its group, and of another group.
HALF, LITTLE = 0.5, 0.4
SHARED = 0.74  # least part of full size that sheets are printed in to share a page
HEADING_AIR = 12.0  # points that a heading is higher than a line
FILTERED = 12  # rows of a table, or more, that readers filter and sort on a worksheet of its own
MORE = ", …"  # behind the name of a worksheet that has more sheets than it names
AROUND = 3  # rows of a part that are not of its body: caption, headings and where it is continued


def divide_sheet(report: Report, sheet: Sheet, limit: int) -> tuple[SheetPart, ...]:
    """Divide a sheet of a report into worksheets.

    What has no rows to be cut between, such as a chart higher than a worksheet, stays whole.
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
    return tuple((sheet, tuple(blocks)) for blocks in worksheets)


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
    main = frozenset(at - start for at in table.main_rows if start <= at < end)
    rows, keys = table.rows[start:end], table.keys[start:end]
    return attrs.evolve(table, rows=rows, keys=keys, main_rows=main)


def join_parts(report: Report, layouts: Sequence[SheetLayout]) -> tuple[SheetLayout, ...]:
    """Tell each part of a table where the others stand, and each worksheet what it continues."""
    places: list[Place] = []
    parts: list[Place] = []
    for place in (place for layout in layouts for place in layout.places):
        parts.append(place)
        if sum(part.run.count for part in parts) == len(report.tables[place.table.id].rows):
            whole = Whole(report.tables[place.table.id], tuple(part.run for part in parts))
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


# --- Sheets that share a worksheet ----------------------------------------------------------


def share_worksheets(
    report: Report, parts: Sequence[SheetPart], profiles: Mapping[str, TableProfile], limit: int
) -> tuple[SheetPart, ...]:
    """Put small sheets on one worksheet with those before them.

    They are where one of them would leave most of its page white, and one page holds them all at a
    size that is read with ease, or the last page of those before has room. What shares a worksheet
    has no filters, so that tables below each other can merge cells and none takes the widths of
    another; a long table keeps its own.
    """
    counts = Counter(sheet.id for sheet, _blocks in parts)
    shared: list[SheetPart] = []
    for sheet, blocks in parts:
        part = sheet, blocks
        before = shared[-1] if shared else None
        apart = counts[sheet.id] > 1 or before is None or counts[before[0].id] > 1
        if before and not apart and (both := _joined(report, before, part, profiles, limit)):
            shared[-1] = both
        else:
            shared.append(part)
    return tuple(shared)


def _joined(
    report: Report,
    before: SheetPart,
    after: SheetPart,
    profiles: Mapping[str, TableProfile],
    limit: int,
) -> SheetPart | None:
    """Two parts on one worksheet; nothing where each is better on its own."""
    (sheet, blocks), (other, more) = before, after
    if not sheet.group or not other.group:
        return None
    if any(map(_is_long, (*blocks, *more))):
        return None
    enough = HALF if sheet.group == other.group else LITTLE
    (whole, size), (added, _size) = (
        _filled(arrange(report, part, "", profiles)) for part in (before, after)
    )
    both = sheet, tuple(_plain(block) for block in (*blocks, other, *more))
    layout = arrange(report, both, "", profiles)
    if min(whole, added) >= enough or layout.page.breaks or layout.last_row > limit:
        return None
    filled, scale = _filled(layout)
    # What is one page only in a small size takes two in a larger one, and the last has room.
    small = whole > 1 and size < LEGIBLE
    left = small and added < LITTLE and ceil(filled) <= ceil(whole)
    return both if filled <= 1 or scale >= SHARED or left else None


def _filled(layout: SheetLayout) -> tuple[float, float]:
    """How much of its page a worksheet fills, and the part of full size that all of it fits in."""
    rows = height_of(layout.heights, 1, layout.last_row + 1)
    rows += HEADING_AIR * len(layout.sheets)
    return rows / layout.page.height, scale_for(layout.page.landscape, rows)


def _plain(block: Block) -> Block:
    return attrs.evolve(block, filters=False) if isinstance(block, Table) else block


def _is_long(block: Block) -> bool:
    return isinstance(block, Table) and block.filters and len(block.rows) >= FILTERED


def worksheet_title(part: SheetPart) -> str:
    """The name of a worksheet: those of all sheets on it, as many as fit whole."""
    sheet, blocks = part
    titles = [sheet.title, *(block.title for block in blocks if isinstance(block, Sheet))]
    whole = ", ".join(titles)
    if len(titles) == 1 or units(whole) <= TAB_LIMIT:
        return whole
    shown = (", ".join(titles[:count]) + MORE for count in range(len(titles) - 1, 0, -1))
    return next((name for name in shown if units(name) <= TAB_LIMIT), titles[0])
