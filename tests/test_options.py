"""Options are declared once, as a class, and read from text."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

import attrs
import pytest

from cproc.errors import InvalidValueError, PluginError, UsageError
from cproc.options import Narrowing, NoOptions, options_of, read_options


class Paper(StrEnum):
    """Size of a page."""

    A4 = "A4"
    LETTER = "letter"


@attrs.frozen
class Every:
    """One option of each type.

    Args:
        name: What it is
            called.
        toc: Whether there is one.

            More about it.
        tables: Which are written.

    Example:
        toc: This is no description.
    """

    name: str = "x"
    toc: bool = True
    copies: int = 1
    share: Decimal = Decimal("0.5")
    on: date | None = None
    paper: Paper = Paper.A4
    side: Literal["left", "right"] = "left"
    tables: tuple[str, ...] = ("a", "b")


def test_text_becomes_typed_values() -> None:
    """Each type is read from its text; what is not given keeps its default."""
    given = {
        "name": "=1",
        "toc": "FALSE",
        "copies": "12",
        "share": "-1.25",
        "on": "2017-09-30",
        "paper": "letter",
        "side": "right",
        "tables": "activities, projects,",
    }
    _part, made = read_options(Every, given, "it")
    assert made == Every(
        "=1",
        False,  # noqa: FBT003 - positions as declared
        12,
        Decimal("-1.25"),
        date(2017, 9, 30),
        Paper.LETTER,
        "right",
        ("activities", "projects"),
    )
    assert read_options(Every, {}, "it") == (Narrowing(), Every())
    assert read_options(NoOptions, {}, "it") == (Narrowing(), NoOptions())


def test_every_exporter_can_be_narrowed() -> None:
    """`donor` and `project` are options of every exporter, and not handed to it."""
    given = {"donor": "EU", "project": "X", "copies": "2"}
    assert read_options(Every, given, "it") == (Narrowing("EU", "X"), Every(copies=2))


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("toc", "maybe", "true or false"),
        ("toc", "1", "true or false"),
        ("copies", "2.0", "a whole number"),
        ("copies", "1_0", "a whole number"),
        ("copies", "٣", "a whole number"),
        ("share", "NaN", "a number such as 1.5"),
        ("share", "1e5", "a number such as 1.5"),
        ("on", "30/09/2017", "a day such as 2017-09-30"),
        ("paper", "a4", "one of A4, letter"),
        ("side", "up", "one of left, right"),
    ],
)
def test_text_that_does_not_fit_is_told_with_what_is_wanted(
    name: str, text: str, wanted: str
) -> None:
    """The message names the option, what it takes, and what was given."""
    with pytest.raises(UsageError, match=rf"'{name}' takes {re.escape(wanted)}, not "):
        read_options(Every, {name: text}, "it")


def test_every_fault_is_told_at_once() -> None:
    """An unknown option lists those there are with their descriptions, beside other faults."""
    with pytest.raises(UsageError) as told:
        read_options(Every, {"nam": "x", "toc": "perhaps"}, "the exporter 'letter'")
    text = str(told.value)
    assert (
        "the exporter 'letter' has no option 'nam' (did you mean 'name'?); the option 'toc'" in text
    )
    assert "the option 'toc' takes true or" in text
    assert "\n  name: What it is called. Takes text; x if not given.\n" in text
    assert "\n  toc: Whether there is one. More about it. Takes true or false; true" in text
    assert "\n  on:  Takes a day such as 2017-09-30; may be left out.\n" in text
    with pytest.raises(
        UsageError, match=r"there are:\n  donor: .*\n  project: .*\n  programme: .*\.$"
    ):
        read_options(NoOptions, {"toc": "true"}, "it")


def test_a_class_may_refuse_what_does_not_go_together() -> None:
    """What the class's own validators refuse is told as a wrong call, not as a fault of ours."""

    @attrs.frozen
    class Few:
        """Few copies."""

        copies: int = attrs.field(default=1, validator=attrs.validators.le(3))
        paper: str = "A4"

        def __attrs_post_init__(self) -> None:
            if self.paper == "stone":
                raise InvalidValueError("paper", "nothing prints on stone.", "Take A4.")

    Few.__annotations__.update(copies=int, paper=str)
    with pytest.raises(UsageError, match=r"it: .*<= 3"):
        read_options(Few, {"copies": "4"}, "it")
    with pytest.raises(UsageError, match="it: nothing prints on stone"):
        read_options(Few, {"paper": "stone"}, "it")


def test_options_are_listed() -> None:
    """Name, what is taken, the default as text, and the description of the docstring."""
    made = {option.name: option for option in options_of(Every)}
    assert list(made) == ["name", "toc", "copies", "share", "on", "paper", "side", "tables"]
    assert {name: option.default for name, option in made.items()} == {
        "name": "x", "toc": "true", "copies": "1", "share": "0.5", "on": "", "paper": "A4",
        "side": "left", "tables": "a,b",
    }  # fmt: skip
    assert made["tables"].wanted == "text, several with commas between"
    assert made["tables"].description == "Which are written."
    assert made["copies"].description == ""
    assert options_of(NoOptions) == ()


def test_defaults_read_back_equal() -> None:
    """The text that is shown for a default gives the default."""
    shown = {option.name: option.default for option in options_of(Every) if option.default}
    assert read_options(Every, shown, "it") == (Narrowing(), Every())


@attrs.frozen
class Needs:
    """An option without a default."""

    name: str


@attrs.frozen
class Grows:
    """An option whose default is made anew."""

    names: tuple[str, ...] = attrs.field(factory=tuple)


@attrs.frozen
class Odd:
    """An option no text stands for."""

    name: bytes = b""


@attrs.frozen
class Either:
    """An option of two types."""

    name: str | int = 1


@attrs.frozen
class Narrower:
    """An option that every exporter has."""

    donor: str = ""


@pytest.mark.parametrize(
    ("cls", "reason"),
    [
        (dict, "no attrs class"),
        (Needs, "'name' of Needs has no plain default"),
        (Grows, "'names' of Grows has no plain default"),
        (Narrower, "'donor' of Narrower is one of every exporter"),
        (Odd, "'name' of Odd is of a type that no text"),
        (Either, "'name' of Either is of a type that no text"),
    ],
)
def test_a_class_that_declares_no_options_is_refused(cls: Any, reason: str) -> None:
    """The author learns at load which field cannot be an option."""
    with pytest.raises(PluginError, match=reason):
        options_of(cls)
