"""The named figures of budgets, and of those who pay them: shares, sums and gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

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
    percentage,
    sum_of,
)
from cproc.figures.named_finance import at_least, one_sided, receipts_left
from cproc.figures.subjects import Flow, attributed, budget_by_project, in_force, paid_by, tells
from cproc.model import (
    Contribution,
    ContributionKind,
    HeadingRole,
    Money,
    Portfolio,
    Project,
    ShareBase,
)


def _version_path(project: Project, path: str, on: date) -> str:
    """The path of a project's budget version in effect, of the project where there is none."""
    version = project.budget_version(on)
    # By identity: two versions may be equal in all but their place.
    at = next((index for index, each in enumerate(project.budget) if each is version), None)
    return path if at is None else f"{path}.budget[{at}]"


def _version_paths(portfolio: Portfolio, on: date) -> dict[str, str]:
    return {each.code: _version_path(each, path, on) for path, each in projects_of(portfolio, None)}


def _budgets(portfolio: Portfolio, on: Day, *, ended: bool = False) -> Figure:
    on = on or portfolio.period.end
    budgets = budget_by_project(portfolio, on, ended)
    paths = _version_paths(portfolio, on)
    rows = [(str(row.key[0]), row.value) for row in budgets.rows]
    parts = (Part(code, value, paths[code]) for code, value in rows if value is not None)
    missing = lacking((code for code, value in rows if value is None), Reason.BUDGET)
    unit, of = budgets.unit, "projects"
    return sum_of(parts, unit, budgets.rule, of, missing=missing, on=on, known=True)


@figure(unit=CURRENCY, method=Method.SUM)
def budget_total(portfolio: Portfolio, on: Day = None) -> Figure:
    """Sum the budgets in force of the projects that run on a day."""
    return _budgets(portfolio, on)


@figure(unit=CURRENCY, method=Method.SUM)
def budget_all(portfolio: Portfolio, on: Day = None) -> Figure:
    """Sum the budgets in force of all projects begun by a day, those that ended with their last."""
    return _budgets(portfolio, on, ended=True)


@figure(unit=CURRENCY, method=Method.DIFFERENCE)
def budget_change(portfolio: Portfolio, since: Day = None, on: Day = None) -> Figure:
    """The budget in force on a day less that on an earlier day, project by project.

    Where it is not told, the earlier day is the one before the reporting period. A project
    whose budget is not known on one of the days is left out of both.
    """
    since = since or portfolio.period.start - timedelta(days=1)
    on = on or portfolio.period.end
    earlier, later = (
        {str(row.key[0]): row.value for row in budget_by_project(portfolio, day).rows}
        for day in (since, on)
    )
    paths = [_version_paths(portfolio, day) for day in (since, on)]
    zero = Money(0, portfolio.currency)
    parts, missing = [], []
    for project in portfolio.projects:
        code = project.code
        then, now = earlier.get(code, zero), later.get(code, zero)
        if not isinstance(then, Money) or not isinstance(now, Money):
            missing.append(Missing(code, Reason.BUDGET))
        elif then != now:
            parts.append(Part(code, now - then, paths[code in later][code]))
    rule = f"budget in force on {on} less that on {since}"
    return sum_of(parts, zero.currency, rule, "projects", missing=missing, on=on, known=True)


@figure(unit=CURRENCY, method=Method.SUM)
def project_budget(portfolio: Portfolio, project: str, on: Day = None) -> Figure:
    """The last version of a project's budget in effect on a day."""
    on = on or portfolio.period.end
    path, chosen = projects_of(portfolio, project)[0]
    budget = chosen.budget_at(on)
    rule = "last version in effect on the day"
    if budget is None:
        missing = [Missing(project, Reason.BUDGET, path)]
        return sum_of((), portfolio.currency, rule, "projects", missing=missing, on=on)
    part = Part(project, budget, _version_path(chosen, path, on))
    return sum_of([part], budget.currency, rule, "projects", on=on)


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
    counts: Callable[[Project, Contribution], bool],
) -> Figure:
    """Count the donors of contributions; of a project without any nobody knows who pays it."""
    projects = projects_of(portfolio, project)
    missing = [Missing(each.code, path=path) for path, each in projects if not each.contributions]
    chosen = (item for item in _contributions(portfolio, project) if counts(item[1], item[2]))
    first: dict[str, Part] = {}
    for path, _project, contribution in chosen:
        first.setdefault(contribution.donor, Part(contribution.donor, 1, path))
    return sum_of(first.values(), "donors", rule, "organisations", missing=missing, known=True)


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

    def came(to: Project, contribution: Contribution) -> bool:
        if contribution.received is not None and portfolio.period.overlaps(contribution.received):
            return True
        return any(
            paid.party == contribution.donor and paid.date in portfolio.period
            for paid in to.transactions
            if paid.type in Flow.RECEIVED.types
        )

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
    in_kind = kind == ContributionKind.IN_KIND

    def lacks(of: Project, contribution: Contribution) -> bool:
        budget = of.budget_at(on)
        if in_kind:
            return contribution.amount is None and (contribution.share is None or budget is None)
        return _unstated(portfolio, of, contribution, budget)

    wanted = {
        path: (of, contribution)
        for path, of, contribution in _contributions(portfolio, project)
        if donor in (None, contribution.donor) and kind in (None, contribution.kind)
    }
    parts = tuple(
        Part(part.donor, part.amount, part.path)
        for part in attributed(portfolio, on, in_kind=in_kind)
        if part.donor is not None and part.path in wanted
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
    return sum_of(parts, unit, rule, of, missing=unknown, on=on, known=known)


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
    budgets = {
        each.code: each.budget_at(on)
        for each in in_force(portfolio, on)
        if project in (None, each.code)
        and (kind is None or any(contribution.kind == kind for contribution in each.contributions))
    }
    known = (budget for budget in budgets.values() if budget is not None)
    base = Money.total(known, portfolio.currency)
    rule = f"part of {base}, the budgets in force of {', '.join(budgets) or 'none'}"
    unknown = lacking((c for c, budget in budgets.items() if budget is None), Reason.BUDGET)
    if not isinstance(paid.value, Money) or not base.amount or unknown:
        missing = paid.missing or unknown or (Missing(donor),)
        return Figure("", None, "%", rule, "organisations", (), missing, on)
    share = percentage(100 * paid.value.ratio(base), 1)
    return Figure("", share, "%", rule, "organisations", (donor,), paid.missing, on)


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


def _left(
    portfolio: Portfolio, path: str, project: Project, on: date, basis: str
) -> tuple[tuple[Part, ...], tuple[Missing, ...]]:
    """A project's budget less what contributions give of it, or what of that is not known."""
    budget = project.budget_at(on)
    if budget is None:
        return (), (Missing(project.code, Reason.BUDGET, path),)
    # Where receipts are booked they are better known than the day a contribution names.
    if basis == Basis.RECEIVED and tells(project, Flow.RECEIVED):
        return receipts_left(portfolio, path, project, on) or (), ()
    counted = [each for each in project.contributions if _counts(each, basis, on)]
    if unknown := lacking(c.donor for c in counted if _unstated(portfolio, project, c, budget)):
        return (), unknown
    paid = (
        Part(str(part.donor), -part.amount, part.path)
        for part in paid_by(portfolio, project, budget, path)
        if part.contribution and _counts(part.contribution, basis, on)
    )
    return (Part(project.code, budget, _version_path(project, path, on)), *paid), ()


def _counts(contribution: Contribution, basis: str, on: date) -> bool:
    """Tell whether a contribution is stated, or was committed or received, by a day."""
    if basis == Basis.STATED:
        return True
    when = contribution.committed if basis == Basis.COMMITTED else contribution.received
    return when is not None and when.end <= on


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
