"""The catalogue of named figures, and the small language that calls them.

A call is a name with keyword arguments that are constants, ``budget_total(on="2017-09-30")``.
Narrative placeholders, statements and the command use it; it can call figures and do
nothing else.
"""

from __future__ import annotations

import ast
import inspect
import re
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any, get_type_hints

import attrs

from cproc.dates import Month, date_from
from cproc.errors import InvalidValueError, UnknownNameError
from cproc.figures.results import Figure
from cproc.model import LocalText, Portfolio

__all__ = [
    "CATALOGUE",
    "Definition",
    "Placeholder",
    "evaluate",
    "every_figure",
    "figure",
    "known_choice",
    "placeholders",
]

FigureFunction = Callable[..., Figure]


@attrs.frozen
class Definition:
    """An entry of the catalogue.

    Args:
        name: Name it is called by.
        title: What it is, per language.
        function: Takes the portfolio and keyword arguments; its docstring is the definition.
        listed: Whether lists of all figures hold it; one that only answers questions is not.
    """

    name: str
    title: LocalText
    function: FigureFunction
    listed: bool = True

    @property
    def definition(self) -> str:
        """The first sentence of the function's docstring."""
        return (inspect.getdoc(self.function) or "").split("\n", 1)[0]

    @property
    def required(self) -> tuple[str, ...]:
        """The arguments that must be given."""
        parameters = list(inspect.signature(self.function).parameters.values())[1:]
        return tuple(p.name for p in parameters if p.default is inspect.Parameter.empty)


CATALOGUE: dict[str, Definition] = {}
"""Every named figure, in the order they are shown."""


def figure(en: str, fr: str, *, listed: bool = True) -> Callable[[FigureFunction], FigureFunction]:
    """Put a function into the catalogue under its own name, with a title per language."""

    def register(function: FigureFunction) -> FigureFunction:
        title = LocalText({"en": en, "fr": fr})
        CATALOGUE[function.__name__] = Definition(function.__name__, title, function, listed)
        return function

    return register


MAX_CALL = 500
"""Characters of a call; more is no call anybody wrote."""


def _parse(call: str) -> tuple[str, dict[str, object]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a backslash; it is only text here
            node = ast.parse(call.strip()[:MAX_CALL], mode="eval").body
        if isinstance(node, ast.Name):
            return node.id, {}
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and not node.args
            and all(word.arg and isinstance(word.value, ast.Constant) for word in node.keywords)
        ):
            words: dict[str, object] = {
                str(word.arg): word.value.value
                for word in node.keywords
                if isinstance(word.value, ast.Constant)
            }
            if len(words) == len(node.keywords):
                return node.func.id, words
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    raise InvalidValueError(
        "figure-call",
        f"{call if len(call) <= 80 else call[:77] + '…'!r} is not a call of a figure.",
        'Write name or name(argument="value").',
    )


_CONVERTERS: dict[Any, Callable[[str], object]] = {date: date_from, Month: Month.parse}


def known_choice(what: str, value: str | None, choices: type[StrEnum]) -> None:
    """Refuse a choice that there is not.

    Raises:
        UnknownNameError: The message lists the choices.
    """
    if value is not None and value not in list(choices):
        raise UnknownNameError(what, value, choices)


def evaluate(portfolio: Portfolio, call: str) -> Figure:
    """Compute the figure that a call names.

    Args:
        portfolio: What it is computed from.
        call: Such as ``entries`` or ``budget_total(on="2017-09-30")``.

    Raises:
        InvalidValueError: The text is no such call, or an argument does not fit.
        UnknownNameError: There is no such figure, or a record it names does not exist.
    """
    name, words = _parse(call)
    if name not in CATALOGUE:
        raise UnknownNameError("figure", name, CATALOGUE)
    function = CATALOGUE[name].function
    hints = get_type_hints(function)
    known = list(inspect.signature(function).parameters)[1:]
    arguments: dict[str, object] = {}
    for word, value in words.items():
        if word not in known or not isinstance(value, str):
            raise InvalidValueError(
                "figure-argument",
                f"{name} takes no {word}={value!r}.",
                f"Its arguments, each text, are: {', '.join(known) or 'none'}.",
            )
        kind = next((kind for kind in _CONVERTERS if hints[word] in (kind, kind | None)), None)
        arguments[word] = _CONVERTERS[kind](value) if kind else value
    if missing := [word for word in CATALOGUE[name].required if word not in arguments]:
        raise InvalidValueError(
            "figure-argument", f"{name} needs {', '.join(missing)}.", "Add the argument."
        )
    told = ", ".join(f'{word}="{value}"' for word, value in words.items())
    return attrs.evolve(function(portfolio, **arguments), name=f"{name}({told})" if told else name)


@attrs.frozen
class Placeholder:
    """A place in a text that stands for a figure.

    Args:
        call: The call between the braces.
        line: Line of the text, from 1.
        start: Position of the first brace.
        end: Position behind the last one.
    """

    call: str
    line: int
    start: int
    end: int


_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}")


def placeholders(text: str) -> Iterator[Placeholder]:
    """Find the ``{{ call }}`` of a text, in order."""
    for match in _PLACEHOLDER.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield Placeholder(match[1].strip(), line, *match.span())


def every_figure(portfolio: Portfolio, on: date | None = None) -> Iterator[Figure]:
    """Compute the listed figures of the catalogue for a day.

    A figure that needs a project is given for each, one that needs a treaty for each that
    states did something about.

    Args:
        portfolio: What it is computed from.
        on: The day; the last of the reporting period where absent.
    """
    of = {
        "project": [project.code for project in portfolio.projects],
        "treaty": list(dict.fromkeys(event.treaty for event in portfolio.treaty_events)),
    }
    for name, definition in CATALOGUE.items():
        if not definition.listed:
            continue
        dated = on is not None and "on" in inspect.signature(definition.function).parameters
        words = [f'on="{on}"'] if dated else []
        if not definition.required:
            yield evaluate(portfolio, f"{name}({', '.join(words)})" if words else name)
        for word in definition.required:
            for value in of[word]:
                yield evaluate(portfolio, f"{name}({', '.join([f'{word}={value!r}', *words])})")
