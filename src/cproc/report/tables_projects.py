"""Tables of the projects, of one project, and of what the office seeks money for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from cproc.figures import Rule, budget_by_project, in_force
from cproc.model import Indicator, Project
from cproc.money import Money
from cproc.report import formats
from cproc.report.cells import Row, column, counted, local, make, money_total, valued
from cproc.report.derivations import CellSum, CountRows, SumColumn
from cproc.report.model import Cell, Kind, Table
from cproc.report.names import Names
from cproc.report.positions import project_at, version_at

PARTICIPATIONS = CountRows("participations", (("project", "project"),))


def project_table(kind: str, code: str) -> str:
    """The identifier of a project's own table: ``project_facts:GLACY+``."""
    return f"{kind}:{code}"


def project_tables(names: Names) -> Iterator[Table]:
    """The tables of projects.

    ``projects`` has one row per project with all columns, ``projects_overview`` the few that
    a page holds; ``results`` and ``milestones`` have one row per record of any project;
    ``timeline`` tells when each of them runs; ``priorities`` has one row per funding
    priority. A project has ``project_facts``, ``project_months``, ``results``,
    ``components`` and ``milestones`` of its own, with its code behind a colon.
    """
    projects = names.portfolio.projects
    if projects:
        yield _projects(names)
        yield _overview(names)
        yield _timeline(names)
    yield _results(names, projects)
    yield _milestones(names, projects)
    for project in projects:
        yield _facts(names, project)
        yield _months(names, project)
        yield _results(names, (project,), project_table("results", project.code))
        yield _components(names, project)
        yield _milestones(names, (project,), project_table("milestones", project.code))
    yield _priorities(names)


def _status(names: Names, project: Project) -> str:
    return names.labels(f"project_status.{project.status(names.end)}")


def _duration(names: Names, project: Project) -> str:
    return formats.span(names.labels, project.period)


def _budgets(names: Names) -> tuple[dict[str, Money | None], dict[str, Money | None]]:
    """The budgets in force on the last day, and the last budgets of projects begun."""
    running = budget_by_project(names.portfolio, names.end)
    begun = budget_by_project(names.portfolio, names.end, ended=True)
    return (
        {row.key[0]: row.value for row in running.rows},  # type: ignore[misc]
        {row.key[0]: row.value for row in begun.rows},  # type: ignore[misc]
    )


def _budget_notes(names: Names) -> list[str]:
    """Say which budgets the two columns hold, and which are not known."""
    running, _begun = _budgets(names)
    notes = [names.labels("note.in_force", day=formats.day(names.labels, names.end))]
    if unknown := [names.project(code) for code, budget in running.items() if budget is None]:
        notes.append(names.labels("note.budget_unknown", projects=names.listed(unknown)))
    return notes


def _projects(names: Names) -> Table:
    portfolio = names.portfolio
    running, begun = _budgets(names)
    entries = names.tally(by="project")
    counts = {row.key[0]: row for row in entries.rows}

    def row(project: Project) -> Row:
        code = project.code
        found = counts.get(code)
        count = counted(found.value if found else 0, PARTICIPATIONS, found.records if found else ())
        return (
            Cell(code, records=(code,)),
            Cell(project.name),
            local(names, project.title),
            Cell(_duration(names, project)),
            Cell(project.period.start),
            Cell(project.period.end),
            Cell(len(project.period.months())),
            Cell(_status(names, project)),
            _budget(names, project, running.get(code)),
            _budget(names, project, begun.get(code)),
            Cell(names.financing(project.contributions) or None),
            count,
        )

    columns = [
        column(names, "project", width=14),
        column(names, "project_name", width=22),
        column(names, "project_title", width=44),
        column(names, "duration", width=30),
        column(names, "start", Kind.DATE, 12),
        column(names, "end", Kind.DATE, 12),
        column(names, "months", Kind.INTEGER, 10),
        column(names, "status", width=12),
        column(names, "in_force", Kind.MONEY, 18, day=formats.day(names.labels, names.end)),
        column(names, "last_budget", Kind.MONEY, 18),
        column(names, "financing", width=44),
        column(names, "entries", Kind.INTEGER, 10),
    ]
    totals = {
        "in_force": money_total(running.values()),
        "last_budget": money_total(begun.values()),
        "entries": counted(entries.total, CountRows("activities")),
    }
    notes = [*_budget_notes(names), names.labels("note.project_entries")]
    rows = (row(project) for project in portfolio.projects)
    return make(names, "projects", columns, rows, totals=totals, notes=notes, wide=True)


def _budget(names: Names, project: Project, amount: Money | None) -> Cell:
    """Tell a budget, which is that of the version in effect; nothing where there is none."""
    version = project.budget_version(names.end)
    if amount is None or version is None:
        return Cell()
    return Cell(amount, None, CellSum((version_at(names, project, version),)))


def _overview(names: Names) -> Table:
    running, begun = _budgets(names)
    columns = [
        column(names, "project_name", width=34),
        column(names, "in_force", Kind.MONEY, 16, day=formats.day(names.labels, names.end)),
        column(names, "last_budget", Kind.MONEY, 16),
        column(names, "financing", width=40),
    ]
    rows = (
        (
            Cell(
                names.heading(project),
                language=names.other_language(project.title),
                records=(project.code,),
            ),
            _budget(names, project, running.get(project.code)),
            _budget(names, project, begun.get(project.code)),
            Cell(names.financing(project.contributions) or None),
        )
        for project in names.portfolio.projects
    )
    totals = {
        "in_force": money_total(running.values()),
        "last_budget": money_total(begun.values()),
    }
    notes = _budget_notes(names)
    return make(names, "projects_overview", columns, rows, totals=totals, notes=notes)


def _timeline(names: Names) -> Table:
    """Tell when the projects run, and how much of their time had passed on the last day."""
    columns = [
        column(names, "project_name", width=26),
        column(names, "duration", width=30),
        column(names, "start", Kind.DATE, 12),
        column(names, "end", Kind.DATE, 12),
        column(names, "elapsed", Kind.PERCENT, 12, day=formats.day(names.labels, names.end)),
    ]
    rows = (
        (
            Cell(project.name, records=(project.code,)),
            Cell(_duration(names, project)),
            Cell(project.period.start),
            Cell(project.period.end),
            valued(names.figure(f"time_elapsed(project={project.code!r})").value, "%"),
        )
        for project in names.portfolio.projects
    )
    return make(names, "timeline", columns, rows)


def _facts(names: Names, project: Project) -> Table:
    portfolio, code = names.portfolio, project.code
    title = names.labels("table.project_facts", project=project.name)
    elapsed = names.figure(f"time_elapsed(project={code!r})")
    entries = names.figure(f"entries(project={code!r})")
    running = project in in_force(portfolio, names.end)
    reached = names.labels("word.elapsed", day=formats.day(names.labels, names.end))
    partners = names.joined(names.organisation(id_) for id_ in project.partners)
    countries = names.joined(names.country(c.country) for c in project.priority_countries)
    before = names.project(project.predecessor) if project.predecessor else None
    facts: list[tuple[str, Cell]] = [
        (names.labels("fact.objective"), local(names, project.objective)),
        (names.labels("fact.duration"), Cell(_duration(names, project))),
        (
            names.labels("fact.months"),
            Cell(len(project.period.months()), Kind.INTEGER, records=(code,)),
        ),
        (names.labels("fact.status"), Cell(_status(names, project))),
        (reached, valued(elapsed.value, "%", records=(code,)) if running else Cell()),
        (
            names.labels("fact.budget" if running else "fact.last_budget"),
            _last_budget(names, project),
        ),
        (names.labels("fact.financing"), Cell(names.financing(project.contributions) or None)),
        (
            names.labels("fact.regions"),
            Cell(names.joined(names.region(region) for region in project.regions) or None),
        ),
        (names.labels("fact.priority_countries"), Cell(countries or None)),
        (names.labels("fact.predecessor"), Cell(before)),
        (names.labels("fact.partners"), Cell(partners or None)),
        (
            names.labels("fact.entries"),
            valued(entries.value, "", _given(code), entries.records),
        ),
    ]
    columns = [column(names, "fact", width=24), column(names, "value", width=60)]
    rows = ((Cell(label), cell) for label, cell in facts if cell.value is not None)
    notes = [
        f"{names.country(made.country)}{names.labels('format.colon')}{names.best(made.note)}"
        for made in project.priority_countries
        if made.note
    ]
    id_ = project_table("project_facts", code)
    return make(names, id_, columns, rows, notes=notes, title=title)


def _months(names: Names, project: Project) -> Table:
    """Count a project's entries by the month of their first day, and name where they were."""
    cross = names.tally(by=("month", "project"), rule=Rule.PARTICIPATIONS)
    found = [row for row in cross.rows if row.key[1] == project.code]
    entries = {activity.id: activity for activity in names.portfolio.activities}

    def countries(records: Iterable[str]) -> str | None:
        told = (names.countries_of(entries[id_]) for id_ in records)
        return names.joined(name for name in told if name) or None

    rows = (
        (
            Cell(formats.month(names.labels, row.key[0])),
            counted(row.value, _given(project.code, ("month", str(row.key[0]))), row.records),
            Cell(countries(row.records)),
        )
        for row in sorted(found, key=lambda row: row.key[0])
    )
    columns = [
        column(names, "month_name", width=20),
        column(names, "entries", Kind.INTEGER, 10),
        column(names, "countries", width=60),
    ]
    whole = names.figure(f"entries(project={project.code!r})")
    totals = {"entries": counted(whole.value, SumColumn(), whole.records)}
    title = names.labels("table.project_months", project=project.name)
    id_ = project_table("project_months", project.code)
    return make(names, id_, columns, rows, totals=totals, title=title)


def _last_budget(names: Names, project: Project) -> Cell:
    version = project.budget_version(names.end)
    if version is None:
        return Cell(names.labels("word.not_known"), Kind.TEXT)
    begun = project.period.start <= names.end
    place = project_at(names, project, "last_budget")
    derivation = CellSum((place,)) if begun else CellSum((version_at(names, project, version),))
    return Cell(version.amount, Kind.MONEY, derivation, records=(project.code,))


def _given(code: str, *more: tuple[str, str]) -> CountRows:
    """Count the participations of a project."""
    return CountRows("participations", given=(("project", code), *more))


def _results(names: Names, projects: tuple[Project, ...], id_: str = "results") -> Table:
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
            Cell(names.labels(f"result_level.{result.level}")),
            local(names, result.title, (project.code,)),
            *((_indicator(names, indicator),) if measured else ()),
            *(_gauge(indicator, name) for name in gauges),
            *(() if one else (Cell(result.source or None),)),
        )
        for project, result, indicator in found
    ]
    columns = [
        *(() if one else (column(names, "project_name", width=22),)),
        column(names, "level", width=12),
        column(names, "result", width=60),
        *((column(names, "indicator", width=30),) if measured else ()),
        *(column(names, name, Kind.DECIMAL, 10) for name in gauges),
        *(() if one else (column(names, "source", width=10),)),
    ]
    title = names.labels("table.project_results", project=projects[0].name) if one else None
    return make(names, id_, columns, rows, title=title, filters=not one, wide=not one)


def _indicator(names: Names, indicator: Indicator | None) -> Cell:
    return local(names, indicator.title) if indicator else Cell()


def _gauge(indicator: Indicator | None, name: str) -> Cell:
    number = getattr(indicator, name, None)
    if number is None:
        return Cell()
    whole = isinstance(number, int) or number == number.to_integral_value()
    return Cell(int(number), Kind.INTEGER) if whole else Cell(Decimal(number), Kind.DECIMAL)


def _components(names: Names, project: Project) -> Table:
    leads = any(part.lead for part in project.components)
    columns = [
        column(names, "component", width=10),
        column(names, "component_title", width=60),
        *((column(names, "lead", width=30),) if leads else ()),
    ]
    rows = (
        (
            Cell(part.id),
            local(names, part.title),
            *((Cell(names.organisation(part.lead) if part.lead else None),) if leads else ()),
        )
        for part in project.components
    )
    title = names.labels("table.project_components", project=project.name)
    return make(names, project_table("components", project.code), columns, rows, title=title)


def _milestones(names: Names, projects: tuple[Project, ...], id_: str = "milestones") -> Table:
    one = id_ != "milestones"
    columns = [
        *(() if one else (column(names, "project_name", width=22),)),
        column(names, "when", width=22),
        column(names, "milestone", width=60),
        *(() if one else (column(names, "source", width=10),)),
    ]
    rows = (
        (
            *(() if one else (Cell(project.name, records=(project.code,)),)),
            Cell(
                formats.span(names.labels, made.when) if made.when else names.labels("word.no_date")
            ),
            local(names, made.title),
            *(() if one else (Cell(made.source or None),)),
        )
        for project in projects
        for made in project.milestones
    )
    title = names.labels("table.project_milestones", project=projects[0].name) if one else None
    return make(names, id_, columns, rows, title=title, filters=not one)


def _priorities(names: Names) -> Table:
    columns = [
        column(names, "no", Kind.INTEGER, 6),
        column(names, "priority", width=60),
        column(names, "carries_on", width=30),
    ]
    rows = (
        (
            Cell(index),
            local(names, made.title, (made.id,)),
            Cell(names.projects(made.projects) or None),
        )
        for index, made in enumerate(names.portfolio.priorities, start=1)
    )
    return make(names, "priorities", columns, rows)
