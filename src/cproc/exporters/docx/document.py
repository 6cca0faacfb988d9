"""The document: a template opened by python-docx, and the report written into it in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from io import BytesIO
from itertools import takewhile
from types import MappingProxyType
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from cproc.errors import DataError
from cproc.exporters.docx import DocxOptions
from cproc.exporters.docx.book import Book
from cproc.exporters.docx.colours import logo, recolour
from cproc.exporters.docx.contents import Listing, ask_for_page_numbers, label
from cproc.exporters.docx.inline import bookmark, field, paragraph, run
from cproc.exporters.docx.markdown_text import prose
from cproc.exporters.docx.pages import LANDSCAPE, PORTRAIT, Pages, change_paper, continue_pages
from cproc.exporters.docx.template_file import fill, opened, placeholders
from cproc.exporters.docx.tiles import tiles
from cproc.exporters.docx.word_charts import figure
from cproc.exporters.docx.word_tables import WordTable
from cproc.exporters.office.house_style import PLAIN, HouseStyle
from cproc.exporters.office.palette import palette
from cproc.exporters.office.plan import Chapter, Placed, Plan, are_tiles, cover_lines, plan
from cproc.labels import typography
from cproc.model import Look
from cproc.report import Chart, Prose, Report, Section, Table
from cproc.text import xml_text

TOGETHER = 22
"""Lines of tables that stay together at the end of the text, so that no page has a few alone."""

FEW = 6
"""Rows up to which a wide table does not turn its page, if it fits as it is."""

SHORT = 900
"""Characters of text up to which a page of key figures and a summary has room for contents."""

LISTED = 16
"""Headings up to which it does."""

LISTED_FROM = 6
"""Sections from which on a document for readers has contents."""

_COVER = {"title": "Title", "subtitle": "Subtitle"}
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"


def compose(
    reports: Sequence[Report],
    options: DocxOptions,
    progress: Callable[[int, int], None],
    page_numbers: Mapping[str, str] = MappingProxyType({}),
    *,
    house: HouseStyle | None = None,
) -> bytes:
    """The file of a report that has been checked, or of the same in several languages.

    Args:
        reports: The report, then the same in further languages.
        options: How it is made.
        progress: Told of each section that is done.
        page_numbers: By bookmark, the pages that the contents tell.
        house: Colours and logo of the office, where it has no template of its own.

    Raises:
        DataError: The template cannot be used, or lacks styles.
    """
    report, template = reports[0], options.template or ""
    document = opened(options.template)
    if options.template is None and options.paper != "a4":
        change_paper(document, options.paper)
    if house is not None and house.look != Look():
        recolour(document, house)
    _set_properties(document, report)
    place, covered = fill(document, placeholders(report), template)
    book = Book(document, report.language, house or PLAIN)
    bookmarks = map(int, document.element.xpath("//w:bookmarkStart/@w:id"))
    numbered, first = book.styles.number_headings, max(bookmarks, default=0) + 1
    layout = plan(reports, numbered=numbered, bookmark=first)
    body = _Body(book, place, layout)
    for other in () if covered else reports:
        body.cover(other)
    listing = Listing(book.styles, layout, page_numbers)
    chapters = list(enumerate(layout.chapters, start=1))
    # Readers have first what they look for; a few pages are leafed through without contents.
    listed = report.explains or len(chapters) >= LISTED_FROM
    ahead = list(takewhile(lambda each: not each[1].number, chapters))
    ahead = ahead if listed and not report.explains and len(ahead) < len(chapters) else []
    for number, chapter in ahead:
        body.chapter(chapter)
        progress(number, len(chapters))
    body.fresh = body.fresh or (bool(ahead) and not _leaves_room(ahead, layout))
    if options.contents != "false" and listed:
        title = " / ".join(dict.fromkeys(label(one, "contents") for one in reports))
        body.add([listing.contents(title, page_break=body.fresh)])
        body.fresh = True
    if options.lists and (lists := list(listing.lists(report))):
        body.add(lists)
        body.fresh = True
    lying = [chapter.section.landscape for chapter in layout.chapters] + [True]
    for number, chapter in chapters[len(ahead) :]:
        body.chapter(chapter, ends=lying[number] and not lying[number - 1])
        progress(number, len(chapters))
    body.end()
    if (options.contents == "true" and listed) or (options.lists and not page_numbers):
        ask_for_page_numbers(document)
    if problems := list(book.styles.problems(template)):
        raise DataError(problems)
    stream = BytesIO()  # a stream that fails would be asked again by a zip left open
    document.save(stream)
    return stream.getvalue()


def _leaves_room(ahead: Sequence[tuple[int, Chapter]], layout: Plan) -> bool:
    """Whether what stands before the contents leaves room for them on its page."""
    blocks = [block for _number, chapter in ahead for block in chapter.blocks]
    texts = sum(len(block.markdown) for block in blocks if isinstance(block, Prose))
    items = [block.item for block in blocks if isinstance(block, Placed)]
    tiled = all(isinstance(item, Table) and are_tiles(item) for item in items)
    return tiled and texts <= SHORT and len(layout.chapters) <= LISTED


def _together(tables: Sequence[WordTable | None]) -> frozenset[int]:
    """The positions of tables at the end that stay on the page of the one after them."""
    first, lines = len(tables), 0
    for table in reversed(tables):
        if table is None or not table.short or (lines := lines + table.lines) > TOGETHER:
            break
        first -= 1
    return frozenset(range(first, len(tables) - 1))


class _Body:
    """The body as it grows, section by section, before the place that the template has for it."""

    def __init__(self, book: Book, place: Any, layout: Plan) -> None:
        self._book, self._place, self._anchors = book, place, layout.anchors
        self._ending = _section_of(place, book.document)  # of the section that the place is in
        self._pages = Pages(book.document, self._ending, book.numbers)
        self._orientation = PORTRAIT
        self._last: Any = None
        self._at_top = True
        self.fresh = False  # whether the next chapter begins a page
        accents = range(1, len(book.house.look.colours) + 1)
        self._paints = palette(*(f"accent{number}" for number in accents))

    def add(self, elements: Iterable[Any]) -> None:
        """Put elements behind those that are there."""
        for element in elements:
            self._place.addprevious(element)
            self._last = element

    def cover(self, report: Report) -> None:
        """Put the cover on a page of its own: who reports to whom, on what, where and when."""
        first = self.fresh
        for picture in () if first else logo(self._book, report.office):
            self.add([picture])
        for name, text in cover_lines(report):
            style = _COVER.get(name) or f"Cover {name.capitalize()}"
            written = run(text, self._book.look(report.language))
            self.add([paragraph(self._book.styles[style], written, page_break=first)])
            first, self.fresh = False, True

    def _turn(self, orientation: bool) -> None:
        """Begin a page that lies the other way, if what follows wants one."""
        if orientation is self._orientation:
            return
        if self._last is not None and self._last.tag != qn("w:p"):
            self.add([paragraph(self._book.styles["Section End"])])
        ending = self._place.getprevious() if self._last is None else self._last
        if ending is not None and ending.tag == qn("w:p") and not ending.xpath("w:pPr/w:sectPr"):
            ending.set_sectPr(self._pages.section(self._orientation))
        self._orientation = orientation
        self._at_top, self.fresh = True, False

    def chapter(self, chapter: Chapter, *, ends: bool = False) -> None:
        """Write a section: its heading on the page of what comes first in it.

        If the pages that lie as it does end with it, its last tables stay together.
        """
        section = chapter.section
        blocks = [(block, self._measured(block)) for block in chapter.blocks]
        self._turn(self._lies(section, blocks[0][1] if blocks else None))
        plain = not chapter.number and self._book.styles.number_headings
        anchor = chapter.anchor
        heading = paragraph(
            self._book.styles[f"heading {section.level}"],
            bookmark(anchor.id, anchor.name, run(chapter.title)),
            keep_next=True,
            page_break=self.fresh,
            before=0 if self._at_top else None,
            item=(self._book.lists.plain, section.level - 1) if plain else None,
        )
        self._at_top = self.fresh = False
        self.add([heading])
        together = _together([table for _block, table in blocks]) if ends else frozenset()
        for at, (block, table) in enumerate(blocks):
            self._turn(self._lies(section, table))
            width = self._pages.width(self._orientation)
            if isinstance(block, Prose):
                anchors = self._anchors.get(block.language) or self._anchors[self._book.language]
                self.add(prose(self._book, anchors, block.markdown, block.language, width))
            elif table is not None and are_tiles(table.table):
                self.add(self._tiles(block, table, width))
            elif table is not None:
                self.add(self._table(block, table, width, followed=at in together))
            elif isinstance(block.item, Chart):
                self.add([self._caption(block)])
                self.add(figure(self._book, block.report, block.item, width, self._paints))
            self._at_top = False

    def _tiles(self, placed: Placed, table: WordTable, width: int) -> Iterator[Any]:
        """Key figures, and what is said of them."""
        yield from tiles(self._book, placed, width)
        yield from table.notes()

    def _measured(self, block: Prose | Placed) -> WordTable | None:
        if isinstance(block, Placed) and isinstance(block.item, Table):
            return WordTable.of(self._book, block.item, block.report.language)
        return None

    def _lies(self, section: Section, table: WordTable | None) -> bool:
        """Whether what comes next is on a page that lies on its side."""
        if self._pages.lying:
            return PORTRAIT
        if section.landscape or table is None:
            return section.landscape
        fits = table.fits(self._pages.width(PORTRAIT))
        return not fits or (table.table.wide and len(table.table.rows) > FEW)

    def _table(
        self, placed: Placed, table: WordTable, width: int, *, followed: bool = False
    ) -> Iterator[Any]:
        """A table below its caption; a column has no less room than its longest word."""
        yield self._caption(placed)
        notes, parts = table.notes(followed=followed), table.parts(width)
        if not table.short:
            yield from notes
        for number, part in enumerate(parts, start=1):
            if number > 1:
                text = run(f"{placed.anchor.text} ({number}/{len(parts)})", table.look)
                yield paragraph(self._book.styles["caption"], text, keep_next=True)
            last = number == len(parts)
            yield from part.elements(
                width, notes_follow=last and table.short and (bool(notes) or followed)
            )
        if table.short:
            yield from notes

    def _caption(self, placed: Placed) -> Any:
        look, anchor = self._book.look(placed.report.language), placed.anchor
        style, before = self._book.styles["caption"], 0 if self._at_top else None
        if not placed.number:
            named = bookmark(anchor.id, anchor.name, run(anchor.text, look))
            return paragraph(style, named, keep_next=True, before=before)
        sequence = "Table" if isinstance(placed.item, Table) else "Figure"
        how = "\\c" if placed.again else "\\* ARABIC"
        number = field(f"SEQ {sequence} {how}", run(str(placed.number), look))
        named = f"{run(f'{placed.label}{typography.NO_BREAK}', look)}{number}"
        title = typography.typeset(placed.item.title, placed.report.language)
        return paragraph(
            style,
            f"{bookmark(anchor.id, anchor.name, named)}{run(f'. {title}', look)}",
            keep_next=True,
            before=before,
        )

    def end(self) -> None:
        """End the report; what the template has behind it goes on as it was."""
        last = self._place.getnext() is self._book.document.element.body.sectPr
        if self._orientation is LANDSCAPE and last:
            section = self._pages.section(LANDSCAPE)
            self._ending.getparent().replace(self._ending, section)
        else:
            self._turn(PORTRAIT)
            if self._pages.ended:
                continue_pages(self._ending)
        if self._place.xpath("w:pPr/w:sectPr"):
            self._place.style = self._book.styles["Section End"]
        else:
            self._place.getparent().remove(self._place)


def _section_of(place: Any, document: Document) -> Any:
    """The properties of the section that a paragraph is in, which stand at its end."""
    for element in (place, *place.itersiblings(qn("w:p"))):
        if sections := element.xpath("w:pPr/w:sectPr"):
            return sections[0]
    return document.element.body.get_or_add_sectPr()


def _set_properties(document: Document, report: Report) -> None:
    """The document's properties; the day of issue stands for both dates, never the clock."""
    package: Any = document.part.package
    for rel in list(package.rels.values()):
        if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL:  # it shows the template
            del package.rels[rel.rId]
        elif rel.reltype == RELATIONSHIP_TYPE.EXTENDED_PROPERTIES:
            company = f"<Company>{xml_text(report.organisation)}</Company>"
            blob = f'<Properties xmlns="{_EXTENDED}">{company}</Properties>'
            rel.target_part._blob = blob.encode()
    properties, tag = document.core_properties, typography.language_tag(report.language)
    issued = datetime.combine(report.issued, time(), UTC)
    properties.created = properties.modified = issued
    element: Any = properties._element
    for name, text in (
        ("title", report.title),
        ("subject", report.subtitle),
        ("creator", report.office),
        ("identifier", report.reference),
        ("language", tag),
        ("lastModifiedBy", report.office),
    ):
        # Not by the properties themselves, which hold 255 characters at most.
        getattr(element, f"get_or_add_{name}")().text = text
    for name in ("revision", "description", "lastPrinted", "version"):
        getattr(element, f"_remove_{name}")()
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), tag)
