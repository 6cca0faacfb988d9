"""Tables of who pays: contributions as stated, what they pay of each project, of all, by form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from cproc import figures
from cproc.figures import SURPLUS, Attributed, Flow, attributed, behind, whole_budget
from cproc.model import Contribution, Money, Project, ShareBase, TermList
from cproc.report import money_cells
from cproc.report.cells import (
    Allocated,
    At,
    Cell,
    Expression,
    Minus,
    Own,
    Table,
    Times,
    added,
    share,
    total,
)
from cproc.report.context import Context, project_code, project_row, project_table
from cproc.report.declare import (
    SUM,
    Content,
    Declared,
    money,
    organisation,
    organisations,
    percent,
    qualifier,
    table,
    text,
)


def funding_tables(context: Context) -> Iterator[Table]:
    """The tables of funding.

    ``contributions`` has one row per contribution as it is stated, ``contributions:CODE`` one
    per donor of a project that has a budget; ``funding_by_project`` one per project and donor,
    ``funding`` one per donor, ``funding_by_kind`` one per form of contribution, all of which
    attribute the budgets in force.
    """
    projects = context.portfolio.projects
    yield _stated(context)
    for project in projects:
        yield from _of_project(context, project)
    if any(project.budget for project in projects):
        paid = attributed(context.portfolio, context.end)
        parts = [*paid, *attributed(context.portfolio, context.end, in_kind=True)]
        yield _by_project(context, parts)
        yield _funding(context, parts)
        yield _by_kind(context, paid)


def _total(context: Context, parts: Iterable[Attributed], project: Project) -> Money:
    """A sum of what is paid of a project, in the currency of its contract."""
    return Money.total((part.amount for part in parts), context.currency(project))


def _restated(context: Context, parts: Iterable[Attributed]) -> Money:
    """A sum of what is paid of projects, in the portfolio's currency."""
    return Money.total((part.restated for part in parts if part.restated), context.currency())


# --- As stated ----------------------------------------------------------------------------


def _stated(context: Context) -> Table:
    labels = context.labels
    stated: list[tuple[Project | None, int, Contribution]] = [
        (project, index, contribution)
        for project in (*context.portfolio.projects, None)
        for index, contribution in enumerate((project or context.portfolio.office).contributions)
    ]

    def earmark(_p: Project, _n: int, contribution: Contribution) -> Content:
        """What it must be spent on: in words, and by heading and component."""
        words = context.local(contribution.earmark)
        marks = ", ".join([*contribution.headings, *contribution.components])
        texts = [text for text in (words.value, marks) if isinstance(text, str) and text]
        return attrs.evolve(words, value=context.joined(texts) or None)

    def when(name: str) -> Declared:
        return text(name, lambda _p, _n, c: context.span(getattr(c, name)), 24, shown=None)

    columns = [
        text("project", lambda p, _n, _c: p.code if p else None, 12),
        text("project_name", lambda p, _n, _c: p.name if p else labels("word.office"), 24),
        text("donor", lambda _p, _n, c: organisation(context, c.donor), 36),
        text("contribution_kind", lambda _p, _n, c: context.form(c.kind), 24),
        money_cells.currency_column(lambda _p, _n, c: c.amount, stated),
        money("amount", "amount", 16, shown=None),
        text("qualifier", lambda _p, _n, c: qualifier(context, c), 14, shown=None),
        percent("share", "share", 10, shown=None),
        text("basis", lambda _p, _n, c: labels(f"basis.{_basis(c)}"), 28),
        *map(when, ("pledged", "committed", "received")),
        text("earmark", earmark, 40, shown=None),
        organisations(context, "line_partner", "partner"),
        text("conditions", "conditions", 40, shown=None),
        text("source", "source", shown=None),
    ]

    notes = _base_notes(context, (contribution for _p, _n, contribution in stated))
    return table(context, "contributions", stated, columns, key=project_row, wide=True, notes=notes)


def _base_notes(context: Context, given: Iterable[Contribution]) -> list[str]:
    """That a share of something else is taken of the whole budget."""
    unlike = {each.base for each in given} - {None, ShareBase.TOTAL_BUDGET}
    return [context.labels("note.share_base")] if unlike else []


def _basis(contribution: Contribution) -> str:
    if contribution.base is not None:
        return f"share_{contribution.base}"
    if contribution.rest:
        return "rest"
    return "amount" if contribution.amount is not None else "not_stated"


def _stated_at(project: Project, contribution: Contribution, column_: str) -> At:
    # By identity: two contributions may be equal, and each has a row of its own.
    index = next(n for n, of in enumerate(project.contributions) if of is contribution)
    return At("contributions", project_row(project, index), column_)


# --- What donors pay of a project ---------------------------------------------------------


@attrs.frozen
class _Payer:
    """What one donor, or nobody, pays of budgets, and gives in kind beside them."""

    donor: str | None
    paid: tuple[Attributed, ...]
    kinds: tuple[Attributed, ...]


def _donor(context: Context, donor: str | None) -> Cell:
    if donor is SURPLUS:
        return Cell(context.labels("word.surplus"))
    return organisation(context, donor)


def _payers(donors: Iterable[str | None], parts: Sequence[Attributed]) -> list[_Payer]:
    """What each of some donors pays, each once and in their order; what nobody pays is last."""

    def of(donor: str | None, *, kind: bool) -> tuple[Attributed, ...]:
        return tuple(p for p in parts if p.donor == donor and p.in_kind is kind)

    ordered = sorted(dict.fromkeys(donors), key=behind)
    return [_Payer(donor, of(donor, kind=False), of(donor, kind=True)) for donor in ordered]


def _attributed(
    context: Context, project: Project, payers: Sequence[_Payer], payer: _Payer
) -> Allocated:
    """What a donor pays, and how it comes of the budget and of what is stated.

    Of a share that is split to the cent otherwise than by rounding, and of an amount in another
    currency, settling finds that the expression does not give them.
    """
    whole = money_cells.whole_at(context, project)
    paying = [part.contribution for part in payer.paid]
    expression: Expression | None = None
    if any(one is None or one.rest for one in paying) and whole is not None:
        others = (of.donor for of in payers if of is not payer)
        expression = added([whole], [_paid_at(project, donor, "attributed") for donor in others])
    elif len(paying) == 1 and paying[0] is not None and paying[0].share is not None:
        if whole is not None:
            part = Times(whole, _stated_at(project, paying[0], "share"))
            expression = context.rounded(part, project)
    else:
        expression = _sum_of_stated(project, payer.paid)
    return Allocated(_total(context, payer.paid, project), expression)


def _sum_of_stated(project: Project, parts: Sequence[Attributed]) -> Expression | None:
    """An amount as the sum of contributions, where each states its own."""
    places = [
        _stated_at(project, part.contribution, "amount")
        for part in parts
        if part.contribution and part.contribution.amount == part.amount
    ]
    return added(places) if places and len(places) == len(parts) else None


def _of_project(context: Context, project: Project) -> Iterator[Table]:
    """The table ``contributions:CODE``: one row per donor of a project that has a budget."""
    portfolio, code = context.portfolio, project.code
    budget = whole_budget(portfolio, project)
    if budget is None or not project.contributions:
        return
    path = f"projects[{portfolio.projects.index(project)}]"
    paid = list(figures.paid_by(portfolio, project, budget, path))
    kinds = list(figures.given_in_kind(portfolio, project, budget, path))
    came = figures.spending_by(portfolio, project, "party", Flow.RECEIVED).rows
    donors = (*(p.donor for p in paid), *(row.key[0] for row in came), *(p.donor for p in kinds))
    payers = _payers(donors, [*paid, *kinds])

    def forms(payer: _Payer) -> Content:
        own = (c.kind for c in project.contributions if c.donor == payer.donor)
        return ", ".join(dict.fromkeys(context.form(kind) for kind in own))

    def received(payer: _Payer) -> Content:
        if payer.donor is SURPLUS:
            return None
        if payer.donor:
            return money_cells.of_flow(context, Flow.RECEIVED, project, "party", "donor")
        return next((row.value for row in came if row.key[0] is None), context.nothing(project))  # type: ignore[return-value]

    def in_kind(payer: _Payer) -> Content:
        if not payer.kinds:
            return None
        amount = _total(context, payer.kinds, project)
        return Allocated(amount, _sum_of_stated(project, payer.kinds))

    part = share("attributed") if budget.amount else None
    came_in = figures.tells(project, Flow.RECEIVED)
    left = Minus(Own("attributed"), Own("received_money"))

    def outstanding(payer: _Payer) -> Content:
        return None if payer.donor is SURPLUS else left

    columns = [
        text("donor", lambda of: _donor(context, of.donor), 36),
        text("contribution_kind", forms, 24),
        money("attributed", lambda of: _attributed(context, project, payers, of), 16, total=SUM),
        percent("share", part, 10, total=part),
        money("received_money", received, 16, total=SUM, shown=came_in),
        money("outstanding", outstanding, 16, total=SUM, shown=came_in),
        money("in_kind", in_kind, 16, total=SUM, shown=bool(kinds)),
    ]
    parts = [part for payer in payers for part in (*payer.paid, *payer.kinds)]
    yield table(
        context,
        "contributions",
        payers,
        columns,
        key=lambda payer: payer.donor or "",
        about=lambda payer: payer.donor or code,
        notes=[
            *_base_notes(context, project.contributions),
            *_notes(context, parts, in_kind=bool(kinds)),
        ],
        project=project,
    )


def _notes(context: Context, parts: Sequence[Attributed], *, in_kind: bool) -> list[str]:
    """How what is stated in another currency is converted, and where gifts in kind stand."""
    notes = [context.labels("note.in_kind")] if in_kind else []
    if any(part.donor is SURPLUS for part in parts):
        notes.append(context.labels("note.surplus"))
    for part in parts:
        if part.converted is None or part.contribution is None:
            continue
        rate = part.converted.rate
        notes.append(
            context.labels(
                "note.contribution_converted",
                donor=context.organisation(part.contribution.donor),
                original=context.labels.amount(part.converted.original),
                amount=context.labels.amount(part.amount),
                rate=context.labels.number(rate.units, 6),
                source=rate.source,
                target=rate.target,
                when=context.labels.rate_when(rate),
            )
        )
    return notes


# --- Budgets in force ---------------------------------------------------------------------


def _greatest_first(context: Context, parts: Sequence[Attributed]) -> list[_Payer]:
    """Who pays, the greatest first; those who only give in kind come behind."""
    amounts: dict[tuple[bool, str | None], list[Attributed]] = {}
    for part in parts:
        amounts.setdefault((part.in_kind, part.donor), []).append(part)

    def rank(of: tuple[bool, str | None]) -> tuple[object, ...]:
        return of[0], -_restated(context, amounts[of]).amount, of[1] or ""

    return _payers((donor for _kind, donor in sorted(amounts, key=rank)), parts)


def _gives(parts: Iterable[Attributed]) -> bool:
    return any(part.amount.amount for part in parts if part.in_kind)


def _funding_notes(context: Context, parts: Sequence[Attributed]) -> list[str]:
    notes = [context.labels("note.funding", day=context.last_day)]
    running = figures.in_force(context.portfolio, context.end)
    unknown = [each.code for each in running if each.known_budget(context.end) is None]
    notes += money_cells.budgets_unknown(context, unknown)
    return [
        *notes,
        *money_cells.restated_notes(context),
        *_notes(context, parts, in_kind=_gives(parts)),
    ]


def _by_project(context: Context, parts: Sequence[Attributed]) -> Table:
    rows = [
        (project, payer)
        for project in context.portfolio.projects
        for payer in _greatest_first(context, [p for p in parts if p.project is project])
    ]

    def of(project: Project, donor: str | None, parts: Sequence[Attributed], name: str) -> Content:
        # Without a budget, or contributions to it, a project has no table of them.
        if not project.contributions or whole_budget(context.portfolio, project) is None:
            return _total(context, parts, project)
        return _paid_at(project, donor, name)

    def paid(project: Project, funded: _Payer) -> Content:
        return of(project, funded.donor, funded.paid, "attributed")

    def in_kind(project: Project, funded: _Payer) -> Content:
        if not _total(context, funded.kinds, project).amount:
            return None
        return of(project, funded.donor, funded.kinds, "in_kind")

    def known(paid: Sequence[Attributed]) -> Money | None:
        return _restated(context, paid) if any(part.restated for part in paid) else None

    total = None if context.restates else SUM
    columns = [
        text("project_name", lambda p, _of: p.name, 24),
        text("donor", lambda _p, of: _donor(context, of.donor), 40),
        *money_cells.rate_columns(context, lambda p, _of: p),
        money("amount", paid, 18, total=total),
        money_cells.restated_money(context, "restated", "amount", lambda _p, of: known(of.paid)),
        money("in_kind", in_kind, 16, total=total, shown=None),
        money_cells.restated_money(
            context,
            "in_kind_restated",
            "in_kind",
            lambda _p, of: known(of.kinds),
            shown=_gives(parts),
        ),
    ]
    notes = _funding_notes(context, parts)
    return table(context, "funding_by_project", rows, columns, about=project_code, notes=notes)


def _paid_at(project: Project, donor: str | None, column_: str) -> At:
    return At(project_table("contributions", project.code), donor or "", column_)


def _funding(context: Context, parts: Sequence[Attributed]) -> Table:
    rows = _greatest_first(context, parts)
    part = _share_of(context, [part for part in parts if not part.in_kind])
    names = ("restated", "in_kind_restated") if context.restates else ("amount", "in_kind")
    paid, beside = (total("funding_by_project", of, donor=Own("donor")) for of in names)

    def projects(funded: _Payer) -> Content:
        codes = {of.project.code for of in (*funded.paid, *funded.kinds)}
        return context.projects(p.code for p in context.portfolio.projects if p.code in codes)

    columns = [
        text("donor", lambda of: _donor(context, of.donor), 40),
        money("amount", paid, 18, total=SUM),
        percent("share", part, 10, total=part),
        money("in_kind", beside, 16, total=SUM, shown=_gives(parts)),
        text("projects", projects, 60),
    ]
    notes = _funding_notes(context, parts)
    if any(funded.donor is None for funded in rows):
        notes.append(context.labels("note.unattributed"))
    return table(context, "funding", rows, columns, key=lambda of: of.donor or "", notes=notes)


def _share_of(context: Context, paid: Sequence[Attributed]) -> Expression | None:
    return share("amount") if _restated(context, paid).amount else None


def _by_kind(context: Context, parts: Sequence[Attributed]) -> Table:
    """The forms in which the budgets in force are paid, where there are several."""
    groups: dict[str | None, list[Attributed]] = {}
    for part in parts:
        kind = part.contribution.kind if part.contribution else part.donor
        groups.setdefault(kind, []).append(part)
    forms = context.portfolio.term_ids(TermList.CONTRIBUTION_KIND)
    kinds = [kind for kind in (*forms, None, SURPLUS) if kind in groups]

    def amount(kind: str | None) -> Content:
        of = groups[kind]
        cells = {
            (part.project.code, part.donor): _paid_at(part.project, part.donor, "attributed")
            for part in of
            if part.project.contributions
        }
        # A donor who pays a project in two forms has one cell, which is then too much.
        expression = added(cells.values()) if all(p.project.contributions for p in of) else None
        if context.restates:
            expression = None  # no sum crosses currencies
        codes = tuple(dict.fromkeys(part.project.code for part in of))
        whole = Allocated(_restated(context, of), expression)
        return Cell(expression=whole, records=codes)

    def donors(kind: str | None) -> Content:
        named = dict.fromkeys(p.contribution.donor for p in groups[kind] if p.contribution)
        return context.joined(map(context.organisation, named))

    def word(kind: str | None) -> Content:
        if kind is None or kind is SURPLUS:
            return _donor(context, kind)
        return context.form(kind)

    of_whole = _share_of(context, parts)
    columns = [
        text("contribution_kind", word, 40),
        money("amount", amount, 18, total=SUM),
        percent("share", of_whole, 10, total=of_whole),
        text("donors", donors, 60),
    ]
    rows, notes = kinds if len(kinds) > 1 else (), _funding_notes(context, parts)
    return table(context, "funding_by_kind", rows, columns, notes=notes)
