"""Sections that others add to the Report: each with its own words, below the library's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

import attrs

from cproc.errors import InvalidValueError, said
from cproc.model import Portfolio
from cproc.report import sections, settle
from cproc.report.cells import Table
from cproc.report.context import Context
from cproc.report.model import Prose, Ref, Report, Section, Sheet


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


# A plugin's section must not leak into a report that another thread builds meanwhile.
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
        message = said(
            "the section {part!r} has no title in {language} or en.",
            part=part.id,
            language=report.language,
        )
        raise InvalidValueError("section-title", message, said("Add it to the words of the part."))
    labels = report.words
    own = {f"{part.id}.{key}": text for key, text in words.items()}
    entries = MappingProxyType({**labels.entries, **own})
    context = Context(portfolio, attrs.evolve(labels, entries=entries))
    blocks = tuple(part.make(context))
    listed = sections.settled_sections(portfolio)
    there = {section.id for section in report.sections}
    if not blocks and part.id not in there & listed.keys():
        return report
    declared = {block.id: block for block in blocks if isinstance(block, Table)}
    tables = settle.settled(declared, report.tables, portfolio.currency)
    taken = {part.id} & {*sections.known_sections(portfolio), *(there - listed.keys())}
    taken |= tables.keys() & {*report.tables, *report.charts}
    if taken:
        names = ", ".join(sorted(taken))
        message = said(
            "the section {section!r} makes {names}, which there is already.",
            section=part.id,
            names=names,
        )
        hint = said("Begin identifiers with the plugin's name.")
        raise InvalidValueError("section-twice", message, hint)
    shown = tuple(Ref(block.id) if isinstance(block, Table) else block for block in blocks)
    sheets = report.sheets
    if tables and "sheet" in words:
        refs = tuple(map(Ref, tables))
        sheets = (*sheets, Sheet(part.id, words["sheet"], words["title"], refs))
    own_title = listed[part.id].title if part.id in listed else None
    title = words["title"] if own_title is None else context.best(own_title)
    placed = _placed(report.sections, Section(part.id, title, 1, shown), list(listed))
    return attrs.evolve(report, tables={**report.tables, **tables}, sections=placed, sheets=sheets)


def _placed(
    sections: tuple[Section, ...], added: Section, listed: Sequence[str]
) -> tuple[Section, ...]:
    """Put a section where the office lists it, below the text it gives; else behind all."""
    if not listed:
        return (*sections, added)
    if added.id not in listed:
        return sections
    chapters, chapter = dict[str, list[Section]](), ""
    for section in sections:
        chapter = section.id if section.level == 1 else chapter
        chapters.setdefault(chapter, []).append(section)
    # What the office says and shows there itself stands above.
    above = [block for section in chapters.get(added.id, ()) for block in section.blocks]
    chapters[added.id] = [attrs.evolve(added, blocks=(*above, *added.blocks))]
    return tuple(section for id_ in listed for section in chapters.get(id_, ()))
