"""What stands where and under which number, settled before the first line is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    label: str  # what it is called: ``Table``, ``Figure``
    number: int  # its number in the sequence of tables or of figures
    anchor: Anchor  # where links to it lead


@attrs.frozen
class Chapter:
    """A section at its place."""

    section: Section
    number: str  # ``2.1``; empty where the heading has none.
    anchor: Anchor  # where links to it lead
    blocks: tuple[Prose | Placed, ...]  # what it holds, references resolved


@attrs.frozen
class Plan:
    """The whole document in reading order, and where a link to an identifier leads."""

    chapters: tuple[Chapter, ...]
    anchors: Mapping[str, Anchor]


def plan(report: Report) -> Plan:
    """Number headings, tables and figures as Word will number them.

    A section of a chapter without a number has none either. A chart whose table is nowhere
    in the document is followed by that table, so that its data can be read.
    """
    bookmarks = count(1)
    sequences = {"table": count(1), "figure": count(1)}
    printed = {block.id for section in report.sections for block in _references(section)}
    anchors: dict[str, Anchor] = {}

    def place(item: Table | Chart) -> Placed:
        kind = "table" if isinstance(item, Table) else "figure"
        number, bookmark = next(sequences[kind]), next(bookmarks)
        label = typography.typeset(report.labels[kind], report.language)
        name = f"_Ref_{kind}_{number}"
        anchor = Anchor(bookmark, name, f"{label}{typography.NO_BREAK}{number}")
        anchors.setdefault(item.id, anchor)
        return Placed(item, label, number, anchor)

    def blocks(section: Section) -> Iterator[Prose | Placed]:
        for block in section.blocks:
            if isinstance(block, Prose):
                yield block
                continue
            item = report.block(block)
            yield place(item)
            if isinstance(item, Chart) and item.table not in printed:
                printed.add(item.table)
                yield place(report.tables[item.table])

    chapters: list[Chapter] = []
    for section, number in zip(report.sections, _numbers(report.sections), strict=True):
        bookmark = next(bookmarks)
        anchor = Anchor(
            bookmark,
            f"_Toc{len(chapters) + 1:08}",
            number or typography.typeset(section.title, report.language),
            numbered=bool(number),
        )
        anchors[f"section:{section.id}"] = anchor
        chapters.append(Chapter(section, number, anchor, tuple(blocks(section))))
    for chapter in chapters:  # a table or chart of the same name goes before a section
        anchors.setdefault(chapter.section.id, chapter.anchor)
    return Plan(tuple(chapters), anchors)


def _references(section: Section) -> Iterator[Ref]:
    return (block for block in section.blocks if isinstance(block, Ref))


def _numbers(sections: tuple[Section, ...]) -> Iterator[str]:
    counters: list[int] = []
    numbered: list[bool] = []
    for section in sections:
        depth = section.level - 1
        del numbered[depth:]
        takes_one = section.numbered and all(numbered)
        numbered.append(takes_one)
        if not takes_one:
            yield ""
            continue
        del counters[section.level :]
        counters.extend([0] * (section.level - len(counters)))
        counters[depth] += 1
        yield ".".join(map(str, counters))
