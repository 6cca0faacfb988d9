"""The converter between the model and plain data; strict in what it takes."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_origin

import attrs

from cproc.dates import DateSpan, Month, Period, date_from
from cproc.errors import InvalidValueError
from cproc.model import LocalText, Portfolio
from cproc.money import Money, decimal_from

if TYPE_CHECKING:
    from cattrs import Converter

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
    if type(value) is not kind:
        raise InvalidValueError(
            "type-wrong", f"this is {kind_of(value)}, not {_KINDS[kind]}.", "Change the value."
        )
    if isinstance(value, str) and not value.isascii():
        refuse_surrogates(value)
    return value


def refuse_surrogates(text: str) -> None:
    r"""Refuse half a character, which ``\ud800`` in JSON makes and no file can hold.

    Raises:
        InvalidValueError: There is a lone surrogate in the text.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidValueError(
            "text-surrogate",
            f"character {error.start + 1} is half of a character (U+{ord(text[error.start]):04X}).",
            "Type the character anew.",
        ) from None


def _exactly(kind: type) -> Callable[[object, object], Any]:
    return lambda value, _type: _expect(kind, value)


def _from_text(parse: Callable[[str], Any]) -> Callable[[object, object], Any]:
    return lambda value, _type: parse(_expect(str, value))


def _enum(value: object, kind: type[StrEnum]) -> StrEnum:
    try:
        return kind(_expect(str, value))
    except ValueError:
        if isinstance(value, str):
            raise InvalidValueError(
                "choice-unknown",
                f"{value!r} is not one of the choices.",
                f"Write one of {', '.join(kind)}.",
            ) from None
        raise


def _local_text(value: object, _type: object) -> LocalText:
    if isinstance(value, str):
        raise InvalidValueError(
            "type-wrong",
            "this is text, not a text for each language.",
            'Write {"en": "…"}; in a table, one column for each language, such as title.en.',
        )
    texts: Mapping[object, object] = _expect(dict, value)
    return LocalText({_expect(str, key): _expect(str, text) for key, text in texts.items()})


@cache
def converter() -> Converter:
    """Make the one converter of the file format.

    Structuring is strict (null is not "None", "false" is not true, 2024.9 is no year,
    unknown keys are errors) and goes on after an error, so that all are told at once.
    Unstructuring leaves out what equals its default.
    """
    from cattrs import Converter  # noqa: PLC0415 - keeps `import cproc` light

    made = Converter(forbid_extra_keys=True, omit_if_default=True, detailed_validation=True)
    for kind in (str, int, bool):
        made.register_structure_hook(kind, _exactly(kind))
    made.register_structure_hook(Decimal, lambda value, _type: decimal_from(value))
    made.register_unstructure_hook(Decimal, lambda value: f"{value:f}")
    made.register_structure_hook(date, _from_text(date_from))
    made.register_unstructure_hook(date, date.isoformat)
    for parsed in (Money, DateSpan, Period, Month):
        made.register_structure_hook(parsed, _from_text(parsed.parse))
        made.register_unstructure_hook(parsed, str)
    made.register_structure_hook(StrEnum, _enum)
    made.register_unstructure_hook(StrEnum, lambda value: value.value)
    made.register_structure_hook_factory(attrs.has)(_records(made))
    made.register_structure_hook(LocalText, _local_text)
    made.register_unstructure_hook(LocalText, lambda text: dict(text.entries))

    def tuples(kind: Any) -> Callable[[object, object], Any]:
        items: Any = types.GenericAlias(list, get_args(kind)[:1])
        return lambda value, _type: tuple(made.structure(_expect(list, value), items))

    made.register_structure_hook_factory(_is_tuple)(tuples)
    made.register_unstructure_hook_factory(
        _is_tuple, lambda _kind: lambda values: [made.unstructure(value) for value in values]
    )
    return made


def _records(made: Converter) -> Callable[[type], Callable[[object, object], Any]]:
    """Look, before a record is taken apart, whether it is an object at all."""
    from cattrs.gen import make_dict_structure_fn  # noqa: PLC0415 - keeps `import cproc` light

    def factory(kind: type) -> Callable[[object, object], Any]:
        take_apart: Callable[..., Any] = make_dict_structure_fn(
            kind, made, _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=True
        )
        return lambda value, _type: take_apart(_expect(dict, value), kind)

    return factory


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


@cache
def record_classes() -> dict[str, type]:
    """The lists of a portfolio, by field, with the class of their records."""
    return {
        field.name: get_args(field.type)[0]
        for field in attrs.fields(attrs.resolve_types(Portfolio))
        if _is_tuple(field.type)
    }
