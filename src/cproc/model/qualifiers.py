"""How exact a number claims to be."""

from __future__ import annotations

from enum import StrEnum

from cproc.errors import InvalidValueError, said


class Qualifier(StrEnum):
    """How exact a number claims to be."""

    EXACT = "exact"
    ABOUT = "about"
    MORE_THAN = "more_than"
    NEARLY = "nearly"
    BETWEEN = "between"


def refuse_range(_instance: object, attribute: object, value: Qualifier) -> None:
    """Refuse a range where there is one number only."""
    if value is Qualifier.BETWEEN:
        raise InvalidValueError(
            "statement-range",
            said("the qualifier 'between' needs an upper value, which an amount has not."),
            said("Say about, more_than or nearly."),
            getattr(attribute, "name", ""),
        )
