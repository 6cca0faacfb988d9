"""Texts of a workbook that are not of its cells: comments, headers, shapes, charts, hints."""

import pytest
from filled_books import parts_of, patched, rich_workbook

from cproc.errors import DataError
from cproc.filling.book import Book


def test_other_texts_are_read_and_replaced() -> None:
    """Comments, headers, shapes, charts and hints; a text of an older control cannot change."""
    book = Book.read(rich_workbook())
    texts = list(book.other_texts())
    marked = [(each.kind, each.where, each.text) for each in texts if "{{" in each.text]
    shape = ("shape", "text of a shape", "Box {{ box }}")
    assert marked == [
        ("header", "header or footer of Costs", "&L{{ project }}&R&P"),
        ("comment", "comment on Costs!N14", "Said {{ here }}"),
        ("box", "text of a control on Costs", "Press {{ me }}"),
        ("shape", "text of a chart", "Costs of {{ year }}"),
        *[shape] * 3,
    ]
    assert {each.text for each in texts if each.kind == "hint"} == {"Unit", "of one"}
    for each in texts:
        if each.kind == "box":
            with pytest.raises(DataError, match="cannot be changed"):
                book.replace_other(each, "x")
        else:
            book.replace_other(each, f"{each.spelled('A&B ')}")
    filled = Book.read(book.save())
    assert {each.text for each in filled.other_texts()} == {"A&B ", "A&&B ", "Press {{ me }}"}
    with pytest.raises(DataError, match=r"U\+0007"):
        filled.replace_other(next(iter(filled.other_texts())), "\x07")


def test_a_text_in_pieces_is_one() -> None:
    """What a program has cut into pieces is read as one, and stands in the first afterwards."""
    runs = "<r><rPr/><t>Said {{ </t></r><r><t>he</t></r><r><t>re }}</t></r>"
    data = patched(
        rich_workbook(),
        {
            "xl/comments1.xml": lambda xml: (
                f"{xml[: xml.index('<r>')]}{runs}</text></comment></commentList></comments>"
            )
        },
    )
    book = Book.read(data)
    text = next(each for each in book.other_texts() if each.kind == "comment")
    assert text.text == "Said {{ here }}"
    book.replace_other(text, "Said it")
    assert b"<r><rPr/><t>Said it</t></r><r><t></t></r>" in parts_of(book.save())["xl/comments1.xml"]
