"""What an edition does not show reads so, and never as if nobody had stated it."""

import attrs
import pytest
from example_data import loaded

from cproc.disclosure import disclosed
from cproc.model import Activity, Confidential, Portfolio, Shows
from cproc.report import Table, build

OFFICE = loaded("cproc_2017")


def words(table: Table, column: str) -> set[object]:
    return {row[table.index(column)].value for row in table.rows}


def marked(*marks: Confidential, office: Portfolio = OFFICE) -> Portfolio:
    return attrs.evolve(office, confidential=marks, smallest_group=5)


@pytest.mark.parametrize(
    ("mark", "column"),
    [
        (Confidential("posts.grade"), "grade"),
        (Confidential("posts.grade", shows=Shows.GROUP), "grade"),
        (Confidential("posts"), "grade"),
        (Confidential("posts.recruitment"), "recruitment"),
        (Confidential("posts.funding"), "post_funding"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value.of}-{value.shows}",
)
@pytest.mark.parametrize("edition", ["board", "audit"])
def test_what_is_withheld_of_a_post_is_not_shown(
    mark: Confidential, column: str, edition: str
) -> None:
    """A grade that an edition leaves out is not shown; for auditors nothing is left out."""
    own = attrs.evolve(mark, personal=True)
    shown = words(build(disclosed(marked(own), edition)).tables["staff"], column)
    assert ("not shown" in shown) is (edition == "board")
    assert "not stated" not in shown or edition == "audit"


def test_what_nobody_stated_is_not_stated() -> None:
    """Without a mark on it, a grade that is absent stays one that nobody stated."""
    posts = (attrs.evolve(OFFICE.posts[0], grade=None), *OFFICE.posts[1:])
    office = attrs.evolve(OFFICE, posts=posts)
    report = build(disclosed(marked(Confidential("posts.nationality"), office=office), "board"))
    assert "not stated" in words(report.tables["staff"], "grade")
    assert "not shown" not in words(report.tables["staff"], "grade")


def _placed(activity: Activity) -> bool:
    return any(place.country for of in activity.occurrences for place in of.places)


def test_a_place_that_is_withheld_is_not_no_country() -> None:
    """The row of activities without a country says that there may be one that is not shown."""
    one = next(each.id for each in OFFICE.activities if _placed(each))
    tables = build(disclosed(marked(Confidential("activities", one)), "public")).tables
    assert "No country, or not shown" in words(tables["by_country"], "country")
    whole = build(disclosed(OFFICE, "public")).tables
    assert "No country, or not shown" not in words(whole["by_country"], "country")
