"""What can go wrong, as types and as data.

Every exception of the library is a `CprocError` and also the builtin that a caller who
does not know the library would catch. What is wrong with *data* is a `Problem`: a value,
so that all problems of an input are collected and shown at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeVar

import attrs

_Value = TypeVar("_Value")

_KINDS = {
    dict: "an object",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a decimal number",
    type(None): "null",
}

SHOWN_PROBLEMS = 50
"""How many problems the text of a `DataError` prints; the rest is counted."""


class Severity(StrEnum):
    """How grave a problem is.

    An error stops the work, a warning is shown; a silenced warning is shown with its reason. A
    notice is no fault, and shown to who asks for all.
    """

    ERROR = "error"
    WARNING = "warning"
    SILENCED = "silenced"
    NOTICE = "notice"


@attrs.frozen
class Problem:
    """One thing that is wrong with the data, and how to mend it.

    Args:
        code: Stable name of the rule, such as ``reference-unknown``.
        message: What is wrong, one sentence.
        path: Where in the portfolio, such as ``activities[12].projects[0]``; empty for the whole.
        hint: What to do about it.
        value: The offending value as text, shortened.
        file: The file it came from, where there is one.
        cell: The place in that file: ``row 14, column projects`` or ``line 3``.
        severity: Error, warning, silenced warning or notice.
        reason: Why a silenced warning is no fault, in English where it is given in English.
    """

    code: str
    message: str
    path: str = ""
    hint: str = ""
    value: str = ""
    file: str = ""
    cell: str = ""
    severity: Severity = Severity.ERROR
    reason: str = ""

    @property
    def told(self) -> str:
        """Where, what, and how to mend it, or why it need not be; without severity and rule."""
        origin = ", ".join(part for part in (self.file, self.cell) if part)
        where = " ".join(part for part in (self.path, f"({origin})" if origin else "") if part)
        text = f"{where}: {self.message}" if where else self.message
        if self.severity is Severity.SILENCED:
            return f"{text} Reason: {self.reason}"
        return f"{text} {self.hint}" if self.hint else text

    def __str__(self) -> str:
        """The problem on one line: severity and rule, where, what, how to mend it."""
        return f"{self.severity}[{self.code}] {self.told}"


class CprocError(Exception):
    """Base of every exception the library raises on purpose."""


class DataError(CprocError, ValueError):
    """The data cannot be used; `problems` says all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep every problem; the message lists the first ones and counts the rest."""
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:SHOWN_PROBLEMS]]
        if (rest := len(self.problems) - SHOWN_PROBLEMS) > 0:
            lines.append(f"… and {rest} more")
        super().__init__("\n".join(lines))


class InvalidValueError(CprocError, ValueError):
    """One value cannot be what it should be: an unknown currency, an end before its start."""

    def __init__(self, code: str, message: str, hint: str = "", field: str = "") -> None:
        """Keep the rule's name, the way to mend it and the field beside the message."""
        self.code, self.message, self.hint, self.field = code, message, hint, field
        where = f"{field}: " if field else ""
        super().__init__(f"{where}{message} {hint}" if hint else f"{where}{message}")


class CurrencyMismatchError(CprocError, ValueError):
    """Two amounts of different currencies were added, compared or divided."""


class UnknownNameError(CprocError, LookupError):
    """A name (of an exporter, a key, a figure, a record) that nothing answers to."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        """Say what was asked for and list what there is."""
        self.what, self.name, self.known = what, name, tuple(known)
        # A name that was typed into the wrong place may be a whole text.
        shown = name if len(name) <= 80 else f"{name[:77]}…"
        super().__init__(f"unknown {what} {shown!r}; there are: {', '.join(self.known) or 'none'}")


def looked_up(what: str, name: str, known: Mapping[str, _Value]) -> _Value:
    """What a name stands for.

    Args:
        what: What is looked for, for the message: ``key``.
        name: Its name.
        known: Those there are.

    Raises:
        UnknownNameError: There is none; the message lists those there are.
    """
    if name not in known:
        raise UnknownNameError(what, name, known)
    return known[name]


def kind_of(value: object) -> str:
    """Name a value's type in words."""
    return _KINDS.get(type(value), type(value).__name__)


def expect(kind: type, value: object) -> Any:
    """The value back if it is exactly of the kind; nothing is converted.

    Raises:
        InvalidValueError: It is of another.
    """
    # Not isinstance, which would take true for the number 1.
    if type(value) is not kind:
        message = f"this is {kind_of(value)}, not {kind_of(kind())}."
        raise InvalidValueError("type-wrong", message, "Change the value.")
    return value


class UsageError(CprocError, ValueError):
    """The library was called with arguments that do not fit together."""


class ExportError(CprocError, OSError):
    """An export did not succeed; what stood at its target before still stands."""


class TargetExistsError(ExportError, FileExistsError):
    """The target of an export exists already and was not to be replaced."""


class PluginError(CprocError, RuntimeError):
    """A plugin could not be loaded or registered; the message names its distribution."""


class MissingExtraError(CprocError, ImportError):
    """A feature needs a package which is not installed; the message names the extra."""


def with_paths(path: str, records: Iterable[_Value]) -> Iterator[tuple[str, _Value]]:
    """Each record of a list with its path, such as ``activities[12]``."""
    for index, record in enumerate(records):
        yield f"{path}[{index}]", record
