"""Narrative: filling the placeholders of a text with figures, in the text's language."""

from __future__ import annotations

from cproc.figures import Figure, placeholders
from cproc.report import formats
from cproc.report.labels import Labels, labels_in, languages
from cproc.report.model import Prose
from cproc.report.names import Names


def _words(labels: Labels, figure: Figure) -> str:
    if figure.stated is not None:
        return formats.stated(labels, figure.stated)
    return "" if figure.value is None else formats.value(labels, figure.value, figure.unit)


def prose(names: Names, id_: str) -> Prose | None:
    """The text of a section, its placeholders filled; nothing where there is none.

    A text that is not in the report's language keeps its own, for its figures as well. A
    required footnote of a territory that it names with its mark is put below it.

    Raises:
        UnknownNameError: A placeholder names nothing; `narrative_problems` finds it before.
        InvalidValueError: A placeholder is no call of a figure.
    """
    text = next((made.text for made in names.portfolio.narrative if made.id == id_), None)
    if text is None or not names.best(text).strip():
        return None
    language = names.other_language(text) or names.language
    labels = labels_in(language) if language in languages() else names.labels
    markdown = names.best(text)
    for found in reversed(list(placeholders(markdown))):
        told = _words(labels, names.figure(found.call))
        markdown = markdown[: found.start] + told + markdown[found.end :]
    required = [note for name, note in names.required_footnotes if name in markdown]
    notes = [note.replace("*", r"\*") for note in required if note not in markdown]
    return Prose("\n\n".join([markdown, *notes]), language)
