"""The places of a workbook that are to be filled: names, placeholders, rows, and those of a map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from cproc.errors import InvalidValueError, Problem, joined, meant, said
from cproc.figures import catalogue
from cproc.filling.book import Book, OtherText
from cproc.filling.calculation import Area, NotComputableError, parsed
from cproc.filling.expressions import (
    BRACES,
    LISTS,
    Content,
    Expression,
    Rows,
    content,
    has_braces,
)
from cproc.filling.faults import fault
from cproc.filling.map_file import Empty, MappedCell, PlaceMap
from cproc.filling.records import facts
from cproc.serialize.tables import column_letters

PREFIX, ROW = "cproc_", "cproc_row_"
"""What the defined names begin with that say what a cell holds, or what a row is repeated for."""


@attrs.frozen
class Place:
    """A cell that is to be filled.

    Args:
        sheet: Title of its sheet.
        ref: Its address.
        content: What it is to hold.
        overwrite: Whether a formula is replaced, and a locked cell written to.
        by: What says so: the text of the cell, a defined name, or the map.
    """

    sheet: str
    ref: str
    content: Content
    overwrite: bool = False
    by: str = ""

    @property
    def at(self) -> str:
        """Its sheet and address, as problems name it."""
        return f"{self.sheet}!{self.ref}"

    @property
    def row(self) -> int:
        """The number of its row."""
        return int(self.ref[len(self.column) :])

    @property
    def column(self) -> str:
        """The letters of its column."""
        return self.ref.rstrip("0123456789")


@attrs.frozen
class RowPlace:
    """A row that is repeated for each record of a list.

    Args:
        sheet: Title of its sheet.
        row: Its number.
        rows: The list.
        cells: The cells that are filled in each copy.
        empty: What becomes of the row without records.
        by: What says so.
    """

    sheet: str
    row: int
    rows: Rows
    cells: tuple[Place, ...]
    empty: Empty = Empty.BLANK
    by: str = ""

    @property
    def at(self) -> str:
        """Its sheet and number, as problems name it."""
        return f"{self.sheet}!{self.row}"


@attrs.frozen
class OtherPlace:
    """A text beside the cells: of a comment, a header, a shape, the title of a chart.

    Args:
        other: The text.
        content: What it is to say.
    """

    other: OtherText
    content: Content


@attrs.frozen
class Places:
    """All that is to be filled, and what is wrong with it."""

    cells: tuple[Place, ...] = ()
    rows: tuple[RowPlace, ...] = ()
    others: tuple[OtherPlace, ...] = ()
    problems: tuple[Problem, ...] = ()

    def expressions(self) -> Iterator[Expression]:
        """Every placeholder."""
        cells = (*self.cells, *(cell for row in self.rows for cell in row.cells))
        contents = (*(each.content for each in cells), *(each.content for each in self.others))
        for each in contents:
            yield from each.expressions()


def places(book: Book, mapping: PlaceMap, headings: Iterable[str] = ()) -> Places:
    """Find the places of a workbook.

    Args:
        book: The workbook.
        mapping: Those that a map names.
        headings: Numbers of the headings of the project, which defined names may name.
    """
    search = _Search(book, {number.replace(".", "_").casefold(): number for number in headings})
    search.cells_with_braces()
    search.others_with_braces()
    search.defined_names()
    search.mapped(mapping)
    return search.result()


class _Search:
    def __init__(self, book: Book, headings: Mapping[str, str]) -> None:
        self.book, self.headings = book, headings
        self.titles = {title.casefold(): title for title in book.sheet_names}
        self.asked_for: dict[tuple[str, str], Place] = {}
        self.lists: dict[tuple[str, int], RowPlace] = {}
        self.others: list[OtherPlace] = []
        self.problems: list[Problem] = []

    # --- What the template itself says ----------------------------------------------------

    def cells_with_braces(self) -> None:
        # Most cells name a text that several share, so that these say what is to be looked for.
        first, second = BRACES
        any_alone = any(second in text and first not in text for text in self.book.texts)
        for sheet in self.book.sheet_names:
            data = self.book.sheet(sheet).data
            marks = BRACES if any_alone or BRACES[1].encode() in data else BRACES[:1]
            marked = {
                cell.ref: cell for mark in marks for cell in self.book.cells_with(sheet, mark)
            }
            for cell in marked.values():
                if (read := self._read(str(cell.value), f"{sheet}!{cell.ref}")) is not None:
                    self._add(Place(sheet, cell.ref, read, by=str(cell.value)))
            if BRACES[0].encode() in data:
                self._formulas_with_braces(sheet)

    def _formulas_with_braces(self, sheet: str) -> None:
        for cell in self.book.formulas(sheet):
            if all(mark in (cell.formula or "") for mark in BRACES):
                at = f"{sheet}!{cell.ref}"
                where, text = said("the formula of {at}", at=at), f"={cell.formula}"[:80]
                self.problems.append(fault("fill-place.fixed", "", text, where=where, cell=at))

    def others_with_braces(self) -> None:
        for other in self.book.other_texts():
            if not has_braces(other.text):
                continue
            read = self._read(other.text, other.where)
            if read is None:
                continue
            if read.rows is not None or other.kind == "box":
                rule = "fill-place" if other.kind != "box" else "fill-place.fixed"
                gap = str(read.rows or other.text.strip()[:80])
                self.problems.append(fault(rule, "", gap, where=other.where, cell=other.where))
            else:
                self.others.append(OtherPlace(other, read))

    def _read(self, text: str, at: str) -> Content | None:
        try:
            return content(text)
        except InvalidValueError as error:
            self._fail(error, at)
            return None

    def _fail(self, error: InvalidValueError, at: str) -> None:
        problem = fault("fill-placeholder", text=error.message, hint=error.hint, cell=at)
        self.problems.append(problem)

    # --- Defined names --------------------------------------------------------------------

    def defined_names(self) -> None:
        for name in self.book.names():
            if not name.name.casefold().startswith(PREFIX):
                continue
            area = _area(name.refers_to)
            rest = name.name.casefold()
            if rest.startswith(ROW):
                self._named_row(name.name, rest.removeprefix(ROW), area, name.refers_to)
                continue
            means = self._meaning(rest.removeprefix(PREFIX))
            if means is None:
                known = [PREFIX + each for each in (*facts(), *catalogue())]
                self._wrong_name(name.name, known)
            elif area is None or not self._is_one_cell(area):
                self.problems.append(
                    fault("fill-name.cells", "", name.name, refers_to=name.refers_to)
                )
            else:
                ref = f"{column_letters(area.left)}{area.top}"
                self._add(Place(area.sheet, ref, content(f"{{{{ {means} }}}}"), by=name.name))

    def _wrong_name(self, name: str, known: Iterable[str]) -> None:
        like = meant(name, known)
        hint = joined("", (like, " ")) if like else ""
        self.problems.append(fault("fill-name", "", name, meant=hint))

    def _meaning(self, rest: str) -> str | None:
        """The call that the rest of a name stands for."""
        named = {each.replace(".", "_"): each for each in facts()}
        if rest in named or rest in catalogue():
            return named.get(rest, rest)
        figure, _, heading = rest.rpartition("_heading_")
        definition = catalogue().get(figure)
        takes = definition is not None and "heading" in {a.name for a in definition.arguments}
        if takes and heading in self.headings:
            return f'{figure}(heading="{self.headings[heading]}")'
        return None

    def _named_row(self, name: str, rest: str, area: Area | None, refers_to: str) -> None:
        list_, _, heading = rest.partition("_")
        if list_ not in LISTS or (heading and heading not in self.headings):
            own = [f"{ROW}lines_{each}" for each in self.headings]
            self._wrong_name(name, [*(ROW + each for each in LISTS), *own])
        elif area is None or area.top != area.bottom:
            self.problems.append(fault("fill-name.row", "", name, refers_to=refers_to))
        else:
            rows = Rows(list_, self.headings.get(heading))
            self._add_list(RowPlace(area.sheet, area.top, rows, (), by=name))

    def _is_one_cell(self, area: Area) -> bool:
        if area.single:
            return True
        title = self._title(area.sheet)
        if title not in self.book.sheet_names:
            return False
        merged = self.book.facts(self.book.sheet(title)).merged(area.top, area.left)
        return merged is not None and attrs.astuple(merged) == attrs.astuple(area)[1:]

    # --- The map --------------------------------------------------------------------------

    def mapped(self, mapping: PlaceMap) -> None:
        self.problems += mapping.problems
        for cell in mapping.cells:
            self._add(_of_map(cell))
        for row in mapping.rows:
            self._add_list(RowPlace(row.sheet, row.row, row.rows, (), row.empty, str(row.rows)))
            for cell in row.cells:
                self._add(_of_map(cell))

    # --- All together ---------------------------------------------------------------------

    def _title(self, sheet: str) -> str:
        """The title of a sheet as the workbook has it; one it has not stays, to be refused."""
        return self.titles.get(sheet.casefold(), sheet)

    def _add(self, place: Place) -> None:
        place = attrs.evolve(place, sheet=self._title(place.sheet))
        key = place.sheet, place.ref
        there = self.asked_for.get(key)
        if there is not None and there.content != place.content:
            self.problems.append(
                fault("fill-twice", "", place.at, one=there.by, other=place.by, cell=place.at)
            )
        self.asked_for.setdefault(key, place)
        if place.content.rows is not None:
            self._add_list(RowPlace(place.sheet, place.row, place.content.rows, (), by=place.by))

    def _add_list(self, row: RowPlace) -> None:
        row = attrs.evolve(row, sheet=self._title(row.sheet))
        there = self.lists.setdefault((row.sheet, row.row), row)
        if there.rows != row.rows:
            self.problems.append(
                fault("fill-list.two", "", str(there.rows), other=str(row.rows), cell=row.at)
            )

    def result(self) -> Places:
        """The cells of rows with their lists, all others alone."""
        inside: dict[tuple[str, int], list[Place]] = {key: [] for key in self.lists}
        alone: list[Place] = []
        for (sheet, _ref), place in self.asked_for.items():
            inside.get((sheet, place.row), alone).append(place)
        rows = (attrs.evolve(row, cells=tuple(inside[key])) for key, row in self.lists.items())
        return Places(tuple(alone), tuple(rows), tuple(self.others), tuple(self.problems))


def _of_map(cell: MappedCell) -> Place:
    return Place(cell.sheet, cell.ref, cell.content, cell.overwrite, by=cell.content.text)


def _area(refers_to: str) -> Area | None:
    try:
        node = parsed(refers_to)
    except NotComputableError:
        return None
    return node if isinstance(node, Area) and node.sheet else None
