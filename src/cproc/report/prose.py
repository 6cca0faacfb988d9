"""Narrative: filling the placeholders of a text with figures, in the text's language."""

from __future__ import annotations

from cproc.figures import placeholders, told
from cproc.labels import labels_in, languages
from cproc.report.context import Context
from cproc.report.model import Prose


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
        words = told(labels, context.figure(gap.call))
        markdown = markdown[: gap.start] + words + markdown[gap.end :]
    required = [note for name, note in context.required_footnotes if name in markdown]
    notes = [note.replace("*", r"\*") for note in required if note not in markdown]
    return Prose("\n\n".join([markdown, *notes]), language)
