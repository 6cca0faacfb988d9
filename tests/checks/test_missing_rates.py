"""Missing rates are errors that stop only what needs them; rates whose point slipped are told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import CliRunner

import cproc
from cproc.checks import check
from cproc.cli import main
from cproc.errors import DataError, Severity
from cproc.model import ExchangeRate, LocalText, Portfolio, Project, Transaction
from cproc.plugins import missing_rates
from cproc.serialize import to_folder

TITLE = LocalText({"en": "Project"})


def paid(id_: str, amount: str, date: str) -> Transaction:
    given: Any = {"type": "expenditure", "date": date, "amount": amount}
    return Transaction(id_, **given)


def rate(currency: str, units: str, time: str = "") -> ExchangeRate:
    when: Any = {} if not time else {"month" if len(time) == 7 else "day": time}
    return ExchangeRate(currency, units, **when)


def project(code: str, *paid: Transaction, **changes: Any) -> Project:
    given: Any = {"period": "2016/2017", "transactions": paid} | changes
    return Project(code, code, TITLE, **given)


@pytest.fixture
def office(sound: Portfolio) -> Portfolio:
    """An office whose P needs a rate of two months, Q of one, and R of none."""
    usd = (paid(f"T{n}", "USD 5", f"2017-0{n}-15") for n in (1, 3))
    return attrs.evolve(
        sound,
        projects=(
            project("P", *usd, paid("T4", "USD 5", "2017-03-20")),
            project("Q", paid("T1", "USD 5", "2017-02-01"), paid("T2", "GEL 5", "2017-02-01")),
            project("R", paid("T1", "EUR 5", "2017-02-01")),
        ),
        rates=(rate("USD", "1.1", "2017-02"),),
    )


WANTED = [
    ("projects[0].transactions[0].amount", "USD for 2017-01. T1 of P"),
    ("projects[0].transactions[1].amount", "USD for 2017-03. T3, T4 of P"),
    ("projects[1].transactions[1].amount", "GEL for 2017-02. T2 of Q"),
]


def test_each_missing_rate_is_an_error_with_its_records(office: Portfolio) -> None:
    """A rate that is missing is told once, at the first record, and names all that need it."""
    problems = check(office)
    assert {(p.code, p.severity) for p in problems} == {("rate-missing", Severity.ERROR)}
    assert [p.path for p in problems] == [path for path, _words in WANTED]
    assert all(w in p.message for p, (_path, w) in zip(problems, WANTED, strict=True))
    assert list(problems) == missing_rates(office)
    assert missing_rates(office, ["Q"]) == list(problems[2:])


@pytest.mark.parametrize(
    ("currency", "method", "rates", "wanted"),
    [
        # The portfolio's own currency has a rate to the euro too, and both are missing.
        ("RON", "month", (), ["USD for 2017-01", "RON for 2017-01"]),
        ("RON", "month", (rate("USD", "1", "2017-01"),), ["RON for 2017-01"]),
        ("EUR", "fixed", (), ["USD for the contract"]),
        ("EUR", "daily", (rate("USD", "1", "2017-01-01"),), ["USD for 2017-01-15"]),
        ("EUR", "daily", (rate("USD", "1", "2017-01-14"),), []),
        (
            *("RON", "daily", (rate("USD", "1", "2017-01-13"), rate("RON", "4", "2017-01-14"))),
            ["USD for 2017-01-15"],  # both are published, though on no day together
        ),
        # Months of the reporting period that the project lives in: January to March are not all.
        (
            *("EUR", "period_mean", tuple(rate("USD", "1", f"2016-1{n}") for n in (0, 2))),
            ["USD for 2016-11, 2017-01, 2017-02"],
        ),
    ],
)
def test_all_rates_that_an_amount_lacks_are_told_at_once(
    sound: Portfolio, currency: str, method: Any, rates: tuple[ExchangeRate, ...], wanted: list[str]
) -> None:
    """Whatever the method, nobody mends one rate to learn of the next."""
    spent = project("P", paid("T", "USD 5", "2017-01-15"), period="2016-01/2017-02")
    made = attrs.evolve(
        sound, projects=(spent,), rates=rates, rate_method=method, currency=currency
    )
    problems = missing_rates(made)
    assert [
        p.message.removeprefix("there is no rate of ").partition(",  ")[0] for p in problems
    ] == [f"{words}. T of P need it." for words in wanted]


@pytest.fixture
def folder(office: Portfolio, tmp_path: Path) -> Path:
    """The office as a folder, with its rates as a table."""
    data = tmp_path / "data"
    data.mkdir()
    for name, words in to_folder(office, ("rates",)).items():
        (data / name).write_text(words, encoding="utf-8")
    return data


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(word) for word in words])
    return result.exit_code, result.output


@pytest.mark.parametrize(
    "words",
    [
        ("check", "DATA"),
        ("figures", "DATA"),
        ("explain", "DATA", "spent"),
        ("explain", "DATA", "--cell", "by_month:total:entries"),
        ("export", "DATA", "--to", "md", "-o", "OUT"),
        ("export", "DATA", "--to", "xlsx", "-o", "OUT"),
        ("export", "DATA", "--to", "docx", "-o", "OUT"),
        ("export", "DATA", "--to", "csv", "-o", "OUT"),
    ],
    ids=" ".join,
)
def test_what_needs_a_rate_tells_the_whole_list(
    folder: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """Every command that needs rates tells all that are missing, with their place, and stops."""
    places = {"DATA": folder, "OUT": tmp_path / "out"}
    code, said = run(*(places.get(word, word) for word in words))
    assert code == 1
    assert said.count("there is no rate of") == len(WANTED)
    for path, message in WANTED:
        assert f"{path} ({folder / 'portfolio.json'}, line " in said
        assert message in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "DATA", "projects"),
        ("explain", "DATA", 'spent(project="R")'),
        ("tally", "DATA", "--by", "month"),
        ("export", "DATA", "--to", "json", "-o", "OUT"),
        ("export", "DATA", "--to", "md", "-O", "project=R", "-o", "OUT"),
    ],
    ids=" ".join,
)
def test_what_needs_no_rate_goes_on(folder: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    """JSON, counts, and what is of another project are not stopped."""
    places = {"DATA": folder, "OUT": tmp_path / "out"}
    code, said = run(*(places.get(word, word) for word in words))
    assert code == 0, said


def test_a_text_that_needs_a_rate_stops_nothing_else(office: Portfolio) -> None:
    """A placeholder or a statement whose figure lacks a rate is told as the rate, once."""
    text = {"id": "summary", "text": {"en": "{{ spent }} was spent."}}
    stated = {
        "id": "S",
        "title": {"en": "Spent"},
        "value": "15",
        "unit": "EUR",
        "figures": ["spent"],
    }
    report = {"period": str(office.period), "narrative": [text], "statements": [stated]}
    data = cproc.serialize.to_data(office) | {"reports": [report]}
    made = cproc.serialize.from_data(data)
    assert {p.code for p in check(made)} == {"rate-missing"}
    assert json.loads(cproc.render(made, "json"))["reports"][0]["narrative"]
    with pytest.raises(DataError) as caught:
        cproc.render(made, "md")
    assert [p.path for p in caught.value.problems] == [path for path, _words in WANTED]


@pytest.mark.parametrize(
    ("units", "told"),
    [
        (["1.1", "1.2", "11", "1.1"], [2]),
        (["1.1", "1.2", "0.11", "1.1"], [2]),
        (["1.1", "1.2", "110", "1.1"], [2]),
        (["1.1", "1.2", "1.1", "11"], [3]),
        (["11", "1.1", "1.2"], [0]),
        (["1.1", "11"], [1]),
        (["1.1", "1.1", "11", "11", "1.1", "1.1"], [2, 3]),
        (["1.1", "1.1", "1.1", "11", "11", "11"], []),  # a new currency of the same code
        (["1.1", "1.9", "3.5", "6.5", "11"], []),  # it falls, and fast
        (["1.1", "11", "1.1"], [1]),
        (["1.1", "1.1", "11", "1.1", "1.1", "0.11"], [2, 5]),
        (["1.1"], []),
        ([], []),
    ],
)
def test_a_rate_whose_point_slipped_is_told(
    sound: Portfolio, units: list[str], told: list[int]
) -> None:
    """Ten or a hundred times its neighbours, or a tenth of them, is a slip; a trend is none."""
    rates = tuple(rate("USD", n, f"2017-0{month}") for month, n in enumerate(units, start=1))
    other = rate("RON", "45", "2017-01")
    made = attrs.evolve(sound, rates=(*rates, other))
    problems = [p for p in check(made) if p.code == "rate-slipped"]
    assert [p.path for p in problems] == [f"rates[{index}].rate" for index in told]
    assert {p.severity for p in problems} <= {Severity.WARNING}


def test_rates_are_set_beside_those_of_their_time(sound: Portfolio) -> None:
    """The order of the table does not matter; an agreed rate is set beside all published."""
    months = [rate("USD", n, f"2017-0{m}") for m, n in ((3, "1.1"), (1, "1.2"), (2, "12"))]
    days = [rate("USD", "1.1", "2017-04-03"), rate("USD", "11.5"), rate("GEL", "3")]
    made = attrs.evolve(sound, rates=(*months, *days))
    assert [p.path for p in check(made)] == ["rates[2].rate", "rates[4].rate"]
