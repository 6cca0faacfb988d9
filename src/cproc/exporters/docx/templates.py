"""The look of the document, and the XML that is the same in each, as templates in ``xml/``."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from string import Template

from cproc.exporters.docx.markup import DECLARATION, OFFICE, Part
from cproc.exporters.office.column_widths import TABLE_SIZE
from cproc.exporters.office.text_width import FONT

ACCENT = "1F3864"  # a blue that prints as a dark grey; the only colour of the text

# Colours of the series of a chart; neighbours differ in print without colour.
GREYS = (ACCENT, "7F96BA", "C3CEE0", "4D4D4D", "999999", "D9D9D9")

# What a template can ask for besides what it is filled with.
_LOOK = {
    "font": FONT,
    "table_size": TABLE_SIZE * 2,  # Word counts in half points
    "accent": ACCENT,
    "muted": "595959",
    "rule": "B8C2D0",
    "shade": "E8EDF4",
    **{f"series{number}": color for number, color in enumerate(GREYS, start=1)},
}

# Comments and white space between elements are for those who edit a template.
_FOR_EDITORS = re.compile(r"<!--.*?-->|(?<=>)\s+|\s+(?=<)", re.DOTALL)


@cache
def _template(name: str) -> Template:
    text = (files("cproc.exporters.docx") / "xml" / f"{name}.xml").read_text("utf-8")
    return Template(" ".join(_FOR_EDITORS.sub("", text).split()))


def fill(template: str, **values: object) -> str:
    """The XML of a template; values are put in as they are, so their texts are escaped before."""
    return _template(template).substitute(_LOOK, **values)


def template_part(template: str, name: str = "", **values: object) -> Part:
    """A part made of a template, and called like it unless it has a name of its own."""
    family = "" if template == "theme" else "wordprocessingml."
    body = [DECLARATION, fill(template, **values)]
    return Part(f"word/{name or template}.xml", f"{OFFICE}.{family}{template}+xml", body)
