"""Identifiers that look alike, places without their country, and what is no event."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from cproc.checks import check
from cproc.dates import DateSpan
from cproc.errors import DataError, InvalidValueError, Problem, Severity
from cproc.model import (
    Activity,
    ActivityKind,
    Component,
    Locality,
    LocalText,
    Occurrence,
    Organisation,
    Place,
    Portfolio,
    Post,
    Treaty,
    country_code,
)
from cproc.serialize import dumps, from_folder

TITLE = LocalText({"en": "Training of judges"})


def found(portfolio: Portfolio, code: str) -> list[Problem]:
    """Give the problems of one rule, all of which are warnings."""
    problems = [problem for problem in check(portfolio) if problem.code == code]
    assert {problem.severity for problem in problems} <= {Severity.WARNING}
    return problems


def activity(id_: str, kind: str = "training", *places: Place) -> Activity:
    when = DateSpan.parse("2017-03-01")
    return Activity(id_, ("P",), ActivityKind(kind), (Occurrence(when, places),), TITLE)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("A1", "a1", True),
        ("A 1", "A1", True),
        ("Café", "Cafe\u0301", True),
        ("\uff21\uff11", "A1", True),  # wide letters, as Japanese programs type them
        ("A\u200b1", "A1", True),  # a blank of no width
        ("STRASSE", "straße", True),
        ("A1", "A2", False),
        ("A.1", "A1", False),
        ("1.1", "11", False),
        ("é", "e", False),
    ],
)
def test_identifiers_differ_in_more_than_their_look(
    sound: Portfolio, one: str, other: str, *, alike: bool
) -> None:
    """Letter case, blanks, what is not seen and Unicode form make no two names, in any list."""
    ids = (one, other)
    project = attrs.evolve(sound.projects[0], components=tuple(Component(i, TITLE) for i in ids))
    made = attrs.evolve(
        sound,
        projects=(project,),
        activities=tuple(activity(i) for i in ids),
        organisations=(*sound.organisations, *(Organisation(i, LocalText({"en": i})) for i in ids)),
        posts=tuple(Post(i, TITLE) for i in ids),
        treaties=tuple(Treaty(i, TITLE) for i in ids),
    )
    paths = ["organisations[3].id", "activities[1].id", "posts[1].id", "treaties[1].id"]
    wanted = [*paths, "projects[0].components[1].id"] if alike else []
    problems = found(made, "id-alike")
    assert [problem.path for problem in problems] == wanted
    assert all(repr(one) in p.message and p.value == other for p in problems)


@pytest.mark.parametrize(
    ("place", "hint"),
    [
        ({"city": "Albania"}, "AL"),
        ({"city": "Albanie"}, "AL"),
        ({"city": "ALBANIEN"}, "AL"),
        ({"city": "Албания"}, "AL"),
        ({"city": "the Republic of Moldova"}, "MD"),
        ({"city": "Tirana"}, "Tirana, AL"),  # as another place has it
        ({"city": "Chisinau"}, "Chisinau, MD"),  # as the office's localities have it
        ({"city": "Kyiv", "region": "EAST"}, "Kyiv, CC"),
        ({"city": "Tirana", "country": "AL"}, None),
        ({"city": "Luxembourg", "country": "LU"}, None),
        ({"country": "AL"}, None),
        ({"region": "EAST"}, None),
    ],
)
def test_a_city_has_its_country(sound: Portfolio, place: dict[str, Any], hint: str | None) -> None:
    """A city without a country counts in none; a country's name is told with its code."""
    made = attrs.evolve(
        sound,
        localities=(Locality("Chisinau", "MD", TITLE),),
        activities=(activity("A", "training", Place("Tirana", "AL"), Place(**place)),),
    )
    problems = found(made, "country-missing")
    assert [p.path for p in problems] == ["activities[0].occurrences[0].places[1].city"] * bool(
        hint
    )
    assert all(hint is not None and hint in p.hint for p in problems)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(("Moldova", "MD"), ("MDA", "MD"), ("md", "MD"), ("République tchèque", None)),
        *(("Tchéquie", "CZ"), ("Czech  republic", "CZ"), ("Kosovo", "XK"), ("Georgien", "GE")),
        *(("Україна", "UA"), ("Türkiye", "TR"), ("Bosnia & Herzegovina", "BA"), ("Europe", None)),
    ],
)
def test_the_code_of_a_country_that_is_written_out(name: str, code: str | None) -> None:
    """Names in any usual language, in three letters or small ones, give the code."""
    assert country_code(name) == code


def test_a_country_written_out_is_refused_with_its_code(sound: Portfolio) -> None:
    """Where a code belongs, in JSON or behind a city in a table, the message has it."""
    main = dumps(sound)
    rows = "id,projects,kind,title.en,when,where\n"
    rows += 'A,P,training,Talk,2017-03-01,"Tirana, Albanie"\n'
    with pytest.raises(DataError) as caught:
        from_folder({"portfolio.json": main, "activities.csv": rows})
    assert [p.hint for p in caught.value.problems] == ["Write Tirana, AL, or the place as JSON."]
    with pytest.raises(DataError) as caught:
        from_folder({"portfolio.json": main.replace('"RO"', '"Romania"')})
    assert [p.hint for p in caught.value.problems] == ["Write RO."]


@pytest.mark.parametrize("kind", [*ActivityKind])
def test_only_events_are_likely_one_event(sound: Portfolio, kind: ActivityKind) -> None:
    """Two grants to one town are two; two trainings in one town on one day may be one."""
    place: Any = Place("Tirana", "AL")
    made = attrs.evolve(sound, activities=tuple(activity(i, kind, place) for i in "AB"))
    assert len(found(made, "likely-twice")) == bool(made.is_event(kind))


def test_a_reference_that_looks_like_an_identifier_is_told_with_it(sound: Portfolio) -> None:
    """`org` for `ORG` is a reference to nothing, and the message says what was meant."""
    made = attrs.evolve(sound, office=attrs.evolve(sound.office, host="o r g"))
    (problem,) = check(made)
    assert (problem.code, problem.path) == ("reference-unknown", "office.host")
    assert problem.hint == "Did you mean 'ORG'?"


@pytest.mark.parametrize(
    ("code", "day", "told"),
    [
        ("AN", "2010-12-15", []),
        ("AN", "2010-12-16", [("country-withdrawn", "Write CW or SX or BQ.")]),
        ("YU", "2003-07", []),
        ("CS", "2005", []),
        ("CS", "2017-02-01", [("country-withdrawn", "Write RS or ME.")]),
        ("RS", "2017-02-01", []),
    ],
)
def test_former_countries_have_their_code_until_it_was_withdrawn(
    sound: Portfolio, code: str, day: str, told: list[tuple[str, str]]
) -> None:
    """An activity of 2005 may be in Serbia and Montenegro; one of 2017 may not (ISO 3166-3)."""
    entry = attrs.evolve(
        activity("A", ActivityKind.MEETING, Place(None, code)),
        occurrences=(Occurrence(DateSpan.parse(day), (Place(None, code),)),),
    )
    problems = check(attrs.evolve(sound, activities=(entry,)))
    assert [(p.code, p.hint) for p in problems if p.code == "country-withdrawn"] == told


@pytest.mark.parametrize(("written", "meant"), [("UK", "GB"), ("EL", "GR")])
def test_codes_of_the_european_union_are_met_with_those_of_iso(written: str, meant: str) -> None:
    """Who writes UK or EL is told the code that is wanted."""
    with pytest.raises(InvalidValueError) as caught:
        Place("London", written)
    assert caught.value.hint == f"Write {meant}."
