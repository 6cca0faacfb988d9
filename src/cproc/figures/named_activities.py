"""The named figures of the office, of its projects, and of their activities."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from operator import contains
from typing import Any, TypedDict, Unpack

import attrs

from cproc.errors import Message, joined, said
from cproc.figures.catalogue import Day, Method, Question, Scope, figure
from cproc.figures.counting import (
    ALL,
    HELD,
    KEYS,
    Aspect,
    Breakdown,
    BreakdownRow,
    Figure,
    Key,
    Missing,
    MonthRule,
    Part,
    Query,
    Reader,
    Reason,
    Rule,
    Subject,
    choice,
    is_of_time,
    lacking,
    number,
    percentage,
    possible,
    refuse_unknown,
    text,
    within,
)
from cproc.figures.subjects import elapsed, in_force, project_of, projects_of
from cproc.figures.withheld_places import WITHHELD, others_than_place
from cproc.model import (
    ActivityStatus,
    Month,
    Period,
    Portfolio,
    Project,
    refuse_unknown_country,
)


def _projects(projects: tuple[Project, ...], rule: str, on: Day = None) -> Figure:
    codes = tuple(project.code for project in projects)
    return Figure("", len(codes), "projects", rule, "projects", codes, on=on)


@figure(unit="projects", method=Method.COUNT, scope=Scope.PERIOD)
def projects(portfolio: Portfolio) -> Figure:
    """Count the projects that ran on some day of the reporting period."""
    ran = tuple(p for p in portfolio.projects if portfolio.period.overlaps(p.period))
    return _projects(ran, said("projects that ran in the reporting period"))


@figure(unit="projects", method=Method.COUNT)
def projects_active(portfolio: Portfolio, on: Day = None) -> Figure:
    """Count the projects that run on a day."""
    on = on or portfolio.period.end
    return _projects(in_force(portfolio, on), said("projects running on the day"), on)


@figure(unit="projects", method=Method.COUNT, needs="activities", scope=Scope.PERIOD)
def projects_with_activities(portfolio: Portfolio) -> Question:
    """Count the projects that at least one entry held names."""

    def answer(entries: Breakdown, undated: Breakdown) -> Figure:
        named = tuple(project for project in portfolio.projects if entries.row(project.code))
        others = [p for p in portfolio.projects if undated.row(p.code) and p not in named]
        count = _projects(named, said("projects named in the inventory"))
        return within(count, lacking((project.code for project in others), Reason.DATE))

    query = Query("project", where=HELD)
    return Question((query, attrs.evolve(query, undecided=True)), answer)


@figure(unit="months", method=Method.FACT)
def project_months(portfolio: Portfolio, project: str) -> Figure:
    """Count the calendar months that a project runs in."""
    rule, period = said("calendar months touched"), project_of(portfolio, project).period
    if period.open:
        return _without_end(project, "months", rule)
    return Figure("", len(period.months()), "months", rule, "projects", (project,))


def _without_end(project: str, unit: str, rule: str, on: Day = None) -> Figure:
    missing = (Missing(project, Reason.OPEN_END),)
    return Figure("", None, unit, rule, "projects", missing=missing, on=on)


@figure(unit="year", method=Method.FACT)
def project_start_year(portfolio: Portfolio, project: str) -> Figure:
    """The year of a project's first day."""
    year = project_of(portfolio, project).period.start.year
    return Figure("", year, "year", said("year of the first day"), "projects", (project,))


@figure(unit="%", method=Method.RATIO)
def time_elapsed(portfolio: Portfolio, project: str, on: Day = None) -> Figure:
    """The share of a project's days that are over at the end of a day, in percent."""
    on = on or portfolio.period.end
    rule, over = (
        said("days over of all days, to one decimal"),
        elapsed(project_of(portfolio, project), on),
    )
    if over is None:
        return _without_end(project, "%", rule, on)
    return Figure("", percentage(100 * over, 1), "%", rule, "projects", (project,), on=on)


@figure(
    unit="countries", method=Method.DISTINCT, needs="priority_countries", scope=Scope.WHOLE_LIFE
)
def priority_countries(portfolio: Portfolio, project: str) -> Figure:
    """Count the priority countries of a project, those it had for a time included."""
    path, chosen = projects_of(portfolio, project)[0]
    first: dict[str, Part] = {}
    for index, priority in enumerate(chosen.priority_countries):
        part = Part(priority.country, 1, f"{path}.priority_countries[{index}]")
        first.setdefault(priority.country, part)
    rule = said("priority countries listed for the project")
    records = (project,) if first else ()
    parts = tuple(first.values())
    return Figure("", len(parts), "countries", rule, "projects", records, parts=parts)


@figure(unit="months", method=Method.FACT)
def months_of_operation(portfolio: Portfolio, on: Day = None) -> Figure:
    """Count the calendar months from the office's first day to a day, both touched."""
    on = on or portfolio.period.end
    office, rule = portfolio.office, said("calendar months touched since the first day")
    if office.operational_since is None:
        missing = (Missing(office.id, path="office"),)
        return Figure("", None, "months", rule, "office", missing=missing, on=on)
    months = len(Period(office.operational_since, on).months())
    return Figure("", months, "months", rule, "office", (office.id,), on=on)


class Wanted(TypedDict, total=False):
    """The activities that are counted: the row of a tally by these keys.

    An empty text stands for those without a value: ``entries(country="")``. ``months`` tells
    to which month an activity belongs: ``first_day`` (where absent), ``listed``,
    ``in_progress``. ``currency`` is that of the planned cost. They are those of the reporting
    period; of any other time where a month, quarter or year is asked for.
    """

    country: str
    region: str
    city: str
    project: str
    kind: str
    month: Month
    quarter: str
    year: str
    financial_year: str
    financial_quarter: str
    programme: str
    partner: str
    component: str
    donor: str
    status: str
    currency: str
    months: str


def _count(
    portfolio: Portfolio, rule: Rule, what: str, wanted: Wanted, *, tells: bool = False
) -> Question:
    """Ask as `tally` does, and take the row of the wanted values; no such row is nought.

    The rule of the figure is what is counted, and behind it what is wanted unless it `tells`.

    Which values are wanted is no part of the query, so that the same query answers all of them.
    """
    keys = {name: str(value) for name, value in wanted.items() if name != "months"}
    refuse_wanted(portfolio, keys)
    months = choice(MonthRule, wanted.get("months", MonthRule.FIRST_DAY), "rule")
    timed = [name for name in keys if is_of_time(KEYS[name], Subject.ACTIVITIES)]
    by = tuple(possible(KEYS[name]) if name in timed else name for name in keys)
    query = Query(tuple(keys), rule=rule, months=months, period=ALL if timed else None)
    untold = attrs.evolve(query, by=by) if timed else attrs.evolve(query, undecided=True)
    further = [(Reason.DATE, untold)]
    kinds = {each.kind for each in portfolio.activities} if rule is Rule.EVENTS else ()
    if any(portfolio.is_event(kind) is None for kind in kinds):
        unlike = attrs.evolve(query, by=(*by, _UNTOLD), rule=Rule.OCCURRENCES)
        further.append((Reason.KIND, unlike))
        if not timed:
            further.append((Reason.KIND, attrs.evolve(unlike, undecided=True)))

    others = others_than_place(portfolio, keys)
    if others is not None:
        known_by = (part for name, part in zip(keys, by, strict=True) if name in others)
        further.append((Reason.WITHHELD, attrs.evolve(query, by=(*known_by, WITHHELD))))

    def answer(counts: Breakdown, *told_of: Breakdown) -> Figure:
        row = counts.row(*(value or None for value in keys.values())) or BreakdownRow((), 0)
        none = said("none")
        gaps = ({"key": key, "value": value or none} for key, value in keys.items())
        words = [] if tells else [Message("{key} {value}", of) for of in gaps]
        words += [said("months by {months}", months=months)] if "months" in wanted else []
        sentence = said("{where}: {text}", where=what, text=joined(", ", words)) if words else what
        unit = "entries" if rule is Rule.SHARE else str(rule)

        def parts() -> tuple[Part, ...]:
            # Where each record is one the identifiers say all, and nothing is worked out.
            return () if row.value == len(row.records) else parts_of(row)

        found = Figure(
            "", row.value, unit, sentence, "activities", lambda: row.records, parts=parts
        )
        more, missing = Fraction(), list[Missing]()
        for (reason, _query), told in zip(further, told_of, strict=True):
            placeless = reason is Reason.WITHHELD
            asked = {n: v for n, v in keys.items() if not placeless or n in (others or ())}
            maybe = [
                other
                for other in told.rows
                if _may_be(asked, timed, other.key, is_there=reason is Reason.DATE)
            ]
            undecided = {record for other in maybe for record in other.records}
            in_order = (each.id for each in portfolio.activities if each.id in undecided)
            missing += lacking(in_order, reason)
            more += sum((number(other.value) for other in maybe), Fraction())
        return within(found, missing, more) if missing else found

    return Question((query, *(other for _reason, other in further)), answer)


def _may_be(
    wanted: Mapping[str, str], timed: Collection[str], key: Sequence[Any], *, is_there: bool
) -> bool:
    """Whether what is of a row may be wanted, and may not.

    Args:
        wanted: The wanted value of each key.
        timed: The keys of time, whose values in the row are all that they may be; without any
            the row is of what may be of the reporting period.
        key: The values of the row, and behind them whether it cannot be told what is there.
        is_there: Whether it is known to be there, so that only its time can be in doubt.
    """
    told = [
        set(map(text, part if name in timed else (part,)))
        for name, part in zip(wanted, key, strict=False)
    ]
    values = [text(value or None) for value in wanted.values()]
    # Who asks for what has no month has it told for sure: it is the row of those.
    if is_there and any(not wanted[name] for name in timed):
        return False
    undated = not timed or any(len(of) > 1 for of in told)
    doubted = undated if is_there else key[-1] is not None
    return doubted and all(map(contains, told, values))


def refuse_wanted(portfolio: Portfolio, keys: Mapping[str, str]) -> None:
    """Refuse what no activity can have: an unknown country, project or kind."""
    if keys.get("country"):
        refuse_unknown_country(keys["country"], "country")  # which tells a code that is meant
    for name, value in keys.items():
        refuse_unknown(portfolio, KEYS[name], {value or None})


def parts_of(row: BreakdownRow) -> tuple[Part, ...]:
    """How much each record of a row adds."""
    return tuple(Part(record, part) for record, part in row.adds.items())


def key_of(what: str, part: Aspect, test: Callable[[Portfolio, Any], object]) -> Key:
    """A key whose value is its name where a test holds; no list of keys holds it."""
    how = Reader(part, lambda portfolio: lambda read: what if test(portfolio, read) else None)
    return Key(what, what, {Subject.ACTIVITIES: how})


EVENT = key_of("event", Aspect.RECORD, Portfolio.met)
_UNTOLD = key_of("untold", Aspect.RECORD, lambda office, activity: office.met(activity) is None)


@figure(unit="entries", method=Method.COUNT, needs="activities", scope=Scope.PERIOD)
def entries(portfolio: Portfolio, **wanted: Unpack[Wanted]) -> Question:
    """Count the rows of the inventory, each once.

    They are of any status, unless one is asked for.
    """
    return _count(portfolio, Rule.ENTRIES, said("rows of the inventory, each once"), wanted)


@figure(unit="occurrences", method=Method.COUNT, needs="activities", scope=Scope.PERIOD)
def occurrences(portfolio: Portfolio, **wanted: Unpack[Wanted]) -> Question:
    """Count the times and places of entries held; an entry that reports two events has two."""
    return _count(portfolio, Rule.OCCURRENCES, said("occurrences of the entries held"), wanted)


@figure(unit="events", method=Method.COUNT, needs="activities", scope=Scope.PERIOD)
def events(portfolio: Portfolio, **wanted: Unpack[Wanted]) -> Question:
    """Count occurrences held where people meet; desk work, publications, tenders are none."""
    return _count(portfolio, Rule.EVENTS, said("occurrences held of kinds that are events"), wanted)


@figure(unit="participations", method=Method.COUNT, needs="activities", scope=Scope.PERIOD)
def participations(portfolio: Portfolio, **wanted: Unpack[Wanted]) -> Question:
    """Count activity-project pairs of what was held; an entry of three projects counts thrice."""
    return _count(portfolio, Rule.PARTICIPATIONS, said("activity-project pairs held"), wanted)


@figure(unit="entries", method=Method.SUM, listed=False, scope=Scope.PERIOD)
def entries_by_share(portfolio: Portfolio, **wanted: Unpack[Wanted]) -> Question:
    """Sum the shares of the entries: one of three projects counts a third for each of them."""
    return _count(portfolio, Rule.SHARE, said("shares of the entries"), wanted)


def _of_status(portfolio: Portfolio, status: ActivityStatus) -> Question:
    rule = said("rows of the inventory that are {status}", status=Message(status))
    return _count(portfolio, Rule.ENTRIES, rule, {"status": status}, tells=True)


@figure(unit="entries", method=Method.COUNT, needs="activities", scope=Scope.PERIOD)
def activities_planned(portfolio: Portfolio) -> Question:
    """Count the rows of the inventory that are planned."""
    return _of_status(portfolio, ActivityStatus.PLANNED)


@figure(unit="entries", method=Method.COUNT, needs="activities", scope=Scope.PERIOD)
def activities_postponed(portfolio: Portfolio) -> Question:
    """Count the rows of the inventory that are postponed."""
    return _of_status(portfolio, ActivityStatus.POSTPONED)


@figure(unit="entries", method=Method.COUNT, needs="activities", scope=Scope.PERIOD)
def activities_cancelled(portfolio: Portfolio) -> Question:
    """Count the rows of the inventory that are cancelled."""
    return _of_status(portfolio, ActivityStatus.CANCELLED)
