"""Rules of stated figures."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.checks.codes import warning
from cproc.errors import InvalidValueError, Problem, UnknownNameError
from cproc.figures import Verdict, evaluate, set_beside
from cproc.figures.results import Figure
from cproc.model import Portfolio, Statement


def statements(portfolio: Portfolio) -> Iterator[Problem]:
    """The figures that statements name can be computed, and a difference is explained.

    Where a statement may mean several figures, one that agrees explains it.
    """
    for index, statement in enumerate(portfolio.statements):
        path = f"statements[{index}]"
        computed = []
        for position, call in enumerate(statement.figures):
            where = f"{path}.figures[{position}]"
            try:
                computed.append(evaluate(portfolio, call))
            except UnknownNameError as error:
                yield Problem("figure-unknown", f"{error}.", where, "Name one of them.", call)
            except InvalidValueError as error:
                yield Problem(error.code, error.message, where, error.hint, call)
        if len(computed) == len(statement.figures):
            yield from _difference(statement, computed, path)


def _difference(statement: Statement, computed: list[Figure], path: str) -> Iterator[Problem]:
    made = set_beside(statement, computed)
    agrees = (Verdict.AGREES, Verdict.AGREES_WITH_QUALIFIER)
    if statement.explanation is not None or any(c.verdict in agrees for c in made.candidates):
        return
    if made.verdict is Verdict.DIFFERS:
        figure = made.candidates[0].figure
        yield warning(
            "statement-differs",
            f"{statement.value} {statement.unit} was stated, {figure.name} gives {figure}.",
            path,
            "Correct it, name the figure it means, or write the explanation.",
            statement.id,
        )
