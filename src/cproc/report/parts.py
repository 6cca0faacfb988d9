"""Sections that others add to the Report: each with its own words, below the library's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import takewhile
from types import MappingProxyType

import attrs

from cproc.errors import InvalidValueError
from cproc.labels import Labels, labels_in
from cproc.model import Portfolio, ReportSection
from cproc.report.cells import Table
from cproc.report.context import Context
from cproc.report.model import Prose, Ref, Report, Section, Sheet
from cproc.report.sections import known_sections
from cproc.report.settle import settled


@attrs.frozen
class ReportPart:
    """A section of the report that a plugin makes.

    Args:
        id: Identifier of the section.
        words: Its own words by language, each by key: ``title`` is the heading of the
            section, ``sheet`` the tab of its sheet in a workbook, which it has where there
            is one. ``en`` stands in for a language it has no words in.
        make: Gives prose and tables in the order they are read, from names and labels of the
            report, the part's own words among them as ``<id>.<key>``; nothing where there is
            nothing to say.
    """

    id: str
    words: Mapping[str, Mapping[str, str]]
    make: Callable[[Context], Iterable[Prose | Table]]


_IN_USE: ContextVar[tuple[ReportPart, ...]] = ContextVar("sections that are known", default=())


def parts_in_use() -> tuple[ReportPart, ...]:
    """The sections that every report has here beside the library's own."""
    return _IN_USE.get()


@contextmanager
def with_sections(parts: Iterable[ReportPart]) -> Iterator[None]:
    """Have further sections in every report for the length of a ``with`` block.

    It is as with `cproc.figures.with_figures`: in this thread only, and behind the block all
    is as before.

    Args:
        parts: Sections beside those that are known here; one may be among them already.
    """
    known = parts_in_use()
    before = _IN_USE.set((*known, *(part for part in parts if part not in known)))
    try:
        yield
    finally:
        _IN_USE.reset(before)


def with_parts(report: Report, portfolio: Portfolio, parts: Iterable[ReportPart]) -> Report:
    """Put further sections into a report, and their tables into its pool.

    They stand behind the others; where the office settles its chapters, where it lists them,
    or nowhere in the document.

    Args:
        report: Built of the portfolio.
        portfolio: What it was built of.
        parts: What is added, in this order.

    Raises:
        InvalidValueError: A section or table of that identifier is there already, or a part
            has no title.
    """
    for part in parts:
        report = _with_part(report, portfolio, part)
    return report


def _with_part(report: Report, portfolio: Portfolio, part: ReportPart) -> Report:
    words = part.words.get(report.language) or part.words.get("en") or {}
    if "title" not in words:
        told = f"the section {part.id!r} has no title in {report.language} or en."
        raise InvalidValueError("section-title", told, "Add it to the words of the part.")
    labels = labels_in(report.language)
    own = {f"{part.id}.{key}": text for key, text in words.items()}
    context = Context(
        portfolio, Labels(labels.language, MappingProxyType({**labels.entries, **own}))
    )
    blocks = tuple(part.make(context))
    listed = _listed(portfolio)
    there = {section.id for section in report.sections}
    if not blocks and part.id not in there & listed.keys():
        return report
    declared = {block.id: block for block in blocks if isinstance(block, Table)}
    tables = settled(declared, report.tables, portfolio.currency)
    taken = {part.id} & {*known_sections(portfolio), *(there - listed.keys())}
    taken |= tables.keys() & {*report.tables, *report.charts}
    if taken:
        told = f"the section {part.id!r} makes {', '.join(sorted(taken))}, which there is already."
        raise InvalidValueError("section-twice", told, "Begin identifiers with the plugin's name.")
    shown = tuple(Ref(block.id) if isinstance(block, Table) else block for block in blocks)
    sheets = report.sheets
    if tables and "sheet" in words:
        refs = tuple(Ref(id_) for id_ in tables)
        sheets = (*sheets, Sheet(part.id, words["sheet"], words["title"], refs))
    return attrs.evolve(
        report,
        tables={**report.tables, **tables},
        sections=_placed(report.sections, Section(part.id, words["title"], 1, shown), context),
        sheets=sheets,
    )


def _listed(portfolio: Portfolio) -> dict[str, ReportSection]:
    """The chapters the office settled, by identifier; none where it settled nothing."""
    return {made.id: made for made in portfolio.report.sections} if portfolio.report else {}


def _placed(sections: tuple[Section, ...], made: Section, context: Context) -> tuple[Section, ...]:
    """Put a section where the office lists it, below the text and with the heading it gives."""
    listed = _listed(context.portfolio)
    if not listed:
        return (*sections, made)
    if made.id not in listed:
        return sections
    title = listed[made.id].title
    if title is not None:
        made = attrs.evolve(made, title=context.best(title))
    before = set(takewhile(lambda id_: id_ != made.id, listed))
    at, behind = 0, False
    for index, section in enumerate(sections):
        if section.id == made.id:  # what the office says and shows there itself
            made = attrs.evolve(made, blocks=(*section.blocks, *made.blocks))
            return (*sections[:index], made, *sections[index + 1 :])
        behind = section.id in before if section.level == 1 else behind
        at = index + 1 if behind else at
    return (*sections[:at], made, *sections[at:])
