"""The colours of charts, in one place."""

from __future__ import annotations

from typing import Final

import attrs


@attrs.frozen
class Paint:
    """What an area or a line is painted with.

    Args:
        colour: Six hexadecimal digits, or the name of a colour of the document's theme, such as
            ``accent1``.
        pattern: Name of the hatching in DrawingML; empty for a plain colour.
        dash: Name of the dash of a line in DrawingML.
    """

    colour: str
    pattern: str = ""
    dash: str = "solid"


@attrs.frozen
class Palette:
    """The paints of the series of a chart.

    In print without colour a series differs from every other by its lightness, 15 steps of L*
    at least, or by its hatching or dash. Each colour has a contrast of 3:1 or more to white (WCAG
    2.2, 1.4.11).

    Args:
        paints: Paints of the series, in order; after the last one the first is used again.
        strong: What has passed, on a time line.
        soft: What is to come.
        faint: What has ended.
        hatched: What has no known end.
        ink: Colour of text and of the line of a day.
        quiet: Colour of the lines of axes.
        grid: Colour of the lines behind the bars, which nobody needs to tell apart.
    """

    paints: tuple[Paint, ...]
    strong: Paint
    soft: Paint
    faint: Paint
    hatched: Paint
    ink: str = "262626"
    quiet: str = "7F7F7F"
    grid: str = "D9D9D9"


def palette(dark: str, light: str, *others: str) -> Palette:
    """Make a palette of two colours or more, hatched where more are asked for.

    Args:
        dark: A dark colour.
        light: A lighter one; its L* is 15 or more above that of the dark one.
        others: Colours of the third series and further ones, which differ as much.
    """
    return Palette(
        paints=(
            Paint(dark),
            Paint(light, dash="sysDash"),
            *(Paint(colour) for colour in others),
            Paint(dark, "wdUpDiag", "dashDot"),
            Paint(light, "dkHorz", "lgDash"),
            Paint(dark, "smGrid", "sysDot"),
            Paint(light, "dkVert", "lgDashDot"),
        ),
        strong=Paint(dark),
        soft=Paint(light),
        faint=Paint(dark, "wdUpDiag"),
        hatched=Paint(light, "pct25"),
    )


PALETTE: Final = palette("1F3864", "7F96BA")
"""The colours of a workbook, and of a report that has no theme."""

THEME: Final = palette("accent1", "accent2")
"""The first two accents of a document's theme, which are the office's own in its template."""
