"""What stands between the braces of a template: nothing that can run, only names and calls.

``{{ spent(heading="1.1") }}`` is a figure, ``{{ project.name }}`` a fact of the project,
``{{ lines("1.1") }}`` the records that a row is repeated for and ``{{ line.title }}`` what one of
them tells. There are no conditions, loops or filters.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import attrs

from cproc.errors import InvalidValueError, said
from cproc.figures import MAX_CALL, placeholders

LISTS: Mapping[str, str] = MappingProxyType(
    {
        "lines": "line",
        "transactions": "transaction",
        "contributions": "contribution",
        "activities": "activity",
        "indicators": "indicator",
    }
)
"""The lists that a row is repeated for, and what one of their records is called."""

_OF_HEADING = frozenset({"lines", "transactions"})
"""The lists whose call may name a heading."""


@attrs.frozen
class FigureCall:
    """A figure.

    Args:
        text: Its call, as the catalogue of figures has it.
    """

    text: str


@attrs.frozen
class Fact:
    """A fact of the project, its contract or the reporting period: ``contract.number``.

    Args:
        name: Its name.
    """

    name: str


@attrs.frozen
class Field:
    """What the record tells that a row is repeated for.

    Args:
        list: Name of the list: ``lines``.
        name: What the record says: ``title``.
    """

    list: str
    name: str

    def __str__(self) -> str:
        """As a template has it."""
        return f"{LISTS[self.list]}.{self.name}"


@attrs.frozen
class Rows:
    """The records that a row is repeated for.

    Args:
        list: Name of the list.
        heading: Number of the heading that they are of; all where absent.
    """

    list: str
    heading: str | None = None

    def __str__(self) -> str:
        """The call, as a template has it."""
        of = "" if self.heading is None else f'"{self.heading}"'
        return f"{self.list}({of})"


Expression = FigureCall | Fact | Field | Rows

_DOTTED = re.compile(r"([a-z_]\w*)((?:\.[a-z_]\w*)+)", re.ASCII)
_LIST = re.compile(rf"({'|'.join(LISTS)})\s*\(.*\)", re.DOTALL)
_RECORDS = {record: name for name, record in LISTS.items()}


def expression(text: str) -> Expression:
    """Read what stands between braces.

    Raises:
        InvalidValueError: It is a call of a list with what that does not take.

    Example:
        >>> expression('lines("1.1")'), expression("project.name")
        (Rows(list='lines', heading='1.1'), Fact(name='project.name'))
        >>> expression("line.title"), expression('spent(heading="1.1")')
        (Field(list='lines', name='title'), FigureCall(text='spent(heading="1.1")'))
    """
    text = text.strip()
    if dotted := _DOTTED.fullmatch(text):
        if dotted[1] in _RECORDS:
            return Field(_RECORDS[dotted[1]], dotted[2][1:])
        return Fact(text)
    if _LIST.fullmatch(text[:MAX_CALL]):
        return _rows(text)
    return FigureCall(text)


def _rows(text: str) -> Rows:
    """The call of a list: its arguments are texts, by place or by name."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a backslash; it is only text here
            node = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _no_list(text) from None
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        raise _no_list(text)
    takes = ("heading",) if node.func.id in _OF_HEADING else ()
    given = [
        *zip(takes, node.args, strict=False),
        *((word.arg, word.value) for word in node.keywords),
    ]
    values = {
        name: value.value
        for name, value in given
        if name in takes and isinstance(value, ast.Constant) and isinstance(value.value, str)
    }
    if len(values) != len(node.args) + len(node.keywords):
        raise _no_list(text)
    return Rows(node.func.id, values.get("heading"))


def _no_list(text: str) -> InvalidValueError:
    message = said("{call!r} is not a call of a list.", call=text[:80])
    return InvalidValueError("list-call", message, said('Write lines("1.1"), or lines().'))


@attrs.frozen
class Content:
    """What a place of a template is to hold.

    Args:
        text: The text, placeholders in it.
        rows: The call of a list that stands in front of it, where there is one.
        whole: What the place holds, where that is one placeholder and nothing else.
    """

    text: str
    rows: Rows | None = None
    whole: Expression | None = None

    def pieces(self) -> Iterator[str | Expression]:
        """The text in pieces, each as it stands or a placeholder."""
        at = 0
        for gap in placeholders(self.text):
            if gap.start > at:
                yield self.text[at : gap.start]
            yield expression(gap.call)
            at = gap.end
        if at < len(self.text):
            yield self.text[at:]

    def expressions(self) -> tuple[Expression, ...]:
        """The placeholders of the text."""
        return tuple(piece for piece in self.pieces() if not isinstance(piece, str))


BRACES = ("{{", "}}")
"""What a placeholder stands between."""


def has_braces(text: str) -> bool:
    """Whether a text looks as if it had a placeholder."""
    return any(mark in text for mark in BRACES)


def content(text: str) -> Content:
    """Read the text of a cell, which has a placeholder.

    Raises:
        InvalidValueError: A placeholder cannot be read, or braces stand alone.

    Example:
        >>> content('{{ lines("1.1") }} {{ line.title }}').whole
        Field(list='lines', name='title')
        >>> content("Spent: {{ spent }}").whole is None
        True
    """
    gaps = list(placeholders(text))
    rest = text
    for gap in reversed(gaps):
        rest = rest[: gap.start] + rest[gap.end :]
    if has_braces(rest):
        message = said("two braces stand without the other two.")
        raise InvalidValueError(
            "placeholder-open", message, said("Write {marks}.", marks="{{ figure }}")
        )
    rows = None
    if gaps and isinstance(first := expression(gaps[0].call), Rows):
        if text[: gaps[0].start].strip():
            raise _not_first(gaps[0].call)
        rows, text = first, text[gaps[0].end :].strip()
        gaps = list(placeholders(text))
    read = [expression(gap.call) for gap in gaps]
    if stray := next((each for each in read if isinstance(each, Rows)), None):
        raise _not_first(str(stray))
    whole = read[0] if len(gaps) == 1 and (gaps[0].start, gaps[0].end) == (0, len(text)) else None
    if whole is None and len(gaps) == 1 and text.strip() == text[gaps[0].start : gaps[0].end]:
        whole, text = read[0], text.strip()
    return Content(text, rows, whole)


def _not_first(call: str) -> InvalidValueError:
    message = said("{call} does not stand at the beginning of its cell.", call=call)
    hint = said("A list stands first in its row, once.")
    return InvalidValueError("list-place", message, hint)
