"""Building a report: the cost grows with the activities, not with activities times projects."""

from __future__ import annotations

from functools import partial
from itertools import count, islice
from pathlib import Path

import attrs

import cproc
from benchmarks.harness import Bench, Case, Target
from cproc.model import Activity, Portfolio
from cproc.report import Report, build

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "cproc_2017"


def office(activities: int, projects: int) -> Portfolio:
    """The reference year over and over: so many activities of so many projects.

    Projects and activities are copied in turns; an activity of a copy serves the projects of that
    copy, and those of the first where the copy has not got so far.
    """
    year = cproc.load(EXAMPLE)
    copies = -(-projects // len(year.projects))
    copied = [
        attrs.evolve(project, code=f"{project.code}-{copy}", name=f"{project.name} {copy}",
                     predecessors=()) if copy else project
        for copy in range(copies) for project in year.projects
    ][:projects]  # fmt: skip
    codes = {project.code for project in copied}

    def repeated(activity: Activity, turn: int) -> Activity:
        copy = turn % copies
        served = tuple(
            f"{code}-{copy}" if copy and f"{code}-{copy}" in codes else code
            for code in activity.projects
        )
        return attrs.evolve(activity, id=f"{activity.id}-{turn}", projects=served)

    inventory = (repeated(activity, turn) for turn in count() for activity in year.activities)
    return attrs.evolve(
        year, projects=tuple(copied), activities=tuple(islice(inventory, activities))
    )


def report(portfolio: Portfolio) -> Report:
    """Build the report in English; an exporter would only render it."""
    return build(portfolio, "en")


def _cases(*sizes: tuple[int, int]) -> tuple[Case, ...]:
    return tuple(
        Case(f"{activities:,} × {projects}", report, partial(office, activities, projects))
        for activities, projects in sizes
    )


BENCHES = (
    Bench(
        "Building a report of four times as many activities (activities × projects)",
        _cases((2_500, 64), (10_000, 64)),
        "2,500 × 64",
        # Four would be linear.
        (Target("10,000 × 64", time=5.0),),
        rounds=2,
    ),
    Bench(
        "Building a report of four times as many projects (activities × projects)",
        _cases((10_000, 16), (10_000, 64)),
        "10,000 × 16",
        # Tables of a project are made for each; activities are not counted again for it.
        (Target("10,000 × 64", time=2.0),),
        rounds=2,
    ),
)
