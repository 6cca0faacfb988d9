"""What figures give: one value with the records behind it; and the rules it is counted by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

import attrs

from cproc.errors import InvalidValueError
from cproc.figures.arithmetic import Value
from cproc.model import Statement
from cproc.money import Money


class Rule(StrEnum):
    """What is counted."""

    ENTRIES = "entries"
    OCCURRENCES = "occurrences"
    EVENTS = "events"
    PARTICIPATIONS = "participations"
    SHARE = "share"


class MonthRule(StrEnum):
    """To which month an activity belongs.

    That of its first day; the one it is listed under; every month it is in progress, by
    share equally; or the same, by share in proportion to the days in each (pro rata).
    """

    FIRST_DAY = "first_day"
    LISTED = "listed"
    IN_PROGRESS = "in_progress"
    PRO_RATA = "pro_rata"


Choice = TypeVar("Choice", bound=StrEnum)


def choice(kind: type[Choice], value: Choice | str, what: str) -> Choice:
    """Take a choice by its name.

    Raises:
        InvalidValueError: There is none of that name.
    """
    try:
        return kind(value)
    except ValueError:
        raise InvalidValueError(
            "choice-unknown", f"{value!r} is not a {what}.", f"Use one of {', '.join(kind)}."
        ) from None


@attrs.frozen
class Part:
    """What one record adds to a figure.

    Args:
        record: Its identifier.
        value: What it adds; a part of a difference may be negative.
        path: Where it stands in the portfolio, such as ``projects[2].budget[1]``, where the
            identifier does not tell.
    """

    record: str
    value: Value
    path: str = ""


Parts = tuple[Part, ...] | Callable[[], tuple[Part, ...]]
Records = tuple[str, ...] | Callable[[], Iterable[str]]
"""Identifiers, or a function that looks them up: most answers are never asked for them."""


def looked_up(behind: Records | Parts) -> tuple[Any, ...]:
    """What is behind a value, looked up where that is still to be done."""
    return tuple(behind()) if callable(behind) else behind


def _shown(behind: Records | Parts) -> str:
    return repr(looked_up(behind))


@attrs.frozen
class Figure:
    """One computed value that can be traced.

    Args:
        name: The call that gives it, such as ``budget_total(on="2017-09-30")``.
        value: The value; none where the data cannot give it.
        unit: A currency code for money, else what is counted.
        rule: What exactly is counted, one sentence.
        of: The field of the portfolio whose records are in it, such as ``projects``.
        records: Their identifiers, in the portfolio's order, or a function that looks them up.
        missing: Identifiers of records that belong in it but lack the fact.
        on: The day it holds for, where it holds for a day.
        stated: The statement it repeats, where it is stated rather than computed.
        parts: What each record adds to the value, or a function that works it out; left out
            where each record of a count is one.
    """

    name: str
    value: Value
    unit: str
    rule: str
    of: str = ""
    _records: Records = attrs.field(default=(), alias="records", eq=looked_up, repr=_shown)
    missing: tuple[str, ...] = ()
    on: date | None = None
    stated: Statement | None = None
    _parts: Parts = attrs.field(default=(), alias="parts", eq=looked_up, repr=_shown)

    @property
    def records(self) -> tuple[str, ...]:
        """The identifiers of the records in it, in the portfolio's order."""
        return looked_up(self._records)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What each record adds to the value; empty where each record of a count is one."""
        return looked_up(self._parts)

    @property
    def complete(self) -> bool:
        """Whether there is a value and no record lacks its part of it."""
        return self.value is not None and not self.missing

    def __str__(self) -> str:
        """Give value and unit."""
        if self.value is None:
            return "not known"
        text = str(self.value) if isinstance(self.value, Money) else f"{self.value} {self.unit}"
        return f"{text} (without {', '.join(self.missing)})" if self.missing else text
