"""Reading JSON strictly: no key twice in an object, no number that is none."""

from __future__ import annotations

import json
from typing import Any

from cproc.errors import DataError, Problem


def parse(text: str, file: str = "") -> Any:
    """Read JSON text.

    Args:
        text: The text, of a file or of a cell of a table.
        file: Its name, for messages.

    Raises:
        DataError: It is not JSON; or with a problem for each key that stands twice in one
            object and for each NaN or infinity.
    """
    problems: list[Problem] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(items)
        if len(made) < len(items):
            keys = [key for key, _value in items]
            problems.extend(
                Problem("key-twice", f"the key {key!r} stands twice in one object.", file=file)
                for key in sorted({key for key in keys if keys.count(key) > 1})
            )
        return made

    def constant(name: str) -> None:
        told = f"{name} is not a number."
        problems.append(Problem("json-constant", told, file=file, value=name, hint="Use null."))

    try:
        data = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        raise DataError(
            [
                Problem(
                    "json-form",
                    f"this is not JSON: {error.msg}.",
                    file=file,
                    cell=f"line {error.lineno}, column {error.colno}",
                    hint="Check commas, quotation marks and brackets there.",
                )
            ]
        ) from None
    except (RecursionError, ValueError):
        message = "the JSON is nested too deep or has a number too long."
        hint = "Write amounts as text; check the file for a slip."
        raise DataError([Problem("json-form", message, file=file, hint=hint)]) from None
    if problems:
        raise DataError(problems)
    return data
