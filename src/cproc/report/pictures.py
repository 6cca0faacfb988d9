"""Pictures and links of the narrative that documents show, and what is told of the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from cproc.errors import Problem, Severity
from cproc.model import Portfolio

LARGEST = 20 * 1024 * 1024  # bytes of a picture that is taken into a document

LONGEST_LINK = 2079  # characters of an address that Word follows

# How files begin that Word shows: PNG, JPEG, GIF, BMP, TIFF.
_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_PICTURE = re.compile(r"!\[[^\[\]]*\]\(\s*<?([^)\s>]+)")
# A link with its address beside it, and an address that links and pictures name elsewhere.
_LINK = re.compile(r"(?:\]\(|^ {0,3}\[[^\]^]+\]:)\s*<?(?!#)([^)\s>]+)")
_CODE = re.compile(r"`+[^`]*`+")
_ADDRESS = re.compile(r"(https?://[^\s/?#%\[\]]+|mailto:[^\s@\[\]]+@)[^\s\[\]\\^`{|}<>\"]*")
# HTML, what is struck out, and boxes to tick.
_MARKUP = re.compile(
    r"~~\S.*?~~|^\s*[-+*] \[[ xX]\](?= )|<!--"
    r"|</?(?:a|b|br|center|div|em|font|h[1-6]|hr|i|img|li|ol|p|span|strong|sub|sup|table|td|th"
    r"|tr|u|ul)\b[^<>]*>",
    re.IGNORECASE,
)


_TOLD = {
    "picture-missing": (
        "the picture {!r} cannot be shown.",
        "Name a PNG, JPEG, GIF, BMP or TIFF file of 20 MB at most, from the working folder.",
    ),
    "link-unknown": (
        "the link to {!r} is printed and not followed.",
        "Begin with https://, http:// or mailto:, or with # and what it leads to in the report.",
    ),
    "markup-unknown": (
        "the markup {!r} is printed as it stands.",
        "Write it in plain Markdown (CommonMark), in which tables may stand.",
    ),
}


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
    """Tell whether a document can follow an address: of the web or a mail box, well formed.

    Example:
        >>> is_link("https://a.org"), is_link("file:///etc"), is_link("http://a.org:0")
        (True, False, False)
    """
    if len(address) > LONGEST_LINK or not _ADDRESS.fullmatch(address):
        return False
    try:
        return urlsplit(address).port != 0
    except ValueError:
        return False


def unshown(portfolio: Portfolio) -> Iterator[Problem]:
    """Find what a document cannot show of the texts: pictures that are not there, links, markup.

    Args:
        portfolio: Whose narrative.

    Returns:
        Warnings: ``picture-missing``, ``link-unknown`` and ``markup-unknown``, with section
        and line.
    """
    for index, section in enumerate(portfolio.narrative):
        for language, text in section.text.entries:
            path = f"{portfolio.report_path}.narrative[{index}].text.{language}"
            for number, line in enumerate(text.split("\n"), start=1):
                for code, found in _found(_CODE.sub("", line)):
                    what, hint = _TOLD[code]
                    where = f"in section {section.id!r}, line {number}"
                    message = f"{where}, {what.format(found[:60])}"
                    severity = Severity.WARNING
                    yield Problem(code, message, path, hint, found[:60], severity=severity)


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
