"""Tables that a report to a donor begins with: its own contribution, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from cproc import figures
from cproc.figures import Attribution, Figure, Flow
from cproc.model import Audience, Money
from cproc.money import rounded
from cproc.report.cells import At, Cell, Minus, Own, Table, added
from cproc.report.context import Context
from cproc.report.declare import (
    SUM,
    Content,
    Declared,
    money,
    organisation,
    percent,
    table,
    text,
)
from cproc.report.donor_rows import (
    AMOUNT,
    BALANCE,
    RECEIVED,
    SPENT,
    Given,
    amount_cell,
    by_currency,
    earmarks,
    few_names,
    forms,
    rows_of,
    total_of,
)
from cproc.report.money_cells import sum_of_rows
from cproc.report.settle import SHARE_DECIMALS
from cproc.report.tables_donor_use import donor_results, donor_use, project_donors

MOST_DAYS = 3
"""Days that are named one by one; of more the first and the last."""


def donor_tables(context: Context) -> Iterator[Table]:
    """The tables of a donor's own money.

    ``donor_position`` has one row per project and form that the donor contributes to, and
    ``donor_money`` one per stage of its money; of one contribution alone the first tells what is
    agreed, and ``donor_stages`` the money. ``donors`` has one row per contribution to any project,
    ``donors:CODE`` to one; ``donor_use`` and ``donor_results`` tell what came of it. A report for
    auditors has none of them, nor has one that is for no donor; a donor's edition of a whole
    portfolio tells of every donor.
    """
    donors = _donors_of(context)
    if not donors:
        return
    given = [row for donor in donors for row in rows_of(context, donor)]
    if not given:
        return
    if len(given) == 1:
        yield from _alone(context, given[0])
    else:
        yield _position(context, given)
    yield project_donors(context)
    for project in context.portfolio.projects:
        yield project_donors(context, project)
    if len(donors) == 1:
        if len(given) > 1:
            yield _money(context, given)
        yield donor_use(context, given)
        yield donor_results(context, donors[0])


def _donors_of(context: Context) -> tuple[str, ...]:
    if context.explains:
        return ()
    report = context.portfolio.report
    if report is not None and report.donor is not None:
        return (report.donor,)
    for_donors = context.edition.audience is Audience.DONOR
    return figures.donors(context.portfolio) if for_donors else ()


def cover_line(context: Context) -> str:
    """What the donor of a report contributes, for its cover: how much, and to what."""
    donors = _donors_of(context)
    if len(donors) != 1 or context.edition.audience is not Audience.DONOR:
        return ""
    rows = [row for row in rows_of(context, donors[0]) if row.account is not None and row.project]
    amounts = []
    for of in by_currency(rows).values():
        figure = total_of(of, AMOUNT)
        amounts.append(
            figures.told(context.labels, figure)
            if figure.known
            else context.labels("word.amount_not_stated")
        )
    names = [row.project.name for row in rows if row.project]
    if len(names) > 1:
        names = [f"{len(names)} {context.labels.unit('projects', len(names))}"]
    if not names:
        return ""
    amount = context.listed(dict.fromkeys(amounts))
    return context.labels("format.contribution", amount=amount, projects=names[0])


# --- The contribution by project ----------------------------------------------------------


@attrs.frozen(eq=False)
class _Whole:
    """The sum of rows of one currency; with no currency named it is the table's own total."""

    currency: str
    rows: tuple[Given, ...]

    @property
    def key(self) -> str:
        return f"total {self.currency}"

    def cell(self, context: Context, column: str) -> Cell:
        keys = [row.key for row in self.rows if row.sum_of(column) is not None]
        whole = sum_of_rows(keys, column) if self.currency else SUM.expression
        unknown = "amount_not_stated" if column == AMOUNT else "not_known"
        return amount_cell(context, total_of(self.rows, column), unknown, whole)


def _position(context: Context, given: Sequence[Given]) -> Table:
    labels, by = context.labels, by_currency(given)
    rows: list[Given | _Whole] = list(given)
    total: _Whole | None = None
    several = len({row.donor for row in given}) > 1  # whose sum would be the whole portfolio's
    if len(by) > 1 and not several:
        rows += [_Whole(currency, tuple(of)) for currency, of in by.items() if len(of) > 1]
    elif len(given) > 1 and not several and not any(row.in_kind for row in given):
        total = _Whole("", tuple(given))

    def of_given(read: Callable[[Given], Content]) -> Callable[[Given | _Whole], Content]:
        return lambda row: read(row) if isinstance(row, Given) else None

    def amount(column: str, shown: bool = True) -> Declared:
        def cell(row: Given | _Whole) -> Content:
            return (
                row.cell(context, column) if isinstance(row, _Whole) else _of(context, row, column)
            )

        whole = total.cell(context, column) if total else None
        return money(column, cell, 16, total=whole, shown=shown)

    def name(row: Given | _Whole) -> Content:
        if isinstance(row, _Whole):
            return labels("word.total_of", currency=row.currency)
        return row.project.name if row.project else labels("word.office")

    def share(row: Given) -> Content:
        part = _of_budget(context, row)
        return None if part is None else Cell(part, records=(row.key,))

    unknown = [column for column in (RECEIVED, SPENT) if not _told(given, column)]
    shown = {column: column not in unknown for column in (RECEIVED, SPENT)}
    columns = [
        text("donor", of_given(lambda row: organisation(context, row.donor)), 30, shown=several),
        text("project_name", name, 22),
        text("contribution_kind", of_given(lambda row: forms(context, row)), 18),
        amount(AMOUNT),
        percent("budget_share", of_given(share), 10, shown=None),
        amount(RECEIVED, shown[RECEIVED]),
        amount(SPENT, shown[SPENT]),
        amount(BALANCE, all(shown.values())),
        text("donor_dates", of_given(lambda row: _dates(context, row)), 28, shown=None),
        text("earmark", of_given(lambda row: earmarks(context, row)), 28, shown=None),
    ]
    notes = _notes(context, given, unknown)
    made = table(context, "donor_position", rows, columns, key="key", notes=notes)
    wholes = frozenset(n for n, row in enumerate(rows) if isinstance(row, _Whole))
    return attrs.evolve(made, main_rows=wholes)


def _alone(context: Context, row: Given) -> Iterator[Table]:
    """The only contribution of a donor: what is agreed, one line each, and its money by stage."""
    labels = context.labels
    unknown = [column for column in (RECEIVED, SPENT) if not _told([row], column)]
    left_out = {*unknown, *([BALANCE] if unknown else ())}
    stages = _stages(row)
    share = _of_budget(context, row)
    facts: list[tuple[str, Content]] = [
        ("project_name", row.project.name if row.project else labels("word.office")),
        ("contribution_kind", forms(context, row)),
        *(
            (column, _of(context, row, column))
            for column in (AMOUNT, RECEIVED, SPENT, BALANCE)
            if column not in {*stages, *left_out}
        ),
        ("budget_share", labels.percent(share) if share is not None else None),
        ("donor_dates", _dates(context, row)),
        ("earmark", earmarks(context, row)),
    ]
    columns = [
        text("fact", lambda name, _content: labels(f"column.{name}"), 26),
        text("value", lambda _name, content: content, 60),
    ]
    agreed = table(
        context,
        "donor_position",
        [fact for fact in facts if fact[1] not in (None, "")],
        columns,
        key=lambda name, _content: name,
        title=labels("table.donor_agreed") if stages else None,
        notes=[] if stages else _notes(context, [row], unknown),
    )
    yield attrs.evolve(agreed, headless=True)
    left = Minus(*(At("", column, "amount") for column in (RECEIVED, SPENT)))

    def amount(column: str) -> Content:
        figure = row.figure(column)
        left_of = left if column == BALANCE else None
        return None if figure is None else amount_cell(context, figure, "not_known", left_of)

    yield table(
        context,
        "donor_stages",
        stages,
        [
            text("stage", lambda column: labels(f"column.{column}"), 30),
            money("amount", amount, 24),
        ],
        key=str,
        notes=_notes(context, [row], unknown),
    )


def _stages(row: Given) -> list[str]:
    """The stages of which the amount is known to the cent; one alone is no table."""
    figures_ = {column: row.figure(column) for column in (AMOUNT, RECEIVED, SPENT, BALANCE)}
    exact = [name for name, of in figures_.items() if of and of.exact and not of.without]
    return exact if len(exact) > 1 else []


def _of(context: Context, row: Given, column: str) -> Content:
    figure = row.figure(column)
    if figure is None:
        return None
    unknown = "not_known"
    if column == AMOUNT or (column == RECEIVED and _came_unstated(row)):
        unknown = "amount_not_stated"
    both = [row.figure(each) for each in (RECEIVED, SPENT)] if column == BALANCE else [None]
    exact = all(each is not None and each.exact and not each.without for each in both)
    left = Minus(Own(RECEIVED), Own(SPENT)) if exact else None
    return amount_cell(context, figure, unknown, left)


def _came_unstated(row: Given) -> bool:
    """Whether something surely came, and nobody says how much."""
    stated = row.figure(AMOUNT)
    unstated = stated is not None and not stated.known
    return unstated and any(each.received for each in row.contributions)


def _told(given: Sequence[Given], column: str) -> bool:
    """Whether a column has more to tell than that nothing is known."""
    known = any((figure := row.figure(column)) is not None and figure.known for row in given)
    return known or (column == RECEIVED and any(map(_came_unstated, given)))


def _of_budget(context: Context, row: Given) -> Decimal | None:
    if row.project is None or row.account is None:
        return None
    budget = figures.whole_budget(context.portfolio, row.project, context.end)
    stated = row.figure(AMOUNT)
    if not budget or not budget.amount or stated is None or not stated.exact or stated.without:
        return None
    amount = stated.value
    if not isinstance(amount, Money) or amount.currency != budget.currency:
        return None
    return rounded(Fraction(amount.amount) / Fraction(budget.amount), SHARE_DECIMALS)


def _dates(context: Context, row: Given) -> str:
    """When it was pledged, committed and received, as far as that is recorded."""
    flows = {"committed": Flow.AWARDED, "received": Flow.RECEIVED}
    texts: list[str] = []
    for stage in ("pledged", "committed", "received"):
        days: list[str] = []
        if row.account is not None and stage in flows:
            days = _days(context, row.account.days_of(flows[stage]))
        if not days:
            spans = (getattr(each, stage) for each in row.contributions)
            days = [context.span(span) for span in spans if span is not None]
        if days:
            when = context.listed(dict.fromkeys(days))
            texts.append(context.labels(f"format.donor_{stage}", when=when))
    return context.joined(texts)


def _days(context: Context, days: Sequence[date]) -> list[str]:
    if len(days) <= MOST_DAYS:
        return [context.labels.day(each) for each in sorted(days)]
    first, last = (context.labels.day(each) for each in (min(days), max(days)))
    return [context.labels("format.donor_days", count=len(days), first=first, last=last)]


def _notes(context: Context, given: Sequence[Given], unknown: Sequence[str]) -> list[str]:
    """Of which day it is, what is not recorded, and by which rule amounts are worked out."""
    labels, rules = context.labels, dict[Attribution, list[str]]()
    for row in given:
        if row.account is not None and row.project is not None:
            rules.setdefault(row.account.attribution, []).append(row.project.name)
    every = [each for row in given for each in row.contributions]
    notes = [labels("note.on", day=context.last_day)]
    notes += [labels(f"note.donor_unknown_{column}") for column in unknown]
    bases = dict.fromkeys(each.base for each in every if each.base is not None)
    notes += [labels(f"note.donor_share_{base}") for base in bases]
    if any(each.rest for each in every):
        notes.append(labels("note.donor_rest"))
    told = {rule: names for rule, names in rules.items() if rule is not Attribution.NONE}
    for rule, names in (told if SPENT not in unknown else {}).items():
        said = labels(f"note.donor_{rule}")
        if len(rules) > 1:
            said = f"{few_names(context, names)}{labels('format.colon')}{said}"
        notes.append(said)
    if any(row.in_kind for row in given):
        notes.append(labels("note.in_kind"))
    return notes


# --- The same by stage --------------------------------------------------------------------


def _money(context: Context, given: Sequence[Given]) -> Table:
    """What is known of each stage of a donor's money; nothing where it is in several currencies."""
    stages: list[tuple[str, Cell]] = []
    by = by_currency(row for row in given if row.account is not None)
    cash = next(iter(by.values())) if len(by) == 1 else []
    for column in (AMOUNT, RECEIVED, SPENT, BALANCE) if cash else ():
        figure: Figure = total_of(cash, column)
        if figure.exact and not figure.without:
            places = [At("donor_position", row.key, column) for row in cash]
            stages.append((column, Cell(expression=added(places))))
    if len(stages) == 1:
        stages = []  # it would say again what stands above
    labels = context.labels
    columns = [
        text("stage", lambda column, _cell: labels(f"column.{column}"), 24),
        money("amount", lambda _column, cell: cell, 18),
    ]
    return table(context, "donor_money", stages, columns, key=lambda column, _cell: column)
