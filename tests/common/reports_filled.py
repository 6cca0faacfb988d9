"""The example of a grant that is reported, as tests change it, and its forms filled."""

from typing import Any

import attrs
from example_data import loaded

from cproc.dates import Period
from cproc.forms import FilledForm, Scope, build_form, form_named
from cproc.labels import labels_in
from cproc.model import Heading, LocalText, Money, Portfolio

GRANT = loaded("eu_grant_reported")
(PROJECT,) = GRANT.projects
INTERIM, FINAL = PROJECT.reporting_periods


def eur(amount: str) -> Money:
    """An amount in euros."""
    return Money(amount, "EUR")


def changed(**fields: Any) -> Portfolio:
    """The example with other fields of its project."""
    return attrs.evolve(GRANT, projects=(attrs.evolve(PROJECT, **fields),))


def report(
    portfolio: Portfolio = GRANT,
    period: Period = FINAL,
    form: str = "prag-annex6",
    *,
    sheets: slice = slice(None),
) -> FilledForm:
    """A form of Annex VI for a reporting period, or only some of its sheets, which is quicker."""
    (project,) = portfolio.projects
    known = form_named(form)
    part = attrs.evolve(known, sheets=known.sheets[sheets])
    return build_form(part, Scope(portfolio, project, period, labels_in("en")))


REPORT = slice(1, 4)
"""The sheets of the forecast and of both reports."""


def older(portfolio: Portfolio = GRANT) -> Portfolio:
    """The example with the numbers of contracts before 2013: reserve 8, indirect costs 10."""
    (project,) = portfolio.projects
    indirect, reserve = project.rate_lines
    rates = (
        attrs.evolve(reserve, heading="8", of=("7",)),
        attrs.evolve(indirect, heading="10", of=("9",)),
    )
    headings = (each for each in project.headings if each.number != "8")
    ten = Heading("10", LocalText({"en": "Indirect costs"}))
    # 299 000 and 306 400, times 1.05, times 1.07
    amounts = map(eur, ("335926.50", "344240.40", "344240.40"))
    budget = tuple(
        attrs.evolve(version, amount=amount)
        for version, amount in zip(project.budget, amounts, strict=True)
    )
    other = attrs.evolve(project, rate_lines=rates, headings=(*headings, ten), budget=budget)
    return attrs.evolve(portfolio, projects=(other,))
