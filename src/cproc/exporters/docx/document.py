"""The document: the parts of the package, and the body in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import attrs

from cproc.exporters.docx import DocxOptions
from cproc.exporters.docx.markdown_text import Footnotes, ProseWriter
from cproc.exporters.docx.markup import (
    DECLARATION,
    OFFICE,
    UNNUMBERED,
    Numbering,
    Package,
    Paragraph,
    Part,
    attribute,
    bookmark,
    field,
    internal_link,
    list_level,
    relationship,
    run,
)
from cproc.exporters.docx.pages import LANDSCAPE, PAPERS, PORTRAIT, Pages
from cproc.exporters.docx.plan import Chapter, Placed, Plan, plan
from cproc.exporters.docx.templates import fill, template_part
from cproc.exporters.docx.word_charts import Charts
from cproc.exporters.docx.word_tables import KEPT_WHOLE, table_notes, table_xml
from cproc.exporters.office import cell_text, formats, spreadsheet, typography
from cproc.report import Chart, Prose, Report, Table

_CONTENTS_START = (
    '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
    "<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>"
)
_CONTENTS_END = "</w:sdtContent></w:sdt>"

_TAB = "<w:r><w:tab/></w:r>"

LISTED_LEVELS = 3  # levels of headings in the contents

_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_CORE_KIND = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"

_ABOVE = '<w:spacing w:before="0" w:after="80"/>'
_AT_TOP = '<w:spacing w:before="0"/>'


def compose(report: Report, options: DocxOptions, progress: Callable[[int, int], None]) -> Package:
    """The whole package of a report that has been checked."""
    paper = PAPERS[options.paper]
    package, formatter = Package(), cell_text.Formatter(report.language)
    document = Part("word/document.xml", f"{OFFICE}.wordprocessingml.document.main+xml")
    package.add(document, relationship("officeDocument"))
    for part, kind in properties_parts(report):
        package.add(part, kind)
    tag = attribute(typography.language_tag(report.language))
    for part, kind in (
        (template_part("styles", language=tag, width=paper.text_width(PORTRAIT)), "styles"),
        (template_part("settings", language=tag), "settings"),
        (template_part("fontTable"), "fontTable"),
        (template_part("theme", "theme/theme1"), "theme"),
    ):
        package.add(part, relationship(kind), document)
    numbering, footnotes, layout = Numbering(), Footnotes(), plan(report)
    body = _Body(
        formatter,
        Pages(report, formatter, package, document, paper),
        Charts(report, formatter, package, document),
        ProseWriter(document, footnotes, numbering, layout.anchors, report.language),
    )
    body.cover(cover(report, formatter))
    if options.contents:
        body.front(contents(report, formatter, layout))
    if options.lists:
        body.front(lists(report, formatter, layout))
    for number, chapter in enumerate(layout.chapters, start=1):
        body.chapter(chapter)
        progress(number, len(layout.chapters))
    document.body = body.text()
    part = template_part("numbering", lists="".join(numbering.lists))
    package.add(part, relationship("numbering"), document)
    footnotes.part.body = [DECLARATION, fill("footnotes", notes="".join(footnotes.notes))]
    package.add(footnotes.part, relationship("footnotes"), document)
    return package


@attrs.define
class _Body:
    """The body as it grows, section by section."""

    formatter: cell_text.Formatter
    pages: Pages
    charts: Charts
    prose: ProseWriter
    blocks: list[Paragraph | str] = attrs.field(factory=list)
    orientation: bool = PORTRAIT
    at_top: bool = True
    fresh: bool = False

    def cover(self, paragraphs: list[Paragraph]) -> None:
        """Put the cover on a page of its own."""
        self.blocks.extend(paragraphs)
        paragraphs[-1].section = self.pages.cover()

    def front(self, blocks: list[Paragraph | str]) -> None:
        """Put contents or lists before the first chapter, which then begins a page."""
        self.blocks.extend(blocks)
        self.fresh = self.fresh or bool(blocks)

    def _turn(self, orientation: bool) -> None:
        """Begin a page that lies the other way, if what follows wants one."""
        if orientation is self.orientation:
            return
        ending = self.blocks[-1]
        if not isinstance(ending, Paragraph):
            ending = Paragraph("SectionEnd")
            self.blocks.append(ending)
        ending.section = self.pages.section(self.orientation)
        self.orientation = orientation
        self.at_top, self.fresh = True, False

    def chapter(self, chapter: Chapter) -> None:
        """Write a section: its heading on the page of what comes first in it."""
        section = chapter.section
        first = chapter.blocks[0] if chapter.blocks else None
        self._turn(section.landscape or _lies(first))
        heading = Paragraph(
            f"Heading{section.level}",
            bookmark(
                chapter.anchor.id, chapter.anchor.name, run(self.formatter.text(section.title))
            ),
            numbering="" if chapter.number else list_level(UNNUMBERED, section.level - 1),
            spacing=_AT_TOP if self.at_top else "",
            page_break=self.fresh,
        )
        self.at_top = self.fresh = False
        self.blocks.append(heading)
        for block in chapter.blocks:
            self._turn(section.landscape or _lies(block))
            if isinstance(block, Prose):
                self.blocks.extend(self.prose.write(block.markdown, block.language))
            else:
                self.blocks.extend(self._placed(block))
            self.at_top = False

    def _placed(self, placed: Placed) -> Iterable[Paragraph | str]:
        item = placed.item
        width = self.pages.paper.text_width(self.orientation)
        if isinstance(item, Table):
            yield self._caption(placed, "Table")
            notes = table_notes(item, self.formatter)
            if len(item.rows) <= KEPT_WHOLE:
                yield "".join(table_xml(item, self.formatter, width, notes_follow=bool(notes)))
                yield from notes
                return
            for note in notes:  # above a table of several pages, none is left alone below it
                yield attrs.evolve(note, keep_next=True, spacing=_ABOVE)
            yield "".join(table_xml(item, self.formatter, width))
        else:
            yield self._caption(placed, "Figure")
            yield self.charts.figure(item, width)

    def _caption(self, placed: Placed, sequence: str) -> Paragraph:
        number = field(f"SEQ {sequence} \\* ARABIC", run(str(placed.number)))
        name = bookmark(
            placed.anchor.id,
            placed.anchor.name,
            run(f"{placed.label}{typography.NO_BREAK}") + number,
        )
        title = run(f". {self.formatter.text(placed.item.title)}")
        return Paragraph("Caption", f"{name}{title}", spacing=_AT_TOP if self.at_top else "")

    def text(self) -> list[str]:
        """The part in pieces."""
        opening, closing = fill("document", blocks="\n").split("\n")
        ending = self.pages.section(self.orientation)
        return [DECLARATION, opening, *map(str, self.blocks), ending, closing]


def _lies(block: Prose | Placed | None) -> bool:
    table = block.item if isinstance(block, Placed) else None
    return LANDSCAPE if isinstance(table, Table) and table.wide else PORTRAIT


def cover(report: Report, formatter: cell_text.Formatter) -> list[Paragraph]:
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


def contents(report: Report, formatter: cell_text.Formatter, plan: Plan) -> list[Paragraph | str]:
    """The contents as the field Word knows, with an entry for each heading.

    A page number is a field without a result: only a program that lays out pages can know
    it, and a wrong one would be worse. Word asks once on opening whether to fill them in.
    """
    chapters = [chapter for chapter in plan.chapters if chapter.section.level <= LISTED_LEVELS]
    entries = _fielded(
        f'TOC \\o "1-{LISTED_LEVELS}" \\h \\z \\u', list(_entries(chapters, formatter))
    )
    heading = Paragraph("TOCHeading", run(formatter.text(report.labels["contents"])))
    return [_CONTENTS_START, heading, *entries, _CONTENTS_END]


def lists(report: Report, formatter: cell_text.Formatter, plan: Plan) -> list[Paragraph | str]:
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


def _entries(chapters: list[Chapter], formatter: cell_text.Formatter) -> Iterator[Paragraph]:
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


def properties_parts(report: Report) -> Iterator[tuple[Part, str]]:
    """The document properties; the day of issue stands for both dates, never the clock."""
    properties = "".join(
        f"<{tag}>{spreadsheet.xml_text(text)}</{tag}>"
        for tag, text in (
            ("dc:title", report.title),
            ("dc:subject", report.subtitle),
            ("dc:creator", report.office),
            ("dc:identifier", report.reference),
            ("dc:language", typography.language_tag(report.language)),
            ("cp:lastModifiedBy", report.office),
        )
        if text
    )
    core = fill("core", properties=properties, day=report.issued.isoformat())
    yield Part("docProps/core.xml", _CORE_TYPE, [DECLARATION, core]), _CORE_KIND
    app = fill("app", organisation=spreadsheet.xml_text(report.organisation))
    part = Part("docProps/app.xml", f"{OFFICE}.extended-properties+xml", [DECLARATION, app])
    yield part, relationship("extended-properties")
