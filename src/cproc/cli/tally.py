"""`cproc tally` and `cproc total`: count and sum records by keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, reduce, wraps
from pathlib import Path
from typing import Any

import click

from cproc import Breakdown, Money, Period, figures, plugins
from cproc.cli import completion, console
from cproc.errors import Message, UsageError, counted, said
from cproc.model import is_currency

Question = Callable[..., Breakdown]


def _choices(kind: type[figures.Rule | figures.MonthRule | figures.Subject]) -> click.Choice[str]:
    return click.Choice([str(choice) for choice in kind])


_OPTIONS = (
    click.option(
        "--by",
        default="",
        metavar="KEY[,KEY]",
        shell_complete=completion.keys,
        help="What to group by: the keys named below, or those of a plugin: cproc plugins.",
    ),
    click.option(
        "--months",
        type=_choices(figures.MonthRule),
        default=str(figures.MonthRule.FIRST_DAY),
        show_default=True,
        help="To which month a record belongs.",
    ),
    click.option(
        "--where",
        multiple=True,
        metavar="KEY=VALUE[,VALUE]",
        shell_complete=completion.filters,
        help="Keep what has one of the values of a key; an empty one is none.",
    ),
    click.option(
        "--project",
        metavar="CODE[,CODE]",
        shell_complete=completion.projects,
        help="Short for --where project=…",
    ),
    click.option(
        "--country",
        metavar="CODE[,CODE]",
        shell_complete=completion.countries,
        help="Short for --where country=…",
    ),
    click.option(
        "--period",
        metavar="FROM/TO",
        help="The period: 2017, 2017-01/2017-03; or all. Where absent activities are those of the"
        " reporting period, and money is of any time.",
    ),
    click.option("--top", type=click.IntRange(1), help="The greatest rows, the rest in one."),
    click.option("--crosstab", is_flag=True, help="First key down, second across."),
    click.option(
        "--compare",
        type=click.Path(path_type=Path),
        metavar="DATA2",
        help="Set the same of later data beside it, with differences.",
    ),
    console.as_json_option,
)

_KEYS = said("Keys are: {keys}.", keys=", ".join(figures.KEYS))


def _asked(command: Callable[..., Question]) -> Callable[..., None]:
    """Ask the question that a command makes of its options, and print the answer.

    The command itself is given the names of its keys, and what is kept as `cproc.figures.tally`
    takes it; what every question can be asked with else is done here.
    """

    @wraps(command)
    def with_options(
        *,
        data: plugins.Source,
        by: str,
        compare: Path | None,
        top: int | None,
        crosstab: bool,
        as_json: bool,
        **given: Any,
    ) -> None:
        period = given.pop("period")
        filters = [given.pop(name) for name in ("where", "project", "country")]
        kept = _filters(*filters) | {"months": given.pop("months")}
        keys = [name.strip() for name in by.split(",")] if by else []
        question = _of_period(command(keys=keys, kept=kept, **given), period)
        breakdown = question(plugins.load(data))
        answer: Breakdown | figures.Comparison | figures.Crosstab = breakdown
        if compare is not None:
            if crosstab:
                raise UsageError("--compare sets rows beside each other; leave --crosstab out.")
            answer = breakdown.compare(question(plugins.load(compare)))
        elif crosstab:
            answer = breakdown.crosstab()
        if top is not None:
            answer = answer.top(top)
        if as_json:
            console.print_json(answer.to_data())
        else:
            _print_answer(answer)
            if isinstance(answer, Breakdown):
                _print_notes(answer)

    guarded = console.told(with_options)
    return reduce(lambda wrapped, option: option(wrapped), reversed(_OPTIONS), guarded)


def _of_period(question: Question, period: str | None) -> Question:
    """The question of a period, which is the reporting period as well, or of all time."""
    reported = None if period in (None, figures.ALL) else Period.parse(period or "")
    return lambda portfolio: question(portfolio.reporting(reported), period=period)


def _filters(where: tuple[str, ...], project: str | None, country: str | None) -> dict[str, Any]:
    pairs = [*where]
    pairs += [f"{name}={v}" for name, v in (("project", project), ("country", country)) if v]
    kept: dict[str, list[str | None]] = {}
    for pair in pairs:
        name, sign, values = pair.partition("=")
        if not sign:
            raise UsageError("--where {pair}: write KEY=VALUE, such as country=RO,MD", pair=pair)
        name = name.strip()
        if name in kept:
            raise UsageError(
                "{name} is filtered twice; give its values as one: {name}=A,B", name=name
            )
        kept[name] = [value.strip() or None for value in values.split(",")]
    return {"where": kept}


@click.command(epilog=_KEYS)
@console.data_argument
@_asked
@click.option(
    "--rule",
    type=_choices(figures.Rule),
    default=str(figures.Rule.ENTRIES),
    show_default=True,
    help="What is counted.",
)
@click.option(
    "--of",
    type=_choices(figures.Subject),
    default=str(figures.Subject.ACTIVITIES),
    show_default=True,
    help="Whose records are counted.",
)
def tally(keys: list[str], kept: dict[str, Any], rule: str, of: str) -> Question:
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
      cproc tally office --by month
      cproc tally office --by project --rule participations --json
      cproc tally office --by country --top 5 --where kind=training,workshop
      cproc tally office --by month,project --crosstab --period 2017-01/2017-06
      cproc tally office --by grade --of posts
    """
    known = {**figures.KEYS, **plugins.installed().keys}
    return partial(figures.tally, by=keys, rule=rule, of=of, keys=known, **kept)


@click.command(epilog=_KEYS)
@console.data_argument
@click.argument("measure", metavar="MEASURE", shell_complete=completion.measures)
@_asked
@click.option(
    "--rule",
    type=click.Choice([str(figures.Rule.SHARE), str(figures.Rule.ENTRIES)]),
    default=str(figures.Rule.SHARE),
    show_default=True,
    help="Whether an amount is split over its rows, or counts whole in each.",
)
def total(measure: str, keys: list[str], kept: dict[str, Any], rule: str) -> Question:
    r"""Sum amounts or people of DATA by one or more keys; currencies are never mixed.

    \b
    MEASURE is one of: planned_cost, participants, women, men, budget, budget_lines,
    contributions, transactions (of one type, or of those you name: income and spending are
    never added up by themselves); or a measure of a plugin: cproc plugins.

    \b
    Examples:
      cproc total office budget --by project
      cproc total office contributions --by donor --where currency=EUR --top 3
      cproc total grant transactions --by type,currency
    """
    known: dict[str, Any] = {
        "keys": {**figures.KEYS, **plugins.installed().keys},
        "measures": {**figures.MEASURES, **plugins.installed().measures},
    }
    return partial(figures.total, measure=measure, by=keys, rule=rule, **known, **kept)


def _print_answer(answer: Breakdown | figures.Comparison | figures.Crosstab) -> None:
    """A table of it; of several currencies each amount has its own."""
    mixed = isinstance(answer, Breakdown) and len(answer.totals) > 1

    def value(each: figures.Value) -> str:
        amount = console.shown(each) if each is not None else "–"
        return f"{each.currency} {amount}" if mixed and isinstance(each, Money) else amount

    def key(_by: str, part: object) -> str:
        return "–" if part is None else said("other") if part is figures.OTHER else str(part)

    keys, head, rows, foot = answer.drawing(value, key)
    first, *others = head
    if not isinstance(answer, Breakdown) and is_currency(answer.unit):
        first = f"{first} ({answer.unit})"
    whole = [[Message(cell) if cell == "total" else cell for cell in row] for row in foot]
    console.print_table(
        [first, *others],
        [*rows, *whole],
        right=range(keys, len(head)),
        sections=range(len(rows), len(rows) + len(whole)),
    )


def _print_notes(breakdown: Breakdown) -> None:
    if figures.number(breakdown.overlap):
        more = said(
            "Rows overlap: they add up to {more} more than the total.", more=breakdown.overlap
        )
        console.tell(more)
    if breakdown.missing:
        lacking = counted(
            "{count} record in no row: no amount, or it cannot be told whether it belongs here.",
            "{count} records in no row: no amount, or it cannot be told whether it belongs here.",
            count=breakdown.missing,
        )
        console.tell(lacking)
