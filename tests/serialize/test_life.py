"""Which records belong together, what is told of them, and which identifiers they get."""

from decimal import Decimal
from typing import Any

import attrs
import pytest

import cproc
from cproc import model
from cproc.errors import DataError, Problem, Severity, UnknownNameError
from cproc.labels import labels_in
from cproc.model import LocalText, Portfolio
from cproc.serialize import Change, Mode, to_folder_like
from cproc.serialize.analysis import analysis_tables
from cproc.serialize.identifiers import with_identifiers
from cproc.serialize.matching import TELLING
from cproc.serialize.relations import identifier_of, relations
from cproc.serialize.tables import Table
from cproc.testing import make_portfolio

OFFICE = make_portfolio(4, seed=3)
typed: Any = model
"""The classes as scripts use them: they take text for days and amounts."""


def evolve(record: Any, **fields: Any) -> Any:
    return attrs.evolve(record, **fields)


def told(old: Portfolio, new: Portfolio) -> list[str]:
    return [str(each) for each in cproc.diff(old, new).records]


def test_every_list_has_something_that_tells_its_records() -> None:
    """Each table has an identifier, fields that tell its records apart, or is one value."""
    for name, relation in relations().items():
        if relation.is_single:
            continue
        fields = TELLING.get(name)
        known = {field.name for field in attrs.fields(relation.cls)}
        assert identifier_of(relation.cls) or fields is not None, name
        assert {*(fields or ())} <= known, name


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_list_has_a_word_in_the_report(language: str) -> None:
    """The table of changes can say of each table what its records are."""
    words = labels_in(language).entries
    assert [name for name in relations() if f"list.{name}" not in words] == []


def test_records_without_identifier_are_known_by_what_tells_them() -> None:
    """A rate is known by its month: another one of it is a change, not one gone and one new."""
    before = evolve(OFFICE, rates=(typed.ExchangeRate("GEL", "2.80", "2023-01"),))
    after = evolve(
        OFFICE,
        rates=(
            typed.ExchangeRate("GEL", "2.85", "2023-01"),
            typed.ExchangeRate("GEL", "3", "2023-02"),
        ),
    )
    assert told(before, after) == [
        "rates GEL, 2023-01 changed: rate: 2.80 → 2.85",
        "rates GEL, 2023-02 added",
    ]


def test_an_own_identifier_goes_before_what_tells_a_record() -> None:
    """A version of a budget with an identifier is the same though its day was corrected."""
    project = OFFICE.projects[0]

    def with_budget(day: str) -> Portfolio:
        version = typed.BudgetVersion("EUR 5.00", day, id="V1")
        whole: Portfolio = evolve(OFFICE, projects=(evolve(project, budget=(version,)),))
        return whole

    assert told(with_budget("2024-01-01"), with_budget("2024-01-02")) == [
        f"budget_versions {project.code} / V1 changed: effective: 2024-01-01 → 2024-01-02"
    ]


def test_what_stands_in_a_row_is_told_of_the_row() -> None:
    """Place and people of an activity are fields of it; a second date is a record of its own."""
    first, *others = OFFICE.activities
    when = typed.Occurrence("2024-03-01", (typed.Place("Kyiv", "UA"),))
    one = evolve(first, occurrences=(when,), participants=(typed.Participants("x", 3, 4),))
    place = typed.Occurrence("2024-03-01", (typed.Place("Lviv", "UA"),))
    two = evolve(
        first,
        occurrences=(place, typed.Occurrence("2024-04-01")),
        participants=(typed.Participants("x", 3, 5),),
    )
    before, after = (evolve(OFFICE, activities=(each, *others)) for each in (one, two))
    assert told(before, after) == [
        f"activities {first.id} changed: city: Kyiv → Lviv; men: 4 → 5",
        f"occurrences {first.id} added",
    ]


def test_another_order_is_told() -> None:
    """Two portfolios of the same records in another order are not equal, and it is said."""
    turned = evolve(OFFICE, activities=OFFICE.activities[::-1])
    changes = cproc.diff(OFFICE, turned)
    assert [(each.change, each.table) for each in changes.records] == [
        (Change.REORDERED, "activities")
    ]
    assert str(changes.summary).endswith("1 list in another order")


def test_update_takes_what_is_stated_and_leaves_the_rest() -> None:
    """A title in a further language is added to the one there is; a status not stated stays."""
    first, *others = OFFICE.activities
    base = evolve(first, title={"en": "Visit"}, status="planned", source="L1")
    new = evolve(first, title={"fr": "Visite"}, source="L2")
    merged = cproc.merge(
        evolve(OFFICE, activities=(base, *others)),
        evolve(OFFICE, activities=(new,)),
        "update",
    ).activities[0]
    assert merged.title == LocalText({"en": "Visit", "fr": "Visite"})
    assert (merged.status, merged.source) == ("planned", "L2")


def test_dates_and_people_are_taken_as_a_whole() -> None:
    """They are nothing by themselves: an update puts them in the place of those there are."""
    first, *others = OFFICE.activities
    base = evolve(
        first, occurrences=(typed.Occurrence("2024-03-01"), typed.Occurrence("2024-04-01"))
    )
    new = evolve(first, occurrences=(typed.Occurrence("2024-05-01"),))
    before, after = (evolve(OFFICE, activities=(each, *others)) for each in (base, new))
    assert cproc.merge(before, after, "update").activities[0].occurrences == new.occurrences
    with pytest.raises(DataError, match="when: 2024-03-01 → 2024-05-01"):
        cproc.merge(before, after)


def test_fields_that_no_longer_fit_together_are_told() -> None:
    """An update that makes a record impossible is refused with the rule it breaks."""
    first = evolve(OFFICE.posts[0], since="2024-01-01", until=None)
    last = evolve(OFFICE.posts[0], since=None, until="2023-01-01")
    with pytest.raises(DataError) as caught:
        cproc.merge(evolve(OFFICE, posts=(first,)), evolve(OFFICE, posts=(last,)), "update")
    assert caught.value.problems[0].path.startswith("posts[0]")


def test_in_mode_add_the_office_stays() -> None:
    """The reporting period and the office of the base hold; what is added stands behind."""
    new = evolve(
        OFFICE,
        period="2030",
        activities=(evolve(OFFICE.activities[0], id="NEW"),),
    )
    merged = cproc.merge(OFFICE, new, Mode.ADD)
    assert merged.period == OFFICE.period
    assert [each.id for each in merged.activities][-1] == "NEW"
    assert len(merged.activities) == len(OFFICE.activities) + 1


def test_modes_and_tables_are_known_by_name() -> None:
    """Another name is refused, with those there are."""
    with pytest.raises(UnknownNameError, match="add, update, replace"):
        cproc.merge(OFFICE, OFFICE, "mix")
    with pytest.raises(UnknownNameError, match="transactions"):
        cproc.merge(OFFICE, OFFICE, "add", only=["money"])


def given(columns: tuple[str, ...], *rows: tuple[Any, ...], name: str = "transactions") -> Table:
    return with_identifiers(Table(name, columns, rows), relations()[name], [])


COLUMNS = ("project", "type", "date", "amount", "currency", "voucher")


def test_the_same_content_has_the_same_identifier() -> None:
    """As text or as a number, spaced or not, in columns of any order."""
    one = given(COLUMNS, ("P", "expenditure", "2024-01-02", "12.50", "EUR", "V 1"))
    two = given(COLUMNS[::-1], ("V  1", "EUR", Decimal("12.5"), "2024-01-02", "expenditure", "P"))
    assert one.rows[0][-1] == two.rows[0][-1]
    assert one.rows[0][-1].startswith("2024-01-02-expenditure-")


def test_what_may_be_corrected_leaves_the_identifier() -> None:
    """A heading that is filled in later is no other transaction."""
    one = given(COLUMNS, ("P", "expenditure", "2024-01-02", "12.50", "EUR", "V1"))
    two = given(
        (*COLUMNS, "heading"), ("P", "expenditure", "2024-01-02", "12.50", "EUR", "V1", "1.1")
    )
    assert one.rows[0][-1] == two.rows[0][-1]


def test_twins_get_a_number_and_those_that_differ_another_hash() -> None:
    """Two rows that are alike in all are counted; two that differ in a note are told by it."""
    columns = (*COLUMNS, "supplier")
    row = ("P", "expenditure", "2024-01-02", "12.50", "EUR", "V1")
    first, second, third = (each[-1] for each in given(columns, *[(*row, "A")] * 3).rows)
    assert (second, third) == (f"{first}-2", f"{first}-3")
    one, other = (each[-1] for each in given(columns, (*row, "A"), (*row, "B")).rows)
    assert len({one, other, first}) == 3


def test_given_identifiers_stay_and_empty_ones_are_filled() -> None:
    """A column of identifiers with gaps is filled where it is empty only."""
    notices: list[Problem] = []
    table = Table("posts", ("id", "duty.en"), (("P1", "Head"), ("", "Driver"), ("", "")))
    rows = with_identifiers(table, relations()["posts"], notices).rows
    assert rows[0][0] == "P1"
    assert rows[1][0].startswith("driver-")
    assert rows[2][0] == ""  # a row that could not be read
    (notice,) = notices
    assert (notice.severity, notice.path, notice.cell) == (Severity.NOTICE, "posts[1]", "row 3")


def test_tables_of_codes_get_none() -> None:
    """What others refer to by a code of the office's own is not named by the library."""
    table = Table("organisations", ("name.en",), (("Ministry",),))
    assert with_identifiers(table, relations()["organisations"], []) is table


def test_a_new_folder_has_all_tables_or_those_asked_for() -> None:
    """Where nothing is there yet, every table is CSV, or the ones that are named."""
    assert "portfolio.json" not in to_folder_like(OFFICE, {})
    assert {*to_folder_like(OFFICE, {}, ["posts"])} == {"portfolio.json", "posts.csv"}


def test_codes_that_hold_semicolons_are_linked_whole() -> None:
    """The table of an activity's projects has a row for each code, whatever it is made of."""
    codes = ("P;Q", "[P]")
    activity = evolve(OFFICE.activities[0], projects=codes, shares=())
    tables = analysis_tables(evolve(OFFICE, activities=(activity,)))
    assert tuple(row[1] for row in tables["activity_projects"].rows) == codes
