"""What a file lacks as its format has no place for it: of which record, and told once."""

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
    part, whole = Finder(shown), Finder(portfolio)

    def listen(problem: Problem) -> None:
        path = problem.path
        if record := _RECORD.match(path):
            ids = {of_part: id_ for id_, (of_part, _title) in part.of(record[1]).items()}
            there, _title = whole.of(record[1]).get(ids.get(record[0], ""), ("", None))
            path = f"{there}{path[record.end() :]}" if there else ""
        listener(attrs.evolve(problem, path=path))

    return listen


def warn_left_out(problems: Iterable[Problem]) -> None:
    """Warn whoever called for a file of what it lacks."""
    if each := tuple(dict.fromkeys(problems)):
        # Behind this function and the one that was called for the file.
        warn(LeftOutWarning(each), stacklevel=3)
