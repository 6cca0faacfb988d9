"""What is told of an inventory: each doubt with its line, its text and the best guess."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from cproc.errors import Problem, Severity, said
from cproc.loaders.faults import RULES, fault
from cproc.loaders.inventory.lines import Line
from cproc.loaders.inventory.rows import LeftOut, Row
from cproc.model.text import shortened

_LONGEST_VALUE = 500


def is_told(code: str) -> bool:
    """Whether a doubt is one that people are told.

    Args:
        code: That of the entry: ``date-rough``.
    """
    return f"inventory-{code}" in RULES


def doubt(
    code: str, about: str, row: Row, guess: str, *, file: str, severity: Severity | None = None
) -> Problem:
    """A doubt about an entry.

    Args:
        code: That of the entry: ``date-rough``.
        about: The part of the line in doubt.
        row: The entry.
        guess: What it was read as; empty where no activity could be made of it.
        file: The name of the file.
        severity: That of the code where absent.
    """
    problem = fault(
        f"inventory-{code}",
        "",
        shortened(row.whole, _LONGEST_VALUE),
        file=file,
        hint=said("Read as: {guess}.", guess=guess) if guess else said("Type this entry yourself."),
        cell=row.lines[0].where,
        about=shortened(about, 120),
    )
    return attrs.evolve(problem, severity=severity or problem.severity)


def told_left_out(left_out: Iterable[LeftOut], file: str) -> list[Problem]:
    """A problem for each line that is of no entry; those before the first heading are one.

    Args:
        left_out: The lines.
        file: The name of the file.
    """
    left_out = tuple(left_out)
    preface = [each.line for each in left_out if each.reason == "preface"]
    problems = [
        told_line(each.reason, each.line.text, file, each.line.where)
        for each in left_out
        if each.reason != "preface" and is_told(f"line-{each.reason}")
    ]
    return [*_told_preface(preface, file), *problems]


def told_line(reason: str, text: str, file: str, where: str = "", **gaps: Any) -> Problem:
    """What is told of a line that is of no entry.

    Args:
        reason: Why it is of none: ``footnote``.
        text: The line.
        file: The name of the file.
        where: Its place in the file.
        **gaps: What fills the gaps of the words.
    """
    value = shortened(text, _LONGEST_VALUE)
    return fault(f"inventory-line-{reason}", "", value, file=file, cell=where, **gaps)


def _told_preface(lines: list[Line], file: str) -> Iterator[Problem]:
    if lines:
        yield told_line("preface", lines[0].text, file, lines[0].where, count=len(lines))
