"""From what the converter raises to problems with their path."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cproc.errors import InvalidValueError, Problem
from cproc.serialize.structure import kind_of


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
    """Each single fault of a structuring error.

    Args:
        error: What `cattrs` raised: an exception group, or one exception of it.
        path: Where its data stand.

    Raises:
        BaseException: What it raised is no fault of the data.
    """
    from cattrs.errors import ForbiddenExtraKeysError  # noqa: PLC0415 - keeps `import cproc` light

    here = _join(path, _step(error))
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from problems_of(inner, here)
    elif isinstance(error, ForbiddenExtraKeysError):
        known = ", ".join(sorted(_field_names(error.cl)))
        for name in sorted(error.extra_fields):
            yield Problem(
                "field-unknown",
                f"there is no field {name!r}.",
                _join(here, name),
                f"Remove it or use one of: {known}.",
            )
    elif isinstance(error, KeyError):
        yield Problem("field-missing", "the field is missing.", here, "Add it.")
    elif isinstance(error, InvalidValueError):
        where = _join(here, error.field) if error.field else here
        yield Problem(error.code, error.message, where, error.hint)
    else:
        raise error  # no fault of the data: every hook of the converter tells its own


def _field_names(cls: type) -> Iterator[str]:
    import attrs  # noqa: PLC0415 - only on the way to an error

    for field in attrs.fields(cls):
        yield field.name


def value_at(data: object, path: str) -> str:
    """Show the value at a path of plain data, shortened; empty where there is none."""
    for step in re.findall(r"\[[0-9]{1,9}\]|[^.\[]+", path):
        if isinstance(data, list) and step.startswith("["):
            index = int(step[1:-1])
            data = data[index] if index < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    if data is None or isinstance(data, dict | list):
        return kind_of(data) if data is not None else ""
    text = ascii(data)
    return text if len(text) <= 60 else f"{text[:57]}…"
