"""What a field is given becomes a value of its type, or is refused: in files and in scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache, wraps
from inspect import Parameter, Signature
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs

from cproc.dates import DateSpan, Month, Period, date_from
from cproc.errors import InvalidValueError, expect, kind_of, said
from cproc.model.text import Identifier, LocalText
from cproc.money import Money, decimal_from

Convert = Callable[..., Any]
"""Makes a value of a type of what is given for it; the reader of files gives the type as well."""

_Record = TypeVar("_Record")


def _text(value: Any, _type: object = None) -> str:
    if type(value) is not str and isinstance(value, str):
        value = str(value)  # a choice is text as well
    return expect(str, value)  # type: ignore[no-any-return]


def _identifier(value: Any, _type: object = None) -> str:
    return _text(value).strip()


def _whole(value: Any, _type: object = None) -> int:
    # numpy has whole numbers of its own; true and false are none.
    if type(value) is not int and hasattr(value, "__index__") and not isinstance(value, bool):
        value = value.__index__()
    return expect(int, value)  # type: ignore[no-any-return]


def _from_text(kind: Any, parse: Callable[[str], Any]) -> Convert:
    # Dates recur, so many of them are parsed once; amounts hardly do, and to remember them costs
    # more than it saves.
    parsed = parse if kind is Money else lru_cache(maxsize=4096)(parse)

    def converted(value: Any, _type: object = None) -> Any:
        if type(value) is str:
            return parsed(value)
        if isinstance(value, kind):
            return date_from(value) if kind is date else value  # no moment of a day
        return expect(str, value)

    return converted


def _choice(kind: type[StrEnum]) -> Convert:
    members = {member.value: member for member in kind}

    def converted(value: Any, _type: object = None) -> StrEnum:
        given = value if type(value) is str else _text(value)
        try:
            return members[given]
        except KeyError:
            message = said("{given!r} is not one of the choices.", given=given)
            hint = said("Write one of {choices}.", choices=", ".join(kind))
            raise InvalidValueError("choice-unknown", message, hint) from None

    return converted


def is_optional(kind: Any) -> bool:
    """Whether a type is that of a field that may be absent."""
    return get_origin(kind) in (Union, UnionType) and len(get_args(kind)) == 2


def without_none(kind: Any) -> Any:
    """The type of a field where it is there, of one that may be absent as well."""
    return next(p for p in get_args(kind) if p is not type(None)) if is_optional(kind) else kind


def _passing(kind: Any) -> frozenset[type]:
    """Types whose values are of a field's type already, and need no conversion."""
    option = without_none(kind)
    plain = isinstance(option, type) and get_origin(option) is not tuple
    return frozenset([*([option] if plain else []), *([type(None)] if option is not kind else [])])


def _tuple(item: Any) -> Convert:
    each, passing = conversion(item), _passing(item)

    def converted(values: Any, _type: object = None) -> tuple[Any, ...]:
        if type(values) is tuple and passing.issuperset(map(type, values)):
            return values
        made, given = [], values if isinstance(values, tuple) else expect(list, values)
        for index, value in enumerate(given):
            try:
                made.append(each(value))
            except InvalidValueError as error:
                raise _within(f"[{index}]", error) from None
        return tuple(made)

    return converted


def _optional(kind: Any) -> Convert:
    convert = conversion(kind)
    return lambda value, _type=None: None if value is None else convert(value)


def _record(kind: type) -> Convert:
    def converted(value: Any, _type: object = None) -> Any:
        if isinstance(value, kind):
            return value
        message = said(
            "this is {kind}, not a record of {name}.", kind=kind_of(value), name=kind.__name__
        )
        raise InvalidValueError("type-wrong", message, said("Give {name}(…).", name=kind.__name__))

    return converted


_PLAIN: dict[Any, Convert] = {
    str: _text,
    Identifier: _identifier,
    int: _whole,
    bool: lambda value, _type=None: expect(bool, value),
    Decimal: lambda value, _type=None: decimal_from(value),
    LocalText: lambda value, _type=None: value if type(value) is LocalText else LocalText(value),
    date: _from_text(date, date_from),
    **{kind: _from_text(kind, kind.parse) for kind in (Money, DateSpan, Period, Month)},
}


@cache
def conversion(kind: Any) -> Convert:
    """What makes a value of a field's type, or raises `InvalidValueError`.

    Text becomes an amount, a day, a span, a choice; a list a tuple; a dict a text per language.
    """
    if kind in _PLAIN:
        return _PLAIN[kind]
    if is_optional(kind):
        return _optional(without_none(kind))
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind)[0])
    return _choice(kind) if issubclass(kind, StrEnum) else _record(kind)


def _within(field: str, error: InvalidValueError) -> InvalidValueError:
    """The error with the field it is in before its own."""
    return InvalidValueError(error.code, error.message, error.hint, f"{field}{error.field}")


@cache
def _conversions(cls: type) -> tuple[tuple[str, frozenset[type], Convert], ...]:
    hints = get_type_hints(cls, include_extras=True)
    kinds = [(field.name, hints[field.name]) for field in attrs.fields(cls)]
    return tuple((name, _passing(kind), conversion(kind)) for name, kind in kinds)


def _sign(init: Any, cls: type) -> None:
    """Let help show what a constructor takes in one line that can be read.

    Types are told with each field; a default is what one would type.
    """
    given = [Parameter("self", Parameter.POSITIONAL_ONLY)]
    for field in attrs.fields(cls):
        kind = Parameter.KEYWORD_ONLY if field.kw_only else Parameter.POSITIONAL_OR_KEYWORD
        default = str(field.default) if isinstance(field.default, StrEnum) else field.default
        absent = default is attrs.NOTHING
        given.append(Parameter(field.alias, kind, default=Parameter.empty if absent else default))
    init.__signature__ = Signature(sorted(given, key=lambda each: each.kind))


@cache
def lackable(cls: Any) -> tuple[str, ...]:
    """The fields of a class that may be absent, though those behind them have no default."""
    kinds = get_type_hints(cls, include_extras=True)
    required = (each.name for each in attrs.fields(cls) if each.default is attrs.NOTHING)
    return tuple(name for name in required if is_optional(kinds[name]))


def convert_fields(cls: type) -> None:
    """Let the constructor of a class of records convert what it is given."""
    plain = vars(cls)["__init__"]
    names = tuple(field.name for field in attrs.fields(cls))

    @wraps(plain)
    def init(self: object, *args: Any, **given: Any) -> None:
        values = given if not args else dict(zip(names, args, strict=False)) | given
        if len(values) < len(args) + len(given):
            plain(self, *args, **given)  # which says what is given twice, or too much
        for name in lackable(cls):
            values.setdefault(name, None)
        for name, passing, convert in _conversions(cls):
            if name not in values:
                continue
            value = values[name]
            if type(value) not in passing:
                try:
                    values[name] = convert(value)
                except InvalidValueError as error:
                    raise _within(name, error) from None
        plain(self, **values)

    _sign(init, cls)
    setattr(cls, "__init__", init)  # noqa: B010 - mypy has it that methods are not assigned


def maker(cls: type[_Record]) -> Callable[..., _Record]:
    """What makes a record of values that are of the types of its fields, and asks no more."""
    init = getattr(vars(cls)["__init__"], "__wrapped__", cls.__init__)
    kind: Any = cls
    absent = dict.fromkeys(lackable(kind))

    @wraps(cls, updated=())
    def made(**fields: Any) -> _Record:
        record = cls.__new__(cls)
        init(record, **(absent | fields if absent else fields))
        return record

    return made
