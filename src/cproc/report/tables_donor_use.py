"""Tables of what a donor's money pays for, and of who funds the projects beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from cproc import figures
from cproc.model import LocalText, Money, Project
from cproc.money import rounded_from
from cproc.report.cells import Cell, Kind, Table
from cproc.report.context import Context
from cproc.report.declare import (
    SUM,
    Content,
    integer,
    money,
    organisation,
    table,
    text,
)
from cproc.report.donor_rows import (
    AMOUNT,
    SPENT,
    Given,
    amount_cell,
    earmarks,
    few_names,
    forms,
    rows_of,
    traced,
)

_Use = tuple[Project, str | None, Money | None, Money | None]


def donor_use(context: Context, given: Sequence[Given]) -> Table:
    """What is budgeted for a donor, and what was spent of it, by project and main heading."""
    rows: list[_Use] = []
    for row in given:
        if row.account is None or row.project is None:
            continue
        planned, spent = _by_main(row.account.budgeted), _by_main(row.account.by_heading)
        nothing = Money(0, row.currency)
        numbers = figures.in_tree_order(filter(None, {*planned, *spent}))
        for main in (*numbers, None):
            budget, paid = (of.get(main, nothing) if of else None for of in (planned, spent))
            if any(amount and amount.amount for amount in (budget, paid)):
                rows.append((row.project, main, budget, paid))
    several = len({project.code for project, *_of in rows}) > 1
    currencies = {each.currency for *_of, a, b in rows for each in (a, b) if each}
    total = SUM if len(currencies) == 1 and len(rows) > 1 else None
    columns = [
        text("project_name", lambda project, *_of: project.name, 22, shown=several),
        text("costs", lambda project, main, *_of: _title(context, project, main), 44),
        money(
            "donor_budget", lambda p, _m, budget, _s: _own(p, budget), 18, total=total, shown=None
        ),
        money(SPENT, lambda p, _m, _b, paid: _own(p, paid), 18, total=total, shown=None),
    ]
    return table(context, "donor_use", rows, columns, notes=_left_out(context, given, rows))


def _left_out(context: Context, given: Sequence[Given], rows: Sequence[_Use]) -> list[str]:
    """Which projects of the donor the table cannot tell of, and why."""
    told, why = {project.code for project, *_of in rows}, dict[str, list[str]]()
    for row in given:
        if row.project is None or row.project.code in told:
            continue
        if row.account is not None and (reason := row.account.use_untold):
            why.setdefault(reason, []).append(row.project.name)
    return [
        context.labels(f"note.donor_use_{reason}", projects=few_names(context, names))
        for reason, names in why.items()
    ]


def _own(project: Project, amount: Money | None) -> Content:
    return None if amount is None else Cell(amount, records=(project.code,))


def _by_main(amounts: Mapping[str, Money] | Mapping[str | None, Money]) -> dict[str | None, Money]:
    summed: dict[str | None, Money] = {}
    for number, amount in amounts.items():
        main = figures.main_heading(number) if number else None
        summed[main] = summed[main] + amount if main in summed else amount
    return summed


def _title(context: Context, project: Project, main: str | None) -> Content:
    if main is None:
        return context.labels("word.no_heading")
    titles: dict[str, LocalText] = {each.heading: each.title for each in project.budget_lines}
    titles |= {each.heading: each.title for each in project.rate_lines}
    titles |= {each.number: each.title for each in project.headings}
    return titles.get(main) or context.labels("word.lines", of=main)


def donor_results(context: Context, donor: str) -> Table:
    """What the projects of a donor did in the period, and who else pays for them."""
    labels, projects = context.labels, context.portfolio.projects
    kept = context.portfolio.keeps("activities")
    calls = [
        f"{name}(project={project.code!r})"
        for project in projects
        for name in ("participants", "countries_reached")
    ]
    context.ask(calls, lenient=True)

    def counted(project: Project, name: str) -> Content:
        figure = context.figure(f"{name}(project={project.code!r})")
        if not figure.known:
            return Cell(labels("word.not_known"), Kind.TEXT)
        return traced(context, figure)

    def others(project: Project) -> Content:
        names = dict.fromkeys(each.donor for each in project.contributions if each.donor != donor)
        if len(names) > 1:
            return labels("word.other_donors", count=len(names))
        return organisation(context, next(iter(names), None), "word.no_other_donor")

    def held(project: Project) -> Cell:
        of = tuple(each.id for each in context.held if project.code in each.projects)
        return Cell(len(of), records=of)

    def results(project: Project) -> Content:
        return Cell(len(project.results), records=(project.code,)) if project.results else None

    counts = [context.figure(call) for call in calls if call.startswith("participants")]
    people = any(figure.known and figure.records for figure in counts)
    columns = [
        text("project_name", context.heading, 44, shown=len(projects) > 1),
        text("also_funded_by", others, 24),
        integer("activities_held", held, 12, shown=kept),
        integer("participants", lambda p: counted(p, "participants"), 12, shown=people and kept),
        integer("countries", lambda p: counted(p, "countries_reached"), 12, shown=kept),
        integer("results", results, 10, shown=None),
    ]
    shared = any(len(activity.projects) > 1 for activity in context.held)
    notes = [labels("note.donor_results")] if shared else []
    return table(context, "donor_results", projects, columns, about="code", notes=notes)


def project_donors(context: Context, one: Project | None = None) -> Table:
    """Who contributes to any project, or to one: how much, or that no amount is stated."""
    projects = context.portfolio.projects if one is None else (one,)
    donors = dict.fromkeys(each.donor for of in projects for each in of.contributions)
    every = [row for donor in donors for row in rows_of(context, donor)]
    rows = [row for project in projects for row in every if row.project is project]

    kinds = dict.fromkeys(forms(context, row) for row in rows)

    def amount(row: Given) -> Content:
        figure = row.figure(AMOUNT)
        return None if figure is None else amount_cell(context, figure, "amount_not_stated")

    columns = [
        text(
            "project_name",
            lambda row: row.project.name if row.project else None,
            24,
            shown=one is None,
        ),
        text("donor", lambda row: organisation(context, row.donor), 36),
        text("contribution_kind", lambda row: forms(context, row), 24, shown=len(kinds) > 1),
        money(AMOUNT, amount, 18),
        text("earmark", lambda row: earmarks(context, row), 36, shown=None),
    ]
    # Of all contributions in one form it is said once, below.
    form = context.labels("column.contribution_kind")
    notes = [f"{form}{context.labels('format.colon')}{kind}" for kind in kinds if len(kinds) == 1]
    notes += _uncovered(context, rows, one)
    return table(context, "donors", rows, columns, key="key", project=one, notes=notes)


def _uncovered(context: Context, rows: Sequence[Given], one: Project | None) -> Iterator[str]:
    """What no contribution covers of budgets, and what is given beyond them."""
    balances: dict[str, tuple[Fraction, str]] = {}
    for row in rows:
        if row.project is not None and row.account is not None and not row.account.funding.untold:
            of = row.account.funding
            balances[row.project.name] = (of.gap - of.surplus, row.account.account.own)
    for note, notes, sign in (
        ("funding_gap", "funding_gaps", 1),
        ("funding_surplus", "funding_surpluses", -1),
    ):
        names = [name for name, (left, _currency) in balances.items() if left * sign > 0]
        if not names:
            continue
        if one is None:
            yield context.labels(f"note.{notes}", projects=few_names(context, names))
            continue
        left, currency = balances[names[0]]
        amount = context.labels.amount(rounded_from(abs(left), currency))
        yield context.labels(f"note.{note}", amount=amount)
