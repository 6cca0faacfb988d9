"""Explaining a figure: the cost grows with its records, not with their square."""

from __future__ import annotations

from functools import partial

from benchmarks.harness import Bench, Case, Target
from cproc.figures import Explanation, explain
from cproc.model import Portfolio
from cproc.testing import make_portfolio


def _place(path: str) -> tuple[str, str]:
    return "activities.csv", path


def participations(portfolio: Portfolio) -> Explanation:
    """Explain the pairs of activity and project, each record with its place and part."""
    return explain(portfolio, "participations", _place)


BENCHES = (
    Bench(
        "Explaining a figure of ten times as many records",
        tuple(
            Case(f"{records:,} records", participations, partial(make_portfolio, records))
            for records in (10_000, 100_000)
        ),
        "10,000 records",
        # Ten would be linear; the garbage collector looks at all that lives. A square is 100.
        (Target("100,000 records", time=30.0, memory=15.0),),
        rounds=2,
    ),
)
