"""Files in: what is read is checked, and all that is wrong with it is said at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs

from cproc.checks import (
    CHECKS,
    DATA_CHECKS,
    NOTICES,
    REFERENCE_CHECKS,
    Check,
)
from cproc.errors import (
    DataError,
    Problem,
    Severity,
)
from cproc.model import Period, Portfolio
from cproc.plugins import collect
from cproc.plugins.exporting import exporter, languages_of, rendered
from cproc.plugins.soundness import errors_in, problems_of, with_terms
from cproc.plugins.sources import Source, located, source_of
from cproc.plugins.translations import untranslated


def check_path(
    path: str | Path | Source,
    rules: Iterable[Check] = CHECKS,
    *,
    to: str | None = None,
    notices: bool = False,
    lang: str | None = None,
    period: Period | str | None = None,
    against: Period | str | None = None,
) -> tuple[Portfolio | None, tuple[Problem, ...]]:
    """Read a portfolio and find all that is wrong with it.

    Args:
        path: A folder or file that one of the loaders reads, or a `Source` that says by which.
        rules: By which rules, beside those of plugins; every rule of the library where absent.
        to: Name of an exporter, which is tried where there is no error: what it cannot write is
            told as well.
        notices: Whether to list what is no fault as well, such as records nothing refers to.
        lang: A language that the report is wanted in: what it lacks in it is listed as well.
        period: The reporting period, as for `Portfolio.reporting`.
        against: An earlier period, likewise.

    Returns:
        The portfolio, none where it cannot be made, and errors and warnings with their files.
    """
    source = source_of(path)
    writer = None if to is None else exporter(to)
    try:
        portfolio = with_terms(source.read()).reporting(period, against)
    except DataError as error:
        return None, _wanted((*error.problems, *_of_sound_part(error, source)), notices=notices)
    problems = problems_of(portfolio, (*rules, *(NOTICES if notices else ())))
    if lang is not None:
        problems += untranslated(portfolio, lang)
    if writer is not None and not errors_in(problems):
        try:
            rendered(portfolio, writer, lang or languages_of(writer)[0])
        except DataError as error:
            problems += error.problems
    worth = _wanted(source.notices(), notices=notices)
    return portfolio, (*located(problems, source), *worth)


def _wanted(problems: Iterable[Problem], *, notices: bool) -> tuple[Problem, ...]:
    """The problems without notices, where nobody asks for them."""
    return tuple(each for each in problems if notices or each.severity is not Severity.NOTICE)


def _of_sound_part(error: DataError, source: Source) -> tuple[Problem, ...]:
    """The references to nothing in what is sound of data with faults: all is told in one run."""
    if error.sound is None:
        return ()
    found = (
        attrs.evolve(problem, path=error.sound.path_of(problem.path))
        for rule in REFERENCE_CHECKS
        for problem in rule(error.sound.portfolio)
        if problem.severity is Severity.ERROR and problem.value not in error.sound.names
    )
    return located(found, source)


def load(
    path: str | Path | Source,
    *,
    loader: str | None = None,
    options: Mapping[str, str] | object | None = None,
) -> Portfolio:
    """Read and check a portfolio.

    Args:
        path: A JSON file, or a folder with ``portfolio.json`` and CSV tables beside it; what else
            the loaders of plugins read.
        loader: Name of the loader; the first that accepts the path where absent.
        options: Options of the loader: text by name, or an instance of its class.

    Raises:
        DataError: There are errors; each has its path, file, and how to mend it. Warnings
            are left to `check`, and so are missing exchange rates and links of a text that
            lead nowhere, which `render` and `export` refuse wherever there is a report.
        UnknownNameError: There is no such loader.
        UsageError: The loader has no such options.

    Example:
        >>> import cproc
        >>> portfolio = cproc.load("examples/cproc_2017")
        >>> portfolio.office.id
        'C-PROC'
    """
    source = source_of(path, loader, options)
    portfolio = with_terms(source.read())
    if errors := errors_in(problems_of(portfolio, DATA_CHECKS)):
        raise DataError(errors_in(located(errors, source)))
    collect.installed().sound[id(portfolio)] = portfolio
    return portfolio
