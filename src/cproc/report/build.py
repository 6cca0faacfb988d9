"""Building the Report of a portfolio."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from cproc.errors import CprocError, DataError, Problem, Severity
from cproc.labels import labels_in
from cproc.memory import collector_paused
from cproc.model import Portfolio
from cproc.report.cells import Table
from cproc.report.charts import charts
from cproc.report.context import Context
from cproc.report.model import Chart, Prose, Report
from cproc.report.parts import parts_in_use, with_parts
from cproc.report.problems import dead_references, links, narrative_problems, placeholder_calls
from cproc.report.prose import prose
from cproc.report.sections import Outline, sections
from cproc.report.settle import settled
from cproc.report.sheets import left_out, sheets
from cproc.report.tables_activities import activity_tables
from cproc.report.tables_budget import budget_tables
from cproc.report.tables_figures import figure_tables, key_calls
from cproc.report.tables_funding import funding_tables
from cproc.report.tables_office import office_tables
from cproc.report.tables_projects import project_tables
from cproc.report.tables_spending import spending_tables
from cproc.report.tables_tallies import tally_tables


@collector_paused()
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
    context = Context(portfolio, labels)
    tables, drawn = _pool(context)
    shown: dict[str, Table | Chart] = {**tables, **drawn}
    problems = narrative_problems(portfolio, context.figure)
    errors = [p for p in problems if p.severity is Severity.ERROR]
    text = partial(_unfilled if errors else prose, context)
    identity, office = portfolio.report, portfolio.office
    report = Report(
        language=language,
        title=_title(context),
        subtitle=labels.period(portfolio.period),
        office=context.best(office.name),
        organisation=context.organisation(office.organisation),
        reference=identity.reference if identity else "",
        place=context.city(identity.place) if identity else "",
        issued=context.issued,
        addressee=context.best(identity.addressee) if identity else "",
        labels=labels.group("export"),
        tables=tables,
        charts=drawn,
        sections=sections(Outline(context, shown, text)),
        sheets=sheets(context, shown),
        left_out=left_out(context, shown),
    )
    report = with_parts(report, portfolio, parts_in_use())
    if errors := [*errors, *dead_references(portfolio, report.sections)]:
        raise DataError(errors)
    return report


def declared(context: Context) -> Iterator[Table]:
    """Every table there may be, as it is declared; one without rows is shown nowhere."""
    yield from figure_tables(context)
    yield from project_tables(context)
    yield from budget_tables(context)
    yield from funding_tables(context)
    yield from spending_tables(context)
    yield from activity_tables(context)
    yield from tally_tables(context)
    yield from office_tables(context)


def _pool(context: Context) -> tuple[dict[str, Table], dict[str, Chart]]:
    """The tables that have rows, settled, and the charts those allow."""
    portfolio = context.portfolio
    stated = (call for statement in portfolio.statements for call in statement.figures)
    context.ask([*key_calls(portfolio), *stated, *placeholder_calls(portfolio)], lenient=True)
    tables = settled({table.id: table for table in declared(context)}, currency=portfolio.currency)
    return tables, {chart.id: chart for chart in charts(context, tables)}


def _unfilled(context: Context, id_: str) -> Prose | None:
    """Give nothing of a text but that it is there: one with errors cannot be filled."""
    known = any(made.id == id_ for made in context.portfolio.narrative)
    return Prose("", context.language) if known else None


def reference_problems(portfolio: Portfolio) -> Iterable[Problem]:
    """Find links in the narrative to a table, chart or section that is not in the document.

    Each is an error ``reference-unknown``. What is in the document is known when it is made,
    and it is made for this only where there are links.

    Args:
        portfolio: Whose narrative.
    """
    if not any(links(portfolio)):
        return ()
    try:
        build(portfolio)
    except DataError as error:
        paths = {path for _section, path, _line, _name in links(portfolio)}
        return [p for p in error.problems if p.code == "reference-unknown" and p.path in paths]
    except CprocError:
        pass  # what keeps the document from being made is a problem of its own
    return ()


def _title(context: Context) -> str:
    """Name the report; one that was narrowed says to which project, or to whose money."""
    identity, projects = context.portfolio.report, context.portfolio.projects
    if identity is None:
        return context.labels("export.report")
    if len(projects) == 1 and identity.title == projects[0].title:
        return context.heading(projects[0])
    told = context.best(identity.title)
    if told and identity.title == identity.addressee:
        return context.labels("format.funded", donor=told)
    return told
