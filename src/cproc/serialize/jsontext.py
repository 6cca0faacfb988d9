"""JSON text, read strictly: no key twice in an object, no number that is none; and its lines."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from cproc.errors import DataError, Message, Problem, said

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_OPENING, _CLOSING = ("{", "["), ("}", "]")
_LAST_STEP = re.compile(r"^(.*?)(?:\.?([^.\[\]]+)|\[([0-9]+)\])$", re.DOTALL)


def parse(text: str, file: str = "") -> Any:
    """Read JSON text, of a file or of a cell of a table.

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
                Problem(
                    "key-twice",
                    said("the key {key!r} stands twice in one object.", key=key),
                    file=file,
                )
                for key in sorted(key for key in often if often[key] > 1)
            )
        return data

    def constant(name: str) -> None:
        message = said("{name} is not a number.", name=name)
        problems.append(
            Problem("json-constant", message, file=file, value=name, hint=said("Use null."))
        )

    try:
        data = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        reason, place = (
            Message(error.msg),
            said("line {line}, column {column}", line=error.lineno, column=error.colno),
        )
        hint = said("Check commas, quotation marks and brackets there.")
        problem = Problem(
            "json-form",
            said("this is not JSON: {reason}.", reason=reason),
            "",
            hint,
            "",
            file,
            place,
        )
        raise DataError([problem]) from None
    except (RecursionError, ValueError):
        message = said("the JSON is nested too deep or has a number too long.")
        hint = said("Write amounts as text; check the file for a slip.")
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
        within = value = path
        while within not in self.starts and (step := _LAST_STEP.match(within)):
            within, value = step[1], within
        start = self.starts.get(within, 0)
        # Texts and numbers are not kept: there are many, and few are ever asked for.
        offsets = (at for here, at, _holds in _values(self.text, start, within) if here == value)
        return bisect_left(self.breaks, next(offsets, start)) + 1


def lines_of(text: str) -> Lines:
    r"""Find where the objects and lists of sound JSON text stand, in one pass.

    Example:
        >>> lines_of('{"posts": [\n{"id": "P1"},\n{"id": "P2"}]}').line("posts[1].id")
        3
    """
    starts = {path: at for path, at, holds in _values(text) if holds}
    return Lines(text, starts, [match.start() for match in re.finditer("\n", text)])


def _values(text: str, start: int = 0, path: str = "") -> Iterator[tuple[str, int, bool]]:
    """Each value from an offset on: its path, its offset, and whether it holds others."""
    paths: list[str] = []  # of the objects and lists that are open
    steps: list[str | int] = []  # the key or position at which each of them is
    key_next = False
    for match in _TOKEN.finditer(text, start):
        mark = match[0]
        if mark in _CLOSING:
            paths.pop()
            steps.pop()
            if not paths:
                return
        elif mark == ",":
            position = steps[-1]
            steps[-1] = position + 1 if isinstance(position, int) else ""
            key_next = not isinstance(position, int)
        elif mark == ":":
            key_next = False
        elif key_next:
            steps[-1] = str(json.loads(mark)) if "\\" in mark else mark[1:-1]
        else:
            holds = mark in _OPENING
            here = _joined(paths[-1], steps[-1]) if paths else path
            yield here, match.start(), holds
            if holds:
                paths.append(here)
                steps.append(0 if mark == "[" else "")
                key_next = mark == "{"


def _joined(path: str, step: str | int) -> str:
    if isinstance(step, int):
        return f"{path}[{step}]"
    return f"{path}.{step}" if path else step
