"""`cproc tally` and `cproc total`: count and sum records by keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce, wraps
from pathlib import Path
from typing import Any

import attrs
import click

from cproc import Breakdown, Period, Portfolio, figures, plugins
from cproc.cli.console import (
    as_json_option,
    data_argument,
    out,
    print_json,
    print_table,
    shown,
    told,
)
from cproc.errors import UsageError
from cproc.figures import MonthRule, Rule, Subject, number

Question = Callable[[Portfolio], Breakdown]


def _choices(kind: type[Rule | MonthRule | Subject]) -> click.Choice[str]:
    return click.Choice([str(choice) for choice in kind])


_OPTIONS = (
    click.option(
        "--by",
        default="",
        metavar="KEY[,KEY]",
        help=f"What to group by: {', '.join(figures.KEYS)}; or a key of a plugin: cproc plugins.",
    ),
    click.option(
        "--months",
        type=_choices(MonthRule),
        default=str(MonthRule.FIRST_DAY),
        show_default=True,
        help="To which month a record belongs.",
    ),
    click.option(
        "--where",
        multiple=True,
        metavar="KEY=VALUE[,VALUE]",
        help="Keep what has one of the values of a key; an empty one is none.",
    ),
    click.option("--project", metavar="CODE[,CODE]", help="Short for --where project=…"),
    click.option("--country", metavar="CODE[,CODE]", help="Short for --where country=…"),
    click.option(
        "--period", metavar="FROM/TO", help="Keep what is in a period: 2017, 2017-01/2017-03."
    ),
    click.option("--top", type=click.IntRange(1), help="The greatest rows, the rest in one."),
    click.option("--crosstab", is_flag=True, help="First key down, second across."),
    click.option(
        "--compare",
        type=click.Path(path_type=Path),
        metavar="DATA2",
        help="Set the same of later data beside it, with differences.",
    ),
    as_json_option,
)


@attrs.frozen
class _Asked:
    """What every question can be asked with.

    Args:
        keys: Names of the keys.
        kept: What is kept, as `cproc.figures.tally` takes it, and the rule of months.
        compare: The later data set beside it.
        top: How many rows are kept.
        crosstab: Whether the second key goes across.
        as_json: Whether it is printed for other programs.
    """

    keys: list[str]
    kept: dict[str, Any]
    compare: Path | None
    top: int | None
    crosstab: bool
    as_json: bool


def _asked(command: Callable[..., None]) -> Callable[..., None]:
    """Have the options of every question given to a command as one value, and its errors told."""

    @wraps(command)
    def with_options(**given: Any) -> None:
        filters = [given.pop(name) for name in ("where", "project", "country", "period")]
        kept = _filters(*filters) | {"months": given.pop("months")}
        by = given.pop("by")
        keys = [name.strip() for name in by.split(",")] if by else []
        rest = [given.pop(name) for name in ("compare", "top", "crosstab", "as_json")]
        command(asked=_Asked(keys, kept, *rest), **given)

    return reduce(lambda command, option: option(command), reversed(_OPTIONS), told(with_options))


def _filters(
    where: tuple[str, ...], project: str | None, country: str | None, period: str | None
) -> dict[str, Any]:
    pairs = [*where]
    pairs += [f"{name}={v}" for name, v in (("project", project), ("country", country)) if v]
    kept: dict[str, list[str | None]] = {}
    for pair in pairs:
        name, sign, values = pair.partition("=")
        if not sign:
            raise UsageError(f"--where {pair}: write KEY=VALUE, such as country=RO,MD")
        name = name.strip()
        if name in kept:
            raise UsageError(f"{name} is filtered twice; give its values as one: {name}=A,B")
        kept[name] = [value.strip() or None for value in values.split(",")]
    return {"where": kept, "period": Period.parse(period) if period else None}


def _answer(data: Path, question: Question, asked: _Asked) -> None:
    breakdown = question(plugins.load(data))
    answer: Breakdown | figures.Comparison | figures.Crosstab = breakdown
    if asked.compare is not None:
        if asked.crosstab:
            raise UsageError("--compare sets rows beside each other; leave --crosstab out.")
        answer = breakdown.compare(question(plugins.load(asked.compare)))
    elif asked.crosstab:
        answer = breakdown.crosstab()
    if asked.top is not None:
        answer = answer.top(asked.top)
    if asked.as_json:
        print_json(answer.to_data())
    elif isinstance(answer, Breakdown):
        _print_breakdown(answer)
    else:
        out.print(str(answer), markup=False, soft_wrap=True)


@click.command()
@data_argument
@_asked
@click.option(
    "--rule",
    type=_choices(Rule),
    default=str(Rule.ENTRIES),
    show_default=True,
    help="What is counted.",
)
@click.option(
    "--of",
    type=_choices(Subject),
    default=str(Subject.ACTIVITIES),
    show_default=True,
    help="Whose records are counted.",
)
def tally(data: Path, asked: _Asked, rule: str, of: str) -> None:
    r"""Count the activities (or other records) of DATA by one or more keys.

    \b
    entries         rows of the inventory; one of three projects counts once for each of
                    them and once in the total
    occurrences     times and places; an entry that reports two events has two
    events          occurrences where people meet (no tender, publication, desk study)
    participations  activity-project pairs
    share           each activity split over its projects, so that rows add up exactly

    \b
    Examples:
      cproc tally examples/cproc_2017 --by month
      cproc tally examples/cproc_2017 --by project --rule participations --json
      cproc tally examples/cproc_2017 --by country --top 5 --where kind=training,workshop
      cproc tally examples/cproc_2017 --by month,project --crosstab --period 2017-01/2017-06
      cproc tally examples/cproc_2017 --by grade --of posts
    """
    keys = {**figures.KEYS, **plugins.installed().keys}

    def question(portfolio: Portfolio) -> Breakdown:
        return figures.tally(portfolio, asked.keys, rule, of=of, keys=keys, **asked.kept)

    _answer(data, question, asked)


@click.command()
@data_argument
@click.argument("measure", metavar="MEASURE")
@_asked
@click.option(
    "--rule",
    type=click.Choice([str(Rule.SHARE), str(Rule.ENTRIES)]),
    default=str(Rule.SHARE),
    show_default=True,
    help="Whether an amount is split over its rows, or counts whole in each.",
)
def total(data: Path, measure: str, asked: _Asked, rule: str) -> None:
    r"""Sum amounts or people of DATA by one or more keys; currencies are never mixed.

    \b
    MEASURE is one of: planned_cost, participants, women, men, budget, budget_lines,
    contributions, transactions; or a measure of a plugin: cproc plugins.

    \b
    Examples:
      cproc total examples/cproc_2017 budget --by project
      cproc total examples/cproc_2017 contributions --by donor --where currency=EUR --top 3
    """
    known: dict[str, Any] = {
        "keys": {**figures.KEYS, **plugins.installed().keys},
        "measures": {**figures.MEASURES, **plugins.installed().measures},
    }

    def question(portfolio: Portfolio) -> Breakdown:
        return figures.total(portfolio, measure, asked.keys, rule, **known, **asked.kept)

    _answer(data, question, asked)


def _print_breakdown(breakdown: Breakdown) -> None:
    values = figures.shown_shares([row.value for row in breakdown.rows])
    rows = [
        (*("–" if part is None else str(part) for part in row.key), shown(value))
        for row, value in zip(breakdown.rows, values, strict=True)
    ]
    totals = [str(money) for money in breakdown.totals] or [shown(breakdown.total)]
    keys = len(breakdown.by)
    last = [(*["total", *[""] * keys][:keys], value) for value in totals]
    print_table((*breakdown.by, breakdown.unit), [*rows, *last], right=keys, section=len(rows))
    if number(breakdown.overlap):
        out.print(f"Rows overlap: they add up to {breakdown.overlap} more than the total.")
    if breakdown.missing:
        out.print(f"{breakdown.missing} records lack the amount and are in no row.")
