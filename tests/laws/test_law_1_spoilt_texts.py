"""Law 1 for texts that were spoilt: what is read is what the text says, all else is refused."""

import json
from typing import Any

import pytest
from draws import draws
from hypothesis import given
from hypothesis import strategies as st

from cproc.errors import DataError
from cproc.model import Portfolio
from cproc.serialize import dumps, from_data, loads, to_data
from cproc.testing import make_portfolio, portfolios

# Whole portfolios are drawn here; other tests cover the lines.
pytestmark = pytest.mark.no_cover


@draws(15)
@given(portfolios(), st.sampled_from([None, 0, 2]))
def test_what_is_valid_is_read_however_it_is_written(
    portfolio: Portfolio, indent: int | None
) -> None:
    """Every portfolio, indented or not, in whatever letters, is read equal."""
    data = to_data(portfolio)
    for ascii_only in (True, False):
        assert loads(json.dumps(data, indent=indent, ensure_ascii=ascii_only)) == portfolio


JUNK: list[Any] = [
    None, True, False, 0, 1, -1, 1.0, 2.5, 10**30, "", "x", "2017", "2017-05", "2017-05-17",
    "EUR 5", "EUR 5.", "RO", "UK", "training", [], [1], ["x"], [None], {}, {"en": "x"},
    {"en": None}, {"x": 1}, "2017-02-30", "2017/2016", "-1", "1e5", "a\ud800", "\u0661",
]  # fmt: skip
SPOTS = ["swap", "drop", "add", "append"]


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value within."""
    if not isinstance(value, dict | list):
        return [here]
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    return [here] * bool(here) + [path for key, part in steps for path in paths(part, (*here, key))]


@draws(40)
@given(portfolios(), st.data())
def test_what_is_spoilt_is_refused_or_kept(portfolio: Portfolio, data: st.DataObject) -> None:
    """One value swapped, dropped or added: it is told as an error, or it is written again."""
    whole = json.loads(dumps(portfolio))
    path = data.draw(st.sampled_from(paths(whole)), "path")
    spot = data.draw(st.sampled_from(SPOTS), "spot")
    junk = data.draw(st.sampled_from(JUNK), "junk")
    holder = whole
    for step in path[:-1]:
        holder = holder[step]
    if spot == "swap":
        holder[path[-1]] = junk
    elif spot == "drop":
        del holder[path[-1]]
    elif isinstance(holder, dict):
        holder["odd" if spot == "add" else "note"] = junk
    else:
        holder.append(junk)
    try:
        read = loads(json.dumps(whole))
    except DataError:
        return
    assert loads(dumps(read)) == read


OFFICE = json.dumps(to_data(make_portfolio(1)))
TWICE = {
    "plain": ('"city": ', '"city": "Y", "city": '),
    "space-before-the-colon": ('"city": ', '"city" : "Y", "city": '),
    "escaped": ('"city": ', '"c\\u0069ty": "Y", "city": '),
    "hidden-quotation-mark": ('"city": "', '"city": "Y", "city": "a\\u0022:'),
    "hidden-colon": ('"city": "', '"city": "Y", "city": "\\u003a'),
    "language": ('"en": ', '"en": "Y", "en": '),
    "at-the-top": ('"office": ', '"period": "2017", "office": '),
}


@pytest.mark.parametrize(("old", "new"), TWICE.values(), ids=TWICE)
def test_a_key_that_stands_twice_is_never_passed_over(old: str, new: str) -> None:
    """F25: JSON alone would keep the last one, however the other is written."""
    text = OFFICE.replace(old, new, 1)
    assert text != OFFICE
    with pytest.raises(DataError, match="stands twice"):
        loads(text)


ODD = {
    "space-before-the-colon": OFFICE.replace('"city":', '"city" \n:', 1),
    "colon-first": OFFICE.replace('"city": "', '"city": ":', 1),
    "hidden-colon": OFFICE.replace('"city": "', '"city": "\\u003a', 1),
    "quotation-mark": OFFICE.replace('"city": "', '"city": "a\\":', 1),
    "defaults-written-out": OFFICE.replace('"activities": [{', '"activities": [{"note": null, ', 1),
    "no-format": OFFICE.replace('"format": 2, ', "", 1),
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_but_valid_texts_are_read(text: str) -> None:
    """White space before a colon, colons and quotation marks in texts are no fault."""
    assert loads(text) == from_data(json.loads(text))
