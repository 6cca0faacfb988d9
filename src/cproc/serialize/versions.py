"""Versions of the file format, and how a file of an older one is read.

A change that an older file would not survive gets a new version and a migration: a pure
function from the data of one version to those of the next. What it does not know it passes
on, so that the loader tells what is wrong. New fields with a default need no migration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cproc.errors import DataError, Problem, said
from cproc.model import Narrative, Statement

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


_REPORT = ("narrative", "statements")
"""What belonged to the portfolio before a report did hold it, beside how it is filed."""


def _reports_and_values(data: Data) -> Data:
    """From 2 to 3: a portfolio holds reports, a project predecessors, an indicator values."""
    moved = {name: data[name] for name in _REPORT if name in data}
    identity = data.get("report")
    if moved or identity is not None:
        filed = identity if isinstance(identity, dict) else {}
        of = {"period": data["period"]} if "period" in data else {}
        data = {name: v for name, v in data.items() if name not in (*_REPORT, "report")}
        data |= {"reports": [*data.get("reports", []), of | filed | moved]}
    return _each(data, "projects", _project_of_format_3)


def _project_of_format_3(project: Data) -> Data:
    if "predecessor" in project:
        before = project["predecessor"]
        others = {name: value for name, value in project.items() if name != "predecessor"}
        project = others | {"predecessors": [] if before is None else [before]}
    return _each(project, "results", lambda result: _each(result, "indicators", _indicator))


def _indicator(indicator: Data) -> Data:
    """Its numbers as values: women and men are parts of the actual, or make it where it lacks."""
    sexes = {name: indicator[name] for name in ("women", "men") if indicator.get(name) is not None}
    numbers = [number for number in sexes.values() if type(number) is int]
    actual = indicator.get("actual")
    if actual is None and numbers:
        actual = sum(numbers)
    numbers_of = {"baseline": indicator.get("baseline"), "target": indicator.get("target")}
    numbers_of["actual"] = actual
    values: list[Data] = [
        {"kind": kind, "value": value} for kind, value in numbers_of.items() if value is not None
    ]
    if values and values[-1]["kind"] == "actual":
        parts = [{"dimension": "sex", "group": name, "value": n} for name, n in sexes.items()]
        values[-1] |= {"parts": parts} if parts else {}
        values[-1] |= {"qualifier": indicator["qualifier"]} if "qualifier" in indicator else {}
    gone = ("baseline", "target", "actual", "women", "men", "qualifier")
    others = {name: value for name, value in indicator.items() if name not in gone}
    return others | ({"values": values} if values else {})


MIGRATIONS: tuple[Callable[[Data], Data], ...] = (_texts_per_language, _reports_and_values)
"""The first leads from format 1 to format 2, and so on."""

FORMER_TABLES: dict[str, type] = {"statements": Statement, "narrative": Narrative}
"""Lists of the portfolio in former formats, which a folder of one may hold as tables."""

FORMER_FIELDS: dict[str, dict[str, Any]] = {"projects": {"predecessor": str}}
"""Columns of tables in former formats."""

FORMAT = len(MIGRATIONS) + 1
"""Version of the file format; the ``format`` key of a file."""


def migrated(data: Data, file: str = "") -> Data:
    """The data of a file of any version as those of the newest, without ``format``.

    Without one they are of the newest. A version that is newer than this library, or none, is
    a `DataError`.
    """
    version = data.get("format", FORMAT)
    if type(version) is not int or version < 1:
        message = said("{version!r} is no version of the file format.", version=version)
        hint = said("Write {format}.", format=FORMAT)
    elif version > FORMAT:
        message = said(
            "the file is of format {version}; this version reads up to format {format}.",
            version=version,
            format=FORMAT,
        )
        hint = said("Install a newer cproc.")
    else:
        data = {key: value for key, value in data.items() if key != "format"}
        for migrate in MIGRATIONS[version - 1 :]:
            data = migrate(data)
        return data
    raise DataError([Problem("format-version", message, "format", hint, file=file)])
