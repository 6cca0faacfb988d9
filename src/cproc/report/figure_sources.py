"""How named figures come of the tables of the report, for those that do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from cproc.figures import in_force
from cproc.figures.catalogue import project_of
from cproc.figures.spending import Flow
from cproc.model import ProjectStatus, TreatyStatus
from cproc.report.context import Context
from cproc.report.derivations import At, CellSum, CountRows, Derivation, SumRows, TotalOf
from cproc.report.positions import budget_at, statuses_at, version_at
from cproc.report.tables_projects import project_table

_WHOLE: Mapping[str, Derivation] = {
    "budget_total": TotalOf("projects", "in_force"),
    "budget_all": TotalOf("projects", "last_budget"),
    "entries": CountRows("activities"),
    "occurrences": TotalOf("activities", "occurrences"),
    "events": TotalOf("activities", "events"),
    "participations": CountRows("participations"),
    "headcount": TotalOf("staff", "filled"),
    "vacancies": TotalOf("staff", "vacant"),
    "planned_posts": TotalOf("staff", "planned"),
    "posts_in_all": TotalOf("staff", "posts"),
    "recruitments": CellSum((At("staff", "vacant"), At("staff", "planned"))),
}
OF_TREATY = ("parties", "signed_or_invited", "committee_members", "accessions")
"""Key figures of a treaty."""
_STATUSES: Mapping[str, tuple[TreatyStatus, ...]] = {
    "parties": (TreatyStatus.PARTY,),
    "signed_or_invited": (TreatyStatus.SIGNATORY, TreatyStatus.INVITED),
    "committee_members": tuple(TreatyStatus),
    "committee_states_without_observers": tuple(
        status for status in TreatyStatus if status is not TreatyStatus.OBSERVER
    ),
}
_POSTS = {"grade": "grade", "recruitment": "recruitment", "paid_by": "post_funding"}
"""Columns of the table of posts, by the argument of a head-count."""


def derived(context: Context, name: str, arguments: Mapping[str, str]) -> Derivation | None:
    """Derive a figure of the last day of the period, or of another where a table tells it.

    Args:
        context: Context and words of the report.
        name: Name of the figure.
        arguments: Its arguments as they are written in a call.

    Returns:
        Nothing for a figure that is counted of the records in a way that no table shows:
        each donor, country or nationality once, days and months that are over.
    """
    end = str(context.end)
    told = {word: value for word, value in arguments.items() if (word, value) != ("on", end)}
    if not told:
        return _whole(context, name)
    if set(told) == {"treaty"}:
        return _of_treaty(context, name, told["treaty"])
    if name == "headcount" and told.keys() <= _POSTS.keys():
        given = tuple(
            (_POSTS[word], _written(context, word, value)) for word, value in told.items()
        )
        return SumRows("posts", "filled", given=given)
    if name == "budget_total" and set(told) == {"on"}:
        return budgets_on(context, date.fromisoformat(told["on"]))
    if name == "project_budget":
        day = date.fromisoformat(arguments.get("on", end))
        project = project_of(context.portfolio, told["project"])
        version = project.budget_version(day)
        return CellSum((version_at(context, project, version),)) if version else None
    return None


def budgets_on(context: Context, day: date) -> CellSum | None:
    """Derive the sum of the budgets in force on a day from the budget versions."""
    found = [(known, known.budget_version(day)) for known in in_force(context.portfolio, day)]
    places = tuple(version_at(context, known, version) for known, version in found if version)
    return CellSum(places) if places else None


def _whole(context: Context, name: str) -> Derivation | None:
    period = context.portfolio.period
    if name == "projects":
        ran = [
            p.period.start <= period.end and p.period.end >= period.start
            for p in context.portfolio.projects
        ]
        return CountRows("projects") if all(ran) else None
    if name == "projects_active":
        running = context.labels(f"project_status.{ProjectStatus.IMPLEMENTATION}")
        return CountRows("projects", given=(("status", running),))
    if name in (Flow.RECEIVED, Flow.SPENT):
        flow = (("flow", context.labels(f"flow.{name}")),)
        return SumRows("transactions", "booked", given=flow)
    if name == "participants":
        met = [made.kind.is_event for made in context.portfolio.activities if made.participants]
        return TotalOf("activities", "people") if met and all(met) else None
    made = {"budget_change": _change, "balance": _balance}.get(name)
    return made(context) if made else _WHOLE.get(name)


def _change(context: Context) -> CellSum | None:
    """Derive the change over the period from the versions in force before it and at its end."""
    portfolio = context.portfolio
    days = (portfolio.period.start - timedelta(days=1), context.end)
    running = [(day, in_force(portfolio, day)) for day in days]
    plus, less = [], []
    for project in portfolio.projects:
        told = [(project in found, project.budget_version(day)) for day, found in running]
        if any(in_course and version is None for in_course, version in told):
            continue
        (ran, then), (runs, now) = told
        if runs and now and not (ran and then is now):
            plus.append(version_at(context, project, now))
        if ran and then and not (runs and then is now):
            less.append(version_at(context, project, then))
    return CellSum(tuple(plus), tuple(less)) if plus else None


def _balance(context: Context) -> CellSum | None:
    """Derive what is left of the budgets of the projects that have spent or received."""
    portfolio = context.portfolio
    projects = [project for project in portfolio.projects if project.transactions]
    budgets = [budget_at(context, project) for project in projects]
    spent = tuple(
        At(project_table("spending", project.code), "spent")
        for project in projects
        if any(made.date <= context.end for made in project.transactions)
    )
    known = tuple(place for place in budgets if place)
    return CellSum(known, spent) if len(known) == len(budgets) else None


def _of_treaty(context: Context, name: str, treaty: str) -> Derivation | None:
    if name == "accessions":
        became = context.labels(f"treaty_change.{TreatyStatus.PARTY}")
        return CountRows("treaty_changes", given=(("treaty", treaty), ("treaty_change", became)))
    places = statuses_at(context.portfolio, treaty, _STATUSES.get(name, ()))
    return CellSum(tuple(places)) if places else None


def _written(context: Context, word: str, value: str) -> str:
    """Write the argument of a head-count as the table of posts does."""
    group = {"recruitment": "recruitment", "paid_by": "post_funding"}.get(word)
    return context.labels(f"{group}.{value}") if group else value
