"""The part of its posts that a project pays, beside how many there are."""

from decimal import Decimal

import attrs
from example_data import loaded
from table_values import rows, total

from cproc.figures import evaluate, narrow
from cproc.model import Portfolio, PostState
from cproc.report import build

YEAR = loaded("cproc_2017")


def office(*shares: tuple[str, ...]) -> Portfolio:
    """The reference office, some of whose posts are paid by two projects."""
    codes = ("GLACY+", "EAP3")
    first = [
        attrs.evolve(post, projects=codes, shares=part, state=PostState.FILLED)
        for post, part in zip(YEAR.posts, shares, strict=False)
    ]
    return attrs.evolve(YEAR, posts=(*first, *YEAR.posts[len(first) :]))


def test_a_project_pays_its_share_of_a_post() -> None:
    """Shares of 0.4 and 0.6 are one post, of which each pays its own part."""
    shared = office(("0.4", "0.6"), ("0.5", "0.25"))
    values = {
        call: evaluate(shared, call).value
        for call in (
            "full_time_equivalents",
            'full_time_equivalents(project="GLACY+")',
            'full_time_equivalents(project="EAP3")',
        )
    }
    assert [float(value) for value in values.values()] == [1.75, 0.9, 0.85]  # type: ignore[arg-type]


def test_a_post_without_shares_is_missing() -> None:
    """How much of it a project pays nobody knows."""
    found = evaluate(office(("0.4", "0.6"), ()), "full_time_equivalents")
    assert found.without == (YEAR.posts[1].id,)


def test_a_narrowed_part_prints_the_share_beside_the_post() -> None:
    """A post paid 40 % is one post and 0.4 of a full-time one; the tables tell both."""
    report = build(narrow(office(("0.4", "0.6"), ()), project="GLACY+"))
    assert total(report, "staff", "filled") == 2
    assert total(report, "staff", "full_time") == Decimal("0.4")
    assert rows(report, "posts", "full_time") == [(Decimal("0.4"),), (None,)]
    assert any(YEAR.posts[1].id in note for note in report.tables["posts"].notes)
    keys = dict(zip(report.tables["overview"].keys, rows(report, "overview", "value"), strict=True))
    assert keys["full_time_equivalents"] == (Decimal("0.40"),)


def test_where_posts_are_paid_whole_nothing_is_added() -> None:
    """A column that repeats another says nothing."""
    report = build(office(("0.4", "0.6")))
    assert "full_time" not in {column.id for column in report.tables["staff"].columns}
