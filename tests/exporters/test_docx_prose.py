"""Markdown of the narrative as Word parts."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from lxml import etree
from word_templates import png

from cproc.exporters.docx import DocxExporter, DocxOptions
from cproc.exporters.docx.word_limits import LABELS
from cproc.exporters.office.plan import plan
from cproc.hookspecs import Job
from cproc.report import Cell, Column, Prose, Ref, Report, Section, Table
from cproc.testing import make_portfolio

SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
TABLE = Table("facts", "Facts", (Column("a", "A"),), ((Cell("x"),),))


def reported(section: Section) -> Report:
    """Make a report of one section and one table."""
    return Report(
        "en", "T", "S", "O", "G", "", "", date(2017, 1, 1), "",
        {label: label.title() for label in LABELS}, {"facts": TABLE}, {}, (section,), (),
    )  # fmt: skip


def written(markdown: str, language: str = "en") -> dict[str, Any]:
    """Export a report of one section with this text; give its parts."""
    section = Section("the-part", "The part", 1, (Prose(markdown, language), Ref("facts")))
    report = reported(section)
    stream = io.BytesIO()
    DocxExporter().export(make_portfolio(1), report, stream, Job(DocxOptions()))
    with zipfile.ZipFile(stream) as archive:
        parts = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return {name: etree.fromstring(archive.read(name)) for name in parts}


def find(root: Any, path: str) -> list[Any]:
    """Find elements or attributes."""
    found: list[Any] = root.xpath(path, namespaces=SPACES)
    return found


def shown(element: Any) -> str:
    """The text of an element, line breaks as such."""
    pieces = find(element, ".//w:t | .//w:br | .//w:tab")
    return "".join(piece.text or "\n" if piece.tag.endswith("}t") else "\n" for piece in pieces)


def paragraphs(parts: dict[str, Any]) -> list[tuple[str, str]]:
    """Style and text of the paragraphs between the heading and the caption."""
    found = find(
        parts["word/document.xml"],
        "//w:p[preceding::w:pStyle[@w:val='Heading1'] and following::w:pStyle[@w:val='Caption']]",
    )
    return [(find(p, "w:pPr/w:pStyle/@w:val")[0], shown(p)) for p in found]


def test_paragraphs_emphasis_and_breaks() -> None:
    """A blank line parts paragraphs, a single one does not; emphasis is bold and italic runs."""
    parts = written("One *two* **three** ***four***\nfive\\\nsix `seven`\n\nEight.")
    assert paragraphs(parts) == [
        ("BodyText", "One two three four five\nsix seven"),
        ("BodyText", "Eight."),
    ]
    root = parts["word/document.xml"]
    assert [shown(r) for r in find(root, "//w:r[w:rPr/w:i and not(w:rPr/w:b)]")] == ["two"]
    assert [shown(r) for r in find(root, "//w:r[w:rPr/w:b and not(w:rPr/w:i)]")] == ["three"]
    assert [shown(r) for r in find(root, "//w:r[w:rPr/w:b and w:rPr/w:i]")] == ["four"]
    assert [shown(r) for r in find(root, "//w:r[w:rPr/w:rStyle/@w:val='Code']")] == ["seven"]


def test_lists_are_word_lists_and_each_numbered_one_begins_anew() -> None:
    """Items carry list numbering by depth; a second numbered list does not go on counting."""
    parts = written("- a\n  - b\n\n  more of a\n\n1. one\n2. two\n\ntext\n\n5. five\n   1. deep\n")
    assert paragraphs(parts) == [
        ("ListBullet", "a"),
        ("ListBullet", "b"),
        ("ListContinue", "more of a"),
        ("ListNumber", "one"),
        ("ListNumber", "two"),
        ("BodyText", "text"),
        ("ListNumber", "five"),
        ("ListNumber", "deep"),
    ]
    root, numbering = parts["word/document.xml"], parts["word/numbering.xml"]
    items = find(root, "//w:p[starts-with(w:pPr/w:pStyle/@w:val, 'List')]")
    levels = [find(p, "w:pPr/w:numPr/*/@w:val") for p in items]
    assert levels == [
        ["0", "3"], ["1", "3"], [], ["0", "4"], ["0", "4"], ["0", "5"], ["1", "6"],
    ]  # fmt: skip
    assert find(numbering, "//w:num[@w:numId='5']//w:startOverride/@w:val") == ["5"]
    assert find(numbering, "//w:num[@w:numId='6']/w:lvlOverride/@w:ilvl") == ["1"]


def test_a_table_goes_before_a_section_of_the_same_name() -> None:
    """A bare identifier means the table; with its prefix the section can be had."""
    anchors = plan([reported(Section("facts", "Facts", 1, (Ref("facts"),)))]).anchors["en"]
    assert anchors["facts"].text == "Table\u00a01"
    assert (anchors["section:facts"].text, anchors["section:facts"].numbered) == ("1", True)


def test_what_leads_to_a_list_stays_with_it() -> None:
    """The paragraph above a list is kept on the page of its first item; no other one is."""
    root = written("One.\n\nTo do:\n\n- a\n- b\n\nDone.")["word/document.xml"]
    kept = [shown(p) for p in find(root, "//w:p[w:pPr[w:pStyle/@w:val='BodyText' and w:keepNext]]")]
    assert kept == ["To do:"]


def test_an_item_that_holds_nothing_or_a_list_keeps_what_there_is() -> None:
    """Odd lists lose no text and make no empty paragraph; numbers Word cannot show are capped."""
    parts = written("- - inner\n-\n- > quoted\n\n999999999. last\n")
    assert [text for _style, text in paragraphs(parts)] == ["inner", "quoted", "last"]
    starts = find(parts["word/numbering.xml"], "//w:startOverride/@w:val")
    assert starts == ["32767"]


def test_deep_nesting_loses_nothing() -> None:
    """Lists and quotations deeper than Word's nine levels keep their text."""
    depth = 30
    parts = written("\n".join(f"{'  ' * n}- level {n}" for n in range(depth)))
    assert [text for _style, text in paragraphs(parts)] == [f"level {n}" for n in range(depth)]
    levels = find(
        parts["word/document.xml"], "//w:p[w:pPr/w:pStyle/@w:val='ListBullet']//w:ilvl/@w:val"
    )
    assert max(map(int, levels)) == 8
    assert paragraphs(written("> " * 40 + "said"))[0][1] == "said"


def test_headings_quotations_code_pictures_and_rules() -> None:
    """What a report does not have becomes what it has: no heading level appears in between."""
    parts = written("## Head\n\n> said\n\n```\na\n  b\n```\n\n---\n\n![the words](x.png) <b>&amp;")
    assert paragraphs(parts) == [
        ("ProseHeading", "Head"),
        ("Quote", "said"),
        ("CodeBlock", "a\n  b"),
        ("BodyText", "the words <b>&"),
    ]


def test_links_lead_out_by_relations_once_each() -> None:
    """An address of the web or of a mail box is a real link; one address is one relation."""
    parts = written(
        "[a](https://a.org/x?y=1&z=2) [b](https://a.org/x?y=1&z=2) <mailto:a@b.org> [](http://c.org)"
    )
    relations = parts["word/_rels/document.xml.rels"]
    outside = [r.get("Target") for r in relations if r.get("TargetMode") == "External"]
    assert outside == ["https://a.org/x?y=1&z=2", "mailto:a@b.org", "http://c.org"]
    links = find(parts["word/document.xml"], "//w:hyperlink[@r:id]")
    assert [shown(link) for link in links] == ["a", "b", "mailto:a@b.org", "http://c.org"]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("[x](javascript:alert)", "[x](javascript:alert)"),
        ("[x](file:///etc/passwd)", "[x](file:///etc/passwd)"),
        ("[x](\\\\\\\\server\\\\share)", "x (\\\\server\\share)"),
        ("[x](ftp://a.org)", "x (ftp://a.org)"),
        ("[x](http://[bad)", "x (http://[bad)"),
        ("<http://[bad>", "http://[bad"),
        ("[x](http://a.org:99999/)", "x (http://a.org:99999/)"),
        ("[x](http://a.org:0/)", "x (http://a.org:0/)"),
        (f"[x](http://a.org/{'y' * 2080})", f"x (http://a.org/{'y' * 2080})"),
        ("[](relative)", "relative"),
        ("[x](#nowhere)", "x (#nowhere)"),
    ],
    ids=[
        "script",
        "file",
        "unc",
        "scheme",
        "host",
        "auto",
        "port",
        "port-0",
        "long",
        "bare",
        "anchor",
    ],
)
def test_links_word_must_not_follow_are_printed(markdown: str, text: str) -> None:
    """T52 to T56: an address that is unsafe or that Word refuses is text beside its words."""
    parts = written(markdown)
    assert paragraphs(parts) == [("BodyText", text)]
    assert not find(parts["word/document.xml"], "//w:hyperlink[@r:id]")


def test_cross_references_name_tables_and_sections() -> None:
    """A link to an identifier leads there; without words it reads as Word numbers the target."""
    parts = written("See [](#facts), [the facts](#facts) and [](#the-part).")
    assert paragraphs(parts)[0][1] == "See Table\u00a01, the facts and 1."
    root = parts["word/document.xml"]
    assert " REF _Ref_table_1 \\h " in find(root, "//w:instrText/text()")
    assert " REF _Toc00000001 \\r \\h " in find(root, "//w:instrText/text()")
    assert "the facts" in [shown(link) for link in find(root, "//w:hyperlink[@w:anchor]")]


def test_footnotes_are_word_footnotes() -> None:
    """Each reference is a footnote of its own, in order, with its links and emphasis."""
    parts = written(
        "A[^x] b^[inline] c[^1] d[^1]\n\n[^1]: One [l](https://a.org).\n\n[^x]: *X*\n\n    second\n"
    )
    root, notes = parts["word/document.xml"], parts["word/footnotes.xml"]
    assert find(root, "//w:footnoteReference/@w:id") == ["1", "2", "3", "4"]
    own = find(notes, "//w:footnote[not(@w:type)]")
    assert [shown(note) for note in own] == [" Xsecond", " inline", " One l.", " One l."]
    assert all(len(find(note, ".//w:footnoteRef")) == 1 for note in own)
    assert find(notes, "//w:footnote/@w:type") == ["separator", "continuationSeparator"]
    relations = parts["word/_rels/footnotes.xml.rels"]
    assert [r.get("Target") for r in relations] == ["https://a.org"]


def test_an_empty_footnote_is_still_a_footnote() -> None:
    """A footnote without text, or with a list for text, keeps its mark."""
    parts = written("A[^1] b[^2]\n\n[^1]:\n\n[^2]: - item\n")
    own = find(parts["word/footnotes.xml"], "//w:footnote[not(@w:type)]")
    assert [shown(note) for note in own] == [" ", " item"]


def test_french_prose_has_french_spaces_and_language() -> None:
    """French prose in an English report is marked French and its spaces do not break."""
    parts = written("Pourquoi ? « **Oui** » : voilà !", "fr")
    assert paragraphs(parts)[0][1] == "Pourquoi\u202f? «\u202fOui\u202f»\u00a0: voilà\u202f!"
    runs = find(
        parts["word/document.xml"], "//w:p[w:pPr/w:pStyle/@w:val='BodyText']//w:lang/@w:val"
    )
    assert set(runs) == {"fr-FR"}


def test_a_table_in_a_text_is_a_table() -> None:
    """A Markdown table has a header row that repeats, numbers to the right, emphasis and links."""
    parts = written(
        "Before.\n\n| Town | *People* |\n|---|--:|\n| [Berat](#facts) | 30 |\n| Korçë | |"
    )
    root = parts["word/document.xml"]
    (table, _facts) = find(root, "//w:tbl")
    assert [[shown(cell) for cell in find(row, "w:tc")] for row in find(table, "w:tr")] == [
        ["Town", "People"], ["Berat", "30"], ["Korçë", ""],
    ]  # fmt: skip
    assert len(find(table, "w:tr[1]/w:trPr/w:tblHeader")) == 1
    assert find(table, "w:tr[2]//w:pStyle/@w:val") == ["TableText", "TableTextNumber"]
    assert find(table, "w:tblPr/w:tblCaption/@w:val") == ["Town, People"]
    assert [shown(r) for r in find(table, ".//w:r[w:rPr/w:i]")] == ["People"]
    assert len(find(table, ".//w:hyperlink[@w:anchor]")) == 1


def test_a_wide_table_in_a_text_is_divided() -> None:
    """Columns that have no room beside each other are in tables that repeat the first one."""
    labels = [f"Verylongheading{n}" for n in range(14)]
    lines = ("|".join(labels), "|".join(["---"] * 14), "|".join(["**x**"] * 14))
    root = written("\n".join(f"|{line}|" for line in lines))["word/document.xml"]
    *tables, _facts = find(root, "//w:tbl")
    heads = [[shown(cell) for cell in find(table, "w:tr[1]/w:tc")] for table in tables]
    assert len(tables) > 1
    assert {head[0] for head in heads} == {labels[0]}
    assert [label for head in heads for label in head[1:]] == labels[1:]
    for table, head in zip(tables, heads, strict=True):
        assert len(find(table, "w:tr[2]//w:r[w:rPr/w:b]")) == len(head)


def test_two_tables_in_a_text_stay_two() -> None:
    """Word would make one table of two that touch; a footnote has lines in a table's place."""
    parts = written(
        "| a |\n|---|\n| b |\n\n| c |\n|---|\n| d |\n\ne[^1]\n\n[^1]: | f | g |\n    |---|---|\n"
    )
    tables = find(parts["word/document.xml"], "//w:tbl")
    assert len(tables) == 3
    assert find(tables[0].getnext(), "w:pPr/w:pStyle/@w:val") == ["SectionEnd"]
    notes = find(parts["word/footnotes.xml"], "//w:footnote[not(@w:type)]")
    assert [shown(note) for note in notes] == [" f; g"]


def test_a_picture_is_shown_or_its_words(tmp_path: Path) -> None:
    """A local picture is one, with its words for who does not see it; of another, the words."""
    path = tmp_path / "a map.png"
    path.write_bytes(png(4000, 20))
    broken = tmp_path / "broken.png"
    broken.write_bytes(png()[:12])
    address = str(path).replace(" ", "%20")
    parts = written(
        f"![a *map*]({address})\n\nSee ![it]({address}) ![gone](gone.png) ![bad]({broken})"
        f" ![far](https://a.org/x.png)\n\n- [^1]\n\n[^1]: ![in a note]({address})"
    )
    root = parts["word/document.xml"]
    (first, second) = root.iter("{*}docPr")
    assert [first.get("descr"), second.get("descr")] == ["a map", "it"]
    assert first.get("id") != second.get("id")
    width = int(next(root.iter("{*}extent")).get("cx"))
    assert width == 9070 * 635  # no wider than the page
    assert find(root, "//w:p[.//w:drawing]/w:pPr/w:pStyle/@w:val") == ["Figure", "BodyText"]
    assert paragraphs(parts)[1][1] == "See  gone bad far"
    assert "in a note" in shown(parts["word/footnotes.xml"])


def test_a_closing_mark_never_begins_a_line() -> None:
    """A line that ends in the source before a mark is a space there that does not break."""
    parts = written("Il dit « oui\n» et\nalors\n? [Ici](https://a.org)\n!", "fr")
    assert paragraphs(parts)[0][1] == "Il dit «\u202foui\u202f» et alors\u202f? Ici\u202f!"


def test_scripts_from_the_right_and_of_the_east_are_told() -> None:
    """Arabic and Hebrew run from the right, Chinese is told as such; marks between stay in them."""
    parts = written("ورشة 2024، عمل *in* Amman\n\nThe Hebrew שלום and 中文 and かな.\n\nPlain.")
    root = parts["word/document.xml"]
    (first,) = find(root, "//w:p[w:pPr/w:bidi]")
    right = find(first, "w:r[w:rPr/w:rtl]")
    assert [shown(run) for run in right] == ["ورشة 2024، عمل"]
    assert find(right[0], "w:rPr/w:lang/@w:bidi") == ["ar-EG"]
    told = {shown(run): find(run, "w:rPr/w:lang/@*") for run in find(root, "//w:r[w:rPr/w:lang]")}
    assert told["שלום"] == ["he-IL"]
    assert (told["中文"], told["かな"]) == (["zh-CN"], ["ja-JP"])
    assert len(find(root, "//w:r[w:rPr/w:rFonts/@w:hint='eastAsia']")) == 2


def test_a_cell_in_arabic_runs_from_the_right() -> None:
    """A title in a table has the direction and language of its own; bold ones are bold in both."""
    table = Table(
        "facts", "Facts", (Column("a", "A"),),
        ((Cell("مؤتمر", language="fa"),), (Cell("שנה 5"),)), main_rows=frozenset({1}),
    )  # fmt: skip
    report = reported(Section("s", "عنوان", 1, (Ref("facts"),)))
    report = attrs.evolve(report, tables={"facts": table})
    stream = io.BytesIO()
    DocxExporter().export(make_portfolio(1), report, stream, Job(DocxOptions()))
    with zipfile.ZipFile(stream) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    first, second = find(root, "//w:tbl//w:p[w:pPr/w:bidi]")
    assert find(first, "w:r/w:rPr/w:rtl")
    assert find(first, "w:r/w:rPr/w:lang/@w:bidi") == ["fa-IR"]
    assert find(second, "w:r/w:rPr/w:bCs")
    assert len(find(root, "//w:p[w:pPr/w:pStyle/@w:val='Heading1' and w:pPr/w:bidi]")) == 1
    assert len(find(root, "//w:p[w:pPr/w:pStyle/@w:val='TOC1' and w:pPr/w:bidi]")) == 1
