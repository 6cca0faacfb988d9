"""Sections that others add to the Report: each with its own words, below the library's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import attrs

from cproc.errors import InvalidValueError
from cproc.model import Portfolio
from cproc.report.labels import Labels, labels_in
from cproc.report.model import Prose, Ref, Report, Section, Sheet, Table
from cproc.report.names import Names

__all__ = ["ReportPart", "with_parts"]


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
    make: Callable[[Names], Iterable[Prose | Table]]


def with_parts(report: Report, portfolio: Portfolio, parts: Iterable[ReportPart]) -> Report:
    """Put further sections behind those of a report, and their tables into its pool.

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
    names = Names(portfolio, Labels(labels.language, MappingProxyType({**labels.entries, **own})))
    blocks = tuple(part.make(names))
    if not blocks:
        return report
    tables = {block.id: block for block in blocks if isinstance(block, Table)}
    taken = {section.id for section in report.sections} & {part.id}
    taken |= tables.keys() & {*report.tables, *report.charts}
    if taken:
        told = f"the section {part.id!r} makes {', '.join(sorted(taken))}, which there is already."
        raise InvalidValueError("section-twice", told, "Begin identifiers with the plugin's name.")
    shown = tuple(Ref(block.id) if isinstance(block, Table) else block for block in blocks)
    section = Section(part.id, words["title"], 1, shown)
    sheets = report.sheets
    if tables and "sheet" in words:
        refs = tuple(Ref(id_) for id_ in tables)
        sheets = (*sheets, Sheet(part.id, words["sheet"], words["title"], refs))
    return attrs.evolve(
        report,
        tables={**report.tables, **tables},
        sections=(*report.sections, section),
        sheets=sheets,
    )
