"""Tables of budgets and funding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import attrs

from cproc.figures import BreakdownRow, budget_dates, funding_by_donor
from cproc.figures.funding import Attributed, attributed
from cproc.model import Contribution, Dating, Portfolio, Project
from cproc.money import Money
from cproc.report import formats
from cproc.report.cells import Row, column, counted, local, make
from cproc.report.context import Context
from cproc.report.derivations import CellSum, ShareOfTotal, SumColumn, SumRows
from cproc.report.figure_sources import budgets_on
from cproc.report.model import Cell, Kind, Table
from cproc.report.positions import contributions_in_order, versions
from cproc.report.tables_donors import paid_at, paid_notes


def money_tables(context: Context) -> Iterator[Table]:
    """The tables of money.

    ``budget_versions`` has one row per version; ``budget_history`` one per day on which the
    portfolio's value changes; ``funding_by_project`` one per project and donor, ``funding``
    one per donor, both attributing the budgets in force; ``contributions`` one per
    contribution as it is stated.
    """
    yield _versions(context)
    if any(project.budget for project in context.portfolio.projects):
        yield _history(context)
        yield _funding_by_project(context)
        yield _funding(context)
    yield _contributions(context)


def _versions(context: Context) -> Table:
    columns = [
        column(context, "project_name", width=24),
        column(context, "effective", Kind.DATE, 14),
        column(context, "dating", width=24),
        column(context, "amount", Kind.MONEY, 18),
        column(context, "reason", width=60),
        column(context, "source", width=12),
    ]
    rows = (
        (
            Cell(project.name, records=(project.code,)),
            Cell(version.effective),
            Cell(context.labels(f"dating.{version.dating}")),
            Cell(version.amount),
            local(context, version.reason),
            Cell(version.source or None),
        )
        for project, version in versions(context.portfolio)
    )
    notes = [context.labels("note.at_latest")]
    latest = any(v.dating is Dating.AT_LATEST for p in context.portfolio.projects for v in p.budget)
    return make(context, "budget_versions", columns, rows, notes=notes if latest else ())


def _change_days(portfolio: Portfolio) -> list[date]:
    """The days on which the value changes, the day after the end of a project included."""
    after = {project.period.end + timedelta(days=1) for project in portfolio.projects}
    last = portfolio.period.end
    return sorted({*budget_dates(portfolio), *(day for day in after if day <= last)})


def _changes(context: Context, day: date) -> str:
    told = []
    for project in context.portfolio.projects:
        if project.period.start == day:
            told.append(context.labels("change.begins", project=project.name))
        if project.period.end + timedelta(days=1) == day:
            told.append(context.labels("change.ended", project=project.name))
        told += [
            context.labels(
                f"change.budget_{version.dating}",
                project=project.name,
                amount=formats.amount(context.labels, version.amount),
            )
            for version in project.budget
            if version.effective == day
        ]
    return context.joined(told)


def _history(context: Context) -> Table:
    days = _change_days(context.portfolio)

    def row(day: date) -> Row:
        total = context.figure(f'budget_total(on="{day}")')
        running = context.figure(f'projects_active(on="{day}")')
        without = [context.project(code) for code in total.missing]
        known = total.records or not total.missing
        return (
            Cell(day),
            counted(running.value, records=running.records),
            counted(total.value if known else None, budgets_on(context, day), total.records),
            Cell(context.listed(without) if without else None),
            Cell(_changes(context, day) or None),
        )

    columns = [
        column(context, "date", Kind.DATE, 14),
        column(context, "running", Kind.INTEGER, 10),
        column(context, "total_budget", Kind.MONEY, 18),
        column(context, "without", width=28),
        column(context, "change", width=60),
    ]
    notes = [context.labels("note.history")]
    if any(context.figure(f'budget_total(on="{day}")').missing for day in days):
        notes.append(context.labels("note.history_unknown"))
    return make(context, "budget_history", columns, (row(day) for day in days), notes=notes)


def _donor(context: Context, id_: str | None) -> Cell:
    if id_ is None:
        return Cell(context.labels("word.unattributed"))
    return Cell(
        context.organisation(id_), language=context.organisation_language(id_), records=(id_,)
    )


@attrs.frozen
class _Funded:
    """What a donor pays of budgets in force, and what it gives in kind beside them."""

    donor: str | None
    amount: Money
    in_kind: Money
    projects: tuple[str, ...]


def _funded(portfolio: Portfolio) -> list[_Funded]:
    """What each donor pays, the greatest first; what nobody pays is last."""
    cash, kind = (
        {row.key[0]: row for row in funding_by_donor(portfolio, in_kind=beside).rows}
        for beside in (False, True)
    )
    zero = Money(0, portfolio.currency)

    def amount(rows: Mapping[str | None, BreakdownRow], donor: str | None) -> Money:
        value = rows[donor].value if donor in rows else zero
        return value if isinstance(value, Money) else zero

    def projects(donor: str | None) -> tuple[str, ...]:
        found = {code for rows in (cash, kind) if donor in rows for code in rows[donor].records}
        return tuple(project.code for project in portfolio.projects if project.code in found)

    donors = sorted(dict.fromkeys([*cash, *kind]), key=lambda donor: donor is None)
    return [_Funded(d, amount(cash, d), amount(kind, d), projects(d)) for d in donors]


def _paid(context: Context, project: Project, donor: str | None, column_: str) -> CellSum | None:
    place = paid_at(context, project, donor, column_)
    return CellSum((place,)) if place else None


def _in_force_parts(portfolio: Portfolio) -> tuple[Attributed, ...]:
    end = portfolio.period.end
    return (*attributed(portfolio, end), *attributed(portfolio, end, in_kind=True))


def _funding_notes(context: Context, found: Sequence[_Funded]) -> list[str]:
    in_kind = any(made.in_kind.amount for made in found)
    notes = [context.labels("note.funding", day=formats.day(context.labels, context.end))]
    return notes + paid_notes(context, _in_force_parts(context.portfolio), in_kind=in_kind)


def _funding_by_project(context: Context) -> Table:
    portfolio = context.portfolio
    found = [
        (project, made)
        for project in portfolio.projects
        for made in _funded(attrs.evolve(portfolio, projects=(project,)))
    ]
    in_kind = any(made.in_kind.amount for _project, made in found)
    rows = [
        (
            Cell(project.name, records=(project.code,)),
            _donor(context, made.donor),
            counted(made.amount, _paid(context, project, made.donor, "attributed")),
            *((_beside(context, project, made),) if in_kind else ()),
        )
        for project, made in found
    ]
    columns = [
        column(context, "project_name", width=24),
        column(context, "donor", width=40),
        column(context, "amount", Kind.MONEY, 18),
        *((column(context, "in_kind", Kind.MONEY, 16),) if in_kind else ()),
    ]
    notes = _funding_notes(context, [made for _project, made in found])
    totals = _funding_totals(portfolio)
    return make(context, "funding_by_project", columns, rows, totals=totals, notes=notes)


def _beside(context: Context, project: Project, made: _Funded) -> Cell:
    if not made.in_kind.amount:
        return Cell()
    return counted(made.in_kind, _paid(context, project, made.donor, "in_kind"))


def _funding_totals(portfolio: Portfolio) -> dict[str, Cell]:
    amount, in_kind = (
        counted(funding_by_donor(portfolio, in_kind=beside).total, SumColumn())
        for beside in (False, True)
    )
    return {"amount": amount, "in_kind": in_kind}


def _funding(context: Context) -> Table:
    found = _funded(context.portfolio)
    in_kind = any(made.in_kind.amount for made in found)
    whole = Money.total((made.amount for made in found), context.portfolio.currency)
    of_donor, beside = (
        SumRows("funding_by_project", known, (("donor", "donor"),))
        for known in ("amount", "in_kind")
    )

    def share(amount: Money) -> Cell:
        if not whole.amount:
            return Cell()
        return Cell(formats.rounded(amount.ratio(whole), 4), None, ShareOfTotal("amount"))

    columns = [
        column(context, "donor", width=40),
        column(context, "amount", Kind.MONEY, 18),
        column(context, "share", Kind.PERCENT, 10),
        *((column(context, "in_kind", Kind.MONEY, 16),) if in_kind else ()),
        column(context, "projects", width=60),
    ]
    rows = (
        (
            _donor(context, made.donor),
            counted(made.amount, of_donor, made.projects),
            share(made.amount),
            *((counted(made.in_kind, beside, made.projects),) if in_kind else ()),
            Cell(context.projects(made.projects)),
        )
        for made in found
    )
    totals = {**_funding_totals(context.portfolio), "share": share(whole)}
    notes = _funding_notes(context, found)
    if any(made.donor is None for made in found):
        notes.append(context.labels("note.unattributed"))
    return make(context, "funding", columns, rows, totals=totals, notes=notes)


def _contributions(context: Context) -> Table:
    portfolio = context.portfolio
    stated = list(contributions_in_order(portfolio))
    dates = [
        name
        for name in ("pledged", "committed", "received")
        if any(getattr(made, name) for _project, made in stated)
    ]
    columns = [
        column(context, "project", width=12),
        column(context, "project_name", width=24),
        column(context, "donor", width=36),
        column(context, "contribution_kind", width=24),
        column(context, "amount", Kind.MONEY, 16),
        column(context, "share", Kind.PERCENT, 10),
        column(context, "basis", width=28),
        *(column(context, name, width=24) for name in dates),
        column(context, "earmark", width=40),
        column(context, "source", width=14),
    ]
    rows = (
        (
            Cell(project.code if project else None),
            Cell(project.name if project else context.labels("word.office")),
            _donor(context, made.donor),
            Cell(context.labels(f"contribution.{made.kind}")),
            Cell(made.amount),
            Cell(made.share),
            Cell(context.labels(f"basis.{_basis(made)}")),
            *(_when(context, made, name) for name in dates),
            _earmark(context, made),
            Cell(made.source or None),
        )
        for project, made in stated
    )
    return make(context, "contributions", columns, rows, wide=True)


def _earmark(context: Context, made: Contribution) -> Cell:
    """Tell what a contribution must be spent on: in words, and by heading and component."""
    told = local(context, made.earmark)
    marks = [*made.headings, *made.components]
    if not marks:
        return told
    words = [told.value] if isinstance(told.value, str) else []
    return attrs.evolve(told, value=context.joined([*words, ", ".join(marks)]))


def _basis(made: Contribution) -> str:
    if made.base is not None:
        return f"share_{made.base}"
    if made.rest:
        return "rest"
    return "amount" if made.amount is not None else "not_stated"


def _when(context: Context, made: Contribution, name: str) -> Cell:
    when = getattr(made, name)
    return Cell(formats.span(context.labels, when) if when else None)
