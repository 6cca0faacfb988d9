"""Figures, breakdowns and exports have the types that the documentation tells."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import assert_type

import cproc
from cproc import Breakdown, Figure, Money, Portfolio
from cproc.figures import BreakdownRow, Candidate, Reconciliation, Rule, Verdict

Value = int | Decimal | Fraction | Money | None


def counted(portfolio: Portfolio) -> None:
    """A tally is a breakdown with typed rows; its value may be of several kinds."""
    made = cproc.tally(portfolio, by="month")
    assert_type(made, Breakdown)
    assert_type(cproc.tally(portfolio, by=("month", "project"), rule=Rule.SHARE), Breakdown)
    assert_type(made.rows, tuple[BreakdownRow, ...])
    assert_type(made.total, Value)
    assert_type(made.rows[0].records, tuple[str, ...])


def valued(portfolio: Portfolio) -> None:
    """A figure has a value, a unit and the records behind it."""
    figure = cproc.evaluate(portfolio, 'budget_total(on="2017-09-30")')
    assert_type(figure, Figure)
    assert_type(figure.value, Value)
    assert_type(figure.unit, str)
    assert_type(figure.records, tuple[str, ...])
    assert_type(cproc.budget_by_project(portfolio), Breakdown)
    assert_type(cproc.funding_by_donor(portfolio), Breakdown)
    assert_type(cproc.tally(portfolio, "grade", of="posts"), Breakdown)


def reconciled(portfolio: Portfolio) -> None:
    """A statement stands beside the figures it may mean."""
    made = cproc.reconcile(portfolio)
    assert_type(made, tuple[Reconciliation, ...])
    assert_type(made[0].candidates, tuple[Candidate, ...])
    assert_type(made[0].verdict, Verdict)


def written(portfolio: Portfolio) -> None:
    """Export gives the path that was written, render the bytes."""
    assert_type(cproc.export(portfolio, "report.docx", "docx"), Path)
    assert_type(cproc.render(portfolio, "xlsx"), bytes)
