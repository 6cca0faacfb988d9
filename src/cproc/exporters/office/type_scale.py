"""The sizes of type in workbooks and documents, in points; each is there once."""

from typing import Final

TITLE: Final = 27
"""The title on a cover."""

HEADING: Final = 17
"""Chapters, the head of a worksheet, and the numbers of key figures."""

SUBHEADING: Final = 13
"""Sections, what stands below a title, and groups of worksheets."""

CAPTION: Final = 11
"""Captions in a workbook, and third headings."""

BODY: Final = 10
"""Text, and the tables of a workbook."""

TABLE: Final = 9
"""Tables and captions of a document, and what is said in small type of a worksheet."""

NOTE: Final = 8
"""Notes, footers and the labels of charts."""
