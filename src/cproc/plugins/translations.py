"""What a report lacks in the language it is asked for: said by the command, a warning in Python."""

from __future__ import annotations

from warnings import warn

from cproc.checks.terms import lacking_texts
from cproc.errors import Problem, UntranslatedWarning
from cproc.hookspecs import Exporter
from cproc.labels import labels_in
from cproc.model import Portfolio
from cproc.plugins import collect


def untranslated(portfolio: Portfolio, lang: str) -> tuple[Problem, ...]:
    """What a report of a portfolio lacks in a language, as warnings and notices with their counts.

    Args:
        portfolio: Whose texts, and whose labels beside those of the library and of plugins.
        lang: The language, or several with commas between.

    Raises:
        UnknownNameError: There are no labels in it.

    Example:
        >>> import cproc
        >>> office = cproc.load("examples/eu_grant")
        >>> [problem.code for problem in untranslated(office, "fr")]
        []
    """
    with collect.in_use(portfolio):
        return tuple(
            problem
            for language in dict.fromkeys(each.strip() for each in lang.split(","))
            for problem in lacking_texts(portfolio, labels_in(language))
        )


def warn_untranslated(portfolio: Portfolio, writer: Exporter, lang: str) -> None:
    """Warn whoever called for a file of texts that it prints in another language.

    Args:
        portfolio: Whose texts.
        writer: The exporter; one that needs no report prints none.
        lang: The language asked for, or several with commas between.
    """
    if writer.needs_report and (problems := untranslated(portfolio, lang)):
        # Behind this function and the one that was called for the file.
        warn(UntranslatedWarning(problems), stacklevel=3)
