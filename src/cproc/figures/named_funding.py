"""The named figures of budgets, and of those who pay them: shares, sums and gaps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import chain
from operator import attrgetter

import attrs

from cproc.errors import InvalidValueError
from cproc.figures.catalogue import CURRENCY, Day, Method, Name, figure, known_choice, projects_of
from cproc.figures.counting import (
    Figure,
    Missing,
    Part,
    Reason,
    budget_by_role,
    dated,
    exchange_of,
    lacking,
    number,
    percentage,
    qualified,
    ratio_of,
    sum_of,
    turned,
    within,
)
from cproc.figures.named_finance import at_least, one_sided, receipts_left
from cproc.figures.subjects import (
    Flow,
    Told,
    budget_told,
    given_in_kind,
    in_force,
    paid_by,
    refuse_other_currencies,
    sum_of_told,
    tells,
)
from cproc.model import (
    Contribution,
    ContributionKind,
    HeadingRole,
    Money,
    Portfolio,
    Project,
    ProjectStatus,
    Qualifier,
    ShareBase,
)


@figure(unit="ratio", method=Method.RATIO)
def operational_ratio(portfolio: Portfolio, project: Name = None) -> Figure:
    """Divide the budget for operations by that for administration, as the headings' roles tell.

    A line has the role of the nearest heading that holds it and has one; a reserve is neither.
    Where a line has none, nobody knows what it is for.
    """
    sums = dict.fromkeys(HeadingRole, Fraction(0))
    counted, missing = [], []
    for path, each in projects_of(portfolio, project):
        currencies = {line.unit_cost.currency for line in each.budget_lines}
        if currencies != {portfolio.currency}:
            reason = Reason.CURRENCY if currencies else Reason.NOT_RECORDED
            missing.append(Missing(each.code, reason, path))
            continue
        own = budget_by_role(each, portfolio.currency)
        if None in own:
            missing.append(Missing(each.code, Reason.ROLE, path))
            continue
        counted.append(each.code)
        for role, parts in own.items():
            sums[role or HeadingRole.OPERATIONS] += sum(Fraction(p.amount.amount) for p in parts)
    administration = sums[HeadingRole.ADMINISTRATION]
    value = None
    if administration:
        value = percentage(sums[HeadingRole.OPERATIONS] / administration, 2)
    rule = "budget under headings for operations, by that under those for administration"
    return Figure("", value, "ratio", rule, "projects", tuple(counted), tuple(missing))


class Basis(StrEnum):
    """Which contributions are taken from a budget to give its gap."""

    STATED = "stated"
    COMMITTED = "committed"
    RECEIVED = "received"


def _contributions(
    portfolio: Portfolio, project: Name
) -> Iterator[tuple[str, Project, Contribution]]:
    for path, each in projects_of(portfolio, project):
        for index, contribution in enumerate(each.contributions):
            yield f"{path}.contributions[{index}]", each, contribution


def _donors(
    portfolio: Portfolio,
    project: Name,
    rule: str,
    counts: Callable[[Project, Contribution], bool | None],
) -> Figure:
    """Count the donors of contributions; of a project without any nobody knows who pays it."""
    projects = projects_of(portfolio, project)
    missing = [Missing(each.code, path=path) for path, each in projects if not each.contributions]
    first: dict[str, Part] = {}
    maybe: dict[str, Missing] = {}
    for path, to, contribution in _contributions(portfolio, project):
        donor, is_ = contribution.donor, counts(to, contribution)
        if is_:
            first.setdefault(donor, Part(donor, 1, path))
        elif is_ is None:
            maybe.setdefault(donor, Missing(donor, Reason.DATE, path))
    made = sum_of(first.values(), "donors", rule, "organisations", missing=missing, known=True)
    return within(made, tuple(each for donor, each in maybe.items() if donor not in first))


@figure(unit="donors", method=Method.COUNT)
def donors(portfolio: Portfolio, project: Name = None, kind: Name = None) -> Figure:
    """Count those who contribute to a project, or to any project, in one form or in any."""
    known_choice("kind of contribution", kind, ContributionKind)
    rule = "organisations with a contribution, each once"
    return _donors(portfolio, project, rule, lambda _to, given: kind in (None, given.kind))


@figure(unit="donors", method=Method.COUNT)
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
        when = contribution.received
        if when is None or not period.overlaps(when):
            return False
        return True if when.start in period and when.end in period else None

    rule = "organisations with a contribution received in the reporting period"
    return _donors(portfolio, project, rule, came)


@figure(unit=CURRENCY, method=Method.SUM)
def funding(
    portfolio: Portfolio,
    donor: Name = None,
    kind: Name = None,
    project: Name = None,
    on: Day = None,
) -> Figure:
    """Sum what donors pay of the budgets in force on a day: one donor, form or project, or all.

    A share of eligible costs, or without a stated base, is taken as one of the whole budget;
    the donor of the rest pays what the others leave. What is given in kind stands beside the
    budgets: it is in the sum only where ``kind="in_kind"`` asks for it alone.
    """
    known_choice("kind of contribution", kind, ContributionKind)
    known_choice("donor", donor, (each.id for each in portfolio.organisations))
    on = on or portfolio.period.end
    running = {id(each) for each in in_force(portfolio, on)}
    refuse_other_currencies(portfolio, in_force(portfolio, on), on)
    in_kind = kind == ContributionKind.IN_KIND

    def lacks(of: Project, contribution: Contribution) -> bool:
        budgets = of.possible_budgets(on)
        budget = None if None in budgets else budgets[0]
        if in_kind:
            return contribution.amount is None and (contribution.share is None or budget is None)
        return _unstated(portfolio, of, contribution, budget)

    wanted = {
        path: (of, contribution)
        for path, of, contribution in _contributions(portfolio, project)
        if donor in (None, contribution.donor) and kind in (None, contribution.kind)
    }
    parts = [
        part
        for path, each in projects_of(portfolio, project)
        if id(each) in running
        for part in _paid(portfolio, each, path, on, in_kind=in_kind)
        if part.path in wanted
    ]
    bounded = (
        Missing(part.record, Reason.DATE, part.path, within=True)
        for part in parts
        if part.value is None
    )
    unknown = lacking(
        contribution.donor
        for of, contribution in wanted.values()
        if id(of) in running and lacks(of, contribution)
    )
    rule = "budgets in force, as far as contributions tell who pays them"
    if in_kind:
        rule = "what is given in kind, beside the budgets, as far as its value is stated"
    known = bool(parts or not unknown)
    unit, of = portfolio.currency, "organisations"
    return sum_of(parts, unit, rule, of, missing=(*bounded, *unknown), on=on, known=known)


def _paid(
    portfolio: Portfolio,
    project: Project,
    path: str,
    on: date,
    *,
    in_kind: bool = False,
) -> Iterator[Part]:
    """What each contribution pays of what a budget may be; or is worth beside it, in kind."""
    budgets = project.possible_budgets(on)
    if None in budgets and not in_kind:
        return
    whole = qualified((of.qualifier, False) for of in project.budget_versions(on) if of)
    given = {at: each for at, _project, each in _contributions(portfolio, project.code)}
    kinds = {at: _exactness(each, given.values(), whole) for at, each in given.items()}
    outcomes: list[dict[tuple[str, str], Money]] = []
    nothing = Money(0, portfolio.currency)
    for budget in budgets:
        # Of a contribution that states an amount and pays the rest the two parts are one.
        sums: dict[tuple[str, str], Money] = {}
        split = given_in_kind if in_kind else paid_by
        for each in split(portfolio, project, budget, path):  # type: ignore[arg-type]
            if each.path in kinds:  # not what nobody pays, nor what is given beyond the budget
                where = str(each.donor), each.path
                sums[where] = sums[where] + each.amount if where in sums else each.amount
        outcomes.append(sums)
    for payer in dict.fromkeys(chain(*outcomes)):
        amounts = [sums.get(payer, nothing) for sums in outcomes]
        low, high = (end(amounts, key=attrgetter("amount")) for end in (min, max))
        value = low if low == high else None
        yield Part(payer[0], value, payer[1], low, high, kinds[payer[1]])


def _exactness(one: Contribution, given: Iterable[Contribution], whole: Qualifier) -> Qualifier:
    """How exact what a contribution pays is: a share and the rest are so as the budget is."""
    if one.rest:
        others = ((each.qualifier, True) for each in given if each is not one)
        return qualified([(whole, False), *others])
    return qualified([(one.qualifier, False), *([(whole, False)] if one.share is not None else [])])


def _unstated(
    portfolio: Portfolio, project: Project, contribution: Contribution, budget: Money | None
) -> bool:
    """Tell whether a contribution in money does not tell what it pays of a budget.

    It does not where it is in another currency and no rate converts it. What is given in kind
    pays nothing of it.
    """
    if contribution.in_kind:
        return False
    if budget is None:
        return True
    if contribution.amount is not None and contribution.amount.currency != budget.currency:
        try:
            exchange_of(portfolio, project)(contribution.amount, dated(contribution, project))
        except InvalidValueError:
            return True
    tells = contribution.amount is not None or contribution.share is not None or contribution.rest
    return not tells and contribution.kind in _CASH


@figure(unit="%", method=Method.RATIO)
def funding_share(
    portfolio: Portfolio, donor: str, kind: Name = None, project: Name = None, on: Day = None
) -> Figure:
    """What a donor pays in percent of the budgets in force that are funded in that form.

    Without a form or a project the base is all budgets in force on the day. What is given in
    kind is no part of a budget.
    """
    if kind == ContributionKind.IN_KIND:
        raise InvalidValueError(
            "kind-beside-budget",
            "what is given in kind is no part of a budget, so it has no share of one.",
            'Ask for its value: funding(kind="in_kind").',
        )
    paid = funding(portfolio, donor, kind, project, on)
    on = on or portfolio.period.end
    funded = [
        (path, each)
        for path, each in projects_of(portfolio, project)
        if each.status(on) is ProjectStatus.IMPLEMENTATION
        and (kind is None or any(contribution.kind == kind for contribution in each.contributions))
    ]
    told = [budget_told(each, path, on, each.possible_budgets(on)) for path, each in funded]
    base = sum_of_told(told, portfolio.currency, "budgets in force", on)
    names = ", ".join(each.code for _path, each in funded) or "none"
    rule = f"part of {base}, the budgets in force of {names}"
    share = ratio_of(paid, base, rule)
    if not share.known or (base.missing and not base.bounded):
        lacks = paid.missing or base.missing or (Missing(donor),)
        return Figure("", None, "%", rule, "organisations", (), lacks, on)
    return attrs.evolve(share, of="organisations", records=(donor,))


@figure(unit=CURRENCY, method=Method.DIFFERENCE)
def funding_gap(
    portfolio: Portfolio, project: Name = None, on: Day = None, basis: str = Basis.STATED
) -> Figure:
    """Sum what no contribution covers of the budgets: of a project's, or of all that run on a day.

    What one project lacks is not made good by what another has too much (`funding_surplus`).
    ``basis`` is ``stated``, ``committed`` or ``received``: which contributions count by the day.
    Of a project that has transactions of incoming funds, what is received is told by these, as
    in `receipts_gap`.
    """
    rule = f"budgets in force less contributions {basis}, of each project that lacks them"
    return _uncovered(portfolio, project, on, basis, rule, over=False)


@figure(unit=CURRENCY, method=Method.DIFFERENCE)
def funding_surplus(
    portfolio: Portfolio, project: Name = None, on: Day = None, basis: str = Basis.STATED
) -> Figure:
    """Sum what contributions give beyond the budgets, as `funding_gap` sums what they lack."""
    rule = f"contributions {basis} less budgets in force, of each project that has more of them"
    return _uncovered(portfolio, project, on, basis, rule, over=True)


def _uncovered(
    portfolio: Portfolio, project: Name, on: Day, basis: str, rule: str, *, over: bool
) -> Figure:
    known_choice("basis", basis, Basis)
    on = on or portfolio.period.end
    running = {id(each) for each in in_force(portfolio, on)}
    chosen = [
        (path, each)
        for path, each in projects_of(portfolio, project)
        if project is not None or id(each) in running
    ]
    parts: list[Part] = []
    missing: list[Missing] = []
    for path, each in chosen:
        left, unknown = _left(portfolio, path, each, on, basis)
        parts += one_sided(left, each.code, path, over=over) if left else ()
        missing += unknown
    rule = f"{rule}; the donor of the rest leaves no gap"
    given = [contribution for _path, each in chosen for contribution in each.contributions]
    if any(contribution.base is ShareBase.ELIGIBLE_COSTS for contribution in given):
        rule = f"{rule}; a share of eligible costs is taken of the whole budget"
    unit = next((p.value.currency for p in parts if isinstance(p.value, Money)), portfolio.currency)
    found = sum_of(parts, unit, rule, "organisations", missing=missing, on=on, known=True)
    donors = (part.record for part in found.parts if ".contributions[" in part.path)
    return at_least(attrs.evolve(found, records=tuple(dict.fromkeys(donors))))


def _left(portfolio: Portfolio, path: str, project: Project, on: date, basis: str) -> Told:
    """A project's budget less what contributions give of it, or what of that is not known."""
    refuse_other_currencies(portfolio, [project], on)
    budgets = project.possible_budgets(on)
    missing = budget_told(project, path, on, budgets)[1]
    if None in budgets:
        return (), missing
    # Where receipts are booked they are better known than the day a contribution names.
    if basis == Basis.RECEIVED and tells(project, Flow.RECEIVED):
        return receipts_left(portfolio, path, project, on)
    counted = [
        (f"{path}.contributions[{index}]", each, sure)
        for index, each in enumerate(project.contributions)
        if (sure := _counts(each, basis, on)) is not False
    ]
    unknown = lacking(
        each.donor
        for _at, each, _sure in counted
        if _unstated(portfolio, project, each, budgets[0])
    )
    if unknown:
        return (), unknown
    paths = {at for at, _each, _sure in counted}
    maybe = {at: each for at, each, sure in counted if sure is None}
    gaps = [
        _gap(portfolio, (path, project), on, whole, paying)
        for whole in filter(None, budgets)
        for paying in (paths, paths - maybe.keys())
    ]
    low, high = (end(gaps, key=lambda each: number(each.value)) for end in (min, max))
    undated = (Missing(each.donor, Reason.DATE, at, within=True) for at, each in maybe.items())
    kinds = dict.fromkeys(each.qualifier for each in gaps)
    if low.value == high.value and len(kinds) == 1:
        return low.parts, (*missing, *undated)
    kind = qualified((each, False) for each in kinds)
    return (Part(project.code, None, path, low.value, high.value, kind),), (*missing, *undated)


def _gap(
    portfolio: Portfolio, of: tuple[str, Project], on: date, budget: Money, paying: Collection[str]
) -> Figure:
    """What a budget is more than some contributions, named by their paths, pay of it."""
    path, project = of
    paid = (
        Part(str(of.donor), -of.amount, of.path, qualifier=turned(of.contribution.qualifier))
        for of in paid_by(portfolio, project, budget, path)
        if of.contribution and of.path in paying
    )
    (whole, *_), _missing = budget_told(project, path, on, (budget,))
    return sum_of((whole, *paid), budget.currency, "", "organisations")


def _counts(contribution: Contribution, basis: str, on: date) -> bool | None:
    """Tell whether a contribution is stated, or was committed or received, by a day.

    None where it cannot be told, as the day is in the middle of what is known of it.
    """
    if basis == Basis.STATED:
        return True
    when = contribution.committed if basis == Basis.COMMITTED else contribution.received
    if when is None or on < when.start:
        return False
    return True if when.end <= on else None


# Contributions of other kinds often name no amount, and none is missed.
_CASH = (ContributionKind.VOLUNTARY, ContributionKind.JOINT_PROGRAMME)


@figure(unit="%", method=Method.SUM)
def stated_share(portfolio: Portfolio, project: str) -> Figure:
    """The co-financing rate of a project in percent; its base may be unstated."""
    stated = [
        (path, contribution, 100 * Fraction(contribution.share))
        for path, _project, contribution in _contributions(portfolio, project)
        if contribution.share is not None
    ]
    value = percentage(sum((share for _path, _contribution, share in stated), Fraction(0)), 2)
    bases = ", ".join(dict.fromkeys(str(each.base) for _path, each, _share in stated)) or "none"
    parts = tuple(Part(each.donor, percentage(share, 2), path) for path, each, share in stated)
    records = tuple(part.record for part in parts)
    rule = f"sum of shares; base: {bases}"
    return Figure("", value, "%", rule, "organisations", records, parts=parts)
