"""What can be measured of records, and a question to the engine, before and after look-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

import attrs

from cproc.dates import period_from
from cproc.errors import InvalidValueError, Message, looked_up, said
from cproc.figures.counting.aspects import Aspect, Key, Subject, is_of_time, reader
from cproc.figures.counting.keys import KEYS
from cproc.figures.counting.results import MonthRule, Rule, choice, qualified
from cproc.figures.counting.values import PEOPLE
from cproc.model import Activity, ActivityStatus, Money, Period, Portfolio, Qualifier

MONEY = "money"
ALL = "all"
"""The period of a query that is of the whole bank of data."""

HELD: Mapping[str | Key, Any] = {"status": str(ActivityStatus.HELD)}
"""Filter of what took place, for counts of entries, which are of any status."""


@attrs.frozen(eq=False)
class Measure:
    """Something that can be summed over the records of a subject.

    Args:
        name: What it is called in calls and on the command line.
        description: What is summed, one line.
        subject: Whose records have it.
        read: Takes a record and gives its amount or whole number; None where it is not
            known. A record that a project holds comes as `cproc.figures.Entry`.
        unit: ``money``, or what is counted, such as ``people``.
        held: Whether it is of what took place: of activities that were held only.
        apart: Key whose values are not added up unless a query names it: income is no spending.
        qualifier: Takes a record and gives how exact its amount or number claims to be.

    Example:
        >>> import cproc
        >>> from cproc.figures import Measure, Subject
        >>> words = Measure("words", "words of the title", Subject.ACTIVITIES,
        ...     lambda activity: len(activity.title.best("en").split()), "words")
        >>> cproc.total(cproc.load("examples/cproc_2017"), words).unit
        'words'
    """

    name: str
    description: str
    subject: Subject
    read: Callable[[Any], Money | int | None]
    unit: str = MONEY
    held: bool = True
    apart: str = ""
    qualifier: Callable[[Any], Qualifier] = lambda _record: Qualifier.EXACT


def people_qualifier(activity: Activity) -> Qualifier:
    """How exact the number of people of an activity claims to be."""
    groups = (group for group in activity.participants if group.people is not None)
    return qualified((group.qualifier, False) for group in groups)


def _people(name: str) -> Callable[[Activity], int | None]:
    def read(activity: Activity) -> int | None:
        # A group without a number does not hide those that have one.
        counts = [getattr(group, name) for group in activity.participants]
        stated = [count for count in counts if count is not None]
        return sum(stated) if stated else None

    return read


_COSTS = "what activities were to cost"
_CONTRIBUTIONS = (
    "contributions whose amount is stated, cash and in kind; the key kind tells them apart"
)
_TRANSACTIONS = "amounts of transactions of one type, or of those that the key type names"
_BUDGETS = "budgets in force on the day, of projects that run on it"
_LINES = "quantity times unit cost of budget lines"


def _counted(name: str, field: str) -> Measure:
    read = _people(field)
    return Measure(
        name, f"{name.replace('participants', 'people')} who took part", Subject.ACTIVITIES, read,
        PEOPLE, qualifier=people_qualifier,
    )  # fmt: skip


def _amount(name: str, what: str, apart: str = "") -> Measure:
    return Measure(
        name, what, Subject("budgets" if name == "budget" else name), attrgetter("record.amount"),
        apart=apart, qualifier=attrgetter("record.qualifier"),
    )  # fmt: skip


_MEASURES = (
    Measure(
        "planned_cost", _COSTS, Subject.ACTIVITIES, attrgetter("planned_cost"), held=False,
        qualifier=attrgetter("qualifier"),
    ),
    _counted("participants", "people"),
    _counted("women", "women"),
    _counted("men", "men"),
    _amount("budget", _BUDGETS),
    Measure("budget_lines", _LINES, Subject.BUDGET_LINES, attrgetter("record.total")),
    _amount("contributions", _CONTRIBUTIONS),
    _amount("transactions", _TRANSACTIONS, apart="type"),
)  # fmt: skip
MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _MEASURES}
"""Every measure of the library, by name; a plugin's own are given beside them."""


def _as_keys(by: str | Key | Sequence[str | Key]) -> tuple[str | Key, ...]:
    return (by,) if isinstance(by, str | Key) else tuple(by)


def _as_choices(where: Mapping[str | Key, Any]) -> Mapping[str | Key, tuple[Any, ...]]:
    return {
        name: (values,) if values is None or isinstance(values, str) else tuple(values)
        for name, values in where.items()
    }


@attrs.frozen
class Query:
    """What is to be counted or summed, of which records, by which keys.

    Args:
        by: One key or several, by name or as a `Key`; none gives one row.
        measure: What is summed, by name or as a `Measure`; None counts.
        of: Whose records are counted; that of the measure where one is given.
        rule: What counts as one, and whether it is split. Sums know ``entries`` (an amount
            counts whole in each row its record falls under) and ``share`` only.
        months: To which month a record belongs.
        where: For a key, the values of which a unit must have one; None is "no value". A
            heading holds what is booked below it, and on those that it sums.
        period: Keeps the units that belong to it: by the month they are listed under, else by
            their first day; under the rules ``in_progress`` and ``pro_rata`` those in progress on
            some day of it. Where absent, activities are those of the reporting period, unless a
            filter names another time; all else is kept. `ALL` keeps everything. Budgets and
            posts are those of its last day.
        undecided: Keeps instead what may belong to the period, and is not known to.
        only: Keeps the records it is true of.
        on: The day of budgets and posts; the last of the reporting period where absent.
        convert: Turns an amount into another currency by the day whose rate is used.
    """

    by: tuple[str | Key, ...] = attrs.field(default=(), converter=_as_keys)
    measure: str | Measure | None = None
    of: Subject | str = Subject.ACTIVITIES
    rule: Rule | str = Rule.ENTRIES
    months: MonthRule | str = MonthRule.FIRST_DAY
    where: Mapping[str | Key, tuple[Any, ...]] = attrs.field(
        factory=dict, converter=_as_choices, hash=False
    )
    period: Period | str | None = None
    undecided: bool = False
    only: Callable[[Any], bool] | None = None
    on: date | None = None
    convert: Callable[[Any, date], Any] | None = None


@attrs.frozen(eq=False)
class Plan:
    """A query whose names are looked up; a filter has the values that pass as text."""

    query: Query
    keys: tuple[Key, ...]
    subject: Subject
    rule: Rule
    months: MonthRule
    measure: Measure | None
    on: date
    held: bool
    period: Period | None
    where: tuple[tuple[Key, frozenset[str | None]], ...]

    @property
    def unit(self) -> str:
        """What is counted; empty for money."""
        if self.measure is not None:
            return "" if self.measure.unit == MONEY else self.measure.unit
        return str(self.rule if self.subject is Subject.ACTIVITIES else self.subject)

    @property
    def cut(self) -> tuple[Any, ...]:
        """What its units depend on, as `units` takes it."""
        # A share is a part of a whole record, so that its units are those of entries.
        rule = Rule.ENTRIES if self.rule is Rule.SHARE else self.rule
        codes = next((values for key, values in self.where if key is KEYS["project"]), None)
        keys = (*self.keys, *(key for key, _values in self.where))
        aspects = {reader(key, self.subject).part for key in keys}
        # Places of transactions are those of activities; lines are of the version in force, if
        # none is asked for.
        more = self.subject is Subject.TRANSACTIONS and Aspect.PLACE in aspects
        more = more or (self.subject is Subject.BUDGET_LINES and KEYS["version"] in keys)
        return self.subject, rule, self.on, codes, more, self.held

    @property
    def kept(self) -> tuple[Any, ...]:
        """What the units that its filters keep, and the months they belong to, depend on."""
        query = self.query
        return *self.cut, self.where, self.period, query.undecided, query.only, self.months


def planned(
    portfolio: Portfolio, query: Query, keys: Mapping[str, Key], measures: Mapping[str, Measure]
) -> Plan:
    """Look up what a query names and see that it fits together; `breakdowns` tells the errors."""

    def key_of(name: str | Key) -> Key:
        return name if isinstance(name, Key) else looked_up("key", name, keys)

    by = tuple(key_of(name) for name in query.by)
    names = [key.name for key in by]
    if len(set(names)) < len(names):
        raise InvalidValueError(
            "key-twice", said("a key stands twice in {names}.", names=", ".join(names))
        )
    measure = query.measure
    if isinstance(measure, str):
        measure = looked_up("measure", measure, measures)
    subject = choice(Subject, query.of, "kind of record") if measure is None else measure.subject
    rule = choice(Rule, query.rule, "rule")
    months = choice(MonthRule, query.months, "rule")
    records = Message(subject.replace("_", " "))
    if rule not in {Rule.ENTRIES, Rule.SHARE}:
        if measure is not None:
            raise InvalidValueError(
                "rule-not-of-sums",
                said(
                    "{measure} belongs to a whole record and cannot be summed by {rule}.",
                    measure=measure.name,
                    rule=rule,
                ),
                said("Use share, which splits it, or entries."),
            )
        if subject is not Subject.ACTIVITIES:
            message = said("{records} have no {rule}.", records=records, rule=rule)
            raise InvalidValueError("rule-not-of-records", message, said("Use entries or share."))
    where = tuple(
        (key_of(name), frozenset(None if value is None else str(value) for value in values))
        for name, values in query.where.items()
    )
    for key in (*by, *(key for key, _values in where)):
        reader(key, subject)  # refuses a key that the records do not have
    # Who names a time asks of the bank; all else about activities is of the reporting period.
    timed = any(is_of_time(key, subject) for key, _values in where)
    default = portfolio.period if subject is Subject.ACTIVITIES and not timed else None
    period, on = _time(query, subject, default)
    on = on or portfolio.period.end
    asked = KEYS["status"] in (*by, *(key for key, _values in where))
    # Entries are the rows of the inventory, of any status; all else is of what took place.
    rows = measure is None and rule in {Rule.ENTRIES, Rule.SHARE}
    held = not asked and not rows and (measure is None or measure.held)
    return Plan(query, by, subject, rule, months, measure, on, held, period, where)


def _time(
    query: Query, subject: Subject, default: Period | None
) -> tuple[Period | None, date | None]:
    """The period that a query keeps, and the day of what is told for a day."""
    if query.period in (None, ALL):
        return (None if query.period else default), query.on
    period = period_from(query.period)
    if subject in (Subject.BUDGETS, Subject.POSTS):
        return None, query.on or period.end
    if subject not in KEYS["month"].readers:
        records = subject.replace("_", " ")
        message = said("{records} have no date.", records=records)
        raise InvalidValueError("period-not-applicable", message, said("Leave the period out."))
    return period, query.on
