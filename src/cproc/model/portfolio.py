"""The portfolio: everything one office reports on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from importlib import import_module
from typing import Any

import attrs

from cproc.dates import Period, check_year_start, period_from
from cproc.errors import looked_up
from cproc.model.activities import Activity, ActivityKind
from cproc.model.disclosure import Confidential, Withheld
from cproc.model.editions import BUILT_IN_EDITIONS, Audience, Edition
from cproc.model.finance import Contribution, ContributionKind, ExchangeRate
from cproc.model.narrative import FundingPriority, Narrative, Silence, Statement
from cproc.model.parties import Office, Organisation, ReportIdentity, Treaty, TreatyEvent
from cproc.model.places import Designation, Locality, Region
from cproc.model.projects import Programme, Project
from cproc.model.results import ResultLevel
from cproc.model.staff import Post, Recruitment
from cproc.model.terms import BUILT_IN_ROLES, Term, TermList, TermRole, Wording
from cproc.model.text import Identifier
from cproc.money import check_currency
from cproc.rates import RateMethod

_BUILT_IN: Mapping[TermList, type[StrEnum]] = {
    TermList.ACTIVITY_KIND: ActivityKind,
    TermList.CONTRIBUTION_KIND: ContributionKind,
    TermList.RESULT_LEVEL: ResultLevel,
    TermList.POST_CATEGORY: Recruitment,
}
"""The terms of each list that every office has, in the order they are shown."""


def _serialize() -> Any:
    """What reads and writes tables: it stands above the model, and is asked when it is needed."""
    return import_module("cproc.serialize")


@attrs.frozen
class Portfolio:
    """Everything one office reports on, over all its years.

    Figures and reports are of one reporting period, `period`; `reporting` asks for another one.

    Args:
        office: The office.
        period: The reporting period, where nobody asks for another.
        currency: ISO 4217 code of the currency it reports in.
        rates: Exchange rates, as published.
        rate_method: Which of them amounts in other currencies are converted by.
        reports: Reports, one for each period that there is one on.
        regions: Regions as the office defines them.
        localities: Names of cities in other languages.
        designations: How territories must be named.
        organisations: Donors, partners, hosts.
        projects: Projects, in the order they are shown.
        activities: The inventory, in its order.
        posts: Posts of the office.
        treaties: Treaties it works for.
        treaty_events: What states did about them.
        priorities: What it seeks money for.
        silenced: Warnings that somebody looked into, with the reason.
        programmes: What stands above projects.
        terms: The office's own kinds of activities, contributions, results and posts.
        wordings: What it calls tables, chapters, columns and sheets.
        financial_year: First day of its financial years, month and day: ``07-01``.
        editions: Editions of the report beside those that every office has.
        confidential: What not everybody may see: personal data, secret places, records.
        smallest_group: From how many people on a group is counted in the open, from 2: a smaller
            one is "fewer than" so many to everybody but auditors. Every group where absent.
        withheld: What an edition has left out of these data; nothing in those of the office.

    Example:
        >>> import cproc
        >>> portfolio = cproc.load("examples/cproc_2017")
        >>> len(portfolio.projects), len(portfolio.activities)
        (7, 158)
    """

    # Tuples of frozen records that refer to each other by identifier: a portfolio is a value,
    # which may be compared, copied, and handed to an exporter that nobody trusts.
    office: Office
    period: Period
    currency: Identifier = attrs.field(default="EUR", validator=check_currency)
    rates: tuple[ExchangeRate, ...] = ()
    rate_method: RateMethod = RateMethod.MONTH
    reports: tuple[ReportIdentity, ...] = ()
    regions: tuple[Region, ...] = ()
    localities: tuple[Locality, ...] = ()
    designations: tuple[Designation, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    projects: tuple[Project, ...] = ()
    activities: tuple[Activity, ...] = ()
    posts: tuple[Post, ...] = ()
    treaties: tuple[Treaty, ...] = ()
    treaty_events: tuple[TreatyEvent, ...] = ()
    priorities: tuple[FundingPriority, ...] = ()
    silenced: tuple[Silence, ...] = ()
    programmes: tuple[Programme, ...] = ()
    terms: tuple[Term, ...] = ()
    wordings: tuple[Wording, ...] = ()
    financial_year: Identifier = attrs.field(default="01-01", validator=check_year_start)
    editions: tuple[Edition, ...] = ()
    confidential: tuple[Confidential, ...] = ()
    smallest_group: int | None = None
    withheld: tuple[Withheld, ...] = ()

    def term_ids(self, of: TermList) -> tuple[str, ...]:
        """The terms of a list: those every office has, then its own, in their order."""
        own = (term.id for term in self.terms if term.of is of)
        return tuple(dict.fromkeys((*map(str, _BUILT_IN[of]), *own)))

    def currency_of(self, project: Project) -> str:
        """The currency of a project's contract: its own, else of the first version of its budget.

        Budget, contributions and spending of a project are in it; that of the portfolio
        stands for one that neither names.
        """
        first = min(project.budget, key=lambda each: each.effective, default=None)
        return project.currency or (first.amount.currency if first else self.currency)

    def role(self, of: TermList, id_: str | None) -> TermRole | None:
        """What figures know of a term; nothing of one without a role, or of none."""
        for term in self.terms:
            if term.id == id_ and term.of == of and term.role:
                return term.role
        return BUILT_IN_ROLES.get((of, id_ or ""))

    def is_event(self, kind: str | None) -> bool | None:
        """Whether people meet at activities of a kind; None where that is not known."""
        role = self.role(TermList.ACTIVITY_KIND, kind)
        return None if role is None else role is TermRole.EVENT

    def met(self, activity: Activity) -> bool | None:
        """Whether people meet at an activity, by its kind; None where that is not known.

        Where the kind does not say, people who were counted did.
        """
        event = self.is_event(activity.kind)
        return True if event is None and activity.participants else event

    def in_kind(self, contribution: Contribution) -> bool:
        """Whether a contribution stands beside the budget, as it is no cash."""
        return self.role(TermList.CONTRIBUTION_KIND, contribution.kind) is TermRole.IN_KIND

    @property
    def words(self) -> dict[str, dict[str, str]]:
        """What the office calls labels, by language and identifier."""
        words: dict[str, dict[str, str]] = {}
        for wording in self.wordings:
            for language, text in wording.text.entries:
                if text:
                    words.setdefault(language, {})[wording.label] = text
        return words

    def reporting(
        self, period: Period | str | None, against: Period | str | None = None
    ) -> Portfolio:
        """The same portfolio with another reporting period.

        Args:
            period: The period; the one it has where absent.
            against: An earlier period, whose figures are set beside those of this one.

        Raises:
            InvalidValueError: A text is no period.

        Example:
            >>> import cproc
            >>> office = cproc.load("examples/cproc_2017")
            >>> str(office.reporting("2017-01/2017-03").period)
            '2017-01-01/2017-03-31'
        """
        asked = self.period if period is None else period_from(period)
        of = self if asked == self.period else attrs.evolve(self, period=asked)
        return of if against is None else of.with_report(against=period_from(against))

    @property
    def report_index(self) -> int | None:
        """Where the report on the reporting period stands; nothing where there is none."""
        # Of two on a period the first holds, as of all that stands twice.
        periods = [each.period for each in self.reports]
        return periods.index(self.period) if self.period in periods else None

    @property
    def report_path(self) -> str:
        """The path of that report, or where one would stand."""
        at = self.report_index
        return f"reports[{len(self.reports) if at is None else at}]"

    @property
    def report(self) -> ReportIdentity | None:
        """The report on the reporting period, where there is one."""
        return None if self.report_index is None else self.reports[self.report_index]

    @property
    def narrative(self) -> tuple[Narrative, ...]:
        """The text of that report."""
        return self.report.narrative if self.report else ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The figures stated in that report."""
        return self.report.statements if self.report else ()

    def with_report(self, **fields: Any) -> Portfolio:
        """The same portfolio with fields of the report on its period changed.

        Where there is none, one is made.
        """
        at = self.report_index
        if at is None:
            made = ReportIdentity(self.period, **fields)
            return attrs.evolve(self, reports=(*self.reports, made))
        changed = attrs.evolve(self.reports[at], **fields)
        return attrs.evolve(self, reports=(*self.reports[:at], changed, *self.reports[at + 1 :]))

    @property
    def edition(self) -> Edition:
        """The edition that is printed: the one asked for, else that of the data, else ``audit``."""
        name = self.report.edition if self.report else ""
        return self._editions.get(name) or BUILT_IN_EDITIONS[Audience.AUDIT]

    @property
    def _editions(self) -> dict[str, Edition]:
        return {**{each.id: each for each in self.editions}, **BUILT_IN_EDITIONS}

    def for_edition(self, name: str | None) -> Portfolio:
        """The same portfolio, of which another edition is printed.

        Args:
            name: ``public``, ``donor``, ``board``, ``audit`` or one of its own `editions`; the
                one it has where absent.

        Raises:
            UnknownNameError: There is no such edition; those there are are listed.

        Example:
            >>> import cproc
            >>> cproc.load("examples/cproc_2017").for_edition("public").edition.id
            'public'
        """
        if name is None:
            return self
        return self.with_report(edition=looked_up("edition", name, self._editions).id)

    @property
    def against(self) -> Period | None:
        """The earlier period that figures are set beside, where there is one."""
        return self.report.against if self.report else None

    @property
    def issued(self) -> date:
        """Day of the report; the last of the period where there is none."""
        return self.report.issued if self.report else self.period.end

    @property
    def named_by_rule(self) -> dict[str, Designation]:
        """The designation that holds for each country on the day of the report, by code."""
        # Of two rules for a country the first holds, so it is put in last.
        rules = reversed(self.designations)
        return {rule.country: rule for rule in rules if rule.holds(rule.country, self.issued)}

    @classmethod
    def from_tables(cls, tables: Mapping[str, Any]) -> Portfolio:
        """A portfolio of tables, one for each class of records, as `to_tables` makes them.

        Args:
            tables: By name: data frames (pandas, polars, Arrow, DuckDB) or lists of mappings.

        Raises:
            DataError: With a problem for each fault, with table, row and column.
            UsageError: Something given is no table.

        Example:
            >>> import cproc
            >>> office = cproc.load("examples/eu_grant")
            >>> cproc.Portfolio.from_tables(office.to_tables("polars")) == office
            True
        """
        portfolio: Portfolio = _serialize().from_tables(tables)
        return portfolio

    def to_tables(self, library: str = "") -> dict[str, Any]:
        """The portfolio as tables, one for each class of records.

        Args:
            library: ``pandas``, ``polars`` or ``arrow``: each table as a frame of it. Where
                absent, a `cproc.serialize.Table`.

        Returns:
            The tables that have rows, by name: ``projects``, ``budget_lines``, ``activities``, …

        Raises:
            UnknownNameError: There is no such library.
            MissingExtraError: It is not installed.

        Example:
            >>> import cproc
            >>> frames = cproc.load("examples/eu_grant").to_tables("pandas")
            >>> frames["budget_versions"]["amount"].sum()
            Decimal('445424.00')
        """
        frames: dict[str, Any] = _serialize().frames_of(self, library)
        return frames

    def keeps(self, of: str) -> bool:
        """Whether a list is kept: it has records, or it is said that there are none."""
        return bool(getattr(self, of)) or of in self.office.has_no

    def records(self, of: str) -> tuple[object, ...] | None:
        """The records of a list, or the office; nothing where there is no such list.

        Args:
            of: ``office``, or the field of a list, such as ``activities``.
        """
        if of == "office":
            return (self.office,)
        if of in ("narrative", "statements"):
            return tuple(record for report in self.reports for record in getattr(report, of))
        listed = getattr(self, of) if of in attrs.fields_dict(Portfolio) else None
        return listed if isinstance(listed, tuple) else None
