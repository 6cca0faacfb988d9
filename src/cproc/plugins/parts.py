"""Data that are a part only: the tables of a quarter, without the office they are of."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs

from cproc.errors import Problem
from cproc.loaders import mapping
from cproc.model import Portfolio
from cproc.plugins.sources import Source, located
from cproc.plugins.writing import told_of
from cproc.serialize import MAIN, to_data
from cproc.serialize.relations import relations
from cproc.serialize.tables import take_out

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
        data = to_data(base)
        for name in names:
            take_out(data, relations()[name])
        (Path(place) / MAIN).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        with told_of(Path(place), folder):
            return attrs.evolve(source, path=place).read(), names


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


def place_errors(
    errors: Iterable[Problem], base: tuple[Source, Portfolio], new: Source, merged: Portfolio
) -> tuple[Problem, ...]:
    """Say of the errors of merged data in which of the two sources each stands.

    Args:
        errors: Of the merged data, each with its path.
        base: What was merged into, and the portfolio read of it; its cells are told.
        new: What was merged; where it stands in it is told by the file alone.
        merged: What the paths lead into.
    """
    source, before = base

    def is_of_base(path: str) -> bool:
        record = path[: path.rindex("]") + 1] if "]" in path else path
        found = _record_at(before, record)
        return found is not None and found == _record_at(merged, record)

    return tuple(
        located([each], source)[0]
        if is_of_base(each.path)
        else attrs.evolve(each, file=each.file or str(new.path))
        for each in errors
    )


def _record_at(portfolio: Portfolio, path: str) -> Any:
    """What stands at a path of a portfolio; nothing where the path leads nowhere."""
    found: Any = portfolio
    for name, index in re.findall(r"([a-z_]+)|\[([0-9]+)\]", path):
        try:
            found = getattr(found, name) if name else found[int(index)]
        except (AttributeError, IndexError, TypeError):
            return None
    return found
