"""What a mapping says of each sheet: which table it fills, and how its cells are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import attrs

from cproc.loaders.reading import plain
from cproc.loaders.values import DateForm, NumberForm

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@attrs.frozen
class Rule:
    """What a column is where a row fulfils its conditions.

    Args:
        value: What it is.
        filled: Folded headers whose cells must not be empty.
        empty: Folded headers whose cells must be empty.
        column: Folded header whose cell must have `has` in it; none where empty.
        has: Text, of which case and accents do not matter.
    """

    value: Any
    filled: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    column: str = ""
    has: str = ""


@attrs.frozen
class Across:
    """Columns of which each makes a record of its own, such as one for each currency.

    Args:
        value: Name of the column that their cells fill.
        code: Name of the column that tells them apart.
        codes: What it is for each of them, by folded header.
    """

    value: str
    code: str
    codes: Mapping[str, Any]


@attrs.frozen
class Source:
    """A sheet as the source of one table of records.

    Args:
        table: Name of the table it fills.
        file: Name of the file, beside the mapping.
        sheet: Name of the sheet, or its number from 1; the only one where None.
        header: Number of the row with the names of the columns; found where None.
        columns: Headers, folded, by the name of the column they fill.
        fixed: Values that are the same in each row, by column.
        rules: Values that depend on the row, by column; the first that fits holds.
        codes: What a text stands for, folded, by column.
        split: Signs between the items of a list, by column.
        parts: Templates by folded header, such as ``{number} {title}``.
        across: Columns of which each makes a record.
        numbered: By column, the folded header whose different values are numbered.
        ids: What stands before the number of a row in the identifiers that it is given.
        order: Column that the records are sorted by; in the order of the sheet where empty.
        once: Whether equal rows make one record.
        first_day: Columns of days that are the first day of what their cells say.
        later: Folded headers of free text that is told as still to be typed.
        ignore: Folded headers of columns that are of no use.
        leave_out: Folded words that begin a row which is no record, beside those for totals.
        empty: Folded texts that say that a cell is empty, beside dashes.
        dates: How dates are written.
        numbers: How numbers and amounts are written.
        people: What stands first in 6/18.
        country: Country of towns without one.
        language: Language of the texts.
        all_projects: Codes of the projects that ``all`` means.
    """

    table: str
    file: str
    sheet: str | int | None = None
    header: int | None = None
    columns: Mapping[str, str] = _NOTHING
    fixed: Mapping[str, Any] = _NOTHING
    rules: Mapping[str, tuple[Rule, ...]] = _NOTHING
    codes: Mapping[str, Mapping[str, Any]] = _NOTHING
    split: Mapping[str, str] = _NOTHING
    parts: Mapping[str, str] = _NOTHING
    across: Across | None = None
    numbered: Mapping[str, str] = _NOTHING
    ids: str = ""
    order: str = ""
    once: bool = False
    first_day: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    dates: DateForm = DateForm()  # noqa: RUF009 - frozen
    numbers: NumberForm = NumberForm()  # noqa: RUF009 - frozen
    people: str = ""
    country: str = ""
    language: str = "en"
    all_projects: tuple[str, ...] = ()


def fields_of(template: str, *, surely: bool = False) -> list[str]:
    """The columns that a template fills.

    Args:
        template: Such as ``{amount} from {effective}[ ({reason})]``.
        surely: Whether those are left out that may be absent.
    """
    text = re.sub(r"\[[^\]]*\]", "", template) if surely else template
    fields = ",".join(re.findall(r"\{([^}]*)\}", text)).split(",")
    return [field.strip() for field in fields if field.strip()]


@cache
def pattern_of(template: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """The expression of a template, and which column each of its groups fills.

    What stands in square brackets may be absent: ``{amount} from {effective}[ ({reason})]``.
    """
    targets: dict[str, str] = {}
    pieces: list[str] = []
    for piece in re.findall(r"\{[^}]*\}|\[|\]|[^{}\[\]]+", plain(template)):
        if piece == "[":
            pieces.append("(?:")
        elif piece == "]":
            pieces.append(")?")
        elif piece.startswith("{"):
            name = f"g{len(targets)}"
            targets[name] = piece[1:-1]
            pieces.append(f"(?P<{name}>.+?)")
        else:
            pieces.append(re.escape(piece))
    pattern = re.compile("".join(pieces), re.IGNORECASE)
    return pattern, {name: target for name, target in targets.items() if target}
