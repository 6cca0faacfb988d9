"""What the Open XML SDK says of a workbook that was filled."""

from decimal import Decimal
from pathlib import Path

from filled_books import SHEET, rich_workbook
from validators import by_open_xml_sdk

from cproc.filling.book import Book


def test_the_sdk_finds_nothing_new(tmp_path: Path) -> None:
    """A template in which the Open XML SDK finds nothing is filled so that it finds nothing."""
    book = Book.read(rich_workbook())
    for row, count in ((20, 0), (14, 3), (12, 40), (5, 2)):
        book.repeat_row(SHEET, row, count, "delete")
        book.write(SHEET, f"D{row}", "=not a formula")
        book.write(SHEET, f"E{row}", Decimal("1.5"))
    for text in list(book.other_texts()):
        if "{{" in text.text and text.kind != "box":
            book.replace_other(text, text.text.replace("{{", text.spelled("A&B")))
    assert by_open_xml_sdk(book.save(), tmp_path) == []
