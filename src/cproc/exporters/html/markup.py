"""Pieces of HTML: texts that stand for themselves, identifiers, links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from urllib.parse import quote

from cproc.errors import Problem, problem
from cproc.labels.typography import begins_right, language_tag, runs_right, typeset
from cproc.report import Prose, Report

# What no page may hold, as itself or by its number (HTML, "preprocessing the input stream").
_UNWRITABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
)
_BEYOND = re.compile(
    "[%s]" % "".join(f"{chr(at << 16 | 0xFFFE)}{chr(at << 16 | 0xFFFF)}" for at in range(1, 17))
)


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


def side(plain: str, language: str) -> str:
    """``auto`` for a text that runs against its language."""
    return "auto" if begins_right(plain) != runs_right(language) and begins_right(plain) else ""


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
    for path, held in _texts(report):
        if bad := _UNWRITABLE.search(held) or _BEYOND.search(held):
            around = ascii(held[max(0, bad.start() - 40) : bad.end() + 20])
            yield problem("text-unwritable.html", path, around, character=f"U+{ord(bad[0]):04X}")


def _texts(report: Report) -> Iterator[tuple[str, str]]:
    names = ("title", "subtitle", "office", "organisation", "reference", "place", "addressee")
    yield from ((name, getattr(report, name)) for name in (*names, "contribution"))
    for number, section in enumerate(report.sections):
        yield f"sections[{number}].title", section.title
        for place, block in enumerate(section.blocks):
            if isinstance(block, Prose):
                yield f"sections[{number}].blocks[{place}]", block.markdown
    for id_, table in report.tables.items():
        yield f"tables.{id_}", "\0"[:0].join((table.title, *table.notes, *table.bands.values()))
        for column in table.columns:
            yield f"tables.{id_}.{column.id}", column.label
        for number, row in enumerate(table.rows):
            for column, cell in zip(table.columns, row, strict=True):
                if isinstance(cell.value, str):
                    yield f"tables.{id_}.rows[{number}].{column.id}", cell.value
    for id_, chart in report.charts.items():
        words = (chart.title, chart.alt, chart.note, *chart.points, *chart.series)
        yield f"charts.{id_}", "".join(words)


def label(labels: Mapping[str, str], key: str, language: str) -> str:
    """A word of the report, with the marks of its language."""
    return typeset(labels[key], language)
