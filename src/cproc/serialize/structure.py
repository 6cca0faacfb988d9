"""The converter between the model and plain data; strict in what it takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from types import GenericAlias
from typing import TYPE_CHECKING, Any, get_args, get_origin

import attrs

from cproc.errors import InvalidValueError, Problem, expect, kind_of, said
from cproc.model import DateSpan, Identifier, LocalText, Money, Month, Period, Place
from cproc.model.conversion import conversion, is_optional, lackable, maker, without_none

if TYPE_CHECKING:
    from cattrs import Converter

Hook = Callable[[Any, Any], Any]
"""What makes a value of plain data; cattrs gives it the type as well."""


def _text(value: Any, _type: object) -> str:
    r"""The text; half a character, which ``\ud800`` in JSON makes and no file can hold, is none."""
    # Most values of a file are plain text: they are passed before anything is called.
    if type(value) is str and value.isascii():
        return value
    text: str = expect(str, value)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidValueError(
            "text-surrogate",
            said(
                "character {position} is half of a character (U+{character:04X}).",
                position=error.start + 1,
                character=ord(text[error.start]),
            ),
            said("Type the character anew."),
        ) from None
    return text


def _local_text(value: Any, _type: object) -> LocalText:
    texts = LocalText(value)
    for _language, text in texts.entries:
        _text(text, str)
    return texts


@cache
def converter() -> Converter:
    """The one converter of the file format.

    Structuring is strict (null is not "None", "false" is not true, 2024.9 is no year,
    unknown keys are errors) and goes on after an error, so that all are told at once.
    Unstructuring leaves out what equals its default.
    """
    from cattrs import Converter  # noqa: PLC0415 - keeps `import cproc` light

    strict = Converter(forbid_extra_keys=True, omit_if_default=True, detailed_validation=True)
    strict.register_structure_hook(str, _text)
    strict.register_structure_hook_func(
        lambda kind: kind == Identifier, lambda value, kind: _text(value, kind).strip()
    )
    # A built-in term is a choice, of which a file has the text.
    strict.register_unstructure_hook_func(
        lambda kind: kind == Identifier,
        lambda value: value if type(value) is str else str(value),
    )
    for kind in (int, bool, Decimal, date):
        strict.register_structure_hook(kind, conversion(kind))
    strict.register_unstructure_hook(Decimal, lambda value: f"{value:f}")
    strict.register_unstructure_hook(date, date.isoformat)
    # By class: a choice is a str as well, whose hook would take any text for it.
    strict.register_structure_hook(StrEnum, lambda value, kind: conversion(kind)(value))
    strict.register_unstructure_hook(StrEnum, lambda value: value.value)
    strict.register_structure_hook_factory(attrs.has)(lambda kind: _record(strict, kind))
    # After the records, which these are to attrs as well: the last that fits is asked.
    for parsed in (Money, DateSpan, Period, Month):
        strict.register_structure_hook(parsed, conversion(parsed))
        strict.register_unstructure_hook(parsed, str)
    strict.register_structure_hook(LocalText, _local_text)
    strict.register_unstructure_hook(LocalText, lambda text: dict(text.entries))
    strict.register_structure_hook_factory(is_optional)(lambda kind: _optional(strict, kind))
    strict.register_structure_hook_factory(_is_tuple)(lambda kind: _tuple(strict, kind))
    strict.register_unstructure_hook_factory(
        _is_tuple, lambda _kind: lambda values: [strict.unstructure(value) for value in values]
    )
    return strict


def _record(strict: Converter, kind: type) -> Hook:
    from cattrs.gen import make_dict_structure_fn_from_attrs  # noqa: PLC0415 - a light import

    # The constructor would convert once more what the hooks of the fields have converted.
    made: Any = maker(kind)
    listed = [
        each.evolve(default=None) if each.name in lackable(kind) else each
        for each in attrs.fields(attrs.resolve_types(kind))
    ]
    fields: Callable[..., Any] = make_dict_structure_fn_from_attrs(
        listed,
        made,
        strict,
        _cattrs_forbid_extra_keys=True,
        _cattrs_detailed_validation=True,
    )

    # cattrs looks for keys, which a text has as well: what is no object is refused before.
    def structured(value: Any, _type: object) -> Any:
        return fields(value if type(value) is dict else expect(dict, value), kind)

    return _recurring(structured) if kind is Place else structured


def _recurring(hook: Hook) -> Hook:
    """A hook that makes records of texts once each: an office meets in few towns, but often."""
    remembered = lru_cache(maxsize=4096)(lambda items: hook(dict(items), None))

    def structured(value: Any, kind: object) -> Any:
        plain = type(value) is dict and all(type(part) is str for part in value.values())
        return remembered(tuple(value.items())) if plain else hook(value, kind)

    return structured


def _optional(strict: Converter, kind: Any) -> Hook:
    option = without_none(kind)
    if option is str:  # most of what may be absent: without a call within a call
        return lambda value, _type: (
            value
            if value is None or (type(value) is str and value.isascii())
            else _text(value, str)
        )
    hook = strict.get_structure_hook(option)
    return lambda value, _type: None if value is None else hook(value, option)


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _tuple(strict: Converter, kind: Any) -> Hook:
    item = get_args(kind)[0]
    each: Any = GenericAlias(list, (item,))
    structure: Hook | None = None

    def structured(values: object, _type: object) -> tuple[Any, ...]:
        nonlocal structure
        if structure is None:  # found when first needed: a record may hold records of its kind
            structure = strict.get_structure_hook(item)
        listed = values if type(values) is list else expect(list, values)
        try:
            return tuple([structure(value, item) for value in listed])
        except Exception:  # noqa: BLE001 - hooks raise what they like
            # Once more as cattrs does it, which takes twice the time and notes the position
            # of each fault.
            return tuple(strict.structure(listed, each))

    return structured


def _join(path: str, step: str) -> str:
    return f"{path}.{step}" if path and step and not step.startswith("[") else path + step


def _step(error: BaseException) -> str:
    """Read the step into the data that cattrs notes on an error."""
    from cattrs import AttributeValidationNote, IterableValidationNote  # noqa: PLC0415

    for note in getattr(error, "__notes__", ()):
        if isinstance(note, IterableValidationNote):
            return f"[{note.index}]"
        if isinstance(note, AttributeValidationNote):
            return note.name
    return ""


def problems_of(error: BaseException, path: str = "") -> Iterator[Problem]:
    """Each single fault of what `cattrs` raised; what is no fault of the data is raised again."""
    from cattrs.errors import ForbiddenExtraKeysError  # noqa: PLC0415 - keeps `import cproc` light

    here = _join(path, _step(error))
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from problems_of(inner, here)
    elif isinstance(error, ForbiddenExtraKeysError):
        made: Any = error.cl
        known = ", ".join(sorted(field.name for field in attrs.fields(made.__wrapped__)))
        for name in sorted(error.extra_fields):
            yield Problem(
                "field-unknown",
                said("there is no field {name!r}.", name=name),
                _join(here, name),
                said("Remove it or use one of: {known}.", known=known),
            )
    elif isinstance(error, KeyError):  # what cattrs' own code raises for a field without default
        yield Problem("field-missing", said("the field is missing."), here, said("Add it."))
    elif isinstance(error, InvalidValueError):
        where = _join(here, error.field) if error.field else here
        yield Problem(error.code, error.message, where, error.hint)
    else:
        raise error  # no fault of the data: every hook of the converter tells its own


def value_at(data: object, path: str) -> str:
    """Show the value at a path of plain data, shortened; empty where there is none."""
    for step in re.findall(r"\[[0-9]{1,9}\]|[^.\[]+", path):
        if isinstance(data, list) and step.startswith("["):
            index = int(step[1:-1])
            data = data[index] if index < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    if data is None or isinstance(data, dict | list):  # nobody wants a whole record in a message
        return kind_of(data) if data is not None else ""
    text = ascii(data)
    return text if len(text) <= 60 else f"{text[:57]}…"
