"""Budgets by heading, transactions, receipts and spending: the tables of the example grant."""

from datetime import date
from decimal import Decimal

import attrs
from example_data import loaded, reported
from table_values import wrong_cells

import cproc
from cproc.model import Heading, LocalText, Project, Transaction, TransactionType
from cproc.money import Money
from cproc.report import At, Own, Report, Rounded, Sum, Table, Times, build, total

GRANT = loaded("eu_grant")
(PROJECT,) = GRANT.projects
REPORT = reported("eu_grant", "en")


def values(table: Table, column: str) -> dict[object, object]:
    """Give the values of a column by what stands in the first; the total row included."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    return {row[0].value: row[table.index(column)].value for row in rows}


def report_of(project: Project, language: str = "en") -> Report:
    """Build the report of the grant with another project in its place."""
    return build(attrs.evolve(GRANT, projects=(project,)).with_report(narrative=()), language)


def test_a_table_of_one_project_has_its_code_and_name() -> None:
    """The identifier ends with the code of the project, the caption names the project."""
    name = PROJECT.name
    captions = {id_: table.title for id_, table in REPORT.tables.items() if id_.endswith(":CEGE")}
    assert captions["budget_by_heading:CEGE"] == f"Budget of {name} by heading"
    assert captions["spending:CEGE"] == f"Receipts and spending of {name}"
    assert all(name in caption for caption in captions.values())


def test_a_form_has_its_subtotals_and_its_last_heading_is_the_total() -> None:
    """Annex III: 7 is the sum of 1 to 6, 8 is 7 % of 7, and 11 is the total row."""
    form = REPORT.tables["budget_by_heading:CEGE"]
    assert form.total is not None
    assert [cell.value for cell in form.total[:3]] == [
        "11",
        "Total eligible costs",
        Money("445424", "EUR"),
    ]
    rows = {row[0].value: row for row in form.rows}
    seven = Sum(tuple(At("", heading, "") for heading in "123456"))
    assert rows["7"][2].expression == seven
    eight = Times(Sum((At("", "7", ""),)), Decimal("0.07"))
    assert rows["8"][2].expression == Rounded(eight, 2)
    lines = total("budget_lines", "line_total", heading=Own("heading"), project="CEGE")
    assert rows["1.1.1"][2].expression == lines


def test_what_no_line_holds_is_shown_on_a_row_of_its_own() -> None:
    """Spending on a heading that has lines below it, and on none, keeps its place in the sum."""
    more = (
        Transaction("X1", TransactionType.EXPENDITURE, date(2024, 5, 1), Money("10", "EUR"),
                    heading="1"),
        Transaction("X2", TransactionType.EXPENDITURE, date(2024, 5, 1), Money("7", "EUR")),
    )  # fmt: skip
    made = report_of(attrs.evolve(PROJECT, transactions=(*PROJECT.transactions, *more)))
    form = made.tables["budget_by_heading:CEGE"]
    assert form.total is not None
    spent = form.index("spent")
    own = [row[spent].value for row in form.rows if row[0].value == "1"]
    assert own == [Money("144057.78", "EUR"), Money("10", "EUR")]
    assert form.rows[-1][0].value is None
    assert form.rows[-1][spent].value == Money("7", "EUR")
    # the 10 grow what the flat rate is owed on by 0.70, the 7 of no heading do not
    assert form.total[spent].value == Money("261754.25", "EUR")
    assert wrong_cells(made) == []


def test_each_of_several_lines_of_a_heading_has_a_row() -> None:
    """Lunch, hotel and a rate stand below 5.5 with title and budget; spending is of the heading."""
    lunch = attrs.evolve(
        PROJECT.budget_lines[0],
        heading="5.5",
        title=LocalText({"en": "Lunch"}),
        quantity=Decimal("2.5"),
        unit_cost=Money("120", "EUR"),
    )
    hotel = attrs.evolve(lunch, title=LocalText({"en": "Hotel"}), unit_cost=Money("80.01", "EUR"))
    first, second = PROJECT.rate_lines
    stamp = attrs.evolve(first, title=LocalText({"en": "Stamp duty"}), heading="5.5", of=("1",))
    more = attrs.evolve(
        PROJECT,
        budget_lines=(*PROJECT.budget_lines, lunch, hotel),
        rate_lines=(first, second, stamp),
    )
    form = report_of(more).tables["budget_by_heading:CEGE"]
    rows = [tuple(cell.value for cell in row) for row in form.rows if row[0].value == "5.5"]
    # stamp duty of 7 % of 208 200; 7 % of the 144 047.78 spent on 1 are owed for it
    assert [row[1] for row in rows] == [
        "Heading 5.5", "Translation and interpretation", "Lunch", "Hotel", "Stamp duty",
    ]  # fmt: skip
    planned = ["12000", "300", "200.03", "14574"]
    assert [row[2] for row in rows[1:]] == [Money(amount, "EUR") for amount in planned]
    assert rows[0][2:4] == (Money("27074.03", "EUR"), Money("10083.34", "EUR"))
    assert [row[3:] for row in rows[1:]] == [(None, None, None)] * 4
    five = next(row for row in form.rows if row[0].value == "5")
    assert five[2].value == Money("105274.03", "EUR")  # 90 200 and what is new
    assert wrong_cells(report_of(more)) == []


def test_headings_that_overlap_count_each_line_once() -> None:
    """A subtotal of 1 and of 1.1 holds the lines of 1.1 once."""
    both = Heading("12", LocalText({"en": "Staff"}), ("1", "1.1"))
    made = report_of(attrs.evolve(PROJECT, headings=(*PROJECT.headings, both)))
    assert values(made.tables["budget_by_heading:CEGE"], "budget")["12"] == Money("208200", "EUR")
    assert wrong_cells(made) == []


def test_receipts_and_spending_by_quarter() -> None:
    """Eight quarters; what is spent so far and the budget by day end with the whole."""
    table = REPORT.tables["spending:CEGE"]
    assert len(table.rows) == 8
    last = table.rows[-1]
    assert last[table.index("cumulative")].value == Money("261736.55", "EUR")
    assert last[table.index("planned_money")].value == Money("445424.00", "EUR")
    assert values(table, "received_money")["2023-Q1"] == Money("200000", "EUR")
    chart = REPORT.charts["chart_spending:CEGE"]
    assert chart.values == ("planned_money", "cumulative")


def test_a_long_project_is_told_by_year() -> None:
    """More than sixteen quarters are years."""
    long = attrs.evolve(PROJECT, period=cproc.DateSpan.parse("2019/2024"))
    table = report_of(long).tables["spending:CEGE"]
    assert [row[0].value for row in table.rows] == [str(year) for year in range(2019, 2025)]


def test_contributions_and_what_is_still_to_come() -> None:
    """Nine tenths of the budget less 330 000 received; the total is what is not yet received."""
    table = REPORT.tables["contributions:CEGE"]
    assert values(table, "outstanding") == {
        "European Union": Money("70881.60", "EUR"),
        "The beneficiary (illustrative)": Money("9542.40", "EUR"),
        "Total": Money("80424.00", "EUR"),
    }


def test_an_earmark_names_its_headings_and_components() -> None:
    """What a donor's money must be spent on is told in words and by number."""
    first, second = PROJECT.contributions
    words = LocalText({"en": "Trainings only"})
    marked = attrs.evolve(first, earmark=words, headings=("5.7", "1.3"), components=("CEGE.1",))
    bare = attrs.evolve(second, headings=("2",))
    table = report_of(attrs.evolve(PROJECT, contributions=(marked, bare))).tables["contributions"]
    told = [row[table.index("earmark")].value for row in table.rows]
    assert told == ["Trainings only; 5.7, 1.3, CEGE.1", "2"]


def test_money_that_comes_from_somebody_else_is_shown() -> None:
    """What a party pays that gave no promise has a row; the total stays that of the vouchers."""
    gift = Transaction(
        "X1", TransactionType.INCOMING_FUNDS, date(2024, 5, 1), Money("5", "EUR"), party="HELPLINE"
    )
    made = report_of(attrs.evolve(PROJECT, transactions=(*PROJECT.transactions, gift)))
    came = values(made.tables["contributions:CEGE"], "received_money")
    assert came["National helpline (illustrative)"] == Money("5", "EUR")
    assert wrong_cells(made) == []


def test_a_voucher_shows_its_rate() -> None:
    """20 160 GEL at 2.82, the mean of 2023, are 7 148.94 EUR."""
    table = REPORT.tables["transactions"]
    row = next(row for row in table.rows if row[1].value == "T004")
    shown = {known.id: cell.value for known, cell in zip(table.columns, row, strict=True)}
    assert shown["exchange_rate"] == Decimal("2.82")
    assert shown["rate_of"] == "mean of January 2023 to December 2023"
    assert shown["booked"] == Money("7148.94", "EUR")
    assert (shown["quarter"], shown["flow"]) == ("2023-Q1", "Spent")


def test_usual_units_and_quarters_are_in_the_language() -> None:
    """A usual unit is named, any other stands as entered; what counts by quarter still does."""
    own = attrs.evolve(PROJECT.budget_lines[0], unit="furlong")
    french = report_of(attrs.evolve(PROJECT, budget_lines=(own, *PROJECT.budget_lines[1:])), "fr")
    lines = french.tables["budget_lines"]
    units = [row[lines.index("unit")].value for row in lines.rows]
    assert units[:4] == ["furlong", "mois", "mois", "indemnité journalière"]
    times = french.tables["spending:CEGE"]
    assert [row[0].value for row in times.rows][:2] == ["2023-T1", "2023-T2"]
    assert wrong_cells(french) == []


def test_what_a_project_does_not_tell_has_no_table() -> None:
    """Without lines no form, without transactions no spending; no table is empty."""
    bare = report_of(
        attrs.evolve(PROJECT, budget_lines=(), rate_lines=(), headings=(), transactions=())
    )
    absent = {"budget_lines", "transactions", "budget_by_heading:CEGE", "spending:CEGE"}
    assert not absent & bare.tables.keys()
    form = report_of(attrs.evolve(PROJECT, transactions=()))
    columns = [known.id for known in form.tables["budget_by_heading:CEGE"].columns]
    assert columns == ["heading", "costs", "budget"]


def test_where_the_money_stands() -> None:
    """What is in hand is received less what vouchers paid; totals are those of the quarters."""
    table = REPORT.tables["project_money:CEGE"]
    told = values(table, "value")
    assert told["Cash in hand (received less vouchers paid)"] == Money("120386.40", "EUR")
    assert told["Not yet received"] == Money("80424.00", "EUR")
    assert table.named
    assert table.keys[:2] == ("project_budget_CEGE", "received_CEGE")
    assert told["Share of the budget spent (burn rate)"] == Decimal("0.5876")
    assert wrong_cells(REPORT) == []


def test_main_headings_are_told_apart() -> None:
    """The headings without a dot are main rows, where there are headings below them."""
    table = REPORT.tables["budget_by_heading:CEGE"]
    main = [str(table.rows[at][0].value) for at in sorted(table.main_rows)]
    assert main == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]
    flat = tuple(line for line in PROJECT.budget_lines if line.heading == "6.1")
    flat = tuple(attrs.evolve(line, heading="1") for line in flat)
    bare = attrs.evolve(PROJECT, budget_lines=flat, rate_lines=(), headings=(), transactions=())
    assert report_of(bare).tables["budget_by_heading:CEGE"].main_rows == frozenset()


def test_each_project_has_a_sheet() -> None:
    """Facts, money, contributions, spending and their chart are on one sheet, and last the budget.

    By heading it runs over pages: as the last table it has its headings repeated on each.
    """
    sheet = next(sheet for sheet in REPORT.sheets if sheet.id == "project:CEGE")
    shown = [block.id.partition(":")[0] for block in sheet.blocks]
    money = ["project_money", "contributions", "spending", "chart_spending", "budget_by_heading"]
    assert [id_ for id_ in shown if id_ in money] == money
    assert shown[-1] == "budget_by_heading"
    assert shown[0] == "project_facts"
