"""What is sound of data with faults, so that its references can be judged in the same run."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from cproc.errors import DataError, Problem
from cproc.model import Portfolio
from cproc.serialize.structure import converter, problems_of, value_at

_INDEX = re.compile(r"\[([0-9]+)\]")
_ROUNDS = 3
"""How often records are left out: one whose only date is left out is unsound itself."""
_NAMES = ("id", "code", "number")


@attrs.frozen
class SoundPart:
    """The records of a portfolio that have no fault.

    Args:
        portfolio: The portfolio without the others.
        left_out: The positions of what is left out, by the path of its list.
        names: Identifiers of what is left out: a reference to one of them is no fault.
    """

    portfolio: Portfolio
    left_out: Mapping[str, list[int]] = attrs.field(factory=dict)
    names: frozenset[str] = frozenset()

    def path_of(self, path: str) -> str:
        """The path that a place of the sound part has in the whole."""
        return restored(path, self.left_out)


def sound_portfolio(fields: dict[str, Any], file: str = "") -> Portfolio:
    """A portfolio of plain data of the newest format, without the number of the format.

    Args:
        fields: Its fields.
        file: Where they stand, for messages.

    Raises:
        DataError: With a problem for each fault, and what is sound all the same.
    """
    try:
        return converter().structure(fields, Portfolio)
    except Exception as error:  # noqa: BLE001 - cattrs raises groups of whatever hooks raise
        problems = [
            attrs.evolve(problem, file=file, value=value_at(fields, problem.path))
            for problem in problems_of(error)
        ]
        raise DataError(problems, without_faults(fields, problems)) from None


def restored(path: str, left_out: Mapping[str, list[int]]) -> str:
    """The path in the whole of a place in what was kept of it."""
    whole, place = "", 0
    for index in _INDEX.finditer(path):
        whole += path[place : index.start()]
        number = int(index[1])
        for gone in left_out.get(whole, ()):
            number += gone <= number
        whole += f"[{number}]"
        place = index.end()
    return whole + path[place:]


def without_faults(data: dict[str, Any], problems: Iterable[Problem]) -> SoundPart | None:
    """The sound part of plain data; None where what is wrong stands in no list.

    Args:
        data: Plain data of the newest format.
        problems: What is wrong with them.
    """
    left_out: dict[str, list[int]] = {}
    faults = [problem.path for problem in problems]
    for _round in range(_ROUNDS):
        for path in faults:
            indexes = [*_INDEX.finditer(path)]
            if not indexes:
                return None
            last = indexes[-1]
            places = left_out.setdefault(path[: last.start()], [])
            if int(last[1]) not in places:
                insort(places, int(last[1]))
        names: set[str] = set()
        kept = _kept(data, "", left_out, names)
        try:
            portfolio = converter().structure(kept, Portfolio)
        except Exception as error:  # noqa: BLE001 - cattrs raises groups of whatever hooks raise
            faults = [restored(problem.path, left_out) for problem in problems_of(error)]
        else:
            return SoundPart(portfolio, left_out, frozenset(names))
    return None


def _kept(data: Any, path: str, left_out: Mapping[str, list[int]], names: set[str]) -> Any:
    """Plain data without what is left out, whose identifiers are noted."""
    if isinstance(data, dict):
        steps = {name: f"{path}.{name}" if path else name for name in data}
        return {name: _kept(value, steps[name], left_out, names) for name, value in data.items()}
    if not isinstance(data, list) or not any(each.startswith(path) for each in left_out):
        return data
    kept = []
    for index, value in enumerate(data):
        if index not in left_out.get(path, ()):
            kept.append(_kept(value, f"{path}[{index}]", left_out, names))
        elif isinstance(value, dict):
            names |= {str(value[name]).strip() for name in _NAMES if name in value}
    return kept
