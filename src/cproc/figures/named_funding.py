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
from cproc.figures.exchange import dated, exchange_of
from cproc.figures.funding import attributed, in_force, paid_by
from cproc.figures.named_finance import receipts_gap
from cproc.figures.named_money import version_paths
from cproc.figures.results import Figure, Part, percentage, sum_of
from cproc.figures.spending import Flow
from cproc.model import Contribution, ContributionKind, Portfolio, Project, ShareBase
from cproc.money import Money


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
    for index, known in enumerate(portfolio.projects):
        if project in (None, known.code):
            for number, made in enumerate(known.contributions):
                yield f"projects[{index}].contributions[{number}]", known, made


def _donors(found: Iterable[tuple[str, Project, Contribution]], told: str) -> Figure:
    first: dict[str, str] = {}
    for path, _project, made in found:
        first.setdefault(made.donor, path)
    parts = tuple(Part(donor, 1, path) for donor, path in first.items())
    return Figure("", len(first), "donors", told, "organisations", tuple(first), parts=parts)


@figure(unit="donors", method=Method.COUNT)
def donors(portfolio: Portfolio, project: str | None = None, kind: str | None = None) -> Figure:
    """Count those who contribute to a project, or to any project, in one form or in any."""
    known_choice("kind of contribution", kind, ContributionKind)
    found = (
        item for item in _contributions(portfolio, project) if kind is None or item[2].kind == kind
    )
    return _donors(found, "organisations with a contribution, each once")


@figure(unit="donors", method=Method.COUNT)
def donors_in_period(portfolio: Portfolio, project: str | None = None) -> Figure:
    """Count those whose contribution, to a project or to any, was received in the period.

    It is received in the time it names, and by each transaction of incoming funds whose party
    is the donor.
    """

    def came(to: Project, made: Contribution) -> bool:
        if made.received is not None and portfolio.period.overlaps(made.received):
            return True
        return any(
            paid.party == made.donor and paid.date in portfolio.period
            for paid in to.transactions
            if paid.type in Flow.RECEIVED.types
        )

    found = (item for item in _contributions(portfolio, project) if came(item[1], item[2]))
    return _donors(found, "organisations with a contribution received in the reporting period")


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
    if donor is not None and donor not in {known.id for known in portfolio.organisations}:
        raise UnknownNameError("donor", donor, (known.id for known in portfolio.organisations))
    on = on or portfolio.period.end
    if project is not None:
        project_of(portfolio, project)

    def wanted(of: Project, made: Contribution) -> bool:
        return (
            project in (None, of.code) and donor in (None, made.donor) and kind in (None, made.kind)
        )

    in_kind = kind == ContributionKind.IN_KIND

    def lacks(of: Project, made: Contribution) -> bool:
        budget = of.budget_at(on)
        if in_kind:
            return made.amount is None and (made.share is None or budget is None)
        return _unstated(portfolio, of, made, budget)

    parts = tuple(
        Part(part.contribution.donor, part.amount, part.path)
        for part in attributed(portfolio, on, in_kind=in_kind)
        if part.contribution is not None and wanted(part.project, part.contribution)
    )
    running = {known.code for known in in_force(portfolio, on)}
    unknown = dict.fromkeys(
        made.donor
        for _path, of, made in _contributions(portfolio, project)
        if of.code in running and wanted(of, made) and lacks(of, made)
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
    portfolio: Portfolio, project: Project, made: Contribution, budget: Money | None
) -> bool:
    """Tell whether a contribution in money does not tell what it pays of a budget.

    It does not where it is in another currency and no rate converts it. What is given in kind
    pays nothing of it.
    """
    if made.in_kind:
        return False
    if budget is None:
        return True
    if made.amount is not None and made.amount.currency != budget.currency:
        try:
            exchange_of(portfolio, project)(made.amount, dated(made, project))
        except InvalidValueError:
            return True
    told = made.amount is not None or made.share is not None or made.rest
    return not told and made.kind in _CASH


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
        known
        for known in in_force(portfolio, on)
        if project in (None, known.code)
        and (kind is None or any(made.kind == kind for made in known.contributions))
    ]
    budgets = [known.budget_at(on) for known in of]
    base = Money.total((made for made in budgets if made is not None), portfolio.currency)
    told = f"part of {base}, the budgets in force of {', '.join(k.code for k in of) or 'none'}"
    if not isinstance(paid.value, Money) or not base.amount or None in budgets:
        missing = paid.missing or tuple(
            k.code for k, made in zip(of, budgets, strict=True) if made is None
        )
        return Figure("", None, "%", told, "organisations", (), missing or (donor,), on)
    share = percentage(100 * paid.value.ratio(base), 1)
    return Figure("", share, "%", told, "organisations", (donor,), paid.missing, on)


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
    found = project_of(portfolio, project)
    at = f"projects[{portfolio.projects.index(found)}]"
    budget = found.budget_at(on)
    instalments = any(made.type in Flow.RECEIVED.types for made in found.transactions)
    if budget is not None and basis == Basis.RECEIVED and instalments:
        return receipts_gap(portfolio, project, on)
    unknown = tuple(
        made.donor
        for made in found.contributions
        if _counts(made, basis, on) and _unstated(portfolio, found, made, budget)
    )
    told = f"budget in force less contributions {basis}; the donor of the rest leaves no gap"
    if any(made.base is ShareBase.ELIGIBLE_COSTS for made in found.contributions):
        told = f"{told}; a share of eligible costs is taken of the whole budget"
    if budget is None or unknown:
        lacking = (project,) if budget is None else unknown
        return Figure("", None, portfolio.currency, told, "organisations", (), lacking, on)
    paid = [part for part in paid_by(portfolio, found, budget, at) if part.contribution]
    paid = [part for part in paid if part.contribution and _counts(part.contribution, basis, on)]
    gap = budget - Money.total((part.amount for part in paid), budget.currency)
    parts = (
        Part(project, budget, version_paths(portfolio, on)[project]),
        *(Part(str(part.donor), -part.amount, part.path) for part in paid),
    )
    names = tuple(
        made.donor for made in found.contributions if not made.in_kind and _counts(made, basis, on)
    )
    return Figure("", gap, budget.currency, told, "organisations", names, on=on, parts=parts)


def _counts(made: Contribution, basis: str, on: date) -> bool:
    """Tell whether a contribution is stated, or was committed or received, by a day."""
    if basis == Basis.STATED:
        return True
    when = made.committed if basis == Basis.COMMITTED else made.received
    return when is not None and when.end <= on


_CASH = (ContributionKind.VOLUNTARY, ContributionKind.JOINT_PROGRAMME)


@figure(unit="%", method=Method.SUM)
def stated_share(portfolio: Portfolio, project: str) -> Figure:
    """The co-financing rate of a project in percent; its base may be unstated."""
    shares = [
        (path, made, Fraction(made.share))
        for path, _project, made in _contributions(portfolio, project)
        if made.share is not None
    ]
    value = percentage(100 * sum((share for _path, _made, share in shares), Fraction(0)), 2)
    bases = ", ".join(dict.fromkeys(str(made.base) for _path, made, _share in shares)) or "none"
    parts = tuple(Part(made.donor, percentage(100 * s, 2), path) for path, made, s in shares)
    records = tuple(part.record for part in parts)
    told = f"sum of shares; base: {bases}"
    return Figure("", value, "%", told, "organisations", records, parts=parts)
