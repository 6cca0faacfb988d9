"""Rules of stated figures."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.checks.codes import warning, with_paths
from cproc.errors import InvalidValueError, Problem, UnknownNameError
from cproc.figures import Figure, Verdict, evaluate, set_beside
from cproc.model import Portfolio, Statement


def statements(portfolio: Portfolio) -> Iterator[Problem]:
    """The figures that statements name can be computed, and a difference is explained.

    Where a statement may mean several figures, one that agrees explains it.
    """
    for path, statement in with_paths("statements", portfolio.statements):
        computed = []
        for at, call in with_paths(f"{path}.figures", statement.figures):
            try:
                computed.append(evaluate(portfolio, call))
            except UnknownNameError as error:
                yield Problem("figure-unknown", f"{error}.", at, "Name one of them.", call)
            except InvalidValueError as error:
                yield Problem(error.code, error.message, at, error.hint, call)
        if len(computed) == len(statement.figures):
            yield from _difference(statement, computed, path)


def _difference(statement: Statement, computed: list[Figure], path: str) -> Iterator[Problem]:
    compared = set_beside(statement, computed)
    agrees = (Verdict.AGREES, Verdict.AGREES_WITH_QUALIFIER)
    if statement.explanation is not None or any(c.verdict in agrees for c in compared.candidates):
        return
    if compared.verdict is Verdict.DIFFERS:
        figure = compared.candidates[0].figure
        message = f"{statement.value} {statement.unit} was stated, {figure.name} gives {figure}."
        hint = "Correct it, name the figure it means, or write the explanation."
        yield warning("statement-differs", message, path, hint, statement.id)
