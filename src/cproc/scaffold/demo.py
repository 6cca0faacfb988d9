"""Offices to try the library on: real data and invented grants, which come with the package."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from cproc.errors import looked_up

__all__ = ["EXAMPLES", "demo_files"]

EXAMPLES: Mapping[str, str] = {
    "grant": "eu_grant",
    "grant-reported": "eu_grant_reported",
    "year": "cproc_2017",
}
"""The folder in ``examples/`` that each example is kept in, by its name."""

_KEPT = (".csv", ".json", ".md")


def demo_files(example: str = "year") -> dict[str, bytes]:
    """The files of an example office, by their names.

    Args:
        example: One of `EXAMPLES`: ``year``, a real year of an office with seven projects;
            ``grant``, an invented grant of the European Union with its budget and vouchers;
            ``grant-reported``, another with what becomes of a budget until the final report.

    Raises:
        UnknownNameError: There is no such example.

    Example:
        >>> sorted(demo_files("grant"))
        ['README.md', 'activities.csv', 'portfolio.json', 'rates.csv']
    """
    folder = _folder(looked_up("example", example, EXAMPLES))
    return {
        file.name: file.read_bytes()
        for file in folder.iterdir()
        if file.name.endswith(_KEPT) and not file.name.startswith(".")
    }


def _folder(name: str) -> Traversable:
    """Where an example is: in an installed package, or else in the checkout that it is run from."""
    packaged = files("cproc.scaffold") / "examples" / name
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "examples" / name
