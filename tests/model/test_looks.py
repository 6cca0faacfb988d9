"""Colours: how light they are, and what is read on them."""

from hypothesis import given
from hypothesis import strategies as st

from cproc.model.looks import contrast, lightness, luminance, mixed, text_on

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06X}".format)


@given(COLOURS, COLOURS)
def test_contrast_is_that_of_the_pair(one: str, other: str) -> None:
    """Contrast runs from 1 to 21, whichever colour comes first."""
    assert 1 <= contrast(one, other) == contrast(other, one) <= 21


@given(COLOURS)
def test_text_on_any_colour_can_be_read(colour: str) -> None:
    """White or black has a contrast of 4.5 to every colour."""
    assert contrast(text_on(colour), colour) >= 4.5


@given(COLOURS, st.floats(0, 1))
def test_what_is_mixed_with_white_is_lighter(colour: str, part: float) -> None:
    """Mixing with white never darkens, and none of a colour is white."""
    assert lightness(mixed(colour, part)) >= lightness(colour) - 0.5
    assert mixed(colour, 0) == "#FFFFFF"
    assert mixed(colour, 1) == colour


@given(COLOURS, COLOURS)
def test_lightness_orders_as_luminance_does(one: str, other: str) -> None:
    """What gives more light is lighter."""
    assert (luminance(one) < luminance(other)) == (lightness(one) < lightness(other))
