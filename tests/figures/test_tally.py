"""Counting rules, each worked out by hand on four entries.

A1  P1 (weight 3) and P2 (weight 1), training, 31 January-2 February 2017, Bucharest RO,
    partners EU and JP
A2  P1, workshop, 10 February 2017 in Kyiv UA and 5 March 2017 in Kyiv UA and Chisinau MD,
    listed under March
A3  P2, desk study, May-June 2017, no place
A4  P3, meeting, 30 December 2016-2 January 2017, Strasbourg FR

RO, MD and UA are in the region EAST; RO is in R as well.
"""

from fractions import Fraction
from typing import Any

import attrs
import pytest

from cproc.dates import DateSpan
from cproc.errors import InvalidValueError, UnknownNameError
from cproc.figures import KEYS, Breakdown, Rule, Subject, tally
from cproc.model import Activity, Occurrence, Place, Portfolio


def rows(breakdown: Breakdown) -> dict[Any, Any]:
    """Give the values by key, in order; the text of a key of one part, else a tuple of texts."""
    found = {}
    for row in breakdown.rows:
        key = tuple(None if part is None else str(part) for part in row.key)
        found[key[0] if len(key) == 1 else key] = row.value
    return found


TOTALS = {
    # every row once
    "entries": 4,
    # A2 has two times
    "occurrences": 5,
    # the desk study is no event
    "events": 4,
    # A1 serves two projects
    "participations": 5,
    # shares of an activity make one
    "share": 4,
}


@pytest.mark.parametrize(("rule", "total"), TOTALS.items(), ids=TOTALS)
def test_each_rule_counts_its_own_thing(office: Portfolio, rule: str, total: int) -> None:
    """Without a key there is one row, and it is the total."""
    breakdown = tally(office, rule=rule)
    assert breakdown.total == total
    assert [row.value for row in breakdown.rows] == [total]
    assert (breakdown.by, breakdown.rule, breakdown.unit) == ((), rule, rule)


def test_there_is_a_total_for_every_rule() -> None:
    """The table above names every rule."""
    assert set(TOTALS) == set(Rule)


Q = Fraction

TABLES: dict[str, tuple[str | tuple[str, ...], str, str, dict[Any, Any], int]] = {
    # by, rule, months, rows, by how much the rows exceed the total
    "project-entries": ("project", "entries", "first_day", {"P2": 2, "P1": 2, "P3": 1}, 1),
    "project-participations": (
        "project", "participations", "first_day", {"P2": 2, "P1": 2, "P3": 1}, 0,
    ),
    # P2: 1/4 of A1, all of A3; P1: 3/4 of A1, all of A2
    "project-share": (
        "project", "share", "first_day", {"P2": Q(5, 4), "P1": Q(7, 4), "P3": Q(1)}, 0,
    ),
    # A2 counts twice for P1, A3 is no event
    "project-events": ("project", "events", "first_day", {"P2": 1, "P1": 3, "P3": 1}, 1),
    "project-occurrences": (
        "project", "occurrences", "first_day", {"P2": 2, "P1": 3, "P3": 1}, 1,
    ),
    "month-first-day": (
        "month", "entries", "first_day",
        {"2016-12": 1, "2017-01": 1, "2017-02": 1, "2017-05": 1}, 0,
    ),
    "month-listed": (
        "month", "entries", "listed", {"2016-12": 1, "2017-01": 1, "2017-03": 1, "2017-05": 1}, 0,
    ),
    "month-in-progress": (
        "month", "entries", "in_progress",
        {"2016-12": 1, "2017-01": 2, "2017-02": 2, "2017-03": 1, "2017-05": 1, "2017-06": 1}, 4,
    ),
    # of A2 one time is in February, one in March
    "month-occurrences": (
        "month", "occurrences", "first_day",
        {"2016-12": 1, "2017-01": 1, "2017-02": 1, "2017-03": 1, "2017-05": 1}, 0,
    ),
    "month-occurrences-in-progress": (
        "month", "occurrences", "in_progress",
        {"2016-12": 1, "2017-01": 2, "2017-02": 2, "2017-03": 1, "2017-05": 1, "2017-06": 1}, 3,
    ),
    "month-occurrences-listed": (
        "month", "occurrences", "listed",
        {"2016-12": 1, "2017-01": 1, "2017-03": 2, "2017-05": 1}, 0,
    ),
    # each entry is in two months
    "month-share-in-progress": (
        "month", "share", "in_progress",
        {"2016-12": Q(1, 2), "2017-01": Q(1), "2017-02": Q(1), "2017-03": Q(1, 2),
         "2017-05": Q(1, 2), "2017-06": Q(1, 2)}, 0,
    ),
    "quarter": (
        "quarter", "entries", "first_day", {"2016-Q4": 1, "2017-Q1": 2, "2017-Q2": 1}, 0,
    ),
    "quarter-in-progress": (
        "quarter", "entries", "in_progress", {"2016-Q4": 1, "2017-Q1": 3, "2017-Q2": 1}, 1,
    ),
    "year": ("year", "entries", "first_day", {"2016": 1, "2017": 3}, 0),
    "year-in-progress": ("year", "entries", "in_progress", {"2016": 1, "2017": 4}, 1),
    "financial-year": ("financial_year", "entries", "first_day", {"2016": 1, "2017": 3}, 0),
    "financial-quarter": (
        "financial_quarter", "entries", "first_day", {"2016-Q4": 1, "2017-Q1": 2, "2017-Q2": 1},
        0,
    ),
    "programme": ("programme", "entries", "first_day", {None: 4}, 0),
    "country": (
        "country", "entries", "first_day", {"FR": 1, "MD": 1, "RO": 1, "UA": 1, None: 1}, 1,
    ),
    "country-occurrences": (
        "country", "occurrences", "first_day", {"FR": 1, "MD": 1, "RO": 1, "UA": 2, None: 1}, 1,
    ),
    # the second time of A2 is half in Kyiv, half in Chisinau
    "country-share": (
        "country", "share", "first_day",
        {"FR": Q(1), "MD": Q(1, 4), "RO": Q(1), "UA": Q(3, 4), None: Q(1)}, 0,
    ),
    "country-events": ("country", "events", "first_day", {"FR": 1, "MD": 1, "RO": 1, "UA": 2}, 1),
    "city": (
        "city", "entries", "first_day",
        {"Bucharest": 1, "Chisinau": 1, "Kyiv": 1, "Strasbourg": 1, None: 1}, 1,
    ),
    "region": ("region", "entries", "first_day", {"EAST": 2, "R": 1, None: 2}, 1),
    "region-share": (
        "region", "share", "first_day", {"EAST": Q(3, 2), "R": Q(1, 2), None: Q(2)}, 0,
    ),
    "partner": ("partner", "entries", "first_day", {"EU": 1, "JP": 1, None: 3}, 1),
    "partner-share": (
        "partner", "share", "first_day", {"EU": Q(1, 2), "JP": Q(1, 2), None: Q(3)}, 0,
    ),
    "kind": (
        "kind", "entries", "first_day",
        {"training": 1, "workshop": 1, "meeting": 1, "desk_study": 1}, 0,
    ),
    "status": ("status", "entries", "first_day", {"held": 4}, 0),
    # pieces of three days in January and February, one and two; two of one and one; May, June;
    # two in December and two in January
    "month-pro-rata": (
        "month", "share", "pro_rata",
        {"2016-12": Q(1, 2), "2017-01": Q(5, 6), "2017-02": Q(7, 6), "2017-03": Q(1, 2),
         "2017-05": Q(31, 61), "2017-06": Q(30, 61)}, 0,
    ),
    # months of one quarter go together: two of two in each, one and one
    "quarter-pro-rata": (
        "quarter", "share", "pro_rata",
        {"2016-Q4": Q(1, 2), "2017-Q1": Q(5, 2), "2017-Q2": Q(1)}, 0,
    ),
    "month-and-quarter-in-progress": (
        ("month", "quarter"), "share", "in_progress",
        {("2016-12", "2016-Q4"): Q(1, 2), ("2017-01", "2017-Q1"): Q(1),
         ("2017-02", "2017-Q1"): Q(1), ("2017-03", "2017-Q1"): Q(1, 2),
         ("2017-05", "2017-Q2"): Q(1, 2), ("2017-06", "2017-Q2"): Q(1, 2)}, 0,
    ),
    "period": (
        "period", "entries", "first_day", {"2016-10-01/2017-09-30": 4}, 0,
    ),
    "component": ("component", "entries", "first_day", {None: 4}, 0),
    # P1 is paid by JP and US, P2 by COE and EU, P3 by nobody told
    "donor": (
        "donor", "entries", "first_day", {"COE": 2, "EU": 2, "JP": 2, "US": 2, None: 1}, 5,
    ),
    "donor-share": (
        "donor", "share", "first_day",
        {"COE": Q(5, 8), "EU": Q(5, 8), "JP": Q(7, 8), "US": Q(7, 8), None: Q(1)}, 0,
    ),
    "currency": ("currency", "entries", "first_day", {None: 4}, 0),
    "project-and-country": (
        ("project", "country"), "entries", "first_day",
        {("P2", "RO"): 1, ("P2", None): 1, ("P1", "MD"): 1, ("P1", "RO"): 1, ("P1", "UA"): 1,
         ("P3", "FR"): 1}, 2,
    ),
    # the months of an entry go with all its places
    "month-and-country": (
        ("month", "country"), "entries", "first_day",
        {("2016-12", "FR"): 1, ("2017-01", "RO"): 1, ("2017-02", "MD"): 1, ("2017-02", "UA"): 1,
         ("2017-05", None): 1}, 1,
    ),
    # the months of an occurrence go with its own places
    "month-and-country-of-occurrences": (
        ("month", "country"), "occurrences", "first_day",
        {("2016-12", "FR"): 1, ("2017-01", "RO"): 1, ("2017-02", "UA"): 1, ("2017-03", "MD"): 1,
         ("2017-03", "UA"): 1, ("2017-05", None): 1}, 1,
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("by", "rule", "months", "expected", "overlap"), TABLES.values(), ids=TABLES
)
def test_tables_are_those_counted_by_hand(
    office: Portfolio,
    by: str | tuple[str, ...],
    rule: str,
    months: str,
    expected: dict[Any, Any],
    overlap: int,
) -> None:
    """Rows, their order, the row of what has no key, and the overlap."""
    breakdown = tally(office, by, rule, months)
    assert list(rows(breakdown).items()) == list(expected.items())
    assert breakdown.overlap == overlap
    assert breakdown.total == TOTALS[rule]


def test_every_key_is_counted_by_hand() -> None:
    """The tables above use each key."""
    used = {
        name for by, *_rest in TABLES.values() for name in ([by] if isinstance(by, str) else by)
    }
    assert used == {name for name, made in KEYS.items() if Subject.ACTIVITIES in made.readers}


def test_rows_name_the_records_in_them(office: Portfolio) -> None:
    """Every number can be traced to its entries, each named once, in the portfolio's order."""
    by_month = tally(office, "month", months="in_progress")
    assert [(str(row.key[0]), row.records) for row in by_month.rows] == [
        ("2016-12", ("A4",)),
        ("2017-01", ("A1", "A4")),
        ("2017-02", ("A1", "A2")),
        ("2017-03", ("A2",)),
        ("2017-05", ("A3",)),
        ("2017-06", ("A3",)),
    ]
    (ukraine,) = [row for row in tally(office, "country", "occurrences").rows if row.key == ("UA",)]
    assert (ukraine.value, ukraine.records) == (2, ("A2",))


def test_a_place_with_a_region_of_its_own_is_in_that_region_only(office: Portfolio) -> None:
    """A region that the source names goes before those its country lies in."""
    place = Place(region="R", country="UA")
    entry = attrs.evolve(
        office.activities[1], occurrences=(Occurrence(DateSpan.parse("2017"), (place,)),)
    )
    assert rows(tally(attrs.evolve(office, activities=(entry,)), "region")) == {"R": 1}


def test_only_counts_what_it_is_true_of(office: Portfolio) -> None:
    """A filter leaves out entries before anything is counted."""

    def held_for_p1(activity: Activity) -> bool:
        return "P1" in activity.projects

    assert tally(office, "kind", only=held_for_p1).total == 2
    assert rows(tally(office, "project", only=held_for_p1)) == {"P2": 1, "P1": 2}


@pytest.mark.parametrize("rule", Rule)
def test_nothing_counts_as_nothing(office: Portfolio, rule: Rule) -> None:
    """An empty inventory has no rows and a total of zero under every rule."""
    empty = attrs.evolve(office, activities=())
    breakdown = tally(empty, ("month", "country"), rule)
    assert (breakdown.rows, breakdown.total, breakdown.overlap) == ((), 0, 0)


def test_an_unknown_key_is_refused_with_the_known_ones(office: Portfolio) -> None:
    """The message lists every key."""
    with pytest.raises(UnknownNameError, match=r"'moth'.*month, quarter, year"):
        tally(office, "moth")


@pytest.mark.parametrize(
    "arguments",
    [{"rule": "rows"}, {"months": "last_day"}, {"by": ("month", "month")}],
    ids=["rule", "months", "key-twice"],
)
def test_an_unknown_rule_is_refused(office: Portfolio, arguments: dict[str, Any]) -> None:
    """Rules are named, never guessed."""
    with pytest.raises(InvalidValueError):
        tally(office, **arguments)
