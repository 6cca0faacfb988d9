"""What took place, and what was planned, postponed or cancelled: who counts it, who marks it."""

import attrs
import pytest

from cproc.figures import evaluate, tally, total
from cproc.model import ActivityStatus, Participants, Portfolio, Qualifier
from cproc.report import build

NOT_HELD = [status for status in ActivityStatus if status is not ActivityStatus.HELD]


def with_status(office: Portfolio, id_: str, status: ActivityStatus) -> Portfolio:
    """Give an activity another status."""
    changed = (attrs.evolve(a, status=status) if a.id == id_ else a for a in office.activities)
    return attrs.evolve(office, activities=tuple(changed))


@pytest.mark.parametrize("status", NOT_HELD)
def test_what_was_not_held_is_in_no_figure_of_what_took_place(
    office: Portfolio, status: ActivityStatus
) -> None:
    """A2, a workshop of two occasions in Ukraine and Moldova of one project, does not take place.

    Of 4 entries, 5 occurrences, 4 events, 5 participations and 4 countries (RO, UA, MD, FR) 3
    entries, 3 occurrences, 2 events, 4 participations and 2 countries are left; of the 19 people
    the 12 of A1.
    """
    moved = with_status(office, "A2", status)
    left = {
        "occurrences": (5, 3),
        "events": (4, 2),
        "participations": (5, 4),
        "countries_reached": (4, 2),
        "participants": (19, 12),
        "entries": (4, 4),
        f"activities_{status}": (0, 1),
        f'entries(status="{status}")': (0, 1),
        'entries(status="held")': (4, 3),
        f'events(status="{status}")': (0, 2),
    }
    for call, (before, after) in left.items():
        assert evaluate(office, call).value == before, call
        assert evaluate(moved, call).value == after, call
    assert tally(moved, "project", "participations").total == 4
    assert tally(moved, "status", "participations").total == 5
    assert total(moved, "participants").total == 12


@pytest.mark.parametrize("status", NOT_HELD)
def test_each_inventory_marks_what_was_not_held(office: Portfolio, status: ActivityStatus) -> None:
    """The inventories have a column of the status then; no row of a tally counts the entry."""
    tables = build(with_status(office, "A2", status)).tables
    for id_ in ("activities", "participations", "inventory"):
        column = tables[id_].index("activity_status")
        assert str(status) in {row[column].value for row in tables[id_].rows}, id_
    assert "activity_status" not in {c.id for c in build(office).tables["activities"].columns}
    for id_ in ("by_month", "by_kind", "by_project"):
        table = tables[id_]
        assert table.total is not None
        assert table.total[table.index("entries")].value == 3, id_
        assert table.notes[0].startswith("1 entry that was not held"), id_


def test_people_are_as_exact_as_their_groups(office: Portfolio) -> None:
    """More than 12 of A1 and 7 of A2 are more than 19; of A2 alone exactly 7."""
    more = Participants("judges", total=12, qualifier=Qualifier.MORE_THAN)
    first = attrs.evolve(office.activities[0], participants=(more,))
    moved = attrs.evolve(office, activities=(first, *office.activities[1:]))
    assert str(evaluate(moved, "participants")) == "more than 19 people (without A4)"
    assert evaluate(moved, 'participants(kind="workshop")').exact
