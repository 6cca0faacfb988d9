"""Budgets of a project: their versions, headings and lines, as donors write them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import prod
from string import ascii_letters

import attrs

from cproc.dates import DateSpan, Period, refuse_open
from cproc.errors import InvalidValueError, said
from cproc.model.text import Identifier, LocalText, Qualifier, refuse_range
from cproc.money import Money, decimal_from, rounded_from

# In ASCII: the digits of other scripts would make the same number in another text.
_STEP = r"(?:[0-9]+[A-Za-z]?|[A-Za-z][0-9]*|[IVXLCDM]+)"
_HEADING = re.compile(rf"{_STEP}(\.{_STEP})*", re.ASCII)


class Dating(StrEnum):
    """How well a date is known."""

    EXACT = "exact"
    AT_LATEST = "at_latest"


@attrs.frozen
class BudgetVersion:
    """The whole budget of a project from a day on.

    Args:
        amount: Whole budget.
        effective: Day from which it is in force.
        dating: Whether that day is exact, or the day by which the source knows the amount.
        reason: Why it was changed.
        source: Where it is stated, such as ``L207``.
        qualifier: How exact the amount claims to be.
        id: What its lines refer to it by, such as ``contract`` or ``addendum-1``.
        addendum: Whether the donor agreed to it by an addendum. One of another amount than the one
            before it is agreed in any case.
    """

    amount: Money
    effective: dt.date
    dating: Dating = Dating.EXACT
    reason: LocalText | None = None
    source: str = ""
    qualifier: Qualifier = attrs.field(default=Qualifier.EXACT, validator=refuse_range)
    id: Identifier | None = None
    addendum: bool = False


def _check_number(_instance: object, _attribute: object, value: str) -> None:
    if not _HEADING.fullmatch(value):
        hint = said("Write it as 1.1.2, A.1 or IV.")
        message = said("{value!r} is not a heading number.", value=value)
        raise InvalidValueError("heading-form", message, hint)


def is_number(text: str) -> bool:
    """Whether a text can be the number of a heading: ``1.1.2``, ``A.1``, ``IV``."""
    return _HEADING.fullmatch(text) is not None


def is_within(number: str, heading: str) -> bool:
    """Whether a number is that of a heading, or of what stands under it: ``1.2`` under ``1``."""
    return f"{number}.".startswith(f"{heading}.")


_Key = tuple[tuple[int, int, int, str], ...]
_LETTERS = ascii_letters
_ROMAN = re.compile(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def _roman(text: str) -> int:
    values = [_DIGITS[letter] for letter in text.upper()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)


def heading_order(numbers: Iterable[str]) -> Callable[[str], _Key]:
    """What gives the place of each number in the tree of all of them, to sort by.

    ``1.2`` comes before ``1.10``, numbers before letters. Letters are Roman numerals where all
    that stand side by side are, and one of them has two: ``V`` comes before ``IX``, but ``C``
    before ``D``.

    Example:
        >>> numbers = ["V", "IX", "I", "1.10", "1.2"]
        >>> sorted(numbers, key=heading_order(numbers))
        ['1.2', '1.10', 'I', 'V', 'IX']
    """
    beside: dict[tuple[str, ...], set[str]] = {}
    for number in numbers:
        steps = number.split(".")
        for depth, step in enumerate(steps):
            if step.isalpha():
                beside.setdefault(tuple(steps[:depth]), set()).add(step.upper())
    roman = {
        above
        for above, steps in beside.items()
        if all(map(_ROMAN.fullmatch, steps)) and max(map(len, steps)) > 1
    }

    def key(number: str) -> _Key:
        steps = number.split(".")
        return tuple(_place(step, tuple(steps[:at]) in roman) for at, step in enumerate(steps))

    return key


def _place(step: str, roman: bool) -> tuple[int, int, int, str]:
    if roman and step.isalpha():
        return 1, _roman(step), 0, ""
    if step[0].isdigit():  # 1, 1a, 2
        number = step.rstrip(_LETTERS)
        return 0, int(number), 0, step[len(number) :]
    letters = step.rstrip("0123456789")  # A, A2, A10, B
    return 1, ord(letters[0]), int(step[len(letters) :] or 0), letters


def _refuse_later(number: str, named: tuple[str, ...], field: str) -> None:
    """Refuse headings that do not stand before a number, or that it lies under.

    So no subtotal can hold itself, however many steps it takes.
    """
    place = heading_order((number, *named))
    for index, other in enumerate(named):
        _check_number(None, None, other)
        if place(other) >= place(number) or is_within(number, other):
            message = said(
                "{number} is computed from {other}, which does not stand before it.",
                number=number,
                other=other,
            )
            hint = said("Name headings that come before it in the budget.")
            raise InvalidValueError("heading-order", message, hint, f"{field}[{index}]")


class HeadingRole(StrEnum):
    """What the costs under a heading are for; direct ones may be either of the first two."""

    OPERATIONS = "operations"
    ADMINISTRATION = "administration"
    DIRECT = "direct"
    INDIRECT = "indirect"
    IN_KIND = "in_kind"

    @property
    def ratio(self) -> HeadingRole | None:
        """The side of the operational ratio it stands on; none where it does not say."""
        if self is HeadingRole.INDIRECT:
            return HeadingRole.ADMINISTRATION
        return None if self in (HeadingRole.DIRECT, HeadingRole.IN_KIND) else self


@attrs.frozen
class Heading:
    """A heading of a donor's budget form, with the title it has there.

    It holds the lines whose number begins with its own. One that names others, such as
    ``7 Subtotal direct costs`` of ``1`` to ``6``, holds theirs too.

    Args:
        number: Number in the tree of headings, such as ``1.1``.
        title: Its title.
        sums: Numbers of the headings that it is the sum of, each of which stands before it.
        role: What its costs are for; that of the nearest heading above it where absent. Staff, a
            local office and indirect costs are administration in many contracts, and not in all.
    """

    number: Identifier = attrs.field(validator=_check_number)
    title: LocalText
    sums: tuple[Identifier, ...] = ()
    role: HeadingRole | None = None

    def __attrs_post_init__(self) -> None:
        _refuse_later(self.number, self.sums, "sums")


@attrs.frozen
class Factor:
    """A number that the cost of a line is multiplied by, beside its quantity.

    Args:
        number: How many, or which part: 0.5 is half of the time.
        unit: What is counted, such as days, people or effort.
    """

    number: Decimal = attrs.field(converter=decimal_from)
    unit: str = ""


@attrs.frozen
class BudgetLine:
    """A line of a project's budget.

    Args:
        heading: Number in the donor's tree of headings, such as ``1.1.2`` or ``A.1``.
        title: What it pays for.
        unit: What is counted, such as month or flight.
        quantity: Number of units.
        unit_cost: Cost of one.
        period: Part of the project's life that it pays for, such as its first year; the whole
            where absent.
        participants: How many people it is for, where the donor asks; a `Factor` where the cost
            is multiplied by them.
        donor: Identifier of the organisation that pays it, where one does.
        factors: What else the cost is multiplied by: people × days × effort.
        partner: Identifier of the organisation that spends it, where one does.
        version: Identifier of the version of the budget it is a line of. A version without lines
            of its own has those that name none.
        in_kind: Whether it is given in kind, and no money is spent on it.
        forecast: Whether it is what is expected to be spent in its period, rather than budgeted.
        note: Justification of what it costs.
    """

    heading: Identifier = attrs.field(validator=_check_number)
    title: LocalText
    unit: str
    quantity: Decimal = attrs.field(converter=decimal_from)
    unit_cost: Money
    period: DateSpan | None = attrs.field(default=None, validator=refuse_open)
    participants: int | None = None
    donor: Identifier | None = None
    factors: tuple[Factor, ...] = ()
    partner: Identifier | None = None
    version: Identifier | None = None
    in_kind: bool = False
    forecast: bool = False
    note: LocalText | None = None

    @property
    def units(self) -> Fraction:
        """Quantity times all factors."""
        return prod((Fraction(each.number) for each in self.factors), start=Fraction(self.quantity))

    @property
    def total(self) -> Money:
        """Units times unit cost, rounded half away from zero to the currency's minor unit."""
        # In fractions: a product may have more digits than an amount is allowed.
        exact = Fraction(self.unit_cost.amount) * self.units
        return rounded_from(exact, self.unit_cost.currency)


class Actual(StrEnum):
    """How what is spent on a rate line is known.

    A flat rate is owed on whatever is spent on the base, as indirect costs are under the EU's
    external actions (PRAG, general conditions of Annex II, 14.7): no voucher is asked for. What is
    booked comes from transactions that name the heading, like that of any other line.
    """

    FLAT = "flat"
    BOOKED = "booked"


@attrs.frozen
class RateLine:
    """A line of a budget that is a rate of other headings, such as indirect costs.

    Args:
        heading: Number in the tree of headings, such as ``8``.
        title: What it is.
        rate: Share of its base, between 0 and 1: 0.07 is 7 %.
        of: Numbers of the headings it is a rate of, each of which stands before it.
        reserve: Whether it is a reserve for contingencies, which is spent only if need be.
        actual: Whether what is spent on it is a flat rate of what is spent on its base, or booked.
            Where absent, a reserve and a heading on which something is booked are booked, and every
            other line is flat.
        without: Numbers of headings under its base that the rate leaves out, such as equipment.
        version: Identifier of the version of the budget it is a line of, as of a budget line.
    """

    heading: Identifier = attrs.field(validator=_check_number)
    title: LocalText
    rate: Decimal = attrs.field(converter=decimal_from)
    of: tuple[Identifier, ...]
    reserve: bool = False
    actual: Actual | None = None
    without: tuple[Identifier, ...] = attrs.field(
        default=(), validator=attrs.validators.deep_iterable(_check_number)
    )
    version: Identifier | None = None

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.rate <= 1:
            raise InvalidValueError(
                "rate-range",
                said("the rate {rate} is not between 0 and 1.", rate=self.rate),
                said("7 % is 0.07."),
            )
        if not self.of:
            raise InvalidValueError(
                "rate-base",
                said("the rate has no base."),
                said("Name the headings it is a rate of."),
                "of",
            )
        _refuse_later(self.heading, self.of, "of")


@attrs.frozen
class ContingencyUse:
    """Money of the reserve for contingencies that was moved to headings, with the donor's leave.

    Args:
        when: Day from which it may be spent.
        amount: How much.
        heading: Number of the heading it is added to.
        letter: Letter of the donor that allows it.
        reason: What for.
    """

    when: dt.date
    amount: Money
    heading: Identifier = attrs.field(validator=_check_number)
    letter: str = ""
    reason: LocalText | None = None


@attrs.frozen
class VarianceExplanation:
    """Why spending on a heading differs from its budget.

    Args:
        heading: Number of the heading.
        text: The explanation, per language.
        period: Reporting period it speaks of; the whole life of the project where absent.
    """

    heading: Identifier = attrs.field(validator=_check_number)
    text: LocalText
    period: Period | None = None
