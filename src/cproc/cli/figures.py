"""`cproc figures`: every named figure, and stated figures beside computed ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

import click

from cproc import Figure, Period, Portfolio, figures, plugins
from cproc.cli import completion, console
from cproc.cli.language import lang_option, language
from cproc.errors import Message, UnknownNameError, UsageError, counted, said, written
from cproc.labels import Labels, labels_in, languages, with_minus
from cproc.model import is_currency
from cproc.nearest import nearest
from cproc.report.data import figure_data, known_data, plain
from cproc.serialize.headings import folded

MANY = 12
"""Records named in a line; more are counted."""


FIRST = (
    *("budget_total", "received", "spent", "balance", "donors", "reports_overdue", "reports_due"),
    *("projects_active", "entries", "countries_reached", "people_trained", "headcount"),
    *("budget_change", "events", "projects", "participants", "vacancies", "months_of_operation"),
)
"""What an office is asked for, the first first."""
MOST = 11
"""How many of these are printed: with their headings they fit a screen."""


@click.command(name="figures")
@console.source_argument("data", required=False)
@click.option(
    "--on",
    metavar="YYYY-MM-DD",
    callback=console.day,
    help="The day figures hold for; the last of the period.",
)
@click.option("--all", "all_", is_flag=True, help="Print every figure, by subject.")
@click.option(
    "--find",
    metavar="WORDS",
    shell_complete=completion.catalogue,
    help="Print those whose name, title or definition has these words, in any language.",
)
@click.option("--list", "listing", is_flag=True, help="List the catalogue instead; without DATA.")
@lang_option("Language of titles, definitions and messages.")
@console.period_option
@console.against_option
@console.as_json_option
@console.told
def figures_(
    data: plugins.Source | None,
    *,
    on: date | None,
    all_: bool,
    find: str | None,
    listing: bool,
    lang: str,
    period: Period | None,
    against: Period | None,
    as_json: bool,
) -> None:
    r"""Print the figures of DATA: those an office is asked for first, all, or some.

    A figure is printed with the call that gives it; narratives and statements use the same
    call. With --all and --find each also has the time it covers and the rule it counts by, and
    stated figures stand beside computed ones. With --against its value in an earlier period
    stands beside it, and the change. --json has every figure, unless --find names some, each with
    the records that are in it; `cproc explain` prints these with their place.

    With --list every figure there is: its arguments, those in brackets may be left out, its
    unit, how its value comes of its records, and its definition.

    \b
    Examples:
      cproc figures office
      cproc figures office --all --on 2017-06-30
      cproc figures office --find "budget project"
      cproc figures office --period 2017-04/2017-06 --against 2017-01/2017-03
      cproc figures --list --find budget --lang fr
    """
    if listing:
        _list(labels_in(lang), find, as_json=as_json)
        return
    if data is None:
        raise UsageError(said("name the DATA, or ask for the catalogue with --list"))
    portfolio, labels = console.loaded(data, lang, period, against)
    with console.rated(portfolio, data):
        compared = list(figures.compare_figures(portfolio, on=on)) if portfolio.against else []
        every = [each.figure for each in compared] or list(figures.every_figure(portfolio, on))
        reconciled = figures.reconcile(portfolio)
    rows = list(zip_longest(every, compared))
    if find is not None:
        names = _names(find)
        rows = [row for row in rows if _definition(row[0]).name in names]
        reconciled = tuple(
            each for each in reconciled if _has(find, *dict(each.statement.title.entries).values())
        )
        if not rows and not reconciled:
            raise UsageError(said("DATA has no figure of {words!r}; see --list.", words=find))
    if as_json:
        console.print_json(_data(rows, reconciled, portfolio, on))
    elif all_ or find is not None:
        _print_by_topic(rows, portfolio.against, labels)
        _print_reconciled(reconciled, labels)
    else:
        _print_first(rows, reconciled, portfolio, labels)


Rows = Sequence[tuple[Figure, figures.FigureChange | None]]


def _has(words: str, *texts: str) -> bool:
    text = folded(" ".join(texts))
    return all(word in text for word in folded(words).split())


def _said_of(name: str, of: figures.Definition, labels: Labels) -> tuple[str, str, str]:
    """What a figure is called, for readers and for auditors, and how it is defined."""
    plain = labels.get(f"plain.figure_title.{name}", "")
    return of.title.best(labels.language), plain, of.defined_in(labels)


def _names(words: str) -> list[str]:
    """The figures whose name, title or definition has all of some words.

    Raises:
        UnknownNameError: There is none, and one that the words may be a slip of.
        UsageError: There is none.
    """
    every = [labels_in(language) for language in languages()]
    known = figures.catalogue()
    names = [
        name
        for name, each in known.items()
        if any(_has(words, name, *_said_of(name, each, of)) for of in every)
    ]
    if not names and nearest(words, known):
        raise UnknownNameError("figure", words, known)
    if not names:
        raise UsageError(said("no figure has the words {words!r}; see --list.", words=words))
    return names


def _print_first(
    rows: Rows,
    reconciled: Sequence[figures.Reconciliation],
    portfolio: Portfolio,
    labels: Labels,
) -> None:
    """Print what an office is asked for first, within a screen, and how to see the rest."""
    known = {_definition(row[0]).name: row for row in rows if row[0].known}
    first = [known[name] for name in FIRST if name in known][:MOST]
    office = portfolio.office.name.best(labels.language)
    console.write(f"{office}, {labels.period(portfolio.period)}", bold=True)
    against = portfolio.against
    earlier = [labels.period(against), said("change")] if against else []
    head = (said("what it is"), said("value"), *earlier, said("figure"))
    table: list[tuple[str, ...]] = []
    heads: list[int] = []
    for topic in figures.Topic:
        of_topic = [row for row in first if _definition(row[0]).topic is topic]
        if of_topic:
            heads.append(len(table))
            table.append((labels(f"topic.{topic}"), *[""] * (len(head) - 1)))
        table += [
            (
                f"  {_title_with_currency(figure, labels)}",
                _value(figure, labels),
                *(_comparison(beside, labels) if beside else ()),
                figure.name,
            )
            for figure, beside in of_topic
        ]
    console.print_table(head, table, right=_numbers(earlier), sections=heads)
    if differing := sum(each.verdict == "differs" for each in reconciled):
        more = counted(
            "{count} of {all} stated figures differs from what is computed.",
            "{count} of {all} stated figures differ from what is computed.",
            count=differing,
            all=len(reconciled),
        )
        console.tell(more)
    rest = said(
        "{shown} of {all} figures. The others: --all, or --find WORDS.",
        shown=len(first),
        all=len(rows),
    )
    console.tell(rest)


def _value(figure: Figure, labels: Labels) -> str:
    """What is known of a figure, without the currency, which stands beside it."""
    told = console.known(figure, labels)
    unit = figure.unit
    return re.sub(rf"{unit}\s|\s{unit}$", "", told) if is_currency(unit) else told


def _title_with_currency(figure: Figure, labels: Labels) -> str:
    title = _definition(figure).title.best(labels.language)
    return f"{title} ({figure.unit})" if is_currency(figure.unit) else title


def _earlier_heads(against: Period | None) -> list[str]:
    return [said("in {period}", period=against), said("change")] if against else []


def _numbers(earlier: Sequence[str]) -> range:
    """The columns of values, which stand behind the first."""
    return range(1, 2 + len(earlier))


def _print_by_topic(rows: Rows, against: Period | None, labels: Labels) -> None:
    """Print figures with what each is; what a figure has in common with the last once."""
    earlier = _earlier_heads(against)
    texts = (said("what it is"), said("covers"), said("what it counts"))
    head = (said("figure"), said("value"), *earlier, said("unit"), *texts)
    for topic in figures.Topic:
        table = []
        last: tuple[str, ...] = ()
        for figure, beside in rows:
            definition = _definition(figure)
            if definition.topic is not topic:
                continue
            said_of = (
                definition.title.best(labels.language),
                _covers(figure, labels),
                written(_rule(figure), labels.language),
            )
            table.append(
                (
                    figure.name,
                    _value(figure, labels),
                    *(_comparison(beside, labels) if beside else ()),
                    labels.unit(figure.unit, figure.value),
                    *(said_of if said_of != last else ("", "", "")),
                )
            )
            last = said_of
        if table:
            console.write(labels(f"topic.{topic}"), bold=True)
            console.print_table(head, table, right=_numbers(earlier))


def _print_reconciled(reconciled: Sequence[figures.Reconciliation], labels: Labels) -> None:
    rows = [row for each in reconciled for row in _beside(each, labels)]
    heads = (
        said("stated"),
        said("value"),
        said("computed as"),
        said("computed"),
        said("verdict"),
        said("source"),
    )
    if rows:
        console.print_table(heads, rows, right=(3,))


def _data(
    rows: Rows,
    reconciled: Sequence[figures.Reconciliation],
    portfolio: Portfolio,
    on: date | None,
) -> dict[str, Any]:
    against = portfolio.against
    return {
        "on": str(on or portfolio.period.end),
        **({"against": str(against)} if against else {}),
        "figures": [
            _figure_data(figure) | (_comparison_data(beside) if beside else {})
            for figure, beside in rows
        ],
        "reconciliation": [_reconciliation_data(stated) for stated in reconciled],
    }


def _comparison(beside: figures.FigureChange, labels: Labels) -> tuple[str, str]:
    """The earlier value and the change, whose sign is shown."""
    change = beside.change
    if change is None:
        return _value(beside.earlier, labels), "–"
    sign = "+" if figures.number(change) > 0 else ""
    return _value(beside.earlier, labels), f"{sign}{with_minus(console.shown(change))}"


def _covers(figure: Figure, labels: Labels) -> str:
    """The time that a figure covers, in a few words."""
    scope = _definition(figure).scope
    return labels(f"covers.{scope}", day=figure.on or "") if scope else "–"


def _beside(stated: figures.Reconciliation, labels: Labels) -> Iterator[tuple[str, ...]]:
    """A row for each way to compute what was stated; the statement stands in the first alone."""
    statement = stated.statement
    title = statement.title.best(labels.language)
    value, source = _stated(stated, labels), statement.source
    for candidate in stated.candidates:
        verdict = Message(candidate.verdict.replace("_", " "))
        computed = candidate.figure
        yield title, value, computed.name, console.known(computed, labels), verdict, source
        title = value = source = ""
    if not stated.candidates:
        yield title, value, "–", "–", Message(stated.verdict.replace("_", " ")), source


def _rule(figure: Figure) -> str:
    names = ", ".join(figure.records) if figure.of == "projects" and len(figure.records) > 1 else ""
    missing = list(dict.fromkeys(each.record for each in figure.missing))
    lacking = said("; not known for {records}", records=_some(missing)) if missing else ""
    rule = said("{where}: {text}", where=figure.rule, text=names) if names else figure.rule
    return Message("{rule}{lacking}", {"rule": Message(rule), "lacking": lacking})


def _some(names: Sequence[str]) -> str:
    some, rest = ", ".join(names[:MANY]), len(names) - MANY
    return said("{some} and {count} more", some=some, count=rest) if rest > 0 else some


def _definition(figure: Figure) -> figures.Definition:
    return figures.catalogue()[figure.name.partition("(")[0]]


def _list(labels: Labels, find: str | None, *, as_json: bool) -> None:
    names = figures.catalogue() if find is None else _names(find)
    every = [figures.catalogue()[name] for name in names]
    if as_json:
        console.print_json([_definition_data(each, labels) for each in every])
        return
    head = (said("figure"), said("unit"), said("method"), said("definition"))
    for topic in figures.Topic:
        rows = [
            (each.call, labels.unit(each.unit), each.method, each.defined_in(labels))
            for each in every
            if each.topic is topic
        ]
        if rows:
            console.write(labels(f"topic.{topic}"), bold=True)
            console.print_table(head, rows)


def _definition_data(each: figures.Definition, labels: Labels) -> dict[str, Any]:
    return {
        "figure": each.name,
        "topic": each.topic,
        "arguments": {a.name: {"form": a.form, "required": a.required} for a in each.arguments},
        "title": each.title.best(labels.language),
        "unit": each.unit,
        "method": each.method,
        "scope": each.scope,
        "definition": each.defined_in(labels),
    }


def _stated(stated: figures.Reconciliation, labels: Labels) -> str:
    statement = stated.statement
    upper = f"–{console.grouped(statement.upper)}" if statement.upper is not None else ""
    value = str(statement.value) if statement.unit == "year" else console.grouped(statement.value)
    unit = labels.get(f"unit.{statement.unit}.other", statement.unit)
    if upper:
        return f"{value}{upper} {unit}"
    return f"{labels(f'qualifier.{statement.qualifier}', value=value)} {unit}"


def _figure_data(figure: Figure) -> dict[str, Any]:
    return {**figure_data(figure, language.get()), "scope": _definition(figure).scope}


def _comparison_data(beside: figures.FigureChange) -> dict[str, Any]:
    return {
        "earlier": known_data(beside.earlier),
        "change": plain(beside.change),
    }


def _reconciliation_data(stated: figures.Reconciliation) -> dict[str, Any]:
    statement = stated.statement
    return {
        "statement": statement.id,
        "title": statement.title.best("en"),
        "stated": plain(statement.value),
        "upper": plain(statement.upper),
        "unit": statement.unit,
        "qualifier": statement.qualifier,
        "source": statement.source,
        "verdict": stated.verdict,
        "explanation": statement.explanation.best("en") if statement.explanation else None,
        "computed": [
            {
                "figure": candidate.figure.name,
                **known_data(candidate.figure),
                "difference": plain(candidate.difference),
                "verdict": candidate.verdict,
            }
            for candidate in stated.candidates
        ],
    }
