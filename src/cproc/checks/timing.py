"""Rules of what happens when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from cproc.checks.codes import Problems, percent
from cproc.errors import joined, problem, said, with_paths
from cproc.model import DateSpan, Period, Portfolio, Post, Project, successors, withdrawn


def within_life(portfolio: Portfolio) -> Problems:
    """An activity takes place within the life of each of its projects."""
    periods = {project.code: project.period for project in portfolio.projects}
    for path, activity in with_paths("activities", portfolio.activities):
        days = [occurrence.when for occurrence in activity.occurrences]
        for at, code in with_paths(f"{path}.projects", activity.projects):
            life = periods.get(code)
            if life is not None and not any(map(life.overlaps, days)):
                yield problem("outside-project", at, code, when=activity.when, life=life)


def within_period(portfolio: Portfolio) -> Problems:
    """An activity has a day in the time that the office reports on, from first to last period."""
    periods = [portfolio.period, *(report.period for report in portfolio.reports)]
    time = Period(min(of.start for of in periods), max(of.end for of in periods))
    for path, activity in with_paths("activities", portfolio.activities):
        # One of its days will do: a series may begin before the period and end after it.
        if not any(time.overlaps(occurrence.when) for occurrence in activity.occurrences):
            yield problem(
                "outside-period", f"{path}.occurrences[0].when", when=activity.when, time=time
            )


def life_of_project(portfolio: Portfolio) -> Problems:
    """What happens in a project lies within its life.

    Milestones and priority countries have a day in it, its budget comes into force before it
    ends, and its money moves on days of it. A budget may be agreed before the first day.
    """
    for path, project in with_paths("projects", portfolio.projects):
        life = said("the life of {project}, {period}.", project=project.code, period=project.period)
        for at, milestone in with_paths(f"{path}.milestones", project.milestones):
            if milestone.when is not None and not project.period.overlaps(milestone.when):
                yield problem("milestone-outside", f"{at}.when", when=milestone.when, life=life)
        yield from _priorities(project, path)
        for at, version in with_paths(f"{path}.budget", project.budget):
            if version.effective > project.period.end:
                yield problem(
                    "budget-late",
                    f"{at}.effective",
                    effective=version.effective,
                    project=project.code,
                    end=project.period.end,
                )
        for at, transaction in with_paths(f"{path}.transactions", project.transactions):
            if transaction.date not in project.period:
                yield problem(
                    "transaction-outside",
                    f"{at}.date",
                    transaction.id,
                    date=transaction.date,
                    life=life,
                )


def _priorities(project: Project, path: str) -> Problems:
    for at, priority in with_paths(f"{path}.priority_countries", project.priority_countries):
        # an end that is open lies at that of the project, or at the other day beyond it
        first, last = project.period.start, project.period.end
        since = priority.since or min(first, priority.until or first)
        until = priority.until or max(last, since)
        if not project.period.overlaps(DateSpan(since, until)):
            yield problem(
                "priority-outside",
                at,
                priority.country,
                since=since,
                until=until,
                project=project.code,
                period=project.period,
            )


LEDGER = 5
"""Transactions that make a ledger, of which one may ask when it begins."""
LATE = 3
"""Months after the beginning of a project in which its first transaction is expected."""


def ledgers(portfolio: Portfolio) -> Problems:
    """A ledger begins when its project does: else what was spent before is taken for nothing."""
    for path, project in with_paths("projects", portfolio.projects):
        if len(project.transactions) < LEDGER:
            continue
        first = min(each.date for each in project.transactions)
        start = project.period.start
        months = (first.year - start.year) * 12 + first.month - start.month
        if months > LATE:
            yield problem(
                "ledger-late", f"{path}.transactions", project.code, first=first, months=months
            )


def predecessors_first(portfolio: Portfolio) -> Problems:
    """A project does not begin before the one it continues."""
    starts = {project.code: project.period.start for project in portfolio.projects}
    for path, project in with_paths("projects", portfolio.projects):
        begins = project.period.start
        for at, code in with_paths(f"{path}.predecessors", project.predecessors):
            before = starts.get(code)
            if before is not None and before > begins:
                yield problem(
                    "predecessor-later",
                    at,
                    code,
                    project=project.code,
                    begins=begins,
                    before=before,
                )


def posts(portfolio: Portfolio) -> Problems:
    """Projects pay a post once, at most whole, and while they run; none is before the office."""
    periods = {project.code: project.period for project in portfolio.projects}
    first = portfolio.office.operational_since
    for path, post in with_paths("posts", portfolio.posts):
        share = sum(map(Fraction, post.shares), Fraction(0))
        if share > 1:
            yield problem("post-overfunded", f"{path}.shares", post.id, share=percent(share))
        if post.until and first and post.until < first:
            yield problem("post-outside", f"{path}.until", post.id, until=post.until, first=first)
        for at, code in with_paths(f"{path}.projects", post.projects):
            life = periods.get(code)
            if life is not None and not _meets(post, life):
                yield problem("post-outside.project", at, code, life=life)


def _meets(post: Post, life: DateSpan) -> bool:
    starts_late = post.since is not None and post.since > life.end
    return not starts_late and (post.until is None or life.start <= post.until)


def former_countries(portfolio: Portfolio) -> Problems:
    """The code of a former country is of a day on which it was in force."""
    for path, code, day in _countries(portfolio):
        last = withdrawn(code)
        if last is not None and day > last:
            codes = joined(said(" or "), successors(code)) or said("the code in force")
            yield problem("country-withdrawn", path, code, last=last, day=day, codes=codes)


def _countries(portfolio: Portfolio) -> Iterator[tuple[str, str, date]]:
    """Each country that is named with a day, and the first day that it speaks of."""
    for path, activity in with_paths("activities", portfolio.activities):
        for time, occurrence in with_paths(f"{path}.occurrences", activity.occurrences):
            for at, place in with_paths(f"{time}.places", occurrence.places):
                if place.country:
                    yield f"{at}.country", place.country, occurrence.when.start
    for path, event in with_paths("treaty_events", portfolio.treaty_events):
        if event.when:
            yield f"{path}.country", event.country, event.when.start
    for path, project in with_paths("projects", portfolio.projects):
        for at, priority in with_paths(f"{path}.priority_countries", project.priority_countries):
            since = priority.since or project.period.start
            yield f"{at}.country", priority.country, since


RULES = (
    former_countries,
    within_life,
    within_period,
    life_of_project,
    ledgers,
    predecessors_first,
    posts,
)
