"""Law 1 goes on: what is compared, merged or converted is kept; nothing is lost or invented."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cproc
from cproc.errors import DataError
from cproc.model import Portfolio
from cproc.serialize import Change, Mode, dumps, from_folder, table_names, to_folder, to_folder_like
from cproc.serialize.identifiers import with_identifiers
from cproc.serialize.relations import relations
from cproc.serialize.tables import Table
from cproc.testing import make_portfolio, portfolios

# Whole portfolios are drawn here; other tests cover the lines.
pytestmark = pytest.mark.no_cover


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Portfolio, Portfolio]:
    """Two portfolios, of which the second is partly the first: as one is after a year."""
    one, two = draw(portfolios()), draw(portfolios())
    kept = draw(st.lists(st.sampled_from(table_names()[2:]), unique=True))
    lists: dict[str, Any] = {}
    for name in kept:
        there = {known(record) for record in getattr(two, name)}
        more = (each for each in getattr(one, name)[::2] if known(each) not in there)
        lists[name] = (*getattr(two, name), *more)
    return one, attrs.evolve(one, **lists)


def known(record: Any) -> object:
    """What a record is known by where it has an identifier; else itself."""
    return getattr(record, "id", None) or getattr(record, "code", None) or record


@given(pairs())
def test_nothing_changed_where_two_are_equal_and_only_there(
    both: tuple[Portfolio, Portfolio],
) -> None:
    """Changes are told of two portfolios exactly where they are not equal."""
    one, two = both
    assert not cproc.diff(one, one)
    assert bool(cproc.diff(one, two)) == (one != two)
    assert str(cproc.diff(one, one)) == "nothing changed"


@given(pairs())
def test_what_is_added_one_way_is_removed_the_other(both: tuple[Portfolio, Portfolio]) -> None:
    """Both ways round tell the same: added is removed, and what was before is what is now."""
    one, two = both
    there, back = cproc.diff(one, two).counts, cproc.diff(two, one).counts
    assert there.keys() == back.keys()
    for table, counts in there.items():
        assert (counts[Change.ADDED], counts[Change.REMOVED], counts[Change.CHANGED]) == (
            back[table][Change.REMOVED], back[table][Change.ADDED], back[table][Change.CHANGED],
        )  # fmt: skip


@given(pairs())
def test_a_merge_that_replaces_gives_the_other(both: tuple[Portfolio, Portfolio]) -> None:
    """In mode replace the base becomes the other one."""
    base, new = both
    assert cproc.merge(base, new, Mode.REPLACE) == new


@given(portfolios(), st.sampled_from(Mode))
def test_a_merge_with_itself_changes_nothing(base: Portfolio, mode: Mode) -> None:
    """What a portfolio has already is put into it by no mode."""
    assert cproc.merge(base, base, mode) == base


@given(pairs())
def test_a_merge_removes_nothing_and_is_done_once(both: tuple[Portfolio, Portfolio]) -> None:
    """Modes add and update remove no record with fields of its own; once more changes nothing."""
    base, new = both
    for mode in (Mode.ADD, Mode.UPDATE):
        try:
            merged = cproc.merge(base, new, mode)
        except DataError:  # other values, or fields that no longer fit together
            continue
        folded = {"occurrences", "places", "participants", "factors"}
        removed = {each.table for each in cproc.diff(base, merged).of(Change.REMOVED)}
        assert removed <= folded
        assert cproc.merge(merged, new, mode) == merged


@given(pairs(), st.lists(st.sampled_from(table_names()), unique=True))
def test_a_folder_keeps_its_form(both: tuple[Portfolio, Portfolio], tables: list[str]) -> None:
    """Written over a folder of any form, a portfolio is read back equal; once more, the same."""
    old, new = both
    files = to_folder(old, tables)
    written = to_folder_like(new, files)
    after = {name: text for name, text in {**files, **written}.items() if text is not None}
    assert from_folder(after) == new
    again = to_folder_like(new, after)
    assert {name: text for name, text in again.items() if after.get(name) != text} == {}


@given(portfolios())
def test_data_are_converted_there_and_back(portfolio: Portfolio) -> None:
    """From a file to a folder and back to a file the portfolio is the same."""
    with TemporaryDirectory() as folder:
        first, second, third = (Path(folder) / name for name in ("a.json", "b", "c.json"))
        first.write_text(dumps(portfolio), encoding="utf-8")
        cproc.convert(first, second)
        cproc.convert(second, third)
        assert third.read_bytes() == first.read_bytes()


CELLS = st.text("abc é1.", max_size=3)
ROWS = st.lists(
    st.tuples(st.sampled_from(("2024-05", "2024-06-01")), CELLS, CELLS), min_size=1, max_size=6
)


def ids(rows: list[tuple[str, str, str]]) -> list[str]:
    table = Table("activities", ("when", "title.en", "note.en"), tuple(rows))
    return [row[-1] for row in with_identifiers(table, relations()["activities"], []).rows]


@given(ROWS, st.randoms(use_true_random=False))
def test_identifiers_are_of_content_not_of_order(
    rows: list[tuple[str, str, str]], chance: random.Random
) -> None:
    """A row keeps its identifier wherever it stands; no two rows have one."""
    given_ids = ids(rows)
    assert len({*given_ids}) == len(rows)
    mixed = [*enumerate(rows)]
    chance.shuffle(mixed)
    again = ids([row for _at, row in mixed])
    by_row: dict[tuple[str, str, str], set[str]] = {}
    for row, id_ in zip(rows, given_ids, strict=True):
        by_row.setdefault(row, set()).add(id_)
    for (_at, row), id_ in zip(mixed, again, strict=True):
        assert id_ in by_row[row]


def test_a_large_office_is_compared_in_time() -> None:
    """Two thousand activities are compared and merged without comparing each with each."""
    office = make_portfolio(2_000)
    assert not cproc.diff(office, cproc.merge(office, office, Mode.UPDATE))
