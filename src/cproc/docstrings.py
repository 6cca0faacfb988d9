"""What docstrings in Google style say: they are read, so that no text is written twice."""

from __future__ import annotations

import inspect
import re


def summary(of: object) -> str:
    """The first paragraph of a docstring, as one line without marks of code."""
    return _line((inspect.getdoc(of) or "").partition("\n\n")[0])


def arguments(cls: type) -> dict[str, str]:
    """The text of each entry under ``Args:``, as one line without marks of code, by name."""
    _, _, section = (inspect.getdoc(cls) or "").partition("\nArgs:\n")
    block = re.split(r"\n(?=\S)", section, maxsplit=1)[0]
    entries = re.split(r"^    (?=\S)", block, flags=re.MULTILINE)[1:]
    pairs = (entry.partition(":") for entry in entries)
    return {name: _line(text) for name, _, text in pairs}


def _line(text: str) -> str:
    return " ".join(text.replace("`", "").split())
