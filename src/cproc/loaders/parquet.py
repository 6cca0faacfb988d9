"""Reads a portfolio from a folder of Parquet files."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import attrs

from cproc.errors import DataError, Message, Problem, said
from cproc.figures.counting.views import optional_module
from cproc.model import Portfolio
from cproc.serialize import assembled
from cproc.serialize.assembly import Assembly
from cproc.serialize.frames import table_from
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
            message = said("the file cannot be read: {reason}.", reason=reason)
            hint = said("Write it again.")
            problems.append(Problem("parquet-form", message, file.stem, hint, file=str(file)))
            continue
        tables[file.stem] = attrs.evolve(read, file=str(file))
    if not tables and not problems:
        message = said("the folder holds no Parquet files.")
        problems.append(Problem("file-missing", message, file=str(folder)))
    if problems:
        raise DataError(problems)
    return tables


@lru_cache(maxsize=2)
def _assembly(path: Path, _changed: tuple[int, ...]) -> Assembly:
    return assembled(read_parquet(path).values(), {}, str(path))[1]


class ParquetLoader:
    """Reads what `cproc.parquet.write_parquet` writes."""

    name = "parquet"
    description = "a folder of Parquet files, one for each table (portfolio.parquet …)"

    def accepts(self, path: Path) -> bool:
        """Take a folder that holds ``portfolio.parquet``."""
        return (path / f"portfolio{_SUFFIX}").is_file()

    def load(self, path: Path) -> Portfolio:
        """Read the portfolio."""
        return assembled(read_parquet(path).values(), {}, str(path))[0]

    def locate(self, path: Path, where: str) -> tuple[str, str]:
        """Say in which file, row and column a path of the portfolio stands."""
        changed = tuple(file.stat().st_mtime_ns for file in sorted(path.glob(f"*{_SUFFIX}")))
        return _assembly(path, changed).place(where) or (str(path), "")
