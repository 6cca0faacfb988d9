"""The cover, and contents whose entries are there before Word has worked them out."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.exporters.docx.markup import Paragraph, field, internal_link, run
from cproc.exporters.docx.plan import Chapter, Plan
from cproc.exporters.docx.values import Formatter
from cproc.report import Report

__all__ = ["CONTENTS_END", "contents", "cover"]

_CONTENTS_START = (
    '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
    "<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>"
)
CONTENTS_END = "</w:sdtContent></w:sdt>"
"""What the contents end with."""

LISTED_LEVELS = 3
"""Levels of headings in the contents."""

_DATELINE = {"fr": "{place}, le {day}"}
"""How a place and a day go together, where it is not ``Place, day``."""


def cover(report: Report, formatter: Formatter) -> list[Paragraph]:
    """Give the cover: who reports to whom, on what, under which reference, where and when."""
    day = formatter.long_date(report.issued)
    form = _DATELINE.get(report.language, "{place}, {day}")
    lines = (
        ("CoverOrganisation", report.organisation),
        ("CoverOffice", report.office),
        ("CoverReference", report.reference),
        ("Title", report.title),
        ("Subtitle", report.subtitle),
        ("CoverAddressee", report.addressee),
        ("CoverDetail", form.format(place=report.place, day=day) if report.place else day),
    )
    return [Paragraph(style, run(formatter.text(text))) for style, text in lines if text]


def contents(report: Report, formatter: Formatter, plan: Plan) -> list[Paragraph | str]:
    """Give the contents as the field Word knows, with an entry for each heading.

    A page number is a field without a result: only a program that lays out pages can know
    it, and a wrong one would be worse. Word asks once on opening whether to fill them in.
    """
    chapters = [chapter for chapter in plan.chapters if chapter.section.level <= LISTED_LEVELS]
    entries = list(_entries(chapters, formatter))
    if entries:
        opening, closing = field(f'TOC \\o "1-{LISTED_LEVELS}" \\h \\z \\u', "\n").split("\n")
        entries[0].inside = opening + entries[0].inside
        entries[-1].inside += closing
    heading = Paragraph("TOCHeading", run(formatter.text(report.labels["contents"])))
    return [
        _CONTENTS_START,
        heading,
        *entries,
        CONTENTS_END,
    ]


def _entries(chapters: list[Chapter], formatter: Formatter) -> Iterator[Paragraph]:
    for chapter in chapters:
        tab = "<w:r><w:tab/></w:r>"
        number = f"{run(chapter.number)}{tab}" if chapter.number else ""
        title = run(formatter.text(chapter.section.title))
        page = field(f"PAGEREF {chapter.anchor.name} \\h", "")
        yield Paragraph(
            f"TOC{chapter.section.level}",
            internal_link(chapter.anchor.name, f"{number}{title}{tab}{page}"),
        )
