"""The order of a document: the chapters of the annual report, or those the office settles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from cproc.figures import placeholders, told
from cproc.labels import labels_in, languages
from cproc.model import Portfolio, Project, ReportSection
from cproc.report.context import Context, project_table
from cproc.report.model import Prose, Ref, Section
from cproc.report.tables_activities import inventory_months, inventory_table, inventory_title


@attrs.frozen(eq=False)
class Pool:
    """The tables and charts there are.

    Args:
        after: By identifier, the table that each is declared to stand behind; empty for none.
    """

    after: Mapping[str, str]

    @cached_property
    def _behind(self) -> Mapping[str, Sequence[str]]:
        behind: dict[str, list[str]] = {}
        for id_, table in self.after.items():
            behind.setdefault(table, []).append(id_)
        return behind

    def shown(self, names: Iterable[str]) -> Iterator[Ref]:
        """Those of some names that there are, each with what stands behind it."""
        for name in names:
            if name in self.after:
                yield Ref(name)
            yield from self.shown(self._behind.get(name, ()))


@attrs.frozen(eq=False)
class Outline:
    """What sections are made of.

    Args:
        context: Names and words of the report.
        pool: Its tables and charts.
        text: Gives the text of a section, by its identifier; nothing where there is none.
    """

    context: Context
    pool: Pool
    text: Callable[[str], Prose | None]

    @cached_property
    def chosen(self) -> Mapping[str, ReportSection]:
        """What the office settled, by identifier; nothing where it settled nothing."""
        return settled_sections(self.context.portfolio)

    @cached_property
    def projects(self) -> Mapping[str, Project]:
        """The projects, by the identifiers of their sections."""
        return {f"project:{project.code}": project for project in self.context.portfolio.projects}


@attrs.frozen
class _Plan:
    """A section of the annual report.

    Args:
        shows: Tables and charts; those the pool does not have are left out, and those that are
            declared to stand behind another come by themselves.
        parts: Sections below a chapter, by identifier.
        title: Its heading; the label ``section.<identifier>`` where absent.
        above: How many of the tables and charts stand above the text.
    """

    shows: tuple[str, ...] = ()
    parts: Callable[[Outline], Iterator[Section]] = lambda _outline: iter(())
    title: Callable[[Context], str] | None = None
    above: int = 0
    numbered: bool = True
    landscape: bool = False


def _section(outline: Outline, id_: str, level: int) -> Section:
    """A section, as the office settled it where it did."""
    context, own = outline.context, outline.chosen.get(id_)
    if project := outline.projects.get(id_):
        shows = tuple(project_table(kind, project.code) for kind in PROJECT_TABLES)
        plan = _Plan(shows, title=lambda context: context.heading(project), above=1)
    else:
        plan = CHAPTERS.get(id_) or PARTS.get(id_) or _Plan(title=lambda _context: id_)
    pool = outline.pool
    above, below = pool.shown(plan.shows[: plan.above]), pool.shown(plan.shows[plan.above :])
    if own is not None and own.shows is not None:
        above, below = iter(()), (Ref(name) for name in own.shows if name in pool.after)
    if own is not None and own.title is not None:
        title = context.best(own.title)
    else:
        title = plan.title(context) if plan.title else context.labels(f"section.{id_}")
    text = outline.text(id_)
    blocks = (*above, *((text,) if text else ()), *below)
    return Section(id_, title, level, blocks, plan.numbered, plan.landscape)


def sections(outline: Outline) -> tuple[Section, ...]:
    """Put prose, tables and charts in reading order; what has nothing to say is left out.

    The order is the one the office settled, or that of the annual report.
    """
    chapters = outline.chosen or CHAPTERS
    return tuple(section for id_ in chapters for section in _chapter(outline, id_))


def _chapter(outline: Outline, id_: str) -> Iterator[Section]:
    """A chapter and the parts of it that say something and are no chapter themselves."""
    head = _section(outline, id_, level=1)
    parts = CHAPTERS[id_].parts(outline) if id_ in CHAPTERS else ()
    kept = [part for part in parts if part.blocks and part.id not in outline.chosen]
    if head.blocks or kept:
        yield head
        yield from kept


def settled_sections(portfolio: Portfolio) -> dict[str, ReportSection]:
    """The chapters the office settled, by identifier; none where it settled nothing."""
    report = portfolio.report
    return {section.id: section for section in report.sections} if report else {}


def known_sections(portfolio: Portfolio) -> dict[str, None]:
    """The identifiers of the sections there are, without those of the office's own."""
    projects = (f"project:{project.code}" for project in portfolio.projects)
    return dict.fromkeys((*CHAPTERS, *PARTS, *projects))


# --- The annual report --------------------------------------------------------------------


def _committee(context: Context) -> str:
    committees = dict.fromkeys(t.committee for t in context.portfolio.treaties if t.committee)
    if not committees:
        return context.labels("section.treaties")
    several = context.listed(committees)
    return context.labels.plural("section.committee", len(committees), committees=several)


def _host(context: Context) -> str:
    host = context.portfolio.office.host
    if not host:
        return context.labels("section.host")
    return context.labels("section.host_named", host=context.organisation(host))


def _inventory(context: Context) -> str:
    period = context.labels.period(context.portfolio.period)
    return context.labels("section.inventory", period=period)


def _parts(outline: Outline, names: Iterable[str]) -> Iterator[Section]:
    return (_section(outline, id_, level=2) for id_ in names)


def _months(outline: Outline) -> Iterator[Section]:
    for listing in inventory_months(outline.context):
        id_ = inventory_table(listing)
        title = inventory_title(outline.context, listing)
        heading = title[:1].upper() + title[1:]  # many languages write months small
        blocks = tuple(outline.pool.shown([id_]))
        yield Section(id_, heading, 2, blocks, numbered=False, landscape=True)


CHAPTERS: Mapping[str, _Plan] = {
    "summary": _Plan(("overview",), numbered=False),
    "context": _Plan(),
    "mandate": _Plan(),
    "projects": _Plan(parts=lambda of: _parts(of, ("overview", *of.projects))),
    "priorities": _Plan(("priorities",)),
    "committee": _Plan(("treaty_status",), title=_committee),
    "host": _Plan(title=_host),
    "administration": _Plan(parts=lambda of: _parts(of, ("premises", "staff", "budget"))),
    "visibility": _Plan(),
    "conclusions": _Plan(),
    "inventory": _Plan(parts=_months, title=_inventory, landscape=True),
    "tallies": _Plan(
        (
            *("by_month", "by_project", "by_kind", "by_region", "chart_regions", "by_country"),
            "partners",
        )
    ),
    "reconciliation": _Plan(("reconciliation", "silenced"), landscape=True),
    "definitions": _Plan(("definitions",)),
}
"""The chapters of the annual report, in its order."""

PARTS: Mapping[str, _Plan] = {
    "overview": _Plan(
        (
            *("projects_overview", "chart_timeline", "chart_projects", "chart_months"),
            "results_figures",
        )
    ),
    "premises": _Plan(),
    "staff": _Plan(("staff",)),
    "budget": _Plan(
        ("funding", "chart_funding", "budget_versions", "chart_budget", "contributions")
    ),
}
"""Parts of chapters that can be chapters too; so can ``project:<code>``."""

PROJECT_TABLES = (
    *("project_facts", "components", "results", "milestones", "project_months", "project_money"),
    *("budget_by_heading", "contributions", "spending", "chart_spending"),
)
"""Tables of a project's section: its facts above its text, the others below."""


# --- Prose --------------------------------------------------------------------------------


def prose(context: Context, id_: str) -> Prose | None:
    """The text of a section, its placeholders filled; nothing where there is none.

    A text that is not in the report's language keeps its own, for its figures as well. A
    required footnote of a territory that it names with its mark is put below it.

    Raises:
        UnknownNameError: A placeholder names nothing; `narrative_problems` finds it before.
        InvalidValueError: A placeholder is no call of a figure.
    """
    narrative = context.portfolio.narrative
    text = next((section.text for section in narrative if section.id == id_), None)
    if text is None or not context.best(text).strip():
        return None
    language = context.other_language(text) or context.language
    labels = labels_in(language) if language in languages() else context.labels
    markdown = context.best(text)
    # From the last to the first, so that those before keep their places.
    for gap in reversed(list(placeholders(markdown))):
        words = told(labels, context.figure(gap.call))
        markdown = markdown[: gap.start] + words + markdown[gap.end :]
    required = [note for name, note in context.required_footnotes if name in markdown]
    notes = [note.replace("*", r"\*") for note in required if note not in markdown]
    return Prose("\n\n".join([markdown, *notes]), language)
