"""The quick reader: what is valid is read at once, what is not is left to the strict reader.

msgspec decodes JSON into plain records whose fields have the types of the file (text where the
model has a span or an amount), and from these the objects of the model are made, with all
their own rules. Nothing is valid here that the strict reader would refuse; where anything is
odd this one gives nothing, and the strict reader says what is wrong, or reads it after all.
"""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

import attrs

from cproc.dates import DateSpan, Month, Period, date_from
from cproc.model import LocalText, Portfolio
from cproc.money import Money, decimal_from
from cproc.serialize.structure import converter
from cproc.serialize.versions import FORMAT

if TYPE_CHECKING:
    import msgspec

Make = Callable[[Any], Any]
_KEPT = 4096
"""Dates recur; so many of them are parsed once."""
_WRITTEN: dict[Any, tuple[Any, Make]] = {
    Decimal: (str | int, decimal_from),
    Money: (str, Money.parse),
    LocalText: (dict[str, str], LocalText),
    **{
        kind: (str, lru_cache(maxsize=_KEPT)(parse))
        for kind, parse in (
            (date, date_from),
            (Month, Month.parse),
            (DateSpan, DateSpan.parse),
            (Period, Period.parse),
        )
    },
}
"""How a value of the model stands in a file, and what makes it of that."""
_SPACED_KEY = re.compile(r'"[ \t\r\n]+:')


def read(text: str) -> Portfolio | None:
    """Read JSON text of the newest format, or give nothing where that is not all it is.

    Args:
        text: A portfolio as `cproc.serialize.dumps` writes it, indented or not.
    """
    import msgspec  # noqa: PLC0415 - keeps `import cproc` light

    with _no_collection():
        try:
            record = _decoder().decode(text.encode())
            if record.format in (msgspec.UNSET, FORMAT) and _keys_once(text, record):
                portfolio: Portfolio = _maker_of(Portfolio)(record)
                return portfolio
        except (ValueError, TypeError, RecursionError, msgspec.MsgspecError):
            pass  # the strict reader says what it is
    return None


def _keys_once(text: str, record: Any) -> bool:
    """Tell whether no key stands twice in an object; msgspec would keep the last of them.

    What was decoded is written again: if it has as many keys as the text, none was lost.
    Where that cannot be counted, the text is taken apart a second time.
    """
    import msgspec  # noqa: PLC0415 - keeps `import cproc` light

    written = msgspec.json.encode(record).count(b'":')
    # A quotation mark or colon may hide in an escape, \u0022, and a key have space behind it.
    if text.count('":') == written and "\\u00" not in text and not _SPACED_KEY.search(text):
        return True
    repeated = False

    def look(items: list[tuple[str, Any]]) -> None:
        nonlocal repeated
        repeated = repeated or len(dict(items)) < len(items)

    json.loads(text, object_pairs_hook=look)
    return not repeated


@contextmanager
def _no_collection() -> Iterator[None]:
    """Pause the garbage collector: a large file makes many objects, none of them garbage."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@cache
def _decoder() -> msgspec.json.Decoder[Any]:
    import msgspec  # noqa: PLC0415 - keeps `import cproc` light

    return msgspec.json.Decoder(_struct(Portfolio))


@cache
def _struct(cls: Any) -> Any:
    """Make the plain record of a class: its fields as a file writes them, nothing else."""
    import msgspec  # noqa: PLC0415 - keeps `import cproc` light

    fields: list[Any] = []
    for field in attrs.fields(attrs.resolve_types(cls)):
        default = () if field.default is attrs.NOTHING else (_default(field),)
        fields.append((field.name, _written(field.type), *default))
    if cls is Portfolio:
        fields.append(("format", int | msgspec.UnsetType, msgspec.UNSET))
    return msgspec.defstruct(
        f"{cls.__name__}Record",
        fields,
        forbid_unknown_fields=True,
        omit_defaults=True,
        kw_only=True,
        gc=False,
    )


def _default(field: attrs.Attribute[Any]) -> Any:
    written = _option(field.type) in _WRITTEN and field.default is not None
    return converter().unstructure(field.default) if written else field.default


def _option(kind: Any) -> Any:
    """The type of a field without that it may be absent."""
    if get_origin(kind) in (Union, UnionType):
        (kind,) = (part for part in get_args(kind) if part is not type(None))
    return kind


def _written(kind: Any) -> Any:
    """The type that a field has in a file."""
    option = _option(kind)
    if option is not kind:
        return _written(option) | None
    if get_origin(kind) is tuple:
        return tuple[_written(get_args(kind)[0]), ...]  # type: ignore[misc]  # made at run time
    if kind in _WRITTEN:
        return _WRITTEN[kind][0]
    return _struct(kind) if attrs.has(kind) else kind


def _maker(kind: Any) -> Make | None:
    """What makes a value of its written form; nothing where both are the same."""
    kind = _option(kind)
    if get_origin(kind) is tuple:
        make = _maker(get_args(kind)[0])
        return (lambda values: tuple([make(value) for value in values])) if make else None
    if kind in _WRITTEN:
        return _WRITTEN[kind][1]
    return _maker_of(kind) if attrs.has(kind) else None


@cache
def _maker_of(cls: Any) -> Make:
    """What makes an object of its plain record."""
    from msgspec.structs import astuple  # noqa: PLC0415 - keeps `import cproc` light

    fields = attrs.fields(attrs.resolve_types(cls))
    makers = [(index, make) for index, field in enumerate(fields) if (make := _maker(field.type))]
    count = len(fields)

    def made(record: Any) -> Any:
        values = list(astuple(record))
        for index, make in makers:
            value = values[index]
            if value is not None and value != ():
                values[index] = make(value)
        return cls(*values[:count])

    return made
