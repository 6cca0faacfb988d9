"""The strategies are tested themselves: what they reach, and that all of it is valid."""

import subprocess
import sys
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, get_args, get_type_hints
from unittest import SkipTest

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st

import cproc.testing
from cproc import model
from cproc.checks import check
from cproc.dates import DateSpan, Month, Period, Precision
from cproc.errors import Severity, UnknownNameError
from cproc.model import LocalText, Portfolio
from cproc.money import Money
from cproc.serialize import dumps, loads
from cproc.testing import (
    Names,
    activities,
    contributions,
    date_spans,
    local_texts,
    make_portfolio,
    moneys,
    months,
    organisations,
    participants,
    periods,
    places,
    portfolios,
    projects,
    statements,
    strategies,
    texts,
)
from cproc.testing.strategies.fields import field_of, records_of

QUICK = settings(
    max_examples=3000,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
CLASSES = [
    value
    for name in model.__all__
    if attrs.has(value := getattr(model, name)) and value.__module__.startswith("cproc.model")
]
STRATEGIES = {
    cls: getattr(cproc.testing, name)()
    for cls, name in {
        model.Activity: "activities",
        model.BudgetLine: "budget_lines",
        model.BudgetVersion: "budget_versions",
        model.Ceilings: "ceilings",
        model.Component: "components",
        model.Confidential: "confidentials",
        model.ContingencyUse: "contingency_uses",
        model.InterestReceipt: "interest_receipts",
        model.Contract: "contracts",
        model.Contribution: "contributions",
        model.Designation: "designations",
        model.Disallowance: "disallowances",
        model.Edition: "editions",
        model.Look: "looks",
        model.DonorReport: "donor_reports",
        model.Document: "documents",
        model.ExchangeRate: "exchange_rates",
        model.Factor: "factors",
        model.Disaggregation: "disaggregations",
        model.FundingPriority: "funding_priorities",
        model.Heading: "headings",
        model.Iati: "iatis",
        model.IatiContact: "iati_contacts",
        model.Indicator: "indicators",
        model.IndicatorValue: "indicator_values",
        model.Instalment: "instalments",
        model.LocalText: "local_texts",
        model.Locality: "localities",
        model.Milestone: "milestones",
        model.Narrative: "narratives",
        model.Occurrence: "occurrences",
        model.Office: "offices",
        model.Organisation: "organisations",
        model.Participants: "participants",
        model.Place: "places",
        model.Portfolio: "portfolios",
        model.Post: "posts",
        model.PriorityCountry: "priority_countries",
        model.Programme: "programmes",
        model.Project: "projects",
        model.RateLine: "rate_lines",
        model.Region: "regions",
        model.ReportIdentity: "report_identities",
        model.ReportSection: "report_sections",
        model.Result: "results",
        model.Silence: "silences",
        model.Statement: "statements",
        model.StatusChange: "status_changes",
        model.Submission: "submissions",
        model.SubmittedAmount: "submitted_amounts",
        model.Term: "terms",
        model.Transaction: "transactions",
        model.Treaty: "treaties",
        model.TreatyEvent: "treaty_events",
        model.VarianceExplanation: "variance_explanations",
        model.Withheld: "withhelds",
        model.Wording: "wordings",
    }.items()
}


def test_every_class_of_the_model_has_a_strategy() -> None:
    """A class that is added to the model must be drawn as well."""
    assert set(STRATEGIES) == set(CLASSES)


def options() -> Iterator[tuple[type, str, str]]:
    """Each field that may be absent, empty or of several kinds, with what it may be."""
    for cls in CLASSES:
        for field in attrs.fields(cls):
            kind = get_type_hints(cls)[field.name]
            kinds = get_args(kind) or (kind,)
            if type(None) in kinds or kinds[1:] == (...,) or field.default == "":
                yield cls, field.name, "filled"
                # the office belongs to an organisation, so there is one
                if field.default is not attrs.NOTHING and field.name != "organisations":
                    yield cls, field.name, "empty"
            for option in kinds if kinds[1:] != (...,) else ():
                if isinstance(option, type) and issubclass(option, Enum):
                    yield from ((cls, field.name, str(member.value)) for member in option)
            if kind is bool:
                yield from ((cls, field.name, want) for want in ("True", "False"))


def records(value: object) -> Iterator[object]:
    """A record and all that are in it."""
    if attrs.has(type(value)):
        yield value
        kind: Any = type(value)
        for field in attrs.fields(kind):
            yield from records(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from records(item)


def seen(drawn: Iterable[object]) -> set[tuple[type, str, str]]:
    """What the fields of all records of what was drawn are."""
    states = set()
    for value in drawn:
        for record in records(value):
            kind: Any = type(record)
            for field in attrs.fields(kind):
                content = getattr(record, field.name)
                states.add((kind, field.name, "empty" if content in (None, "", ()) else "filled"))
                if isinstance(content, Enum | bool):
                    states.add((kind, field.name, str(getattr(content, "value", content))))
    return states


def missing(
    strategy: st.SearchStrategy[Any],
    wanted: Iterable[Hashable],
    features: Callable[[Any], Iterable[Hashable]],
    most: int,
) -> set[Hashable]:
    """What is wanted and in none of so many examples.

    Args:
        strategy: What is drawn.
        wanted: What is looked for.
        features: What an example has.
        most: Examples that are drawn at most.
    """
    left = set(wanted)

    @seed(0)
    @settings(QUICK, max_examples=most, derandomize=False)
    @given(strategy)
    def draw(value: object) -> None:
        left.difference_update(features(value))
        if not left:
            raise SkipTest("all is found")  # no further example is drawn

    with suppress(SkipTest):
        draw()
    return left


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "cls", [cls for cls in CLASSES if cls is not Portfolio], ids=lambda cls: str(cls.__name__)
)
def test_every_option_of_a_class_is_reached(cls: type) -> None:
    """Optional fields are drawn present and absent, lists empty and not, each choice chosen."""
    wanted = {option for option in options() if option[0] is cls}
    if not hasattr(cls, "upper"):  # only a statement is a range
        wanted -= {(cls, "qualifier", model.Qualifier.BETWEEN)}
    assert missing(STRATEGIES[cls], wanted, lambda record: seen([record]), 2_000) == set()


@pytest.mark.parametrize(
    ("cls", "name"),
    [(model.Office, "has_no"), (model.Project, "has_no")],
    ids=["office", "project"],
)
def test_every_choice_of_a_list_is_reached(cls: type, name: str) -> None:
    """A list of choices holds each of them at some time."""
    choices = get_args(get_type_hints(cls)[name])[0]
    assert missing(field_of(cls, name), choices, tuple, 1_000) == set()


@attrs.frozen
class Visit:
    country: str
    on: date
    projects: tuple[str, ...] = ()
    budget: Money | None = None
    kind: model.PostState = model.PostState.FILLED
    stops: tuple[model.Milestone, ...] = ()


@given(records_of(Visit, {"on": date(2017, 5, 1)}, Names(projects=("P",))))
def test_a_field_is_drawn_by_its_type(visit: Visit) -> None:
    """A class needs no strategy of its own before its fields must fit together."""
    assert visit.on == date(2017, 5, 1)
    assert len(visit.country) == 2
    assert visit.projects in ((), ("P",))
    assert isinstance(visit.kind, model.PostState)
    assert all(isinstance(stop, model.Milestone) for stop in visit.stops)


def _stands(drawn: Portfolio, status: model.ProjectStatus) -> bool:
    """Whether a project has a status on the last day of the reporting period."""
    return any(project.status(drawn.period.end) is status for project in drawn.projects)


STUMBLES: dict[str, Callable[[Portfolio], bool]] = {
    "many-activities": lambda drawn: len(drawn.activities) >= 5,
    "no-projects": lambda drawn: not drawn.projects,
    "no-activities-of-projects": lambda drawn: bool(drawn.projects) and not drawn.treaty_events,
    "predecessor": lambda drawn: any(project.predecessors for project in drawn.projects),
    "component": lambda drawn: any(entry.component for entry in drawn.activities),
    "paid-activity": lambda drawn: any(t.activity for p in drawn.projects for t in p.transactions),
    "region": lambda drawn: any(place.region for a in drawn.activities for place in a.places),
    "three-projects": lambda drawn: any(len(a.projects) == 3 for a in drawn.activities),
    "yen": lambda drawn: drawn.currency == "JPY",
    "placeholder": lambda drawn: any(
        "{{" in text for section in drawn.narrative for _language, text in section.text.entries
    ),
    "open-ended": lambda drawn: any(project.period.open for project in drawn.projects),
    "prolonged": lambda drawn: any(
        project.planned_period and project.planned_period.end < project.period.end
        for project in drawn.projects
    ),
    "suspended": lambda drawn: _stands(drawn, model.ProjectStatus.SUSPENDED),
    "cancelled": lambda drawn: _stands(drawn, model.ProjectStatus.CANCELLED),
    "figure": lambda drawn: any(statement.figures for statement in drawn.statements),
    "formula-as-id": lambda drawn: any("=" in party.id for party in drawn.organisations),
}


@pytest.mark.no_cover
def test_every_option_of_a_portfolio_is_reached() -> None:
    """Its own lists are drawn empty and filled, what it need not have present and absent."""
    states = {option for option in options() if option[2] in {"filled", "empty"}}
    wanted = {option for option in states if option[0] is Portfolio}
    assert missing(portfolios(), wanted, lambda drawn: seen([drawn]), 500) == set()


@pytest.mark.no_cover
@pytest.mark.thorough
def test_portfolios_reach_everything() -> None:
    """Every list of every class filled, those of a portfolio empty as well, every odd shape.

    What else a field of a record may be is held class by class above.
    """
    lists = {
        (cls, field.name)
        for cls in CLASSES
        for field in attrs.fields(cls)
        if get_args(get_type_hints(cls)[field.name])[1:] == (...,)
    }
    states = {option for option in options() if option[2] in {"filled", "empty"}}
    wanted = {
        (cls, name, state)
        for cls, name, state in states
        if cls is Portfolio or (state == "filled" and (cls, name) in lists)
    }

    def features(drawn: Portfolio) -> set[Hashable]:
        return seen([drawn]) | {name for name, stumble in STUMBLES.items() if stumble(drawn)}

    assert missing(portfolios(), wanted | STUMBLES.keys(), features, 2_000) == set()


def test_what_is_not_reached_is_told() -> None:
    """The search above can fail: places alone reach no activity, and no country that is none."""
    everything = set(options())
    left = missing(places(), everything, lambda place: seen([place]), 20)
    assert {option for option in everything if option[0] is model.Activity} <= left < everything
    assert missing(places(), {"UK"}, lambda place: {place.country}, 50) == {"UK"}


@pytest.mark.no_cover
@given(portfolios())
def test_portfolios_are_valid(portfolio: Portfolio) -> None:
    """Every drawn portfolio loads, and no rule finds an error in it."""
    assert loads(dumps(portfolio)) == portfolio
    assert [p for p in check(portfolio) if p.severity is Severity.ERROR] == []


TRICKY = ["=1+1", "_x0041_", "\U0001f469", "\u0633", "e\u0301", " a ", "\n", "\r", "\r\n", "\t", ""]


@pytest.mark.parametrize("text", TRICKY, ids=ascii)
def test_texts_reach_what_file_formats_lose(text: str) -> None:
    """Formulas, escapes, emoji, right to left, combining marks, spaces, breaks, nothing."""
    find(texts(), lambda drawn: text in drawn if text else not drawn, settings=QUICK)


@given(texts() | texts(min_size=1, max_size=5), st.data())
def test_texts_are_legal_in_office_formats(text: str, data: st.DataObject) -> None:
    """No NUL, no control character, no surrogate, nothing that XML 1.0 forbids."""
    assert all(char in "\t\n\r" or ord(char) >= 0x20 for char in text)
    assert not any(0xD800 <= ord(char) <= 0xDFFF or ord(char) in {0xFFFE, 0xFFFF} for char in text)
    assert not any(0x7F <= ord(char) <= 0x9F for char in text)
    assert len(data.draw(texts(min_size=2))) >= 2


@pytest.mark.no_cover
@settings(max_examples=10)
@given(st.data())
def test_a_value_pins_a_field(data: st.DataObject) -> None:
    """None means draw, a value pins; an unknown field is refused."""
    pinned = data.draw(activities(id="A9", projects=("X", "Y"), title=None))
    assert (pinned.id, pinned.projects) == ("A9", ("X", "Y"))
    assert data.draw(activities(shares=(1,), projects=("X",))).shares == (Decimal(1),)
    assert data.draw(places(city="Kyiv")).city == "Kyiv"
    assert data.draw(places(city="Kyiv", supplied=("city",))).supplied == ("city",)
    assert data.draw(participants(total=7)).total == 7
    assert data.draw(participants(women=3, men=4)).people == 7
    assert data.draw(participants(total=7, women=3)).women == 3
    assert data.draw(local_texts({"en": "x"})) == LocalText({"en": "x"})
    with pytest.raises(UnknownNameError, match=r"field of Organisation 'nam'.*name"):
        organisations(nam="x")


@settings(max_examples=10)
@given(st.data())
def test_pins_that_belong_together_are_drawn_together(data: st.DataObject) -> None:
    """A share gets a base and a base a share, a range an upper end."""
    base = model.ShareBase.TOTAL_BUDGET
    assert data.draw(contributions(base=base)).share is not None
    assert data.draw(contributions(amount=Money(1, "EUR"))).amount == Money(1, "EUR")
    assert data.draw(contributions(rest=True)).rest
    between = model.Qualifier.BETWEEN
    assert data.draw(statements(qualifier=between)).upper is not None
    assert data.draw(statements(qualifier=model.Qualifier.ABOUT)).upper is None
    assert data.draw(statements(upper=200_000)).qualifier is between


@settings(max_examples=10)
@given(st.data())
def test_dates_stay_within_their_bounds(data: st.DataObject) -> None:
    """Spans, periods and months lie between the days given, from the first year to the last."""
    wide = data.draw(date_spans(earliest=date.min, latest=date.max))
    assert wide.start <= wide.end
    start, end = date(2017, 1, 1), date(2017, 12, 31)
    assert data.draw(date_spans(start=start, precision=Precision.DAY)).start == start
    assert data.draw(date_spans(end=end, precision=Precision.DAY)).end == end
    assert data.draw(date_spans(start=start, end=end)).days == 365
    assert data.draw(date_spans(start=start, end=end, precision=Precision.YEAR)) == (
        DateSpan.parse("2017")
    )
    assert data.draw(periods(start=start, end=end)) == Period(start, end)
    assert Month(2017, 1) <= data.draw(months(start, end)) <= Month(2017, 12)


@settings(max_examples=10)
@given(st.data())
def test_amounts_stay_within_their_bounds(data: st.DataObject) -> None:
    """An amount is of the currency and between the ends."""
    money = data.draw(moneys(currency="JPY", low=-5, high=5))
    assert money.currency == "JPY"
    assert -5 <= money.amount <= 5
    assert data.draw(moneys(amount="1.50")).amount == data.draw(moneys("1.50", "EUR")).amount


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD", "CLF"])
@pytest.mark.parametrize("sign", [-1, 1])
def test_amounts_reach_both_signs_of_currencies_of_any_coin(currency: str, sign: int) -> None:
    """Rights and wrongs of rounding show in currencies without cents and with mills."""
    find(
        moneys(), lambda drawn: drawn.currency == currency and sign * drawn.amount > 0,
        settings=QUICK,
    )  # fmt: skip


@pytest.mark.no_cover
@settings(max_examples=3)
@given(st.data())
def test_pinned_lists_are_what_others_refer_to(data: st.DataObject) -> None:
    """Where projects are pinned, activities, posts and priorities name no others."""
    bare = Names(regions=(), treaties=(), components=(), activities=())
    drawn = (data.draw(projects(bare, code=code)) for code in ("PX", "PY"))
    pinned = tuple(attrs.evolve(project, predecessors=()) for project in drawn)
    parties = tuple(data.draw(organisations(id=name)) for name in bare.organisations)
    portfolio = data.draw(portfolios(projects=pinned, organisations=parties, currency="EUR"))
    assert portfolio.projects == pinned
    codes = {code for entry in portfolio.activities for code in entry.projects}
    assert codes <= {"PX", "PY"}
    broken = {problem.code for problem in check(portfolio)} & {"reference-unknown", "id-twice"}
    assert not broken


@settings(max_examples=10)
@given(st.data())
def test_an_empty_list_pins_too(data: st.DataObject) -> None:
    """Without projects there are no activities; without reports no statements."""
    portfolio = data.draw(portfolios(projects=(), reports=()))
    assert not portfolio.projects
    assert not portfolio.activities
    assert not portfolio.statements


def test_a_made_office_has_something_of_each_class() -> None:
    """An example shows every part of a report, save what few offices need."""
    classes = {type(record) for record in records(make_portfolio(300))}
    rare = {
        *(model.Locality, model.Designation, model.Document, model.FundingPriority),
        *(model.ExchangeRate, model.ReportSection, model.Silence, model.Term, model.Wording),
        *(model.ContingencyUse, model.Contract, model.Disaggregation, model.Disallowance),
        *(model.DonorReport, model.Edition, model.Instalment, model.Look),
        *(
            model.Factor,
            model.InterestReceipt,
            model.Programme,
            model.StatusChange,
            model.VarianceExplanation,
        ),
        *(model.Confidential, model.Submission, model.SubmittedAmount, model.Withheld),
    }
    assert set(CLASSES) - classes == rare


PROGRAM = """
import sys
sys.modules["hypothesis"] = None
import cproc.testing
assert len(cproc.testing.make_portfolio(3).activities) == 3
try:
    cproc.testing.portfolios
except ImportError as error:
    print(type(error).__name__, error)
"""


def test_without_hypothesis_only_the_strategies_are_missing() -> None:
    """An office can be made; a strategy is refused with the name of the extra."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("MissingExtraError the strategies of cproc.testing need hyp")
    assert 'cproc-reporting[testing]"' in done.stdout


def test_another_module_that_is_missing_is_told_by_its_own_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The extra is named only where it would help."""

    def missing(_name: str) -> None:
        raise ModuleNotFoundError("No module named 'other'", name="other")

    monkeypatch.setattr(cproc.testing, "import_module", missing)
    with pytest.raises(ModuleNotFoundError, match="other"):
        _ = cproc.testing.portfolios


def test_the_package_shows_its_public_names() -> None:
    """What is listed is there, and nothing else is shown."""
    assert set(dir(cproc.testing)) == set(cproc.testing.__all__)
    for name in cproc.testing.__all__:
        assert getattr(cproc.testing, name)
    suites = {"ExporterConformance", "LoaderConformance"}
    own = {"HOSTILE", "SCRIPTS", "empty_portfolio", "make_portfolio", *suites}
    assert all(hasattr(strategies, name) for name in set(cproc.testing.__all__) - own)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = cproc.testing.nothing  # type: ignore[attr-defined]  # that is the point
