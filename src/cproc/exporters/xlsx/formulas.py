"""Where tables stand, and expressions as formulas: the only place where a formula comes from.

Rows are matched with ``EXACT``, never with ``COUNTIFS``: a criterion of ``COUNTIFS`` reads
``*``, ``?``, ``~`` and a leading ``=``, ``<`` or ``>`` as operators, takes ``007`` for 7 and
does not tell capitals from small letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from cproc import report as algebra
from cproc.exporters.office.spreadsheet import number_of, quoted
from cproc.report import At, Cell, CellValue, Expression, Minus, Own, Rows, Sum, Table
from cproc.serialize.tables import column_letters
from cproc.text import units

FORMULA_LIMIT = 8_192  # characters of a formula (Excel specifications and limits)
TEXT_LIMIT = 255  # characters of a text in a formula (the same source)
ARGUMENTS = 255  # arguments of a function (the same source)
# Greatest share that a spreadsheet computes to four decimals, whatever cancels out in its total:
# the error of a total is that of its greatest part, so that of a share grows with its square.
QUOTIENT_LIMIT = 100_000


def added(terms: Sequence[str]) -> str:
    """Add cells and ranges up in a formula.

    Example:
        >>> added(["$B$6:$B$9", "'More'!$B$6:$B$7"])
        "SUM($B$6:$B$9,'More'!$B$6:$B$7)"
    """
    while len(terms) > ARGUMENTS:
        terms = [added(terms[n : n + ARGUMENTS]) for n in range(0, len(terms), ARGUMENTS)]
    return f"SUM({','.join(terms)})"


@attrs.frozen
class Run:
    """Body rows of a table that stand one below the other."""

    tab: str
    first: int
    last: int  # before the first where there is none

    @property
    def count(self) -> int:
        """How many rows it is."""
        return self.last - self.first + 1


@attrs.frozen
class Whole:
    """Where all of a table stands, be it on one worksheet or on several."""

    table: Table = attrs.field(eq=False, repr=False)
    runs: tuple[Run, ...]


@attrs.frozen
class Place:
    """Where a table stands, or a part of one that takes several worksheets.

    Rows and columns are counted from 1.
    """

    table: Table  # the table; of a part, the rows that stand here
    tab: str  # name of the worksheet
    caption: int  # row of its caption
    # Where all of the table stands; here alone where it is not given.
    whole: Whole = attrs.Factory(lambda self: Whole(self.table, (self.run,)), takes_self=True)
    # The column that each column of the table begins at, then the one behind the last; one each,
    # from A on, where empty.
    edges: tuple[int, ...] = ()

    def span(self, index: int) -> tuple[int, int]:
        """The first and the last column of the worksheet that a column of the table takes."""
        if not self.edges:
            return index + 1, index + 1
        return self.edges[index], self.edges[index + 1] - 1

    def letters(self, column: str) -> str:
        """The column of the worksheet that the cells of a column stand in."""
        return column_letters(self.span(self.table.index(column))[0])

    @property
    def last_column(self) -> int:
        """The last column of the worksheet that the table takes."""
        return self.edges[-1] - 1 if self.edges else len(self.table.columns)

    @property
    def header(self) -> int:
        """Row of the headings."""
        return self.caption + 1

    @property
    def first(self) -> int:
        """First body row."""
        return self.caption + 2

    @property
    def last(self) -> int:
        """Last body row; before the first where there is none."""
        return self.first + len(self.table.rows) - 1

    @property
    def run(self) -> Run:
        """The body rows that stand here."""
        return Run(self.tab, self.first, self.last)

    @property
    def start(self) -> int:
        """Position in the whole table, from 0, of the first body row that stands here."""
        return sum(run.count for run in self.whole.runs[: self.whole.runs.index(self.run)])

    @property
    def continued_on(self) -> str:
        """Name of the worksheet of the next part; empty where there is none."""
        behind = self.whole.runs[self.whole.runs.index(self.run) + 1 :]
        return behind[0].tab if behind else ""

    @property
    def total(self) -> int | None:
        """Row of the total."""
        return None if self.table.total is None else self.last + 1

    @property
    def end(self) -> int:
        """Last row: of the notes, or of the line that says where the table is continued."""
        below = 1 if self.continued_on else len(self.table.notes)
        return self.last + (self.total is not None) + below

    def spans(self, column: str, seen_from: str = "") -> list[str]:
        """The ranges of a column's body, written so that they hold when they are copied.

        There is one for each worksheet that the table stands on; a range names its worksheet
        where it is seen from another one.
        """
        return [self._span(column, run, seen_from) for run in self.whole.runs]

    def pieces(self, column: str, start: int, end: int, seen_from: str = "") -> list[str]:
        """The cells of a column from one position in the whole table, from 0, to another.

        There is one cell or range for each worksheet that some of the rows stand on.
        """
        ranges, before = [], 0
        for run in self.whole.runs:
            first = run.first + max(0, start - before)
            last = min(run.last, run.first + end - before)
            if first == last:
                ranges.append(self._cell(column, run.tab, first, seen_from))
            elif first < last:
                ranges.append(self._span(column, Run(run.tab, first, last), seen_from))
            before += run.count
        return ranges

    def cell(self, column: str, row: int, seen_from: str = "") -> str:
        """One cell of a column in a row of this worksheet, written as `spans` does."""
        return self._cell(column, self.tab, row, seen_from)

    def total_cell(self, column: str, seen_from: str = "") -> str:
        """The cell of a column's total, or the sum of its body where there is none."""
        if self.whole.table.total is None:
            return added(self.spans(column, seen_from))
        last = self.whole.runs[-1]
        return self._cell(column, last.tab, last.last + 1, seen_from)

    def _span(self, column: str, run: Run, seen_from: str) -> str:
        last = self._cell(column, run.tab, run.last, run.tab)
        return f"{self._cell(column, run.tab, run.first, seen_from)}:{last}"

    def _cell(self, column: str, tab: str, row: int, seen_from: str) -> str:
        sheet = "" if seen_from == tab else f"{quoted(tab)}!"
        return f"{sheet}${self.letters(column)}${row}"


class _UnwritableError(Exception):
    """An expression that needs a table which is on no sheet, or more than a formula can hold."""


def formula(
    expression: Expression, place: Place, index: int, row: int, places: Mapping[str, Place]
) -> str:
    """Write an expression as a formula.

    Args:
        expression: How the cell comes of others.
        place: Where the cell's own table stands.
        index: Position of the cell's column.
        row: Row of the cell in the worksheet.
        places: Where the other tables stand, by identifier.

    Returns:
        The formula without the equals sign; empty where it cannot be written because a table
        it needs is on no sheet or has no rows, or because it would be too long.
    """
    try:
        return _Writer(place, place.table.columns[index].id, row, places).of(expression)
    except _UnwritableError:
        return ""


@attrs.frozen
class _Writer:
    place: Place
    column: str
    row: int
    places: Mapping[str, Place]

    def of(self, expression: Expression) -> str:  # noqa: C901, PLR0911, PLR0912 - one case an operation
        match expression:
            case Own(column):
                return f"${self.place.letters(column)}{self.row}"
            case At(table, None, column):
                return self._place(table).total_cell(column or self.column, self.place.tab)
            case At(table, str(key), column):
                place = self._place(table)
                at = place.whole.table.position(key)
                return place.pieces(column or self.column, at, at, self.place.tab)[0]
            case algebra.Count(rows):
                if rows.where:
                    return _together(list(self._tests(rows)))
                first = self._place(rows.table).table.columns[0].id
                counts = [f"ROWS({span})" for span in self._spans(rows, first)]
                return counts[0] if len(counts) == 1 else added(counts)
            case Sum(parts) if cells := _of_one_column(parts):
                return self._sum_of_own(cells)
            case Rows():
                spans = self._spans(expression, expression.column or self.column)
                tests = list(self._tests(expression))
                return _together([*tests, spans]) if tests else added(spans)
            case Sum() | Minus():
                return self._chain(expression)
            case algebra.Times(left, right):
                return self._product(left, right)
            case algebra.Over(left, right):
                over, under = self._operand(left), self._operand(right, algebra.Times)
                return f'IF({self.of(right)}=0,"",ROUND({over}/{under},4))'
            case algebra.Rounded(part, decimals):
                return f"ROUND({self.of(part)},{decimals})"
            case algebra.Converted(amount, _currency, _decimals, None):
                return self.of(amount)
            case algebra.Converted(amount, _currency, decimals, Own() as rate):
                written, per_unit = self.of(amount), self.of(rate)
                return f'IF({per_unit}="",{written},ROUND({written}/{per_unit},{decimals}))'
        raise _UnwritableError

    def _place(self, table: str) -> Place:
        place = self.places.get(table) if table else self.place
        if place is None or not place.table.rows:
            raise _UnwritableError
        return place

    def _spans(self, rows: Rows, column: str) -> list[str]:
        return self._place(rows.table).spans(column, self.place.tab)

    def _tests(self, rows: Rows) -> Iterator[list[str]]:
        """The tests of rows, one list for each column that is matched: a test for each span."""
        for theirs, wanted in rows.where:
            value = self.of(wanted) if isinstance(wanted, Own) else _text(wanted)
            yield [f"--EXACT({span},{value})" for span in self._spans(rows, theirs)]

    def _sum_of_own(self, cells: Sequence[At]) -> str:
        """The sum of cells of the own table, those that follow on each other as one range."""
        place = self._place("")
        column = cells[0].column or self.column
        runs: list[list[int]] = []
        for at in sorted(place.whole.table.position(cell.row or "") for cell in cells):
            if runs and runs[-1][1] == at - 1:
                runs[-1][1] = at
            else:
                runs.append([at, at])
        if len(runs) > ARGUMENTS:
            raise _UnwritableError
        tab = place.tab
        return added([p for start, end in runs for p in place.pieces(column, start, end, tab)])

    def _chain(self, expression: Expression) -> str:
        chain = "".join(self._terms(expression)).removeprefix("+")
        if not chain or len(chain) > FORMULA_LIMIT - ARGUMENTS:
            raise _UnwritableError
        return chain

    def _terms(self, expression: Expression) -> list[str]:
        """What is added and taken away, each with its sign."""
        match expression:
            case Minus(left, right):
                flip = {"+": "-", "-": "+"}
                taken = (f"{flip[term[0]]}{term[1:]}" for term in self._terms(right))
                return [*self._terms(left), *taken]
            case Sum(parts) if not _of_one_column(parts):
                return [term for part in parts for term in self._terms(part)]
        return [f"+{self.of(expression)}"]

    def _operand(self, expression: Expression, *bracketed: type[Expression]) -> str:
        """A part of a product or quotient, in brackets where it would be taken apart."""
        written = self.of(expression)
        several = isinstance(expression, Sum | Minus) and len(self._terms(expression)) > 1
        return f"({written})" if several or isinstance(expression, bracketed) else written

    def _product(self, left: Expression, right: Expression | Decimal | Fraction) -> str:
        factor = self._operand(left)
        if isinstance(right, Expression):
            return f"{factor}*{self._operand(right)}"
        if isinstance(right, Decimal):
            return f"{factor}*{right:f}"
        times = f"*{right.numerator}" if right.numerator != 1 else ""
        return f"{factor}{times}/{right.denominator}" if right.denominator != 1 else factor + times


def _of_one_column(parts: Sequence[Expression]) -> list[At]:
    """The parts of a sum, where they are cells of body rows of one column of the own table."""
    cells = [
        part for part in parts if isinstance(part, At) and not part.table and part.row is not None
    ]
    one = len(cells) == len(parts) and len({cell.column for cell in cells}) == 1
    return cells if one else []


_PLAIN = re.compile(r"(?!.*_x[0-9A-Fa-f]{4}_)[^\x00-\x1f\x7f]+")


def _text(text: str) -> str:
    """Write a text in a formula, if Excel would read it as it is."""
    if units(text) > TEXT_LIMIT or not _PLAIN.fullmatch(text):
        raise _UnwritableError
    return '"' + text.replace('"', '""') + '"'


def _together(factors: Sequence[Sequence[str]]) -> str:
    """Add up what is found on each of the worksheets that a table stands on."""
    terms = [f"SUMPRODUCT({','.join(parts)})" for parts in zip(*factors, strict=True)]
    return terms[0] if len(terms) == 1 else added(terms)


def operands(expression: Expression) -> Iterator[str]:
    """Columns of the own row whose values an expression computes with."""
    if isinstance(expression, Own):
        yield expression.column
    elif not isinstance(expression, Rows):  # the cells that rows are matched by may be texts
        for part in expression.parts:
            yield from operands(part)


def live(expression: Expression, value: CellValue, row: Sequence[Cell], table: Table) -> bool:
    """Tell whether an expression gives in a spreadsheet the value that the cell holds.

    It does for numbers made of numbers, if a quotient is not so large that the floating point of
    spreadsheets shows. Nothing, as a ratio, is what a spreadsheet gives only where the denominator
    is zero; where it stands for a fact that is not known, it is left empty.
    """
    values = [row[table.index(column)].value for column in operands(expression)]
    if any(isinstance(part, str | date) for part in (*values, value)):
        return False
    if value is not None:
        # All numbers are here: a quotient that is text or a day has been sent away above.
        large = not -QUOTIENT_LIMIT < number_of(value) < QUOTIENT_LIMIT
        return not (isinstance(expression, algebra.Over) and large)
    match expression:
        case algebra.Over(Own(), Own()):
            return values[0] is not None and number_of(values[1]) == 0
        case algebra.Over(Own(), At()):
            return values[0] is not None
    return False
