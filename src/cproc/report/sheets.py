"""The order of a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cproc.report.context import Context, project_table
from cproc.report.layouts import PROJECT, group_of, is_on_request
from cproc.report.model import Sheet
from cproc.report.sections import Pool

_LONGEST = "budget_by_heading"
"""Table that comes last, so that its headings can be repeated on every page it runs over."""


def sheets(context: Context, pool: Pool) -> tuple[Sheet, ...]:
    """Put tables and charts on sheets; a sheet with nothing to say is left out."""
    ordered: list[Sheet] = []
    for id_, blocks in context.layout.sheets.items():
        if id_ == PROJECT:
            ordered += _projects(context, pool, blocks)
        elif id_ == "timeline" and blocks[0] not in pool.after:
            continue  # without its chart it says what the projects' own sheet does
        elif shown := tuple(pool.shown(blocks)):
            title = context.labels(f"sheet.{id_}")
            ordered.append(Sheet(id_, title, _heading(context, id_), shown, group_of(id_)))
    return tuple(ordered)


def left_out(context: Context, pool: Pool) -> tuple[str, ...]:
    """The headings of sheets that readers expect and that have nothing to say."""
    return tuple(
        _heading(context, id_)
        for id_, blocks in context.layout.sheets.items()
        if id_ in context.layout.expected and not any(pool.shown(blocks))
    )


def _heading(context: Context, id_: str) -> str:
    report = context.portfolio.report
    if id_ == "contribution" and (report is None or report.donor is None):
        return context.labels("section.contributions")
    return context.labels(f"sheet_heading.{id_}")


def _projects(context: Context, pool: Pool, kinds: Iterable[str]) -> Iterator[Sheet]:
    """A sheet for each project: its facts, its money, what it brought about."""
    owned: dict[str, list[str]] = {}
    for id_, after in pool.after.items():
        if not after:
            owned.setdefault(id_.partition(":")[2], []).append(id_)
    for project in context.portfolio.projects:
        first = [project_table(kind, project.code) for kind in kinds]
        longest = project_table(_LONGEST, project.code)
        others = [
            id_
            for id_ in owned.get(project.code, ())
            if id_ not in {*first, longest} and not is_on_request(id_)
        ]
        if shown := tuple(pool.shown((*first, *others, longest))):
            id_, heading = f"{PROJECT}:{project.code}", context.heading(project)
            yield Sheet(id_, project.name, heading, shown, group_of(PROJECT))
