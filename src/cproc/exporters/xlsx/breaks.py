"""Where pages break, so that no chart and no short table is cut in two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cproc.exporters.xlsx.heights import Heights
from cproc.exporters.xlsx.layout import POINTS_PER_CHARACTER, SheetLayout
from cproc.exporters.xlsx.measure import ROW_HEIGHT
from cproc.exporters.xlsx.rows import Line

PAGE = {
    ("A4", False): (523.0, 748.0),
    ("A4", True): (770.0, 501.0),
    ("A3", True): (1119.0, 748.0),
}
"""Points across and down a page, margins off: upright, and on its side."""

SQUEEZE = 1.3
"""How much longer than a page a sheet may be and still be made to fit it."""
SAFE = 0.97
"""Part of a page that is counted on: programs differ in the height of their lines."""


def page_breaks(
    layout: SheetLayout, lines: Sequence[Line], heights: Mapping[int, Heights]
) -> tuple[int, ...]:
    """Choose the rows after which a new page begins.

    Args:
        layout: Where everything stands.
        lines: The lines of the worksheet that are not of tables.
        heights: Heights of the rows of each table, by the row of its caption.
    """
    if one_page(layout, lines, heights):
        return ()
    page, tall = _page(layout), _tall(layout, lines, heights)
    blocks = sorted(
        [(place.caption, place.end) for place in layout.places]
        + [(chart.row, chart.end) for chart in layout.charts]
    )
    breaks = []
    top, used = 1, 0.0
    for first, last in _together(blocks):
        used += _height(tall, top, first)
        size = _height(tall, first, last + 1)
        if used + size > page >= size and first > blocks[0][0]:
            breaks.append(first - 1)
            used = 0.0
        used += size
        if size > page:
            used %= page
        top = last + 1
    return tuple(breaks)


def one_page(layout: SheetLayout, lines: Sequence[Line], heights: Mapping[int, Heights]) -> bool:
    """Tell whether all of a worksheet goes on one page, made a little smaller if need be."""
    whole = _height(_tall(layout, lines, heights), 1, layout.last_row + 1)
    return whole <= SQUEEZE * _page(layout)


def _page(layout: SheetLayout) -> float:
    """The points of rows that a page holds."""
    across, down = PAGE[layout.paper, layout.landscape]
    scale = min(1.0, across / (layout.across(layout.last_column) * POINTS_PER_CHARACTER))
    return SAFE * down / scale


def _tall(
    layout: SheetLayout, lines: Sequence[Line], heights: Mapping[int, Heights]
) -> dict[int, float]:
    """The heights of the rows that are known, by row."""
    tall = {line.row: line.height for line in lines}
    for place in layout.places:
        measured = heights[place.caption]
        tall[place.header] = measured.header
        tall.update(zip(range(place.first, place.last + 1), measured.body, strict=False))
        if place.total is not None:
            tall[place.total] = measured.total
    return tall


def _height(tall: Mapping[int, float], first: int, end: int) -> float:
    """The height of rows, the last of them not counted; rows not known have one line."""
    known = [height for row, height in tall.items() if first <= row < end]
    return sum(known) + ROW_HEIGHT * (end - first - len(known))


def _together(blocks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join a table and the chart beside it."""
    joined: list[tuple[int, int]] = []
    for first, last in blocks:
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
