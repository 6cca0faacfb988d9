"""Forms of other donors: the Council of Europe, UK Aid, the United States; worked out by hand."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from forms_filled import filled, written
from validators import by_open_xml_sdk

from cproc.dates import DateSpan
from cproc.forms import FilledForm, Role, problems_of_form
from cproc.model import Money, Portfolio
from cproc.serialize import from_data

Data = dict[str, Any]


def _line(heading: str, quantity: str, cost: str, **more: Any) -> Data:
    title = {"en": more.pop("title", f"Line {heading}")}
    of = {"heading": heading, "title": title, "unit": more.pop("unit", "day")}
    return {**of, "quantity": quantity, "unit_cost": cost, **more}


def _spent(id_: str, day: str, amount: str, heading: str, **more: Any) -> Data:
    of = {"id": id_, "type": "expenditure", "date": day, "amount": amount, "heading": heading}
    return {**of, **more}


def _office(project: Data, period: str, **more: Any) -> Portfolio:
    names = {"LAKE": "Lake Youth", "DONOR": "The donor", "MATCH": "Match Trust"}
    organisations = [{"id": id_, "name": {"en": name}} for id_, name in names.items()]
    office = {"id": "LAKE", "name": {"en": "Lake Youth"}, "organisation": "LAKE"}
    title = {"en": "Dialogue on the lake"}
    of = {"code": "DL", "name": "Dialogue", "title": title, "period": period, **project}
    where = {"city": "Bihać", "country": "BA"}
    return from_data(
        {
            "format": 3,
            "office": {**office, **where},
            "period": more.pop("reported", period),
            "organisations": organisations,
            "projects": [of],
            **more,
        }
    )


def _amount(form: FilledForm, reference: str, column: str) -> object:
    block, _slash, key = reference.partition("/")
    return form.block(block).cell(key, column).value


def _row(form: FilledForm, block: str, number: str) -> str:
    """Key of the first line of a number."""
    return next(r.key for r in form.block(block).rows if r.number == number and r.role is Role.LINE)


def eur(amount: str) -> Money:
    return Money(amount, "EUR")


# --- Council of Europe --------------------------------------------------------------------

YOUTH = _office(
    {
        "priority_countries": [{"country": "BA"}],
        "budget": [{"amount": "EUR 1650", "effective": "2024-03-01"}],
        "budget_lines": [
            _line("1.1.1", "5", "EUR 90"),
            _line("5.5.4a", "10", "EUR 12", title="Lunch", participants=10),
            _line(
                "5.5.4b",
                "4",
                "EUR 27",
                title="Rooms",
                participants=10,
                factors=[{"number": "10", "unit": "participants"}],
            ),
        ],
        "contributions": [
            {"donor": "DONOR", "kind": "grant", "amount": "EUR 1500", "received": "2024-03-05"},
            {"donor": "LAKE", "kind": "own_funds", "amount": "EUR 150", "received": "2024-03-06"},
            {
                "donor": "LAKE",
                "kind": "in_kind",
                "amount": "EUR 300",
                "earmark": {"en": "Meeting room"},
            },
        ],
        "transactions": [
            _spent("T1", "2024-04-02", "EUR 400", "1.1.1", quantity="5", unit="day"),
            _spent("T2", "2024-04-03", "BAM 195.58", "5.5.4a"),
        ],
    },
    "2024-03/2024-08",
    rate_method="fixed",
    rates=[{"currency": "BAM", "rate": "1.9558"}],
)


def test_the_budget_of_a_council_of_europe_grant_ties() -> None:
    """5 × 90, 10 × 12 and 4 × 10 × 27 are 450, 120 and 1,080: 1,650, which has no number."""
    form = filled(YOUTH, "coe-budget")
    assert not problems_of_form(form)
    assert _amount(form, "budget/1", "total") == eur("450")
    assert _amount(form, "budget/5", "total") == eur("1200")
    assert _amount(form, "budget/total", "total") == eur("1650")
    last = form.block("budget").rows[-1]
    assert last.title == "Total Grant expenditure (1-6)"
    assert last.number == ""
    head = dict(form.sheets[0].head)
    assert head["Place"] == "Bosnia and Herzegovina"
    assert head["Grant by the Council of Europe"] == eur("1500")
    own = str(head["Contribution by the Grantee"])
    assert "€150.00" in own
    assert "Meeting room" in own


def test_the_report_has_each_currency_and_what_it_comes_to() -> None:
    """BAM 195.58 at 1.9558 are EUR 100: 500 spent, 1,150 left; 5 days at 80, not at 90."""
    form = filled(YOUTH, "coe-report")
    assert not problems_of_form(form)
    food, pay = (_row(form, "report", number) for number in ("5.5.4a", "1.1.1"))
    assert _amount(form, f"report/{food}", "spent_in_currency:2") == Money("195.58", "BAM")
    assert _amount(form, f"report/{food}", "spent") == eur("100")
    assert _amount(form, f"report/{pay}", "unit_cost") == Decimal(80)
    assert _amount(form, "report/total", "to_date") == eur("500")
    assert _amount(form, "report/total", "difference") == eur("1150")


def test_what_a_donor_paid_is_a_gap_where_nobody_says() -> None:
    """That nothing is recorded of a donor is not that it paid nothing."""
    project = YOUTH.projects[0]
    bare = tuple(attrs.evolve(each, received=None) for each in project.contributions)
    office = attrs.evolve(YOUTH, projects=(attrs.evolve(project, contributions=bare),))
    told = [each.message for each in problems_of_form(filled(office, "coe-report"))]
    assert told == [
        "Received to date (in EUR) of The donor is not known.",
        "Received to date (in EUR) of Lake Youth is not known.",
    ]


def test_two_lines_of_one_number_are_two_rows_and_costs_on_them_are_told() -> None:
    """The budget has both; of the report nobody knows which of the two something was spent on."""
    project = YOUTH.projects[0]
    lines = [attrs.evolve(e, heading=e.heading.rstrip("ab")) for e in project.budget_lines]
    costs = [attrs.evolve(e, heading=(e.heading or "").rstrip("ab")) for e in project.transactions]
    project = attrs.evolve(project, budget_lines=tuple(lines), transactions=tuple(costs))
    office = attrs.evolve(YOUTH, projects=(project,))
    budget = filled(office, "coe-budget")
    assert [r.number for r in budget.block("budget").rows].count("5.5.4") == 2
    assert not problems_of_form(budget)
    assert [e.code for e in problems_of_form(filled(office, "coe-report"))] == ["form-cost-shared"]


# --- UK Aid -------------------------------------------------------------------------------

_YEARS = ("2022-04-01/2023-03-31", "2023-04-01/2024-03-31")
SCHOOLS = _office(
    {
        "contracts": [{"number": "UK-1", "donor": "DONOR"}],
        "budget": [{"amount": "GBP 4400", "effective": "2022-04-01"}],
        "headings": [
            {"number": "1", "title": {"en": "Staff"}},
            {"number": "2", "title": {"en": "Activities"}},
        ],
        "budget_lines": [
            *(_line("1.1", "10", "GBP 100", period=year, donor="DONOR") for year in _YEARS),
            *(_line("1.2", "10", "GBP 60", period=year, donor="MATCH") for year in _YEARS),
            *(_line("2.1", "6", "GBP 100", period=year, donor="DONOR") for year in _YEARS),
        ],
        "contributions": [
            {"donor": "DONOR", "kind": "grant", "amount": "GBP 3200"},
            {"donor": "MATCH", "kind": "grant", "amount": "GBP 1200"},
        ],
        "transactions": [
            _spent("T1", "2022-06-01", "GBP 1000", "1.1"),
            _spent("T2", "2023-05-01", "GBP 950", "1.1"),
            _spent("T3", "2023-06-01", "GBP 540", "1.2"),
            _spent("T4", "2023-07-01", "GBP 500", "2.1"),
            _spent("T5", "2023-08-01", "GBP 40", "2.1", donor="MATCH"),
        ],
        "explanations": [
            {
                "heading": "1.2",
                "text": {"en": "A post was vacant."},
                "period": "2023-04-01/2024-03-31",
            },
            {"heading": "2.1", "text": {"en": "Fewer clubs."}, "period": "2023-04-01/2024-03-31"},
        ],
    },
    "2022-04-01/2024-03-31",
    reported="2023-04-01/2024-03-31",
)


def test_the_annual_report_has_the_whole_and_the_share_of_the_donor() -> None:
    """Budget 2,200 and actual 2,030 of the year; of the donor 1,600 and 1,450."""
    form = filled(SCHOOLS, "ukaid-annual")
    assert not problems_of_form(form)
    total = "annual/total"
    got = [_amount(form, total, each).amount for each in ("budget", "spent", "variance")]  # type: ignore[attr-defined]
    assert got == [2200, 2030, 170]
    assert _amount(form, total, "grant_budget") == Money("1600", "GBP")
    assert _amount(form, total, "grant_spent") == Money("1450", "GBP")


def test_a_variance_of_a_tenth_or_more_has_a_note_and_an_explanation() -> None:
    """1.1 is 5 % under, without a note; 1.2 and 2.1 are 10 % under, with notes 1 and 2."""
    form = filled(SCHOOLS, "ukaid-annual")
    notes = {n: _amount(form, f"annual/{_row(form, 'annual', n)}", "note") for n in ("1.1", "1.2")}
    assert notes == {"1.1": None, "1.2": "1"}
    texts = [form.block("notes").cell(r.key, "explanation").value for r in form.block("notes").rows]
    assert texts == ["A post was vacant.", "Fewer clubs."]
    project = attrs.evolve(SCHOOLS.projects[0], explanations=())
    found = problems_of_form(filled(attrs.evolve(SCHOOLS, projects=(project,)), "ukaid-annual"))
    assert [(each.code, each.value) for each in found] == [
        ("form-unexplained", "1.2"),
        ("form-unexplained", "2.1"),
    ]


def test_the_summary_has_each_financial_year_of_the_life() -> None:
    """Years begin in April: 1,000 and 2,030 spent, of 4,400 in all 1,370 are left."""
    form = filled(SCHOOLS, "ukaid-annual")
    total = "summary/total"
    spent = [_amount(form, total, f"spent_in_year:{n}") for n in (1, 2)]
    assert spent == [Money("1000", "GBP"), Money("2030", "GBP")]
    assert _amount(form, total, "balance") == Money("1370", "GBP")


def test_years_of_a_form_begin_in_its_month_whenever_the_action_does() -> None:
    """An action from July to June is in two financial years from April."""
    project = attrs.evolve(SCHOOLS.projects[0], period=DateSpan.parse("2022-07-01/2023-06-30"))
    form = filled(attrs.evolve(SCHOOLS, projects=(project,)), "ukaid-annual")
    years = [g.title for g in form.block("summary").groups][1:-1]
    assert years == ["July 2022 to March 2023", "April 2023 to June 2023"]


# --- United States ------------------------------------------------------------------------

CAMP = _office(
    {
        "contracts": [{"number": "S-1", "donor": "DONOR"}],
        "currency": "USD",
        "budget": [{"amount": "USD 20700", "effective": "2024-01-01"}],
        "headings": [
            {"number": "A", "title": {"en": "Personnel"}},
            {"number": "D", "title": {"en": "Equipment"}},
            {"number": "I", "title": {"en": "Indirect"}},
        ],
        "budget_lines": [
            _line(
                "A.1",
                "12",
                "USD 1000",
                unit="month",
                donor="DONOR",
                period="2024",
                factors=[{"number": "2", "unit": "people"}, {"number": "0.5", "unit": "effort"}],
            ),
            _line("A.2", "20", "USD 100", donor="MATCH", period="2025"),
            _line("D.1", "1", "USD 5300", unit="piece", donor="DONOR", period="2024"),
        ],
        "rate_lines": [
            {
                "heading": "I",
                "title": {"en": "Indirect"},
                "rate": "0.10",
                "of": ["A", "D"],
                "without": ["D"],
            }
        ],
        "contributions": [
            {"donor": "DONOR", "kind": "grant", "amount": "USD 18500"},
            {"donor": "MATCH", "kind": "grant", "amount": "USD 2200"},
        ],
    },
    "2024-01-01/2025-12-31",
)


def test_people_effort_and_rate_stand_in_columns_of_their_own() -> None:
    """2 people for 12 months at half of their time, at 1,000: USD 12,000."""
    form = filled(CAMP, "us-cost-share")
    assert not problems_of_form(form)
    staff = _row(form, "budget", "A.1")
    names = ("people", "units", "effort", "cost")
    got = [_amount(form, f"budget/{staff}", each) for each in names]
    assert got == [2, 12, Decimal("0.5"), Money("12000", "USD")]
    travel = _row(form, "budget", "A.2")
    assert _amount(form, f"budget/{travel}", "people") is None
    assert _amount(form, f"budget/{travel}", "cost") == Money("2000", "USD")


def test_grant_and_cost_share_stand_side_by_side_by_year() -> None:
    """Indirect costs are 10 % without equipment: 1,200 of the grant's 12,000, 200 of 2,000."""
    form = filled(CAMP, "us-cost-share")
    total = "budget/total"
    years = [_amount(form, total, f"grant_in_year:{n}") for n in (1, 2)]
    assert years == [Money("18500", "USD"), Money("0", "USD")]
    assert _amount(form, total, "share_in_year:2") == Money("2200", "USD")
    indirect = _row(form, "budget", "I")
    assert _amount(form, f"budget/{indirect}", "grant") == Money("1200", "USD")
    assert _amount(form, f"budget/{indirect}", "cost_share") == Money("200", "USD")
    assert _amount(form, total, "total") == Money("20700", "USD")


def test_who_pays_a_line_is_asked_once_for_the_line() -> None:
    """A line without a donor where two give is told once, with its amount, not by year."""
    project = CAMP.projects[0]
    lines = (attrs.evolve(project.budget_lines[0], donor=None), *project.budget_lines[1:])
    office = attrs.evolve(CAMP, projects=(attrs.evolve(project, budget_lines=lines),))
    found = problems_of_form(filled(office, "us-cost-share"))
    assert [(each.code, each.value) for each in found] == [
        ("form-gap", "A.1"),
        ("form-gap", "I"),
    ]
    assert "nobody says which donor pays A.1" in found[0].message


@pytest.mark.parametrize(
    ("office", "form"),
    [
        (YOUTH, "coe-budget"),
        (YOUTH, "coe-report"),
        (SCHOOLS, "ukaid-annual"),
        (CAMP, "us-cost-share"),
    ],
)
def test_their_workbooks_are_sound(office: Portfolio, form: str, tmp_path: Path) -> None:
    """The Open XML SDK finds nothing in them."""
    assert not by_open_xml_sdk(written(office, form), tmp_path)
