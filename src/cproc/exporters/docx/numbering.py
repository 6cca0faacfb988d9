"""Numbers of headings and lists: the numbering part."""

from __future__ import annotations

import attrs

from cproc.exporters.docx.package import DECLARATION, OFFICE, Part

# The list that numbers the headings, a level of it for each of theirs, and one without numbers
# for headings that take none: to refer to no list at all is what some readers miss.
HEADINGS, _PLAIN = 1, 2

BULLETS, _NUMBERED = 3, 4

LEVELS = 9
_STEP = 340  # twentieths of a point that a level of a list is set in

_BULLETS = "•–▪"


def heading_number(level: int, *, plain: bool = False) -> str:
    """The properties by which a style numbers its headings."""
    number = _PLAIN if plain else HEADINGS
    return f'<w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="{number}"/></w:numPr>'


@attrs.define
class Numbering:
    """The lists of the document; every numbered one counts for itself."""

    bullets: int = BULLETS
    _lists: list[str] = attrs.field(factory=list)

    def indent(self, depth: int) -> int:
        """The indent of the text of a list, by how deep it lies."""
        return _STEP * min(depth, LEVELS)

    def restart(self, depth: int, start: int) -> int:
        """Begin a numbered list; give its number."""
        number = _NUMBERED + len(self._lists)
        level = min(depth, LEVELS - 1)
        self._lists.append(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{_NUMBERED}"/>'
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            "</w:num>"
        )
        return number

    def properties(self, number: int, depth: int) -> str:
        """The properties of a paragraph that is an item of a list."""
        level = min(depth, LEVELS - 1)
        return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'

    def part(self, namespaces: str) -> Part:
        """The part, once all lists are known."""
        bullets = "".join(
            _level(level, "bullet", _BULLETS[level % len(_BULLETS)]) for level in range(LEVELS)
        )
        forms = ("decimal", "lowerLetter", "lowerRoman")
        numbers = "".join(
            _level(level, forms[level % len(forms)], f"%{level + 1}.") for level in range(LEVELS)
        )
        headings = "".join(_heading(level) for level in range(LEVELS))
        plain = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
            '<w:suff w:val="nothing"/><w:lvlText w:val=""/><w:lvlJc w:val="left"/>'
            '<w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
            for level in range(LEVELS)
        )
        body = (
            f"{DECLARATION}<w:numbering {namespaces}>"
            f"{_abstract(HEADINGS, headings)}{_abstract(_PLAIN, plain)}"
            f"{_abstract(BULLETS, bullets)}{_abstract(_NUMBERED, numbers)}"
            f"{_instance(HEADINGS)}{_instance(_PLAIN)}{_instance(BULLETS)}"
            f"{''.join(self._lists)}</w:numbering>"
        )
        return Part("word/numbering.xml", f"{OFFICE}.wordprocessingml.numbering+xml", [body])


def _abstract(number: int, levels: str) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>'
        f"{levels}</w:abstractNum>"
    )


def _instance(number: int) -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'


def _level(level: int, form: str, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr>'
        f'<w:ind w:left="{_STEP * (level + 1)}" w:hanging="{_STEP}"/></w:pPr></w:lvl>'
    )


def _heading(level: int) -> str:
    text = ".".join(f"%{number}" for number in range(1, level + 2))
    hanging = 567 if level == 0 else 567 + 142 * level
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:pStyle w:val="Heading{level + 1}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{hanging}" w:hanging="{hanging}"/></w:pPr>'
        "</w:lvl>"
    )
