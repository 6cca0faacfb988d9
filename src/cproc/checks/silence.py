"""Warnings that are explained: they are shown apart, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import attrs

from cproc.checks.codes import CODES, Problems
from cproc.errors import Message, Problem, Severity, meant, problem, said, with_paths
from cproc.model import Portfolio, Silence, name_of

_STEP = re.compile(r"\.?(\w+)(?:\[([0-9]+)\])?")

Address = tuple[str, tuple[str, ...], tuple[str, ...]]
"""The field of the portfolio, the record in it with its parts on the way down, its projects."""


def explained(portfolio: Portfolio, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Take the explained warnings from what is wrong, and find silences that do not fit.

    Problems stay in their order, explained warnings as silenced ones with their reason; then
    comes what is wrong with the silences themselves.
    """
    shown: list[Problem] = []
    used: dict[int, Severity] = {}
    for each in problems:
        index = _silence_of(portfolio, each)
        if index is not None:
            used[index] = each.severity
            if each.severity is Severity.WARNING:
                reason = Message("{reason}", {"reason": portfolio.silenced[index].reason})
                shown.append(attrs.evolve(each, severity=Severity.SILENCED, reason=reason))
                continue
        shown.append(each)
    return (*shown, *_unfit(portfolio, used))


def _silence_of(portfolio: Portfolio, problem: Problem) -> int | None:
    """The position of the first silence that fits a problem."""
    for index, silenced in enumerate(portfolio.silenced):
        # The rule first: to follow a path takes longer than to compare two words.
        if silenced.rule == problem.code:
            of, records, serves = _address(portfolio, problem.path)
            if (
                (silenced.of in {None, of} and silenced.record in (None, *records[:1]))
                or (silenced.of == "projects" and silenced.record in serves)
            ) and silenced.part in (None, *records[1:]):
                return index
    return None


def _address(portfolio: Portfolio, path: str) -> Address:
    """The records that a path leads through, by name: ``projects[0].transactions[3].date``."""
    of = ""
    records: list[str] = []
    serves: tuple[str, ...] = ()
    value: Any = portfolio
    steps = _STEP.findall(path)
    if len(steps) > 1 and steps[0][0] == "reports":  # a list of a report is named by itself
        value = portfolio.reports[int(steps.pop(0)[1])]
    for field, index in steps:
        of = of or field
        value = getattr(value, field, None)
        if index and isinstance(value, tuple):
            value = value[int(index)]
        if (index or of == field) and attrs.has(type(value)):
            records.append(name_of(value))
            serves = serves or getattr(value, "projects", ())
    return of, tuple(records), serves


def _unfit(portfolio: Portfolio, used: dict[int, Severity]) -> Problems:
    for index, (path, silenced) in enumerate(with_paths("silenced", portfolio.silenced)):
        rule, of, record = silenced.rule, silenced.of, silenced.record
        records = portfolio.records(of or "office")
        if used.get(index) is Severity.ERROR:
            yield problem("silence-error", f"{path}.rule", rule)
        elif records is None:
            fields = attrs.fields_dict(Portfolio)
            lists = (name for name in fields if portfolio.records(name) is not None)
            yield problem("silence-list", f"{path}.of", of or "", of=of, lists=", ".join(lists))
        elif record not in (None, *map(name_of, records)):
            yield problem("silence-record", f"{path}.record", record or "", record=record, of=of)
        elif index not in used:
            yield _unused(silenced, path)


def _unused(silenced: Silence, path: str) -> Problem:
    rule = silenced.rule
    if rule not in CODES:
        return problem("silence-unused.rule", path, rule, hint=meant(rule, CODES))
    part = f", {silenced.part}" if silenced.part is not None else ""
    within = f"{silenced.record or silenced.of}{part}"
    where = said(" in {within}", within=within) if silenced.of else ""
    return problem("silence-unused", path, rule, where=where)
