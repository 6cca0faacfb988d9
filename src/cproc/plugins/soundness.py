"""Whether data can be used: by the rules of the library and of plugins, and with their terms."""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

from cproc.checks import (
    DATA_CHECKS,
    RATE_CHECKS,
    Check,
    check,
    terms,
)
from cproc.errors import (
    DataError,
    Problem,
    Severity,
)
from cproc.model import Portfolio
from cproc.plugins import collect


def with_terms(portfolio: Portfolio) -> Portfolio:
    """A portfolio with the terms of plugins that its records name, so that files hold them."""
    if not (offered := collect.installed().terms):
        return portfolio
    own = {term.name for term in portfolio.terms}
    named = {f"{of} {id_}" for of, id_, _path in terms.named_terms(portfolio)} - own
    used = tuple(term for term in offered if term.name in named)
    return attrs.evolve(portfolio, terms=(*portfolio.terms, *used)) if used else portfolio


def problems_of(portfolio: Portfolio, rules: Iterable[Check]) -> tuple[Problem, ...]:
    """What some rules, and those of plugins, find in a portfolio."""
    with collect.in_use(portfolio):
        return check(portfolio, (*rules, *collect.installed().checks))


def errors_in(problems: Iterable[Problem]) -> list[Problem]:
    """The errors among problems."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def refuse_errors(portfolio: Portfolio) -> None:
    """Refuse a portfolio with errors; one that was found without is not checked again.

    Raises:
        DataError: With a problem for each error.
    """
    # Known by identity: to compare it with one known to be sound would cost as much as the checks.
    sound = collect.installed().sound
    if sound.get(id(portfolio)) is portfolio:
        return
    if errors := errors_in(problems_of(portfolio, DATA_CHECKS)):
        raise DataError(errors)
    sound[id(portfolio)] = portfolio


def missing_rates(portfolio: Portfolio, codes: Iterable[str] | None = None) -> list[Problem]:
    """The exchange rates that are missing, each an error at the first record that needs it.

    Args:
        portfolio: Whose amounts.
        codes: Codes of the projects whose amounts are meant; all where absent.
    """
    meant = {*(project.code for project in portfolio.projects)} if codes is None else {*codes}
    kept = [pair for pair in enumerate(portfolio.projects) if pair[1].code in meant]
    part = attrs.evolve(portfolio, projects=tuple(project for _index, project in kept))
    found = [problem for rule in RATE_CHECKS for problem in rule(part)]
    # Only theirs are looked at, as a pack asks for each part; their places are those of the whole.
    place = re.compile(r"(?<=projects\[)[0-9]+")
    return [
        attrs.evolve(each, path=place.sub(lambda at: str(kept[int(at[0])][0]), each.path, count=1))
        for each in found
    ]
