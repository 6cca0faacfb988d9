"""Rows and columns of a form that come of themselves, by however many steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from cproc.forms.definition import Block, Form, RowPlan


def circles(form: Form) -> Iterator[tuple[str, ...]]:
    """The names of a circle of rows, ``block/key``, and of each circle of columns, ``block:id``.

    Args:
        form: The form. Rows that it takes from another form are not looked at here.
    """
    rows: dict[str, set[str]] = {}
    for block in form.blocks:
        for entry in form.plans.get(block.rows, ()):
            if entry.called:
                rows.setdefault(f"{block.id}/{entry.called}", set()).update(_of_row(block, entry))
    yield from _circle(rows)
    for block in form.blocks:
        columns = [column for group in block.groups for column in group.columns]
        yield from _circle(
            {f"{block.id}:{c.id}": {f"{block.id}:{n}" for n in c.named} for c in columns}
        )


def _of_row(block: Block, entry: RowPlan) -> Iterator[str]:
    """The rows that one is computed of."""
    for name in (*entry.sum_of, *entry.rate_of, *entry.ratio):
        yield f"{block.id}/{name}"
    if entry.link:
        yield "/".join(entry.link.split("/")[:2])


def _circle(named: Mapping[str, set[str]]) -> Iterator[tuple[str, ...]]:
    try:
        TopologicalSorter(named).prepare()
    except CycleError as error:
        yield tuple(error.args[1])
