"""Law 5: every settled cell of a report equals the figure of the catalogue that it tells.

Cells are worked out from other cells, figures from the records of the portfolio: each way checks
the other.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from example_data import loaded, reported
from hypothesis import given
from hypothesis import strategies as st
from table_values import wrong_cells

from cproc.errors import Severity
from cproc.figures import (
    HELD,
    Breakdown,
    Figure,
    Flow,
    attributed,
    booked,
    budget_by_heading,
    budget_by_project,
    evaluate,
    funding_by_donor,
    paid_by,
    spending_by,
    tally,
    tells,
    treaty_status,
    whole_budget,
)
from cproc.figures import reported as of_period
from cproc.figures import told as told_in
from cproc.figures.counting import holders
from cproc.labels import labels_in
from cproc.model import ActivityStatus, Portfolio, Project
from cproc.money import Money
from cproc.report import Report, Table, build, narrative_problems
from cproc.report.cells import count
from cproc.report.tables_figures import key_calls
from cproc.testing import make_portfolio, portfolios

Told = tuple[str, object, object]
"""The name of a cell, its value, and the figure that it tells."""


# --- What cells tell ----------------------------------------------------------------------


def by_key(table: Table, column: str) -> dict[str, Any]:
    """The values of a column by the key of their row."""
    at = table.index(column)
    return {key: row[at].value for key, row in zip(table.keys, table.rows, strict=True)}


def total_of(table: Table, column: str) -> Any:
    """The value of a column in the total row; none where there is no total."""
    return table.total[table.index(column)].value if table.total else None


def compared(table: Table, column: str, figures: Mapping[str, object], none: Any) -> Iterator[Told]:
    """Each cell of a column beside the figure of its key; none of its rows is missing."""
    undated = LABELS("word.no_month")  # what a tally has no month for
    cells = {"" if key == undated else key: cell for key, cell in by_key(table, column).items()}
    for key in dict.fromkeys((*cells, *figures)):
        name = f"{table.id} / {key} / {column}"
        yield name, cells.get(key, "no row"), figures.get(key, none)


def cell_of(figure: Figure) -> object:
    """What a cell shows of a figure: its number, or words where there is more to tell."""
    return figure.value if figure.exact or not figure.known else told_in(LABELS, figure)


LABELS = labels_in("en")


def keyed(breakdown: Breakdown) -> dict[str, Any]:
    """A breakdown's values by its key as a text; that of none is empty."""
    return {
        ",".join("" if part is None else str(part) for part in row.key): row.value
        for row in breakdown.rows
    }


def key_figures(portfolio: Portfolio, report: Report) -> Iterator[Told]:
    """``overview``: each key figure beside what the catalogue says to its call."""
    calls = key_calls(portfolio)
    if "overview" not in report.tables:
        assert not any(evaluate(portfolio, call).records for call in calls)
        return
    cells = by_key(report.tables["overview"], "value")
    for call in calls:
        name, _, narrowed = call.partition("(")
        figure = evaluate(portfolio, call)
        to = narrowed.partition("=")[2].rstrip(")").strip("'\"")
        key = f"{name}_{to}" if to else name
        if key not in cells:
            assert name == "budget_change", call
            assert not figure.records
        elif not figure.known:
            yield key, cells[key], "not known"
        elif not figure.exact:
            yield key, cells[key], cell_of(figure)
        else:
            yield key, cells[key], figure.value


def tallies(portfolio: Portfolio, report: Report) -> Iterator[Told]:
    """The tables that count activities, beside `tally`."""
    if "by_month" not in report.tables:
        assert all(each.status is not ActivityStatus.HELD for each in of_period(portfolio))
        return
    tables = report.tables
    counted = (
        ("by_month", "entries", tally(portfolio, "month", where=HELD)),
        ("by_month", "listed_entries", tally(portfolio, "month", months="listed", where=HELD)),
        ("by_month", "participations", tally(portfolio, "month", "participations", where=HELD)),
        ("by_project", "entries", tally(portfolio, "project", where=HELD)),
        ("by_project", "participations", tally(portfolio, "project", "participations", where=HELD)),
        ("by_kind", "entries", tally(portfolio, "kind", where=HELD)),
        ("by_country", "entries", tally(portfolio, "country", where=HELD)),
        ("by_region", "entries", tally(portfolio, "region", where=HELD)),
    )
    for id_, column, breakdown in counted:
        if id_ in tables:
            yield from compared(tables[id_], column, keyed(breakdown), 0)
            yield f"{id_} / total / {column}", total_of(tables[id_], column), breakdown.total
        else:
            assert set(keyed(breakdown)) == {""}, id_
    by_kind = tables["by_kind"]
    kinds = by_key(by_kind, "events")
    events = {of: cell_of(evaluate(portfolio, f"events(kind={of!r})")) for of in kinds}
    yield from compared(by_kind, "events", events, 0)
    yield (
        "by_kind / total / events",
        total_of(by_kind, "events"),
        cell_of(evaluate(portfolio, "events")),
    )
    if "top_countries" in tables:
        top = by_key(tables["top_countries"], "entries")
        figures = keyed(tally(portfolio, "country", where=HELD))
        yield from ((f"top_countries / {key}", value, figures[key]) for key, value in top.items())
    pairs = keyed(tally(portfolio, ("month", "project"), "participations", where=HELD))
    for project in portfolio.projects:
        figures = {
            month: number
            for pair, number in pairs.items()
            for month, _, code in [pair.partition(",")]
            if code == project.code
        }
        cross = tables["month_by_project"]
        yield from compared(cross, f"project:{project.code}", figures, 0)
        if figures:
            months = tables[f"project_months:{project.code}"]
            yield from compared(months, "entries", figures, 0)


def money(portfolio: Portfolio, report: Report) -> Iterator[Told]:
    """Budgets by project and on each day."""
    tables = report.tables
    for id_, column, ended in (
        ("projects", "in_force", False),
        ("projects", "last_budget", True),
        ("projects_overview", "in_force", False),
        ("projects_overview", "last_budget", True),
    ):
        if id_ in tables and column not in {each.id for each in tables[id_].columns}:
            assert not any(project.budget for project in portfolio.projects)
        elif id_ in tables:
            budgets = budget_by_project(portfolio, ended=ended)
            of = {
                code: cell_of(evaluate(portfolio, f"project_budget(project={code!r})"))
                for code in keyed(budgets)
            }
            yield from compared(tables[id_], column, of, None)
            whole = cell_of(evaluate(portfolio, "budget_all" if ended else "budget_total"))
            yield f"{id_} / total / {column}", total_of(tables[id_], column), whole
    if "projects" in tables:
        yield from compared(
            tables["projects"], "entries", keyed(tally(portfolio, "project", where=HELD)), 0
        )
    if "budget_history" in tables:
        for day, amount in by_key(tables["budget_history"], "total_budget").items():
            if amount is not None:
                figure = evaluate(portfolio, f"budget_total(on={day!r})")
                yield f"budget of {day}", amount, figure.value


def funding(portfolio: Portfolio, report: Report) -> Iterator[Told]:
    """Who pays the budgets in force, and in which form."""
    tables, nothing = report.tables, Money(0, portfolio.currency)
    if "funding" not in tables:
        return
    paid = keyed(funding_by_donor(portfolio))
    yield from compared(tables["funding"], "amount", paid, nothing)
    if any(column.id == "in_kind" for column in tables["funding"].columns):
        in_kind = by_key(tables["funding"], "in_kind")
        figures = keyed(funding_by_donor(portfolio, in_kind=True))
        yield from ((f"in kind {of}", in_kind[of], amount) for of, amount in figures.items())
    forms: dict[object, Money] = {}
    for part in attributed(portfolio, portfolio.period.end):
        form = part.contribution.kind if part.contribution else part.donor
        forms[form] = forms.get(form, nothing) + (part.restated or nothing)
    if len(forms) > 1:
        amounts = [row[1].value for row in tables["funding_by_kind"].rows]
        yield "funding_by_kind", sorted(map(str, amounts)), sorted(map(str, forms.values()))


def project_money(portfolio: Portfolio, report: Report, project: Project) -> Iterator[Told]:
    """A project's budget by heading, who pays it, what it spent and where it stands."""
    tables, code = report.tables, project.code
    nothing = Money(0, portfolio.currency_of(project))
    if f"contributions:{code}" in tables:
        paid = dict[str, Money]()
        budget = whole_budget(portfolio, project)
        assert budget is not None
        for part in paid_by(portfolio, project, budget, "-"):
            paid[part.donor or ""] = paid.get(part.donor or "", nothing) + part.amount
        yield from compared(tables[f"contributions:{code}"], "attributed", paid, nothing)
    if project.budget_lines:
        yield from headings(portfolio, tables[f"budget_by_heading:{code}"], project)
    told = any(tells(project, flow) for flow in (Flow.RECEIVED, Flow.SPENT))
    if told and booked(portfolio, project):
        yield from over_time(portfolio, tables[f"spending:{code}"], project)
        yield from standing(portfolio, tables[f"project_money:{code}"], project)


def over_time(portfolio: Portfolio, spending: Table, project: Project) -> Iterator[Told]:
    """What came in and went out by quarter or year; what nobody recorded has no column."""
    nothing = Money(0, portfolio.currency_of(project))
    columns = {column.id for column in spending.columns}
    by = spending.columns[0].id
    for column, what in (("received_money", Flow.RECEIVED), ("spent", Flow.SPENT)):
        if column not in columns:
            call = f"{what}(project={project.code!r})"
            yield f"{spending.id} / {column}", None, evaluate(portfolio, call).value
            continue
        flow = spending_by(portfolio, project, "quarter" if by == "quarter" else "year", what)
        cells = [row[spending.index(column)].value for row in spending.rows]
        figures = [row.value for row in flow.rows]
        shown = [value for value in cells if value != nothing]
        yield f"{spending.id} / {column}", shown, [v for v in figures if v != nothing]
        yield f"{spending.id} / total / {column}", total_of(spending, column), flow.total
    if "cumulative" in columns:
        last = spending.rows[-1][spending.index("cumulative")].value
        yield f"{spending.id} / cumulative", last, total_of(spending, "spent")


def standing(portfolio: Portfolio, money: Table, project: Project) -> Iterator[Told]:
    """Where the money stands; what is not known is said in words."""
    code = project.code
    for key, cell in by_key(money, "value").items():
        value = None if cell == "not known" else cell
        name = key.removesuffix(f"_{code}")
        if name == "project_budget":
            figure = cell_of(evaluate(portfolio, f"project_budget(project={code!r})"))
            yield key, value, whole_budget(portfolio, project) if figure is None else figure
            continue
        of, more = ("balance", ", of='received'") if name == "balance_received" else (name, "")
        figure = cell_of(evaluate(portfolio, f"{of}(project={code!r}{more})"))
        if isinstance(figure, str):
            yield key, value, figure
        elif name in ("burn_rate", "time_elapsed") and value is not None:
            # told to a tenth of a percent
            assert isinstance(value, Decimal), key
            assert isinstance(figure, Decimal | Fraction | int), key
            near = abs(Fraction(value) - Fraction(figure) / 100) <= Fraction(55, 100_000)
            yield key, near, True
        else:
            yield key, value, figure


def restated(portfolio: Portfolio, report: Report) -> Iterator[Told]:
    """The money of all projects in the portfolio's currency."""
    if "restated" in report.tables:
        for column, call in (
            ("in_force", "budget_total"),
            ("last_budget", "budget_all"),
            ("received_money", "received"),
            ("spent", "spent"),
        ):
            figure = evaluate(portfolio, call)
            if not figure.bounded and figure.known:
                whole = total_of(report.tables["restated"], f"{column}_restated")
                yield f"restated / {column}", whole, figure.value


def headings(portfolio: Portfolio, form: Table, project: Project) -> Iterator[Told]:
    """A form: what its headings and lines hold, and what is spent on each."""
    nothing = Money(0, portfolio.currency_of(project))
    budget = budget_by_heading(project, nothing.currency, portfolio.period.end)
    parts = [part for part in budget.parts if not part.moved]
    hold = holders(project)
    lines: dict[str, Money] = {}
    for part in parts:
        lines[part.number] = lines.get(part.number, nothing) + part.amount
    spent = keyed(spending_by(portfolio, project)) if project.transactions else {}
    each: dict[str, list[Money]] = {}
    for part in parts:
        each.setdefault(part.number, []).append(part.amount)
    for key, amount in by_key(form, "budget").items():
        number, _blank, line = key.partition(" ")
        if line:  # one of several of a heading
            yield f"{form.id} / {key} / budget", amount, each[number][int(line) - 1]
            continue
        is_leaf = key.endswith(" ")
        inside = (part.amount for part in parts if number in hold(part.number))
        below = Money.total(inside, nothing.currency)
        held = lines.get(number, nothing) if is_leaf else below
        yield f"{form.id} / {key} / budget", amount, held
    yield f"{form.id} / total / budget", total_of(form, "budget"), budget.total
    if "spent" not in {column.id for column in form.columns}:
        return
    for key, amount in by_key(form, "spent").items():
        number, is_leaf = key.removesuffix(" "), key.endswith(" ")
        if " " in number:
            yield f"{form.id} / {key} / spent", amount, None
            continue
        call = f"spent(project={project.code!r}, heading={number!r})"
        figure = spent.get(number, nothing) if is_leaf else evaluate(portfolio, call).value
        yield f"{form.id} / {key} / spent", amount, figure
    whole = evaluate(portfolio, f"spent(project={project.code!r})").value
    yield f"{form.id} / total / spent", total_of(form, "spent"), whole


def office(portfolio: Portfolio, report: Report) -> Iterator[Told]:
    """Posts by state, and states by what they have to a treaty."""
    for id_ in ("staff", "posts"):
        if id_ in report.tables:
            for column, call in (
                ("filled", "headcount"),
                ("vacant", "vacancies"),
                ("planned", "planned_posts"),
            ):
                value = total_of(report.tables[id_], column)
                yield f"{id_} / {column}", value, evaluate(portfolio, call).value
    if "staff" in report.tables:
        everybody = evaluate(portfolio, "posts_in_all").value
        yield "staff / posts", total_of(report.tables["staff"], "posts"), everybody
    if "treaty_status" in report.tables:
        numbers: dict[str, int] = {}
        for treaty in portfolio.treaties:
            for event in treaty_status(portfolio, treaty.id).values():
                key = f"{treaty.id}:{event.status}"
                numbers[key] = numbers.get(key, 0) + 1
        yield from compared(report.tables["treaty_status"], "number", numbers, 0)


def told(portfolio: Portfolio, report: Report) -> Iterator[Told]:
    """Every cell that tells what a figure tells, beside that figure."""
    yield from key_figures(portfolio, report)
    yield from tallies(portfolio, report)
    yield from money(portfolio, report)
    yield from restated(portfolio, report)
    yield from funding(portfolio, report)
    for project in portfolio.projects:
        yield from project_money(portfolio, report, project)
    yield from office(portfolio, report)


def untrue(portfolio: Portfolio, report: Report) -> list[Told]:
    """The cells that tell something else than their figure."""
    return [
        (name, cell, figure) for name, cell, figure in told(portfolio, report) if cell != figure
    ]


def built(portfolio: Portfolio) -> Report | None:
    """The report, where the narrative does not keep it from being made."""
    if any(problem.severity is Severity.ERROR for problem in narrative_problems(portfolio)):
        return None
    return build(portfolio)


# --- The laws -----------------------------------------------------------------------------


@given(portfolios())
def test_every_settled_cell_equals_the_figure_of_its_name(portfolio: Portfolio) -> None:
    """Whatever the office, no cell of its report says anything but the catalogue."""
    report = built(portfolio)
    if report is not None:
        assert untrue(portfolio, report) == []


@pytest.mark.parametrize(("size", "seed"), [(0, 0), (1, 1), (30, 2), (120, 3)])
def test_cells_of_offices_of_any_size_equal_their_figures(size: int, seed: int) -> None:
    """Larger ones than are drawn, with all that a working office has."""
    portfolio = make_portfolio(size, seed=seed)
    report = build(portfolio)
    assert untrue(portfolio, report) == []
    assert wrong_cells(report, portfolio.currency) == []


@pytest.mark.parametrize("name", ["cproc_2017", "eu_grant"])
def test_the_cells_of_the_examples_equal_their_figures(name: str) -> None:
    """In both there is enough to compare."""
    portfolio, report = loaded(name), reported(name, "en")
    assert untrue(portfolio, report) == []
    assert len(list(told(portfolio, report))) > 50


@given(portfolios(), st.sampled_from(["en", "fr"]))
def test_no_cell_has_an_expression_that_gives_another_value(
    portfolio: Portfolio, language: str
) -> None:
    """Wiped and worked out again, in any language, each computed cell is what it was."""
    if not any(problem.severity is Severity.ERROR for problem in narrative_problems(portfolio)):
        assert wrong_cells(build(portfolio, language), portfolio.currency) == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_computed_cells_of_the_examples_are_worked_out_again(language: str) -> None:
    """Most numbers of a report are computed."""
    for name, least in (("cproc_2017", 500), ("eu_grant", 100)):
        report = reported(name, language)
        assert wrong_cells(report, loaded(name).currency) == []
        rows = [row for t in report.tables.values() for row in (*t.rows, t.total or ())]
        assert sum(cell.expression is not None for row in rows for cell in row) > least


# --- They can fail ------------------------------------------------------------------------


def tampered(report: Report, table: str, row: int, column: str, **changes: Any) -> Report:
    """A report with one cell changed by hand."""
    old = report.tables[table]
    at, cells = old.index(column), list(old.rows[row])
    cells[at] = attrs.evolve(cells[at], **changes)
    rows = (*old.rows[:row], tuple(cells), *old.rows[row + 1 :])
    return attrs.evolve(report, tables={**report.tables, table: attrs.evolve(old, rows=rows)})


@pytest.mark.parametrize(
    ("name", "table", "column"),
    [
        ("cproc_2017", "overview", "value"),
        ("cproc_2017", "by_month", "listed_entries"),
        ("cproc_2017", "by_country", "entries"),
        ("cproc_2017", "month_by_project", "project:GLACY+"),
        ("cproc_2017", "projects", "last_budget"),
        ("cproc_2017", "funding", "amount"),
        ("cproc_2017", "treaty_status", "number"),
        ("eu_grant", "budget_by_heading:CEGE", "spent"),
        ("eu_grant", "spending:CEGE", "received_money"),
        ("eu_grant", "project_money:CEGE", "value"),
        ("eu_grant", "contributions:CEGE", "attributed"),
    ],
)
def test_a_cell_that_was_changed_by_hand_breaks_the_law(name: str, table: str, column: str) -> None:
    """Each table that is compared is really looked at."""
    changed = tampered(reported(name, "en"), table, 0, column, value=-1)
    (found,) = untrue(loaded(name), changed)
    assert found[1] == -1 or "-1" in str(found[1])


def test_a_formula_that_was_changed_by_hand_breaks_the_law() -> None:
    """A value that its expression does not give, and a table that is not there, are found."""
    report = reported("cproc_2017", "en")
    changed = tampered(report, "by_month", 0, "entries", value=-1)
    assert wrong_cells(changed, "EUR") == ["by_month / 0 / entries"]
    nowhere = tampered(report, "by_month", 0, "entries", value=0, expression=count("nowhere"))
    assert wrong_cells(nowhere, "EUR")[0] == "by_month / 0 / entries"
