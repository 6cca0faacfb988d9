"""The colours and the logo of an office, as workbooks and documents use them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Final

import attrs

from cproc.errors import DataError, Message, Problem, problem_by, problem_rules
from cproc.model import Look, Portfolio
from cproc.model.looks import TEXT_CONTRAST, contrast, mixed

RULES: Final = problem_rules("cproc.exporters.office")

refusal = partial(problem_by, RULES)
"""A problem of a logo that cannot be printed."""

BLACK: Final = "#000000"
GREY: Final = "#595959"
"""What is said beside: notes and footers; its contrast to white is 7."""

LIGHT: Final = "#F2F2F2"
"""Behind the totals of tables."""

# Lightness of what is mixed of a colour and white.
_BAND, _TILE, _RULE = 0.12, 0.08, 0.30
# Colours of the tabs of a workbook, beside the office's own: told apart by hue, and by the order
# and the names of the groups, which stand on the cover.
_TABS: Final = {
    "money": "#2E7D5B",
    "activities": "#B8741A",
    "results": "#5B4B8A",
    "people": "#1F7A8C",
    "auditors": "#7F7F7F",
}


@attrs.frozen
class Logo:
    """A picture, and what it shows.

    Args:
        data: The file's bytes.
        kind: ``png`` or ``jpeg``.
        width: In pixels, like its height.
        height: In pixels.
        text: What it shows, for those who do not see it; empty where nobody said.
    """

    data: bytes = attrs.field(repr=False)
    kind: str
    width: int
    height: int
    text: str = ""

    def within(self, width: float, height: float) -> tuple[float, float]:
        """Its size in a box, both in the same unit, its proportions kept.

        Example:
            >>> Logo(b"", "png", 400, 100).within(120, 60)
            (120.0, 30.0)
        """
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


@attrs.frozen
class HouseStyle:
    """What an office's workbooks and documents look like.

    Args:
        look: Its colours.
        logo: Its logo; none where it has none.
    """

    look: Look = attrs.field(factory=Look)
    logo: Logo | None = None

    @cached_property
    def heading(self) -> str:
        """Colour of headings: the first, where it can be read on what stands behind headings."""
        readable = contrast(self.look.primary, self.band) >= TEXT_CONTRAST
        return self.look.primary if readable else BLACK

    @cached_property
    def band(self) -> str:
        """Behind the heads of tables."""
        return mixed(self.look.primary, _BAND)

    @cached_property
    def tile(self) -> str:
        """Behind a key figure."""
        return mixed(self.look.primary, _TILE)

    @cached_property
    def rule(self) -> str:
        """Lines between rows."""
        return mixed(self.look.primary, _RULE)

    @property
    def accent(self) -> str:
        """Lines beside titles and above key figures."""
        return self.look.accent

    def tab(self, group: str) -> str:
        """Colour of the tabs of a group of worksheets; the first colour for all others."""
        return _TABS.get(group, self.look.primary)


PLAIN: Final = HouseStyle(Look(primary=BLACK, accent="#7F7F7F"))
"""Beside a template of the office's own, whose colours are not known."""


def house_style(portfolio: Portfolio, language: str) -> HouseStyle:
    """Read the look of an office.

    Args:
        portfolio: Whose office.
        language: Language of the words that say what the logo shows.

    Raises:
        DataError: The logo cannot be read, is no picture that programs show, or is too large.
    """
    look = portfolio.office.look
    if look is None:
        return HouseStyle()
    if not look.logo:
        return HouseStyle(look)
    text = look.logo_text.best(language) if look.logo_text else portfolio.office.name.best(language)
    return HouseStyle(look, attrs.evolve(read_logo(look.logo), text=text))


def read_logo(path: str) -> Logo:
    """Read a picture.

    Raises:
        DataError: It cannot be read, is no PNG or JPEG, or is too large.
    """
    most = RULES["logo-size"]["most"]
    try:
        with Path(path).open("rb") as file:
            data = file.read(most + 1)
    except (OSError, ValueError) as error:
        reason = Message(getattr(error, "strerror", None) or str(error))
        raise _refused(refusal("logo-missing", _PATH, path, file=path, reason=reason)) from error
    if len(data) > most:
        raise _refused(refusal("logo-size", _PATH, path, file=path))
    kind, size = ("png", _png(data)) if data.startswith(_PNG) else ("jpeg", _jpeg(data))
    if size is None or not min(size):
        raise _refused(refusal("logo-format", _PATH, path, file=path))
    if max(size) > RULES["logo-pixels"]["most"]:
        width, height = size
        raise _refused(refusal("logo-pixels", _PATH, path, file=path, width=width, height=height))
    return Logo(data, kind, *size)


_PATH = "office.look.logo"


def _refused(fault: Problem) -> DataError:
    return DataError([fault])


_PNG = b"\x89PNG\r\n\x1a\n"


def _png(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG (ISO/IEC 15948, 11.2.2); none where it is broken off."""
    if data[12:16] != b"IHDR" or b"IEND" not in data[-16:]:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg(data: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG (ITU-T T.81, B.2.2); none where it is no such file."""
    for marker, segment in _segments(data):
        # Frames of all kinds; C4, C8 and CC between them are no frames.
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC} and len(segment) >= 5:
            height, width = struct.unpack(">HH", segment[1:5])
            return width, height
    return None


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments of a JPEG before its picture, each with its marker."""
    at = 2 if data.startswith(b"\xff\xd8") else len(data)
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if marker == 0xDA or length < 2:
            return
        yield marker, data[at + 4 : at + 2 + length]
        at += 2 + length
