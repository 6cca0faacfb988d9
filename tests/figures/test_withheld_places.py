"""Where places are not shown, numbers by country say that they may be greater."""

import attrs
import pytest
from example_data import loaded
from hypothesis import given
from hypothesis import strategies as st

from cproc.disclosure import disclosed
from cproc.figures import Figure, evaluate
from cproc.figures.withheld_places import without_place
from cproc.model import Confidential, Portfolio, Shows
from cproc.report import build
from cproc.testing import portfolios

OFFICE = loaded("cproc_2017")
LEFT_OUT = "This edition does not show where"


def marked(office: Portfolio, *marks: Confidential) -> Portfolio:
    return attrs.evolve(office, confidential=marks)


def _in(country: str) -> str:
    """An activity that took place in one country only."""
    return next(
        each.id
        for each in OFFICE.activities
        if {place.country for of in each.occurrences for place in of.places} == {country}
    )


HIDDEN = [
    Confidential("activities", _in("GE")),
    Confidential("activities.places", _in("GE")),
    Confidential("activities.places.country", _in("GE")),
    Confidential("activities.places", _in("GE"), shows=Shows.REGION),
]


@pytest.mark.parametrize("mark", HIDDEN, ids=lambda mark: f"{mark.of} {mark.shows}")
def test_a_hidden_country_widens_what_is_counted_by_country(mark: Confidential) -> None:
    """One entry in Georgia is hidden: figures hold the true number, and tables have a note."""
    public = disclosed(marked(OFFICE, mark), "public")
    before, after = (evaluate(of, 'entries(country="GE")') for of in (OFFICE, public))
    assert after.low == before.value - 1  # type: ignore[operator]
    assert after.high is not None
    assert after.high >= before.value  # type: ignore[operator]
    reached = evaluate(public, "countries_reached")
    assert (reached.value, reached.low, reached.high) == (
        *(None, evaluate(OFFICE, "countries_reached").value),
        None,
    )
    assert {str(each.reason) for each in reached.missing} == {"withheld"}
    tables = build(public).tables
    for name in ("by_country", "by_region", "project_countries:EAP2"):
        if name in tables:
            assert any(LEFT_OUT in note for note in tables[name].notes), name


@pytest.mark.parametrize(
    "mark",
    [
        Confidential("activities.places", _in("GE"), shows=Shows.COUNTRY),
        Confidential("activities.places.city", _in("GE")),
        Confidential("posts.nationality"),
    ],
    ids=lambda mark: mark.of,
)
def test_what_hides_no_country_changes_no_count(mark: Confidential) -> None:
    """With countries shown, or something else hidden, counts by country stay exact."""
    public = disclosed(marked(OFFICE, mark), "public")
    assert not without_place(public)
    assert evaluate(public, 'entries(country="GE")').exact
    assert not [each for each in build(public).tables["by_country"].notes if LEFT_OUT in each]


def _holds(shown: Figure, true: object) -> bool:
    if shown.value is not None:
        return shown.value == true
    return (shown.low is None or shown.low <= true) and (  # type: ignore[operator]
        shown.high is None or true <= shown.high  # type: ignore[operator]
    )


@given(portfolios(), st.data())
def test_counts_by_country_hold_what_is_true(office: Portfolio, data: st.DataObject) -> None:
    """Law: with any activity hidden, each count by country holds the count of the whole data."""
    places = (p for a in office.activities for o in a.occurrences for p in o.places)
    codes = sorted({place.country for place in places if place.country})
    if not codes:
        return
    code = data.draw(st.sampled_from(codes))
    one = data.draw(st.sampled_from(office.activities)).id
    of = data.draw(st.sampled_from(["activities", "activities.places"]))
    plain = attrs.evolve(office, confidential=(), withheld=(), smallest_group=None)
    public = disclosed(marked(plain, Confidential(of, one)), "public")
    for call in (
        "countries_reached",
        *(f"{n}(country={code!r})" for n in ("entries", "occurrences")),
    ):
        true = evaluate(plain, call)
        if true.exact and true.value is not None:
            assert _holds(evaluate(public, call), true.value), call
