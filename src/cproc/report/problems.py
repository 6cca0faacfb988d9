"""What is wrong with the narrative, and with the chapters the office settled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from cproc.errors import (
    InvalidValueError,
    Message,
    Problem,
    UnknownNameError,
    joined,
    meant,
    problem,
    said,
    with_paths,
)
from cproc.figures import Figure, Placeholder, evaluate, evaluate_all, placeholders
from cproc.labels import labels_in, languages
from cproc.model import Audience, Narrative, Portfolio, is_web_address
from cproc.model.documents import LONGEST_ADDRESS
from cproc.nearest import nearest
from cproc.report import charts, parts, sections
from cproc.report.layouts import chosen_columns, every_section
from cproc.report.model import Ref, Section

Evaluate = Callable[[str], Figure]

_REFERENCE = re.compile(r"\]\(<?#([^)\s>]+)")


def _sections(portfolio: Portfolio) -> Iterator[tuple[str, Narrative]]:
    return with_paths(f"{portfolio.report_path}.narrative", portfolio.narrative)


def _texts(path: str, section: Narrative) -> Iterator[tuple[str, str]]:
    """Path and words of each text of a section, in every language."""
    for language, text in section.text.entries:
        yield f"{path}.text.{language}", text


def _lines(portfolio: Portfolio) -> Iterator[tuple[Message, str, str]]:
    """Where each line of the narrative is, in words, its path, and the line."""
    for at, section in _sections(portfolio):
        for path, text in _texts(at, section):
            for number, line in enumerate(text.split("\n"), start=1):
                yield _where(section.id, number), path, line


def _where(section: str, line: int) -> Message:
    return said("in section {section!r}, line {line}, ", section=section, line=line)


def placeholder_calls(portfolio: Portfolio) -> list[str]:
    """The calls in the texts of the narrative, in every language."""
    texts = (text for section in portfolio.narrative for _language, text in section.text.entries)
    return [found.call for text in texts for found in placeholders(text)]


def narrative_problems(portfolio: Portfolio, figure: Evaluate | None = None) -> tuple[Problem, ...]:
    """Find what is wrong with the narrative, in every language, and with the chosen sections.

    Args:
        portfolio: Whose narrative.
        figure: Computes a figure as `evaluate` does, where many are known already.

    Returns:
        Errors: ``placeholder-unknown`` for what no figure, statement or record answers to,
        ``placeholder-open`` for braces without their other pair, ``reference-unknown`` for a
        chosen table or chart there is none of, ``section-untitled`` for a section of the office's
        own without a heading, ``section-twice``. Warnings:
        ``placeholder-empty`` for a figure the data cannot give, of which the text says that it
        is not known; ``placeholder-incomplete`` for one that lacks some of its records;
        ``section-unknown`` for a text that no section prints. `Problem.path` tells the
        text, the message the line in it.
    """
    if figure is None:  # all at once; what cannot be computed is asked for again, to say why
        known = evaluate_all(portfolio, placeholder_calls(portfolio), lenient=True)

        def figure(call: str) -> Figure:
            return known.get(call) or evaluate(portfolio, call)

    return (*_unfilled(portfolio, figure), *_chosen(portfolio))


def _unfilled(portfolio: Portfolio, figure: Evaluate) -> Iterator[Problem]:
    known, own = sections.known_sections(portfolio), sections.settled_sections(portfolio)
    for at, section in _sections(portfolio):
        if section.id not in {*known, *own}:
            path = f"{at}.id"
            yield problem("section-unknown", path, section.id, known=", ".join(known))
        for path, text in _texts(at, section):
            rest = list(text)
            for gap in placeholders(text):
                # Blanked, not cut out: what is left stays on its line.
                rest[gap.start : gap.end] = " " * (gap.end - gap.start)
                yield from _placeholder_problems(figure, section.id, path, gap)
            # Braces that are left when the placeholders are taken out.
            for number, line in enumerate("".join(rest).split("\n"), start=1):
                if "{{" in line or "}}" in line:
                    yield problem("placeholder-open", path, where=_where(section.id, number))


def _chosen(portfolio: Portfolio) -> Iterator[Problem]:
    """Find what is wrong with the sections the office settled."""
    of_plugins = dict.fromkeys(part.id for part in parts.parts_in_use())
    known = {**sections.known_sections(portfolio), **of_plugins}
    kinds, codes = _kinds(), {project.code for project in portfolio.projects}
    settled = {portfolio.report_path: portfolio.report.sections if portfolio.report else ()}
    settled |= {path: each.sections for path, each in with_paths("editions", portfolio.editions)}
    for whose, chapters in settled.items():
        seen = set[str]()
        for path, section in with_paths(f"{whose}.sections", chapters):
            id_ = section.id
            if id_ in seen:
                yield problem("section-twice", f"{path}.id", id_)
            seen.add(id_)
            if id_ not in known and section.title is None:
                yield problem("section-untitled", f"{path}.id", id_, known=", ".join(known))
            for position, shown in enumerate(section.shows or ()):
                where = f"{path}.shows[{position}]"
                whole = {shown} if shown.partition(":")[2] in codes else ()
                of, columns = chosen_columns(shown, whole)
                if of.partition(":")[0] not in kinds:
                    every = ", ".join(nearest(of.partition(":")[0], kinds) or sorted(kinds))
                    yield problem("reference-unknown.table", where, shown, kinds=every)
                for column in columns:
                    if not _is_column(column):
                        yield problem("reference-unknown.column", where, column, table=of)


def _is_column(name: str) -> bool:
    return ":" in name or name in {*labels_in("en").group("column")}


def edition_problems(portfolio: Portfolio) -> Iterator[Problem]:
    """Find what is wrong with editions of the report, and with which of them is printed.

    Args:
        portfolio: Whose editions.

    Returns:
        Errors: ``reference-unknown`` for an edition of a report that there is none of, and for
        what an edition leaves out that is nothing; ``edition-reserved`` for one that has the
        name of an audience.
    """
    known = [*Audience, *(each.id for each in portfolio.editions)]
    for path, report in with_paths("reports", portfolio.reports):
        if report.edition and report.edition not in known:
            every = ", ".join(known)
            where = f"{path}.edition"
            yield problem("reference-unknown.edition", where, report.edition, known=every)
    sheets = labels_in("en").group("sheet")
    kinds = {*_kinds(), *sections.known_sections(portfolio), *sheets}
    for path, edition in with_paths("editions", portfolio.editions):
        if edition.id in {*Audience}:
            yield problem("edition-reserved", f"{path}.id", edition.id)
        for position, name in enumerate(edition.without):
            of, point, column = name.rpartition(".")
            found = of.partition(":")[0] in kinds and _is_column(column) if point else False
            if not found and name not in kinds and name.partition(":")[0] not in kinds:
                where = f"{path}.without[{position}]"
                yield problem("reference-unknown.left_out", where, name, **_to_leave_out(name))


def _to_leave_out(name: str) -> dict[str, str]:
    """What may be left out, for a message; and what was meant, also by its printed title."""
    chapters, sheets = every_section(), labels_in("en").group("sheet")
    known = dict.fromkeys((*chapters, *sheets, *_kinds()))
    printed = (
        (title.partition("{")[0].rstrip(" ("), id_.partition(".")[0])
        for tag in languages()
        for group in ("table", "plain.table", "sheet", "section")
        for id_, title in labels_in(tag).group(group).items()
    )
    titles: dict[str, dict[str, None]] = {}
    for title, id_ in printed:
        if title and id_ in known:
            titles.setdefault(title, {})[id_] = None
    # A sheet and the table on it may be called alike.
    exact = joined(said(" or "), map(repr, titles.get(name, ())))
    close = (
        said("Did you mean {close}?", close=exact)
        if exact
        else meant(name, known, called={title: next(iter(of)) for title, of in titles.items()})
    )
    return {
        "meant": f"{close} " if close else "",
        "chapters": ", ".join(chapters),
        "sheets": ", ".join(sheets),
    }


def _kinds() -> set[str]:
    """What tables and charts are called, save what stands behind their colon."""
    # Asked of the labels: which tables there are is known only when a report is made.
    labels = labels_in("en")
    tables = labels.group("table")
    return {*tables, *(key.removeprefix("project_") for key in tables), *charts.NAMES}


def dead_references(
    portfolio: Portfolio, printed_sections: Iterable[Section], left_out: Iterable[str] = ()
) -> Iterator[Problem]:
    """Find the links in the narrative to what is not in the document.

    Args:
        portfolio: Whose narrative.
        printed_sections: What is in the document.
        left_out: What the edition leaves out, and names where another would link to it.
    """
    printed = {*left_out}
    for section in printed_sections:
        printed |= {section.id, f"section:{section.id}"}
        printed |= {block.id for block in section.blocks if isinstance(block, Ref)}
    for where, path, name in links(portfolio):
        if name not in printed:
            yield problem("reference-unknown.document", path, name, where=where)


def links(portfolio: Portfolio) -> Iterator[tuple[Message, str, str]]:
    """Where each link to a part of the document is, its path and what it names."""
    for where, path, line in _lines(portfolio):
        for match in _REFERENCE.finditer(line):
            yield where, path, unquote(match[1])


def _placeholder_problems(
    evaluated: Evaluate, section: str, path: str, gap: Placeholder
) -> Iterator[Problem]:
    start, call = _where(section, gap.line), gap.call
    try:
        figure = evaluated(call)
    except UnknownNameError as error:
        yield problem("placeholder-unknown.name", path, call, where=start, text=error)
    except InvalidValueError as error:
        # The rule of rates finds those that are missing, and it stops only what needs the rate.
        if error.code != "rate-missing":
            gaps = {"where": start, "text": error.message}
            yield problem("placeholder-unknown", path, call, hint=error.hint, **gaps)
    else:
        if not figure.known or figure.missing:
            code = "placeholder-incomplete" if figure.known else "placeholder-empty"
            yield problem(code, path, call, where=start, text=what_is_missing(call, figure))


def what_is_missing(call: str, figure: Figure) -> Message:
    """What of a figure is not known, and the records that it lacks."""
    words = labels_in("en")
    records = joined(
        ", ",
        [
            Message(
                "{record} ({reason})",
                {"record": each.record, "reason": Message(words(f"reason.{each.reason}"))},
            )
            for each in figure.missing
        ],
    )
    gaps: dict[str, object] = {"call": call, "records": records}
    if figure.known and figure.bounded:
        return said("{call} is known within bounds only, for lack of {records}.", **gaps)
    if figure.known:
        return said("{call} is without {records}.", **gaps)
    if figure.missing:
        return said("{call} is not known: the data do not tell it. It lacks {records}.", **gaps)
    return said("{call} is not known: the data do not tell it.", call=call)


# --- Pictures, links and markup ------------------------------------------------------------

LARGEST = 20 * 1024 * 1024  # bytes of a picture that is taken into a document

# How files begin that Word shows: PNG, JPEG, GIF, BMP, TIFF.
_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_PICTURE = re.compile(r"!\[[^\[\]]*\]\(\s*<?([^)\s>]+)")
# A link with its address beside it, and an address that links and pictures name elsewhere.
_LINK = re.compile(r"(?:\]\(|^ {0,3}\[[^\]^]+\]:)\s*<?(?!#)([^)\s>]+)")
_CODE = re.compile(r"`+[^`]*`+")
_MAIL = re.compile(r"mailto:[^\s@\[\]]+@[^\s\[\]\\^`{|}<>\"]*")
# HTML, what is struck out, and boxes to tick.
_MARKUP = re.compile(
    r"~~\S.*?~~|^\s*[-+*] \[[ xX]\](?= )|<!--"
    r"|</?(?:a|b|br|center|div|em|font|h[1-6]|hr|i|img|li|ol|p|span|strong|sub|sup|table|td|th"
    r"|tr|u|ul)\b[^<>]*>",
    re.IGNORECASE,
)


def picture_file(address: str) -> Path | None:
    """The file of a picture in a text; none where a document cannot show it.

    Args:
        address: As the text has it: an absolute path, or one from the working folder.
    """
    path = Path(unquote(address))
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return None
        with path.open("rb") as stream:
            return path if stream.read(8).startswith(_BEGINNINGS) else None
    except (OSError, ValueError):
        return None


def is_link(address: str) -> bool:
    """Whether a document can follow an address: of the web or a mail box, well formed.

    Example:
        >>> is_link("https://a.org"), is_link("file:///etc"), is_link("http://a.org:0")
        (True, False, False)
    """
    if _MAIL.fullmatch(address):
        return len(address) <= LONGEST_ADDRESS
    return is_web_address(address)


def unshown(portfolio: Portfolio) -> Iterator[Problem]:
    """Find what a document cannot show of the texts: pictures that are not there, links, markup.

    Args:
        portfolio: Whose narrative.

    Returns:
        Warnings: ``picture-missing``, ``link-unknown`` and ``markup-unknown``, with section
        and line.
    """
    for where, path, line in _lines(portfolio):
        for code, found in _found(_CODE.sub("", line)):
            yield problem(code, path, found[:60], where=where)


def _found(line: str) -> Iterator[tuple[str, str]]:
    """The code of each fault of a line, and what has it."""
    pictures = {match.end(): match[1] for match in _PICTURE.finditer(line)}
    for address in pictures.values():
        if picture_file(address) is None:
            yield "picture-missing", address
    for match in _LINK.finditer(line):
        fine = "{{" in match[1] or is_link(match[1]) or picture_file(match[1]) is not None
        if match.end() not in pictures and not fine:
            yield "link-unknown", match[1]
    for match in _MARKUP.finditer(line):
        yield "markup-unknown", match[0]
