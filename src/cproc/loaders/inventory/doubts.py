"""What is told of an inventory: each doubt with its line, its text and the best guess."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cproc.errors import Message, Problem, Severity, counted, said
from cproc.loaders.inventory.lines import Line
from cproc.loaders.inventory.rows import LeftOut, Row
from cproc.model.text import shortened

_LONGEST_VALUE = 500

_WARNING, _NOTICE, _ERROR = Severity.WARNING, Severity.NOTICE, Severity.ERROR

# The message of each doubt, with a gap for what it is about, and how grave it is.
DOUBTS: dict[str, tuple[Severity, Message]] = {
    "project-unknown": (_WARNING, said("{about} is no project of the office.")),
    "project-guessed": (_WARNING, said("{about}: the project differs from a name in one letter.")),
    "project-above": (_WARNING, said("the line has no project; above it stands {about}.")),
    "cell-joined": (_WARNING, said("a tab breaks the project cell; it was read as {about}.")),
    "date-missing": (_WARNING, said("the line has no date.")),
    "date-impossible": (_WARNING, said("{about} is no date of the calendar, or ends too early.")),
    "date-order": (_WARNING, said("{about} may be day and month or month and day.")),
    "date-rough": (_WARNING, said("{about} is a rough date.")),
    "date-open": (_WARNING, said("{about} is printed without an end.")),
    "date-mixed": (_WARNING, said("{about} mixes days, months or years.")),
    "date-other": (_WARNING, said("there is another date in the title: {about}.")),
    "year-supplied": (_WARNING, said("the year of {about} is not printed.")),
    "heading-other": (_WARNING, said("the dates are not of the month of the heading, {about}.")),
    "heading-year": (_WARNING, said("the year of the heading {about} is not printed.")),
    "listed-in": (_NOTICE, said("its first day is not in the month of the heading, {about}.")),
    "two-times": (_NOTICE, said("the line has several times, each with its own places or days.")),
    "place-missing": (_NOTICE, said("no place was found at the end of the line.")),
    "place-in-title": (_WARNING, said("no comma parts {about} from the title.")),
    "country-first": (_NOTICE, said("the country is printed before the city: {about}.")),
    "country-supplied": (_NOTICE, said("the country is not printed, and was looked up: {about}.")),
    "country-in-title": (_NOTICE, said("the country stands in the title only: {about}.")),
    "city-ambiguous": (_WARNING, said("cities of several countries have the name: {about}.")),
    "city-unknown": (_WARNING, said("no city {about} is known in the country.")),
    "subdivision": (_WARNING, said("{about} is a part of the country, not a city.")),
    "venue": (_NOTICE, said("{about} was taken for the venue.")),
    "brackets": (_NOTICE, said("the place stands in brackets: {about}.")),
    "text-behind": (
        _WARNING,
        said("text behind the date or place was added to the title: {about}."),
    ),
    "title-missing": (_WARNING, said("the line has no title; all of it serves as one.")),
    "status": (_NOTICE, said("the line says that it was not held as listed: {about}.")),
    "joined": (_NOTICE, said("the entry was put together of several lines: {about}.")),
    "line-twice": (_WARNING, said("the same entry stands twice; it is kept twice.")),
}

LEFT_OUT: dict[str, tuple[Severity, Message]] = {
    "ruled": (_NOTICE, said("a ruled line was left out.")),
    "page": (_NOTICE, said("a header or number of a page was left out.")),
    "header": (_NOTICE, said("the head of a table was left out.")),
    "footnote": (_WARNING, said("a footnote was left out.")),
    "early": (_WARNING, said("the line stands before the first month, and was left out.")),
    "unread": (_WARNING, said("the line is no entry that could be read, and was left out.")),
}


def doubt(
    code: str, about: str, row: Row, guess: str, *, file: str, severity: Severity | None = None
) -> Problem:
    """A doubt about an entry.

    Args:
        code: One of `DOUBTS`.
        about: The part of the line in doubt.
        row: The entry.
        guess: What it was read as; empty where no activity could be made of it.
        file: The name of the file.
        severity: That of the code where absent.
    """
    usual, message = DOUBTS[code]
    gap = "{about}" in message.template
    return Problem(
        f"inventory-{code}",
        said(message.template, about=shortened(about, 120)) if gap else message,
        hint=said("Read as: {guess}.", guess=guess) if guess else said("Type this entry yourself."),
        value=shortened(row.whole, _LONGEST_VALUE),
        file=file,
        cell=row.lines[0].where,
        severity=severity or usual,
    )


def told_left_out(left_out: Iterable[LeftOut], file: str) -> list[Problem]:
    """A problem for each line that is of no entry; those before the first heading are one.

    Args:
        left_out: The lines.
        file: The name of the file.
    """
    problems = []
    preface = [each.line for each in left_out if each.reason == "preface"]
    if preface:
        problems.append(_told_preface(preface, file))
    for each in left_out:
        if each.reason in LEFT_OUT:
            severity, message = LEFT_OUT[each.reason]
            problems.append(
                Problem(
                    f"inventory-line-{each.reason}",
                    message,
                    value=shortened(each.line.text, _LONGEST_VALUE),
                    file=file,
                    cell=each.line.where,
                    severity=severity,
                )
            )
    return problems


def _told_preface(lines: Sequence[Line], file: str) -> Problem:
    message = counted(
        "{count} line before the first entry was left out.",
        "{count} lines before the first entry were left out.",
        count=len(lines),
    )
    text = shortened(lines[0].text, _LONGEST_VALUE)
    where = lines[0].where
    return Problem("inventory-line-preface", message, "", "", text, file, where, _NOTICE)
