"""A letter to a donor: what was done with the money, in one page of plain text."""

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

import attrs

from cproc import Exporter, Figure, Job, Portfolio, Problem, hookimpl, tally
from cproc.errors import DataError, Severity
from cproc.figures import Definition, Method
from cproc.model import LocalText
from cproc.report import Cell, Column, Kind, Prose, Report, Table
from cproc.report.context import Context
from cproc.report.parts import ReportPart

cproc_api = 3

WORDS = {
    "en": {
        "greeting": "Dear Sir or Madam,",
        "done": "{period}: {entries} activities were held in {projects} projects that you support.",
        "project": "{title}: {entries} activities",
        "closing": "Yours faithfully,",
    },
    "fr": {
        "greeting": "Madame, Monsieur,",
        "done": "{period} : {entries} activités ont eu lieu dans {projects} projets soutenus.",
        "project": "{title} : {entries} activités",
        "closing": "Veuillez agréer l'expression de ma considération distinguée.",
    },
}


@attrs.frozen
class LetterOptions:
    """How the letter is written.

    Args:
        signatory: Who signs it.
        activities: Whether the activities are listed by title below the signature.
    """

    signatory: str = ""
    activities: bool = True


class LetterExporter(Exporter):
    """Writes the letter in the language of the report."""

    name = "donor-letter"
    suffix = ".txt"
    media_type = "text/plain"
    description = "a letter to a donor about what it funds (-O donor=…)"
    options = LetterOptions
    languages = ("en", "fr")

    def export(
        self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[LetterOptions]
    ) -> None:
        """Write the letter; the portfolio is narrowed to the donor already."""
        lines = list(letter(portfolio, report, job.options))
        try:
            data = "".join(f"{' '.join(line.split())}\n" for line in lines).encode()
        except UnicodeEncodeError as error:
            told = "a text holds half a surrogate pair, which no letter can hold."
            found = ascii(error.object[error.start])
            raise DataError([Problem("text-unwritable", told, value=found)]) from error
        stream.write(data)
        job.progress(1, 1)


def letter(portfolio: Portfolio, report: Report, options: LetterOptions) -> Iterator[str]:
    """Give the lines of the letter."""
    words = WORDS[report.language]
    yield from (report.organisation, report.office, report.issued.isoformat(), "")
    yield from (words["greeting"], "")
    told = tally(portfolio, rule="entries")
    yield words["done"].format(
        period=report.subtitle, entries=told.total, projects=len(portfolio.projects)
    )
    counts = {row.key[0]: row.value for row in tally(portfolio, "project").rows}
    for project in portfolio.projects:
        title = project.title.best(report.language)
        # the title goes in last: a brace in it is no gap
        line = words["project"].replace("{entries}", str(counts.get(project.code, 0)))
        yield f"- {line.replace('{title}', title)}"
    yield from ("", words["closing"], options.signatory)
    if options.activities:
        yield from (made.title.best(report.language) for made in portfolio.activities)


def donors_to_thank(portfolio: Portfolio) -> Figure:
    """Count the donors that contribute to a project, each once."""
    donors = dict.fromkeys(
        made.donor for project in portfolio.projects for made in project.contributions
    )
    rule = "organisations that contribute to a project, each once"
    return Figure("", len(donors), "donors", rule, "organisations", tuple(donors))


def dated(portfolio: Portfolio) -> Iterable[Problem]:
    """A letter says where it comes from."""
    if portfolio.report is None:
        yield Problem(
            "letter-undated",
            "the portfolio names no report, so a letter takes the last day of the period.",
            "report",
            "Add the report with its date.",
            severity=Severity.WARNING,
        )


def letters_section(context: Context) -> Iterable[Prose | Table]:
    """List the letters that are due: one to each donor of a project."""
    donors = context.figure("donors_to_thank").records
    if not donors:
        return
    columns = (Column("donor", context.labels("letters.donor"), Kind.TEXT, 40),)
    rows = tuple((Cell(name),) for name in sorted(context.organisation(id_) for id_ in donors))
    yield Table("letters", context.labels("letters.title"), columns, rows)


@hookimpl
def cproc_exporters() -> Sequence[Exporter]:
    """Give the letter."""
    return [LetterExporter()]


@hookimpl
def cproc_figures() -> Sequence[Definition]:
    """Give the number of donors to thank."""
    title = LocalText({"en": "Donors to thank", "fr": "Donateurs à remercier"})
    return [Definition("donors_to_thank", title, donors_to_thank, "donors", Method.DISTINCT)]


@hookimpl
def cproc_checks() -> Sequence[object]:
    """Give the check that a letter can be dated."""
    return [dated]


@hookimpl
def cproc_sections() -> Sequence[ReportPart]:
    """Give the list of letters that are due."""
    words = {
        "en": {"title": "Letters to donors", "donor": "Donor", "sheet": "Letters"},
        "fr": {"title": "Lettres aux donateurs", "donor": "Donateur", "sheet": "Lettres"},
    }
    return [ReportPart("letters", words, letters_section)]
