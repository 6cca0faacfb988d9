"""Counts and sums by keys, as one asks for them in a line of Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from cproc.figures.counting import (
    KEYS,
    MEASURES,
    Breakdown,
    Key,
    Measure,
    MonthRule,
    Query,
    Rule,
    Subject,
    breakdowns,
)
from cproc.model import Money, Period, Portfolio


def tally(
    portfolio: Portfolio,
    by: str | Key | Sequence[str | Key] = (),
    rule: Rule | str = Rule.ENTRIES,
    months: MonthRule | str = MonthRule.FIRST_DAY,
    only: Callable[[Any], bool] | None = None,
    *,
    of: Subject | str = Subject.ACTIVITIES,
    where: Mapping[str | Key, Any] | None = None,
    period: Period | None = None,
    on: date | None = None,
    keys: Mapping[str, Key] = KEYS,
) -> Breakdown:
    """Count the portfolio's records by keys.

    Args:
        portfolio: What is counted.
        by: One key or several; `cproc.figures.KEYS` lists them. None gives one row.
        rule: ``entries`` counts records, of the inventory its rows, each once in a row of
            the result; ``occurrences`` each time and place of activities; ``events`` the
            occurrences of those kinds where people meet; ``participations``
            activity-project pairs; ``share`` splits each record over its projects (by their
            weights) and over times, places, partners and donors (equally), so that the rows
            add up exactly.
        months: To which month a record belongs: that of its first day, the one it is listed
            under, each in which it is in progress, or the same by share of days.
        only: Keeps the records it is true of.
        of: Whose records: of activities, budgets, budget lines, contributions, transactions
            or posts.
        where: For a key, a value or several of which what is counted must have one, such as
            ``{"country": ["RO", "MD"]}``; None is "no value". A heading holds what is booked
            below it, and on those that it sums.
        period: Keeps what belongs to a day in it, by the rule of months.
        on: The day of budgets and posts; the last of the reporting period where absent.
        keys: The keys that names mean, where a plugin has more.

    Returns:
        A breakdown whose total counts each record (or occurrence, or pair) once.

    Raises:
        UnknownNameError: A key is unknown.
        InvalidValueError: A rule is unknown, a key stands twice, or the records have no such
            key, rule or date.

    Example:
        >>> import cproc
        >>> portfolio = cproc.load("examples/cproc_2017")
        >>> tally(portfolio, by="project", rule="participations").total
        186
        >>> tally(portfolio, by="kind", where={"country": "RO"}).total
        7
    """
    query = Query(by, None, of, rule, months, where or {}, period, only, on)
    return breakdowns(portfolio, [query], keys)[0]


def total(
    portfolio: Portfolio,
    measure: str | Measure,
    by: str | Key | Sequence[str | Key] = (),
    rule: Rule | str = Rule.SHARE,
    *,
    months: MonthRule | str = MonthRule.FIRST_DAY,
    only: Callable[[Any], bool] | None = None,
    where: Mapping[str | Key, Any] | None = None,
    period: Period | None = None,
    on: date | None = None,
    convert: Callable[[Money, date], Money] | None = None,
    keys: Mapping[str, Key] = KEYS,
    measures: Mapping[str, Measure] = MEASURES,
) -> Breakdown:
    """Sum amounts or people by keys.

    Args:
        portfolio: Whose records.
        measure: What is summed; `cproc.figures.MEASURES` lists it.
        by: As for `tally`.
        rule: ``share`` splits an amount over the rows its record falls under, so that they
            add up to the total, rounded once to the smallest coin; ``entries`` counts it
            whole in each of them, and in the total once.
        months: As for `tally`.
        only: Keeps the records it is true of.
        where: As for `tally`.
        period: As for `tally`.
        on: The day of budgets; the last of the reporting period where absent.
        convert: Gives an amount in another currency, by the day whose rate is used: of what
            a project holds that of `cproc.figures.dated`, of an activity its first;
            without it no currency is converted.
        keys: The keys that names mean, where a plugin has more.
        measures: The measures that names mean, where a plugin has more.

    Returns:
        Amounts in one currency; where there are several, those of the key ``currency``, and
        a total for each.

    Raises:
        UnknownNameError: A key or measure is unknown.
        InvalidValueError: As for `tally`; or amounts of a row are of several currencies.

    Example:
        >>> import cproc
        >>> portfolio = cproc.load("examples/cproc_2017")
        >>> print(total(portfolio, "budget", on=portfolio.period.end).total)
        EUR 24390000
    """
    query = Query(
        by, measure, rule=rule, months=months, where=where or {}, period=period, only=only, on=on,
        convert=convert,
    )  # fmt: skip
    return breakdowns(portfolio, [query], keys, measures)[0]
