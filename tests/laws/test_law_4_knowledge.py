"""Law 4: knowing more never contradicts: an exact day moves no figure outside what was told."""

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cproc.dates import DateSpan, Period
from cproc.figures import Figure, catalogue, evaluate_all, number
from cproc.model import (
    BudgetVersion,
    Dating,
    ExchangeRate,
    LocalText,
    Money,
    Office,
    Portfolio,
    Post,
    Project,
    Treaty,
    TreatyEvent,
    TreatyStatus,
)
from cproc.rates import RateMethod
from cproc.testing import (
    Names,
    budget_versions,
    contributions,
    date_spans,
    dates,
    portfolios,
    posts,
)

pytestmark = pytest.mark.no_cover

TITLE = LocalText({"en": "x"})
RATES = tuple(ExchangeRate(code, "1.25") for code in ("USD", "CHF", "GBP", "RON", "JPY", "KWD"))
OPENED, LIFE = date(2014, 4, 1), DateSpan.parse("2013-01/2024-12")
NAMES = Names(currency="EUR", projects=("P",), organisations=("COE", "EU"))
CALLS = (
    "budget_total budget_all budget_change funding headcount vacancies posts_in_all "
    "nationalities donors_in_period"
).split()
OF_PROJECT = ("project_budget", "funding_gap", "funding_gap basis=received", "balance")
OF_TREATY = ("parties", "signed_or_invited", "committee_members")
STEPS = list(reversed(TreatyStatus))


@st.composite
def offices(draw: st.DrawFn) -> Portfolio:
    """Draw an office that knows few of its days exactly."""
    versions = budget_versions(NAMES, qualifier="exact")
    given_ = contributions(NAMES, earmark=None, components=(), headings=(), qualifier="exact")
    project = Project(
        "P", "P", TITLE, LIFE,
        budget=tuple(draw(st.lists(versions, max_size=3))),
        contributions=tuple(draw(st.lists(given_, max_size=2))),
    )  # fmt: skip
    whens = st.none() | date_spans()
    events = st.builds(TreatyEvent, st.just("T"), st.sampled_from(["PH", "TN"]),
                       st.sampled_from(TreatyStatus), whens)  # fmt: skip
    staff = st.lists(posts(NAMES, projects=(), shares=()), max_size=3, unique_by=lambda p: p.id)
    return Portfolio(
        Office("O", TITLE, "COE", "x", "RO", OPENED),
        Period(date(2016, 10, 1), draw(st.sampled_from([date(2017, 9, 30), date(2018, 3, 31)]))),
        rates=RATES,
        rate_method=RateMethod.FIXED,
        projects=(project,),
        posts=tuple(draw(staff)),
        treaties=(Treaty("T", TITLE),),
        treaty_events=tuple(
            draw(st.lists(events, max_size=4, unique_by=lambda e: (e.country, e.status)))
        ),
    )


def _state(event: TreatyEvent) -> tuple[str, str]:
    return event.country, event.status


def day(draw: st.DrawFn, first: date, last: date) -> date:
    """Draw a day from the first to the last."""
    return draw(st.dates(first, last))


def known_better(draw: st.DrawFn, office: Portfolio) -> Portfolio:
    """Draw of each thing a day on which it may have been, within what is known."""

    def version(each: BudgetVersion) -> BudgetVersion:
        before = [v.effective for v in project.budget if v.effective < each.effective]
        if each.dating is Dating.EXACT or not draw(st.booleans()):
            return each
        first = max(before, default=date(2000, 1, 1)) + timedelta(1)
        exact = draw(st.sampled_from(Dating))
        return attrs.evolve(each, effective=day(draw, first, each.effective), dating=exact)

    def post(each: Post) -> Post:
        last = min(office.period.end, each.until or office.period.end)
        if each.since is not None or last < OPENED or not draw(st.booleans()):
            return each
        return attrs.evolve(each, since=day(draw, OPENED, last))

    def event(each: TreatyEvent) -> TreatyEvent:
        first, last = (each.when.start, each.when.end) if each.when else (date(2000, 1, 1), OPENED)
        when = day(draw, first, last)
        return attrs.evolve(each, when=DateSpan(when, when))

    (project,) = office.projects
    # Of two versions of one day the one that counts must stay the last.
    assume(len({v.effective for v in project.budget}) == len(project.budget))
    events = tuple(map(event, office.treaty_events))
    for country in ("PH", "TN"):
        steps = [(e, before) for e, before in zip(events, office.treaty_events, strict=True)
                 if e.country == country]  # fmt: skip
        for one, was in steps:
            for other, had in steps:
                overlap = not (was.when and had.when) or was.when.overlaps(had.when)
                if overlap and STEPS.index(one.status) < STEPS.index(other.status):
                    assume(one.when and other.when and one.when.start <= other.when.start)
    better = attrs.evolve(project, budget=tuple(map(version, project.budget)))
    return attrs.evolve(
        office, projects=(better,), posts=tuple(map(post, office.posts)), treaty_events=events
    )


def calls(on: date) -> list[str]:
    """The calls that the law is tried with."""
    made = [name if name == "donors_in_period" else f'{name}(on="{on}")' for name in CALLS]
    for name in OF_PROJECT:
        of, _, more = name.partition(" ")
        words = [f'project="P", on="{on}"', *([f'basis="{more[6:]}"'] if more else [])]
        made.append(f"{of}({', '.join(words)})")
    made += [f'{name}(treaty="T", on="{on}")' for name in OF_TREATY]
    return [*made, f'accessions(treaty="T", period="2016-10-01/{on}")']


def holds(told: Figure, found: Figure) -> bool:
    """Whether what is found lies within what was told; what was not told allows anything."""
    if not told.known or told.without:
        return True
    ends = [each for each in (told.low, told.value, told.high) if each is not None]
    inner = [each for each in (found.low, found.value, found.high) if each is not None]
    within = [number(ends[0]) <= number(each) <= number(ends[-1]) for each in inner]
    return bool(inner) and not found.without and all(within)


@given(st.data(), dates(earliest=date(2016, 10, 2)))
def test_an_exact_day_moves_no_figure_outside_what_was_told(data: Any, on: date) -> None:
    """Bounds hold whatever the day was, and what was one number stays that number."""
    office = data.draw(offices())
    before = evaluate_all(office, calls(on), lenient=True)
    after = evaluate_all(known_better(data.draw, office), calls(on), lenient=True)
    for call, told in before.items():
        assert call in after, call
        assert holds(told, after[call]), (call, str(told), str(after[call]))


def versioned(*days: str) -> Project:
    """A project with budgets of 100, 200, 300, all but the first known by a day at the latest."""
    dating = [Dating.EXACT, *[Dating.AT_LATEST] * (len(days) - 1)]
    budget = tuple(
        BudgetVersion(Money(100 * number_, "EUR"), date.fromisoformat(day_), of)
        for number_, (day_, of) in enumerate(zip(days, dating, strict=True), start=1)
    )
    return Project("P", "P", TITLE, LIFE, budget=budget)


def test_versions_in_a_row_may_all_have_taken_effect() -> None:
    """Two that are known by 2019 and 2021 at the latest may both have followed before 2017."""
    project = versioned("2013-01-01", "2019-01-01", "2021-01-01")
    amounts = [of and of.amount for of in project.possible_budgets(date(2017, 9, 30))]
    assert amounts == [100, 200, 300]
    assert [of and of.amount for of in project.possible_budgets(date(2021, 1, 1))] == [300]


def test_no_order_of_steps_is_no_status() -> None:
    """Invited before the observer, who came after the signature, which is after an invitation."""
    came = (("invited", "2013-01/2015-03"), ("observer", "2014-05/2014-12"), ("signatory", None))
    events = tuple(
        TreatyEvent("T", "PH", TreatyStatus(status), DateSpan.parse(when) if when else None)
        for status, when in came
    )
    period = Period(date(2016, 10, 1), date(2017, 9, 30))
    office = Portfolio(
        Office("O", TITLE, "COE", "x", "RO", OPENED),
        period,
        treaties=(Treaty("T", TITLE),),
        treaty_events=events,
    )
    (found,) = evaluate_all(office, ['signed_or_invited(treaty="T")']).values()
    assert (found.low, found.high) == (0, 1)


@given(portfolios())
def test_a_missing_rate_stops_only_what_needs_it(portfolio: Portfolio) -> None:
    """Without any rates each figure is as it was, or it cannot be told."""
    names = [name for name in catalogue() if not catalogue()[name].required]
    before = evaluate_all(portfolio, names, lenient=True)
    after = evaluate_all(attrs.evolve(portfolio, rates=()), names, lenient=True)
    assert {name: after[name] for name in after} == {name: before[name] for name in after}


def test_the_law_can_fail() -> None:
    """A number told where there were two, or bounds too narrow, would be found."""
    exact = Figure("n", 3, "posts", "n")
    assert not holds(exact, attrs.evolve(exact, value=4))
    assert not holds(attrs.evolve(exact, value=None, low=1, high=2), exact)
    assert holds(attrs.evolve(exact, value=None, low=1, high=3), exact)
    assert holds(Figure("n", None, "EUR", "n"), Figure("n", Money(1, "EUR"), "EUR", "n"))
