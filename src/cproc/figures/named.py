"""The named figures of activities, projects and money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from cproc.dates import Month, Period
from cproc.errors import UnknownNameError
from cproc.figures.catalogue import figure, known_choice
from cproc.figures.money import budget_by_project, in_force
from cproc.figures.results import Breakdown, Figure, Rule
from cproc.figures.tally import tally
from cproc.model import Activity, ActivityKind, ContributionKind, Portfolio, Project
from cproc.model.places import refuse_unknown_country
from cproc.money import Money, exact_decimal, rounded_from

__all__ = ["project_of"]


def project_of(portfolio: Portfolio, code: str) -> Project:
    """Give a project by its code.

    Raises:
        UnknownNameError: There is none.
    """
    for project in portfolio.projects:
        if project.code == code:
            return project
    raise UnknownNameError("project", code, (project.code for project in portfolio.projects))


def _activities(portfolio: Portfolio, rule: Rule, told: str) -> Figure:
    breakdown = tally(portfolio, rule=rule)
    records = breakdown.rows[0].records if breakdown.rows else ()
    return Figure("", breakdown.total, rule, told, "activities", records)


@figure("Entries of the inventory", "Entrées de l'inventaire")
def entries(portfolio: Portfolio) -> Figure:
    """Count the rows of the inventory, each once."""
    return _activities(portfolio, Rule.ENTRIES, "rows of the inventory, each once")


@figure("Occurrences", "Occurrences")
def occurrences(portfolio: Portfolio) -> Figure:
    """Count the times and places of all entries; an entry that reports two events has two."""
    return _activities(portfolio, Rule.OCCURRENCES, "occurrences of all entries")


@figure("Events", "Événements")
def events(portfolio: Portfolio) -> Figure:
    """Count occurrences where people meet; desk work, publications, tenders are none."""
    return _activities(portfolio, Rule.EVENTS, "occurrences of the kinds that are events")


@figure("Participations of projects", "Participations des projets")
def participations(portfolio: Portfolio) -> Figure:
    """Count activity-project pairs; an entry of three projects counts three times."""
    return _activities(portfolio, Rule.PARTICIPATIONS, "activity-project pairs")


@figure(
    "Entries in a country, a project or a month",
    "Entrées d'un pays, d'un projet ou d'un mois",
    listed=False,
)
def entries_in(
    portfolio: Portfolio,
    country: str | None = None,
    project: str | None = None,
    month: Month | None = None,
    kind: str | None = None,
) -> Figure:
    """Count the rows of the inventory that are of a country, project, month of first day, kind."""

    def fits(activity: Activity) -> bool:
        return (
            (country is None or any(place.country == country for place in activity.places))
            and (project is None or project in activity.projects)
            and (month is None or activity.month == month)
            and (kind is None or activity.kind == kind)
        )

    if project is not None:
        project_of(portfolio, project)
    if country is not None:
        refuse_unknown_country(country, "country")
    known_choice("kind", kind, ActivityKind)
    records = tuple(activity.id for activity in portfolio.activities if fits(activity))
    told = ", ".join(str(part) for part in (country, project, month, kind) if part is not None)
    return Figure("", len(records), "entries", f"rows of {told or 'all'}", "activities", records)


@figure("Countries reached", "Pays touchés")
def countries_reached(portfolio: Portfolio) -> Figure:
    """Count the countries in which an activity took place."""
    found: dict[str, None] = {}
    records = []
    for activity in portfolio.activities:
        countries = [place.country for place in activity.places if place.country]
        found.update(dict.fromkeys(countries))
        if countries:
            records.append(activity.id)
    told = "countries of the places of all entries, each once"
    return Figure("", len(found), "countries", told, "activities", tuple(records))


def _projects(projects: tuple[Project, ...], told: str, on: date | None = None) -> Figure:
    codes = tuple(project.code for project in projects)
    return Figure("", len(codes), "projects", told, "projects", codes, on=on)


@figure("Projects of the reporting period", "Projets de la période")
def projects(portfolio: Portfolio) -> Figure:
    """Count the projects that ran on some day of the reporting period."""
    ran = tuple(p for p in portfolio.projects if portfolio.period.overlaps(p.period))
    return _projects(ran, "projects that ran in the reporting period")


@figure("Projects running", "Projets en cours")
def projects_active(portfolio: Portfolio, on: date | None = None) -> Figure:
    """Count the projects that run on a day."""
    on = on or portfolio.period.end
    return _projects(in_force(portfolio, on), "projects running on the day", on)


@figure("Projects with activities", "Projets ayant des activités")
def projects_with_activities(portfolio: Portfolio) -> Figure:
    """Count the projects that at least one entry of the inventory names."""
    named = {code for activity in portfolio.activities for code in activity.projects}
    with_any = tuple(project for project in portfolio.projects if project.code in named)
    return _projects(with_any, "projects named in the inventory")


def _sum(breakdown: Breakdown, on: date) -> Figure:
    known = tuple(row.key[0] for row in breakdown.rows if row.value is not None)
    missing = tuple(row.key[0] for row in breakdown.rows if row.value is None)
    return Figure(
        "", breakdown.total, breakdown.unit, breakdown.rule, "projects", known, missing, on
    )


@figure("Budget in force", "Budget en vigueur")
def budget_total(portfolio: Portfolio, on: date | None = None) -> Figure:
    """Sum the budgets in force of the projects that run on a day."""
    on = on or portfolio.period.end
    return _sum(budget_by_project(portfolio, on), on)


@figure("Budget, ended projects included", "Budget, projets achevés compris")
def budget_all(portfolio: Portfolio, on: date | None = None) -> Figure:
    """Sum the budgets in force of all projects begun by a day, those that ended with their last."""
    on = on or portfolio.period.end
    return _sum(budget_by_project(portfolio, on, ended=True), on)


@figure("Budget of a project", "Budget d'un projet")
def project_budget(portfolio: Portfolio, project: str, on: date | None = None) -> Figure:
    """Give the last version of a project's budget in effect on a day."""
    on = on or portfolio.period.end
    budget = project_of(portfolio, project).budget_at(on)
    unit = budget.currency if budget else portfolio.currency
    told = "last version in effect on the day"
    return Figure("", budget, unit, told, "projects", (project,), () if budget else (project,), on)


@figure("Duration of a project", "Durée d'un projet")
def project_months(portfolio: Portfolio, project: str) -> Figure:
    """Count the calendar months that a project runs in."""
    months = len(project_of(portfolio, project).period.months())
    return Figure("", months, "months", "calendar months touched", "projects", (project,))


@figure("Year a project started", "Année de début d'un projet")
def project_start_year(portfolio: Portfolio, project: str) -> Figure:
    """Give the year of a project's first day."""
    year = project_of(portfolio, project).period.start.year
    return Figure("", year, "year", "year of the first day", "projects", (project,))


@figure("Time elapsed of a project", "Temps écoulé d'un projet")
def time_elapsed(portfolio: Portfolio, project: str, on: date | None = None) -> Figure:
    """Give the share of a project's days that are over at the end of a day, in percent."""
    on = on or portfolio.period.end
    span = project_of(portfolio, project).period
    whole = Period(span.start, span.end)
    share = Fraction(100 * whole.elapsed(on), whole.days)
    told = "days over of all days, to one decimal"
    return Figure("", _decimal(share, 1), "%", told, "projects", (project,), on=on)


def _decimal(value: Fraction, decimals: int) -> Decimal:
    """Round half to even, once; a whole number has no decimals."""
    units = round(value * 10**decimals)
    whole, rest = divmod(units, 10**decimals)
    return Decimal(whole) if not rest else exact_decimal(units, decimals)


@figure("Priority countries of a project", "Pays prioritaires d'un projet")
def priority_countries(portfolio: Portfolio, project: str) -> Figure:
    """Count the priority countries of a project, those it had for a time included."""
    countries = {c.country for c in project_of(portfolio, project).priority_countries}
    told = "priority countries listed for the project"
    return Figure("", len(countries), "countries", told, "projects", (project,))


@figure("Donors", "Donateurs")
def donors(portfolio: Portfolio, project: str | None = None) -> Figure:
    """Count those who contribute to a project, or to any project."""
    chosen = portfolio.projects if project is None else (project_of(portfolio, project),)
    names = dict.fromkeys(c.donor for p in chosen for c in p.contributions)
    told = "organisations with a contribution, each once"
    return Figure("", len(names), "donors", told, "organisations", tuple(names))


@figure("Donors in the period", "Donateurs de la période")
def donors_in_period(portfolio: Portfolio, project: str) -> Figure:
    """Count those whose contribution to a project was received in the reporting period."""
    names = dict.fromkeys(
        c.donor
        for c in project_of(portfolio, project).contributions
        if c.received is not None and portfolio.period.overlaps(c.received)
    )
    told = "organisations with a contribution received in the reporting period"
    return Figure("", len(names), "donors", told, "organisations", tuple(names))


@figure("Funding gap of a project", "Besoin de financement d'un projet")
def funding_gap(portfolio: Portfolio, project: str, on: date | None = None) -> Figure:
    """Give the part of a project's budget that no contribution covers, if all amounts are known."""
    on = on or portfolio.period.end
    found = project_of(portfolio, project)
    budget = found.budget_at(on)
    unknown = tuple(
        c.donor
        for c in found.contributions
        if (c.amount is None and c.share is None and not c.rest and c.kind in _CASH)
        or (c.amount is not None and budget is not None and c.amount.currency != budget.currency)
    )
    told = "budget in force less contributions; the donor of the rest leaves no gap"
    if budget is None or unknown:
        lacking = unknown or (project,)
        return Figure("", None, portfolio.currency, told, "organisations", (), lacking, on)
    names = tuple(c.donor for c in found.contributions)
    if any(c.rest for c in found.contributions):
        gap = budget - budget
    else:
        shares = (Fraction(c.share) for c in found.contributions if c.share is not None)
        exact = Fraction(budget.amount) * sum(shares, Fraction(0))
        by_share = rounded_from(exact, budget.currency)
        given = Money.total((c.amount for c in found.contributions if c.amount), budget.currency)
        gap = budget - given - by_share
    return Figure("", gap, budget.currency, told, "organisations", names, on=on)


_CASH = (ContributionKind.VOLUNTARY, ContributionKind.JOINT_PROGRAMME)


@figure("Co-financing rate stated for a project", "Taux de cofinancement indiqué d'un projet")
def stated_share(portfolio: Portfolio, project: str) -> Figure:
    """Give the co-financing rate of a project in percent; its base may be unstated."""
    shares = [c for c in project_of(portfolio, project).contributions if c.share is not None]
    share = sum((Fraction(c.share) for c in shares if c.share is not None), Fraction(0))
    value = _decimal(100 * share, 2)
    bases = ", ".join(dict.fromkeys(str(c.base) for c in shares)) or "none"
    told = f"sum of shares; base: {bases}"
    return Figure("", value, "%", told, "organisations", tuple(c.donor for c in shares))


@figure("Months of operation", "Mois d'activité")
def months_of_operation(portfolio: Portfolio, on: date | None = None) -> Figure:
    """Count the calendar months from the office's first day to a day, both touched."""
    on = on or portfolio.period.end
    months = len(Period(portfolio.office.operational_since, on).months())
    told = "calendar months touched since the first day"
    return Figure("", months, "months", told, "office", (portfolio.office.id,), on=on)
