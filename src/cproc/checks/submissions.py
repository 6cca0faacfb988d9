"""Rules of what was sent: each period once to a donor, and not before it was over."""

from __future__ import annotations

from itertools import combinations

from cproc.checks.codes import Problems
from cproc.errors import problem, with_paths
from cproc.model import Portfolio, Submission


def periods(portfolio: Portfolio) -> Problems:
    """Reports that were sent to a donor cover periods that do not overlap, or one and the same.

    One that was sent later on the same period is a revised one.
    """
    for path, project in with_paths("projects", portfolio.projects):
        sent = list(with_paths(f"{path}.submissions", project.submissions))
        for (at, one), (again, other) in combinations(sent, 2):
            if one.donor != other.donor:
                continue
            if one.period != other.period and _overlap(one, other):
                yield problem(
                    "submission-overlap", f"{again}.period", other.period, first=at, of=one.period
                )
            elif one.period == other.period and one.sent == other.sent:
                yield problem("submission-twice", f"{again}.sent", other.sent, first=at)


def _overlap(one: Submission, other: Submission) -> bool:
    return one.period.start <= other.period.end and other.period.start <= one.period.end


def days(portfolio: Portfolio) -> Problems:
    """A report is sent once the period that it covers is over."""
    for path, project in with_paths("projects", portfolio.projects):
        for at, each in with_paths(f"{path}.submissions", project.submissions):
            if each.sent < each.period.end:
                yield problem("submission-early", f"{at}.sent", each.sent, end=each.period.end)


def headings(portfolio: Portfolio) -> Problems:
    """A report that was sent says one thing of a heading."""
    for path, project in with_paths("projects", portfolio.projects):
        for at, each in with_paths(f"{path}.submissions", project.submissions):
            first: dict[str | None, str] = {}
            for place, amount in with_paths(f"{at}.amounts", each.amounts):
                if amount.heading in first:
                    told = first[amount.heading]
                    yield problem(
                        "submission-heading", f"{place}.heading", amount.heading or "", first=told
                    )
                first.setdefault(amount.heading, place)


RULES = (periods, days, headings)
