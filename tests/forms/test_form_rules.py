"""What must hold before a form is written: all at once, with heading and amount."""

import attrs
import pytest
from forms_filled import GRANT, filled, grant_with, line, rate, written

import cproc
from cproc.errors import DataError, UnknownNameError, UsageError
from cproc.forms import build_form, problems_of_form, read_form
from cproc.model import Ceilings, Contract, Contribution, Money, Portfolio


def codes(portfolio: Portfolio, form: str = "prag-annex3-2013") -> list[str]:
    """The codes of what is wrong with a form."""
    return [each.code for each in problems_of_form(filled(portfolio, form))]


def test_the_example_fits() -> None:
    """The grant of the examples has the rows of 2013, and nothing is wrong with it."""
    assert codes(GRANT) == []


def test_a_line_without_a_place_is_told_with_its_amount() -> None:
    """No draft is written either: a form that loses a line is false."""
    office = grant_with([line("15.1", cost="70", title="Rocket")])
    problems = problems_of_form(filled(office))
    lost = [each for each in problems if each.code == "form-line-unplaced"]
    assert "the line 15.1 Rocket, EUR 70.00, has no row in budget." in [e.message for e in lost]
    with pytest.raises(DataError, match="Rocket"):
        written(office, incomplete="true", spread="true")


def test_sources_must_equal_costs() -> None:
    """The message has both amounts and what they differ by."""
    (project,) = GRANT.projects
    office = attrs.evolve(
        GRANT, projects=(attrs.evolve(project, contributions=project.contributions[:1]),)
    )
    (problem,) = problems_of_form(filled(office))
    assert problem.message == (
        "Total contributions is EUR 400881.60, and Estimated total accepted costs (C) is "
        "EUR 445424.00: they differ by EUR -44542.40."
    )


def test_what_a_donor_gives_is_not_known() -> None:
    """Then neither sum is compared, and the gap is told."""
    (project,) = GRANT.projects
    given = (project.contributions[0], Contribution("HELPLINE", "grant"))
    office = attrs.evolve(GRANT, projects=(attrs.evolve(project, contributions=given),))
    assert codes(office) == ["form-gap", "form-grant"]
    named = attrs.evolve(project, contributions=given, contracts=(Contract("C1", "EU"),))
    assert codes(attrs.evolve(GRANT, projects=(named,))) == ["form-gap"]


@pytest.mark.parametrize(
    ("form", "rates", "wrong"),
    [
        ("prag-annex3-2013", [("8", "0.08", "7"), ("10", "0.05", "7")], ["8"]),
        ("prag-annex3-2013", [("8", "0.07", "7"), ("10", "0.06", "7")], ["10"]),
        ("prag-annex3-2012", [("8", "0.05", "7"), ("10", "0.07", "9")], []),
        ("prag-annex3-2012", [("8", "0.06", "7"), ("10", "0.071", "9")], ["10", "8"]),
    ],
)
def test_ceilings_have_the_base_of_the_version(
    form: str, rates: list[tuple[str, str, str]], wrong: list[str]
) -> None:
    """Indirect costs are 7 % of direct costs, before 2013 with the reserve; the reserve 5 %."""
    reserve = "10" if form.endswith("13") else "8"
    lines = tuple(rate(number, share, of, reserve=number == reserve) for number, share, of in rates)
    problems = problems_of_form(filled(grant_with([line("1.1.1")], rate_lines=lines), form))
    over = [each.message.partition(".")[0] for each in problems if each.code == "form-ceiling"]
    assert over == wrong


def test_a_ceiling_that_was_agreed_goes_first() -> None:
    """A contract with 10 % of indirect costs may have 9 %."""
    lines = (rate("8", "0.09", "7"),)
    agreed = Ceilings(indirect="0.10")
    assert codes(grant_with([line("1.1.1")], rate_lines=lines)) == ["form-ceiling"]
    assert codes(grant_with([line("1.1.1")], rate_lines=lines, ceilings=agreed)) == []


def test_the_numbers_of_another_version_are_refused() -> None:
    """Row 8 of 2012 is the reserve, and of 2013 indirect costs."""
    assert codes(GRANT, "prag-annex3-2012")[:2] == ["form-line-kind", "form-line-kind"]


def test_headings_must_sum_what_those_of_the_form_do() -> None:
    """A project whose heading 7 leaves out 6 is told."""
    (project,) = GRANT.projects
    headings = tuple(
        attrs.evolve(each, sums=each.sums[:-1]) if each.number == "7" else each
        for each in project.headings
    )
    lines = project.budget_lines
    problems = problems_of_form(filled(grant_with(lines, headings=headings)))
    assert next(each.message for each in problems if each.code == "form-sum") == (
        "7. Subtotal direct eligible costs of the Action (1-6) is EUR 397700.00 in the form, and "
        "EUR 387700.00 in the budget."
    )


def test_a_draft_lists_what_is_lacking() -> None:
    """Without a word on years the form is refused, and written incomplete where that is asked."""
    with pytest.raises(DataError) as caught:
        written(GRANT)
    assert {each.code for each in caught.value.problems} == {"form-gap"}
    assert len(caught.value.problems) == len(GRANT.projects[0].budget_lines)
    assert written(GRANT, incomplete="true")


def test_calls_that_do_not_fit_are_told() -> None:
    """No form, no such form, several projects, no such version, no such language."""
    with pytest.raises(UsageError, match="prag-annex3-2013"):
        cproc.render(GRANT, "form")
    with pytest.raises(UnknownNameError, match="prag-annex3"):
        written(GRANT, "prag-anex3")
    with pytest.raises(UsageError, match="no version 'second'"):
        written(GRANT, version="second")
    both = attrs.evolve(
        GRANT, projects=(*GRANT.projects, attrs.evolve(GRANT.projects[0], code="OTHER"))
    )
    with pytest.raises(UsageError, match="a form is of one project"):
        written(both)


def test_money_of_no_donor_is_nothing_known() -> None:
    """A project without contributions has no grant."""
    office = grant_with([line("1.1.1")], contributions=())
    assert codes(office) == ["form-grant", "form-unequal"]
    assert filled(office).amount("funding/total") == Money(0, "EUR")


def test_a_line_that_is_lost_or_twice_is_found() -> None:
    """Sabotage: the rule counts what stands in the rows, whatever the plan made of it."""
    form = filled(GRANT)
    sheet, *others = form.sheets
    (block,) = sheet.blocks
    at = next(n for n, row in enumerate(block.rows) if row.number == "2.1")
    for rows, count in (
        (block.rows[:at] + block.rows[at + 1 :], 0),
        ((*block.rows, block.rows[at]), 2),
    ):
        spoilt = attrs.evolve(sheet, blocks=(attrs.evolve(block, rows=rows),))
        problems = problems_of_form(attrs.evolve(form, sheets=(spoilt, *others)))
        (lost,) = [each for each in problems if each.code == "form-line-count"]
        assert lost.message == (
            f"the line 2.1 International travel, EUR 18000.00, is {count} times in budget."
        )


def test_a_line_that_the_last_sum_leaves_out_is_refused() -> None:
    """What stands in a form and not in its total would be lost to who reads the total."""
    text = """
id = "short"
title = { en = "Short" }
languages = ["en"]
[plans]
costs = [
  { each_heading = true, title = { en = "Subtotal {title}" } },
  { sum_of = ["1"], key = "total", title = { en = "Total" } },
]
[[sheets]]
title = { en = "Budget" }
[[sheets.blocks]]
id = "budget"
rows = "costs"
[[sheets.blocks.groups]]
columns = [
  { id = "costs", source = "label", title = { en = "Costs" } },
  { id = "total", source = "total", title = { en = "Total" } },
]
[[rules]]
rule = "lines-placed"
"""
    office = grant_with([line("1.1", cost="100"), line("2.1", cost="30")], rate_lines=())
    form = build_form(read_form(text), filled(office).scope)
    told = problems_of_form(form)
    assert [each.code for each in told] == ["form-line-unsummed"]
    assert "2.1" in told[0].message
    assert "EUR 30" in told[0].message


def test_a_budget_without_lines_is_no_form_of_zeros() -> None:
    """That nobody typed the lines of a budget is not that it has nothing."""
    project = attrs.evolve(GRANT.projects[0], budget_lines=(), rate_lines=(), transactions=())
    told = problems_of_form(filled(attrs.evolve(GRANT, projects=(project,))))
    assert "form-line-none" in [each.code for each in told]
