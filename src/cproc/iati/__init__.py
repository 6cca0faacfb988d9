"""What IATI 2.03 asks of a portfolio: what is published, what is missing, what has no place."""

from cproc.iati.facts import activity_identifiers, budget_by_year, events_of, money_moved, years
from cproc.iati.faults import iati_faults, iati_left_out

__all__ = [
    "activity_identifiers",
    "budget_by_year",
    "events_of",
    "iati_faults",
    "iati_left_out",
    "money_moved",
    "years",
]
