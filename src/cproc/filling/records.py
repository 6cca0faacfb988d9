"""The records that a row of a template is repeated for, and what each of them tells.

Of a line of the budget and of what a donor gives that is what a form can show of them
(`cproc.forms.SOURCES`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import attrs

from cproc.errors import InvalidValueError, UnknownNameError, meant, said
from cproc.figures import Booked, holders
from cproc.figures.named_results import reached_at
from cproc.filling.expressions import LISTS, Field, Rows
from cproc.forms import RECORDS, SOURCES, Funder, Line, Scope, lines_of
from cproc.model import Activity, Indicator, Project, heading_order
from cproc.report import CellValue, Context


@attrs.frozen
class Record:
    """A record that a row is for.

    Args:
        list: The list it is of.
        number: Its place in the list, from 1.
        of: The record.
    """

    list: str
    number: int
    of: Any

    @property
    def title(self) -> str:
        """What a message calls it: its own number, or its place in the list."""
        return str(getattr(self.of, "number", self.number))


Reader = Callable[[Scope, Record], CellValue]


def records(scope: Scope, rows: Rows) -> tuple[Record, ...]:
    """The records of a list, in its order.

    Args:
        scope: The project and the reporting period.
        rows: The call of the list.

    Raises:
        InvalidValueError: The project has no such heading.
    """
    if rows.heading is not None:
        _refuse_unknown_heading(scope, rows.heading)
    listed = _LISTS[rows.list](scope, rows.heading)
    return tuple(Record(rows.list, number, of) for number, of in enumerate(listed, start=1))


def headings_of(scope: Scope) -> tuple[str, ...]:
    """The numbers of headings and lines of a project's budget, and of those above them."""
    project = scope.project
    own = [each.number for each in project.headings]
    own += [each.heading for each in project.budget_lines]
    own += [each.heading for each in project.rate_lines]
    parts = [number.split(".") for number in own]
    above = {".".join(steps[:size]) for steps in parts for size in range(1, len(steps) + 1)}
    return tuple(sorted(above, key=heading_order(above)))


def _refuse_unknown_heading(scope: Scope, heading: str) -> None:
    if heading not in (known := headings_of(scope)):
        message = said(
            "the project {code} has no heading {heading!r}.",
            code=scope.project.code,
            heading=heading,
        )
        there = said("There are {known}.", known=", ".join(known))
        raise InvalidValueError("heading-unknown", message, meant(heading, known) or there)


def value_of(scope: Scope, record: Record, field: Field) -> CellValue:
    """What a record tells.

    Args:
        scope: The project and the reporting period.
        record: The record.
        field: What is asked of it.

    Returns:
        A typed value; None where the record does not tell it.
    """
    own = _OWN.get(record.list, {}).get(field.name)
    if own is not None:
        return own(scope, record)
    return SOURCES[field.name].of(scope, record.of)


def fields_of(list_: str) -> tuple[str, ...]:
    """The names of what the records of a list tell."""
    of = _CLASSES.get(list_)
    sources = [name for name, each in SOURCES.items() if of is not None and of in each.readers]
    return tuple(dict.fromkeys((*_OWN.get(list_, {}), *sources)))


def facts() -> tuple[str, ...]:
    """The names of the facts of a project, its contract and the reporting period."""
    return tuple(name for name, source in SOURCES.items() if Project in source.readers)


def refuse_unknown_field(field: Field) -> None:
    """Refuse a name that records of its list do not tell.

    Raises:
        UnknownNameError: The message lists those there are.
    """
    if field.name not in (known := fields_of(field.list)):
        record = LISTS[field.list]
        raise UnknownNameError(
            said("name"), f"{record}.{field.name}", [f"{record}.{each}" for each in known]
        )


def misplaced(scope: Scope, lists: Iterable[Sequence[Record]]) -> Iterator[tuple[str, list[str]]]:
    """Lines of the budget that stand in none of the lists of a sheet, or in several of them.

    Args:
        scope: The project and the reporting period.
        lists: The records of each list of the sheet.

    Returns:
        ``fill-lines`` or ``fill-lines.twice``, with the numbers of such lines.
    """
    lines = [Record("lines", 0, line) for line in _lines(scope, None)]
    times = Counter(_key(each) for records_ in lists for each in records_)
    left_out = [str(each.of.number) for each in lines if not times[_key(each)]]
    twice = [str(each.of.number) for each in lines if times[_key(each)] > 1]
    for rule, numbers in (("fill-lines", left_out), ("fill-lines.twice", twice)):
        if numbers:
            yield rule, numbers


def _key(record: Record) -> tuple[str, str]:
    return record.of.number, str(record.of.title)


# --- The lists ----------------------------------------------------------------------------


def _lines(scope: Scope, heading: str | None) -> Sequence[Any]:
    if heading is None:
        return [line for line in scope.lines() if not line.rate]
    return lines_of(scope, heading)


def _transactions(scope: Scope, heading: str | None) -> Sequence[Any]:
    hold = holders(scope.project)
    return [
        entry
        for entry in RECORDS["expenditure"].of(scope)
        if heading is None or heading in hold(entry.transaction.heading)
    ]


def _contributions(scope: Scope, _heading: str | None) -> Sequence[Any]:
    return scope.funders


def _activities(scope: Scope, _heading: str | None) -> Sequence[Any]:
    held = _context(scope).held  # what was planned or cancelled did not take place
    of_project = (activity for activity in held if scope.project.code in activity.projects)
    return sorted(of_project, key=lambda activity: activity.when.start)


def _indicators(scope: Scope, _heading: str | None) -> Sequence[Any]:
    return [indicator for result in scope.project.results for indicator in result.indicators]


_CLASSES: Mapping[str, type] = MappingProxyType(
    {"lines": Line, "transactions": Booked, "contributions": Funder}
)
"""The classes of records that forms know."""

_LISTS: Mapping[str, Callable[[Scope, str | None], Sequence[Any]]] = MappingProxyType(
    {
        "lines": _lines,
        "transactions": _transactions,
        "contributions": _contributions,
        "activities": _activities,
        "indicators": _indicators,
    }
)


# --- What they tell -----------------------------------------------------------------------


def _number(_scope: Scope, record: Record) -> CellValue:
    return record.number


def _of(read: Callable[[Scope, Any], CellValue]) -> Reader:
    return lambda scope, record: read(scope, record.of)


def _supplier(scope: Scope, entry: Booked) -> CellValue:
    paid = entry.transaction
    return paid.supplier or (scope.name(paid.party) if paid.party else None)


def _description(scope: Scope, entry: Booked) -> CellValue:
    text = entry.transaction.description
    return scope.text(text) if text else None


def _rate(_scope: Scope, entry: Booked) -> CellValue:
    return entry.converted.rate.units


def _named(read: Callable[[Any], str | None]) -> Reader:
    """The name of an organisation that a record names."""
    return lambda scope, record: scope.name(id_) if (id_ := read(record.of)) else None


def _context(scope: Scope) -> Context:
    return Context(scope.portfolio, scope.labels)


def _participants(_scope: Scope, activity: Activity) -> CellValue:
    people = [each.people for each in activity.participants]
    known = [each for each in people if each is not None]
    return sum(known) if known and len(known) == len(people) else None


def _first_day(_scope: Scope, activity: Activity) -> CellValue:
    first, last = activity.when.start, activity.occurrences[0].begins
    return first if last[0] == last[1] else None


def _reached(scope: Scope, indicator: Indicator) -> CellValue:
    figure = reached_at(scope.portfolio, scope.project, indicator, scope.period.end)
    value = figure.value
    return Decimal(value) if figure.exact and isinstance(value, int | Decimal) else None


_OWN: Mapping[str, Mapping[str, Reader]] = MappingProxyType(
    {
        "transactions": {
            "number": _number,
            "id": _of(lambda _scope, of: of.transaction.id),
            "date": _of(lambda _scope, of: of.transaction.date),
            "voucher": _of(lambda _scope, of: of.transaction.voucher or None),
            "supplier": _of(_supplier),
            "description": _of(_description),
            "heading": _of(lambda _scope, of: of.transaction.heading),
            "currency": _of(lambda _scope, of: of.transaction.amount.currency),
            "amount": _of(lambda _scope, of: of.transaction.amount),
            "rate": _of(_rate),
            "booked": _of(lambda _scope, of: of.amount),
            "quantity": _of(lambda _scope, of: of.transaction.quantity),
            "unit": _of(lambda _scope, of: of.transaction.unit or None),
            "donor": _named(lambda of: of.transaction.donor),
            "partner": _named(lambda of: of.transaction.partner),
        },
        "contributions": {
            "number": _number,
            "donor": _named(lambda of: of.donor),
        },
        "activities": {
            "number": _number,
            "title": _of(lambda scope, of: scope.text(of.title)),
            "kind": _of(lambda scope, of: _context(scope).kind(of.kind)),
            "date": _of(_first_day),
            "dates": _of(lambda scope, of: _context(scope).when(of.occurrences)),
            "place": _of(lambda scope, of: _context(scope).places(of.places) or None),
            "participants": _of(_participants),
            "partners": _of(lambda scope, of: ", ".join(map(scope.name, of.partners)) or None),
        },
        "indicators": {
            "number": _number,
            "id": _of(lambda _scope, of: of.id),
            "title": _of(lambda scope, of: scope.text(of.title)),
            "unit": _of(lambda scope, of: scope.labels.unit(of.unit)),
            "baseline": _of(lambda _scope, of: of.baseline),
            "target": _of(lambda _scope, of: of.target),
            "reached": _of(_reached),
            "verification": _of(
                lambda scope, of: scope.text(of.verification) if of.verification else None
            ),
        },
    }
)
"""What records tell that forms have no source for."""
