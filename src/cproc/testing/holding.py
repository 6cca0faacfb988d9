"""What the suites of exporters and loaders share."""

from __future__ import annotations

import decimal
import locale
from collections.abc import Callable, Iterator
from pathlib import Path

from cproc.options import options_of


def settings(cls: type) -> Iterator[tuple[str, str]]:
    """Every flag on and off, and every choice of a class of options, as text."""
    for option in options_of(cls, narrows=False):
        texts = [option.default] if option.default else []
        if option.wanted == "true or false":
            texts = ["true", "false"]
        elif option.wanted.startswith("one of "):
            listed = option.wanted.removesuffix(", several with commas between")
            texts = listed.removeprefix("one of ").split(", ")
        yield from ((option.name, text) for text in texts)


def surroundings() -> tuple[object, ...]:
    """The working folder, the locale and the precision of decimals."""
    return Path.cwd(), locale.setlocale(locale.LC_ALL), decimal.getcontext().prec


def hold(condition: object, fault: str) -> None:
    """Fail with a sentence that says what is done wrong."""
    if not condition:
        raise AssertionError(fault)


def raises(kind: type[Exception], call: Callable[[], object], fault: str) -> None:
    """Fail with a sentence where a call does not raise an error."""
    try:
        call()
    except kind:
        return
    raise AssertionError(fault)
