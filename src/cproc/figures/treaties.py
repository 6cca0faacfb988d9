"""What states are to a treaty, at a date and over a period."""

from __future__ import annotations

from datetime import date

from cproc.dates import Period
from cproc.model import Portfolio, TreatyEvent, TreatyStatus


def effective(portfolio: Portfolio, event: TreatyEvent) -> date:
    """The day from which an event counts.

    An event known to a month or a year counts from its last day, or from the last day of
    the reporting period if that comes first; one without a date counts from the latter.
    """
    last = portfolio.period.end
    if event.when is None:
        return last
    return max(event.when.start, min(event.when.end, last))


def treaty_status(
    portfolio: Portfolio, treaty: str, on: date | None = None
) -> dict[str, TreatyEvent]:
    """The event that makes each state what it is to a treaty on a day, by ISO code."""
    day = on or portfolio.period.end
    rank = list(reversed(TreatyStatus))
    events = sorted(
        (
            event
            for event in portfolio.treaty_events
            if event.treaty == treaty and effective(portfolio, event) <= day
        ),
        key=lambda event: (effective(portfolio, event), rank.index(event.status)),
    )
    return dict(sorted({event.country: event for event in events}.items()))


def treaty_changes(
    portfolio: Portfolio, treaty: str, period: Period | None = None
) -> tuple[TreatyEvent, ...]:
    """The dated events of a period (the reporting period where absent), by date."""
    span = period or portfolio.period
    events = [
        event
        for event in portfolio.treaty_events
        if event.treaty == treaty and event.when and effective(portfolio, event) in span
    ]
    return tuple(sorted(events, key=lambda event: (effective(portfolio, event), event.country)))
