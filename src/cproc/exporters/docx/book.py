"""The document that is written: its styles and lists, and what is numbered through all of it."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from itertools import count
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.numbering import CT_Num

from cproc.exporters.docx.inline import Look, paragraph, parsed, properties, run
from cproc.exporters.docx.named_styles import Styles
from cproc.exporters.docx.template_file import opened, part_of, stories
from cproc.exporters.office.house_style import HouseStyle

LEVELS = 9
STEP = 340  # twentieths of a point that a level of a list is set in

# Names of the definitions. Headings without a number are in a list of none, because to refer to
# no list at all is what some readers miss.
PLAIN, BULLETS, NUMBERS = "Report Plain Headings", "Report Bullets", "Report Numbers"


class Book:
    """A document opened from a template, and what the template lacks of lists and footnotes."""

    def __init__(self, document: Document, language: str, house: HouseStyle | None = None) -> None:
        """Read what the template has; texts in another language than this one are marked."""
        self.document, self.language = document, language
        self.house = house or HouseStyle()
        self.styles, self.lists = Styles.of(document), Lists(document)
        self.notes: Any = part_of(document, RELATIONSHIP_TYPE.FOOTNOTES)
        self._note = max((int(note.get(qn("w:id"))) for note in self.notes.element), default=0)
        pictures = (frame for root in stories(document) for frame in root.iter(qn("wp:docPr")))
        # Of pictures and charts, counted together with those of the template.
        self.numbers = count(1 + max((int(frame.get("id")) for frame in pictures), default=0))
        self._links: dict[tuple[str, str], str] = {}

    def look(self, language: str) -> Look:
        """How a text in a language looks."""
        return Look(language="" if language == self.language else language)

    def footnote(self, paragraphs: Sequence[Any]) -> str:
        """Keep a footnote; the run that refers to it."""
        self._note += 1
        mark = properties(Look(self.styles["footnote reference"]))
        kept = [one for one in paragraphs if one.tag == qn("w:p")]
        kept = kept or [paragraph(self.styles["footnote text"])]
        kept[0][1:1] = parsed(f"<w:r>{mark}<w:footnoteRef/></w:r>{run(' ')}")  # behind its style
        (note,) = parsed(f'<w:footnote w:id="{self._note}"/>')
        note.extend(kept)
        self.notes.element.append(note)
        return f'<w:r>{mark}<w:footnoteReference w:id="{self._note}"/></w:r>'

    def relation(self, part: Any, address: str) -> str:
        """The identifier of a link from a part to an address, once each.

        Not by python-docx's own function, which looks at all links for each.
        """
        key = (part.partname, address)
        if key not in self._links:
            number = len(self._links) + 1
            while (identifier := f"rLink{number}") in part.rels:
                number += 1
            part.load_rel(RELATIONSHIP_TYPE.HYPERLINK, address, identifier, is_external=True)
            self._links[key] = identifier
        return self._links[key]


class Lists:
    """The lists of a document; every numbered one counts for itself."""

    def __init__(self, document: Document) -> None:
        """Take the definitions that the template lacks from ours."""
        self._numbering: Any = part_of(document, RELATIONSHIP_TYPE.NUMBERING).element
        self._ids = {name: self._defined(name) for name in (PLAIN, BULLETS, NUMBERS)}
        self._last = max((int(one.numId) for one in self._numbering.num_lst), default=0)
        self._end = [*self._numbering.iter(qn("w:abstractNum"), qn("w:num"))][-1]
        self.plain, self.bullets = self._list(PLAIN), self._list(BULLETS)

    def _defined(self, name: str) -> int:
        """The number of a definition of this name, ours where the template has none."""
        own = self._numbering.findall(qn("w:abstractNum"))
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
