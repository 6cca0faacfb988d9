"""What can be wrong with a workbook that is filled, in the words of ``problems.toml``."""

from __future__ import annotations

from functools import partial

from cproc.errors import problem_by, problem_rules

RULES = problem_rules("cproc.filling.book")
"""What is said of each code that filling a workbook gives."""

fault = partial(problem_by, RULES)
"""A problem in the words of this package."""
