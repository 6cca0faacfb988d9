"""The line of a JSON text in which a path of its data stands."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

import attrs

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_OPENING, _CLOSING = ("{", "["), ("}", "]")
_LAST_STEP = re.compile(r"^(.*?)(?:\.?([^.\[\]]+)|\[([0-9]+)\])$", re.DOTALL)


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
