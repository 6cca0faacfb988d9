"""Ten breakdowns of three kinds over 100,000 activities, beside pandas from the same objects.

What pandas is given is counted: the columns are read off the objects, as a programme would.
cproc gives exact shares and amounts, and can name the records behind each row; pandas sums
in binary floats. The other cases show that cost grows with the number of records.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import attrs

from benchmarks.harness import Bench, Case, Target
from cproc.dates import DateSpan
from cproc.figures import Query, breakdowns
from cproc.model import (
    Activity,
    ActivityKind,
    ActivityStatus,
    LocalText,
    Occurrence,
    Place,
    Portfolio,
)
from cproc.money import Money
from cproc.testing import make_portfolio

SIZES = (1_000, 10_000, 100_000)
COUNTRIES = "RO MD UA GE AM AZ AL RS TR SN GH TO LK PH MA MU FR NL".split()
CITIES = [f"City {number}" for number in range(60)]


def _office(size: int) -> Portfolio:
    """Make an inventory quickly: a third of the entries serve two projects or two countries."""
    base = make_portfolio(activities=1000)
    codes = [project.code for project in base.projects]
    chance = Random(size)  # noqa: S311 - plausible, not secret
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(366)]
    spans = [DateSpan(day, day + timedelta(days=length)) for day in days for length in (0, 2, 40)]
    places: list[tuple[Place, ...]] = [
        (Place(chance.choice(CITIES), code),) for code in COUNTRIES for _number in range(20)
    ]
    places += [(one[0], other[0]) for one, other in zip(places, reversed(places), strict=True)]
    costs = [Money(f"{cents // 100}.{cents % 100:02}", "EUR") for cents in range(50_000, 60_000)]
    title = LocalText({"en": "x"})
    kinds, statuses = list(ActivityKind), list(ActivityStatus)
    return attrs.evolve(
        base,
        activities=tuple(
            Activity(
                f"A{number}",
                tuple(chance.sample(codes, 2)) if number % 3 == 0 else (chance.choice(codes),),
                chance.choice(kinds),
                (Occurrence(chance.choice(spans), chance.choice(places)),),
                title,
                status=chance.choice(statuses),
                planned_cost=chance.choice(costs),
            )
            for number in range(size)
        ),
    )


QUERIES = [
    # counts
    Query("month"),
    Query("kind"),
    Query(("status", "kind")),
    Query("country"),
    Query("project"),
    Query(("project", "month"), rule="participations"),
    # shares
    Query("project", rule="share"),
    Query("country", rule="share"),
    # money
    Query("project", "planned_cost", rule="share"),
    Query("month", "planned_cost", rule="share"),
]


def _cproc(portfolio: Portfolio) -> object:
    return breakdowns(portfolio, QUERIES)


def _pandas(portfolio: Portfolio) -> object:
    import pandas as pd  # noqa: PLC0415 - its memory is measured with the case

    activities = portfolio.activities
    first = [activity.occurrences[0] for activity in activities]
    frame = pd.DataFrame(
        {
            "month": [made.when.start.isoformat()[:7] for made in first],
            "kind": [str(activity.kind) for activity in activities],
            "status": [activity.status.value for activity in activities],
            "project": [activity.projects for activity in activities],
            "country": [[place.country for place in made.places] for made in first],
            "cost": [
                float(activity.planned_cost.amount) if activity.planned_cost else None
                for activity in activities
            ],
        }
    )
    frame["by_project"] = 1 / frame["project"].str.len()
    frame["by_country"] = 1 / frame["country"].str.len()
    frame["cost_by_project"] = frame["cost"] * frame["by_project"]
    of_project = frame.drop(columns=["country"]).explode("project")
    of_country = frame.drop(columns=["project"]).explode("country")
    return [
        frame.groupby("month").size(),
        frame.groupby("kind").size(),
        frame.groupby(["status", "kind"]).size(),
        of_country.groupby("country").size(),
        of_project.groupby("project").size(),
        of_project.groupby(["project", "month"]).size(),
        of_project.groupby("project")["by_project"].sum(),
        of_country.groupby("country")["by_country"].sum(),
        of_project.groupby("project")["cost_by_project"].sum(),
        frame.groupby("month")["cost"].sum(),
    ]


def _prepared(size: int) -> Any:
    def prepare() -> Portfolio:
        return _office(size)

    return prepare


BENCHES = (
    Bench(
        "Ten breakdowns of 100,000 activities",
        cases=(
            Case("cproc", _cproc, _prepared(SIZES[-1])),
            Case("pandas", _pandas, _prepared(SIZES[-1])),
        ),
        peer="pandas",
        targets=(Target("cproc", time=2.0, memory=1.0),),
    ),
    Bench(
        "Ten breakdowns, from 1,000 to 100,000 activities",
        cases=tuple(Case(f"{size:,}", _cproc, _prepared(size)) for size in SIZES),
        peer=f"{SIZES[1]:,}",
        targets=(Target(f"{SIZES[-1]:,}", time=12.0),),
    ),
)
