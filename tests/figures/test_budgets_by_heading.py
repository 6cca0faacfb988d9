"""Budgets as donors write them: versions, factors, reserve, in kind, partners, what is refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from cproc import check, total
from cproc.figures import evaluate, spending_by
from cproc.model import (
    BudgetLine,
    BudgetVersion,
    Ceilings,
    ContingencyUse,
    Contract,
    DateSpan,
    Disallowance,
    Factor,
    Heading,
    HeadingRole,
    LocalText,
    Organisation,
    Period,
    Portfolio,
    Project,
    RateLine,
    Transaction,
    TransactionType,
    VarianceExplanation,
)
from cproc.money import Money
from cproc.report import build
from cproc.testing import make_portfolio

PERIOD = Period.parse("2016-10/2017-09")


def text(words: str) -> LocalText:
    """A text in English."""
    return LocalText({"en": words})


def eur(amount: str) -> Money:
    """An amount in euros."""
    return Money(amount, "EUR")


def line(heading: str, quantity: str, cost: str, **fields: Any) -> BudgetLine:
    """A line of a budget."""
    title = text(f"Line {heading}")
    return BudgetLine(heading, title, "month", Decimal(quantity), eur(cost), **fields)


def paid(id_: str, day: str, amount: str, **fields: Any) -> Transaction:
    """A cost."""
    kind = TransactionType.EXPENDITURE
    return Transaction(id_, kind, date.fromisoformat(day), Money.parse(amount), **fields)


def versions(id_: str, staff: str, travel: str) -> tuple[BudgetLine, ...]:
    """The lines of a version: staff, travel."""
    return (
        line("1.1", "10", staff, version=id_, donor="D", partner="P"),
        line("2.1", "10", travel, version=id_),
    )


def rates(id_: str) -> tuple[RateLine, ...]:
    """Indirect costs of 10 % of direct ones without travel, and a reserve of 5 % of direct ones."""
    indirect = RateLine("8", text("Indirect"), Decimal("0.10"), ("7",), without=("2",), version=id_)
    kept = RateLine("10", text("Reserve"), Decimal("0.05"), ("7",), reserve=True, version=id_)
    return indirect, kept


GRANT = Project(
    "G",
    "Grant",
    text("Grant"),
    DateSpan.parse("2016-10/2017-09"),
    budget=(
        BudgetVersion(eur("1250.00"), date(2016, 10, 1), id="contract"),
        BudgetVersion(eur("1250.00"), date(2017, 1, 1), id="letter"),
        BudgetVersion(eur("2400.00"), date(2017, 4, 1), id="addendum"),
    ),
    headings=(
        Heading("1", text("Staff")),
        Heading("2", text("Travel")),
        Heading("7", text("Direct"), sums=("1", "2")),
        Heading("12", text("In kind"), role=HeadingRole.IN_KIND),
    ),
    budget_lines=(
        *versions("contract", "80.00", "30.00"),  # 800 + 300
        *versions("letter", "60.00", "50.00"),  # 600 + 500
        *versions("addendum", "100.00", "110.00"),  # 1000 + 1100
        line("12.1", "1", "400.00", version="addendum"),
        line("1.1", "2", "70.00", version="addendum", forecast=True),
    ),
    rate_lines=(*rates("contract"), *rates("letter"), *rates("addendum")),
    transactions=(
        paid("S1", "2017-01-05", "EUR 200.00", heading="1.1", donor="D", partner="P"),
        paid("S2", "2017-05-05", "EUR 50.00", heading="2.1", supplier="Taxi Ltd", quantity=2),
        paid("S3", "2017-06-05", "EUR 40.00", heading="2.1"),
    ),
    ceilings=Ceilings(reallocation=Decimal("0.25")),
    contracts=(Contract("C-1", donor="D", reference="ref 9", signatory="A. Director"),),
)


def office(project: Project, **fields: Any) -> Portfolio:
    """An office with the project, its donor and a partner."""
    known = (Organisation("D", text("Donor")), Organisation("P", text("Partner")))
    made: dict[str, Any] = {"projects": (project,), "activities": (), "posts": ()}
    whole = make_portfolio(0)
    made |= {"period": PERIOD, "organisations": (*whole.organisations, *known), **fields}
    return attrs.evolve(whole, priorities=(), **made)


def value(portfolio: Portfolio, call: str) -> object:
    """The value of a figure of the grant."""
    name, _, more = call.partition(" ")
    return evaluate(portfolio, f"{name}(project='G'{more and ', '}{more})").value


@pytest.mark.parametrize(
    ("call", "amount"),
    {
        # 1000 + 1100 in force on the last day; 600 + 500 in January; 800 + 300 as agreed
        "heading_budget heading='7'": "2100.00",
        "heading_budget heading='7', on='2017-02-01'": "1100.00",
        "heading_budget heading='1', version='contract'": "800.00",
        # 10 % of direct costs without travel
        "heading_budget heading='8'": "100.00",
        "heading_budget heading='10'": "105.00",
        "budget_lines": "2305.00",
        "lines_in_kind": "400.00",
        # 1100 - 90
        "variance heading='2'": "1010.00",
        # 300 - 90, of the contract
        "variance heading='2', version='contract'": "210.00",
        # the addendum set the amount anew; in January 800 - 600 were moved to travel
        "reallocation_used heading='1'": "0.00",
        "reallocation_used heading='1', on='2017-02-01'": "-200.00",
        "reallocation_used heading='2', on='2017-02-01'": "200.00",
        # a quarter of 300
        "reallocation_allowed heading='2', on='2017-02-01'": "75.00",
        # 200, and 10 % of it
        "spent heading='7'": "290.00",
        "spent donor='D'": "200.00",
        "spent partner='P'": "200.00",
        "spent currency='USD'": "0",
    }.items(),
)
def test_figures_of_a_budget_with_versions(call: str, amount: str) -> None:
    """Each version has its lines; what is asked for without one is that in force on the day."""
    assert value(office(GRANT), call) == eur(amount)


def test_a_version_without_lines_has_those_that_name_none() -> None:
    """Where none does, it has those of the version before it."""
    bare = (line("1.1", "1", "5.00"),)
    named = attrs.evolve(GRANT, budget_lines=(*versions("contract", "80.00", "30.00"), *bare))
    assert value(office(named), "direct_costs") == eur("5.00")
    before = attrs.evolve(GRANT, budget_lines=versions("contract", "80.00", "30.00"))
    assert value(office(before), "direct_costs") == eur("1100.00")


def test_a_line_is_multiplied_by_all_its_factors() -> None:
    """10 days × 3 people × 50 % at 33.33 are 499.95, in the figure and in the formula."""
    factors = (Factor(Decimal(3), "people"), Factor(Decimal("0.5"), "effort"))
    plain = attrs.evolve(GRANT, budget_lines=(line("1.1", "10", "33.33", factors=factors),))
    made = office(attrs.evolve(plain, rate_lines=()))
    assert value(made, "budget_lines") == eur("499.95")
    table = build(made).tables["budget_lines"]
    row = table.rows[0]
    assert row[table.index("factor_2")].value == Decimal("0.5")
    assert row[table.index("unit")].value == "month × people × effort"
    assert row[table.index("line_total")].value == eur("499.95")
    assert row[table.index("line_total")].expression is not None


def test_what_is_moved_from_the_reserve_is_in_the_heading_from_its_day() -> None:
    """EUR 60 of the reserve of 105 go to travel in May: 1,160 and 45 from then on."""
    use = ContingencyUse(date(2017, 5, 2), eur("60.00"), "2", letter="L 4")
    moved = office(attrs.evolve(GRANT, contingency_uses=(use,)))
    assert value(moved, "heading_budget heading='2'") == eur("1160.00")
    assert value(moved, "heading_budget heading='2', on='2017-05-01'") == eur("1100.00")
    assert value(moved, "contingency") == eur("45.00")
    assert value(moved, "budget_lines") == eur("2305.00")
    form = build(moved).tables["budget_by_heading:G"]
    travel = {c.id: cell.value for c, cell in zip(form.columns, form.rows[2], strict=True)}
    assert (travel["heading"], travel["moved"]) == ("2", eur("60.00"))
    assert travel["available"] == eur("1160.00")
    assert travel["balance"] == eur("1070.00")
    assert "contingency-used" not in {p.code for p in check(moved)}
    more = attrs.evolve(use, amount=eur("105.01"))
    over = office(attrs.evolve(GRANT, contingency_uses=(more,)))
    assert "contingency-used" in {p.code for p in check(over)}


def test_what_a_donor_did_not_accept_is_no_eligible_cost() -> None:
    """Of EUR 290 and 20 of indirect costs, 15 of one cost and all 40 of another are refused."""
    audit, letter = date(2017, 8, 1), "audit 2017"
    part = attrs.evolve(GRANT.transactions[1], disallowed=Disallowance(audit, eur("15.00"), letter))
    whole = attrs.evolve(GRANT.transactions[2], disallowed=Disallowance(audit, None, letter))
    refused = attrs.evolve(GRANT, transactions=(GRANT.transactions[0], part, whole))
    made = office(refused)
    assert value(made, "disallowed") == eur("55.00")
    assert value(made, "eligible_spent") == eur("255.00")
    assert value(made, "disallowed on='2017-07-31'") == eur("0")
    facts = build(made).tables["project_money:G"]
    assert {row[0].value for row in facts.rows} >= {"Of which not accepted", "Eligible spending"}
    wrong = attrs.evolve(part, disallowed=Disallowance(audit, eur("50.01")))
    found = check(office(attrs.evolve(refused, transactions=(wrong,))))
    assert [p.path for p in found if p.code == "cost-disallowed"] == [
        "projects[0].transactions[0].disallowed"
    ]


def test_the_form_shows_each_version_the_period_the_forecast_and_the_reasons() -> None:
    """A column is there where the office has something for it, and headings sum their lines."""
    reason = VarianceExplanation("2", text("Fewer flights"), PERIOD)
    in_may = attrs.evolve(GRANT.budget_lines[4], period=DateSpan.parse("2017"))
    lines = (*GRANT.budget_lines[:4], in_may, *GRANT.budget_lines[5:])
    told = attrs.evolve(GRANT, explanations=(reason,), budget_lines=lines)
    form = build(office(told)).tables["budget_by_heading:G"]
    ids = [column.id for column in form.columns]
    rows = {row[0].value: dict(zip(ids, row, strict=True)) for row in form.rows}
    assert rows["1"]["first_budget"].value == eur("800.00")
    assert rows["7"]["budget"].value == eur("2100.00")
    assert rows["1.1"]["line_forecast"].value == eur("140.00")
    assert rows["12"]["line_in_kind"].value == eur("400.00")
    # 273 of 365 days of 2017 are in the period
    assert rows["1.1"]["this_period"].value == eur("747.95")
    assert rows["2"]["variance_explained"].value == "Fewer flights"
    assert form.total is not None
    assert form.total[form.index("budget")].value == eur("2305.00")


def test_no_column_stands_in_the_form_that_a_budget_has_nothing_for() -> None:
    """A budget of plain lines is as it was."""
    plain = attrs.evolve(
        GRANT, budget_lines=(line("1.1", "1", "5.00"),), rate_lines=(), headings=(), ceilings=None
    )
    form = build(office(plain)).tables["budget_by_heading:G"]
    assert [c.id for c in form.columns] == [
        *("heading", "costs", "budget", "spent", "balance", "share_spent"),
    ]


def test_lines_are_counted_of_one_version() -> None:
    """In force where none is asked for; by version each with its own; never their sum."""
    made = office(GRANT)
    assert total(made, "budget_lines").total == eur("2100.00")
    by_version = total(made, "budget_lines", "version")
    assert {row.key[0]: row.value for row in by_version.rows} == {
        "contract": eur("1100.00"),
        "letter": eur("1100.00"),
        "addendum": eur("2100.00"),
    }
    agreed = total(made, "budget_lines", "donor", where={"version": "contract"})
    assert {row.key[0]: row.value for row in agreed.rows} == {
        "D": eur("800.00"),
        None: eur("300.00"),
    }


def test_spending_by_several_keys_is_the_whole() -> None:
    """By heading, period, currency, donor and partner, flat costs included."""
    made = office(GRANT)
    found = spending_by(made, GRANT, ("heading", "period", "currency", "donor", "partner"))
    assert found.total == eur("310.00")
    of_partner = [row.value for row in found.rows if row.key[-1] == "P"]
    assert of_partner == [eur("200.00")]


@pytest.mark.parametrize(
    ("field", "record", "path"),
    [
        ("budget_lines", line("1.1", "1", "5.00", version="v9"), "budget_lines[0].version"),
        ("budget_lines", line("1.1", "1", "5.00", partner="X"), "budget_lines[0].partner"),
        ("transactions", paid("T", "2017-01-01", "EUR 1.00", donor="X"), "transactions[0].donor"),
        (
            "transactions",
            paid("T", "2017-01-01", "EUR 1.00", partner="X"),
            "transactions[0].partner",
        ),
        ("contracts", Contract("C", donor="X"), "contracts[0].donor"),
        ("explanations", VarianceExplanation("9", text("?")), "explanations[0].heading"),
        (
            "contingency_uses",
            ContingencyUse(date(2017, 1, 1), eur("1.00"), "9"),
            "contingency_uses[0].heading",
        ),
    ],
)
def test_references_of_budgets_name_what_is_there(field: str, record: object, path: str) -> None:
    """An unknown version, partner, donor or heading is told with its place."""
    changed: dict[str, Any] = {field: (record,)}
    made = office(attrs.evolve(GRANT, **changed))
    found = [p.path for p in check(made) if p.code == "reference-unknown"]
    assert f"projects[0].{path}" in found


def test_more_than_a_contract_allows_to_move_is_told_both_ways() -> None:
    """Of 800 may go 200, of 300 may come 75: 200 were moved, which is too much for travel."""
    made = office(GRANT, period=Period.parse("2016-10/2017-03"))
    found = [p.value for p in check(made) if p.code == "reallocation-over"]
    assert found == ["2"]


def test_an_instalment_in_one_currency_gives_no_rate() -> None:
    """What was entered as it came is told, and what is no money that came in."""
    came = Transaction(
        "I", TransactionType.INCOMING_FUNDS, date(2017, 1, 1), eur("5"), received_as=eur("5")
    )
    spent = paid("S", "2017-01-01", "EUR 1.00", received_as=Money(5, "RSD"))
    made = office(attrs.evolve(GRANT, transactions=(came, spent)))
    assert [p.path for p in check(made) if p.code == "instalment-form"] == [
        "projects[0].transactions[0].received_as",
        "projects[0].transactions[1].received_as",
    ]


def test_contracts_and_suppliers_are_shown() -> None:
    """The number of a contract with its donor, reference and signatory; who was paid, in words."""
    tables = build(office(GRANT)).tables
    facts = {row[0].value: row[1].value for row in tables["project_facts:G"].rows}
    assert facts["Contract"] == "C-1 (Donor, reference ref 9, signatory: A. Director)"
    transactions = tables["transactions"]
    suppliers = [row[transactions.index("supplier")].value for row in transactions.rows]
    assert suppliers == [None, "Taxi Ltd", None]
