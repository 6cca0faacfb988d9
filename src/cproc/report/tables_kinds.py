"""The table of the forms in which the budgets in force are paid."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.figures.funding import Attributed, attributed
from cproc.model import ContributionKind
from cproc.money import Money
from cproc.report import formats
from cproc.report.cells import Row, column, counted, make
from cproc.report.context import Context
from cproc.report.derivations import At, CellSum, ShareOfTotal, SumColumn
from cproc.report.model import Cell, Kind, Table
from cproc.report.tables_donors import paid_at

Parts = dict[ContributionKind | None, list[Attributed]]


def kind_tables(context: Context) -> Iterator[Table]:
    """Give ``funding_by_kind``, one row per form of contribution, where there are several."""
    parts: Parts = {}
    for part in attributed(context.portfolio, context.end):
        kind = part.contribution.kind if part.contribution else None
        parts.setdefault(kind, []).append(part)
    if len(parts) > 1:
        yield _kinds(context, parts)


def _kinds(context: Context, parts: Parts) -> Table:
    currency = context.portfolio.currency
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
        told = [context.organisation(donor) for donor in donors if donor]
        word = context.labels(f"contribution.{kind}" if kind else "word.unattributed")
        projects = tuple(dict.fromkeys(part.project.code for part in parts[kind]))
        return (
            Cell(word, records=projects),
            counted(amounts[kind], _derived(context, parts, kind), projects),
            share(amounts[kind]),
            Cell(context.joined(told) or None),
        )

    columns = [
        column(context, "contribution_kind", width=40),
        column(context, "amount", Kind.MONEY, 18),
        column(context, "share", Kind.PERCENT, 10),
        column(context, "donors", width=60),
    ]
    order = [kind for kind in (*ContributionKind, None) if kind in parts]
    totals = {"amount": counted(whole, SumColumn()), "share": share(whole)}
    return make(context, "funding_by_kind", columns, map(row, order), totals=totals)


def _derived(context: Context, parts: Parts, kind: ContributionKind | None) -> CellSum | None:
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
        (part.project.code, part.donor): paid_at(context, part.project, part.donor)
        for part in parts[kind]
    }
    cells = tuple(place for place in places.values() if place)
    return CellSum(cells) if len(cells) == len(places) else None
