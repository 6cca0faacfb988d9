"""Building the Report of a portfolio."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from types import MappingProxyType

import attrs

from cproc.disclosure import disclosed
from cproc.errors import CprocError, DataError, Problem, Severity, problem
from cproc.figures import evaluate_all
from cproc.labels import Labels, labels_in, with_labels
from cproc.memory import collector_paused
from cproc.model import Audience, Portfolio
from cproc.report import (
    charts,
    editions,
    parts,
    problems,
    sections,
    settle,
    sheets,
    tables_activities,
    tables_budget,
    tables_deadlines,
    tables_documents,
    tables_donor,
    tables_figures,
    tables_funding,
    tables_office,
    tables_projects,
    tables_restated,
    tables_results,
    tables_spending,
    tables_tallies,
    tables_withheld,
)
from cproc.report.cells import Table
from cproc.report.context import Context
from cproc.report.donor_rows import is_own
from cproc.report.model import Chart, Prose, Report
from cproc.report.shown import with_currency

_SUBJECTS = (
    tables_figures.figure_tables,
    tables_projects.project_tables,
    tables_results.result_tables,
    tables_budget.budget_tables,
    tables_funding.funding_tables,
    tables_spending.spending_tables,
    tables_restated.restated_tables,
    tables_activities.activity_tables,
    tables_documents.document_tables,
    tables_tallies.tally_tables,
    tables_office.office_tables,
    tables_deadlines.deadline_tables,
    tables_donor.donor_tables,
    tables_withheld.withheld_tables,
)


@collector_paused()
def build(portfolio: Portfolio, language: str = "en") -> Report:
    """Decide what is shown of a portfolio, and in what order.

    Args:
        portfolio: A checked portfolio; any part of it may be empty.
        language: ISO 639 code of a language there are labels in: ``en``, ``fr``.

    Returns:
        The report: tables of typed cells, each computed one with its expression; charts;
        the sections of a document; the sheets of a workbook. A text of the portfolio that is
        not in the language is shown in another and marked with it. What the edition may not
        show is not in it: see `cproc.disclosed`.

    Raises:
        UnknownNameError: There are no labels in the language.
        DataError: A placeholder of the narrative cannot be filled, a reference leads nowhere
            or a chosen section cannot be made; all are listed.
        InvalidValueError: Budgets that are to be summed are of different currencies.

    Example:
        >>> import cproc
        >>> portfolio = cproc.load("examples/cproc_2017")
        >>> report = build(portfolio, "fr")
        >>> report.subtitle
        'octobre 2016 à septembre 2017'
        >>> report.tables["by_month"].columns[0].label
        'Mois'
    """
    with with_labels(portfolio.words):
        return build_shown(disclosed(portfolio), language)


@collector_paused()
def build_shown(shown: Portfolio, language: str = "en") -> Report:
    """Decide what is shown of data that are already as their edition may show them.

    Args:
        shown: As `cproc.disclosed` makes it.
        language: As for `build`.

    Returns:
        The report, as `build` makes it.

    Raises:
        DataError: As for `build`.

    Example:
        >>> import cproc
        >>> office = cproc.load("examples/cproc_2017")
        >>> build_shown(cproc.disclosed(office, "public")) == build(office.for_edition("public"))
        True
    """
    with with_labels(shown.words):
        return _report(Context(shown, _words(shown, language)))


def _words(portfolio: Portfolio, language: str) -> Labels:
    """The words of an edition: plain ones but for auditors, and those of the office before them.

    An office that reports on what it gives itself does not write to itself.
    """
    labels = labels_in(language)
    if portfolio.edition.explains:
        return labels
    words = labels.group("plain")
    donor = portfolio.report.donor if portfolio.report else None
    if donor is not None and is_own(portfolio, donor):
        words |= labels.group("own")
    settled = portfolio.words.get(language, {})
    plain = {key: text for key, text in words.items() if key not in settled}
    return attrs.evolve(labels, entries=MappingProxyType({**labels.entries, **plain}))


def _report(context: Context) -> Report:
    portfolio, labels = context.portfolio, context.labels
    tables, drawn = _pool(context)
    pool = {id_: table.after for id_, table in tables.items()} | dict.fromkeys(drawn, "")
    shown = sections.Pool(pool, context.layout.whole)
    narrative = problems.narrative_problems(portfolio, context.figure)
    errors = [each for each in narrative if each.severity is Severity.ERROR]
    # With texts unfilled the sections can still be made, so that dead links are told as well.
    text = partial(_unfilled if errors else sections.prose, context)
    identity, office = portfolio.report, portfolio.office
    report = Report(
        language=labels.language,
        title=_title(context),
        subtitle=labels.period(portfolio.period),
        office=context.best(office.name),
        organisation=context.organisation(office.organisation),
        reference=identity.reference if identity else "",
        place=context.city(identity.place) if identity else "",
        issued=context.portfolio.issued,
        addressee=_addressee(context),
        contribution=tables_donor.cover_line(context),
        labels=labels.group("export"),
        tables=tables,
        charts=drawn,
        sections=sections.sections(sections.Outline(context, shown, text)),
        sheets=sheets.sheets(context, shown),
        left_out=sheets.left_out(context, shown),
        words=labels,
        edition=context.edition.id,
        explains=context.explains,
        dated=identity is not None and identity.date is not None,
    )
    report = parts.with_parts(report, portfolio, parts.parts_in_use())
    whole, report = report, editions.printed(report, context.edition)
    left_out = editions.named_only(whole, report)
    if errors := [*errors, *problems.dead_references(portfolio, report.sections, left_out)]:
        raise DataError(errors)
    return report


def _pool(context: Context) -> tuple[dict[str, Table], dict[str, Chart]]:
    """The tables that have rows, settled, and the charts those allow."""
    portfolio = context.portfolio
    stated = (call for statement in portfolio.statements for call in statement.figures)
    # All figures are asked for at once: the records are then read once for them all.
    texts = problems.placeholder_calls(portfolio)
    context.ask([*tables_figures.table_calls(portfolio), *stated, *texts], lenient=True)
    declared = {table.id: table for tables in _SUBJECTS for table in tables(context)}
    settled = settle.settled(declared, currency=portfolio.currency)
    form = context.labels("format.with_currency")
    tables = {id_: with_currency(table, form) for id_, table in settled.items()}
    return tables, {chart.id: chart for chart in charts.charts(context, tables)}


def _unfilled(context: Context, id_: str) -> Prose | None:
    """Nothing of a text but that it is there: one with errors cannot be filled."""
    there = any(section.id == id_ for section in context.portfolio.narrative)
    return Prose("", context.language) if there else None


def reference_problems(portfolio: Portfolio) -> Iterable[Problem]:
    """Find links in the narrative to a table, chart or section that is not in the document.

    Each is an error ``reference-unknown``. What is in the document is known when it is made,
    and it is made for this only where there are links.

    Args:
        portfolio: Whose narrative.
    """
    if not any(problems.links(portfolio)):
        return ()
    try:
        build(portfolio)
    except DataError as error:
        paths = {path for _where, path, _name in problems.links(portfolio)}
        return [p for p in error.problems if p.code == "reference-unknown" and p.path in paths]
    except CprocError:
        pass  # what keeps the document from being made is a problem of its own
    return ()


def incomplete_figures(portfolio: Portfolio) -> Iterator[Problem]:
    """A figure that a table shows by name lacks no record.

    Of one that does the table says so; here they are named, with what is not known of them.
    """
    calls = tables_figures.table_calls(portfolio)
    for call, figure in evaluate_all(portfolio, calls, lenient=True).items():
        if not figure.known or figure.missing:
            path = next((each.path for each in figure.missing), "")
            lacks = problems.what_is_missing(call, figure)
            yield problem("figure-incomplete", path, call, what=lacks)


def _title(context: Context) -> str:
    """Name the report; one that was narrowed says to which project, or to whose money."""
    identity, projects = context.portfolio.report, context.portfolio.projects
    if context.edition.title:
        return context.best(context.edition.title)
    if identity is not None and _is_for_donor(context):
        donor = context.organisation(identity.donor or "")
        return context.labels("format.for_donor", donor=donor)
    if identity is None or identity.title is None:
        return context.labels("export.report")
    if len(projects) == 1 and identity.title == projects[0].title:
        return context.heading(projects[0])
    title = context.best(identity.title)
    funded = title and identity.title == identity.addressee
    return context.labels("format.funded", donor=title) if funded else title


def _is_for_donor(context: Context) -> bool:
    """Whether it is the edition for a donor who is named."""
    identity = context.portfolio.report
    named = identity is not None and identity.donor is not None
    return named and context.edition.audience is Audience.DONOR


def _addressee(context: Context) -> str:
    """For whom it is; nothing where the title says so."""
    identity = context.portfolio.report
    if identity is None or identity.addressee is None:
        return ""
    in_title = _is_for_donor(context) and not context.edition.title
    return "" if in_title else context.best(identity.addressee)
