"""Tables of the projects, of one project, and of what the office seeks money for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from cproc.figures import Rule, budget_by_project, in_force
from cproc.model import Indicator, Project
from cproc.money import Money
from cproc.report import formats
from cproc.report.cells import Row, column, counted, local, make, money_total, valued
from cproc.report.context import Context
from cproc.report.derivations import CellSum, CountRows, SumColumn
from cproc.report.model import Cell, Kind, Table
from cproc.report.positions import project_at, version_at

PARTICIPATIONS = CountRows("participations", (("project", "project"),))


def project_table(kind: str, code: str) -> str:
    """The identifier of a project's own table: ``project_facts:GLACY+``."""
    return f"{kind}:{code}"


def project_tables(context: Context) -> Iterator[Table]:
    """The tables of projects.

    ``projects`` has one row per project with all columns, ``projects_overview`` the few that
    a page holds; ``results`` and ``milestones`` have one row per record of any project;
    ``timeline`` tells when each of them runs; ``priorities`` has one row per funding
    priority. A project has ``project_facts``, ``project_months``, ``results``,
    ``components`` and ``milestones`` of its own, with its code behind a colon.
    """
    projects = context.portfolio.projects
    if projects:
        yield _projects(context)
        yield _overview(context)
        yield _timeline(context)
    yield _results(context, projects)
    yield _milestones(context, projects)
    for project in projects:
        yield _facts(context, project)
        yield _months(context, project)
        yield _results(context, (project,), project_table("results", project.code))
        yield _components(context, project)
        yield _milestones(context, (project,), project_table("milestones", project.code))
    yield _priorities(context)


def _status(context: Context, project: Project) -> str:
    return context.labels(f"project_status.{project.status(context.end)}")


def _duration(context: Context, project: Project) -> str:
    return formats.span(context.labels, project.period)


def _budgets(context: Context) -> tuple[dict[str, Money | None], dict[str, Money | None]]:
    """The budgets in force on the last day, and the last budgets of projects begun."""
    running = budget_by_project(context.portfolio, context.end)
    begun = budget_by_project(context.portfolio, context.end, ended=True)
    return (
        {row.key[0]: row.value for row in running.rows},  # type: ignore[misc]
        {row.key[0]: row.value for row in begun.rows},  # type: ignore[misc]
    )


def _budget_notes(context: Context) -> list[str]:
    """Say which budgets the two columns hold, and which are not known."""
    running, _begun = _budgets(context)
    notes = [context.labels("note.in_force", day=formats.day(context.labels, context.end))]
    if unknown := [context.project(code) for code, budget in running.items() if budget is None]:
        notes.append(context.labels("note.budget_unknown", projects=context.listed(unknown)))
    return notes


def _projects(context: Context) -> Table:
    portfolio = context.portfolio
    running, begun = _budgets(context)
    entries = context.tally(by="project")
    counts = {row.key[0]: row for row in entries.rows}

    def row(project: Project) -> Row:
        code = project.code
        found = counts.get(code)
        count = counted(found.value if found else 0, PARTICIPATIONS, found.records if found else ())
        return (
            Cell(code, records=(code,)),
            Cell(project.name),
            local(context, project.title),
            Cell(_duration(context, project)),
            Cell(project.period.start),
            Cell(project.period.end),
            Cell(len(project.period.months())),
            Cell(_status(context, project)),
            _budget(context, project, running.get(code)),
            _budget(context, project, begun.get(code)),
            Cell(context.financing(project.contributions) or None),
            count,
        )

    columns = [
        column(context, "project", width=14),
        column(context, "project_name", width=22),
        column(context, "project_title", width=44),
        column(context, "duration", width=30),
        column(context, "start", Kind.DATE, 12),
        column(context, "end", Kind.DATE, 12),
        column(context, "months", Kind.INTEGER, 10),
        column(context, "status", width=12),
        column(context, "in_force", Kind.MONEY, 18, day=formats.day(context.labels, context.end)),
        column(context, "last_budget", Kind.MONEY, 18),
        column(context, "financing", width=44),
        column(context, "entries", Kind.INTEGER, 10),
    ]
    totals = {
        "in_force": money_total(running.values()),
        "last_budget": money_total(begun.values()),
        "entries": counted(entries.total, CountRows("activities")),
    }
    notes = [*_budget_notes(context), context.labels("note.project_entries")]
    rows = (row(project) for project in portfolio.projects)
    return make(context, "projects", columns, rows, totals=totals, notes=notes, wide=True)


def _budget(context: Context, project: Project, amount: Money | None) -> Cell:
    """Tell a budget, which is that of the version in effect; nothing where there is none."""
    version = project.budget_version(context.end)
    if amount is None or version is None:
        return Cell()
    return Cell(amount, None, CellSum((version_at(context, project, version),)))


def _overview(context: Context) -> Table:
    running, begun = _budgets(context)
    columns = [
        column(context, "project_name", width=34),
        column(context, "in_force", Kind.MONEY, 16, day=formats.day(context.labels, context.end)),
        column(context, "last_budget", Kind.MONEY, 16),
        column(context, "financing", width=40),
    ]
    rows = (
        (
            Cell(
                context.heading(project),
                language=context.other_language(project.title),
                records=(project.code,),
            ),
            _budget(context, project, running.get(project.code)),
            _budget(context, project, begun.get(project.code)),
            Cell(context.financing(project.contributions) or None),
        )
        for project in context.portfolio.projects
    )
    totals = {
        "in_force": money_total(running.values()),
        "last_budget": money_total(begun.values()),
    }
    notes = _budget_notes(context)
    return make(context, "projects_overview", columns, rows, totals=totals, notes=notes)


def _timeline(context: Context) -> Table:
    """Tell when the projects run, and how much of their time had passed on the last day."""
    columns = [
        column(context, "project_name", width=26),
        column(context, "duration", width=30),
        column(context, "start", Kind.DATE, 12),
        column(context, "end", Kind.DATE, 12),
        column(context, "elapsed", Kind.PERCENT, 12, day=formats.day(context.labels, context.end)),
    ]
    rows = (
        (
            Cell(project.name, records=(project.code,)),
            Cell(_duration(context, project)),
            Cell(project.period.start),
            Cell(project.period.end),
            valued(context.figure(f"time_elapsed(project={project.code!r})").value, "%"),
        )
        for project in context.portfolio.projects
    )
    return make(context, "timeline", columns, rows)


def _facts(context: Context, project: Project) -> Table:
    portfolio, code = context.portfolio, project.code
    title = context.labels("table.project_facts", project=project.name)
    elapsed = context.figure(f"time_elapsed(project={code!r})")
    entries = context.figure(f"entries(project={code!r})")
    running = project in in_force(portfolio, context.end)
    reached = context.labels("word.elapsed", day=formats.day(context.labels, context.end))
    partners = context.joined(context.organisation(id_) for id_ in project.partners)
    countries = context.joined(context.country(c.country) for c in project.priority_countries)
    before = context.project(project.predecessor) if project.predecessor else None
    facts: list[tuple[str, Cell]] = [
        (context.labels("fact.objective"), local(context, project.objective)),
        (context.labels("fact.duration"), Cell(_duration(context, project))),
        (
            context.labels("fact.months"),
            Cell(len(project.period.months()), Kind.INTEGER, records=(code,)),
        ),
        (context.labels("fact.status"), Cell(_status(context, project))),
        (reached, valued(elapsed.value, "%", records=(code,)) if running else Cell()),
        (
            context.labels("fact.budget" if running else "fact.last_budget"),
            _last_budget(context, project),
        ),
        (context.labels("fact.financing"), Cell(context.financing(project.contributions) or None)),
        (
            context.labels("fact.regions"),
            Cell(context.joined(context.region(region) for region in project.regions) or None),
        ),
        (context.labels("fact.priority_countries"), Cell(countries or None)),
        (context.labels("fact.predecessor"), Cell(before)),
        (context.labels("fact.partners"), Cell(partners or None)),
        (
            context.labels("fact.entries"),
            valued(entries.value, "", _given(code), entries.records),
        ),
    ]
    columns = [column(context, "fact", width=24), column(context, "value", width=60)]
    rows = ((Cell(label), cell) for label, cell in facts if cell.value is not None)
    notes = [
        f"{context.country(made.country)}{context.labels('format.colon')}{context.best(made.note)}"
        for made in project.priority_countries
        if made.note
    ]
    id_ = project_table("project_facts", code)
    return make(context, id_, columns, rows, notes=notes, title=title)


def _months(context: Context, project: Project) -> Table:
    """Count a project's entries by the month of their first day, and name where they were."""
    cross = context.tally(by=("month", "project"), rule=Rule.PARTICIPATIONS)
    found = [row for row in cross.rows if row.key[1] == project.code]
    entries = {activity.id: activity for activity in context.portfolio.activities}

    def countries(records: Iterable[str]) -> str | None:
        told = (context.countries_of(entries[id_]) for id_ in records)
        return context.joined(name for name in told if name) or None

    rows = (
        (
            Cell(formats.month(context.labels, row.key[0])),
            counted(row.value, _given(project.code, ("month", str(row.key[0]))), row.records),
            Cell(countries(row.records)),
        )
        for row in sorted(found, key=lambda row: row.key[0])
    )
    columns = [
        column(context, "month_name", width=20),
        column(context, "entries", Kind.INTEGER, 10),
        column(context, "countries", width=60),
    ]
    whole = context.figure(f"entries(project={project.code!r})")
    totals = {"entries": counted(whole.value, SumColumn(), whole.records)}
    title = context.labels("table.project_months", project=project.name)
    id_ = project_table("project_months", project.code)
    return make(context, id_, columns, rows, totals=totals, title=title)


def _last_budget(context: Context, project: Project) -> Cell:
    version = project.budget_version(context.end)
    if version is None:
        return Cell(context.labels("word.not_known"), Kind.TEXT)
    begun = project.period.start <= context.end
    place = project_at(context, project, "last_budget")
    derivation = CellSum((place,)) if begun else CellSum((version_at(context, project, version),))
    return Cell(version.amount, Kind.MONEY, derivation, records=(project.code,))


def _given(code: str, *more: tuple[str, str]) -> CountRows:
    """Count the participations of a project."""
    return CountRows("participations", given=(("project", code), *more))


def _results(context: Context, projects: tuple[Project, ...], id_: str = "results") -> Table:
    found = [
        (project, result, indicator)
        for project in projects
        for result in project.results
        for indicator in (result.indicators or (None,))
    ]
    measured = [indicator for _project, _result, indicator in found if indicator]
    gauges = [
        name
        for name in ("baseline", "target", "actual", "women", "men")
        if any(getattr(indicator, name) is not None for indicator in measured)
    ]
    one = id_ != "results"

    rows = [
        (
            *(() if one else (Cell(project.name, records=(project.code,)),)),
            Cell(context.labels(f"result_level.{result.level}")),
            local(context, result.title, (project.code,)),
            *((_indicator(context, indicator),) if measured else ()),
            *(_gauge(indicator, name) for name in gauges),
            *(() if one else (Cell(result.source or None),)),
        )
        for project, result, indicator in found
    ]
    columns = [
        *(() if one else (column(context, "project_name", width=22),)),
        column(context, "level", width=12),
        column(context, "result", width=60),
        *((column(context, "indicator", width=30),) if measured else ()),
        *(column(context, name, Kind.DECIMAL, 10) for name in gauges),
        *(() if one else (column(context, "source", width=10),)),
    ]
    title = context.labels("table.project_results", project=projects[0].name) if one else None
    return make(context, id_, columns, rows, title=title, filters=not one, wide=not one)


def _indicator(context: Context, indicator: Indicator | None) -> Cell:
    return local(context, indicator.title) if indicator else Cell()


def _gauge(indicator: Indicator | None, name: str) -> Cell:
    number = getattr(indicator, name, None)
    if number is None:
        return Cell()
    whole = isinstance(number, int) or number == number.to_integral_value()
    return Cell(int(number), Kind.INTEGER) if whole else Cell(Decimal(number), Kind.DECIMAL)


def _components(context: Context, project: Project) -> Table:
    leads = any(part.lead for part in project.components)
    columns = [
        column(context, "component", width=10),
        column(context, "component_title", width=60),
        *((column(context, "lead", width=30),) if leads else ()),
    ]
    rows = (
        (
            Cell(part.id),
            local(context, part.title),
            *((Cell(context.organisation(part.lead) if part.lead else None),) if leads else ()),
        )
        for part in project.components
    )
    title = context.labels("table.project_components", project=project.name)
    return make(context, project_table("components", project.code), columns, rows, title=title)


def _milestones(context: Context, projects: tuple[Project, ...], id_: str = "milestones") -> Table:
    one = id_ != "milestones"
    columns = [
        *(() if one else (column(context, "project_name", width=22),)),
        column(context, "when", width=22),
        column(context, "milestone", width=60),
        *(() if one else (column(context, "source", width=10),)),
    ]
    rows = (
        (
            *(() if one else (Cell(project.name, records=(project.code,)),)),
            Cell(
                formats.span(context.labels, made.when)
                if made.when
                else context.labels("word.no_date")
            ),
            local(context, made.title),
            *(() if one else (Cell(made.source or None),)),
        )
        for project in projects
        for made in project.milestones
    )
    title = context.labels("table.project_milestones", project=projects[0].name) if one else None
    return make(context, id_, columns, rows, title=title, filters=not one)


def _priorities(context: Context) -> Table:
    columns = [
        column(context, "no", Kind.INTEGER, 6),
        column(context, "priority", width=60),
        column(context, "carries_on", width=30),
    ]
    rows = (
        (
            Cell(index),
            local(context, made.title, (made.id,)),
            Cell(context.projects(made.projects) or None),
        )
        for index, made in enumerate(context.portfolio.priorities, start=1)
    )
    return make(context, "priorities", columns, rows)
