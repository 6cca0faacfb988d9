"""Inventories as offices write them: every line is an entry or is told, and nothing is invented."""

import os
from collections.abc import Sequence
from pathlib import Path

import attrs
import pytest
from draws import draws
from hypothesis import given
from hypothesis import strategies as st

from cproc import plugins
from cproc.dates import DateSpan, Period
from cproc.errors import DataError, Severity
from cproc.loaders.faults import CODES
from cproc.loaders.inventory import Inventory, lines_of, read_inventory
from cproc.model import (
    Activity,
    ActivityStatus,
    Designation,
    Locality,
    LocalText,
    Place,
    Portfolio,
    Project,
    Region,
)
from cproc.serialize import from_folder, to_folder
from cproc.serialize.capping import MOST, MOST_OF_A_RULE
from cproc.testing import make_portfolio

ROOT = Path(__file__).resolve().parents[2]
# The report that the example is of: beside the repository, or where the variable says.
SHARED = Path(os.environ.get("CPROC_SHARED", ROOT.parent / "shared"))
SEED = SHARED / "seed" / "SG-Inf-2017-42.fr.txt"


def project(code: str, name: str, title: str) -> Project:
    return Project(code, name, LocalText({"en": title}), DateSpan.parse("2015/2020"))


OFFICE = attrs.evolve(
    make_portfolio(activities=1),
    activities=(),
    projects=(
        project("LAKE", "Blue Lake", "Clean water for the lake towns"),
        project("LAKE+", "Blue Lake+", "Clean water, extended"),
        project("COAST2", "Coast@North II", "Harbours of the north, second phase"),
        project("COAST3", "Coast@North III", "Harbours of the north, third phase"),
    ),
    regions=(Region("BALTIC", LocalText({"en": "Baltic shore", "fr": "Rive baltique"})),),
    localities=(
        Locality("Vienna", "AT", LocalText({"fr": "Vienne"})),
        Locality("Odesa", "UA", LocalText({"fr": "Odessa"})),
    ),
    designations=(
        Designation("MK", LocalText({"fr": "« l'ancien nom prescrit »", "en": "old name"})),
    ),
)


def read(text: str, **options: object) -> Inventory:
    return read_inventory(text, OFFICE, **options)  # type: ignore[arg-type]


def at(city: str, country: str, **more: object) -> Place:
    return Place(city=city, country=country, **more)  # type: ignore[arg-type]


def entry(text: str, heading: str = "mai 2017", **options: object) -> tuple[Activity, set[str]]:
    """The activity of one line, and the codes of what is told of it."""
    read_text = read(f"{heading}\n{text}", **options)
    (activity,) = read_text.activities
    return activity, {problem.code.removeprefix("inventory-") for problem in read_text.problems}


def spans(activity: Activity) -> list[str]:
    return [str(occurrence.when) for occurrence in activity.occurrences]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("17 mai 2017", ["2017-05-17"]),
        ("17-18 mai 2017", ["2017-05-17/2017-05-18"]),
        ("17 – 18 mai 2017.", ["2017-05-17/2017-05-18"]),
        ("17 et 18 mai 2017", ["2017-05-17/2017-05-18"]),
        ("17/18 mai 2017", ["2017-05-17/2017-05-18"]),
        ("17, 18 et 19 mai 2017", ["2017-05-17/2017-05-19"]),
        ("17 et 24 mai 2017", ["2017-05-17", "2017-05-24"]),
        ("du 3 au 5 mai 2017", ["2017-05-03/2017-05-05"]),
        ("du mercredi 3 au vendredi 5 mai 2017", ["2017-05-03/2017-05-05"]),
        ("entre le 3 et le 5 mai 2017", ["2017-05-03/2017-05-05"]),
        ("1er mai 2017", ["2017-05-01"]),
        ("30 mai – 2 juin 2017", ["2017-05-30/2017-06-02"]),
        ("31 mai 2017 – 29 février 2020", ["2017-05-31/2020-02-29"]),
        ("avril-mai 2017", ["2017-04/2017-05"]),
        ("décembre 2016 – mai 2017", ["2016-12/2017-05"]),
        ("mai 2017", ["2017-05"]),
        ("2014-2017", ["2014/2017"]),
        ("from 3 to 5 May 2017", ["2017-05-03/2017-05-05"]),
        ("May 17–19, 2017", ["2017-05-17/2017-05-19"]),
        ("May 30 – June 2, 2017", ["2017-05-30/2017-06-02"]),
        ("3rd–5th May 2017", ["2017-05-03/2017-05-05"]),
        ("5th of May 2017", ["2017-05-05"]),
        ("03.05.2017", ["2017-05-03"]),
        ("03-05/05/2017", ["2017-05-03/2017-05-05"]),
        ("3.5-5.5.2017", ["2017-05-03/2017-05-05"]),
        ("2017-05-17/2017-05-19", ["2017-05-17/2017-05-19"]),
        ("05/2017", ["2017-05"]),
        ("Q2 2017", ["2017-04/2017-06"]),
        ("2e trimestre 2017", ["2017-04/2017-06"]),
    ],
)
def test_forms_of_dates(printed: str, expected: list[str]) -> None:
    """Each usual form of a date is read as the days, months or years that it prints."""
    activity, _told = entry(f"Blue Lake\tVisit of the harbour, Accra, Ghana, {printed}")
    assert spans(activity) == expected
    assert str(activity.title) == "Visit of the harbour"
    assert activity.places == (Place(city="Accra", country="GH"),)


@pytest.mark.parametrize(
    ("printed", "expected", "code"),
    [
        ("17-19 mai", "2017-05-17/2017-05-19", "year-supplied"),
        ("30 avril – 2 mai", "2017-04-30/2017-05-02", "year-supplied"),
        ("31 avril 2017", "2017-04", "date-impossible"),
        ("32 mai 2017", "2017-05", "date-impossible"),
        ("19-17 mai 2017", "2017-05", "date-impossible"),
        ("fin mai 2017", "2017-05", "date-rough"),
        ("depuis mai 2017", "2017-05", "date-open"),
        ("mai – 3 juin 2017", "2017-05/2017-06", "date-mixed"),
        ("04/05/2017", "2017-05-04", "date-order"),
        ("3 août 2019", "2019-08-03", "heading-other"),
    ],
)
def test_doubtful_dates(printed: str, expected: str, code: str) -> None:
    """A date that is not sure is read as the best guess and told."""
    activity, told = entry(f"Blue Lake\tVisit of the harbour, Accra, Ghana, {printed}")
    assert spans(activity) == [expected]
    assert code in told


@pytest.mark.parametrize(
    ("printed", "places"),
    [
        ("Accra, Ghana", [at("Accra", "GH")]),
        ("Accra (Ghana)", [at("Accra", "GH")]),
        ("Accra (Ghana) et Dakar (Sénégal)", [at("Accra", "GH"), at("Dakar", "SN")]),
        ("Atlanta, Georgia, USA", [at("Atlanta", "US", subdivision="Georgia")]),
        ("Tunis", [at("Tunis", "TN", supplied=("country",))]),
        ("Ghana, Accra", [at("Accra", "GH")]),
        ("Ghana", [Place(country="GH")]),
        ("La Barbade", [Place(country="BB")]),
        ("Accra/Kumasi, Ghana", [at("Accra", "GH"), at("Kumasi", "GH")]),
        ("Accra et Kumasi, Ghana", [at("Accra", "GH"), at("Kumasi", "GH")]),
        (
            "Accra, Ghana et Dakar, Sénégal",
            [at("Accra", "GH"), at("Dakar", "SN")],
        ),
        ("(Ghana, Togo, Bénin)", [Place(country="GH"), Place(country="TG"), Place(country="BJ")]),
        ("Vienne, Autriche", [at("Vienna", "AT")]),
        ("Vienna", [at("Vienna", "AT", supplied=("country",))]),
        ("Jalisco, Mexico", [Place(subdivision="Jalisco", country="MX")]),
        ("Singapour", [at("Singapour", "SG", supplied=("country",))]),
        ("rive baltique", [Place(region="BALTIC")]),
        ("région de la Rive baltique", [Place(region="BALTIC")]),
        ("Kosovo*", [Place(country="XK")]),
        ("Skopje, « l’ancien nom prescrit »", [at("Skopje", "MK")]),
        ("Hôtel du Port, Dakar, Sénégal", [at("Dakar", "SN", venue="Hôtel du Port")]),
        ("online", [Place(venue="online")]),
        ("Nuku’alofa, Tonga", [at("Nuku’alofa", "TO")]),
    ],
)
def test_forms_of_places(printed: str, places: list[Place]) -> None:
    """Each usual form of a place is read; what the line does not print is marked as supplied."""
    activity, _told = entry(f"Blue Lake\tVisit of the harbour, {printed}, 17 May 2017")
    assert list(activity.places) == places
    assert str(activity.title) == "Visit of the harbour"


@pytest.mark.parametrize(
    ("line", "title", "places", "code"),
    [
        ("Quarterly report, 17 May 2017", "Quarterly report", [], "place-missing"),
        (
            "Réunion du comité Dakar, Sénégal, 17 mai 2017",
            "Réunion du comité",
            ["SN"],
            "place-in-title",
        ),
        (
            "Mission d'étude au Maroc, 17 mai 2017",
            "Mission d'étude au Maroc",
            ["MA"],
            "place-in-title",
        ),
        (
            "Talks, Convention de Rome, 17 May 2017",
            "Talks, Convention de Rome",
            [],
            "place-missing",
        ),
        ("Forum au Liban, Beyrouth, 17 mai 2017", "Forum au Liban", ["LB"], "country-in-title"),
        ("Visit, Little Nowhere, Ghana, 17 May 2017", "Visit", ["GH"], "city-unknown"),
        ("Visit, Tripoli, 17 May 2017", "Visit", ["LY"], "city-ambiguous"),
        ("Visit, 17 May 2017, Rabat, Morocco", "Visit", ["MA"], ""),
        ("17 May 2017: Visit, Rabat, Morocco", "Visit", ["MA"], ""),
        (
            "Visit of 3 May 2016 continued, Rabat, Morocco, 17 May 2017",
            "Visit of 3 May 2016 continued",
            ["MA"],
            "date-other",
        ),
        (
            "Visit, Rabat, Morocco, 17 May 2017, with the mayor",
            "Visit – with the mayor",
            ["MA"],
            "text-behind",
        ),
    ],
)
def test_doubtful_lines(line: str, title: str, places: list[str], code: str) -> None:
    """Of a line that is not plain the best guess is kept, and what is not sure is told."""
    activity, told = entry(f"Blue Lake\t{line}")
    assert str(activity.title) == title
    assert [place.country for place in activity.places] == places
    assert not code or code in told


def test_two_towns_each_with_its_dates() -> None:
    """Two towns with their dates are two occurrences; year and country count where printed once."""
    line = "Coast@North II\tSeminar, Kyiv, 7-8 mai et Odessa, Ukraine, 9 - 10 mai 2017"
    activity, told = entry(line)
    assert spans(activity) == ["2017-05-07/2017-05-08", "2017-05-09/2017-05-10"]
    assert activity.places == (Place(city="Kyiv", country="UA"), Place(city="Odesa", country="UA"))
    assert "two-times" in told
    behind, _told = entry("LAKE\tSeminar, 3-4 May, Accra, Ghana; 6 May 2017, Dakar, Senegal")
    assert spans(behind) == ["2017-05-03/2017-05-04", "2017-05-06"]


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("Blue Lake", ("LAKE",)),
        ("BLUE LAKE +", ("LAKE+",)),
        ("blue lake, Blue Lake+", ("LAKE", "LAKE+")),
        ("Coast@North III Coast@North II", ("COAST3", "COAST2")),
        ("coast@north 2 & LAKE", ("COAST2", "LAKE")),
        ("Clean water, extended", ("LAKE+",)),
        ("the Water Fund / LAKE", ("LAKE+", "LAKE")),
        ("Blue Lake+,  Coast@North\tII,", ("LAKE+", "COAST2")),
    ],
)
def test_cells_of_projects(cell: str, codes: tuple[str, ...]) -> None:
    """Projects go by code, name, title and aliases, in any case and with any sign between them."""
    line = f"{cell}\tVisit, Accra, Ghana, 17 May 2017"
    activity, _told = entry(line, aliases={"The Water Fund": "LAKE+"})
    assert set(activity.projects) == set(codes)


def test_a_project_with_a_slip_is_guessed_and_one_that_is_unknown_told() -> None:
    """A name with one wrong letter is the project's, told; a line of no project is told whole."""
    activity, told = entry(
        "Coastt@North II, Lakee+\tVisit, Accra, Ghana, 17 May 2017", aliases={"Lakes+": "LAKE+"}
    )
    assert "LAKE+" in activity.projects
    assert {"project-guessed", "project-unknown"} <= told
    lost = read("May 2017\nDesert\tVisit, Accra, Ghana, 17 May 2017")
    assert lost.activities == ()
    (problem,) = [each for each in lost.problems if each.severity is Severity.ERROR]
    assert (problem.code, problem.cell) == ("inventory-project-unknown", "line 2")
    assert problem.value == "Desert\tVisit, Accra, Ghana, 17 May 2017"


BROKEN = """\
INVENTAIRE DES ACTIVITÉS
Projet\tActivité

MAI 2017

Blue Lake\tAtelier sur la qualité de
LK/2017/12
Page 3
--------\t--

\tl'eau des ports, Dakar, Sénégal, 3-
\t5 mai 2017
Blue Lake+,
Coast@North II\tRéunion de suivi, Accra, Ghana, 17 mai 2017
\tSeconde réunion de suivi, Accra, Ghana, 18 mai 2017
* Le nom est celui que prescrit l'office.

juin 2017
Coast@North III\tVisite, Dakar, Sénégal, 3 juin 2017
LK/2017/12
a sentence that belongs nowhere.
"""


def test_entries_broken_over_pages_are_joined_and_furniture_is_told() -> None:
    """An entry goes on below a page's end; headers, rules and footnotes are left out and told."""
    inventory = read(BROKEN)
    assert [str(activity.title) for activity in inventory.activities] == [
        "Atelier sur la qualité de l'eau des ports",
        "Réunion de suivi",
        "Seconde réunion de suivi",
        "Visite",
    ]
    assert spans(inventory.activities[0]) == ["2017-05-03/2017-05-05"]
    assert inventory.activities[1].projects == ("LAKE+", "COAST2")
    reasons = {each.line.source: each.reason for each in inventory.left_out}
    assert {
        source: reasons[source] for source in ("L2", "L7", "L8", "L9", "L16", "L20", "L21")
    } == {
        "L2": "preface",
        "L7": "page",
        "L8": "page",
        "L9": "ruled",
        "L16": "footnote",
        "L20": "page",
        "L21": "unread",
    }
    told = {problem.code for problem in inventory.problems}
    assert {"inventory-joined", "inventory-project-above", "inventory-line-unread"} <= told


COLUMNS = """\
   May 2017

   Blue Lake             Meeting with port masters, Skopje, "old
   Coast@North           name", 6 May 2017
   II
                                                             12
   Blue Lake+            Visit to the ports, Accra, Ghana, 10–
                         14 May 2017
   • LAKE                Talk, Dakar, Senegal, 15 May 2017
   4th quarter of 2017
   LAKE                  Study, November 2017
"""


def test_columns_of_a_page_set_apart_by_blanks() -> None:
    """Without tabs two blanks part cells; a cell that goes on below is read whole."""
    inventory = read(COLUMNS)
    assert [(each.projects, spans(each)) for each in inventory.activities] == [
        (("LAKE", "COAST2"), ["2017-05-06"]),
        (("LAKE+",), ["2017-05-10/2017-05-14"]),
        (("LAKE",), ["2017-05-15"]),
        (("LAKE",), ["2017-11"]),
    ]
    assert inventory.activities[0].places == (at("Skopje", "MK"),)


def test_a_project_over_the_lines_of_its_own() -> None:
    """A line that names a project alone is that of the lines below it, which is told."""
    inventory = read(
        "Blue Lake\nMay 2017\nTalk, Accra, Ghana, 3 May\nTalk, Dakar, Senegal, 4 May\n"
    )
    assert [each.projects for each in inventory.activities] == [("LAKE",), ("LAKE",)]
    above = [p for p in inventory.problems if p.code == "inventory-project-above"]
    assert [problem.cell for problem in above] == ["line 3", "line 4"]


@pytest.mark.parametrize(
    ("heading", "month"),
    [
        ("MAI 2017", "2017-05"),
        ("May 2017", "2017-05"),
        ("05/2017", "2017-05"),
        ("— mai 2017 (suite) —", "2017-05"),
        ("Activités du mois de mai 2017", "2017-05"),
        ("Mai", "2017-05"),
    ],
)
def test_headings(heading: str, month: str) -> None:
    """A month is a heading in either language and usual forms."""
    activity, _told = entry(
        "LAKE\tTender, May – June 2017",
        heading=f"avril 2017\n{heading}",
        period=Period.parse("2016-10/2017-09"),
    )
    assert str(activity.listing_month) == month
    late, told = entry(
        "LAKE\tTender, July 2016 – May 2017", heading=heading, period=Period.parse("2017")
    )
    assert (str(late.listed_in), "listed-in" in told) == (month, True)


def test_a_line_without_a_date_is_of_its_month_as_far_as_anybody_knows() -> None:
    """Without a date the month of the heading is the guess; without it there is none."""
    activity, told = entry("Blue Lake\tNew wording of the guide")
    assert (spans(activity), "date-missing" in told) == (["2017-05"], True)
    inventory = read("Blue Lake\tNew wording of the guide")
    assert (inventory.activities, [p.severity for p in inventory.problems][:1]) == ((), ["error"])


def test_status_is_what_the_line_says() -> None:
    """A line that says cancelled or postponed is of no activity that was held."""
    activity, told = entry("LAKE\tVisit, Accra, Ghana, 17 May 2017 (cancelled)")
    assert (activity.status, "status" in told) == (ActivityStatus.CANCELLED, True)
    assert activity.kind is None


def test_signs_of_word_processors_do_not_matter() -> None:
    """Soft hyphens, hard blanks, any end of line and any dash are read as plain ones."""
    plain = read("May 2017\nLAKE\tVisit of harbours, Accra, Ghana, 17-18 May 2017\n").activities
    odd = (
        "May\u00a02017\r\nLAKE\tVisit of har\u00adbours, Accra,\u202fGhana,"
        " 17\u201118\u00a0May 2017\r\n"
    )
    assert read(odd).activities[0].title == plain[0].title
    assert spans(read(odd).activities[0]) == spans(plain[0])


def test_identifiers_come_from_content_and_are_unique() -> None:
    """The same line has the same identifier in any file; a second one of a file has a number."""
    line = "LAKE\tVisit, Accra, Ghana, 17 May 2017\n"
    (alone,) = read(f"May 2017\n{line}").activities
    first, second = read(f"May 2017\n\nLAKE\tTalk, Accra, 2 May 2017\n{line}{line}").activities[1:]
    assert first.id == alone.id
    assert second.id == f"{alone.id}-2"


def test_the_table_is_read_back() -> None:
    """The activities of an inventory are read back equal from the tables of a folder."""
    activities = read(BROKEN).activities
    assert (
        from_folder(to_folder(attrs.evolve(OFFICE, activities=activities))).activities == activities
    )


def test_too_many_lines_are_refused() -> None:
    """An inventory of more lines than offices write is refused before it costs anything."""
    with pytest.raises(DataError, match="inventory-long"):
        read("a\n" * 8_001)


def test_problems_are_capped_and_the_rest_counted() -> None:
    """At most 100 of a rule are told; one more counts the rest, and the lines are all kept."""
    inventory = read("May 2017\nLAKE\tTalk, 3 May 2017\n" + "no entry at all\n" * 300)
    unread = [p for p in inventory.problems if p.code == "inventory-line-page"]
    assert len(unread) == MOST_OF_A_RULE + 1
    assert "200 more" in unread[-1].message
    assert len(inventory.problems) < MOST
    assert len(inventory.left_out) == 301


PIECES = st.sampled_from(
    [
        "mai",
        "3",
        "et",
        "-",
        "2017",
        ",",
        "\t",
        "\n",
        "Blue Lake",
        "LAKE+",
        "Coast@North",
        "II",
        "Accra",
        "Ghana",
        "de",
        "(",
        ")",
        "May 17–19, 2017",
        "31 avril",
        "octobre 2016",
        "Kyiv",
        "à",
        "Q1",
        "1er",
        "9999",
        "0",
        "10/2016",
        "région",
        "Singapour",
        " ",
        "  ",
        "*",
        "«",
        "12.13.2017",
        "annulé",
        "\f",
    ]
)
TEXTS = st.one_of(
    st.text(),
    st.lists(PIECES, max_size=40).map(" ".join),
    st.lists(PIECES, max_size=40).map("".join),
)


def kept(inventory: Inventory) -> Sequence[str]:
    rows = [line.text for entry_ in inventory.entries for line in entry_.row.lines]
    return sorted([*rows, *(each.line.text for each in inventory.left_out)])


@draws(200)
@given(TEXTS)
def test_law_every_line_is_of_an_entry_or_left_out(text: str) -> None:
    """Of any text every line that is not empty is in an entry or left out, once, and is told."""
    inventory = read(text)
    assert kept(inventory) == sorted(line.text for line in lines_of(text))
    told = {problem.cell for problem in inventory.problems}
    for unread in inventory.unread:
        assert unread.row.lines[0].where in told
    assert len({activity.id for activity in inventory.activities}) == len(inventory.activities)
    assert all(p.code in CODES for p in inventory.problems)


if SEED.exists():  # it is no part of this repository

    def test_the_inventory_of_the_reference_year() -> None:
        """Of the reference report come its 158 entries: months, projects, dates and countries."""
        office: Portfolio = plugins.load(ROOT / "examples" / "cproc_2017")
        inventory = read_inventory(SEED.read_text(encoding="utf-8"), office)
        assert inventory.unread == ()
        assert compared(inventory.activities) == compared(office.activities)


def compared(activities: Sequence[Activity]) -> dict[str, tuple[object, ...]]:
    return {
        each.source: (
            str(each.listing_month),
            sorted(each.projects),
            sorted({*spans(each)}),
            sorted({place.country or place.region or "" for place in each.places}),
            sorted({place.city or "" for place in each.places}),
        )
        for each in activities
    }
