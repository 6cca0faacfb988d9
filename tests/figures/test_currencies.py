"""Projects whose contracts are in several currencies: each in its own, totals at one rate."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from cproc import check
from cproc.figures import Reason, budget_by_project, evaluate, funding_by_donor
from cproc.model import (
    BudgetLine,
    BudgetVersion,
    Contribution,
    ExchangeRate,
    LocalText,
    Period,
    Portfolio,
    Project,
    Transaction,
    TransactionType,
)
from cproc.money import Money
from cproc.rates import RateMethod
from cproc.report import build
from cproc.testing import make_portfolio

LAST = date(2017, 9, 30)


def project(code: str, amount: str, **fields: Any) -> Project:
    """A project of the reporting period whose budget is an amount."""
    version = BudgetVersion(Money.parse(amount), date(2016, 10, 1))
    period = "2016-10/2018-09"
    return Project(code, code, {"en": code}, period, budget=(version,), **fields)  # type: ignore[arg-type]


def paid(id_: str, kind: str, day: str, amount: str, **fields: Any) -> Transaction:
    """A transaction."""
    return Transaction(id_, kind, day, amount, **fields)  # type: ignore[arg-type]


def office(*projects: Project, **fields: Any) -> Portfolio:
    """An office that reports in euros, with a rate of the last month for two currencies."""
    rates = (
        ExchangeRate("NOK", "11.50", month="2017-09"),  # type: ignore[arg-type]
        ExchangeRate("JPY", "130", month="2017-09"),  # type: ignore[arg-type]
        ExchangeRate("NOK", "9.00", month="2017-01"),  # type: ignore[arg-type]
    )
    period = Period.parse("2016-10/2017-09")
    made: dict[str, Any] = {"period": period, "projects": projects, "rates": rates}
    made |= {"activities": (), "posts": (), **fields}
    return attrs.evolve(make_portfolio(0), priorities=(), **made)


NOK = project(
    "N",
    "NOK 1000000.00",
    contributions=(
        Contribution("EU", "voluntary", Money("600000", "NOK")),
        Contribution("COE", "voluntary", Money("400000", "NOK")),
    ),
    transactions=(
        paid("N1", "incoming_funds", "2017-01-05", "NOK 1000000.00", party="EU"),
        paid("N2", "expenditure", "2017-01-09", "EUR 100.00"),
        paid("N3", "expenditure", "2017-02-09", "NOK 333.33"),
        paid("N4", "expenditure", "2017-03-09", "NOK 333.33"),
    ),
)
EUR = project("E", "EUR 500.00")


def test_a_project_is_told_in_the_currency_of_its_contract() -> None:
    """EUR 100 at 9.00 and twice NOK 333.33 are NOK 1,566.66, of a budget of NOK 1,000,000."""
    mixed = office(NOK, EUR)
    for call, amount in (
        ("project_budget", "1000000.00"),
        ("spent", "1566.66"),
        ("received", "1000000.00"),
        ("balance", "998433.34"),
        ("funding", "1000000"),
        ("funding_gap", "0"),
    ):
        assert evaluate(mixed, f"{call}(project='N')").value == Money(amount, "NOK"), call


def test_totals_convert_by_the_rate_of_the_day_and_say_it() -> None:
    """NOK 1,000,000 at 11.50 are EUR 86,956.52; with EUR 500 it is 87,456.52."""
    total = evaluate(office(NOK, EUR), "budget_total")
    assert total.value == Money("87456.52", "EUR")
    assert "NOK 11.5 for EUR 1, month 2017-09" in total.rule
    values = [part.value for part in total.parts]
    assert values == [Money("86956.52", "EUR"), Money("500.00", "EUR")]


def test_what_ties_in_one_currency_ties_in_the_other() -> None:
    """1,566.66 / 11.50 is 136.23, though the parts alone make 78.26 + 28.99 + 28.99 = 136.24."""
    mixed = office(NOK)
    values = {name: evaluate(mixed, name).value for name in ("budget_total", "spent", "balance")}
    assert values["spent"] == Money("136.23", "EUR")
    assert values["balance"] == Money("86820.29", "EUR")
    assert evaluate(mixed, "receipts_gap").value == Money("0.00", "EUR")


@pytest.mark.parametrize("currency", ["EUR", "NOK", "JPY"])
def test_a_project_that_is_fully_funded_shows_no_gap_in_any_currency(currency: str) -> None:
    """Retyped in another currency, what donors give is what the budget is."""
    given = [Contribution(id_, "voluntary", Money(1001, currency)) for id_ in ("EU", "COE", "JP")]
    funded = project("P", f"{currency} 3003", contributions=tuple(given))
    assert evaluate(office(funded, EUR), "funding_gap(project='P')").value == Money(0, currency)
    donors = funding_by_donor(office(funded, EUR))
    assert donors.total == budget_by_project(office(funded, EUR)).total
    nobody = [row.value for row in donors.rows if row.key[0] is None]
    assert nobody == [Money("500.00", "EUR")]


def test_a_missing_rate_stops_only_what_needs_it() -> None:
    """A total is without the project, and says why; the project's own figures stand."""
    bare = office(NOK, EUR, rates=(ExchangeRate("NOK", "9.00", month="2017-01"),))  # type: ignore[arg-type]
    total = evaluate(bare, "budget_total")
    assert total.value == Money("500.00", "EUR")
    assert [(each.record, each.reason) for each in total.missing] == [("N", Reason.RATE)]
    assert evaluate(bare, "spent(project='N')").value == Money("1566.66", "NOK")
    assert [p.code for p in check(bare) if p.code.startswith("rate")] == ["rate-lacking"]
    tables = build(bare).tables
    assert any("N: without a rate" in note for note in tables["projects"].notes)


def test_a_budget_in_two_currencies_is_an_error() -> None:
    """Versions and lines are in the currency of the contract, which may be given."""
    line = BudgetLine("1", LocalText({"en": "Line"}), "month", Decimal(1), Money(1, "EUR"))
    mixed = attrs.evolve(NOK, budget_lines=(line,))
    wrong = attrs.evolve(EUR, currency="JPY")
    found = [(p.code, p.path) for p in check(office(mixed, wrong)) if p.code == "currency-mixed"]
    assert [path for _code, path in found] == [
        "projects[0].budget_lines[0].unit_cost",
        "projects[1].budget[0].amount",
    ]


def test_the_currency_of_a_contract_is_that_of_the_first_version() -> None:
    """It is given, else that of the earliest version, else the portfolio's."""
    later, first = (
        BudgetVersion(Money(5, currency), date(year, 1, 1))
        for currency, year in (("NOK", 2018), ("JPY", 2016))
    )
    of = office()
    assert of.currency_of(attrs.evolve(EUR, budget=(later, first))) == "JPY"
    assert of.currency_of(attrs.evolve(EUR, budget=(later, first), currency="CHF")) == "CHF"
    assert of.currency_of(attrs.evolve(EUR, budget=())) == "EUR"


INSTALMENTS = project(
    "I",
    "EUR 5000.00",
    rate_method=RateMethod.INSTALMENT,
    transactions=(
        paid("I1", "incoming_funds", "2017-01-10", "EUR 2000", received_as=Money(234000, "RSD")),
        paid("I2", "incoming_funds", "2017-05-10", "EUR 1000", received_as=Money(120000, "RSD")),
        paid("S1", "expenditure", "2016-12-01", "RSD 1170"),
        paid("S2", "expenditure", "2017-05-09", "RSD 1170"),
        paid("S3", "expenditure", "2017-05-10", "RSD 1200"),
        paid("S4", "expenditure", "2017-09-01", "NOK 115"),
    ),
)


def test_an_instalment_gives_the_rate_until_the_next() -> None:
    """117 dinars for a euro until 10 May, also before the first came, and 120 from then on.

    Of a currency that no instalment gives, the rate is that of the month: NOK 115 are EUR 10.
    """
    found = evaluate(office(INSTALMENTS), "spent(project='I')")
    spent = {part.record: part.value for part in found.parts}
    assert spent == {each: Money("10.00", "EUR") for each in ("S1", "S2", "S3", "S4")}


def test_totals_of_an_office_that_keeps_its_accounts_in_another_currency() -> None:
    """At the rate of the last instalment EUR 5,000 are RSD 600,000."""
    accounts = office(INSTALMENTS, currency="RSD", rate_method=RateMethod.INSTALMENT)
    total = evaluate(accounts, "budget_total")
    assert total.value == Money("600000.00", "RSD")
    assert "instalment I2" in total.rule


def test_instalments_are_those_whose_amount_in_the_accounts_is_known() -> None:
    """What was paid back to the donor, or entered as it came, gives no rate."""
    back = paid("I3", "incoming_funds", "2017-06-01", "EUR -1", received_as=Money(-200, "RSD"))
    more = attrs.evolve(INSTALMENTS, transactions=(*INSTALMENTS.transactions, back))
    later = paid("S5", "expenditure", "2017-06-02", "RSD 1200")
    more = attrs.evolve(more, transactions=(*more.transactions, later))
    assert back.type is TransactionType.INCOMING_FUNDS
    spent = evaluate(office(more), "spent(project='I')")
    assert {part.record: part.value for part in spent.parts}["S5"] == Money("10.00", "EUR")


def test_tables_tell_each_amount_in_its_currency_and_totals_in_one() -> None:
    """Each table of a project is in its currency; the total row is in the portfolio's."""
    tables = build(office(NOK, EUR)).tables
    projects = tables["projects"]
    at = projects.index("in_force")
    assert [row[at].value for row in projects.rows] == [
        Money("1000000.00", "NOK"),
        Money("500.00", "EUR"),
    ]
    assert projects.total is not None
    assert projects.total[at].value == Money("87456.52", "EUR")
    restated = tables["restated"]
    row = dict(zip((column.id for column in restated.columns), restated.rows[0], strict=True))
    assert (row["currency"].value, row["exchange_rate"].value) == ("NOK", Decimal("11.5"))
    assert row["spent"].value == Money("1566.66", "NOK")
    assert row["spent_restated"].value == Money("136.23", "EUR")
    assert row["spent_restated"].expression is not None


def test_no_table_of_restated_money_stands_where_all_contracts_are_in_one_currency() -> None:
    """What an office has nothing for is not printed."""
    assert "restated" not in build(office(EUR)).tables
