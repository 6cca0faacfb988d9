"""What reports show beside a budget, by name: costs, moves, forecasts, explanations, vouchers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cproc.figures import Booked, Flow, part_of, sums_of, tells, within_any
from cproc.figures.donor_accounts import DonorAccount
from cproc.forms.definition import Per
from cproc.forms.lines import Line
from cproc.forms.reported import Keep, everything, paid_in
from cproc.forms.scope import Funder, Headed, Repeat, Scope
from cproc.forms.sources import SOURCES, source
from cproc.model import BudgetVersion, ContingencyUse, Money, Period, Project
from cproc.report import CellValue, Kind

Amount = Callable[[Scope, Line, "Repeat | None"], "Money | None"]


def of_lines(name: str, does: str, *, by_line: bool = False) -> Callable[[Amount], Amount]:
    """Declare an amount of a line; that of a heading is the sum of its lines.

    What is booked on a number stands on the first line that has it, and nothing on the others.

    Args:
        name: What forms call it.
        does: What it is, for lists.
        by_line: Whether each line of a number has its own.
    """

    def declare(read: Amount) -> Amount:
        def of_line(scope: Scope, line: Line, repeat: Repeat | None) -> Money | None:
            if line.in_kind:
                return None
            first = line if by_line else scope.first_of(line.number) or line
            amount = read(scope, first, repeat)
            return amount if amount is None or first is line else amount - amount

        def of_heading(scope: Scope, of: Headed, repeat: Repeat | None) -> CellValue:
            holds = within_any([of.number], sums_of(scope.project))
            inside = [of_line(scope, each, repeat) for each in scope.lines() if holds(each.number)]
            known = [each for each in inside if each is not None]
            return Money.total(known, scope.currency) if known else None

        source(name, Kind.MONEY, does, Line, adds=True)(of_line)
        source(name, Kind.MONEY, does, Headed)(of_heading)
        return of_line

    return declare


def is_first(scope: Scope, line: Line) -> bool:
    """Whether a line shows what is told of its number: the first that has it."""
    return not line.in_kind and scope.first_of(line.number) is line


def spends(scope: Scope) -> bool:
    """Whether it is known what was spent, be it nothing."""
    return tells(scope.project, Flow.SPENT)


def _when(scope: Scope, repeat: Repeat | None) -> Period:
    return repeat.value if repeat and isinstance(repeat.value, Period) else scope.period


def _whose(repeat: Repeat | None) -> Keep:
    """What keeps the costs that a group of columns is about."""
    if repeat is None:
        return everything
    wanted = repeat.value
    return {
        Per.CURRENCY: paid_in(wanted),
        Per.PARTNER: lambda entry: (entry.transaction.partner or "") == wanted,
        Per.DONOR: lambda entry: entry.transaction.donor == wanted,
    }.get(repeat.per, everything)


# --- What was spent on a line -------------------------------------------------------------


@of_lines("spent", "What was spent in the period, in the currency of the contract.")
def _spent(scope: Scope, line: Line, repeat: Repeat | None) -> Money | None:
    if not spends(scope):
        return None
    if repeat is None:
        return scope.reported.spent_in_period[line.number]
    spent = scope.reported.spent(line.number, _when(scope, repeat), _whose(repeat))
    if repeat.per is Per.CURRENCY and repeat.value == scope.currency:
        return spent + scope.reported.corrections.get(line.number, scope.nothing)
    return spent


@of_lines("spent_before", "What was spent before the period, as it was sent where it was sent.")
def _spent_before(scope: Scope, line: Line, repeat: Repeat | None) -> Money | None:
    if not spends(scope):
        return None
    if repeat is None:
        return scope.reported.spent_before[line.number]
    return scope.reported.spent(line.number, scope.reported.before, _whose(repeat))


@of_lines("spent_to_date", "What was spent up to the end of the period.")
def _spent_to_date(scope: Scope, line: Line, repeat: Repeat | None) -> Money | None:
    now, before = _spent(scope, line, repeat), _spent_before(scope, line, repeat)
    return None if now is None or before is None else now + before


@of_lines("correction", "What earlier reports told too little of, or too much; in `spent`.")
def _correction(scope: Scope, line: Line, _repeat: Repeat | None) -> Money | None:
    return scope.reported.corrections.get(line.number)


@source("units_spent", Kind.DECIMAL, "Units that were paid in the period.", Line)
def _units_spent(scope: Scope, line: Line, repeat: Repeat | None) -> CellValue:
    if not is_first(scope, line):
        return None
    return scope.reported.units(line.number, _when(scope, repeat), _whose(repeat))


@of_lines("spent_in_currency", "The same in the currency of the columns.")
def _spent_in_currency(scope: Scope, line: Line, repeat: Repeat | None) -> Money | None:
    if repeat is None or repeat.per is not Per.CURRENCY or not spends(scope):
        return None
    if repeat.value == scope.currency:
        return _spent(scope, line, repeat)
    return scope.reported.spent_in(line.number, repeat.value, scope.period)


@source(
    "rate",
    Kind.TEXT,
    "Units of the currency of the columns for one of the contract.",
    Project,
)
def _rate(scope: Scope, _project: Project, repeat: Repeat | None) -> CellValue:
    if repeat is None or repeat.per is not Per.CURRENCY:
        return None
    rates = scope.reported.rates(repeat.value)
    return " / ".join(f"{rate.normalize():f}" for rate in rates) or None


# --- What the budget was, and what was moved ----------------------------------------------


@of_lines("allowed_reallocation", "What was moved to it without an addendum.", by_line=True)
def _allowed_reallocation(scope: Scope, line: Line, _repeat: Repeat | None) -> Money:
    now, agreed = (
        scope.line_in(version, line) for version in (scope.reported.in_force, scope.reported.agreed)
    )
    totals = [of.total if of else scope.nothing for of in (now, agreed)]
    return totals[0] - totals[1]


@of_lines("contingency_use", "What the reserve was used for by the end of the period.")
def _contingency_use(scope: Scope, line: Line, _repeat: Repeat | None) -> Money | None:
    return scope.reported.contingency_use[line.number]


def _of_version(name: str, which: str, kind: Kind, does: str) -> None:
    """Declare a field of a line as it was in the contract, or is in the addendum."""

    def read(scope: Scope, line: Line, _repeat: Repeat | None) -> CellValue:
        versions = scope.reported
        if which == "addendum" and versions.agreed is versions.original:
            return None
        version = versions.agreed if which == "addendum" else versions.original
        own = scope.line_in(version, line)
        if own is None or (own.rate and name != "total"):
            return None
        first = own.parts[0] if own.parts else None
        return {
            "unit": first.unit if first else None,
            "units": own.units if first else None,
            "unit_value": first.unit_cost if first else None,
            "total": own.total,
        }[name]

    source(f"{which}_{name}", kind, does, Line, adds=name == "total")(read)


for _which, _words in (("contract", "the contract"), ("addendum", "the last addendum")):
    _of_version("unit", _which, Kind.TEXT, f"What is counted in {_words}.")
    _of_version("units", _which, Kind.DECIMAL, f"Number of units in {_words}.")
    _of_version("unit_value", _which, Kind.MONEY, f"Cost of one unit in {_words}.")
    _of_version("total", _which, Kind.MONEY, f"What the line comes to in {_words}.")


@of_lines("variance", "What was spent to date less the budget and what was moved.", by_line=True)
def _variance(scope: Scope, line: Line, _repeat: Repeat | None) -> Money | None:
    spent = _spent_to_date(scope, line, None)
    moved = (_allowed_reallocation(scope, line, None), _contingency_use(scope, line, None))
    if spent is None or None in moved:
        return None
    agreed = scope.line_in(scope.reported.agreed, line)
    parts = (agreed.total if agreed else scope.nothing, *(each for each in moved if each))
    return spent - Money.total(parts, scope.currency)


@source("explanation", Kind.TEXT, "Why spending differs from the budget.", Line, Headed)
def _explanation(scope: Scope, of: Any, _repeat: Repeat | None) -> CellValue:
    if isinstance(of, Line) and not is_first(scope, of):
        return None
    return " ".join(map(scope.text, scope.reported.explanations(of.number))) or None


# --- What was expected to be spent --------------------------------------------------------


@of_lines("forecast", "What was expected to be spent in the period.")
def _forecast(scope: Scope, line: Line, _repeat: Repeat | None) -> Money | None:
    return _planned(scope, line, scope.period)


@of_lines("forecast_next", "What is expected to be spent in the period that follows.")
def _forecast_next(scope: Scope, line: Line, _repeat: Repeat | None) -> Money | None:
    return _planned(scope, line, scope.following)


def _planned(scope: Scope, line: Line, period: Period | None) -> Money | None:
    if period is None:
        return scope.nothing  # after the end of the action
    if not scope.reported.has_forecast(period):
        return None
    if line.rate is None:
        planned = scope.reported.forecast(line.number, period)
        return Money.total((each.total for each in planned), scope.currency)
    if line.rate.reserve:
        return scope.nothing
    numbers = dict.fromkeys(each.number for each in scope.base_of(line))
    base = (_planned(scope, scope.first_of(number) or line, period) for number in numbers)
    return part_of(Money.total(filter(None, base), scope.currency), line.rate.rate)


def _next_line(name: str, kind: Kind, does: str, read: Callable[[Any], CellValue]) -> None:
    """Declare a field of what is expected in the period that follows, where it is one line."""

    def field(scope: Scope, line: Line, _repeat: Repeat | None) -> CellValue:
        if line.rate or not is_first(scope, line):
            return None
        planned = scope.reported.forecast(line.number, scope.following)
        return read(planned[0]) if len(planned) == 1 else None

    source(name, kind, does, Line)(field)


_next_line("forecast_unit", Kind.TEXT, "What is counted of it.", lambda of: of.unit or None)
_next_line("forecast_units", Kind.DECIMAL, "Units expected to be paid.", lambda of: of.quantity)
_next_line("forecast_unit_value", Kind.MONEY, "Cost of one of them.", lambda of: of.unit_cost)


# --- Sources of funding -------------------------------------------------------------------


@source(
    "received", Kind.MONEY, "What a donor has paid by the end of the period.", Funder, adds=True
)
def _received(scope: Scope, funder: Funder, _repeat: Repeat | None) -> CellValue:
    if funder.in_kind:
        return None
    known = DonorAccount(scope.account, funder.donor)
    came = known.figure(known.received)
    if not came.exact or not isinstance(came.value, Money) or known.currency != scope.currency:
        return None
    return came.value


@source("received_in_period", Kind.MONEY, "What a donor paid in the period.", Funder, adds=True)
def _received_in_period(scope: Scope, funder: Funder, _repeat: Repeat | None) -> CellValue:
    if _received(scope, funder, None) is None:
        return None
    return _paid(scope, funder.donor, scope.period)


def _paid(scope: Scope, donor: str, period: Period) -> Money:
    return Money.total(
        (
            each.amount
            for each in scope.account.entries
            if each.transaction.type in Flow.RECEIVED.types
            and each.transaction.party == donor
            and each.transaction.date in period
        ),
        scope.currency,
    )


@source("interest", Kind.MONEY, "Interest on money of donors by the end of the period.", Project)
def _interest(scope: Scope, project: Project, _repeat: Repeat | None) -> CellValue:
    paid = [each.amount for each in project.interest_receipts if each.when <= scope.period.end]
    if any(each.currency != scope.currency for each in paid):
        return None
    return Money.total(paid, scope.currency) if project.interest_receipts else None


@source("not_accepted", Kind.MONEY, "Costs that the donor had not accepted.", Project, adds=True)
def _all_not_accepted(scope: Scope, _project: Project, _repeat: Repeat | None) -> CellValue:
    refused = (each.not_accepted(scope.period.end) for each in scope.reported.costs)
    return Money.total((each for each in refused if each is not None), scope.currency)


@source("rate_method", Kind.TEXT, "Which exchange rate the donor asks for.", Project)
def _rate_method(scope: Scope, project: Project, _repeat: Repeat | None) -> CellValue:
    method = project.rate_method or scope.portfolio.rate_method
    return str(method).replace("_", " ")


@source("grant", Kind.MONEY, "The grant of the donor of the contract.", Project)
def _grant(scope: Scope, _project: Project, _repeat: Repeat | None) -> CellValue:
    of = next((each for each in scope.funders if each.donor == scope.grantor), None)
    return SOURCES["given"].of(scope, of) if of else None


# --- Vouchers, and uses of the reserve ----------------------------------------------------


def _of_cost(name: str, kind: Kind, does: str, read: Callable[[Scope, Booked], CellValue]) -> None:
    adds = kind is Kind.MONEY
    source(name, kind, does, Booked, adds=adds)(lambda scope, entry, _repeat: read(scope, entry))


_of_cost(
    "voucher", Kind.TEXT, "Number of the voucher.", lambda _s, e: e.transaction.voucher or None
)
_of_cost("date", Kind.DATE, "Day it was paid.", lambda _s, e: e.transaction.date)
_of_cost("heading", Kind.TEXT, "Heading it is booked on.", lambda _s, e: e.transaction.heading)
_of_cost("currency", Kind.TEXT, "Its currency.", lambda _s, e: e.transaction.amount.currency)
_of_cost("amount", Kind.MONEY, "Its amount.", lambda _s, e: e.transaction.amount)
_of_cost("booked", Kind.MONEY, "Its amount in the contract's currency.", lambda _s, e: e.amount)
_of_cost("rate", Kind.DECIMAL, "Rate of the voucher.", lambda _s, e: e.converted.rate.units)


def _supplier(scope: Scope, entry: Booked) -> CellValue:
    paid = entry.transaction
    return paid.supplier or (scope.name(paid.party) if paid.party else None)


_of_cost("supplier", Kind.TEXT, "Who was paid.", _supplier)


def _description(scope: Scope, entry: Booked) -> CellValue:
    text = entry.transaction.description
    return scope.text(text) if text else None


_of_cost("description", Kind.TEXT, "What was paid.", _description)
_of_cost(
    "not_accepted",
    Kind.MONEY,
    "What the donor did not accept of it.",
    lambda scope, entry: entry.not_accepted(scope.period.end),
)


def _refusal(field: str) -> Callable[[Scope, Booked], CellValue]:
    def read(scope: Scope, entry: Booked) -> CellValue:
        refused = entry.transaction.disallowed
        value = getattr(refused, field) if refused else None
        return (scope.text(value) if field == "reason" else value) if value else None

    return read


_of_cost("decided", Kind.DATE, "Day on which it was not accepted.", _refusal("when"))
_of_cost("letter", Kind.TEXT, "Letter of the donor.", _refusal("letter"))
_of_cost("reason", Kind.TEXT, "Why.", _refusal("reason"))

_Use = ContingencyUse
source("date", Kind.DATE, "Day from which it is moved.", _Use)(lambda _s, use, _r: use.when)
source("heading", Kind.TEXT, "Heading it is added to.", _Use)(lambda _s, use, _r: use.heading)
source("booked", Kind.MONEY, "How much is moved.", _Use)(lambda _s, use, _r: use.amount)
source("letter", Kind.TEXT, "Letter of the donor.", _Use)(lambda _s, use, _r: use.letter or None)
source("reason", Kind.TEXT, "Why.", _Use, BudgetVersion)(
    lambda scope, of, _r: scope.text(of.reason) if of.reason else None
)
source("date", Kind.DATE, "Day it is in force from.", BudgetVersion)(
    lambda _s, version, _r: version.effective
)
source("booked", Kind.MONEY, "The whole budget.", BudgetVersion)(
    lambda _s, version, _r: version.amount
)
