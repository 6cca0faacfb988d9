"""What figures know of the office's own kinds and forms, and of what has none."""

from datetime import date
from typing import Any

import attrs
import pytest

import cproc
from cproc.errors import InvalidValueError, UnknownNameError
from cproc.figures import Reason, evaluate, tally
from cproc.model import (
    Activity,
    Contribution,
    DateSpan,
    LocalText,
    Money,
    Occurrence,
    Participants,
    Portfolio,
    Term,
    TermList,
    TermRole,
)
from cproc.testing import make_portfolio

RADIO = Term(TermList.ACTIVITY_KIND, "radio", LocalText({"en": "Radio show"}), TermRole.NO_EVENT)
CLINIC = Term(TermList.ACTIVITY_KIND, "clinic", LocalText({"en": "Legal clinic"}), TermRole.EVENT)
MURAL = Term(TermList.ACTIVITY_KIND, "mural", LocalText({"en": "Mural"}))
ROOMS = Term(TermList.CONTRIBUTION_KIND, "rooms", LocalText({"en": "Rooms lent"}), TermRole.IN_KIND)


def activity(id_: str, kind: str | None, month: str = "2017-02", **fields: Any) -> Activity:
    when = Occurrence(DateSpan.parse(f"{month}-10"))
    return Activity(id_, ("P1",), kind, (when,), LocalText({"en": id_}), **fields)


def office(*activities: Activity) -> Portfolio:
    return attrs.evolve(
        make_portfolio(0), activities=activities, terms=(RADIO, CLINIC, MURAL, ROOMS)
    )


SOME = office(
    activity("A", "training"),
    activity("B", "clinic"),
    activity("C", "radio"),
    activity("D", "mural"),
    activity("E", None, month="2017-03"),
    activity("F", "other", participants=(Participants("", 3, 4),)),
)


def ends(figure: cproc.Figure) -> tuple[Any, Any, Any]:
    return figure.low, figure.value, figure.high


def test_own_kinds_are_events_by_their_role() -> None:
    """A training and a clinic are, a radio show is none; a mural and what has no kind may be.

    People were counted at F, whose kind does not tell: they met. So there are 3 events, and up
    to 5.
    """
    found = evaluate(SOME, "events")
    assert ends(found) == (3, None, 5)
    assert [(each.record, each.reason) for each in found.missing] == [
        ("D", Reason.KIND), ("E", Reason.KIND),
    ]  # fmt: skip
    assert str(found) == "3 to 5 events"


@pytest.mark.parametrize(
    ("call", "wanted"),
    {
        'events(kind="radio")': (None, 0, None),
        'events(kind="clinic")': (None, 1, None),
        'events(kind="mural")': (0, None, 1),
        'events(kind="")': (0, None, 1),
        'events(month="2017-02")': (3, None, 4),
        'events(month="2017-03")': (0, None, 1),
        'events(month="2017-04")': (None, 0, None),
        'entries(kind="mural")': (None, 1, None),
        'entries(kind="")': (None, 1, None),
        'participants(kind="other")': (None, 7, None),
    }.items(),
)
def test_a_kind_filters_and_bounds(call: str, wanted: tuple[Any, Any, Any]) -> None:
    """A count of one kind or month has the bounds of what in it cannot be told."""
    assert ends(evaluate(SOME, call)) == wanted


def test_people_may_have_met_where_no_kind_is_given() -> None:
    """Nobody counted the people of A, B, D and E, if there were any; a radio show has none."""
    assert evaluate(SOME, "participants").without == ("A", "B", "D", "E")


def test_a_time_that_is_not_known_and_a_kind_that_does_not_tell_are_both_told() -> None:
    """In February 2017 there may be an event of the year, and one of those without a kind."""
    year = Occurrence(DateSpan.parse("2017"))
    some_time = attrs.evolve(activity("A", "training"), occurrences=(year,))
    both = attrs.evolve(activity("C", None), occurrences=(year,))
    found = evaluate(office(some_time, activity("B", None), both), 'events(month="2017-02")')
    assert ends(found) == (0, None, 3)


def test_a_tally_has_built_in_kinds_first_then_the_offices() -> None:
    """In the order of both lists; what has no kind is last."""
    assert [row.key[0] for row in tally(SOME, "kind").rows] == [
        "training", "other", "radio", "clinic", "mural", None,
    ]  # fmt: skip
    events = tally(SOME, "kind", rule="events")
    assert {row.key[0]: row.value for row in events.rows} == {
        "training": 1, "clinic": 1, "other": 1,
    }  # fmt: skip
    assert (events.total, events.missing) == (3, 2)


def test_forms_of_contributions_keep_their_order() -> None:
    """A grant is a kind of activity and a form of contribution, each list in its own order."""
    kinds = ("voluntary", "grant", "own_funds", "other", "rooms")
    given = [Contribution("D1", kind) for kind in reversed(kinds)]
    made = make_portfolio(0)
    projects = (attrs.evolve(made.projects[0], contributions=tuple(given)),)
    made = attrs.evolve(made, projects=projects, terms=(ROOMS,))
    rows = tally(made, "kind", of="contributions").rows
    assert tuple(row.key[0] for row in rows) == kinds


def test_an_unknown_kind_is_refused_and_an_own_one_is_not() -> None:
    """The message lists the office's own kinds as well."""
    assert tally(SOME, where={"kind": "clinic"}).total == 1
    with pytest.raises(UnknownNameError, match=r"unknown kind 'clinics'.*clinic"):
        tally(SOME, where={"kind": "clinics"})
    with pytest.raises(UnknownNameError, match=r"unknown recruitment 'clinic'"):
        evaluate(SOME, 'headcount(recruitment="clinic")')


@pytest.fixture
def lent() -> Portfolio:
    """A project with a budget of 1,000: 600 granted, 100 of own funds, rooms worth 50."""
    made = make_portfolio(0)
    project = made.projects[0]
    version = attrs.evolve(
        project.budget[0], amount=Money("1000", "EUR"), effective=date(2016, 1, 1)
    )
    given = (
        Contribution("D1", "grant", Money("600", "EUR")),
        Contribution("D1", "own_funds", Money("100", "EUR")),
        Contribution("D1", "rooms", Money("50", "EUR")),
    )
    project = attrs.evolve(project, budget=(version,), contributions=given)
    return attrs.evolve(made, projects=(project,), terms=(ROOMS,))


@pytest.mark.parametrize(
    ("call", "amount"),
    {
        "funding": "700",
        'funding(kind="grant")': "600",
        'funding(kind="own_funds")': "100",
        'funding(kind="rooms")': "50",
        'funding(role="in_kind")': "50",
        'funding(role="co_financing")': "100",
        'funding(kind="in_kind")': "0",
        "funding_gap": "300",
    }.items(),
)
def test_roles_of_forms(lent: Portfolio, call: str, amount: str) -> None:
    """What is given in kind stands beside the budget, own funds pay their part of it."""
    assert evaluate(lent, call).value == Money(amount, "EUR")


def test_what_is_given_in_kind_has_no_share(lent: Portfolio) -> None:
    """An own form in kind is refused as the built-in one is, and the hint names it."""
    with pytest.raises(InvalidValueError, match=r'funding\(kind="rooms"\)'):
        evaluate(lent, 'funding_share(donor="D1", kind="rooms")')


def test_an_unstated_grant_is_not_known(lent: Portfolio) -> None:
    """A grant or own funds without an amount leave the gap unknown; a host's rooms do not."""
    project = lent.projects[0]
    for kind, known in (("grant", False), ("own_funds", False), ("host_state", True)):
        given = attrs.evolve(project, contributions=(Contribution("D1", kind),))
        assert evaluate(attrs.evolve(lent, projects=(given,)), "funding_gap").known is known
