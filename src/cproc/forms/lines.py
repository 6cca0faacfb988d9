"""A line of a form: a line of the budget, or several that differ only in when and by whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from cproc.dates import Month, Period
from cproc.model import BudgetLine, LocalText, Money, RateLine
from cproc.money import rounded, rounded_from

UNIT_DECIMALS = 4
"""Decimals of units that are spread over years."""


@attrs.frozen
class Line:
    """A line of a form: a line of the budget, or several that differ only in when and by whom.

    Args:
        number: Its number.
        parts: The lines of the budget that it stands for.
        rate: The rate line that it is, where it is one.
        amount: What a rate line comes to.
    """

    number: str
    parts: tuple[BudgetLine, ...] = ()
    rate: RateLine | None = None
    amount: Money | None = None

    @property
    def title(self) -> LocalText:
        """What it pays for."""
        return self.rate.title if self.rate else self.parts[0].title

    @property
    def units(self) -> Decimal:
        """Quantity times factors, of all its parts."""
        return decimal_of(sum((part.units for part in self.parts), Fraction()))

    @property
    def total(self) -> Money:
        """What it comes to."""
        if self.amount is not None:
            return self.amount
        return Money.total((each.total for each in self.parts), self.parts[0].total.currency)

    @property
    def in_kind(self) -> bool:
        """Whether it is given in kind."""
        return any(part.in_kind for part in self.parts)

    def only(self, keep: Callable[[BudgetLine], bool]) -> Line:
        """The line with some of its parts."""
        return attrs.evolve(self, parts=tuple(filter(keep, self.parts)))


def decimal_of(exact: Fraction) -> Decimal:
    """A number that has decimals that end, as every product of decimals has."""
    decimals = 0
    while (exact * 10**decimals).denominator != 1:
        decimals += 1
    return rounded(exact, decimals)


def accrued(units: Fraction, time: Period, day: date) -> Decimal:
    """The units of a time that are over at the end of a day: by month where it ends with one."""
    if time.start.day == 1 and time.end == Month.of(time.end).end and day == Month.of(day).end:
        months = time.months()
        over = Fraction(sum(month.end <= day for month in months), len(months))
    else:
        over = Fraction(time.elapsed(day), time.days)
    return rounded(units * over, UNIT_DECIMALS)


def merged(lines: Iterable[BudgetLine]) -> Iterator[Line]:
    """Lines, those together that differ only in time, donor, partner and how many units."""
    alike: dict[Any, list[list[BudgetLine]]] = {}
    for line in lines:
        what = (line.heading, line.title, line.unit, line.unit_cost, line.note, line.in_kind)
        rows = alike.setdefault(what, [])
        row = next((row for row in rows if all(map(_apart(line), row))), None)
        if row is not None and _ties([*row, line]):
            row.append(line)
        else:
            rows.append([line])
    for rows in alike.values():
        for row in rows:
            yield Line(row[0].heading, tuple(row))


def _apart(line: BudgetLine) -> Callable[[BudgetLine], bool]:
    """What tells whether another line is of another time, donor or partner."""
    own = (line.period, line.donor, line.partner)
    return lambda other: (other.period, other.donor, other.partner) != own


def _ties(lines: list[BudgetLine]) -> bool:
    """Whether all together, rounded once, are what they are each for itself."""
    units = sum((each.units for each in lines), Fraction())
    whole = rounded_from(Fraction(lines[0].unit_cost.amount) * units, lines[0].unit_cost.currency)
    return whole == Money.total((each.total for each in lines), whole.currency)
