"""What can be measured of records: their number, people, money."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

import attrs

from cproc.figures.keys import Subject
from cproc.model import Activity
from cproc.money import Money

MONEY = "money"


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


def _people(name: str) -> Callable[[Activity], int | None]:
    def read(activity: Activity) -> int | None:
        # A group without a number does not hide those that have one.
        known = [
            count for group in activity.participants if (count := getattr(group, name)) is not None
        ]
        return sum(known) if known else None

    return read


def _of_field(name: str, description: str, subject: Subject, field: str) -> Measure:
    return Measure(name, description, subject, attrgetter(field))


def _of_people(name: str, description: str, field: str) -> Measure:
    return Measure(name, description, Subject.ACTIVITIES, _people(field), "people")


_MEASURES = (
    _of_field("planned_cost", "what activities were to cost", Subject.ACTIVITIES, "planned_cost"),
    _of_people("participants", "people who took part", "people"),
    _of_people("women", "women who took part", "women"),
    _of_people("men", "men who took part", "men"),
    _of_field(
        "budget",
        "budgets in force on the day, of projects that run on it",
        Subject.BUDGETS,
        "record.amount",
    ),
    _of_field(
        "budget_lines",
        "quantity times unit cost of budget lines",
        Subject.BUDGET_LINES,
        "record.total",
    ),
    _of_field(
        "contributions",
        "contributions whose amount is stated, cash and in kind; the key kind tells them apart",
        Subject.CONTRIBUTIONS,
        "record.amount",
    ),
    _of_field(
        "transactions",
        "amounts of transactions; tell the types apart by the key type",
        Subject.TRANSACTIONS,
        "record.amount",
    ),
)
MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _MEASURES}
"""Every measure of the library, by name; a plugin's own are given beside them."""
