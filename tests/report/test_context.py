"""Names of countries, cities, places and organisations."""

from datetime import date

import attrs
import pytest
from example_data import loaded, reported

from cproc.labels import labels_in
from cproc.model import (
    Contribution,
    ContributionKind,
    Designation,
    Locality,
    LocalText,
    Organisation,
    Place,
    Region,
)
from cproc.money import Money
from cproc.report import build
from cproc.report.context import Context, sort_key
from cproc.testing import make_portfolio

YEAR = loaded("cproc_2017")
ENGLISH, FRENCH = reported("cproc_2017", "en"), reported("cproc_2017", "fr")


def text(english: str, french: str | None = None) -> LocalText:
    return LocalText({"en": english} if french is None else {"en": english, "fr": french})


BASE = attrs.evolve(
    make_portfolio(0),
    designations=(
        Designation("MK", text("“fYROM”", "« ERYM »"), until=date(2019, 2, 11)),
        Designation("XK", text("Kosovo"), "*", text("Resolution 1244.", "Résolution 1244.")),
    ),
    localities=(
        Locality("Vienna", "AT", text("Vienna", "Vienne")),
        Locality("Tripoli", "LY", text("Tripoli", "Tripoli (Libye)")),
        Locality("Tripoli", "LB", text("Tripoli", "Tripoli (Liban)")),
    ),
    regions=(Region("E", text("East", "Est")), Region("W", text("East", "Est"))),
    organisations=(
        Organisation("OAS", text("Organization of American States")),
        Organisation("MJ1", text("Ministry of Justice", "Ministère de la Justice")),
        Organisation("MJ2", text("Ministry of Justice", "Ministère de la Justice")),
    ),
).with_report(date=date(2017, 11, 24))
EN, FR = Context(BASE, labels_in("en")), Context(BASE, labels_in("fr"))


def test_the_designation_policy_is_that_of_the_day_of_the_report() -> None:
    """A territory has the name that the office's policy requires on the day of issue."""
    assert (EN.country("MK"), FR.country("MK")) == ("“fYROM”", "« ERYM »")
    later = Context(BASE.with_report(date=date(2020, 1, 1)), labels_in("en"))
    assert later.country("MK") == "North Macedonia"
    unpublished = Context(attrs.evolve(BASE, reports=()), labels_in("en"))
    assert unpublished.portfolio.issued == BASE.period.end


def test_countries_without_a_rule_have_their_common_name() -> None:
    """CLDR names the rest, in words: no sign for and."""
    assert EN.country("BA") == "Bosnia and Herzegovina"
    assert FR.country("RO") == "Roumanie"


def test_cities_are_translated() -> None:
    """A city has its name in the language; one that could be either of two keeps its own."""
    assert FR.city("Vienna", "AT") == "Vienne"
    assert FR.city("Vienna") == "Vienne"
    assert FR.city("Tripoli", "LY") == "Tripoli (Libye)"
    assert FR.city("Tripoli") == "Tripoli"
    assert FR.city("Zagreb", "HR") == "Zagreb"


@pytest.mark.parametrize(
    ("place", "english", "french"),
    [
        (Place("Vienna", "AT"), "Vienna, Austria", "Vienne, Autriche"),
        (Place("Singapore", "SG"), "Singapore", "Singapore"),
        (Place(country="MA"), "Morocco", "Maroc"),
        (Place(region="E"), "East (E)", "Est (E)"),
        (Place("Pristina", "XK"), "Pristina, Kosovo*", "Pristina, Kosovo*"),
        (Place(country="MX", subdivision="Jalisco"), "Jalisco, Mexico", "Jalisco, Mexique"),
        (Place("Turin", "IT", venue="UNICRI"), "UNICRI, Turin, Italy", "UNICRI, Turin, Italie"),
        (Place(region="?"), "?", "?"),
    ],
)
def test_places_are_told_from_the_venue_to_the_country(
    place: Place, english: str, french: str
) -> None:
    """What is known is printed, in one order; a city-state once."""
    assert (EN.place(place), FR.place(place)) == (english, french)


def test_what_the_source_does_not_print_can_be_marked() -> None:
    """A part the office added stands in brackets where that is asked for."""
    place = Place("Bucharest", "RO", supplied=("country",))
    assert EN.place(place) == "Bucharest, Romania"
    assert EN.place(place, brackets=True) == "Bucharest, [Romania]"


def test_no_two_records_have_one_name() -> None:
    """Names that count rows are distinct: those that are shared take the identifier."""
    assert EN.organisation("MJ1") == "Ministry of Justice (MJ1)"
    assert EN.organisation("OAS") == "Organization of American States"
    assert EN.organisation("unknown") == "unknown"
    assert (EN.region("E"), EN.region("W")) == ("East (E)", "East (W)")


def test_a_text_in_another_language_says_so() -> None:
    """The next best language is named; a word that is the same in both is in the report's."""
    assert FR.organisation_language("OAS") == "en"
    assert FR.organisation_language("MJ1") is None
    assert FR.organisation_language("unknown") is None
    assert FR.other_language(text("Budget", "Budget")) is None


def test_financing_is_told_by_form() -> None:
    """Donors stand behind the form of what they give, with share or amount where stated."""
    given = (
        Contribution("OAS", ContributionKind.VOLUNTARY, Money("1000", "EUR")),
        Contribution("MJ1", ContributionKind.VOLUNTARY),
    )
    assert EN.financing(given) == (
        "Voluntary contributions (Organization of American States EUR\u00a01,000, "
        "Ministry of Justice (MJ1))"
    )


def test_order_of_names_does_not_mind_accents_and_quotes() -> None:
    """Accents, capitals and quotation marks count only between equals."""
    names = ["Zambie", "États-Unis", "« l'ex »", "Espagne", "Égypte"]
    assert sorted(names, key=sort_key) == ["Égypte", "Espagne", "États-Unis", "« l'ex »", "Zambie"]


def test_a_mark_brings_its_footnote() -> None:
    """Exactly the tables that print the marked name carry the required footnote."""
    for report, start in ((ENGLISH, "* All reference to Kosovo"), (FRENCH, "* Toute référence")):
        marked = 0
        for table in report.tables.values():
            texts = [str(cell.value) for row in table.rows for cell in row]
            expected = any("Kosovo*" in text for text in texts)
            assert expected == any(note.startswith(start) for note in table.notes)
            marked += expected
        assert marked >= 5


def test_without_designations_nothing_is_marked() -> None:
    """The policy is the office's: where it has none, no mark and no footnote is invented."""
    report = build(attrs.evolve(YEAR, designations=()))
    notes = [note for table in report.tables.values() for note in table.notes]
    assert not [note for note in notes if note.startswith("*")]
