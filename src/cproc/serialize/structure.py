"""The converter between the model and plain data; strict in what it takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from types import GenericAlias, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

import attrs

from cproc.errors import InvalidValueError, Problem
from cproc.model import DateSpan, LocalText, Month, Period, Place, Portfolio, date_from
from cproc.money import Money, decimal_from

if TYPE_CHECKING:
    from cattrs import Converter

Hook = Callable[[Any, Any], Any]
"""What makes a value of plain data; cattrs gives it the type as well."""

_KINDS = {
    dict: "an object",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a decimal number",
    type(None): "null",
}


def kind_of(value: object) -> str:
    """Name a JSON value's type in words."""
    return _KINDS.get(type(value), type(value).__name__)


def _expect(kind: type, value: object) -> Any:
    """The value back if it is exactly of the kind; nothing is converted."""
    # Not isinstance, which would take true for the number 1.
    if type(value) is not kind:
        raise InvalidValueError(
            "type-wrong", f"this is {kind_of(value)}, not {_KINDS[kind]}.", "Change the value."
        )
    if isinstance(value, str) and not value.isascii():
        _refuse_surrogates(value)
    return value


def _refuse_surrogates(text: str) -> None:
    r"""Refuse half a character, which ``\ud800`` in JSON makes and no file can hold."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidValueError(
            "text-surrogate",
            f"character {error.start + 1} is half of a character (U+{ord(text[error.start]):04X}).",
            "Type the character anew.",
        ) from None


def _text(value: Any, _type: object) -> str:
    # Most values of a file are plain text: they are passed before anything is called.
    return value if type(value) is str and value.isascii() else _expect(str, value)


def _from_text(parse: Callable[[str], Any]) -> Hook:
    # Dates recur, so many of them are parsed once; amounts hardly do, and to remember them costs
    # more than it saves.
    parsed = parse if parse == Money.parse else lru_cache(maxsize=4096)(parse)
    return lambda value, _type: parsed(value if type(value) is str else _expect(str, value))


@cache
def _members(kind: type[StrEnum]) -> dict[str, StrEnum]:
    return {member.value: member for member in kind}


def _choice(value: object, kind: type[StrEnum]) -> StrEnum:
    text = value if type(value) is str else _expect(str, value)
    try:
        return _members(kind)[text]
    except KeyError:
        raise InvalidValueError(
            "choice-unknown",
            f"{text!r} is not one of the choices.",
            f"Write one of {', '.join(kind)}.",
        ) from None


def _local_text(value: object, _type: object) -> LocalText:
    if isinstance(value, str):
        raise InvalidValueError(
            "type-wrong",
            "this is text, not a text for each language.",
            'Write {"en": "…"}; in a table, one column for each language, such as title.en.',
        )
    texts: Mapping[str, str] = value if type(value) is dict else _expect(dict, value)
    for part in (*texts, *texts.values()):
        if type(part) is not str or not part.isascii():
            _expect(str, part)
    return LocalText(texts)


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
    strict.register_structure_hook(
        int, lambda value, _type: value if type(value) is int else _expect(int, value)
    )
    strict.register_structure_hook(bool, lambda value, _type: _expect(bool, value))
    strict.register_structure_hook(Decimal, lambda value, _type: decimal_from(value))
    strict.register_unstructure_hook(Decimal, lambda value: f"{value:f}")
    strict.register_structure_hook(date, _from_text(date_from))
    strict.register_unstructure_hook(date, date.isoformat)
    for parsed in (Money, DateSpan, Period, Month):
        strict.register_structure_hook(parsed, _from_text(parsed.parse))
        strict.register_unstructure_hook(parsed, str)
    # By class: a choice is a str as well, whose hook would take any text for it.
    strict.register_structure_hook(StrEnum, _choice)
    strict.register_unstructure_hook(StrEnum, lambda value: value.value)
    strict.register_structure_hook_factory(attrs.has)(lambda kind: _record(strict, kind))
    strict.register_structure_hook(LocalText, _local_text)
    strict.register_unstructure_hook(LocalText, lambda text: dict(text.entries))
    strict.register_structure_hook_factory(_is_optional)(lambda kind: _optional(strict, kind))
    strict.register_structure_hook_factory(_is_tuple)(lambda kind: _tuple(strict, kind))
    strict.register_unstructure_hook_factory(
        _is_tuple, lambda _kind: lambda values: [strict.unstructure(value) for value in values]
    )
    return strict


def _record(strict: Converter, kind: type) -> Hook:
    from cattrs.gen import make_dict_structure_fn  # noqa: PLC0415 - keeps `import cproc` light

    fields: Callable[..., Any] = make_dict_structure_fn(
        kind, strict, _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=True
    )

    # cattrs looks for keys, which a text has as well: what is no object is refused before.
    def structured(value: Any, _type: object) -> Any:
        return fields(value if type(value) is dict else _expect(dict, value), kind)

    return _recurring(structured) if kind is Place else structured


def _recurring(hook: Hook) -> Hook:
    """A hook that makes records of texts once each: an office meets in few towns, but often."""
    remembered = lru_cache(maxsize=4096)(lambda items: hook(dict(items), None))

    def structured(value: Any, kind: object) -> Any:
        plain = type(value) is dict and all(type(part) is str for part in value.values())
        return remembered(tuple(value.items())) if plain else hook(value, kind)

    return structured


def _is_optional(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType) and len(get_args(kind)) == 2


def without_none(kind: Any) -> Any:
    """The type of a field where it is there, of one that may be absent as well."""
    return next(p for p in get_args(kind) if p is not type(None)) if _is_optional(kind) else kind


def _optional(strict: Converter, kind: Any) -> Hook:
    option = without_none(kind)
    if option is str:  # most of what may be absent: without a call within a call
        return lambda value, _type: (
            value
            if value is None or (type(value) is str and value.isascii())
            else _expect(str, value)
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
        listed = values if type(values) is list else _expect(list, values)
        try:
            return tuple([structure(value, item) for value in listed])
        except Exception:  # noqa: BLE001 - hooks raise what they like
            # Once more as cattrs does it, which takes twice the time and notes the position
            # of each fault.
            return tuple(strict.structure(listed, each))

    return structured


@cache
def record_classes() -> dict[str, type]:
    """The lists of a portfolio, by field, with the class of their records."""
    return {
        field.name: attrs.resolve_types(get_args(field.type)[0])
        for field in attrs.fields(attrs.resolve_types(Portfolio))
        if _is_tuple(field.type)
    }


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
        known = ", ".join(sorted(field.name for field in attrs.fields(error.cl)))
        for name in sorted(error.extra_fields):
            yield Problem(
                "field-unknown",
                f"there is no field {name!r}.",
                _join(here, name),
                f"Remove it or use one of: {known}.",
            )
    elif isinstance(error, KeyError):  # what cattrs' own code raises for a field without default
        yield Problem("field-missing", "the field is missing.", here, "Add it.")
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
