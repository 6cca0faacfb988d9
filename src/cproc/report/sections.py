"""The order of a document: the chapters of the annual report, or those the office settles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

import attrs

from cproc.figures import placeholders, told
from cproc.labels import labels_in, languages
from cproc.model import Audience, Portfolio, Project, ReportSection
from cproc.report.context import Context, project_table
from cproc.report.layouts import (
    ALWAYS,
    FOR_AUDITORS,
    PROJECT,
    chosen_columns,
    every_section,
)
from cproc.report.model import Prose, Ref, Section
from cproc.report.tables_documents import document_list


@attrs.frozen(eq=False)
class Pool:
    """The tables and charts there are.

    Args:
        after: By identifier, the table that each is declared to stand behind; empty for none.
        whole: Whether what stands behind a table comes with it.
    """

    after: Mapping[str, str]
    whole: bool = True

    @cached_property
    def _behind(self) -> Mapping[str, Sequence[str]]:
        behind: dict[str, list[str]] = {}
        for id_, table in self.after.items():
            behind.setdefault(table, []).append(id_)
        return behind

    def has(self, name: str) -> bool:
        """Whether there is a table or chart, of which a name may choose columns."""
        return chosen_columns(name, self.after)[0] in self.after

    def shown(self, names: Iterable[str]) -> Iterator[Ref]:
        """Those of some names that there are, each with what stands behind it."""
        for name in names:
            if self.has(name):
                yield Ref(name)
            if self.whole:
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
        return {f"{PROJECT}:{each.code}": each for each in self.context.portfolio.projects}

    def parts(self, chapter: str) -> Iterator[str]:
        """The identifiers of the sections below a chapter, one for each project among them."""
        for id_ in self.context.layout.plan(chapter).parts:
            yield from self.projects if id_ == PROJECT else (id_,)


def _section(outline: Outline, id_: str, level: int) -> Section:
    """A section, as the office settled it where it did."""
    context, own, pool = outline.context, outline.chosen.get(id_), outline.pool
    plan, project = outline.context.layout.plan(id_), outline.projects.get(id_)
    names = plan.shows
    if project:
        names = tuple(_of_project(name, project.code) for name in names)
    shown = tuple(islice((name for name in names if pool.has(name)), plan.most))
    above, below = pool.shown(shown[: plan.above]), pool.shown(shown[plan.above :])
    if own is not None and own.shows is not None:
        above, below = iter(()), (Ref(name) for name in own.shows if pool.has(name))
    if own is not None and own.title is not None:
        title = context.best(own.title)
    else:
        title = context.heading(project) if project else _title(context, id_)
    text = outline.text(id_)
    blocks = (*above, *((text,) if text else ()), *_documents(outline, id_), *below)
    return Section(id_, title, level, blocks, plan.numbered, plan.landscape)


def _documents(outline: Outline, id_: str) -> list[Prose]:
    """The documents on a project, or those that belong to the report, below the text."""
    context, project = outline.context, outline.projects.get(id_)
    report = context.portfolio.report
    if project:
        every = [*project.documents]
        every += [each for milestone in project.milestones for each in milestone.documents]
        every += [each for result in project.results for each in result.documents]
        return document_list(context, every, context.labels("section.documents"))
    return document_list(context, report.documents) if report and id_ == "documents" else []


def _of_project(name: str, code: str) -> str:
    """A table's name with a project's code, before the columns that it chooses."""
    kind, bracket, columns = name.partition("[")
    return f"{project_table(kind, code)}{bracket}{columns}"


def sections(outline: Outline) -> tuple[Section, ...]:
    """Put prose, tables and charts in reading order; what has nothing to say is left out.

    The order is the one the office settled, or that of the edition's audience.
    """
    chapters = dict.fromkeys((*(outline.chosen or outline.context.layout.chapters), *ALWAYS))
    return tuple(section for id_ in chapters for section in _chapter(outline, id_))


def _chapter(outline: Outline, id_: str) -> Iterator[Section]:
    """A chapter and the parts of it that say something and are no chapter themselves."""
    head = _section(outline, id_, level=1)
    parts = (_section(outline, part, level=2) for part in outline.parts(id_))
    kept = [part for part in parts if part.blocks and part.id not in outline.chosen]
    if head.blocks or kept:
        yield head
        yield from kept


def settled_sections(portfolio: Portfolio) -> dict[str, ReportSection]:
    """The chapters the office settled, by identifier; none where it settled nothing.

    An edition has its own. Those of the report are of all who read it whole: a donor has what
    came of the contribution first. What is for auditors only is in no other edition.
    """
    edition, report = portfolio.edition, portfolio.report
    chosen = edition.sections
    if not chosen and report and edition.audience is not Audience.DONOR:
        chosen = report.sections
    kept = (each for each in chosen if each.id not in edition.without)
    return {each.id: each for each in kept if edition.explains or each.id not in FOR_AUDITORS}


def known_sections(portfolio: Portfolio) -> dict[str, None]:
    """The identifiers of the sections there are, without those of the office's own."""
    projects = (f"{PROJECT}:{project.code}" for project in portfolio.projects)
    return dict.fromkeys((*every_section(), *projects))


# --- Headings -----------------------------------------------------------------------------


def _title(context: Context, id_: str) -> str:
    """The heading of a section: its label, or its identifier where there is none."""
    special = _TITLES.get(id_)
    return special(context) if special else context.labels.get(f"section.{id_}", id_)


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


def _contribution(context: Context) -> str:
    report = context.portfolio.report
    named = report is not None and report.donor is not None
    return context.labels("section.contribution" if named else "section.contributions")


_TITLES: Mapping[str, Callable[[Context], str]] = {
    "committee": _committee,
    "contribution": _contribution,
    "host": _host,
    "inventory": _inventory,
}
"""Headings that name something of the office."""


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
