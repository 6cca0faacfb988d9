"""Law: a form ties, from lines to headings to totals to sources, and holds every line once."""

from collections import Counter
from decimal import Decimal

import attrs
import pytest
from forms_filled import filled, grant_with, line, numbered, rate
from hypothesis import given
from hypothesis import strategies as st

from cproc.dates import DateSpan
from cproc.figures import budget_by_heading
from cproc.forms import FilledForm, Line, Role, form_named, problems_of_form
from cproc.model import BudgetLine, Factor, Money, Portfolio
from cproc.report import Own, Rounded, Sum, Times

# Whole budgets are drawn here; other tests cover the lines.
pytestmark = pytest.mark.no_cover

PLACES = [
    entry.claims
    for entry in form_named("prag-annex3").plans["costs"]
    if entry.claims and not entry.rate_of and entry.claims != "12"
]
"""Where the form has lines, or headings that may have lines of their own."""
YEARS = ("2023", "2024", "2023-06/2024-03", None)

numbers = st.builds(
    lambda place, deeper: f"{place}{deeper}",
    st.sampled_from(PLACES),
    st.sampled_from(("", ".1", ".2", ".10", ".2.5", ".4")),
)
units = st.decimals("0", "9999", places=2)
costs = st.decimals("0", "99999", places=2).map(lambda amount: Money(amount, "EUR"))
factors = st.lists(st.builds(Factor, st.decimals("0", "2", places=2)), max_size=2).map(tuple)
periods = st.sampled_from(YEARS).map(lambda text: text and DateSpan.parse(text))


def lines_under(places: st.SearchStrategy[str]) -> st.SearchStrategy[list[BudgetLine]]:
    """Lines whose numbers are drawn."""
    each = st.builds(
        lambda number, quantity, cost, more, period, title: attrs.evolve(
            line(number, title=title, factors=more, period=period),
            quantity=quantity,
            unit_cost=cost,
        ),
        *(places, units, costs, factors, periods, st.sampled_from(("A line", "Another"))),
    )
    return st.lists(each, max_size=12)


def shown_once(form: FilledForm, block: str, lines: tuple[BudgetLine, ...]) -> None:
    """Every line is in a block exactly once."""
    rows = form.block(block).rows
    shown = Counter(
        id(part)
        for row in rows
        if row.role is not Role.HEADING and isinstance(row.subject, Line)
        for part in row.subject.parts
    )
    assert shown == {id(each): 1 for each in lines}


@given(lines_under(numbers))
def test_lines_tie_to_headings_to_totals_to_sources(lines: list[BudgetLine]) -> None:
    """Subtotals are the sums of the budget's headings, the total is the budget and the sources."""
    office = grant_with(lines)
    (project,) = office.projects
    form, budget = filled(office), budget_by_heading(project, "EUR")
    assert not problems_of_form(form)
    block = form.block("budget")
    for number in map(str, range(1, 7)):
        own = [each.total for each in lines if each.heading.split(".")[0] == number]
        assert block.cell(number, "total").value == Money.total(own, "EUR")
    assert block.cell("7", "total").value == budget.direct
    assert block.cell("8", "total").value == budget.indirect
    assert block.cell("10", "total").value == budget.reserve
    assert block.cell("13", "total").value == budget.total
    assert form.amount("funding/total") == form.amount("funding/C") == budget.total


@given(lines_under(numbers))
def test_every_line_is_in_the_form_once(lines: list[BudgetLine]) -> None:
    """In the budget and in the justification; each under its heading, and in order below it."""
    form = filled(grant_with(lines))
    for block in ("budget", "justification"):
        shown_once(form, block, form.scope.project.budget_lines)
    rows = form.block("budget").rows
    for at, row in enumerate(rows):
        if row.role is Role.LINE:
            main = next(r for r in reversed(rows[:at]) if r.role is Role.HEADING and r.bold)
            assert row.number.split(".")[0] == main.number


@given(lines_under(numbers))
def test_each_total_is_computed_of_what_the_form_shows(lines: list[BudgetLine]) -> None:
    """A line's total is its units times its unit value; a subtotal adds rows that are shown."""
    block = filled(grant_with(lines)).block("budget")
    for row in block.rows:
        cell = block.cell(row.key, "total")
        if row.role is Role.LINE:
            assert cell.expression == Rounded(Times(Own("units"), Own("unit_value")), 2)
        elif row.role in {Role.SUBTOTAL, Role.SUM}:
            assert isinstance(cell.expression, Sum)
            assert {at.row for at in cell.expression.of} <= set(block.by_key)


LETTERED = """
id = "lettered"
title = { en = "Lettered" }
languages = ["en"]
rules = [{ rule = "lines-placed" }, { rule = "headings-tie", row = "budget/total" }]
[plans]
costs = [
  { each_heading = true, title = { en = "Subtotal {title}" } },
  { sum_of = [NAMES], key = "total", title = { en = "Total" } },
]
[[sheets]]
title = { en = "Budget" }
[[sheets.blocks]]
id = "budget"
rows = "costs"
[[sheets.blocks.groups]]
columns = [
  { id = "costs", source = "label", title = { en = "Costs" } },
  { id = "units", source = "units", title = { en = "Units" } },
  { id = "cost", source = "unit_value", title = { en = "Unit value" } },
  { id = "total", product = ["units", "cost"], title = { en = "Total" } },
]
[[sheets.blocks.groups]]
per = "year"
title = { en = "{group}" }
columns = [
  { id = "of_year", source = "units", title = { en = "Units" } },
  { id = "in_year", product = ["of_year", "cost"], title = { en = "Total" } },
]
[[sheets.blocks.groups]]
columns = [{ id = "years", sum_over = "in_year", title = { en = "All years" } }]
"""

LETTERS = st.sampled_from(("A", "A.1", "B.2", "B.10", "C"))
ROMAN = st.sampled_from(("I", "II", "IV", "IV.1", "V.2.1", "IX"))


@pytest.mark.parametrize("places", [LETTERS, ROMAN], ids=["letters", "Roman numerals"])
def test_headings_by_letters_and_roman_numerals(places: st.SearchStrategy[str]) -> None:
    """A form of the project's own headings has them in their order, and ties as well."""
    from cproc.forms import Scope, build_form, read_form
    from cproc.labels import labels_in

    @given(lines_under(places).filter(bool))
    def ties(lines: list[BudgetLine]) -> None:
        office = grant_with(
            lines, headings=numbered(("A", "Staff"), ("IV", "Travel")), rate_lines=()
        )
        mains = sorted({each.heading.split(".")[0] for each in lines})
        definition = read_form(LETTERED.replace("NAMES", ", ".join(f'"{m}"' for m in mains)))
        scope = Scope(office, office.projects[0], office.period, labels_in("en"), spread=True)
        form = build_form(definition, scope)
        assert not problems_of_form(form)
        shown_once(form, "budget", office.projects[0].budget_lines)
        whole = Money.total((each.total for each in lines), "EUR")
        assert form.amount("budget/total", "total") == whole
        units_of_years = [
            sum(
                (form.block("budget").cell(row.key, f"of_year:{n}").value for n in (1, 2)),
                Decimal(0),
            )
            for row in form.block("budget").rows
            if row.role is Role.LINE
        ]
        rows = [row for row in form.block("budget").rows if row.role is Role.LINE]
        wanted = [row.subject.units for row in rows]
        assert all(
            abs(a - b) <= Decimal("0.0001") for a, b in zip(units_of_years, wanted, strict=True)
        )

    ties()


def indirect(office: Portfolio) -> Money | None:
    """The amount of the row of indirect costs."""
    value = filled(office).block("budget").cell("8", "total").value
    return value if isinstance(value, Money) else None


def test_a_rate_that_leaves_headings_out_is_of_what_its_own_base_is() -> None:
    """7 % of 200, as equipment is left out: the amount of the budget, and a problem."""
    lines = [line("1.1.1", cost="200"), line("3.1", cost="100")]
    without = (rate("8", "0.07", "7", without=("3",)),)
    office = grant_with(lines, rate_lines=without)
    assert indirect(office) == Money("14", "EUR")
    assert [each.code for each in problems_of_form(filled(office))] == ["form-rate-base"]


def test_indirect_costs_as_a_lump_sum_stand_in_their_row() -> None:
    """A line numbered 8 is typed there; it is no rate."""
    office = grant_with([line("1.1.1", cost="200"), line("8", cost="10")], rate_lines=())
    assert indirect(office) == Money("10", "EUR")
    assert not problems_of_form(filled(office))
