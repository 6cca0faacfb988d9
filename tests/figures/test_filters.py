"""A filter for what there is not is refused; what there is but did not happen counts zero."""

from __future__ import annotations

import pytest

from cproc.errors import CprocError, InvalidValueError, UnknownNameError
from cproc.figures import KEYS, Aspect, Key, Reader, Subject, evaluate, tally, total
from cproc.model import Portfolio


@pytest.mark.parametrize(
    ("subject", "key"),
    [(subject, key.name) for key in KEYS.values() for subject in key.readers],
)
def test_every_key_refuses_a_value_that_there_is_not(
    office: Portfolio, subject: Subject, key: str
) -> None:
    """Whatever is counted, a value that no record has and no list names is told."""
    with pytest.raises(UnknownNameError, match="no such thing"):
        tally(office, of=subject, where={key: "no such thing"})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("country", "ZZ"), ("country", "Romania"), ("country", "ro"), ("project", "P9")),
        *(("month", "2016-13"), ("month", "2016"), ("quarter", "2016-Q5"), ("year", "16")),
        *(("period", "2016"), ("status", "Held"), ("city", "Atlantis"), ("kind", "seminar")),
    ],
)
def test_what_is_nearly_a_value_is_refused(office: Portfolio, key: str, value: str) -> None:
    """A country's name, a month of thirteen and another case are not taken for nothing."""
    with pytest.raises(UnknownNameError):
        tally(office, where={key: value})
    with pytest.raises(UnknownNameError):  # one of two that is unknown is enough
        tally(office, where={key: [None, value]})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("country", "SE"), ("month", "1999-01"), ("quarter", "1999-Q4"), ("year", "1999")),
        *(("status", "postponed"), ("currency", "JPY"), ("kind", "news"), ("country", None)),
    ],
)
def test_what_there_is_counts_zero_where_nothing_happened(
    office: Portfolio, key: str, value: str | None
) -> None:
    """A country where nothing took place is a country: zero is its count."""
    kept = tally(office, where={key: value})
    row = tally(office, by=key).row(value)
    assert kept.total == (row.value if row else 0)
    if value is not None:
        assert kept.total == 0


def test_a_key_of_ones_own_takes_what_records_have(office: Portfolio) -> None:
    """Where a key does not say what it takes, the values of the records are it."""
    read = Reader(Aspect.RECORD, lambda _portfolio: lambda record: record.id[:1])
    key = Key("initial", "first letter", {Subject.ACTIVITIES: read})
    letter = office.activities[0].id[0]
    assert tally(office, where={key: letter}).rows
    with pytest.raises(UnknownNameError, match=f"there are: .*{letter}"):
        tally(office, where={key: "no"})


@pytest.mark.parametrize(
    "call",
    [
        *('events(project="P9")', 'events(country="ZZ")', 'entries(kind="seminar")'),
        *('events(status="Held")', 'entries(region="NOWHERE")', 'entries(month="2016-13")'),
        *('headcount(grade="A9")', 'headcount(recruitment="Local")'),
        *('countries_reached(project="P9")', 'spent(project="P9")', 'entries(city="Atlantis")'),
    ],
)
def test_figures_refuse_the_same(office: Portfolio, call: str) -> None:
    """A figure asked for what there is not is refused, with what there is."""
    with pytest.raises((UnknownNameError, InvalidValueError)) as caught:
        evaluate(office, call)
    assert isinstance(caught.value, CprocError)


def test_sums_refuse_the_same(office: Portfolio) -> None:
    """A donor that there is not has given nothing that could be summed."""
    with pytest.raises(UnknownNameError, match="NOBODY"):
        total(office, "contributions", where={"donor": "NOBODY"})
