"""Law 1 of digests: equal data have one digest, in whatever form they are kept; others another."""

from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pytest
from example_data import loaded
from hypothesis import given, settings

import cproc
from cproc.model import Money, Portfolio
from cproc.serialize import (
    dumps,
    from_folder,
    from_tables,
    loads,
    table_names,
    to_folder,
    to_tables,
)
from cproc.testing import portfolios

# Whole portfolios are drawn here; other tests cover the lines.
pytestmark = pytest.mark.no_cover


@settings(max_examples=4)
@given(portfolios())
def test_a_digest_stays_through_every_form_of_text(portfolio: Portfolio) -> None:
    """JSON, a folder of CSV tables and tables there and back keep it."""
    kept = cproc.digest(portfolio)
    assert cproc.digest(loads(dumps(portfolio))) == kept
    assert cproc.digest(from_folder(to_folder(portfolio, table_names()))) == kept
    assert cproc.digest(from_tables(to_tables(portfolio).values())) == kept
    # A report follows from the same data before and after it is kept that it was sent.
    bare = tuple(attrs.evolve(each, submissions=()) for each in portfolio.projects)
    assert cproc.digest(attrs.evolve(portfolio, projects=bare)) == kept


@pytest.mark.parametrize("target", ["a.json", "a.xlsx", "a", "a.parquet"])
@pytest.mark.parametrize("example", ["eu_grant", "cproc_2017"])
def test_a_digest_stays_through_every_form_of_file(example: str, target: str) -> None:
    """What is converted and loaded has the digest of what it was made of."""
    to = "parquet" if target == "a.parquet" else None
    with TemporaryDirectory() as folder:
        place = Path(folder) / target.removesuffix(".parquet")
        cproc.convert(Path("examples") / example, place, to)
        assert cproc.digest(cproc.load(place)) == cproc.digest(loaded(example))


@settings(max_examples=4)
@given(portfolios(), portfolios())
def test_a_digest_is_that_of_equal_data_only(one: Portfolio, other: Portfolio) -> None:
    """Two portfolios that differ in more than what is asked for have two digests."""
    same = attrs.evolve(other, period=one.period) == one
    assert (cproc.digest(one) == cproc.digest(other)) >= same
    if cproc.digest(one) == cproc.digest(other):
        assert cproc.diff(*map(_without_what_is_asked, (one, other))).counts == {}


def _without_what_is_asked(portfolio: Portfolio) -> Portfolio:
    reports = tuple(attrs.evolve(each, against=None) for each in portfolio.reports)
    projects = tuple(attrs.evolve(each, submissions=()) for each in portfolio.projects)
    period = cproc.Period.parse("2017")
    return attrs.evolve(portfolio, period=period, reports=reports, projects=projects, withheld=())


def test_a_digest_changes_with_a_cent_and_not_with_how_a_number_is_written() -> None:
    """12.5 and 12.50 are one amount; 12.51 is another."""
    grant = loaded("eu_grant")

    def with_amount(amount: str) -> Portfolio:
        (project,) = grant.projects
        paid = attrs.evolve(project.transactions[0], amount=Money(amount, "EUR"))
        changed = attrs.evolve(project, transactions=(paid, *project.transactions[1:]))
        return attrs.evolve(grant, projects=(changed,))

    assert cproc.digest(with_amount("12.5")) == cproc.digest(with_amount("12.50"))
    assert cproc.digest(with_amount("12.5")) != cproc.digest(with_amount("12.51"))
