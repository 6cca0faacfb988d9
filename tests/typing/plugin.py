"""An exporter of a plugin, as its author types it."""

from collections.abc import Sequence
from typing import BinaryIO, assert_type

import attrs

from cproc import Exporter, Job, Portfolio, hookimpl
from cproc.report import Report


@attrs.frozen
class LetterOptions:
    """Options of the letter.

    Args:
        greeting: How it begins.
    """

    greeting: str = "Dear reader"


class Letter(Exporter):
    """Writes a letter; the job knows the class of its options."""

    name = "letter"
    suffix = ".txt"
    description = "a letter"
    media_type = "text/plain"
    options = LetterOptions

    def export(
        self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[LetterOptions]
    ) -> None:
        """Write the greeting and the title."""
        assert_type(job.options, LetterOptions)
        assert_type(job.options.greeting, str)
        job.progress(0, len(portfolio.projects))
        stream.write(f"{job.options.greeting}, {report.title}\n".encode())


@hookimpl
def cproc_exporters() -> Sequence[Exporter]:
    """Offer the letter."""
    return (Letter(),)
