"""What an exporter is given of a portfolio: one donor's part, as an edition may show it."""

from __future__ import annotations

import attrs

from cproc.disclosure import disclosed
from cproc.figures import narrow
from cproc.hookspecs import Exporter
from cproc.model import Portfolio
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
