"""Offices that are made: valid, of any size, and the same again."""

import pytest

from cproc.checks import check
from cproc.serialize import from_data, to_data
from cproc.testing import make_portfolio


@pytest.mark.parametrize("count", [0, 1, 30, 500])
@pytest.mark.parametrize("seed", [0, 1, 7])
def test_a_made_office_is_valid_and_the_same_again(count: int, seed: int) -> None:
    """As many activities as asked for, no error, equal for equal arguments.

    Activities drawn by chance may be alike, and the ledger is of one year of longer projects.
    """
    office = make_portfolio(count, seed)
    assert len(office.activities) == count
    assert {problem.code for problem in check(office)} <= {"likely-twice", "ledger-late"}
    assert from_data(to_data(office)) == office == make_portfolio(count, seed)


def test_seeds_and_sizes_make_different_offices() -> None:
    """An office is one of many."""
    assert make_portfolio(50, 1) != make_portfolio(50, 2)
