"""Lists: how headings and items are numbered, by definitions that a template has by name."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.numbering import CT_Num

from cproc.exporters.docx.template_file import opened, part_of

LEVELS = 9
STEP = 340  # twentieths of a point that a level of a list is set in

# Names of the definitions. Headings without a number are in a list of none, because to refer to
# no list at all is what some readers miss.
PLAIN, BULLETS, NUMBERS = "Report Plain Headings", "Report Bullets", "Report Numbers"


class Lists:
    """The lists of a document; every numbered one counts for itself."""

    def __init__(self, document: Document) -> None:
        """Take the definitions that the template lacks from ours."""
        self._numbering: Any = part_of(document, RELATIONSHIP_TYPE.NUMBERING).element
        self._ids = {name: self._defined(name) for name in (PLAIN, BULLETS, NUMBERS)}
        self._last = max((int(one.numId) for one in self._numbering.num_lst), default=0)
        self._end = [*self._definitions(), *self._numbering.num_lst][-1]
        self.plain, self.bullets = self._list(PLAIN), self._list(BULLETS)

    def _definitions(self) -> list[Any]:
        return list(self._numbering.findall(qn("w:abstractNum")))

    def _defined(self, name: str) -> int:
        """The number of a definition of this name, ours where the template has none."""
        own = self._definitions()
        if there := _named(own, name):
            return _number(there[0])
        ours = opened(None).part.numbering_part.element
        definition = deepcopy(_named(ours, name)[0])
        number = max(map(_number, own), default=0) + 1
        definition.set(qn("w:abstractNumId"), str(number))
        self._numbering.insert(self._numbering.index(own[-1]) + 1 if own else 0, definition)
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
        self._end.addnext(added)
        self._end = added
        return added

    def restart(self, depth: int, start: int) -> int:
        """Begin a numbered list; return its number."""
        added = self._added(NUMBERS)
        added.add_lvlOverride(min(depth, LEVELS - 1)).add_startOverride(start)
        return int(added.numId)


def _named(definitions: Any, name: str) -> list[Any]:
    names = ((one, named) for one in definitions for named in one.findall(qn("w:name")))
    return [one for one, named in names if named.get(qn("w:val")) == name]


def _number(definition: Any) -> int:
    return int(definition.get(qn("w:abstractNumId")))
