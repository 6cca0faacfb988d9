"""What a form shows of who pays a line: the grant, and what others give beside it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from cproc.dates import Period
from cproc.figures import Booked, part_of
from cproc.forms.lines import Line
from cproc.forms.report_sources import is_first, of_lines, spends
from cproc.forms.scope import Funder, Repeat, Scope
from cproc.forms.sources import source
from cproc.model import BudgetLine, LocalText, Money, Project
from cproc.money import rounded_from
from cproc.report import CellValue, Kind
from cproc.report.context import Context

Payer = Callable[[Scope, "str | None"], "bool | None"]
"""Whether what a donor pays is meant; nothing where nobody says who pays."""


def anybody(_scope: Scope, _donor: str | None) -> bool:
    """Whoever pays."""
    return True


def grantor(scope: Scope, donor: str | None) -> bool | None:
    """The donor of the contract."""
    payer = donor or only_donor(scope)
    return None if payer is None or scope.grantor is None else payer == scope.grantor


def others(scope: Scope, donor: str | None) -> bool | None:
    """Everybody but the donor of the contract: the cost share."""
    of_grant = grantor(scope, donor)
    return None if of_grant is None else not of_grant


def only_donor(scope: Scope) -> str | None:
    """Who pays what names no donor: the one that gives money, where there is one."""
    donors = [each.donor for each in scope.funders if not each.in_kind]
    return donors[0] if len(donors) == 1 else None


# --- What a line is budgeted at -----------------------------------------------------------


def _budgeted(
    scope: Scope, line: Line, period: Period | None, payer: Payer = anybody
) -> Money | None:
    """What somebody is to pay of a line, in some days or in all; nothing where nobody says."""
    if line.rate is not None:
        return _rated(scope, line, lambda each, of: _budgeted(scope, each, period, of), payer)
    amounts = [_part(scope, part, period, payer) for part in line.parts]
    known = [each for each in amounts if each is not None]
    return Money.total(known, scope.currency) if len(known) == len(amounts) else None


def _part(scope: Scope, part: BudgetLine, period: Period | None, payer: Payer) -> Money | None:
    paid = payer(scope, part.donor)
    if not paid:
        return None if paid is None else scope.nothing
    if period is None:
        return part.total
    units = scope.units_in(Line(part.heading, (part,)), period)
    if units is None:
        return None
    return rounded_from(Fraction(part.unit_cost.amount) * Fraction(units), scope.currency)


def _rated(
    scope: Scope, line: Line, told: Callable[[Line, Payer], Money | None], payer: Payer
) -> Money | None:
    """A rate of what is told of its base; of a cost share what the grant leaves of it."""

    def of(who: Payer) -> Money | None:
        base = [told(each, who) for each in scope.base_of(line)]
        known = [each for each in base if each is not None]
        if line.rate is None or len(known) < len(base):
            return None
        return part_of(Money.total(known, scope.currency), line.rate.rate)

    if payer is not others:
        return of(payer)
    whole, granted = of(anybody), of(grantor)
    return None if whole is None or granted is None else whole - granted


def _days(repeat: Repeat | None) -> Period | None:
    return repeat.value if repeat and isinstance(repeat.value, Period) else None


@of_lines("budget_in_period", "What the line has for the period, or a year.", by_line=True)
def _budget_in_period(scope: Scope, line: Line, repeat: Repeat | None) -> Money | None:
    return _budgeted(scope, line, _days(repeat) or scope.period)


@of_lines("grant_in_period", "Its part that the donor of the contract pays.", by_line=True)
def _grant_in_period(scope: Scope, line: Line, repeat: Repeat | None) -> Money | None:
    return _budgeted(scope, line, _days(repeat) or scope.period, grantor)


@of_lines(
    "grant_budget",
    "What the donor of the contract pays of it.",
    by_line=True,
)
def _grant_budget(scope: Scope, line: Line, repeat: Repeat | None) -> Money | None:
    return _budgeted(scope, line, _days(repeat), grantor)


@of_lines("cost_share_budget", "What others pay of it.", by_line=True)
def _cost_share_budget(scope: Scope, line: Line, repeat: Repeat | None) -> Money | None:
    return _budgeted(scope, line, _days(repeat), others)


# --- What was spent on it -----------------------------------------------------------------


@of_lines("spent_of_grant", "What was spent of the grant in the period, or in a year.")
def _spent_of_grant(scope: Scope, line: Line, repeat: Repeat | None) -> Money | None:
    return _spent(scope, line, _days(repeat) or scope.period, grantor)


@of_lines("spent_in_year", "What was spent in the year of the columns, up to the period's end.")
def _spent_in_year(scope: Scope, line: Line, repeat: Repeat | None) -> Money | None:
    return _spent(scope, line, _days(repeat) or scope.period, anybody)


def _spent(scope: Scope, line: Line, period: Period, payer: Payer) -> Money | None:
    if not spends(scope):
        return None
    if not is_first(scope, line):
        return scope.nothing  # stands on the first
    if line.rate is not None and payer is not anybody:
        return _rated(scope, line, lambda each, of: _spent(scope, each, period, of), payer)
    costs = scope.reported.costs_of(line.number, period)
    paid = [payer(scope, _payer(line, each)) for each in costs]
    if None in paid:
        return None
    amounts = (each.amount for each, own in zip(costs, paid, strict=True) if own)
    return Money.total(amounts, scope.currency)


def _payer(line: Line, cost: Booked) -> str | None:
    """Whose money a cost is: as it says, else of the donor that pays the whole line."""
    donors = {part.donor for part in line.parts}
    return cost.transaction.donor or (donors.pop() if len(donors) == 1 else None)


OF_PAYERS = frozenset("grant_in_period grant_budget cost_share_budget spent_of_grant".split())
"""Sources that are not known where nobody says who pays a line."""


def unpaid(scope: Scope, line: Line) -> bool:
    """Whether nobody says who pays some of a line, since several donors give and none is named."""
    return only_donor(scope) is None and any(part.donor is None for part in line.parts)


# --- Notes on variations ------------------------------------------------------------------


def noted(scope: Scope) -> tuple[Line, ...]:
    """The lines whose spending in the period differs so much from the budget that it has a note.

    What is spent on a line without a budget for the period always has one.
    """
    if scope.notes_from is None:
        return ()
    # Each line asks for the number of its note, which depends on all before it.
    if "noted" not in scope.kept:
        scope.kept["noted"] = tuple(line for line in scope.lines() if _varies(scope, line))
    lines: tuple[Line, ...] = scope.kept["noted"]
    return lines


def _varies(scope: Scope, line: Line) -> bool:
    budget = _budgeted(scope, line, scope.period)
    spent = _spent(scope, line, scope.period, anybody)
    if budget is None or spent is None or scope.notes_from is None:
        return False
    by = abs((spent - budget).amount)
    return by > 0 and by >= part_of(budget, scope.notes_from).amount


@source("note", Kind.TEXT, "Number of the note on the variation of the line.", Line)
def _note(scope: Scope, line: Line, _repeat: Repeat | None) -> CellValue:
    lines = noted(scope)
    return str(lines.index(line) + 1) if line in lines else None


# --- Above the tables ---------------------------------------------------------------------


@source("place", Kind.TEXT, "Countries of the project, by name.", Project)
def _place(scope: Scope, project: Project, _repeat: Repeat | None) -> CellValue:
    countries = dict.fromkeys(each.country for each in project.priority_countries)
    named = Context(scope.portfolio, scope.labels)
    return ", ".join(map(named.country, countries)) or None


@source("own_contribution", Kind.TEXT, "What others give beside the grant, in words.", Project)
def _own_contribution(scope: Scope, _project: Project, _repeat: Repeat | None) -> CellValue:
    beside = [each for each in scope.funders if each.in_kind or each.donor != scope.grantor]
    return "; ".join(_in_words(scope, each) for each in beside) or None


def _in_words(scope: Scope, funder: Funder) -> str:
    """A contribution: its amount, and what it is where it is given in kind."""
    known = [each.amount for each in funder.contributions if each.amount is not None]
    amounts = [each.format(scope.labels.language) for each in known]
    if not funder.in_kind:
        of = scope.funding.amounts.get(funder.donor)
        amounts = [of.format(scope.labels.language)] if of else amounts
    what = [_earmark(scope, each.earmark) for each in funder.contributions if funder.in_kind]
    said = ", ".join(filter(None, (*what, *amounts)))
    return f"{scope.name(funder.donor)}: {said}" if said else scope.name(funder.donor)


def _earmark(scope: Scope, text: LocalText | None) -> str:
    return scope.text(text) if text else ""
