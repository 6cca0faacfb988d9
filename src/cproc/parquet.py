"""A portfolio as a folder of Parquet files, which databases read as they are."""

from __future__ import annotations

import io
from pathlib import Path

from cproc.figures.counting.views import optional_module
from cproc.model import Portfolio
from cproc.publish import publish, ready_folder, writable
from cproc.serialize.analysis import analysis_tables
from cproc.serialize.frames import frame_of


def write_parquet(
    portfolio: Portfolio, folder: Path | str, *, force: bool = False
) -> tuple[Path, ...]:
    """Write each table of a portfolio as a Parquet file; `cproc.load` reads the folder.

    Amounts are decimal128 with the decimals they need, and have their currency beside them;
    dates are date32; nothing goes through float.

    Args:
        portfolio: What is written.
        folder: Where to; it is made where it is not there.
        force: Whether files that stand there are replaced.

    Returns:
        The files, named for the tables of `cproc.serialize.analysis.analysis_tables`.

    Raises:
        MissingExtraError: pyarrow is not installed (extra ``parquet``).
        TargetExistsError: A file stands there; nothing was written.
        ExportError: It cannot be written; the message says why.
    """
    files = optional_module("pyarrow.parquet", "parquet")
    tables = analysis_tables(portfolio)
    ready_folder(Path(folder))
    targets = [Path(folder) / f"{name}.parquet" for name in tables]
    for target in targets:  # nothing is written where one of them stands
        writable(target, force=force)
    for target, table in zip(targets, tables.values(), strict=True):
        stream = io.BytesIO()
        files.write_table(frame_of(table, "arrow"), stream)
        publish(target, stream.getvalue(), force=force)
    return tuple(targets)
