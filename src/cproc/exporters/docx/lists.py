"""Lists: how headings and items are numbered, by definitions that a template has by name."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.numbering import CT_Num
from docx.parts.numbering import NumberingPart

from cproc.exporters.docx.template_file import opened

LEVELS = 9
STEP = 340  # twentieths of a point that a level of a list is set in

# Names of the definitions. Headings without a number are in a list of none, because to refer to
# no list at all is what some readers miss.
PLAIN, BULLETS, NUMBERS = "Report Plain Headings", "Report Bullets", "Report Numbers"


class Lists:
    """The lists of a document; every numbered one counts for itself."""

    def __init__(self, document: Document) -> None:
        """Take the definitions that the template lacks from the template of the house."""
        kinds = {rel.reltype for rel in document.part.rels.values()}
        if RELATIONSHIP_TYPE.NUMBERING not in kinds:
            ours = opened(None).part.numbering_part
            part = NumberingPart.load(
                ours.partname, ours.content_type, ours.blob, document.part.package
            )
            document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
        self._numbering: Any = document.part.numbering_part.element
        self._ids = {name: self._defined(name) for name in (PLAIN, BULLETS, NUMBERS)}
        own = self._numbering.num_lst
        self._end = own[-1] if own else None
        self._last = max((int(one.numId) for one in own), default=0)
        self.plain, self.bullets = self._list(PLAIN), self._list(BULLETS)

    def _defined(self, name: str) -> int:
        own = self._numbering.findall(qn("w:abstractNum"))
        for definition in own:
            if _name(definition) == name:
                return _number(definition)
        ours = opened(None).part.numbering_part.element
        definition = deepcopy(next(one for one in ours if _name(one) == name))
        number = max(map(_number, own), default=0) + 1
        definition.set(qn("w:abstractNumId"), str(number))
        self._numbering.insert(len(own) and self._numbering.index(own[-1]) + 1, definition)
        return number

    def _list(self, name: str) -> int:
        """A list that follows a definition as it is."""
        for one in self._numbering.num_lst:
            if one.abstractNumId.val == self._ids[name] and not one.lvlOverride_lst:
                return int(one.numId)
        return int(self._added(name).numId)

    def _added(self, name: str) -> Any:
        # Not by python-docx's own function, which looks at all lists for the number of each.
        self._last += 1
        added: Any = CT_Num.new(self._last, self._ids[name])  # type: ignore[no-untyped-call]
        if self._end is None:
            self._end = self._numbering.findall(qn("w:abstractNum"))[-1]
        self._end.addnext(added)
        self._end = added
        return added

    def restart(self, depth: int, start: int) -> int:
        """Begin a numbered list; return its number."""
        added = self._added(NUMBERS)
        added.add_lvlOverride(min(depth, LEVELS - 1)).add_startOverride(start)
        return int(added.numId)


def put_in_list(paragraph: Any, number: int, depth: int) -> None:
    """Make a paragraph an item of a list."""
    properties = paragraph.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = min(depth, LEVELS - 1)
    properties.get_or_add_numId().val = number


def _name(definition: Any) -> str:
    name = definition.find(qn("w:name"))
    return "" if name is None else name.get(qn("w:val"))


def _number(definition: Any) -> int:
    return int(definition.get(qn("w:abstractNumId")))
