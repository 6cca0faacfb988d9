"""For what a form is filled: one project, one reporting period, one version of its budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

import attrs

from cproc import figures
from cproc.dates import Period, day_before
from cproc.errors import DataError, Problem, UsageError, said
from cproc.figures import Account, ProjectBudget
from cproc.figures.donor_funding import Funding, funding_of
from cproc.forms.definition import Per
from cproc.forms.lines import Line, accrued, decimal_of, in_other, merged, unbudgeted
from cproc.forms.reported import Reported
from cproc.labels import Labels
from cproc.model import (
    BudgetLine,
    BudgetVersion,
    Contribution,
    LocalText,
    Money,
    Portfolio,
    Project,
    heading_order,
)
from cproc.money import minor_unit


@attrs.frozen
class Headed:
    """A heading, as what a row of it shows: its subtotal, or its title.

    Args:
        number: Its number.
        lines: The lines that it holds.
    """

    number: str
    lines: tuple[Line, ...] = ()


@attrs.frozen
class Funder:
    """A donor with what it gives to the project, in money or in kind.

    Args:
        donor: Its identifier.
        contributions: What it gives.
        in_kind: Whether that is in kind.
    """

    donor: str
    contributions: tuple[Contribution, ...]
    in_kind: bool = False


@attrs.frozen
class Repeat:
    """One of those that a group of columns is repeated for.

    Args:
        per: What they are.
        value: A period, or an identifier or a currency; an empty one is the office itself.
        title: What it is called.
        count: Its place among all, from 1.
    """

    per: Per
    value: Any
    title: str
    count: int


@attrs.frozen
class Scope:
    """What a form is filled for.

    Args:
        portfolio: The data.
        project: The project.
        period: The reporting period.
        labels: Words of the language of the form.
        version: Identifier of the version of the budget; the one in force at the end of the
            period where absent.
        spread: Whether what a line has for a year, where nobody says, is spread over its time.
        reports: Whether a report is filled: it has the lines of all versions of the budget.
        notes_from: Share of the budget of a line from which its variation has a note.
        kept: What is worked out of all lines once, by name.
    """

    portfolio: Portfolio = attrs.field(repr=False)
    project: Project = attrs.field(repr=False)
    period: Period
    labels: Labels = attrs.field(repr=False)
    version: str | None = None
    spread: bool = False
    reports: bool = False
    notes_from: Decimal | None = None
    kept: dict[str, Any] = attrs.field(factory=dict, init=False, repr=False, eq=False)
    _lines: dict[str | None, tuple[Line, ...]] = attrs.field(
        factory=dict, init=False, repr=False, eq=False
    )

    # --- Words and money ------------------------------------------------------------------

    def text(self, text: LocalText) -> str:
        """A text in the language of the form, else in one that there is."""
        return text.best(self.labels.language)

    def name(self, organisation: str) -> str:
        """The name of an organisation."""
        named = (each.name for each in self.portfolio.organisations if each.id == organisation)
        return next(map(self.text, named), organisation)

    @cached_property
    def currency(self) -> str:
        """The currency of the contract, and of all amounts of the form."""
        return self.portfolio.currency_of(self.project)

    @cached_property
    def decimals(self) -> int:
        """The decimals of its amounts."""
        return minor_unit(self.currency)

    @cached_property
    def nothing(self) -> Money:
        """No money."""
        return Money(0, self.currency)

    # --- Time -----------------------------------------------------------------------------

    @cached_property
    def life(self) -> Period:
        """The days of the action.

        Raises:
            DataError: It has no end.
        """
        span = self.project.period
        if span.open:
            message = said("the project {code} has no end.", code=self.project.code)
            hint = said("Give its period both days: a form has the years of the action.")
            raise DataError([Problem("form-open", message, "", hint, self.project.code)])
        return Period(span.start, span.end)

    @cached_property
    def years(self) -> tuple[Period, ...]:
        """The years of the action, twelve months each from its first day."""
        return self.life.years()

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The reporting periods of the project; the one asked for where it names none."""
        return tuple(sorted(self.project.reporting_periods, key=_start)) or (self.period,)

    @property
    def before(self) -> Period | None:
        """The days of the action before the reporting period; none where it is the first."""
        last = day_before(self.period.start)
        begins = self.project.period.start
        return Period(begins, last) if last is not None and last >= begins else None

    @property
    def previous(self) -> Period | None:
        """The reporting period before."""
        return next((p for p in reversed(self.periods) if p.end < self.period.start), None)

    @property
    def following(self) -> Period | None:
        """The reporting period after it."""
        return next((each for each in self.periods if each.start > self.period.end), None)

    @property
    def is_last(self) -> bool:
        """Whether no reporting period follows; where none is named, whether the action is over."""
        if self.project.reporting_periods:
            return self.following is None
        return self.period.end >= self.project.period.end

    # --- The budget -----------------------------------------------------------------------

    @cached_property
    def account(self) -> Account:
        """The project's money at the end of the reporting period."""
        at = self.portfolio.projects.index(self.project)
        return Account(self.portfolio, self.project, f"projects[{at}]", self.period.end)

    @cached_property
    def version_id(self) -> str | None:
        """Identifier of the version of the budget that is shown; none where it has none."""
        if self.version is not None:
            known = [each.id for each in self.project.budget if each.id]
            if self.version not in known:
                raise UsageError(
                    "the project {code} has no version {version!r} of its budget: {known}.",
                    code=self.project.code,
                    version=self.version,
                    known=", ".join(known) or said("none"),
                )
            return self.version
        in_force = self.project.budget_version(self.period.end)
        return in_force.id if in_force else None

    @cached_property
    def in_force(self) -> Project:
        """The project with the lines of the version that is shown, of money to be spent."""
        return figures.as_budgeted(self.project, self.period.end, self.version)

    @cached_property
    def budget(self) -> ProjectBudget:
        """The budget by heading, as agreed in the version that is shown."""
        return self.budget_of(self.version_id)

    def budget_of(self, version: str | None) -> ProjectBudget:
        """The budget by heading as it was agreed in a version."""
        project = self.project if version else attrs.evolve(self.project, contingency_uses=())
        return figures.budget_by_heading(project, self.currency, self.period.end, version)

    def lines(self, version: str | None = None) -> tuple[Line, ...]:
        """The lines of the budget in the order of their numbers, rates of others among them.

        Args:
            version: Identifier of the version; the one that is shown where absent. A report then
                has those of the other versions too, of no units in it.
        """
        own = self._of_version(version or self.version)
        if version is not None or not self.reports:
            return own
        if "" not in self._lines:
            reported = Reported.of(self.portfolio, self.project, self.period)
            others = (each.id for each in (reported.original, reported.in_force) if each)
            lines = list(own)
            for other in dict.fromkeys(others):
                lines += (
                    unbudgeted(line, self.nothing)
                    for line in self._of_version(other)
                    if in_other(line, lines) is None
                )
            self._lines[""] = _in_order(lines)
        return self._lines[""]

    def _of_version(self, version: str | None) -> tuple[Line, ...]:
        # Kept, so that a line is the same object wherever it is shown.
        if version not in self._lines:
            budgeted = figures.as_budgeted(self.project, self.period.end, version)
            lines = [*merged(budgeted.budget_lines), *self._rates(budgeted, version)]
            self._lines[version] = _in_order(lines)
        return self._lines[version]

    def line_in(self, version: BudgetVersion | None, line: Line) -> Line | None:
        """A line as it is in another version; none where that does not have it."""
        lines = self._of_version(version.id if version and version.id else self.version)
        return in_other(line, lines)

    def base_of(self, line: Line) -> tuple[Line, ...]:
        """The lines that a rate line is a rate of."""
        if line.rate is None:
            return ()
        holds = figures.base_of(self.in_force, line.rate)
        return tuple(e for e in self.lines() if e is not line and holds(e.number))

    def first_of(self, number: str) -> Line | None:
        """The first line of a number."""
        return next((line for line in self.lines() if line.number == number), None)

    def _rates(self, budgeted: Project, version: str | None) -> Iterator[Line]:
        parts = [p for p in self.budget_of(version or self.version_id).parts if p.rated]
        for rate in budgeted.rate_lines:
            named = (rate.heading, rate.title)
            at = next(n for n, part in enumerate(parts) if (part.number, part.title) == named)
            yield Line(rate.heading, rate=rate, amount=parts.pop(at).amount)

    @cached_property
    def lines_in_kind(self) -> tuple[Line, ...]:
        """The lines of what is given in kind."""
        project = figures.as_budgeted(self.project, self.period.end, self.version, in_kind=True)
        return tuple(merged(project.budget_lines))

    def units_in(self, line: Line, period: Period) -> Decimal | None:
        """The units that a line has for some days; none where nobody says.

        What is for other days counts for nothing; what is for days within and without is not
        known, unless it is spread.
        """
        shares = [self._units(part, period) for part in line.parts]
        if None in shares:
            return None
        return decimal_of(sum((Fraction(each) for each in shares if each is not None), Fraction()))

    def _units(self, part: BudgetLine, period: Period) -> Decimal | None:
        span = part.period
        time = Period(span.start, span.end) if span else self.life
        if period.start <= time.start and time.end <= period.end:
            return decimal_of(part.units)
        if time.end < period.start or period.end < time.start:
            return Decimal(0)
        if not self.spread:
            return None
        before = day_before(period.start)
        begun = Decimal(0) if before is None else accrued(part.units, time, before)
        return accrued(part.units, time, period.end) - begun

    # --- Reports --------------------------------------------------------------------------

    def reporting(self) -> Scope:
        """The same, for a report: beside the budget of the contract or its last addendum."""
        agreed = Reported.of(self.portfolio, self.project, self.period).agreed
        return attrs.evolve(self, reports=True, version=agreed.id if agreed else None)

    @cached_property
    def reported(self) -> Reported:
        """What is told beside the budget: costs, moves, forecasts."""
        numbers = tuple(dict.fromkeys(line.number for line in self.lines()))
        entries = self.account.entries
        return Reported(self.portfolio, self.project, self.currency, self.period, entries, numbers)

    # --- Money given ----------------------------------------------------------------------

    @cached_property
    def funding(self) -> Funding:
        """What donors give in money, as far as it is known, in the currency of the contract."""
        return funding_of(self.account)

    @cached_property
    def funders(self) -> tuple[Funder, ...]:
        """Who gives what, in money and in kind, in the order of the contributions."""
        in_kind = self.portfolio.in_kind
        given = self.project.contributions
        pairs = dict.fromkeys((each.donor, in_kind(each)) for each in given)
        return tuple(
            Funder(donor, tuple(c for c in given if (c.donor, in_kind(c)) == (donor, kind)), kind)
            for donor, kind in pairs
        )

    @cached_property
    def grantor(self) -> str | None:
        """Who gives the grant: the donor of the contract, or the only one but the office."""
        named = [each.donor for each in self.project.contracts if each.donor]
        own = self.portfolio.office.organisation
        others = [each.donor for each in self.funders if not each.in_kind and each.donor != own]
        return next((each for each in named if each in others), None) or (
            others[0] if len(others) == 1 else None
        )

    # --- What groups of columns are repeated for ------------------------------------------

    def repeats(self, per: Per, month: int | None = None) -> tuple[Repeat, ...]:
        """Those that a group of columns is repeated for.

        Args:
            per: What they are.
            month: Month in which years begin; with the first day of the action where absent.
        """
        if per is Per.YEAR and month is not None:
            years = [(each, self.labels.period(each)) for each in self.life.years(month)]
            found = enumerate(years, start=1)
        else:
            found = enumerate(self._repeated(per), start=1)
        return tuple(Repeat(per, value, title, count) for count, (value, title) in found)

    def _repeated(self, per: Per) -> list[tuple[Any, str]]:
        """The values of what a group is repeated for, each with what it is called."""
        if per is Per.CURRENCY:
            return [(code, code) for code in self._currencies()]
        if per is Per.DONOR:
            donors = [each.donor for each in self.funders if not each.in_kind]
            return [(donor, self.name(donor)) for donor in donors]
        if per is Per.PARTNER:
            own = self.name(self.portfolio.office.organisation)
            return [("", own), *((each, self.name(each)) for each in self._partners())]
        done = [each for each in self.periods if each.end <= self.period.end]
        periods = self.years if per is Per.YEAR else done
        return [(period, self.labels.period(period)) for period in periods]

    def _currencies(self) -> list[str]:
        own = {entry.transaction.amount.currency for entry in self.reported.costs}
        return [self.currency, *sorted(own - {self.currency})]

    def _partners(self) -> list[str]:
        named = {line.partner for line in self.in_force.budget_lines}
        return [each for each in self.project.partners if each in named]


def _in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    known = tuple(lines)
    place = heading_order(each.number for each in known)
    return tuple(sorted(known, key=lambda line: place(line.number)))


def _start(period: Period) -> Any:
    return period.start
