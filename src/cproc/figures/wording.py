"""What is known of figures and statements, in the words of a language."""

from __future__ import annotations

from decimal import Decimal

from cproc.figures.counting import Figure, scaled
from cproc.labels import Labels
from cproc.model import Money, Statement, is_currency


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
