"""The folder form: one JSON file, and a CSV table beside it for any of its lists."""

import csv
import io
import json
from typing import Any

import attrs
import pytest

from cproc.dates import DateSpan
from cproc.errors import CprocError, DataError, Problem
from cproc.model import (
    Activity,
    ActivityKind,
    Ceilings,
    DonorProfile,
    LocalText,
    Occurrence,
    Organisation,
    Place,
    Portfolio,
    Post,
)
from cproc.serialize import dumps, from_folder, table_names, to_folder
from cproc.testing import make_portfolio

OFFICE = make_portfolio(0)
BASE = Portfolio(OFFICE.office, OFFICE.period)
MAIN = dumps(BASE)
HEAD = "id,projects,kind,when,where,title.en"
ROW = 'A1,P,training,2017-05-17,"Bucharest, RO",Training'


def read(*rows: str, name: str = "activities") -> Portfolio:
    """Read a table of these rows."""
    return from_folder({"portfolio.json": MAIN, f"{name}.csv": "\n".join(rows) + "\n"}, "office")


def problems(*rows: str, name: str = "activities") -> tuple[Problem, ...]:
    """Give what is wrong with a table of these rows."""
    with pytest.raises(DataError) as caught:
        read(*rows, name=name)
    return caught.value.problems


def told(*rows: str) -> list[tuple[str, str, str]]:
    """Give code, path and cell of what is wrong with a table of activities."""
    return [(problem.code, problem.path, problem.cell) for problem in problems(*rows)]


def activity(*occurrences: Occurrence) -> Activity:
    """Give an activity at these times and places."""
    return Activity("A1", ("P",), ActivityKind.TRAINING, occurrences, LocalText({"en": "Training"}))


DAY = DateSpan.parse("2017-05-17")


def occurrence(*places: Place) -> Occurrence:
    """Give an occurrence at these places."""
    return Occurrence(DAY, places)


WHERE = {
    "city-and-country": ("Bucharest, RO", [occurrence(Place("Bucharest", "RO"))]),
    "country": ("RO", [occurrence(Place(country="RO"))]),
    "city": ("Singapore", [occurrence(Place("Singapore"))]),
    "city-of-two-letters": ("Ay", [occurrence(Place("Ay"))]),
    "two-cities": (
        "Podgorica, ME; Danilovgrad, ME",
        [occurrence(Place("Podgorica", "ME"), Place("Danilovgrad", "ME"))],
    ),
    "none": ("", [occurrence()]),
    "region": ("region:EAST", [occurrence(Place(region="EAST"))]),
    "subdivision": (
        "subdivision:Kerala, IN", [occurrence(Place(subdivision="Kerala", country="IN"))],
    ),
    "venue": (
        "Europol @ The Hague, NL", [occurrence(Place("The Hague", "NL", venue="Europol"))],
    ),
    "venue-alone": ("Europol @ ", [occurrence(Place(venue="Europol"))]),
    "supplied-country": (
        "Bucharest, [RO]", [occurrence(Place("Bucharest", "RO", supplied=("country",)))],
    ),
    "supplied-city": (
        "[Bucharest], RO", [occurrence(Place("Bucharest", "RO", supplied=("city",)))],
    ),
    "supplied-country-alone": ("[RO]", [occurrence(Place(country="RO", supplied=("country",)))]),
    "spaces": ("  Bucharest ,  RO ", [occurrence(Place("Bucharest", "RO"))]),
    "json": (
        '[[{"city": "Washington, DC", "country": "US"}]]',
        [occurrence(Place("Washington, DC", "US"))],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("where", "expected"), WHERE.values(), ids=WHERE)
def test_places_are_written_as_people_write_them(where: str, expected: list[Occurrence]) -> None:
    """Each form of place of SCOPE.md has a plain text in the cell."""
    (found,) = read(HEAD, f'A1,P,training,2017-05-17,"{where.replace(chr(34), 2 * chr(34))}",T')\
        .activities  # fmt: skip
    assert found.occurrences == tuple(expected)


def test_times_and_places_are_in_step() -> None:
    """Two towns each with its own dates are two occurrences; one of them may be nowhere."""
    (found,) = read(HEAD, 'A1,P,training,2017-09-07 | 2017-10,"Kyiv, UA | ",T').activities
    assert found.occurrences == (
        Occurrence(DateSpan.parse("2017-09-07"), (Place("Kyiv", "UA"),)),
        Occurrence(DateSpan.parse("2017-10")),
    )


ODD_PLACES = {
    "comma-in-city": Place("Washington, DC", "US"),
    "comma-without-country": Place("Washington, DC, USA"),
    "semicolon": Place("A; B", "US"),
    "bar": Place("A | B", "US"),
    "at": Place("A @ B", "US"),
    "looks-like-country": Place("RO"),
    "looks-like-region": Place("region:X"),
    "looks-supplied": Place("[Bucharest]", "RO"),
    "supplied-with-bracket": Place("[A", "RO", supplied=("city",)),
    "supplied-with-brackets": Place("[A]", "RO", supplied=("city",)),
    "starts-like-json": Place('["A', "RO"),
    "starts-like-json-object": Place('{"A', "RO"),
    "space-before": Place(" A", "RO"),
    "space-after": Place("A ", "RO"),
    "newline": Place("A\nB", "RO"),
    "coordinates": Place("A", "RO", latitude="44.4", longitude="26.1"),
    "region-and-country": Place(region="EAST", country="RO"),
    "region-and-city": Place("A", region="EAST"),
    "region-and-subdivision": Place(subdivision="S", region="EAST"),
    "supplied-venue": Place("A", venue="V", supplied=("venue",)),
    "supplied-twice": Place("A", "RO", supplied=("city", "country")),
    "supplied-in-another-order": Place("A", "RO", supplied=("country", "city")),
    "venue-with-at": Place("A", venue="V @ W"),
    "empty-city": Place("", "RO"),
}


@pytest.mark.parametrize("place", ODD_PLACES.values(), ids=ODD_PLACES)
@pytest.mark.parametrize("company", [(), (Place("Kyiv", "UA"),)], ids=["alone", "with-another"])
def test_any_place_survives_the_table(place: Place, company: tuple[Place, ...]) -> None:
    """Law 1 for places that plain text cannot tell apart: they become JSON in the cell."""
    for places in ((place, *company), (*company, place)):
        portfolio = attrs.evolve(BASE, activities=(activity(occurrence(*places)),))
        assert from_folder(to_folder(portfolio)) == portfolio


ODD_TEXTS = [
    "[", "[a]", '["a"]', "{", '{"a": 1}', '"', '"[', '"a"', "null", "a;b", "; ", " ", " a ", "a\nb",
    "a\r\nb", "a\rb", "\r", "a\tb", ",", "\ufeff", "\u2028", "=1+1", "#N/A", "007", "1E5", "'", "|",
]  # fmt: skip


@pytest.mark.parametrize("text", ODD_TEXTS, ids=ascii)
def test_any_text_survives_the_table(text: str) -> None:
    """Law 1 for the texts that a table could take for something else."""
    title = LocalText({"en": text})
    portfolio = attrs.evolve(
        BASE,
        organisations=(Organisation(text, title, acronym=title, url=text),),
        posts=(Post(text, title, grade=text, projects=(text, "P"), source=text),),
        activities=(attrs.evolve(activity(occurrence()), id=text, partners=(text,), note=title),),
    )
    assert from_folder(to_folder(portfolio, table_names())) == portfolio


@pytest.mark.parametrize(
    "changes",
    [
        {"posts": (Post("X", LocalText({"en": "Head"}), grade=""),)},
        {"posts": (Post("X", LocalText({"en": "Head"}), projects=("",)),)},
        {"posts": (Post("", LocalText({"en": "Head"})),)},
    ],
    ids=["optional", "in-a-list", "required"],
)
def test_empty_text_survives_the_table(changes: dict[str, Any]) -> None:
    """T42: what is there and empty is not the same as what is absent."""
    portfolio = attrs.evolve(BASE, **changes)
    assert from_folder(to_folder(portfolio, tuple(changes))) == portfolio


def test_empty_title_survives_the_table_or_is_no_title() -> None:
    """T42: a text without a character is refused by the model, or kept by every format."""
    try:
        title = LocalText({"en": ""})
    except ValueError:
        return
    portfolio = attrs.evolve(BASE, posts=(Post("X", title),))
    assert from_folder(to_folder(portfolio, ("posts",))) == portfolio


def test_a_field_of_200_kb_survives_the_table() -> None:
    """F37: what to_folder writes, from_folder reads, however long a note is."""
    long = attrs.evolve(activity(occurrence()), note=LocalText({"en": "x" * 200_000}))
    portfolio = attrs.evolve(BASE, activities=(long,))
    assert from_folder(to_folder(portfolio)) == portfolio


def test_columns_are_readable_by_hand() -> None:
    """A table shows the fields in their order, a column for each language, plain text in cells."""
    files = to_folder(attrs.evolve(BASE, activities=(activity(occurrence(Place("Kyiv", "UA"))),)))
    rows = list(csv.reader(io.StringIO(files["activities.csv"])))
    assert rows == [
        ["id", "projects", "kind", "title.en", "when", "city", "country"],
        ["A1", "P", "training", "Training", "2017-05-17", "Kyiv", "UA"],
    ]
    assert "activities" not in json.loads(files["portfolio.json"])


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("first", ["", "sep={}\n"])
def test_separators_of_spreadsheets_are_met(separator: str, first: str) -> None:
    """F35, F36: semicolons and tabs are read as commas are; so are empty columns at the end."""
    rows = [*csv.reader([HEAD, ROW])]
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(
        [*row, "", ""] for row in rows
    )
    assert read(first.format(separator) + out.getvalue()) == read(HEAD, ROW)


def test_letter_case_of_headers_does_not_count() -> None:
    """ID and Kind are met; a language keeps its form."""
    head = HEAD.upper().replace("TITLE.EN", " Title.EN ")
    assert read(head, ROW) == read(HEAD, ROW)


def test_columns_may_stand_in_any_order() -> None:
    """The header says what a column is, not its position."""
    one = read(HEAD, ROW)
    columns, cells = HEAD.split(","), next(csv.reader([ROW]))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns[::-1], cells[::-1]])
    assert read(*out.getvalue().splitlines()) == one


def test_an_empty_list_has_no_table() -> None:
    """A list without records is left out of the folder."""
    assert set(to_folder(BASE, ("activities", "posts"))) == {"portfolio.json"}


@pytest.mark.parametrize("table", ["places", "activites", ""])
def test_a_table_that_does_not_exist_is_refused(table: str) -> None:
    """Only lists of the portfolio have tables; another name is told, with those there are."""
    with pytest.raises(CprocError, match="activities"):
        to_folder(BASE, (table,))


BAD = {
    "F34-header-twice": (("id,id", "A1,A1"), [("column-unknown", "activities", "column id")]),
    "F35-semicolons": (
        (HEAD.replace(",", ";"), "x"), [("csv-ragged", "activities[0]", "row 2")],
    ),
    "F36-sep": (
        ("sep=;", HEAD.replace(",", ";"), "x"), [("csv-ragged", "activities[0]", "row 3")],
    ),
    "F38-unknown-column": (
        (HEAD + ",cost", ROW + ",5"), [("column-unknown", "activities", "column cost")],
    ),
    "F33-short-row": ((HEAD, "A1,P"), [("csv-ragged", "activities[0]", "row 2")]),
    "F33-long-row": ((HEAD, ROW + ",x"), [("csv-ragged", "activities[0]", "row 2")]),
    "F32-unclosed-quote": ((HEAD, 'A1,"P'), [("csv-form", "activities[0]", "row 2")]),
    "text-after-quote": (
        (HEAD, 'A1,"P"x,training,2017,,T'), [("csv-form", "activities[0]", "row 2")],
    ),
    "status": (
        (HEAD + ",status", ROW + ",held", ROW + ",party"),
        [("choice-unknown", "activities[1].status", "row 3, column status")],
    ),
    "time": (
        (HEAD, ROW.replace("2017-05-17", "May 2017")),
        [("date-form", "activities[0].occurrences[0].when", "row 2, column when")],
    ),
    "D14-backwards": (
        (HEAD, ROW.replace("2017-05-17", "2017-05-19/2017-05-17")),
        [("date-order", "activities[0].occurrences[0].when", "row 2, column when")],
    ),
    "place": (
        (HEAD, ROW.replace("Bucharest, RO", "Bucharest, Romania")),
        [("place-form", "activities[0].occurrences[0].places", "row 2, column where")],
    ),
    "country": (
        (HEAD, ROW.replace("Bucharest, RO", "London, UK")),
        [("country-unknown", "activities[0].occurrences[0].places[0].country",
          "row 2, column where")],
    ),
    "out-of-step": (
        (HEAD, ROW.replace("Bucharest, RO", "Bucharest, RO | Kyiv, UA")),
        [("occurrence-count", "activities[0].occurrences[0].places", "row 2, column where")],
    ),
    "no-time": (
        (HEAD, ROW.replace("2017-05-17", "")),
        [("field-missing", "activities[0].occurrences", "row 2, column when")],
    ),
    "blank-time": (
        (HEAD, ROW.replace("2017-05-17", " ")),
        [("field-missing", "activities[0].occurrences", "row 2, column when")],
    ),
    "broken-json": (
        (HEAD + ",participants", ROW + ",[{]"),
        [("cell-json", "activities[0].participants", "row 2, column participants")],
    ),
    "F27-deep-json": (
        (HEAD + ",participants", ROW + "," + "[" * 20_000),
        [("cell-json", "activities[0].participants", "row 2, column participants")],
    ),
    "F25-key-twice-in-a-cell": (
        (HEAD + ",participants", ROW + ',"[{""women"": 1, ""women"": 2}]"'),
        [("key-twice", "activities[0].participants", "row 2, column participants")],
    ),
    "F26-NaN-in-a-cell": (
        (HEAD + ",participants", ROW + ',"[{""women"": NaN}]"'),
        [("json-constant", "activities[0].participants", "row 2, column participants")],
    ),
    "broken-json-of-places": (
        (HEAD, ROW.replace("Bucharest, RO", "[[")),
        [("cell-json", "activities[0].occurrences[0].places", "row 2, column where")],
    ),
    "T28-surrogate-in-a-cell": (
        (HEAD + ",participants", ROW + ',"[{""group"": ""\\ud800""}]"'),
        [("text-surrogate", "activities[0].participants[0].group", "row 2, column participants")],
    ),
    "share": (
        (HEAD + ",shares", ROW + ",a third"),
        [("number-form", "activities[0].shares[0]", "row 2, column shares")],
    ),
    "language": (
        (HEAD + ",title.English", ROW + ",x"),
        [("language-unknown", "activities[0].title", "row 2, column title")],
    ),
    "after-a-ragged-row": (
        (HEAD + ",status", "A1,P", ROW + ",party"),
        [("csv-ragged", "activities[0]", "row 2"),
         ("choice-unknown", "activities[1].status", "row 3, column status")],
    ),
    "after-a-blank-row": (
        (HEAD + ",status", ROW + ",", "", ",,,,,,", ROW + ",party"),
        [("choice-unknown", "activities[1].status", "row 5, column status")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), BAD.values(), ids=BAD)
def test_faults_of_a_table_are_told_with_row_and_column(
    rows: tuple[str, ...], expected: list[tuple[str, str, str]]
) -> None:
    """F32-F38: each fault is one problem, and says in which row and column it stands."""
    assert told(*rows) == expected
    assert {problem.file for problem in problems(*rows)} == {"office/activities.csv"}


OBJECTS = {
    "broken": ('"{""indirect"":"', "cell-json"),
    "F25-key-twice": ('"{""indirect"": ""7"", ""indirect"": ""8""}"', "key-twice"),
    "F26-NaN": ('"{""indirect"": NaN}"', "json-constant"),
    "text": ("seven", "type-wrong"),
}


@pytest.mark.parametrize(("cell", "code"), OBJECTS.values(), ids=OBJECTS)
def test_an_object_in_a_cell_is_read_as_strictly_as_a_list(cell: str, code: str) -> None:
    """F25, F26: the ceilings of a project are one object, written as JSON in their cell."""
    header = "code,name,period,title.en,objective.en,ceilings"
    main = json.dumps({k: v for k, v in json.loads(MAIN).items() if k != "projects"})
    table = f"{header}\nP,P,2016/2017,x,y,{cell}\n"
    with pytest.raises(DataError) as caught:
        from_folder({"portfolio.json": main, "projects.csv": table})
    assert [(p.code, p.cell) for p in caught.value.problems] == [(code, "row 2, column ceilings")]


def test_an_object_survives_the_table() -> None:
    """The ceilings of a project are written as JSON in their cell."""
    ceilings = Ceilings(DonorProfile.EU_EXTERNAL_15, eligible=DateSpan.parse("2024"))
    project = attrs.evolve(OFFICE.projects[0], ceilings=ceilings)
    portfolio = attrs.evolve(OFFICE, projects=(project, *OFFICE.projects[1:]))
    assert from_folder(to_folder(portfolio, ("projects",))) == portfolio


@pytest.mark.parametrize("text", ["", "\n", " , \nx,y\n"], ids=["F01-empty", "blank", "blanks"])
def test_a_table_without_header_is_refused(text: str) -> None:
    """F01: an empty file is no table of no records."""
    with pytest.raises(DataError) as caught:
        from_folder({"portfolio.json": MAIN, "activities.csv": text})
    assert [problem.code for problem in caught.value.problems] == ["csv-form"]


def test_nul_in_a_table_is_refused_or_kept() -> None:
    """F31: NUL is told with its place, or not changed."""
    row = ROW.replace("Training", "a\x00b")
    try:
        portfolio = read(HEAD, row)
    except DataError:
        assert {problem.file for problem in problems(HEAD, row)} == {"office/activities.csv"}
    else:
        assert portfolio.activities[0].title.get("en") == "a\x00b"


def test_ragged_rows_are_told_a_hundred_times() -> None:
    """F44: of 300 rows of the wrong length a hundred are told and the rest is counted."""
    (*told_rows, rest) = problems(HEAD, *["A1,P"] * 300)
    assert {problem.code for problem in told_rows} == {"csv-ragged"}
    assert len(told_rows) == 100
    assert "200 more" in rest.message
