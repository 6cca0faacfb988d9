"""What an exporter is given of a portfolio: one donor's part, as an edition may show it."""

from __future__ import annotations

import attrs

from cproc.disclosure import disclosed
from cproc.errors import UsageError, said
from cproc.figures import donors, narrow
from cproc.hookspecs import Exporter
from cproc.model import Audience, Portfolio
from cproc.options import Narrowing


def shown_to(
    portfolio: Portfolio, writer: Exporter, part: Narrowing, edition: str | None = None
) -> Portfolio:
    """What an exporter is given: what it is not given it cannot print.

    Args:
        portfolio: The data.
        writer: The exporter; what anybody may read is made for the public.
        part: What it is narrowed to.
        edition: The edition asked for; that of the data, or of the exporter, where absent.

    Raises:
        UnknownNameError: There is no such edition.
    """
    narrowed = narrow(portfolio, **attrs.asdict(part))
    settled = narrowed.report.edition if narrowed.report else ""
    # Exporters of others need not have the attribute: it is no part of what they must have.
    own = getattr(writer, "edition", "")
    return disclosed(
        narrowed, edition if edition is not None else (None if settled else own or None)
    )


def refuse_every_donor(shown: Portfolio, part: Narrowing, writer: Exporter) -> None:
    """Refuse the edition for a donor where nobody says for which: it would tell each of all.

    One project alone may be shown to all of its donors, an edition of the office's own to whom it
    likes, and what is made for a donor anyway, such as a form, is of one project.

    Args:
        shown: What an exporter is to be given.
        part: What it is narrowed to.
        writer: The exporter.

    Raises:
        UsageError: No donor is named.
    """
    named = shown.report is not None and shown.report.donor is not None
    of_one = getattr(writer, "edition", "") == Audience.DONOR
    if named or of_one or part.project is not None or shown.edition.id != Audience.DONOR:
        return
    message = said(
        "the edition for a donor is for one of them: name it with -O donor=NAME (from Python"
        " options={option}), or write a file for each with --per donor; there are: {donors}",
        option='{"donor": NAME}',
        donors=", ".join(donors(shown)) or said("none"),
    )
    raise UsageError(message)
