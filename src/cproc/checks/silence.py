"""Warnings that are explained: they are told apart, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

import attrs

from cproc.checks.codes import CODES
from cproc.errors import Problem, Severity
from cproc.model import Portfolio, Silence
from cproc.model.silences import name_of

_STEP = re.compile(r"\.?(\w+)(?:\[([0-9]+)\])?")

Address = tuple[str, str, tuple[str, ...]]
"""The field of the portfolio, the record in it, and the parts on the way down from it."""


def silence(portfolio: Portfolio, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Take the explained warnings from what is wrong, and tell silences that do not fit.

    Args:
        portfolio: What was checked.
        problems: What was found.

    Returns:
        The problems in their order, explained warnings as silenced ones with their reason;
        then what is wrong with the silences themselves.
    """
    told: list[Problem] = []
    used: dict[int, Severity] = {}
    for problem in problems:
        index = _silence_of(portfolio, problem)
        if index is not None:
            used[index] = problem.severity
            if problem.severity is Severity.WARNING:
                reason = portfolio.silenced[index].reason.best("en")
                told.append(attrs.evolve(problem, severity=Severity.SILENCED, reason=reason))
                continue
        told.append(problem)
    return (*told, *_unfit(portfolio, used))


def _silence_of(portfolio: Portfolio, problem: Problem) -> int | None:
    """The position of the first silence that fits a problem."""
    for index, made in enumerate(portfolio.silenced):
        if made.rule == problem.code:
            of, record, parts = _address(portfolio, problem.path)
            if (made.of, made.record) == (of, record) and made.part in (None, *parts):
                return index
    return None


def _address(portfolio: Portfolio, path: str) -> Address:
    """Tell by name which record a path leads to: ``projects[0].transactions[3].date``."""
    of = ""
    names: list[str] = []
    value: Any = portfolio
    for field, index in _STEP.findall(path):
        of = of or field
        value = getattr(value, field, None)
        if index and isinstance(value, tuple):
            value = value[int(index)]
        if (index or of == field) and attrs.has(type(value)):
            names.append(name_of(value))
    return of, names[0] if names else "", tuple(names[1:])


def _unfit(portfolio: Portfolio, used: dict[int, Severity]) -> Iterator[Problem]:
    for index, made in enumerate(portfolio.silenced):
        path = f"silenced[{index}]"
        records = portfolio.records(made.of)
        if used.get(index) is Severity.ERROR:
            yield Problem(
                "silence-error",
                f"{made.rule} is an error; only warnings can be silenced.",
                f"{path}.rule",
                "Mend what it tells, and take the silence away.",
                made.rule,
            )
        elif records is None:
            yield Problem(
                "silence-list",
                f"the portfolio has no list {made.of!r}.",
                f"{path}.of",
                f"Write one of {', '.join(_lists(portfolio))}.",
                made.of,
            )
        elif made.record not in {name_of(record) for record in records}:
            yield Problem(
                "silence-record",
                f"there is no {made.record!r} in {made.of}.",
                f"{path}.record",
                "Correct the identifier, or take the silence away.",
                made.record,
            )
        elif index not in used:
            yield _unused(made, path)


def _lists(portfolio: Portfolio) -> Iterator[str]:
    for field in attrs.fields(Portfolio):
        if portfolio.records(field.name) is not None:
            yield field.name


def _unused(made: Silence, path: str) -> Problem:
    if made.rule in CODES:
        part = f", {made.part}" if made.part is not None else ""
        message = f"{made.rule} does not find anything in {made.record}{part}."
        hint = "Take the silence away."
    else:
        close = get_close_matches(made.rule, CODES, n=1)
        message = f"there is no rule {made.rule!r}."
        hint = f"Did you mean {close[0]!r}?" if close else "Take the silence away."
    return Problem("silence-unused", message, path, hint, made.rule, severity=Severity.WARNING)
