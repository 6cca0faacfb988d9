"""Rows of an inventory, put together of the lines they are broken over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import attrs

from cproc.dates import Month
from cproc.loaders.dates import find_dates
from cproc.loaders.inventory.headings import Heading, heading_of
from cproc.loaders.inventory.lines import Line
from cproc.loaders.inventory.projects import CellProjects, ProjectNames
from cproc.loaders.inventory.words import folded

_LONGEST_ROW = 20_000  # characters; what is longer is no line of an inventory
_LONGEST_DATE = 80  # characters of it that may stand before the end of a line
_MOST_LINES = 40  # that a row is broken over
_MOST_LOOSE = 6  # lines without a tab that may follow a row
_RULED = re.compile(r"[\s\-–—_=|.·•*+:]*")
_PAGE = re.compile(
    r"(?:page |p\. ?)?[-–—]? ?[0-9ivxlc]{1,6} ?[-–—]?(?:(?:/| of | de | sur )[0-9]{1,5})?",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"[A-Z][\w-]{0,12}(?:[/.-][\w()-]{1,20}){1,6}")
_FOOTNOTE = re.compile(r"(?:[*†‡¹²³⁴⁵⁶⁷⁸⁹]+|\[[0-9]{1,3}\]|\([0-9]{1,3}\)) ?\S")
_HEADER_WORDS = frozenset(
    "project projects projet projets activity activities activite activites title titre intitule"
    " date dates place places lieu lieux venue country pays city ville event evenement period"
    " periode description et and of de des du / month mois no n name nom".split()
)


@attrs.frozen
class Row:
    """What one activity is printed as.

    Args:
        lines: The lines it is broken over.
        projects: What its cell names.
        cell: The text of that cell.
        text: All else: title, place, dates.
        heading: That it stands under; none before the first.
        doubts: Codes of what is not sure about its parts, each with what it is about.
    """

    lines: tuple[Line, ...]
    projects: CellProjects
    cell: str
    text: str
    heading: Heading | None
    doubts: tuple[tuple[str, str], ...] = ()

    @property
    def whole(self) -> str:
        """All of its text."""
        return f"{self.cell}\t{self.text}" if self.cell else self.text


@attrs.frozen
class LeftOut:
    """A line that is of no row.

    Args:
        line: The line.
        reason: Code of why: ``ruled``, ``page``, ``header``, ``footnote``, ``preface``,
            ``early``, ``heading``, ``unread``.
    """

    line: Line
    reason: str


@attrs.define
class Assembly:
    """Puts lines together to rows, one line after the other.

    Args:
        names: The names of the office's projects.
        languages: Those of the inventory.
        repeated: Folded texts of lines that the source has several times.
        years: Years in which headings without one may lie, with their months.
    """

    names: ProjectNames
    languages: tuple[str, ...]
    repeated: frozenset[str]
    months: Sequence[Month] = ()
    rows: list[Row] = attrs.field(factory=list)
    left_out: list[LeftOut] = attrs.field(factory=list)
    heading: Heading | None = None
    current: Row | None = None
    section: tuple[Line, CellProjects] | None = None
    loose: int = 0
    dated: bool = False  # whether the current row has a date so far

    def add(self, line: Line) -> None:
        """Read one line."""
        filled = line.filled
        if all(_RULED.fullmatch(cell) for cell in filled):
            self._leave_out(line, "ruled")
        elif len(filled) == 1:
            self._add_single(line, filled[0])
        elif _is_header(filled):
            self._leave_out(line, "header")
        else:
            self._add_cells(line)

    def finish(self) -> None:
        """The last row is complete."""
        if self.current is not None:
            self.rows.append(self.current)
            self.current = None
        self.loose, self.dated = 0, False

    def before_first(self, line: Line) -> str:
        """Why a line before the first heading is left out."""
        cells = len(line.filled) > 1 and self.names.read(line.filled[0]).codes
        return "early" if cells and self._dated(line.text) else "preface"

    def _leave_out(self, line: Line, reason: str) -> None:
        self.left_out.append(LeftOut(line, reason))

    # -- lines with one text ---------------------------------------------------------------

    def _add_single(self, line: Line, text: str) -> None:
        heading = heading_of(text, self.languages, self.heading, self.months)
        if heading is not None:
            again = self.heading and folded(self.heading.text) == folded(text) and self._is_open()
            if again:
                self._leave_out(line, "page")
                return
            self.finish()
            self.heading = heading
            self._leave_out(line, "heading")
        elif (projects := self.names.read(text)).whole and line.cells[0]:
            self.finish()
            self.section = (line, projects)
            self._leave_out(line, "heading")
        elif self._ends_cell(line, text):
            pass
        elif self._is_page(text):
            self._leave_out(line, "page")
        elif line.cells[0] == "" and self._add_indented(line, text):
            pass
        elif (cut := self.names.leading(text)) is not None and self._dated(cut[1]):
            self._begin((line,), self.names.read(cut[0]), *cut)
        else:
            self._add_loose(line, text)

    def _ends_cell(self, line: Line, text: str) -> bool:
        """Whether a line is the end of the name of a project that the cell above begins."""
        current = self.current
        whole = self.names.completed(current.projects, text) if current is not None else None
        if current is None or whole is None:
            return False
        cell = f"{current.cell} {text}"
        doubts = (*current.doubts, ("cell-joined", cell))
        self._replace(line, cell, whole, "")
        self.current = attrs.evolve(self.current or current, doubts=doubts)
        return True

    def _is_page(self, text: str) -> bool:
        if _PAGE.fullmatch(text) or (_REFERENCE.fullmatch(text) and re.search(r"\d", text)):
            return True
        return folded(text) in self.repeated and not self._dated(text)

    def _add_indented(self, line: Line, text: str) -> bool:
        """A line that begins with a tab goes on with the row above, or is of its projects."""
        current = self.current
        if current is not None and (self._is_open() or not self._dated(text)):
            return self._continue(line, text)
        if not self._dated(text):
            return False
        if current is not None:
            self._begin((line,), current.projects, "", text, ("project-above", current.cell))
        elif self.section is not None:
            self._begin_in_section(line, text)
        else:
            return False
        return True

    def _begin_in_section(self, line: Line, text: str) -> None:
        if self.section is not None:
            above, projects = self.section
            self._begin((line,), projects, "", text, ("project-above", above.text))

    def _add_loose(self, line: Line, text: str) -> None:
        current = self.current
        goes_on = current is not None and (self._is_open() or _is_unfinished(current.text))
        if _FOOTNOTE.match(text) and not (goes_on and self._dated(text)):
            self._leave_out(line, "footnote")
        elif goes_on and self.loose < _MOST_LOOSE and self._continue(line, text):
            self.loose += 1
        elif self.section is not None and self._dated(text):
            self._begin_in_section(line, text)
        else:
            before = self.heading is None and not self.rows and current is None
            self._leave_out(line, "preface" if before else "unread")

    # -- lines with cells ------------------------------------------------------------------

    def _add_cells(self, line: Line) -> None:
        cells = list(line.cells)
        at = self._project_cell(cells)
        if at is None:
            self._add_without_project(line)
            return
        cell = cells.pop(at)
        read, doubts = self.names.read(cell), []
        rest = [each for each in cells if each]
        if rest and (whole := self.names.completed(read, rest[0])) is not None:
            doubts.append(("cell-joined", f"{cell} {rest[0]}"))
            cell, read, rest = f"{cell} {rest[0]}", whole, rest[1:]
        current, above = self.current, self.section
        if current is not None and current.cell.endswith(",") and self._is_open():
            joined = f"{current.cell} {cell}"
            self._replace(line, joined, self.names.read(joined), " ".join(rest))
        elif above and above[0].text.endswith(",") and self.left_out[-1].line is above[0]:
            # The cell is broken over two lines, of which the first has nothing else.
            self.left_out.pop()
            cell = f"{above[0].text} {cell}"
            self._begin((above[0], line), self.names.read(cell), cell, ", ".join(rest), *doubts)
        else:
            self._begin((line,), read, cell, ", ".join(rest), *doubts)
        self.section = None

    def _add_without_project(self, line: Line) -> None:
        """A line with cells of which none names a project: it goes on, or has an unknown one."""
        first, dated = line.cells[0], self._dated(line.text)
        text = " ".join(line.filled) if first else ", ".join(line.filled)
        if first and self._is_open() and self.names.begins(first):
            self._widen_cell(line)
        elif (not first and self._add_indented(line, text)) or (
            not dated and self._is_open() and self._continue(line, line.text)
        ):
            pass
        elif not first:
            self._add_loose(line, text)
        elif not dated:
            self._leave_out(line, "unread")
        else:
            cell, *rest = line.filled
            self._begin((line,), self.names.read(cell), cell, ", ".join(rest))

    def _widen_cell(self, line: Line) -> None:
        """Both the cell of projects and the text go on in this line."""
        if self.current is not None:
            first, *rest = line.filled
            cell = f"{self.current.cell} {first}"
            self._replace(line, cell, self.names.read(cell), " ".join(rest))

    def _project_cell(self, cells: Sequence[str]) -> int | None:
        """Which cell names projects: the first if it has one, else one that has nothing else."""
        if cells[0] and self.names.read(cells[0]).codes:
            return 0
        whole = (i for i, cell in enumerate(cells) if cell and self.names.read(cell).whole)
        return next(whole, None)

    # -- rows ------------------------------------------------------------------------------

    def _begin(
        self,
        lines: tuple[Line, ...],
        projects: CellProjects,
        cell: str,
        text: str,
        *doubts: tuple[str, str],
    ) -> None:
        self.finish()
        self.current = Row(lines, projects, cell, text, self.heading, doubts)
        self.dated = self._dated(text)

    def _continue(self, line: Line, text: str) -> bool:
        current = self.current
        if current is None or len(current.lines) > _MOST_LINES:
            return False
        if len(current.text) + len(text) > _LONGEST_ROW:
            return False
        self._replace(line, current.cell, current.projects, text)
        return True

    def _replace(self, line: Line, cell: str, projects: CellProjects, text: str) -> None:
        current = self.current
        if current is not None:
            self.current = attrs.evolve(
                current,
                lines=(*current.lines, line),
                cell=cell,
                projects=projects,
                text=_joined(current.text, text),
            )
            # A date may be broken over the two, and is short.
            self.dated = self.dated or self._dated(_joined(current.text[-_LONGEST_DATE:], text))

    def _is_open(self) -> bool:
        return self.current is not None and not self.dated

    def _dated(self, text: str) -> bool:
        if len(text) > _LONGEST_ROW:
            return False
        return any(date.has_month for date in find_dates(text, self.languages))


def _joined(text: str, more: str) -> str:
    if re.search(r"\w-$", text) and more[:1].islower():
        return text + more
    return f"{text} {more}" if text and more else text or more


def _is_unfinished(text: str) -> bool:
    return text.endswith((",", "-", "–", "—", ":", "/")) or folded(text[-6:]).endswith(
        (" et", " and", " de")
    )


def _is_header(cells: Iterable[str]) -> bool:
    """Whether cells are those of the head of a table."""
    return all(
        len(cell) < 60 and {*re.findall(r"[^\W\d_]+|/", folded(cell))} <= _HEADER_WORDS
        for cell in cells
    )


def _first_heading(lines: Sequence[Line], assembly: Assembly) -> int:
    """The index of the first heading that a line of a project follows; 0 where there is none.

    What stands before it is the report that the inventory is the annex of.
    """
    heading = None
    for index, line in enumerate(lines):
        if (
            len(line.filled) == 1
            and (found := heading_of(line.text, assembly.languages)) is not None
        ):
            heading = index if found.month is not None else heading
        elif heading is not None and assembly.names.read(line.filled[0]).codes:
            return heading
        elif not _is_header(line.filled):
            heading = None
    return 0


def assembled(
    lines: Sequence[Line],
    names: ProjectNames,
    languages: tuple[str, ...],
    months: Sequence[Month] = (),
) -> tuple[tuple[Row, ...], tuple[LeftOut, ...]]:
    """The rows of an inventory, and the lines that are of none.

    Args:
        lines: All lines, in order.
        names: The names of the office's projects.
        languages: Those of the inventory.
        months: Those of the period, for headings without a year.
    """
    counts: dict[str, int] = {}
    for line in lines:
        if len(line.filled) == 1 and len(line.text) < 120 and line.cells[0]:
            counts[folded(line.text)] = counts.get(folded(line.text), 0) + 1
    repeated = frozenset(text for text, count in counts.items() if count > 1)
    assembly = Assembly(names, languages, repeated, months)
    start = _first_heading(lines, assembly)
    for index, line in enumerate(lines):
        if len(line.text) > _LONGEST_ROW:
            assembly.left_out.append(LeftOut(line, "unread"))
        elif index < start:
            assembly.left_out.append(LeftOut(line, assembly.before_first(line)))
        else:
            assembly.add(line)
    assembly.finish()
    return tuple(assembly.rows), tuple(assembly.left_out)
