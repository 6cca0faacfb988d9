"""Figures of the reporting period beside those of an earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from cproc.errors import UsageError, said
from cproc.figures.calls import every_figure
from cproc.figures.counting import Figure, Value, subtracted
from cproc.model import Period, Portfolio


@attrs.frozen
class FigureChange:
    """A figure, and what it was in an earlier period.

    Args:
        figure: The figure as the reporting period has it.
        earlier: The same figure as the earlier period has it.
    """

    figure: Figure
    earlier: Figure

    @property
    def change(self) -> Value:
        """The value less the earlier one; none where one of them is not exactly known."""
        # The difference of two years is no year.
        if not (self.figure.exact and self.earlier.exact) or self.figure.unit == "year":
            return None
        return subtracted(self.figure.value, self.earlier.value)


def compare_figures(
    portfolio: Portfolio, against: Period | str | None = None, *, on: date | None = None
) -> Iterator[FigureChange]:
    """Compute the listed figures of the catalogue, and what they were in an earlier period.

    Args:
        portfolio: What they are computed from.
        against: The earlier period, as for `Portfolio.reporting`; that which the portfolio is set
            against where absent.
        on: The day that figures of the reporting period hold for; its last where absent. Those of
            the earlier period hold for its own last day.

    Raises:
        UsageError: Neither names an earlier period.

    Example:
        >>> import cproc
        >>> office = cproc.load("examples/cproc_2017").reporting("2017-04/2017-06")
        >>> entries = next(
        ...     each for each in compare_figures(office, "2017-01/2017-03")
        ...     if each.figure.name == "entries"
        ... )
        >>> entries.figure.value, entries.earlier.value, entries.change
        (52, 36, 16)
    """
    before = against or portfolio.against
    if before is None:
        raise UsageError(said("name the earlier period that figures are set against"))
    # The calls are the same: which figures there are depends on the records, not on the period.
    pairs = zip(every_figure(portfolio, on), every_figure(portfolio.reporting(before)), strict=True)
    yield from (FigureChange(figure, earlier) for figure, earlier in pairs)
