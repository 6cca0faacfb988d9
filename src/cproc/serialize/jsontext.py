"""JSON text, read strictly: no key twice in an object, no number that is none; and its lines."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from cproc.errors import DataError, Problem

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_OPENING, _CLOSING = ("{", "["), ("}", "]")
_LAST_STEP = re.compile(r"^(.*?)(?:\.?([^.\[\]]+)|\[([0-9]+)\])$", re.DOTALL)


def parse(text: str, file: str = "") -> Any:
    """Read JSON text.

    Args:
        text: The text, of a file or of a cell of a table.
        file: Its name, for messages.

    Raises:
        DataError: It is not JSON; or with a problem for each key that stands twice in one
            object and for each NaN or infinity.
    """
    problems: list[Problem] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        data = dict(items)
        if len(data) < len(items):
            often = Counter(key for key, _value in items)
            problems.extend(
                Problem("key-twice", f"the key {key!r} stands twice in one object.", file=file)
                for key in sorted(key for key in often if often[key] > 1)
            )
        return data

    def constant(name: str) -> None:
        message = f"{name} is not a number."
        problems.append(Problem("json-constant", message, file=file, value=name, hint="Use null."))

    try:
        data = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        message, place = error.msg, f"line {error.lineno}, column {error.colno}"
        hint = "Check commas, quotation marks and brackets there."
        problem = Problem("json-form", f"this is not JSON: {message}.", "", hint, "", file, place)
        raise DataError([problem]) from None
    except (RecursionError, ValueError):
        message = "the JSON is nested too deep or has a number too long."
        hint = "Write amounts as text; check the file for a slip."
        raise DataError([Problem("json-form", message, file=file, hint=hint)]) from None
    if problems:
        raise DataError(problems)
    return data


@attrs.frozen
class Lines:
    """Where the values of a JSON text stand.

    Args:
        text: The text.
        starts: Offset of each object and list, by path; of the whole by the empty path.
        breaks: Offsets of the line feeds.
    """

    text: str
    starts: Mapping[str, int]
    breaks: Sequence[int]

    def line(self, path: str) -> int:
        """The line of a path, from 1; of what holds it where the text has no such value."""
        while path not in self.starts:
            match = _LAST_STEP.match(path)
            if match is None:
                return 1
            path = match[1]
            if path in self.starts:
                name = match[2] if match[3] is None else int(match[3])
                for known, offset in _members(self.text, self.starts[path]):
                    if known == name:
                        return self._line(offset)
        return self._line(self.starts[path])

    def _line(self, offset: int) -> int:
        return bisect_left(self.breaks, offset) + 1


def _members(text: str, start: int) -> Iterator[tuple[str | int, int]]:
    """The name or position of each member of what begins at an offset, and its offset."""
    listed = text[start] == "["
    depth, expected, name = 0, False, 0 if listed else ""
    for match in _TOKEN.finditer(text, start):
        mark = match[0]
        if mark in _CLOSING:
            depth -= 1
            if depth == 0:
                return
        elif mark in _OPENING:
            if depth == 1:
                yield name, match.start()
            depth += 1
        elif depth == 1 and mark == ",":
            expected, name = listed, name + 1 if isinstance(name, int) else name
        elif depth == 1 and mark == ":":
            expected = True
        elif depth == 1 and (expected or listed):
            yield name, match.start()
            expected = False
        elif depth == 1:
            name = _name(mark)


def _name(mark: str) -> str:
    return str(json.loads(mark)) if "\\" in mark else mark[1:-1]


def lines_of(text: str) -> Lines:
    r"""Find where the objects and lists of a JSON text stand, in one pass.

    Args:
        text: JSON that was read without fault.

    Example:
        >>> lines_of('{"posts": [\n{"id": "P1"},\n{"id": "P2"}]}').line("posts[1].id")
        3
    """
    starts: dict[str, int] = {}
    stack: list[str] = []
    names: list[str | int] = []
    last = ""
    for match in _TOKEN.finditer(text):
        mark = match[0]
        if mark in _OPENING:
            path = _joined(stack[-1], names[-1]) if stack else ""
            starts[path] = match.start()
            stack.append(path)
            names.append(0 if mark == "[" else "")
        elif mark in _CLOSING:
            stack.pop()
            names.pop()
        elif mark == ":":
            names[-1] = _name(last)
        elif mark == ",":
            position = names[-1]
            names[-1] = position + 1 if isinstance(position, int) else ""
        else:
            last = mark
    breaks = [match.start() for match in re.finditer("\n", text)]
    return Lines(text, starts, breaks)


def _joined(path: str, name: str | int) -> str:
    if isinstance(name, int):
        return f"{path}[{name}]"
    return f"{path}.{name}" if path else name
