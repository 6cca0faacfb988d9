"""Tables of the projects, of one project, and of what the office seeks money for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import attrs

from cproc.figures import budget_by_project, in_force
from cproc.model import Activity, Indicator, Milestone, Project
from cproc.report.cells import At, Cell, Expression, Kind, Own, Table, count
from cproc.report.context import Context
from cproc.report.declare import (
    SUM,
    Content,
    Declared,
    day,
    decimal,
    integer,
    money,
    percent,
    project_table,
    table,
    text,
    valued,
)
from cproc.report.tables_budget import budget_in_effect

PARTICIPATIONS = count("participations", project=Own("project"))


def project_tables(context: Context) -> Iterator[Table]:
    """The tables of projects.

    ``projects`` has one row per project with all columns, ``projects_overview`` the few that
    a page holds; ``results`` and ``milestones`` have one row per record of any project;
    ``timeline`` tells when each of them runs; ``priorities`` has one row per funding
    priority. A project has ``project_facts``, ``project_months``, ``results``,
    ``components`` and ``milestones`` of its own, with its code behind a colon.
    """
    projects = context.portfolio.projects
    running, begun = _budgets(context)
    yield _projects(context, running, begun)
    yield _overview(context, running, begun)
    yield _timeline(context)
    yield _results(context, projects)
    yield _milestones(context, projects)
    by_project: dict[str, list[Activity]] = {}
    for activity in context.portfolio.activities:
        for code in activity.projects:
            by_project.setdefault(code, []).append(activity)
    for project in projects:
        yield _facts(context, project)
        yield _months(context, project, by_project.get(project.code, []))
        yield _results(context, (project,), project_table("results", project.code))
        yield _components(context, project)
        yield _milestones(context, (project,), project_table("milestones", project.code))
    yield _priorities(context)


# --- All projects -------------------------------------------------------------------------


def _duration(context: Context, project: Project) -> str:
    return context.labels.span(project.period)


def _status(context: Context, project: Project) -> str:
    return context.labels(f"project_status.{project.status(context.end)}")


def _financing(context: Context, project: Project) -> str | None:
    return context.financing(project.contributions) or None


def _budgets(context: Context) -> tuple[Declared, Declared]:
    """The columns of budgets in force on the last day, and of the last ones of projects begun."""

    def declared(id_: str, *, ended: bool, **gaps: object) -> Declared:
        rows = budget_by_project(context.portfolio, context.end, ended=ended).rows
        known = {row.key[0] for row in rows if row.value is not None}

        def amount(project: Project) -> Content:
            return budget_in_effect(context, project) if project.code in known else None

        total = SUM if known else None
        return money(id_, amount, 18, total=total, gaps=gaps)

    in_force = declared("in_force", ended=False, day=context.last_day)
    return in_force, declared("last_budget", ended=True)


def _budget_notes(context: Context) -> list[str]:
    """Which budgets the two columns hold, and which are not known."""
    labels = context.labels
    notes = [labels("note.in_force", day=context.last_day)]
    rows = budget_by_project(context.portfolio, context.end).rows
    if unknown := [context.project(row.key[0]) for row in rows if row.value is None]:
        notes.append(labels("note.budget_unknown", projects=context.listed(unknown)))
    return notes


def _projects(context: Context, running: Declared, begun: Declared) -> Table:
    entries = count("activities")
    columns = [
        text("project", "code"),
        text("project_name", "name", 22),
        text("project_title", "title", 44),
        text("duration", lambda p: _duration(context, p), 30),
        day("start", "period.start", 12),
        day("end", "period.end", 12),
        integer("months", lambda p: len(p.period.months()), 10),
        text("status", lambda p: _status(context, p), 12),
        running,
        begun,
        text("financing", lambda p: _financing(context, p), 44),
        integer("entries", lambda _p: PARTICIPATIONS, 10, total=entries),
    ]
    notes = [*_budget_notes(context), context.labels("note.project_entries")]
    projects = context.portfolio.projects
    return table(context, "projects", projects, columns, about="code", notes=notes, wide=True)


def _overview(context: Context, running: Declared, begun: Declared) -> Table:
    def heading(project: Project) -> Content:
        language = context.other_language(project.title)
        return Cell(context.heading(project), language=language)

    columns = [
        text("project_name", heading, 34),
        _narrower(running),
        _narrower(begun),
        text("financing", lambda p: _financing(context, p), 40),
    ]
    return table(
        context,
        "projects_overview",
        context.portfolio.projects,
        columns,
        about="code",
        notes=_budget_notes(context),
    )


def _narrower(budget: Declared) -> Declared:
    return attrs.evolve(budget, width=16)


def _timeline(context: Context) -> Table:
    """When the projects run, and how much of their time had passed on the last day."""
    columns = [
        text("project_name", "name", 26),
        text("duration", lambda p: _duration(context, p), 30),
        day("start", "period.start", 12),
        day("end", "period.end", 12),
        percent("elapsed", lambda p: _elapsed(context, p), 12, gaps={"day": context.last_day}),
    ]
    return table(context, "timeline", context.portfolio.projects, columns, about="code")


def _elapsed(context: Context, project: Project) -> Cell:
    return valued(context.figure(f"time_elapsed(project={project.code!r})").value, "%")


# --- One project --------------------------------------------------------------------------


def _facts(context: Context, project: Project) -> Table:
    labels, code = context.labels, project.code
    running = project in in_force(context.portfolio, context.end)
    reached = {"elapsed": labels("word.elapsed", day=context.last_day)}
    countries = (context.country(of.country) for of in project.priority_countries)
    before = project.predecessor
    facts: list[tuple[str, Content]] = [
        ("objective", project.objective),
        ("duration", _duration(context, project)),
        ("months", Cell(len(project.period.months()), Kind.INTEGER)),
        ("status", _status(context, project)),
        ("elapsed", _elapsed(context, project) if running else None),
        ("budget" if running else "last_budget", _last_budget(context, project)),
        ("financing", _financing(context, project)),
        ("regions", context.joined(map(context.region, project.regions))),
        ("priority_countries", context.joined(countries)),
        ("predecessor", context.project(before) if before else None),
        ("partners", context.joined(map(context.organisation, project.partners))),
        ("entries", Cell(kind=Kind.INTEGER, expression=count("participations", project=code))),
    ]
    columns = [
        text("fact", lambda name, _content: reached.get(name) or labels(f"fact.{name}"), 24),
        text("value", lambda _name, content: content, 60),
    ]
    notes = [
        f"{context.country(of.country)}{labels('format.colon')}{context.best(of.note)}"
        for of in project.priority_countries
        if of.note
    ]
    return table(
        context,
        project_table("project_facts", code),
        [fact for fact in facts if fact[1] not in (None, "", Cell())],
        columns,
        about=lambda _name, _content: code,
        key=lambda name, _content: name,
        notes=notes,
        title=labels("table.project_facts", project=project.name),
    )


def _last_budget(context: Context, project: Project) -> Content:
    place: Expression | None = budget_in_effect(context, project)
    if place is None:
        return Cell(context.labels("word.not_known"), Kind.TEXT)
    if project.period.start <= context.end:
        place = At("projects", project.code, "last_budget")
    return Cell(kind=Kind.MONEY, expression=place)


def _months(context: Context, project: Project, activities: Sequence[Activity]) -> Table:
    """A project's entries by the month of their first day, and where they were."""
    months: dict[Any, list[Activity]] = {}
    for activity in activities:
        months.setdefault(context.inventory[activity.id].month, []).append(activity)
    code = project.code

    def entries(month: Any) -> Content:
        return count("participations", project=code, month=str(month))

    def countries(month: Any) -> Content:
        named = (context.inventory[activity.id].named for activity in months[month])
        return context.joined(filter(None, named)) or None

    columns = [
        text("month_name", context.labels.month, 20),
        integer("entries", entries, 10, total=SUM),
        text("countries", countries, 60),
    ]
    title = context.labels("table.project_months", project=project.name)
    id_ = project_table("project_months", code)
    return table(context, id_, sorted(months), columns, key=str, title=title)


# --- Results, components, milestones, priorities ------------------------------------------


def _results(context: Context, projects: Sequence[Project], id_: str = "results") -> Table:
    found = [
        (project, result, indicator)
        for project in projects
        for result in project.results
        for indicator in (result.indicators or (None,))
    ]
    one = id_ != "results"

    def gauge(name: str) -> Declared:
        return decimal(name, lambda _p, _r, i: _number(i, name), 10, shown=None)

    columns = [
        text("project_name", lambda p, _r, _i: p.name, 22, shown=not one),
        text("level", lambda _p, r, _i: context.labels(f"result_level.{r.level}"), 12),
        text("result", lambda _p, r, _i: r.title, 60),
        text("indicator", lambda _p, _r, i: i.title if i else None, 30, shown=None),
        *map(gauge, ("baseline", "target", "actual", "women", "men")),
        text("source", lambda _p, r, _i: r.source, 10, shown=False if one else None),
    ]
    title = context.labels("table.project_results", project=projects[0].name) if one else None
    return table(
        context,
        id_,
        found,
        columns,
        about=lambda p, _r, _i: p.code,
        title=title,
        filters=not one,
        wide=not one,
    )


def _number(indicator: Indicator | None, name: str) -> Content:
    number = getattr(indicator, name, None)
    if number is None:
        return None
    whole = isinstance(number, int) or number == number.to_integral_value()
    return Cell(int(number), Kind.INTEGER) if whole else Cell(Decimal(number), Kind.DECIMAL)


def _components(context: Context, project: Project) -> Table:
    columns = [
        text("component", "id", 10),
        text("component_title", "title", 60),
        text(
            "lead",
            lambda part: context.organisation(part.lead) if part.lead else None,
            30,
            shown=None,
        ),
    ]
    title = context.labels("table.project_components", project=project.name)
    id_ = project_table("components", project.code)
    return table(context, id_, project.components, columns, title=title)


def _milestones(context: Context, projects: Sequence[Project], id_: str = "milestones") -> Table:
    one = id_ != "milestones"

    def when(_project: Project, milestone: Milestone) -> Content:
        if milestone.when is None:
            return context.labels("word.no_date")
        return context.labels.span(milestone.when)

    columns = [
        text("project_name", lambda p, _m: p.name, 22, shown=not one),
        text("when", when, 22),
        text("milestone", lambda _p, m: m.title, 60),
        text("source", lambda _p, m: m.source, 10, shown=False if one else None),
    ]
    title = context.labels("table.project_milestones", project=projects[0].name) if one else None
    return table(
        context,
        id_,
        [(project, milestone) for project in projects for milestone in project.milestones],
        columns,
        about=lambda p, _m: p.code,
        title=title,
        filters=not one,
    )


def _priorities(context: Context) -> Table:
    listed = context.portfolio.priorities
    columns = [
        integer("no", lambda number, _p: number, 6),
        text("priority", lambda _number, p: p.title, 60),
        text("carries_on", lambda _n, p: context.projects(p.projects) or None, 30),
    ]
    return table(
        context, "priorities", list(enumerate(listed, start=1)), columns, about=lambda _n, p: p.id
    )
