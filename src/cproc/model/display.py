"""What a session shows of records: in a line, and as a small table in a notebook."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum
from html import escape
from typing import Any

import attrs

from cproc.dates import DateSpan, Month, Period
from cproc.labels import spoken
from cproc.model.text import LocalText, shortened
from cproc.money import Money

_LINE = 130
"""Characters of a line before its last field."""
_SHORT, _LONG = 40, 200
"""Characters of one value, in a line and in a table."""

Facts = Iterable[tuple[str, Any]]
"""What is shown of an object: names, and values of any kind."""


def facts_of(record: Any) -> Facts:
    """The fields of a record that are not what they are where nobody gives them."""
    for field in attrs.fields(type(record)):
        value = getattr(record, field.alias or field.name)
        if field.repr and value != field.default:
            yield field.alias or field.name, value


def _words(value: Any, most: int) -> str:
    """A value in so many characters; of a list how long it is, where that is shorter."""
    if isinstance(value, tuple):
        texts = ", ".join(value) if all(isinstance(each, str) for each in value) else ""
        return texts if 0 < len(texts) <= most else str(len(value))
    if attrs.has(type(value)) and "__str__" not in vars(type(value)):
        return _line(value, facts_of(value), 0)
    return shortened(str(value), most)


def _line(record: Any, facts: Facts, room: int) -> str:
    shown: list[str] = []
    for name, value in facts:
        if shown and room < 0:
            shown.append("…")
            break
        words = _words(value, _SHORT)
        if isinstance(value, tuple):
            words = f"<{words}>"
        elif isinstance(value, str | LocalText) and not isinstance(value, StrEnum):
            words = repr(words)
        shown.append(f"{name}={words}")
        room -= len(shown[-1]) + 2
    return f"{type(record).__name__}({', '.join(shown)})"


def display(
    cls: type,
    facts: Callable[[Any], Facts] = facts_of,
    read: Callable[[Any], Facts] | None = None,
) -> None:
    """Let a class show few words of its objects, rather than all they hold.

    Args:
        cls: The class; it has fields by attrs.
        facts: Gives what is shown of an object.
        read: Gives what a notebook shows of it, where that is said in other words.
    """
    drawn_facts = read or facts

    def line(record: Any) -> str:
        """Show it in a line: what it is called, and how much it holds."""
        return _line(record, facts(record), _LINE)

    def drawn(record: Any) -> str:
        """Show it as a small table, in a notebook."""
        rows = "".join(html_row([name, _read(value)], "td") for name, value in drawn_facts(record))
        return f"<table><caption>{cls.__name__}</caption><tbody>{rows}</tbody></table>"

    setattr(cls, "__repr__", line)  # noqa: B010 - mypy has it that methods are not assigned
    setattr(cls, "_repr_html_", drawn)  # noqa: B010


_IN_WORDS = {
    Money: "amount", Period: "period", DateSpan: "span", Month: "month", date: "day"
}  # fmt: skip
"""Types that the words of a language write, and by which of their methods."""


def _read(value: Any) -> str:
    """A value as a reader wants it: names, dates in words, amounts as a report prints them."""
    if method := _IN_WORDS.get(type(value)):
        return str(getattr(spoken("en"), method)(value))
    if isinstance(value, tuple) and (names := [name for each in value if (name := _name(each))]):
        listed = "; ".join(names)
        return f"{len(value)}: {listed}" if len(listed) <= _LONG else str(len(value))
    return _name(value) or _words(value, _LONG)


def _name(record: Any) -> str:
    """What a record is called; empty where it has no name."""
    if not attrs.has(type(record)) or isinstance(record, LocalText):
        return ""
    return str(getattr(record, "name", None) or getattr(record, "title", None) or "")


def html_row(cells: Sequence[str], tag: str, numbers: Collection[int] = (), drawn: str = "") -> str:
    """A row of a table; what looks like markup is text.

    Args:
        cells: Its texts.
        tag: ``td`` or ``th``.
        numbers: Which of them stand at the right.
        drawn: Markup that follows them, such as a bar.
    """
    # Notebooks put everything to the right where nobody says otherwise.
    sides = ("right" if index in numbers else "left" for index in range(len(cells)))
    row = "".join(
        f'<{tag} style="text-align:{side}">{escape(cell)}</{tag}>'
        for side, cell in zip(sides, cells, strict=True)
    )
    return f"<tr>{row}{drawn}</tr>"
