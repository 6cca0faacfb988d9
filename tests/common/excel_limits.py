"""A lint for the limits of Excel, which no validator of Office files looks at.

It reads the parts of the package and knows nothing of how they were written. The numbers are
those of "Excel specifications and limits" and of ECMA-376, Part 1.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from posixpath import dirname, join, normpath
from zipfile import ZipFile

from lxml import etree

__all__ = ["beyond_limits"]

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

ROWS, COLUMNS = 1_048_576, 16_384
TAB, HEADING, NAME, FOOTER, LIST = 31, 255, 255, 255, 255
TEXT, LINE_FEEDS, FORMULA, LITERAL, DIGITS = 32_767, 253, 8_192, 255, 15
CELL_FORMATS, NUMBER_FORMATS, FONTS = 65_490, 200, 1_024
LINKS, BREAKS, SERIES = 65_530, 1_026, 255
HEIGHT, WIDTH = Decimal("409.5"), 255

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)")
_LOOKS_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*|[Rr]|[Cc]")
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')

Box = tuple[int, int, int, int]
"""First and last row, first and last column."""


def beyond_limits(data: bytes) -> list[str]:
    """Tell all in a workbook that Excel refuses, mends or cuts; nothing for a sound one.

    Args:
        data: The workbook.
    """
    with ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
        found = [f"part {name} stands twice" for name in _twice(package.namelist())]
    trees = {name: _tree(content) for name, content in parts.items() if name.endswith(".xml")}
    book = trees["xl/workbook.xml"]
    found += _workbook(book)
    styles = trees["xl/styles.xml"]
    found += _styles(styles)
    formats = sum(len(part) for part in styles.iter(f"{MAIN}cellXfs"))
    targets = _targets(parts, "xl/workbook.xml")
    names: list[str] = []
    for sheet in book.iter(f"{MAIN}sheet"):
        part = targets[sheet.get(R_ID, "")]
        tables = [
            trees[target] for target in _targets(parts, part).values() if "/tables/" in target
        ]
        names += [table.get("displayName", "") for table in tables]
        found += [f"{sheet.get('name')}: {fault}" for fault in _sheet(trees[part], tables, formats)]
    names += [
        name.get("name", "") for name in book.iter(f"{MAIN}definedName") if not name.get("hidden")
    ]
    found += _names(names)
    for part, tree in trees.items():
        if part.startswith("xl/charts/") and len([*tree.iter(f"{CHART}ser")]) > SERIES:
            found.append(f"{part}: more than {SERIES} series")
    return found


def _tree(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=True))


def _targets(parts: Mapping[str, bytes], part: str) -> dict[str, str]:
    """The parts that a part refers to, by the number of the relation."""
    folder, _, name = part.rpartition("/")
    related = parts.get(f"{folder}/_rels/{name}.rels")
    if related is None:
        return {}
    return {
        relation.get("Id", ""): normpath(join("/", dirname(part), relation.get("Target", "")))[1:]
        for relation in _tree(related)
        if relation.get("TargetMode") != "External"
    }


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _twice(names: list[str]) -> list[str]:
    """What stands in a list more than once; capitals and small letters are one."""
    return [name for name, count in Counter(map(str.casefold, names)).items() if count > 1]


def _workbook(book: etree._Element) -> Iterator[str]:
    sheets = [*book.iter(f"{MAIN}sheet")]
    if not any(sheet.get("state", "visible") == "visible" for sheet in sheets):
        yield "no sheet is visible"
    names = [sheet.get("name", "") for sheet in sheets]
    for name in names:
        if not 1 <= _units(name) <= TAB:
            yield f"the name of a sheet has {_units(name)} characters: {name!r}"
        if re.search(r"[\\/*?:\[\]\x00-\x1f]", name) or name[:1] == "'" or name[-1:] == "'":
            yield f"the name of a sheet has a sign it must not have: {name!r}"
        if name.casefold() == "history":
            yield "a sheet has the name that Excel keeps for itself: History"
    yield from (f"two sheets are called {name!r}" for name in _twice(names))
    for settings in book.iter(f"{MAIN}workbookPr"):
        if settings.get("date1904", "0") not in {"0", "false"}:
            yield "days are counted from 1904"


def _styles(styles: etree._Element) -> Iterator[str]:
    for tag, most in (("cellXfs", CELL_FORMATS), ("numFmts", NUMBER_FORMATS), ("fonts", FONTS)):
        count = sum(len(part) for part in styles.iter(f"{MAIN}{tag}"))
        if count > most:
            yield f"{count} {tag}, more than {most}"
    for form in styles.iter(f"{MAIN}numFmt"):
        if _units(form.get("formatCode", "")) > NAME:
            yield "a number format is longer than Excel takes"


def _names(names: list[str]) -> Iterator[str]:
    for name in names:
        if name.startswith("_xlnm."):
            continue
        if not re.fullmatch(r"[^\W\d][\w.]*", name) or _units(name) > NAME:
            yield f"this is no name of a range or a table: {name!r}"
        if _LOOKS_LIKE_A_CELL.fullmatch(name):
            yield f"a range or a table is called like a cell: {name!r}"
    own = [name for name in names if not name.startswith("_xlnm.")]
    yield from (f"two ranges or tables are called {name!r}" for name in _twice(own))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _box(reference: str) -> Box:
    cells = [match for match in map(_CELL.fullmatch, reference.split(":")) if match is not None]
    rows, columns = [int(cell[2]) for cell in cells], [_column(cell[1]) for cell in cells]
    return min(rows), max(rows), min(columns), max(columns)


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[1] and other[0] <= one[1] and one[2] <= other[3] and other[2] <= one[3]


def _refs(tree: etree._Element, tag: str) -> list[str]:
    return [element.get("ref", "") for element in tree.iter(f"{MAIN}{tag}")]


def _sheet(sheet: etree._Element, tables: list[etree._Element], formats: int) -> Iterator[str]:
    cells: dict[tuple[int, int], etree._Element] = {}
    yield from _rows(sheet, cells)
    for reference, cell in cells.items():
        yield from (f"cell {reference}: {fault}" for fault in _cell(cell))
        if int(cell.get("s", 0)) >= formats:
            yield f"cell {reference}: there is no format {cell.get('s')}"
    merges = [_box(ref) for ref in _refs(sheet, "mergeCell")]
    areas = [_box(table.get("ref", "")) for table in tables]
    yield from _overlaps("merged cells meet", merges)
    yield from _overlaps("tables meet", areas)
    for merge in merges:
        if any(_meet(merge, area) for area in areas):
            yield f"cells of a table are merged: {merge}"
        covered = [
            at
            for at in cells
            if _meet(merge, (at[0], at[0], at[1], at[1])) and at != (merge[0], merge[2])
        ]
        if any(len(cells[at]) for at in covered):
            yield f"merged cells hide a value: {merge}"
    for table in tables:
        yield from _table(table, cells)
    yield from _around(sheet)


def _overlaps(fault: str, boxes: list[Box]) -> Iterator[str]:
    for number, box in enumerate(boxes):
        yield from (f"{fault}: {box} {other}" for other in boxes[:number] if _meet(box, other))


def _rows(sheet: etree._Element, cells: dict[tuple[int, int], etree._Element]) -> Iterator[str]:
    """Look at rows and columns; put every cell in its place."""
    latest = 0
    for row in sheet.iter(f"{MAIN}row"):
        number = int(row.get("r", 0))
        if not latest < number <= ROWS:
            yield f"row {number} stands after row {latest}"
        latest = number
        if Decimal(row.get("ht", 0)) > HEIGHT:
            yield f"row {number} is {row.get('ht')} points high"
        places = [_box(cell.get("r", "")) for cell in row]
        if any(place[0] != number for place in places):
            yield f"a cell of row {number} says it is of another"
        columns = [place[2] for place in places]
        if any(two <= one for one, two in pairwise(columns)) or max(columns, default=0) > COLUMNS:
            yield f"the cells of row {number} are out of order or too many"
        cells.update(zip(((number, column) for column in columns), row, strict=True))
    for column in sheet.iter(f"{MAIN}col"):
        if Decimal(column.get("width", 0)) > WIDTH:
            yield f"column {column.get('min')} is {column.get('width')} wide"


def _text(cell: etree._Element) -> str:
    return "".join(part.text or "" for part in cell.iter(f"{MAIN}t"))


def _cell(cell: etree._Element) -> Iterator[str]:
    text = _text(cell)
    if _units(text) > TEXT or text.count("\n") > LINE_FEEDS:
        yield f"the text has {_units(text)} characters, {text.count(chr(10))} line feeds"
    formula = cell.findtext(f"{MAIN}f", "")
    if _units(formula) > FORMULA:
        yield f"the formula has {_units(formula)} characters"
    if any(_units(literal) > LITERAL for literal in _LITERAL.findall(formula)):
        yield f"a text in the formula is longer than {LITERAL} characters"
    if cell.get("t", "n") == "n" and (value := cell.findtext(f"{MAIN}v")):
        digits = value.lstrip("-").replace(".", "").strip("0")
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value) or len(digits) > DIGITS:
            yield f"the number is not kept as it is: {value}"


def _table(table: etree._Element, cells: Mapping[tuple[int, int], etree._Element]) -> Iterator[str]:
    first, last, left, right = _box(table.get("ref", ""))
    columns = [column.get("name", "") for column in table.iter(f"{MAIN}tableColumn")]
    name = table.get("displayName")
    if last == first or right - left + 1 != len(columns):
        yield f"table {name}: its columns are not those of its range"
    yield from (f"table {name}: two columns are called {label!r}" for label in _twice(columns))
    for number, label in enumerate(columns):
        if not label.strip() or _units(label) > HEADING:
            yield f"table {name}: a heading has {_units(label)} characters"
        cell = cells.get((first, left + number))
        if cell is None or cell.get("t") != "inlineStr" or _text(cell) != _meant(label):
            yield f"table {name}: the heading {label!r} is not the text of its cell"


def _meant(name: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), name)


def _around(sheet: etree._Element) -> Iterator[str]:
    links = [*sheet.iter(f"{MAIN}hyperlink")]
    if len(links) > LINKS:
        yield f"{len(links)} links"
    for rule in sheet.iter(f"{MAIN}dataValidation"):
        formula = rule.findtext(f"{MAIN}formula1", "")
        if formula.startswith('"') and _units(formula) - 2 > LIST:
            yield f"a list of choices has {_units(formula) - 2} characters"
    for breaks in sheet.iter(f"{MAIN}rowBreaks"):
        if len(breaks) > BREAKS:
            yield f"{len(breaks)} page breaks"
    for tag in ("oddHeader", "oddFooter"):
        if _units(sheet.findtext(f".//{MAIN}{tag}", "")) > FOOTER:
            yield f"the {tag} is longer than {FOOTER} characters"
