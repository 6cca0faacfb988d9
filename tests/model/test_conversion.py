"""Constructors convert what they are given, or refuse it and name the field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from enum import StrEnum
from itertools import product
from typing import Any

import attrs
import numpy as np
import pytest
from example_data import loaded

import cproc
from cproc import model
from cproc.errors import InvalidValueError
from cproc.model import DateSpan, LocalText, Money, Month, Period, Precision
from cproc.testing import make_portfolio

OWN = (LocalText, Money, DateSpan, Month, Period)
"""Values that look at what they are given themselves."""
CLASSES = [
    cls for name in model.__all__ if attrs.has(cls := getattr(model, name)) and cls not in OWN
]


def _records(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        for item in value:
            yield from _records(item)
    elif type(value) in CLASSES:
        yield value
        for field in attrs.fields(type(value)):
            yield from _records(getattr(value, field.name))


WORDS = LocalText({"en": "Words", "fr": "Mots"})
SAMPLES: dict[type, Any] = {
    model.Ceilings: model.Ceilings(indirect=Decimal("0.07")),
    model.ExchangeRate: model.ExchangeRate("USD", Decimal("1.1"), Month(2017, 1)),
    model.Iati: model.Iati(sectors=("15130=60", "15160=40"), aid=("C01",), flow="10"),
    model.IatiContact: model.IatiContact(WORDS, email="office@example.org"),
    model.Look: model.Look(series=("#C3CEE0",), logo="logo.png", logo_text=LocalText({"en": "L"})),
    model.ReportSection: model.ReportSection("staff", None, ("posts",)),
    model.Edition: model.Edition("press", model.Audience.BOARD, WORDS, without=("staff",)),
    model.Withheld: model.Withheld("posts.nationality", model.Withholding.EMPTIED, 2),
    model.RateLine: model.RateLine("8", LocalText({"en": "Indirect"}), Decimal("0.07"), ("1",)),
    model.Programme: model.Programme("CYBER", WORDS, WORDS),
    model.Contract: model.Contract("2024/1", "EU", dt.date(2024, 1, 1), "EuropeAid/1"),
    model.StatusChange: model.StatusChange(
        model.ProjectStatus.SUSPENDED, dt.date(2024, 3, 1), reason=WORDS
    ),
    model.Factor: model.Factor(Decimal("0.5"), "effort"),
    model.ContingencyUse: model.ContingencyUse(dt.date(2024, 5, 1), Money(500, "EUR"), "1.1"),
    model.InterestReceipt: model.InterestReceipt(dt.date(2024, 12, 31), Money(5, "EUR"), "EU"),
    model.VarianceExplanation: model.VarianceExplanation("1.1", WORDS),
    model.Submission: model.Submission(
        Period.parse("2024"),
        dt.date(2025, 1, 31),
        amounts=(model.SubmittedAmount(Money(5, "EUR")),),
    ),
    model.SubmittedAmount: model.SubmittedAmount(Money(5, "EUR"), "1.1", Money(-1, "EUR")),
    model.Disallowance: model.Disallowance(dt.date(2025, 1, 1), Money(5, "EUR"), "Ares 1"),
    model.DonorReport: model.DonorReport(
        model.ReportKind.FINAL, "EU", due=DateSpan.parse("2025-06"), title=WORDS
    ),
    model.Instalment: model.Instalment(
        "EU", Money(5, "EUR"), expected=DateSpan.parse("2025-06"), title=WORDS
    ),
    model.Term: model.Term(model.TermList.ACTIVITY_KIND, "radio", WORDS, model.TermRole.NO_EVENT),
    model.Wording: model.Wording("chapter.results", WORDS),
    model.Disaggregation: model.Disaggregation("sex", "women", Decimal(7)),
    model.IndicatorValue: model.IndicatorValue(
        model.ValueKind.ACTUAL,
        Decimal(12),
        parts=(model.Disaggregation("sex", "women", Decimal(7)),),
    ),
}
for portfolio in (loaded("cproc_2017"), make_portfolio(5)):
    for found in _records(portfolio):
        SAMPLES.setdefault(type(found), found)


def _as_typed(value: Any) -> Any:
    """A value as a script may give it: text, lists, and a dict for a text per language."""
    if isinstance(value, LocalText):
        return dict(value.entries)
    if isinstance(value, tuple):
        return [_as_typed(item) for item in value]
    if isinstance(value, (*OWN, dt.date, Decimal, StrEnum)):
        return str(value)
    return value


def test_there_is_a_sample_of_each_class() -> None:
    """What is held below is held of every class of the model."""
    assert set(SAMPLES) == set(CLASSES)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: str(cls.__name__))
def test_text_lists_and_dicts_make_the_same_record(cls: type) -> None:
    """A record made of texts, lists and dicts is the one made of amounts, days and tuples."""
    sample = SAMPLES[cls]
    given = {field.name: getattr(sample, field.name) for field in attrs.fields(cls)}
    assert cls(**{name: _as_typed(value) for name, value in given.items()}) == sample
    assert cls(*map(_as_typed, given.values())) == sample


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: str(cls.__name__))
def test_what_no_field_takes_is_refused_by_name(cls: type) -> None:
    """An object, a float and a set are no value of any field; the error says of which."""
    for name, wrong in product(attrs.fields_dict(cls), (object(), 0.5, {1, 2})):
        with pytest.raises(InvalidValueError, match=f"^{name}: ") as caught:
            attrs.evolve(SAMPLES[cls], **{name: wrong})
        assert caught.value.field == name


def _transaction(**changes: Any) -> Any:
    given = {"id": "T1", "type": "expenditure", "date": "2025-05-05", "amount": "EUR 10.00"}
    return model.Transaction(**(given | changes))


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"type": "Expenditure"}, "choice-unknown", "type"),
        ({"type": model.ActivityStatus.HELD}, "choice-unknown", "type"),
        ({"date": "5/5/2025"}, "date-form", "date"),
        ({"date": dt.datetime(2025, 5, 5, 12)}, "date-time", "date"),  # noqa: DTZ001
        ({"amount": 10}, "type-wrong", "amount"),
        ({"amount": "10.00 EUR"}, "money-form", "amount"),
        ({"id": 7}, "type-wrong", "id"),
        ({"id": None}, "type-wrong", "id"),
        ({"description": "Flights"}, "type-wrong", "description"),
        ({"description": {"en": 5}}, "type-wrong", "description"),
        ({"description": {"EN": "Flights"}}, "language-unknown", "description"),
    ],
)
def test_a_transaction_refuses(changes: dict[str, Any], code: str, field: str) -> None:
    """What would be in no figure is refused where it is typed."""
    with pytest.raises(InvalidValueError) as caught:
        _transaction(**changes)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_a_fault_in_a_list_is_told_with_its_place() -> None:
    """The error names the item of the list."""
    activity = SAMPLES[model.Activity]
    with pytest.raises(InvalidValueError) as caught:
        attrs.evolve(activity, partners=["EU", 5])
    assert caught.value.field == "partners[1]"
    with pytest.raises(InvalidValueError) as caught:
        attrs.evolve(activity, projects="GLACY+")  # one text is no list of texts
    assert caught.value.field == "projects"


@pytest.mark.parametrize("wrong", [True, "12", Decimal(12)])
def test_a_count_is_a_whole_number(wrong: object) -> None:
    """True is not one person; a whole number of numpy is taken as what it is."""
    taken: Any = np.int64(12)
    assert model.Participants(women=taken, men=3).people == 15
    assert type(model.Participants(women=taken).women) is int
    with pytest.raises(InvalidValueError, match="women: "):
        model.Participants(women=wrong)  # type: ignore[arg-type]


def test_a_choice_given_for_text_becomes_text() -> None:
    """An identifier that a script takes from a choice is written as text."""
    made = model.Silence(
        "likely-twice", "activities", Month.__name__, reason=LocalText({"en": "No."})
    )
    assert attrs.evolve(made, rule=model.Qualifier.EXACT).rule == "exact"
    assert type(attrs.evolve(made, rule=model.Qualifier.EXACT).rule) is str


def test_arguments_that_do_not_fit_are_told_as_python_tells_them() -> None:
    """What is given twice, too much or by a name there is none of is a `TypeError`."""
    calls: tuple[Callable[[], object], ...] = (
        lambda: model.Treaty("T", LocalText({"en": "Treaty"}), "C", None, "more"),  # type: ignore[call-arg]
        lambda: model.Treaty("T", id="U", title=LocalText({"en": "Treaty"})),  # type: ignore[misc]
        lambda: model.Treaty("T", LocalText({"en": "Treaty"}), name="x"),  # type: ignore[call-arg]
        lambda: model.Treaty("T"),  # type: ignore[call-arg]
    )
    for call in calls:
        with pytest.raises(TypeError):
            call()


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0", "\n"])
def test_blanks_around_identifiers_and_references_are_none_of_them(blank: str) -> None:
    """`A1` and `A1 ` are one, in identifiers, references and codes, wherever they come from."""
    padded = f"{blank}RO{blank}"
    assert model.Place(padded, padded) == model.Place("RO", "RO")
    assert _transaction(id=padded, party=padded).party == "RO"
    data: dict[str, Any] = {"period": "2017", "currency": f"{blank}EUR"}
    data["office"] = {"id": "O", "name": {"en": "O"}, "organisation": padded, "city": "B"}
    data["office"] |= {"country": padded, "operational_since": "2014-04-07"}
    data["organisations"] = [{"id": padded, "name": {"en": padded}}]
    read = cproc.serialize.from_data(data)
    assert (read.office.organisation, read.office.country) == ("RO", "RO")
    assert (read.organisations[0].id, read.organisations[0].name.best("en")) == ("RO", padded)
    table = f'id,projects,kind,title.en,when\n"{padded}","{padded};B",meeting,Talk,2017-03-01\n'
    main = cproc.serialize.dumps(read)
    (entry,) = cproc.serialize.from_folder(
        {"portfolio.json": main, "activities.csv": table}
    ).activities
    assert (entry.id, entry.projects) == ("RO", ("RO", "B"))


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: DateSpan(5, "2017-01-01"), "date-form"),  # type: ignore[arg-type]
        (lambda: Period("2017-01-01", "31/12/2017"), "date-form"),  # type: ignore[arg-type]
        (lambda: Month("2017", 1), "date-form"),  # type: ignore[arg-type]
        (lambda: Month(2017, month=True), "date-form"),
        (lambda: Money(0.5, "EUR"), "number-float"),
        (lambda: LocalText("text"), "type-wrong"),  # type: ignore[arg-type]
        (lambda: LocalText({5: "text"}), "type-wrong"),  # type: ignore[dict-item]
    ],
)
def test_values_refuse_what_is_none(call: Any, code: str) -> None:
    """Spans, months, amounts and texts look at what they are given as records do."""
    with pytest.raises(InvalidValueError) as caught:
        call()
    assert caught.value.code == code


def test_the_ends_of_a_span_may_be_text() -> None:
    """Days given as text are days."""
    ends: Any = ("2017-01-01", "2017-12-31")
    assert Period(*ends) == Period.parse("2017")
    assert DateSpan(ends[0], ends[1], Precision.YEAR) == DateSpan.parse("2017")
