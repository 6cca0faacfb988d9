"""The document: the parts of the package, and the body in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs

from cproc.exporters.docx import DocxOptions
from cproc.exporters.docx.front import contents, cover, lists
from cproc.exporters.docx.markdown_text import Footnotes, ProseWriter
from cproc.exporters.docx.markup import Paragraph, bookmark, field, run
from cproc.exporters.docx.numbering import Numbering, heading_number
from cproc.exporters.docx.package import DECLARATION, OFFICE, Package, Part, relationship
from cproc.exporters.docx.pages import LANDSCAPE, PAPERS, PORTRAIT, Pages
from cproc.exporters.docx.plan import Chapter, Placed, plan
from cproc.exporters.docx.settings import footnotes_body, properties_parts, settings_part
from cproc.exporters.docx.styles import fonts_part, styles_part, theme_part
from cproc.exporters.docx.word_charts import Charts
from cproc.exporters.docx.word_tables import KEPT_WHOLE, table_notes, table_xml
from cproc.exporters.office import NO_BREAK, Formatter, language_tag
from cproc.report import Prose, Report, Table

NAMESPACES = " ".join(
    f'xmlns:{prefix}="http://schemas.openxmlformats.org/{name}"'
    for prefix, name in (
        ("w", "wordprocessingml/2006/main"),
        ("r", "officeDocument/2006/relationships"),
        ("wp", "drawingml/2006/wordprocessingDrawing"),
        ("a", "drawingml/2006/main"),
        ("c", "drawingml/2006/chart"),
    )
)

_ABOVE = '<w:spacing w:before="0" w:after="80"/>'
_AT_TOP = '<w:spacing w:before="0"/>'


def compose(report: Report, options: DocxOptions, progress: Callable[[int, int], None]) -> Package:
    """The whole package of a report that has been checked."""
    paper = PAPERS[options.paper]
    package, formatter = Package(), Formatter(report.language)
    document = Part("word/document.xml", f"{OFFICE}.wordprocessingml.document.main+xml")
    package.add(document, relationship("officeDocument"))
    for part, kind in properties_parts(report):
        package.add(part, kind)
    tag = language_tag(report.language)
    for part, kind in (
        (styles_part(NAMESPACES, tag, paper.text_width(PORTRAIT)), "styles"),
        (settings_part(NAMESPACES, tag), "settings"),
        (fonts_part(NAMESPACES), "fontTable"),
        (theme_part(), "theme"),
    ):
        package.add(part, relationship(kind), document)
    numbering, footnotes, layout = Numbering(), Footnotes(), plan(report)
    body = _Body(
        formatter,
        Pages(report, formatter, package, document, NAMESPACES, paper=paper),
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
    package.add(numbering.part(NAMESPACES), relationship("numbering"), document)
    footnotes.part.body = footnotes_body(NAMESPACES, footnotes.notes)
    package.add(footnotes.part, relationship("footnotes"), document)
    return package


@attrs.define
class _Body:
    """The body as it grows, section by section."""

    formatter: Formatter
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
            numbering="" if chapter.number else heading_number(section.level, plain=True),
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
            placed.anchor.id, placed.anchor.name, run(f"{placed.label}{NO_BREAK}") + number
        )
        title = run(f". {self.formatter.text(placed.item.title)}")
        return Paragraph("Caption", f"{name}{title}", spacing=_AT_TOP if self.at_top else "")

    def text(self) -> list[str]:
        """The part in pieces."""
        return [
            f"{DECLARATION}<w:document {NAMESPACES}><w:body>",
            *map(str, self.blocks),
            self.pages.section(self.orientation),
            "</w:body></w:document>",
        ]


def _lies(block: Prose | Placed | None) -> bool:
    if isinstance(block, Placed) and isinstance(block.item, Table):
        return LANDSCAPE if block.item.wide else PORTRAIT
    return PORTRAIT
