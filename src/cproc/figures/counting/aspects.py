"""What a key is, and what of a record it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any

import attrs

from cproc.errors import InvalidValueError, Message, said
from cproc.model import (
    Portfolio,
)


class Subject(StrEnum):
    """What kind of record is counted or summed."""

    ACTIVITIES = "activities"
    BUDGETS = "budgets"
    BUDGET_LINES = "budget_lines"
    CONTRIBUTIONS = "contributions"
    TRANSACTIONS = "transactions"
    POSTS = "posts"


class Aspect(StrEnum):
    """What of a record a key looks at, and so what it is given.

    ``record`` is the record itself; ``time`` a day (`datetime.date`) of it; ``project`` the
    code of one of its projects; ``place`` one of its `cproc.model.Place`; ``partner`` the
    identifier of one of its partners.
    """

    RECORD = "record"
    TIME = "time"
    PROJECT = "project"
    PLACE = "place"
    PARTNER = "partner"


Read = Callable[[Any], Any]


@attrs.frozen(eq=False)
class Reader:
    """How a key is read from a record of one subject.

    Args:
        part: What it looks at.
        bind: Takes the portfolio and gives the function from that part to its value, or
            None where it has none. A value of the part ``time`` must be the same for all
            days of a month that lie in one reporting period.
        many: Whether that function gives a tuple of values instead, empty for none; by
            share they count equally.
        possible: Whether a value is given as a tuple of all that it may be. Without it a time that
            is not known well enough has no value: one of 2017 is of no month.
    """

    part: Aspect
    bind: Callable[[Portfolio], Read]
    many: bool = False
    possible: bool = False


@attrs.frozen(eq=False)
class Key:
    """One way to group and filter records.

    Args:
        name: What it is called in calls and on the command line.
        description: What its values are, one line.
        readers: How it is read, for each subject that has it.
        within: How it is read for a filter, where a record is in more than its row: one booked
            on heading 1.1 is in 1, and in the subtotal that sums it.
        type: Type of its values.
        order: Gives all values in the order they are shown; unlisted ones follow, sorted.
        takes: Whether a text may be asked for though no record has it and `order` does not list
            it, such as a country where nothing took place. A filter for any other is refused.

    Example:
        >>> import cproc
        >>> from cproc.figures import Key, Aspect, Reader, Subject
        >>> decade = Key(
        ...     "decade",
        ...     "ten calendar years, 2010",
        ...     {Subject.ACTIVITIES: Reader(Aspect.TIME, lambda _: lambda d: d.year // 10 * 10)},
        ...     type=int,
        ... )
        >>> print(cproc.tally(cproc.load("examples/cproc_2017"), by=decade))
        decade  entries
        ──────  ───────
        2010        158
        ──────  ───────
        total       158
    """

    name: str
    description: str
    readers: Mapping[Subject, Reader]
    type: type = str
    order: Callable[[Portfolio], Iterable[Any]] = lambda _portfolio: ()
    within: Mapping[Subject, Reader] = attrs.field(factory=dict)
    takes: Callable[[Portfolio, str], bool] = lambda _portfolio, _value: False


def reader(key: Key, subject: Subject) -> Reader:
    """How a key is read from the records of a subject, which may not have it."""
    if subject not in key.readers:
        raise InvalidValueError(
            "key-not-applicable",
            said(
                "{subject} have no {key}.", subject=Message(subject.replace("_", " ")), key=key.name
            ),
            said("{key} is a key of {subjects}.", key=key.name, subjects=", ".join(key.readers)),
        )
    return key.readers[subject]


def is_of_time(key: Key, subject: Subject) -> bool:
    """Whether a key looks at the time of a record, which may not be known well enough."""
    return reader(key, subject).part is Aspect.TIME


@cache
def possible(key: Key) -> Key:
    """The key whose values are tuples of all the values that another may have."""
    readers = {of: attrs.evolve(how, possible=True) for of, how in key.readers.items()}
    return attrs.evolve(key, name=f"possible {key.name}", readers=readers)
