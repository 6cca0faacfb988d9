"""What a breakdown is turned into: shares, top rows, subtotals, cross-tabs, comparisons."""

from decimal import Decimal
from fractions import Fraction

import attrs
import pyarrow as pa
import pytest

from cproc.errors import (
    CurrencyMismatchError,
    InvalidValueError,
    MissingExtraError,
    UsageError,
)
from cproc.figures import OTHER, Breakdown, BreakdownRow, tally
from cproc.figures.counting import added, optional_module, percentages, shown_shares, subtracted
from cproc.model import Portfolio
from cproc.money import Money


def eur(text: str) -> Money:
    return Money(text, "EUR")


AMOUNTS = Breakdown(
    ("project",),
    "transactions by share",
    "EUR",
    (
        BreakdownRow(("P",), eur("10.50"), ("T1",)),
        BreakdownRow(("Q",), eur("0.255"), ("T2",)),
        BreakdownRow((None,), eur("5"), ("T3",)),
    ),
    eur("15.755"),
)
TWO = Breakdown(
    ("currency",),
    "transactions by share",
    "amount",
    (BreakdownRow(("EUR",), eur("1")), BreakdownRow(("USD",), Money("2", "USD"))),
    None,
    (eur("1"), Money("2", "USD")),
)


def test_percentages_add_up_to_a_hundred(office: Portfolio) -> None:
    """Thirds are 33.4, 33.3 and 33.3 percent."""
    assert percentages([1, 1, 1]) == (Decimal("33.4"), Decimal("33.3"), Decimal("33.3"))
    assert sum(tally(office, "country").percentages(2)) == 100
    assert AMOUNTS.percentages() == (Decimal("66.7"), Decimal("1.6"), Decimal("31.7"))


def test_percentages_of_what_has_no_whole_are_refused() -> None:
    """Currencies do not mix; a negative part and nothing at all have no share."""
    with pytest.raises(CurrencyMismatchError):
        TWO.percentages()
    for values in ([-1, 2], [0, 0], [], [1, None]):
        with pytest.raises(InvalidValueError):
            percentages(values)


def test_the_top_rows_come_first_and_the_rest_in_one(office: Portfolio) -> None:
    """The rest adds up, names its records once, and the row of none stays the last."""
    top = tally(office, "country", "occurrences").top(1)
    assert [(row.key[0], row.value) for row in top.rows] == [("UA", 2), (OTHER, 3), (None, 1)]
    assert top.rows[1].records == ("A4", "A2", "A1")
    assert (top.total, top.overlap) == (5, 1)
    assert len(tally(office, "country").top(9).rows) == 5
    assert AMOUNTS.top(1).rows[1] == BreakdownRow((OTHER,), eur("0.255"), ("T2",))
    with pytest.raises(UsageError):
        AMOUNTS.top(0)


def test_subtotals_count_each_record_once(office: Portfolio) -> None:
    """A2 is in two countries but once in the subtotal of its project."""
    made = tally(office, ("project", "country"))
    assert [(row.key[0], row.value) for row in made.by_key("project").rows] == [
        ("P2", 2), ("P1", 2), ("P3", 1),
    ]  # fmt: skip
    assert made.by_key("country") == tally(office, "country")
    with pytest.raises(UsageError, match="kind is no key of project, country"):
        made.by_key("kind")


def test_subtotals_of_rows_that_do_not_overlap_are_their_sums(office: Portfolio) -> None:
    """By share the subtotals are those of the breakdown by fewer keys."""
    made = tally(office, ("month", "region"), "share", "pro_rata")
    for name in made.by:
        assert made.by_key(name) == tally(office, name, "share", "pro_rata")


def test_a_crosstab_has_margins(office: Portfolio) -> None:
    """Cells, the whole of each row and column, each record once; what is not there is blank."""
    cross = tally(office, ("project", "kind")).crosstab()
    assert str(cross).splitlines() == [
        "project × kind  training  workshop  meeting  desk_study  total",
        "──────────────  ────────  ────────  ───────  ──────────  ─────",
        "P2                     1                              1      2",
        "P1                     1         1                           2",
        "P3                                        1                  1",
        "──────────────  ────────  ────────  ───────  ──────────  ─────",
        "total                  1         1        1           1      4",
    ]
    assert cross._repr_html_().count("<tr>") == 5
    assert cross.to_data()["total"] == ["total", "1", "1", "1", "1", "4"]
    assert cross.cells["P1", "workshop"] == 1
    for wrong in (AMOUNTS, TWO):
        with pytest.raises(UsageError):
            wrong.crosstab()


def test_a_comparison_tells_difference_and_change() -> None:
    """A row that one of them lacks is zero there; a change from zero has no percentage."""
    after = Breakdown(
        ("project",), AMOUNTS.rule, "EUR",
        (BreakdownRow(("P",), eur("7")), BreakdownRow(("R",), eur("1"))), eur("8"),
    )  # fmt: skip
    made = AMOUNTS.compare(after)
    assert str(made).splitlines() == [
        "project      before  after  difference  change %",
        "───────  ──────────  ─────  ──────────  ────────",
        "P         EUR 10.50  EUR 7   EUR -3.50     -33.3",
        "Q         EUR 0.255  EUR 0  EUR -0.255    -100.0",
        "R             EUR 0  EUR 1       EUR 1         –",
        "–             EUR 5  EUR 0      EUR -5    -100.0",
        "───────  ──────────  ─────  ──────────  ────────",
        "total    EUR 15.755  EUR 8  EUR -7.755     -49.2",
    ]
    assert ">−33.3</td>" in made._repr_html_()
    assert made.to_data()["rows"][0] == {
        "project": "P", "before": "EUR 10.50", "after": "EUR 7", "difference": "EUR -3.50",
        "change": "-33.3",
    }  # fmt: skip


def test_a_comparison_gives_numbers_and_no_fractions() -> None:
    """Thirds are shown to two decimals; the difference is that of what is shown."""

    def of(*shares: Fraction) -> Breakdown:
        rows = tuple(BreakdownRow((name,), share) for name, share in zip("AB", shares, strict=True))
        return Breakdown(("project",), "share", "share", rows, 1)

    made = of(Fraction(1, 3), Fraction(2, 3)).compare(of(Fraction(2, 3), Fraction(1, 3)))
    assert made.to_data()["rows"] == [
        {
            "project": "A",
            "before": "0.33",
            "after": "0.67",
            "difference": "0.34",
            "change": "100.0",
        },
        {
            "project": "B",
            "before": "0.67",
            "after": "0.33",
            "difference": "-0.34",
            "change": "-50.0",
        },
    ]
    assert made.to_data()["total"] == {
        "before": 1, "after": 1, "difference": 0, "change": "0.0",
    }  # fmt: skip
    assert [row.difference for row in made.rows] == [Fraction(1, 3), Fraction(-1, 3)]


def test_the_top_rows_of_a_comparison() -> None:
    """Ranked by before and after together; the rest adds up, what has no key stays the last."""
    rows = {"P": ("1", "9"), "Q": ("6", "5"), "R": ("2", "3"), None: ("7", "7")}
    before, after = (
        Breakdown(
            ("project",), "x", "EUR",
            tuple(BreakdownRow((key,), eur(values[at])) for key, values in rows.items()),
            Money.total((eur(values[at]) for values in rows.values()), "EUR"),
        )
        for at in (0, 1)
    )  # fmt: skip
    made = before.compare(after).top(1)
    assert [(row.key[0], row.before, row.after) for row in made.rows] == [
        ("Q", eur("6"), eur("5")), (OTHER, eur("3"), eur("12")), (None, eur("7"), eur("7")),
    ]  # fmt: skip
    assert made.total == before.compare(after).total
    assert len(before.compare(after).top(9).rows) == 4
    with pytest.raises(UsageError):
        before.compare(after).top(0)


def test_the_top_rows_of_a_crosstab(office: Portfolio) -> None:
    """P2 has two entries; the rest are added cell by cell, and columns keep their totals."""
    cross = tally(office, ("project", "kind"), "participations").crosstab()
    made = cross.top(1)
    assert made.rows == ("P2", OTHER)
    assert made.cells == {
        ("P2", "training"): 1, ("P2", "desk_study"): 1, (OTHER, "training"): 1,
        (OTHER, "workshop"): 1, (OTHER, "meeting"): 1,
    }  # fmt: skip
    assert made.row_totals == {"P2": 2, OTHER: 3}
    assert (made.column_totals, made.total) == (cross.column_totals, 5)
    assert "other" in str(made)
    assert cross.top(3) == cross
    by_country = tally(office, ("country", "kind"), "occurrences").crosstab().top(1)
    assert by_country.rows == ("UA", OTHER, None)


def test_a_rest_of_what_is_not_known_is_not_known() -> None:
    """A budget that nobody knows is no zero, in the row of the rest and in a subtotal."""
    rows = tuple(
        BreakdownRow((code, year), value)
        for code, year, value in (("P", "2016", eur("9")), ("Q", "2017", None))
    )
    made = Breakdown(("project", "year"), "budget", "EUR", rows, eur("9"))
    assert [row.value for row in made.top(1).rows] == [eur("9"), None]
    assert [row.value for row in made.by_key("year").rows] == [eur("9"), None]
    assert made.overlap == eur("0")


def test_of_several_currencies_none_is_the_greatest() -> None:
    """N27: amounts of two currencies are not ranked; the message says how to."""
    with pytest.raises(InvalidValueError, match="EUR, USD none is the greatest") as caught:
        TWO.top(1)
    assert caught.value.code == "currency-mixed"
    assert "--where currency=EUR" in caught.value.hint


def test_shares_below_zero_are_shown_so_that_they_add_up() -> None:
    """Minus a third three times is -0.33, -0.34 and -0.33, a whole less than nothing."""
    shown = shown_shares([Fraction(-1, 3)] * 3)
    assert sum(value for value in shown if isinstance(value, Decimal)) == -1
    assert shown == [Decimal("-0.33"), Decimal("-0.34"), Decimal("-0.33")]
    mixed = shown_shares([Fraction(1, 2), Fraction(-1, 2)])
    assert mixed == [Decimal("0.50"), Decimal("-0.50")]


def test_what_is_not_known_has_no_difference() -> None:
    """None is not taken for zero."""
    unknown = Breakdown(("project",), "budget", "EUR", (BreakdownRow(("P",), None),), eur("0"))
    (row,) = unknown.compare(unknown).rows
    assert (row.difference, row.change) == (None, None)


def test_a_share_that_falls_is_shown_with_its_sign() -> None:
    """R03: of 3/2 then 1/3 the difference is -7/6, shown once rounded."""
    before, after = (
        Breakdown(("project",), "share", "share", (BreakdownRow(("A",), value),), value)
        for value in (Fraction(3, 2), Fraction(1, 3))
    )
    made = before.compare(after)
    assert made.rows[0].difference == Fraction(-7, 6)
    assert "-1.17" in str(made)
    assert "−1.17" in made._repr_html_()


def test_only_like_is_compared_with_like(office: Portfolio) -> None:
    """Other keys, another rule or several currencies are refused."""
    with pytest.raises(UsageError):
        tally(office, "kind").compare(tally(office, "month"))
    with pytest.raises(UsageError):
        TWO.compare(TWO)


def test_several_currencies_have_a_total_each() -> None:
    """No sum crosses currencies; the totals stand below each other."""
    assert str(TWO).splitlines()[-2:] == ["total      EUR 1", "total      USD 2"]
    assert TWO.to_data()["total"] == ["EUR 1", "USD 2"]
    assert TWO.overlap == 0


def test_arrow_holds_amounts_as_decimals() -> None:
    """The column is decimal128, with the decimals that the amounts have."""
    table = AMOUNTS.to_arrow()
    assert table.schema.field("value").type == pa.decimal128(38, 3)
    assert table.to_pydict() == {
        "project": ["P", "Q", None],
        "currency": ["EUR"] * 3,
        "value": [Decimal("10.500"), Decimal("0.255"), Decimal("5.000")],
    }


def test_frames_hold_the_same_values(office: Portfolio) -> None:
    """Pandas and polars have counts as integers and amounts as decimals, none as none."""
    counts, amounts = tally(office, "country"), AMOUNTS
    pandas, polars = counts.to_pandas(), counts.to_polars()
    assert list(pandas["value"]) == list(polars["value"]) == [1, 1, 1, 1, 1]
    assert str(pandas["value"].dtype).lower() == str(polars["value"].dtype).lower() == "int64"
    assert list(polars["country"]) == ["FR", "MD", "RO", "UA", None]
    assert list(amounts.to_pandas()["value"]) == [Decimal("10.50"), Decimal("0.255"), Decimal(5)]
    assert list(amounts.to_polars()["value"]) == list(amounts.to_pandas()["value"])


def test_shares_in_a_frame_add_up(office: Portfolio) -> None:
    """Thirds become decimals of six places whose sum is the whole."""
    made = Breakdown(
        ("p",), "share", "share",
        tuple(BreakdownRow((name,), Fraction(1, 3)) for name in "PQR"), 1,
    )  # fmt: skip
    assert sum(made.to_arrow()["value"].to_pylist()) == 1
    assert tally(office, "month", "share").to_arrow().num_rows == 4


def test_an_empty_breakdown_is_an_empty_frame() -> None:
    """The columns are there, typed, without a row."""
    empty = Breakdown(("project",), "entries", "entries", (), 0)
    assert empty.to_arrow().schema.names == ["project", "value"]
    assert empty.to_polars().shape == (0, 2)
    assert empty.to_pandas().shape == (0, 2)


def test_a_missing_library_is_named_with_its_extra() -> None:
    """The message says what to install."""
    with pytest.raises(MissingExtraError, match=r"cproc-reporting\[arrow\]"):
        optional_module("no_such_package", "arrow")


def test_values_of_one_kind_add_and_subtract() -> None:
    """Counts, shares, decimals and amounts each; none is left out; kinds do not mix."""
    assert added([]) == 0
    assert added([1, None, Fraction(1, 2), Fraction(1, 2)]) == 2
    assert added([Decimal("0.1"), Decimal("0.2")]) == Decimal("0.3")
    assert added([eur("1"), eur("2")]) == eur("3")
    assert subtracted(3, 1) == 2
    assert subtracted(None, 1) is None
    with pytest.raises(UsageError):
        added([eur("1"), 1])


def test_people_by_share_are_whole() -> None:
    """335 women of two projects are 168 and 167, in print and as data; nobody is halved."""
    half = Fraction(335, 2)
    rows = (BreakdownRow(("P1",), half), BreakdownRow(("P2",), half))
    made = Breakdown(("project",), "women by share", "people", rows, 335)
    assert [row["value"] for row in made.to_data()["rows"]] == [168, 167]
    assert "167.5" not in str(made)
    assert made.to_pandas()["value"].tolist() == [168, 167]
    entries = attrs.evolve(made, unit="entries")
    assert [row["value"] for row in entries.to_data()["rows"]] == ["167.50", "167.50"]
