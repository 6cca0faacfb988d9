"""The colours and the logo of an office: what nobody can read or tell apart is warned of."""

from typing import Any

import attrs
import pytest

from cproc.checks import check
from cproc.errors import InvalidValueError, Severity
from cproc.model import LocalText, Look, Portfolio


def found(sound: Portfolio, look: Look | None) -> list[tuple[str, str]]:
    """Code and path of what is warned of."""
    office = attrs.evolve(sound.office, look=look)
    problems = check(attrs.evolve(sound, office=office))
    assert all(each.severity is Severity.WARNING and each.hint for each in problems)
    return [(each.code, each.path) for each in problems]


def test_sober_colours_are_sound(sound: Portfolio) -> None:
    """The colours that come with the program pass every rule, and so does an office without."""
    assert found(sound, None) == found(sound, Look()) == []


def test_what_is_too_light_to_be_read_is_warned_of(sound: Portfolio) -> None:
    """Headings need a contrast of 4.5 to white, bars and lines one of 3."""
    assert found(sound, Look(primary="#767676", accent="#000000")) == []
    assert found(sound, Look(primary="#777777", accent="#000000")) == [
        ("look-contrast", "office.look.primary")
    ]
    light = Look(accent="#FFCC00", series=("#FFFF00",))
    assert found(sound, light) == [
        ("look-contrast", "office.look.accent"),
        ("look-contrast", "office.look.series[0]"),
        ("look-grey", "office.look"),
    ]


def test_what_is_the_same_grey_is_warned_of(sound: Portfolio) -> None:
    """A red and a green of one lightness are two colours on a screen, and one in print."""
    assert found(sound, Look(primary="#B00000", accent="#006B2B")) == [("look-grey", "office.look")]


def test_a_logo_needs_words(sound: Portfolio) -> None:
    """Who does not see it is told what it shows."""
    assert found(sound, Look(logo="logo.png")) == [("look-logo-text", "office.look.logo_text")]
    assert found(sound, Look(logo="logo.png", logo_text=LocalText({"en": "Three lakes"}))) == []


@pytest.mark.parametrize(
    "colour", ["1F3864", "#1F386", "#1F38645", "navy", "#GGGGGG", "", "#\uff11F3864"]
)
def test_what_is_no_colour_is_refused(colour: str) -> None:
    """A colour is # and six hexadecimal digits, wherever it stands."""
    fields: Any = {"primary": colour, "accent": colour, "series": (colour,)}
    for field, value in fields.items():
        with pytest.raises(InvalidValueError, match="no colour") as caught:
            Look(**{field: value})
        assert caught.value.code == "colour-unknown"
