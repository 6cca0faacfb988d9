"""Definitions of forms: read strictly, every fault with its place; what they can say is there."""

from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner
from forms_filled import GRANT, filled, grant_with, line, written

from cproc.cli import main
from cproc.dates import DateSpan
from cproc.errors import DataError, UnknownNameError
from cproc.forms import (
    RECORDS,
    SOURCES,
    FilledForm,
    Form,
    FormColumn,
    Per,
    RowPlan,
    Scope,
    build_form,
    form_named,
    forms,
    lines_of,
    read_form,
    read_form_file,
    with_forms,
)
from cproc.labels import labels_in
from cproc.model import ContingencyUse, Contract, LocalText, Money, Portfolio

TOP = """
id = "small"
title = { en = "Small" }
languages = ["en"]
"""
SHEET = """
[[sheets]]
title = { en = "Budget" }
[[sheets.blocks]]
id = "budget"
rows = "costs"
"""
COLUMNS = """
[[sheets.blocks.groups]]
columns = [
  { id = "costs", source = "label", title = { en = "Costs" } },
  { id = "total", source = "total", title = { en = "Total" } },
]
"""
PLAN = 'plans = { costs = [{ heading = "1" }, { subtotal_of = "1" }] }\n'


def of(text: str, portfolio: Portfolio = GRANT) -> FilledForm:
    """A form by its definition, filled for the grant."""
    scope = Scope(portfolio, portfolio.projects[0], portfolio.period, labels_in("en"), spread=True)
    return build_form(read_form(text), scope)


def faults(text: str) -> list[tuple[str, str]]:
    """The code and the place of everything that is wrong with a definition."""
    with pytest.raises(DataError) as caught:
        read_form(text, "small.toml")
    assert {each.file for each in caught.value.problems} == {"small.toml"}
    return [(each.code, each.path) for each in caught.value.problems]


@pytest.mark.parametrize("form", forms().values(), ids=lambda form: form.id)
def test_the_built_in_forms_are_sound(form: Form) -> None:
    """Each is in a file of its name, has words in all its languages, and fits some budget."""
    assert form_named(form.id) is form
    texts = [c.title for b in form.blocks for g in b.groups for c in g.columns]
    texts += [t for plan in form.plans.values() for e in plan for t in (e.title, e.text) if t]
    assert {text.languages for text in (*texts, form.title)} == {tuple(sorted(form.languages))}
    assert list(filled(grant_with([line("1.1.1")]), form.id).blocks)


def test_a_family_means_its_newest_version() -> None:
    """A name that is neither is told with what it is like."""
    assert form_named("prag-annex3").id == "prag-annex3-2013"
    with pytest.raises(UnknownNameError, match="Did you mean 'prag-annex3-2013'"):
        form_named("prag-annex3-2021")


def test_all_that_a_definition_names_must_be_there() -> None:
    """Sources, columns, gaps, plans, records, rules and blocks: told at once, each in its place."""
    text = f"""{TOP}{PLAN.replace("{ subtotal", '{ each = "grant" }, { value = "x" }, { subtotal')}
rules = [{{ rule = "equals", row = "budgets/1" }}]
{SHEET.replace('"costs"', '"cost"')}
[[sheets.blocks.groups]]
per = "year"
above = "ratio"
columns = [
  {{ id = "total", source = "totals", title = {{ en = "Total {{currencies}}" }} }},
  {{ id = "twice", product = ["total", "units"], title = {{ en = "Twice" }} }},
]
"""
    text = text.replace('title = { en = "Budget" }', 'title = { en = "Budget" }\nhead = '
                        '[{ label = { en = "No." }, source = "contract.no" }]')  # fmt: skip
    block = "sheets[0].blocks[0]"
    assert faults(text) == [
        ("form-name", "sheets[0].head[0].source"),
        ("form-name", f"{block}.rows"),
        ("form-name", f"{block}.groups[0].above"),
        ("form-name", f"{block}.groups[0].columns[0].source"),
        ("form-name", f"{block}.groups[0].columns[0].title"),
        ("form-name", f"{block}.groups[0].columns[1]"),
        ("form-name", "plans.costs[1].each"),
        ("form-name", "plans.costs[2].value"),
        ("form-name", "rules[0].rule"),
        ("form-name", "rules[0].row"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("id = ", "form-toml"),
        (f"{TOP}sheets = []\nplans = {{}}\ncolour = 1", "field-unknown"),
        (f"{TOP}sheets = []\nplans = {{ a = [{{}}] }}", "form-one-of"),
        (f'{TOP}sheets = []\nplans = {{ a = [{{ ratio = ["x"] }}] }}', "form-two"),
        (f"{TOP}{PLAN}{SHEET}{COLUMNS}{SHEET}{COLUMNS}", "form-twice"),
        (
            f"{TOP}{PLAN}{SHEET}{COLUMNS}".replace('source = "total"', 'share = "total"'),
            "form-share",
        ),
    ],
)
def test_a_fault_has_its_code(text: str, code: str) -> None:
    """What cannot be read is refused; nothing is guessed."""
    assert [each for each, _path in faults(text)] == [code]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """It is told by its name; one that is there is read."""
    with pytest.raises(DataError, match="form-file"):
        read_form_file(tmp_path / "none.toml")
    path = tmp_path / "small.toml"
    path.write_text(f"{TOP}{PLAN}{SHEET}{COLUMNS}", "utf-8")
    assert form_named(str(path)).id == "small"
    assert b"PK" in written(GRANT, str(path))


def test_a_plan_of_another_form() -> None:
    """Rows can be those of another form; one that it does not have is told."""
    block = of(f"{TOP}plans = {{}}\n{SHEET.replace('costs', 'prag-annex3/costs')}{COLUMNS}").block(
        "budget"
    )
    assert block.rows == filled(GRANT).block("budget").rows
    with pytest.raises(UnknownNameError, match="prag-annex3/cost"):
        of(f"{TOP}plans = {{}}\n{SHEET.replace('costs', 'prag-annex3/cost')}{COLUMNS}")
    with pytest.raises(UnknownNameError, match="block"):
        filled(GRANT).block("budgets")


def test_forms_are_known_for_a_while() -> None:
    """Inside the block only, and beside the library's own."""
    with with_forms([read_form(f"{TOP}{PLAN}{SHEET}{COLUMNS}")]):
        assert {"small", "prag-annex3-2013"} <= forms().keys()
    assert "small" not in forms()


COMPUTED = """
[[sheets.blocks.groups]]
columns = [
  { id = "costs", source = "label", title = { en = "Costs" } },
  { id = "total", source = "total", title = { en = "Total" } },
]
[[sheets.blocks.groups]]
per = "PER"
title = { en = "{group}" }
columns = [{ id = "part", source = "total", title = { en = "{n}" } }]
[[sheets.blocks.groups]]
columns = [
  { id = "all", sum_over = "part", title = { en = "All" } },
  { id = "both", sum = ["total", "all"], title = { en = "Both" } },
  { id = "less", difference = ["total", "all"], title = { en = "Less" } },
  { id = "over", quotient = ["less", "total"], title = { en = "Over" } },
]
"""


@pytest.mark.parametrize(
    ("per", "titles", "parts"),
    [
        (
            Per.PARTNER,
            ["The beneficiary (illustrative)", "National helpline (illustrative)"],
            [60, 40],
        ),
        (Per.DONOR, ["European Union", "The beneficiary (illustrative)"], [40, 0]),
    ],
)
def test_columns_are_repeated(per: Per, titles: list[str], parts: list[int]) -> None:
    """A group for each partner or donor; what the others compute of it is of all its repeats."""
    lines = [
        line("1.1", cost="60"),
        line("1.1", cost="40", title="Other", partner="HELPLINE", donor="EU"),
    ]
    text = f"{TOP}{PLAN}{SHEET}{COMPUTED.replace('PER', per)}"
    block = of(text, grant_with(lines, rate_lines=())).block("budget")
    assert [group.title for group in block.groups] == ["", *titles, ""]
    amounts = [block.cell("1", f"part:{n}").value for n in (1, 2)]
    assert amounts == [Money(part, "EUR") for part in parts]
    whole = Money(100, "EUR")
    assert block.cell("1", "both").value == whole + Money(sum(parts), "EUR")
    less = 100 - sum(parts)
    assert block.cell("1", "less").value == Money(less, "EUR")
    assert str(block.cell("1", "over").value) == f"{less / 100:.4f}"


@pytest.mark.parametrize(
    ("per", "count"), [(Per.YEAR, 2), (Per.PERIOD, 1), (Per.CURRENCY, 2)], ids=str
)
def test_what_groups_are_repeated_for(per: Per, count: int) -> None:
    """Years of the action, reporting periods up to this one, currencies that were spent."""
    scope = Scope(GRANT, GRANT.projects[0], GRANT.period, labels_in("en"))
    assert len(scope.repeats(per)) == count


def test_head_cells_and_values() -> None:
    """What is said of the project, its contract and the period."""
    (project,) = GRANT.projects
    signed = Contract("C/2023/1", "EU", reference="ENI/1")
    office = attrs.evolve(GRANT, projects=(attrs.evolve(project, contracts=(signed,)),))
    scope = Scope(office, office.projects[0], office.period, labels_in("en"))
    shown = {name: each.of(scope, scope.project) for name, each in SOURCES.items()}
    assert shown["contract.number"] == "C/2023/1"
    assert shown["project.period"] == "01/01/2023–31/12/2024"
    assert shown["period"] == "01/01/2024–31/12/2024"
    assert shown["budget"] == Money("445424", "EUR")
    assert (shown["donor"], shown["currency"]) == ("European Union", "EUR")
    assert shown["units"] is None


def test_every_source_of_a_line_reads_one() -> None:
    """None of them fails on a line with everything, or on a rate."""
    full = line("1.1", "2", note=LocalText({"en": "Why"}), participants=5, partner="HELPLINE")
    form = filled(grant_with([full]))
    lines = form.scope.lines()
    (own,) = lines_of(form.scope, "1")
    assert SOURCES["justification"].of(form.scope, own) == "Why"
    assert SOURCES["participants"].of(form.scope, own) == 5
    assert SOURCES["clarification"].of(form.scope, own) == "2 unit × €100.00"
    assert SOURCES["partner"].of(form.scope, own) == "National helpline (illustrative)"
    for source in SOURCES.values():
        assert [source.of(form.scope, each) for each in lines]


def test_records() -> None:
    """Vouchers of the period, and uses of the reserve up to its end."""
    (project,) = GRANT.projects
    use = ContingencyUse(GRANT.period.start, Money(10, "EUR"), "1.1.1")
    office = attrs.evolve(GRANT, projects=(attrs.evolve(project, contingency_uses=(use,)),))
    scope = Scope(office, office.projects[0], office.period, labels_in("en"))
    spent = [*RECORDS["expenditure"].of(scope)]
    assert all(each.transaction.date in office.period for each in spent)
    titles = [RECORDS["expenditure"].title(scope, each) for each in spent]
    assert titles[:2] == ["12 flights", "Technical staff, quarter"]
    assert RECORDS["contingency_uses"].title(scope, use) == "1.1.1"
    # 244 613.60 spent directly less 161 366.25 of 2023, as the tests of the example have it.
    assert Money.total((each.amount for each in spent), "EUR") == Money("83247.35", "EUR")


def test_a_project_without_an_end_has_no_years() -> None:
    """It is told, and nothing is written."""
    (project,) = GRANT.projects
    endless = attrs.evolve(project, period=DateSpan.parse("2023-01/.."))
    with pytest.raises(DataError, match="form-open"):
        filled(attrs.evolve(GRANT, projects=(endless,)))


def test_periods_before_and_after() -> None:
    """The reporting periods of the project, and the days of the action before one."""
    (project,) = GRANT.projects
    years = tuple(GRANT.period.parse(text) for text in ("2023", "2024"))
    office = attrs.evolve(GRANT, projects=(attrs.evolve(project, reporting_periods=years),))
    first, last = (Scope(office, office.projects[0], y, labels_in("en")) for y in years)
    assert (first.before, first.previous, first.following) == (None, None, years[1])
    assert (last.before, last.previous, last.following) == (years[0], years[0], None)
    assert (first.is_last, last.is_last) == (False, True)


def test_the_command_explains_and_lists() -> None:
    """Sheets, columns, rows and rules of one; all of them; what a column can show."""
    told = CliRunner().invoke(main, ["forms", "prag-annex3-2012", "--lang", "fr"]).stdout
    assert "Feuille 1. Budget de l'action" in told
    assert "lines of 1.1.1" in told
    assert "budget/8 ≤ 5 % budget/7" in told
    listed = CliRunner().invoke(main, ["forms", "--sources"]).stdout
    assert all(name in listed for name in (*SOURCES, *RECORDS))


def test_what_a_row_is_called() -> None:
    """A subtotal by its heading, a line by its number, any by its own key."""
    assert RowPlan(subtotal_of="1").called == "1"
    assert RowPlan(lines_of="1.1").called == "1.1"
    assert RowPlan(sum_of=("1",), number="7", key="direct").called == "direct"
    assert RowPlan(heading="1").called is None
    assert FormColumn("a", LocalText({"en": "A"}), product=("b", "c")).named == ("b", "c")


@pytest.mark.parametrize(
    ("rows", "column", "circle"),
    [
        ('{ sum_of = ["b"], key = "a" }, { sum_of = ["a"], key = "b" }', "", "budget/"),
        ('{ sum_of = ["a"], key = "a" }', "", "budget/a"),
        ('{ rate_of = ["9"], number = "8" }, { sum_of = ["8"], number = "9" }', "", "budget/"),
        ('{ link = "budget/a/total", key = "a" }', "", "budget/a"),
        (
            '{ heading = "1" }',
            '{ id = "x", sum = ["x", "total"], title = { en = "X" } },',
            "budget:x",
        ),
    ],
)
def test_what_comes_of_itself_is_refused(rows: str, column: str, circle: str) -> None:
    """Sums, rates, links and columns in a circle are told, and nothing is computed without end."""
    columns = COLUMNS.replace("\n]", f"\n  {column}\n]")
    text = f"{TOP}plans = {{ costs = [{rows}] }}\n{SHEET}{columns}"
    with pytest.raises(DataError) as caught:
        read_form(text)
    told = [each for each in caught.value.problems if each.code == "form-circle"]
    assert len(told) == 1
    assert circle in told[0].message


def test_rows_that_a_definition_names_must_be_there() -> None:
    """A sum, a share and a rule of rows that no row is called by are told, each in its place."""
    columns = COLUMNS.replace(
        "\n]", '\n  { id = "part", share = "total", share_of = "no", title = { en = "Part" } },\n]'
    )
    rows = (
        '{ heading = "1" }, { subtotal_of = "1" },'
        ' { sum_of = ["1", "99"], key = "all", title = { en = "All" } }'
    )
    rules = '[[rules]]\nrule = "equal"\nrow = "budget/88"\nof = "budget/all"\n'
    assert faults(f"{TOP}plans = {{ costs = [{rows}] }}\n{SHEET}{columns}{rules}") == [
        ("form-name", "sheets[0].blocks[0].groups[0].columns[2].share_of"),
        ("form-name", "plans.costs[2].sum_of"),
        ("form-name", "rules[0].row"),
    ]


def test_the_title_of_all_subtotals_has_two_gaps() -> None:
    """Another word in braces is told when the form is read."""
    rows = '{ each_heading = true, title = { en = "Subtotal {titel}" } }'
    text = f"{TOP}plans = {{ costs = [{rows}] }}\n{SHEET}{COLUMNS}"
    assert faults(text) == [("form-name", "plans.costs[0].title")]
