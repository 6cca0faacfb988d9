"""The page: read as browsers read it, by a parser that finds every error."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import attrs
import html5lib
import pytest
from drawn_reports import drawn_reports
from example_data import Exports, loaded, reported
from hypothesis import given
from hypothesis import strategies as st
from lxml.etree import fromstring
from word_reports import printed

import cproc
from cproc.errors import DataError
from cproc.exporters.html import HtmlExporter, HtmlOptions
from cproc.exporters.office.cell_text import Formatter
from cproc.exporters.office.chart_drawing import drawing_of
from cproc.exporters.office.chart_svg import svg, ticks
from cproc.exporters.office.house_style import HouseStyle
from cproc.exporters.office.palette import palette
from cproc.exporters.office.screen_colours import in_the_dark, in_the_light
from cproc.hookspecs import Job
from cproc.model import Look
from cproc.model.looks import GRAPHIC_CONTRAST, TEXT_CONTRAST, contrast
from cproc.money import Money
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
    build,
)
from cproc.testing import make_portfolio

PORTFOLIO = make_portfolio(3)
REPORT = build(PORTFOLIO)
LABELS = (
    *("back_to_text", "contents", "figure", "filter_rows", "how_computed", "notes", "rows_shown"),
    *("skip", "sort_rows", "table", "total"),
)
texts = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Cn"], include_characters="\n\t", exclude_characters="\x0b"
    ),
    max_size=30,
)


def written(report: Report, *others: Report, **options: Any) -> bytes:
    stream = io.BytesIO()
    job = Job(HtmlOptions(**options), others=others)
    HtmlExporter().export(PORTFOLIO, report, stream, job)
    return stream.getvalue()


def parsed(data: bytes) -> Any:
    """The page as a tree; a page with an error is refused."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(data, transport_encoding="utf-8")


def text_of(element: Any) -> str:
    """The text of an element, its lines kept."""
    parts = [element.text or ""]
    for child in element:
        parts += ["\n" if child.tag == "br" else text_of(child), child.tail or ""]
    return "".join(parts)


def lines(text: str) -> str:
    return re.sub("\r\n|\r", "\n", text)


def holding(*blocks: Prose | Table, **more: Any) -> Report:
    tables = {block.id: block for block in blocks if isinstance(block, Table)}
    order = tuple(Ref(block.id) if isinstance(block, Table) else block for block in blocks)
    sections = (Section("s", "Section", 1, order),)
    return attrs.evolve(REPORT, tables=tables, charts={}, sections=sections, **more)


def hold_value(cell: Cell, kind: Kind, element: Any) -> None:
    """Hold that a value is read back as it is in the report, whatever is printed of it."""
    value = cell.value
    if isinstance(value, date):
        form = value.isoformat()[:7] if kind is Kind.MONTH else value.isoformat()
        assert element.find("time").get("datetime") == form
    elif isinstance(value, Money):
        data = element.find("data")
        assert Money(Decimal(data.get("value")), data.get("data-currency")) == value
    elif isinstance(value, int | Decimal):
        assert Decimal(element.find("data").get("value")) == value


def hold_tables(report: Report, page: Any) -> int:
    """Hold that every table is read back cell by cell; how many numbers and days there were."""
    formatter, values = Formatter(report.language), 0
    found = [each for each in page.iter("table") if each.find("caption") is not None]
    shown = [table for table in printed(report) if not table.id.startswith("key_figures")]
    assert len(found) == len(shown)
    for element, table in zip(found, shown, strict=True):
        as_text = formatter.table(table)
        assert text_of(element.find("caption")).endswith(lines(formatter.text(table.title)))
        rows = [row for row in element.iter("tr") if row.get("class") != "bands"]
        if not table.headless:
            assert list(map(text_of, rows.pop(0))) == list(map(lines, as_text.header))
        cells = [*table.rows, *([table.total] if table.total else [])]
        plain = [*as_text.rows, *([as_text.total] if as_text.total else [])]
        for row, own, words in zip(rows, cells, plain, strict=True):
            assert list(map(text_of, row)) == list(map(lines, words))
            for box, cell, column in zip(row, own, table.columns, strict=True):
                hold_value(cell, cell.kind or column.kind, box)
                values += not isinstance(cell.value, str | None)
    return values


# --- Law 5 ----------------------------------------------------------------------------------


@pytest.mark.no_cover
@given(drawn_reports(texts, LABELS))
def test_every_table_read_back_is_the_one_of_the_report(report: Report) -> None:
    """Law 5: each text as printed, each number and day as it is; the page has no error."""
    data = written(report)
    hold_tables(report, parsed(data))
    assert written(report) == data


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.no_cover
def test_every_number_of_the_reference_year_is_read_back(language: str) -> None:
    """All that auditors are shown, in less than a megabyte."""
    data = cproc.render(loaded("cproc_2017"), "html", language, edition="audit")
    assert len(data) < 1_000_000
    assert hold_tables(reported("cproc_2017", language), parsed(data)) > 600


# --- What a page must be --------------------------------------------------------------------


def faults(page: Any) -> Iterator[str]:
    """What keeps somebody from reading a page, or leads out of it."""
    ids = Counter(each.get("id") for each in page.iter() if each.get("id"))
    yield from (f"{id_} twice" for id_, count in ids.items() if count > 1)
    levels = [int(each.tag[1]) for each in page.iter() if re.fullmatch("h[1-6]", str(each.tag))]
    if levels.count(1) != 1:
        yield "not one h1"
    if any(after > before + 1 for before, after in pairwise(levels)):
        yield "a gap between headings"
    for each in page.iter():
        yield from (fault for fault, found in of_element(each, ids) if found)
    if not page.get("lang"):
        yield "no language"


def of_element(each: Any, ids: Counter[str]) -> Iterator[tuple[str, bool]]:
    """What may be wrong with an element, and whether it is."""
    tag, href, source = each.tag, each.get("href"), each.get("src", "data:image/")
    alone = ("#", "https://", "http://", "mailto:")
    yield f"{href} leads nowhere", bool(href) and href[0] == "#" and unquote(href[1:]) not in ids
    yield f"{href} leads out", bool(href) and not href.startswith(alone)
    yield f"{tag} asks", tag in {"link", "iframe", "object", "embed", "base", "form"}
    yield f"{source} is fetched", not source.startswith("data:image/")
    yield "no caption", tag == "table" and each.find("caption") is None
    yield "no scope", tag == "th" and not each.get("scope")
    yield "no words for a picture", tag == "img" and each.get("alt") is None
    named = each.get("aria-label") or each.get("aria-hidden")
    yield "no words for a chart", tag.endswith("svg") and not named


@pytest.mark.parametrize(
    ("example", "language"),
    [
        ("cproc_2017", "en"),
        ("eu_grant", "fr"),
        pytest.param("cproc_2017", "fr", marks=pytest.mark.thorough),
        pytest.param("eu_grant", "en", marks=pytest.mark.thorough),
    ],
)
@pytest.mark.no_cover
def test_a_page_can_be_read_by_all(example: str, language: str, exports: Exports) -> None:
    """Headings, captions, links and languages as they must be; nothing is asked of others."""
    data = exports.file(example, "html", language).read_bytes()
    page = parsed(data)
    assert list(faults(page)) == []
    assert page.get("lang") == {"en": "en-GB", "fr": "fr-FR"}[language]
    style = page.find("head/style").text
    assert "url(" not in style
    assert "@import" not in style


def test_the_faults_of_a_page_are_found() -> None:
    """What the test above looks for is found in a page that has it."""
    spoilt = (
        "<!DOCTYPE html><html><head><title>T</title></head><body><h2 id=a>T</h2><h4 id=a>T</h4>"
        "<a href='#b'>b</a><a href='file:c'>c</a><img src=d><table><tbody><tr><th></th></tr>"
        "</tbody></table><iframe></iframe><svg></svg></body></html>"
    )
    assert len(list(faults(parsed(spoilt.encode())))) == 12


def test_anchors_are_the_identifiers_of_sections() -> None:
    """A link to a section of the report is its identifier, in the contents as well."""
    page, sections = parsed(written(REPORT)), [section.id for section in REPORT.sections]
    assert [each.get("id") for each in page.iter("section") if each.get("id")] == sections
    assert [each.get("href") for each in page.find("body/nav").iter("a")] == [
        f"#{section}" for section in sections
    ]


def test_footnotes_lead_both_ways() -> None:
    """Each mark leads to its note, and the note to each mark of it; they are numbered through."""
    first = Prose("One[^a] and again[^a].\n\n[^a]: A *note*.", "en")
    page = parsed(written(holding(first, Prose("Autre[^a].\n\n[^a]: Une note.", "fr"))))
    marks = [each for each in page.iter("a") if each.get("role") == "doc-noteref"]
    assert [(each.text, each.get("href")) for each in marks] == [
        ("1", "#fn-1"), ("1", "#fn-1"), ("2", "#fn-2"),
    ]  # fmt: skip
    notes = page.find(".//section[@class='notes']/ol")
    backs = [[a.get("href") for a in note.iter("a")] for note in notes]
    assert backs == [[f"#{mark.get('id')}" for mark in marks[:2]], [f"#{marks[2].get('id')}"]]
    assert notes[1].find("div").get("lang") == "fr-FR"


def test_prose() -> None:
    """Markdown becomes elements; HTML in it, and links that programs would run, stay text."""
    text = (
        "# Heading\n\nA **bold** `code` <script>alert(1)</script>, [web](https://a.org/?a=1&b=2), "
        "[bad](javascript:alert(1)), [table](#t), [](#t).\n\n1. one\n2. two\n\n> quoted\n\n"
        "| a | b |\n|---|--:|\n| x | 1 |\n\n```\nif a < b:\n```\n\n---\n\n"
        "line  \nbreak ![picture](none.png)"
    )
    table = Table("t", "Title", (Column("c", "C"),), ((Cell("x"),),))
    page = parsed(written(holding(Prose(text, "en"), table)))
    section = page.find(".//section")
    said = text_of(section)
    assert "<script>alert(1)</script>" in said
    assert "javascript:alert(1)" in said
    assert [a.get("href") for a in section.iter("a")] == ["https://a.org/?a=1&b=2", "#t", "#t"]
    assert [a.text for a in section.iter("a")] == ["web", "table", "Table\u00a01"]
    assert section.find("h3").text == "Heading"
    assert section.find("pre").text == "if a < b:"
    assert section.find(".//div/table//td[@class='n']").text == "1"
    assert len(section.findall("ol/li")) == 2
    assert "line\nbreak picture" in said


def test_texts_in_other_languages_say_so() -> None:
    """A cell, a section and a second report in another language have its name."""
    columns, row = (Column("c", "C"), Column("d", "D")), (Cell("x"), Cell("été", language="fr"))
    table = Table("t", "Title", columns, (row,))
    french = build(PORTFOLIO, "fr")
    report = holding(table, Prose("Bonjour.", "fr"))
    page = parsed(written(report))
    spoken = {text_of(each).strip() for each in page.iter() if each.get("lang") == "fr-FR"}
    assert spoken == {"été", "Bonjour."}
    page = parsed(written(REPORT, french))
    assert list(faults(page)) == []
    assert text_of(page.find("body/header/p[@class='title']")) == Formatter("fr").text(french.title)


def test_a_computed_number_tells_its_rule_and_its_records() -> None:
    """Both stand on the page for who asks, in every edition, and nowhere where nobody may."""
    page = parsed(written(REPORT))
    total = page.find(".//table[@id='projects_overview']/tfoot//data[@title]")
    assert total.get("title").startswith("The sum of the column")
    details = page.findall(".//details")
    assert {each.find("summary").text for each in details} == {REPORT.labels["how_computed"]}
    linked = [a for each in details for a in each.iter("a")]
    assert {a.get("href") for a in linked} <= {f"#{row.get('id')}" for row in page.iter("tr")}
    page = parsed(written(REPORT, explain=False))
    assert not page.findall(".//details")
    assert not page.findall(".//data[@title]")


def test_options_leave_parts_out() -> None:
    """Contents and inventory are there unless they are not asked for."""
    page = parsed(written(REPORT, contents=False, inventory=False))
    assert page.find("body/nav") is None
    assert not [each for each in page.iter("section") if each.get("id") == "inventory"]
    assert parsed(written(REPORT)).find("body/nav") is not None


def test_an_edition_is_for_who_may_read_it() -> None:
    """Without being told, a page is for the public; for auditors it has what they are shown."""
    data = cproc.render(PORTFOLIO, "html")
    assert data == cproc.render(PORTFOLIO, "html", edition="public")
    assert data != cproc.render(PORTFOLIO, "html", edition="audit")


@pytest.mark.parametrize("bad", ["\0", "\x0c", "\x85", "\ud800", "\ufffe", "\U0001ffff"])
def test_what_no_page_can_hold_is_refused(bad: str) -> None:
    """A character that HTML has no place for is refused, with the place it stands in."""
    table = Table("t", "T", (Column("c", "C"),), ((Cell("fine"),), (Cell(f"a{bad}b"),)))
    with pytest.raises(DataError) as caught:
        written(holding(table, Prose(f"text{bad}", "en")))
    problems = caught.value.problems
    assert [each.path for each in problems] == ["sections[0].blocks[1]", "tables.t.rows[1].c"]
    assert f"U+{ord(bad):04X}" in problems[0].message


def test_identifiers_are_unique() -> None:
    """A section and a table of one name, spaces and signs: links lead where they should."""
    tables = [
        Table(id_, "T", (Column("c", "C"),), ((Cell("x"),),)) for id_ in ("s", "fn-1", "a b%")
    ]
    text = "[](#s) [](#section:s) [](#a%20b%25) x[^1]\n\n[^1]: note"
    page = parsed(written(holding(Prose(text, "en"), *tables)))
    hrefs = [a.get("href") for a in page.find(".//section").iter("a")]
    assert hrefs[:3] == ["#s-2", "#s", "#a-b%25"]
    ids = [each.get("id") for each in page.iter() if each.get("id")]
    assert len(ids) == len(set(ids))


def test_logo_and_pictures_are_in_the_page(tmp_path: Path) -> None:
    """A logo with what it shows, and a picture of a text: none is fetched."""
    from PIL import Image

    file = tmp_path / "logo.png"
    Image.new("RGB", (400, 100), "navy").save(file)
    office = attrs.evolve(PORTFOLIO.office, look=Look("#00558C", logo=str(file)))
    portfolio = attrs.evolve(PORTFOLIO, office=office)
    stream = io.BytesIO()
    report = holding(Prose(f"![Seen & done]({file})", "en"))
    HtmlExporter().export(portfolio, report, stream, Job(HtmlOptions()))
    page = parsed(stream.getvalue())
    logo, seen = page.iter("img")
    assert (logo.get("width"), logo.get("height"), seen.get("alt")) == ("200", "50", "Seen & done")
    assert logo.get("alt") == PORTFOLIO.office.name.best("en")
    assert list(faults(page)) == []


# --- Colours and charts ---------------------------------------------------------------------


@given(st.integers(0, 0xFFFFFF), st.integers(0, 0xFFFFFF))
def test_colours_can_be_read(primary: int, accent: int) -> None:
    """Whatever an office chooses, text and links have their contrast, in the light and dark."""
    house = HouseStyle(Look(f"#{primary:06X}", f"#{accent:06X}"))
    for colours in (in_the_light(house), in_the_dark(house)):
        for text, behind in (
            ("ink", "page"), ("quiet", "page"), ("heading", "page"), ("heading", "band"),
            ("heading", "tile"), ("link", "page"), ("ink", "light"), ("ink", "mark"),
            ("quiet", "tile"), ("link", "tile"), ("link", "light"), ("link", "mark"),
        ):  # fmt: skip
            assert contrast(colours[text], colours[behind]) >= TEXT_CONTRAST, (text, behind)
        assert contrast(colours["focus"], colours["page"]) >= GRAPHIC_CONTRAST
    dark = in_the_dark(house)
    assert all(contrast(dark[f"c{at}"], dark["page"]) >= GRAPHIC_CONTRAST for at in (1, 2))


@given(st.decimals(-(10**12), 10**12, places=2), st.decimals(-(10**12), 10**12, places=2))
def test_an_axis_holds_all_its_numbers(one: Decimal, other: Decimal) -> None:
    """Marks are evenly spread round numbers around all there are and zero; few of them."""
    low, high = min(one, other), max(one, other)
    marks = ticks(low, high)
    assert marks[0] <= min(low, Decimal(0))
    assert marks[-1] >= max(high, Decimal(0))
    assert 2 <= len(marks) <= 8
    assert len({after - before for before, after in pairwise(marks)}) == 1
    assert Decimal(0) in marks


@pytest.mark.no_cover
def test_charts_are_drawn_to_scale() -> None:
    """The lengths of bars are to each other as the numbers of their table."""
    report = reported("cproc_2017", "en")
    chart, table = report.charts["chart_projects"], report.tables["by_project"]
    drawn = svg(drawing_of(report, chart), palette("c1", "c2"), "en", "Projects")
    wide = [
        float(each) for each in re.findall(r'<rect class="c1 fill"[^>]* width="([\d.]+)"', drawn)
    ]
    numbers = [row[table.index("participations")].value for row in table.rows]
    assert len(wide) == len(numbers)
    scale = max(wide) / max(map(int, map(str, numbers)))
    assert all(abs(w - int(str(n)) * scale) < 0.2 for w, n in zip(wide, numbers, strict=True))


@pytest.mark.parametrize("kind", [each for each in ChartKind if each is not ChartKind.TIMELINE])
@given(st.lists(st.none() | st.decimals(-(10**7), 10**7, places=2), max_size=12), st.booleans())
def test_every_chart_stays_in_its_frame(
    kind: ChartKind, numbers: list[Decimal | None], money: bool
) -> None:
    """Whatever the numbers, of which some may not be known, what is drawn is XML in its frame."""
    of = Kind.MONEY if money else Kind.DECIMAL
    columns = (Column("name", "Name"), Column("n", "Number <EUR>", of))
    rows = tuple(
        (Cell(f"row & {at}"), Cell(Money(n, "EUR") if money and n is not None else n))
        for at, n in enumerate(numbers)
    )
    chart = Chart("c", "Chart", "words", kind, "t", "name", ("n",), note="Note")
    report = attrs.evolve(REPORT, tables={"t": Table("t", "T", columns, rows)})
    drawn = fromstring(svg(drawing_of(report, chart), palette("c1", "c2"), "fr", "A & B"))
    _left, _top, wide, high = map(float, drawn.get("viewBox", "").split())
    for each in drawn.iter("rect", "text", "circle"):
        x, y = (float(each.get(name) or each.get(f"c{name}") or 0) for name in "xy")
        assert -0.1 <= x <= wide + 0.1
        assert -0.1 <= y <= high + 0.1
    assert drawn.get("aria-label") == "A & B"
