"""The file format: a portfolio as plain data, as JSON text, as a folder of text files."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import attrs

from cproc.errors import DataError, Problem, looked_up, said
from cproc.memory import collector_paused
from cproc.model import Portfolio
from cproc.serialize.assembly import Assembly
from cproc.serialize.changes import Change, Changes, FieldChange, RecordChange, diff
from cproc.serialize.csvtable import csv_from_table, table_from_csv
from cproc.serialize.frames import frame_of, table_from
from cproc.serialize.jsontext import parse
from cproc.serialize.merging import Mode, merge
from cproc.serialize.reading import known_name
from cproc.serialize.relations import Relation, columns_of, relations
from cproc.serialize.sound import SoundPart, sound_portfolio
from cproc.serialize.structure import converter
from cproc.serialize.tables import Data, Table, tables_of, take_out
from cproc.serialize.versions import FORMAT, FORMER_FIELDS, FORMER_TABLES, migrated
from cproc.serialize.wordings import with_wordings, without_texts, wordings_in

__all__ = [
    "FORMAT",
    "MAIN",
    "Change",
    "Changes",
    "FieldChange",
    "Mode",
    "RecordChange",
    "Table",
    "assembled",
    "assembly_of",
    "diff",
    "dumps",
    "folder_assembly",
    "frames_of",
    "from_data",
    "from_folder",
    "from_tables",
    "loads",
    "merge",
    "portfolio_of",
    "table_names",
    "to_data",
    "to_folder",
    "to_folder_like",
    "to_tables",
]

MAIN = "portfolio.json"
"""The file of a folder that holds all that has no table of its own."""


def to_data(portfolio: Portfolio) -> dict[str, Any]:
    """The portfolio as JSON-able data; what equals its default is left out."""
    return {"format": FORMAT, **converter().unstructure(portfolio)}


@collector_paused()
def from_data(data: object, file: str = "") -> Portfolio:
    """A portfolio of JSON data.

    Args:
        data: What `json.loads` gives, of this version of the format or an older one.
        file: Its name, for messages.

    Raises:
        DataError: With a problem for each fault.
    """
    if not isinstance(data, dict):
        message = said("the file does not hold one object.")
        raise DataError([Problem("top-level", message, file=file, hint=said("See docs."))])
    return sound_portfolio(migrated(data, file), file)


def dumps(portfolio: Portfolio) -> str:
    """Write the portfolio as JSON text, indented, ending with a line feed."""
    return _text(to_data(portfolio))


def _text(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


@collector_paused()
def loads(text: str, file: str = "") -> Portfolio:
    """Read what `dumps` writes.

    Args:
        text: JSON text of this version of the format or an older one.
        file: Its name, for messages.

    Raises:
        DataError: The text is not JSON or not a portfolio; all faults are listed.
    """
    return from_data(parse(text, file), file)


def table_names() -> tuple[str, ...]:
    """The lists of a portfolio that may be written as tables, with what belongs to them.

    ``portfolio`` and ``office`` are one row each.
    """
    return tuple(name for name, each in relations().items() if not each.path[1:])


def _former_relations() -> dict[str, Relation]:
    """The tables that a folder of a former format may hold, beside those of the newest."""
    return {**relations()} | {
        name: Relation(name, cls, (name,), (), "", columns=columns_of(cls))
        for name, cls in FORMER_TABLES.items()
    }


def to_tables(
    portfolio: Portfolio, only: Collection[str] | None = None, *, folded: bool = False
) -> dict[str, Table]:
    """A portfolio as tables, one for each class of its records, from which it is read back equal.

    Args:
        portfolio: What to write.
        only: Names of the lists wanted, with what belongs to their records; all where absent.
        folded: Whether the first date, place and group of people of an activity stand in its
            row, as people type them, or in tables of their own, as databases want them.

    Returns:
        The tables that have rows, by name; columns that no row fills are left out.

    Raises:
        UnknownNameError: A portfolio has no such list.

    Example:
        >>> import cproc
        >>> office = cproc.load("examples/eu_grant")
        >>> table = to_tables(office)["budget_versions"]
        >>> table.columns[:3], table.rows[0][:3]
        (('project', 'amount', 'currency'), ('CEGE', Decimal('445424.00'), 'EUR'))
    """
    for name in only or ():
        looked_up("list", name, dict.fromkeys(table_names()))
    return tables_of(to_data(portfolio), folded=folded, only=only)


def frames_of(portfolio: Portfolio, library: str = "") -> dict[str, Any]:
    """The same as data frames of a library.

    Args:
        portfolio: What to write.
        library: ``pandas``, ``polars`` or ``arrow``; tables as they are where absent.

    Raises:
        UnknownNameError: There is no such library.
        MissingExtraError: It is not installed.
    """
    tables = to_tables(portfolio)
    if not library:
        return {**tables}
    return {name: frame_of(table, library) for name, table in tables.items()}


@collector_paused()
def from_tables(
    tables: Mapping[str, Any] | Iterable[Table], data: Data | None = None, file: str = ""
) -> Portfolio:
    """A portfolio of tables.

    Args:
        tables: Each of another class of records, in any order; columns in any order. By name,
            they may be data frames (pandas, polars, Arrow, DuckDB) or lists of mappings.
        data: What does not stand in tables, as `from_data` takes it.
        file: Where those data stand, for messages.

    Raises:
        DataError: With a problem for each fault, with file and cell.
        UsageError: Something given is no table.

    Example:
        >>> office = from_tables({
        ...     "portfolio": [{"period": "2025"}],
        ...     "office": [{"id": "LVO", "name.en": "Lake Office", "organisation": "NGO",
        ...                 "city": "Kisumu", "country": "KE"}],
        ...     "organisations": [{"id": "NGO", "name.en": "A Lake NGO"}],
        ...     "projects": [{"code": "WASH", "name": "WASH", "title.en": "Water in schools",
        ...                   "period": "2024-06/2027-05"}],
        ...     "budget_versions": [{"project": "WASH", "amount": 620000, "currency": "EUR",
        ...                          "effective": "2024-06-01"}],
        ... })
        >>> office.projects[0].budget[0].amount
        Money('620000', 'EUR')
    """
    if isinstance(tables, Mapping):
        tables = [table_from(name, given) for name, given in tables.items()]
    return assembled(tables, {} if data is None else data, file)[0]


def assembled(
    tables: Iterable[Table], data: Data, file: str = "", problems: Iterable[Problem] = ()
) -> tuple[Portfolio, Assembly]:
    """The same, with what knows in which cell each path stands.

    Args:
        tables: As for `from_tables`.
        data: Likewise; the records of the tables are put into it.
        file: Likewise.
        problems: What is wrong with the tables already.

    Raises:
        DataError: With a problem for each fault.
    """
    assembly = assembly_of(tables, data, problems)
    return portfolio_of(assembly, file), assembly


def assembly_of(tables: Iterable[Table], data: Data, problems: Iterable[Problem] = ()) -> Assembly:
    """The data of tables, and what is wrong with them; nothing is made of them yet.

    Args:
        tables: As for `from_tables`.
        data: Likewise; the records of the tables are put into it.
        problems: What is wrong with the tables already.
    """
    former = data.get("format", FORMAT) != FORMAT
    assembly = Assembly(data, _former_relations() if former else relations(), [*problems])
    assembly.add(tables, FORMER_FIELDS if former else {})
    return assembly


def portfolio_of(assembly: Assembly, file: str = "") -> Portfolio:
    """The portfolio of what was assembled.

    Raises:
        DataError: With a problem for each fault; those of tables with their cells.
    """
    try:
        portfolio = from_data(assembly.data, file)
    except DataError as error:
        told = (fault for fault in error.problems if not assembly.is_told(fault))
        faults = [*assembly.problems, *(_in_table(fault, assembly) for fault in told)]
        raise DataError(faults, error.sound) from None
    if assembly.problems:
        raise DataError(assembly.problems, SoundPart(portfolio))
    return portfolio


def _in_table(problem: Problem, assembly: Assembly) -> Problem:
    # Where lists of former formats are now.
    place = assembly.place(problem.path.removeprefix("reports[0]."))
    return problem if place is None else attrs.evolve(problem, file=place[0], cell=place[1])


@collector_paused()
def from_folder(files: Mapping[str, str], folder: str = "") -> Portfolio:
    """Read a folder: ``portfolio.json`` and, beside it, a CSV file for any of its tables.

    Files of labels (``labels.toml``, ``labels.de.toml``) are read into `Portfolio.wordings`.

    Args:
        files: Text by file name.
        folder: Its name, for messages.

    Raises:
        DataError: With a problem for each fault, with file, row and column.
    """
    return portfolio_of(folder_assembly(files, folder), f"{folder}/{MAIN}" if folder else MAIN)


@collector_paused()
def folder_assembly(
    files: Mapping[str, str],
    folder: str = "",
    further: Iterable[Table] = (),
    faults: Iterable[Problem] = (),
) -> Assembly:
    """The data of such a folder, and in which file and cell each path stands.

    Args:
        files: As for `from_folder`.
        folder: Likewise.
        further: Tables that stand in files of other kinds.
        faults: What is wrong with these already.

    Raises:
        DataError: The JSON of the folder cannot be read.
    """
    prefix = f"{folder}/" if folder else ""
    texts = {file: text for file, text in files.items() if file.endswith(".csv")}
    if MAIN not in files and "office.csv" not in texts:
        message = said("there is no {main} in the folder.", main=MAIN)
        hint = said("Write it, or office.csv and portfolio.csv.")
        raise DataError([Problem("file-missing", message, hint=hint, file=folder)])
    data = parse(files[MAIN], prefix + MAIN) if MAIN in files else {}
    if not isinstance(data, dict):
        from_data(data, prefix + MAIN)
    tables, problems = [*further], [*faults]
    for file, text in texts.items():
        table, found = table_from_csv(text, file.removesuffix(".csv"), prefix + file)
        tables += [] if table is None else [table]
        problems += found
    words, found = wordings_in(files)
    problems += (attrs.evolve(fault, file=prefix + fault.file) for fault in found)
    if words:
        # The newest form, whatever that of the file: older ones had none.
        data["wordings"] = with_wordings(data.get("wordings", []), words)
    return assembly_of(tables, data, problems)


def to_folder(portfolio: Portfolio, tables: Collection[str] = ("activities",)) -> dict[str, str]:
    """Write the files that `from_folder` reads.

    Args:
        portfolio: What to write.
        tables: The tables that get CSV files, with what belongs to their records; the rest stays
            in the JSON.

    Raises:
        UnknownNameError: A portfolio has no such table.
    """
    # What may stand folded in a row is no table without the one of that row.
    known = {name: each for name, each in relations().items() if not each.is_folded}
    chosen = {name: looked_up("list", name, known) for name in tables}
    kept = {*_below(chosen)}
    data = to_data(portfolio)
    lists = {each.path[0] if each.path else "portfolio" for each in chosen.values()}
    written = tables_of(data, folded=True, only=lists)
    for relation in chosen.values():
        take_out(data, relation)
    files = {f"{n}.csv": csv_from_table(table) for n, table in written.items() if n in kept}
    return {MAIN: _text(data), **files} if len(data) > 1 else files


def _below(chosen: Mapping[str, Relation]) -> Iterator[str]:
    """The names of tables that are chosen, or whose records belong to those of one that is."""
    paths = {each.path for each in chosen.values()}
    for name, each in relations().items():
        parents = {each.path[:length] for length in range(1, len(each.path))}
        if name in chosen or parents & paths:
            yield name


def to_folder_like(
    portfolio: Portfolio, files: Mapping[str, str], tables: Collection[str] = ()
) -> dict[str, str | None]:
    """Write a folder in the form of one that is there: the same tables as CSV, labels in TOML.

    A file whose records are the same stays as it is; columns keep their order.

    Args:
        portfolio: What to write.
        files: The texts of the files that are there, by name; files of labels stay as they are.
        tables: The tables that get CSV files where no file is there; all where empty.

    Returns:
        The texts by name; None for a file that is to be removed.

    Raises:
        UnknownNameError: A portfolio has no such table.
    """
    stems = {file.removesuffix(".csv") for file in files if file.endswith(".csv")}
    there = {stem for stem in stems if stem in relations() and not relations()[stem].is_folded}
    if not there and MAIN not in files:
        there = {*(tables or table_names())}
    labels = {file: text for file, text in files.items() if file.endswith(".toml")}
    written = _beside(labels, portfolio, there)
    before = _as_written(files, labels, there)
    for file, text in written.items():
        if file in files and file.endswith(".csv"):
            written[file] = _in_order(text, files[file], file)
        if before.get(file) == text:
            written[file] = files[file]
    emptied = {file for file in files if file.endswith(".csv") and file not in written}
    heads = {name: _header_only(name, files[name]) for name in emptied}
    gone = {MAIN: None} if MAIN in files and MAIN not in written else {}
    return {**written, **heads, **gone}


def _beside(
    labels: Mapping[str, str], portfolio: Portfolio, tables: Collection[str]
) -> dict[str, str]:
    """The files of a portfolio that has files of labels beside them."""
    if labels:
        left = without_texts(portfolio.wordings, labels)
        written = to_folder(attrs.evolve(portfolio, wordings=left), tables)
        if from_folder({**written, **labels}) == portfolio:
            return written
    return to_folder(portfolio, tables)  # what stands in both says the same


def _as_written(
    files: Mapping[str, str], labels: Mapping[str, str], tables: Collection[str]
) -> dict[str, str]:
    """The files that are there, as they would be written; none where they cannot be read."""
    try:
        return _beside(labels, from_folder(files), tables)
    except DataError:
        return {}


def _in_order(text: str, before: str, file: str) -> str:
    """A CSV file with its columns in the order of the one before; new ones behind."""
    name = file.removesuffix(".csv")
    table, _faults = table_from_csv(text, name, file)
    old, _faults = table_from_csv(before, name, file)
    if table is None or old is None:
        return text
    known = [known_name(relations()[name], column) for column in old.columns]
    places = {column: at for at, column in enumerate(known)}
    order = sorted(
        range(len(table.columns)), key=lambda at: places.get(table.columns[at], len(places))
    )
    columns = tuple(table.columns[at] for at in order)
    rows = tuple(tuple(row[at] for at in order) for row in table.rows)
    return csv_from_table(attrs.evolve(table, columns=columns, rows=rows))


def _header_only(file: str, text: str) -> str | None:
    """A table without its rows, of which there are none any more."""
    name = file.removesuffix(".csv")
    table, _faults = table_from_csv(text, name, file)
    if table is None or relations()[name].is_folded:
        return None
    return csv_from_table(attrs.evolve(table, rows=()))
