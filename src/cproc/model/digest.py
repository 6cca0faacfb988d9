"""A digest of a portfolio: the same for equal data, in whatever form they are kept."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any

import attrs

from cproc.model.parties import ReportIdentity
from cproc.model.portfolio import Portfolio
from cproc.model.projects import Project

# What is asked for when a report is made, and is recorded of it beside the digest; and what is
# recorded of a report once it is made.
_NO_DATA: dict[type, frozenset[str]] = {
    Portfolio: frozenset({"period", "withheld"}),
    Project: frozenset({"submissions"}),
    ReportIdentity: frozenset({"against"}),
}


_AS_IT_IS = frozenset({str, int, bool, NoneType})


def digest(portfolio: Portfolio) -> str:
    """The SHA-256 of a portfolio, 64 hexadecimal digits; equal data have the same.

    The reporting period that is asked for, and the submissions that are recorded, are no part of
    it: what a report follows from does not change by its being sent. Nor does a format, the order
    of languages, or a number written ``12.50`` for ``12.5``.

    Args:
        portfolio: The data.

    Example:
        >>> import cproc
        >>> grant = cproc.load("examples/eu_grant")
        >>> cproc.digest(grant) == cproc.digest(grant.reporting("2025-01/2025-03"))
        True
    """
    text = json.dumps(_plain(portfolio), ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in _AS_IT_IS:  # nearly all there is: it is asked for of every field
        return value
    if kind is tuple:
        return [_plain(each) for each in value]
    if hasattr(kind, "__attrs_attrs__"):  # as `attrs.has`, which takes three times as long
        return _record(value, kind)
    if isinstance(value, Decimal):
        digits = f"{value:f}"  # equal numbers may have other exponents
        return digits.rstrip("0").rstrip(".") if "." in digits else digits
    return value.value if isinstance(value, Enum) else value.isoformat()


def _record(record: Any, kind: type) -> dict[str, Any]:
    told = {}
    for name, default in _fields(kind):
        held = getattr(record, name)
        # What is left at its default says nothing: a field that is new changes no digest.
        if held is not default and (default is attrs.NOTHING or held != default):
            told[name] = held if type(held) in _AS_IT_IS else _plain(held)
    return told


@cache
def _fields(cls: Any) -> tuple[tuple[str, Any], ...]:
    left_out = _NO_DATA.get(cls, frozenset())
    return tuple(
        (field.name, field.default)
        for field in sorted(attrs.fields(cls), key=lambda one: one.name)
        if field.name not in left_out
    )
