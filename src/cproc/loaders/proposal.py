"""A mapping is proposed for files of an office: sheets, header rows, columns, ways of writing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from cproc.loaders.doubts import is_filled
from cproc.loaders.faults import refused
from cproc.loaders.grids import Grid, columns_by_name, header_row
from cproc.loaders.mapped import read_grids
from cproc.loaders.sources import fields_of
from cproc.loaders.targets import (
    Forms,
    header_names,
    is_needed,
    known_headers,
    known_sheets,
    read_cell,
    target_kind,
    target_names,
)
from cproc.loaders.values import DateForm, NumberForm, read_money
from cproc.loaders.values.amounts import FORMS
from cproc.money import Money, is_currency
from cproc.serialize.headings import folded

_PER = re.compile(r"([A-Z]{3}) (?:per|par|/|for|pour) ([A-Z]{3})")
_DAY_AND_MONTH = re.compile(r"(?<![0-9./-])([0-9]{1,2})([./-])([0-9]{1,2})\2[0-9]{2,4}\b")
_NUMBERED = ("result", "indicator")  # which sheets name by their titles
_DASH = r"[–—-]"
_JOINED = (
    ("", "heading", re.compile(r"(?:[A-Z]\.?)?[0-9]+(?:\.[0-9]+)*\.?( )\S.*"), "{heading}", "{}"),
    ("projects", "code", re.compile(rf"\S+( {_DASH} )\S.*"), "{code, name}", "{title}"),
    ("", "project", re.compile(rf"\S+( {_DASH} )\S.*"), "{project}", "{}"),
)
"""Columns in which offices write two things: in which table, if only there, in which column, how
such a cell looks, and what stands before and behind the sign that parts them."""
_SAMPLE = 2_000  # rows that a proposal looks at
_FEWEST = 2  # columns that must be known of a sheet


@attrs.frozen
class Guess:
    """What a sheet seems to hold.

    Args:
        grid: The sheet.
        position: Its number within the file, from 1.
        table: The table of records.
        header: Index of the row with the names.
        columns: Header by column of the table, as the sheet has it.
        across: Currency by header, of a sheet with a column of rates for each.
        unknown: Headers that no column is known by.
    """

    grid: Grid
    position: int
    table: str
    header: int
    columns: Mapping[str, str]
    across: Mapping[str, str]
    unknown: tuple[str, ...]

    def cells(self, target: str) -> Iterator[Any]:
        """The values of a column that are not empty, of the first rows."""
        names = columns_by_name(self.grid.rows[self.header])
        column = names[folded(self.columns[target])][0]
        end = min(len(self.grid.rows), self.header + _SAMPLE)
        for at in range(self.header + 1, end):
            value = self.grid.value(at, column)
            if is_filled(value):
                yield value


def proposed(paths: Sequence[Path]) -> str:
    """A mapping of what files of an office seem to hold, as the text of ``columns.toml``.

    What only the office knows stands in it as a comment, to be filled.

    Args:
        paths: Workbooks, CSV files and Word files of one folder.

    Raises:
        DataError: A file cannot be read, or nothing of it is known.
    """
    guesses = [guess for path in paths for guess in guesses_of(read_grids(path))]
    if not guesses:
        raise refused("header-missing.proposal", str(paths[0]))
    lines = [f"file = {_quoted(paths[0].name)}"]
    lines += _settings(guesses)
    several: dict[str, int] = {}
    for guess in guesses:
        several[guess.table] = several.get(guess.table, 0) + 1
    for guess in guesses:
        lines += ["", *_section(guess, paths[0].name, is_one=several[guess.table] == 1)]
    return "\n".join(lines) + "\n"


def guesses_of(grids: Sequence[Grid]) -> Iterator[Guess]:
    """What the sheets of a file seem to hold; those of which too little is known are left out."""
    for position, grid in enumerate(grids, start=1):
        guesses = [guess for table in header_names() if (guess := _guess(grid, position, table))]
        if guesses:
            yield max(guesses, key=_fitness)


def _guess(grid: Grid, position: int, table: str) -> Guess | None:
    known = known_headers(table)
    header = header_row(grid, known)
    if header is None and table == "rates":
        header = header_row(grid, known, 1)
    if header is None:
        return None
    columns: dict[str, str] = {}
    across: dict[str, str] = {}
    unknown: list[str] = []
    for cell in grid.rows[header]:
        name = str(cell or "").strip()
        target = known.get(folded(name))
        if name and target and target not in columns:
            columns[target] = name
        elif (match := _PER.fullmatch(name)) and table == "rates" and is_currency(match[1]):
            across[name] = match[1]
        elif name:
            unknown.append(name)
    if len(columns) + len(across) < _FEWEST:
        return None
    return Guess(grid, position, table, header, columns, across, tuple(unknown))


def _fitness(guess: Guess) -> int:
    """How much speaks for a table: columns that only it has, those it needs, the sheet's name."""
    needed = [name for name in target_names(guess.table) if is_needed(guess.table, name)]
    there = set(guess.columns) | ({"rate", "currency"} if guess.across else set())
    if "place" in there or "when" in there:
        there |= {"when"}
    alone = [
        header
        for header in guess.columns.values()
        if sum(folded(header) in known_headers(table) for table in header_names()) == 1
    ]
    sheet = folded(guess.grid.sheet)
    is_named = any(
        re.search(rf"\b{re.escape(name)}\b", sheet) for name in known_sheets(guess.table)
    )
    lacking = sum(name not in there for name in needed)
    return len(there) + 2 * len(needed) - 4 * lacking + 2 * len(alone) + 6 * is_named


def _settings(guesses: Sequence[Guess]) -> list[str]:
    """How the office seems to write, as lines; what cannot be seen is a comment."""
    dates = [str(v) for guess in guesses for t in _of(guess, "dates") for v in guess.cells(t)]
    lines = []
    if order := _order(dates):
        lines.append(f"dates = {_quoted(order)}")
    elif any(_DAY_AND_MONTH.search(text) for text in dates):
        lines.append('# dates = "day/month/year"  # or "month/day/year"')
    amounts = [v for guess in guesses for t in _of(guess, "amounts") for v in guess.cells(t)]
    texts = [value for value in amounts if isinstance(value, str)]
    if form := _number_form(texts):
        lines.append(f"numbers = {_quoted(form)}")
    elif texts:
        forms = ", ".join(map(_quoted, FORMS))
        lines.append(f"# numbers = {_quoted(FORMS[0])}  # or one of {forms}")
    if any(_lacks_currency(value) for value in amounts):
        lines.append('# currency = "EUR"  # of amounts without one')
    if any("place" in guess.columns for guess in guesses):
        lines.append('# country = "KE"  # of towns without one')
    if any("participants" in guess.columns for guess in guesses):
        lines.append('# people = "women/men"  # what stands first in 6/18, where no header says it')
    return lines


def _of(guess: Guess, kind: str) -> list[str]:
    amounts = [t for t in guess.columns if target_kind(guess.table, t) is Money]
    if kind == "amounts":
        return [] if "currency" in guess.columns else amounts
    return [t for t in guess.columns if t in ("when", "date", "since", "until", "period")]


def _order(texts: Sequence[str]) -> str:
    pairs = [(int(m[1]), int(m[3])) for text in texts for m in _DAY_AND_MONTH.finditer(text)]
    is_day_first = any(first > 12 for first, _ in pairs)
    is_month_first = any(second > 12 for _, second in pairs)
    if is_day_first == is_month_first:
        return ""
    return "day/month/year" if is_day_first else "month/day/year"


def _number_form(texts: Sequence[str]) -> str:
    """The only form in which all texts are amounts; ``mixed`` where no other is."""

    def reads_all(form: str) -> bool:
        return all(read_money(text, NumberForm(form, "EUR")).value is not None for text in texts)

    if not any(re.search(r"[0-9][.,][0-9]", text) for text in texts):
        return ""
    fitting = [form for form in FORMS[:-1] if reads_all(form)]
    if len(fitting) == 1:
        return fitting[0]
    return FORMS[-1] if not fitting and reads_all(FORMS[-1]) else ""


def _lacks_currency(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return re.fullmatch(r"[-+0-9., ]+", value.strip()) is not None


def _section(guess: Guess, first_file: str, *, is_one: bool) -> Iterator[str]:
    grid = guess.grid
    name = Path(grid.file).name
    yield f"[{guess.table}]" if is_one else f"[[{guess.table}]]"
    if name != first_file:
        yield f"file = {_quoted(name)}"
    if grid.sheet:
        is_word = name.lower().endswith(".docx")
        yield f"sheet = {guess.position if is_word else _quoted(grid.sheet)}"
    yield f"header = {grid.top + guess.header}"
    parts = _parts(guess)
    for target, header in guess.columns.items():
        if header in parts:
            yield f"parts.{_key(header)} = {_quoted(parts[header])}"
            continue
        key = "numbered" if target in _NUMBERED else "columns"
        yield f"{key}.{_key(target)} = {_quoted(header)}"
    if guess.across:
        pairs = ", ".join(f"{_quoted(h)} = {_quoted(code)}" for h, code in guess.across.items())
        yield f"across.rate.currency = {{ {pairs} }}"
    if "id" in target_names(guess.table) and "id" not in guess.columns:
        yield f"ids = {_quoted(guess.table[0].upper())}"
    if signs := _list_signs(guess):
        yield f"split.projects = {_quoted(signs)}"
    yield from _codes(guess)
    yield from _open(guess, parts.values())


def _parts(guess: Guess) -> dict[str, str]:
    """The columns that hold two things in every cell, each with what they are read as."""
    found: dict[str, str] = {}
    for table, target, form, before, behind in _JOINED:
        if target not in guess.columns or table not in ("", guess.table):
            continue
        matches = [form.fullmatch(str(value).strip()) for value in guess.cells(target)]
        signs = {match[1] if match else "" for match in matches}
        if len(signs) == 1 and (sign := signs.pop()):
            found.setdefault(guess.columns[target], f"{before}{sign}{behind}")
    return found


def _open(guess: Guess, parts: Iterable[str]) -> Iterator[str]:
    """What is still to be said: columns that a record must have, and headers of unknown ones."""
    there = {*guess.columns, *(("rate", "currency") if guess.across else ()), "id"}
    there |= {field for template in parts for field in fields_of(template)}
    for target in target_names(guess.table):
        if is_needed(guess.table, target) and target not in there:
            yield f'# columns.{_key(target)} = ""  # which column holds it?'
    for header in guess.unknown:
        if header not in guess.across:
            yield f"# not read: {_quoted(header)}"


def _list_signs(guess: Guess) -> str:
    """Signs between codes of projects: those that part a text into codes that stand alone too."""
    if "projects" not in guess.columns:
        return ""
    texts = {str(value).strip() for value in guess.cells("projects")}
    alone = {text for text in texts if not re.search(r"[/,+&]", text)}
    parts = {text: {part.strip() for part in re.split(r"[/,+&]", text)} for text in texts - alone}
    signs = {
        sign for text, codes in parts.items() if codes <= alone for sign in "/,+&" if sign in text
    }
    return " ".join(sorted(signs))


def _codes(guess: Guess) -> Iterator[str]:
    """Terms that the library does not know, to be given the code of one that it does."""
    forms = Forms(DateForm(), NumberForm())
    for target in ("kind", "status", "recruitment", "type", "state"):
        if target in guess.columns:
            reads = {
                str(value): read_cell(guess.table, target, value, forms)
                for value in guess.cells(target)
            }
            doubtful = [(text, read.guess) for text, read in reads.items() if read.doubt]
            if doubtful:
                pairs = ", ".join(f"{_quoted(text)} = {_quoted(code)}" for text, code in doubtful)
                yield f"# codes.{target} = {{ {pairs} }}  # which of the terms?"


def _key(target: str) -> str:
    return target if re.fullmatch(r"[\w-]+", target, re.ASCII) else _quoted(target)


def _quoted(text: str) -> str:
    # A basic string of TOML, which has the escapes of JSON.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
