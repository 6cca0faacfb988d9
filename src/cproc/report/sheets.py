"""The order of a workbook."""

from __future__ import annotations

from collections.abc import Mapping

from cproc.report.model import Chart, Ref, Sheet, Table
from cproc.report.names import Names
from cproc.report.tables_projects import project_table

__all__ = ["sheets"]

_SHEETS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("overview", ("overview",)),
    ("projects", ("projects", "priorities")),
    ("budget", ("budget_versions", "budget_history", "chart_budget")),
    ("funding", ("funding", "chart_funding", "funding_by_project")),
    ("contributions", ("contributions",)),
    ("budget_lines", ("budget_lines",)),
    ("transactions", ("transactions",)),
    ("activities", ("activities",)),
    ("participations", ("participations",)),
    ("countries", ("activity_countries",)),
    ("regions", ("activity_regions",)),
    (
        "tallies",
        (
            "by_month",
            "chart_months",
            "by_project",
            "chart_projects",
            "month_by_project",
            "by_kind",
            "by_region",
            "chart_regions",
            "top_countries",
            "chart_countries",
            "by_country",
        ),
    ),
    ("results", ("results",)),
    ("milestones", ("milestones",)),
    ("staff", ("staff",)),
    ("posts", ("posts",)),
    ("treaties", ("treaty_status", "treaty_changes")),
    ("treaty_states", ("treaty_states",)),
    ("partners", ("partners",)),
    ("activity_partners", ("activity_partners",)),
    ("reconciliation", ("reconciliation",)),
    ("silenced", ("silenced",)),
    ("definitions", ("definitions",)),
)


def sheets(names: Names, pool: Mapping[str, Table | Chart]) -> tuple[Sheet, ...]:
    """Put tables and charts on sheets; a sheet with nothing to say is left out."""
    found = []
    for id_, blocks in _SHEETS:
        if id_ == "activities":
            found += _of_projects(names, pool)
        shown = tuple(Ref(block) for block in blocks if block in pool)
        if shown:
            title = names.labels(f"sheet.{id_}")
            found.append(Sheet(id_, title, _heading(names, id_), shown))
    return tuple(found)


_OF_PROJECT = (
    "project_facts",
    "project_money",
    "budget_by_heading",
    "contributions",
    "spending",
    "chart_spending",
)


def _of_projects(names: Names, pool: Mapping[str, Table | Chart]) -> list[Sheet]:
    """Give each project the sheet of its facts and its money."""
    found = []
    for project in names.portfolio.projects:
        ids = (project_table(kind, project.code) for kind in _OF_PROJECT)
        shown = tuple(Ref(id_) for id_ in ids if id_ in pool)
        if shown:
            title = project.name[:31]
            found.append(Sheet(f"project:{project.code}", title, names.heading(project), shown))
    return found


def _heading(names: Names, id_: str) -> str:
    return names.labels(f"sheet_heading.{id_}")
