"""Figures beside those of an earlier period, and the time that each figure covers."""

from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from offices import office

from cproc.errors import UsageError
from cproc.figures import (
    CATALOGUE,
    Figure,
    FigureChange,
    Method,
    Missing,
    Scope,
    Verdict,
    compare_figures,
    evaluate,
    every_figure,
    set_beside,
)
from cproc.labels import labels_in
from cproc.model import LocalText, Money, Portfolio, Qualifier, Statement
from cproc.testing import strategies

OFFICE = office("ngo")


def _figure(value: object, unit: str = "entries", **more: object) -> Figure:
    return Figure("entries", value, unit, "", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        (_figure(5), _figure(7), -2),
        (_figure(Decimal("1.5"), "%"), _figure(Decimal("1.2"), "%"), Decimal("0.3")),
        (_figure(Money(5, "EUR"), "EUR"), _figure(Money(2, "EUR"), "EUR"), Money(3, "EUR")),
        (_figure(5), _figure(None), None),
        (_figure(None, low=1, high=2), _figure(1), None),
        (_figure(2016, "year"), _figure(2014, "year"), None),
    ],
)
def test_a_change_is_the_value_less_the_earlier_one(
    now: Figure, before: Figure, change: object
) -> None:
    """Where one of the two is not exactly known, or they are years, there is no change."""
    assert FigureChange(now, before).change == change


@given(strategies.portfolios())
def test_both_values_are_those_that_reports_on_the_periods_have(portfolio: Portfolio) -> None:
    """The earlier value is that of the same call in the earlier period, and none is left out."""
    now, earlier = portfolio.reporting("2017"), portfolio.reporting("2016")
    compared = list(compare_figures(now, "2016"))
    assert [each.figure for each in compared] == list(every_figure(now))
    assert [each.earlier for each in compared] == list(every_figure(earlier))


def test_an_earlier_period_must_be_named() -> None:
    """A portfolio that is set against none compares nothing."""
    with pytest.raises(UsageError, match="name the earlier period"):
        list(compare_figures(attrs.evolve(OFFICE, reports=())))


def test_every_figure_that_is_no_fact_tells_the_time_it_covers() -> None:
    """Facts have no time; what repeats a statement is of the time that it states."""
    untold = {each.name for each in CATALOGUE.values() if each.scope is None}
    facts = {each.name for each in CATALOGUE.values() if each.method is Method.FACT}
    assert untold <= facts | {"stated_sum"}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_definition_says_that_more_than_the_period_is_covered(language: str) -> None:
    """One sentence behind the definition, in the language asked for, and none of the others."""
    labels = labels_in(language)
    for definition in CATALOGUE.values():
        sentences = [labels(f"scope.{scope}") for scope in Scope if scope.beyond]
        said = [text for text in sentences if definition.defined_in(labels).endswith(text)]
        own = definition.scope
        assert said == ([labels(f"scope.{own}")] if own and own.beyond else [])


@given(strategies.portfolios())
def test_figures_hold_for_the_time_that_they_cover(portfolio: Portfolio) -> None:
    """Only figures of the period depend on its first day, and those of a day name it."""
    long, short = portfolio.reporting("2013/2017"), portfolio.reporting("2017-12")
    for one, other in zip(every_figure(long), every_figure(short), strict=True):
        scope = CATALOGUE[one.name.partition("(")[0]].scope
        if scope is not None and scope is not Scope.PERIOD:
            assert one == other
        if scope in (Scope.DAY, Scope.TO_DATE):
            assert one.on == portfolio.reporting("2017").period.end


def test_donors_are_of_the_whole_life() -> None:
    """Who contributes to a project does so in periods in which nothing came in as well."""
    assert CATALOGUE["donors"].scope is Scope.WHOLE_LIFE
    assert evaluate(OFFICE, "donors").value == evaluate(OFFICE, "donors", period="2030").value


@given(
    st.integers(0, 300),
    st.integers(0, 40),
    st.integers(0, 300),
    st.integers(0, 40),
    st.sampled_from(Qualifier),
)
def test_bounds_differ_from_what_was_stated_where_every_value_between_them_does(
    low: int, width: int, value: int, further: int, qualifier: Qualifier
) -> None:
    """Where one of them would agree, nobody can tell; where records are missing, neither."""
    upper = value + further if qualifier is Qualifier.BETWEEN else None
    title = LocalText({"en": "Entries"})
    statement = Statement("S", title, value, "entries", qualifier=qualifier, upper=upper)

    def verdict(figure: Figure) -> Verdict:
        (candidate,) = set_beside(statement, [figure]).candidates
        assert figure.exact or candidate.difference is None
        return candidate.verdict

    every = {verdict(_figure(number)) for number in range(low, low + width + 1)}
    bounded = _figure(None, low=low, high=low + width)
    assert verdict(bounded) is (
        Verdict.DIFFERS if every == {Verdict.DIFFERS} else Verdict.NOT_COMPUTED
    )
    without = attrs.evolve(bounded, missing=(Missing("A1"),))
    assert verdict(without) is Verdict.NOT_COMPUTED
