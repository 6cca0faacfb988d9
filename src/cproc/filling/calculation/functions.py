"""The functions of a worksheet that donors' forms use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from types import MappingProxyType

import attrs

from cproc.filling.calculation import values
from cproc.filling.calculation.evaluate import Evaluation, Function, Result, numbers_of
from cproc.filling.calculation.tree import Area, Constant, Node, NotComputableError
from cproc.filling.calculation.values import CellError, Value

Arguments = tuple[Node, ...]


def _average(numbers: list[float]) -> float:
    return values.divided(values.summed(numbers), len(numbers))


_STATISTICS: dict[str, Callable[[list[float]], float]] = {
    "SUM": values.summed,
    "AVERAGE": _average,
    "MIN": lambda numbers: min(numbers, default=0.0),
    "MAX": lambda numbers: max(numbers, default=0.0),
}


def _statistic(function: Callable[[list[float]], float]) -> Function:
    return lambda evaluation, arguments: function(list(evaluation.numbers(arguments)))


def _product(evaluation: Evaluation, arguments: Arguments) -> float:
    result, any_there = 1.0, False
    for number in evaluation.numbers(arguments):
        result, any_there = result * number, True
    return values.finite(result) if any_there else 0.0


def _all_cells(evaluation: Evaluation, arguments: Arguments) -> Iterator[Value]:
    """Values of references that are not blank; an error that one holds is a text here."""
    for node in arguments:
        area = evaluation.area(node)
        for row, column in evaluation.grid.filled(area):
            try:
                yield evaluation.grid.value(area.sheet, row, column)
            except CellError as error:
                yield error.code


def _count(evaluation: Evaluation, arguments: Arguments) -> float:
    return float(sum(1 for _number in numbers_of(_all_cells(evaluation, arguments))))


def _count_all(evaluation: Evaluation, arguments: Arguments) -> float:
    return float(sum(1 for _value in _all_cells(evaluation, arguments)))


_SUBTOTALS = {1: "AVERAGE", 4: "MAX", 5: "MIN", 9: "SUM"}


def _subtotal(evaluation: Evaluation, arguments: Arguments) -> float:
    kind = int(evaluation.number(arguments[0]))
    function = _SUBTOTALS.get(kind % 100)
    if function is None:
        raise NotComputableError(f"SUBTOTAL {kind}")
    numbers: list[float] = []
    for node in arguments[1:]:
        area = evaluation.area(node)
        for row, column in evaluation.grid.filled(area):
            if evaluation.grid.hidden(area.sheet, row):
                # By hand it counts unless the kind is above 100, by a filter it never does.
                raise NotComputableError("hidden rows")
            if not evaluation.grid.subtotalled(area.sheet, row, column):
                numbers += numbers_of([evaluation.grid.value(area.sheet, row, column)])
    return _STATISTICS[function](numbers)


def _rounding(rounding: str) -> Function:
    def function(evaluation: Evaluation, arguments: Arguments) -> float:
        value, digits = (evaluation.number(argument) for argument in arguments)
        return values.rounded(value, digits, rounding)

    return function


def _absolute(evaluation: Evaluation, arguments: Arguments) -> float:
    return abs(evaluation.number(arguments[0]))


# --- Places ------------------------------------------------------------------------------


def _row(evaluation: Evaluation, arguments: Arguments) -> float:
    return float(evaluation.area(arguments[0]).top if arguments else evaluation.row)


def _column(evaluation: Evaluation, arguments: Arguments) -> float:
    return float(evaluation.area(arguments[0]).left if arguments else evaluation.column)


def _extent(axis: int) -> Function:
    return lambda evaluation, arguments: float(evaluation.area(arguments[0]).shape[axis])


# --- Conditions ---------------------------------------------------------------------------


def _if(evaluation: Evaluation, arguments: Arguments) -> Result:
    condition = values.truth(evaluation.scalar(arguments[0]))
    chosen = arguments[1 if condition else 2 : 3][:1] or (Constant(value=condition),)
    result = evaluation.evaluated(chosen[0])
    return 0.0 if result is None else result


def _if_error(evaluation: Evaluation, arguments: Arguments) -> Result:
    try:
        value = evaluation.scalar(arguments[0])
    except CellError:
        value = evaluation.scalar(arguments[1])
    return 0.0 if value is None else value


def _conditions(evaluation: Evaluation, arguments: Arguments) -> list[bool]:
    conditions: list[bool] = []
    for node in arguments:
        result = evaluation.evaluated(node)
        if isinstance(result, Area):
            cells = evaluation.cells(result)
            conditions += [bool(value) for value in cells if not isinstance(value, str)]
        else:
            conditions.append(values.truth(result))
    if not conditions:
        raise CellError(values.VALUE)
    return conditions


def _not(evaluation: Evaluation, arguments: Arguments) -> bool:
    return not values.truth(evaluation.scalar(arguments[0]))


# --- Criteria -----------------------------------------------------------------------------

_CRITERION = re.compile(r"(<=|>=|<>|=|<|>)?(.*)", re.DOTALL)
_NUMBER = re.compile(r"\s*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\s*")


@attrs.frozen
class _Criterion:
    """What a cell must be to count, as SUMIF writes it: ``">5"``, ``"A*"``."""

    operator: str
    operand: float | str

    def holds(self, value: Value) -> bool:
        if isinstance(self.operand, float):
            if isinstance(value, str) and any(sign.isdigit() for sign in value):
                # Excel takes a text that writes the number for it, and LibreOffice does not.
                raise NotComputableError(value)
            if not isinstance(value, float):
                return self.operator == "<>"
            order = values.compared(value, self.operand)
            return {
                "=": order == 0, "<>": order != 0, "<": order < 0,
                ">": order > 0, "<=": order <= 0, ">=": order >= 0,
            }[self.operator]  # fmt: skip
        same = isinstance(value, str) and bool(_pattern(self.operand).fullmatch(value))
        return same if self.operator == "=" else not same


@lru_cache(maxsize=100)
def _pattern(text: str) -> re.Pattern[str]:
    """A text in which ``*`` is any text and ``?`` any character; letter case does not count."""
    parts = (re.escape(sign) if sign not in "*?" else f".{sign.strip('?')}" for sign in text)
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


def _criterion(value: Value) -> _Criterion:
    if isinstance(value, float):
        return _Criterion("=", value)
    if not isinstance(value, str):
        raise NotComputableError("criterion")
    match = _CRITERION.fullmatch(value)
    operator, text = (match[1] or "=", match[2]) if match else ("=", value)
    if _NUMBER.fullmatch(text):
        return _Criterion(operator, float(text))
    # A text with a digit may be a day or an amount in some language, unless it is a pattern.
    is_text = not any(sign.isdigit() for sign in text) or "*" in text
    special = not text or "~" in text or "%" in text or text.upper() in {"TRUE", "FALSE"}
    if not is_text or special or operator not in {"=", "<>"} or text in values.ERRORS:
        raise NotComputableError(value)
    return _Criterion(operator, text)


def _value_at(evaluation: Evaluation, area: Area, row: int, column: int) -> Value:
    return evaluation.grid.value(area.sheet, area.top + row, area.left + column)


def _fits(evaluation: Evaluation, area: Area, criterion: _Criterion, at: tuple[int, int]) -> bool:
    try:
        return criterion.holds(_value_at(evaluation, area, *at))
    except CellError as error:  # it is just another value, which few criteria mean
        raise NotComputableError(error.code) from error


def _chosen(evaluation: Evaluation, pairs: Arguments) -> tuple[tuple[int, int], set[object]]:
    """The shape of the areas of criteria, and the places in them where all hold."""
    areas = [evaluation.area(node) for node in pairs[::2]]
    criteria = [_criterion(evaluation.scalar(node)) for node in pairs[1::2]]
    shape = areas[0].shape
    if any(area.shape != shape for area in areas) or len(areas) != len(criteria):
        raise NotComputableError("criteria")
    used = [evaluation.grid.bounds(area).shape for area in areas]
    rows, columns = max(shape[0] for shape in used), max(shape[1] for shape in used)
    places: set[object] = {
        (row, column)
        for row, column in product(range(rows), range(columns))
        if all(
            _fits(evaluation, area, criterion, (row, column))
            for area, criterion in zip(areas, criteria, strict=True)
        )
    }
    # Beyond what is filled all cells are blank; whether they count depends on the criterion.
    if (rows, columns) != shape and all(criterion.holds(None) for criterion in criteria):
        raise NotComputableError("blank cells")
    return shape, places


def _numbers_there(evaluation: Evaluation, area: Area, places: set[object]) -> list[float]:
    numbers: list[float] = []
    for row, column in evaluation.grid.filled(area):
        if (row - area.top, column - area.left) in places:
            numbers += numbers_of([evaluation.grid.value(area.sheet, row, column)])
    return numbers


def _like(area: Area, shape: tuple[int, int]) -> Area:
    """An area from the same corner, as large as that of the criteria."""
    return attrs.evolve(area, bottom=area.top + shape[0] - 1, right=area.left + shape[1] - 1)


def _of_one(function: Callable[[list[float]], float]) -> Function:
    def conditional(evaluation: Evaluation, arguments: Arguments) -> float:
        shape, places = _chosen(evaluation, arguments[:2])
        summed = evaluation.area(arguments[2] if len(arguments) > 2 else arguments[0])
        return function(_numbers_there(evaluation, _like(summed, shape), places))

    return conditional


def _of_several(function: Callable[[list[float]], float]) -> Function:
    def conditional(evaluation: Evaluation, arguments: Arguments) -> float:
        shape, places = _chosen(evaluation, arguments[1:])
        summed = evaluation.area(arguments[0])
        if summed.shape != shape:
            raise CellError(values.VALUE)
        return function(_numbers_there(evaluation, summed, places))

    return conditional


def _count_if(evaluation: Evaluation, arguments: Arguments) -> float:
    return float(len(_chosen(evaluation, arguments)[1]))


def _sum_product(evaluation: Evaluation, arguments: Arguments) -> float:
    areas = [evaluation.area(node) for node in arguments]
    if any(area.shape != areas[0].shape for area in areas):
        raise CellError(values.VALUE)
    first, *others = areas
    terms = []
    for row, column in evaluation.grid.filled(first):
        term = evaluation.grid.value(first.sheet, row, column)
        factors = [term if isinstance(term, float) else 0.0]
        for area in others:
            factor = _value_at(evaluation, area, row - first.top, column - first.left)
            factors.append(factor if isinstance(factor, float) else 0.0)
        terms.append(_times(factors))
    return values.summed(terms)


def _times(factors: list[float]) -> float:
    result = 1.0
    for factor in factors:
        result *= factor
    return result


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {name: _statistic(function) for name, function in _STATISTICS.items()}
    | {
        "ABS": _absolute,
        "AND": lambda evaluation, arguments: all(_conditions(evaluation, arguments)),
        "AVERAGEIF": _of_one(_average),
        "COLUMN": _column,
        "COLUMNS": _extent(1),
        "COUNT": _count,
        "COUNTA": _count_all,
        "COUNTIF": _count_if,
        "COUNTIFS": _count_if,
        "FALSE": lambda _evaluation, _arguments: False,
        "IF": _if,
        "IFERROR": _if_error,
        "NOT": _not,
        "OR": lambda evaluation, arguments: any(_conditions(evaluation, arguments)),
        "PRODUCT": _product,
        "ROW": _row,
        "ROWS": _extent(0),
        "ROUND": _rounding(values.HALF_UP),
        "ROUNDDOWN": _rounding(values.DOWN),
        "ROUNDUP": _rounding(values.UP),
        "SUBTOTAL": _subtotal,
        "SUMIF": _of_one(values.summed),
        "SUMIFS": _of_several(values.summed),
        "SUMPRODUCT": _sum_product,
        "TRUE": lambda _evaluation, _arguments: True,
    }
)
"""What can be computed, by name; all else is left to the application."""
