"""Data written in the form a loader reads: in the form they are in, or in another one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import attrs

from cproc.errors import (
    DataError,
    ExportError,
    Problem,
    TargetExistsError,
    UsageError,
    joined,
    said,
)
from cproc.hookspecs import Loader
from cproc.model import Portfolio
from cproc.plugins import collect
from cproc.plugins.contain import contained
from cproc.plugins.sources import Options, Source, chosen_options, loader, source_of
from cproc.publish import publish, publish_files

FOLDER = "folder"
"""The form of a new folder, and the one that files of labels stand beside."""

Files = Mapping[str, bytes | None]


def write_like(path: str | Path | Source, portfolio: Portfolio) -> tuple[Path, ...]:
    """Write a portfolio over the data of a path, in the form they are in.

    Args:
        path: A file or folder that is there.
        portfolio: What it is to hold.

    Returns:
        The files that were changed.

    Raises:
        UsageError: The loader of the path only reads.
        DataError: The form cannot hold the portfolio.
        ExportError: It cannot be written; nothing was changed.
    """
    source = source_of(path)
    return _write(source.loader, portfolio, source.path, source.options)


def convert(
    source: str | Path | Source,
    target: str | Path,
    to: str | None = None,
    *,
    force: bool = False,
    options: Options = None,
) -> tuple[Path, ...]:
    """Write data in another form, from which they are read equal.

    The data are read without the checks across records, so that they may be unfinished. From a
    folder to a folder files of labels go along.

    Args:
        source: A file or folder that one of the loaders reads.
        target: Where to; a name without suffix is a folder.
        to: Name of the loader whose form is wanted; that of the target's suffix where absent.
        force: Whether what stands there is replaced; of a folder the files of data only.
        options: Options of that loader: text by name, or an instance of its class.

    Returns:
        The files that were written.

    Raises:
        DataError: The data cannot be read, or the form cannot hold them.
        UnknownNameError: There is no such loader.
        UsageError: No loader writes such a file, or it has no such options.
        TargetExistsError: There is something and it was not to be replaced.
        ExportError: It cannot be written; nothing was changed.

    Example:
        >>> import cproc, tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> [file.name for file in cproc.convert("examples/eu_grant", folder / "grant.json")]
        ['grant.json']
        >>> cproc.load(folder / "grant.json") == cproc.load("examples/eu_grant")
        True
    """
    data, place = source_of(source), Path(target)
    by = _ready(place, to, force=force)
    portfolio = data.read()
    labels = _labels(data.path) if by.name == FOLDER and data.path.is_dir() else {}
    return _write(by, portfolio, place, options, labels)


def write_as(
    target: str | Path, portfolio: Portfolio, to: str | None = None, *, force: bool = False
) -> tuple[Path, ...]:
    """Write a portfolio as data, in the form of a name.

    Args:
        target: Where to; a name without suffix is a folder.
        portfolio: What it is to hold.
        to: Name of the loader whose form is wanted; that of the target's suffix where absent.
        force: Whether what stands there is replaced; of a folder the files of data only.

    Returns:
        The files that were written.

    Raises:
        DataError: The form cannot hold the portfolio.
        UsageError: No loader writes such a file.
        TargetExistsError: There is something and it was not to be replaced.
        ExportError: It cannot be written; nothing was changed.
    """
    place = Path(target)
    return _write(_ready(place, to, force=force), portfolio, place, None)


def _ready(place: Path, to: str | None, *, force: bool) -> Loader:
    """The loader that writes to a place, where nothing stands that is not to be replaced."""
    by = _writer(place) if to is None else loader(to)
    _refuse_reader(by)
    if _stands(place) and not force:
        raise TargetExistsError(
            said("{target} exists; give another name, or replace it with --force.", target=place)
        )
    return by


def _stands(place: Path) -> bool:
    """Whether there is something to lose."""
    return any(place.iterdir()) if place.is_dir() else place.exists()


def _labels(folder: Path) -> dict[str, bytes]:
    """The files of labels and of messages that stand beside data in a folder."""
    files = (*folder.glob("labels*.toml"), *folder.glob("messages.*.po"))
    return {file.name: file.read_bytes() for file in sorted(files)}


def _writer(target: Path) -> Loader:
    """The loader whose form a target has: that of what stands there, or of its suffix."""
    if _stands(target):
        return Source(target).loader
    if not target.suffix:
        return loader(FOLDER)
    writers = [each for each in collect.installed().loaders if each.writes]
    for each in writers:
        if target.suffix.lower() in each.suffixes:
            return each
    forms = ", ".join(f"{each.name} ({', '.join(each.suffixes) or '/'})" for each in writers)
    raise UsageError(
        "no loader writes {target!r}; there are: {forms}", target=target.name, forms=forms
    )


def _refuse_reader(by: Loader) -> None:
    if not by.writes:
        writers = (each.name for each in collect.installed().loaders if each.writes)
        raise UsageError(
            said(
                "the loader {name!r} only reads; there are: {writers}",
                name=by.name,
                writers=joined(", ", writers),
            )
        )


def _write(
    by: Loader,
    portfolio: Portfolio,
    place: Path,
    options: Options,
    beside: Mapping[str, bytes] | None = None,
) -> tuple[Path, ...]:
    """Write files, once what is read from them is known to be equal.

    Args:
        by: Who writes and reads them.
        portfolio: What they hold.
        place: Where they go.
        options: Options of the loader.
        beside: Further files that go to the folder, which are taken account of.
    """
    _refuse_reader(by)
    chosen = chosen_options(by, options)
    whose = said("the loader {name!r}", name=by.name)
    with (
        tempfile.TemporaryDirectory(prefix="cproc-") as folder,
        told_of(Path(folder), place.parent),
    ):
        trial = Path(folder) / place.name
        _copy(place, trial, beside or {})
        with contained(ExportError, whose, said(". Nothing was written.")):
            files = by.files(portfolio, trial, chosen)
            _put(trial, files)
            same = by.load(trial, chosen) == portfolio
    if not same:
        message = said("what would be written there is not read back equal.")
        hint = said("A file of labels beside it may say something else; change it there.")
        raise DataError([Problem("not-kept", message, hint=hint, file=str(place))])
    files = {**(beside or {}), **files}
    if "" not in files:
        return publish_files(place, files)
    if (data := files[""]) is None or _same(place, data):
        return ()
    publish(place, data, force=True)
    return (place,)


@contextmanager
def told_of(tried: Path, meant: Path) -> Iterator[None]:
    """Say of what is wrong with what was tried in a folder where it stands, or would.

    Args:
        tried: The folder.
        meant: The one it stands for.
    """
    try:
        yield
    except DataError as error:
        raise DataError(
            attrs.evolve(each, file=each.file.replace(str(tried), str(meant), 1))
            for each in error.problems
        ) from error


def _same(place: Path, data: bytes) -> bool:
    return place.is_file() and place.read_bytes() == data


def _copy(place: Path, trial: Path, beside: Mapping[str, bytes]) -> None:
    """What stands at a place, to be tried with: its files, by links, that nothing is written to."""
    if place.is_dir():
        trial.mkdir()
        for each in place.iterdir():
            (trial / each.name).symlink_to(each.resolve())
    elif place.exists():
        trial.symlink_to(place.resolve())
    if beside:
        trial.mkdir(exist_ok=True)
    for name, data in beside.items():
        (trial / name).unlink(missing_ok=True)
        (trial / name).write_bytes(data)


def _put(trial: Path, files: Files) -> None:
    if "" not in files:
        trial.mkdir(exist_ok=True)
    for name, data in files.items():
        file = trial / name if name else trial
        file.unlink(missing_ok=True)
        if data is not None:
            file.write_bytes(data)
