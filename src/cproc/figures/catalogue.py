"""The catalogue of named figures: what each is, and which arguments a call of it takes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import chain
from typing import Any, TypeVar, get_args, get_type_hints

import attrs

from cproc.errors import InvalidValueError, UsageError, said
from cproc.figures.counting import Figure, Query
from cproc.labels import Labels, labels_in, languages
from cproc.model import LocalText, Month, Period, Portfolio, date_from

# Without `figure`, which registers functions: to others that is the one that computes.
__all__ = [
    "CATALOGUE",
    "CURRENCY",
    "Definition",
    "Method",
    "Question",
    "Scope",
    "Topic",
    "catalogue",
    "with_figures",
]


@attrs.frozen
class Question:
    """What a figure asks of the records, and how it is made of the answers.

    A figure of activities is such a question, so that any number of them is answered in one
    pass over the activities (`evaluate_all`).

    Args:
        queries: The queries to the engine.
        figure: Takes a breakdown for each query, in their order, and gives the figure.
    """

    queries: tuple[Query, ...]
    figure: Callable[..., Figure]


FigureFunction = Callable[..., Figure | Question]
Defined = TypeVar("Defined", bound=FigureFunction)

Day = date | None
"""The day that a figure holds for; the last of the reporting period where absent."""
Days = int
"""A number of days from that day on."""
Name = str | None
"""The name of what a figure is narrowed to, such as the code of a project; all where absent."""
CURRENCY = "currency"
"""Unit of a figure that is an amount: the currency comes with the value."""


class Method(StrEnum):
    """How the value of a figure comes of its records; it says what each record adds.

    A count, a count of different things, a sum and a difference are the sum of what their
    records add; a ratio and a fact are not.
    """

    COUNT = "count"
    DISTINCT = "distinct"
    SUM = "sum"
    DIFFERENCE = "difference"
    RATIO = "ratio"
    FACT = "fact"

    @property
    def adds_up(self) -> bool:
        """Whether the value is the sum of what the records add."""
        return self not in (Method.RATIO, Method.FACT)


class Scope(StrEnum):
    """The time that a figure covers, of which its definition and lists of figures tell."""

    PERIOD = "period"
    """The reporting period, or the time that a call names."""
    DAY = "day"
    """The last day of the reporting period, or the day that a call names."""
    TO_DATE = "to_date"
    """From the first record to that day, what lies before the reporting period included."""
    WHOLE_LIFE = "whole_life"
    """All that is recorded, whatever the reporting period is."""

    @property
    def beyond(self) -> bool:
        """Whether it covers what lies before or after the reporting period."""
        return self in (Scope.TO_DATE, Scope.WHOLE_LIFE)


class Topic(StrEnum):
    """What lists of figures are grouped by."""

    BUDGETS = "budgets"
    SPENDING = "spending"
    FUNDING = "funding"
    DEADLINES = "deadlines"
    PROJECTS = "projects"
    ACTIVITIES = "activities"
    RESULTS = "results"
    POSTS = "posts"
    TREATIES = "treaties"
    FURTHER = "further"


_TOPICS = {
    "budget": Topic.BUDGETS,
    "budget_lines": Topic.BUDGETS,
    "transactions": Topic.SPENDING,
    "submissions": Topic.SPENDING,
    "contributions": Topic.FUNDING,
    "donor_reports": Topic.DEADLINES,
    "instalments": Topic.DEADLINES,
    "priority_countries": Topic.PROJECTS,
    "activities": Topic.ACTIVITIES,
    "results": Topic.RESULTS,
    "named_indicators": Topic.RESULTS,
    "posts": Topic.POSTS,
    "treaty_events": Topic.TREATIES,
}
"""Of a list of records, the topic of what is computed from it."""


@attrs.frozen
class Argument:
    """What a call of a figure may be told.

    Args:
        name: Its name.
        form: ``text``, ``number`` (90), ``date`` (2017-09-30), ``month`` (2017-09) or ``period``
            (2016-10-01/2017-09-30).
        required: Whether a call must give it.
    """

    name: str
    form: str
    required: bool

    def read(self, text: str) -> object:
        """Read the value that a call gives it."""
        _kind, read = _FORMS[self.form]
        return read(text)


@attrs.frozen
class Definition:
    """An entry of the catalogue.

    Args:
        name: Name it is called by.
        title: What it is, per language; that of a figure of the library is in the labels.
        function: Takes the portfolio and keyword arguments, and gives a figure, or the question
            whose answer it is; its docstring is the definition.
        unit: What is counted, ``%``, or `CURRENCY`; empty for one that repeats what is stated.
        method: How the value comes of the records.
        listed: Whether lists of all figures hold it; one that only answers questions is not.
        needs: List of the portfolio, or of a project, that it is computed from, or what some of its
            records must tell, ``transactions.disallowed``; lists hold it where there is any.
        scope: The time that it covers; where absent, a day if a call may name one, else untold.
    """

    name: str
    _title: LocalText | None = attrs.field(alias="title")
    function: FigureFunction
    unit: str
    method: Method
    listed: bool = True
    needs: str = ""
    _scope: Scope | None = attrs.field(default=None, alias="scope")

    def concerns(self, portfolio: Portfolio) -> bool:
        """Whether lists of all figures of a portfolio hold it."""
        field, _dot, of = self.needs.partition(".")
        holders = (portfolio, *portfolio.projects)
        records = chain.from_iterable(getattr(each, field, ()) for each in holders if field)
        return self.listed and (not field or any(getattr(each, of, True) for each in records))

    @property
    def title(self) -> LocalText:
        """What it is, per language."""
        return self._title or _title_of(self.name)

    @property
    def definition(self) -> str:
        """The first sentence of the function's docstring."""
        return (inspect.getdoc(self.function) or "").split("\n", 1)[0]

    @property
    def scope(self) -> Scope | None:
        """The time that it covers; none where nobody says."""
        names = (argument.name for argument in self.arguments)
        return self._scope or (Scope.DAY if "on" in names else None)

    @property
    def topic(self) -> Topic:
        """What it is grouped under: the list it is computed from; what plugins add comes last."""
        if self._title is not None:
            return Topic.FURTHER
        named = {"entries_by_share": Topic.ACTIVITIES, "stated": Topic.FURTHER}
        named["stated_sum"] = Topic.FURTHER
        return named.get(self.name) or _TOPICS.get(self.needs.partition(".")[0], Topic.PROJECTS)

    def defined_in(self, labels: Labels) -> str:
        """The definition in words, with the time it covers where that is not the period's.

        Args:
            labels: The words of a language; a definition that it lacks is in English.
        """
        words = labels.get(f"definition.{self.name}", self.definition)
        scope = self.scope
        return f"{words} {labels(f'scope.{scope}')}" if scope and scope.beyond else words

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments of a call, in the order of the function."""
        return _arguments(self.function)

    @property
    def call(self) -> str:
        """How it is called: ``funding_share(donor, [kind], [project], [on])``."""
        words = ", ".join(a.name if a.required else f"[{a.name}]" for a in self.arguments)
        return f"{self.name}({words})" if words else self.name

    @property
    def required(self) -> tuple[str, ...]:
        """The arguments that must be given."""
        return tuple(argument.name for argument in self.arguments if argument.required)


def in_every_language(words: Callable[[str], str]) -> LocalText:
    """What words give for each language there is."""
    return LocalText({language: words(language) for language in languages()})


def _title_of(name: str) -> LocalText:
    return in_every_language(lambda language: labels_in(language)(f"figure_title.{name}"))


def _whole_number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text):
        message = said("{text!r} is no whole number of up to five digits.", text=text)
        raise InvalidValueError("number-form", message, said('Write it in digits: "90".'))
    return int(text)


_FORMS: dict[str, tuple[Any, Callable[[str], object]]] = {
    "date": (date, date_from),
    # No month is asked for, as no other value is, by an empty text.
    "month": (Month, lambda text: Month.parse(text) if text else text),
    "number": (int, _whole_number),
    "period": (Period, Period.parse),
    "text": (str, str),
}
"""Of an argument: its form, its type, and what reads it."""


@cache
def _arguments(function: FigureFunction) -> tuple[Argument, ...]:
    """Read what a function takes, once: calls of figures ask for it again and again."""
    hints = get_type_hints(function)
    arguments: list[Argument] = []
    for parameter in list(inspect.signature(function).parameters.values())[1:]:
        name, hint = parameter.name, hints[parameter.name]
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            many = get_type_hints(get_args(hint)[0])
            arguments += (
                Argument(each, _form(kind), required=False) for each, kind in many.items()
            )
        else:
            arguments.append(Argument(name, _form(hint), parameter.default is parameter.empty))
    return tuple(arguments)


def _form(hint: Any) -> str:
    return next(form for form, (kind, _read) in _FORMS.items() if hint in (kind, kind | None))


CATALOGUE: dict[str, Definition] = {}
"""Every named figure of the library, in the order they are shown."""

# A context variable, not a list to add to: two portfolios with other plugins may be computed in
# two threads at once.
_KNOWN: ContextVar[Mapping[str, Definition]] = ContextVar("figures that are known")


def catalogue() -> Mapping[str, Definition]:
    """The figures that are known here: the library's, and those of `with_figures`."""
    return _KNOWN.get(CATALOGUE)


@contextmanager
def with_figures(more: Iterable[Definition]) -> Iterator[None]:
    """Know further figures for the length of a ``with`` block, in this thread only.

    Which figures are known is the context of a computation, as the decimal context is:
    nothing is added to `CATALOGUE`, and behind the block all is as before.

    Args:
        more: Figures beside those that are known here; one may be among them already.

    Raises:
        UsageError: Another figure of that name is known.
    """
    known = dict(catalogue())
    for definition in more:
        if known.get(definition.name, definition) != definition:
            raise UsageError("there is a figure {definition!r} already", definition=definition.name)
        known[definition.name] = definition
    before = _KNOWN.set(known)
    try:
        yield
    finally:
        _KNOWN.reset(before)


def figure(
    *, unit: str, method: Method, listed: bool = True, needs: str = "", scope: Scope | None = None
) -> Callable[[Defined], Defined]:
    """Put a function of the library into the catalogue under its own name, as `Definition` says.

    Its title is a word of the languages: ``figure_title`` of their labels.
    """

    def register(function: Defined) -> Defined:
        name = function.__name__
        CATALOGUE[name] = Definition(name, None, function, unit, method, listed, needs, scope)
        return function

    return register
