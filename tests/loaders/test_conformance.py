"""The loaders of the library keep the rules of every loader."""

from __future__ import annotations

from pathlib import Path

from cproc.loaders.folder import FolderLoader
from cproc.loaders.json import JsonLoader
from cproc.serialize import dumps, to_folder
from cproc.testing import LoaderConformance, make_portfolio

OFFICE = make_portfolio(3, seed=4)


def write_file(folder: Path) -> Path:
    path = folder / "office.json"
    path.write_text(dumps(OFFICE), encoding="utf-8")
    return path


def write_folder(folder: Path) -> Path:
    path = folder / "office"
    path.mkdir()
    for name, text in to_folder(OFFICE, ("activities", "organisations")).items():
        (path / name).write_text(text, encoding="utf-8")
    return path


class TestJson(LoaderConformance):
    """One file."""

    loader = JsonLoader()
    sample = staticmethod(write_file)
    faults = (
        (f'"{OFFICE.activities[0].occurrences[0].when}"', '"soon"'),
        ('"country": "', '"country": "Narnia'),
    )


class TestFolder(LoaderConformance):
    """A folder with tables."""

    loader = FolderLoader()
    sample = staticmethod(write_folder)
    faults = (
        (str(OFFICE.activities[0].occurrences[0].when), "soon"),
        ("id,projects", "id,projets"),
    )
