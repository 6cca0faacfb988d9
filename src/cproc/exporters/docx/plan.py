"""What stands where and under which number, settled before the first line is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

import attrs

from cproc.exporters.office import typography
from cproc.report import Chart, Prose, Ref, Report, Section, Table


@attrs.frozen
class Anchor:
    """A bookmark and how the text calls what stands there."""

    id: int  # number of the bookmark, unique in the document
    name: str  # its name, which links and fields refer to
    text: str  # ``2.1``, ``Table 4``; a heading without a number is called by its title.
    # Whether it is the number of the paragraph, which the bookmark does not hold.
    numbered: bool = False


@attrs.frozen
class Placed:
    """A table or chart at its place."""

    item: Table | Chart
    report: Report  # the one of its language
    label: str  # what it is called: ``Table``, ``Figure``
    number: int  # its number in the sequence of tables or of figures
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


def plan(reports: Sequence[Report], *, numbered: bool = True, bookmark: int = 1) -> Plan:
    """Number headings, tables and figures as Word will number them.

    A section of a chapter without a number has none either. A chart whose table is nowhere
    in the document is followed by that table, so that its data can be read.

    Args:
        reports: The report, and the same in further languages.
        numbered: Whether the styles of the template number headings.
        bookmark: The number of the first bookmark.
    """
    return _Planner(reports, numbered, count(bookmark)).plan()


@attrs.define
class _Planner:
    reports: Sequence[Report]
    numbered: bool
    bookmarks: count[int]
    sequences: dict[str, int] = attrs.field(factory=lambda: {"table": 0, "figure": 0})
    anchors: dict[str, dict[str, Anchor]] = attrs.field(factory=dict)

    def plan(self) -> Plan:
        main, *others = self.reports
        self.anchors = {report.language: {} for report in self.reports}
        printed = {ref.id for section in main.sections for ref in _references(section)}
        chapters: list[Chapter] = []
        for section, number in zip(main.sections, self._numbers(), strict=True):
            same = [(main, section)]
            for other in others:
                same += [(other, one) for one in other.sections if one.id == section.id][:1]
            titles = {typography.typeset(one.title, of.language): None for of, one in same}
            title = " / ".join(titles)
            anchor = Anchor(
                next(self.bookmarks),
                f"_Toc{len(chapters) + 1:08}",
                number or title,
                numbered=bool(number),
            )
            for by_name in self.anchors.values():
                by_name[f"section:{section.id}"] = anchor
            blocks = tuple(self._blocks(same, printed))
            chapters.append(Chapter(section, title, number, anchor, blocks))
        for chapter in chapters:  # a table or chart of the same name goes before a section
            for by_name in self.anchors.values():
                by_name.setdefault(chapter.section.id, chapter.anchor)
        return Plan(tuple(chapters), self.anchors)

    def _blocks(
        self, same: Sequence[tuple[Report, Section]], printed: set[str]
    ) -> Iterator[Prose | Placed]:
        """The texts one after the other, then each table and figure in every language."""
        reports = [report for report, _section in same]
        texts = [(b for b in section.blocks if isinstance(b, Prose)) for _of, section in same]
        for block in same[0][1].blocks:
            if isinstance(block, Prose):
                # One that is not translated is the same in every report.
                yield from dict.fromkeys(filter(None, (next(own, None) for own in texts)))
                continue
            yield from self._place(reports, block.id)
            item = reports[0].block(block)
            if isinstance(item, Chart) and item.table not in printed:
                printed.add(item.table)
                yield from self._place(reports, item.table)

    def _place(self, reports: Sequence[Report], name: str) -> Iterator[Placed]:
        again = False
        for report in reports:
            if name not in report.tables and name not in report.charts:
                continue
            item = report.block(Ref(name))
            kind = "table" if isinstance(item, Table) else "figure"
            self.sequences[kind] += not again
            number, bookmark = self.sequences[kind], next(self.bookmarks)
            label = typography.typeset(report.labels[kind], report.language)
            suffix = f"_{report.language}" if again else ""
            text = f"{label}{typography.NO_BREAK}{number}"
            anchor = Anchor(bookmark, f"_Ref_{kind}_{number}{suffix}", text)
            self.anchors[report.language].setdefault(item.id, anchor)
            yield Placed(item, report, label, number, anchor, again)
            again = True

    def _numbers(self) -> Iterator[str]:
        counters: list[int] = []
        numbered: list[bool] = []
        for section in self.reports[0].sections:
            depth = section.level - 1
            del numbered[depth:]
            takes_one = self.numbered and section.numbered and all(numbered)
            numbered.append(takes_one)
            if not takes_one:
                yield ""
                continue
            del counters[section.level :]
            counters.extend([0] * (section.level - len(counters)))
            counters[depth] += 1
            yield ".".join(map(str, counters))


def _references(section: Section) -> Iterator[Ref]:
    return (block for block in section.blocks if isinstance(block, Ref))
