"""What a file lacks, as its format has no place for it: of which record of the whole data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from warnings import warn

import attrs

from cproc.errors import LeftOutWarning, Problem
from cproc.figures import Finder
from cproc.model import Portfolio

_RECORD = re.compile(r"([a-z_]+)\[([0-9]+)\]")


def of_whole(
    listener: Callable[[Problem], None], shown: Portfolio, portfolio: Portfolio
) -> Callable[[Problem], None]:
    """What takes what is left out of a part of a portfolio, with its paths in the whole.

    Args:
        listener: Takes it then.
        shown: The part, as an exporter is given it.
        portfolio: The whole.
    """
    placed = in_whole(shown, portfolio)
    return lambda problem: listener(placed(problem))


def in_whole(shown: Portfolio, portfolio: Portfolio) -> Callable[[Problem], Problem]:
    """What gives a problem of a part of a portfolio its path in the whole.

    Args:
        shown: The part, as an exporter is given it.
        portfolio: The whole.
    """
    part, whole = Finder(shown), Finder(portfolio)

    def placed(problem: Problem) -> Problem:
        record = _RECORD.match(problem.path)
        if record is None or portfolio.records(record[1]) is None:
            return problem
        ids = {path: id_ for id_, (path, _title) in part.of(record[1]).items()}
        if record[0] not in ids:
            return problem
        there, _title = whole.of(record[1]).get(ids[record[0]], ("", None))
        path = f"{there}{problem.path[record.end() :]}" if there else ""
        return attrs.evolve(problem, path=path)

    return placed


def warn_left_out(problems: Iterable[Problem]) -> None:
    """Warn whoever called for a file of what it lacks."""
    if each := tuple(dict.fromkeys(problems)):
        # Behind this function and the one that was called for the file.
        warn(LeftOutWarning(each), stacklevel=3)
