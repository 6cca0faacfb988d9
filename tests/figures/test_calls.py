"""The language that figures are called in: names and arguments that are text, nothing else."""

import warnings

import pytest

from cproc.errors import InvalidValueError, UnknownNameError
from cproc.figures import CATALOGUE, evaluate, placeholders
from cproc.model import Portfolio

NO_CALLS = {
    "empty": "",
    "blank": " ",
    "attribute": "entries.records",
    "attribute-of-a-call": "entries().value",
    "attribute-called": "entries.__class__()",
    "dunder": "().__class__",
    "import": "__import__('os')",
    "nested": "entries(x=entries())",
    "name-as-value": "budget_total(on=date)",
    "positional": "budget_total('2017-09-30')",
    "star": "budget_total(*['2017'])",
    "double-star": "budget_total(**{'on': '2017-09-30'})",
    "keyword-twice": 'entries(country="RO", country="FR")',
    "f-string": 'budget_total(on=f"{1}")',
    "sum": "entries + events",
    "sign": 'budget_total(on=-"2017")',
    "index": "entries[0]",
    "list": "[entries]",
    "lambda": "lambda: 1",
    "condition": "entries if 1 else events",
    "walrus": "(entries := 1)",
    "constant": "5",
    "text": '"entries"',
    "two-lines": "entries\nevents",
    "two-statements": "entries; events",
    "assignment": "entries = 1",
    "statement": "import os",
    "unclosed": "entries(",
    "jinja": "{{ entries }}",
    "call-of-a-call": "entries()()",
    "comprehension": "entries(x=[1 for i in 1])",
    "NUL": "entries\0",
    "await": "await entries",
    "yield": "yield",
    "surrogate": "\ud800",
}


@pytest.mark.parametrize("call", NO_CALLS.values(), ids=NO_CALLS)
def test_nothing_but_a_call_with_constants_is_evaluated(office: Portfolio, call: str) -> None:
    """The language has names and keyword arguments that are text, and nothing else."""
    with pytest.raises(InvalidValueError) as caught:
        evaluate(office, call)
    assert caught.value.code == "figure-call"
    assert caught.value.hint


HUGE = {
    "parentheses": "(" * 100_000,
    "brackets": "[" * 5_000 + "]" * 5_000,
    "signs": "-" * 100_000 + "1",
    "attributes": "a" + ".b" * 50_000,
    "name": "x" * 1_000_000,
    "digits": "1" * 10_000,
    "text": '"' + "x" * 1_000_000 + '"',
    "arguments": "entries(" + "a=1, " * 50_000 + ")",
}


@pytest.mark.parametrize("call", HUGE.values(), ids=HUGE)
def test_huge_input_is_refused_and_the_message_is_short(office: Portfolio, call: str) -> None:
    """Whatever its size, a text that is no call gets a message that can be read."""
    with pytest.raises((InvalidValueError, UnknownNameError)) as caught:
        evaluate(office, call)
    assert len(str(caught.value)) < 5_000


def test_a_backslash_in_a_call_warns_nobody(office: Portfolio) -> None:
    """A text is a text; Python's own warnings about it do not come through."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with pytest.raises((InvalidValueError, UnknownNameError)):
            evaluate(office, r'project_budget(project="\d")')
    assert caught == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("entrys", "Did you mean 'entries'"),
        ("ENTRIES", "Did you mean 'entries'"),
        ("__import__", "unknown figure '__import__'"),
        ("tally", "unknown figure 'tally'"),
        ("os", r"there are: projects, .*entries, occurrences"),
    ],
)
def test_an_unknown_figure_is_refused_with_those_like_it(
    office: Portfolio, name: str, told: str
) -> None:
    """Only names of the catalogue can be called, not those of Python or of the library."""
    for call in (name, f"{name}()", f'{name}(name="os")'):
        with pytest.raises(UnknownNameError, match=told):
            evaluate(office, call)
    with pytest.raises(InvalidValueError, match=r"takes no projct='P1'. Did you mean 'project'"):
        evaluate(office, 'entries(projct="P1")')


ARGUMENTS = {
    "unknown": 'entries(on="2017-09-30")',
    "number": "budget_total(on=2017)",
    "none": "budget_total(on=None)",
    "true": "budget_total(on=True)",
    "bytes": 'budget_total(on=b"2017-09-30")',
    "portfolio": 'entries(portfolio="x")',
    "missing": "project_budget",
    "missing-too": 'project_budget(on="2017-09-30")',
    "no-date": 'budget_total(on="2017-02-30")',
    "month-for-a-date": 'budget_total(on="2017-09")',
    "date-for-a-month": 'entries(month="2017-09-30")',
    "before-the-office": 'months_of_operation(on="2014-01-01")',
    "no-country": 'entries(country="Romania")',
    "no-kind": 'entries(kind="party")',
    "no-recruitment": 'headcount(recruitment="locl")',
    "no-source-of-pay": 'headcount(paid_by="donor")',
}


@pytest.mark.parametrize("call", ARGUMENTS.values(), ids=ARGUMENTS)
def test_an_argument_that_does_not_fit_is_refused(office: Portfolio, call: str) -> None:
    """A slip in an argument is told; it never becomes a count of zero."""
    with pytest.raises((InvalidValueError, UnknownNameError)):
        evaluate(office, call)


@pytest.mark.parametrize(
    "call",
    [*(f'{name}(project="X")' for name in CATALOGUE if "project" in CATALOGUE[name].required
       and "heading" not in CATALOGUE[name].required),
     *(f'{name}(project="X", heading="1")' for name in CATALOGUE
       if "heading" in CATALOGUE[name].required),
     *(f'{name}(treaty="X")' for name in CATALOGUE if "treaty" in CATALOGUE[name].required),
     'entries(project="X")', 'donors(project="X")'],
)  # fmt: skip
def test_a_record_that_does_not_exist_is_refused(office: Portfolio, call: str) -> None:
    """The message names the record asked for and those there are."""
    with pytest.raises(UnknownNameError, match=r"'X'; there are: (P2, P1|T, OTHER)"):
        evaluate(office, call)


def test_call_and_name_are_written_alike(office: Portfolio) -> None:
    """However a call is spaced, the figure is named by its plain form."""
    for call in (" entries ", "entries()", "entries( )"):
        assert evaluate(office, call).name == "entries"
    assert evaluate(office, "budget_total( on = '2017-09-30' )").name == (
        'budget_total(on="2017-09-30")'
    )


def test_placeholders_are_found_with_their_line() -> None:
    """Braces within a line are placeholders, with the call between them and where they stand."""
    text = "a {{ entries }} b\n{{budget_total(on='2017')}}{{x}} {{ not\nclosed }} {x}"
    found = list(placeholders(text))
    assert [(p.call, p.line) for p in found] == [
        ("entries", 1),
        ("budget_total(on='2017')", 2),
        ("x", 2),
    ]
    assert text[found[0].start : found[0].end] == "{{ entries }}"
