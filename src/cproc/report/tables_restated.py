"""The table of the money of projects in the currency of the portfolio, where some have another."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cproc import figures
from cproc.figures import Account, Flow, Sum
from cproc.model import Money, ProjectStatus
from cproc.report.cells import Allocated, At, Expression, Table
from cproc.report.context import Context, project_table
from cproc.report.declare import Content, Declared, money, table, text
from cproc.report.money_cells import rate_columns, restated_money, restated_notes


def restated_tables(context: Context) -> Iterator[Table]:
    """``restated``: a row per project, whose money is told in the portfolio's currency as well.

    It is there where a contract is in another currency; totals of several projects are its own.
    """
    if not context.restates:
        return
    columns = [
        text("project_name", "project.name", 24),
        *rate_columns(context, lambda account: account.project),
        *_both(context, "in_force", _in_force, "projects"),
        *_both(context, "last_budget", _last_budget, "projects"),
        *_moved(context, "received_money", Flow.RECEIVED),
        *_moved(context, "spent", Flow.SPENT),
    ]
    yield table(
        context,
        "restated",
        figures.accounts(context.portfolio, None, context.end),
        columns,
        about="code",
        title=context.labels("table.restated", currency=context.currency()),
        notes=restated_notes(context),
        wide=True,
        after="budget_versions",
    )


def _moved(context: Context, id_: str, flow: Flow) -> Iterator[Declared]:
    """What moved for a purpose, where some project tells it."""
    if any(figures.tells(project, flow) for project in context.portfolio.projects):
        yield from _both(context, id_, lambda of: of.moved(flow), "spending")


def _in_force(account: Account) -> Sum:
    return account.budget() if account.runs else Sum()


def _last_budget(account: Account) -> Sum:
    begun = account.project.status(account.on) is not ProjectStatus.PIPELINE
    return account.budget() if begun else Sum()


def _both(
    context: Context, id_: str, of: Callable[[Account], Sum], kind: str
) -> Iterator[Declared]:
    """A sum in the currency of the contract, and as totals tell it."""

    def own(account: Account) -> Content:
        amount = _exact(of(account.in_own), account.own)
        if amount is None or (kind == "spending" and not account.entries):
            return amount
        return Allocated(amount, _place(kind, account.code, id_))

    yield money(id_, own, 18, shown=None, gaps={"day": context.last_day})
    yield restated_money(
        context, f"{id_}_restated", id_, lambda account: _exact(of(account), account.currency)
    )


def _place(kind: str, code: str, column: str) -> Expression:
    if kind == "projects":
        return At(kind, code, column)
    return At(project_table(kind, code), None, column)


def _exact(of: Sum, currency: str) -> Money | None:
    """What a sum comes to; nothing where it is not known, or within bounds only."""
    value = figures.figure_of([of], currency, "", "", None, known=False).value
    return value if isinstance(value, Money) else None
