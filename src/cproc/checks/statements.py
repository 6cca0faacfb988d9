"""Rules of stated figures."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.errors import InvalidValueError, Problem, UnknownNameError
from cproc.figures import evaluate
from cproc.model import Portfolio

__all__ = ["figure_calls"]


def figure_calls(portfolio: Portfolio) -> Iterator[Problem]:
    """The figures that statements name can be computed."""
    for index, statement in enumerate(portfolio.statements):
        for position, call in enumerate(statement.figures):
            path = f"statements[{index}].figures[{position}]"
            try:
                evaluate(portfolio, call)
            except UnknownNameError as error:
                yield Problem("figure-unknown", f"{error}.", path, "Name one of them.", call)
            except InvalidValueError as error:
                yield Problem(error.code, error.message, path, error.hint, call)
