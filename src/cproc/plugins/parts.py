"""Data that are a part only: the tables of a quarter, without the office they are of."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs

from cproc.errors import DataError
from cproc.loaders import mapping
from cproc.model import Portfolio
from cproc.plugins.sources import Source
from cproc.serialize import MAIN, to_data
from cproc.serialize.relations import relations

_CSV = ".csv"


def read_beside(source: Source, base: Portfolio) -> tuple[Portfolio, tuple[str, ...]]:
    """Data that go into a portfolio: whole ones, or tables that stand beside what it has.

    A CSV file named for its table, or a folder of them without office, is read as if what it does
    not have stood beside it.

    Args:
        source: The data.
        base: The portfolio they go into.

    Returns:
        A portfolio, and the names of the tables that are the source's own; none where all are.

    Raises:
        DataError: With a problem for each fault.
    """
    files = _tables(source.path) if source.by is None else []
    if not files:
        return source.read(), ()
    folder = source.path if source.path.is_dir() else source.path.parent
    names = tuple(dict.fromkeys(_names(files)))
    with tempfile.TemporaryDirectory(prefix="cproc-") as place:
        for file in files:
            (Path(place) / file.name).symlink_to(file.resolve())
        text = json.dumps(_without(to_data(base), names), ensure_ascii=False)
        (Path(place) / MAIN).write_text(text, encoding="utf-8")
        try:
            return attrs.evolve(source, path=place).read(), names
        except DataError as error:
            raise DataError(
                attrs.evolve(each, file=each.file.replace(place, str(folder), 1))
                for each in error.problems
            ) from None


def _tables(path: Path) -> list[Path]:
    """The files of a part; none where a path is something else."""
    if path.is_file():
        return [path] if path.suffix == _CSV and path.stem in relations() else []
    whole = ("portfolio.json", "office.csv", "portfolio.parquet")
    if not path.is_dir() or any((path / name).exists() for name in whole):
        return []
    files = sorted(file for file in path.iterdir() if file.is_file())
    return files if any(_names(files)) else []


def _names(files: Iterable[Path]) -> list[str]:
    """The tables that files hold: those they are named for, and those of a mapping."""
    names = []
    for file in files:
        if file.name == mapping.FILE:
            sources = mapping.read_mapping(file.read_text(encoding="utf-8"), str(file))
            names += [source.table for source in sources]
        elif file.suffix == _CSV and file.stem in relations():
            names.append(file.stem)
    return names


def _without(data: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Plain data without the records of some tables."""
    for name in names:
        *above, field = relations()[name].path or ("",)
        holders = [data]
        for step in above:
            inner = [holder.get(step, []) for holder in holders]
            holders = [each for one in inner for each in (one if isinstance(one, list) else [one])]
        for holder in holders:
            holder.pop(field, None)
    return data
