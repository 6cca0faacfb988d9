"""What can be wrong with the data that are read, in the words of ``problems.toml``."""

from __future__ import annotations

from functools import partial

from cproc.errors import problem_by, problem_rules, said

RULES = problem_rules("cproc.loaders")
"""What is said of each code that a reader gives."""

CODES: dict[str, str] = {code: said(rule["finds"]) for code, rule in RULES.items()}
"""Each code with what it stands for, in the order of the documentation."""

fault = partial(problem_by, RULES)
"""A problem in the words of the readers."""
