"""What is wrong with the narrative, and with the chapters the office settled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import unquote

from cproc.errors import InvalidValueError, Problem, Severity, UnknownNameError
from cproc.figures import Figure, Placeholder, evaluate, evaluate_all, placeholders
from cproc.labels import labels_in
from cproc.model import Narrative, Portfolio
from cproc.report.model import Ref, Section
from cproc.report.parts import parts_in_use
from cproc.report.sections import known_sections

_REFERENCE = re.compile(r"\]\(<?#([^)\s>]+)")


Evaluate = Callable[[str], Figure]


def placeholder_calls(portfolio: Portfolio) -> list[str]:
    """The calls in the texts of the narrative, in every language."""
    texts = (text for section in portfolio.narrative for _language, text in section.text.entries)
    return [found.call for text in texts for found in placeholders(text)]


def narrative_problems(portfolio: Portfolio, figure: Evaluate | None = None) -> tuple[Problem, ...]:
    """Find what is wrong with the narrative, in every language, and with the chosen sections.

    Args:
        portfolio: Whose narrative.
        figure: Computes a figure as `evaluate` does, where many are known already.

    Returns:
        Errors: ``placeholder-unknown`` for what no figure, statement or record answers to,
        ``placeholder-empty`` for a figure the data cannot give, ``placeholder-open`` for
        braces without their other pair, ``reference-unknown`` for a chosen table or chart
        there is none of, ``section-untitled`` for a section of the office's own without a
        heading, ``section-twice``. Warnings:
        ``placeholder-incomplete`` for a figure that lacks some of its records,
        ``section-unknown`` for a text that no section prints. `Problem.path` tells the
        text, the message the line in it.
    """
    if figure is None:  # all at once; what cannot be computed is asked for again, to say why
        known = evaluate_all(portfolio, placeholder_calls(portfolio), lenient=True)

        def figure(call: str) -> Figure:
            return known.get(call) or evaluate(portfolio, call)

    return (*_texts(portfolio, figure), *_chosen(portfolio))


def _texts(portfolio: Portfolio, figure: Evaluate) -> Iterator[Problem]:
    for index, section in enumerate(portfolio.narrative):
        yield from _section_problems(portfolio, section, f"narrative[{index}]", figure)


def _section_problems(
    portfolio: Portfolio, section: Narrative, path: str, figure: Evaluate
) -> Iterator[Problem]:
    own = {made.id for made in portfolio.report.sections} if portfolio.report else set()
    if section.id not in (known := known_sections(portfolio)) and section.id not in own:
        yield Problem(
            "section-unknown",
            f"there is no section {section.id!r}, so its text is not printed.",
            f"{path}.id",
            f"Use one of {', '.join(known)}, or list it in report.sections.",
            section.id,
            severity=Severity.WARNING,
        )
    for language, text in section.text.entries:
        where = f"{path}.text.{language}"
        rest = list(text)
        for found in placeholders(text):
            rest[found.start : found.end] = " " * (found.end - found.start)
            yield from _placeholder_problems(figure, section.id, where, found)
        yield from _braces("".join(rest), section.id, where)


def _chosen(portfolio: Portfolio) -> Iterator[Problem]:
    """Find what is wrong with the sections the office settled."""
    known = {**known_sections(portfolio), **dict.fromkeys(part.id for part in parts_in_use())}
    seen = set[str]()
    kinds = _kinds()
    for index, made in enumerate(portfolio.report.sections if portfolio.report else ()):
        path = f"report.sections[{index}]"
        if made.id in seen:
            yield Problem(
                "section-twice",
                f"the section {made.id!r} stands above already.",
                f"{path}.id",
                "List it once.",
                made.id,
            )
        seen.add(made.id)
        if made.id not in known and made.title is None:
            yield Problem(
                "section-untitled",
                f"there is no section {made.id!r}, and one of your own needs a title.",
                f"{path}.id",
                f"Give it a title, or use one of {', '.join(known)}.",
                made.id,
            )
        for position, shown in enumerate(made.shows or ()):
            if shown.partition(":")[0] not in kinds:
                yield Problem(
                    "reference-unknown",
                    f"there is no table or chart {shown!r}.",
                    f"{path}.shows[{position}]",
                    f"Name one of {', '.join(sorted(kinds))}.",
                    shown,
                )


def _kinds() -> set[str]:
    """What tables and charts are called, save what stands behind their colon."""
    names = labels_in("en").entries
    tables = (
        key.removeprefix("table.").removeprefix("project_") for key in names if key[:6] == "table."
    )
    charts = (f"chart_{key.removeprefix('chart.')}" for key in names if key[:6] == "chart.")
    return {*tables, *charts}


def dead_references(portfolio: Portfolio, sections: Iterable[Section]) -> tuple[Problem, ...]:
    """Find the links in the narrative to what is not in the document.

    Args:
        portfolio: Whose narrative.
        sections: What is in the document.
    """
    printed: set[str] = set()
    for section in sections:
        printed |= {section.id, f"section:{section.id}"}
        printed |= {block.id for block in section.blocks if isinstance(block, Ref)}
    return tuple(
        Problem(
            "reference-unknown",
            f"in section {told!r}, line {number}, {name!r} is not in the document.",
            path,
            "Refer to a table, chart or section that is.",
            name,
        )
        for told, path, number, name in links(portfolio)
        if name not in printed
    )


def links(portfolio: Portfolio) -> Iterator[tuple[str, str, int, str]]:
    """Give section, path, line and name of each link to a part of the document."""
    return (
        (section.id, f"narrative[{index}].text.{language}", number, unquote(match[1]))
        for index, section in enumerate(portfolio.narrative)
        for language, text in section.text.entries
        for number, line in enumerate(text.split("\n"), start=1)
        for match in _REFERENCE.finditer(line)
    )


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
    evaluated: Evaluate, section: str, path: str, found: Placeholder
) -> Iterator[Problem]:
    start = f"in section {section!r}, line {found.line}, "
    try:
        figure = evaluated(found.call)
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
