"""The Word report: what stands where, under which style, number, language and link."""

from __future__ import annotations

import decimal
import io
import re
import subprocess
import sys
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import docx
import pytest
from lxml import etree

from cproc.exporters.docx import DocxExporter, DocxOptions
from cproc.exporters.docx.word_limits import LABELS
from cproc.exporters.office.chart_drawing import describe
from cproc.hookspecs import Exporter, Job
from cproc.money import Money
from cproc.publish import normalised
from cproc.report import (
    Cell,
    Chart,
    ChartKind,
    Column,
    Kind,
    Prose,
    Ref,
    Report,
    Section,
    Table,
)
from cproc.testing import make_portfolio

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACES = {"w": W.strip("{}"), "c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
PORTFOLIO = make_portfolio(1)

BUDGET = Table(
    "budget",
    "Budget by project",
    (
        Column("project", "Project", width=16),
        Column("entries", "Entries", Kind.INTEGER, 10),
        Column("amount", "Amount", Kind.MONEY, 20),
    ),
    (
        (Cell("Formation", language="fr"), Cell(1200), Cell(Money("1000000", "EUR"))),
        (Cell("GLACY+"), Cell(67), Cell(Money("10000000", "EUR"))),
    ),
    (Cell("Total"), Cell(1267), Cell(Money("11000000", "EUR"))),
    ("As at 30 September 2017.",),
)
INVENTORY = Table(
    "inventory",
    "Inventory",
    (Column("title", "Title", width=60), Column("day", "Day", Kind.DATE)),
    tuple((Cell(f"Workshop {n}"), Cell(date(2016, 10, 3))) for n in range(60)),
    wide=True,
)
CHART = Chart(
    "drawn", "Entries by project", "Formation 1,200; GLACY+ 67", ChartKind.BARS, "budget",
    "project", ("entries",),
)  # fmt: skip


def make_report(*sections: Section, **changes: Any) -> Report:
    """Make a report of a few sections."""
    return attrs.evolve(
        Report(
            "en", "Activity report", "October 2016 to September 2017", "Programme Office",
            "Council of Europe", "SG/Inf(2017)42", "Strasbourg", date(2017, 11, 24),
            "Committee of Ministers", {label: label.title() for label in LABELS},
            {"budget": BUDGET, "inventory": INVENTORY}, {"drawn": CHART}, sections, (),
        ),
        **changes,
    )  # fmt: skip


def written(report: Report) -> bytes:
    """Export a report."""
    stream = io.BytesIO()
    DocxExporter().export(PORTFOLIO, report, stream, Job(DocxOptions(lists=True)))
    return normalised(stream.getvalue())


def part(blob: bytes, name: str = "word/document.xml") -> Any:
    """Read one part."""
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        return etree.fromstring(archive.read(name))


def find(root: Any, path: str) -> list[Any]:
    """Find elements or attributes."""
    found: list[Any] = root.xpath(path, namespaces=SPACES)
    return found


def shown(element: Any) -> str:
    """The text of an element, field codes left out."""
    return "".join(find(element, ".//w:t/text()"))


def styled(root: Any, style: str) -> list[Any]:
    """Find the paragraphs of a style."""
    return find(root, f"//w:p[w:pPr/w:pStyle/@w:val='{style}']")


WHOLE = make_report(
    Section(
        "summary", "Summary", 1, (Prose("All went *well*.", "en"), Ref("budget")), numbered=False
    ),
    Section("projects", "Projects", 1, (Prose("See [](#budget).", "en"), Ref("drawn"))),
    Section("projects:one", "One", 2, (Prose("Text.", "en"),)),
    Section("annex", "Annex", 1, (Ref("inventory"),), landscape=True),
)


@pytest.fixture(scope="module")
def blob() -> bytes:
    """The report as a file."""
    return written(WHOLE)


def test_no_part_holds_what_only_editors_of_templates_read(blob: bytes) -> None:
    """Comments, indents and gaps left to fill are in templates alone, not in the document."""
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if name.endswith(".xml")]
    assert parts
    for text in parts:
        body = text.partition(b"?>\n")[2]
        assert not re.search(rb"<!--|\n|\$[a-z{]", body), body


def test_exporter_is_one_and_loads_nothing() -> None:
    """The exporter fits the protocol; to import it loads neither Markdown nor Word libraries."""
    assert isinstance(DocxExporter(), Exporter)
    code = (
        "import sys, cproc.exporters.docx; "
        "assert not {'docx', 'markdown_it', 'lxml'} & set(sys.modules), sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_same_report_twice_is_the_same_bytes(blob: bytes) -> None:
    """The bytes depend on the report alone: no clock, no random identifiers, one zip time."""
    assert written(WHOLE) == blob
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert archive.testzip() is None
        assert not [name for name in archive.namelist() if "thumbnail" in name]


def test_a_reader_finds_properties_and_headings(blob: bytes) -> None:
    """python-docx opens it: properties of the report, headings in order, levels without a gap."""
    document = docx.Document(io.BytesIO(blob))
    properties = document.core_properties
    assert (properties.title, properties.author) == ("Activity report", "Programme Office")
    assert (properties.language, properties.identifier) == ("en-GB", "SG/Inf(2017)42")
    assert str(properties.created) == str(properties.modified) == "2017-11-24 00:00:00+00:00"
    headings = [p for p in document.paragraphs if p.style and p.style.name.startswith("Heading")]
    assert [(p.style and p.style.name, p.text) for p in headings] == [
        ("Heading 1", "Summary"),
        ("Heading 1", "Projects"),
        ("Heading 2", "One"),
        ("Heading 1", "Annex"),
    ]


def test_cover_says_who_reports_to_whom(blob: bytes) -> None:
    """The cover has each fact once under a style of its own, on a page without a header."""
    root = part(blob)
    cover = {
        "CoverOrganisation": "Council of Europe",
        "CoverOffice": "Programme Office",
        "CoverReference": "SG/Inf(2017)42",
        "Title": "Activity report",
        "Subtitle": "October 2016 to September 2017",
        "CoverAddressee": "Committee of Ministers",
        "CoverDetail": "Strasbourg, 24 November 2017",
    }
    assert {style: [shown(p) for p in styled(root, style)] for style in cover} == {
        style: [text] for style, text in cover.items()
    }
    (first, *others) = find(root, "//w:sectPr")
    assert find(first, "w:titlePg")
    assert not find(first, "w:headerReference[@w:type='first']")
    assert not [section for section in others if find(section, "w:titlePg")]
    french = attrs.evolve(WHOLE, language="fr")
    assert (
        shown(styled(part(written(french)), "CoverDetail")[0]) == "Strasbourg, le 24 novembre 2017"
    )
    bare = part(written(attrs.evolve(WHOLE, place="", reference="", addressee="")))
    assert shown(styled(bare, "CoverDetail")[0]) == "24 November 2017"
    assert not styled(bare, "CoverReference")
    assert not styled(bare, "CoverAddressee")


def test_contents_list_the_headings_with_links(blob: bytes) -> None:
    """Contents are a field whose result is there: number, title, link and page field of each."""
    root = part(blob)
    entries = [p for level in "123" for p in styled(root, f"TOC{level}")]
    assert [shown(p) for p in entries] == ["Summary", "1Projects", "2Annex", "1.1One"]
    for entry in entries:
        (anchor,) = find(entry, "w:hyperlink/@w:anchor")
        assert find(root, f"//w:p[.//w:bookmarkStart/@w:name='{anchor}']/w:pPr/w:pStyle/@w:val")
        assert f" PAGEREF {anchor} \\h " in find(entry, ".//w:instrText/text()")
    assert find(root, "//w:sdt//w:docPartGallery/@w:val") == ["Table of Contents"]
    assert ' TOC \\o "1-3" \\h \\z \\u ' in find(root, "//w:sdt//w:instrText/text()")
    assert find(part(blob, "word/settings.xml"), "//w:updateFields/@w:val") == ["true"]


def test_lists_of_tables_and_figures_follow(blob: bytes) -> None:
    """Each caption is listed with a link to its number and a page field, in a field of its own."""
    root = part(blob)
    assert [shown(p) for p in styled(root, "TOCHeading")] == [
        "Contents", "List_Of_Tables", "List_Of_Figures",
    ]  # fmt: skip
    entries = styled(root, "TableofFigures")
    assert [shown(p) for p in entries] == [
        "Table\u00a01. Budget by project",
        "Table\u00a02. Inventory",
        "Figure\u00a01. Entries by project",
    ]
    for entry in entries:
        (anchor,) = find(entry, "w:hyperlink/@w:anchor")
        (caption,) = find(root, f"//w:p[.//w:bookmarkStart/@w:name='{anchor}']")
        assert shown(caption) == shown(entry)
        assert f" PAGEREF {anchor} \\h " in find(entry, ".//w:instrText/text()")
    fields = find(root, "//w:p[w:pPr/w:pStyle/@w:val='TableofFigures']/w:r/w:instrText/text()")
    assert fields == [' TOC \\h \\z \\c "Table" ', ' TOC \\h \\z \\c "Figure" ']


@pytest.mark.parametrize(
    ("options", "headings", "fields", "width", "sections"),
    [
        (DocxOptions(contents="false", lists=True), ["List_Of_Tables", "List_Of_Figures"], 2,
         "11906", 4),
        (DocxOptions(), ["Contents"], 1, "11906", 4),
        (DocxOptions(contents="false"), [], 0, "11906", 4),
        (DocxOptions(paper="letter", lists=True),
         ["Contents", "List_Of_Tables", "List_Of_Figures"], 3, "12240", 4),
        (DocxOptions(inventory=False), ["Contents"], 1, "11906", 3),
    ],
)  # fmt: skip
def test_options(
    options: DocxOptions, headings: list[str], fields: int, width: str, sections: int
) -> None:
    """Contents, lists and inventory can be left out, the paper chosen; progress is told."""
    told: list[tuple[int, int]] = []
    report = attrs.evolve(
        WHOLE, sections=(*WHOLE.sections[:-1], attrs.evolve(WHOLE.sections[-1], id="inventory"))
    )
    stream = io.BytesIO()
    job = Job(options, lambda done, of: told.append((done, of)))
    DocxExporter().export(PORTFOLIO, report, stream, job)
    root = part(stream.getvalue())
    assert [shown(p) for p in styled(root, "TOCHeading")] == headings
    assert len([f for f in find(root, "//w:instrText/text()") if f.startswith(" TOC")]) == fields
    assert find(root, "(//w:pgSz)[1]/@w:w") == [width]
    assert told == [(n, sections) for n in range(1, sections + 1)]
    breaks = find(root, "//w:p[w:pPr/w:pageBreakBefore]")
    contents = ["Contents"] if "Contents" in headings else []
    assert [shown(p) for p in breaks] == [*contents, "Summary"]


def test_every_field_is_whole(blob: bytes) -> None:
    """Fields begin, separate and end in that order, also where one stands in another."""
    for name in ("word/document.xml", "word/footer1.xml"):
        depth: list[str] = []
        for kind in find(part(blob, name), "//w:fldChar/@w:fldCharType"):
            if kind == "begin":
                depth.append("begin")
            elif kind == "separate":
                assert depth.pop() == "begin"
                depth.append("separate")
            else:
                assert depth.pop() == "separate"
        assert depth == []


def test_a_report_without_sections_has_a_cover_and_contents() -> None:
    """Nothing to list: the contents have their heading and no field."""
    root = part(written(make_report()))
    assert [shown(p) for p in styled(root, "TOCHeading")] == ["Contents"]
    assert not find(root, "//w:instrText")


def test_headings_are_numbered_by_word(blob: bytes) -> None:
    """The styles of headings number them; one that takes no number is in a list of none."""
    styles, numbering = part(blob, "word/styles.xml"), part(blob, "word/numbering.xml")
    assert find(styles, "//w:style[@w:styleId='Heading2']//w:outlineLvl/@w:val") == ["1"]
    levels = find(numbering, "//w:abstractNum[@w:abstractNumId='1']/w:lvl/w:lvlText/@w:val")
    assert levels[:3] == ["%1", "%1.%2", "%1.%2.%3"]
    root = part(blob)
    lists = [find(p, "w:pPr/w:numPr/w:numId/@w:val") for p in styled(root, "Heading1")]
    assert lists == [["2"], [], []]
    assert find(styles, "//w:style[@w:styleId='Heading2']//w:numPr/*/@w:val") == ["1", "1"]
    linked = find(numbering, "//w:abstractNum[@w:abstractNumId='1']/w:lvl/w:pStyle/@w:val")
    assert linked[:3] == ["Heading1", "Heading2", "Heading3"]
    plain = find(numbering, "//w:abstractNum[@w:abstractNumId='2']/w:lvl/w:lvlText/@w:val")
    assert set(plain) == {""}


def test_numbers_follow_the_headings_that_have_them() -> None:
    """A section of a chapter without a number has none; counting goes on where it was."""
    titles = [(1, True), (2, True), (1, False), (2, True), (1, True), (2, True), (3, True)]
    sections = [Section(f"s{n}", f"s{n}", level, (), own) for n, (level, own) in enumerate(titles)]
    root = part(written(make_report(*sections)))
    entries = find(root, "//w:p[starts-with(w:pPr/w:pStyle/@w:val, 'TOC') and w:hyperlink]")
    assert [shown(p) for p in entries] == ["1s0", "1.1s1", "s2", "s3", "2s4", "2.1s5", "2.1.1s6"]


def test_no_paragraph_is_empty(blob: bytes) -> None:
    """No paragraph stands for a space, save the one a section must end with after a table."""
    report = attrs.evolve(WHOLE, sections=(*WHOLE.sections, Section("end", "End", 1)))
    for root in (part(blob), part(written(report))):
        for paragraph in find(root, "//w:body//w:p[not(ancestor::w:tc)]"):
            if find(paragraph, "w:pPr/w:pStyle[@w:val='SectionEnd']"):
                assert find(paragraph, "w:pPr/w:sectPr")
            else:
                assert shown(paragraph) or find(paragraph, ".//w:drawing")


def test_tables_can_be_read_aloud(blob: bytes) -> None:
    """Header rows repeat, no row is torn, title and columns are told, widths are fixed."""
    tables = find(part(blob), "//w:tbl")
    assert len(tables) == 2
    for table in tables:
        assert len(find(table, "w:tr/w:trPr/w:tblHeader")) == 1
        assert len(find(table, "w:tr/w:trPr/w:cantSplit")) == len(find(table, "w:tr"))
        assert find(table, "w:tblPr/w:tblLayout/@w:type") == ["fixed"]
        (grid,) = find(table, "w:tblGrid")
        widths = [int(width) for width in find(grid, "w:gridCol/@w:w")]
        assert find(table, "w:tblPr/w:tblW/@w:w") == [str(sum(widths))]
        for row in find(table, "w:tr"):  # rows without widths of their own have the grid's
            repeated = bool(find(row, "w:trPr/w:tblHeader"))
            assert [int(w) for w in find(row, "w:tc/w:tcPr/w:tcW/@w:w")] == widths * repeated
    first = tables[0]
    assert find(first, "w:tblPr/w:tblCaption/@w:val") == ["Budget by project"]
    assert find(first, "w:tblPr/w:tblDescription/@w:val") == ["Project, Entries, Amount"]
    assert find(first, "w:tblPr/w:tblLook/@w:lastRow") == ["1"]
    styles = [find(row, ".//w:pStyle/@w:val") for row in find(first, "w:tr")]
    assert styles[0] == ["TableHeading", "TableHeadingNumber", "TableHeadingNumber"]
    assert styles[1] == ["TableText", "TableTextNumber", "TableTextNumber"]
    assert styles[-1] == ["TableTotal", "TableTotalNumber", "TableTotalNumber"]


def test_captions_stand_above_and_notes_below(blob: bytes) -> None:
    """A caption is numbered by a field, bookmarked, and stays with its table; notes follow."""
    root = part(blob)
    captions = styled(root, "Caption")
    assert [shown(p) for p in captions] == [
        "Table\u00a01. Budget by project",
        "Figure\u00a01. Entries by project",
        "Table\u00a02. Inventory",
    ]
    assert [find(p, ".//w:instrText/text()") for p in captions] == [
        [" SEQ Table \\* ARABIC "],
        [" SEQ Figure \\* ARABIC "],
        [" SEQ Table \\* ARABIC "],
    ]
    assert captions[0].getnext().tag == f"{W}tbl"
    note = captions[0].getnext().getnext()
    assert (shown(note), find(note, "w:pPr/w:pStyle/@w:val")) == (
        "As at 30 September 2017.", ["TableNote"],
    )  # fmt: skip
    names = find(root, "//w:bookmarkStart/@w:name")
    numbers = find(root, "//w:bookmarkStart/@w:id")
    assert len(set(names)) == len(names) == len(set(numbers)) == 7


def test_notes_of_a_long_table_stand_above_it() -> None:
    """Below a table of several pages a note could be alone on the last; it stays with the head."""
    table = attrs.evolve(INVENTORY, notes=("Days as told.",))
    section = Section("a", "A", 1, (Ref("t"),))
    root = part(written(make_report(section, tables={"t": table}, charts={})))
    (note,) = styled(root, "TableNote")
    assert shown(note) == "Days as told."
    assert find(note, "w:pPr/w:keepNext")
    assert shown(note.getprevious()).startswith("Table")
    assert note.getnext().tag == f"{W}tbl"
    last = find(root, "(//w:tbl/w:tr)[last()]")
    assert not find(last[0], ".//w:keepNext")


def test_small_tables_stay_whole_and_long_ones_do_not_leave_a_row_alone(blob: bytes) -> None:
    """Rows that must not be parted keep with the next: all of a small table, the ends of a long."""
    small, long = find(part(blob), "//w:tbl")
    kept = [bool(find(row, ".//w:keepNext")) for row in find(small, "w:tr")]
    assert kept == [True, True, True, True]  # its note follows
    kept = [bool(find(row, ".//w:keepNext")) for row in find(long, "w:tr")]
    assert [n for n, keep in enumerate(kept) if keep] == [0, 1, 59]


def test_pages_turn_where_a_table_is_wide(blob: bytes) -> None:
    """Landscape sections and wide tables lie on their side; headers and footers fit the page."""
    root = part(blob)
    sizes = find(root, "//w:sectPr/w:pgSz")
    assert [size.get(f"{W}orient") for size in sizes] == [None, "landscape"]
    wide = make_report(
        Section("a", "A", 1, (Prose("Before.", "en"), Ref("inventory"), Prose("After.", "en")))
    )
    sizes = find(part(written(wide)), "//w:sectPr/w:pgSz")
    assert [size.get(f"{W}orient") for size in sizes] == [None, "landscape", None]
    at_once = make_report(Section("a", "A", 1, (Ref("inventory"),)))
    root = part(written(at_once))
    (heading,) = styled(root, "Heading1")
    assert not find(heading, "w:pPr/w:pageBreakBefore")
    assert find(heading, "following::w:sectPr/w:pgSz/@w:orient") == ["landscape"]


def test_header_and_footer_say_where_one_is(blob: bytes) -> None:
    """The header has office and reference, the footer the period and page x of y, as fields."""
    assert shown(part(blob, "word/header1.xml")) == "Programme OfficeSG/Inf(2017)42"
    footer = part(blob, "word/footer2.xml")
    assert shown(footer) == "October 2016 to September 2017Page 1 Of 1"
    assert find(footer, "//w:instrText/text()") == [" PAGE ", " NUMPAGES "]


def test_main_rows_are_bold() -> None:
    """The runs of rows that others are parts of are bold, whatever their language; no other is."""
    main = attrs.evolve(BUDGET, main_rows=frozenset({0}))
    blob = written(attrs.evolve(WHOLE, tables={**WHOLE.tables, "budget": main}))
    plain = find(part(written(WHOLE)), "//w:tbl//w:r[w:rPr/w:b]")
    bold = find(part(blob), "//w:tbl//w:r[w:rPr/w:b]")
    assert plain == []
    texts = [cell.value for cell in BUDGET.rows[0]]
    assert len(bold) == len([text for text in texts if text is not None])
    assert shown(bold[0]) == texts[0]


def test_language_is_told_for_the_document_and_where_it_changes() -> None:
    """The styles name the language of the report; a run in another one names its own."""
    blob = written(WHOLE)
    assert find(part(blob, "word/styles.xml"), "//w:docDefaults//w:lang/@w:val") == ["en-GB"]
    runs = find(part(blob), "//w:r[w:rPr/w:lang]")
    assert [(shown(r), find(r, "w:rPr/w:lang/@w:val")) for r in runs] == [("Formation", ["fr-FR"])]
    french = make_report(
        Section("a", "A", 1, (Prose("Hello.", "en"), Prose("Salut.", "fr"))), language="fr"
    )
    runs = find(part(written(french)), "//w:r[w:rPr/w:lang]")
    assert [(shown(r), find(r, "w:rPr/w:lang/@w:val")) for r in runs] == [("Hello.", ["en-GB"])]


KINDS = [kind for kind in ChartKind if kind is not ChartKind.TIMELINE]


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_drawn_by_word_from_its_data(kind: ChartKind) -> None:
    """A chart is a chart part: alt text, exact numbers, and a workbook with the same numbers."""
    chart = attrs.evolve(CHART, kind=kind, values=("entries", "amount"))
    report = make_report(Section("a", "A", 1, (Ref("drawn"),)), charts={"drawn": chart})
    blob = written(report)
    root = part(blob)
    (frame,) = root.iter("{*}docPr")
    assert frame.get("descr") == "Formation 1,200; GLACY+ 67"
    drawn = part(blob, "word/charts/chart1.xml")
    assert find(drawn, "//c:ser/c:tx//c:v/text()") == ["Entries", "Amount"]
    assert find(drawn, "//c:ser[1]/c:cat//c:v/text()") == ["Formation", "GLACY+"]
    assert find(drawn, "//c:ser[2]/c:val//c:v/text()") == ["1000000", "10000000"]
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        book = archive.read("word/embeddings/data1.xlsx")
    openpyxl = pytest.importorskip("openpyxl")
    rows = openpyxl.load_workbook(io.BytesIO(book))["Data"].iter_rows(values_only=True)
    assert list(rows) == [
        (None, "Entries", "Amount"), ("Formation", 1200, 1000000), ("GLACY+", 67, 10000000),
    ]  # fmt: skip
    # The table is nowhere else in the document, so it follows the chart.
    assert [shown(p)[:6] for p in styled(root, "Caption")] == ["Figure", "Table\u00a0"]


def timed(*days: tuple[date | None, date | None]) -> Any:
    """Draw a time line."""
    table = Table(
        "time",
        "Time",
        (Column("name", "Name"), Column("start", "S", Kind.DATE), Column("end", "E", Kind.DATE)),
        tuple((Cell(f"P{n}"), Cell(start), Cell(end)) for n, (start, end) in enumerate(days)),
    )
    chart = Chart("t", "Time", "P", ChartKind.TIMELINE, "time", "name", ("start", "end"))
    section = Section("a", "A", 1, (Ref("t"), Ref("time")))
    blob = written(make_report(section, tables={"time": table}, charts={"t": chart}))
    return part(blob, "word/charts/chart1.xml")


def test_a_time_line_is_bars_from_a_first_day_on() -> None:
    """The first days are a series that is not seen; lengths count both ends, years are marked."""
    drawn = timed((date(2016, 1, 1), date(2018, 12, 31)), (date(2017, 3, 1), date(2017, 3, 1)))
    assert find(drawn, "//c:grouping/@val") == ["stacked"]
    assert find(drawn, "//c:ser[1]/c:val//c:v/text()") == ["42370", "42795"]
    assert find(drawn, "//c:ser[2]/c:val//c:v/text()") == ["1096", "1"]
    assert [len(find(s, "c:spPr/*[local-name()='noFill']")) for s in find(drawn, "//c:ser")] == [
        1, 0,
    ]  # fmt: skip
    assert find(drawn, "//c:valAx//c:min/@val | //c:valAx//c:max/@val") == ["43466.75", "42371"]
    assert find(drawn, "//c:valAx/c:numFmt/@formatCode") == ["yyyy"]
    assert not find(drawn, "//c:dLbls | //c:legend")
    whole = timed((date(2022, 1, 1), date(2024, 12, 31)))
    assert find(whole, "//c:valAx//c:max/@val") == ["45658.75"]  # 1 January 2025
    short = timed((date(2024, 2, 1), date(2024, 12, 31)))
    assert find(short, "//c:valAx/c:numFmt/@formatCode") == ["mm/yyyy"]
    assert find(short, "//c:valAx//c:majorUnit/@val") == ["91.3125"]
    unending = timed((date(2016, 1, 1), None))
    assert find(unending, "//c:ser[2]/c:spPr/*[local-name()='pattFill']")
    undated = timed((None, None))
    assert not find(undated, "//c:valAx//c:min")


def test_a_chart_is_the_same_whatever_precision_the_caller_has_set() -> None:
    """Neither the axis of time nor the greatest amount is rounded by the caller's context."""
    days, amount = (date(2016, 1, 1), date(2018, 6, 30)), Money("999999.99", "EUR")
    table = Table("t", "T", (Column("a", "A"), Column("b", "B")), ((Cell("x"), Cell(amount)),))
    chart = Chart("c", "C", "C", ChartKind.COLUMNS, "t", "a", ("b",))
    plain = etree.tostring(timed(days))
    with decimal.localcontext(prec=3):
        assert etree.tostring(timed(days)) == plain
        assert describe(chart, table, ["x"], str).largest == amount.amount


def test_a_time_line_of_one_column_is_drawn_as_bars() -> None:
    """Without a first and a last day there is no axis of time."""
    chart = attrs.evolve(CHART, kind=ChartKind.TIMELINE, values=("entries",))
    blob = written(make_report(Section("a", "A", 1, (Ref("drawn"),)), charts={"drawn": chart}))
    drawn = part(blob, "word/charts/chart1.xml")
    assert find(drawn, "//c:barDir/@val | //c:grouping/@val") == ["bar", "clustered"]


def test_a_chart_of_many_points_has_an_axis_instead_of_labels() -> None:
    """Up to thirty points carry their values; more would run into each other."""
    rows = tuple((Cell(f"P{n}"), Cell(Decimal(n) / 100), Cell(None)) for n in range(40))
    table = Table(
        "t", "T", (Column("a", "A"), Column("b", "B", Kind.PERCENT), Column("c", "C")), rows
    )
    chart = attrs.evolve(CHART, table="t", labels="a", values=("b",))
    report = make_report(
        Section("a", "A", 1, (Ref("drawn"),)), tables={"t": table}, charts={"drawn": chart}
    )
    drawn = part(written(report), "word/charts/chart1.xml")
    assert not find(drawn, "//c:dLbls")
    assert find(drawn, "//c:valAx/c:majorGridlines")
    assert find(drawn, "//c:valAx/c:numFmt/@formatCode") == ["0%"]


def test_identifiers_and_relations_are_sound(blob: bytes) -> None:
    """Every relation leads to a part, every part has a type, every style used is defined."""
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        names = set(archive.namelist())
        types = archive.read("[Content_Types].xml").decode()
    for name in names - {"[Content_Types].xml"}:
        suffix = name.rpartition(".")[2]
        assert f'PartName="/{name}"' in types or f'Extension="{suffix}"' in types
    relations = part(blob, "word/_rels/document.xml.rels")
    for relation in relations:
        assert f"word/{relation.get('Target')}" in names
    defined = set(find(part(blob, "word/styles.xml"), "//w:style/@w:styleId"))
    used = find(part(blob), "//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val")
    assert set(used) <= defined
    assert not re.search(r"theme(Color|Fill|Font)=", types)


def test_a_heading_is_never_alone_and_notes_stay_with_their_table() -> None:
    """Headings and captions keep with what follows, whatever their styles say; so do notes."""
    table = attrs.evolve(BUDGET, notes=("One.", "Two.", "Three."))
    section = Section("a", "A", 1, (Ref("budget"), Prose("Text.", "en")))
    root = part(written(make_report(section, tables={"budget": table}, charts={})))
    for style in ("Heading1", "Caption"):
        assert all(find(p, "w:pPr/w:keepNext") for p in styled(root, style))
    kept = [bool(find(p, "w:pPr/w:keepNext")) for p in styled(root, "TableNote")]
    assert kept == [True, True, False]
    assert find(root, "(//w:tbl/w:tr)[last()]//w:keepNext")


def test_a_title_may_be_longer_than_python_docx_allows() -> None:
    """A property of 255 characters is the limit of a library, not of a Word file."""
    title = "Report " * 60
    document = docx.Document(io.BytesIO(written(attrs.evolve(WHOLE, title=title))))
    assert document.core_properties.title == title
    assert not document.core_properties.comments
