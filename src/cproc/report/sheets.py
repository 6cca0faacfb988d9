"""The order of a workbook."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cproc.report.context import Context
from cproc.report.model import Ref, Sheet

_PER_PROJECT = "project"
_OF_PROJECT = (
    *("project_facts", "project_money", "contributions", "spending", "chart_spending"),
    *("components", "results", "milestones"),
)
"""Tables and charts of one project, in their order; any other of its own comes behind them."""
_LONGEST = "budget_by_heading"
"""Table that comes last, so that its headings can be repeated on every page it runs over."""

_TALLIES = (
    *("by_month", "chart_months", "by_project", "chart_projects", "month_by_project", "by_kind"),
    *("by_region", "chart_regions", "top_countries", "chart_countries", "by_country"),
)
_SHEETS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("overview", ("overview",)),
    ("projects", ("projects",)),
    (_PER_PROJECT, ()),
    ("budget", ("budget_versions", "budget_history", "chart_budget")),
    ("funding", ("funding", "chart_funding", "funding_by_kind", "funding_by_project")),
    ("contributions", ("contributions",)),
    ("budget_lines", ("budget_lines",)),
    ("transactions", ("transactions",)),
    ("priorities", ("priorities",)),
    ("activities", ("activities",)),
    ("participations", ("participations",)),
    ("countries", ("activity_countries",)),
    ("regions", ("activity_regions",)),
    ("tallies", _TALLIES),
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


_UNSAID = frozenset({_PER_PROJECT, "silenced"})
"""What no reader misses where it is not there."""


def sheets(context: Context, pool: Collection[str]) -> tuple[Sheet, ...]:
    """Put tables and charts on sheets; a sheet with nothing to say is left out."""
    ordered: list[Sheet] = []
    for id_, blocks in _SHEETS:
        shown = tuple(Ref(block) for block in blocks if block in pool)
        if id_ == _PER_PROJECT:
            ordered += _projects(context, pool)
        elif shown:
            title = context.labels(f"sheet.{id_}")
            ordered.append(Sheet(id_, title, _heading(context, id_), shown))
    return tuple(ordered)


def left_out(context: Context, pool: Collection[str]) -> tuple[str, ...]:
    """The headings of the sheets that have nothing to say."""
    return tuple(
        _heading(context, id_)
        for id_, blocks in _SHEETS
        if id_ not in _UNSAID and not any(block in pool for block in blocks)
    )


def _heading(context: Context, id_: str) -> str:
    return context.labels(f"sheet_heading.{id_}")


def _projects(context: Context, pool: Collection[str]) -> Iterator[Sheet]:
    """A sheet for each project: its facts, its money, what it brought about."""
    owned: dict[str, list[str]] = {}
    for id_ in pool:
        kind, _colon, code = id_.partition(":")
        owned.setdefault(code, []).append(kind)
    for project in context.portfolio.projects:
        kinds = owned.get(project.code, [])
        ordered = [kind for kind in _OF_PROJECT if kind in kinds]
        ordered += [kind for kind in kinds if kind not in {*_OF_PROJECT, _LONGEST}]
        ordered += [_LONGEST] if _LONGEST in kinds else []
        shown = tuple(Ref(f"{kind}:{project.code}") for kind in ordered)
        if shown:
            yield Sheet(f"project:{project.code}", project.name, context.heading(project), shown)
