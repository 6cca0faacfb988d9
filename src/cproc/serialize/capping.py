"""So many problems as somebody can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cproc.errors import Problem, Severity, counted

MOST_OF_A_RULE, MOST = 100, 1_000
"""How many problems are told of one rule of a file, and in all; the rest is counted."""


def capped(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems in their order, and for each rule of a file that has too many one for the rest.

    Args:
        problems: All of them.
    """
    often: dict[tuple[str, str, Severity], int] = {}
    left: dict[tuple[str, str, Severity], int] = {}
    kept = 0
    for problem in problems:
        rule = problem.code, problem.file, problem.severity
        often[rule] = often.get(rule, 0) + 1
        if often[rule] <= MOST_OF_A_RULE and kept < MOST:
            kept += 1
            yield problem
        else:
            left[rule] = left.get(rule, 0) + 1
    for (code, file, severity), count in left.items():
        yield more_of(code, count, file, severity)


def more_of(code: str, count: int, file: str, severity: Severity) -> Problem:
    """The problem that stands for those of a rule that are not told one by one.

    Args:
        code: The rule.
        count: How many they are.
        file: The file they are in.
        severity: How grave they are.
    """
    message = counted("{count} more of this kind.", "{count} more of this kind.", count=count)
    return Problem(code, message, file=file, severity=severity)
