"""Tables of named figures: the key ones, and those that stand beside their records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import attrs

from cproc import figures
from cproc.figures import Figure, catalogue
from cproc.model import ActivityStatus, Money, Portfolio
from cproc.report.cells import Cell, Table
from cproc.report.context import Context
from cproc.report.declare import Content, day, table, text
from cproc.report.figure_cells import OF_TREATY, figure_cell, missing_words, rule_cell


def figure_tables(context: Context) -> Iterator[Table]:
    """``overview``, the key figures, and figures of one subject.

    ``results_figures``, ``funding_figures`` and ``budget_figures`` stand beside what they are of.
    """
    yield _overview(context)
    yield from _beside(context)


_NOT_HELD = [status for status in ActivityStatus if status is not ActivityStatus.HELD]


def _key_figures(portfolio: Portfolio) -> Iterator[tuple[str, str]]:
    """The key figures that the portfolio has records for, each with its treaty."""
    office, end = portfolio.office, portfolio.period.end
    opened = office.operational_since
    statuses = {activity.status for activity in portfolio.activities}
    moved = any(t.date <= end for project in portfolio.projects for t in project.transactions)
    wanted: tuple[tuple[str, bool], ...] = (
        ("budget_total budget_all", bool(portfolio.projects)),
        ("budget_change", any(project.budget for project in portfolio.projects)),
        ("received spent balance", moved),
        ("projects projects_active donors", bool(portfolio.projects)),
        ("entries", True),
        (
            "occurrences events participations projects_with_activities countries_reached",
            bool(portfolio.activities),
        ),
        *((f"activities_{status}", status in statuses) for status in _NOT_HELD),
        ("participants", any(activity.participants for activity in portfolio.activities)),
        ("headcount vacancies planned_posts posts_in_all", bool(portfolio.posts)),
        ("nationalities", any(post.nationality for post in portfolio.posts)),
        ("office_capacity", office.capacity is not None),
        ("months_of_operation", opened is not None and opened <= end),
    )
    for names, has_records in wanted:
        yield from ((name, "") for name in names.split() if has_records)
    for treaty in portfolio.treaties:
        if figures.treaty_standing(portfolio, treaty.id, portfolio.period.end):
            yield from ((name, treaty.id) for name in OF_TREATY)


def key_calls(portfolio: Portfolio) -> list[str]:
    """The calls of the key figures."""
    return [_call(name, treaty) for name, treaty in _key_figures(portfolio)]


def table_calls(portfolio: Portfolio) -> list[str]:
    """The calls of the figures that tables show by name, which are asked for all at once."""
    return [*key_calls(portfolio), *chain.from_iterable(_figures_beside(portfolio).values())]


def _call(name: str, treaty: str) -> str:
    return f"{name}(treaty={treaty!r})" if treaty else name


def _overview(context: Context) -> Table:
    rows = [
        (name, treaty, figure)
        for name, treaty in _key_figures(context.portfolio)
        if (figure := context.figure(_call(name, treaty))).records or name != "budget_change"
    ]
    return _figures(context, "overview", rows)


def _figures_beside(portfolio: Portfolio) -> dict[tuple[str, str], tuple[str, ...]]:
    """Figures that stand beside the records they are of: by table, and what it stands behind."""
    projects = portfolio.projects
    indicators = (i for p in projects for result in p.results for i in result.indicators)
    given = any(p.contributions for p in figures.in_force(portfolio, portfolio.period.end))
    people = any(indicator.unit == "people" for indicator in indicators)
    lines = any(project.budget_lines for project in projects)
    return {
        ("results_figures", ""): ("people_trained",) * people,
        ("funding_figures", "funding"): ("funding_gap", "funding_surplus") if given else (),
        ("budget_figures", "budget_versions"): ("operational_ratio",) * lines,
    }


def _beside(context: Context) -> Iterator[Table]:
    for (id_, after), calls in _figures_beside(context.portfolio).items():
        named = [(name, "", context.figure(name)) for name in calls]
        # Nothing given beyond a budget is what everybody expects.
        rows = [row for row in named if row[0] != "funding_surplus" or _is_some(row[2])]
        yield _figures(context, id_, rows, after)


def _is_some(figure: Figure) -> bool:
    return any(isinstance(each, Money) and each.amount for each in (figure.value, figure.low))


def _figures(
    context: Context, id_: str, rows: Sequence[tuple[str, str, Figure]], after: str = ""
) -> Table:
    def title(name: str, treaty: str, _figure: Figure) -> Content:
        text = catalogue()[name].title
        shown = f"{context.best(text)} ({treaty})" if treaty else context.best(text)
        return Cell(shown, language=context.other_language(text))

    def value(name: str, treaty: str, figure: Figure) -> Content:
        return figure_cell(context, name, {"treaty": treaty} if treaty else {}, figure)

    def unit(_name: str, _treaty: str, figure: Figure) -> Content:
        if isinstance(figure.value, Money):
            return figure.value.currency
        return context.unit(figure.unit, figure.value if isinstance(figure.value, int) else 2)

    columns = [
        text("key_figure", title, 40),
        text("value", value, 18),
        text("unit", unit),
        day("as_at", lambda _name, _treaty, figure: figure.on),
        text("rule", lambda name, _treaty, _f: rule_cell(context, catalogue()[name]), 60),
    ]
    notes = [
        context.labels("note.without", figure=context.best(catalogue()[name].title), what=without)
        for name, _treaty, figure in rows
        if figure.known and (without := missing_words(context, figure))
    ]

    def key(name: str, treaty: str, _figure: Figure) -> str:
        return f"{name}_{treaty}" if treaty else name

    made = table(context, id_, rows, columns, key=key, notes=notes, after=after)
    return attrs.evolve(made, named=True)
