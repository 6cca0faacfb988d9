"""What is asked in a line: figures by their call, counts and sums by keys.

A call is a name with keyword arguments that are constants, ``budget_total(on="2017-09-30")``.
Narrative placeholders, statements and the command use it; it can call figures and do
nothing else.

Every call may name a reporting period, ``spent(period="2017-01/2017-03")``: the figure is then
as a report on that period has it. ``period="previous"`` is the one that the report is set against,
or the one before.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from datetime import date
from functools import lru_cache
from itertools import chain
from json import dumps
from typing import Any

import attrs

from cproc.dates import day_before
from cproc.errors import CprocError, InvalidValueError, looked_up, meant, said
from cproc.figures.catalogue import Argument, Question, catalogue
from cproc.figures.counting import (
    Breakdown,
    Figure,
    Key,
    Measure,
    Missing,
    MonthRule,
    Query,
    Rule,
    Scale,
    Subject,
    breakdowns,
    choice,
    reporting_period,
)
from cproc.model import Money, Period, Portfolio, RecordList

MAX_CALL = 500
"""Characters of a call; more is no call anybody wrote."""


_PERIOD = Argument("period", "text", required=False)
"""What every call may be told beside the arguments of its figure."""
_IN = re.compile(r'(?<=[(,\s])in\s*=\s*"([^"]*)"\s*,?\s*')


def _scaled(call: str) -> tuple[str, Scale | None]:
    """Part a call from the unit that its value is to be rounded to in a text: ``in="millions"``."""
    # A word of Python, which its parser takes for no argument.
    found = _IN.search(call[:MAX_CALL])
    if found is None:
        return call, None
    return call[: found.start()] + call[found.end() :], choice(Scale, found[1], "unit to round to")


def _quoted(text: str) -> str:
    # As JSON quotes it, which is as Python reads it and as `in` is looked for.
    return dumps(text, ensure_ascii=False)


@lru_cache(maxsize=1024)
def _parse(call: str) -> tuple[str, Mapping[str, object]]:
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
        said(
            "{call!r} is not a call of a figure.", call=call if len(call) <= 80 else call[:77] + "…"
        ),
        said('Write name or name(argument="value").'),
    )


def evaluate(portfolio: Portfolio, call: str, *, period: Period | str | None = None) -> Figure:
    """Compute the figure that a call names.

    Args:
        portfolio: What it is computed from.
        call: Such as ``entries``, ``budget_total(on="2017-09-30")`` or
            ``spent(period="2017-01/2017-03")``.
        period: The reporting period, as for `Portfolio.reporting`.

    Raises:
        InvalidValueError: The text is no such call, or an argument does not fit.
        UnknownNameError: There is no such figure, or a record it names does not exist.
    """
    return evaluate_all(portfolio.reporting(period), [call])[call]


def figure(portfolio: Portfolio, name: str, /, **arguments: object) -> Figure:
    """Compute a figure by its name and arguments, as a script has them.

    Args:
        portfolio: What it is computed from.
        name: Its name in the catalogue.
        arguments: What a call of it takes: texts, days, months, periods; None is as if it
            were left out.

    Raises:
        InvalidValueError: The figure takes no such argument, or cannot read its value.
        UnknownNameError: There is no such figure, or a record it names does not exist.

    Example:
        >>> import cproc
        >>> from datetime import date
        >>> portfolio = cproc.load("examples/cproc_2017")
        >>> print(figure(portfolio, "budget_total", on=date(2017, 9, 30)))
        EUR 24390000
        >>> print(figure(portfolio, "entries", project="GLACY+", month=cproc.Month(2017, 5)))
        7 entries
    """
    words = (f"{word}={_quoted(str(of))}" for word, of in arguments.items() if of is not None)
    return evaluate(portfolio, f"{name}({', '.join(words)})" if arguments else name)


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
    called: dict[str, _Called] = {}
    for call in calls:
        # What can fail fails here, call by call, before anything is counted.
        with suppress(CprocError) if lenient else nullcontext():
            called[call] = _called(portfolio, call)
    answers: dict[tuple[Period, Query], Breakdown] = {}
    for period in dict.fromkeys(each.of.period for each in called.values()):
        of_period = (each.asked for each in called.values() if each.of.period == period)
        asked_for = [asked for asked in of_period if isinstance(asked, Question)]
        queries = tuple(dict.fromkeys(query for asked in asked_for for query in asked.queries))
        answered = breakdowns(portfolio.reporting(period), queries)
        answers |= zip(((period, query) for query in queries), answered, strict=True)
    figures = {}
    for call, each in called.items():
        asked, kept = each.asked, ""
        if isinstance(asked, Question):
            kept = RecordList.ACTIVITIES
            asked = asked.figure(*(answers[each.of.period, query] for query in asked.queries))
        figure_ = _recorded(portfolio, kept or asked.of, asked)
        figures[call] = attrs.evolve(figure_, name=each.name, scale=each.scale)
    return figures


def _recorded(portfolio: Portfolio, of: str, figure: Figure) -> Figure:
    """A figure of records that are kept; of a list that nobody kept it is not known."""
    if of not in list(RecordList) or portfolio.keeps(of):
        return figure
    missing = (Missing(portfolio.office.id, path="office"),)
    return Figure("", None, figure.unit, figure.rule, "office", missing=missing, on=figure.on)


@attrs.frozen(eq=False)
class _Called:
    """A call: the name that its figure bears, and what its function gives.

    Args:
        of: The portfolio, with the reporting period that the call names.
        name: Name and arguments, in the normal form.
        asked: The figure, or the question whose answer it is.
        scale: What its value is to be rounded to in a text.
    """

    of: Portfolio
    name: str
    asked: Figure | Question
    scale: Scale | None


PREVIOUS = "previous"
"""The period, in a call, that the report is set against; the one before where it is to none."""


def of_previous(call: str) -> str:
    """The call of the same figure in the earlier period: ``entries(period="previous")``."""
    more = f'period="{PREVIOUS}")'
    return f"{call[:-1]}, {more}" if call.endswith(")") else f"{call}({more}"


def of_project(call: str, code: str) -> str:
    """The call of the same figure of a project, where the figure can be of one and names none.

    Args:
        call: A call; one that cannot be read, or of a figure there is not, stays as it is.
        code: Code of the project.

    Example:
        >>> of_project('spent(heading="1.1")', "CEGE"), of_project("headcount", "CEGE")
        ('spent(heading="1.1", project="CEGE")', 'headcount')
    """
    try:
        name, words = _parse(_scaled(call)[0])
    except InvalidValueError:
        return call
    definition = catalogue().get(name)
    takes = definition is not None and "project" in {a.name for a in definition.arguments}
    if not takes or "project" in words:
        return call
    before = call.strip().removesuffix(")").rstrip(", ")
    between = "" if before.endswith("(") else ", " if call.strip().endswith(")") else "("
    return f"{before}{between}project={_quoted(code)})"


def _reporting(portfolio: Portfolio, period: object) -> Portfolio:
    """The portfolio with the reporting period that a call names."""
    if period != PREVIOUS:
        return portfolio.reporting(None if period is None else str(period))
    day = day_before(portfolio.period.start)
    if portfolio.against is None and day is not None:
        return portfolio.reporting(reporting_period(day, portfolio.period))
    return portfolio.reporting(portfolio.against)


def _called(portfolio: Portfolio, call: str) -> _Called:
    plain, scale = _scaled(call)
    name, words = _parse(plain)
    definition = looked_up("figure", name, catalogue())
    known = {argument.name: argument for argument in (*definition.arguments, _PERIOD)}
    arguments: dict[str, object] = {}
    for word, value in words.items():
        # Values are text in a call, as a cell of a table or a word of a narrative is.
        if word not in known or not isinstance(value, str):
            raise InvalidValueError(
                "figure-argument",
                said("{name} takes no {word}={value!r}.", name=name, word=word, value=value),
                meant(word, () if word in known else known)
                or said("Its arguments, each text, are: {known}.", known=", ".join(known)),
            )
        arguments[word] = known[word].read(value)
    if missing := [a.name for a in known.values() if a.required and a.name not in arguments]:
        message = said("{name} needs {missing}.", name=name, missing=", ".join(missing))
        raise InvalidValueError("figure-argument", message, said("Add the argument."))
    given = ", ".join(f"{word}={_quoted(str(value))}" for word, value in words.items())
    of = _reporting(portfolio, arguments.pop(_PERIOD.name, None))
    bears = f"{name}({given})" if given else name
    return _Called(of, bears, definition.function(of, **arguments), scale)


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
    states did something about, one that needs a donor for each that contributes to a project,
    one that needs an indicator for each that has an identifier.
    Figures of spending and of budget lines are left out where no project has them.

    Args:
        portfolio: What it is computed from.
        on: The day; the last of the reporting period where absent.
    """
    of: dict[str, Iterable[str]] = {
        "project": [project.code for project in portfolio.projects],
        "treaty": dict.fromkeys(event.treaty for event in portfolio.treaty_events),
        "indicator": [i.id or "" for p in portfolio.projects for i in p.named_indicators],
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


def tally(
    portfolio: Portfolio,
    by: str | Key | Sequence[str | Key] = (),
    rule: Rule | str = Rule.ENTRIES,
    months: MonthRule | str = MonthRule.FIRST_DAY,
    only: Callable[[Any], bool] | None = None,
    *,
    of: Subject | str = Subject.ACTIVITIES,
    where: Mapping[str | Key, Any] | None = None,
    period: Period | str | None = None,
    on: date | None = None,
    keys: Mapping[str, Key] | None = None,
) -> Breakdown:
    """Count the portfolio's records by keys.

    Args:
        portfolio: What is counted.
        by: One key or several; `cproc.figures.KEYS` lists them. None gives one row.
        rule: ``entries`` counts records, of the inventory its rows, each once in a row of
            the result; ``occurrences`` each time and place of activities; ``events`` the
            occurrences of those kinds where people meet; ``participations``
            activity-project pairs; ``share`` splits each record over its projects (by their
            weights) and over times, places, partners and donors (equally), so that the rows
            add up exactly.
        months: To which month a record belongs: that of its first day, the one it is listed
            under, each in which it is in progress, or the same by share of days.
        only: Keeps the records it is true of.
        of: Whose records: of activities, budgets, budget lines, contributions, transactions
            or posts.
        where: For a key, a value or several of which what is counted must have one, such as
            ``{"country": ["RO", "MD"]}``; None is "no value". A heading holds what is booked
            below it, and on those that it sums.
        period: Keeps what belongs to it, by the month it is listed under, else by its first day;
            activities are those of the reporting period where absent, unless a filter names
            another time. ``all`` keeps everything.
        on: The day of budgets and posts; the last of the reporting period where absent.
        keys: The keys that names mean, where a plugin has more.

    Returns:
        A breakdown whose total counts each record (or occurrence, or pair) once.

    Raises:
        UnknownNameError: A key is unknown.
        InvalidValueError: A rule is unknown, a key stands twice, or the records have no such
            key, rule or date.

    Example:
        >>> import cproc
        >>> portfolio = cproc.load("examples/cproc_2017")
        >>> tally(portfolio, by="project", rule="participations").total
        186
        >>> tally(portfolio, by="kind", where={"country": "RO"}).total
        7
    """
    query = Query(by, None, of, rule, months, where or {}, period, only=only, on=on)
    return breakdowns(portfolio, [query], keys)[0]


def total(
    portfolio: Portfolio,
    measure: str | Measure,
    by: str | Key | Sequence[str | Key] = (),
    rule: Rule | str = Rule.SHARE,
    *,
    months: MonthRule | str = MonthRule.FIRST_DAY,
    only: Callable[[Any], bool] | None = None,
    where: Mapping[str | Key, Any] | None = None,
    period: Period | str | None = None,
    on: date | None = None,
    convert: Callable[[Money, date], Money] | None = None,
    keys: Mapping[str, Key] | None = None,
    measures: Mapping[str, Measure] | None = None,
) -> Breakdown:
    """Sum amounts or people by keys.

    Args:
        portfolio: Whose records.
        measure: What is summed; `cproc.figures.MEASURES` lists it.
        by: As for `tally`.
        rule: ``share`` splits an amount over the rows its record falls under, so that they
            add up to the total, rounded once to the smallest coin; ``entries`` counts it
            whole in each of them, and in the total once.
        months: As for `tally`.
        only: Keeps the records it is true of.
        where: As for `tally`.
        period: As for `tally`.
        on: The day of budgets; the last of the reporting period where absent.
        convert: Gives an amount in another currency, by the day whose rate is used: of what
            a project holds that of `cproc.figures.dated`, of an activity its first;
            without it no currency is converted.
        keys: The keys that names mean, where a plugin has more.
        measures: The measures that names mean, where a plugin has more.

    Returns:
        Amounts in one currency; where there are several, those of the key ``currency``, and
        a total for each.

    Raises:
        UnknownNameError: A key or measure is unknown.
        InvalidValueError: As for `tally`; or amounts of a row are of several currencies.

    Example:
        >>> import cproc
        >>> portfolio = cproc.load("examples/cproc_2017")
        >>> print(total(portfolio, "budget", on=portfolio.period.end).total)
        EUR 24390000
    """
    query = Query(
        by, measure, rule=rule, months=months, where=where or {}, period=period, only=only, on=on,
        convert=convert,
    )  # fmt: skip
    return breakdowns(portfolio, [query], keys, measures)[0]
