"""JSON Schema of the file format, made of the classes of the model.

The package ships it as ``schema-<format>.json``. A schema sees the shape of a file: fields,
types, choices, the form of dates and amounts. What only the model and its checks can tell
(that a day exists, that a reference finds its record) is left to `cproc check`.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_origin

import attrs

from cproc.docstrings import summary
from cproc.model import DateSpan, Identifier, LocalText, Month, Period, Portfolio
from cproc.model.conversion import without_none
from cproc.model.places import check_country
from cproc.money import Money, check_currency
from cproc.serialize.fields import RecordField, record_fields
from cproc.serialize.structure import converter
from cproc.serialize.versions import FORMAT

_Classes = dict[type, dict[str, Any]]
PATH = Path(__file__).with_name(f"schema-{FORMAT}.json")
"""The schema as it is shipped."""

_YEAR, _MONTH, _DAY = "[0-9]{4}", "[0-9]{4}-(0[1-9]|1[0-2])", "[0-9]{4}-(0[1-9]|1[0-2])-[0-3][0-9]"
_OPEN = "|".join(f"{form}/\\.\\." for form in (_YEAR, _MONTH, _DAY))
_SPAN = "|".join(f"{form}(/{form})?" for form in (_YEAR, _MONTH, _DAY))
_NUMBER = r"-?[0-9]+(\.[0-9]+)?"


def _text(pattern: str, description: str) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^({pattern})$", "description": description}


_VALUES: dict[Any, dict[str, Any]] = {
    date: _text(_DAY, "A day, 2017-05-17."),
    Month: _text(_MONTH, "A month, 2017-05."),
    DateSpan: _text(
        f"{_SPAN}|{_OPEN}",
        "One day, month or year, or two of one kind: 2017-05/2017-06; 2017-05/.. without an end.",
    ),
    Period: _text(_SPAN, "From one day, month or year to another: 2016-10-01/2017-09-30."),
    Money: _text(f"[A-Z]{{3}} {_NUMBER}", "Currency (ISO 4217), a space, the amount: EUR 5.00."),
    Decimal: {
        "description": "An exact number, as text where it has decimals: 0.25.",
        "anyOf": [{"type": "string", "pattern": f"^{_NUMBER}$"}, {"type": "integer"}],
    },
    LocalText: {
        "description": "One text per language, by its tag: en, fr, pt-BR, sr-Latn.",
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"},
        "additionalProperties": {"type": "string"},
    },
}
_PLAIN: dict[Any, str] = {str: "string", Identifier: "string", bool: "boolean", int: "integer"}
_CODES: dict[Any, str] = {check_country: "[A-Z]{2}", check_currency: "[A-Z]{3}"}
"""Validators of the model that hold a code's form; the lists themselves change with time."""


def schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12) of a portfolio's file."""
    classes: dict[type, dict[str, Any]] = {}
    root = _record(Portfolio, classes)
    version = {"const": FORMAT, "description": "Version of the file format; this one if absent."}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:cproc:portfolio:{FORMAT}",
        "title": "Portfolio",
        **root,
        "properties": {"format": version, **root["properties"]},
        "$defs": {cls.__name__: classes[cls] for cls in sorted(classes, key=lambda c: c.__name__)},
    }


def schema_text() -> str:
    """The schema as its file holds it."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _record(cls: Any, classes: _Classes) -> dict[str, Any]:
    fields = record_fields(cls)
    return {
        "description": summary(cls),
        "type": "object",
        "properties": {field.name: _described(field, classes) for field in fields},
        "required": [field.name for field in fields if field.needed],
        "additionalProperties": False,
    }


def _described(field: RecordField, classes: _Classes) -> dict[str, Any]:
    validator: Any = field.given.validator
    code = _CODES.get(validator) or _CODES.get(getattr(validator, "member_validator", None))
    kind = _kind(field.given.type, classes, code)
    if field.default not in (attrs.NOTHING, None, (), ""):
        kind = {**kind, "default": converter().unstructure(field.default)}
    return {"description": field.description, **kind} if field.description else kind


def _kind(kind: Any, classes: _Classes, code: str | None = None) -> dict[str, Any]:
    option = without_none(kind)
    if option is not kind:
        schema = _kind(option, classes, code)
        if "type" in schema:
            return {**schema, "type": [schema["type"], "null"]}
        return {"anyOf": [schema, {"type": "null"}]}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _kind(get_args(kind)[0], classes, code)}
    if kind in _PLAIN:
        return {"type": _PLAIN[kind], **({"pattern": f"^{code}$"} if code else {})}
    if kind not in classes:
        classes[kind] = {}  # a class may hold records of its own kind
        if kind in _VALUES:
            classes[kind] = _VALUES[kind]
        elif issubclass(kind, StrEnum):
            classes[kind] = {"description": summary(kind), "enum": [str(member) for member in kind]}
        else:
            classes[kind] = _record(kind, classes)
    return {"$ref": f"#/$defs/{kind.__name__}"}


if __name__ == "__main__":
    sys.stdout.write(f"{PATH.write_text(schema_text(), encoding='utf-8')} characters: {PATH}\n")
