"""A workbook as parts of a zip, edited in place: what is not touched stays byte by byte."""

from cproc.filling.book.book import Book
from cproc.filling.book.cells import BookCell
from cproc.filling.book.names import BookName
from cproc.filling.book.references import Reference, references, rewritten, translated
from cproc.filling.book.texts import OtherText
from cproc.filling.book.values import Value

__all__ = [
    "Book",
    "BookCell",
    "BookName",
    "OtherText",
    "Reference",
    "Value",
    "references",
    "rewritten",
    "translated",
]
