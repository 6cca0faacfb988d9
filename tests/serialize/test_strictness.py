"""Rule 5 of FAULTS.md and rows F25-F47: what is not exactly right is refused, with its path."""

import json
from cProfile import Profile
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cproc.errors import DataError, Problem
from cproc.serialize import FORMAT, dumps, from_data, loads, to_data
from cproc.serialize.json_schema import schema
from cproc.serialize.structure import problems_of
from cproc.testing import make_portfolio

OFFICE = {
    "id": "O",
    "name": {"en": "Office"},
    "organisation": "A",
    "city": "Bucharest",
    "country": "RO",
    "operational_since": "2014-04-07",
}
ACTIVITY = {
    "id": "A1",
    "projects": ["P"],
    "kind": "training",
    "occurrences": [{"when": "2017-05-17", "places": [{"city": "Bucharest", "country": "RO"}]}],
    "title": {"en": "Training"},
}
PROJECT = {"code": "P", "name": "P", "title": {"en": "P"}, "period": "2016/2018"}
POST = {"id": "X", "duty": {"en": "Head"}}


def data(**changes: Any) -> dict[str, Any]:
    """Give a small portfolio's data, with some of its keys changed."""
    return {"office": OFFICE, "period": "2017", **changes}


def problems(text: str, file: str = "") -> tuple[Problem, ...]:
    """Give what is wrong with a text."""
    with pytest.raises(DataError) as caught:
        loads(text, file)
    return caught.value.problems


def faults(**changes: Any) -> list[tuple[str, str]]:
    """Give path and code of what is wrong with the changed data."""
    return [(problem.path, problem.code) for problem in problems(json.dumps(data(**changes)))]


def test_small_data_are_a_portfolio() -> None:
    """Office and period are all that must be there; the rest has defaults."""
    portfolio = from_data(data(activities=[ACTIVITY], projects=[PROJECT], posts=[POST]))
    assert portfolio.currency == "EUR"
    assert to_data(portfolio)["activities"] == [ACTIVITY]


REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "F38-unknown-key": ({"budget": []}, "budget", "field-unknown"),
    "F38-unknown-key-within": (
        {"activities": [{**ACTIVITY, "titel": 1}]}, "activities[0].titel", "field-unknown",
    ),
    "F39-missing-key": (
        {"activities": [{k: v for k, v in ACTIVITY.items() if k != "id"}]},
        "activities[0].id", "field-missing",
    ),
    "F41-null-for-text": ({"office": {**OFFICE, "city": None}}, "office.city", "type-wrong"),
    "F41-null-for-list": ({"activities": None}, "activities", "type-wrong"),
    "F41-null-for-record": ({"activities": [None]}, "activities[0]", "type-wrong"),
    "F41-null-for-text-in-a-language": (
        {"office": {**OFFICE, "name": {"en": None}}}, "office.name", "type-wrong",
    ),
    "F42-text-for-true": (
        {"projects": [{**PROJECT, "contributions":
            [{"donor": "D", "kind": "voluntary", "rest": "false"}]}]},
        "projects[0].contributions[0].rest", "type-wrong",
    ),
    "F42-number-for-true": (
        {"projects": [{**PROJECT, "contributions":
            [{"donor": "D", "kind": "voluntary", "rest": 0}]}]},
        "projects[0].contributions[0].rest", "type-wrong",
    ),
    "F43-decimal-for-whole": ({"office": {**OFFICE, "capacity": 2024.9}}, "office.capacity",
        "type-wrong"),
    "F43-decimal-that-is-whole": ({"office": {**OFFICE, "capacity": 29.0}}, "office.capacity",
        "type-wrong"),
    "F43-year-as-a-decimal": ({"period": 2024.9}, "period", "type-wrong"),
    "N13-true-for-whole": ({"office": {**OFFICE, "capacity": True}}, "office.capacity",
        "type-wrong"),
    "text-for-whole": ({"office": {**OFFICE, "capacity": "29"}}, "office.capacity", "type-wrong"),
    "number-for-text": ({"office": {**OFFICE, "city": 7}}, "office.city", "type-wrong"),
    "text-for-list": ({"activities": [{**ACTIVITY, "projects": "P"}]}, "activities[0].projects",
        "type-wrong"),
    "number-in-a-list-of-text": ({"activities": [{**ACTIVITY, "projects": ["P", 2]}]},
        "activities[0].projects[1]", "type-wrong"),
    "object-for-list": ({"activities": {}}, "activities", "type-wrong"),
    "list-for-object": ({"office": []}, "office", "type-wrong"),
    "text-for-object": ({"office": "O"}, "office", "type-wrong"),
    "number-for-object": ({"projects": [3]}, "projects[0]", "type-wrong"),
    "text-for-texts": ({"office": {**OFFICE, "name": "Office"}}, "office.name", "type-wrong"),
    "no-text": ({"office": {**OFFICE, "name": {}}}, "office.name", "text-empty"),
    "no-language": ({"office": {**OFFICE, "name": {"English": "x"}}}, "office.name",
        "language-unknown"),
    "choice": ({"activities": [{**ACTIVITY, "status": "party"}]}, "activities[0].status",
        "choice-unknown"),
    "choice-in-capitals": ({"activities": [{**ACTIVITY, "status": "HELD"}]},
        "activities[0].status", "choice-unknown"),
    "choice-as-number": ({"activities": [{**ACTIVITY, "kind": 1}]}, "activities[0].kind",
        "type-wrong"),
    "country": ({"office": {**OFFICE, "country": "UK"}}, "office.country", "country-unknown"),
    "country-in-a-list": (
        {"regions": [{"code": "R", "name": {"en": "R"}, "countries": ["RO", "EU"]}]},
        "regions[0].countries", "country-unknown",
    ),
    "currency-of-the-portfolio": ({"currency": "EURO"}, "currency", "currency-unknown"),
    "currency-of-an-amount": ({"activities": [{**ACTIVITY, "planned_cost": "XYZ 5"}]},
        "activities[0].planned_cost", "currency-unknown"),
    "amount-as-number": ({"activities": [{**ACTIVITY, "planned_cost": 5}]},
        "activities[0].planned_cost", "type-wrong"),
    "amount-with-commas": ({"activities": [{**ACTIVITY, "planned_cost": "EUR 1,000"}]},
        "activities[0].planned_cost", "money-form"),
    "N01-float-for-decimal": ({"activities": [{**ACTIVITY, "shares": [0.1]}]},
        "activities[0].shares[0]", "number-float"),
    "N10-number-too-long": ({"activities": [{**ACTIVITY, "shares": [10**400]}]},
        "activities[0].shares[0]", "number-form"),
    "N20-arabic-digits": ({"activities": [{**ACTIVITY, "shares": ["\u0661"]}]},
        "activities[0].shares[0]", "number-form"),
    "N21-underscore": ({"activities": [{**ACTIVITY, "shares": ["1_000"]}]},
        "activities[0].shares[0]", "number-form"),
    "D07-no-such-day": ({"office": {**OFFICE, "operational_since": "2014-02-30"}},
        "office.operational_since", "date-form"),
    "D08-slashes": ({"office": {**OFFICE, "operational_since": "07/04/2014"}},
        "office.operational_since", "date-form"),
    "D13-serial-number": ({"office": {**OFFICE, "operational_since": 41736}},
        "office.operational_since", "type-wrong"),
    "month-for-a-day": ({"office": {**OFFICE, "operational_since": "2014-04"}},
        "office.operational_since", "date-form"),
    "day-for-a-month": ({"activities": [{**ACTIVITY, "listed_in": "2017-05-01"}]},
        "activities[0].listed_in", "date-form"),
    "D14-end-before-start": (
        {"activities": [{**ACTIVITY, "occurrences": [{"when": "2017-05-19/2017-05-17"}]}]},
        "activities[0].occurrences[0].when", "date-order",
    ),
    "D14-period-backwards": ({"period": "2017/2016"}, "period", "date-order"),
    "no-projects": ({"activities": [{**ACTIVITY, "projects": []}]}, "activities[0]",
        "activity-incomplete"),
    "place-empty": ({"activities": [{**ACTIVITY, "occurrences": [{"when": "2017", "places":
        [{}]}]}]}, "activities[0].occurrences[0].places[0]", "place-empty"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "path", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_exactly_right_is_refused_once(
    changes: dict[str, Any], path: str, code: str
) -> None:
    """One fault gives one problem, with the rule's name and the path to the value."""
    assert faults(**changes) == [(path, code)]


@pytest.mark.parametrize(("changes", "path", "code"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_says_what_and_how_to_mend_it(
    changes: dict[str, Any], path: str, code: str
) -> None:
    """A message is a sentence for a programme officer: no Python words, and a hint."""
    (problem,) = problems(json.dumps(data(**changes)), "p.json")
    assert problem.file == "p.json"
    assert problem.message.endswith(".")
    for word in ("NoneType", "object has no", "'int'", "'str'", "attribute", "iterable", "Error"):
        assert word not in str(problem), f"{code} at {path}"
    assert problem.hint or code in {"activity-incomplete", "place-empty"}


MODEL_ALONE = {
    "F43-decimal-that-is-whole", "country", "country-in-a-list", "currency-of-an-amount",
    "D07-no-such-day", "D14-end-before-start", "D14-period-backwards", "N10-number-too-long",
    "no-projects", "place-empty",
}  # fmt: skip
"""Refusals that a schema cannot express: meaning, not shape; to it 29.0 is whole."""


@pytest.mark.parametrize("case", REFUSED)
def test_the_schema_refuses_the_same_shapes(case: str) -> None:
    """What is refused for its shape is refused by the schema as well, and no more than that."""
    changes, _path, _code = REFUSED[case]
    assert Draft202012Validator(schema()).is_valid(data(**changes)) == (case in MODEL_ALONE)


def test_value_of_a_refusal_is_shown_short() -> None:
    """A problem carries the offending value as text, cut at 60 characters, or its kind."""
    (long,) = problems(json.dumps(data(currency="EUR", period="x" * 1000)))
    assert long.value.startswith("'xxx")
    assert len(long.value) <= 60
    (kind,) = problems(json.dumps(data(period=["2017"])))
    assert kind.value == "a list"


def test_every_fault_is_told_at_once() -> None:
    """Faults of all records come in one run, each with its own path."""
    rows = [ACTIVITY, {**ACTIVITY, "status": "party"}, {**ACTIVITY, "id": None, "when": 1}]
    assert faults(activities=rows, period="soon", office={**OFFICE, "country": "XX"}) == [
        ("office.country", "country-unknown"),
        ("period", "date-form"),
        ("activities[1].status", "choice-unknown"),
        ("activities[2].id", "type-wrong"),
        ("activities[2].when", "field-unknown"),
    ]


@pytest.mark.parametrize(
    "text",
    ["[]", '"x"', "7", "null", "true"],
    ids=["F40-list", "text", "number", "null", "true"],
)
def test_top_level_is_one_object(text: str) -> None:
    """F40: whatever is no object at the top is refused by that name."""
    (problem,) = problems(text, "p.json")
    assert (problem.code, problem.file) == ("top-level", "p.json")


@pytest.mark.parametrize(
    ("text", "code"),
    {
        "F01-empty": ("", "json-form"),
        "F05-truncated": ('{"office": ', "json-form"),
        "F26-NaN": ('{"office": NaN}', "json-constant"),
        "F26-Infinity": ('{"office": -Infinity}', "json-constant"),
        "F27-depth": ("[" * 20_000 + "]" * 20_000, "json-form"),
        "F28-BOM": ("\ufeff{}", "json-form"),
        "N11-5000-digits": ('{"office": ' + "1" * 5000 + "}", "json-form"),
        "comment": ("{} // why", "json-form"),
        "trailing-comma": ('{"office": {},}', "json-form"),
        "single-quotes": ("{'office': 1}", "json-form"),
    }.values(),
    ids=lambda value: None,
)
def test_what_is_no_json_is_refused(text: str, code: str) -> None:
    """F25-F28: malformed JSON is one problem, with its file."""
    (problem,) = problems(text, "p.json")
    assert (problem.code, problem.file) == (code, "p.json")


def test_malformed_json_is_located() -> None:
    """The line and column of the fault are told, with what to look for."""
    (problem,) = problems('{\n  "office": {},\n  x\n}', "p.json")
    assert problem.cell == "line 3, column 3"
    assert problem.hint


@pytest.mark.parametrize("depth", [100, 500, 900, 1500])
def test_any_depth_is_told_and_not_a_crash(depth: int) -> None:
    """F27: however deep a value nests, the answer is a problem."""
    text = json.dumps(data())[:-1] + ', "office": ' + "[" * depth + "]" * depth + "}"
    assert problems(text)


def test_duplicate_keys_are_refused_by_name() -> None:
    """F25: a key that stands twice in one object is an error, wherever it is; all are told."""
    found = problems('{"office": {"id": 1, "id": 2}, "period": "2017", "period": "2018"}', "p.json")
    assert [problem.code for problem in found] == ["key-twice", "key-twice"]
    assert "'id'" in found[0].message
    assert "'period'" in found[1].message


def test_all_that_json_does_not_hold_is_told_at_once() -> None:
    """F25, F26: each NaN and infinity, and each key that stands twice, in one run."""
    found = problems('{"a": NaN, "b": [Infinity, {"c": 1, "c": -Infinity}], "b": 2}')
    assert sorted((problem.code, problem.message.split()[0]) for problem in found) == [
        ("json-constant", "-Infinity"),
        ("json-constant", "Infinity"),
        ("json-constant", "NaN"),
        ("key-twice", "the"),
        ("key-twice", "the"),
    ]


@pytest.mark.parametrize(
    "number", ["1e999", "-1e999", "0.1", "1e-400"], ids=["N05", "N05-minus", "N01", "tiny"]
)
def test_json_floats_are_no_amounts(number: str) -> None:
    """N01, N05: a JSON number with a point or exponent is refused where a decimal is due."""
    text = json.dumps(data(activities=[{**ACTIVITY, "shares": ["@"]}])).replace('"@"', number)
    assert [(p.path, p.code) for p in problems(text)] == [
        ("activities[0].shares[0]", "number-float")
    ]


@pytest.mark.parametrize("key", ["activities[zz", "activities[-5]", "a.b", "[", "office[0]", "]["])
def test_a_key_that_looks_like_a_path_is_told_like_any_other(key: str) -> None:
    """An unknown key is a problem, whatever it is made of."""
    found = problems(json.dumps(data(activities=[], **{key: 1})))
    assert [(problem.path, problem.code) for problem in found] == [(key, "field-unknown")]


@pytest.mark.parametrize("version", [FORMAT + 1, 0, -1, "1", True, 1.0, None], ids=repr)
def test_another_format_is_refused_by_name(version: object) -> None:
    """A file of another version is not guessed at."""
    if version is not None:
        assert faults(format=version) == [("format", "format-version")]
    else:
        assert faults(format=version)


@pytest.mark.no_cover
def test_every_fault_of_a_large_file_is_told_in_time_that_grows_with_it() -> None:
    """F44: all faults are kept, the message lists the first and counts the rest.

    Four times as many take four times as many steps, and not sixteen: forty thousand are told.
    """
    steps = {}
    for count in (1_000, 4_000):
        rows = [{**ACTIVITY, "id": f"A{n}", "status": "party"} for n in range(count)]
        profile = Profile()
        with pytest.raises(DataError) as caught, profile:
            from_data(data(activities=rows))
        assert len(caught.value.problems) == count
        assert caught.value.problems[-1].path == f"activities[{count - 1}].status"
        assert str(caught.value).endswith(f"… and {count - 50} more")
        steps[count] = sum(entry.callcount for entry in profile.getstats())
    assert steps[4_000] < 4.2 * steps[1_000]


def test_what_equals_its_default_is_left_out() -> None:
    """A file says only what is not so by itself."""
    office = to_data(make_portfolio(0))
    assert "localities" not in office
    assert "currency" not in office
    assert office["format"] == FORMAT


@pytest.mark.parametrize("text", ["a\x00b", "a\x01b", "a\x0bb", "a\x1fb", "\ufffe", "\U0001f469"],
    ids=["T23-NUL", "T24", "T25-VT", "T26", "T27-noncharacter", "T30-pair"])  # fmt: skip
def test_text_that_json_escapes_bring_in_is_kept(text: str) -> None:
    """T23-T27, T30: any character is kept; what a format cannot hold its exporter refuses."""
    written = json.dumps(data(office={**OFFICE, "city": text}))
    assert text not in written
    portfolio = loads(written)
    assert portfolio.office.city == text
    assert loads(dumps(portfolio)) == portfolio


@pytest.mark.parametrize(
    "text", [chr(0xD800), chr(0xDC00), "a\ud83d b"], ids=["T28", "T29", "within"]
)
def test_half_a_character_is_refused(text: str) -> None:
    """T28, T29: no file can hold a lone surrogate; it is refused where it comes in, by its path."""
    rows = [{**ACTIVITY, "title": {"en": text}}]
    assert faults(office={**OFFICE, "city": text}, activities=rows) == [
        ("office.city", "text-surrogate"),
        ("activities[0].title", "text-surrogate"),
    ]
    found = problems(json.dumps(data(office={**OFFICE, "city": text})))
    assert "U+D8" in found[0].message or "U+DC" in found[0].message


def test_a_fault_of_ours_is_not_told_as_one_of_the_data() -> None:
    """Hooks of the converter tell what is wrong; anything else goes up as it is."""
    with pytest.raises(ZeroDivisionError):
        list(problems_of(ExceptionGroup("record", [ZeroDivisionError()])))
