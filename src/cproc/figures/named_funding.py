"""The named figures of those who pay budgets: shares, sums and gaps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import partial
from itertools import chain

import attrs

from cproc.errors import InvalidValueError, said
from cproc.figures.accounts import (
    Account,
    Sum,
    accounts,
    at_least,
    figure_of,
    one_of,
    unit_of,
)
from cproc.figures.catalogue import CURRENCY, Day, Method, Name, Scope, figure
from cproc.figures.counting import (
    Figure,
    Missing,
    Part,
    Reason,
    dated,
    exchange_of,
    lacking,
    lies_in,
    percentage,
    qualified,
    ratio_of,
    sum_of,
    within,
)
from cproc.figures.subjects import (
    Flow,
    given_in_kind,
    in_force,
    known_choice,
    paid_by,
    refuse_other_currencies,
    tells,
)
from cproc.labels import Words
from cproc.model import (
    Contribution,
    ContributionKind,
    Money,
    Period,
    Portfolio,
    Project,
    Qualifier,
    ShareBase,
    TermList,
    TermRole,
)


def _known_form(portfolio: Portfolio, kind: Name) -> None:
    known_choice("kind of contribution", kind, portfolio.term_ids(TermList.CONTRIBUTION_KIND))


class Basis(StrEnum):
    """Which contributions are taken from a budget to give its gap."""

    STATED = "stated"
    COMMITTED = "committed"
    RECEIVED = "received"


def _donors(
    portfolio: Portfolio,
    project: Name,
    rule: str,
    counts: Callable[[Project, Contribution], bool | None],
) -> Figure:
    """Count the donors of contributions; of a project without any nobody knows who pays it."""
    of = accounts(portfolio, project, None)
    missing = [Missing(each.code, path=each.path) for each in of if not each.contributions]
    first: dict[str, Part] = {}
    maybe: dict[str, Missing] = {}
    for account in of:
        for path, contribution in account.contributions.items():
            donor, is_ = contribution.donor, counts(account.project, contribution)
            if is_:
                first.setdefault(donor, Part(donor, 1, path))
            elif is_ is None:
                maybe.setdefault(donor, Missing(donor, Reason.DATE, path))
    figure_ = sum_of(first.values(), "donors", rule, "organisations", missing=missing, known=True)
    return within(figure_, tuple(each for donor, each in maybe.items() if donor not in first))


@figure(unit="donors", method=Method.COUNT, needs="contributions", scope=Scope.WHOLE_LIFE)
def donors(portfolio: Portfolio, project: Name = None, kind: Name = None) -> Figure:
    """Count those who contribute to a project, or to any project, in one form or in any."""
    _known_form(portfolio, kind)
    rule = said("organisations with a contribution, each once")
    return _donors(portfolio, project, rule, lambda _to, given: kind in (None, given.kind))


@figure(unit="donors", method=Method.COUNT, needs="contributions", scope=Scope.PERIOD)
def donors_in_period(portfolio: Portfolio, project: Name = None) -> Figure:
    """Count those whose contribution, to a project or to any, was received in the period.

    It is received in the time it names, and by each transaction of incoming funds whose party
    is the donor.
    """
    period = portfolio.period

    def came(to: Project, contribution: Contribution) -> bool | None:
        if any(
            paid.party == contribution.donor and paid.date in period
            for paid in to.transactions
            if paid.type in Flow.RECEIVED.types
        ):
            return True
        return lies_in(contribution.received, period)

    rule = said("organisations with a contribution received in the reporting period")
    return _donors(portfolio, project, rule, came)


@figure(unit=CURRENCY, method=Method.SUM, needs="contributions", scope=Scope.WHOLE_LIFE)
def funding(  # noqa: PLR0917 - called by name
    portfolio: Portfolio,
    donor: Name = None,
    kind: Name = None,
    project: Name = None,
    on: Day = None,
    role: Name = None,
) -> Figure:
    """Sum what donors pay of the budgets in force on a day: one donor, form or project, or all.

    A share of eligible costs, or without a stated base, is taken as one of the whole budget;
    the donor of the rest pays what the others leave. What is given in kind stands beside the
    budgets: it is in the sum only where ``kind="in_kind"``, or another form with that role, asks
    for it alone. ``role`` keeps the forms that have it: ``in_kind`` or ``co_financing``.
    """
    _known_form(portfolio, kind)
    known_choice("donor", donor, (each.id for each in portfolio.organisations))
    on = on or portfolio.period.end
    refuse_other_currencies(portfolio, in_force(portfolio, on), on)
    known_choice("role", role, (TermRole.IN_KIND, TermRole.CO_FINANCING))
    of_kind = partial(portfolio.role, TermList.CONTRIBUTION_KIND)
    in_kind = TermRole.IN_KIND in (role, of_kind(kind))
    paid: list[Sum] = []
    unknown: list[str] = []
    for account in accounts(portfolio, project, on):
        if not account.runs:
            continue
        budget = None if None in account.budgets else account.budgets[0]
        wanted = {
            path: contribution
            for path, contribution in account.contributions.items()
            if donor in (None, contribution.donor)
            and kind in (None, contribution.kind)
            and role in (None, of_kind(contribution.kind))
        }
        of_it = (part for part in _paid(account, in_kind=in_kind) if part.path in wanted)
        paid.append(account.told(Sum(tuple(of_it))))
        unknown += (
            contribution.donor
            for contribution in wanted.values()
            if _unstated(account, contribution, budget, in_kind=in_kind)
        )
    bounded = (
        Missing(part.record, Reason.DATE, part.path, within=True)
        for part in chain.from_iterable(each.parts for each in paid)
        if part.value is None
    )
    rule = said("budgets in force, as far as contributions tell who pays them")
    if in_kind:
        rule = said("what is given in kind, beside the budgets, as far as its value is stated")
    paid.append(Sum(missing=(*bounded, *lacking(unknown))))
    return figure_of(paid, unit_of(portfolio, project), rule, "organisations", on)


def _paid(account: Account, *, in_kind: bool) -> Iterator[Part]:
    """What each contribution pays of what a budget may be; or is worth beside it, in kind."""
    if None in account.budgets and not in_kind:
        return
    versions = account.project.budget_versions(account.on)
    whole = qualified((of.qualifier, False) for of in versions if of)
    given = account.contributions
    nothing = Money(0, account.own)
    outcomes: list[dict[str, Money]] = []
    for budget in account.budgets:
        # Of a contribution that states an amount and pays the rest the two parts are one.
        sums: dict[str, Money] = {}
        split = given_in_kind if in_kind else paid_by
        for each in split(account.portfolio, account.project, budget, account.path):  # type: ignore[arg-type]
            if each.contribution:  # not what nobody pays, nor what is given beyond the budget
                before = sums.get(each.path)
                sums[each.path] = each.amount if before is None else before + each.amount
        outcomes.append(sums)
    for path in dict.fromkeys(chain(*outcomes)):
        amounts = [sums.get(path, nothing) for sums in outcomes]
        kind = _exactness(given[path], given.values(), whole)
        yield one_of(given[path].donor, amounts, path, kind)


def _exactness(one: Contribution, given: Iterable[Contribution], whole: Qualifier) -> Qualifier:
    """How exact what a contribution pays is: a share and the rest are so as the budget is."""
    if one.rest:
        others = ((each.qualifier, True) for each in given if each is not one)
        return qualified([(whole, False), *others])
    return qualified([(one.qualifier, False), *([(whole, False)] if one.share is not None else [])])


def _unstated(
    account: Account, contribution: Contribution, budget: Money | None, *, in_kind: bool = False
) -> bool:
    """Tell whether a contribution does not tell what it pays of a budget, or is worth `in_kind`.

    In money it does not where it is in another currency and no rate converts it. What is given in
    kind pays nothing of a budget.
    """
    amount, share = contribution.amount, contribution.share
    if in_kind:
        return amount is None and (share is None or budget is None)
    if account.portfolio.in_kind(contribution):
        return False
    if budget is None:
        return True
    if amount is not None and amount.currency != budget.currency:
        project = account.project
        try:
            exchange_of(account.portfolio, project)(amount, dated(contribution, project))
        except InvalidValueError:
            return True
    tells = amount is not None or share is not None or contribution.rest
    # A host often names no amount, and none is missed.
    return not tells and contribution.kind != ContributionKind.HOST_STATE


@figure(unit="%", method=Method.RATIO, needs="contributions", scope=Scope.WHOLE_LIFE)
def funding_share(
    portfolio: Portfolio, donor: str, kind: Name = None, project: Name = None, on: Day = None
) -> Figure:
    """What a donor pays in percent of the budgets in force that are funded in that form.

    Without a form or a project the base is all budgets in force on the day. What is given in
    kind is no part of a budget.
    """
    if portfolio.role(TermList.CONTRIBUTION_KIND, kind) is TermRole.IN_KIND:
        raise InvalidValueError(
            "kind-beside-budget",
            said("what is given in kind is no part of a budget, so it has no share of one."),
            said('Ask for its value: funding(kind="{kind}").', kind=kind),
        )
    paid = funding(portfolio, donor, kind, project, on)
    funded = [
        account
        for account in accounts(portfolio, project, on)
        if account.runs
        and (kind is None or any(each.kind == kind for each in account.project.contributions))
    ]
    budgets = (account.budget() for account in funded)
    base = figure_of(budgets, paid.unit, said("budgets in force"), "projects", paid.on)
    names = ", ".join(account.code for account in funded) or said("none")
    rule = said("part of {base}, the budgets in force of {names}", base=base.shown, names=names)
    share = ratio_of(paid, base, rule)
    if not share.known or (base.missing and not base.bounded):
        lacks = paid.missing or base.missing or (Missing(donor),)
        return Figure("", None, "%", rule, "organisations", (), lacks, paid.on)
    return attrs.evolve(share, of="organisations", records=(donor,))


@figure(unit=CURRENCY, method=Method.DIFFERENCE, needs="contributions", scope=Scope.WHOLE_LIFE)
def funding_gap(
    portfolio: Portfolio, project: Name = None, on: Day = None, basis: str = Basis.STATED
) -> Figure:
    """Sum what no contribution covers of the budgets: of a project's, or of all that run on a day.

    What one project lacks is not made good by what another has too much (`funding_surplus`).
    ``basis`` is ``stated``, ``committed`` or ``received``: which contributions count by the day.
    Of a project that has transactions of incoming funds, what is received is told by these, as
    in `receipts_gap`.
    """
    rule = said(
        "budgets in force less contributions {basis}, of each project that lacks them", basis=basis
    )
    return _uncovered(portfolio, project, on, basis, rule, over=False)


@figure(unit=CURRENCY, method=Method.DIFFERENCE, needs="contributions", scope=Scope.WHOLE_LIFE)
def funding_surplus(
    portfolio: Portfolio, project: Name = None, on: Day = None, basis: str = Basis.STATED
) -> Figure:
    """Sum what contributions give beyond the budgets, as `funding_gap` sums what they lack."""
    rule = said(
        "contributions {basis} less budgets in force, of each project that has more of them",
        basis=basis,
    )
    return _uncovered(portfolio, project, on, basis, rule, over=True)


def _uncovered(
    portfolio: Portfolio, project: Name, on: Day, basis: str, rule: str, *, over: bool
) -> Figure:
    known_choice("basis", basis, Basis)
    on = on or portfolio.period.end
    chosen = [each for each in accounts(portfolio, project, on) if project or each.runs]
    left = (_left(account, basis) for account in chosen)
    of_each = (
        (-each if over else each).excess(account.code, account.path)
        for account, each in zip(chosen, left, strict=True)
    )
    rule = said("{rule}; the donor of the rest leaves no gap", rule=rule)
    given = [contribution for of in chosen for contribution in of.project.contributions]
    if any(contribution.base is ShareBase.ELIGIBLE_COSTS for contribution in given):
        rule = said("{rule}; a share of eligible costs is taken of the whole budget", rule=rule)
    figure_ = figure_of(of_each, unit_of(portfolio, project), rule, "organisations", on)
    donors = (part.record for part in figure_.parts if ".contributions[" in part.path)
    return at_least(attrs.evolve(figure_, records=tuple(dict.fromkeys(donors))))


def _left(account: Account, basis: str) -> Sum:
    """A project's budget less what contributions give of it, or what of that is not known."""
    refuse_other_currencies(account.portfolio, [account.project], account.on)
    whole = account.budget()
    if whole.unknown:
        return whole
    # Where receipts are booked they are better known than the day a contribution names.
    if basis == Basis.RECEIVED and tells(account.project, Flow.RECEIVED):
        return whole - account.moved(Flow.RECEIVED)
    by_then = Period(date.min, account.on)
    counts = {
        path: (each, sure)
        for path, each in account.contributions.items()
        if (sure := basis == Basis.STATED or lies_in(getattr(each, basis), by_then)) is not False
    }
    budgets = [budget for budget in account.budgets if budget is not None]
    unknown = lacking(
        each.donor for each, _sure in counts.values() if _unstated(account, each, budgets[0])
    )
    if unknown:
        return Sum(missing=unknown)
    maybe = {path: each for path, (each, sure) in counts.items() if sure is None}
    gaps = [
        _gap(account, budget, paying)
        for budget in budgets
        for paying in (counts.keys(), counts.keys() - maybe.keys())
    ]
    undated = (Missing(each.donor, Reason.DATE, path, within=True) for path, each in maybe.items())
    amounts, kinds = {gap.ends[0] for gap in gaps}, {gap.qualifier for gap in gaps}
    parts = gaps[0].parts
    if len(amounts) > 1 or len(kinds) > 1:
        kind = qualified((each, False) for each in kinds)
        parts = (Part(account.code, None, account.path, min(amounts), max(amounts), kind),)
    return Sum(parts, (*whole.missing, *undated), whole.rates)


def _gap(account: Account, budget: Money, paying: Collection[str]) -> Sum:
    """What a budget is more than some contributions, named by their paths, pay of it."""
    paid = (
        Part(given.donor, share.amount, share.path, qualifier=given.qualifier)
        for share in paid_by(account.portfolio, account.project, budget, account.path)
        if (given := share.contribution) and share.path in paying
    )
    return account.budget((budget,)) - account.told(Sum(tuple(paid)))


@figure(unit="%", method=Method.SUM, needs="contributions", scope=Scope.WHOLE_LIFE)
def stated_share(portfolio: Portfolio, project: str) -> Figure:
    """The co-financing rate of a project in percent; its base may be unstated."""
    (account,) = accounts(portfolio, project, None)
    stated = [
        (path, contribution, 100 * Fraction(contribution.share))
        for path, contribution in account.contributions.items()
        if contribution.share is not None
    ]
    value = percentage(sum((share for _path, _contribution, share in stated), Fraction(0)), 2)
    given = dict.fromkeys(f"entry_choice.share_base.{each.base}" for _path, each, _share in stated)
    bases = Words(tuple(given)) if given else said("none")
    parts = tuple(Part(each.donor, percentage(share, 2), path) for path, each, share in stated)
    records = tuple(part.record for part in parts)
    rule = said("sum of shares; base: {bases}", bases=bases)
    return Figure("", value, "%", rule, "organisations", records, parts=parts)
