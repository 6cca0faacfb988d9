"""What is due by which day: reports to donors, instalments of theirs, activities ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

import attrs

from cproc.figures.counting import lies_in
from cproc.figures.counting.periods import Time
from cproc.figures.subjects.funding import projects_of
from cproc.labels import Labels
from cproc.model import (
    Activity,
    ActivityStatus,
    DateSpan,
    DonorReport,
    Instalment,
    Period,
    Portfolio,
    Project,
    day_before,
)

HORIZON = 90
"""Days that are looked ahead where nobody asks for others."""


def days_ahead(on: date, within: int = HORIZON) -> Period:
    """A day and so many days after it, as far as the calendar goes."""
    left = (date.max - on).days
    return Period(on, on + timedelta(min(within, left)))


def all_true(*facts: bool | None) -> bool | None:
    """Whether all of some facts hold; None where that cannot be told."""
    if False in facts:
        return False
    return None if None in facts else True


def happened_by(when: DateSpan | None, on: date) -> bool | None:
    """Whether what is recorded with its time had happened by a day; None where nobody knows."""
    return lies_in(when, Period(date.min, on))


def is_before(when: DateSpan | None, on: date) -> bool | None:
    """Whether a day, as far as it is known, lies before another; of no day nobody knows."""
    last = day_before(on)
    if last is None:
        return False
    return None if when is None else lies_in(when, Period(date.min, last))


class DeadlineState(StrEnum):
    """Where a deadline stands on a day."""

    OVERDUE = "overdue"
    DUE = "due"
    UNCERTAIN = "uncertain"
    REQUESTED = "requested"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RECEIVED = "received"


@attrs.frozen
class Deadline:
    """A report that is due, or an instalment that is expected.

    Args:
        project: The project it is of.
        record: The report or the instalment.
        path: Where it stands in the portfolio.
    """

    project: Project
    record: DonorReport | Instalment
    path: str

    @property
    def day(self) -> DateSpan | None:
        """When it is due or expected, as far as that is known."""
        return self.record.due if isinstance(self.record, DonorReport) else self.record.expected

    @property
    def donor(self) -> str | None:
        """To whom, or from whom: where none is named, the only one who contributes."""
        if self.record.donor:
            return self.record.donor
        donors = {each.donor for each in self.project.contributions}
        return donors.pop() if len(donors) == 1 else None

    @property
    def settled_on(self) -> DateSpan | None:
        """When the report was submitted, or the instalment received; that of its transaction."""
        if isinstance(self.record, DonorReport):
            return self.record.submitted
        booked = (t for t in self.project.transactions if t.id == self.record.transaction)
        paid = next(booked, None) if self.record.transaction else None
        return DateSpan(paid.date, paid.date) if paid else self.record.received

    def is_of(self, donor: str | None) -> bool | None:
        """Whether it concerns a donor; None where it may be of another."""
        if donor is None:
            return True
        if self.donor is not None:
            return self.donor == donor
        return None if any(c.donor == donor for c in self.project.contributions) else False

    def is_open(self, on: date) -> bool | None:
        """Whether it is still to be submitted or received at the end of a day."""
        settled = happened_by(self.settled_on, on)
        return None if settled is None else not settled

    def is_late(self, on: date) -> bool | None:
        """Whether its day lies before a day, and it was still open then."""
        return all_true(self.is_open(on), is_before(self.day, on))

    def lies_ahead(self, on: date, within: int = HORIZON) -> bool | None:
        """Whether it is open, and its day is one of so many from a day on."""
        there = None if self.day is None else lies_in(self.day, days_ahead(on, within))
        return all_true(self.is_open(on), there)

    def state(self, on: date) -> DeadlineState:
        """Where it stands at the end of a day."""
        is_report = isinstance(self.record, DonorReport)
        if self.is_open(on) is False:
            if not is_report:
                return DeadlineState.RECEIVED
            accepted = happened_by(getattr(self.record, "accepted", None), on)
            return DeadlineState.ACCEPTED if accepted else DeadlineState.SUBMITTED
        if not is_report and happened_by(getattr(self.record, "requested", None), on):
            return DeadlineState.REQUESTED
        late = self.is_late(on)
        if late is None:
            return DeadlineState.UNCERTAIN
        return DeadlineState.OVERDUE if late else DeadlineState.DUE

    def kind_in(self, labels: Labels) -> str:
        """What it is, in words: of a report its kind."""
        if isinstance(self.record, DonorReport):
            return labels(f"report_kind.{self.record.kind}")
        return labels("word.instalment")

    def state_in(self, labels: Labels, on: date) -> str:
        """Where it stands at the end of a day in words, with the days that are left or over."""
        state, key = self.state(on), f"deadline_state.{self.state(on)}"
        if state in (DeadlineState.DUE, DeadlineState.OVERDUE) and self.day is not None:
            days = abs((self.day.end - on).days)
            return labels.plural(key, days, days=days)
        when = self.settled_on
        if state is DeadlineState.REQUESTED:
            when = getattr(self.record, "requested", None)
        elif state is DeadlineState.ACCEPTED:
            when = getattr(self.record, "accepted", None)
        return labels(key, day=labels.span(when) if when else "")


def deadlines_of(path: str, project: Project) -> Iterator[Deadline]:
    """The reports and instalments of a project, in their order.

    Args:
        path: Where the project stands in the portfolio.
        project: The project.
    """
    for index, report in enumerate(project.donor_reports):
        yield Deadline(project, report, f"{path}.donor_reports[{index}]")
    for index, instalment in enumerate(project.instalments):
        yield Deadline(project, instalment, f"{path}.instalments[{index}]")


def deadlines(
    portfolio: Portfolio, on: date | None = None, within: int = HORIZON
) -> tuple[Deadline, ...]:
    """What is due or expected: what is late, what lies ahead, and what the period has settled.

    Args:
        portfolio: Whose projects.
        on: The day; the last of the reporting period where absent.
        within: How many days ahead.

    Returns:
        In the order of their days; those without one come last.

    Example:
        >>> import cproc
        >>> for each in deadlines(cproc.load("examples/eu_grant")):
        ...     print(each.day, each.state(each.project.period.end))
        2024-02 received
        2024-02-29 accepted
        2025-01 requested
        2025-03-31 due
        2025-03-31 due
    """
    on = on or portfolio.period.end
    last = days_ahead(on, within).end

    def is_shown(each: Deadline) -> bool:
        if each.is_open(on) is False:
            return lies_in(each.settled_on, portfolio.period) is not False
        return each.day is None or each.day.start <= last

    every = (each for of in projects_of(portfolio, None) for each in deadlines_of(*of))
    return tuple(sorted(filter(is_shown, every), key=_in_time))


def _in_time(each: Deadline) -> tuple[date, date]:
    return (each.day.end, each.day.start) if each.day else (date.max, date.max)


_ON_THE_WAY = (ActivityStatus.PLANNED, ActivityStatus.HELD)


def activities_ahead(
    portfolio: Portfolio, on: date, within: int = HORIZON, told: bool | None = True
) -> tuple[Activity, ...]:
    """The activities that begin on one of the days ahead, in the portfolio's order.

    One that is cancelled or postponed does not; one that is recorded as held did.

    Args:
        portfolio: Whose.
        on: The day from which is looked ahead.
        within: How many days.
        told: None for those that may do so, and cannot be told to.
    """
    ahead = days_ahead(on, within)

    def begins(activity: Activity) -> bool | None:
        facts = {Time(of.begins, of.begins).in_(ahead) for of in activity.occurrences}
        return True if True in facts else None if None in facts else False

    of_status = (each for each in portfolio.activities if each.status in _ON_THE_WAY)
    return tuple(activity for activity in of_status if begins(activity) is told)
