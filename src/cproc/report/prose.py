"""Narrative: filling the placeholders of a text with figures, in the text's language."""

from __future__ import annotations

from decimal import Decimal

from cproc.figures import Figure, placeholders
from cproc.labels import Labels, labels_in, languages
from cproc.model import Money, Statement, is_currency
from cproc.report.context import Context
from cproc.report.model import Prose


def stated_value(statement: Statement, told: Decimal) -> int | Decimal | Money:
    """A number of a statement as a value of its unit, as exact as it was stated."""
    if is_currency(statement.unit):
        return Money(told, statement.unit)
    return int(told) if told == told.to_integral_value() else told


def stated(labels: Labels, statement: Statement) -> str:
    """Write a stated figure with its qualifier: ``more than 900``, ``6 to 8``."""
    numbers = {
        name: labels.value(stated_value(statement, told), statement.unit)
        for name, told in (("value", statement.value), ("upper", statement.upper))
        if told is not None
    }
    return labels(f"qualifier.{statement.qualifier}", **numbers)


# --- Any language of CLDR, with or without a catalogue ------------------------------------


def _words(labels: Labels, figure: Figure) -> str:
    if figure.stated is not None:
        return stated(labels, figure.stated)
    return "" if figure.value is None else labels.value(figure.value, figure.unit)


def prose(context: Context, id_: str) -> Prose | None:
    """The text of a section, its placeholders filled; nothing where there is none.

    A text that is not in the report's language keeps its own, for its figures as well. A
    required footnote of a territory that it names with its mark is put below it.

    Raises:
        UnknownNameError: A placeholder names nothing; `narrative_problems` finds it before.
        InvalidValueError: A placeholder is no call of a figure.
    """
    text = next((made.text for made in context.portfolio.narrative if made.id == id_), None)
    if text is None or not context.best(text).strip():
        return None
    language = context.other_language(text) or context.language
    labels = labels_in(language) if language in languages() else context.labels
    markdown = context.best(text)
    for found in reversed(list(placeholders(markdown))):
        told = _words(labels, context.figure(found.call))
        markdown = markdown[: found.start] + told + markdown[found.end :]
    required = [note for name, note in context.required_footnotes if name in markdown]
    notes = [note.replace("*", r"\*") for note in required if note not in markdown]
    return Prose("\n\n".join([markdown, *notes]), language)
