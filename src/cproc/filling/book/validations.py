"""Values that a cell allows, as the validations of its sheet say."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

from cproc.errors import Message, Problem, said
from cproc.filling.book.cells import Area, area, decimal
from cproc.filling.book.faults import fault
from cproc.filling.book.references import reference, translated
from cproc.filling.book.sheets import Sheet
from cproc.filling.book.values import Value, day_of, number_of_day
from cproc.filling.book.xml_parts import beside_cells, is_set, local

if TYPE_CHECKING:
    from cproc.filling.book.book import Book

_SHOWN = 20  # entries of a list that a message names
_KINDS: Mapping[str, Message] = {
    "whole": said("a whole number"),
    "decimal": said("a number"),
    "date": said("a day"),
    "time": said("a time"),
    "textLength": said("a text whose length is"),
}
_Judge = Callable[[Any, Any], bool]
_OPERATORS: Mapping[str, tuple[_Judge, Message]] = {
    "equal": (operator.eq, Message("{kind} = {first}")),
    "notEqual": (operator.ne, Message("{kind} ≠ {first}")),
    "greaterThan": (operator.gt, Message("{kind} > {first}")),
    "lessThan": (operator.lt, Message("{kind} < {first}")),
    "greaterThanOrEqual": (operator.ge, Message("{kind} ≥ {first}")),
    "lessThanOrEqual": (operator.le, Message("{kind} ≤ {first}")),
}


@attrs.frozen
class Validation:
    """What some cells of a sheet allow.

    Args:
        areas: The ranges of the cells.
        kind: ``list``, ``whole``, ``decimal``, ``date``, ``time``, ``textLength`` or ``custom``.
        operator: How a value is compared with the bounds.
        first: The list, or the first bound, as a formula.
        last: The second bound.
        strict: Whether another value is refused, and not only spoken against.
    """

    areas: tuple[Area, ...]
    kind: str
    operator: str
    first: str
    last: str
    strict: bool


def validations_of(root: Any) -> tuple[Validation, ...]:
    """The validations of a sheet, those of newer versions of Excel among them.

    Args:
        root: The outermost element of the sheet.
    """
    return tuple(
        _validation(each) for each in beside_cells(root) if local(each) == "dataValidation"
    )


def _validation(element: Any) -> Validation:
    texts = {local(each): "".join(each.itertext()).strip() for each in element}
    ranges = element.get("sqref") or texts.get("sqref", "")
    return Validation(
        tuple(found for each in ranges.split() if (found := area(each))),
        element.get("type", "none"),
        element.get("operator", "between"),
        texts.get("formula1", ""),
        texts.get("formula2", ""),
        element.get("errorStyle", "stop") == "stop" and is_set(element.get("showErrorMessage")),
    )


def validation_faults(
    book: Book, sheet: Sheet, at: tuple[int, int], value: Value, place: str
) -> Iterator[Problem]:
    """Whether a cell allows a value; what cannot be told is no fault.

    Args:
        book: The workbook.
        sheet: The sheet of the cell.
        at: Numbers of its row and its column.
        value: What it is to hold; nothing is always allowed.
        place: The place of the cell.
    """
    if value is None or value == "":
        return
    for rule in book.validations(sheet):
        if any(each.holds(*at) for each in rule.areas):
            allowed = _broken(book, sheet, rule, at, value)
            if allowed:
                code = "cell-validation" if rule.strict else "cell-validation.advice"
                yield fault(code, "", value, cell=place, allowed=allowed)


def _broken(
    book: Book, sheet: Sheet, rule: Validation, at: tuple[int, int], value: Value
) -> Message | None:
    """What a rule allows instead of a value; None where it allows it, or cannot be judged."""
    top, left = rule.areas[0].top, rule.areas[0].left
    for each in rule.areas:
        top, left = min(top, each.top), min(left, each.left)
    rows, columns = at[0] - top, at[1] - left

    def resolved(formula: str) -> list[Value] | None:
        here = translated(formula, rows, columns, book.small_names)
        return _values(book, sheet, here)

    if rule.kind == "list":
        return _not_listed(resolved(rule.first), value, is_range=not rule.first.startswith('"'))
    if rule.kind in _KINDS:
        bounds = [_bound(resolved(each)) for each in (rule.first, rule.last) if each]
        if bounds and None not in bounds:
            numbers = [each for each in bounds if each is not None]
            return _out_of_bounds(rule, numbers, value, since_1904=book.since_1904)
    return None


def _values(book: Book, sheet: Sheet, formula: str) -> list[Value] | None:
    """What a formula of a validation stands for, where that can be told without computing it."""
    formula = formula.removeprefix("=").strip()
    if formula.startswith('"') and formula.endswith('"'):
        items = formula[1:-1].replace('""', '"').split(",")
        return [each.strip() for each in items]
    if (number := decimal(formula)) is not None:
        return [number]
    for name in book.names():
        if name.name.lower() == formula.lower() and name.sheet in (None, sheet.name):
            formula = name.refers_to
            break
    ends, its = reference(formula), area(formula)
    if ends is None or its is None or ends.sheet is None:
        return None
    known = {each.name.lower() for each in book.sheets()}
    name_of_sheet = ends.sheet or sheet.name
    if name_of_sheet.lower() not in known:
        return None
    return _values_in(book, name_of_sheet, its)


def _values_in(book: Book, sheet: str, its: Area) -> list[Value]:
    """What the cells of a range hold; those that are not there are left out."""
    where = book.sheet(sheet)

    def read() -> list[Value]:
        return [each.value for each in book.cells(sheet) if its.holds(each.row, each.column)]

    # While a sheet is changed, so may be what it holds.
    return read() if where.loaded else book.of_sheet(where, f"values {its}", read)


def _bound(values: list[Value] | None) -> Decimal | None:
    if values is None or len(values) != 1:
        return None
    return values[0] if isinstance(values[0], Decimal) else None


def _not_listed(items: list[Value] | None, value: Value, *, is_range: bool) -> Message | None:
    if items is None:
        return None
    items = [each for each in items if each not in (None, "")]
    wanted = _comparable(value, folded=is_range)
    if any(_comparable(each, folded=is_range) == wanted for each in items):
        return None
    shown = ", ".join(str(each) for each in items[:_SHOWN])
    more = len(items) - _SHOWN
    if more > 0:
        return said("one of {items}, … and {count} more", items=shown, count=more)
    return said("one of {items}", items=shown)


def _comparable(value: Value, *, folded: bool) -> object:
    if isinstance(value, str):
        number = decimal(value)
        if number is not None:
            return number
        return value.strip().casefold() if folded else value.strip()
    if isinstance(value, date):
        return Decimal(number_of_day(value, since_1904=False) or 0)
    return value


def _out_of_bounds(
    rule: Validation, bounds: list[Decimal], value: Value, *, since_1904: bool
) -> Message | None:
    number = _measured(rule.kind, value, since_1904=since_1904)
    first, last = bounds[0], bounds[-1]
    if rule.operator in _OPERATORS:
        judge, words = _OPERATORS[rule.operator]
        fits = number is not None and judge(number, first)
    elif rule.operator == "notBetween":
        words = said("{kind} not from {first} to {last}")
        fits = number is not None and not first <= number <= last
    else:
        words = said("{kind} from {first} to {last}")
        fits = number is not None and first <= number <= last
    if fits:
        return None
    shown = [_shown(rule.kind, each, since_1904=since_1904) for each in (first, last)]
    gaps = {"kind": _KINDS[rule.kind], "first": shown[0], "last": shown[1]}
    return Message(words.template, gaps)


def _measured(kind: str, value: Value, *, since_1904: bool) -> Decimal | None:
    """The number that is compared; None where the value is of another kind."""
    if kind == "textLength":
        return Decimal(len(str(value)))
    if isinstance(value, bool):
        return None
    if isinstance(value, date):
        return Decimal(number_of_day(value, since_1904=since_1904) or 0)
    if not isinstance(value, Decimal | int):
        return None
    number = Decimal(value)
    return None if kind == "whole" and number != number.to_integral_value() else number


def _shown(kind: str, bound: Decimal, *, since_1904: bool) -> object:
    day = day_of(bound, since_1904=since_1904) if kind == "date" else None
    return bound if day is None else day
