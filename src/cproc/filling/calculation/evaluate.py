"""Results of formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

import attrs

from cproc.filling.calculation import values
from cproc.filling.calculation.tree import (
    NEGATIVE,
    PERCENT,
    POSITIVE,
    Area,
    Constant,
    Name,
    Node,
    NotComputableError,
)
from cproc.filling.calculation.values import CellError, Value


class Grid(Protocol):
    """The cells that formulas read."""

    def value(self, sheet: str, row: int, column: int) -> Value:
        """The value of a cell.

        Raises:
            CellError: It holds an error.
            NotComputableError: Its value is not known.
        """

    def filled(self, area: Area) -> Iterator[tuple[int, int]]:
        """Row and column of the cells of an area that are not blank."""

    def bounds(self, area: Area) -> Area:
        """The part of an area that holds all of its cells that are not blank, from its top left."""

    def subtotalled(self, sheet: str, row: int, column: int) -> bool:
        """Whether the formula of a cell has a SUBTOTAL, which another one leaves out."""

    def hidden(self, sheet: str, row: int) -> bool:
        """Whether a row is not shown."""

    def named(self, name: str, sheet: str) -> Node:
        """What a defined name means on a sheet.

        Raises:
            NotComputableError: There is none, or it is no plain reference.
        """


Result = Value | Area
Function = Callable[["Evaluation", tuple[Node, ...]], Result]


@attrs.frozen
class Evaluation:
    """The evaluation of a formula.

    Args:
        grid: The cells.
        sheet: The title of the sheet that the formula is on.
        functions: What can be computed, by name.
        row: The row that it is in.
        column: The column that it is in.
    """

    grid: Grid
    sheet: str
    functions: Mapping[str, Function]
    row: int = 1
    column: int = 1

    def result(self, node: Node) -> Value:
        """What the cell of a formula shows; a reference to a blank cell is 0."""
        value = self.scalar(node)
        return 0.0 if value is None else value

    def evaluated(self, node: Node) -> Result:
        """The value of a part of a formula, or the area it refers to."""
        if isinstance(node, Constant):
            if node.is_error:
                raise CellError(str(node.value))
            return node.value
        if isinstance(node, Area):
            return node if node.sheet else attrs.evolve(node, sheet=self.sheet)
        if isinstance(node, Name):
            return self.evaluated(self.grid.named(node.text, self.sheet))
        function = _OPERATORS.get(node.function) or self.functions.get(node.function)
        if function is None:
            raise NotComputableError(node.function)
        return function(self, node.arguments)

    def scalar(self, node: Node) -> Value:
        """One value; of a reference to one cell, that of the cell."""
        result = self.evaluated(node)
        if not isinstance(result, Area):
            return result
        if not result.single:  # an array formula, or the cell of its own row or column
            raise NotComputableError("array")
        return self.grid.value(result.sheet, result.top, result.left)

    def number(self, node: Node) -> float:
        """One number."""
        return values.number(self.scalar(node))

    def area(self, node: Node) -> Area:
        """An area, where nothing else can stand."""
        result = self.evaluated(node)
        if not isinstance(result, Area):
            raise NotComputableError("no reference")
        return result

    def cells(self, area: Area) -> Iterator[Value]:
        """The values of an area's cells that are not blank.

        Raises:
            CellError: One holds an error.
        """
        for row, column in self.grid.filled(area):
            yield self.grid.value(area.sheet, row, column)

    def numbers(self, arguments: tuple[Node, ...]) -> Iterator[float]:
        """The numbers of some arguments: in areas only cells with numbers count."""
        for node in arguments:
            result = self.evaluated(node)
            if isinstance(result, Area):
                yield from numbers_of(self.cells(result))
            elif isinstance(result, str):  # a number that is written counts in Excel alone
                raise NotComputableError(result)
            else:
                yield values.number(result)


def numbers_of(cells: Iterable[Value]) -> Iterator[float]:
    """The numbers of cells.

    Raises:
        NotComputableError: A cell is true or false, which counts in LibreOffice and not in Excel.
    """
    for value in cells:
        if isinstance(value, bool):
            raise NotComputableError(str(value))
        if isinstance(value, float):
            yield value


def _arithmetic(function: Callable[[float, float], float]) -> Function:
    def operator(evaluation: Evaluation, arguments: tuple[Node, ...]) -> float:
        one, other = map(evaluation.number, arguments)
        return function(one, other)

    return operator


def _comparison(holds: Callable[[int], bool], *, ordered: bool) -> Function:
    def operator(evaluation: Evaluation, arguments: tuple[Node, ...]) -> bool:
        order = values.compared(*map(evaluation.scalar, arguments))
        if ordered and order == values.UNORDERED:
            raise NotComputableError("order of texts")
        return holds(order)

    return operator


def _joined(evaluation: Evaluation, arguments: tuple[Node, ...]) -> str:
    one, other = map(evaluation.scalar, arguments)
    return values.text(one) + values.text(other)


def _percent(evaluation: Evaluation, arguments: tuple[Node, ...]) -> float:
    return evaluation.number(arguments[0]) / 100


def _negative(evaluation: Evaluation, arguments: tuple[Node, ...]) -> float:
    return values.finite(-evaluation.number(arguments[0]))


def _positive(evaluation: Evaluation, arguments: tuple[Node, ...]) -> Value:
    return evaluation.scalar(arguments[0])


_OPERATORS: dict[str, Function] = {
    "+": _arithmetic(values.added),
    "-": _arithmetic(lambda one, other: values.added(one, -other)),
    "*": _arithmetic(lambda one, other: values.finite(one * other)),
    "/": _arithmetic(values.divided),
    "^": _arithmetic(values.power),
    "&": _joined,
    "=": _comparison(lambda order: order == 0, ordered=False),
    "<>": _comparison(lambda order: order != 0, ordered=False),
    "<": _comparison(lambda order: order == -1, ordered=True),
    ">": _comparison(lambda order: order == 1, ordered=True),
    "<=": _comparison(lambda order: order in {-1, 0}, ordered=True),
    ">=": _comparison(lambda order: order in {0, 1}, ordered=True),
    PERCENT: _percent,
    NEGATIVE: _negative,
    POSITIVE: _positive,
}
