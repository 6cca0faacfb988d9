"""The mapping that an office writes: what its sheets and columns hold, and how it writes values.

A file ``columns.toml`` has settings at its top, and a table for each table of records that a
sheet fills (`cproc.serialize.relations` names them)::

    file = "Tracker 2025.xlsx"
    dates = "day/month/year"
    currency = "EUR"

    [activities]
    sheet = "Activities"
    columns = { id = "#", kind = "Type of event" }
    codes.kind = { "Round table" = "meeting" }

A column whose header is a name that the library knows, in English or French, need not be named.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from cproc.errors import DataError, Problem, kind_of, said
from cproc.loaders.faults import fault, refused
from cproc.loaders.sources import Across, Rule, Source, fields_of
from cproc.loaders.targets import is_target, target_names
from cproc.loaders.values import DateForm, NumberForm
from cproc.loaders.values.amounts import FORMS
from cproc.loaders.values.people import ORDERS
from cproc.model import is_country
from cproc.money import is_currency
from cproc.nearest import nearest
from cproc.serialize.headings import folded
from cproc.serialize.relations import relations

FILE = "columns.toml"
_ORDERS = {"day/month/year": "day", "month/day/year": "month"}


_SETTINGS: dict[str, type | tuple[type, ...]] = {
    "file": str,
    "dates": str,
    "year": int,
    "century": int,
    "numbers": str,
    "currency": str,
    "symbols": dict,
    "people": str,
    "country": str,
    "language": str,
    "all_projects": list,
    "empty": list,
}
_KEYS: dict[str, type | tuple[type, ...]] = {
    **_SETTINGS,
    "sheet": (str, int),
    "header": int,
    "columns": dict,
    "fixed": dict,
    "rules": dict,
    "codes": dict,
    "split": dict,
    "parts": dict,
    "across": dict,
    "numbered": dict,
    "ids": str,
    "order": str,
    "once": bool,
    "first_day": list,
    "later": list,
    "ignore": list,
    "leave_out": list,
}
_CONDITIONS = ("is", "filled", "empty", "column", "has")


def read_mapping(text: str, file: str = FILE) -> tuple[Source, ...]:
    r"""Read a mapping; every fault of it is told at once.

    Args:
        text: What ``columns.toml`` holds.
        file: Its name, for messages.

    Raises:
        DataError: A problem for each key or value that is not known.

    Example:
        >>> source, = read_mapping('file = "a.xlsx"\n[rates]\nsheet = "Rates"')
        >>> source.table, source.sheet
        ('rates', 'Rates')
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise refused("toml-malformed", file, text=error) from None
    reader = _Reader(text, file)
    above = {key: value for key, value in data.items() if key not in relations()}
    settings = reader.known(above, _SETTINGS, "", tuple(relations()))
    sources = []
    for table in data:
        if table in relations():
            given = data[table]
            for each in given if isinstance(given, list) else [given]:
                if reader.is_kind(each, dict, table):
                    own = reader.known(each, _KEYS, table)
                    sources.append(reader.source(table, {**settings, **own}))
    if not sources and not reader.problems:
        reader.tell("mapping-empty", "")
    if reader.problems:
        raise DataError(reader.problems)
    return tuple(sources)


class _Reader:
    """Reads one mapping and keeps what is wrong with it."""

    def __init__(self, text: str, file: str) -> None:
        self.lines, self.file = text.splitlines(), file
        self.problems: list[Problem] = []

    def tell(
        self, rule: str, path: str, value: object = "", hint: str = "", **gaps: object
    ) -> None:
        """Keep a problem with the line it is in, where that can be seen."""
        line = self._line(path)
        cell = said("line {line}", line=line) if line else ""
        told = fault(rule, path, value, file=self.file, hint=hint, cell=cell, **gaps)
        self.problems.append(told)

    def _line(self, path: str) -> int:
        """The line in which the last step of a path stands, in the part of its table."""
        steps = path.split(".")
        start = 0
        for number, line in enumerate(self.lines):
            if re.match(rf"\s*\[+\s*{re.escape(steps[0])}\s*\]+", line):
                start = number
                break
        wanted = re.compile(rf"(?<![\w]){re.escape(steps[-1])}(?![\w])")
        # Settings of all tables stand above the first.
        order: list[int] = [*range(start, len(self.lines)), *range(start)]
        for number in order:
            if wanted.search(self.lines[number]):
                return number + 1
        return 0

    def known(
        self,
        given: Mapping[str, Any],
        known: Mapping[str, Any],
        path: str,
        more: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """Those keys of a table that there are, with values of their kind; others are told."""
        sound = {}
        for key, value in given.items():
            at = f"{path}.{key}" if path else key
            if key not in known:
                self.tell("mapping-key", at, hint=_meant(key, (*known, *more)), key=key)
            elif self.is_kind(value, known[key], at):
                sound[key] = value
        return sound

    def is_kind(self, value: object, kind: Any, path: str) -> bool:
        """Whether a value is of a kind; it is told where it is not."""
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if type(value) in kinds:
            return True
        self.tell("type-wrong", path, value, kind=kind_of(value), wanted=kind_of(kinds[0]()))
        return False

    def source(self, table: str, given: Mapping[str, Any]) -> Source:
        """Read the section of one table, with the settings above it."""
        if not given.get("file"):
            self.tell("mapping-file", table, table=table)
        elif PurePath(given["file"]).name != given["file"] or "\\" in given["file"]:
            self.tell("mapping-file.elsewhere", f"{table}.file", given["file"])
        self._hold_targets(table, given)
        return Source(
            table,
            given.get("file", ""),
            sheet=given.get("sheet"),
            header=given.get("header"),
            columns=self._folded_texts(table, given, "columns"),
            fixed=given.get("fixed", {}),
            rules=dict(self._rules(table, given.get("rules", {}))),
            codes={
                target: {folded(text): code for text, code in codes.items()}
                for target, codes in given.get("codes", {}).items()
                if self.is_kind(codes, dict, f"{table}.codes.{target}")
            },
            split=self._texts(table, given, "split"),
            parts={
                folded(header): template
                for header, template in self._texts(table, given, "parts").items()
            },
            across=self._across(table, given.get("across", {})),
            numbered=self._folded_texts(table, given, "numbered"),
            ids=given.get("ids", ""),
            order=given.get("order", ""),
            once=given.get("once", False),
            first_day=tuple(given.get("first_day", ())),
            later=_headers(given.get("later")),
            ignore=_headers(given.get("ignore")),
            leave_out=_headers(given.get("leave_out")),
            empty=_headers(given.get("empty")),
            **self._forms(table, given),
        )

    def _forms(self, table: str, given: Mapping[str, Any]) -> dict[str, Any]:
        order = self._one_of(table, given, "dates", tuple(_ORDERS))
        numbers = self._one_of(table, given, "numbers", FORMS)
        currency, country = given.get("currency", ""), given.get("country", "")
        if currency and not is_currency(currency):
            self.tell("currency-unknown", f"{table}.currency", code=currency)
        if country and not is_country(country):
            self.tell("country-unknown", f"{table}.country", country)
        return {
            "dates": DateForm(
                _ORDERS.get(order, ""),
                given.get("year"),
                given.get("century"),
                given.get("language", ""),
            ),
            "numbers": NumberForm(numbers, currency, given.get("symbols", {})),
            "people": self._one_of(table, given, "people", ORDERS),
            "country": country,
            "language": given.get("language", "en"),
            "all_projects": tuple(map(str, given.get("all_projects", ()))),
        }

    def _one_of(
        self, table: str, given: Mapping[str, Any], key: str, choices: tuple[str, ...]
    ) -> str:
        value: str = given.get(key, "")
        if value and value not in choices:
            self.tell("mapping-value", f"{table}.{key}", value, choices=", ".join(choices))
            return ""
        return value

    def _texts(self, table: str, given: Mapping[str, Any], key: str) -> dict[str, str]:
        return {
            name: value
            for name, value in given.get(key, {}).items()
            if self.is_kind(value, str, f"{table}.{key}.{name}")
        }

    def _folded_texts(self, table: str, given: Mapping[str, Any], key: str) -> dict[str, str]:
        return {name: folded(text) for name, text in self._texts(table, given, key).items()}

    def _hold_targets(self, table: str, given: Mapping[str, Any]) -> None:
        """Hold the names of columns that a section fills against those its table has."""
        named = [
            (f"{key}.{target}", target)
            for key in ("columns", "fixed", "rules", "codes", "split", "numbered")
            for target in given.get(key, {})
        ]
        named += [(f"first_day.{target}", str(target)) for target in given.get("first_day", ())]
        named += [("order", given["order"])] if given.get("order") else []
        for header, template in given.get("parts", {}).items():
            named += [(f"parts.{header}", target) for target in fields_of(str(template))]
        for value, codes in given.get("across", {}).items():
            named.append((f"across.{value}", value))
            if type(codes) is dict:
                named += [(f"across.{code}", code) for code in codes]
        for path, target in named:
            if not is_target(table, target):
                hint = _meant(target, target_names(table))
                where = f"{table}.{path}"
                self.tell("mapping-column", where, hint=hint, table=table, column=target)

    def _rules(
        self, table: str, given: Mapping[str, Any]
    ) -> Iterator[tuple[str, tuple[Rule, ...]]]:
        for target, rules in given.items():
            path = f"{table}.rules.{target}"
            if not self.is_kind(rules, list, path):
                continue
            kept = []
            for each in rules:
                if not self.is_kind(each, dict, path):
                    continue
                self.known(each, dict.fromkeys(_CONDITIONS, (str, list, int, bool)), path)
                if "is" not in each:
                    self.tell("mapping-rule", path)
                kept.append(
                    Rule(
                        each.get("is"),
                        _headers(each.get("filled", ())),
                        _headers(each.get("empty", ())),
                        folded(each["column"]) if "column" in each else "",
                        folded(each.get("has", "")),
                    )
                )
            yield target, tuple(kept)

    def _across(self, table: str, given: Mapping[str, Any]) -> Across | None:
        across = [
            Across(value, code, {folded(header): each for header, each in headers.items()})
            for value, codes in given.items()
            if self.is_kind(codes, dict, f"{table}.across.{value}")
            for code, headers in codes.items()
            if self.is_kind(headers, dict, f"{table}.across.{code}")
        ]
        if len(across) > 1:
            self.tell("mapping-across", f"{table}.across", table=table)
        return across[0] if across else None


def _meant(name: str, known: tuple[str, ...]) -> str:
    """A hint to what a name may mean, or may be."""
    meant = nearest(name, known, 1)
    if meant:
        return said("Write {meant}.", meant=meant[0])
    return said("Known: {known}.", known=", ".join(known))


def _headers(given: Any) -> tuple[str, ...]:
    names = given if isinstance(given, list) else [given] if given else []
    return tuple(folded(name) for name in names)
