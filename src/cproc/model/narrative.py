"""Text of the report, figures that somebody stated, and warnings that somebody explained."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

from cproc.errors import InvalidValueError, said
from cproc.model.text import Identifier, LocalText, Qualifier
from cproc.money import decimal_from, decimal_or_none


@attrs.frozen
class Narrative:
    """The text of one section.

    Args:
        id: The section it belongs to, such as ``mandate`` or ``project:GLACY+``.
        text: Markdown per language; ``{{ name }}`` stands for a figure, ``[](#by_month)`` for
            the number of a table, chart or section.
    """

    id: Identifier
    text: LocalText


@attrs.frozen
class ReportSection:
    """A chapter of the document, where the office settles them and their order itself.

    Args:
        id: A section there is, such as ``summary``, ``staff`` or ``project:GLACY+``, one that a
            plugin makes, or one of the office's own. Its text is the `Narrative` of the same id.
        title: Heading per language; one of the office's own has to have it.
        shows: Tables and charts below the text, in order; where absent, those that stand in
            the section anyway.
    """

    id: Identifier
    title: LocalText | None = None
    shows: tuple[Identifier, ...] | None = None


@attrs.frozen
class FundingPriority:
    """Something the office seeks money for.

    Args:
        id: Identifier.
        title: What for, per language.
        projects: Codes of the projects it would carry on.
        source: Where it is stated.
    """

    id: Identifier
    title: LocalText
    projects: tuple[Identifier, ...] = ()
    source: str = ""


@attrs.frozen
class Statement:
    """A figure that somebody stated.

    Args:
        id: Identifier.
        title: What was counted, per language.
        value: The number.
        upper: Upper end, where the statement is a range.
        unit: A currency code for money, else what is counted (``activities``).
        qualifier: How exact it claims to be.
        on: The day it speaks of.
        figures: Computed figures it may mean, first the likeliest: ``entries``,
            ``budget_total(on="2017-09-30")``.
        explanation: What a person found about the difference.
        source: Where it is stated, such as ``L52``.
    """

    id: Identifier
    title: LocalText
    value: Decimal = attrs.field(converter=decimal_from)
    unit: Identifier
    qualifier: Qualifier = Qualifier.EXACT
    upper: Decimal | None = attrs.field(default=None, converter=decimal_or_none)
    on: date | None = None
    figures: tuple[Identifier, ...] = ()
    explanation: LocalText | None = None
    source: str = ""

    def __attrs_post_init__(self) -> None:
        if (self.qualifier is Qualifier.BETWEEN) != (self.upper is not None):
            message = said("the qualifier 'between' and an upper value go together.")
            raise InvalidValueError("statement-range", message, said("Give both or neither."))


# In this order: a transaction has a heading too, which others share with it.
_NAMES = ("id", "code", "heading", "donor", "country", "name")


def name_of(record: object) -> str:
    """What names a record within its list: the first such field that its class has."""
    return next((str(getattr(record, name)) for name in _NAMES if hasattr(record, name)), "")


@attrs.frozen
class Silence:
    """A warning about a record that is explained, and need not be shown as one again.

    The record is named by its identifier, so that the entry stays with it whatever the order
    of the list. One on a project covers its activities and posts too; one without a record the
    whole list, and one without a list every warning of the rule. Only warnings can be silenced;
    `cproc.check` finds an entry that covers nothing.

    Args:
        rule: Code of the warning, such as ``likely-twice``.
        of: The field of the portfolio whose record it is, such as ``activities``; any where
            absent.
        record: Identifier of the record, such as ``A119``; any of the list where absent.
        reason: Why the warning is no fault, per language.
        part: Identifier of the part of the record that is meant, such as a transaction of a
            project; the whole record where absent.
    """

    rule: Identifier
    of: Identifier | None = None
    record: Identifier | None = None
    reason: LocalText = attrs.field(kw_only=True)
    part: Identifier | None = None

    def __attrs_post_init__(self) -> None:
        for name, whole in (("record", "of"), ("part", "record")):
            if getattr(self, name) is not None and getattr(self, whole) is None:
                message = said(
                    "the silence has {name!r} without {whole!r}.", name=name, whole=whole
                )
                raise InvalidValueError(
                    "silence-form", message, said("Add {whole!r}.", whole=whole), whole
                )
