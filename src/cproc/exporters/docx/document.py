"""The document: a template opened by python-docx, and the report written into it in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from html import escape
from itertools import count
from types import MappingProxyType
from typing import Any

import attrs
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Twips
from docx.text.parfmt import ParagraphFormat

from cproc.errors import DataError
from cproc.exporters.docx import DocxOptions, placeholders
from cproc.exporters.docx.footnotes import Footnotes
from cproc.exporters.docx.inline import (
    Look,
    add_field,
    add_link,
    add_run,
    begin_bookmark,
    begin_field,
    end_bookmark,
    end_field,
    keep_on_page,
    paragraph,
    put,
    turn,
)
from cproc.exporters.docx.lists import Lists, put_in_list
from cproc.exporters.docx.markdown_text import ProseWriter
from cproc.exporters.docx.named_styles import Styles
from cproc.exporters.docx.pages import LANDSCAPE, PORTRAIT, Pages, change_paper, continue_pages
from cproc.exporters.docx.plan import Chapter, Placed, Plan, plan
from cproc.exporters.docx.scripts import begins_right
from cproc.exporters.docx.template_file import opened
from cproc.exporters.docx.word_charts import Charts
from cproc.exporters.docx.word_tables import WordTable
from cproc.exporters.office import formats, typography
from cproc.exporters.office.cell_text import Formatter
from cproc.report import Chart, Prose, Report, Section, Table

LISTED_LEVELS = 3  # levels of headings in the contents

_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
# What stands behind ``w:updateFields`` in the settings (ECMA-376, part 1, 17.15.1.78).
_AFTER_UPDATE = (
    *("w:hdrShapeDefaults", "w:footnotePr", "w:endnotePr", "w:compat", "w:docVars", "w:rsids"),
    *("m:mathPr", "w:attachedSchema", "w:themeFontLang", "w:clrSchemeMapping", "w:captions"),
    *("w:shapeDefaults", "w:decimalSymbol", "w:listSeparator"),
)


def compose(
    reports: Sequence[Report],
    options: DocxOptions,
    progress: Callable[[int, int], None],
    page_numbers: Mapping[str, str] = MappingProxyType({}),
) -> Document:
    """The document of a report that has been checked, or of the same in several languages.

    Args:
        reports: The report, then the same in further languages.
        options: How the document is made.
        progress: Is told the chapters done.
        page_numbers: The pages of bookmarks, where a layout has told them.

    Raises:
        DataError: The template cannot be used: a problem for each style that it lacks, and for
            each placeholder that stands for nothing.
    """
    report, template = reports[0], options.template or ""
    document = opened(options.template)
    if not template:
        change_paper(document, options.paper)
    _set_properties(document, report)
    styles = Styles.of(document)
    texts = placeholders.values(report, Formatter(report.language))
    place, covered = placeholders.fill(document, texts, template)
    bookmarks = map(int, document.element.xpath("//w:bookmarkStart/@w:id"))
    layout = plan(reports, numbered=styles.number_headings, bookmark=max(bookmarks, default=0) + 1)
    body = _Body(document, place, styles, reports, layout)
    if not covered:
        for other in reports:
            body.cover(other)
    listing = _Listing(styles, layout, page_numbers)
    if options.contents != "false":
        title = " / ".join(dict.fromkeys(label(one, "contents") for one in reports))
        body.add([listing.contents(title, page_break=body.fresh)])
        body.fresh = True
    if options.lists and (lists := list(listing.lists(report))):
        body.add(lists)
        body.fresh = True
    for number, chapter in enumerate(layout.chapters, start=1):
        body.chapter(chapter)
        progress(number, len(layout.chapters))
    body.end()
    if options.contents == "true" or (options.lists and not page_numbers):
        settings = document.settings.element
        for old in settings.findall(qn("w:updateFields")):
            settings.remove(old)
        put(settings, "updateFields", _AFTER_UPDATE, val="true")
    if problems := list(styles.problems(template)):
        raise DataError(problems)
    return document


def label(report: Report, key: str) -> str:
    """A word of a report, with the marks its language wants."""
    return typography.typeset(report.labels[key], report.language)


class _Body:
    """The body as it grows, section by section, before the place that the template has for it."""

    def __init__(
        self,
        document: Document,
        place: Any,
        styles: Styles,
        reports: Sequence[Report],
        layout: Plan,
    ) -> None:
        self._document, self._place, self._styles = document, place, styles
        self._language = reports[0].language
        self._formatters = {one.language: Formatter(one.language) for one in reports}
        self._ending = _section_of(place, document)  # of the section that the place is in
        numbers = count(1 + max(_numbers(document), default=0))
        self._pages = Pages(document, self._ending, numbers)
        self._lists = Lists(document)
        footnotes = Footnotes(document, styles)
        self._charts = Charts(document, styles["Figure"], numbers)
        self._prose = ProseWriter(
            document, styles, footnotes, self._lists, numbers, layout.anchors, self._language
        )
        self._orientation = PORTRAIT
        self._last: Any = None
        self._at_top = True
        self.fresh = False  # whether the next chapter begins a page

    def add(self, elements: Iterable[Any]) -> None:
        """Put elements behind those that are there."""
        for element in elements:
            self._place.addprevious(element)
            self._last = element

    def cover(self, report: Report) -> None:
        """Put the cover on a page of its own: who reports to whom, on what, where and when."""
        show, first = self._formatters[report.language].text, self.fresh
        look = self._look(report.language)
        for style, text in (
            ("Cover Organisation", report.organisation),
            ("Cover Office", report.office),
            ("Cover Reference", report.reference),
            ("Title", report.title),
            ("Subtitle", report.subtitle),
            ("Cover Addressee", report.addressee),
            ("Cover Detail", formats.dateline(report.language, report.place, report.issued)),
        ):
            if text:
                self.add([paragraph(self._styles[style], show(text), look, page_break=first)])
                first, self.fresh = False, True

    def _look(self, language: str) -> Look:
        return Look(language="" if language == self._language else language)

    def _turn(self, orientation: bool) -> None:
        """Begin a page that lies the other way, if what follows wants one."""
        if orientation is self._orientation:
            return
        ending = self._place.getprevious() if self._last is None else self._last
        if ending is not None and self._last is not None and ending.tag != qn("w:p"):
            self.add([paragraph(self._styles["Section End"])])
            ending = self._last
        if ending is not None and ending.tag == qn("w:p") and not ending.xpath("w:pPr/w:sectPr"):
            ending.set_sectPr(self._pages.section(self._orientation))
        self._orientation = orientation
        self._at_top, self.fresh = True, False

    def chapter(self, chapter: Chapter) -> None:
        """Write a section: its heading on the page of what comes first in it."""
        section = chapter.section
        blocks = [(block, self._measured(block)) for block in chapter.blocks]
        self._turn(self._lies(section, blocks[0][1] if blocks else None))
        heading = paragraph(
            self._styles[f"heading {section.level}"],
            keep_next=True,
            page_break=self.fresh,
            before=0 if self._at_top else None,
        )
        if not chapter.number and self._styles.number_headings:
            put_in_list(heading, self._lists.plain, section.level - 1)
        begin_bookmark(heading, chapter.anchor.id, chapter.anchor.name)
        add_run(heading, chapter.title)
        end_bookmark(heading, chapter.anchor.id)
        if begins_right(chapter.title):
            turn(heading)
        self._at_top = self.fresh = False
        self.add([heading])
        for block, table in blocks:
            self._turn(self._lies(section, table))
            width = self._pages.width(self._orientation)
            if isinstance(block, Prose):
                self.add(self._prose.write(block.markdown, block.language, width))
            elif table is not None:
                self.add(self._table(block, table, width))
            elif isinstance(block.item, Chart):
                self.add([self._caption(block)])
                formatter = self._formatters[block.report.language]
                self.add([self._charts.figure(block.report, formatter, block.item, width)])
            self._at_top = False

    def _measured(self, block: Prose | Placed) -> WordTable | None:
        if isinstance(block, Placed) and isinstance(block.item, Table):
            language = block.report.language
            return WordTable.of(
                block.item, self._formatters[language], self._styles, self._look(language)
            )
        return None

    def _lies(self, section: Section, table: WordTable | None) -> bool:
        """Whether what comes next is on a page that lies on its side."""
        if self._pages.lying:
            return PORTRAIT
        wide = table is not None and (
            table.table.wide or not table.fits(self._pages.width(PORTRAIT))
        )
        return LANDSCAPE if section.landscape or wide else PORTRAIT

    def _table(self, placed: Placed, table: WordTable, width: int) -> Iterator[Any]:
        """A table below its caption; a column has no less room than its longest word."""
        yield self._caption(placed)
        notes, styles = table.notes(), self._styles
        if not table.short:  # above a table of several pages, none is left alone below it
            for note in notes:
                keep_on_page(note)
                ParagraphFormat(note).space_before = Twips(0)
                ParagraphFormat(note).space_after = Twips(80)
            yield from notes
        parts = table.parts(width)
        below = table.short and bool(notes)
        for number, part in enumerate(parts, start=1):
            if number > 1:
                text = f"{placed.anchor.text} ({number}/{len(parts)})"
                yield paragraph(styles["caption"], text, table.look, keep_next=True)
            yield from part.elements(width, notes_follow=below and number == len(parts))
        if below:
            yield from notes

    def _caption(self, placed: Placed) -> Any:
        look = self._look(placed.report.language)
        element = paragraph(
            self._styles["caption"], keep_next=True, before=0 if self._at_top else None
        )
        begin_bookmark(element, placed.anchor.id, placed.anchor.name)
        add_run(element, f"{placed.label}{typography.NO_BREAK}", look)
        sequence = "Table" if isinstance(placed.item, Table) else "Figure"
        how = "\\c" if placed.again else "\\* ARABIC"
        add_field(element, f"SEQ {sequence} {how}", str(placed.number), look)
        end_bookmark(element, placed.anchor.id)
        title = self._formatters[placed.report.language].text(placed.item.title)
        add_run(element, f". {title}", look)
        if begins_right(placed.label):
            turn(element)
        return element

    def end(self) -> None:
        """End the report; what the template has behind it goes on as it was."""
        last = self._place.getnext() is self._document.element.body.sectPr
        if self._orientation is LANDSCAPE and last:
            section = self._pages.section(LANDSCAPE)
            self._ending.getparent().replace(self._ending, section)
        else:
            self._turn(PORTRAIT)
            if self._pages.ended:
                continue_pages(self._ending)
        if self._place.xpath("w:pPr/w:sectPr"):
            self._place.style = self._styles["Section End"]
        else:
            self._place.getparent().remove(self._place)


def _numbers(document: Document) -> Iterator[int]:
    """The numbers of the pictures that the template has, in its heads and feet as well."""
    roots = [document.element, *(root for root, _own in placeholders.stories(document))]
    return (int(frame.get("id")) for root in roots for frame in root.iter(qn("wp:docPr")))


def _section_of(place: Any, document: Document) -> Any:
    """The properties of the section that a paragraph is in, which stand at its end."""
    for element in (place, *place.itersiblings(qn("w:p"))):
        if sections := element.xpath("w:pPr/w:sectPr"):
            return sections[0]
    return document.element.body.get_or_add_sectPr()


# --- Contents and lists -------------------------------------------------------------------


@attrs.frozen
class _Listing:
    """Contents and lists, as the fields that Word knows, with their results.

    A page number is a field without a result where no layout has told it: only a program that
    lays out pages can know it, and a wrong one would be worse. Word asks once on opening whether
    to fill them in.
    """

    styles: Styles
    plan: Plan
    page_numbers: Mapping[str, str]

    def contents(self, title: str, *, page_break: bool) -> Any:
        """The contents, with an entry for each heading."""
        frame = parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtPr><w:docPartObj>"
            '<w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
            "</w:sdtPr><w:sdtContent/></w:sdt>"
        )
        heading = paragraph(
            self.styles["TOC Heading"], title, keep_next=True, page_break=page_break
        )
        chapters = [one for one in self.plan.chapters if one.section.level <= LISTED_LEVELS]
        entries = [
            self._entry(
                f"toc {one.section.level}",
                one.anchor.name,
                f"{one.number}\t{one.title}" if one.number else one.title,
            )
            for one in chapters
        ]
        _put_in_field(f'TOC \\o "1-{LISTED_LEVELS}" \\h \\z \\u', entries)
        frame[-1].extend([heading, *entries])
        return frame

    def lists(self, report: Report) -> Iterator[Any]:
        """The lists of tables and of figures, each with an entry for each caption."""
        for sequence, kind in (("Table", Table), ("Figure", Chart)):
            entries = [
                self._entry("table of figures", placed.anchor.name, text)
                for chapter in self.plan.chapters
                for placed in chapter.blocks
                if isinstance(placed, Placed) and isinstance(placed.item, kind)
                for title in [typography.typeset(placed.item.title, placed.report.language)]
                for text in [f"{placed.anchor.text}. {title}"]
            ]
            if entries:
                title = label(report, f"list_of_{sequence.lower()}s")
                yield paragraph(self.styles["TOC Heading"], title, keep_next=True, before=480)
                _put_in_field(f'TOC \\h \\z \\c "{sequence}"', entries)
                yield from entries

    def _entry(self, style: str, anchor: str, text: str) -> Any:
        entry = paragraph(self.styles[style])
        link = add_link(entry, anchor=anchor)
        add_run(link, f"{text}\t")
        add_field(link, f"PAGEREF {anchor} \\h", self.page_numbers.get(anchor, ""))
        if begins_right(text):
            turn(entry)
        return entry


def _put_in_field(instruction: str, entries: Sequence[Any]) -> None:
    """Put entries into the field that Word makes them of."""
    if not entries:
        return
    begun = paragraph("")
    begin_field(begun, instruction)
    for position, run in enumerate(begun.r_lst):
        entries[0].insert(1 + position, run)
    end_field(entries[-1])


# --- Properties ---------------------------------------------------------------------------


def _set_properties(document: Document, report: Report) -> None:
    """The document's properties; the day of issue stands for both dates, never the clock."""
    for rel in list(document.part.package.rels.values()):
        if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL:  # it shows the template
            del document.part.package.rels[rel.rId]
    properties = document.core_properties
    issued = datetime.combine(report.issued, time(), UTC)
    properties.created = properties.modified = issued
    element: Any = properties._element
    for name, text in (
        ("title", report.title),
        ("subject", report.subtitle),
        ("creator", report.office),
        ("identifier", report.reference),
        ("language", typography.language_tag(report.language)),
        ("lastModifiedBy", report.office),
    ):
        # Not by the properties themselves, which hold 255 characters at most.
        getattr(element, f"get_or_add_{name}")().text = text
    for name in ("revision", "description", "lastPrinted", "version"):
        getattr(element, f"_remove_{name}")()
    company = escape(report.organisation, quote=False).replace("\r", "&#13;")
    blob = f'<Properties xmlns="{_EXTENDED}"><Company>{company}</Company></Properties>'
    package: Any = document.part.package
    for rel in package.rels.values():
        if rel.reltype == RELATIONSHIP_TYPE.EXTENDED_PROPERTIES:
            rel.target_part._blob = blob.encode()
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), typography.language_tag(report.language))
