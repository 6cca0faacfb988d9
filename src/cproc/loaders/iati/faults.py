"""What can be wrong with a published file, in the words of ``problems.toml``."""

from __future__ import annotations

from typing import Any

import attrs

from cproc.errors import Problem, problem_by, problem_rules, said

LINE = "#line"
"""Key under which a record carries the line it was read from, until its place is noted."""

RULES = problem_rules("cproc.loaders.iati")
"""What is said of each code."""

CODES: dict[str, str] = {code: said(rule["finds"]) for code, rule in RULES.items()}
"""Each code with what it stands for, in the order of the documentation."""


def fault(
    rule: str, path: str = "", value: object = "", *, file: str, line: int, **gaps: Any
) -> Problem:
    """A problem of a place in a file.

    Args:
        rule: Its code, with a case behind a point where it has several.
        path: Where in the portfolio.
        value: The offending value.
        file: The file.
        line: The line; 0 for the whole.
        **gaps: What fills the gaps of its words.
    """
    cell = said("line {line}", line=line) if line else ""
    shown = str(value) if len(str(value)) <= 80 else f"{str(value)[:77]}…"
    problem = problem_by(RULES, rule, path, shown, file=file, cell=cell, **gaps)
    return attrs.evolve(problem, value=shown)
