"""Pieces of HTML: texts that stand for themselves, identifiers, links."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import quote

from cproc.errors import Problem
from cproc.labels.typography import begins_right, language_tag, runs_right, typeset
from cproc.report import Prose, Report
from cproc.text import Medium, unwritable

_PNG = b"\x89PNG"


def text(plain: str) -> str:
    """A text that stands for itself, its lines kept."""
    return re.sub("\r\n|[\r\n]", "<br>", escape(plain, quote=False))


def attributes(**values: str) -> str:
    """Attributes of an element; those that are empty are left out.

    Example:
        >>> attributes(class_="a", title="", lang='"')
        ' class="a" lang="&quot;"'
    """
    pairs = ((name.strip("_").replace("_", "-"), value) for name, value in values.items())
    return "".join(f' {name}="{escape(value)}"' for name, value in pairs if value)


def spoken(language: str, of: str) -> dict[str, str]:
    """The attributes of a part in a language, within one in another."""
    if language == of:
        return {}
    sides = {True: "rtl", False: "ltr"}
    side = sides[runs_right(language)] if runs_right(language) != runs_right(of) else ""
    return {"lang": language_tag(language), "dir": side}


def spoken_text(plain: str, language: str, of: str) -> dict[str, str]:
    """The same of one text, which may run against its language."""
    against = begins_right(plain) and not runs_right(of)
    return {"dir": "auto" if against else ""} | spoken(language, of)


def fragment(identifier: str) -> str:
    """The address of what has an identifier, on the same page."""
    return "#" + quote(identifier, safe="!$&'()*+,;=:@/?-._~")


class Identifiers:
    """The identifiers of a page, none twice and none with a space."""

    def __init__(self) -> None:
        """Begin without any."""
        self._taken: set[str] = set()

    def unique(self, wanted: str) -> str:
        """The identifier that is wanted, or one near to it where that is taken."""
        clean, number = re.sub(r"\s+", "-", wanted.strip()) or "part", 1
        one = clean
        while one in self._taken:
            number += 1
            one = f"{clean}-{number}"
        self._taken.add(one)
        return one


def faults(report: Report) -> Iterator[Problem]:
    """Find the texts of a report that no page can hold."""
    return unwritable(_texts(report), Medium.HTML)


def _texts(report: Report) -> Iterator[tuple[str, str]]:
    names = ("title", "subtitle", "office", "organisation", "reference", "place", "addressee")
    yield from ((name, getattr(report, name)) for name in (*names, "contribution"))
    for number, section in enumerate(report.sections):
        yield f"sections[{number}].title", section.title
        for place, block in enumerate(section.blocks):
            if isinstance(block, Prose):
                yield f"sections[{number}].blocks[{place}]", block.markdown
    for id_, table in report.tables.items():
        yield f"tables.{id_}", "".join((table.title, *table.notes, *table.bands.values()))
        for column in table.columns:
            yield f"tables.{id_}.{column.id}", column.label
        for number, row in enumerate(table.rows):
            for column, cell in zip(table.columns, row, strict=True):
                if isinstance(cell.value, str):
                    yield f"tables.{id_}.rows[{number}].{column.id}", cell.value
    for id_, chart in report.charts.items():
        words = (chart.title, chart.alt, chart.note, *chart.points, *chart.series)
        yield f"charts.{id_}", "".join(words)


def picture(data: bytes, alt: str, **more: str) -> str:
    """A picture as an element that holds it."""
    kind = "png" if data.startswith(_PNG) else "jpeg"
    source = f"data:image/{kind};base64,{b64encode(data).decode()}"
    return f'<img{attributes(src=source, **more)} alt="{escape(alt)}">'


def within(inside: str, language: str, of: str) -> str:
    """Elements as they are, or in one that says in which language they are."""
    other = attributes(**spoken(language, of))
    return f"<div{other}>\n{inside}</div>\n" if other else inside


def region(name: str, inside: str) -> str:
    """What may be wider than the page: it scrolls, by keys as well."""
    how = attributes(class_="scroll", role="region", tabindex="0", aria_label=name)
    return f"<div{how}>{inside}</div>\n"


def notes(texts: Iterable[str]) -> str:
    """What is said beside a table or a chart, in small type."""
    return "".join(f'<p class="note">{text(note)}</p>\n' for note in texts if note)


def nested_list(entries: Iterable[tuple[int, str]]) -> str:
    r"""Elements as lists in lists, by their levels from 1.

    Example:
        >>> nested_list([(1, "a"), (2, "b"), (1, "c")]).replace("\n", "")
        '<ol><li>a<ol><li>b</li></ol></li><li>c</li></ol>'
    """
    written, depth = [], 0
    for level, entry in entries:
        written.append("<ol>" * (level - depth) if level > depth else "</li>")
        written.append("</ol></li>" * (depth - level))
        written.append(f"\n<li>{entry}")
        depth = level
    return "".join((*written, "</li></ol>" * depth))


def label(report: Report, key: str) -> str:
    """A word of the report, with the marks of its language."""
    return typeset(report.labels[key], report.language)
