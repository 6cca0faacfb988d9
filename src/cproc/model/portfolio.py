"""The portfolio: everything one office reports on."""

from __future__ import annotations

from datetime import date

import attrs

from cproc.dates import Period
from cproc.model.activities import Activity
from cproc.model.finance import ExchangeRate
from cproc.model.narrative import FundingPriority, Narrative, Silence, Statement
from cproc.model.parties import Office, Organisation, ReportIdentity, Treaty, TreatyEvent
from cproc.model.places import Designation, Locality, Region
from cproc.model.projects import Project
from cproc.model.staff import Post
from cproc.model.text import Identifier
from cproc.money import check_currency
from cproc.rates import RateMethod


@attrs.frozen
class Portfolio:
    """Everything one office reports on, for one reporting period.

    Args:
        office: The office.
        period: The reporting period.
        currency: ISO 4217 code of the currency it reports in.
        rates: Exchange rates, as published.
        rate_method: Which of them amounts in other currencies are converted by.
        report: How the report is filed; absent for a portfolio that is not published.
        regions: Regions as the office defines them.
        localities: Names of cities in other languages.
        designations: How territories must be named.
        organisations: Donors, partners, hosts.
        projects: Projects, in the order they are shown.
        activities: The inventory, in its order.
        posts: Posts of the office.
        treaties: Treaties it works for.
        treaty_events: What states did about them.
        statements: Figures that somebody stated.
        priorities: What it seeks money for.
        narrative: Text of the sections.
        silenced: Warnings that somebody looked into, with the reason.

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
    report: ReportIdentity | None = None
    regions: tuple[Region, ...] = ()
    localities: tuple[Locality, ...] = ()
    designations: tuple[Designation, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    projects: tuple[Project, ...] = ()
    activities: tuple[Activity, ...] = ()
    posts: tuple[Post, ...] = ()
    treaties: tuple[Treaty, ...] = ()
    treaty_events: tuple[TreatyEvent, ...] = ()
    statements: tuple[Statement, ...] = ()
    priorities: tuple[FundingPriority, ...] = ()
    narrative: tuple[Narrative, ...] = ()
    silenced: tuple[Silence, ...] = ()

    @property
    def issued(self) -> date:
        """Day of the report; the last of the period for a portfolio that is not published."""
        return self.report.date if self.report else self.period.end

    @property
    def named_by_rule(self) -> dict[str, Designation]:
        """The designation that holds for each country on the day of the report, by code."""
        # Of two rules for a country the first holds, so it is put in last.
        rules = reversed(self.designations)
        return {rule.country: rule for rule in rules if rule.holds(rule.country, self.issued)}

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
        listed = getattr(self, of) if of in attrs.fields_dict(Portfolio) else None
        return listed if isinstance(listed, tuple) else None
