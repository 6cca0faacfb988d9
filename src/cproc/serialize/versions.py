"""Versions of the file format, and how a file of an older one is read.

A change that an older file would not survive gets a new version and a migration: a pure
function from the data of one version to those of the next. What it does not know it passes
on, so that the loader tells what is wrong. New fields with a default need no migration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cproc.errors import DataError, Problem

Data = dict[str, Any]


def _each(data: Data, name: str, change: Callable[[Data], Data]) -> Data:
    """Change each record of a list that is one."""
    records = data.get(name)
    if not isinstance(records, list):
        return data
    return data | {name: [change(r) if isinstance(r, dict) else r for r in records]}


def _texts_per_language(data: Data) -> Data:
    """From 1 to 2: notes, acronyms and descriptions are in languages; they were plain text.

    Format 1 did not say in which: English where the office has an English name, else the
    first language of its name. What was empty is absent.
    """
    office = data.get("office")
    name = office.get("name") if isinstance(office, Mapping) else None
    languages = sorted(map(str, name)) if isinstance(name, Mapping) else []
    language = "en" if "en" in languages or not languages else languages[0]

    def change(field: str) -> Callable[[Data], Data]:
        def changed(record: Data) -> Data:
            text = record.get(field)
            if not isinstance(text, str):
                return record
            others = {key: value for key, value in record.items() if key != field}
            return others | {field: {language: text}} if text else others

        return changed

    data = _each(data, "activities", change("note"))
    data = _each(data, "organisations", change("acronym"))
    return _each(data, "projects", lambda p: _each(p, "transactions", change("description")))


MIGRATIONS: tuple[Callable[[Data], Data], ...] = (_texts_per_language,)
"""The first leads from format 1 to format 2, and so on."""

FORMAT = len(MIGRATIONS) + 1
"""Version of the file format; the ``format`` key of a file."""


def migrated(data: Data, file: str = "") -> Data:
    """The data of a file of any version as those of the newest, without ``format``.

    Without one they are of the newest. A version that is newer than this library, or none, is
    a `DataError`.
    """
    version = data.get("format", FORMAT)
    if type(version) is not int or version < 1:
        message, hint = f"{version!r} is no version of the file format.", f"Write {FORMAT}."
    elif version > FORMAT:
        message = f"the file is of format {version}; this version reads up to format {FORMAT}."
        hint = "Install a newer cproc."
    else:
        data = {key: value for key, value in data.items() if key != "format"}
        for migrate in MIGRATIONS[version - 1 :]:
            data = migrate(data)
        return data
    raise DataError([Problem("format-version", message, "format", hint, file=file)])
