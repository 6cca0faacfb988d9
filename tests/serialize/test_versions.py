"""A file of an older version is read as if it had been written today; a newer one is refused."""

import json
from pathlib import Path
from typing import Any

import attrs
import pytest

import cproc
from cproc.errors import DataError
from cproc.loaders.folder import FolderLoader
from cproc.loaders.json import JsonLoader
from cproc.model import LocalText, Portfolio
from cproc.serialize import FORMAT, dumps, from_data, loads, to_data
from cproc.serialize.versions import MIGRATIONS, migrated
from cproc.testing import make_portfolio

DATA = Path(__file__).parent / "data"


def test_a_file_of_format_1_is_read() -> None:
    """Golden file: plain texts of format 1 become texts in the language of the office's name."""
    portfolio = JsonLoader().load(DATA / "format-1.json")
    noted = {entry.id: entry.note for entry in portfolio.activities if entry.note}
    assert noted == {"A000002": LocalText({"en": "The place is inferred; see the row above."})}
    acronyms = {known.id: known.acronym for known in portfolio.organisations}
    assert acronyms["UNION"] == LocalText({"en": "UNION"})
    assert acronyms["HOST"] is None
    paid = portfolio.projects[0].transactions
    assert [made.description for made in paid] == [
        LocalText({"en": "Flights of two experts"}),
        None,
    ]


def test_a_folder_of_format_1_is_read() -> None:
    """Golden folder: a table of format 1, with a column for plain text, holds the same."""
    assert FolderLoader().load(DATA / "format-1") == JsonLoader().load(DATA / "format-1.json")


@pytest.mark.parametrize(
    ("golden", "example"), [("format-2.json", "cproc_2017"), ("format-2", "eu_grant")]
)
def test_the_examples_as_they_stood_in_format_2_are_those_of_today(
    golden: str, example: str
) -> None:
    """Reports, predecessors and values of indicators are the same records, only elsewhere.

    Format 2 asked for a kind of every activity; those whose form nobody stated have none today.
    """
    then, now = cproc.load(DATA / golden), cproc.load(Path("examples") / example)
    untold = {each.id: each for each in now.activities if each.kind is None}
    without = (
        attrs.evolve(each, kind=None, note=untold[each.id].note) if each.id in untold else each
        for each in then.activities
    )
    then = attrs.evolve(then, activities=tuple(without))
    assert _without_words(then) == _without_words(now)


def _without_words(portfolio: Portfolio) -> Portfolio:
    """The records without what was written since: texts, titles, documents, deadlines, IATI."""
    reports = (attrs.evolve(each, narrative=(), documents=()) for each in portfolio.reports)
    untitled = LocalText({"en": ""})
    activities = (attrs.evolve(each, documents=(), title=untitled) for each in portfolio.activities)
    posts = (attrs.evolve(each, duty=LocalText({"en": each.id})) for each in portfolio.posts)
    projects = (
        attrs.evolve(
            each,
            documents=(),
            donor_reports=(),
            instalments=(),
            milestones=tuple(attrs.evolve(one, documents=()) for one in each.milestones),
            results=tuple(attrs.evolve(one, documents=()) for one in each.results),
        )
        for each in portfolio.projects
    )
    parties = (attrs.evolve(each, type=None, iati="") for each in portfolio.organisations)
    return attrs.evolve(
        portfolio,
        office=attrs.evolve(portfolio.office, iati=None),
        organisations=tuple(parties),
        reports=tuple(reports),
        activities=tuple(activities),
        posts=tuple(posts),
        projects=tuple(projects),
        treaties=tuple(attrs.evolve(each, reference=None) for each in portfolio.treaties),
        confidential=(),
        smallest_group=None,
    )


FORMAT_2: dict[str, Any] = {
    "format": 2,
    "office": {"id": "O", "name": {"en": "O"}, "organisation": "O", "city": "Riga",
        "country": "LV", "operational_since": "2010-01-01"},
    "period": "2017",
    "organisations": [{"id": "O", "name": {"en": "O"}}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "values"),
    [
        (
            {"baseline": "1", "target": "9", "actual": "7", "women": 4, "men": 3},
            [("baseline", 1, {}), ("target", 9, {}), ("actual", 7, {"women": 4, "men": 3})],
        ),
        ({"actual": "7", "qualifier": "about"}, [("actual", 7, {})]),
        ({"women": 4, "men": 3}, [("actual", 7, {"women": 4, "men": 3})]),
        ({"target": "9"}, [("target", 9, {})]),
        ({}, []),
    ],
)
def test_numbers_of_an_indicator_of_format_2_are_its_values(
    given: dict[str, Any], values: list[tuple[str, int, dict[str, int]]]
) -> None:
    """Women and men are parts of what was reached, and make it where it was not told."""
    indicator = {"title": {"en": "I"}, "unit": "people", **given}
    result = {"title": {"en": "R"}, "indicators": [indicator]}
    project = {"code": "P", "name": "P", "title": {"en": "P"}, "period": "2017"}
    read = from_data(FORMAT_2 | {"projects": [project | {"results": [result]}]})
    told = read.projects[0].results[0].indicators[0].values
    assert [
        (each.kind.value, int(each.value), {part.group: int(part.value) for part in each.parts})
        for each in told
    ] == values
    assert [each.qualifier for each in told][-1:] == [given.get("qualifier", "exact")] * bool(told)


def test_what_is_read_is_written_in_the_newest_format() -> None:
    """A file is carried on by loading and writing it."""
    text = dumps(JsonLoader().load(DATA / "format-1.json"))
    assert json.loads(text)["format"] == FORMAT
    assert dumps(loads(text)) == text


def test_what_format_1_had_no_language_for_is_in_the_office_s() -> None:
    """An office without an English name keeps its notes in the language it has."""
    office = attrs.evolve(make_portfolio(0).office, name=LocalText({"fr": "Bureau", "ro": "Birou"}))
    data = to_data(attrs.evolve(make_portfolio(1), office=office, reports=())) | {"format": 1}
    data["activities"][0]["note"] = "Lieu déduit."
    assert from_data(data).activities[0].note == LocalText({"fr": "Lieu déduit."})


SPOILT: list[dict[str, Any]] = [
    {"office": 1}, {"office": {"name": "x"}}, {"office": {"name": {}}}, {"activities": None},
    {"activities": [None, 1, {"note": 1}, {"note": None}]}, {"projects": [{"transactions": 7}]},
]  # fmt: skip


@pytest.mark.parametrize("data", SPOILT, ids=json.dumps)
@pytest.mark.parametrize("version", range(1, FORMAT + 1))
def test_a_migration_passes_on_what_it_does_not_know(data: dict[str, Any], version: int) -> None:
    """What is wrong with an old file is told by the loader, not by a crash of the migration."""
    assert migrated({**data, "format": version}) == data
    with pytest.raises(DataError):
        from_data({**data, "format": version})


def test_a_migration_changes_a_copy() -> None:
    """Migrations are pure: what they are given stays as it was."""
    data = json.loads((DATA / "format-1.json").read_text(encoding="utf-8"))
    before = json.dumps(data)
    assert json.dumps(migrated(data)) != before
    assert json.dumps(data) == before


def test_there_is_a_migration_for_each_older_version() -> None:
    """The newest format is one more than the migrations; a golden file stands for each older."""
    assert len(MIGRATIONS) == FORMAT - 1
    for version in range(1, FORMAT):
        text = (DATA / f"format-{version}.json").read_text(encoding="utf-8")
        assert json.loads(text)["format"] == version


def test_a_plain_text_of_today_is_told_how_to_be_written() -> None:
    """A column without its language is one clear error."""
    files = to_data(make_portfolio(1))
    files["activities"][0]["note"] = "odd"
    with pytest.raises(DataError, match=r'activities\[0\]\.note.*Write {"en": "…"}'):
        from_data(files)


def test_a_newer_format_is_refused_by_name() -> None:
    """The message names both versions and what to do."""
    told = rf"format {FORMAT + 1}; this version reads up to format {FORMAT}\. Install a newer"
    with pytest.raises(DataError, match=told):
        from_data({"format": FORMAT + 1})
