"""Markdown: the report in reading order, every text standing for itself."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from example_data import reported
from hypothesis import given
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from cproc.errors import DataError
from cproc.exporters.md import MarkdownExporter, MarkdownOptions
from cproc.hookspecs import Job
from cproc.money import Money
from cproc.report import Cell, Column, Kind, Prose, Ref, Report, Section, Table, build, escaped
from cproc.testing import make_portfolio, texts

PORTFOLIO = make_portfolio(3)
REPORT = build(PORTFOLIO)
READER = MarkdownIt("commonmark", {"linkify": False}).enable("table").use(footnote_plugin)


def written(report: Report, options: MarkdownOptions | None = None) -> str:
    stream = io.BytesIO()
    MarkdownExporter().export(PORTFOLIO, report, stream, Job(options or MarkdownOptions()))
    return stream.getvalue().decode()


def inline(markdown: str, of: str) -> list[str]:
    """The text of each part of a kind, as a reader of Markdown sees it."""
    tokens = READER.parse(markdown)
    return [
        "".join(part.content for part in tokens[at + 1].children or () if part.type == "text")
        for at, token in enumerate(tokens)
        if token.type == f"{of}_open"
    ]


def holding(*blocks: Prose | Table, title: str = "Section") -> Report:
    tables = {block.id: block for block in blocks if isinstance(block, Table)}
    order = tuple(Ref(block.id) if isinstance(block, Table) else block for block in blocks)
    return attrs.evolve(REPORT, tables=tables, sections=(Section("s", title, 1, order),))


@pytest.mark.no_cover
def test_the_whole_report_is_there() -> None:
    """Every heading and every row of every table that a section shows, in order."""
    for language in ("en", "fr"):
        report = reported("cproc_2017", language)
        made = written(report)
        assert inline(made, "heading")[1:] == [section.title for section in report.sections]
        shown = [
            report.tables[block.id]
            for section in report.sections
            for block in section.blocks
            if isinstance(block, Ref) and block.id in report.tables
        ]
        head = sum(len(table.columns) for table in shown)
        body = sum(
            (len(t.rows) + len(t.bands) + (t.total is not None)) * len(t.columns) for t in shown
        )
        assert len(inline(made, "th")) == head
        assert len(inline(made, "td")) == body
        assert (
            sum(
                report.charts.get(c, None) is not None
                and f"{report.charts[c].alt}" in made.replace("\\", "")
                for c in report.charts
            )
            > 0
        )


@pytest.mark.parametrize(
    "text",
    [
        "*a* _b_ `c` ~~d~~ [e](http://f) ![g](h) <b>i</b> &amp; | $x$ #1 @me www.a.b C:\\d",
        "# no heading", "1. no list", "12) no list", "- no list", "+ no list", "=== no rule",
        "[^1]: no footnote", "http://a.b", "A&B <b> \"q\" ]]>", "{{ 7*7 }}", ":smile:",
    ],
    ids=ascii,
)  # fmt: skip
def test_text_stands_for_itself(text: str) -> None:
    """No text becomes markup, a link, HTML, a list or a heading, in cells, notes and headings."""
    table = attrs.evolve(
        Table("t", "T", (Column("c", "C"),), ((Cell(text),),), notes=(text,)),
    )
    made = written(holding(table, title=text))
    assert inline(made, "td") == [text]
    assert inline(made, "heading")[-1] == text
    assert inline(made, "paragraph")[-1] == text


@given(texts())
def test_any_text_survives_in_a_cell(text: str) -> None:
    """Law 6: a reader finds the text again, save spaces at its ends; a line break is <br>."""
    made = written(holding(Table("t", "T", (Column("c", "C"),), ((Cell(f"x{text}x"),),))))
    tokens = READER.parse(made)
    (cell,) = [tokens[at + 1] for at, token in enumerate(tokens) if token.type == "td_open"]
    kept = "".join(part.content.replace("<br>", "\n") for part in cell.children or ())
    wanted = f"x{text}x".replace("\r\n", "\n")
    assert kept == "".join("\n" if char in "\r\u2028\u2029\v\f" else char for char in wanted)


def test_values_are_written_as_the_language_does() -> None:
    """Numbers stand right with separators, dates and amounts in words of the language."""
    kinds = (Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT, Kind.MONEY, Kind.DATE, Kind.MONTH, Kind.TEXT)
    on = date(2017, 9, 1)
    values: tuple[Any, ...] = (
        1234,
        Decimal("0.50"),
        Decimal("0.1582"),
        Money(5, "EUR"),
        on,
        on,
        2017,
    )
    columns = tuple(Column(kind, kind, kind) for kind in kinds)
    table = Table(
        "t",
        "T",
        columns,
        (tuple(Cell(value) for value in values),),
        total=tuple(Cell(value) for value in values),
    )
    made = written(holding(table))
    cells = inline(made, "td")
    assert cells[:7] == ["1,234", "0.5", "15.82%", "EUR\xa05", "1 September 2017", "September 2017", "2017"]  # fmt: skip  # noqa: E501 - one row
    assert "| ---: | ---: | ---: | ---: | --- | --- | --- |" in made
    assert "**1,234**" in made


def test_footnotes_of_two_sections_stay_apart() -> None:
    """Each section's text was written by itself; in one file its marks are its own."""
    text = Prose("One.[^1]\n\n[^1]: Note.", "en")
    sections = (Section("a:b", "A", 1, (text,)), Section("c", "C", 1, (text,)))
    made = written(attrs.evolve(REPORT, sections=sections))
    assert "One.[^a-b-1]" in made
    assert "[^c-1]: Note." in made
    assert (
        sum(token.type == "footnote_ref" for t in READER.parse(made) for token in t.children or ())
        == 2
    )


def test_html_in_prose_is_text() -> None:
    """A narrative is Markdown, and no HTML: the reader's browser runs nothing."""
    made = written(holding(Prose("<script>alert(1)</script> <https://a.b>", "en")))
    assert r"\<script>alert(1)\</script> <https://a.b>" in made


def test_contents_are_an_option() -> None:
    """The chapters stand at the top unless they are not wanted."""
    assert "- Section\n" in written(holding())
    assert "- Section\n" not in written(holding(), MarkdownOptions(contents=False))


@pytest.mark.parametrize("text", ["a\0b", "\ud83d", "x\udc00"], ids=ascii)
def test_what_no_file_can_hold_is_refused(text: str) -> None:
    """T23, T28, T29: told with what stands before it; nothing is written."""
    with pytest.raises(DataError, match="cannot hold"):
        written(holding(title=f"before {text}"))


def test_escaping_leaves_plain_text_plain() -> None:
    """Commas, points and hyphens within words need no backslash."""
    assert (
        escaped("GLACY+ – 3-5 October 2016, e.g. (two)") == "GLACY+ – 3-5 October 2016, e.g. (two)"
    )


def test_a_reference_without_a_text_says_what_it_leads_to() -> None:
    """A table is named as such, a section by its title; a table goes before a section."""
    table = Table("t", "Who * came", (Column("c", "C"),), ((Cell("x"),),))
    said = Prose("See [](#t), [](<#s%20%C3%A9>), [](#section:t) and [mine](#t).", "en")
    sections = (Section("t", "Chapter", 1, (said, Ref("t"))), Section("s é", "Other", 1, ()))
    text = written(attrs.evolve(REPORT, tables={"t": table}, charts={}, sections=sections))
    assert "See Table *Who \\* came*, *Other*, *Chapter* and [mine](#t)." in text
    assert "[](#" not in written(reported("cproc_2017", "en"))
