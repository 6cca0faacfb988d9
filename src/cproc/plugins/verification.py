"""Whether a file that was written still follows from the data, and where it does not."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

import attrs

from cproc.errors import DataError, InvalidValueError, Message, Problem, said
from cproc.loaders._files import read_bytes
from cproc.loaders.grids import Grid, exact, read_word, read_workbook
from cproc.loaders.grids.word import read_paragraphs
from cproc.model import Portfolio, digest
from cproc.options import Narrowing
from cproc.plugins.exporting import exporter, rendered
from cproc.plugins.origin import Origin
from cproc.plugins.shown import shown_to
from cproc.plugins.sources import Source
from cproc.serialize import Change, diff
from cproc.serialize.tables import column_letters

NOISE = Decimal("1e-12")
"""What part of a number may be the noise of another program's computation."""
_CLOSE = 5_000
"""Paragraphs up to which texts are set beside each other where some were put in."""


@attrs.frozen
class Difference:
    """A place where a file is not what the data give.

    Args:
        place: Where: ``Budget!C7``, ``table 3!B2``, ``paragraph 12``, or a record.
        in_file: What stands there; empty where nothing does.
        by_data: What the data give there.
    """

    place: str
    in_file: str
    by_data: str

    @property
    def words(self) -> Message:
        """What differs, and where, on one line."""
        return said(
            "{place}: {in_file} in the file, {by_data} by the data",
            place=self.place,
            in_file=self.in_file or said("nothing"),
            by_data=self.by_data or said("nothing"),
        )


@attrs.frozen
class Verification:
    """What was found when a file was set beside the data.

    Args:
        origin: What the file says it follows from; nothing of data, which say it themselves.
        digest: Of the data now.
        same_data: Whether the file was made of the same data.
        differences: The places where it is not what the data give; none where it follows.
        uncomputed: Cells with formulas whose value the file does not hold.
    """

    origin: Origin | None
    digest: str
    same_data: bool
    differences: tuple[Difference, ...] = ()
    uncomputed: tuple[str, ...] = ()

    @property
    def follows(self) -> bool:
        """Whether all that is compared of the file follows from the data."""
        return not self.differences and not self.uncomputed


def verify(
    file: str | Path, portfolio: Portfolio, options: Mapping[str, str] | None = None
) -> Verification:
    """Find out whether a file still follows from data, and list where it does not.

    The file is made again as it was asked for, which its properties tell, and set beside it:
    values of cells, tables and paragraphs. How things look, charts and formulas are not compared.

    Args:
        file: A workbook or document that was exported, or data that were exported as JSON.
        portfolio: The data.
        options: Options of the exporter in the place of those the file tells, such as the path of
            a template.

    Raises:
        DataError: The file cannot be read, or does not tell what it follows from.
        UnknownNameError: The exporter it was made with is not there.

    Example:
        >>> import cproc, tempfile
        >>> grant = cproc.load("examples/eu_grant")
        >>> file = cproc.export(grant, Path(tempfile.mkdtemp()) / "grant.xlsx")
        >>> verify(file, grant).follows
        True
    """
    from cproc.plugins.properties import origin_of  # noqa: PLC0415 - loads lxml

    path = Path(file)
    if path.suffix.lower() == ".json":
        return _of_data(path, portfolio)
    data = read_bytes(path)
    origin = origin_of(data)
    if origin is None:
        message = said("the file does not say what it follows from.")
        hint = said("Only what cproc has exported as a workbook, a document or JSON does.")
        raise DataError([Problem("origin-missing", message, hint=hint, file=str(path))])
    asked = _asked(portfolio, origin)
    again = _again(asked, origin, {**origin.options, **(options or {})})
    now = digest(portfolio)
    if again == data:
        return Verification(origin, now, same_data=True)
    with tempfile.TemporaryDirectory(prefix="cproc-") as folder:
        other = Path(folder) / path.name
        other.write_bytes(again)
        pair = _grids(path), _grids(other)
        texts = (_paragraphs(path), _paragraphs(other))
    stamps = {origin.digest: "…", now: "…"}
    found = [*_of_grids(*pair, stamps), *_of_texts(*texts, stamps)]
    uncomputed = [f"{grid.sheet}!{place}" for grid in pair[0] for place in _uncomputed(grid)]
    same = origin.digest == now
    return Verification(origin, now, same, tuple(found), tuple(uncomputed))


def _asked(portfolio: Portfolio, origin: Origin) -> Portfolio:
    try:
        return portfolio.reporting(origin.period or None, origin.against or None)
    except InvalidValueError as error:
        hint = said("Export it anew.")
        raise DataError([Problem("origin-missing", error.message, hint=hint)]) from error


def _again(portfolio: Portfolio, origin: Origin, options: Mapping[str, str]) -> bytes:
    """The file as the data give it now."""
    writer = exporter(origin.exporter)
    narrowed = Narrowing(**{n: options.get(n) for n in attrs.fields_dict(Narrowing)})
    # By name only where it is not the one that would be made anyway: to name one is a change.
    usual = shown_to(portfolio, writer, narrowed).edition.id
    edition = None if usual == origin.edition else origin.edition
    return rendered(portfolio, writer, origin.language, edition=edition, options=options)


def _of_data(path: Path, portfolio: Portfolio) -> Verification:
    """Data that were exported, beside those that they were exported of."""
    there = Source(path).read()
    asked = portfolio.reporting(there.period)
    edition = there.report.edition if there.report else ""
    shown = shown_to(asked, exporter("json"), Narrowing(), edition or None)
    now = digest(portfolio)
    # What is left out is told in the file of an edition, and in the data of none.
    there, shown = (attrs.evolve(each, withheld=()) for each in (there, shown))
    if there == shown:
        return Verification(None, now, same_data=True)
    changes = diff(there, shown)
    found = []
    for each in changes.records:
        place = f"{each.table} {each.name or each.title}"
        if each.change is Change.CHANGED:
            found += [
                Difference(f"{place}, {one.field}", one.old or "", one.new or "")
                for one in each.fields
            ]
        elif each.change is not Change.REORDERED:
            title = each.title or said("a record")
            ends = (title, "") if each.change is Change.REMOVED else ("", title)
            found.append(Difference(place, *ends))
    if not found:
        found = [Difference(said("order of records"), "", "")]
    return Verification(None, now, same_data=False, differences=tuple(found))


def _grids(path: Path) -> tuple[Grid, ...]:
    return read_word(path) if path.suffix.lower() == ".docx" else read_workbook(path)


def _paragraphs(path: Path) -> tuple[str, ...]:
    return read_paragraphs(path) if path.suffix.lower() == ".docx" else ()


def _uncomputed(grid: Grid) -> Iterator[str]:
    for (row, column), content in grid.faults.items():
        if content.startswith("="):
            yield f"{column_letters(column)}{row}"


def _of_grids(
    there: Sequence[Grid], now: Sequence[Grid], stamps: Mapping[str, str]
) -> Iterator[Difference]:
    by_name = {grid.sheet: grid for grid in now}
    for grid in there:
        if grid.sheet in by_name:
            yield from _of_cells(grid, by_name.pop(grid.sheet), stamps)
        else:
            yield Difference(grid.sheet, said("the sheet or table"), "")
    for sheet in by_name:
        yield Difference(sheet, "", said("the sheet or table"))


def _of_cells(there: Grid, now: Grid, stamps: Mapping[str, str]) -> Iterator[Difference]:
    one, other = _cells(there, stamps), _cells(now, stamps)
    for row, column in sorted(one.keys() | other.keys()):
        at = (row, column)
        if at in there.faults and there.faults[at].startswith("="):
            continue
        mine, given = one.get(at), other.get(at)
        if not _same(mine, given):
            place = f"{there.sheet}!{column_letters(column)}{row}"
            yield Difference(place, _shown(mine), _shown(given))


def _cells(grid: Grid, stamps: Mapping[str, str]) -> dict[tuple[int, int], object]:
    cells = {}
    for at, row in enumerate(grid.rows, start=grid.top):
        for column, value in enumerate(row, start=grid.left):
            known = exact(value)
            if known is not None:
                cells[at, column] = _unstamped(known, stamps) if isinstance(known, str) else known
    errors = {place: text for place, text in grid.faults.items() if not text.startswith("=")}
    return {**cells, **errors}


def _unstamped(text: str, stamps: Mapping[str, str]) -> str:
    """A text without the digests that are printed: that they differ is told once."""
    for stamp, mark in stamps.items():
        text = text.replace(stamp, mark)
    return text


def _same(one: object, other: object) -> bool:
    numbers = isinstance(one, int | Decimal) and isinstance(other, int | Decimal)
    if numbers and bool not in {type(one), type(other)}:
        first, second = Decimal(str(one)), Decimal(str(other))
        return abs(first - second) <= NOISE * max(abs(first), abs(second))
    if isinstance(one, datetime) and isinstance(other, date) and type(other) is date:
        return one.date() == other
    return type(one) is type(other) and one == other


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _of_texts(
    there: Sequence[str], now: Sequence[str], stamps: Mapping[str, str]
) -> Iterator[Difference]:
    mine = [_unstamped(text, stamps) for text in there]
    given = [_unstamped(text, stamps) for text in now]
    if max(len(mine), len(given)) > _CLOSE:
        pairs: Iterable[tuple[int, str | None, str | None]] = (
            (at, one, other) for at, (one, other) in enumerate(zip_longest(mine, given))
        )
    else:
        pairs = _set_beside(mine, given)
    for at, one, other in pairs:
        if one != other:
            place = said("paragraph {number}", number=at + 1)
            yield Difference(place, one or "", other or "")


def _set_beside(
    mine: Sequence[str], given: Sequence[str]
) -> Iterator[tuple[int, str | None, str | None]]:
    """The paragraphs that differ, each beside the one it stands for."""
    matcher = SequenceMatcher(None, mine, given, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind != "equal":
            both = zip_longest(mine[first:last], given[start:end])
            yield from ((first + at, one, other) for at, (one, other) in enumerate(both))
