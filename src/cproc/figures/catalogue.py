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
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from contextvars import ContextVar
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import chain
from typing import Any, TypeVar, get_args, get_type_hints

import attrs

from cproc.errors import CprocError, InvalidValueError, UnknownNameError, UsageError, looked_up
from cproc.figures.counting import Figure, Missing, Query, Scale, breakdowns, choice
from cproc.labels import labels_in, languages
from cproc.model import LocalText, Month, Period, Portfolio, Project, RecordList, date_from


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
Name = str | None
"""The name of what a figure is narrowed to, such as the code of a project; all where absent."""
CURRENCY = "currency"
"""Unit of a figure that is an amount: the currency comes with the value."""


class Method(StrEnum):
    """How the value of a figure comes of its records; it tells what each record adds.

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


@attrs.frozen
class Argument:
    """What a call of a figure may be told.

    Args:
        name: Its name.
        form: ``text``, ``date`` (2017-09-30), ``month`` (2017-09) or ``period``
            (2016-10-01/2017-09-30).
        required: Whether a call must give it.
    """

    name: str
    form: str
    required: bool


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
        needs: Field of a project it is computed from; lists hold it where a project has any.
    """

    name: str
    _title: LocalText | None = attrs.field(alias="title")
    function: FigureFunction
    unit: str
    method: Method
    listed: bool = True
    needs: str = ""

    def concerns(self, portfolio: Portfolio) -> bool:
        """Tell whether lists of all figures of a portfolio hold it."""
        return self.listed and (
            not self.needs or any(getattr(project, self.needs) for project in portfolio.projects)
        )

    @property
    def title(self) -> LocalText:
        """What it is, per language."""
        return self._title or _title_of(self.name)

    @property
    def definition(self) -> str:
        """The first sentence of the function's docstring."""
        return (inspect.getdoc(self.function) or "").split("\n", 1)[0]

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """What a call may be told, in the order of the function."""
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


@cache
def _title_of(name: str) -> LocalText:
    return in_every_language(lambda language: labels_in(language)(f"figure_title.{name}"))


_FORMS: dict[str, tuple[Any, Callable[[str], object]]] = {
    "date": (date, date_from),
    # No month is asked for, as no other value is, by an empty text.
    "month": (Month, lambda text: Month.parse(text) if text else text),
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
            raise UsageError(f"there is a figure {definition.name!r} already")
        known[definition.name] = definition
    before = _KNOWN.set(known)
    try:
        yield
    finally:
        _KNOWN.reset(before)


def figure(
    *, unit: str, method: Method, listed: bool = True, needs: str = ""
) -> Callable[[Defined], Defined]:
    """Put a function of the library into the catalogue under its own name, as `Definition` says.

    Its title is a word of the languages: ``figure_title`` of their labels.
    """

    def register(function: Defined) -> Defined:
        name = function.__name__
        CATALOGUE[name] = Definition(name, None, function, unit, method, listed, needs)
        return function

    return register


MAX_CALL = 500
"""Characters of a call; more is no call anybody wrote."""


_IN = re.compile(r'(?<=[(,\s])in\s*=\s*"([^"]*)"\s*,?\s*')


def _scaled(call: str) -> tuple[str, Scale | None]:
    """Part a call from the unit that its value is to be rounded to in a text: ``in="millions"``."""
    # A word of Python, which its parser takes for no argument.
    found = _IN.search(call[:MAX_CALL])
    if found is None:
        return call, None
    return call[: found.start()] + call[found.end() :], choice(Scale, found[1], "unit to round to")


def _parse(call: str) -> tuple[str, dict[str, object]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a backslash; it is only text here
            node = ast.parse(call.strip()[:MAX_CALL], mode="eval").body
        if isinstance(node, ast.Name):
            return node.id, {}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.args:
            words: dict[str, object] = {
                word.arg: word.value.value
                for word in node.keywords
                if word.arg and isinstance(word.value, ast.Constant)
            }
            if len(words) == len(node.keywords):
                return node.func.id, words
    # The parser of Python fails in these ways on what nobody wrote by hand: NUL, deep nesting.
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    raise InvalidValueError(
        "figure-call",
        f"{call if len(call) <= 80 else call[:77] + '…'!r} is not a call of a figure.",
        'Write name or name(argument="value").',
    )


def known_choice(what: str, value: str | None, choices: Iterable[str]) -> None:
    """Refuse a choice that there is not, and list those there are."""
    choices = tuple(choices)
    if value is not None and value not in choices:
        raise UnknownNameError(what, value, choices)


def projects_of(portfolio: Portfolio, code: str | None) -> list[tuple[str, Project]]:
    """All projects, or the one of a code, each with its path."""
    known_choice("project", code, (project.code for project in portfolio.projects))
    return [
        (f"projects[{index}]", project)
        for index, project in enumerate(portfolio.projects)
        if code in (None, project.code)
    ]


def project_of(portfolio: Portfolio, code: str) -> Project:
    """A project by its code.

    Raises:
        UnknownNameError: There is none.
    """
    return projects_of(portfolio, code)[0][1]


def evaluate(portfolio: Portfolio, call: str) -> Figure:
    """Compute the figure that a call names.

    Args:
        portfolio: What it is computed from.
        call: Such as ``entries`` or ``budget_total(on="2017-09-30")``.

    Raises:
        InvalidValueError: The text is no such call, or an argument does not fit.
        UnknownNameError: There is no such figure, or a record it names does not exist.
    """
    return evaluate_all(portfolio, [call])[call]


def evaluate_all(
    portfolio: Portfolio, calls: Iterable[str], *, lenient: bool = False
) -> dict[str, Figure]:
    """Compute the figures that calls name; those of activities in one pass over them.

    Args:
        portfolio: What they are computed from.
        calls: Any number, as `evaluate` takes them.
        lenient: Leave out the calls that fail, rather than fail with the first of them.

    Returns:
        The figure of each call, in their order.

    Raises:
        InvalidValueError: A text is no such call, or an argument does not fit.
        UnknownNameError: There is no such figure, or a record it names does not exist.

    Example:
        >>> import cproc
        >>> from cproc.figures import evaluate_all
        >>> portfolio = cproc.load("examples/cproc_2017")
        >>> calls = ["entries", 'entries(country="RO")', "budget_total"]
        >>> [str(figure) for figure in evaluate_all(portfolio, calls).values()]
        ['158 entries', '7 entries', 'EUR 24390000']
    """
    called: dict[str, tuple[str, Figure | Question]] = {}
    scales: dict[str, Scale | None] = {}
    for call in calls:
        # What can fail fails here, call by call, before anything is counted.
        with suppress(CprocError) if lenient else nullcontext():
            plain, scales[call] = _scaled(call)
            called[call] = _called(portfolio, plain)
    asked_for = [asked for _name, asked in called.values() if isinstance(asked, Question)]
    queries = tuple(dict.fromkeys(query for asked in asked_for for query in asked.queries))
    answers = dict(zip(queries, breakdowns(portfolio, queries), strict=True))
    figures = {}
    for call, (name, asked) in called.items():
        of = ""
        if isinstance(asked, Question):
            of = RecordList.ACTIVITIES
            asked = asked.figure(*(answers[query] for query in asked.queries))  # noqa: PLW2901
        figure_ = _recorded(portfolio, of or asked.of, asked)
        figures[call] = attrs.evolve(figure_, name=name, scale=scales[call])
    return figures


def _recorded(portfolio: Portfolio, of: str, figure: Figure) -> Figure:
    """A figure of records that are kept; of a list that nobody kept it is not known."""
    if of not in list(RecordList) or portfolio.keeps(of):
        return figure
    missing = (Missing(portfolio.office.id, path="office"),)
    return Figure("", None, figure.unit, figure.rule, "office", missing=missing, on=figure.on)


def _called(portfolio: Portfolio, call: str) -> tuple[str, Figure | Question]:
    """The name that a figure bears, and what its function gives for the arguments of a call."""
    name, words = _parse(call)
    definition = looked_up("figure", name, catalogue())
    known = {argument.name: argument for argument in definition.arguments}
    arguments: dict[str, object] = {}
    for word, value in words.items():
        # Values are text in a call, as a cell of a table or a word of a narrative is.
        if word not in known or not isinstance(value, str):
            raise InvalidValueError(
                "figure-argument",
                f"{name} takes no {word}={value!r}.",
                f"Its arguments, each text, are: {', '.join(known) or 'none'}.",
            )
        _kind, read = _FORMS[known[word].form]
        arguments[word] = read(value)
    if missing := [a.name for a in known.values() if a.required and a.name not in arguments]:
        raise InvalidValueError(
            "figure-argument", f"{name} needs {', '.join(missing)}.", "Add the argument."
        )
    given = ", ".join(f'{word}="{value}"' for word, value in words.items())
    return f"{name}({given})" if given else name, definition.function(portfolio, **arguments)


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
    states did something about, one that needs a donor for each that contributes to a project.
    Figures of spending and of budget lines are left out where no project tells them.

    Args:
        portfolio: What it is computed from.
        on: The day; the last of the reporting period where absent.
    """
    of: dict[str, Iterable[str]] = {
        "project": [project.code for project in portfolio.projects],
        "treaty": dict.fromkeys(event.treaty for event in portfolio.treaty_events),
        "donor": dict.fromkeys(c.donor for p in portfolio.projects for c in p.contributions),
    }
    calls = []
    for definition in catalogue().values():
        if not definition.concerns(portfolio):
            continue
        names = [argument.name for argument in definition.arguments]
        day = [f'on="{on}"'] if on is not None and "on" in names else []
        needed = [[f"{word}={v!r}" for v in of[word]] for word in definition.required]
        for given in chain.from_iterable(needed) if needed else [""]:
            words = ", ".join(filter(None, (given, *day)))
            calls.append(f"{definition.name}({words})" if words else definition.name)
    yield from evaluate_all(portfolio, calls).values()
