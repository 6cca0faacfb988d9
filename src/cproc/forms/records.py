"""Records of which each has a row: what donors give, what was spent, how the reserve was used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from cproc.figures import Flow
from cproc.forms.scope import Funder, Scope


@attrs.frozen
class Records:
    """Records of a project that a row plan names by ``each``.

    Args:
        does: What they are, for lists.
        of: What gives them, in order.
        title: What stands in the first column of each.
    """

    does: str
    of: Callable[[Scope], Iterable[Any]]
    title: Callable[[Scope, Any], str]


def _funders(keep: Callable[[Scope, Funder], bool]) -> Callable[[Scope], Iterable[Funder]]:
    return lambda scope: [each for each in scope.funders if keep(scope, each)]


def _named(scope: Scope, funder: Funder) -> str:
    return scope.name(funder.donor)


def _described(scope: Scope, entry: Any) -> str:
    text = entry.transaction.description
    return scope.text(text) if text else entry.transaction.id


def _spent(scope: Scope) -> list[Any]:
    """What was spent in the reporting period, in the order of days; no flat costs."""
    entries = [
        each
        for each in scope.account.entries
        if each.transaction.type in Flow.SPENT.types
        and each.rate_line is None
        and scope.period.start <= each.transaction.date <= scope.period.end
    ]
    return sorted(entries, key=lambda each: (each.transaction.date, each.transaction.id))


RECORDS: Mapping[str, Records] = MappingProxyType(
    {
        "grants": Records(
            "What the donor of the contract gives in money.",
            _funders(lambda scope, of: not of.in_kind and of.donor == scope.grantor),
            _named,
        ),
        "other_contributions": Records(
            "What every other donor gives in money.",
            _funders(lambda scope, of: not of.in_kind and of.donor != scope.grantor),
            _named,
        ),
        "contributions": Records(
            "What every donor gives in money.", _funders(lambda _scope, of: not of.in_kind), _named
        ),
        "contributions_in_kind": Records(
            "What is given in kind.", _funders(lambda _scope, of: of.in_kind), _named
        ),
        "expenditure": Records(
            "What was spent in the reporting period, voucher by voucher.", _spent, _described
        ),
        "contingency_uses": Records(
            "Uses of the reserve for contingencies up to the end of the period.",
            lambda scope: sorted(
                (u for u in scope.project.contingency_uses if u.when <= scope.period.end),
                key=lambda use: use.when,
            ),
            lambda scope, use: scope.text(use.reason) if use.reason else use.heading,
        ),
    }
)
"""Records that rows can be of, by name."""
