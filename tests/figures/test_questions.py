"""Many figures asked at once are those asked one by one, of one pass over the records."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cproc.errors import CprocError
from cproc.figures import (
    CATALOGUE,
    KEYS,
    Breakdown,
    Query,
    Question,
    Subject,
    breakdowns,
    evaluate,
    evaluate_all,
    every_figure,
    tally,
)
from cproc.figures.counting import is_of_time
from cproc.model import Portfolio
from cproc.testing import portfolios

BY = [name for name in KEYS if Subject.ACTIVITIES in KEYS[name].readers and name != "period"]
COUNTS = ("entries", "occurrences", "events", "participations", "entries_by_share")


def calls_of(portfolio: Portfolio) -> list[str]:
    """The listed figures, and a count by each value of each key."""
    shown = [figure.name for figure in every_figure(portfolio)]
    for name in BY:
        for row in tally(portfolio, name).rows:
            value = "" if row.key[0] is None else str(row.key[0])
            shown += [f"{count}({name}={value!r})" for count in COUNTS]
    return shown


@given(portfolios(), st.randoms(use_true_random=False))
def test_figures_asked_at_once_are_those_asked_alone(portfolio: Portfolio, chance: Any) -> None:
    """Value, records, what each adds and what is missing, whatever is asked beside it."""
    calls = calls_of(portfolio)
    chance.shuffle(calls)
    together = evaluate_all(portfolio, calls)
    assert list(together) == list(dict.fromkeys(calls))
    for call in calls[:60]:
        assert together[call] == evaluate(portfolio, call)


@given(portfolios())
def test_a_count_by_a_key_is_what_a_filter_keeps(portfolio: Portfolio) -> None:
    """The row that a figure takes of a breakdown is the total of that row's value alone."""
    for name in BY:
        # Who names a month asks of the whole bank.
        timed = is_of_time(KEYS[name], Subject.ACTIVITIES)
        for row in tally(portfolio, name, period="all" if timed else None).rows:
            value = "" if row.key[0] is None else str(row.key[0])
            kept = tally(portfolio, where={name: [row.key[0]]})
            entries = evaluate(portfolio, f"entries({name}={value!r})")
            sure = entries.low if entries.bounded else entries.value
            assert (sure, entries.records) == (kept.total, row.records)
            assert len(entries.missing) == kept.missing


def test_the_first_call_that_fails_fails_as_alone(office: Portfolio) -> None:
    """The error is that of the call asked alone, wherever it stands."""
    for wrong in ("entrees", "entries(", 'entries(country="XX")', 'entries(months="moon")'):
        with pytest.raises(CprocError) as alone:
            evaluate(office, wrong)
        with pytest.raises(type(alone.value)) as together:
            evaluate_all(office, ["entries", wrong, "nothing(at=all)"])
        assert str(together.value) == str(alone.value)


def test_calls_that_fail_may_be_left_out(office: Portfolio) -> None:
    """Those that can be computed are, each as alone."""
    calls = ["entries(", "entries", 'entries(project="nothing")', 'events(country="RO")']
    figures = evaluate_all(office, calls, lenient=True)
    assert figures == {call: evaluate(office, call) for call in calls[1::2]}


def test_any_number_of_figures_takes_one_pass(
    office: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine is asked once for all, and each query once, however many values are wanted."""
    asked: list[tuple[Query, ...]] = []

    def counted(portfolio: Portfolio, queries: tuple[Query, ...]) -> tuple[Breakdown, ...]:
        asked.append(queries)
        return breakdowns(portfolio, queries)

    monkeypatch.setattr("cproc.figures.calls.breakdowns", counted)
    calls = [f'entries(country="{code}")' for code in ("RO", "MD", "UA", "FR")]
    evaluate_all(office, [*calls, 'events(project="P1")', "participants", "budget_total"])
    assert [len(queries) for queries in asked] == [2 + 2 + 3]


def test_every_figure_of_activities_is_a_question(office: Portfolio) -> None:
    """None goes through the activities by itself."""
    names = {
        name
        for name, definition in CATALOGUE.items()
        if not definition.required
        and not name.startswith("stated")
        and isinstance(definition.function(office), Question)
    }
    apart = {f"activities_{status}" for status in ("planned", "postponed", "cancelled")}
    others = {"countries_reached", "participants", "projects_with_activities"}
    assert names == {*COUNTS, *others, *apart}
