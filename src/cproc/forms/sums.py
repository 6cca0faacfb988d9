"""What a row of a form is, and which rows others add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

import attrs

from cproc.forms.definition import RowPlan
from cproc.forms.lines import Line
from cproc.model import is_within


class Role(StrEnum):
    """What a row of a form is."""

    HEADING = "heading"
    LINE = "line"
    EMPTY = "empty"
    """A line of the form that the budget does not have."""
    SUBTOTAL = "subtotal"
    SUM = "sum"
    RATE = "rate"
    RECORD = "record"
    LINK = "link"
    RATIO = "ratio"
    VALUE = "value"
    TEXT = "text"
    BLANK = "blank"

    @property
    def holds(self) -> bool:
        """Whether it holds amounts of its own, which subtotals add up."""
        return self in {Role.LINE, Role.EMPTY, Role.RECORD, Role.VALUE}


@attrs.frozen
class FormRow:
    """A row of a form.

    Args:
        key: What rows and rules call it by, unique in its block.
        role: What it is.
        title: What stands in its first column, its number before it.
        plan: The entry of the plan that made it.
        number: Its number; empty where it has none.
        subject: What its columns show something of: a line, a heading, a record, the project.
        adds: Keys of the rows that it adds up.
        base: Keys of the rows that its rate is of, where those are not the rows of its plan.
        bold: Whether it is printed bold.
        indent: Steps by which its title is moved to the right.
    """

    key: str
    role: Role
    title: str
    plan: RowPlan = attrs.field(repr=False)
    number: str = ""
    subject: Any = None
    adds: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    bold: bool = False
    indent: int = 0


def inside(rows: Sequence[FormRow], number: str) -> tuple[str, ...]:
    """The rows of a heading from its first line to its last, headings between them included.

    They are one range in a workbook, which grows where somebody adds a line to it.
    """
    within = [
        at
        for at, row in enumerate(rows)
        if row.role.holds
        and row.number
        and is_within(row.number, number)
        and not (isinstance(row.subject, Line) and row.subject.in_kind)
    ]
    if not within:
        return ()
    block = rows[within[0] : within[-1] + 1]
    return tuple(row.key for row in block if row.role.holds or row.role is Role.HEADING)


def called(rows: Sequence[FormRow], name: str) -> list[str]:
    """The keys of the rows that a plan means by a name: one, all of that name, or its lines."""
    if any(row.key == name for row in rows):
        return [name]
    named = [
        row.key
        for row in rows
        if (row.role.holds and name in {row.plan.called, row.plan.each}) or row.plan.among == name
    ]
    return named or list(inside(rows, name))


def leaves(rows: Sequence[FormRow], names: Iterable[str]) -> set[str]:
    """The keys of the lines that rows come to, however many steps it takes."""
    by_key = {row.key: row for row in rows}
    found, seen = set[str](), set[str]()
    left = [key for name in names for key in called(rows, name)]
    while left:
        row = by_key[left.pop()]
        if row.key in seen:
            continue
        seen.add(row.key)
        plan = row.plan
        if row.role is Role.SUBTOTAL:
            left += inside(rows, plan.subtotal_of or "")
        elif row.role is Role.SUM:
            left += [key for name in plan.sum_of for key in called(rows, name)]
            left += row.adds
        elif isinstance(row.subject, Line):
            found.add(row.key)
    return found
