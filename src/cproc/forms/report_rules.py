"""What must hold before a report is written: of the budget, of costs, of what was moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType

from cproc import figures
from cproc.errors import Problem, said
from cproc.figures import is_within, main_heading, part_of
from cproc.forms.definition import RuleUse
from cproc.forms.filled import FilledBlock, FilledForm
from cproc.forms.funded_sources import noted
from cproc.forms.lines import Line, in_other
from cproc.forms.scope import Scope
from cproc.forms.sums import FormRow, Role
from cproc.model import Money, heading_order


def period_reported(filled: FilledForm, _use: RuleUse) -> Iterator[Problem]:
    """The report is on a reporting period of the project, where it names any."""
    scope = filled.scope
    known = scope.project.reporting_periods
    if known and scope.period not in known:
        message = said(
            "{period} is no reporting period of {project}: {known}.",
            period=scope.period,
            project=scope.project.code,
            known=", ".join(map(str, known)),
        )
        hint = said("Name one of them with --period.")
        yield Problem("form-period", message, hint=hint, value=str(scope.period))


# --- Everything is in it ------------------------------------------------------------------


def contract_covered(filled: FilledForm, _use: RuleUse) -> Iterator[Problem]:
    """Every line of the contract, of the last addendum and of what is in force has a row."""
    scope = filled.scope
    of = scope.reported
    for block in _with_lines(filled):
        shown = [row.subject for row in block.rows if isinstance(row.subject, Line)]
        lost: list[Line] = []
        for version in (of.original, of.agreed, of.in_force):
            lines = scope.lines(version.id) if version and version.id else scope.lines()
            lost += (e for e in lines if in_other(e, shown) is None and in_other(e, lost) is None)
        for line in lost:
            if line in block.unplaced:
                continue  # the rule of lines without a place finds it
            message = said(
                "the line {heading} {title} of the contract, {amount}, has no row in {block}.",
                heading=line.number,
                title=scope.text(line.title),
                amount=line.total,
                block=block.id,
            )
            hint = said("Keep its number and title in later versions of the budget.")
            yield Problem("form-line-contract", message, hint=hint, value=line.number)


def costs_placed(filled: FilledForm, _use: RuleUse) -> Iterator[Problem]:
    """Every cost is on a line of the form, and each line shows its own."""
    scope = filled.scope
    for entry in scope.reported.unplaced():
        paid = entry.transaction
        message = said(
            "{paid} of {date}, {amount}, is on {heading}, and no line of the form has it.",
            paid=paid.id,
            date=paid.date,
            amount=entry.amount,
            heading=paid.heading or said("no heading"),
        )
        hint = said("Book it on a line of the budget.")
        yield Problem("form-cost-unplaced", message, hint=hint, value=paid.id)
    for number, lines in _alike(scope).items():
        spent = scope.reported.spent(number, scope.period)
        if spent.amount:
            message = said(
                "{count} lines have the number {heading}: the {amount} spent on it stand on the "
                "first of them.",
                count=len(lines),
                heading=number,
                amount=spent,
            )
            hint = said(
                "Give each a number of its own, such as {heading}a and {heading}b, and book on it.",
                heading=number,
            )
            yield Problem("form-cost-shared", message, hint=hint, value=number)


def _alike(scope: Scope) -> dict[str, list[Line]]:
    """Lines that have their number with others."""
    numbered: dict[str, list[Line]] = {}
    for line in scope.lines():
        if not line.rate:
            numbered.setdefault(line.number, []).append(line)
    return {number: lines for number, lines in numbered.items() if len(lines) > 1}


def forecast_placed(filled: FilledForm, _use: RuleUse) -> Iterator[Problem]:
    """What is expected to be spent is of one reporting period, and on a line of the form."""
    scope = filled.scope
    for line in scope.project.budget_lines:
        if not line.forecast:
            continue
        known = {"heading": line.heading, "title": scope.text(line.title), "amount": line.total}
        if scope.reported.line_of(line.heading) is None:
            message = said(
                "the forecast {heading} {title}, {amount}, is on no line of the form.", **known
            )
            hint = said("Give it the number of a line of the budget.")
            yield Problem("form-forecast", message, hint=hint, value=line.heading)
        elif line.period is None or not any(
            period.start <= line.period.start and line.period.end <= period.end
            for period in scope.periods
        ):
            message = said(
                "the forecast {heading} {title}, {amount}, is of no one reporting period.", **known
            )
            hint = said("Give it the days of a reporting period of the project.")
            yield Problem("form-forecast", message, hint=hint, value=line.heading)


def costs_tie(filled: FilledForm, use: RuleUse) -> Iterator[Problem]:
    """The whole of a report is what the records say, in each currency, and periods follow on.

    What is told before it and in it adds up to what was spent by its end.
    """
    scope, (name, _slash, row) = filled.scope, (use.row or "").partition("/")
    wanted = Money.total((each.amount for each in scope.reported.costs), scope.currency)
    for block in filled.blocks:
        if block.id != name or row not in block.by_key:
            continue  # the sheet of the other kind of report
        value = block.cell(row, "to_date").value
        if value != wanted:
            yield _untied(block, row, value, wanted)
        for at in block.columns:
            if at.column.source == "spent_in_currency" and at.repeat:
                yield from _tied_in(scope, block, row, at.id, str(at.repeat.value))


def _tied_in(
    scope: Scope, block: FilledBlock, row: str, column: str, currency: str
) -> Iterator[Problem]:
    paid = Money.total(
        (
            each.transaction.amount
            for each in scope.reported.costs
            if each.transaction.amount.currency == currency
            and each.transaction.date in scope.period
        ),
        currency,
    )
    if currency == scope.currency:
        paid += Money.total(scope.reported.corrections.values(), currency)
    value = block.cell(row, column).value
    if value != paid:
        yield _untied(block, row, value, paid)


def _untied(block: FilledBlock, row: str, value: object, wanted: Money) -> Problem:
    message = said(
        "{title} is {amount} in the form, and {wanted} by the records.",
        title=block.by_key[row].title,
        amount=value,
        wanted=wanted,
    )
    hint = said("Book every cost on a line of the form.")
    return Problem("form-cost-sum", message, hint=hint, value=row)


# --- What was moved, and why --------------------------------------------------------------


def reallocation_within(filled: FilledForm, use: RuleUse) -> Iterator[Problem]:
    """What is moved between main headings without an addendum is within what the donor allows.

    A heading may grow, and may be cut, by a share of what the contract or the last addendum set,
    over all moves since (PRAG, general conditions of Annex II). More than that may not be
    spent under it either, what the reserve was used for apart.
    """
    scope, share = filled.scope, _share(filled, use)
    if share is None:
        return
    percent = f"{(share * 100).normalize():f}"
    moves = figures.reallocated(scope.project, scope.currency, scope.period.end)
    for number, (before, now, spent, used) in _main(scope, moves).items():
        most = part_of(before, share)
        told = {"heading": number, "before": before, "percent": percent, "most": most}
        if abs((now - before).amount) > most.amount:
            message = said(
                "heading {heading} went from {before} to {now} without an addendum: {moved}, and "
                "{most} are allowed, {percent} %.",
                now=now,
                moved=now - before,
                **told,
            )
        elif spent > before + used + most:
            message = said(
                "{spent} are spent under heading {heading}, which has {before}, {used} of the "
                "reserve, and may grow by {most}, {percent} %.",
                spent=spent,
                used=used,
                **told,
            )
        else:
            continue
        hint = said("Ask the donor for an addendum, or book costs where they belong.")
        yield Problem("form-reallocation", message, hint=hint, value=number)


def _main(
    scope: Scope, moves: Mapping[str, tuple[Money, Money]]
) -> dict[str, tuple[Money, Money, Money, Money]]:
    """Main headings with what was agreed, is in force, is spent, and came from the reserve."""
    rated = {main_heading(line.heading) for line in scope.project.rate_lines}
    found = {}
    for number in sorted(moves, key=heading_order(moves)):
        if number in rated:
            continue  # its ceiling is the rate
        lines = [e.number for e in scope.lines() if is_within(e.number, number)]
        own = dict.fromkeys(lines)
        of = scope.reported
        spent = Money.total(
            (of.spent_before[e] + of.spent_in_period[e] for e in own), scope.currency
        )
        used = Money.total((of.contingency_use[e] for e in own), scope.currency)
        found[number] = (*moves[number], spent, used)
    return found


def variances_explained(filled: FilledForm, use: RuleUse) -> Iterator[Problem]:
    """A variation of more than a share of the budget has an explanation.

    Before the last report only what is over the budget is a variation: what is left may still be
    spent. A line without a budget that something is spent on always is one.
    """
    scope, share = filled.scope, _share(filled, use)
    if share is None:
        return
    for block in _of_report(filled):
        for row in block.rows:
            if row.role not in {Role.LINE, Role.SUBTOTAL}:
                continue
            variance = block.cell(row.key, "variance").value
            spent = block.cell(row.key, "to_date").value
            if not isinstance(variance, Money) or not isinstance(spent, Money):
                continue
            budget = spent - variance
            left = variance.amount < 0
            if abs(variance.amount) <= part_of(budget, share).amount or (
                left and not scope.is_last
            ):
                continue
            if not _is_explained(scope, row):
                yield _unexplained(scope, row, variance, budget, spent)


def _is_explained(scope: Scope, row: FormRow) -> bool:
    """Whether a line, a heading over it, or for a heading one of its lines is explained."""
    number, told = row.plan.subtotal_of or row.number, _explained(scope)
    if row.role is Role.SUBTOTAL:
        return any(is_within(each, number) for each in told)
    return any(is_within(number, each) for each in told)


def _unexplained(
    scope: Scope, row: FormRow, variance: Money, budget: Money, spent: Money
) -> Problem:
    number = row.plan.subtotal_of or row.number
    message = said(
        "nothing explains {title}: {spent} of {budget} are spent, {variance}.",
        title=row.title,
        spent=spent,
        budget=budget,
        variance=variance,
    )
    return _to_explain(scope, message, number)


def notes_explained(filled: FilledForm, _use: RuleUse) -> Iterator[Problem]:
    """Every variation that has a note has an explanation."""
    scope = filled.scope
    told = _explained(scope)
    for line in noted(scope):
        if any(is_within(line.number, each) for each in told):
            continue
        message = said(
            "the note on {heading} {title} is not written: its spending differs from its budget by "
            "{percent} % or more.",
            heading=line.number,
            title=scope.text(line.title),
            percent=f"{((scope.notes_from or Decimal()) * 100).normalize():f}",
        )
        yield _to_explain(scope, message, line.number)


def _explained(scope: Scope) -> set[str]:
    """Headings whose spending is explained, in the period or over the whole life."""
    told = scope.project.explanations
    return {each.heading for each in told if each.period in (None, scope.period)}


def _to_explain(scope: Scope, message: str, number: str) -> Problem:
    hint = said(
        "Give an explanation of heading {heading}, for {period}.",
        heading=number,
        period=scope.period,
    )
    return Problem("form-unexplained", message, hint=hint, value=number)


# --- What rules share ---------------------------------------------------------------------


def _share(filled: FilledForm, use: RuleUse) -> Decimal | None:
    """What the project agreed, else what the form says."""
    agreed = filled.scope.project.ceilings
    own = getattr(agreed.in_force, use.ceiling) if agreed and use.ceiling else None
    return use.most if own is None else own


def _with_lines(filled: FilledForm) -> Iterator[FilledBlock]:
    return (b for b in filled.blocks if any(row.plan.claims for row in b.rows))


def _of_report(filled: FilledForm) -> Iterator[FilledBlock]:
    """The blocks that have what was spent to date and its variation."""
    wanted = {"to_date", "variance"}
    return (b for b in filled.blocks if wanted <= {each.id for each in b.columns})


REPORT_RULES = MappingProxyType(
    {
        "period-reported": period_reported,
        "contract-covered": contract_covered,
        "costs-placed": costs_placed,
        "forecast-placed": forecast_placed,
        "costs-tie": costs_tie,
        "reallocation-within": reallocation_within,
        "variances-explained": variances_explained,
        "notes-explained": notes_explained,
    }
)
"""The rules of reports, by the name that forms use."""
