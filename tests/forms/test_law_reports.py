"""Law: reports tie: budget to interim to final to follow-up, in every currency, to the cent."""

from datetime import date
from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports_filled import FINAL, INTERIM, PROJECT, REPORT, changed, older, report

from cproc.figures import budget_by_heading, flow
from cproc.figures.subjects import Flow, booked
from cproc.forms import FilledBlock, FilledForm, Role, problems_of_form
from cproc.model import Money, Portfolio, Transaction, TransactionType, minor_unit

# Whole reports are drawn here; other tests cover the lines.
pytestmark = pytest.mark.no_cover

LINES = sorted({line.heading for line in PROJECT.budget_lines})
RECEIPTS = tuple(t for t in PROJECT.transactions if t.heading is None)


@st.composite
def costs(draw: st.DrawFn, number: int) -> Transaction:
    """A cost in one of three currencies, of either period, to the cent; some are refunds."""
    currency = draw(st.sampled_from(("EUR", "KES", "UGX")))
    amount = draw(st.decimals(-500, 99999, places=minor_unit(currency)))
    return Transaction(
        f"X{number}",
        TransactionType.EXPENDITURE,
        draw(st.dates(INTERIM.start, FINAL.end)),
        Money(amount, currency),
        heading=draw(st.sampled_from(LINES)),
        quantity=draw(st.none() | st.just(Decimal(3))),
    )


grants = st.lists(st.nothing(), max_size=0) | st.integers(1, 12).flatmap(
    lambda count: st.tuples(*(costs(number) for number in range(count)))
)


def column(block: FilledBlock, name: str) -> dict[str, object]:
    """What stands in a column, by the key of the row."""
    at = block.table.index(name)
    return {
        key: cells[at].value for key, cells in zip(block.table.keys, block.table.rows, strict=True)
    }


def tied(portfolio: Portfolio, interim: FilledForm, final: FilledForm) -> None:
    """Every row follows on, and the last one is what was spent."""
    (project,) = portfolio.projects
    first, last = interim.block("interim"), final.block("final")
    assert column(last, "before") == column(first, "to_date")
    for form, block in ((interim, first), (final, last)):
        assert column(form.block("forecast"), "real") == column(block, "spent")
        entries = booked(portfolio, project, form.scope.period.end)
        assert block.cell("11", "to_date").value == flow(entries, Flow.SPENT, "EUR")
        assert block.cell("11", "total").value == budget_by_heading(
            project, "EUR", form.scope.period.end, form.scope.version
        ).amount("11")
        leaves = [row.key for row in block.rows if row.role in {Role.LINE, Role.RATE}]
        for name in ("spent", "before", "to_date", "total", "reallocation", "contingency"):
            parts = [block.cell(key, name).value for key in leaves]
            amounts = [each for each in parts if isinstance(each, Money)]
            assert Money.total(amounts, "EUR") == block.cell("11", name).value


def both(portfolio: Portfolio, form: str = "prag-annex6") -> tuple[FilledForm, FilledForm]:
    """The interim and the final report, with what each is beside: forecast and follow-up."""
    interim, final = (report(portfolio, each, form, sheets=REPORT) for each in (INTERIM, FINAL))
    return interim, final


@settings(max_examples=6)
@given(grants)
def test_reports_tie_in_the_currency_of_the_contract(drawn: tuple[Transaction, ...]) -> None:
    """Lines come to totals, the final report begins where the interim one ends."""
    portfolio = changed(transactions=(*RECEIPTS, *drawn), has_no=(TransactionType.EXPENDITURE,))
    interim, final = both(portfolio)
    tied(portfolio, interim, final)
    untied = {"form-cost-sum", "form-line-count", "form-cost-unplaced"}
    assert not untied & {p.code for p in (*problems_of_form(interim), *problems_of_form(final))}


@settings(max_examples=4)
@given(grants)
def test_reports_tie_in_every_currency(drawn: tuple[Transaction, ...]) -> None:
    """Each set of columns comes to what was paid in its currency; all sets to the costs."""
    plain = changed(transactions=(*RECEIPTS, *drawn), has_no=(TransactionType.EXPENDITURE,))
    portfolio = older(plain)
    (project,) = portfolio.projects
    interim, final = both(portfolio, "prag-annex6-2012")
    tied(portfolio, interim, final)
    for form, name in ((interim, "interim"), (final, "final")):
        block, period = form.block(name), form.scope.period
        for at in block.columns:
            if at.column.id != "spent_in_currency" or at.repeat is None:
                continue
            currency = str(at.repeat.value)
            paid = [
                entry.transaction.amount
                for entry in booked(portfolio, project, period.end)
                if entry.transaction.type in Flow.SPENT.types
                and entry.transaction.date in period
                and entry.transaction.amount.currency == currency
            ]
            assert block.cell("11", at.id).value == Money.total(paid, currency)
        assert not {"form-cost-sum"} & {each.code for each in problems_of_form(form)}


def test_the_law_can_fail() -> None:
    """A cost on no line is in the books and in no report."""
    lost = Transaction(
        "X", TransactionType.EXPENDITURE, date(2024, 5, 1), Money("0.01", "EUR"), heading="13"
    )
    portfolio = changed(transactions=(*PROJECT.transactions, lost))
    with pytest.raises(AssertionError):
        tied(portfolio, *both(portfolio))
    assert attrs.evolve(lost, heading="6.1").heading in LINES
