"""Budgets, what is to be paid, and transactions of an activity."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from cproc.iati.facts import budget_by_year, budget_versions, instalments_to_come, money_moved
from cproc.iati.publishing import Publishing, period, value
from cproc.model import Project, Transaction, TransactionType

_INCOMING = {
    TransactionType.INCOMING_FUNDS,
    TransactionType.INCOMING_COMMITMENT,
    TransactionType.INCOMING_PLEDGE,
}


def add_budgets(publishing: Publishing, activity: Element, project: Project) -> None:
    """Add the budget in force, or all versions up to now, a part for each year."""
    on, year_start = publishing.on, publishing.portfolio.financial_year
    agreed = any(each.committed and each.committed.start <= on for each in project.contributions)
    for version, kind in budget_versions(project, on, history=publishing.history):
        for part, amount in budget_by_year(project, version, on, year_start):
            if amount.amount > 0:
                given = {"type": kind, "status": "2" if agreed else "1"}
                budget = SubElement(activity, "budget", given)
                period(budget, part.start, part.end)
                value(budget, amount, version.effective)


def add_planned(publishing: Publishing, activity: Element, project: Project) -> None:
    """Add the instalments that are expected and have not come."""
    for each, amount, expected in instalments_to_come(project, publishing.on):
        planned = SubElement(activity, "planned-disbursement", {"type": "1"})
        period(planned, expected.start, expected.end)
        value(planned, amount, publishing.portfolio.issued)
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
