"""The table of the forms in which the budgets in force are paid."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.figures.money import Attributed, attributed
from cproc.model import ContributionKind
from cproc.money import Money
from cproc.report import formats
from cproc.report.cells import Row, column, counted, make
from cproc.report.derivations import At, CellSum, ShareOfTotal, SumColumn
from cproc.report.model import Cell, Kind, Table
from cproc.report.names import Names
from cproc.report.tables_donors import paid_at

Parts = dict[ContributionKind | None, list[Attributed]]


def kind_tables(names: Names) -> Iterator[Table]:
    """Give ``funding_by_kind``, one row per form of contribution, where there are several."""
    parts: Parts = {}
    for part in attributed(names.portfolio, names.end):
        kind = part.contribution.kind if part.contribution else None
        parts.setdefault(kind, []).append(part)
    if len(parts) > 1:
        yield _kinds(names, parts)


def _kinds(names: Names, parts: Parts) -> Table:
    currency = names.portfolio.currency
    amounts = {
        kind: Money.total((part.amount for part in found), currency)
        for kind, found in parts.items()
    }
    whole = Money.total(amounts.values(), currency)

    def share(amount: Money) -> Cell:
        if not whole.amount:
            return Cell()
        return Cell(formats.rounded(amount.ratio(whole), 4), None, ShareOfTotal("amount"))

    def row(kind: ContributionKind | None) -> Row:
        donors = dict.fromkeys(part.donor for part in parts[kind])
        told = [names.organisation(donor) for donor in donors if donor]
        word = names.labels(f"contribution.{kind}" if kind else "word.unattributed")
        projects = tuple(dict.fromkeys(part.project.code for part in parts[kind]))
        return (
            Cell(word, records=projects),
            counted(amounts[kind], _derived(names, parts, kind), projects),
            share(amounts[kind]),
            Cell(names.joined(told) or None),
        )

    columns = [
        column(names, "contribution_kind", width=40),
        column(names, "amount", Kind.MONEY, 18),
        column(names, "share", Kind.PERCENT, 10),
        column(names, "donors", width=60),
    ]
    order = [kind for kind in (*ContributionKind, None) if kind in parts]
    totals = {"amount": counted(whole, SumColumn()), "share": share(whole)}
    return make(names, "funding_by_kind", columns, map(row, order), totals=totals)


def _derived(names: Names, parts: Parts, kind: ContributionKind | None) -> CellSum | None:
    """Sum what the donors pay of each project; not where one of them pays in several forms."""
    payers = {(part.project.code, part.donor) for part in parts[kind]}
    others = {
        (part.project.code, part.donor)
        for other, found in parts.items()
        if other is not kind
        for part in found
    }
    if payers & others:
        return None
    places: dict[tuple[str, str | None], At | None] = {
        (part.project.code, part.donor): paid_at(names, part.project, part.donor)
        for part in parts[kind]
    }
    cells = tuple(place for place in places.values() if place)
    return CellSum(cells) if len(cells) == len(places) else None
