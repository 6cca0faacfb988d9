"""What can be wrong with a template, in the words of ``problems.toml``."""

from __future__ import annotations

from functools import partial

from cproc.errors import problem_by, problem_rules

RULES = problem_rules("cproc.filling")
"""What is said of each code that places and their values give."""

fault = partial(problem_by, RULES)
"""A problem in the words of this package."""
