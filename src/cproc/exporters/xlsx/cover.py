"""The first worksheet: what the workbook is, key figures, a chart, and links to all worksheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import NamedTuple

import attrs

from cproc.exporters.office import spreadsheet, text_width
from cproc.exporters.xlsx.formulas import Place
from cproc.exporters.xlsx.layout import ChartPlace, Line, SheetLayout, height
from cproc.exporters.xlsx.looks import Looks
from cproc.exporters.xlsx.pages import POINTS_PER_CHARACTER
from cproc.exporters.xlsx.profile import TableProfile, Variant
from cproc.exporters.xlsx.text_lines import Liner, continuation, place_and_day, word
from cproc.report import Chart, Report, Sheet, Table

# Headings of sheets that are left out, by the word that says why.
LeftOut = Sequence[tuple[str, Sequence[str]]]

TILES = 8  # key figures at most
ACROSS = 4  # key figures beside each other
TILE, GUTTER = 22, 2  # widths of a key figure and of what stands between two, in characters
WIDTHS = (TILE, *(GUTTER, TILE) * (ACROSS - 1))
SPAN = len(WIDTHS)
BESIDE_LOGO = SPAN - 2  # columns of what stands beside the logo
# Where a list of worksheets has their tabs, and what is on them.
TITLE, MORE = 1, 3

KEY_FIGURES = "key_figures"
VALUE = "value"
_DRAWN = ("chart_donor", "chart_funding", "chart_budget")  # the charts that a cover shows, if any
_CHART_HEIGHT = 190.0
_LOGO = (118.0, 56.0)  # points across and down that a logo has


class Tile(NamedTuple):
    """A key figure: a caption, and a cell that refers to another."""

    caption: str
    cell: tuple[object, int, str]


@attrs.frozen
class Cover:
    """The rows of the cover, where the links of some lead, and how it is laid out."""

    lines: tuple[Line, ...]
    links: tuple[tuple[int, str], ...]
    layout: SheetLayout
    logo: tuple[float, float] | None = None  # points across and down


def _figures(report: Report, places: Sequence[Place]) -> Iterator[tuple[Place, int]]:
    """The cells of key figures that stand on a worksheet: their table and their row in it."""
    named = [place for place in places if place.table.named]
    chosen = report.tables.get(KEY_FIGURES)
    shown = next((place for place in places if place.table.id == KEY_FIGURES), None)
    if shown is not None:
        yield from ((shown, row) for row in range(len(shown.table.rows)))
    elif chosen is not None and chosen.rows:
        for key in chosen.keys:
            yield from islice(_rows_of(key, named), 1)
    else:
        yield from ((place, row) for place in named[:1] for row in range(len(place.table.rows)))


def _rows_of(key: str, places: Iterable[Place]) -> Iterator[tuple[Place, int]]:
    return ((place, place.table.position(key)) for place in places if key in place.table.keys)


def _tiles(
    report: Report, places: Sequence[Place], looks: Looks, profiles: Mapping[str, TableProfile]
) -> Iterator[Tile]:
    for place, row in islice(_figures(report, places), TILES):
        table: Table = place.table
        cells, index = table.rows[row], table.index(VALUE)
        cell = cells[index]
        if cell.value is None:
            continue
        form = profiles[table.id].columns[index].number_format(Variant.of(cell), looks.language)
        style = looks("tile", form)
        yield Tile(str(cells[0].value), (cell.value, style, place.cell(VALUE, place.first + row)))


def _tile_rows(row: int, tiles: Sequence[Tile], looks: Looks) -> Iterator[Line]:
    """Rows of captions, each with the numbers below them, which is the order they are read in."""
    for start in range(0, len(tiles), ACROSS):
        group = tiles[start : start + ACROSS]
        columns = range(1, SPAN + 1, 2)
        caption = looks("tile_caption")
        lines = [text_width.lines(tile.caption, TILE * 10 / 9 - 3) for tile in group]
        texts = {
            column: (tile.caption, caption) for column, tile in zip(columns, group, strict=False)
        }
        yield Line(row, texts, height(max(lines), scale=0.9) + 5, fixed=True)
        numbers = {column: tile.cell for column, tile in zip(columns, group, strict=False)}
        yield Line(row + 1, numbers, 30, fixed=True)  # type: ignore[arg-type]
        yield Line(row + 2, {}, 7, fixed=True)
        row += 3


def _chart(layouts: Sequence[SheetLayout], row: int) -> ChartPlace | None:
    """The chart of the cover: of money where there is one, else the first of the workbook."""
    there: dict[str, Chart] = {
        place.chart.id: place.chart for layout in layouts for place in layout.charts
    }
    wanted = [there[id_] for id_ in _DRAWN if id_ in there]
    chart = next(iter([*wanted, *there.values()]), None)
    width = sum(WIDTHS) * POINTS_PER_CHARACTER
    return ChartPlace(chart, row, 1, width, _CHART_HEIGHT) if chart else None


def _contents(
    report: Report, layouts: Sequence[SheetLayout], looks: Looks, row: int
) -> Iterator[tuple[Line, str]]:
    """A heading for each group of worksheets, and a line for each of them, with where it leads."""
    listed = [(layout, *each) for layout in layouts for each in layout.sheets]
    for group, members in groupby(listed, key=lambda each: each[2].group):
        if group:
            row += 1
            words = report.words(f"sheet_group.{group}")
            heading = {TITLE: (words, looks(f"group:{group}"))}
            yield Line(row, heading, 20, fixed=True, merged=((TITLE, SPAN),)), ""
        for layout, at, sheet in members:
            row += 1
            name = sheet.title if layout.further else layout.tab
            title = continuation(report, layout) if layout.continues else sheet.heading
            title = "" if title == name else title
            target = f"{spreadsheet.quoted(layout.tab)}!A{at}"
            yield _pair(row, name, title, looks, role="link"), target


def _pair(row: int, key: str, text: str, looks: Looks, *, role: str = "label") -> Line:
    """A short text and one behind it, which is merged across the columns that are left."""
    cells = {TITLE: (key, looks.for_text(role, key)), MORE: (text, looks.for_text("text", text))}
    room = sum(WIDTHS[MORE - 1 :])
    count = max(text_width.lines(text, room - 2), text_width.lines(key, TILE + GUTTER - 1))
    return Line(row, cells, height(count) + 1, merged=((TITLE, MORE - 1), (MORE, SPAN)))


def cover(
    report: Report,
    layouts: Sequence[SheetLayout],
    left_out: LeftOut,
    looks: Looks,
    profiles: Mapping[str, TableProfile],
) -> Cover:
    """Make the cover: what this is, whose, of when, and what is on which sheet."""
    logo, tab = looks.style.logo, word(report, "contents")
    line = Liner(looks, SPAN, WIDTHS[0], sum(WIDTHS))
    beside = Liner(looks, BESIDE_LOGO, WIDTHS[0], sum(WIDTHS[:BESIDE_LOGO])) if logo else line
    rows = [beside(1, report.parent, "small")] if report.parent else []
    rows.append(beside(2, report.office, "subtitle"))
    if logo:
        rows.append(Line(3, {}, 30, fixed=True))
    rows.append(line(4, report.title, "title"))
    under = ((5, report.under_title), (6, report.contribution))
    rows += [line(row, text, "subtitle") for row, text in under if text]
    facts = {
        "reference": report.reference,
        "addressee": report.addressee,
        "issued": place_and_day(report),
    }
    said = [(word(report, key), text) for key, text in facts.items() if text]
    rows += [_pair(row, key, text, looks) for row, (key, text) in enumerate(said, start=7)]
    row = 7 + len(said)
    places = [place for layout in layouts for place in layout.places]
    if tiles := list(_tiles(report, places, looks, profiles)):
        rows.append(line(row + 1, word(report, KEY_FIGURES), "caption"))
        rows += _tile_rows(row + 2, tiles, looks)
        row = rows[-1].row
    chart = _chart(layouts, row + 1)
    row = (chart.end if chart else row) + 1
    rows.append(line(row, word(report, "contents"), "caption"))
    links: list[tuple[int, str]] = []
    for listed, target in _contents(report, layouts, looks, row):
        rows.append(listed)
        row = listed.row
        links += [(row, target)] if target else []
    missing = [
        ("" if number else word(report, why), heading)
        for why, headings in left_out
        for number, heading in enumerate(headings)
    ]
    rows += [_pair(at, why, heading, looks) for at, (why, heading) in enumerate(missing, row + 2)]
    sheet = Sheet("cover", tab, report.title, ())
    layout = SheetLayout(sheet, tab, (), (chart,) if chart else (), WIDTHS)
    return Cover(tuple(rows), tuple(links), layout, logo.within(*_LOGO) if logo else None)
