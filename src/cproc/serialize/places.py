"""Places and times of an activity in two cells, as an inventory that is kept by hand has them.

The occurrences of an activity stand in step, ``when`` and ``where``::

    2017-09-07/2017-09-08 | 2017-09-09/2017-09-10        Kyiv, UA | Odesa, UA

A place is ``City, CC``, ``CC``, ``City``, ``Venue @ City, CC``, ``subdivision:Name, CC`` or
``region:CODE``; what the source does not print stands in square brackets, as editors do it:
``Bucharest, [RO]``.
"""

from __future__ import annotations

import re
from typing import Any

from cproc.errors import InvalidValueError, said
from cproc.model import country_code
from cproc.serialize.jsontext import parse

_COUNTRY = re.compile(r"[A-Z]{2}|\[[A-Z]{2}\]", re.ASCII)


def place_from_text(text: str) -> dict[str, Any]:
    """Read one place; what follows its last comma must be a country code."""
    venue, _, rest = text.rpartition(" @ ")
    name, comma, country = rest.rpartition(",")
    if not comma and not _COUNTRY.fullmatch(country.strip()):
        name, country = rest, ""
    elif not _COUNTRY.fullmatch(country.strip()):
        meant = country_code(country)
        where = (
            f"{rest[: -len(country)]} {meant}"
            if meant
            else said("City, CC with two capital letters")
        )
        raise InvalidValueError(
            "place-form",
            said("{text!r} does not end with a country code.", text=text),
            said("Write {where}, or the place as JSON.", where=where),
        )
    kind, colon, value = name.strip().partition(":")
    if not colon or kind not in ("region", "subdivision"):
        kind, value = "city", name
    written = {"venue": venue, kind: value, "country": country}
    parts = {part: text.strip() for part, text in written.items() if text.strip()}
    supplied = [part for part, text in parts.items() if text[0] == "[" and text[-1] == "]"]
    place: dict[str, Any] = {
        part: text[1:-1] if part in supplied else text for part, text in parts.items()
    }
    return place | ({"supplied": supplied} if supplied else {})


def occurrences_from_cells(when: str, where: str) -> list[dict[str, Any]]:
    """The occurrences of an activity, of its times and their places.

    Raises:
        InvalidValueError: They are not in step, or a place has no form that is known.
    """
    places = (
        parse(where)
        if where.startswith("[[")
        else [
            [place_from_text(place) for place in group.split(";") if place.strip()]
            for group in where.split("|")
        ]
    )
    if not when.strip():
        return []
    spans = [span.strip() for span in when.split("|")]
    if places == [[]]:  # no places at all: each of the times is without
        places *= len(spans)
    if len(places) != len(spans):
        raise InvalidValueError(
            "occurrence-count",
            said(
                "there are {count} times and {groups} groups of places.",
                count=len(spans),
                groups=len(places),
            ),
            said("Separate both by | and keep them in step."),
        )
    return [
        {"when": span, "places": group} if group else {"when": span}
        for span, group in zip(spans, places, strict=True)
    ]
