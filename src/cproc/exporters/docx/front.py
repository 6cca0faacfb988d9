"""The cover, and contents whose entries are there before Word has worked them out."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.exporters.docx.markup import Paragraph, field, internal_link, run
from cproc.exporters.docx.plan import Chapter, Placed, Plan
from cproc.exporters.office import Formatter
from cproc.report import Chart, Report, Table, formats

_CONTENTS_START = (
    '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
    "<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>"
)
_CONTENTS_END = "</w:sdtContent></w:sdt>"

_TAB = "<w:r><w:tab/></w:r>"

LISTED_LEVELS = 3  # levels of headings in the contents


def cover(report: Report, formatter: Formatter) -> list[Paragraph]:
    """The cover: who reports to whom, on what, under which reference, where and when."""
    lines = (
        ("CoverOrganisation", report.organisation),
        ("CoverOffice", report.office),
        ("CoverReference", report.reference),
        ("Title", report.title),
        ("Subtitle", report.subtitle),
        ("CoverAddressee", report.addressee),
        ("CoverDetail", formats.dateline(report.language, report.place, report.issued)),
    )
    return [Paragraph(style, run(formatter.text(text))) for style, text in lines if text]


def contents(report: Report, formatter: Formatter, plan: Plan) -> list[Paragraph | str]:
    """The contents as the field Word knows, with an entry for each heading.

    A page number is a field without a result: only a program that lays out pages can know
    it, and a wrong one would be worse. Word asks once on opening whether to fill them in.
    """
    chapters = [chapter for chapter in plan.chapters if chapter.section.level <= LISTED_LEVELS]
    entries = _fielded(
        f'TOC \\o "1-{LISTED_LEVELS}" \\h \\z \\u', list(_entries(chapters, formatter))
    )
    heading = Paragraph("TOCHeading", run(formatter.text(report.labels["contents"])))
    return [
        _CONTENTS_START,
        heading,
        *entries,
        _CONTENTS_END,
    ]


def lists(report: Report, formatter: Formatter, plan: Plan) -> list[Paragraph | str]:
    """The lists of tables and of figures, each a field with an entry for each caption."""
    blocks: list[Paragraph | str] = []
    for sequence, kind in (("Table", Table), ("Figure", Chart)):
        entries = [
            _entry("TableofFigures", placed.anchor.name, run(formatter.text(caption)))
            for chapter in plan.chapters
            for placed in chapter.blocks
            if isinstance(placed, Placed) and isinstance(placed.item, kind)
            for caption in [f"{placed.anchor.text}. {placed.item.title}"]
        ]
        if entries:
            title = report.labels[f"list_of_{sequence.lower()}s"]
            spacing = '<w:spacing w:before="480"/>'
            blocks.append(Paragraph("TOCHeading", run(formatter.text(title)), spacing=spacing))
            blocks.extend(_fielded(f'TOC \\h \\z \\c "{sequence}"', entries))
    return blocks


def _entries(chapters: list[Chapter], formatter: Formatter) -> Iterator[Paragraph]:
    for chapter in chapters:
        number = f"{run(chapter.number)}{_TAB}" if chapter.number else ""
        title = run(formatter.text(chapter.section.title))
        yield _entry(f"TOC{chapter.section.level}", chapter.anchor.name, number + title)


def _entry(style: str, anchor: str, inside: str) -> Paragraph:
    page = field(f"PAGEREF {anchor} \\h", "")
    return Paragraph(style, internal_link(anchor, f"{inside}{_TAB}{page}"))


def _fielded(instruction: str, entries: list[Paragraph]) -> list[Paragraph]:
    """Put entries into the field that Word makes them of."""
    if entries:
        opening, closing = field(instruction, "\n").split("\n")
        entries[0].inside = opening + entries[0].inside
        entries[-1].inside += closing
    return entries
