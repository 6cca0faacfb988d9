"""What a donor gives, by project and form: the rows of the tables for it, and their sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import attrs

from cproc import figures
from cproc.figures import DonorAccount, Figure, Missing, Part, Sum, at_least
from cproc.model import Contribution, ContributionKind, Portfolio, Project
from cproc.report.cells import Cell, Expression, Kind
from cproc.report.context import Context
from cproc.report.declare import figured

AMOUNT, RECEIVED, SPENT, BALANCE = "donor_amount", "received_money", "donor_spent", "donor_balance"
"""The columns of a donor's money."""
MOST_NAMES = 4
"""Projects that a note names; more are counted."""


@attrs.frozen(eq=False)
class Given:
    """What a donor gives to a project in money, or in kind; or to the office.

    Args:
        donor: Its identifier.
        project: Which project; none of what is given to the office.
        contributions: What it gives; several are one row, as nobody tells apart what came of each.
        account: Of the donor in the project; none of what is in kind, or given to the office.
        key: Key of the row.
    """

    donor: str
    project: Project | None
    contributions: tuple[Contribution, ...]
    account: DonorAccount | None
    key: str

    @property
    def in_kind(self) -> bool:
        """Whether it stands beside the budget."""
        return self.account is None and self.project is not None

    def sum_of(self, column: str) -> Sum | None:
        """What stands in a column; none where it is not asked, as of money in what is in kind."""
        if self.account is not None:
            of = self.account
            return {
                AMOUNT: of.stated,
                RECEIVED: of.received,
                SPENT: of.spent,
                BALANCE: of.balance,
            }[column]
        amounts = [each.amount for each in self.contributions]
        if column != AMOUNT:
            return None if self.in_kind else Sum(missing=(Missing(self.donor),))
        if None in amounts or len({each.currency for each in amounts if each}) > 1:
            return Sum(missing=(Missing(self.donor),))
        return Sum(tuple(Part(self.donor, amount) for amount in amounts))

    def figure(self, column: str) -> Figure | None:
        """The same as a figure."""
        of = self.sum_of(column)
        on = self.account.account.on if self.account else None
        return None if of is None else _figure(of, self.currency, on)

    @property
    def currency(self) -> str:
        """The currency of its amounts; empty where there is none."""
        if self.account is not None:
            return self.account.currency
        return next((str(each.amount.currency) for each in self.contributions if each.amount), "")


def rows_of(context: Context, donor: str) -> Iterator[Given]:
    """What a donor gives: to each project in money and in kind, and to the office."""
    portfolio = context.portfolio
    for project in portfolio.projects:
        account = figures.donor_account(portfolio, project, donor)
        own = [each for each in project.contributions if each.donor == donor]
        kinds = tuple(filter(portfolio.in_kind, own))
        if account.given:
            cash = tuple(account.given.values())
            yield Given(donor, project, cash, account, f"{donor} {project.code}")
        if kinds:
            yield Given(donor, project, kinds, None, f"{donor} {project.code} in kind")
    office = tuple(each for each in portfolio.office.contributions if each.donor == donor)
    if office:
        yield Given(donor, None, office, None, f"{donor} office")


def by_currency(rows: Iterable[Given]) -> dict[str, list[Given]]:
    """Rows of money by currency; those that state no amount go with the only one there is."""
    by: dict[str, list[Given]] = {}
    for row in rows:
        if not row.in_kind:
            by.setdefault(row.currency, []).append(row)
    if len(by) == 2 and "" in by:
        unstated = by.pop("")
        next(iter(by.values())).extend(unstated)
    return by


def _figure(of: Sum, currency: str, on: date | None) -> Figure:
    return figures.figure_of([of], currency, "", "organisations", on)


def total_of(rows: Sequence[Given], column: str) -> Figure:
    """A column's sum over rows of one currency: at least that, where some row is not known."""
    sums = [of for row in rows if (of := row.sum_of(column)) is not None]
    currency = next((row.currency for row in rows if row.currency), "")
    whole = sum(sums, Sum())
    if column == BALANCE and any(of.unknown for of in sums):
        whole = Sum(missing=whole.missing)  # what is left may be less than nothing
    figure = _figure(whole, currency, None)
    return at_least(figure) if figure.known else figure


def amount_cell(
    context: Context, figure: Figure, unknown: str, expression: Expression | None = None
) -> Cell:
    """What is known of an amount: the amount, its bounds in words, or a word where nothing is."""
    if not figure.known:
        return Cell(context.labels(f"word.{unknown}"), Kind.TEXT)
    if figure.exact and figure.without:
        figure = at_least(figure)
    return traced(context, figure, expression)


def traced(context: Context, figure: Figure, expression: Expression | None = None) -> Cell:
    """The cell of a figure, with the records behind it where no other cell gives it."""
    cell = figured(context, figure, expression)
    return cell if cell.expression else attrs.evolve(cell, records=figure.records)


def few_names(context: Context, names: Sequence[str]) -> str:
    """Names of projects in a note; many are counted."""
    each = dict.fromkeys(names)
    if len(each) > MOST_NAMES:
        return f"{len(each)} {context.labels.unit('projects', len(each))}"
    return context.listed(each)


def is_own(portfolio: Portfolio, donor: str) -> bool:
    """Whether what a donor gives is the office's own money, so that nobody is written to.

    Args:
        portfolio: The data.
        donor: Identifier of the donor.
    """
    if donor == portfolio.office.organisation:
        return True
    every = [each for of in portfolio.projects for each in of.contributions if each.donor == donor]
    return bool(every) and all(each.kind == ContributionKind.OWN_FUNDS for each in every)


def forms(context: Context, row: Given) -> str:
    """In what form it is given."""
    return ", ".join(dict.fromkeys(context.form(each.kind) for each in row.contributions))


def earmarks(context: Context, row: Given) -> str:
    """What it must be spent on: in words, and by heading and component."""
    words: list[str] = []
    for each in row.contributions:
        words += [context.best(each.earmark)] if each.earmark else []
        words += [", ".join((*each.headings, *each.components))]
    return context.joined(filter(None, words))
