"""The table of who pays a project, and what of it came in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from cproc.figures.money import Attributed, given_in_kind, paid_by
from cproc.figures.spending import Flow, spending_by, whole_budget
from cproc.model import Project
from cproc.money import Money, minor_unit
from cproc.report import formats
from cproc.report.cells import Row, column, counted, make
from cproc.report.derivations import (
    At,
    CellProduct,
    CellSum,
    Derivation,
    Difference,
    ShareOfTotal,
    SumColumn,
)
from cproc.report.model import Cell, Kind, Table
from cproc.report.names import Names
from cproc.report.positions import budget_at, contribution_at
from cproc.report.tables_budget import of_flow
from cproc.report.tables_projects import project_table

Payers = dict[str | None, list[Attributed]]


def spending_total(names: Names, project: Project, what: Flow) -> Money:
    """Sum a project's transactions for one purpose, up to the last day of the period."""
    total = spending_by(names.portfolio, project, "year", what).total
    return total if isinstance(total, Money) else Money(0, names.portfolio.currency)


def _payers(names: Names, project: Project, budget: Money) -> Payers:
    """What each donor pays of a budget, in the order of rows; what nobody pays is last."""
    portfolio = names.portfolio
    path = f"projects[{portfolio.projects.index(project)}]"
    found: Payers = {}
    for part in paid_by(portfolio, project, budget, path):
        found.setdefault(part.donor, []).append(part)
    for donor in (*_receipts(names, project), *_in_kind(names, project, budget)):
        found.setdefault(donor, [])
    return {donor: found[donor] for donor in sorted(found, key=lambda donor: donor is None)}


def _in_kind(names: Names, project: Project, budget: Money) -> Payers:
    """What each donor gives in kind, as far as its value is stated."""
    path = f"projects[{names.portfolio.projects.index(project)}]"
    found: Payers = {}
    for part in given_in_kind(names.portfolio, project, budget, path):
        found.setdefault(part.donor, []).append(part)
    return found


def _told(names: Names, project: Project) -> bool:
    return any(made.date <= names.end for made in project.transactions)


def _receipts(names: Names, project: Project) -> dict[str | None, Money]:
    """Sum what came in by donor."""
    if not _told(names, project):
        return {}
    rows = spending_by(names.portfolio, project, "party", Flow.RECEIVED).rows
    return {row.key[0]: row.value for row in rows if isinstance(row.value, Money)}


def paid_at(
    names: Names, project: Project, donor: str | None, column_: str = "attributed"
) -> At | None:
    """The place of what a donor pays of a project; nothing where no table tells it."""
    budget = whole_budget(names.portfolio, project)
    if budget is None or not project.contributions:
        return None
    order = list(_payers(names, project, budget))
    return At(project_table("contributions", project.code), column_, order.index(donor))


def _derived(
    names: Names,
    project: Project,
    budget: Money,
    payers: Payers,
    amounts: Mapping[str | None, Money],
) -> dict[str | None, Derivation]:
    """Tell how what a donor pays comes of the budget and of what is stated.

    A share that is split to the cent otherwise than by rounding, and an amount in another
    currency, have no derivation.
    """
    whole, order = budget_at(names, project), list(payers)
    table = project_table("contributions", project.code)
    found: dict[str | None, Derivation] = {}
    for donor, parts in payers.items():
        made = [part.contribution for part in parts]
        if any(one is None or one.rest for one in made) and whole is not None:
            others = [other for other in order if other != donor]
            if (
                budget - Money.total((amounts[o] for o in others), budget.currency)
                == amounts[donor]
            ):
                less = (At(table, "attributed", order.index(other)) for other in others)
                found[donor] = CellSum((whole,), tuple(less))
        elif len(made) == 1 and made[0] is not None and made[0].share is not None:
            decimals = minor_unit(budget.currency)
            share = contribution_at(names, project, made[0], "share")
            exact = formats.rounded(Fraction(budget.amount) * Fraction(made[0].share), decimals)
            if whole is not None and exact == amounts[donor].amount:
                found[donor] = CellProduct(whole, share, decimals)
        elif (stated := _of_stated(names, project, parts)) is not None:
            found[donor] = stated
    return found


def _of_stated(names: Names, project: Project, parts: Sequence[Attributed]) -> CellSum | None:
    """Derive an amount of the contributions that state it, where each states its own."""
    made = [part.contribution for part in parts]
    if not made or not all(
        one and one.amount == part.amount for one, part in zip(made, parts, strict=True)
    ):
        return None
    return CellSum(tuple(contribution_at(names, project, one, "amount") for one in made if one))


def paid_notes(names: Names, parts: Iterable[Attributed], *, in_kind: bool) -> list[str]:
    """Tell how what is stated in another currency is converted, and where gifts in kind stand."""
    notes = [names.labels("note.in_kind")] if in_kind else []
    for part in parts:
        if part.converted is None or part.donor is None:
            continue
        rate = part.converted.rate
        notes.append(
            names.labels(
                "note.contribution_converted",
                donor=names.organisation(part.donor),
                original=formats.amount(names.labels, part.converted.original),
                amount=formats.amount(names.labels, part.amount),
                rate=formats.number(names.labels, formats.rate_units(rate), 6),
                source=rate.source,
                target=rate.target,
                when=formats.rate_when(names.labels, rate),
            )
        )
    return notes


def contributions(names: Names, project: Project) -> Iterator[Table]:
    """The table ``contributions:CODE``: one row per donor of a project that has a budget."""
    portfolio, code = names.portfolio, project.code
    budget = whole_budget(portfolio, project)
    if budget is None or not project.contributions:
        return
    zero = Money(0, portfolio.currency)
    payers, receipts = _payers(names, project, budget), _receipts(names, project)
    told = _told(names, project)
    amounts = {
        donor: Money.total((part.amount for part in parts), zero.currency)
        for donor, parts in payers.items()
    }
    derived = _derived(names, project, budget, payers, amounts)
    kinds = _in_kind(names, project, budget)
    values = {
        donor: Money.total((part.amount for part in parts), zero.currency)
        for donor, parts in kinds.items()
    }
    beside = {donor: _of_stated(names, project, parts) for donor, parts in kinds.items()}
    forms: dict[str, dict[str, None]] = {}
    for made in project.contributions:
        forms.setdefault(made.donor, {})[names.labels(f"contribution.{made.kind}")] = None

    def share(amount: Money) -> Cell:
        if not budget.amount:
            return Cell()
        return Cell(formats.rounded(amount.ratio(budget), 4), None, ShareOfTotal("attributed"))

    def row(donor: str | None, amount: Money) -> Row:
        name = names.organisation(donor) if donor else names.labels("word.unattributed")
        came = receipts.get(donor, zero)
        how = of_flow(names, Flow.RECEIVED, code, ("party", "donor")) if donor else None
        language = names.organisation_language(donor) if donor else None
        received = (
            Cell(came, None, how),
            Cell(amount - came, None, Difference("attributed", "received_money")),
        )
        return (
            Cell(name, language=language, records=(donor or code,)),
            Cell(", ".join(forms.get(donor or "", ())) or None),
            Cell(amount, None, derived.get(donor)),
            share(amount),
            *(received if told else ()),
            *((Cell(values.get(donor), None, beside.get(donor)),) if kinds else ()),
        )

    columns = [
        column(names, "donor", width=36),
        column(names, "contribution_kind", width=24),
        column(names, "attributed", Kind.MONEY, 16),
        column(names, "share", Kind.PERCENT, 10),
    ]
    if told:
        columns += [
            column(names, "received_money", Kind.MONEY, 16),
            column(names, "outstanding", Kind.MONEY, 16),
        ]
    totals = _totals(names, project, list(amounts.values()), share, told=told)
    if kinds:
        columns.append(column(names, "in_kind", Kind.MONEY, 16))
        totals["in_kind"] = counted(Money.total(values.values(), zero.currency), SumColumn())
    parts = [part for of in (payers, kinds) for found in of.values() for part in found]
    yield make(
        names,
        project_table("contributions", code),
        columns,
        [row(donor, amount) for donor, amount in amounts.items()],
        totals=totals,
        notes=paid_notes(names, parts, in_kind=bool(kinds)),
        title=names.labels("table.project_contributions", project=project.name),
    )


def _totals(
    names: Names,
    project: Project,
    amounts: Sequence[Money],
    share: Callable[[Money], Cell],
    *,
    told: bool,
) -> dict[str, Cell]:
    whole = Money.total(amounts, names.portfolio.currency)
    totals = {"attributed": counted(whole, SumColumn()), "share": share(whole)}
    if told:
        came = spending_total(names, project, Flow.RECEIVED)
        totals["received_money"] = counted(came, SumColumn())
        totals["outstanding"] = counted(whole - came, SumColumn())
    return totals
