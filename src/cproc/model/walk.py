"""Walking over records that hold records: to look at them, or to make changed ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar, get_args

import attrs

from cproc.errors import with_paths
from cproc.model.conversion import maker

_Record = TypeVar("_Record")
_maker = cache(maker)


def each_of(wanted: tuple[type, ...], record: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The records of some classes that a record is or holds, each with its path, in its order."""
    if isinstance(record, wanted):
        yield path, record
    kind: Any = type(record)
    for field in _ways(wanted, kind):
        at, held = f"{path}.{field}" if path else field, getattr(record, field)
        if isinstance(held, tuple):
            for place, part in with_paths(at, held):
                yield from each_of(wanted, part, place)
        elif held is not None:
            yield from each_of(wanted, held, at)


@cache
def _ways(wanted: tuple[type, ...], cls: Any) -> tuple[str, ...]:
    """The fields of a class that may hold records of those that are wanted."""
    fields = attrs.fields(attrs.resolve_types(cls)) if attrs.has(cls) else ()
    kinds = {field.name: _kind(field.type) for field in fields}
    return tuple(n for n, kind in kinds.items() if kind in wanted or _ways(wanted, kind))


def _kind(of: Any) -> Any:
    """The class that a field holds, or that each item of it is of."""
    return (get_args(of) or (of,))[0]


def with_values(record: _Record, **fields: Any) -> _Record:
    """A record with other values in some fields, which are of the types of these.

    Nothing is converted anew, which takes most of the time of `attrs.evolve`.
    """
    cls: Any = type(record)
    given = {name: getattr(record, name) for name in attrs.fields_dict(cls)} | fields
    made: _Record = _maker(cls)(**given)
    return made


def with_each(wanted: tuple[type, ...], record: _Record, change: Callable[[Any], Any]) -> _Record:
    """A record in which all records of some classes are changed, the innermost first.

    Args:
        wanted: The classes.
        record: What holds them; it is changed itself where it is one.
        change: Makes the changed record; None leaves it out of its list. What is not changed is
            handed back as it is.
    """
    fields: dict[str, Any] = {}
    kind: Any = type(record)
    for field in _ways(wanted, kind):
        held = getattr(record, field)
        if isinstance(held, tuple):
            parts = [with_each(wanted, part, change) for part in held]
            if any(a is not b for a, b in zip(parts, held, strict=True)):
                fields[field] = tuple(part for part in parts if part is not None)
        elif held is not None and (new := with_each(wanted, held, change)) is not held:
            fields[field] = new
    inner: Any = with_values(record, **fields) if fields else record
    made: _Record = change(inner) if isinstance(record, wanted) else inner
    return made
