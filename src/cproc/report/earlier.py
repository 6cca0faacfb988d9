"""Names of the report that changed; each works for one release, and says what to write now.

Cells were derived by one class for each kind of formula, and rows were told by position. Now one
algebra serves all (`cproc.report.cells`), and rows have keys. What told positions cannot be
carried over: it refuses, and says what takes its place.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn
from warnings import warn

from cproc.errors import UsageError
from cproc.report.cells import TOTAL, At, Expression, Minus, Over, Own, Times, count, share, total

Where = tuple[tuple[str, str], ...]


def _where(where: Where, given: Where) -> dict[str, Own | str]:
    return {theirs: Own(ours) for theirs, ours in where} | dict(given)


_MADE: dict[str, tuple[str, Callable[..., Expression]]] = {
    "SumColumn": ("SUM, or TOTAL", lambda: TOTAL),
    "CountRows": (
        "count(table, column=Own(…))",
        lambda table, where=(), given=(): count(table, **_where(where, given)),
    ),
    "SumRows": (
        "total(table, column, column=Own(…))",
        lambda table, column, where=(), given=(): total(table, column, **_where(where, given)),
    ),
    "Product": ("Times(Own(…), Own(…))", lambda one, other: Times(Own(one), Own(other))),
    "Difference": ("Minus(Own(…), Own(…))", lambda one, other: Minus(Own(one), Own(other))),
    "Ratio": ("Over(Own(…), Own(…))", lambda one, other: Over(Own(one), Own(other))),
    "ShareOfTotal": ("share(column)", share),
    "TotalOf": ("At(table, None, column)", lambda table, column: At(table, None, column)),
}

_GONE = {
    "SumCells": "Sum((At('', key, column), …))",
    "CellSum": "added((At(table, key, column), …), less)",
    "CellRatio": "Over(At(…), At(…))",
    "CellProduct": "Rounded(Times(…), decimals)",
    "recompute": "settled(tables)",
}
"""What told rows by position, with what takes its place."""


def _refuse(instead: str, *_args: Any, **_more: Any) -> NoReturn:
    raise UsageError("rows are referred to by key now: write {instead}.", instead=instead)


def earlier(name: str) -> object:
    """What an old name of `cproc.report` stands for.

    Raises:
        AttributeError: It was none.
    """
    found: object
    if name == "Derivation":
        instead, found = "Expression", Expression
    elif name in _MADE:
        instead, found = _MADE[name]
    elif name in _GONE:
        instead, found = _GONE[name], partial(_refuse, _GONE[name])
    else:
        raise AttributeError(f"module 'cproc.report' has no attribute {name!r}")
    text = f"cproc.report.{name} goes with the next release: write {instead}"
    warn(text, DeprecationWarning, stacklevel=3)
    return found
