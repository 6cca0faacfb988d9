"""Documents and web pages about a record."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

import attrs

from cproc.errors import InvalidValueError, said
from cproc.model.text import Identifier, LocalText, refuse_unknown_language

LONGEST_ADDRESS = 2079
"""Characters of an address that Word and Excel follow."""

_WEB = re.compile(r"https?://[^\s/?#%\[\]]+[^\s\[\]\\^`{|}<>\"]*")


def is_web_address(text: str) -> bool:
    """Whether a text is a well-formed web address, http or https, that links may have.

    Example:
        >>> is_web_address("https://a.org/b"), is_web_address("file:///etc")
        (True, False)
    """
    if len(text) > LONGEST_ADDRESS or not _WEB.fullmatch(text):
        return False
    try:
        return urlsplit(text).port != 0
    except ValueError:
        return False


def _refuse_no_address(_instance: object, attribute: attrs.Attribute[str], value: str) -> None:
    if value and not is_web_address(value):
        raise InvalidValueError(
            "address-unusable",
            said("this is no web address."),
            said("Write it in full, such as https://www.coe.int/cybercrime, or leave it out."),
            attribute.name,
        )


def _refuse_blank(
    _instance: object, attribute: attrs.Attribute[LocalText], value: LocalText
) -> None:
    if not any(text.strip() for _language, text in value.entries):
        raise InvalidValueError(
            "text-empty", said("there is no text."), said("Give one language."), attribute.name
        )


@attrs.frozen
class Document:
    """A document or a web page on a report, project, milestone, result or activity.

    IATI calls it a document link.

    Args:
        title: Title per language.
        url: Web address, http or https; empty where it is not online, or nobody noted where.
        reference: How it is filed or cited, such as ``SG/Inf(2013)29``.
        kind: What it is, in a word: ``report``, ``decision``, ``agreement``, ``treaty``, ``study``,
            ``declaration``, ``opinion``, ``proposal``, ``tender``, ``newsletter``, ``web_page``, or
            another.
        date: Date of the document.
        language: Language it is written in, such as ``fr``.

    Example:
        >>> Document({"en": "The treaty"}, "https://www.coe.int/cybercrime", kind="web_page")
        Document(title='The treaty', url='https://www.coe.int/cybercrime', kind='web_page')
    """

    title: LocalText = attrs.field(validator=_refuse_blank)
    url: Identifier = attrs.field(default="", validator=_refuse_no_address)
    reference: str = ""
    kind: Identifier = ""
    date: dt.date | None = None
    language: Identifier = attrs.field(default="", validator=refuse_unknown_language)
