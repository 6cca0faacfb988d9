"""What stands where and under which number, settled before a document or page is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

import attrs

from cproc.exporters.office import formats
from cproc.labels import typography
from cproc.report import Chart, Prose, Ref, Report, Section, Table


@attrs.frozen
class Anchor:
    """Where links to something lead, and how the text calls what stands there."""

    id: int  # number of the bookmark, unique in the document
    name: str  # its name, which links and fields refer to
    text: str  # ``2.1``, ``Table 4``; a heading without a number is called by its title.
    numbered: bool = False  # whether its text is the paragraph's number, no part of the bookmark


@attrs.frozen
class Placed:
    """A table or chart at its place."""

    item: Table | Chart
    report: Report  # the one of its language
    label: str  # what it is called: ``Table``, ``Figure``
    number: int  # its number in the sequence of tables or of figures; 0 for a box
    anchor: Anchor  # where links to it lead
    again: bool = False  # whether it is the one before in another language


@attrs.frozen
class Chapter:
    """A section at its place."""

    section: Section
    title: str  # as it is printed, in each language
    number: str  # ``2.1``; empty where the heading has none.
    anchor: Anchor  # where links to it lead
    blocks: tuple[Prose | Placed, ...]  # what it holds, references resolved


@attrs.frozen
class Plan:
    """The whole document in reading order, and where a link to an identifier leads."""

    chapters: tuple[Chapter, ...]
    anchors: Mapping[str, Mapping[str, Anchor]]  # by language, then by identifier


def cover_lines(report: Report) -> Iterator[tuple[str, str]]:
    """What a cover says, each line with what it is: who reports to whom, on what, where and when.

    One of ``organisation``, ``office``, ``reference``, ``title``, ``subtitle``, ``addressee`` and
    ``detail``.
    """
    for name, line in (
        ("organisation", report.parent),
        ("office", report.office),
        ("reference", report.reference),
        ("title", report.title),
        ("subtitle", report.under_title),
        ("addressee", report.addressee),
        ("addressee", report.contribution),
        ("detail", formats.dateline(report.language, report.place, report.day)),
    ):
        if line:
            yield name, typography.typeset(line, report.language)


def plan(reports: Sequence[Report], *, numbered: bool = True, bookmark: int = 1) -> Plan:
    """Number headings, tables and figures as Word will number them.

    A section of a chapter without a number has none either. For auditors a chart whose table is
    nowhere in the document is followed by that table, so that its data can be read.

    Args:
        reports: The report, and the same in further languages.
        numbered: Whether the styles of the template number headings.
        bookmark: The number of the first bookmark.
    """
    sections, planner = reports[0].sections, _Planner(reports, count(bookmark))
    numbers = _numbers(sections) if numbered else ("" for _section in sections)
    chapters = tuple(map(planner.chapter, count(1), sections, numbers))
    for chapter in chapters:  # a table or chart of the same name goes before a section
        for by_name in planner.anchors.values():
            by_name.setdefault(chapter.section.id, chapter.anchor)
    return Plan(chapters, planner.anchors)


def _numbers(sections: Sequence[Section]) -> Iterator[str]:
    counters: list[int] = []
    numbered: list[bool] = []
    for section in sections:
        del numbered[section.level - 1 :], counters[section.level :]
        numbered.append(section.numbered and all(numbered))
        if numbered[-1]:
            counters.extend([0] * (section.level - len(counters)))
            counters[-1] += 1
        yield ".".join(map(str, counters)) if numbered[-1] else ""


def printed(report: Report, *, inventory: bool) -> Report:
    """The report with the sections that are printed: maybe without the inventory."""
    kept = (one for one in report.sections if inventory or one.id.partition(":")[0] != "inventory")
    return attrs.evolve(report, sections=tuple(kept))


_KEY_FIGURES = "key_figures"


def are_tiles(table: Table) -> bool:
    """Whether a table is of key figures, which are shown large and without a caption."""
    return table.id.partition("[")[0] == _KEY_FIGURES


class _Planner:
    def __init__(self, reports: Sequence[Report], bookmarks: Iterator[int]) -> None:
        self._reports, self._bookmarks = reports, bookmarks
        self._sequences: Counter[str] = Counter()
        blocks = (block for section in reports[0].sections for block in section.blocks)
        self._printed = {block.id for block in blocks if isinstance(block, Ref)}
        self.anchors: dict[str, dict[str, Anchor]] = {one.language: {} for one in reports}

    def chapter(self, order: int, section: Section, number: str) -> Chapter:
        same = {
            report.language: one
            for report in self._reports
            for one in report.sections
            if one.id == section.id
        }
        titles = (typography.typeset(one.title, language) for language, one in same.items())
        title = " / ".join(dict.fromkeys(titles))
        name = f"_Toc{order:08}"
        anchor = Anchor(next(self._bookmarks), name, number or title, numbered=bool(number))
        for by_name in self.anchors.values():
            by_name[f"section:{section.id}"] = anchor
        return Chapter(section, title, number, anchor, tuple(self._blocks(list(same.values()))))

    def _blocks(self, same: Sequence[Section]) -> Iterator[Prose | Placed]:
        """The texts one after the other, then each table and figure in every language."""
        texts = [(b for b in section.blocks if isinstance(b, Prose)) for section in same]
        for block in same[0].blocks:
            if isinstance(block, Prose):
                # One that is not translated is the same in every report.
                yield from dict.fromkeys(filter(None, (next(own, None) for own in texts)))
                continue
            yield from self._place(block.id)
            item = self._reports[0].block(block)
            whole = self._reports[0].explains  # other readers have it in words
            if isinstance(item, Chart) and whole and item.table not in self._printed:
                self._printed.add(item.table)
                yield from self._place(item.table)

    def _place(self, name: str) -> Iterator[Placed]:
        again = False
        for report in self._reports:
            if name not in report.tables and name not in report.charts:
                continue
            item = report.block(Ref(name))
            kind = "table" if isinstance(item, Table) else "figure"
            box = isinstance(item, Table) and (item.headless or are_tiles(item))
            self._sequences["box" if box else kind] += not again
            number, suffix = self._sequences[kind], f"_{report.language}" if again else ""
            label = typography.typeset(report.labels[kind], report.language)
            called = f"{label}{typography.NO_BREAK}{number}"
            mark = f"_Ref_{kind}_{number}{suffix}"
            if box:  # it is called by its title
                called, number = typography.typeset(item.title, report.language), 0
                mark = f"_Ref_box_{self._sequences['box']}{suffix}"
            anchor = Anchor(next(self._bookmarks), mark, called)
            self.anchors[report.language].setdefault(item.id, anchor)
            yield Placed(item, report, label, number, anchor, again)
            again = True
