"""The loaders of the library keep the rules of every loader."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyarrow import parquet

from cproc.errors import DataError
from cproc.hookspecs import NO_OPTIONS
from cproc.loaders.folder import FolderLoader
from cproc.loaders.json import JsonLoader
from cproc.loaders.parquet import ParquetLoader
from cproc.parquet import write_parquet
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


def write_parquet_folder(folder: Path) -> Path:
    path = folder / "office"
    write_parquet(OFFICE, path)
    return path


class TestParquet(LoaderConformance):
    """A folder of Parquet files."""

    loader = ParquetLoader()
    sample = staticmethod(write_parquet_folder)

    def test_faults_are_told_at_their_places(self, tmp_path: Path) -> None:
        """No text is replaced in such a file: a program writes what is wrong."""
        place = write_parquet_folder(tmp_path)
        file = place / "organisations.parquet"
        table = parquet.read_table(file)
        names = table.column_names
        parquet.write_table(table.rename_columns(["ident", *names[1:]]), file)
        with pytest.raises(DataError) as caught:
            self.loader.load(place, NO_OPTIONS)
        told = [(problem.code, problem.file, problem.cell) for problem in caught.value.problems]
        assert ("column-unknown", str(file), "column ident") in told
