"""What scripts and notebooks show of records and figures, and what is pleasant to type."""

import inspect
import pydoc
from datetime import date

import pytest
from defusedxml.ElementTree import fromstring
from example_data import loaded

import cproc
from cproc import DateSpan, Money, Month, Period
from cproc.errors import InvalidValueError, UnknownNameError
from cproc.figures import KEYS
from cproc.model import Activity, Indicator, LocalText, Occurrence, Office, Project, ValueKind

YEAR = loaded("cproc_2017")
PROJECT = Project(
    "P1", "Lakes", LocalText({"en": "Clean <lakes>"}), DateSpan.parse("2024-01/2025-12")
)


def test_a_record_is_shown_by_what_it_is_called() -> None:
    """What differs from the defaults is shown in a line, a choice by its word."""
    office = Office("LAKE", LocalText({"en": "Lake Office"}), "NGO", "Kisumu", "KE", capacity=4)
    assert repr(office) == (
        "Office(id='LAKE', name='Lake Office', organisation='NGO', city='Kisumu', country='KE',"
        " capacity=4)"
    )
    assert repr(PROJECT) == (
        "Project(code='P1', name='Lakes', title='Clean <lakes>', period=2024-01/2025-12)"
    )


def test_lists_are_shown_by_their_length_and_long_texts_are_cut() -> None:
    """Identifiers are shown while they are short; records and long lists as a number."""
    when = Occurrence(DateSpan.parse("2024-05"))
    shown = Activity("A1", ("P1", "P2"), None, (when, when), LocalText({"en": "x" * 90}))
    assert repr(shown) == (
        f"Activity(id='A1', projects=<P1, P2>, kind=None, occurrences=<2>, title='{'x' * 39}…')"
    )


def _records() -> list[object]:
    lists = (getattr(YEAR, name) for name in ("activities", "posts", "projects", "reports"))
    of_projects = (
        part
        for project in YEAR.projects
        for name in ("results", "budget", "contributions", "milestones", "components")
        for part in getattr(project, name)
    )
    return [YEAR, YEAR.office, *(each for records in lists for each in records), *of_projects]


def test_no_record_fills_the_screen() -> None:
    """A line has about two hundred characters at most, whatever is in the record."""
    assert {repr(each) for each in _records() if len(repr(each)) > 210} == set()
    assert len({repr(each) for each in _records()}) > 200


def test_a_notebook_shows_a_small_table() -> None:
    """Each fact is a row; what looks like markup is text."""
    html = PROJECT._repr_html_()  # type: ignore[attr-defined]
    assert [*cells(html)][4:6] == ["title", "Clean <lakes>"]
    assert html.count("<tr>") == 4


def test_a_notebook_shows_names_and_dates_in_words() -> None:
    """What a record holds is named where it has names; amounts are as a report prints them."""
    office = dict(batched(cells(YEAR)))
    assert office["office"] == "Cybercrime Programme Office of the Council of Europe"
    assert office["period"] == "October 2016 to September 2017"
    assert office["projects"].startswith("7: Cybercrime@Octopus; Cybercrime@EAP II; ")
    assert office["activities"] == "158"
    version = dict(batched(cells(YEAR.projects[0].budget[0])))
    assert version["amount"] == "EUR\u00a03,500,000"
    assert version["effective"] == "30 September 2017"
    month = cproc.model.ExchangeRate("USD", "1.1", Month(2024, 5), source="ECB")
    assert dict(batched(cells(month)))["month"] == "May 2024"


def cells(shown: object) -> list[str]:
    """The cells of what a notebook shows, in order."""
    html = shown if isinstance(shown, str) else shown._repr_html_()  # type: ignore[attr-defined]
    return ["".join(cell.itertext()) for cell in fromstring(html).iter("td")]


def batched(texts: list[str]) -> list[tuple[str, str]]:
    """Names and what stands behind them."""
    return list(zip(texts[::2], texts[1::2], strict=True))


def test_a_figure_is_shown_with_its_value_and_how_many_records() -> None:
    """A figure tells its name, its value in words, its rule, its day, and what is behind it."""
    made = cproc.figure(YEAR, "budget_total")
    assert repr(made).startswith("Figure(name='budget_total', value='EUR 24390000', rule='")
    assert repr(made).endswith(", records=<6>, on=2017-09-30)")
    assert dict(batched(cells(made)))["value"] == "EUR\u00a024,390,000"
    unknown = cproc.figure(YEAR, "spent")
    assert "value='not known'" in repr(unknown)
    assert "missing=<7>" in repr(unknown)


def test_a_breakdown_is_shown_by_the_number_of_its_rows() -> None:
    """158 identifiers in a line help nobody."""
    made = cproc.tally(YEAR, "kind")
    assert f"rows=<{len(made.rows)}>" in repr(made)
    assert len(repr(made)) < 200


def test_amounts_can_be_summed() -> None:
    """`sum` begins with 0, which adds nothing; any other number is no money."""
    assert sum([Money("1.50", "EUR"), Money("2", "EUR")]) == Money("3.50", "EUR")
    with pytest.raises(TypeError, match="money and int do not mix"):
        1 + Money("2", "EUR")


@pytest.mark.parametrize(
    ("entries", "text"),
    [
        ({"en": "Lake", "fr": "Lac"}, "Lake"),
        ({"fr": "Lac"}, "Lac"),
        ({"en": "", "fr": "Lac"}, "Lac"),
    ],
)
def test_a_text_is_its_text(entries: dict[str, str], text: str) -> None:
    """`str` of a text per language is the English one, else the first there is."""
    assert f"{LocalText(entries)}" == text


CALLS = {
    "text": ("entries", {"country": "RO"}, 'entries(country="RO")'),
    "day": ("budget_total", {"on": date(2016, 12, 31)}, 'budget_total(on="2016-12-31")'),
    "month": ("entries", {"month": Month(2017, 5)}, 'entries(month="2017-05")'),
    "number": ("entries", {"year": 2017}, 'entries(year="2017")'),
    "nothing": ("entries", {"country": None}, "entries"),
    "rounded": ("budget_total", {"in": "millions"}, 'budget_total(in="millions")'),
}


@pytest.mark.parametrize(("name", "words", "call"), CALLS.values(), ids=CALLS)
def test_a_figure_is_called_with_keywords(name: str, words: dict[str, object], call: str) -> None:
    """Days, months and periods are arguments as they are; the figure is that of the call."""
    assert cproc.figure(YEAR, name, **words) == cproc.evaluate(YEAR, call)


def test_a_period_is_an_argument() -> None:
    """A period is written as calls write it."""
    period = Period.parse("2016-10/2016-12")
    made = cproc.figure(YEAR, "accessions", treaty="CETS185", period=period)
    assert made == cproc.evaluate(YEAR, f'accessions(treaty="CETS185", period="{period}")')


def test_wrong_arguments_of_a_figure_are_refused_as_those_of_a_call() -> None:
    """One way of reading arguments: what a call refuses, a function refuses."""
    with pytest.raises(InvalidValueError, match="entries takes no colour"):
        cproc.figure(YEAR, "entries", colour="red")
    with pytest.raises(UnknownNameError, match='P"9'):
        cproc.figure(YEAR, "spent", project='P"9')
    with pytest.raises(InvalidValueError, match="not a call of a figure"):
        cproc.figure(YEAR, "spent) or (1")


def test_help_is_not_swamped_by_defaults() -> None:
    """Help fits a screen: a table of keys is no default, and a choice is what one types."""
    assert len(str(inspect.signature(cproc.tally))) < 600
    assert len(str(inspect.signature(cproc.total))) < 700
    told = pydoc.plain(pydoc.render_doc(cproc.Portfolio))
    assert "Portfolio(office, period, currency='EUR', rates=(), rate_method='month'," in told
    assert max(map(len, told.splitlines())) < 400
    assert cproc.tally(YEAR, "kind", keys={"kind": KEYS["kind"]}) == cproc.tally(YEAR, "kind")


def test_a_signature_calls_its_class() -> None:
    """What help tells can be called so: order, names and what must be given."""
    names = list(inspect.signature(Indicator).parameters)
    assert names[:3] == ["title", "unit", "values"]
    silence = inspect.signature(cproc.model.Silence).parameters["reason"]
    assert silence.kind is inspect.Parameter.KEYWORD_ONLY
    assert silence.default is inspect.Parameter.empty


def test_dir_shows_the_interface_only() -> None:
    """What completes behind ``cproc.`` is what users call."""
    assert dir(cproc) == sorted(cproc.__all__)


def test_choices_are_not_taken_for_texts() -> None:
    """A choice is shown without quotes, as its word."""
    value = cproc.model.IndicatorValue(ValueKind.ACTUAL, "5")
    assert repr(value) == "IndicatorValue(kind=actual, value=5)"
