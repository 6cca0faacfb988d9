"""What was read of a cell, and what could not be read for sure."""

from __future__ import annotations

import unicodedata
from typing import Any

import attrs

_SIGNS = str.maketrans(dict.fromkeys("’‘ʼʻ`´′", "'") | dict.fromkeys("‐‑‒–—―−", "-"))
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")

NOWHERE = frozenset(
    "online,on line,online meeting,virtual,remote,zoom,teams,webinar,videoconference"
    ",by videoconference,webinaire,en ligne,a distance,virtuel,visioconference"
    ",par visioconference".split(",")
)
"""What people write where they write a place, of what takes place nowhere."""


@attrs.frozen
class Read:
    """What a cell says.

    Args:
        value: What is sure; None where nothing is.
        doubt: Why not all of it is sure; empty where it is.
        guess: What it most likely means, as the library writes it.
        hint: How it can be mended, where that is not by writing it otherwise.
    """

    value: Any = None
    doubt: str = ""
    guess: str = ""
    hint: str = ""


def plain(text: str) -> str:
    """A text with one kind of dash and of blank, without blanks around it."""
    if text.isascii():
        return " ".join(text.split())
    normal = unicodedata.normalize("NFC", text).translate(_DASHES).translate(_BLANKS)
    return " ".join(normal.split())


def unaccented(text: str) -> str:
    """A text in small letters without accents, with one kind of dash, blank and apostrophe.

    Args:
        text: A name, or what somebody typed.

    Example:
        >>> unaccented("  Côte d’Ivoire ")
        "cote d'ivoire"
    """
    if text.isascii():
        return " ".join(text.translate(_SIGNS).lower().split())
    letters = unicodedata.normalize("NFKD", text.translate(_SIGNS)).casefold()
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())
