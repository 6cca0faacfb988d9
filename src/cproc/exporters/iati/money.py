"""Budgets, what is to be paid, and transactions of an activity."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from cproc.iati.facts import budget_by_year, money_moved
from cproc.iati.publishing import Publishing, period, value
from cproc.model import Project, Transaction, TransactionType

_INCOMING = {
    TransactionType.INCOMING_FUNDS,
    TransactionType.INCOMING_COMMITMENT,
    TransactionType.INCOMING_PLEDGE,
}


def add_budgets(publishing: Publishing, activity: Element, project: Project) -> None:
    """Add the budget in force, or all versions up to now, a part for each year."""
    on, first = publishing.on, min((each.effective for each in project.budget), default=None)
    in_force = project.budget_version(on)
    versions = [in_force] if in_force else []
    if publishing.history:
        up_to_now = (each for each in project.budget if each.effective <= on)
        versions = sorted(up_to_now, key=lambda version: version.effective)
    agreed = any(each.committed and each.committed.start <= on for each in project.contributions)
    for version in versions:
        kind = {"type": "1" if version.effective == first else "2", "status": "12"[agreed]}
        year_start = publishing.portfolio.financial_year
        for part, amount in budget_by_year(project, version, on, year_start):
            if amount.amount > 0:
                budget = SubElement(activity, "budget", kind)
                period(budget, part.start, part.end)
                value(budget, amount, version.effective)


def add_planned(publishing: Publishing, activity: Element, project: Project) -> None:
    """Add the instalments that are expected and have not come."""
    for each in project.instalments:
        come = each.transaction or (each.received and each.received.end <= publishing.on)
        if each.amount is not None and each.expected is not None and not come:
            planned = SubElement(activity, "planned-disbursement", {"type": "1"})
            period(planned, each.expected.start, each.expected.end)
            value(planned, each.amount, publishing.portfolio.issued)
            publishing.party(planned, "provider-org", each.donor)
            publishing.party(planned, "receiver-org", publishing.own.id)


def add_transactions(publishing: Publishing, activity: Element, project: Project) -> None:
    """Add what was paid and promised up to now, each in its own currency."""
    for paid in money_moved(publishing.portfolio, project):
        reference = paid.voucher or paid.id
        element = SubElement(activity, "transaction", {"ref": reference} if reference else {})
        SubElement(element, "transaction-type", {"code": str(paid.type.code)})
        SubElement(element, "transaction-date", {"iso-date": paid.date.isoformat()})
        value(element, paid.amount, paid.value_date or paid.date)
        if paid.description and str(paid.description).strip():
            publishing.text(element, "description", paid.description)
        _add_parties(publishing, element, project, paid)


def _add_parties(
    publishing: Publishing, element: Element, project: Project, paid: Transaction
) -> None:
    mine, own = publishing.identifiers[project.code], publishing.own.id
    party, theirs = paid.party, paid.party_activity
    if paid.type not in _INCOMING:
        publishing.party(element, "provider-org", own, provider_activity_id=mine)
        if party:
            publishing.party(element, "receiver-org", party, receiver_activity_id=theirs)
        return
    if party:
        named = (each.donor_activity for each in project.contributions if each.donor == party)
        theirs = theirs or next(filter(None, named), "")
        publishing.party(element, "provider-org", party, provider_activity_id=theirs)
    publishing.party(element, "receiver-org", own, receiver_activity_id=mine)
