"""Writes a donor's form as a workbook: its sheets, columns and rows, every total a live formula."""

from __future__ import annotations

from typing import BinaryIO

import attrs

from cproc.errors import DataError, Problem, UnknownNameError, UsageError, said
from cproc.forms import Form, Scope, build_form, form_named, forms, problems_of_form
from cproc.forms.rules import is_gap
from cproc.hookspecs import Exporter, Job
from cproc.labels import labels_in
from cproc.model import Portfolio, Project
from cproc.report import Report

__all__ = ["FormExporter", "FormOptions"]


@attrs.frozen
class FormOptions:
    """Which form is written, and how.

    Args:
        form: Identifier of the form, its family for the newest version, or the path of a file
            with its definition, which ends with .toml; `cproc forms` lists them.
        version: Identifier of the version of the budget; the one in force at the end of the
            period where absent.
        spread: Whether what a line has for a year is spread over its time, where nobody says.
        incomplete: Whether the form is written with what is not known or does not tie marked.
    """

    form: str = ""
    version: str | None = None
    spread: bool = False
    incomplete: bool = False


class FormExporter(Exporter):
    """Writes a donor's form for one project."""

    name = "form"
    suffix = ".form.xlsx"  # the report has the plain one
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    description = "a donor's form for one project, filled: -O form=… -O project=…"
    options = FormOptions
    needs_report = False
    edition = "donor"

    def export(
        self,
        portfolio: Portfolio,
        report: Report | None,  # noqa: ARG002 - it needs none
        stream: BinaryIO,
        job: Job[FormOptions],
    ) -> None:
        """Write the workbook.

        Raises:
            UsageError: No form or no project is named.
            UnknownNameError: There is no such form, or it is not worded in that language.
            DataError: The project does not fit the form, or something is not known; all at once.
        """
        form = _form(job)
        asked = job.options
        scope = Scope(
            portfolio,
            _project(portfolio),
            portfolio.period,
            labels_in(job.language),
            asked.version,
            asked.spread,
        )
        filled = build_form(form, scope)
        problems = problems_of_form(filled)
        if refused := _refused(problems, incomplete=asked.incomplete):
            raise DataError(refused)
        from cproc.exporters.form.book import write  # noqa: PLC0415 - loads openpyxl

        write(filled, problems, stream, job.progress)


def _form(job: Job[FormOptions]) -> Form:
    if not job.options.form:
        known = ", ".join(forms())
        raise UsageError("name the form, -O form=NAME; there are: {known}", known=known)
    form = form_named(job.options.form)
    if job.language not in form.languages:
        whose = said("language of the form {form}", form=form.id)
        raise UnknownNameError(whose, job.language, form.languages)
    return form


def _project(portfolio: Portfolio) -> Project:
    if len(portfolio.projects) != 1:
        codes = ", ".join(each.code for each in portfolio.projects) or said("none")
        raise UsageError(
            "a form is of one project: name it, -O project=CODE; there are: {codes}", codes=codes
        )
    return portfolio.projects[0]


def _refused(problems: tuple[Problem, ...], *, incomplete: bool) -> list[Problem]:
    return [each for each in problems if not (incomplete and is_gap(each))]
