"""A report to a donor: its own money first, nothing of the whole portfolio, and few sheets."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import attrs
import pytest
from example_data import loaded
from hypothesis import given
from hypothesis import strategies as st

import cproc
from cproc.figures import donor_account, donors, narrow
from cproc.labels import labels_in
from cproc.model import (
    Contribution,
    ContributionKind,
    ExchangeRate,
    LocalText,
    Money,
    Organisation,
    Portfolio,
    ReportIdentity,
    ShareBase,
)
from cproc.rates import RateMethod
from cproc.report import Cell, Ref, Report, Table, build
from cproc.report.context import Context
from cproc.report.tables_donor_use import project_donors
from cproc.testing import portfolios

EXAMPLES = [("cproc_2017", "EU"), ("cproc_2017", "JP"), ("cproc_2017", "COE"), ("eu_grant", "EU")]
FOR_OTHERS = {
    *("reconciliation", "definitions", "silenced", "tallies", "committee", "treaties"),
    *("treaty_states", "priorities", "summary", "administration"),
}
MOST_SHEETS = 10
OWN = ("donor_position", "donor_stages", "donor_money", "donor_use")


@cache
def pack(example: str, donor: str, language: str = "en") -> Report:
    return build(narrow(loaded(example), donor=donor), language)


def values(table: Table, column: str) -> list[object]:
    return [row[table.index(column)].value for row in table.rows]


def line(report: Report, name: str) -> object:
    for table in (report.tables["donor_position"], report.tables.get("donor_stages")):
        if table is not None and name in table.keys:
            return table.rows[table.position(name)][1].value
    return None


def amounts(cells: Iterator[tuple[Cell, ...]]) -> Iterator[Money]:
    for row in cells:
        yield from (cell.value for cell in row if isinstance(cell.value, Money))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("example", "donor"), EXAMPLES)
def test_a_pack_begins_with_the_donors_own_contribution(
    example: str, donor: str, language: str
) -> None:
    """First chapter and first sheet are the contribution; what is for others is not there."""
    report = pack(example, donor, language)
    assert (report.edition, report.sections[0].id, report.sheets[0].id) == (
        "donor",
        "contribution",
        "contribution",
    )
    for shown in (report.sections[0], report.sheets[0]):
        first = shown.blocks[0]
        assert isinstance(first, Ref)
        assert first.id == "donor_position"
    ids = {section.id for section in report.sections} | {sheet.id for sheet in report.sheets}
    assert not ids & FOR_OTHERS
    assert report.left_out == ()
    name = next(each.name for each in loaded(example).organisations if each.id == donor)
    assert report.title.startswith(name.best(language))


def test_what_a_donor_of_a_grant_is_told() -> None:
    """Given, received, spent and left, each by its cell; the chart and the use of it."""
    report = pack("eu_grant", "EU")
    named = ("donor_amount", "received_money", "donor_spent", "donor_balance")
    told = [str(line(report, name)) for name in named]
    assert told == ["EUR 400881.60", "EUR 330000.00", "EUR 235562.90", "EUR 94437.10"]
    assert line(report, "budget_share") == "90%"
    assert report.charts["chart_donor"].table == "donor_stages"
    use = report.tables["donor_use"]
    assert use.total is not None
    assert [str(cell.value) for cell in use.total[1:]] == told[::2]
    assert report.contribution == "Contribution: EUR\xa0400,881.60, to CyberEvidence Georgia"


def test_an_amount_that_is_not_stated_is_said_to_be_so() -> None:
    """Neither nothing nor the whole budget stands for what nobody states."""
    report = pack("cproc_2017", "JP")
    assert line(report, "donor_amount") == "amount not stated"
    assert line(report, "received_money") == "amount not stated"
    assert report.contribution == "Contribution: amount not stated, to Cybercrime@Octopus"
    assert not [*amounts(iter(report.tables["donor_position"].rows))]
    assert set(values(report.tables["donors"], "donor_amount")) == {"amount not stated"}
    assert "chart_donor" not in report.charts
    notes = report.tables["donor_position"].notes
    assert "How much was spent of it is not recorded." in notes


def test_contributions_of_several_projects_are_summed() -> None:
    """One row for each project, their sum below; without stages they are drawn by project."""
    report = pack("cproc_2017", "EU")
    table = report.tables["donor_position"]
    assert len(table.rows) == 6
    assert table.total is not None
    assert str(table.total[table.index("donor_amount")].value) == "EUR 21816000.00"
    assert report.charts["chart_donor"].table == "donor_position"
    assert report.contribution == "Contribution: EUR\xa021,816,000, to 6 projects"


def test_money_of_several_currencies_is_not_summed() -> None:
    """There is a sum for each currency that several contributions are in, and none of all."""
    office = loaded("cproc_2017")
    changed = tuple(
        attrs.evolve(
            each,
            contributions=(
                Contribution("EU", ContributionKind.GRANT, Money(at + 1, currency)),
                Contribution("COE", ContributionKind.OWN_FUNDS, rest=True),
            ),
        )
        for at, (each, currency) in enumerate(
            zip(office.projects[:3], ("EUR", "EUR", "USD"), strict=True)
        )
    )
    rates = (ExchangeRate("USD", Decimal("1.10")),)
    fixed = RateMethod.FIXED
    whole = attrs.evolve(office, projects=changed, activities=(), rates=rates, rate_method=fixed)
    report = build(narrow(whole, donor="EU"))
    table = report.tables["donor_position"]
    assert [str(each) for each in values(table, "donor_amount")] == [
        *("EUR 1", "EUR 2", "USD 3"),
        "EUR 3",
    ]
    assert values(table, "project_name")[-1] == "Total in EUR"
    assert table.total is None
    assert "donor_money" not in report.tables
    assert report.contribution.startswith("Contribution: EUR\xa03 and USD\xa03, to 3 projects")


def test_a_donor_of_many_projects_has_no_more_sheets() -> None:
    """Thirty projects have no sheets of their own."""
    office = loaded("cproc_2017")
    first = next(each for each in office.projects if each.code == "GLACY")
    many = tuple(attrs.evolve(first, code=f"P{n}", predecessors=()) for n in range(30))
    report = build(narrow(attrs.evolve(office, projects=many, activities=()), donor="EU"))
    assert len(report.sheets) < MOST_SHEETS
    assert len(report.tables["donor_position"].rows) == 30


def test_contributions_in_kind_and_to_the_office_stand_beside() -> None:
    """What is in kind has its own row, without receipts; so has what the office itself is given."""
    office = loaded("cproc_2017")
    rooms = Contribution("US", ContributionKind.IN_KIND, Money("300", "EUR"))
    desk = Contribution("US", ContributionKind.VOLUNTARY)
    projects = tuple(
        attrs.evolve(each, contributions=(*each.contributions, rooms))
        if each.code == "OCTOPUS"
        else each
        for each in office.projects
    )
    whole = attrs.evolve(
        office, projects=projects, office=attrs.evolve(office.office, contributions=(desk,))
    )
    table = build(narrow(whole, donor="US")).tables["donor_position"]
    assert values(table, "project_name") == ["Cybercrime@Octopus", "Cybercrime@Octopus", "Office"]
    assert [str(each) for each in values(table, "donor_amount")] == [
        *("amount not stated", "EUR 300", "amount not stated")
    ]
    assert values(table, "received_money") == ["amount not stated", None, "not known"]


def test_auditors_are_shown_the_part_whole() -> None:
    """The same part for auditors has every chapter, and no table for the donor."""
    report = build(narrow(loaded("cproc_2017"), donor="JP").for_edition("audit"))
    assert "donor_position" not in report.tables
    assert {"reconciliation", "definitions"} <= {section.id for section in report.sections}
    assert report.contribution == ""


def test_a_donors_edition_of_all_tells_of_every_donor() -> None:
    """Without a donor every contribution has a row, with no sum, which would be the whole's."""
    report = build(loaded("cproc_2017").for_edition("donor"))
    table = report.tables["donor_position"]
    every = donors(loaded("cproc_2017"))
    assert len({*values(table, "donor")}) == len(every)
    assert report.sections[0].title == report.sheets[0].heading == "Contributions of the donors"
    assert table.total is None
    assert report.contribution == ""


def _own(portfolio: Portfolio, donor: str) -> set[Money]:
    """Every amount that is the donor's: by project, in all, and by heading."""
    accounts = [donor_account(portfolio, each, donor) for each in portfolio.projects]
    named = ("stated", "received", "spent", "balance")
    known = {
        name: [
            figure
            for one in accounts
            if (figure := one.figure(getattr(one, name))).known and figure.value is not None
        ]
        for name in named
    }
    own = {each.value for of in known.values() for each in of}
    for of in known.values():
        for currency in {each.unit for each in of}:
            own.add(Money.total((each.value for each in of if each.unit == currency), currency))  # type: ignore[misc]
    for one in accounts:
        for amounts_ in (one.by_heading, one.budgeted):
            mains: dict[object, Money] = {}
            for number, amount in amounts_.items():
                main = number.partition(".")[0] if number else None
                mains[main] = mains[main] + amount if main in mains else amount
            own |= {*mains.values(), Money(0, one.currency)}
        given_ = [each for each in one.project.contributions if each.donor == donor]
        own |= {each.amount for each in given_ if each.amount}
    own |= {each.amount for each in portfolio.office.contributions if each.amount}
    use = [one for one in accounts if one.by_heading or one.budgeted]
    for currency in {one.currency for one in use}:
        for name in ("by_heading", "budgeted"):
            of_all = (getattr(one, name).values() for one in use if one.currency == currency)
            own.add(Money.total((amount for each in of_all for amount in each), currency))
    return own  # type: ignore[return-value]


def _shown(report: Report) -> Iterator[Money]:
    for name in OWN:
        if name in report.tables:
            table = report.tables[name]
            yield from amounts(iter([*table.rows, *([table.total] if table.total else [])]))


@pytest.mark.parametrize(("example", "donor"), EXAMPLES)
def test_each_amount_of_an_example_is_the_donors(example: str, donor: str) -> None:
    """Each amount on the first sheet is one of the donor's own account."""
    part = narrow(loaded(example), donor=donor)
    assert {*_shown(pack(example, donor))} <= _own(part, donor)


@given(portfolios(), st.data())
def test_each_amount_on_the_first_sheet_is_the_donors(
    whole: Portfolio, data: st.DataObject
) -> None:
    """Law: of a drawn portfolio a donor is told its own amounts, and none of the whole's."""
    every = donors(whole)
    if not every:
        return
    donor = data.draw(st.sampled_from(every))
    part = narrow(whole, donor=donor)
    report = build(part)
    assert len(report.sheets) < MOST_SHEETS
    ids = {section.id for section in report.sections} | {sheet.id for sheet in report.sheets}
    assert not ids & FOR_OTHERS
    assert {*_shown(report)} <= _own(part, donor)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_days_are_told_by_their_stage(language: str) -> None:
    """When it was committed and received stands in words; more than three days as a span."""
    report = pack("eu_grant", "EU", language)
    labels = labels_in(language)
    when = str(line(report, "donor_dates"))
    assert labels.day(date(2023, 1, 20)) in when
    assert labels("format.donor_committed", when=labels.day(date(2023, 1, 1))) in when


def test_a_report_for_a_donor_that_there_is_not_is_an_error() -> None:
    """The donor of a report is one of the organisations."""
    import cproc

    office = loaded("cproc_2017")
    bad = office.with_report(donor="NOBODY")
    assert isinstance(bad.report, ReportIdentity)
    assert [p.code for p in cproc.check(bad) if p.severity == "error"] == ["reference-unknown"]
    good = attrs.evolve(
        bad, organisations=(*bad.organisations, Organisation("NOBODY", LocalText({"en": "x"})))
    )
    assert not [p for p in cproc.check(good) if p.severity == "error"]


def test_a_part_that_is_written_as_data_keeps_its_donor(tmp_path: Path) -> None:
    """A donor's part is read back, and makes the same report."""
    file = cproc.export(loaded("cproc_2017"), tmp_path / "jp.json", options={"donor": "JP"})
    part = cproc.load(file)
    assert part.report is not None
    assert (part.report.donor, part.edition.id) == ("JP", "donor")
    assert build(part).title == pack("cproc_2017", "JP").title


def _funded(*given_: Contribution) -> Portfolio:
    """The office with one project that has a budget of EUR 10,000,000 and these contributions."""
    office = loaded("cproc_2017").with_report(narrative=(), statements=(), donor=None)
    of = next(each for each in office.projects if each.code == "GLACY+")
    one = attrs.evolve(of, contributions=given_, predecessors=())
    return attrs.evolve(office, projects=(one,), activities=())


def _gift(donor: str, amount: int) -> Contribution:
    return Contribution(donor, ContributionKind.VOLUNTARY, Money(amount, "EUR"))


def test_who_funds_a_project_tells_what_is_lacking_or_too_much() -> None:
    """A gap of the funding and a surplus stand below the table; of several projects by name."""
    cases = {
        2_000_000: ["No contribution is recorded for EUR\xa02,000,000 of the budget."],
        4_000_000: [],
        5_000_000: ["The contributions are EUR\xa01,000,000 more than the budget."],
    }
    for second, expected in cases.items():
        tables = build(
            narrow(_funded(_gift("EU", 6_000_000), _gift("JP", second)), donor="EU")
        ).tables
        assert [each for each in tables["donors:GLACY+"].notes if "budget" in each] == expected
    whole = _funded(_gift("EU", 6), Contribution("JP", ContributionKind.VOLUNTARY))
    notes = build(narrow(whole, donor="EU")).tables["donors:GLACY+"].notes
    assert not [each for each in notes if "budget" in each]


def test_who_funds_all_projects_names_those_that_lack_money() -> None:
    """Below the table of all projects those are named whose budget and contributions differ."""
    whole = _funded(_gift("EU", 6_000_000))
    (one,) = whole.projects
    more = attrs.evolve(one, code="MORE", name="More", contributions=(_gift("EU", 11_000_000),))
    context = Context(attrs.evolve(whole, projects=(one, more)), labels_in("en"))
    assert project_donors(context).notes[-2:] == (
        "No contribution is recorded for a part of the budget of GLACY+.",
        "The contributions are more than the budget of More.",
    )


def test_the_use_of_a_contribution_names_the_projects_it_leaves_out() -> None:
    """A project without lines and spending, and one whose part has bounds, stand below."""
    grant = loaded("eu_grant")
    (one,) = grant.projects
    bare = attrs.evolve(one, code="BARE", name="Bare", budget_lines=(), transactions=())
    bare = attrs.evolve(bare, rate_lines=(), headings=(), contributions=(_gift("EU", 1000),))
    partly = attrs.evolve(
        one,
        code="PART",
        name="Part",
        contributions=(_gift("EU", 1000), _gift("OFFICE_ORG", 1000)),
        transactions=tuple(attrs.evolve(t, id=f"P{t.id}") for t in one.transactions),
    )
    whole = attrs.evolve(grant, projects=(one, bare, partly), activities=())
    table = build(narrow(whole, donor="EU")).tables["donor_use"]
    assert {*values(table, "costs")} >= {"Travel"}
    assert table.notes == (
        "Not in this table: Bare, as neither budget lines nor spending are recorded.",
        "Not in this table: Part, as the donor’s part is not known by heading.",
    )
    assert pack("eu_grant", "EU").tables["donor_use"].notes == ()


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("eligible_costs", "of the eligible costs, which the whole budget is taken to be"),
        ("total_budget", "taken of the project’s whole budget."),
        ("unstated", "as what it is a share of is not stated"),
    ],
)
def test_a_share_is_of_what_its_base_says(base: str, said: str) -> None:
    """The pack, and the list of contributions for the board, agree on what a share is of."""
    share = Contribution("EU", ContributionKind.GRANT, share=Decimal("0.9"), base=ShareBase(base))
    whole = _funded(share, _gift("COE", 1))
    notes = build(narrow(whole, donor="EU")).tables["donor_position"].notes
    (of_share,) = [each for each in notes if "agreed share" in each]
    assert said in of_share
    board = build(whole.for_edition("board")).tables["contributions"].notes
    assert any("taken of the whole budget" in each for each in board) is (base != "total_budget")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_nobody_writes_to_itself(language: str) -> None:
    """What the office gives of its own is its own contribution, and never "yours"."""
    yours = {"en": "your ", "fr": "votre "}[language]

    def headings(report: Report) -> list[str]:
        titles = [each.title for each in report.sections]
        titles += [each.title for each in report.tables.values()]
        titles += [each.title for each in report.charts.values()]
        titles += [each.heading for each in report.sheets]
        columns = (column.label for of in report.tables.values() for column in of.columns)
        return [each for each in (*titles, *columns) if yours in f"{each} ".lower()]

    assert headings(pack("cproc_2017", "EU", language))
    assert not headings(pack("cproc_2017", "COE", language))
    assert not headings(pack("eu_grant", "OFFICE_ORG", language))
    own = Contribution("MC", ContributionKind.OWN_FUNDS, Money(5, "EUR"))
    assert not headings(build(narrow(_funded(own), donor="MC"), language))
