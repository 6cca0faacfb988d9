"""Tables of a sheet, such as lists that people filter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cproc.filling.book.cells import Area, area
from cproc.filling.book.xml_parts import XmlPart


def table_headings(tables: Iterable[XmlPart]) -> Iterator[tuple[str, Area]]:
    """The headings of tables, each with the name of its table.

    Args:
        tables: The trees of the tables.
    """
    for each in tables:
        its = area(each.root.get("ref", ""))
        count = int(each.root.get("headerRowCount", "1"))
        if its is not None and count:
            last = its.top + count - 1
            yield each.root.get("displayName", ""), Area(its.top, its.left, last, its.right)
