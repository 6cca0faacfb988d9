"""What is wrong with the narrative, and with the chapters the office settled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from urllib.parse import unquote

from cproc.errors import InvalidValueError, Problem, Severity, UnknownNameError
from cproc.figures import Figure, Placeholder, evaluate, evaluate_all, placeholders
from cproc.labels import labels_in
from cproc.model import Portfolio
from cproc.report import parts, sections
from cproc.report.model import Ref, Section

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
        ``placeholder-open`` for braces without their other pair, ``reference-unknown`` for a
        chosen table or chart there is none of, ``section-untitled`` for a section of the office's
        own without a heading, ``section-twice``. Warnings:
        ``placeholder-empty`` for a figure the data cannot give, of which the text says that it
        is not known; ``placeholder-incomplete`` for one that lacks some of its records;
        ``section-unknown`` for a text that no section prints. `Problem.path` tells the
        text, the message the line in it.
    """
    if figure is None:  # all at once; what cannot be computed is asked for again, to say why
        known = evaluate_all(portfolio, placeholder_calls(portfolio), lenient=True)

        def figure(call: str) -> Figure:
            return known.get(call) or evaluate(portfolio, call)

    return (*_texts(portfolio, figure), *_chosen(portfolio))


def _texts(portfolio: Portfolio, figure: Evaluate) -> Iterator[Problem]:
    known, own = sections.known_sections(portfolio), sections.settled_sections(portfolio)
    for index, section in enumerate(portfolio.narrative):
        if section.id not in {*known, *own}:
            yield Problem(
                "section-unknown",
                f"there is no section {section.id!r}, so its text is not printed.",
                f"{portfolio.report_path}.narrative[{index}].id",
                f"Use one of {', '.join(known)}, or list it in report.sections.",
                section.id,
                severity=Severity.WARNING,
            )
        for language, text in section.text.entries:
            path, rest = f"{portfolio.report_path}.narrative[{index}].text.{language}", list(text)
            for gap in placeholders(text):
                # Blanked, not cut out: what is left stays on its line.
                rest[gap.start : gap.end] = " " * (gap.end - gap.start)
                yield from _placeholder_problems(figure, section.id, path, gap)
            # Braces that are left when the placeholders are taken out.
            for number, line in enumerate("".join(rest).split("\n"), start=1):
                if "{{" in line or "}}" in line:
                    start = f"in section {section.id!r}, line {number}, "
                    message = f"{start}two braces stand without the other two."
                    hint = "Write {{ figure }}, on one line."
                    yield Problem("placeholder-open", message, path, hint)


def _chosen(portfolio: Portfolio) -> Iterator[Problem]:
    """Find what is wrong with the sections the office settled."""
    of_plugins = dict.fromkeys(part.id for part in parts.parts_in_use())
    known = {**sections.known_sections(portfolio), **of_plugins}
    seen = set[str]()
    kinds = _kinds()
    for index, section in enumerate(portfolio.report.sections if portfolio.report else ()):
        path, id_ = f"{portfolio.report_path}.sections[{index}]", section.id
        if id_ in seen:
            message = f"the section {id_!r} stands above already."
            yield Problem("section-twice", message, f"{path}.id", "List it once.", id_)
        seen.add(id_)
        if id_ not in known and section.title is None:
            message = f"there is no section {id_!r}, and one of your own needs a title."
            hint = f"Give it a title, or use one of {', '.join(known)}."
            yield Problem("section-untitled", message, f"{path}.id", hint, id_)
        for position, shown in enumerate(section.shows or ()):
            if shown.partition(":")[0] not in kinds:
                message = f"there is no table or chart {shown!r}."
                where = f"{path}.shows[{position}]"
                hint = f"Name one of {', '.join(sorted(kinds))}."
                yield Problem("reference-unknown", message, where, hint, shown)


def _kinds() -> set[str]:
    """What tables and charts are called, save what stands behind their colon."""
    # Asked of the labels: which tables there are is known only when a report is made.
    labels = labels_in("en")
    tables = (key.removeprefix("project_") for key in labels.group("table"))
    return {*tables, *(f"chart_{key}" for key in labels.group("chart"))}


def dead_references(portfolio: Portfolio, sections: Iterable[Section]) -> Iterator[Problem]:
    """Find the links in the narrative to what is not in the document.

    Args:
        portfolio: Whose narrative.
        sections: What is in the document.
    """
    printed: set[str] = set()
    for section in sections:
        printed |= {section.id, f"section:{section.id}"}
        printed |= {block.id for block in section.blocks if isinstance(block, Ref)}
    for section_id, path, number, name in links(portfolio):
        if name not in printed:
            message = f"in section {section_id!r}, line {number}, {name!r} is not in the document."
            hint = "Refer to a table, chart or section that is."
            yield Problem("reference-unknown", message, path, hint, name)


def links(portfolio: Portfolio) -> Iterator[tuple[str, str, int, str]]:
    """Section, path, line and name of each link to a part of the document."""
    return (
        (
            section.id,
            f"{portfolio.report_path}.narrative[{index}].text.{language}",
            number,
            unquote(match[1]),
        )
        for index, section in enumerate(portfolio.narrative)
        for language, text in section.text.entries
        for number, line in enumerate(text.split("\n"), start=1)
        for match in _REFERENCE.finditer(line)
    )


def _placeholder_problems(
    evaluated: Evaluate, section: str, path: str, gap: Placeholder
) -> Iterator[Problem]:
    start, call = f"in section {section!r}, line {gap.line}, ", gap.call
    problem = partial(Problem, path=path, value=call)
    try:
        figure = evaluated(call)
    except UnknownNameError as error:
        yield problem("placeholder-unknown", f"{start}{error}.", hint="Name one of them.")
    except InvalidValueError as error:
        if error.code == "rate-missing":
            return  # the rule of rates finds it, and it stops only what needs the rate
        yield problem("placeholder-unknown", start + error.message, hint=error.hint)
    else:
        if not figure.known or figure.missing:
            code = "placeholder-incomplete" if figure.known else "placeholder-empty"
            hint = (
                'Say so in the text, add the missing facts, or repeat a statement: stated(id="…").'
            )
            message = f"{start}{what_is_missing(call, figure)}"
            yield problem(code, message, hint=hint, severity=Severity.WARNING)


def what_is_missing(call: str, figure: Figure) -> str:
    """What of a figure is not known, and the records that it lacks."""
    if not figure.known:
        lacking = f" It lacks {_lacking(figure)}." * bool(figure.missing)
        return f"{call} is not known: the data do not tell it.{lacking}"
    what = "is known within bounds only, for lack of" if figure.bounded else "is without"
    return f"{call} {what} {_lacking(figure)}."


def _lacking(figure: Figure) -> str:
    """The records that are missing, with the reason."""
    words = labels_in("en")
    return ", ".join(f"{each.record} ({words(f'reason.{each.reason}')})" for each in figure.missing)
