"""What indicators have come to on a day, in a period, and of their targets."""

from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cproc
from cproc import DateSpan, Period, Portfolio
from cproc.errors import UnknownNameError
from cproc.figures import Figure, Reason, evaluate, every_figure, explain
from cproc.model import (
    Counting,
    Direction,
    Indicator,
    IndicatorValue,
    LocalText,
    Office,
    Organisation,
    Project,
    Result,
    ValueKind,
)

TITLE = LocalText({"en": "Pupils with safe water"})
ACTUAL, BASELINE, TARGET = ValueKind.ACTUAL, ValueKind.BASELINE, ValueKind.TARGET


def value(kind: ValueKind, number: str, when: str | None = None, **fields: Any) -> IndicatorValue:
    """A value of an indicator, its time in ISO form."""
    span = DateSpan.parse(when) if when else None
    return IndicatorValue(kind, number, span, **fields)


def office(*values: IndicatorValue, begins: str = "2023-01", **fields: Any) -> Portfolio:
    """An office with a project of one indicator, which reports on 2024."""
    made = Indicator(TITLE, fields.pop("unit", "people"), values, id="pupils", **fields)
    span = DateSpan.parse(f"{begins}/2026-12")
    project = Project("P1", "Water", TITLE, span, results=(Result(TITLE, indicators=(made,)),))
    name = LocalText({"en": "Lake Office"})
    lake = Office("LAKE", name, "NGO", "Kisumu", "KE")
    others = (Organisation("NGO", name),)
    return Portfolio(
        lake, Period.parse("2024-01/2024-12"), projects=(project,), organisations=others
    )


def reached(portfolio: Portfolio, **words: object) -> Figure:
    """What the indicator has come to."""
    return cproc.figure(portfolio, "indicator_value", indicator="pupils", **words)


def added(portfolio: Portfolio, period: str) -> Figure:
    """What a period added to the indicator."""
    return cproc.figure(portfolio, "indicator_in_period", indicator="pupils", period=period)


SO_FAR = (
    value(ACTUAL, "30", "2023-06-30"),
    value(ACTUAL, "80", "2024-06"),
    value(ACTUAL, "95", "2024-12-15"),
)
YEARS = (value(ACTUAL, "30", "2023"), value(ACTUAL, "80", "2024-01/2024-06"))


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (date(2023, 6, 29), "not known"),
        (date(2023, 6, 30), "30 people"),
        (date(2024, 5, 31), "30 people"),
        (date(2024, 6, 10), "30 to 80 people"),
        (date(2024, 6, 30), "80 people"),
        (None, "95 people"),
    ],
)
def test_what_is_reached_on_a_day_is_the_last_value(on: date | None, told: str) -> None:
    """A value known to a month was measured on some day of it: within it either may hold."""
    assert str(reached(office(*SO_FAR), on=on)) == told


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (date(2022, 12, 31), "not known"),
        (date(2023, 7, 1), "0 to 30 people"),
        (date(2023, 12, 31), "30 people"),
        (date(2024, 3, 31), "30 to 110 people"),
        (None, "110 people"),
    ],
)
def test_values_of_periods_add_up(on: date | None, told: str) -> None:
    """What each period adds is summed; of one that is not over, all or nothing may be in."""
    assert str(reached(office(*YEARS, counting=Counting.PER_PERIOD), on=on)) == told


@pytest.mark.parametrize(
    ("counting", "period", "told"),
    [
        (Counting.PER_PERIOD, "2024", "80 people"),
        (Counting.PER_PERIOD, "2024-01/2024-03", "0 to 80 people"),
        (Counting.PER_PERIOD, "2025", "not known"),
        (Counting.CUMULATIVE, "2024", "50 people"),
        (Counting.CUMULATIVE, "2023", "not known"),
    ],
)
def test_a_period_has_what_it_added(counting: Counting, period: str, told: str) -> None:
    """The values of a period, or 80 less 30; what stood before the first value is not invented."""
    portfolio = office(*YEARS, counting=counting)
    assert str(added(portfolio, period)) == told


def test_a_period_is_counted_from_the_baseline() -> None:
    """Where nothing was measured before, the baseline is where it began."""
    portfolio = office(value(BASELINE, "12", "2022-12-31"), *YEARS)
    assert added(portfolio, "2023").value == 30 - 12


def test_people_trained_begin_with_the_project() -> None:
    """No project trained anybody before its first day; one that begins later is not asked."""
    portfolio = office(*SO_FAR, adds_to="people_trained")
    trained = cproc.figure(portfolio, "people_trained_in_period", period="2023")
    assert trained.value == 30
    assert str(cproc.figure(portfolio, "people_trained", on=date(2024, 6, 30))) == "80 people"
    before = cproc.figure(portfolio, "people_trained", on=date(2022, 12, 31))
    assert (before.value, before.missing) == (None, ())


def test_a_value_without_a_day_is_of_the_last_day_of_the_report() -> None:
    """It was measured by the first report for sure; whether before, nobody told."""
    portfolio = office(value(ACTUAL, "40"))
    assert reached(portfolio).value == 40
    early = reached(portfolio, on=date(2024, 6, 30))
    assert (early.value, early.missing[0].reason) == (None, Reason.DATE)
    # The first report tells it, and so do all after it; a period before that cannot.
    told = portfolio.with_report(title=TITLE)
    assert reached(told, period="2025").value == 40
    assert reached(told, period="2023").value is None


def test_how_exact_a_value_is_goes_with_it() -> None:
    """More than 30 before makes the difference nearly; decimals are kept as they are."""
    portfolio = office(
        value(ACTUAL, "12.5", "2023-12-31", qualifier="more_than"),
        value(ACTUAL, "20.25", "2024-12-31"),
        unit="hectares",
    )
    assert str(reached(portfolio)) == "20.25 hectares"
    assert str(added(portfolio, "2024")) == "nearly 7.75 hectares"


def test_a_value_is_traced_to_where_it_stands() -> None:
    """The path behind the figure is that of the value."""
    (found,) = explain(office(*SO_FAR), 'indicator_value(indicator="pupils")').records
    assert found.path == "projects[0].results[0].indicators[0].values[2]"
    assert found.adds == 95


SHARES = {
    "towards-the-target": ([("200", None)], {}, "60.0", ("actual", "120")),
    "from-the-baseline": ([("200", None)], {"baseline": "100"}, "20", ("actual", "120")),
    "next-target": ([("240", "2024-12-31"), ("480", "2025-12-31")], {}, "50", ("actual", "120")),
    "last-target": ([("120", "2022"), ("60", "2023")], {}, "200", ("actual", "120")),
    "falls": ([("20", None)], {"baseline": "100", "direction": "decrease"}, "75", ("actual", "40")),
    "falls-from-nowhere": ([("20", None)], {"direction": "decrease"}, None, ("actual", "40")),
    "no-target": ([], {}, None, ("actual", "40")),
    "no-way": ([("100", None)], {"baseline": "100"}, None, ("actual", "100")),
}


@pytest.mark.parametrize(("targets", "given", "share", "actual"), SHARES.values(), ids=SHARES)
def test_the_share_of_the_target(
    targets: list[tuple[str, str | None]],
    given: dict[str, str],
    share: str | None,
    actual: tuple[str, str],
) -> None:
    """(120-100) of (200-100) are 20 %; (100-40) of (100-20) are 75 % of a way down."""
    values = [value(TARGET, number, when) for number, when in targets]
    values += [value(BASELINE, given["baseline"])] if "baseline" in given else []
    direction = Direction(given.get("direction", "increase"))
    portfolio = office(*values, value(ACTUAL, actual[1], "2024-11-30"), direction=direction)
    made = cproc.figure(portfolio, "target_reached", indicator="pupils")
    assert made.value == (None if share is None else pytest.approx(float(share)))
    assert made.unit == "%"


def test_targets_of_periods_add_up() -> None:
    """110 of 40 + 100 by the end of the second year."""
    targets = (
        value(TARGET, "40", "2023"),
        value(TARGET, "100", "2024"),
        value(TARGET, "9", "2025"),
    )
    portfolio = office(*targets, *YEARS, counting=Counting.PER_PERIOD)
    assert str(evaluate(portfolio, 'target_reached(indicator="pupils")')) == "78.6 %"


def test_figures_of_indicators_are_listed_by_their_identifier() -> None:
    """One that has none cannot be called, and is in no list."""
    names = [figure.name for figure in every_figure(office(*SO_FAR))]
    assert {'indicator_value(indicator="pupils")', 'target_reached(indicator="pupils")'} <= {*names}
    with pytest.raises(UnknownNameError, match="pupils"):
        evaluate(office(*SO_FAR), 'indicator_value(indicator="teachers")')


days = st.dates(date(2023, 1, 1), date(2025, 12, 31))


@given(
    numbers=st.lists(st.tuples(st.integers(0, 99), days, st.integers(0, 400)), max_size=4),
    on=days,
    counting=st.sampled_from(Counting),
    data=st.data(),
)
def test_law_knowing_the_day_contradicts_nothing(
    numbers: list[tuple[int, date, int]], on: date, counting: Counting, data: st.DataObject
) -> None:
    """To learn on which day of a span a value was measured moves no figure out of its bounds."""
    rough, exact = [], []
    for number, first, length in numbers:
        last = date.fromordinal(first.toordinal() + length)
        rough.append(IndicatorValue(ACTUAL, str(number), DateSpan(first, last)))
        day = data.draw(st.dates(first, last))
        exact.append(attrs.evolve(rough[-1], when=DateSpan(day, day)))
    before = reached(office(*rough, counting=counting), on=on)
    after = reached(office(*exact, counting=counting), on=on)
    if before.value is not None:
        assert after.value == before.value
    elif before.bounded and after.value is not None:
        assert before.low <= after.value <= before.high  # type: ignore[operator]


def test_what_is_counted_in_a_currency_is_not_nothing_where_it_is_not_known() -> None:
    """Savings of EUR 40 measured at a time nobody noted are between 0 and 40 of the year."""
    savings = office(value(ACTUAL, "40"), unit="EUR", counting=Counting.PER_PERIOD)
    found = added(savings, "2024-01/2024-12")
    assert (found.value, found.low, found.high) == (None, 0, 40)
