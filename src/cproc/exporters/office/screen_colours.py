"""The colours of an office on a screen, in the light and in the dark, and on its paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cproc.exporters.office.house_style import BLACK, GREY, LIGHT, HouseStyle
from cproc.exporters.office.palette import Palette, palette
from cproc.model.looks import GRAPHIC_CONTRAST, TEXT_CONTRAST, WHITE, contrast, luminance, mixed

_DARK: Final = "#15181D"
_PARTS: Final = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0)
# How much of the first colour is in its light form, which stands for it in the dark.
_FIRST: Final = 0.35


def paints(house: HouseStyle) -> Palette:
    """The paints of charts, each the name of a class that `colour_rules` gives a colour."""
    return palette(*(f"c{number}" for number in range(1, len(house.look.colours) + 1)))


def colour_rules(house: HouseStyle) -> str:
    """The rules of a style sheet that name the office's colours: ``--ink`` and so on."""
    light, dark = map(_listed, (in_the_light(house), in_the_dark(house)))
    numbers = range(1, len(house.look.colours) + 1)
    return (
        f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{\n:root{{{dark}}}\n}}\n"
        + "".join(f".c{number}{{--c:var(--c{number})}}\n" for number in numbers)
    )


def _listed(colours: Mapping[str, str]) -> str:
    return ";".join(f"--{name}:{colour}" for name, colour in colours.items())


def in_the_light(house: HouseStyle) -> dict[str, str]:
    """The colours on white, by what they are of."""
    darkest = min(house.band, LIGHT, key=luminance)  # of what stands behind links
    return {
        "page": WHITE,
        "ink": "#1A1A1A",
        "quiet": GREY,
        "heading": house.heading,
        "link": _readable(house.look.primary, darkest, BLACK, TEXT_CONTRAST),
        "focus": _readable(house.look.primary, WHITE, BLACK, GRAPHIC_CONTRAST),
        "accent": house.accent,
        "band": house.band,
        "tile": house.tile,
        "rule": house.rule,
        "light": LIGHT,
        "mark": "#FFF3C4",
    } | {f"c{at}": colour for at, colour in enumerate(house.look.colours, start=1)}


def in_the_dark(house: HouseStyle) -> dict[str, str]:
    """The same in the dark, each as much lighter as it must be."""
    look = house.look
    band = mixed(look.primary, 0.35, _DARK)
    text = _readable(mixed(look.primary, _FIRST), band, WHITE, TEXT_CONTRAST)
    first, *others = look.colours
    series = [_readable(mixed(first, _FIRST), _DARK, WHITE, GRAPHIC_CONTRAST)]
    series += [_readable(colour, _DARK, WHITE, GRAPHIC_CONTRAST) for colour in others]
    return {
        "page": _DARK,
        "ink": "#E8EAED",
        "quiet": "#B4BAC4",
        "heading": text,
        "link": text,
        "focus": text,
        "accent": _readable(look.accent, _DARK, WHITE, GRAPHIC_CONTRAST),
        "band": band,
        "tile": "#1F242C",
        "rule": "#3D4450",
        "light": "#232932",
        "mark": "#332D10",
    } | {f"c{at}": colour for at, colour in enumerate(series, start=1)}


def _readable(colour: str, behind: str, towards: str, least: float) -> str:
    """A colour, mixed with another as far as its contrast wants."""
    mixtures = (mixed(colour, share, towards) for share in _PARTS)
    return next((each for each in mixtures if contrast(each, behind) >= least), towards)
