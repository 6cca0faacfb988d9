"""Reads the activities that an organisation publishes, in the XML of IATI 2.01 to 2.03."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import attrs

from cproc.dates import Period
from cproc.errors import DataError, Problem, Severity, UsageError, said
from cproc.hookspecs import Loader
from cproc.loaders.iati.faults import LINE
from cproc.model import LocalText, Portfolio, is_country
from cproc.money import is_currency
from cproc.serialize import from_data
from cproc.serialize.capping import capped

__all__ = ["IatiLoader", "IatiOptions"]


@attrs.frozen
class IatiOptions:
    """How a published file is read.

    Args:
        reporter: Reference of a reporting organisation; only its activities are read.
        hierarchy: Level of activities; only those of it are read, all where 0.
        period: Reporting period; from the first of January to the day of the file where absent.
        currency: Currency of amounts that name none, by themselves or by their activity.
        language: Language of texts that name none.
        city: City that the office sits in.
        country: ISO code of the country that it sits in.
    """

    reporter: str | None = None
    hierarchy: int = 0
    period: str | None = None
    currency: str = ""
    language: str = "en"
    city: str = ""
    country: str = ""


@attrs.frozen
class _Reading:
    """What a file holds: the portfolio or what is wrong with it, doubts, and lines by path."""

    portfolio: Portfolio | None
    errors: tuple[Problem, ...]
    doubts: tuple[Problem, ...]
    lines: Mapping[str, int]


class IatiLoader(Loader):
    """Makes a project of each activity."""

    name = "iati"
    description = "activities as published in IATI 2.01 to 2.03 XML"
    suffixes = (".xml",)
    options = IatiOptions

    def load(self, path: Path, options: IatiOptions = IatiOptions()) -> Portfolio:
        """Read the portfolio."""
        reading = _reading_of(path, options)
        if reading.portfolio is None:
            raise DataError(reading.errors)
        return reading.portfolio

    def locate(self, path: Path, where: str, options: IatiOptions) -> tuple[str, str]:
        """Say in which line a path of the portfolio stands."""
        try:
            lines = _reading_of(path, options).lines
        except DataError:
            return str(path), ""
        return str(path), _line(lines, where)

    def notices(self, path: Path, options: IatiOptions) -> Sequence[Problem]:
        """What is doubtful in the file, and what of it is left out."""
        try:
            return _reading_of(path, options).doubts
        except DataError:
            return ()  # which `load` raises


def _reading_of(path: Path, options: IatiOptions) -> _Reading:
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        changed = 0  # the reading says what is wrong
    return _reading(path, changed, options)


@lru_cache(maxsize=2)
def _reading(path: Path, _changed: int, options: IatiOptions) -> _Reading:
    # Once for each state of the file: it is asked for the place of each of a thousand problems.
    from cproc.loaders.iati.context import Context  # noqa: PLC0415 - loads lxml
    from cproc.loaders.iati.elements import read_elements  # noqa: PLC0415 - likewise
    from cproc.loaders.iati.portfolio import plain_data  # noqa: PLC0415 - likewise
    from cproc.loaders.iati.tellings import doubts  # noqa: PLC0415 - likewise

    _refuse_options(options)
    root = read_elements(path)
    context = Context(str(path), options.language, options.currency.upper())
    lines: dict[str, int] = {}
    data = plain_data(root, context, options)
    _take_lines(data, "", lines)
    problems = doubts(root, context)
    errors = [each for each in problems if each.severity is Severity.ERROR]
    portfolio = None
    try:
        portfolio = from_data(data, str(path))
    except DataError as error:
        errors += [attrs.evolve(p, cell=_line(lines, p.path)) for p in error.problems]
    return _Reading(
        None if errors else portfolio,
        tuple(capped(errors)),
        tuple(capped(each for each in problems if each.severity is not Severity.ERROR)),
        lines,
    )


def _refuse_options(options: IatiOptions) -> None:
    for name, text, known in (
        ("currency", options.currency.upper(), is_currency),
        ("country", options.country.upper(), is_country),
    ):
        if text and not known(text):
            raise UsageError(said("{name}: {value!r} is not known.", name=name, value=text))
    if options.period is not None:
        Period.parse(options.period)
    LocalText({options.language: ""})


def _take_lines(value: Any, path: str, lines: dict[str, int]) -> None:
    """Take the lines out of plain data, and note each by the path of its record."""
    if isinstance(value, dict):
        if (line := value.pop(LINE, None)) is not None:
            lines[path] = line
        for name, each in value.items():
            _take_lines(each, f"{path}.{name}" if path else name, lines)
    elif isinstance(value, list):
        for at, each in enumerate(value):
            _take_lines(each, f"{path}[{at}]", lines)


def _line(lines: Mapping[str, int], where: str) -> str:
    """The line of the record that a path leads to, or of the nearest that it is part of."""
    for path in _upwards(where):
        if path in lines:
            return said("line {line}", line=lines[path])
    return ""


def _upwards(path: str) -> Iterator[str]:
    while path:
        yield path
        path = re.sub(r"(\[[0-9]+\]|\.?[^.\[\]]+)$", "", path)
