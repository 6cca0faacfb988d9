"""What figures give: a value or what is known of it, its records, the rules of counting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

import attrs

from cproc.errors import InvalidValueError, Message, in_language, said, written
from cproc.figures.counting.values import Value, number, percentage, whole
from cproc.labels import labels_in, spoken
from cproc.model import Money, Qualifier, Statement, is_currency
from cproc.model.display import Facts, display, facts_of
from cproc.money import rounded_units


class Rule(StrEnum):
    """What is counted."""

    ENTRIES = "entries"
    OCCURRENCES = "occurrences"
    EVENTS = "events"
    PARTICIPATIONS = "participations"
    SHARE = "share"


class MonthRule(StrEnum):
    """To which month an activity belongs.

    That of its first day; the one it is listed under; every month it is in progress, by
    share equally; or the same, by share in proportion to the days in each (pro rata).
    """

    FIRST_DAY = "first_day"
    LISTED = "listed"
    IN_PROGRESS = "in_progress"
    PRO_RATA = "pro_rata"


Choice = TypeVar("Choice", bound=StrEnum)


def choice(kind: type[Choice], value: Choice | str, what: str) -> Choice:
    """Take a choice by its name, or refuse a name there is not."""
    try:
        return kind(value)
    except ValueError:
        raise InvalidValueError(
            "choice-unknown",
            said("{value!r} is not a {what}.", value=value, what=Message(what)),
            said("Use one of {choices}.", choices=", ".join(kind)),
        ) from None


@attrs.frozen
class Part:
    """What one record adds to a figure.

    Args:
        record: Its identifier.
        value: What it adds; a part of a difference may be negative. None where that is known
            within bounds only.
        path: Where it stands in the portfolio, such as ``projects[2].budget[1]``, where the
            identifier does not say.
        low: The least it may add, where it is known within bounds.
        high: The most it may add.
        qualifier: How exact the value claims to be; a refund of more than 50 is nearly -50.
    """

    record: str
    value: Value
    path: str = ""
    low: Value = None
    high: Value = None
    qualifier: Qualifier = Qualifier.EXACT


class Reason(StrEnum):
    """Why nobody knows whether, or with how much, a record is in a figure."""

    NOT_RECORDED = "not_recorded"
    DATE = "date"
    BUDGET = "budget"
    RATE = "rate"
    CURRENCY = "currency"
    NOT_BEGUN = "not_begun"
    ADDS_UP = "adds_up"
    ROLE = "role"
    HEADING = "heading"
    KIND = "kind"
    OPEN_END = "open_end"
    WITHHELD = "withheld"


@attrs.frozen
class Missing:
    """A record that belongs in a figure, or may do so, and how far is not known.

    Args:
        record: Its identifier.
        reason: What of it is not known.
        path: Where it stands in the portfolio, where the identifier does not say.
        within: Whether the bounds of the figure hold all that it may add; of one that it is not,
            they do not hold anything.
    """

    record: str
    reason: Reason = Reason.NOT_RECORDED
    path: str = ""
    within: bool = False


def lacking(records: Iterable[str], reason: Reason = Reason.NOT_RECORDED) -> tuple[Missing, ...]:
    """The records of some identifiers, each once, that lack the same."""
    return tuple(Missing(record, reason) for record in dict.fromkeys(records))


Parts = tuple[Part, ...] | Callable[[], tuple[Part, ...]]
Records = tuple[str, ...] | Callable[[], Iterable[str]]
"""Identifiers, or a function that looks them up: most answers are never asked for them."""


def looked_up(behind: Records | Parts) -> tuple[Any, ...]:
    """What is behind a value, looked up where that is still to be done."""
    return tuple(behind()) if callable(behind) else behind


@attrs.frozen
class Figure:
    """One computed value that can be traced, its bounds, or that it is not known.

    Args:
        name: The call that gives it, such as ``budget_total(on="2017-09-30")``.
        value: The value; none where the data cannot give it, or give bounds only.
        unit: A currency code for money, else what is counted.
        rule: What exactly is counted, one sentence.
        of: The field of the portfolio whose records are in it, such as ``projects``.
        records: Their identifiers, in the portfolio's order, or a function that looks them up.
        missing: Records of which nobody knows whether or how far they are in it.
        on: The day it holds for, where it holds for a day.
        stated: The statement it repeats, where it is stated rather than computed.
        parts: What each record adds to the value, or a function that works it out; left out
            where each record of a count is one.
        low: The least it can be, where it is known within bounds.
        high: The most it can be.
        qualifier: How exact the value claims to be.
        scale: What a text rounds the value to, where it does.
    """

    name: str
    value: Value
    unit: str
    rule: str
    of: str = ""
    _records: Records = attrs.field(default=(), alias="records", eq=looked_up)
    missing: tuple[Missing, ...] = ()
    on: date | None = None
    stated: Statement | None = None
    _parts: Parts = attrs.field(default=(), alias="parts", eq=looked_up)
    low: Value = None
    high: Value = None
    qualifier: Qualifier = Qualifier.EXACT
    scale: Scale | None = None

    @property
    def records(self) -> tuple[str, ...]:
        """The identifiers of the records in it, in the portfolio's order."""
        return looked_up(self._records)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What each record adds to the value; empty where each record of a count is one."""
        return looked_up(self._parts)

    @property
    def without(self) -> tuple[str, ...]:
        """The identifiers of the records that are left out altogether, each once."""
        return tuple(dict.fromkeys(each.record for each in self.missing if not each.within))

    @property
    def bounded(self) -> bool:
        """Whether it is known within bounds only."""
        return self.value is None and (self.low is not None or self.high is not None)

    @property
    def known(self) -> bool:
        """Whether there is a value or a bound of it."""
        return self.value is not None or self.bounded

    @property
    def exact(self) -> bool:
        """Whether it is one number, which claims to be exact."""
        return self.value is not None and self.qualifier is Qualifier.EXACT

    @property
    def complete(self) -> bool:
        """Whether there is a value and no record lacks its part of it."""
        return self.value is not None and not self.missing

    @property
    def shown(self) -> Value | Figure:
        """What a message says of it: its amount where that says all, else the figure in words."""
        sure = self.exact and not self.missing
        return self.value if sure and isinstance(self.value, Money) else self

    def __str__(self) -> str:
        """What is known of it, with its unit."""
        if not self.known:
            return "not known"
        ends = [end for end in (self.low, self.value, self.high) if end is not None]
        told = in_words(" to ".join(map(str, ends)), self.qualifier)
        if self.bounded and None in (self.low, self.high):
            told = f"{'at least' if self.high is None else 'at most'} {ends[0]}"
        if not is_currency(self.unit):
            told = f"{told} {spoken('en').unit(self.unit, self.value)}"
        return f"{told} (without {', '.join(self.without)})" if self.without else told

    def rule_in(self, language: str) -> str:
        r"""By which rule it is counted, in a language that also writes the amounts in it.

        Args:
            language: ISO 639 code.

        Example:
            >>> import cproc
            >>> cproc.evaluate(cproc.load("examples/eu_grant"), "burn_rate").rule_in("en")
            'EUR\xa0261,736.55, spent, of EUR\xa0445,424, the budget, to one decimal'
        """
        return written(self.rule, language)

    def in_language(self, language: str) -> str:
        """What is known of it, with its unit, in the words of a language."""
        labels, ends = labels_in(language), {"low": self.low, "high": self.high}
        told = labels.known(self.value, self.unit, qualifier=self.qualifier, **ends)
        if self.known and self.unit != "%" and not is_currency(self.unit):
            told = f"{told} {labels.get(f'unit.{self.unit}.other', self.unit)}"
        lacking = said("{told} (without {records})", told=told, records=", ".join(self.without))
        return in_language(lacking, language) if self.without else told


def _facts(figure: Figure, value: str = "", rule: str = "") -> Facts:
    """What a session shows of a figure: its value in words, and how many records are behind it."""
    yield from {
        "name": figure.name,
        "value": value or str(figure),
        "rule": rule or figure.rule,
    }.items()
    yield from {name: value for name, value in facts_of(figure) if name in _BEHIND}.items()


_BEHIND = ("on", "records", "missing", "scale")
display(
    Figure, _facts, lambda figure: _facts(figure, figure.in_language("en"), figure.rule_in("en"))
)

_WORDS = {Qualifier.ABOUT: "about", Qualifier.MORE_THAN: "more than", Qualifier.NEARLY: "nearly"}


def in_words(value: str, kind: Qualifier) -> str:
    """Write how exact a value claims to be before it."""
    return f"{_WORDS[kind]} {value}" if kind in _WORDS else value


class Scale(StrEnum):
    """What a text rounds a value to."""

    THOUSANDS = "thousands"
    MILLIONS = "millions"


def scaled(figure: Figure, scale: Scale) -> tuple[int, Qualifier]:
    """A value in thousands or millions, rounded half away from zero, and how exact that is.

    What is rounded down is more than the rounded number, what is rounded up nearly it.
    """
    exact = number(figure.value) / (1_000 if scale is Scale.THOUSANDS else 1_000_000)
    rounded = rounded_units(exact, 0)
    kinds = {True: Qualifier.MORE_THAN, False: Qualifier.NEARLY}
    kind = Qualifier.EXACT if exact == rounded else kinds[exact > rounded]
    return rounded, qualified([(figure.qualifier, False), (kind, False)])


def turned(kind: Qualifier, *, less: bool = True) -> Qualifier:
    """How exact a value is where another that is taken away is so: less than more is nearly."""
    turn = {Qualifier.MORE_THAN: Qualifier.NEARLY, Qualifier.NEARLY: Qualifier.MORE_THAN}
    return turn.get(kind, kind) if less else kind


def qualified(values: Iterable[tuple[Qualifier, bool]]) -> Qualifier:
    """How exact a sum claims to be.

    A sum with something that is more than its number is more than the sum of the numbers,
    whatever else is about right; with one that is nearly its number it is nearly the sum; with
    both nothing but "about" can be said.

    Args:
        values: How exact each value claims to be, and whether it is taken away.
    """
    kinds = {turned(each) if less else each for each, less in values}
    for above in (Qualifier.MORE_THAN, Qualifier.NEARLY):
        if above in kinds and turned(above) not in kinds:
            return above
    return Qualifier.ABOUT if kinds - {Qualifier.EXACT} else Qualifier.EXACT


def sum_of(
    parts: Iterable[Part],
    unit: str,
    rule: str,
    of: str,
    *,
    missing: Iterable[Missing] = (),
    on: date | None = None,
    known: bool = False,
) -> Figure:
    """A figure that is the sum of what its records add, in a currency or any other unit.

    A sum of nothing is not known, or 0 where it is `known` that there is nothing and no record is
    missing. It is known within bounds where a part is; how exact it claims to be is that of its
    parts.
    """
    parts, missing = tuple(parts), tuple(dict.fromkeys(missing))
    if not parts and (missing or not known):
        return Figure("", None, unit, rule, of, (), missing, on)

    def total(values: Iterable[Value]) -> Value:
        amounts = tuple(each for each in values if each is not None)
        # An indicator may count in a currency, and is no money.
        money = tuple(each for each in amounts if isinstance(each, Money))
        if is_currency(unit) and len(money) == len(amounts):
            return Money.total(money, unit)
        return whole(sum(map(number, amounts), Fraction()))

    records = tuple(dict.fromkeys(part.record for part in parts))
    exactness = qualified((part.qualifier, False) for part in parts)
    value: Value = total(part.value for part in parts)
    low: Value = None
    high: Value = None
    if any(part.value is None for part in parts):
        low, high = (
            total(getattr(part, end) if part.value is None else part.value for part in parts)
            for end in ("low", "high")
        )
        value = low if low == high else None
        low = None if value is not None or exactness is Qualifier.NEARLY else low
        high = None if value is not None or exactness is Qualifier.MORE_THAN else high
    return Figure(
        "", value, unit, rule, of, records, missing, on,
        parts=parts, low=low, high=high, qualifier=exactness,
    )  # fmt: skip


def within(count: Figure, maybe: Sequence[Missing], more: Fraction | int | None = None) -> Figure:
    """A count with records that may be in it.

    Args:
        count: The count without them.
        maybe: The records.
        more: How many they may add; one each where absent.
    """
    missing = (*count.missing, *(attrs.evolve(each, within=True) for each in maybe))
    more = Fraction(len({each.record for each in maybe}) if more is None else more)
    if not more:
        return attrs.evolve(count, missing=missing)
    low = whole(number(count.value))
    return attrs.evolve(count, value=None, low=low, high=whole(low + more), missing=missing)


def ratio_of(part: Figure, whole: Figure, rule: str) -> Figure:
    """A figure that is the percentage of one in another, to one decimal, within their bounds.

    It is not known where either has no value or no bound, or the whole may be nothing.
    """
    over, under = (
        [number(end) for end in (each.low, each.value, each.high) if end is not None]
        for each in (part, whole)
    )
    missing = tuple(dict.fromkeys((*part.missing, *whole.missing)))
    unknown = Figure("", None, "%", rule, whole.of, (), missing, whole.on)
    open_ended = any(each.bounded and None in (each.low, each.high) for each in (part, whole))
    if not (over and under) or open_ended or min(under) <= 0 <= max(under):
        return unknown
    shares = [percentage(100 * one / other, 1) for one in over for other in under]
    low, high = min(shares), max(shares)
    # Of a base that is more the share is nearer to nothing, from above or from below.
    one_way = min(under) > 0 and (min(over) >= 0 or max(over) <= 0)
    kind = qualified([(part.qualifier, False), (whole.qualifier, min(over) >= 0)])
    kind = kind if one_way or kind is Qualifier.EXACT else Qualifier.ABOUT
    found = attrs.evolve(unknown, records=whole.records, qualifier=kind)
    if low == high:
        return attrs.evolve(found, value=low)
    ends = (
        None if kind is Qualifier.NEARLY else low,
        None if kind is Qualifier.MORE_THAN else high,
    )
    return attrs.evolve(found, low=ends[0], high=ends[1])
