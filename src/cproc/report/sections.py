"""The order of a document: sections in the order of the office's annual report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cproc.report import formats
from cproc.report.model import Chart, Prose, Ref, Section, Table
from cproc.report.names import Names
from cproc.report.prose import prose
from cproc.report.tables_activities import inventory_months, inventory_table
from cproc.report.tables_projects import project_table

__all__ = ["sections"]

Pool = Mapping[str, Table | Chart]


def sections(names: Names, pool: Pool) -> tuple[Section, ...]:
    """Put prose, tables and charts in reading order; what has nothing to say is left out.

    Args:
        names: Names and words of the report.
        pool: Its tables and charts.
    """
    return (
        *_chapter(_section(names, pool, "summary", ["overview"], numbered=False)),
        *_chapter(_section(names, pool, "context")),
        *_chapter(_section(names, pool, "mandate")),
        *_chapter(_section(names, pool, "projects"), _projects(names, pool)),
        *_chapter(_section(names, pool, "priorities", ["priorities"])),
        *_chapter(_committee(names, pool)),
        *_chapter(_host(names, pool)),
        *_chapter(_section(names, pool, "administration"), _administration(names, pool)),
        *_chapter(_section(names, pool, "visibility")),
        *_chapter(_section(names, pool, "conclusions")),
        *_chapter(_inventory(names, pool), _months(names, pool)),
        *_chapter(_tallies(names, pool)),
        *_chapter(_reconciliation(names, pool)),
        *_chapter(_section(names, pool, "definitions", ["definitions"])),
    )


def _chapter(head: Section, parts: Iterable[Section] = ()) -> tuple[Section, ...]:
    kept = [part for part in parts if part.blocks]
    return (head, *kept) if head.blocks or kept else ()


def _section(
    names: Names,
    pool: Pool,
    id_: str,
    ids: Iterable[str] = (),
    *,
    level: int = 1,
    title: str | None = None,
    numbered: bool = True,
    landscape: bool = False,
) -> Section:
    text = prose(names, id_)
    blocks: list[Prose | Ref] = [text] if text else []
    blocks += [Ref(known) for known in ids if known in pool]
    heading = title if title is not None else names.labels(f"section.{id_}")
    return Section(id_, heading, level, tuple(blocks), numbered, landscape)


def _projects(names: Names, pool: Pool) -> Iterable[Section]:
    shown = ["projects_overview", "chart_projects", "chart_months"]
    yield _section(names, pool, "overview", shown, level=2)
    for project in names.portfolio.projects:
        text = prose(names, f"project:{project.code}")
        own = (
            project_table(kind, project.code)
            for kind in ("project_facts", "components", "results", "milestones")
        )
        blocks: list[Prose | Ref] = [Ref(known) for known in own if known in pool]
        if text:
            blocks.insert(1, text)
        yield Section(f"project:{project.code}", names.heading(project), 2, tuple(blocks))


def _committee(names: Names, pool: Pool) -> Section:
    committees = dict.fromkeys(t.committee for t in names.portfolio.treaties if t.committee)
    title = names.labels("section.treaties")
    if committees:
        title = names.labels.plural(
            "section.committee", len(committees), committees=names.listed(committees)
        )
    return _section(names, pool, "committee", ["treaty_status", "treaty_changes"], title=title)


def _host(names: Names, pool: Pool) -> Section:
    host = names.portfolio.office.host
    title = names.labels("section.host")
    if host:
        title = names.labels("section.host_named", host=names.organisation(host))
    return _section(names, pool, "host", title=title)


def _administration(names: Names, pool: Pool) -> Iterable[Section]:
    yield _section(names, pool, "premises", level=2)
    yield _section(names, pool, "staff", ["staff"], level=2)
    money = ["funding", "chart_funding", "budget_versions", "budget_history", "chart_budget"]
    yield _section(names, pool, "budget", [*money, "contributions"], level=2)


def _inventory(names: Names, pool: Pool) -> Section:
    told = formats.period(names.labels, names.portfolio.period)
    title = names.labels("section.inventory", period=told)
    return _section(names, pool, "inventory", title=title, landscape=True)


def _months(names: Names, pool: Pool) -> Iterable[Section]:
    for month in inventory_months(names):
        id_ = inventory_table(month)
        title = formats.month(names.labels, month)
        heading = title[:1].upper() + title[1:]
        blocks = (Ref(id_),) if id_ in pool else ()
        yield Section(id_, heading, 2, blocks, numbered=False, landscape=True)


def _reconciliation(names: Names, pool: Pool) -> Section:
    shown = ["reconciliation", "silenced"]
    return _section(names, pool, "reconciliation", shown, landscape=True)


def _tallies(names: Names, pool: Pool) -> Section:
    shown = ["by_month", "by_project", "by_kind", "by_region", "chart_regions", "by_country"]
    return _section(names, pool, "tallies", [*shown, "partners"])
