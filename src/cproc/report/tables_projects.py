"""Tables of the projects, of one project, and of what the office seeks money for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

import attrs

from cproc.figures import budget_by_project, in_force
from cproc.model import Activity, Audience, Contract, DateSpan, Month, Project
from cproc.report.cells import At, Cell, Expression, Kind, Own, Table, count
from cproc.report.context import Context, project_code
from cproc.report.declare import (
    SUM,
    Content,
    Declared,
    day,
    figured,
    integer,
    money,
    percent,
    table,
    text,
    valued,
)
from cproc.report.money_cells import budget_told_of, budgets_unknown, restated_notes
from cproc.report.tables_activities import countries_of, none_of, where_held, withheld_note
from cproc.report.tables_documents import documents_column


def project_tables(context: Context) -> Iterator[Table]:
    """The tables of projects.

    ``projects`` has one row per project with all columns, ``projects_overview`` the few that
    a page holds; ``milestones`` has one row per record of any project; ``timeline`` tells
    when each of them runs; ``priorities`` has one row per funding priority. A project has
    ``project_facts``, the few of them in ``project_box``, ``project_months``, ``components``,
    ``milestones`` and ``project_countries`` of its own, with its code behind a colon.
    """
    projects = context.portfolio.projects
    running, begun = _budgets(context)
    yield _projects(context, running, begun)
    yield _overview(context, running, begun)
    yield _timeline(context)
    yield _milestones(context)
    by_project: dict[str, list[Activity]] = {}
    for activity in context.held:
        for code in activity.projects:
            by_project.setdefault(code, []).append(activity)
    for project in projects:
        yield from _facts(context, project)
        yield _countries(context, project, by_project.get(project.code, []))
        yield _months(context, project, by_project.get(project.code, []))
        yield _components(context, project)
        yield _milestones(context, project)
    yield _priorities(context)


# --- All projects -------------------------------------------------------------------------


def _duration(context: Context) -> tuple[Declared, ...]:
    """The columns that tell when a project runs."""
    return (
        text("duration", lambda project: context.span(project.period), 30),
        day("start", "period.start", 12),
        day("end", "period.known_end", 12, shown=None),
    )


def _calendar_months(project: Project) -> int | None:
    return None if project.period.open else len(project.period.months())


def _status(context: Context, project: Project) -> str:
    return context.labels(f"project_status.{project.status(context.end)}")


def _has_budgets(context: Context) -> bool:
    return any(project.budget for project in context.portfolio.projects)


def _budgets(context: Context) -> tuple[Declared, Declared]:
    """The columns of budgets in force on the last day, and of the last ones of projects begun."""

    def declared(id_: str, *, ended: bool, **gaps: object) -> Declared:
        rows = budget_by_project(context.portfolio, context.end, ended=ended).rows
        concerned = {row.key[0] for row in rows}
        whole = context.figure("budget_all" if ended else "budget_total")

        def amount(project: Project) -> Content:
            return budget_told_of(context, project) if project.code in concerned else None

        # Of several currencies the total is that of what they come to in one.
        restated = At("restated", None, f"{id_}_restated") if context.restates else None
        total: Content = None
        if whole.known:
            total = SUM if whole.exact and not restated else figured(context, whole, restated)
        return money(id_, amount, 18, total=total, shown=_has_budgets(context), gaps=gaps)

    in_force = declared("in_force", ended=False, day=context.last_day)
    return in_force, declared("last_budget", ended=True)


def _budget_notes(context: Context) -> list[str]:
    """Which budgets the two columns hold, and which are not known."""
    if not _has_budgets(context):
        return []
    rows = budget_by_project(context.portfolio, context.end).rows
    codes = [row.key[0] for row in rows if row.value is None]
    unknown = [c for c in codes if not context.figure(f"project_budget(project={c!r})").known]
    return [
        context.labels("note.in_force", day=context.last_day),
        *budgets_unknown(context, unknown),
        *restated_notes(context),
    ]


def _projects(context: Context, running: Declared, begun: Declared) -> Table:
    held = where_held(context)
    of_project = count("participations", project=Own("project"), **held)
    entries = count("activities", **held)
    kept = context.portfolio.keeps("activities")
    columns = [
        text("project", "code"),
        text("project_name", "name", 22),
        text("project_title", "title", 44),
        text("programme", lambda p: context.programme(p.programme), 24, shown=None),
        *_duration(context),
        day(
            "planned_end", lambda p: p.planned_period and p.planned_period.known_end, 12, shown=None
        ),
        integer("months", _calendar_months, 10, shown=None),
        text("status", lambda p: _status(context, p), 12),
        running,
        begun,
        text("financing", lambda p: context.financing(p.contributions), 44, shown=None),
        integer(
            "entries",
            of_project,
            10,
            total=entries,
            shown=kept,
            note=context.labels("note.project_entries"),
        ),
    ]
    projects, notes = context.portfolio.projects, _budget_notes(context)
    return table(context, "projects", projects, columns, about="code", notes=notes, wide=True)


def _overview(context: Context, running: Declared, begun: Declared) -> Table:
    def heading(project: Project) -> Content:
        return attrs.evolve(context.local(project.title), value=context.heading(project))

    several = len({project.programme for project in context.portfolio.projects}) > 1
    columns = [
        text("project_name", heading, 34),
        text("programme", lambda p: context.programme(p.programme), 24, shown=several),
        text(
            "duration",
            lambda p: context.span(p.period),
            20,
            shown=not context.explains,  # for auditors the table of times stands beside it
        ),
        *(attrs.evolve(budget, width=16) for budget in (running, begun)),
        text("financing", lambda p: context.financing(p.contributions), 40, shown=None),
    ]
    projects, notes = context.portfolio.projects, _budget_notes(context)
    return table(context, "projects_overview", projects, columns, about="code", notes=notes)


def _timeline(context: Context) -> Table:
    """When the projects run, and how much of their time had passed on the last day."""
    columns = [
        text("project_name", "name", 26),
        *_duration(context),
        percent(
            "elapsed",
            lambda p: _elapsed(context, p),
            15,
            shown=None,
            gaps={"day": context.last_day},
        ),
    ]
    projects, after = context.portfolio.projects, "projects_overview"
    return table(context, "timeline", projects, columns, about="code", after=after)


def _elapsed(context: Context, project: Project) -> Cell:
    return valued(context.figure(f"time_elapsed(project={project.code!r})").value, "%")


# --- One project --------------------------------------------------------------------------


_IN_BOX = ("duration", "budget", "last_budget", "financing", "regions")
"""What a reader is told of a project in four lines; countries where it has no regions."""


def _facts(context: Context, project: Project) -> Iterator[Table]:
    labels, code = context.labels, project.code
    running = project in in_force(context.portfolio, context.end)
    reached = {"elapsed": labels("word.elapsed", day=context.last_day)}
    countries = (context.country(of.country) for of in project.priority_countries)
    entries = count("participations", project=code, **where_held(context))
    kept = context.portfolio.keeps("activities")
    facts: list[tuple[str, Content]] = [
        ("objective", project.objective),
        ("duration", context.span(project.period)),
        ("programme", context.programme(project.programme)),
        ("planned_duration", context.span(project.planned_period)),
        (
            "months",
            Cell(_calendar_months(project), Kind.INTEGER) if not project.period.open else None,
        ),
        ("status", _status(context, project)),
        ("status_changes", context.joined(_changes(context, project))),
        ("elapsed", _elapsed(context, project) if running else None),
        ("reporting_periods", context.joined(map(labels.period, project.reporting_periods))),
        ("budget" if running else "last_budget", _last_budget(context, project)),
        ("financing", context.financing(project.contributions)),
        ("regions", context.joined(map(context.region, project.regions))),
        ("priority_countries", context.joined(countries)),
        ("predecessor", context.joined(map(context.project, project.predecessors))),
        ("contracts", context.joined(_contract(context, each) for each in project.contracts)),
        ("partners", context.joined(map(context.acronym, project.partners))),
        ("entries", Cell(kind=Kind.INTEGER, expression=entries) if kept else None),
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
    known = [fact for fact in facts if fact[1] not in (None, "", Cell())]

    def about(_name: str, _content: Content) -> str:
        return code

    def key(name: str, _content: Content) -> str:
        return name

    made = partial(table, context, columns=columns, about=about, key=key, project=project)
    yield made("project_facts", known, notes=notes)
    wanted = {*_IN_BOX} if project.regions else {*_IN_BOX, "priority_countries"}
    if context.edition.audience is Audience.DONOR:
        wanted -= {"financing"}  # a table of its own tells who gives how much
    few = [fact for fact in known if fact[0] in wanted]
    yield attrs.evolve(made("project_box", few), headless=True)


def _contract(context: Context, contract: Contract) -> str:
    """A contract as it is cited: its number, its donor, the donor's reference, who signs."""
    labels = context.labels
    more = [context.organisation(contract.donor)] if contract.donor else []
    if contract.reference:
        more.append(labels("format.contract_reference", reference=contract.reference))
    if contract.signed:
        more.append(labels("format.contract_signed", day=labels.day(contract.signed)))
    if contract.signatory:
        more.append(labels("format.contract_signatory", name=contract.signatory))
    if not more:
        return contract.number
    return labels("format.contract", number=contract.number, more=", ".join(more))


def _changes(context: Context, project: Project) -> Iterator[str]:
    """The changes of a project's status by the last day, each with its time and reason."""
    for change in project.status_changes:
        if change.since <= context.end:
            until = change.until or date.max
            when = context.labels.span(DateSpan(change.since, until, open=change.until is None))
            status = context.labels(f"project_status.{change.status}")
            reason = f" ({context.best(change.reason)})" if change.reason else ""
            yield f"{status}{context.labels('format.colon')}{when}{reason}"


def _last_budget(context: Context, project: Project) -> Content:
    if not _has_budgets(context):
        return None
    place = budget_told_of(context, project)
    if not isinstance(place, Expression):
        return place or Cell(context.labels("word.not_known"), Kind.TEXT)
    if project.period.start <= context.end:
        place = At("projects", project.code, "last_budget")
    return Cell(kind=Kind.MONEY, expression=place)


def _months(context: Context, project: Project, activities: Sequence[Activity]) -> Table:
    """A project's entries by the month of their first day, and where they were.

    A month without any has no row.
    """
    months: dict[Month | None, list[str]] = {}
    for listed in (context.inventory[activity.id] for activity in activities):
        months.setdefault(listed.month, []).append(listed.named)

    def entries(month: Month | None) -> Content:
        held = where_held(context)
        key = context.month(month)
        return count("participations", project=project.code, month=key, **held)

    columns = [
        text("month_name", context.month, 20),
        integer("entries", entries, 10, total=SUM),
        text("countries", lambda month: context.joined(filter(None, months[month])), 60),
    ]
    notes = [context.labels("note.first_day"), context.labels("note.months_left_out")]
    rows = sorted(months, key=lambda month: (month is None, month))
    key = context.month_key
    return table(context, "project_months", rows, columns, key=key, notes=notes, project=project)


def _countries(context: Context, project: Project, activities: Sequence[Activity]) -> Table:
    """The countries in which a project's activities took place, most of them first."""
    of: dict[str | None, list[str]] = {}
    for activity in activities:
        for code in countries_of(activity):
            of.setdefault(code, []).append(activity.id)
    unknown = none_of(context, "country")

    def name(code: str | None, _ids: Sequence[str]) -> str:
        return unknown if code is None else context.country(code)

    def entries(_code: str | None, ids: Sequence[str]) -> Cell:
        return Cell(len(ids), records=tuple(ids))

    columns = [
        text("country", name, 34),
        integer("entries", entries, 10),
    ]
    rows = sorted(of.items(), key=lambda pair: (pair[0] is None, -len(pair[1]), name(*pair)))
    notes = withheld_note(context, activities)
    return table(
        context, "project_countries", rows, columns, key=name, project=project, notes=notes
    )


# --- Components, milestones, priorities ----------------------------------------------------


def _components(context: Context, project: Project) -> Table:
    columns = [
        text("component", "id", 10),
        text("component_title", "title", 60),
        text("lead", lambda part: context.acronym(part.lead or ""), 30, shown=None),
    ]
    return table(context, "components", project.components, columns, project=project)


def _milestones(context: Context, one: Project | None = None) -> Table:
    """The milestones of all projects, or of one."""
    every, about, undated = one is None, project_code, context.labels("word.no_date")
    columns = [
        text("project_name", lambda p, _m: p.name, 22, shown=every),
        text("when", lambda _p, m: context.span(m.when, undated), 22),
        text("milestone", "title", 60),
        *([documents_column(context, lambda _p, m: m.documents)] if every else ()),
        text("source", "source", 10, shown=None if every else False),
    ]
    projects = (one,) if one else context.portfolio.projects
    rows = [(project, milestone) for project in projects for milestone in project.milestones]
    return table(context, "milestones", rows, columns, about=about, project=one, filters=every)


def _priorities(context: Context) -> Table:
    rows = enumerate(context.portfolio.priorities, start=1)
    columns = [
        integer("no", lambda number, _p: number, 6),
        text("priority", "title", 60),
        text("carries_on", lambda _n, p: context.projects(p.projects), 30),
    ]
    return table(context, "priorities", rows, columns, about=lambda _n, p: p.id)
