"""The look of an office: its colours, and its logo."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations
from typing import Any

import attrs

from cproc.errors import InvalidValueError, said
from cproc.model.text import Identifier, LocalText

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}", re.ASCII)

TEXT_CONTRAST = 4.5
"""Least contrast of text to what is behind it (WCAG 2.2, 1.4.3)."""

GRAPHIC_CONTRAST = 3.0
"""Least contrast of a bar or a line to the page (WCAG 2.2, 1.4.11)."""

GREY_STEP = 15.0
"""Least difference in lightness, of 100, that keeps two colours apart in print without colour."""

WHITE = "#FFFFFF"


def check_colour(_instance: object, attribute: attrs.Attribute[Any], value: str) -> None:
    """Refuse what is not a colour as the web writes it."""
    _refuse_unknown_colour(value, attribute.name)


def _check_colours(
    _instance: object, attribute: attrs.Attribute[Any], values: Iterable[str]
) -> None:
    for value in values:
        _refuse_unknown_colour(value, attribute.name)


def _refuse_unknown_colour(value: str, field: str) -> None:
    if not _COLOUR.fullmatch(value):
        message = said("{value!r} is no colour.", value=value)
        hint = said("Write # and six hexadecimal digits: #1F3864.")
        raise InvalidValueError("colour-unknown", message, hint, field)


@attrs.frozen
class Look:
    """The colours and the logo of an office, in its workbooks and its documents.

    Text stays legible whatever is chosen: what is too light for headings is not used for them, and
    text on a colour is white or black. The checks warn of it. A Word template of the office's own
    goes before the colours.

    Args:
        primary: Colour of headings, heads of tables and the first series of a chart: ``#1F3864``.
        accent: Colour of rules and of the second series of a chart.
        series: Colours of the third and further series; hatched where absent.
        logo: Path of a picture, PNG or JPEG, from the working folder; it stands on the cover.
        logo_text: What the logo shows, for those who do not see it.

    Raises:
        InvalidValueError: A colour is not written as ``#`` and six hexadecimal digits.

    Example:
        >>> look = Look("#00558C", "#7FB2D6")
        >>> round(contrast(look.primary, "#FFFFFF"), 1)
        7.8
    """

    primary: Identifier = attrs.field(default="#1F3864", validator=check_colour)
    accent: Identifier = attrs.field(default="#7F96BA", validator=check_colour)
    series: tuple[Identifier, ...] = attrs.field(default=(), validator=_check_colours)
    logo: str | None = None
    logo_text: LocalText | None = None

    @property
    def colours(self) -> tuple[str, ...]:
        """The colours that tell series of a chart apart, in their order."""
        return (self.primary, self.accent, *self.series)


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of a colour, each from 0 to 255.

    Example:
        >>> channels("#1F3864")
        (31, 56, 100)
    """
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def luminance(colour: str) -> float:
    """Relative luminance, from 0 for black to 1 for white (WCAG 2.2)."""
    parts = [part / 255 for part in channels(colour)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def lightness(colour: str) -> float:
    """Lightness L* (CIE 1976), from 0 for black to 100 for white: the grey it is printed in.

    Example:
        >>> round(lightness("#808080"))
        54
    """
    part = luminance(colour)
    return float(116 * part ** (1 / 3) - 16) if part > 216 / 24389 else part * 24389 / 27


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2).

    Example:
        >>> contrast("#000000", "#FFFFFF")
        21.0
    """
    dark, light = sorted((luminance(one), luminance(other)))
    return round((light + 0.05) / (dark + 0.05), 4)


def mixed(colour: str, part: float, other: str = WHITE) -> str:
    """A colour, so much of it as a part of one, mixed with another.

    Example:
        >>> mixed("#000000", 0.25)
        '#BFBFBF'
    """
    pairs = zip(channels(colour), channels(other), strict=True)
    return "#" + "".join(
        f"{round(ours * part + theirs * (1 - part)):02X}" for ours, theirs in pairs
    )


def text_on(colour: str) -> str:
    """White or black: what is read best on a colour.

    Example:
        >>> text_on("#1F3864"), text_on("#FFCC00")
        ('#FFFFFF', '#000000')
    """
    return max((WHITE, "#000000"), key=lambda text: contrast(text, colour))


def alike_in_grey(colours: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The pairs of colours that nobody tells apart in print without colour.

    Example:
        >>> alike_in_grey(("#1F3864", "#7F96BA", "#7FA07F"))
        (('#7F96BA', '#7FA07F'),)
    """
    pairs = combinations(colours, 2)
    return tuple(pair for pair in pairs if abs(lightness(pair[0]) - lightness(pair[1])) < GREY_STEP)
