"""An exporter and a loader of a plugin, as their author types them."""

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, assert_type

import attrs

from cproc import Exporter, Job, Loader, Portfolio, hookimpl, load
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


@attrs.frozen
class NotesOptions:
    """Options of the notes.

    Args:
        year: Of which year they are.
    """

    year: int = 2024


class Notes(Loader):
    """Reads notes beside an office; its functions know the class of its options."""

    name = "notes"
    description = "notes beside an office"
    suffixes = (".notes",)
    options = NotesOptions

    def load(self, path: Path, options: NotesOptions) -> Portfolio:
        """Read the office."""
        assert_type(options.year, int)
        return load(path.with_suffix(".json"))


@hookimpl
def cproc_loaders() -> Sequence[Loader]:
    """Offer the notes."""
    return (Notes(),)
