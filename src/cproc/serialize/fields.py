"""The one walk over the classes of the model, of which tables, schema and pages are made."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args, get_origin

import attrs

from cproc.docstrings import arguments
from cproc.model import DateSpan, LocalText, Money, Month, Period
from cproc.model.conversion import lackable, without_none

_VALUES = (Money, DateSpan, Period, Month, LocalText)
"""Classes of values: they have a form of their own, and are no records with fields."""


@attrs.frozen
class RecordField:
    """One field of a class of records.

    Args:
        name: Its name.
        kind: Type of what it holds; of a list, that of each of its items.
        is_list: Whether it holds several.
        needed: Whether it must be given.
        default: What it is where it is not given; `attrs.NOTHING` where it must be.
        description: What it holds, from the docstring of the class.
        given: The field as attrs has it.
    """

    name: str
    kind: Any
    is_list: bool
    needed: bool
    default: Any
    description: str
    given: attrs.Attribute[Any] = attrs.field(repr=False)

    @property
    def holds_records(self) -> bool:
        """Whether what it holds are records, which have fields of their own."""
        return is_record(self.kind)


def is_record(kind: Any) -> bool:
    """Whether a type is a class of records."""
    return isinstance(kind, type) and attrs.has(kind) and kind not in _VALUES


@cache
def record_fields(cls: Any) -> tuple[RecordField, ...]:
    """The fields of a class of records, in their order."""
    described = arguments(cls)
    fields = []
    for given in attrs.fields(attrs.resolve_types(cls)):
        kind = without_none(given.type)
        is_list = get_origin(kind) is tuple
        fields.append(
            RecordField(
                given.name,
                get_args(kind)[0] if is_list else kind,
                is_list,
                given.default is attrs.NOTHING and given.name not in lackable(cls),
                given.default,
                described.get(given.name, ""),
                given,
            )
        )
    return tuple(fields)
