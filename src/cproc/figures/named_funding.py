"""The named figures of those who pay budgets: shares, sums and gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from fractions import Fraction

from cproc.errors import InvalidValueError, UnknownNameError
from cproc.figures.catalogue import (
    CURRENCY,
    Method,
    figure,
    known_choice,
    project_of,
)
from cproc.figures.counting import Figure, Part, dated, exchange_of, percentage, sum_of
from cproc.figures.funding import attributed, in_force, paid_by
from cproc.figures.named_finance import receipts_gap
from cproc.figures.named_money import version_path
from cproc.figures.spending import Flow
from cproc.model import Contribution, ContributionKind, Money, Portfolio, Project, ShareBase


class Basis(StrEnum):
    """Which contributions are taken from a budget to give its gap."""

    STATED = "stated"
    COMMITTED = "committed"
    RECEIVED = "received"


def _contributions(
    portfolio: Portfolio, project: str | None
) -> Iterator[tuple[str, Project, Contribution]]:
    """The contributions to a project, or to all, each with its path."""
    if project is not None:
        project_of(portfolio, project)
    for index, each in enumerate(portfolio.projects):
        if project in (None, each.code):
            for number, contribution in enumerate(each.contributions):
                yield f"projects[{index}].contributions[{number}]", each, contribution


def _donors(chosen: Iterable[tuple[str, Project, Contribution]], rule: str) -> Figure:
    first: dict[str, str] = {}
    for path, _project, contribution in chosen:
        first.setdefault(contribution.donor, path)
    parts = tuple(Part(donor, 1, path) for donor, path in first.items())
    return Figure("", len(first), "donors", rule, "organisations", tuple(first), parts=parts)


@figure(unit="donors", method=Method.COUNT)
def donors(portfolio: Portfolio, project: str | None = None, kind: str | None = None) -> Figure:
    """Count those who contribute to a project, or to any project, in one form or in any."""
    known_choice("kind of contribution", kind, ContributionKind)
    chosen = (
        item for item in _contributions(portfolio, project) if kind is None or item[2].kind == kind
    )
    return _donors(chosen, "organisations with a contribution, each once")


@figure(unit="donors", method=Method.COUNT)
def donors_in_period(portfolio: Portfolio, project: str | None = None) -> Figure:
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

    chosen = (item for item in _contributions(portfolio, project) if came(item[1], item[2]))
    return _donors(chosen, "organisations with a contribution received in the reporting period")


@figure(unit=CURRENCY, method=Method.SUM)
def funding(
    portfolio: Portfolio,
    donor: str | None = None,
    kind: str | None = None,
    project: str | None = None,
    on: date | None = None,
) -> Figure:
    """Sum what donors pay of the budgets in force on a day: one donor, form or project, or all.

    A share of eligible costs, or without a stated base, is taken as one of the whole budget;
    the donor of the rest pays what the others leave. What is given in kind stands beside the
    budgets: it is in the sum only where ``kind="in_kind"`` asks for it alone.
    """
    known_choice("kind of contribution", kind, ContributionKind)
    if donor is not None and donor not in {each.id for each in portfolio.organisations}:
        raise UnknownNameError("donor", donor, (each.id for each in portfolio.organisations))
    on = on or portfolio.period.end
    if project is not None:
        project_of(portfolio, project)

    def wanted(of: Project, contribution: Contribution) -> bool:
        return (
            project in (None, of.code)
            and donor in (None, contribution.donor)
            and kind in (None, contribution.kind)
        )

    in_kind = kind == ContributionKind.IN_KIND

    def lacks(of: Project, contribution: Contribution) -> bool:
        budget = of.budget_at(on)
        if in_kind:
            return contribution.amount is None and (contribution.share is None or budget is None)
        return _unstated(portfolio, of, contribution, budget)

    parts = tuple(
        Part(part.contribution.donor, part.amount, part.path)
        for part in attributed(portfolio, on, in_kind=in_kind)
        if part.contribution is not None and wanted(part.project, part.contribution)
    )
    running = {each.code for each in in_force(portfolio, on)}
    unknown = dict.fromkeys(
        contribution.donor
        for _path, of, contribution in _contributions(portfolio, project)
        if of.code in running and wanted(of, contribution) and lacks(of, contribution)
    )
    rule = "budgets in force, as far as contributions tell who pays them"
    if in_kind:
        rule = "what is given in kind, beside the budgets, as far as its value is stated"
    return sum_of(
        parts,
        portfolio.currency,
        rule,
        "organisations",
        missing=tuple(unknown),
        on=on,
        known=bool(parts or not unknown),
    )


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
    portfolio: Portfolio,
    donor: str,
    kind: str | None = None,
    project: str | None = None,
    on: date | None = None,
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
    of = [
        each
        for each in in_force(portfolio, on)
        if project in (None, each.code)
        and (kind is None or any(contribution.kind == kind for contribution in each.contributions))
    ]
    budgets = [each.budget_at(on) for each in of]
    base = Money.total((budget for budget in budgets if budget is not None), portfolio.currency)
    rule = f"part of {base}, the budgets in force of {', '.join(k.code for k in of) or 'none'}"
    if not isinstance(paid.value, Money) or not base.amount or None in budgets:
        missing = paid.missing or tuple(
            k.code for k, budget in zip(of, budgets, strict=True) if budget is None
        )
        return Figure("", None, "%", rule, "organisations", (), missing or (donor,), on)
    share = percentage(100 * paid.value.ratio(base), 1)
    return Figure("", share, "%", rule, "organisations", (donor,), paid.missing, on)


@figure(unit=CURRENCY, method=Method.DIFFERENCE)
def funding_gap(
    portfolio: Portfolio, project: str, on: date | None = None, basis: str = Basis.STATED
) -> Figure:
    """The part of a project's budget that no contribution covers, if all amounts are known.

    ``basis`` is ``stated``, ``committed`` or ``received``: which contributions count by the day.
    Of a project that has transactions of incoming funds, what is received is told by these, as
    in `receipts_gap`.
    """
    known_choice("basis", basis, Basis)
    on = on or portfolio.period.end
    chosen = project_of(portfolio, project)
    at = f"projects[{portfolio.projects.index(chosen)}]"
    budget = chosen.budget_at(on)
    # Where receipts are booked they are better known than the day a contribution names.
    instalments = any(paid.type in Flow.RECEIVED.types for paid in chosen.transactions)
    if budget is not None and basis == Basis.RECEIVED and instalments:
        return receipts_gap(portfolio, project, on)
    unknown = tuple(
        contribution.donor
        for contribution in chosen.contributions
        if _counts(contribution, basis, on) and _unstated(portfolio, chosen, contribution, budget)
    )
    rule = f"budget in force less contributions {basis}; the donor of the rest leaves no gap"
    if any(contribution.base is ShareBase.ELIGIBLE_COSTS for contribution in chosen.contributions):
        rule = f"{rule}; a share of eligible costs is taken of the whole budget"
    if budget is None or unknown:
        lacking = (project,) if budget is None else unknown
        return Figure("", None, portfolio.currency, rule, "organisations", (), lacking, on)
    paid = [part for part in paid_by(portfolio, chosen, budget, at) if part.contribution]
    paid = [part for part in paid if part.contribution and _counts(part.contribution, basis, on)]
    gap = budget - Money.total((part.amount for part in paid), budget.currency)
    parts = (
        Part(project, budget, version_path(portfolio, chosen, on)),
        *(Part(str(part.donor), -part.amount, part.path) for part in paid),
    )
    names = tuple(
        contribution.donor
        for contribution in chosen.contributions
        if not contribution.in_kind and _counts(contribution, basis, on)
    )
    return Figure("", gap, budget.currency, rule, "organisations", names, on=on, parts=parts)


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
    shares = [
        (path, contribution, Fraction(contribution.share))
        for path, _project, contribution in _contributions(portfolio, project)
        if contribution.share is not None
    ]
    value = percentage(100 * sum((share for _path, _made, share in shares), Fraction(0)), 2)
    bases = (
        ", ".join(dict.fromkeys(str(contribution.base) for _path, contribution, _share in shares))
        or "none"
    )
    parts = tuple(
        Part(contribution.donor, percentage(100 * s, 2), path) for path, contribution, s in shares
    )
    records = tuple(part.record for part in parts)
    rule = f"sum of shares; base: {bases}"
    return Figure("", value, "%", rule, "organisations", records, parts=parts)
