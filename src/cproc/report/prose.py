"""Narrative: filling the placeholders of a text with figures, in the text's language."""

from __future__ import annotations

from decimal import Decimal

from cproc.figures import placeholders
from cproc.labels import Labels, labels_in, languages
from cproc.model import Money, Statement, is_currency
from cproc.report.context import Context
from cproc.report.model import Prose


def stated_value(statement: Statement, number: Decimal) -> int | Decimal | Money:
    """A number of a statement as a value of its unit, as exact as it was stated."""
    if is_currency(statement.unit):
        return Money(number, statement.unit)
    return int(number) if number == number.to_integral_value() else number


def stated(labels: Labels, statement: Statement) -> str:
    """Write a stated figure with its qualifier: ``more than 900``, ``6 to 8``."""
    numbers = {
        name: labels.value(stated_value(statement, number), statement.unit)
        for name, number in (("value", statement.value), ("upper", statement.upper))
        if number is not None
    }
    return labels(f"qualifier.{statement.qualifier}", **numbers)


def prose(context: Context, id_: str) -> Prose | None:
    """The text of a section, its placeholders filled; nothing where there is none.

    A text that is not in the report's language keeps its own, for its figures as well. A
    required footnote of a territory that it names with its mark is put below it.

    Raises:
        UnknownNameError: A placeholder names nothing; `narrative_problems` finds it before.
        InvalidValueError: A placeholder is no call of a figure.
    """
    narrative = context.portfolio.narrative
    text = next((section.text for section in narrative if section.id == id_), None)
    if text is None or not context.best(text).strip():
        return None
    language = context.other_language(text) or context.language
    labels = labels_in(language) if language in languages() else context.labels
    markdown = context.best(text)
    # From the last to the first, so that those before keep their places.
    for gap in reversed(list(placeholders(markdown))):
        figure, words = context.figure(gap.call), ""
        if figure.stated is not None:
            words = stated(labels, figure.stated)
        elif figure.value is not None:
            words = labels.value(figure.value, figure.unit)
        markdown = markdown[: gap.start] + words + markdown[gap.end :]
    required = [note for name, note in context.required_footnotes if name in markdown]
    notes = [note.replace("*", r"\*") for note in required if note not in markdown]
    return Prose("\n\n".join([markdown, *notes]), language)
