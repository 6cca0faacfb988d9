"""Warnings that somebody has looked into."""

from __future__ import annotations

import attrs

from cproc.model.text import LocalText

# In this order: a transaction has a heading too, which others share with it.
_NAMES = ("id", "code", "heading", "donor", "country", "name")


def name_of(record: object) -> str:
    """What names a record within its list: the first such field that its class has."""
    return next((str(getattr(record, name)) for name in _NAMES if hasattr(record, name)), "")


@attrs.frozen
class Silence:
    """A warning about a record that is explained, and need not be shown as one again.

    The record is named by its identifier, so that a silence stays with it whatever the order
    of the list. Only warnings can be silenced; `cproc.check` finds a silence that silences
    nothing.

    Args:
        rule: Code of the warning, such as ``likely-twice``.
        of: The field of the portfolio whose record it is, such as ``activities``.
        record: Identifier of the record, such as ``A119``.
        reason: Why the warning is no fault, per language.
        part: Identifier of the part of the record that is meant, such as a transaction of a
            project; the whole record where absent.
    """

    rule: str
    of: str
    record: str
    reason: LocalText
    part: str | None = None
