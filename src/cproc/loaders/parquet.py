"""Reads a portfolio from a folder of Parquet files."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import attrs

from cproc.errors import DataError, Message
from cproc.figures.counting.views import optional_module
from cproc.hookspecs import NO_OPTIONS, Loader, NoOptions
from cproc.loaders.faults import fault
from cproc.model import Portfolio
from cproc.serialize import assembled
from cproc.serialize.analysis import analysis_tables
from cproc.serialize.assembly import Assembly
from cproc.serialize.frames import frame_of, table_from
from cproc.serialize.tables import Table

_SUFFIX = ".parquet"


def read_parquet(folder: Path | str) -> dict[str, Table]:
    """The tables of a folder of Parquet files, by name.

    Raises:
        MissingExtraError: pyarrow is not installed (extra ``parquet``).
        DataError: A file cannot be read, or there is none.
    """
    files = optional_module("pyarrow.parquet", "parquet")
    errors = optional_module("pyarrow", "parquet").ArrowException
    tables: dict[str, Table] = {}
    problems = []
    for file in sorted(Path(folder).glob(f"*{_SUFFIX}")):
        try:
            read = table_from(file.stem, files.read_table(file))
        except (OSError, errors) as error:
            reason = Message(str(error).partition("\n")[0])
            problems.append(fault("parquet-form", file.stem, file=str(file), reason=reason))
            continue
        tables[file.stem] = attrs.evolve(read, file=str(file))
    if not tables and not problems:
        problems.append(fault("file-missing.parquet", file=str(folder)))
    if problems:
        raise DataError(problems)
    return tables


def parquet_files(portfolio: Portfolio) -> dict[str, bytes]:
    """A portfolio as Parquet files, by name; `ParquetLoader` reads a folder of them.

    Raises:
        MissingExtraError: pyarrow is not installed (extra ``parquet``).
    """
    files = optional_module("pyarrow.parquet", "parquet")
    written = {}
    for name, table in analysis_tables(portfolio).items():
        stream = io.BytesIO()
        files.write_table(frame_of(table, "arrow"), stream)
        written[f"{name}{_SUFFIX}"] = stream.getvalue()
    return written


@lru_cache(maxsize=2)
def _assembly(path: Path, _changed: tuple[int, ...]) -> Assembly:
    return assembled(read_parquet(path).values(), {}, str(path))[1]


class ParquetLoader(Loader):
    """Reads what `cproc.parquet.write_parquet` writes."""

    name = "parquet"
    description = "a folder of Parquet files, one for each table (portfolio.parquet …)"
    writes = True

    def accepts(self, path: Path) -> bool:
        """Take a folder that holds ``portfolio.parquet``."""
        return (path / f"portfolio{_SUFFIX}").is_file()

    def load(self, path: Path, options: NoOptions = NO_OPTIONS) -> Portfolio:
        """Read the portfolio."""
        return assembled(read_parquet(path).values(), {}, str(path))[0]

    def locate(self, path: Path, where: str, options: NoOptions = NO_OPTIONS) -> tuple[str, str]:
        """Say in which file, row and column a path of the portfolio stands."""
        changed = tuple(file.stat().st_mtime_ns for file in sorted(path.glob(f"*{_SUFFIX}")))
        return _assembly(path, changed).place(where) or (str(path), "")

    def files(
        self, portfolio: Portfolio, path: Path, options: NoOptions = NO_OPTIONS
    ) -> Mapping[str, bytes | None]:
        """Write a file for each table; those of tables without rows go."""
        there = dict.fromkeys(file.name for file in path.glob(f"*{_SUFFIX}"))
        return {**there, **parquet_files(portfolio)}
