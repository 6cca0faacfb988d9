"""Editions: for whom a report is made, and what of it they are shown."""

from __future__ import annotations

from enum import StrEnum

import attrs

from cproc.model.narrative import ReportSection
from cproc.model.text import Identifier, LocalText


class Audience(StrEnum):
    """For whom a report is made; each is an edition that every office has."""

    PUBLIC = "public"
    DONOR = "donor"
    BOARD = "board"
    AUDIT = "audit"


class Detail(StrEnum):
    """Down to what a report goes: chapters, a section for each project, or each activity."""

    CHAPTERS = "chapters"
    PROJECTS = "projects"
    ACTIVITIES = "activities"


USUAL_DETAIL = {Audience.BOARD: Detail.PROJECTS}
"""How far the editions go that do not go down to each activity."""


@attrs.frozen
class Edition:
    """An edition of the report, beside the four that every office has.

    Args:
        id: What it is asked for by; no audience's name.
        audience: The edition it is like. What explains, reconciles, and names sources is printed
            for ``audit`` only, whatever is chosen below.
        title: Title of the report in this edition, per language; the report's own where absent.
        sections: Its chapters, in order; those of its audience where empty.
        without: Tables, charts, chapters and sheets that are left out, and columns as
            ``table.column``.
        detail: Down to what it goes; as far as its audience's where absent.

    Example:
        >>> Edition("press", Audience.PUBLIC, without=("staff",)).depth
        <Detail.ACTIVITIES: 'activities'>
    """

    id: Identifier
    audience: Audience = Audience.PUBLIC
    title: LocalText | None = None
    sections: tuple[ReportSection, ...] = ()
    without: tuple[Identifier, ...] = ()
    detail: Detail | None = None

    @property
    def depth(self) -> Detail:
        """Down to what it goes."""
        return self.detail or USUAL_DETAIL.get(self.audience, Detail.ACTIVITIES)

    @property
    def explains(self) -> bool:
        """Whether it prints sources, rules and what is reconciled, as for auditors."""
        return self.audience is Audience.AUDIT


BUILT_IN_EDITIONS = {str(audience): Edition(str(audience), audience) for audience in Audience}
"""The editions that every office has, by name."""
