"""The examples as many tests look at them: loaded once and laid out once in a process.

What is given is frozen, so that tests can share it; a test of loading or of laying out does
so itself.
"""

from functools import cache
from pathlib import Path

import cproc
from cproc.model import Portfolio
from cproc.report import Report, build

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@cache
def loaded(name: str) -> Portfolio:
    """Give the portfolio of a folder of the examples."""
    return cproc.load(EXAMPLES / name)


@cache
def reported(name: str, language: str) -> Report:
    """Give the report of a folder of the examples in a language."""
    return build(loaded(name), language)
