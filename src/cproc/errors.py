"""What can go wrong, as types and as data.

Every exception of the library is a `CprocError` and also the builtin that a caller who
does not know the library would catch. What is wrong with *data* is a `Problem`: a value,
so that all problems of an input are collected and shown at once.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import partial
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeVar

import attrs

from cproc.messages import Message, counted, in_language, joined, said, written
from cproc.nearest import nearest

__all__ = [
    "LISTED",
    "RULES",
    "SHOWN_PROBLEMS",
    "CprocError",
    "CurrencyMismatchError",
    "DataError",
    "ExportError",
    "InvalidValueError",
    "LeftOutWarning",
    "Message",
    "MissingExtraError",
    "PluginError",
    "Problem",
    "Severity",
    "TargetExistsError",
    "UnknownNameError",
    "UntranslatedWarning",
    "UsageError",
    "counted",
    "expect",
    "in_language",
    "joined",
    "kind_of",
    "looked_up",
    "meant",
    "problem",
    "problem_by",
    "problem_rules",
    "said",
    "with_paths",
    "written",
]

_Value = TypeVar("_Value")


_KINDS = {
    dict: said("an object"),
    list: said("a list"),
    str: said("text"),
    bool: said("true or false"),
    int: said("a whole number"),
    float: said("a decimal number"),
    type(None): said("null"),
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
        return self.told_in("en")

    def told_in(self, language: str) -> str:
        """What `told` says, in the words of a language."""
        mine = self.in_language(language)
        origin = ", ".join(part for part in (mine.file, mine.cell) if part)
        where = " ".join(part for part in (mine.path, f"({origin})" if origin else "") if part)
        text = mine.message
        if where:
            text = in_language(said("{where}: {text}", where=where, text=text), language)
        if self.severity is Severity.SILENCED:
            return in_language(
                said("{text} Reason: {reason}", text=text, reason=mine.reason), language
            )
        return f"{text} {mine.hint}" if mine.hint else text

    def in_language(self, language: str) -> Problem:
        """The problem in the words of a language; codes, paths and values stay as they are.

        Args:
            language: ISO 639 code.

        Example:
            >>> Problem("field-missing", said("the field is missing.")).in_language("fr").message
            'le champ manque.'
        """
        return attrs.evolve(
            self,
            message=in_language(self.message, language),
            hint=in_language(self.hint, language),
            cell=in_language(self.cell, language),
            reason=in_language(self.reason, language),
        )

    def __str__(self) -> str:
        """The problem on one line: severity and rule, where, what, how to mend it."""
        return self.line_in("en")

    def line_in(self, language: str) -> str:
        """The problem on one line, in the words of a language."""
        return f"{in_language(self.severity, language)}[{self.code}] {self.told_in(language)}"


def problem_rules(package: str) -> dict[str, dict[str, Any]]:
    """What the file ``problems.toml`` of a package says of each code of a problem.

    Args:
        package: Its name.
    """
    return tomllib.loads(files(package).joinpath("problems.toml").read_text("utf-8"))


def problem_by(
    rules: Mapping[str, Mapping[str, Any]],
    rule: str,
    path: str = "",
    value: object = "",
    /,
    *,
    file: str = "",
    hint: str = "",
    cell: str = "",
    **gaps: object,
) -> Problem:
    """A problem in the words that a catalogue has for it.

    Args:
        rules: The catalogue.
        rule: Its code, or the code and one of its further cases: ``country-missing.of-name``.
        path: Where in the portfolio.
        value: The offending value, which fills the gap ``value``.
        file: The file it came from.
        hint: What to do about it, where that is not what the catalogue says.
        cell: The place in that file.
        **gaps: What fills the gaps of message and hint, beside what the catalogue has.
    """
    code, _dot, case = rule.partition(".")
    texts = {**rules[code], **(rules[code][case] if case else {})}
    filled = {**texts, "value": value, **gaps}
    message = Message(texts["message"], filled, texts.get("plural", ""))
    hint = hint or Message(texts.get("hint", ""), filled)
    severity = Severity(texts.get("severity", Severity.ERROR))
    return Problem(code, message, path, hint, str(value), file, cell, severity)


RULES = problem_rules("cproc")
"""What is said of problems that are not of one format, by code."""

problem = partial(problem_by, RULES)
"""A problem in the words of the library, ``problems.toml``."""


class CprocError(Exception):
    """Base of every exception the library raises on purpose.

    Args:
        message: What went wrong: a message, or the template of one.
        gaps: What fills the gaps of the template.
    """

    def __init__(self, *message: str, **gaps: object) -> None:
        """Keep the message as one that can be said in other languages."""
        super().__init__(*(Message(template, gaps) for template in message))

    def in_language(self, language: str) -> str:
        """What went wrong, in the words of a language."""
        return in_language(self.args[0], language) if self.args else str(self)


class DataError(CprocError, ValueError):
    """The data cannot be used; `problems` says all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem], sound: Any = None) -> None:
        """Keep every problem; the message lists the first ones and counts the rest.

        Args:
            problems: What is wrong.
            sound: What can be used all the same, for rules that judge that as well.
        """
        self.problems = tuple(problems)
        self.sound = sound
        super().__init__(self.in_language("en"))

    def in_language(self, language: str) -> str:
        """The first problems, each on its line, and the count of the rest."""
        lines = [problem.line_in(language) for problem in self.problems[:SHOWN_PROBLEMS]]
        if (rest := len(self.problems) - SHOWN_PROBLEMS) > 0:
            lines.append(in_language(said("… and {count} more", count=rest), language))
        return "\n".join(lines)


class InvalidValueError(CprocError, ValueError):
    """One value cannot be what it should be: an unknown currency, an end before its start."""

    def __init__(self, code: str, message: str, hint: str = "", field: str = "") -> None:
        """Keep the rule's name, the way to mend it and the field beside the message."""
        self.code, self.message, self.hint, self.field = code, message, hint, field
        text = Message("{message} {hint}", {"message": message, "hint": hint}) if hint else message
        super().__init__(said("{where}: {text}", where=field, text=text) if field else text)


class CurrencyMismatchError(CprocError, ValueError):
    """Two amounts of different currencies were added, compared or divided."""


class UnknownNameError(CprocError, LookupError):
    """A name (of an exporter, a key, a figure, a record) that nothing answers to."""

    def __init__(
        self, what: str, name: str, known: Iterable[str], called: Mapping[str, str] | None = None
    ) -> None:
        """Say what was asked for, what is like it, and what there is where that is not long.

        Args:
            what: What is looked for: ``key``.
            name: What was typed.
            known: The names there are.
            called: What people call some of them, and which these are.
        """
        self.what, self.name, self.known = what, name, tuple(known)
        # A name that was typed into the wrong place may be a whole text.
        shown = name if len(name) <= 80 else f"{name[:77]}…"
        gaps = {"what": Message(what), "name": shown}
        there = ", ".join(self.known) or said("none")
        close = meant(name, self.known, called=called or {})
        if not close:
            text = said("unknown {what} {name!r}; there are: {there}", there=there, **gaps)
        else:
            if len(self.known) <= LISTED:
                close = said("{meant} There are: {there}.", meant=close, there=there)
            text = said("unknown {what} {name!r}. {meant}", meant=close, **gaps)
        super().__init__(text)


LISTED = 32
"""Names that a message lists beside those that are like the one asked for."""


def meant(
    name: str,
    known: Iterable[str],
    most: int = 3,
    called: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """A question for the names that one may be a slip of; nothing where none is like it.

    Args:
        name: What was typed.
        known: The names there are.
        most: At most so many are named.
        called: What people call some of them, and which these are.

    Example:
        >>> meant("moth", ["month", "kind"])
        "Did you mean 'month'?"
    """
    like = nearest(name, [*known, *called], most)
    close = joined(said(" or "), map(repr, dict.fromkeys(called.get(each, each) for each in like)))
    return said("Did you mean {close}?", close=close) if close else ""


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
        message = said("this is {kind}, not {wanted}.", kind=kind_of(value), wanted=kind_of(kind()))
        raise InvalidValueError("type-wrong", message, said("Change the value."))
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


class _ProblemsWarning(UserWarning):
    """What is worth a look, and stops nothing; `problems` says all of it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep every problem; the message lists all."""
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UntranslatedWarning(_ProblemsWarning):
    """A report prints texts in another language than it was asked for in."""


class LeftOutWarning(_ProblemsWarning):
    """A file lacks what its format has no place for."""


def with_paths(path: str, records: Iterable[_Value]) -> Iterator[tuple[str, _Value]]:
    """Each record of a list with its path, such as ``activities[12]``."""
    for index, record in enumerate(records):
        yield f"{path}[{index}]", record
