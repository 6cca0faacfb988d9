"""A package for an exporter or a loader of one's own, ready to be installed and tested."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from string import Template

from cproc.errors import TargetExistsError, UsageError, said

__all__ = ["write_exporter", "write_loader"]

# Where each template goes; names may hold $module. They end in .txt, so that no tool takes them
# for code of this package.
_FILES = {
    "pyproject.toml.txt": "pyproject.toml",
    "README.md.txt": "README.md",
    "module.py.txt": "src/$module.py",
    "test.py.txt": "tests/test_$module.py",
}


def write_exporter(name: str, folder: Path) -> tuple[Path, ...]:
    """Write a package with an exporter and its tests.

    The exporter is called by a name of small letters, digits and hyphens; the folder of the
    package, ``cproc-<name>``, is made in the one given.

    Raises:
        UsageError: The name cannot be one, or the folder is not there.
        TargetExistsError: The package's folder exists.
    """
    _refuse_name(name, said("an exporter"))
    return _write("exporter", name, folder)


def write_loader(name: str, folder: Path) -> tuple[Path, ...]:
    """Write a package with a loader and its tests.

    It is called, and its package is made, as that of an exporter.

    Raises:
        UsageError: The name cannot be one, or the folder is not there.
        TargetExistsError: The package's folder exists.
    """
    _refuse_name(name, said("a loader"))
    return _write("loader", name, folder)


def _refuse_name(name: str, what: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > 40:
        raise UsageError(
            "{name!r} cannot be the name of {what}; take small letters, digits and "
            "hyphens, such as donor-letter",
            name=name,
            what=what,
        )


def _write(kind: str, name: str, folder: Path) -> tuple[Path, ...]:
    if not folder.is_dir():
        raise UsageError("there is no folder {folder}; make it first", folder=folder)
    package = folder / f"cproc-{name}"
    if package.exists():
        raise TargetExistsError("{package} exists; give another name.", package=package)
    words = {
        "name": name,
        "module": f"cproc_{name.replace('-', '_')}",
        "kind": "".join(part.capitalize() for part in name.split("-")),
    }
    written = []
    for template, place in _FILES.items():
        target = package / Template(place).substitute(words)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = (files("cproc.scaffold") / kind / template).read_text("utf-8")
        target.write_text(Template(text).substitute(words), encoding="utf-8")
        written.append(target)
    return tuple(written)
