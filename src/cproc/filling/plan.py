"""What is to be written to each place of a template, and all that speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

import attrs

from cproc.errors import CprocError, Problem, Severity, counted, said
from cproc.filling.answers import Answer, Answers, unknown
from cproc.filling.book import Book
from cproc.filling.book import Value as BookValue
from cproc.filling.expressions import Content, Rows
from cproc.filling.faults import fault
from cproc.filling.map_file import Empty
from cproc.filling.places import OtherPlace, Place, Places, RowPlace
from cproc.filling.records import Record, misplaced
from cproc.model import Money

_SHOWN = 5
"""Lines of a budget that a problem names; the rest is counted."""


@attrs.frozen
class Writing:
    """A value for a cell.

    Args:
        place: The cell.
        value: What it is to hold.
        words: The same, as a text says it.
    """

    place: Place
    value: BookValue
    words: str


@attrs.frozen
class Repeating:
    """Copies of a row, each with its values.

    Args:
        row: The row of the template.
        copies: The values of each copy; none where the list has no records.
    """

    row: RowPlace
    copies: tuple[tuple[Writing, ...], ...]


@attrs.frozen
class Replacing:
    """Another text for one beside the cells."""

    place: OtherPlace
    text: str


@attrs.frozen
class Plan:
    """All that is to be written, and what is wrong with it or lacking."""

    writings: tuple[Writing, ...]
    repeatings: tuple[Repeating, ...]
    replacings: tuple[Replacing, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What speaks against writing any of it."""
        return tuple(each for each in self.problems if each.severity is Severity.ERROR)


def planned(book: Book, places: Places, answers: Answers) -> Plan:
    """Work out what is to be written; the workbook stays as it is.

    Args:
        book: The workbook.
        places: What is to be filled.
        answers: What placeholders stand for.
    """
    answers.prepare(places.expressions())
    return _Planning(book, answers, list(places.problems)).plan(places)


@attrs.frozen
class _Planning:
    book: Book
    answers: Answers
    problems: list[Problem]

    def plan(self, places: Places) -> Plan:
        writings = tuple(
            writing for place in places.cells if (writing := self._writing(place, None)) is not None
        )
        repeatings = tuple(self._repeating(row) for row in places.rows)
        self._look_for_lines(places.rows)
        replacings = tuple(self._replacings(places))
        problems = tuple(dict.fromkeys(self.problems))
        return Plan(writings, repeatings, replacings, problems)

    def _replacings(self, places: Places) -> Iterator[Replacing]:
        for each in places.others:
            answer = self._text(each.content, None, each.other.spelled)
            self._tell(answer.problems, each.other.where)
            yield Replacing(each, answer.words)

    def _repeating(self, row: RowPlace) -> Repeating:
        try:
            records = self.answers.rows(row.rows)
        except CprocError as error:
            self._tell(unknown(error), row.at)
            return Repeating(row, ())
        copies = tuple(tuple(self._copy(row, record)) for record in records)
        return Repeating(row, copies)

    def _look_for_lines(self, rows: Iterable[RowPlace]) -> None:
        """Whether each line of the budget has its place on a sheet that lists lines."""
        scope = self.answers.scope
        by_sheet: dict[str, list[Rows]] = {}
        for row in rows:
            if row.rows.list == "lines":
                by_sheet.setdefault(row.sheet, []).append(row.rows)
        for sheet, lists in by_sheet.items():
            try:
                listed = [self.answers.rows(each) for each in lists]
            except CprocError:  # which is said already
                continue
            for rule, numbers in misplaced(scope, listed) if scope else ():
                self.problems.append(
                    fault(rule, "", _first(numbers), cell=sheet, count=len(numbers))
                )

    def _copy(self, row: RowPlace, record: Record) -> Iterator[Writing]:
        for place in row.cells:
            if (writing := self._writing(place, record)) is not None:
                yield writing

    def _writing(self, place: Place, record: Record | None) -> Writing | None:
        """What a cell is to hold; nothing where something is wrong with it."""
        content = place.content
        if content.whole is None:
            answer = self._text(content, record)
        else:
            answer = self.answers.of(content.whole, record)
        self._tell(answer.problems, place.at)
        if answer.failed:
            return None
        if answer.bounded and content.whole is not None:
            bounds = fault("fill-bounds", "", content.text, words=answer.words)
            self._tell((bounds,), place.at)
            return None
        value = self._value(place, answer)
        self.problems.extend(
            self.book.refusals(place.sheet, place.ref, value, overwrite=place.overwrite)
        )
        return Writing(place, value, answer.words)

    def _text(
        self,
        content: Content,
        record: Record | None,
        spelled: Callable[[str], str] = str,
    ) -> Answer:
        """A text with its placeholders filled; what is not known the text says."""
        words: list[str] = []
        problems: list[Problem] = []
        for piece in content.pieces():
            if isinstance(piece, str):
                words.append(piece)
                continue
            answer = self.answers.of(piece, record)
            words.append(spelled(answer.words))
            problems += (of_text(problem) for problem in answer.problems)
        text = "".join(words)
        return Answer(text or None, text, tuple(problems))

    def _value(self, place: Place, answer: Answer) -> BookValue:
        value = answer.value
        if isinstance(value, Money):
            return value.amount
        if isinstance(value, bool | str | date) or value is None:
            return value
        number = Decimal(value)
        if answer.percent and self.book.shows_percent(place.sheet, place.ref):
            return number.scaleb(-2)
        return number

    def _tell(self, problems: tuple[Problem, ...], at: str) -> None:
        self.problems.extend(
            each if each.cell else attrs.evolve(each, cell=at) for each in problems
        )


def _first(numbers: Sequence[str]) -> str:
    shown, more = ", ".join(numbers[:_SHOWN]), len(numbers) - _SHOWN
    return said("{shown} and {count} more", shown=shown, count=more) if more > 0 else shown


def of_text(problem: Problem) -> Problem:
    """A problem of a placeholder in a text, which says itself what is not known."""
    if problem.code != "fill-unknown":
        return problem
    return attrs.evolve(
        problem, hint=said("The text says so, or is without it. Add the missing facts.")
    )


def shown(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """The place, what it says and what would be written there, of each place of a plan.

    A row that is repeated has a line of its own, with the number of its copies, and one for each
    of its cells with what the first copy holds.
    """
    by_row = {(each.row.sheet, each.row.row): each for each in plan.repeatings}
    alone = [(each.place.sheet, each.place.row) for each in plan.writings]
    sheets = list(dict.fromkeys(sheet for sheet, _row in (*alone, *by_row)))
    for sheet, row in sorted({*alone, *by_row}, key=lambda at: (sheets.index(at[0]), at[1])):
        for writing in plan.writings:
            if (writing.place.sheet, writing.place.row) == (sheet, row):
                yield writing.place.at, writing.place.by, _shown(writing)
        if (sheet, row) in by_row:
            yield from _shown_row(by_row[sheet, row])
    for replacing in plan.replacings:
        yield replacing.place.other.where, replacing.place.other.text, replacing.text


def _shown_row(repeating: Repeating) -> Iterator[tuple[str, str, str]]:
    row, copies = repeating.row, repeating.copies
    count: str = counted("{count} row", "{count} rows", count=len(copies))
    if not copies:
        count = said("one empty row") if row.empty is Empty.BLANK else said("no row")
    yield row.at, str(row.rows), count
    for writing in copies[0] if copies else ():
        yield writing.place.at, writing.place.by, f"{_shown(writing)} …"


def _shown(writing: Writing) -> str:
    return writing.words if writing.value is not None else said("(empty)")
