"""What not everybody may see: marks that the office sets, and what an edition says it left out."""

from __future__ import annotations

from enum import StrEnum

import attrs

from cproc.errors import InvalidValueError, said
from cproc.model.text import Identifier, LocalText


class Shows(StrEnum):
    """What is still shown of something that is marked.

    ``group`` shows a value only where at least `Portfolio.smallest_group` records of the list
    share it; ``country`` and ``region`` show that much of a place.
    """

    NOTHING = "nothing"
    GROUP = "group"
    COUNTRY = "country"
    REGION = "region"


@attrs.frozen
class Confidential:
    """A mark: what an edition leaves out, or shows coarsely.

    Auditors see everything. The board sees what is confidential, but not what is personal.
    Everybody else sees neither.

    Args:
        of: What is marked: a list of the portfolio, such as ``activities``, for whole records;
            with a field behind it, such as ``posts.nationality``, ``activities.places`` or
            ``projects.transactions.supplier``, for that field.
        record: Identifier of the one record that is meant, such as ``A012``; every record of the
            list where absent.
        part: Identifier of the part of the record that is meant, such as a transaction of a
            project; every one where absent.
        shows: What is shown all the same.
        personal: Whether it is about a person, and so kept from the board as well.
        reason: Why, per language; for auditors.
    """

    of: Identifier
    record: Identifier | None = None
    part: Identifier | None = None
    shows: Shows = Shows.NOTHING
    personal: bool = False
    reason: LocalText | None = None


class Withholding(StrEnum):
    """How an edition deals with what not everybody may see."""

    LEFT_OUT = "left_out"
    UNNAMED = "unnamed"
    EMPTIED = "emptied"
    GROUP = "group"
    COUNTRY = "country"
    REGION = "region"
    FEWER_THAN = "fewer_than"


@attrs.frozen
class Withheld:
    """What an edition does not show, in numbers; `cproc.disclosed` fills it in.

    Args:
        of: What it is, as in `Confidential`: ``activities``, ``posts.nationality``.
        how: Left out, shown without a name, emptied, or shown coarsely.
        records: How many records.
    """

    of: Identifier
    how: Withholding
    records: int

    def __attrs_post_init__(self) -> None:
        if self.records < 1:
            message = said("{records} records are withheld.", records=self.records)
            hint = said("Write a number from 1, or leave the row out.")
            raise InvalidValueError("withheld-number", message, hint, "records")
