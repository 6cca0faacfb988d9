"""Options of an exporter or a loader: a frozen attrs class, given as text, described one by one.

The class is the only place where an option is declared: its fields are the names, their
types say what text is taken, their defaults hold where nothing is given, and the ``Args``
of its docstring describe them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs

from cproc.dates import date_from
from cproc.docstrings import arguments
from cproc.errors import CprocError, Message, PluginError, UsageError, joined, said
from cproc.nearest import nearest

OptionsT = TypeVar("OptionsT")


@attrs.frozen
class NoOptions:
    """The options of an exporter or a loader that has none."""


@attrs.frozen
class Narrowing:
    """Which part of a portfolio is exported: the options of every exporter.

    Args:
        donor: Identifier of an organisation; only what it funds is exported.
        project: Code of a project; only that is exported.
        programme: Identifier of a programme; only its projects are exported.
    """

    donor: str | None = None
    project: str | None = None
    programme: str | None = None


@attrs.frozen
class Option:
    """One option, as lists show it.

    Args:
        name: What it is called by.
        wanted: What text it takes, such as ``true or false``.
        default: The text that stands for its default; empty where that is nothing.
        description: What it does.
        read: Makes a value of the text.
    """

    name: str
    wanted: str
    default: str
    description: str
    read: Callable[[str], Any] = attrs.field(eq=False, repr=False)


_Reader = tuple[str, Callable[[str], Any]]
"""What text is taken, and what makes a value of it."""


def _flag(text: str) -> bool:
    return {"true": True, "false": False}[text.strip().lower()]


def _whole(text: str) -> int:
    # int() would take digits of other scripts and underlines, and of any number.
    if re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", text) is None:
        raise ValueError(text)
    return int(text)


def _number(text: str) -> Decimal:
    # Decimal() would take NaN, infinity and exponents.
    if re.fullmatch(r"\s*[+-]?[0-9]{1,15}(\.[0-9]{1,15})?\s*", text) is None:
        raise ValueError(text)
    return Decimal(text.strip())


_READERS: Mapping[object, _Reader] = {
    str: (said("text"), str),
    bool: (said("true or false"), _flag),
    int: (said("a whole number"), _whole),
    Decimal: (said("a number such as 1.5"), _number),
    date: (said("a day such as 2017-09-30"), date_from),
}


def _reader(kind: Any) -> _Reader | None:
    """The way text becomes a value of a type; none where there is no way."""
    if kind in _READERS:
        return _READERS[kind]
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        rest = [part for part in arguments if part is not type(None)]
        return _reader(rest[0]) if len(rest) == 1 else None
    if origin is Literal and all(isinstance(value, str) for value in arguments):
        return _one_of({value: value for value in arguments})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _one_of({str(member.value): member for member in kind})
    if origin is tuple and arguments[1:] == (...,) and (item := _reader(arguments[0])):
        wanted, read = item
        return (
            said("{wanted}, several with commas between", wanted=wanted),
            lambda text: tuple(read(part.strip()) for part in text.split(",") if part.strip()),
        )
    return None


def _one_of(choices: Mapping[str, object]) -> _Reader:
    return said("one of {choices}", choices=", ".join(choices)), choices.__getitem__


def options_of(cls: type, *, narrows: bool = True) -> tuple[Option, ...]:
    """Describe the options that a class declares.

    Args:
        cls: The class.
        narrows: Whether it is of an exporter, which has the names of `Narrowing` already.

    Raises:
        PluginError: It is no frozen attrs class whose every field has a default and a type
            that text can be read as.

    Example:
        >>> @attrs.frozen
        ... class LetterOptions:
        ...     '''How a letter is written.
        ...
        ...     Args:
        ...         copies: How many are written, one below
        ...             the other.
        ...     '''
        ...     copies: int = 1
        >>> options_of(LetterOptions)
        (Option(name='copies', wanted='a whole number', default='1', description='How many are \
written, one below the other.'),)
    """
    if not attrs.has(cls):
        raise PluginError("{cls!r} declares no options: it is no attrs class", cls=cls)
    hints, described = get_type_hints(cls), arguments(cls)
    options = []
    for field in attrs.fields(cls):
        whose = said("the option {name!r} of {cls}", name=field.name, cls=cls.__name__)
        reader = _reader(hints[field.name])
        if field.default is attrs.NOTHING or isinstance(field.default, attrs.Factory):  # type: ignore[arg-type]
            raise PluginError("{whose} has no plain default", whose=whose)
        if narrows and cls is not Narrowing and field.name in attrs.fields_dict(Narrowing):
            raise PluginError("{whose} is one of every exporter", whose=whose)
        if reader is None:
            raise PluginError("{whose} is of a type that no text is read as", whose=whose)
        default, description = _text(field.default), described.get(field.name, "")
        wanted, read = reader
        options.append(Option(field.name, wanted, default, description, read))
    return tuple(options)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case Enum():
            return str(value.value)
        case tuple():
            return ",".join(_text(part) for part in value)
        case _:
            return str(value)


def _line(option: Option) -> Message:
    default = said("may be left out")
    if option.default:
        default = said("{default} if not given", default=option.default)
    return said(
        "  {name}: {description} Takes {wanted}; {default}.",
        name=option.name,
        description=Message(option.description),
        wanted=option.wanted,
        default=default,
    )


def read_options(
    cls: type[OptionsT], given: Mapping[str, str], of: str
) -> tuple[Narrowing, OptionsT]:
    """Read options of an exporter from text: those of every exporter, and its own.

    Args:
        cls: A class that `options_of` accepts; the exporter's own options.
        given: Text by name, as typed.
        of: Whose options they are, for messages: ``the exporter 'xlsx'``.

    Raises:
        UsageError: All that is wrong with names and texts.
    """
    values = _values((*options_of(Narrowing), *options_of(cls)), given, of)
    part = {field.name: values.pop(field.name, None) for field in attrs.fields(Narrowing)}
    return _chosen(Narrowing, part, of), _chosen(cls, values, of)


def read_loader_options(cls: type[OptionsT], given: Mapping[str, str], of: str) -> OptionsT:
    """Read options of a loader from text.

    Args:
        cls: A class that `options_of` accepts.
        given: Text by name, as typed.
        of: Whose options they are, for messages: ``the loader 'json'``.

    Raises:
        UsageError: All that is wrong with names and texts.
    """
    return _chosen(cls, _values(options_of(cls, narrows=False), given, of), of)


def as_options(cls: type[OptionsT], given: object, of: str) -> OptionsT:
    """What is given as options, where it is of their class.

    Args:
        cls: The class of the options.
        given: What a script gives in their place.
        of: Whose options they are, for messages: ``the loader 'json'``.

    Raises:
        UsageError: It is something else.
    """
    if not isinstance(given, cls):
        raise UsageError(
            "{whose} takes options as text by name or as {cls}, not as {given}",
            whose=of,
            cls=cls.__name__,
            given=type(given).__name__,
        )
    return given


def _chosen(cls: type[OptionsT], values: Mapping[str, Any], of: str) -> OptionsT:
    try:
        return cls(**values)
    except (CprocError, ValueError, TypeError) as error:
        raise UsageError(said("{where}: {text}", where=of, text=error)) from error


def _values(options: tuple[Option, ...], given: Mapping[str, str], of: str) -> dict[str, Any]:
    known = {option.name: option for option in options}
    faults: list[Message] = []
    values: dict[str, Any] = {}
    for name, text in given.items():
        if name not in known:
            lacking = said("{of} has no option {name!r}", of=of, name=name)
            if close := joined(said(" or "), map(repr, nearest(name, known))):
                lacking = said("{lacking} (did you mean {close}?)", lacking=lacking, close=close)
            faults.append(lacking)
            continue
        try:
            values[name] = known[name].read(text)
        except (CprocError, ValueError, KeyError):
            wanted = known[name].wanted
            faults.append(
                said(
                    "the option {name!r} takes {wanted}, not {text!r}",
                    name=name,
                    wanted=wanted,
                    text=text,
                )
            )
    if known and not known.keys() >= given.keys():
        faults.append(joined("\n", [said("there are:"), *map(_line, known.values())]))
    if faults:
        raise UsageError(joined(said("; "), faults))
    return values
