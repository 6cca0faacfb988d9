"""Stated figures beside computed ones, and the words for what is known of both."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import attrs

from cproc.figures.calls import evaluate_all
from cproc.figures.counting import Figure, number, scaled
from cproc.labels import Labels
from cproc.model import Money, Portfolio, Qualifier, Statement, is_currency


class Verdict(StrEnum):
    """How a stated figure stands to a computed one."""

    AGREES = "agrees"
    AGREES_WITH_QUALIFIER = "agrees_with_qualifier"
    DIFFERS = "differs"
    NOT_COMPUTED = "not_computed"


@attrs.frozen
class Candidate:
    """A computed figure that a statement may mean.

    Args:
        figure: The figure.
        difference: Computed less stated, or less the nearer end of a stated range, within which
            it is 0; none where it is not known.
        verdict: How they stand to each other.
    """

    figure: Figure
    difference: Fraction | None
    verdict: Verdict


@attrs.frozen
class Reconciliation:
    """A statement, and each figure it may mean.

    Args:
        statement: What was stated.
        candidates: In the statement's order, the likeliest first; none if nothing computes it.
    """

    statement: Statement
    candidates: tuple[Candidate, ...]

    @property
    def verdict(self) -> Verdict:
        """The verdict of the likeliest figure."""
        return self.candidates[0].verdict if self.candidates else Verdict.NOT_COMPUTED


def reconcile(portfolio: Portfolio) -> tuple[Reconciliation, ...]:
    """Set each statement beside the figures it may mean, in the portfolio's order.

    Args:
        portfolio: A checked portfolio, whose statements name figures that there are.
    """
    statements = portfolio.statements
    figures = evaluate_all(portfolio, (call for each in statements for call in each.figures))
    return tuple(
        set_beside(statement, (figures[call] for call in statement.figures))
        for statement in statements
    )


def set_beside(statement: Statement, figures: Iterable[Figure]) -> Reconciliation:
    """Set a statement beside computed figures, the likeliest first."""
    return Reconciliation(statement, tuple(_candidate(statement, each) for each in figures))


def _candidate(statement: Statement, figure: Figure) -> Candidate:
    if _is_beyond(statement, figure):
        return Candidate(figure, None, Verdict.DIFFERS)
    # A sum without one of its records is no proof that the statement is wrong.
    if not figure.complete or _measure(statement.unit) != _measure(figure.unit):
        return Candidate(figure, None, Verdict.NOT_COMPUTED)
    stated, computed = Fraction(statement.value), number(figure.value)
    nearest = stated if statement.upper is None else min(computed, Fraction(statement.upper))
    return Candidate(figure, computed - max(stated, nearest), _verdict(statement, stated, computed))


def _is_beyond(statement: Statement, figure: Figure) -> bool:
    """Whether a figure that is known within bounds is what was stated nowhere between them."""
    low, high = figure.low, figure.high
    if figure.without or low is None or high is None:
        return False
    if _measure(statement.unit) != _measure(figure.unit):
        return False
    ends, stated = (number(low), number(high)), Fraction(statement.value)
    nearest = min(max(stated, ends[0]), ends[1])
    every = (_verdict(statement, stated, each) for each in (*ends, nearest))
    return all(verdict is Verdict.DIFFERS for verdict in every)


def _measure(unit: str) -> str:
    # Amounts and percentages compare with their like; counts may be called by other names.
    return unit if unit == "%" or is_currency(unit) else "count"


def _verdict(statement: Statement, stated: Fraction, computed: Fraction) -> Verdict:
    # What "about" and "nearly" allow comes of how the stated number is rounded.
    qualifier = statement.qualifier
    if qualifier is Qualifier.EXACT:
        return Verdict.AGREES if computed == stated else Verdict.DIFFERS
    fits = {
        Qualifier.ABOUT: abs(computed - stated) <= _half_step(statement.value),
        Qualifier.MORE_THAN: computed > stated,
        Qualifier.NEARLY: stated - 2 * _half_step(statement.value) < computed <= stated,
        Qualifier.BETWEEN: stated <= computed <= Fraction(statement.upper or 0),
    }[qualifier]
    return Verdict.AGREES_WITH_QUALIFIER if fits else Verdict.DIFFERS


def _half_step(value: Decimal) -> Fraction:
    """Half of the last digit that a round number gives: 24 400 000 is good to 50 000."""
    parts = value.as_tuple()
    zeros = len(parts.digits) - len("".join(map(str, parts.digits)).rstrip("0"))
    return Fraction(10) ** (int(parts.exponent) + (zeros if value else 0)) / 2


def stated_value(statement: Statement, number: Decimal) -> int | Decimal | Money:
    """A number of a statement as a value of its unit, as exact as it was stated."""
    if is_currency(statement.unit):
        return Money(number, statement.unit)
    return int(number) if number == number.to_integral_value() else number


def stated(labels: Labels, statement: Statement) -> str:
    """Write a stated figure with its qualifier: ``more than 900``, ``6 to 8``."""
    value, unit = stated_value(statement, statement.value), statement.unit
    if statement.upper is not None:
        return labels.known(None, unit, low=value, high=stated_value(statement, statement.upper))
    return labels.known(value, unit, qualifier=statement.qualifier)


def told(labels: Labels, figure: Figure) -> str:
    """Write what is known of a figure: its value with its qualifier, its bounds, "not known"."""
    if figure.stated is not None:
        return stated(labels, figure.stated)
    if figure.scale is not None and figure.value is not None:
        rounded, kind = scaled(figure, figure.scale)
        words = labels.plural(f"scale.{figure.scale}", rounded, amount=labels.number(rounded))
        if isinstance(figure.value, Money):
            words = labels("format.money", currency=figure.value.currency, amount=words)
        return labels(f"qualifier.{kind}", value=words)
    return labels.known(
        figure.value, figure.unit, low=figure.low, high=figure.high, qualifier=figure.qualifier
    )
