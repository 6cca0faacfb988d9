"""What is told of a template or report that cannot be used; the styles a report is made with."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import partial
from importlib.resources import files
from typing import Any

import attrs
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from cproc.errors import Message, Problem, problem_by, problem_rules
from cproc.exporters.office.column_widths import TABLE_SIZE

_WIDE = 1.2  # taken for the width of a font that is not known

_DATA = tomllib.loads(files(__package__).joinpath("styles.toml").read_text("utf-8"))

STYLES = {
    kind: {name.lower(): (name, purpose) for name, purpose in _DATA[kind.name.lower()].items()}
    for kind in (WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.CHARACTER, WD_STYLE_TYPE.TABLE)
}
"""By kind, then by their names in small letters: the styles a report is made with."""


refusal = partial(problem_by, problem_rules("cproc.exporters.docx"))
"""A problem of a template, or of a report that Word cannot hold."""


@attrs.define
class Styles:
    """The styles of a template; one that is asked for and not there is remembered."""

    _ids: dict[str, str]
    number_headings: bool  # whether headings are numbered by their styles
    table_scale: float  # how wide text in tables runs, as a multiple of Arial at 9 points
    _missing: set[str] = attrs.field(factory=set, init=False)

    @classmethod
    def of(cls, document: Document) -> Styles:
        """Read the names of a document's styles."""
        own: list[Any] = document.styles.element.style_lst
        by_name = {(style.type, (style.name_val or "").lower()): style for style in own}
        ids = {
            name: by_name[kind, key].styleId
            for kind, styles in STYLES.items()
            for key, (name, _purpose) in styles.items()
            if (kind, key) in by_name
        }
        heading = by_name.get((WD_STYLE_TYPE.PARAGRAPH, "heading 1"))
        numbered = heading is not None and bool(heading.xpath("w:pPr/w:numPr"))
        text = by_name.get((WD_STYLE_TYPE.PARAGRAPH, "table text"))
        return cls(ids, numbered, _scale(document, text))

    def __getitem__(self, name: str) -> str:
        """The identifier of a style, which a template in another language has its own of."""
        if name not in self._ids:
            self._missing.add(name)
        return self._ids.get(name, name.replace(" ", ""))

    def problems(self, template: str) -> Iterator[Problem]:
        """What the report would have needed and the template has not."""
        for kind, styles in STYLES.items():
            for name, purpose in styles.values():
                if name in self._missing:
                    gaps = {
                        "kind": Message(kind.name.lower()),
                        "name": name,
                        "purpose": Message(purpose),
                    }
                    yield refusal("template-style", f"styles[{name}]", file=template, **gaps)


def _scale(document: Document, style: Any) -> float:
    """How wide a style's text runs: by its size and its font, or those it is based on."""
    by_id = {one.styleId: one for one in document.styles.element.style_lst}
    chain: list[Any] = []
    while style is not None and style not in chain:  # a style may be based on itself
        chain.append(style)
        style = by_id.get("".join(style.xpath("w:basedOn/@w:val")))
    looks = [look for one in chain for look in one.xpath("w:rPr")]
    looks += document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")
    sizes = [size for look in looks for size in look.xpath("w:sz/@w:val")]
    fonts = [font for look in looks for font in look.xpath("w:rFonts")]
    size = int(sizes[0]) / 2 if sizes else TABLE_SIZE
    font = _name(document, fonts[0]).lower() if fonts else ""
    return float(size / TABLE_SIZE * _DATA["width"].get(font, _WIDE))


def _name(document: Document, fonts: Any) -> str:
    """The name of a font, which may be one of the theme's."""
    theme = fonts.get(qn("w:asciiTheme"))
    if theme is None:
        return str(fonts.get(qn("w:ascii"), ""))
    kind = "majorFont" if theme.startswith("major") else "minorFont"
    try:
        part = document.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    except KeyError:
        return ""
    latin = parse_xml(part.blob).find(f".//{qn(f'a:{kind}')}/{qn('a:latin')}")
    return "" if latin is None else str(latin.get("typeface", ""))
