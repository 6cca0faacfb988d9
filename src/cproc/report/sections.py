"""The order of a document: the chapters of the annual report, or those the office settles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

import attrs

from cproc.model import Portfolio, Project, ReportSection
from cproc.report.cells import Table
from cproc.report.context import Context
from cproc.report.declare import project_table
from cproc.report.model import Chart, Prose, Ref, Section
from cproc.report.tables_activities import inventory_months, inventory_table

Pool = Mapping[str, Table | Chart]

PROJECT_TABLES = (
    "components",
    "results",
    "milestones",
    "project_months",
    "project_money",
    "budget_by_heading",
    "contributions",
    "spending",
    "chart_spending",
)
"""Tables of a project's section, below its facts and its text."""


@attrs.frozen(eq=False)
class Outline:
    """What sections are made of.

    Args:
        context: Context and words of the report.
        pool: Its tables and charts.
        text: Gives the text of a section, by its identifier; nothing where there is none.
    """

    context: Context
    pool: Pool
    text: Callable[[str], Prose | None]

    @property
    def chosen(self) -> Mapping[str, ReportSection]:
        """What the office settled, by identifier; nothing where it settled nothing."""
        report = self.context.portfolio.report
        return {made.id: made for made in report.sections} if report else {}

    def section(
        self,
        id_: str,
        shows: Iterable[str] = (),
        *,
        title: str | None = None,
        level: int = 1,
        numbered: bool = True,
        landscape: bool = False,
        above: int = 0,
    ) -> Section:
        """Make a section, as the office settled it where it did.

        Args:
            id_: Its identifier, which is that of its text.
            shows: Tables and charts; those the pool does not have are left out.
            title: Heading; the label ``section.<identifier>`` where absent.
            level: Level of the heading.
            numbered: Whether the heading takes a number.
            landscape: Whether its pages lie on their side.
            above: How many of the tables and charts stand above the text.
        """
        own = self.chosen.get(id_)
        if own is not None and own.shows is not None:
            shows, above = own.shows, 0
        if own is not None and own.title is not None:
            title = self.context.best(own.title)
        refs = [Ref(known) if known in self.pool else None for known in shows]
        text = self.text(id_)
        blocks = [*refs[:above], text, *refs[above:]]
        heading = title if title is not None else self.context.labels(f"section.{id_}")
        kept = tuple(block for block in blocks if block is not None)
        return Section(id_, heading, level, kept, numbered, landscape)

    def chapter(self, head: Section, parts: Iterable[Section] = ()) -> Iterator[Section]:
        """A chapter and the parts of it that say something and are no chapter themselves."""
        kept = [part for part in parts if part.blocks and part.id not in self.chosen]
        if head.blocks or kept:
            yield head
            yield from kept


Builder = Callable[[Outline], Iterator[Section]]
"""Gives a chapter with its parts; nothing where there is nothing to say."""


def sections(outline: Outline) -> tuple[Section, ...]:
    """Put prose, tables and charts in reading order; what has nothing to say is left out.

    The order is the one the office settled, or that of the annual report.
    """
    return tuple(section for builder in _order(outline) for section in builder(outline))


def known_sections(portfolio: Portfolio) -> dict[str, None]:
    """The identifiers of the sections there are, without those of the office's own."""
    projects = (f"project:{project.code}" for project in portfolio.projects)
    return dict.fromkeys((*CHAPTERS, *PARTS, *projects))


def _order(outline: Outline) -> Iterable[Builder]:
    if not outline.chosen:
        return CHAPTERS.values()
    parts = {**PARTS}
    for project in outline.context.portfolio.projects:
        parts[f"project:{project.code}"] = partial(_project, project=project)
    return [
        CHAPTERS.get(id_) or partial(_promoted, make=parts.get(id_) or partial(_own, id_=id_))
        for id_ in outline.chosen
    ]


def _promoted(outline: Outline, make: Callable[[Outline], Section]) -> Iterator[Section]:
    """Make a chapter of what is a part of one, or the office's own."""
    yield from outline.chapter(attrs.evolve(make(outline), level=1))


def _own(outline: Outline, id_: str) -> Section:
    return outline.section(id_, title=id_)


# --- Chapters -----------------------------------------------------------------------------


def _plain(id_: str, *shows: str, numbered: bool = True, landscape: bool = False) -> Builder:
    """The builder of a chapter without parts."""

    def build(outline: Outline) -> Iterator[Section]:
        head = outline.section(id_, shows, numbered=numbered, landscape=landscape)
        yield from outline.chapter(head)

    return build


def _projects(outline: Outline) -> Iterator[Section]:
    portfolio = outline.context.portfolio
    parts = [_overview(outline), *(_project(outline, project) for project in portfolio.projects)]
    yield from outline.chapter(outline.section("projects"), parts)


def _overview(outline: Outline) -> Section:
    shown = ["projects_overview", "timeline", "chart_timeline", "chart_projects", "chart_months"]
    return outline.section("overview", shown, level=2)


def _project(outline: Outline, project: Project) -> Section:
    kinds = ("project_facts", *PROJECT_TABLES)
    shown = [project_table(kind, project.code) for kind in kinds]
    title = outline.context.heading(project)
    return outline.section(f"project:{project.code}", shown, title=title, level=2, above=1)


def _committee(outline: Outline) -> Iterator[Section]:
    context = outline.context
    committees = dict.fromkeys(t.committee for t in context.portfolio.treaties if t.committee)
    title = context.labels("section.treaties")
    if committees:
        title = context.labels.plural(
            "section.committee", len(committees), committees=context.listed(committees)
        )
    shown = ["treaty_status", "treaty_changes"]
    yield from outline.chapter(outline.section("committee", shown, title=title))


def _host(outline: Outline) -> Iterator[Section]:
    context = outline.context
    host = context.portfolio.office.host
    title = context.labels("section.host")
    if host:
        title = context.labels("section.host_named", host=context.organisation(host))
    yield from outline.chapter(outline.section("host", title=title))


def _administration(outline: Outline) -> Iterator[Section]:
    parts = (PARTS[id_](outline) for id_ in ("premises", "staff", "budget"))
    yield from outline.chapter(outline.section("administration"), parts)


def _premises(outline: Outline) -> Section:
    return outline.section("premises", level=2)


def _staff(outline: Outline) -> Section:
    return outline.section("staff", ["staff"], level=2)


def _budget(outline: Outline) -> Section:
    money = ["funding", "chart_funding", "budget_versions", "budget_history", "chart_budget"]
    return outline.section("budget", [*money, "contributions"], level=2)


def _inventory(outline: Outline) -> Iterator[Section]:
    context = outline.context
    told = context.labels.period(context.portfolio.period)
    title = context.labels("section.inventory", period=told)
    head = outline.section("inventory", title=title, landscape=True)
    yield from outline.chapter(head, _months(outline))


def _months(outline: Outline) -> Iterator[Section]:
    for month in inventory_months(outline.context):
        id_ = inventory_table(month)
        title = outline.context.labels.month(month)
        heading = title[:1].upper() + title[1:]
        blocks = (Ref(id_),) if id_ in outline.pool else ()
        yield Section(id_, heading, 2, blocks, numbered=False, landscape=True)


CHAPTERS: Mapping[str, Builder] = {
    "summary": _plain("summary", "overview", numbered=False),
    "context": _plain("context"),
    "mandate": _plain("mandate"),
    "projects": _projects,
    "priorities": _plain("priorities", "priorities"),
    "committee": _committee,
    "host": _host,
    "administration": _administration,
    "visibility": _plain("visibility"),
    "conclusions": _plain("conclusions"),
    "inventory": _inventory,
    "tallies": _plain(
        "tallies",
        *("by_month", "by_project", "by_kind", "by_region", "chart_regions", "by_country"),
        "partners",
    ),
    "reconciliation": _plain("reconciliation", "reconciliation", "silenced", landscape=True),
    "definitions": _plain("definitions", "definitions"),
}
"""The chapters of the annual report, in its order."""

PARTS: Mapping[str, Callable[[Outline], Section]] = {
    "overview": _overview,
    "premises": _premises,
    "staff": _staff,
    "budget": _budget,
}
"""Parts of chapters that can be chapters too; so can ``project:<code>``."""
