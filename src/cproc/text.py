"""What exporters need to write hostile text, so that it survives or is refused.

A text may look like a formula, hold markup, or hold what a format forbids. Here is what keeps it a
text in workbooks (`inline_text`, `escaped`), in XML and HTML (`xml_text`), in CSV (`guarded`), and
what finds the texts that a format cannot hold at all (`unwritable`, `refuse_unwritable`).
Markdown has `cproc.report.escaped`, and web addresses have `cproc.report.is_link`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from html import escape

from cproc.errors import DataError, Problem, problem, said

__all__ = [
    "ESCAPE",
    "Medium",
    "escaped",
    "guarded",
    "inline_text",
    "one_line",
    "refuse_unwritable",
    "unguarded",
    "units",
    "unwritable",
    "xml_text",
]

ESCAPE = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")  # _x0041_ is read as the letter A
_ARMED = frozenset("=+-@\t\r\n'＝＋－＠")


_NO_CHARACTERS = "".join(chr(plane << 16 | at) for plane in range(17) for at in (0xFFFE, 0xFFFF))


class Medium(Enum):
    """What a text is written in, with the characters that it cannot hold."""

    LINES = re.compile("[\0\ud800-\udfff]")
    """Plain text in UTF-8, such as CSV and Markdown: neither NUL nor half a surrogate pair."""

    UTF_8 = re.compile("[\ud800-\udfff]")
    """JSON and whatever else is UTF-8 and has an escape for NUL: no half of a surrogate pair."""

    CALENDAR = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
    """iCalendar (RFC 5545, 3.1): no control characters but tab and line breaks."""

    XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
    """XML 1.0 (2.2), and so Excel, Word and HTML that is read as XML."""

    HTML = re.compile(
        f"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NO_CHARACTERS}]"
    )
    """HTML (13.2.3.5): no control characters, no halves of surrogate pairs, and no code points
    that are no characters, be it as themselves or by their numbers."""


def unwritable(texts: Iterable[tuple[str, str]], medium: Medium) -> Iterator[Problem]:
    r"""What is wrong with texts that a medium cannot hold, each once.

    Args:
        texts: The path of each, such as ``activities[12].title``, and the text.
        medium: What they are to be written in.

    Example:
        >>> texts = [("office.name", "a\x01b"), ("projects[0].title", "fine")]
        >>> [(each.code, each.path, each.value) for each in unwritable(texts, Medium.XML)]
        [('text-unwritable', 'office.name', "'a\\x01b'")]
    """
    for path, text in dict.fromkeys(texts):
        if found := medium.value.search(text):
            line = text[max(0, found.start() - 30) : found.end() + 30]
            what = said("the character {code}", code=f"U+{ord(found[0]):04X}")
            yield problem("text-unwritable.character", path, ascii(line), what=what)


def refuse_unwritable(texts: Iterable[tuple[str, str]], medium: Medium) -> None:
    """Refuse texts that a medium cannot hold, all at once.

    Args:
        texts: The path of each, and the text.
        medium: What they are to be written in.

    Raises:
        DataError: With a problem for each text.
    """
    if problems := list(unwritable(texts, medium)):
        raise DataError(problems)


def guarded(text: str) -> str:
    """A text for CSV, which a spreadsheet would otherwise take for a formula (OWASP).

    An apostrophe is put in front of one that begins with ``=``, ``+``, ``-``, ``@``, tab or line
    break, also behind spaces and as a full-width character, or with an apostrophe itself.

    Example:
        >>> guarded("=1+1"), guarded("1+1"), unguarded(guarded("'=1"))
        ("'=1+1", '1+1', "'=1")
    """
    return f"'{text}" if text.lstrip(" \u00a0")[:1] in _ARMED and text.strip() else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text.removeprefix("'")


def escaped(text: str) -> str:
    """A text in which nothing is left that spreadsheets read as a character by its number.

    Example:
        >>> escaped("_x0041_")
        '_x005F_x0041_'
    """
    return ESCAPE.sub("_x005F_x", text)


def xml_text(text: str) -> str:
    """Escape text for XML; carriage returns survive the reader's line-end rules.

    Example:
        >>> xml_text("<b> & c")
        '&lt;b&gt; &amp; c'
    """
    return escape(text, quote=False).replace("\r", "&#13;")


def inline_text(text: str) -> str:
    """The content of ``<is>`` of a workbook that every reader turns back into the text.

    Where a text holds ``_x0041_`` it is cut into two runs in the middle of it. The escape of
    the standard, ``_x005F_x0041_``, is not undone by openpyxl.

    Example:
        >>> inline_text("=1+1")
        '<t xml:space="preserve">=1+1</t>'
    """
    if "_x" in text and ESCAPE.search(text):
        parts = ESCAPE.sub("_\0x", text).split("\0")
        return "".join(f'<r><t xml:space="preserve">{xml_text(part)}</t></r>' for part in parts)
    return f'<t xml:space="preserve">{xml_text(text)}</t>'


def units(text: str) -> int:
    """Count the UTF-16 units of a text, which is how Excel measures it: 32,767 in a cell at most.

    Example:
        >>> units("a"), units("😀")
        (1, 2)
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def one_line(text: str) -> str:
    r"""A text with each run of white space as one space, for what has no line breaks.

    Example:
        >>> one_line("two\nlines ")
        'two lines'
    """
    return " ".join(text.split())
