"""What lets a spreadsheet program compute a changed workbook anew when it is opened."""

from __future__ import annotations

from typing import Any

from lxml import etree

from cproc.filling.book.parts import Parts
from cproc.filling.book.relations import relations, relations_part
from cproc.filling.book.xml_parts import XmlPart, local, parsed

_TYPES = "[Content_Types].xml"
# What may follow the settings of computing in a workbook (ECMA-376, part 1, 18.2.27).
_AFTER = frozenset(
    "oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing "
    "fileRecoveryPr webPublishObjects extLst".split()
)


def ask_for_recalculation(workbook: XmlPart) -> None:
    """Say in a workbook that all of it is computed when it is opened.

    Args:
        workbook: The tree of the workbook.
    """
    root = workbook.root
    settings = next((each for each in root if local(each) == "calcPr"), None)
    if settings is None:
        settings = etree.Element(f"{workbook.namespace}calcPr")
        later = next((each for each in root if local(each) in _AFTER), None)
        if later is None:
            root.append(settings)
        else:
            later.addprevious(settings)
    settings.set("fullCalcOnLoad", "1")


def forget_chain(parts: Parts, workbook: str) -> None:
    """Leave out the order in which cells were computed; one that is stale makes a file damaged.

    Args:
        parts: The parts of the workbook.
        workbook: Name of the part of the workbook.
    """
    for each in relations(parts, workbook):
        if each.kind == "calcChain" and not each.external:
            _drop(parts, relations_part(workbook), "Id", each.id)
            _drop(parts, _TYPES, "PartName", f"/{each.target}")
            if each.target in parts:
                parts.remove(each.target)


def _drop(parts: Parts, part: str, attribute: str, value: str) -> None:
    tree = parsed(parts[part], part)
    for each in list(tree.root):
        found: Any = each.get(attribute) if local(each) else None
        if found is not None and found.lower() == value.lower():
            tree.root.remove(each)
    parts.replace(part, tree.bytes())
