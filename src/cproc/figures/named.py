"""The named figures of projects and of the office."""

from __future__ import annotations

from fractions import Fraction

from cproc.figures.catalogue import Day, Method, Name, Question, figure, project_of, projects_of
from cproc.figures.counting import (
    HELD,
    Breakdown,
    Figure,
    Missing,
    Part,
    Query,
    Reason,
    percentage,
    sum_of,
    whole,
)
from cproc.figures.subjects import elapsed, in_force
from cproc.model import AddsTo, Period, Portfolio, Project, ValueKind


def _projects(projects: tuple[Project, ...], rule: str, on: Day = None) -> Figure:
    codes = tuple(project.code for project in projects)
    return Figure("", len(codes), "projects", rule, "projects", codes, on=on)


@figure(unit="projects", method=Method.COUNT)
def projects(portfolio: Portfolio) -> Figure:
    """Count the projects that ran on some day of the reporting period."""
    ran = tuple(p for p in portfolio.projects if portfolio.period.overlaps(p.period))
    return _projects(ran, "projects that ran in the reporting period")


@figure(unit="projects", method=Method.COUNT)
def projects_active(portfolio: Portfolio, on: Day = None) -> Figure:
    """Count the projects that run on a day."""
    on = on or portfolio.period.end
    return _projects(in_force(portfolio, on), "projects running on the day", on)


@figure(unit="projects", method=Method.COUNT)
def projects_with_activities(portfolio: Portfolio) -> Question:
    """Count the projects that at least one entry held names."""

    def answer(entries: Breakdown) -> Figure:
        named = tuple(project for project in portfolio.projects if entries.row(project.code))
        return _projects(named, "projects named in the inventory")

    return Question((Query("project", where=HELD),), answer)


@figure(unit="months", method=Method.FACT)
def project_months(portfolio: Portfolio, project: str) -> Figure:
    """Count the calendar months that a project runs in."""
    months = len(project_of(portfolio, project).period.months())
    return Figure("", months, "months", "calendar months touched", "projects", (project,))


@figure(unit="year", method=Method.FACT)
def project_start_year(portfolio: Portfolio, project: str) -> Figure:
    """The year of a project's first day."""
    year = project_of(portfolio, project).period.start.year
    return Figure("", year, "year", "year of the first day", "projects", (project,))


@figure(unit="%", method=Method.RATIO)
def time_elapsed(portfolio: Portfolio, project: str, on: Day = None) -> Figure:
    """The share of a project's days that are over at the end of a day, in percent."""
    on = on or portfolio.period.end
    share = percentage(100 * elapsed(project_of(portfolio, project), on), 1)
    rule = "days over of all days, to one decimal"
    return Figure("", share, "%", rule, "projects", (project,), on=on)


@figure(unit="countries", method=Method.DISTINCT)
def priority_countries(portfolio: Portfolio, project: str) -> Figure:
    """Count the priority countries of a project, those it had for a time included."""
    path, chosen = projects_of(portfolio, project)[0]
    first: dict[str, Part] = {}
    for index, priority in enumerate(chosen.priority_countries):
        part = Part(priority.country, 1, f"{path}.priority_countries[{index}]")
        first.setdefault(priority.country, part)
    rule = "priority countries listed for the project"
    records = (project,) if first else ()
    parts = tuple(first.values())
    return Figure("", len(parts), "countries", rule, "projects", records, parts=parts)


@figure(unit="months", method=Method.FACT)
def months_of_operation(portfolio: Portfolio, on: Day = None) -> Figure:
    """Count the calendar months from the office's first day to a day, both touched."""
    on = on or portfolio.period.end
    office, rule = portfolio.office, "calendar months touched since the first day"
    if office.operational_since is None:
        missing = (Missing(office.id, path="office"),)
        return Figure("", None, "months", rule, "office", missing=missing, on=on)
    months = len(Period(office.operational_since, on).months())
    return Figure("", months, "months", rule, "office", (office.id,), on=on)


@figure(unit="people", method=Method.SUM)
def people_trained(portfolio: Portfolio, project: Name = None) -> Figure:
    """Sum the people who were trained, as the indicators say that add up to them."""
    parts, missing = [], []
    for path, each in projects_of(portfolio, project):
        for number, result in enumerate(each.results):
            for index, indicator in enumerate(result.indicators):
                # Other indicators count documents, laws, networks.
                if indicator.unit != "people" or indicator.adds_to is AddsTo.NOTHING:
                    continue
                where = f"{path}.results[{number}].indicators[{index}]"
                if indicator.adds_to is None:
                    missing.append(Missing(each.code, Reason.ADDS_UP, where))
                elif not (actual := indicator.of_kind(ValueKind.ACTUAL)):
                    missing.append(Missing(each.code, path=where))
                else:
                    people = whole(Fraction(actual[-1].value))
                    parts.append(Part(each.code, people, where, qualifier=actual[-1].qualifier))
    rule = "people of the indicators of results that add up to those trained"
    return sum_of(parts, "people", rule, "projects", missing=missing)
