"""Law 4: knowing more never contradicts: an exact day moves no figure outside what was told."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cproc.dates import DateSpan, Month, Period, Precision
from cproc.figures import Figure, Reason, catalogue, evaluate_all, number, tally
from cproc.model import (
    Activity,
    AddsTo,
    BudgetVersion,
    Contribution,
    Dating,
    ExchangeRate,
    Indicator,
    IndicatorValue,
    LocalText,
    Money,
    Occurrence,
    Office,
    Organisation,
    Participants,
    Portfolio,
    Post,
    Project,
    Qualifier,
    RateLine,
    Result,
    Treaty,
    TreatyEvent,
    TreatyStatus,
    ValueKind,
)
from cproc.rates import RateMethod
from cproc.testing import (
    Names,
    activities,
    budget_versions,
    contributions,
    date_spans,
    dates,
    portfolios,
    posts,
    transactions,
)

pytestmark = pytest.mark.no_cover

TITLE = LocalText({"en": "x"})
RATES = tuple(ExchangeRate(code, "1.25") for code in ("USD", "CHF", "GBP", "RON", "JPY", "KWD"))
OPENED, LIFE = date(2014, 4, 1), DateSpan.parse("2013-01/2024-12")
NAMES = Names(currency="EUR", projects=("P",), organisations=("COE", "EU"))
CALLS = (
    "budget_total budget_all budget_change funding headcount vacancies posts_in_all "
    "nationalities spent committed received burn_rate forecast flat_costs receipts_gap "
    "receipts_surplus funding_gap funding_surplus balance"
).split()
UNDATED = (
    "donors_in_period donors people_trained entries events participants countries_reached "
    "projects_with_activities spent_in_period"
).split()
OF_PROJECT = (
    *("project_budget", "funding_gap", "funding_gap basis=received", "balance"),
    *("balance of=received", "receipts_gap", "funding_surplus basis=committed", "burn_rate"),
)
OF_DONOR = ("funding", "funding_share")
OF_TREATY = ("parties", "signed_or_invited", "committee_members")
STEPS = list(reversed(TreatyStatus))
TIMES = ("month", "quarter", "year", "period")
DATED = ("activities", "contributions", "transactions")
MONTHS = ("first_day", "listed", "in_progress")


@st.composite
def offices(draw: st.DrawFn) -> Portfolio:
    """Draw an office that knows few of its days, amounts and numbers exactly."""
    given_ = contributions(NAMES, earmark=None, components=(), headings=())
    paid = transactions(NAMES, activity=None, heading="1", value_date=None)
    counted = st.integers(0, 90).map(Decimal)
    actual = st.builds(IndicatorValue, st.just(ValueKind.ACTUAL), counted, qualifier=qualifiers())
    values = st.lists(actual, max_size=1).map(tuple)
    adds = st.sampled_from(AddsTo)
    reached = st.builds(Indicator, st.just(TITLE), st.just("people"), values, adds_to=adds)
    project = Project(
        "P", "P", TITLE, LIFE,
        results=(Result(TITLE, indicators=tuple(draw(st.lists(reached, max_size=2)))),),
        budget=tuple(draw(st.lists(budget_versions(NAMES), max_size=3))),
        rate_lines=draw(st.sampled_from([(), (FLAT,)])),
        contributions=tuple(draw(st.lists(given_, max_size=2))),
        transactions=tuple(draw(st.lists(paid, max_size=3, unique_by=lambda p: p.id))),
    )  # fmt: skip
    whens = st.none() | date_spans()
    events = st.builds(TreatyEvent, st.just("T"), st.sampled_from(["PH", "TN"]),
                       st.sampled_from(TreatyStatus), whens)  # fmt: skip
    staff = st.lists(posts(NAMES, projects=(), shares=()), max_size=3, unique_by=lambda p: p.id)
    people = st.builds(Participants, total=st.integers(0, 90), qualifier=qualifiers())
    times = st.builds(Occurrence, date_spans(earliest=date(2016, 1, 1), latest=date(2018, 6, 30)))
    held = activities(
        NAMES, projects=("P",), component=None, partners=(), participants=(draw(people),),
        occurrences=tuple(draw(st.lists(times, min_size=1, max_size=2))),
    )  # fmt: skip
    listed = st.lists(held, max_size=2, unique_by=lambda a: a.id)
    return Portfolio(
        Office("O", TITLE, "COE", "x", "RO", OPENED),
        Period(date(2016, 10, 1), draw(st.sampled_from([date(2017, 9, 30), date(2018, 3, 15)]))),
        rates=RATES,
        rate_method=RateMethod.FIXED,
        organisations=tuple(Organisation(id_, TITLE) for id_ in NAMES.organisations),
        projects=(project,),
        activities=tuple(draw(listed)),
        posts=tuple(draw(staff)),
        treaties=(Treaty("T", TITLE),),
        treaty_events=tuple(
            draw(st.lists(events, max_size=4, unique_by=lambda e: (e.country, e.status)))
        ),
    )


FLAT = RateLine("8", TITLE, "0.07", ("1",))


def qualifiers() -> st.SearchStrategy[Qualifier]:
    """Draw how exact one number claims to be."""
    return st.sampled_from([each for each in Qualifier if each is not Qualifier.BETWEEN])


def day(draw: st.DrawFn, first: date, last: date) -> date:
    """Draw a day from the first to the last."""
    return draw(st.dates(first, last))


def number_of(draw: st.DrawFn, stated: Decimal, kind: Qualifier, most: int) -> Decimal:
    """Draw a number that its qualifier allows; below nothing it is more of a refund."""
    size = abs(stated)
    if kind is Qualifier.MORE_THAN:
        size += (max(size, Decimal(most)) - size) * draw(st.integers(1, 100)) / 100
    else:
        size -= size * draw(st.integers(0, 99)) / 100
    return size.copy_sign(stated)


def exact(draw: st.DrawFn, each: Any, field: str = "amount") -> Any:
    """Draw the exact number of a record; what is about right promises no bounds, and stays."""
    stated, most = getattr(each, field), 1 if field == "share" else 10**6
    open_ = each.qualifier in {Qualifier.MORE_THAN, Qualifier.NEARLY}
    if stated is None or not open_ or not draw(st.booleans()):
        return each
    amount = stated.amount if isinstance(stated, Money) else Decimal(stated)
    found = number_of(draw, amount, each.qualifier, most)
    found = Decimal(ceil(found)) if isinstance(each, IndicatorValue) else found
    made = Money(found, stated.currency) if isinstance(stated, Money) else type(stated)(found)
    return attrs.evolve(each, **{field: made}, qualifier=Qualifier.EXACT)


def version(draw: st.DrawFn, project: Project, each: BudgetVersion) -> BudgetVersion:
    """Draw the day on which a budget took effect that was known by a day at the latest."""
    before = [v.effective for v in project.budget if v.effective < each.effective]
    if each.dating is Dating.EXACT or not draw(st.booleans()):
        return each
    first = max(before, default=min(LIFE.start, each.effective) - timedelta(1)) + timedelta(1)
    dating = draw(st.sampled_from(Dating))
    return attrs.evolve(each, effective=day(draw, first, each.effective), dating=dating)


def post(draw: st.DrawFn, office: Portfolio, each: Post) -> Post:
    """Draw the first day of a post."""
    last = min(office.period.end, each.until or office.period.end)
    if each.since is not None or last < OPENED or not draw(st.booleans()):
        return each
    return attrs.evolve(each, since=day(draw, OPENED, last))


def event(draw: st.DrawFn, each: TreatyEvent) -> TreatyEvent:
    """Draw the day of an event; one without a date was before the office opened."""
    first, last = (each.when.start, each.when.end) if each.when else (date(2000, 1, 1), OPENED)
    when = day(draw, first, last)
    return attrs.evolve(each, when=DateSpan(when, when))


def contribution(draw: st.DrawFn, each: Contribution) -> Contribution:
    """Draw the days on which money was committed and received, each one in the time it names."""

    def moment(when: DateSpan | None) -> DateSpan | None:
        if when is None or not draw(st.booleans()):
            return when
        first = day(draw, when.start, when.end)
        return DateSpan(first, draw(st.sampled_from([first, when.end])))

    timed = attrs.evolve(
        each,
        pledged=moment(each.pledged),
        committed=moment(each.committed),
        received=moment(each.received),
    )
    known: Contribution = exact(draw, exact(draw, timed), "share")
    return known


def occurrence(draw: st.DrawFn, each: Occurrence) -> Occurrence:
    """Draw the days, or of years the months, from the first to the last of a time."""
    if not draw(st.booleans()):
        return each
    first = day(draw, *each.begins)
    last = day(draw, max(first, each.ends[0]), each.ends[1])
    known = [DateSpan(first, last)]
    if each.when.precision is Precision.YEAR:
        known.append(DateSpan(Month.of(first).start, Month.of(last).end, Precision.MONTH))
    return attrs.evolve(each, when=draw(st.sampled_from(known)))


def activity(draw: st.DrawFn, each: Activity) -> Activity:
    """Draw when an activity took place, what it was to cost, and how many people came."""
    known: Activity = attrs.evolve(
        exact(draw, each, "planned_cost"),
        occurrences=tuple(occurrence(draw, one) for one in each.occurrences),
        participants=tuple(exact(draw, group, "total") for group in each.participants),
    )
    return known


def keep_the_order(before: Portfolio, events: tuple[TreatyEvent, ...]) -> None:
    """Hold to the order of the steps, which decides where dates leave it open."""
    for country in ("PH", "TN"):
        steps = [(e, was) for e, was in zip(events, before.treaty_events, strict=True)
                 if e.country == country]  # fmt: skip
        for one, was in steps:
            for other, had in steps:
                overlap = not (was.when and had.when) or was.when.overlaps(had.when)
                if overlap and STEPS.index(one.status) < STEPS.index(other.status):
                    assume(one.when and other.when and one.when.start <= other.when.start)


def known_better(draw: st.DrawFn, office: Portfolio) -> Portfolio:
    """Draw of each thing a day on which it may have been, and a number that it may have had."""
    (project,) = office.projects
    # Of two versions of one day the one that counts must stay the last.
    assume(len({v.effective for v in project.budget}) == len(project.budget))
    events = tuple(event(draw, each) for each in office.treaty_events)
    keep_the_order(office, events)
    results = (
        attrs.evolve(
            each,
            indicators=tuple(
                attrs.evolve(of, values=tuple(exact(draw, value, "value") for value in of.values))
                for of in each.indicators
            ),
        )
        for each in project.results
    )
    better = attrs.evolve(
        project,
        results=tuple(results),
        budget=tuple(version(draw, project, exact(draw, each)) for each in project.budget),
        contributions=tuple(contribution(draw, each) for each in project.contributions),
        transactions=tuple(exact(draw, each) for each in project.transactions),
    )
    return attrs.evolve(
        office,
        projects=(better,),
        activities=tuple(activity(draw, each) for each in office.activities),
        posts=tuple(post(draw, office, each) for each in office.posts),
        treaty_events=events,
    )


def calls(on: date) -> list[str]:
    """The calls that the law is tried with."""
    made = [*UNDATED, *(f'{name}(on="{on}")' for name in CALLS)]
    for name in OF_PROJECT:
        of, _, more = name.partition(" ")
        word, _, value = more.partition("=")
        words = [f'project="P", on="{on}"', *([f'{word}="{value}"'] if more else [])]
        made.append(f"{of}({', '.join(words)})")
    made += [f'{name}(donor="{id_}", on="{on}")' for name in OF_DONOR for id_ in ("COE", "EU")]
    made += [f'{name}(treaty="T", on="{on}")' for name in OF_TREATY]
    month = Month.of(on)
    for asked in (f'month="{month}"', f'year="{on:%Y}"', f'quarter="{on:%Y}-Q1", project="P"'):
        made += [f'{name}({asked}, months="{rule}")' for name in COUNTS for rule in MONTHS]
    return [*made, f'accessions(treaty="T", period="2016-10-01/{on}")']


COUNTS = ("entries", "events", "participations", "entries_by_share")


def ends(figure: Figure) -> tuple[Fraction | None, Fraction | None]:
    """The least and the most that a figure says it can be; none where it says none."""
    low, high = (figure.low, figure.high) if figure.value is None else (figure.value, figure.value)
    open_below = low is None or figure.qualifier is Qualifier.NEARLY
    open_above = high is None or figure.qualifier is Qualifier.MORE_THAN
    return None if open_below else number(low), None if open_above else number(high)


def holds(told: Figure, found: Figure) -> bool:
    """Whether what is found lies within what was told; what was not told allows anything.

    Nor is anything told by "about", and what is about right is taken for right in other sums.
    """
    if not told.known or told.without or told.qualifier is Qualifier.ABOUT:
        return True
    (low, high), (least, most) = ends(told), ends(found)
    above = low is None or (least is not None and low <= least)
    below = high is None or (most is not None and most <= high)
    return found.known and not found.without and above and below


@given(st.data(), dates(earliest=date(2016, 10, 2)))
def test_knowing_more_moves_no_figure_outside_what_was_told(data: Any, on: date) -> None:
    """Bounds hold whatever day or number it was, and what was one number stays that number."""
    office = data.draw(offices())
    before = evaluate_all(office, calls(on), lenient=True)
    after = evaluate_all(known_better(data.draw, office), calls(on), lenient=True)
    for call, told in before.items():
        assert call in after, call
        assert holds(told, after[call]), (call, str(told), str(after[call]))


@given(st.data(), st.sampled_from(TIMES), st.sampled_from(MONTHS), st.sampled_from(DATED))
def test_knowing_more_moves_records_from_the_row_of_those_without_a_time(
    data: Any, key: str, months: str, of: str
) -> None:
    """Each row keeps what it has, and gets no more than had no such time; the whole stays."""
    office = data.draw(offices())
    better = known_better(data.draw, office)
    before, after = (
        tally(each, key, of=of, months=months, period="all") for each in (office, better)
    )
    assert before.total == after.total
    undated = number(row.value) if (row := before.row(None)) else 0
    for key_ in {row.key for row in (*before.rows, *after.rows)} - {(None,)}:
        was, is_ = (found.value if (found := each.row(*key_)) else 0 for each in (before, after))
        assert number(was) <= number(is_) <= number(was) + undated


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
    """Without any rates each figure is as it was, or lacks what only a rate tells, and says so."""
    names = [name for name in catalogue() if not catalogue()[name].required]
    before = evaluate_all(portfolio, names, lenient=True)
    after = evaluate_all(attrs.evolve(portfolio, rates=()), names, lenient=True)
    told = {
        name: figure
        for name, figure in after.items()
        if all(missing.reason is not Reason.RATE for missing in figure.missing)
    }
    assert told == {name: before[name] for name in told}


def test_the_law_can_fail() -> None:
    """A number told where there were two, or bounds too narrow, would be found."""
    exact = Figure("n", 3, "posts", "n")
    assert not holds(exact, attrs.evolve(exact, value=4))
    assert not holds(attrs.evolve(exact, value=None, low=1, high=2), exact)
    assert holds(attrs.evolve(exact, value=None, low=1, high=3), exact)
    assert holds(Figure("n", None, "EUR", "n"), Figure("n", Money(1, "EUR"), "EUR", "n"))
