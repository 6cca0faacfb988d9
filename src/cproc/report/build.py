"""Building the Report of a portfolio."""

from __future__ import annotations

from cproc.errors import DataError, Severity
from cproc.model import Portfolio
from cproc.report import formats
from cproc.report.labels import labels_in
from cproc.report.model import Chart, Report, Table
from cproc.report.names import Names
from cproc.report.pool import pool
from cproc.report.problems import dead_references, narrative_problems
from cproc.report.sections import sections
from cproc.report.sheets import left_out, sheets

__all__ = ["build"]


def build(portfolio: Portfolio, language: str = "en") -> Report:
    """Decide what is shown of a portfolio, and in what order.

    Args:
        portfolio: A checked portfolio; any part of it may be empty.
        language: ISO 639 code of a language there are labels in: ``en``, ``fr``.

    Returns:
        The report: tables of typed cells, each computed one with its derivation; charts;
        the sections of a document; the sheets of a workbook. A text of the portfolio that is
        not in the language is shown in another and marked with it.

    Raises:
        UnknownNameError: There are no labels in the language.
        DataError: A placeholder of the narrative cannot be filled, a reference leads nowhere
            or a chosen section cannot be made; all are told.
        InvalidValueError: Budgets that are to be summed are of different currencies.

    Example:
        >>> import cproc
        >>> portfolio = cproc.load("examples/cproc_2017")
        >>> report = build(portfolio, "fr")
        >>> report.subtitle
        'octobre 2016 à septembre 2017'
        >>> report.tables["by_month"].columns[1].label
        'Mois'
    """
    labels = labels_in(language)
    names = Names(portfolio, labels)
    tables, drawn = pool(names)
    shown: dict[str, Table | Chart] = {**tables, **drawn}
    problems = (*narrative_problems(portfolio), *dead_references(names, shown))
    if errors := [problem for problem in problems if problem.severity is Severity.ERROR]:
        raise DataError(errors)
    identity, office = portfolio.report, portfolio.office
    return Report(
        language=language,
        title=_title(names),
        subtitle=formats.period(labels, portfolio.period),
        office=names.best(office.name),
        organisation=names.organisation(office.organisation),
        reference=identity.reference if identity else "",
        place=names.city(identity.place) if identity else "",
        issued=names.issued,
        addressee=names.best(identity.addressee) if identity else "",
        labels=labels.group("export"),
        tables=tables,
        charts=drawn,
        sections=sections(names, shown),
        sheets=sheets(names, shown),
        left_out=left_out(names, shown),
    )


def _title(names: Names) -> str:
    """Name the report; one that was narrowed says to which project, or to whose money."""
    identity, projects = names.portfolio.report, names.portfolio.projects
    if identity is None:
        return names.labels("export.report")
    if len(projects) == 1 and identity.title == projects[0].title:
        return names.heading(projects[0])
    told = names.best(identity.title)
    if told and identity.title == identity.addressee:
        return names.labels("format.funded", donor=told)
    return told
