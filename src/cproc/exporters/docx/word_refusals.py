"""What is told of a report that Word cannot hold, and of a template that cannot be used."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from cproc.errors import Problem

_RULES = tomllib.loads(files(__package__).joinpath("problems.toml").read_text("utf-8"))


def refusal(code: str, path: str = "", value: str = "", file: str = "", **gaps: object) -> Problem:
    """A problem, its message and hint filled in."""
    rule = _RULES[code]
    message, hint = rule["message"].format(**gaps), rule["hint"].format(**gaps)
    return Problem(code, message, path, hint, value, file=file)
