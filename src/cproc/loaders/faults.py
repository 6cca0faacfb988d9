"""What can be wrong with the data that are read, in the words of ``problems.toml``."""

from __future__ import annotations

from functools import partial
from typing import Any

from cproc.errors import DataError, problem_by, problem_rules, said

RULES = problem_rules("cproc.loaders")
"""What is said of each code that a reader gives."""

CODES: dict[str, str] = {code: said(rule["finds"]) for code, rule in RULES.items()}
"""Each code with what it stands for, in the order of the documentation."""

fault = partial(problem_by, RULES)
"""A problem in the words of the readers."""


def refused(rule: str, file: str, **gaps: Any) -> DataError:
    """The error of a file of which nothing can be read.

    Args:
        rule: The code, with a case behind a point where it has several.
        file: Name of the file.
        **gaps: What fills the gaps of its words.
    """
    return DataError([fault(rule, file=file, **gaps)])
