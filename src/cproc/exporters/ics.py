"""Writes activities as a calendar (iCalendar, RFC 5545), one all-day event for each occurrence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

import attrs

from cproc import model
from cproc.dates import Precision
from cproc.errors import Problem, problem
from cproc.figures import reported
from cproc.hookspecs import Exporter, Job
from cproc.labels import Labels, labels_in
from cproc.model import Activity, ActivityStatus, LocalText, Occurrence, Place, Portfolio
from cproc.report import Naming, Report
from cproc.text import Medium, refuse_unwritable

if TYPE_CHECKING:
    from icalendar import Calendar, Event

_STATUS = {
    ActivityStatus.HELD: "CONFIRMED",
    ActivityStatus.PLANNED: "TENTATIVE",
    ActivityStatus.POSTPONED: "CANCELLED",  # the days it was to be on are free again
    ActivityStatus.CANCELLED: "CANCELLED",
}
_DAY = timedelta(days=1)


@attrs.frozen
class CalendarOptions:
    """Which events a calendar has.

    Args:
        status: Of which status activities are written; all of them where none is named.
        vague: Whether what is known to a month only is written as an event of the whole month.
        every_kind: Whether desk work, publications, tenders and other kinds at which nobody meets
            are written as well.
        reported: Whether only activities of the reporting period are written.
    """

    status: tuple[ActivityStatus, ...] = ()
    vague: Literal["none", "month"] = "none"
    every_kind: bool = False
    reported: bool = False


class CalendarExporter(Exporter):
    """Writes what calendar programs subscribe to or import: days, places, projects, partners."""

    name = "ics"
    suffix = ".ics"
    media_type = "text/calendar"
    description = "activities as events of a calendar, for Outlook, Google and others"
    options = CalendarOptions
    needs_report = False
    edition = "public"

    def export(
        self,
        portfolio: Portfolio,
        report: Report | None,  # noqa: ARG002 - it needs none
        stream: BinaryIO,
        job: Job[CalendarOptions],
    ) -> None:
        """Write the calendar; an occurrence without its days is left out, and named.

        Raises:
            DataError: Texts hold control characters, which no calendar can.
        """
        made = _Calendar(_unmarked(portfolio), labels_in(job.language))
        chosen = list(_chosen(portfolio, job.options))
        refuse_unwritable(made.texts(chosen), Medium.CALENDAR)
        calendar = made.head()
        for done, (at, activity) in enumerate(chosen, start=1):
            for number, occurrence in enumerate(activity.occurrences, start=1):
                path = f"activities[{at}].occurrences[{number - 1}]"
                if left_out := _no_event(occurrence, path, job.options):
                    job.leave_out(left_out)
                else:
                    calendar.add_component(made.event(activity, number, occurrence))
            job.progress(done, len(chosen))
        stream.write(calendar.to_ical())
        job.progress(len(chosen), len(chosen))


def _unmarked(portfolio: Portfolio) -> Portfolio:
    """The portfolio, its territories named without the mark of a footnote, which has no place."""
    rules = (attrs.evolve(rule, mark="") for rule in portfolio.designations)
    return attrs.evolve(portfolio, designations=tuple(rules))


def _chosen(portfolio: Portfolio, options: CalendarOptions) -> Iterator[tuple[int, Activity]]:
    """The activities that are written, each with its place in the portfolio."""
    within = {id(each) for each in reported(portfolio)} if options.reported else None
    for at, activity in enumerate(portfolio.activities):
        if (
            (not options.status or activity.status in options.status)
            and (options.every_kind or portfolio.met(activity) is not False)
            and (within is None or id(activity) in within)
        ):
            yield at, activity


def _no_event(occurrence: Occurrence, path: str, options: CalendarOptions) -> Problem | None:
    """Why an occurrence is no event of a calendar, where it is none."""
    when = occurrence.when
    whole = when.precision is Precision.MONTH and options.vague == "month"
    if when.precision is not Precision.DAY and not whole:
        return problem("event-undated", f"{path}.when", str(when))
    return (
        problem("event-undated.last", f"{path}.when", str(when)) if when.end == date.max else None
    )


@attrs.frozen(eq=False)
class _Calendar:
    """Makes the events of a portfolio in one language.

    Args:
        portfolio: Whose activities.
        labels: Words of the language.
    """

    portfolio: Portfolio
    labels: Labels

    @cached_property
    def _names(self) -> Naming:
        return Naming(self.portfolio, self.labels)

    @cached_property
    def _issued(self) -> datetime:
        return datetime.combine(self.portfolio.issued, time(), UTC)

    def texts(self, activities: Iterable[tuple[int, Activity]]) -> Iterator[tuple[str, str]]:
        """Every text that is written, with its path."""
        yield "office.id", self.portfolio.office.id
        yield "office.name", self._names.best(self.portfolio.office.name)
        used = {party for _at, activity in activities for party in activity.partners}
        for at, party in enumerate(self.portfolio.organisations):
            if party.id in used:
                yield f"organisations[{at}].name", self._names.best(party.name)
        for at, project in enumerate(self.portfolio.projects):
            yield f"projects[{at}].name", project.name
        for at, activity in activities:
            path = f"activities[{at}]"
            yield f"{path}.id", activity.id
            yield f"{path}.title", self._names.best(activity.title)
            yield f"{path}.note", self._names.best(activity.note) if activity.note else ""
            yield f"{path}.kind", self._names.kind(activity.kind)
            for place in activity.places:
                yield f"{path}.occurrences", self._names.place(place)

    def head(self) -> Calendar:
        """The calendar without events."""
        from icalendar import Calendar  # noqa: PLC0415 - loaded when a calendar is written

        calendar = Calendar()
        calendar.add("prodid", "-//cproc//activities//EN")
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        calendar.add("method", "PUBLISH")
        name = self._names.best(self.portfolio.office.name)
        _add(calendar, "name", name)
        _add(calendar, "x-wr-calname", name)
        calendar.add("refresh-interval", _DAY, parameters={"VALUE": "DURATION"})
        return calendar

    def event(self, activity: Activity, number: int, occurrence: Occurrence) -> Event:
        """The event of an occurrence, which takes whole days and blocks no diary.

        Args:
            activity: Whose occurrence.
            number: Which of its occurrences, from 1.
            occurrence: The days and places.
        """
        from icalendar import Event  # noqa: PLC0415 - loaded when a calendar is written

        event = Event()
        event.add("uid", f"{activity.id}-{number}@{self.portfolio.office.id}.cproc")
        event.add("dtstamp", self._issued)
        event.add("last-modified", self._issued)
        event.add("sequence", 0)
        event.add("dtstart", occurrence.when.start)
        event.add("dtend", occurrence.when.end + _DAY)  # exclusive: the day behind the last
        event.add("status", _STATUS[activity.status])
        event.add("class", "PUBLIC")
        event.add("transp", "TRANSPARENT")
        codes = list(map(self._names.project, activity.projects))
        title = activity.title
        language = title.language_of(self.labels.language)
        summary = f"{title.best(self.labels.language)} ({', '.join(codes)})"
        _add(event, "summary", summary, language)
        _add(event, "location", self._names.places(occurrence.places), self.labels.language)
        _add(event, "description", self._description(activity), self.labels.language)
        kinds = [self._names.kind(activity.kind)] if activity.kind else []
        event.add("categories", [*kinds, *codes])
        for name, value in (("geo", _point(occurrence.places)), ("url", _address(activity))):
            if value:
                event.add(name, value)
        return event

    def _description(self, activity: Activity) -> str:
        """Who takes part, what became of it and what is peculiar about it, a line each."""
        labels, names = self.labels, self._names
        counted = [each.people for each in activity.participants]
        people = [each for each in counted if each is not None]
        facts = {
            "partners": names.joined(map(names.organisation, activity.partners)),
            "people": labels.number(sum(people)) if people == counted and people else "",
            "activity_status": labels("activity_status.postponed")
            if activity.status is ActivityStatus.POSTPONED
            else "",
        }
        lines = [
            f"{labels(f'column.{name}')}{labels('format.colon')}{fact}"
            for name, fact in facts.items()
            if fact
        ]
        note: LocalText | None = activity.note
        return "\n".join([*lines, *([names.best(note)] if note else [])])


def _add(component: Any, name: str, text: str, language: str = "") -> None:
    """Add a text, where there is one: some programs refuse a property that is empty."""
    if text:
        component.add(name, text, parameters={"LANGUAGE": language} if language else None)


def _point(places: tuple[Place, ...]) -> tuple[float, float] | None:
    """Latitude and longitude of the only place, where they are known."""
    if len(places) != 1 or not (places[0].latitude and places[0].longitude):
        return None
    return float(places[0].latitude), float(places[0].longitude)


def _address(activity: model.Activity) -> str:
    """The first web address of the documents on an activity."""
    return next((each.url for each in activity.documents if each.url), "")
