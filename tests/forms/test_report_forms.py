"""Reports of an EU grant (PRAG, Annex VI) by numbers that were worked out by hand."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import attrs
import pytest
from reports_filled import FINAL, GRANT, INTERIM, PROJECT, REPORT, changed, eur, older, report

from cproc import figures
from cproc.dates import Period
from cproc.errors import InvalidValueError, UnknownNameError
from cproc.forms import (
    FilledBlock,
    FilledForm,
    FormColumn,
    Scope,
    build_form,
    form_named,
    problems_of_form,
)
from cproc.labels import labels_in
from cproc.model import (
    BudgetVersion,
    LocalText,
    Money,
    Portfolio,
    Project,
    Transaction,
    TransactionType,
)


def of_number(block: FilledBlock, number: str, column: str) -> object:
    """What stands in the row of a line, or of the sum of a heading."""
    keys = [row.key for row in block.rows if row.key == number]
    keys += [row.key for row in block.rows if row.number == number and row.role.holds]
    return block.cell(keys[0], column).value


def codes(portfolio: Portfolio, period: Period = FINAL) -> set[tuple[str, object]]:
    """Code and value of each problem of a report."""
    return {
        (each.code, each.value)
        for each in problems_of_form(report(portfolio, period, sheets=REPORT))
    }


@pytest.fixture(scope="module")
def interim() -> FilledForm:
    """The interim report of the example."""
    return report(period=INTERIM)


@pytest.fixture(scope="module")
def final() -> FilledForm:
    """The final report of the example."""
    return report()


# --- The reports of the example -----------------------------------------------------------


def test_nothing_is_wrong_with_the_reports_of_the_example(
    interim: FilledForm, final: FilledForm
) -> None:
    """No rule of the form finds anything in either."""
    assert problems_of_form(interim) == problems_of_form(final) == ()


def test_the_interim_report_is_of_a_period_that_others_follow(
    interim: FilledForm, final: FilledForm
) -> None:
    """Each report has the sheet of its kind, and the others."""
    both = ("Information", "Forecast budget & follow-up")
    rest = ("Addenda or contingencies", "List of expenditure")
    assert tuple(s.title for s in interim.sheets) == (*both, "Interim report", *rest)
    last = (*both, "Final report", *rest, "Costs not eligible")
    assert tuple(s.title for s in final.sheets) == last
    with pytest.raises(UnknownNameError, match="unknown block 'interim'"):
        final.block("interim")


INTERIM_REPORT = {
    # number: total as of the addendum, spent, before, to date
    "1.1.1.2": ("21600", "13500", "0", "13500"),
    "1.3.2": ("8000", "5010.73", "0", "5010.73"),
    "1": ("143000", "90470.73", "0", "90470.73"),
    "7": ("306400", "190242.73", "0", "190242.73"),
    "8": ("21448", "13316.99", "0", "13316.99"),
    "10": ("15320", "0", "0", "0"),
    "11": ("343168", "203559.72", "0", "203559.72"),
}


@pytest.mark.parametrize(("number", "amounts"), INTERIM_REPORT.items(), ids=INTERIM_REPORT)
def test_the_interim_report(
    interim: FilledForm, number: str, amounts: tuple[str, str, str, str]
) -> None:
    """Budget of the addendum, costs of fifteen months, indirect costs at 7 % of them."""
    block = interim.block("interim")
    columns = ("total", "spent", "before", "to_date")
    assert tuple(of_number(block, number, c) for c in columns) == tuple(map(eur, amounts))


FINAL_REPORT = {
    # number: moved, from the reserve, spent, before, to date, variation
    "2.2": ("1200", "0", "4500", "5156.25", "9656.25", "56.25"),
    "3.4": ("0", "2400", "3600", "0", "3600", "-400"),
    "4.2": ("-1200", "0", "3103.45", "5625", "8728.45", "328.45"),
    "6.1": ("0", "0", "16500", "19500", "36000", "-1500"),
    "3": ("0", "2400", "15500", "41410", "56910", "-790"),
    "7": ("0", "2400", "116083.45", "190242.73", "306326.18", "-2473.82"),
    # 7 % of 306 326.18 are 21 442.83, less the 13 316.99 before
    "8": ("0", "0", "8125.84", "13316.99", "21442.83", "-5.17"),
    "10": ("0", "-2400", "0", "0", "0", "-12920"),
    "11": ("0", "0", "124209.29", "203559.72", "327769.01", "-15398.99"),
}


@pytest.mark.parametrize(("number", "amounts"), FINAL_REPORT.items(), ids=FINAL_REPORT)
def test_the_final_report(final: FilledForm, number: str, amounts: tuple[str, ...]) -> None:
    """What was moved, and what the reserve was used for, stand beside the addendum's budget."""
    block = final.block("final")
    columns = ("reallocation", "contingency", "spent", "before", "to_date", "variance")
    assert tuple(of_number(block, number, c) for c in columns) == tuple(map(eur, amounts))


def test_units_shares_and_explanations(final: FilledForm) -> None:
    """24 committees of 25: 11 in the period at 1 500; 400 of 4 000 are left of spare parts."""
    block = final.block("final")
    assert [of_number(block, "6.1", c) for c in ("units", "units_spent", "unit_cost")] == [
        *(Decimal(25), Decimal(11), Decimal(1500))
    ]
    assert of_number(block, "3.4", "variance_share") == Decimal("-0.1")
    assert of_number(block, "5.7", "explanation") is None  # that of the period before
    assert str(of_number(block, "6.1", "explanation")).startswith("One committee withdrew")


def test_forecast_and_follow_up(interim: FilledForm, final: FilledForm) -> None:
    """15 x 1 500 were expected, and 9 x 1 500 are; after the last period nothing is."""
    block = interim.block("forecast")
    columns = ("forecast", "real", "next_units", "next_unit_cost", "next")
    assert [of_number(block, "1.1.1.1", c) for c in columns] == [
        *(eur("22500"), eur("22500"), Decimal(9), eur("1500"), eur("13500"))
    ]
    # 7 % of 115 305
    assert of_number(block, "8", "next") == eur("8071.35")
    assert of_number(block, "11", "next") == eur("123376.35")
    last = final.block("forecast")
    assert of_number(last, "11", "forecast") == eur("123376.35")
    assert of_number(last, "11", "next") == eur("0")


def test_addenda_and_contingencies(final: FilledForm) -> None:
    """Contract and addendum stand side by side, and the one use of the reserve below."""
    block = final.block("addenda")
    names = ("contract_units", "contract_total", "addendum_units", "addendum_total")
    assert [of_number(block, "6.1", name) for name in names] == [
        *(Decimal(20), eur("30000"), Decimal(25), eur("37500"))
    ]
    assert of_number(block, "11", "contract_total") == eur("334880")
    assert of_number(block, "11", "addendum_total") == eur("343168")
    assert final.amount("uses/total") == eur("2400")


def test_without_an_addendum_its_columns_are_empty() -> None:
    """No nought is invented: neither in lines nor in their sums."""
    block = report(changed(budget=PROJECT.budget[:1]), INTERIM).block("addenda")
    at = block.table.index("addendum_total")
    assert {row[at].value for row in block.table.rows} <= {None, eur("0")}
    assert of_number(block, "11", "addendum_total") is None
    assert of_number(block, "11", "contract_total") == eur("334880")


def test_sources_of_funding_and_interest(final: FilledForm) -> None:
    """270 000 of 308 851.20 came from the donor; 245.55 of interest are no contribution."""
    assert final.amount("final_sources/total", "expected") == eur("343168")
    assert final.amount("final_sources/total", "received") == eur("304000")
    assert final.amount("final_sources/total", "received_in_period") == eur("64000")
    summary = final.block("final_summary")
    rows = [row[1].value for row in summary.table.rows]
    assert rows == [*map(eur, ("327769.01", "2000", "304000", "245.55"))]


def test_lists_for_the_verifier(interim: FilledForm, final: FilledForm) -> None:
    """Vouchers come to the direct costs of their period; two costs were not accepted."""
    assert interim.amount("expenditure/total", "booked") == eur("190242.73")
    assert final.amount("expenditure/total", "booked") == eur("116083.45")
    block = final.block("expenditure")
    first = [cell.value for cell in block.table.rows[0]]
    assert first[:2] == ["V048", date(2025, 4, 10)]
    assert first[4:] == ["5.7", "KES", Money("192000.00", "KES"), Decimal(160), eur("1200")]
    assert final.amount("refused/total", "not_accepted") == eur("2000")


# --- In every currency --------------------------------------------------------------------


def test_sets_of_columns_for_each_currency() -> None:
    """Costs in euros, in KES at two rates and in UGX at one; indirect costs are in euros."""
    block = report(older(), form="prag-annex6-2012", sheets=REPORT).block("final")
    groups = {group.title: group.above for group in block.groups if group.above is not None}
    assert groups == {
        "Expenditure incurred in EUR (units of EUR for 1 EUR)": "1",
        "Expenditure incurred in KES (units of KES for 1 EUR)": "160 / 145",
        "Expenditure incurred in UGX (units of UGX for 1 EUR)": "4150",
    }
    foreign = [of_number(block, "7", f"spent_in_currency:{n}") for n in (1, 2, 3)]
    assert foreign == [eur("30620"), Money("10583200", "KES"), Money("52290000", "UGX")]
    own = [of_number(block, "7", f"spent_of_currency:{n}") for n in (1, 2, 3)]
    assert own == [eur("30620"), eur("72863.45"), eur("12600")]
    assert of_number(block, "7", "spent") == eur("116083.45")
    assert of_number(block, "10", "spent_in_currency:1") == eur("8125.84")
    assert of_number(block, "11", "to_date") == eur("327769.01")
    units = [of_number(block, "6.1", f"units_spent:{n}") for n in (1, 2, 3)]
    assert units == [None, Decimal(8), Decimal(3)]
    assert of_number(block, "6.1", "unit_cost:3") == Decimal(6225000)


def test_a_budget_of_one_version_of_the_form_is_refused_by_the_other() -> None:
    """Its reserve would stand in the row of indirect costs."""
    (project,) = GRANT.projects
    scope = Scope(GRANT, project, FINAL, labels_in("en"))
    found = problems_of_form(build_form(form_named("prag-annex6-2012"), scope))
    assert [(each.code, each.value) for each in found if each.code == "form-line-kind"] == [
        ("form-line-kind", "8"),
        ("form-line-kind", "10"),
    ]
    assert problems_of_form(report(older(), form="prag-annex6-2012", sheets=REPORT)) == ()


# --- Rules --------------------------------------------------------------------------------


def cost(heading: str | None, amount: str) -> Transaction:
    """A further cost of the project."""
    day, kind = date(2025, 6, 1), TransactionType.EXPENDITURE
    return Transaction("X", kind, day, eur(amount), heading=heading, voucher="X")


def with_cost(*costs: Transaction) -> Portfolio:
    """The example with further costs."""
    return changed(transactions=(*PROJECT.transactions, *costs))


def test_a_report_is_on_a_reporting_period() -> None:
    """Any other is refused; without any the action is over, or it is an interim report."""
    year = Period.parse("2025")
    assert ("form-period", "2025-01-01/2025-12-31") in codes(GRANT, year)
    plain = changed(reporting_periods=())
    assert [s.title for s in report(plain, year, sheets=REPORT).sheets][1] == "Final report"
    first = report(plain, Period.parse("2024"), sheets=REPORT)
    assert [s.title for s in first.sheets][1] == "Interim report"


def test_a_cost_without_a_line_is_refused() -> None:
    """So is one on no heading; the report would not come to what was spent."""
    assert {("form-cost-unplaced", "X"), ("form-cost-sum", "11")} <= codes(
        with_cost(cost(None, "50"))
    )
    assert ("form-cost-unplaced", "X") in codes(with_cost(cost("1.3", "50")))
    # one on a number below a line is on that line
    placed = report(with_cost(cost("3.4.1", "50")), sheets=REPORT)
    assert problems_of_form(placed) == ()
    assert of_number(placed.block("final"), "3.4", "spent") == eur("3650")


def test_lines_of_one_number_that_something_is_spent_on_are_told() -> None:
    """What was spent stands on the first, and nobody knows how much of it is of the other."""
    twins = [
        attrs.evolve(line, title=LocalText({"en": "Meals"}), unit_cost=eur("0.00"))
        for line in PROJECT.budget_lines
        if line.heading == "5.7" and not line.forecast
    ]
    portfolio = changed(budget_lines=(*PROJECT.budget_lines, *twins))
    assert codes(portfolio) == {("form-cost-shared", "5.7")}
    block = report(portfolio, sheets=REPORT).block("final")
    of_57 = [row.key for row in block.rows if row.number == "5.7"]
    assert [block.cell(key, "spent").value for key in of_57] == [eur("1200"), eur("0")]
    assert of_number(block, "11", "to_date") == eur("327769.01")


def test_a_line_of_the_contract_is_in_the_report_when_it_is_in_no_later_budget() -> None:
    """It has no units left, and what was spent on it."""
    kept = tuple(
        line
        for line in PROJECT.budget_lines
        if line.heading != "5.5" or line.version in {"contract", None}
    )
    block = report(changed(budget_lines=kept), sheets=REPORT).block("final")
    assert [of_number(block, "5.5", c) for c in ("total", "to_date")] == [eur("0"), eur("2762.50")]


def test_a_form_that_does_not_report_may_lose_a_line_of_the_contract() -> None:
    """Its rows are those of the budget in force, and the rule finds what is no longer there."""
    kept = tuple(
        line
        for line in PROJECT.budget_lines
        if line.heading != "5.5" or line.version in {"contract", None}
    )
    form = attrs.evolve(form_named("prag-annex6"), reported=False)
    portfolio = changed(budget_lines=kept)
    scope = Scope(portfolio, portfolio.projects[0], FINAL, labels_in("en"))
    found = problems_of_form(build_form(form, scope))
    assert ("form-line-contract", "5.5") in {(each.code, each.value) for each in found}


def test_a_set_of_columns_that_does_not_come_to_what_was_paid_is_found() -> None:
    """A cost in euros on no line is missing in their set."""
    lost = older(with_cost(cost("13", "50")))
    found = problems_of_form(report(lost, form="prag-annex6-2012", sheets=REPORT))
    untied = [each.message for each in found if each.code == "form-cost-sum"]
    assert len(untied) == 2  # of all, and of the euros
    assert "EUR 38795.84 by the records" in untied[1]


def test_a_formula_of_one_column_is_none() -> None:
    """A difference or a quotient takes two columns or more."""
    title = LocalText({"en": "A column"})
    for way in ("difference", "quotient"):
        with pytest.raises(InvalidValueError, match=f"{way} takes two or more"):
            FormColumn("x", title, **{way: ("y",)})  # type: ignore[arg-type]


def test_moves_between_headings_are_measured_on_the_last_addendum() -> None:
    """A quarter of 20 400 is 5 100: a cut of 6 000 is too much, a growth of travel is too."""

    def moved(cut: str, grown: str) -> Portfolio:
        of = {"4.2": cut, "2.2": grown}
        lines = tuple(
            attrs.evolve(line, unit_cost=eur(of[line.heading]))
            if line.version == "reallocation-1" and line.heading in of
            else line
            for line in PROJECT.budget_lines
        )
        return changed(budget_lines=lines)

    both = {("form-reallocation", "2"), ("form-reallocation", "4")}
    assert both <= codes(moved("150.00", "600.00"))
    assert not both & codes(moved("350.00", "400.00"))
    # agreed to by the donor
    *before, last = PROJECT.budget
    lines = moved("150.00", "600.00").projects[0].budget_lines
    agreed = changed(budget_lines=lines, budget=(*before, attrs.evolve(last, addendum=True)))
    assert ("form-reallocation", "2") not in codes(agreed)


def test_more_may_not_be_spent_under_a_heading_than_it_may_grow_to() -> None:
    """55 300 of equipment, a quarter of it, and 2 400 of the reserve are 71 525."""
    # 56 910 are spent
    assert ("form-reallocation", "3") not in codes(with_cost(cost("3.4", "14615")))
    assert ("form-reallocation", "3") in codes(with_cost(cost("3.4", "14615.01")))


def test_a_variation_over_the_threshold_has_an_explanation() -> None:
    """In the final report also what is left; before it only what is too much."""
    unexplained = changed(explanations=())
    assert codes(unexplained) == set()  # none is over a quarter
    over = with_cost(cost("3.5", "400"))
    assert codes(over) == {("form-unexplained", "3.5")}
    told = attrs.evolve(PROJECT.explanations[0], heading="3", period=FINAL)
    (project,) = over.projects
    known = attrs.evolve(project, explanations=(*project.explanations, told))
    assert codes(attrs.evolve(over, projects=(known,))) == set()
    # 10 percent in place of 25
    assert PROJECT.ceilings is not None
    strict = changed(
        explanations=(), ceilings=attrs.evolve(PROJECT.ceilings, reallocation=Decimal("0.09"))
    )
    found = {value for code, value in codes(strict) if code == "form-unexplained"}
    assert found == {"1.3.1", "3.4", "3.5", "5.4"}  # each a tenth less than its budget
    assert {value for code, value in codes(strict, INTERIM) if code == "form-unexplained"} == set()


def test_a_forecast_is_of_one_period_and_on_a_line() -> None:
    """Each that is not is named; without any for a period its cells are open."""
    (first, *_rest) = [line for line in PROJECT.budget_lines if line.forecast]
    nowhere = attrs.evolve(first, heading="9")
    whole = attrs.evolve(first, period=None)
    found = codes(changed(budget_lines=(*PROJECT.budget_lines, nowhere, whole)))
    assert {("form-forecast", "9"), ("form-forecast", "1.1.1.1")} <= found
    budget = tuple(line for line in PROJECT.budget_lines if not line.forecast)
    unplanned = report(changed(budget_lines=budget), sheets=REPORT)
    assert {each.code for each in problems_of_form(unplanned)} == {"form-gap"}
    assert unplanned.amount("forecast/11", "forecast") is None


def test_what_nobody_recorded_is_not_nothing() -> None:
    """Without a cost, and without a word that there is none, what was spent is open."""
    bare = report(changed(transactions=()), sheets=REPORT)
    assert bare.amount("final/11", "to_date") is None
    assert "form-gap" in {each.code for each in problems_of_form(bare)}


# --- What was sent ------------------------------------------------------------------------


def test_before_is_what_was_sent_and_the_rest_a_correction(monkeypatch: pytest.MonkeyPatch) -> None:
    """3 500 were sent of 3.2, of which 5 310 are booked: the 1 810 are in this period."""

    def sent(_portfolio: Portfolio, project: Project, period: Period) -> Mapping[str, Money] | None:
        if period.start == INTERIM.start:
            return None
        spent = {e: f'spent(project="WATER", heading="{e}", on="{INTERIM.end}")' for e in ("3.1",)}
        told = {number: figures.evaluate(GRANT, call).value for number, call in spent.items()}
        assert project.code == "WATER"
        return {"3.2": eur("3500"), **{n: v for n, v in told.items() if isinstance(v, Money)}}

    monkeypatch.setattr(figures, "sent_before", sent, raising=False)
    final = report(sheets=REPORT)
    block = final.block("final")
    assert [of_number(block, "3.2", c) for c in ("before", "spent", "to_date")] == [
        *map(eur, ("3500", "1810", "5310"))
    ]
    assert of_number(block, "3.1", "before") == eur("21800")
    listed = [[cell.value for cell in row] for row in report().block("corrections").table.rows]
    assert ["3.2 Furniture, computer equipment", *map(eur, ("3500", "1810", "5310"))] in listed
    assert of_number(block, "11", "to_date") == eur("327769.01")
    assert problems_of_form(final) == ()
    before_2013 = report(older(), form="prag-annex6-2012", sheets=REPORT)
    assert of_number(before_2013.block("final"), "3.2", "spent_of_currency:1") == eur("1810")
    assert problems_of_form(before_2013) == ()


def test_a_version_without_an_identifier_is_the_contract() -> None:
    """Lines that name no version are those of the one budget there is."""
    lines = tuple(
        attrs.evolve(line, version=None)
        for line in PROJECT.budget_lines
        if line.version in {None, "contract"}
    )
    plain = changed(budget=(BudgetVersion(eur("334880"), date(2024, 1, 1)),), budget_lines=lines)
    block = report(plain, sheets=REPORT).block("final")
    assert of_number(block, "11", "total") == eur("334880")
    assert of_number(block, "11", "reallocation") == eur("0")
