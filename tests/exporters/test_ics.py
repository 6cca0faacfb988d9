"""The calendar: one event an occurrence, on the right days in every reader."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import attrs
import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from cproc import load, render
from cproc.dates import DateSpan
from cproc.errors import DataError, LeftOutWarning
from cproc.model import (
    Activity,
    ActivityKind,
    ActivityStatus,
    Document,
    LocalText,
    Occurrence,
    Participants,
    Place,
    Portfolio,
)
from cproc.plugins import rendered
from cproc.testing import make_portfolio

OFFICE = make_portfolio(0)


def office(*activities: Activity) -> Portfolio:
    """An office with these activities."""
    return attrs.evolve(
        OFFICE, activities=activities, office=attrs.evolve(OFFICE.office, has_no=())
    )


def activity(*when: str, **more: Any) -> Activity:
    """An activity at these times."""
    places = more.pop("places", ())
    return Activity(
        **{
            "id": "A1",
            "projects": (OFFICE.projects[0].code,),
            "kind": ActivityKind.TRAINING,
            "occurrences": tuple(Occurrence(DateSpan.parse(text), places) for text in when),
            "title": LocalText({"en": "Training", "fr": "Formation"}),
            **more,
        }
    )


def events(data: bytes) -> list[Any]:
    """The events as icalendar reads them."""
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def seen(portfolio: Portfolio, lang: str = "en", **options: str) -> list[Any]:
    """The events of a portfolio's calendar."""
    return events(rendered(portfolio, "ics", lang, options=options))


DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 30))


@given(st.lists(st.tuples(DAYS, st.integers(0, 60)), min_size=1, max_size=4))
def test_two_readers_find_the_days_of_each_occurrence(drawn: list[tuple[date, int]]) -> None:
    """An event begins on the first day and ends before the day behind the last."""
    spans = [
        DateSpan(first, min(first + timedelta(length), date(9999, 12, 30)))
        for first, length in drawn
    ]
    made = activity("2017-05-17")
    made = attrs.evolve(made, occurrences=tuple(map(Occurrence, spans)))
    data = rendered(office(made), "ics", "en")
    days = [(span.start, span.end + timedelta(1)) for span in spans]
    assert [(each["dtstart"].dt, each["dtend"].dt) for each in events(data)] == days
    calendar = vobject.readOne(data.decode())
    assert [(e.dtstart.value, e.dtend.value) for e in calendar.vevent_list] == days


def test_both_readers_agree_on_the_reference_year() -> None:
    """Every event has its days, its title and its identifier in either reader."""
    office_ = load("examples/cproc_2017")
    data = rendered(office_, "ics", "en")
    mine = {
        str(e["uid"]): (e["dtstart"].dt, e["dtend"].dt, str(e["summary"])) for e in events(data)
    }
    theirs = {
        e.uid.value: (e.dtstart.value, e.dtend.value, e.summary.value)
        for e in vobject.readOne(data.decode()).vevent_list
    }
    assert mine == theirs
    shown = [each for each in office_.activities if office_.met(each) is not False]
    days = [o for each in shown for o in each.occurrences if str(o.when.precision) == "day"]
    assert len(mine) == len(days) > 100


def test_lines_are_those_of_the_standard() -> None:
    """Lines end with CRLF and have at most 75 octets; no property is empty (RFC 5545, 3.1)."""
    long = activity("2017-05-17", title=LocalText({"en": "é" * 400 + "😀" * 100}))
    data = rendered(office(long), "ics", "en")
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines[:-1]:
        line.decode()  # no character is cut
        assert not line.endswith(b":")
    assert "".join(str(events(data)[0]["summary"]).split("(")[0]).strip() == "é" * 400 + "😀" * 100


def test_what_an_event_says() -> None:
    """Title and projects, places, kind, who took part, where to read more."""
    made = activity(
        "2017-05-17/2017-05-19",
        places=(Place("Kisumu", "KE", latitude="-0.10", longitude="34.75"),),
        partners=("POLICE",),
        participants=(Participants("", 6, 18),),
        documents=(Document(LocalText({"en": "Programme"}), "https://a.org/b"),),
        note=LocalText({"en": "Two rooms"}),
    )
    (event,) = seen(office(made))
    name = OFFICE.projects[0].name
    police = next(each for each in OFFICE.organisations if each.id == "POLICE")
    assert str(event["uid"]) == f"A1-1@{OFFICE.office.id}.cproc"
    assert str(event["summary"]) == f"Training ({name})"
    assert event["summary"].params["LANGUAGE"] == "en"
    assert str(event["location"]) == "Kisumu, Kenya"
    assert event["geo"].to_ical() == "-0.1;34.75"
    assert [str(each) for each in event["categories"].cats] == ["Training", name]
    assert str(event["url"]) == "https://a.org/b"
    text = f"Partners: {police.name.best('en')}\nPeople: 24"
    assert str(event["description"]) == text  # notes are for auditors
    assert event["transp"] == "TRANSPARENT"
    assert event["class"] == "PUBLIC"
    assert "ATTENDEE" not in event
    (event,) = seen(office(made), "fr")
    assert str(event["summary"]) == f"Formation ({name})"
    (event,) = events(rendered(office(made), "ics", "en", edition="audit"))
    assert str(event["description"]) == f"{text}\nTwo rooms"


@pytest.mark.parametrize(
    ("status", "told"),
    [("held", "CONFIRMED"), ("planned", "TENTATIVE"), ("cancelled", "CANCELLED")],
)
def test_status(status: str, told: str) -> None:
    """What is planned is tentative, and what is cancelled is cancelled in every diary."""
    (event,) = seen(office(activity("2017-05-17", status=ActivityStatus(status))))
    assert event["status"] == told
    assert "DESCRIPTION" not in event


def test_what_is_postponed_is_cancelled_and_says_so() -> None:
    """The days it was to be on are free again."""
    (event,) = seen(office(activity("2017-05-17", status=ActivityStatus.POSTPONED)))
    assert (event["status"], str(event["description"])) == ("CANCELLED", "Status: postponed")


def test_status_can_be_chosen() -> None:
    """``-O status=planned,held`` leaves out the rest."""
    every = [activity("2017-05-17", id=str(s), status=s) for s in ActivityStatus]
    assert len(seen(office(*every))) == 4
    chosen = seen(office(*every), status="planned,held")
    assert {str(event["status"]) for event in chosen} == {"TENTATIVE", "CONFIRMED"}


def test_kinds_at_which_nobody_meets_are_left_out() -> None:
    """No desk work, news or tenders, unless they are asked for."""
    desk = activity("2017-05-17", kind=ActivityKind.DESK_STUDY)
    assert seen(office(desk)) == []
    assert len(seen(office(desk), every_kind="true")) == 1


def test_only_the_reporting_period() -> None:
    """The whole inventory is written, unless only the reporting period is asked for."""
    inside, outside = OFFICE.period.start, OFFICE.period.end + timedelta(30)
    two = office(activity(str(inside)), activity(str(outside), id="A2"))
    assert len(seen(two)) == 2
    assert [str(e["uid"])[:4] for e in seen(two, reported="true")] == ["A1-1"]


def test_months_are_left_out_and_named() -> None:
    """A date that is known to a month or year only is no event; it is said of which record."""
    vague = office(activity("2017-05-17", id="A0"), activity("2017-05", "2018", "2017-06-01"))
    with pytest.warns(LeftOutWarning) as caught:
        data = render(vague, "ics")
    assert [str(each["uid"])[:4] for each in events(data)] == ["A0-1", "A1-3"]
    (warning,) = caught
    assert isinstance(warning.message, LeftOutWarning)
    told = [(each.code, each.path, each.value) for each in warning.message.problems]
    assert told == [
        ("event-undated", "activities[1].occurrences[0].when", "2017-05"),
        ("event-undated", "activities[1].occurrences[1].when", "2018"),
    ]
    message = str(warning.message.problems[0].message)
    assert message == "'2017-05' is no day, so the calendar has no event for it."
    month = seen(vague, vague="month")[1]
    assert (month["dtstart"].dt, month["dtend"].dt) == (date(2017, 5, 1), date(2017, 6, 1))


def test_what_is_left_out_is_named_by_its_place_in_the_whole() -> None:
    """Of one project's part, the path is that of the data, not of the part."""
    first, second = OFFICE.projects[:2]
    both = office(
        activity("2017-05-17", id="A0", projects=(first.code,)),
        activity("2017-05", projects=(second.code,)),
    )
    with pytest.warns(LeftOutWarning, match=re.escape("activities[1].occurrences[0].when")):
        render(both, "ics", options={"project": second.code})


def test_what_is_refused_is_named_by_its_place_in_the_whole() -> None:
    """Of one project's part likewise."""
    first, second = OFFICE.projects[:2]
    bad = LocalText({"en": "a\x0bb"})
    both = office(
        activity("2017-05-17", id="A0", projects=(first.code,)),
        activity("2017-05-18", projects=(second.code,), title=bad),
    )
    with pytest.raises(DataError) as caught:
        render(both, "ics", options={"project": second.code})
    assert [each.path for each in caught.value.problems] == ["activities[1].title"]


def test_the_last_day_there_is() -> None:
    """An event would end on a day that no calendar has: it is left out, and named."""
    with pytest.warns(LeftOutWarning, match="no calendar has the day after"):
        assert events(render(office(activity("9999-12-31")), "ics")) == []


def test_no_events_are_a_calendar() -> None:
    """An office without activities gets a file that every reader opens."""
    data = rendered(office(), "ics", "en")
    assert events(data) == []
    assert vobject.readOne(data.decode()).method.value == "PUBLISH"


def test_no_text_ends_an_event() -> None:
    """What looks like the standard's own lines stays text."""
    hostile = "x\r\nEND:VEVENT\r\nBEGIN:VALARM; a,b\\n"
    (event,) = seen(office(activity("2017-05-17", title=LocalText({"en": hostile}))))
    assert str(event["summary"]).startswith("x\nEND:VEVENT\nBEGIN:VALARM; a,b\\n (")


def test_every_text_that_no_calendar_holds_is_refused_at_once() -> None:
    """Control characters are told with the path of each text."""
    made = activity("2017-05-17", title=LocalText({"en": "a\x0bb"}), note=LocalText({"en": "\x00"}))
    with pytest.raises(DataError) as caught:
        render(office(made), "ics", edition="audit")
    told = [(each.code, each.path) for each in caught.value.problems]
    assert told == [
        ("text-unwritable", "activities[0].title"),
        ("text-unwritable", "activities[0].note"),
    ]


def test_a_territory_has_its_required_name_and_no_mark() -> None:
    """A calendar has no footnotes that a mark could call."""
    office_ = load("examples/cproc_2017")
    kosovo = [e for e in seen(office_) if "Kosovo" in str(e.get("location", ""))]
    assert kosovo
    assert not any("Kosovo*" in str(event["location"]) for event in kosovo)
