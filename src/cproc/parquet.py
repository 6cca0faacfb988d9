"""A portfolio as a folder of Parquet files, which databases read as they are."""

from __future__ import annotations

from pathlib import Path

from cproc.loaders.parquet import parquet_files
from cproc.model import Portfolio
from cproc.publish import publish, ready_folder, writable


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
    files = parquet_files(portfolio)
    ready_folder(Path(folder))
    targets = [Path(folder) / name for name in files]
    for target in targets:  # nothing is written where one of them stands
        writable(target, force=force)
    for target, data in zip(targets, files.values(), strict=True):
        publish(target, data, force=force)
    return tuple(targets)
