"""Figures and breakdowns: what they tell and how they print."""

from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

import attrs
import pytest
from defusedxml.ElementTree import fromstring
from example_data import loaded
from hypothesis import given
from hypothesis import strategies as st

from cproc.errors import InvalidValueError
from cproc.figures import (
    Breakdown,
    BreakdownRow,
    Figure,
    Missing,
    Part,
    Reason,
    Value,
    evaluate,
    shown_shares,
    tally,
    told,
)
from cproc.figures.counting import Scale, sum_of, turned
from cproc.labels import labels_in
from cproc.model import Portfolio, Qualifier
from cproc.money import Money

COUNTS = Breakdown(
    ("project", "country"),
    "entries",
    "entries",
    (BreakdownRow(("P", "RO"), 2, ("A", "B")), BreakdownRow(("P", None), 1, ("B",))),
    2,
)
AMOUNTS = Breakdown(
    ("project",),
    "budget",
    "EUR",
    (BreakdownRow(("P",), Money("10.50", "EUR")), BreakdownRow(("<Q>",), None)),
    Money("10.50", "EUR"),
)
SHARES = Breakdown(
    ("project",),
    "share",
    "share",
    tuple(BreakdownRow((name,), Fraction(1, 3)) for name in "PQR"),
    1,
)


def test_a_table_prints_well_in_a_terminal() -> None:
    """Keys to the left, numbers to the right, the total under a rule; no key is a dash."""
    assert str(COUNTS).splitlines() == [
        "project  country  entries",
        "───────  ───────  ───────",
        "P        RO             2",
        "P        –              1",
        "───────  ───────  ───────",
        "total                   2",
    ]


def test_a_table_prints_amounts_and_what_is_not_known() -> None:
    """An amount carries its currency; what is not known is a dash, never a zero."""
    assert str(AMOUNTS).splitlines()[2:] == [
        "P        EUR 10.50",
        "<Q>              –",
        "───────  ─────────",
        "total    EUR 10.50",
    ]


def test_shares_print_so_that_they_add_up() -> None:
    """Three thirds are shown as 0.34, 0.33, 0.33."""
    assert [line.split()[-1] for line in str(SHARES).splitlines()[2:5]] == ["0.34", "0.33", "0.33"]
    assert [row["value"] for row in SHARES.to_data()["rows"]] == ["0.34", "0.33", "0.33"]


def test_a_table_in_a_notebook_is_html_with_text_escaped() -> None:
    """What looks like markup is text."""
    html = AMOUNTS._repr_html_()
    assert ">&lt;Q&gt;</td>" in html
    lines = [["".join(cell.itertext()) for cell in row] for row in fromstring(html).iter("tr")]
    assert lines == [["project", "EUR"], ["P", "10.50"], ["<Q>", "–"], ["total", "10.50"]]
    assert "<svg" not in html  # of one that is not known there is no bar


def test_amounts_of_a_column_have_as_many_decimals_and_bars() -> None:
    """The longest bar is the greatest amount; each tells in words what it shows."""
    rows = tuple(
        BreakdownRow((name,), Money(amount, "EUR"))
        for name, amount in (("A", "1000"), ("B", "0.5"))
    )
    html = Breakdown(("project",), "x", "EUR", rows, Money("1000.50", "EUR"))._repr_html_()
    table = fromstring(html)
    assert [row[1].text for row in table.iter("tr")] == ["EUR", "1,000.00", "0.50", "1,000.50"]
    assert [title.text for title in table.iter("title")] == ["A: 1,000.00", "B: 0.50"]
    assert [bar.get("width") for bar in table.iter("rect")] == ["120.0", "0.1"]
    assert {bar.get("fill") for bar in table.iter("rect")} == {"currentColor"}


def test_amounts_of_several_currencies_name_theirs() -> None:
    """In each cell, as no heading can; and no bar sets one beside the other."""
    rows = (BreakdownRow(("EUR",), Money(5, "EUR")), BreakdownRow(("USD",), Money(7, "USD")))
    both = Breakdown(
        ("currency",), "x", "amount", rows, None, (Money(5, "EUR"), Money(7, "USD"))
    )  # fmt: skip
    html = both._repr_html_()
    assert ">USD 7</td>" in html
    assert "<svg" not in html


@given(st.text(), st.integers(0, 10**12), st.integers(0, 10**12))
def test_whatever_a_key_is_called_its_table_is_well_formed(name: str, one: int, two: int) -> None:
    """The text comes back as it is, in the cell and in the words of its bar."""
    name = "".join(c for c in name if c.isprintable())
    rows = (BreakdownRow((name,), one), BreakdownRow((None,), two))
    table = fromstring(Breakdown(("k",), "x", "entries", rows, one + two)._repr_html_())
    first = next(table.iter("tbody"))[0]
    assert (first[0].text or "") == name
    assert all((each.text or "").startswith(f"{name}: ") for each in [*table.iter("title")][:1])


def test_keys_are_shown_by_name_in_a_notebook() -> None:
    """Projects, countries, kinds and months by their names, in all that is made of a breakdown."""
    year = loaded("cproc_2017")
    by_month = tally(year, ("month", "project"))
    for made in (by_month, by_month.crosstab(), by_month.compare(by_month), by_month.top(9)):
        assert "November 2016" in made._repr_html_()
        assert "Cybercrime@EAP II" in made._repr_html_()
    assert ">Training<" in tally(year, "kind")._repr_html_()
    assert ">Romania<" in tally(year, "country")._repr_html_()
    assert ">Kosovo*<" in tally(year, "country")._repr_html_()
    assert "European Union" in tally(year, "donor")._repr_html_()
    assert "RO" in str(tally(year, "country"))


def test_data_of_a_table_are_plain() -> None:
    """Keys are text or null, counts numbers, amounts text."""
    assert COUNTS.to_data() == {
        "by": ["project", "country"],
        "rule": "entries",
        "rows": [
            {"project": "P", "country": "RO", "value": 2},
            {"project": "P", "country": None, "value": 1},
        ],
        "total": 2,
    }
    assert AMOUNTS.to_data()["rows"] == [
        {"project": "P", "value": "EUR 10.50"},
        {"project": "<Q>", "value": None},
    ]
    assert AMOUNTS.to_data()["total"] == "EUR 10.50"


def test_a_value_is_found_by_its_key_as_shown() -> None:
    """Months, codes and null are asked for as they print; what is not there is no zero."""
    assert COUNTS.value("P", "RO") == 2
    assert COUNTS.value("P", None) == 1
    with pytest.raises(KeyError):
        COUNTS.value("P", "MD")


def test_a_month_is_found_by_its_text(office: Portfolio) -> None:
    """A key that is no text is asked for in its text form."""
    assert tally(office, "month").value("2017-01") == 1


@pytest.mark.parametrize(
    ("breakdown", "overlap"),
    [
        (COUNTS, 1),
        (AMOUNTS, Money("0.00", "EUR")),
        (SHARES, 0),
        (Breakdown((), "share", "share", (BreakdownRow((), Fraction(1, 2)),), 1), Fraction(-1, 2)),
        (Breakdown((), "x", "x", (), None), 0),
    ],
    ids=["counts", "amounts", "shares", "half", "no-total"],
)
def test_overlap_is_what_the_rows_exceed_the_total_by(breakdown: Breakdown, overlap: Any) -> None:
    """Records in several rows are counted in each, and the difference is told."""
    assert breakdown.overlap == overlap


FIGURES = {
    "count": (Figure("entries", 158, "activities", "rows"), "158 activities", True),
    "money": (Figure("b", Money(5, "EUR"), "EUR", "sum"), "EUR 5", True),
    "decimal": (Figure("t", Decimal("33.3"), "%", "days"), "33.3 %", True),
    "unknown": (Figure("b", None, "EUR", "sum"), "not known", False),
    "bounded": (
        Figure(
            "n",
            None,
            "posts",
            "n",
            missing=(Missing("S", Reason.DATE, within=True),),
            low=1,
            high=2,
        ),
        "1 to 2 posts",
        False,
    ),
    "least": (Figure("n", None, "people", "n", low=900), "at least 900 people", False),
    "most": (
        Figure("n", None, "EUR", "n", high=Money(5, "EUR")),
        "at most EUR 5",
        False,
    ),
    "qualified": (
        Figure("n", 900, "people", "n", qualifier=Qualifier.MORE_THAN),
        "more than 900 people",
        True,
    ),
    "incomplete": (
        Figure("b", Money(5, "EUR"), "EUR", "sum", missing=(Missing("P"), Missing("Q"))),
        "EUR 5 (without P, Q)",
        False,
    ),
}


@pytest.mark.parametrize(("figure", "text", "complete"), FIGURES.values(), ids=FIGURES)
def test_a_figure_says_its_value_and_what_is_missing(
    figure: Figure, text: str, complete: bool
) -> None:
    """A figure that lacks part of its facts says so, and is not complete."""
    assert str(figure) == text
    assert figure.complete is complete


@pytest.mark.parametrize(
    ("amount", "qualifier", "english", "french"),
    [
        (24_390_000, Qualifier.EXACT, "more than EUR\u00a024\u00a0million",
         "plus de 24\u00a0millions\u00a0EUR"),
        (24_500_000, Qualifier.EXACT, "nearly EUR\u00a025\u00a0million",
         "près de 25\u00a0millions\u00a0EUR"),
        (1_000_000, Qualifier.EXACT, "EUR\u00a01\u00a0million", "1\u00a0million\u00a0EUR"),
        (24_500_000, Qualifier.MORE_THAN, "about EUR\u00a025\u00a0million",
         "environ 25\u00a0millions\u00a0EUR"),
        (24_390_000, Qualifier.ABOUT, "more than EUR\u00a024\u00a0million",
         "plus de 24\u00a0millions\u00a0EUR"),
    ],
)  # fmt: skip
def test_a_text_rounds_and_says_how(
    amount: int, qualifier: Qualifier, english: str, french: str
) -> None:
    """24.39 million are more than 24, 24.5 nearly 25; the value itself is not rounded."""
    figure = Figure("b", Money(amount, "EUR"), "EUR", "sum", qualifier=qualifier)
    rounded = attrs.evolve(figure, scale=Scale.MILLIONS)
    assert (told(labels_in("en"), rounded), told(labels_in("fr"), rounded)) == (english, french)
    assert rounded.value == figure.value


def test_a_call_asks_for_the_rounding(office: Portfolio) -> None:
    """It stands anywhere among the arguments; a unit that there is not is refused by name."""
    for call in (
        'budget_total(in="thousands")',
        'budget_total(on="2017-09-30", in="thousands")',
        'budget_total(in="thousands", on="2017-09-30")',
    ):
        assert told(labels_in("en"), evaluate(office, call)) == "more than EUR\u00a02\u00a0thousand"
    with pytest.raises(InvalidValueError, match=r"'dozens' is not a unit.*thousands, millions"):
        evaluate(office, 'budget_total(in="dozens")')


def eur(low: int, high: int | None = None, record: str = "P") -> Part:
    """A part of an amount, within bounds where two are given."""
    if high is None:
        return Part(record, Money(low, "EUR"))
    return Part(record, None, low=Money(low, "EUR"), high=Money(high, "EUR"))


def test_a_sum_with_a_bounded_part_is_known_within_bounds() -> None:
    """300 to 480 and 100 make 400 to 580; equal bounds make a value."""
    made = sum_of([eur(300, 480), eur(100)], "EUR", "sum", "projects")
    assert (made.value, made.bounded, made.known) == (None, True, True)
    assert (made.low, made.high) == (Money(400, "EUR"), Money(580, "EUR"))
    same = sum_of([eur(300, 300), eur(100)], "EUR", "sum", "projects")
    assert (same.value, same.bounded) == (Money(400, "EUR"), False)


def test_a_sum_of_nothing_is_zero_only_where_nothing_is_missing() -> None:
    """What is missing from a sum may be all of it."""
    missing = [Missing("P", Reason.BUDGET)]
    assert sum_of([], "EUR", "sum", "projects", known=True).value == Money(0, "EUR")
    assert not sum_of([], "EUR", "sum", "projects", missing=missing, known=True).known
    assert not sum_of([], "EUR", "sum", "projects").known


ABOUT, EXACT, MORE, NEARLY = (
    Qualifier.ABOUT, Qualifier.EXACT, Qualifier.MORE_THAN, Qualifier.NEARLY,
)  # fmt: skip


@pytest.mark.parametrize(
    ("kinds", "whole"),
    [
        ((EXACT, EXACT), EXACT),
        ((EXACT, ABOUT), ABOUT),
        ((MORE, ABOUT), MORE),
        ((MORE, EXACT), MORE),
        ((NEARLY, ABOUT), NEARLY),
        ((NEARLY, MORE), ABOUT),
        ((), EXACT),
    ],
)
def test_a_sum_claims_to_be_as_exact_as_its_parts(
    kinds: tuple[Qualifier, ...], whole: Qualifier
) -> None:
    """More than 900 and about 600 make more than 1,500; with nearly 100 only "about" is left."""
    parts = [Part("P", 1, qualifier=kind) for kind in kinds]
    assert sum_of(parts, "people", "sum", "projects", known=True).qualifier is whole


def test_what_is_taken_away_turns_its_qualifier() -> None:
    """1,000 less more than 900 is nearly 100, at most; 1,000 less nearly 900 is more than 100."""
    for kind, whole in ((MORE, NEARLY), (NEARLY, MORE), (ABOUT, ABOUT)):
        parts = [Part("P", 1000), Part("Q", -900, qualifier=turned(kind))]
        assert sum_of(parts, "people", "sum", "projects").qualifier is whole


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ("EUR 300,000 to 480,000", "at least 3", "at most 4", "not known", "10 to 12%")),
        ("fr", (
            "300 000 à 480 000 EUR", "au moins 3", "au plus 4", "non connu",
            "10 à 12 %",
        )),
    ],
)  # fmt: skip
def test_bounds_are_written_in_the_language(language: str, texts: tuple[str, ...]) -> None:
    """One function writes bounds, in texts and tables."""
    labels = labels_in(language)
    amounts = Money(300_000, "EUR"), Money(480_000, "EUR")
    assert texts == (
        labels.known(None, "EUR", low=amounts[0], high=amounts[1]),
        labels.known(None, "posts", low=3),
        labels.known(None, "posts", high=4),
        labels.known(None, "posts"),
        labels.known(None, "%", low=10, high=12),
    )


def test_counts_and_amounts_are_shown_as_they_are() -> None:
    """Only exact shares are rounded to be shown."""
    values: list[Value] = [1, Money(1, "EUR"), None, Decimal("0.5")]
    assert shown_shares(values) == values
    assert shown_shares([]) == []


def test_shares_of_zero_are_shown_as_zero() -> None:
    """Nothing to split is no error."""
    assert shown_shares([Fraction(0), Fraction(0)]) == [Decimal("0.00"), Decimal("0.00")]
    assert shown_shares([Fraction(0), Fraction(1)]) == [Decimal("0.00"), Decimal("1.00")]


def test_three_times_0_335_ties() -> None:
    """N31: the sum 1.005 is shown as 1.01, half away from zero, and so are its parts."""
    shown = shown_shares([Fraction(335, 1000)] * 3)
    assert sum(value for value in shown if isinstance(value, Decimal)) == Decimal("1.01")


def test_shares_do_not_depend_on_the_decimal_context() -> None:
    """N32: a thread with two digits of precision shows the same shares."""
    with localcontext(Context(prec=2)):
        assert [str(value) for value in shown_shares([Fraction(400, 3)] * 3)] == [
            *("133.34", "133.33", "133.33"),
        ]
