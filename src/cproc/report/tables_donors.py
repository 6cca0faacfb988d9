"""The table of who pays a project, and what of it came in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from cproc.figures.funding import Attributed, given_in_kind, paid_by
from cproc.figures.spending import Flow, spending_by, whole_budget
from cproc.model import Project
from cproc.money import Money, minor_unit
from cproc.report import formats
from cproc.report.cells import Row, column, counted, make
from cproc.report.context import Context
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
from cproc.report.positions import budget_at, contribution_at
from cproc.report.tables_budget import of_flow
from cproc.report.tables_projects import project_table

Payers = dict[str | None, list[Attributed]]


def spending_total(context: Context, project: Project, what: Flow) -> Money:
    """Sum a project's transactions for one purpose, up to the last day of the period."""
    total = spending_by(context.portfolio, project, "year", what).total
    return total if isinstance(total, Money) else Money(0, context.portfolio.currency)


def _payers(context: Context, project: Project, budget: Money) -> Payers:
    """What each donor pays of a budget, in the order of rows; what nobody pays is last."""
    portfolio = context.portfolio
    path = f"projects[{portfolio.projects.index(project)}]"
    found: Payers = {}
    for part in paid_by(portfolio, project, budget, path):
        found.setdefault(part.donor, []).append(part)
    for donor in (*_receipts(context, project), *_in_kind(context, project, budget)):
        found.setdefault(donor, [])
    return {donor: found[donor] for donor in sorted(found, key=lambda donor: donor is None)}


def _in_kind(context: Context, project: Project, budget: Money) -> Payers:
    """What each donor gives in kind, as far as its value is stated."""
    path = f"projects[{context.portfolio.projects.index(project)}]"
    found: Payers = {}
    for part in given_in_kind(context.portfolio, project, budget, path):
        found.setdefault(part.donor, []).append(part)
    return found


def _told(context: Context, project: Project) -> bool:
    return any(made.date <= context.end for made in project.transactions)


def _receipts(context: Context, project: Project) -> dict[str | None, Money]:
    """Sum what came in by donor."""
    if not _told(context, project):
        return {}
    rows = spending_by(context.portfolio, project, "party", Flow.RECEIVED).rows
    return {row.key[0]: row.value for row in rows if isinstance(row.value, Money)}


def paid_at(
    context: Context, project: Project, donor: str | None, column_: str = "attributed"
) -> At | None:
    """The place of what a donor pays of a project; nothing where no table tells it."""
    budget = whole_budget(context.portfolio, project)
    if budget is None or not project.contributions:
        return None
    order = list(_payers(context, project, budget))
    return At(project_table("contributions", project.code), column_, order.index(donor))


def _derived(
    context: Context,
    project: Project,
    budget: Money,
    payers: Payers,
    amounts: Mapping[str | None, Money],
) -> dict[str | None, Derivation]:
    """Tell how what a donor pays comes of the budget and of what is stated.

    A share that is split to the cent otherwise than by rounding, and an amount in another
    currency, have no derivation.
    """
    whole, order = budget_at(context, project), list(payers)
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
            share = contribution_at(context, project, made[0], "share")
            exact = formats.rounded(Fraction(budget.amount) * Fraction(made[0].share), decimals)
            if whole is not None and exact == amounts[donor].amount:
                found[donor] = CellProduct(whole, share, decimals)
        elif (stated := _of_stated(context, project, parts)) is not None:
            found[donor] = stated
    return found


def _of_stated(context: Context, project: Project, parts: Sequence[Attributed]) -> CellSum | None:
    """Derive an amount of the contributions that state it, where each states its own."""
    made = [part.contribution for part in parts]
    if not made or not all(
        one and one.amount == part.amount for one, part in zip(made, parts, strict=True)
    ):
        return None
    return CellSum(tuple(contribution_at(context, project, one, "amount") for one in made if one))


def paid_notes(context: Context, parts: Iterable[Attributed], *, in_kind: bool) -> list[str]:
    """Tell how what is stated in another currency is converted, and where gifts in kind stand."""
    notes = [context.labels("note.in_kind")] if in_kind else []
    for part in parts:
        if part.converted is None or part.donor is None:
            continue
        rate = part.converted.rate
        notes.append(
            context.labels(
                "note.contribution_converted",
                donor=context.organisation(part.donor),
                original=formats.amount(context.labels, part.converted.original),
                amount=formats.amount(context.labels, part.amount),
                rate=formats.number(context.labels, formats.rate_units(rate), 6),
                source=rate.source,
                target=rate.target,
                when=formats.rate_when(context.labels, rate),
            )
        )
    return notes


def contributions(context: Context, project: Project) -> Iterator[Table]:
    """The table ``contributions:CODE``: one row per donor of a project that has a budget."""
    portfolio, code = context.portfolio, project.code
    budget = whole_budget(portfolio, project)
    if budget is None or not project.contributions:
        return
    zero = Money(0, portfolio.currency)
    payers, receipts = _payers(context, project, budget), _receipts(context, project)
    told = _told(context, project)
    amounts = {
        donor: Money.total((part.amount for part in parts), zero.currency)
        for donor, parts in payers.items()
    }
    derived = _derived(context, project, budget, payers, amounts)
    kinds = _in_kind(context, project, budget)
    values = {
        donor: Money.total((part.amount for part in parts), zero.currency)
        for donor, parts in kinds.items()
    }
    beside = {donor: _of_stated(context, project, parts) for donor, parts in kinds.items()}
    forms: dict[str, dict[str, None]] = {}
    for made in project.contributions:
        forms.setdefault(made.donor, {})[context.labels(f"contribution.{made.kind}")] = None

    def share(amount: Money) -> Cell:
        if not budget.amount:
            return Cell()
        return Cell(formats.rounded(amount.ratio(budget), 4), None, ShareOfTotal("attributed"))

    def row(donor: str | None, amount: Money) -> Row:
        name = context.organisation(donor) if donor else context.labels("word.unattributed")
        came = receipts.get(donor, zero)
        how = of_flow(context, Flow.RECEIVED, code, ("party", "donor")) if donor else None
        language = context.organisation_language(donor) if donor else None
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
        column(context, "donor", width=36),
        column(context, "contribution_kind", width=24),
        column(context, "attributed", Kind.MONEY, 16),
        column(context, "share", Kind.PERCENT, 10),
    ]
    if told:
        columns += [
            column(context, "received_money", Kind.MONEY, 16),
            column(context, "outstanding", Kind.MONEY, 16),
        ]
    totals = _totals(context, project, list(amounts.values()), share, told=told)
    if kinds:
        columns.append(column(context, "in_kind", Kind.MONEY, 16))
        totals["in_kind"] = counted(Money.total(values.values(), zero.currency), SumColumn())
    parts = [part for of in (payers, kinds) for found in of.values() for part in found]
    yield make(
        context,
        project_table("contributions", code),
        columns,
        [row(donor, amount) for donor, amount in amounts.items()],
        totals=totals,
        notes=paid_notes(context, parts, in_kind=bool(kinds)),
        title=context.labels("table.project_contributions", project=project.name),
    )


def _totals(
    context: Context,
    project: Project,
    amounts: Sequence[Money],
    share: Callable[[Money], Cell],
    *,
    told: bool,
) -> dict[str, Cell]:
    whole = Money.total(amounts, context.portfolio.currency)
    totals = {"attributed": counted(whole, SumColumn()), "share": share(whole)}
    if told:
        came = spending_total(context, project, Flow.RECEIVED)
        totals["received_money"] = counted(came, SumColumn())
        totals["outstanding"] = counted(whole - came, SumColumn())
    return totals
