"""Any text survives in the Word report or is refused at once; values are printed exactly."""

from __future__ import annotations

import decimal
import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import docx
import pytest
from babel import Locale
from docx2python import docx2python
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cproc.errors import DataError
from cproc.exporters.docx import DocxExporter, DocxOptions
from cproc.exporters.docx.word_charts import workbook
from cproc.exporters.docx.word_limits import LABELS
from cproc.exporters.office.cell_text import Formatter
from cproc.exporters.office.column_widths import fit, fit_table, line_count, needs
from cproc.exporters.office.text_width import widest_word
from cproc.hookspecs import Job
from cproc.labels.typography import language_tag, typeset
from cproc.money import Money
from cproc.report import Cell, Chart, ChartKind, Column, Kind, Prose, Ref, Report, Section, Table
from cproc.testing import make_portfolio

HOSTILE = {
    "T01": "=1+1", "T02": "==", "T03": "=", "T04": "+1", "T05": "-1", "T06": "@SUM",
    "T07": "\t=1", "T08": "\r=1", "T09": "\n=1", "T10": " =1", "T11": "＝1",
    "T12": "=cmd|'/c calc'!A1", "T13": '=HYPERLINK("http://a.org")', "T14": '=WEBSERVICE("x")',
    "T15": "{=1}", "T16": "'=1", "T17": "#N/A", "T18": "TRUE", "T19": "007", "T20": "1/2",
    "T21": "1E5", "T22": "2024-01-01", "T30": "\U0001f600", "T31": "_x000D_", "T32": "_x0041_",
    "T33": "_x005F_", "T34": "a\r\nb", "T35": "a\rb", "T36": "\n" * 254, "T37": "x" * 32_767,
    "T38": "x" * 32_768, "T39": "\U0001f600" * 16_384, "T41": "  both  ends  ", "T42": "",
    "T43": "a\u00a0b", "T44": "a\u202eb", "T45": "a\u200bb", "T46": "a\u2066b",
    "T47": "e" + "\u0301" * 1000, "T48": "\u00e9 e\u0301", "T49": 'A&B <b> "q" \' ]]>',
    "T50": "{{ 7*7 }}", "T51": "{% raw %}", "T52": "javascript:alert(1)", "T53": "file:///etc",
    "T54": "\\\\server\\share", "T55": "http://a.org/" + "x" * 2067, "T56": "http://[bad",
    "field": "{ PAGE } <w:fldChar/> MERGEFIELD x", "c1": "\u0085\u2028\u009f", "end": "\ufffd",
}  # fmt: skip

REFUSED = {
    "T23": "\x00", "T24": "\x01", "T25": "\x0b", "T26": "\x1f", "T27": "\ufffe",
    "T28": "\ud800", "T29": "\udc00",
}  # fmt: skip

BASE = Report(
    "en", "T", "S", "O", "G", "", "", date(2017, 1, 1), "",
    {label: label.title() for label in LABELS}, {}, {}, (), (),
)  # fmt: skip


def written(report: Report) -> bytes:
    """Export a report."""
    stream = io.BytesIO()
    DocxExporter().export(make_portfolio(1), report, stream, Job(DocxOptions(lists=True)))
    return stream.getvalue()


def one_table(*cells: Cell, kind: Kind = Kind.TEXT, **changes: Any) -> Report:
    """Make a report of one table of one column."""
    table = Table("t", "T", (Column("a", "A", kind),), tuple((cell,) for cell in cells))
    section = Section("s", "S", 1, (Ref("t"),))
    return attrs.evolve(BASE, tables={"t": table}, sections=(section,), **changes)


def lines(text: str) -> str:
    """Write line breaks the one way Word knows."""
    return re.sub(r"\r\n|\r", "\n", text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_text_in_a_cell_is_read_back_as_it_was(text: str) -> None:
    """Matrix T: python-docx reads the text of the cell; line breaks are breaks, and no field."""
    blob = written(one_table(Cell(text)))
    assert docx.Document(io.BytesIO(blob)).tables[0].cell(1, 0).text == lines(text)
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        xml = archive.read("word/document.xml")
    assert xml.count(b"instrText ") == 5  # contents, list, a page number in each, one caption


def test_a_second_reader_finds_every_text() -> None:
    """docx2python, which reads the XML its own way, finds each hostile text of one table."""
    told = {key: text for key, text in HOSTILE.items() if len(text) < 5000}
    table = docx2python(io.BytesIO(written(one_table(*map(Cell, told.values())))))
    cells = ["\n".join(row[0]) for body in table.body for row in body if len(row) == 1]
    found = dict(zip(told, cells[-len(told) :], strict=True))
    assert found == {key: lines(text) for key, text in told.items()}


def everywhere(text: str) -> Report:
    """Put a text into every field of a report that is printed."""
    cells = (Cell(text), Cell(1))
    table = Table(
        "t", text, (Column("a", text), Column("b", text, Kind.INTEGER)), (cells,), cells, (text,)
    )
    chart = Chart("c", text, text, ChartKind.COLUMNS, "t", "a", ("b",))
    blocks = (Prose(text, "en"), Ref("t"), Ref("c"))
    sections = (Section("s", text, 1, blocks),)
    return Report(
        "en", text, text, text, text, text, text, date(2017, 1, 1), text,
        dict.fromkeys(LABELS, text), {"t": table}, {"c": chart}, sections, (),
    )  # fmt: skip


PARTS = ("word/document.xml", "word/charts/chart1.xml", "docProps/core.xml", "docProps/app.xml")


@pytest.mark.parametrize(
    "text",
    ['A&B <b> "q" \' ]]>', "a\r\nb\tc", "{{ 7*7 }}", "=1+1"],
    ids=["xml", "breaks", "jinja", "sum"],
)
def test_every_place_of_a_report_holds_any_text(text: str) -> None:
    """Whatever a title, label, note, alt text or property says, each part is well formed."""
    blob = written(everywhere(text))
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        parts = {n: archive.read(n) for n in archive.namelist() if n.endswith((".xml", ".rels"))}
    roots = {name: etree.fromstring(part) for name, part in parts.items()}
    (frame,) = roots["word/document.xml"].iter("{*}docPr")
    assert (frame.get("descr"), frame.get("title")) == (text, text)
    assert roots["docProps/core.xml"].findtext("{*}title") == text
    assert roots["word/charts/chart1.xml"].findtext(".//{*}tx//{*}v") == text
    document = docx.Document(io.BytesIO(blob))
    assert document.tables[0].cell(0, 0).text == lines(text)
    assert document.sections[0].header.paragraphs[0].text == f"{lines(text)}\t{lines(text)}"


@pytest.mark.parametrize("character", REFUSED.values(), ids=REFUSED.keys())
def test_what_xml_cannot_hold_is_refused_everywhere_at_once(character: str) -> None:
    """Each place with the character is a problem of its own, with code, path, value and hint."""
    report = everywhere(f"be{character}fore")
    stream = io.BytesIO()
    with pytest.raises(DataError) as caught:
        DocxExporter().export(make_portfolio(1), report, stream, Job(DocxOptions()))
    assert stream.getvalue() == b""
    problems = caught.value.problems
    assert {problem.code for problem in problems} == {"text-character"}
    assert {problem.path for problem in problems} == {
        "title", "subtitle", "office", "organisation", "reference", "place", "addressee",
        *(f"labels[{label}]" for label in LABELS), "tables[t].title", "tables[t].columns[a].label",
        "tables[t].columns[b].label", "tables[t].notes[0]", "tables[t].rows[0][0]",
        "tables[t].total[0]", "charts[c].title", "charts[c].alt", "sections[0].title",
        "sections[0].blocks[0].markdown",
    }  # fmt: skip
    assert f"U+{ord(character):04X}" in problems[0].message
    assert problems[0].hint == "Take it out of the text."
    assert problems[0].value.isascii()


def test_a_text_too_long_for_readers_of_xml_is_refused() -> None:
    """Beyond T40, a text is refused with the record it is of and what to do."""
    with pytest.raises(DataError, match="text-long") as caught:
        written(one_table(Cell("é" * 5_000_001, records=("A1",))))
    (problem,) = caught.value.problems
    assert (problem.path, "record A1" in problem.hint) == ("tables[t].rows[0][0]", True)


def test_a_problem_of_a_cell_names_the_record_behind_it() -> None:
    """Who reads the problem finds the record to mend."""
    with pytest.raises(DataError) as caught:
        written(one_table(Cell("\x00", records=("A001", "A002"))))
    assert caught.value.problems[0].hint == "Take it out of the text of the record A001."


def test_what_word_cannot_do_is_told_all_at_once() -> None:
    """Missing labels, gaps, unknown names: one error; of a table that is not shown, nothing."""
    empty = Table("empty", "E", (), ())
    ragged = Table("ragged", "R", (Column("a", "A"),), ((), (Cell(1.5), Cell(None))))  # type: ignore[arg-type]
    values: list[Any] = [True, Decimal("NaN"), Decimal("-Infinity"), 10**5000]
    values += [Decimal("1E999"), Decimal("1E-999999")]
    odd = Table("odd", "O", (Column("a", "A"),), tuple((Cell(value),) for value in values))
    charts = {
        "none": Chart("none", "N", "N", ChartKind.LINE, "gone", "a", ()),
        "off": Chart("off", "O", "O", ChartKind.LINE, "odd", "a", ("z",)),
    }
    sections = (
        Section("a", "A", 2, (Ref("nothing"), Prose("x\n\n[^n]: never", "en"))),
        Section("b", "B", 0, tuple(map(Ref, ("empty", "ragged", "none", "off")))),
        Section("c", "C", 10),
    )
    report = attrs.evolve(
        BASE, language="xx_yy", labels={"page": "P", "of": ""}, charts=charts, sections=sections,
        tables={"empty": empty, "ragged": ragged, "odd": odd, "unshown": ragged},
    )  # fmt: skip
    with pytest.raises(DataError) as caught:
        written(report)
    assert [(problem.code, problem.path) for problem in caught.value.problems] == [
        ("label-missing", "labels[contents]"),
        ("label-missing", "labels[figure]"),
        ("label-missing", "labels[list_of_figures]"),
        ("label-missing", "labels[list_of_tables]"),
        ("label-missing", "labels[of]"),
        ("label-missing", "labels[table]"),
        ("language-unknown", "language"),
        ("table-columns", "tables[empty].columns"),
        ("table-ragged", "tables[ragged].rows[0]"),
        ("table-ragged", "tables[ragged].rows[1]"),
        ("cell-value", "tables[ragged].rows[1][0]"),
        *(("cell-value", f"tables[odd].rows[{n}][0]") for n in range(6)),
        ("reference-unknown", "charts[none].table"),
        ("column-unknown", "charts[off]"),
        ("heading-level", "sections[0].level"),
        ("reference-unknown", "sections[0].blocks[0]"),
        ("footnote-unused", "sections[0].blocks[1].markdown"),
        ("heading-level", "sections[1].level"),
        ("heading-level", "sections[2].level"),
    ]
    assert all(problem.hint and problem.message for problem in caught.value.problems)


EUR, JPY = Money("24390000", "EUR"), Money("1000", "JPY")


def short(locale: str) -> str:
    """September in few letters: CLDR has changed its mind about how few."""
    return str(Locale.parse(locale).months["format"]["abbreviated"][9])


@pytest.mark.parametrize(
    ("language", "kind", "values", "texts"),
    [
        ("en", Kind.MONEY, [EUR, JPY], ["EUR\u00a024,390,000", "JPY\u00a01,000"]),
        ("fr", Kind.MONEY, [EUR], ["24\u202f390\u202f000\u00a0EUR"]),
        ("en", Kind.MONEY, [EUR, Money("0.5", "EUR")], ["EUR\u00a024,390,000.00", "EUR\u00a00.50"]),
        ("en", Kind.MONEY, [Money("-0.125", "EUR")], ["EUR\u00a0\u22120.125"]),
        ("en", Kind.MONEY, [Money("1.5", "KWD")], ["KWD\u00a01.500"]),
        ("de", Kind.MONEY, [Money("1.5", "EUR")], ["1,50\u00a0EUR"]),
        ("en", Kind.INTEGER, [1234567, -1, 10**200], ["1,234,567", "\u22121", f"{10**200:,}"]),
        ("fr", Kind.INTEGER, [1234], ["1\u202f234"]),
        ("en", Kind.DECIMAL, [Decimal("1.5"), Decimal("1234.25"), 2], ["1.50", "1,234.25", "2.00"]),
        ("fr", Kind.DECIMAL, [Decimal("0.3333")], ["0,3333"]),
        ("en", Kind.DECIMAL, [10**24 + Decimal("0.5")], ["1,000,000,000,000,000,000,000,000.5"]),
        ("en", Kind.PERCENT, [Decimal("0.1"), Decimal("0.1234")], ["10.00%", "12.34%"]),
        ("fr", Kind.PERCENT, [Decimal("0.1")], ["10\u00a0%"]),
        ("en", Kind.DATE, [date(2017, 9, 30)], [f"30\u00a0{short('en_GB')}\u00a02017"]),
        ("fr", Kind.DATE, [date(2017, 9, 1)], [f"1er\u00a0{short('fr')}\u00a02017"]),
        ("fr", Kind.DATE, [date(2017, 9, 11)], [f"11\u00a0{short('fr')}\u00a02017"]),
        ("en", Kind.MONTH, [date(2016, 10, 1), "2016"], ["October 2016", "2016"]),
        ("fr", Kind.MONTH, [date(2016, 10, 1)], ["octobre 2016"]),
        ("en", Kind.TEXT, [2017, Decimal("2.50"), None], ["2017", "2.5", ""]),
    ],
)  # fmt: skip
def test_values_are_printed_as_the_language_wants(
    language: str, kind: Kind, values: list[Any], texts: list[str]
) -> None:
    """By kind and language, to the decimals that the column needs, and nothing is rounded."""
    table = Table("t", "T", (Column("a", "A", kind),), tuple((Cell(v),) for v in values))
    with decimal.localcontext(prec=3):
        assert Formatter(language).table(table).columns == [texts]


def test_a_cell_of_another_kind_is_printed_for_itself() -> None:
    """In a column of facts each cell has its own kind and decimals."""
    cells = [
        Cell(EUR, Kind.MONEY),
        Cell(Money("0.5", "EUR"), Kind.MONEY),
        Cell(Decimal("0.125"), Kind.PERCENT),
        Cell(date(2017, 9, 1), Kind.MONTH),
        Cell("Où ?", language="fr"),
    ]
    table = Table("t", "T", (Column("a", "A"),), tuple((cell,) for cell in cells))
    assert Formatter("en").table(table).columns == [
        ["EUR\u00a024,390,000", "EUR\u00a00.50", "12.5%", "September 2017", "Où\u202f?"]
    ]


@pytest.mark.parametrize(
    ("text", "french"),
    [
        ("Quoi ? Non ! Si ; : « là »", "Quoi\u202f? Non\u202f! Si\u202f;\u00a0: «\u202flà\u202f»"),
        ("à 10 % et 5 €", "à 10\u00a0% et 5\u00a0€"),
        ("http://a.org/?x;y 10:30", "http://a.org/?x;y 10:30"),
        ("a\u00a0? b\u202f!", "a\u202f? b\u202f!"),
        ("l'État d'http://a.org/l'an, l'an", "l’État d'http://a.org/l'an, l’an"),
        ("f(x='A') '=1 5'3 l'a@b.org", "f(x='A') '=1 5'3 l'a@b.org"),
    ],
)  # fmt: skip
def test_french_spaces_do_not_break(text: str, french: str) -> None:
    """Only spaces are exchanged for spaces, only in French, and apostrophes between letters."""
    assert typeset(text, "fr") == french
    assert typeset(text, "en").replace("’", "'") == typeset(text, "de") == text
    assert [*map(str.isspace, french)] == [*map(str.isspace, text)]


def test_languages_are_named_as_word_names_them() -> None:
    """A language alone becomes a language of a country; one that is unknown stays."""
    assert [language_tag(code) for code in ("en", "fr", "de", "zz")] == [
        "en-GB",
        "fr-FR",
        "de-DE",
        "zz",
    ]


@pytest.mark.parametrize(
    ("wanted", "least", "total", "widths"),
    [
        ([1, 1], [0, 0], 100, [50, 50]),
        ([1, 3], [50, 0], 100, [50, 50]),
        ([1, 1, 8], [20, 20, 0], 100, [20, 20, 60]),
        ([1, 1], [300, 100], 100, [75, 25]),
        ([1, 1, 1], [0, 0, 0], 100, [33, 33, 34]),
    ],
)
def test_columns_share_the_page(
    wanted: list[int], least: list[int], total: int, widths: list[int]
) -> None:
    """Widths sum to the page exactly; none is below its widest word while that can be had."""
    assert fit(wanted, least, total) == widths


def test_words_are_measured_up_to_where_a_line_can_break() -> None:
    """Spaces and hyphens part words; a space that does not break keeps them together."""
    assert widest_word([]) == 0
    assert widest_word(["aa bb-cc"]) == widest_word(["bb-"])
    assert widest_word(["10\u00a0000"]) == 5 * 556 + 278
    assert widest_word(["漢字"]) == 2000


@pytest.mark.parametrize(
    ("cells", "share"),
    [
        ([Cell("x" * 100), Cell("x")], None),
        ([Cell("x" * 10_000_000)], None),
        ([Cell("short")], "narrow"),
    ],
    ids=["long", "T40", "narrow"],
)
def test_tables_fit_their_page(cells: list[Cell], share: str | None) -> None:
    """Whatever the texts, no table is wider than the page; one of short texts is narrower."""
    blob = written(one_table(*cells))
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        xml = archive.read("word/document.xml").decode()
    width = int(re.findall(r'<w:tblW w:w="(\d+)"', xml)[0])
    assert width == (5442 if share == "narrow" else 9070)


@pytest.mark.parametrize("rows", [20, 400], ids=["all", "sampled"])
def test_columns_give_each_other_room_while_the_table_gets_lower(rows: int) -> None:
    """A narrow wish is overruled where that saves lines; widths still sum to the page."""
    columns = (Column("day", "When", width=4), Column("text", "What", width=90))
    made = [(Cell("27 February to 1 March 2017"), Cell("word " * 12)) for _ in range(rows)]
    table = Table("t", "T", columns, (*made, (Cell(""), Cell("word " * 120))))
    shown = Formatter("en").table(table)
    widths = fit_table(shown, needs(table, shown), 9070)
    assert sum(widths) == 9070
    wished = fit([4, 90], [0, 0], 9070)
    assert line_count(shown, widths) < line_count(shown, wished)


def test_a_table_of_many_columns_is_turned_and_divided() -> None:
    """Columns of long words that do not fit beside each other are divided among tables."""
    columns = tuple(Column(f"c{n}", "W" * 12) for n in range(63))
    table = Table("t", "T", columns, (tuple(Cell("x") for _ in columns),))
    section = Section("s", "S", 1, (Ref("t"),))
    blob = written(attrs.evolve(BASE, tables={"t": table}, sections=(section,)))
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        xml = archive.read("word/document.xml").decode()
    tables = re.findall("<w:tblGrid>.*?</w:tblGrid>", xml)
    assert len(tables) > 5
    widest = 12 * 944 * 9 * 20 // 1000
    for grid in tables:
        widths = [*map(int, re.findall(r'<w:gridCol w:w="(\d+)"', grid))]
        assert sum(widths) <= 16838 - 2 * 1134
        assert min(widths) > widest
    assert 'w:orient="landscape"' in xml
    labels = [cell for row in docx.Document(io.BytesIO(blob)).tables for cell in row.rows[0].cells]
    assert len(labels) == 63 + len(tables) - 1  # each but the first repeats the first column
    assert f"(2/{len(tables)})" in xml


def test_the_workbook_of_a_chart_keeps_texts_as_texts() -> None:
    """A label like a formula is text, and so is one like the escape of a character."""
    openpyxl = pytest.importorskip("openpyxl")
    stream = io.BytesIO(workbook([["", "=1+1"], ["_x0041_", Decimal("0.10")], ["_xylo", None]]))
    rows = [*openpyxl.load_workbook(stream)["Data"].iter_rows()]
    assert [[cell.value for cell in row] for row in rows] == [
        [None, "=1+1"], ["_x0041_", 0.1], ["_xylo", None],
    ]  # fmt: skip
    assert rows[0][1].data_type == "s"


@pytest.mark.parametrize(
    ("language", "numbers", "form"),
    [
        ("en", [Decimal(24390000)], "#,##0"),
        ("fr", [Decimal(24390000)], "[>=1000000]0\u202f000\u202f000;[>=1000]0\u202f000;0"),
        ("fr", [Decimal(5)], "0"),
        ("en", [Decimal("0.5")], "0.00"),
        ("fr", [Decimal("0.5")], "[$-40C]0.00"),
        ("fr", [None], "0"),
    ],
)
def test_labels_of_a_chart_group_digits_as_the_language_does(
    language: str, numbers: list[Decimal | None], form: str
) -> None:
    """The separator of the report's language is spelled out where Word would take another."""
    rows = tuple((Cell("a"), Cell(number)) for number in numbers)
    table = Table("t", "T", (Column("a", "A"), Column("b", "B", Kind.DECIMAL)), rows)
    chart = Chart("c", "C", "C", ChartKind.LINE, "t", "a", ("b",))
    report = attrs.evolve(
        BASE, language=language, tables={"t": table}, charts={"c": chart},
        sections=(Section("s", "S", 1, (Ref("c"),)),),
    )  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(written(report))) as archive:
        drawn = etree.fromstring(archive.read("word/charts/chart1.xml"))
    assert {e.get("formatCode") for e in drawn.iter("{*}numFmt")} == {form, "General"}


@given(st.lists(st.lists(st.text("a 1\u00a0-", max_size=25), min_size=3, max_size=3), max_size=4))
def test_no_column_is_narrower_than_its_longest_word(rows: list[list[str]]) -> None:
    """Of a table that fits its page, each column holds its longest word; bold ones are wider."""
    columns = tuple(Column(f"c{n}", "Label") for n in range(3))
    cells = tuple(tuple(map(Cell, row)) for row in rows)
    table = Table("t", "T", columns, cells, main_rows=frozenset(range(0, len(rows), 2)))
    shown = Formatter("en").table(table)
    needed = needs(table, shown)
    for page in (4000, 9070, 14570):
        if needed.fit(page):
            widths = fit_table(shown, needed, page)
            assert sum(widths) <= page
            claims = needed.claims(page)
            assert all(width >= claim for width, claim in zip(widths, claims, strict=True))
        else:
            parts = needed.divided(page)
            assert {column for part in parts for column in part} == {0, 1, 2}
            assert all(part[0] == 0 and len(part) > 1 for part in parts)
