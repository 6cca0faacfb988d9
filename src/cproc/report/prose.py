"""Narrative: filling the placeholders of a text with figures, in the text's language."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.errors import InvalidValueError, Problem, Severity, UnknownNameError
from cproc.figures import Figure, Placeholder, evaluate, placeholders
from cproc.model import Narrative, Portfolio
from cproc.report import formats
from cproc.report.labels import Labels, labels_in, languages
from cproc.report.model import Prose
from cproc.report.names import Names

__all__ = ["SECTIONS", "narrative_problems", "prose"]

SECTIONS = tuple(
    "summary context mandate projects overview priorities committee host administration premises"
    " staff budget visibility conclusions inventory tallies reconciliation definitions".split()
)
"""Identifiers of the sections a narrative can be of; a project's is ``project:<code>``."""


def _words(labels: Labels, figure: Figure) -> str:
    if figure.stated is not None:
        return formats.stated(labels, figure.stated)
    return "" if figure.value is None else formats.value(labels, figure.value, figure.unit)


def prose(names: Names, id_: str) -> Prose | None:
    """Give the text of a section, its placeholders filled; nothing where there is none.

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


def narrative_problems(portfolio: Portfolio) -> tuple[Problem, ...]:
    """Find what is wrong with the narrative, in every language.

    Args:
        portfolio: Whose narrative.

    Returns:
        Errors: ``placeholder-unknown`` for what no figure, statement or record answers to,
        ``placeholder-empty`` for a figure the data cannot give, ``placeholder-open`` for
        braces without their other pair. Warnings: ``placeholder-incomplete`` for a figure
        that lacks some of its records, ``section-unknown`` for a text that no section
        prints. `Problem.path` tells the text, the message the line in it.
    """
    return tuple(
        problem
        for index, section in enumerate(portfolio.narrative)
        for problem in _section_problems(portfolio, section, f"narrative[{index}]")
    )


def _section_problems(portfolio: Portfolio, section: Narrative, path: str) -> Iterator[Problem]:
    known = {*SECTIONS, *(f"project:{project.code}" for project in portfolio.projects)}
    if section.id not in known:
        yield Problem(
            "section-unknown",
            f"there is no section {section.id!r}, so its text is not printed.",
            f"{path}.id",
            f"Use one of {', '.join(SECTIONS)} or project:<code>.",
            section.id,
            severity=Severity.WARNING,
        )
    for language, text in section.text.entries:
        where = f"{path}.text.{language}"
        rest = list(text)
        for found in placeholders(text):
            rest[found.start : found.end] = " " * (found.end - found.start)
            yield from _placeholder_problems(portfolio, section.id, where, found)
        yield from _braces("".join(rest), section.id, where)


def _braces(text: str, section: str, path: str) -> Iterator[Problem]:
    """Find braces that are left when the placeholders are taken out."""
    for number, line in enumerate(text.split("\n"), start=1):
        if "{{" in line or "}}" in line:
            yield Problem(
                "placeholder-open",
                f"in section {section!r}, line {number}, two braces stand without the other two.",
                path,
                "Write {{ figure }}, on one line.",
            )


def _placeholder_problems(
    portfolio: Portfolio, section: str, path: str, found: Placeholder
) -> Iterator[Problem]:
    start = f"in section {section!r}, line {found.line}, "
    try:
        figure = evaluate(portfolio, found.call)
    except UnknownNameError as error:
        hint = "Name one of them."
        yield Problem("placeholder-unknown", f"{start}{error}.", path, hint, found.call)
    except InvalidValueError as error:
        message = start + error.message
        yield Problem("placeholder-unknown", message, path, error.hint, found.call)
    else:
        if figure.value is None:
            yield Problem(
                "placeholder-empty",
                f"{start}{found.call} has no value: the data do not tell it.",
                path,
                'Add the missing facts, or repeat a statement with stated(id="…").',
                found.call,
            )
        elif figure.missing:
            yield Problem(
                "placeholder-incomplete",
                f"{start}{found.call} is without {', '.join(figure.missing)}.",
                path,
                "Say so in the text, or add the missing facts.",
                found.call,
                severity=Severity.WARNING,
            )
