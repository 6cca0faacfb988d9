"""The order of a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.report.context import Context, project_table
from cproc.report.model import Sheet
from cproc.report.sections import Pool

_PER_PROJECT = "project"
_OF_PROJECT = (
    *("project_facts", "project_money", "contributions", "spending", "chart_spending"),
    *("components", "results", "milestones", "project_months"),
)
"""Tables and charts of one project, in their order; any other of its own comes behind them."""
_LONGEST = "budget_by_heading"
"""Table that comes last, so that its headings can be repeated on every page it runs over."""

_TALLIES = (
    *("by_month", "chart_months", "by_project", "chart_projects", "month_by_project", "by_kind"),
    *("by_region", "chart_regions", "top_countries", "chart_countries", "by_country"),
)


def _each(*tables: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A sheet for each of some tables, which is called as the table is."""
    return ((table, (table,)) for table in tables)


_SHEETS: tuple[tuple[str, tuple[str, ...]], ...] = (
    *_each("overview", "projects"),
    (_PER_PROJECT, ()),
    ("budget", ("budget_versions", "chart_budget")),
    ("funding", ("funding", "chart_funding", "funding_by_kind", "funding_by_project")),
    *_each("contributions", "budget_lines", "transactions", "priorities"),
    *_each("activities", "participations"),
    ("countries", ("activity_countries",)),
    ("regions", ("activity_regions",)),
    ("tallies", _TALLIES),
    ("results", ("results", "results_figures")),
    *_each("milestones", "staff", "posts"),
    ("treaties", ("treaty_status",)),
    *_each("treaty_states", "partners", "activity_partners"),
    *_each("reconciliation", "silenced", "definitions"),
)
_EXPECTED = (
    *("overview", "projects", "budget", "funding", "activities", "countries", "regions"),
    "results",
)
"""What readers of any office's workbook look for, and are told that it is left out."""


def sheets(context: Context, pool: Pool) -> tuple[Sheet, ...]:
    """Put tables and charts on sheets; a sheet with nothing to say is left out."""
    ordered: list[Sheet] = []
    for id_, blocks in _SHEETS:
        if id_ == _PER_PROJECT:
            ordered += _projects(context, pool)
        elif shown := tuple(pool.shown(blocks)):
            title = context.labels(f"sheet.{id_}")
            ordered.append(Sheet(id_, title, _heading(context, id_), shown))
    return tuple(ordered)


def left_out(context: Context, pool: Pool) -> tuple[str, ...]:
    """The headings of sheets that readers expect and that have nothing to say."""
    return tuple(
        _heading(context, id_)
        for id_, blocks in _SHEETS
        if id_ in _EXPECTED and not any(pool.shown(blocks))
    )


def _heading(context: Context, id_: str) -> str:
    return context.labels(f"sheet_heading.{id_}")


def _projects(context: Context, pool: Pool) -> Iterator[Sheet]:
    """A sheet for each project: its facts, its money, what it brought about."""
    owned: dict[str, list[str]] = {}
    for id_, after in pool.after.items():
        if not after:
            owned.setdefault(id_.partition(":")[2], []).append(id_)
    for project in context.portfolio.projects:
        first = [project_table(kind, project.code) for kind in _OF_PROJECT]
        longest = project_table(_LONGEST, project.code)
        others = [id_ for id_ in owned.get(project.code, ()) if id_ not in {*first, longest}]
        if shown := tuple(pool.shown((*first, *others, longest))):
            yield Sheet(f"project:{project.code}", project.name, context.heading(project), shown)
