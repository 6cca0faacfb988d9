"""Places as people type them."""

from __future__ import annotations

import re
from typing import Any

from cproc.errors import said
from cproc.loaders.reading import NOWHERE, Read, plain, unaccented
from cproc.model import country_code

_SEVERAL = re.compile(r" ?[;+&|\n] ?| (?:and|et) ")


def read_places(value: Any, country: str) -> Read:
    """The towns and countries of a cell, as a tuple of pairs.

    Args:
        value: What the cell holds.
        country: ISO 3166-1 code of the country of towns without one; empty where nobody says.

    Returns:
        Pairs of a town and the code of a country, each empty where it is not given; none for what
        takes place online.

    Example:
        >>> read_places("Busia + Siaya", "KE").value
        (('Busia', 'KE'), ('Siaya', 'KE'))
        >>> read_places("Kampala, Uganda", "KE").value, read_places("online", "KE").value
        ((('Kampala', 'UG'),), ())
    """
    if not isinstance(value, str) or len(value) > 500:
        return Read(doubt=said("this is no place."))
    if unaccented(plain(value)) in NOWHERE:
        return Read(())
    lines = ";".join(value.splitlines())
    pieces = [piece.strip() for piece in _SEVERAL.split(plain(lines)) if piece.strip()]
    places: list[tuple[str, str]] = []
    for piece in pieces:
        place = _place(piece, country)
        if place is None:
            venue, _, town = (part.strip() for part in piece.rpartition(","))
            guess = f"{venue} @ {town}" + (f", {country}" if country else "")
            message = said("{piece} does not end with a country.", piece=piece)
            return Read(doubt=message, guess=guess)
        places.append(place)
    if not places:
        return Read(doubt=said("this is no place."))
    return Read(tuple(places))


def _place(text: str, country: str) -> tuple[str, str] | None:
    town, comma, last = text.rpartition(",")
    last = last.strip()
    if comma:
        code = country_code(last)
        return (town.strip(), code) if code and "," not in town and town.strip() else None
    # Three letters may be short for a town; two are a code where they are capitals.
    may_be_country = len(last) > 3 or (len(last) == 2 and last.isupper())
    if may_be_country and (code := country_code(last)):
        return "", code
    return last, country
