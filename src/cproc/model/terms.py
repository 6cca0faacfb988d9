"""Words of the office: the kinds it files things under, and what it calls parts of a report."""

from __future__ import annotations

from enum import StrEnum

import attrs

from cproc.errors import InvalidValueError, said
from cproc.model.text import Identifier, LocalText


class TermList(StrEnum):
    """Lists that an office may add its own terms to."""

    ACTIVITY_KIND = "activity_kind"
    CONTRIBUTION_KIND = "contribution_kind"
    RESULT_LEVEL = "result_level"
    POST_CATEGORY = "post_category"


class TermRole(StrEnum):
    """What figures have to know of a term."""

    EVENT = "event"
    NO_EVENT = "no_event"
    IN_KIND = "in_kind"
    CO_FINANCING = "co_financing"


ROLES = {
    TermList.ACTIVITY_KIND: (TermRole.EVENT, TermRole.NO_EVENT),
    TermList.CONTRIBUTION_KIND: (TermRole.IN_KIND, TermRole.CO_FINANCING),
}
"""The roles that terms of a list may have."""


@attrs.frozen
class Term:
    """A term of one of the lists: one of the office's own, or another name for a built-in one.

    Args:
        of: The list it belongs to.
        id: Identifier that records name it by.
        title: Its name per language.
        role: What figures have to know of it: whether people meet at an activity of that kind,
            whether what is given so is no cash, or is the office's own part. That of the
            built-in term where absent. Of others it is then not known whether people meet, and
            what is given so is cash of somebody else.
    """

    of: TermList
    id: Identifier
    title: LocalText
    role: TermRole | None = None

    @property
    def name(self) -> str:
        """The list and the identifier, which two lists may share: ``post_category jpo``."""
        return f"{self.of} {self.id}"

    def __attrs_post_init__(self) -> None:
        allowed = ROLES.get(self.of, ())
        if self.role is not None and self.role not in allowed:
            message = said("a term of {of} has not the role {role}.", of=self.of, role=self.role)
            hint = (
                said("Write one of {choices}.", choices=", ".join(allowed))
                if allowed
                else said("Leave the role out.")
            )
            raise InvalidValueError("term-role", message, hint, "role")


# Nobody meets at these, so they are left out where events or people are counted.
_NO_EVENTS = ("desk_study", "publication", "news", "tender", "grant")
_EVENTS = (
    *("training", "workshop", "conference", "meeting", "committee", "advisory_mission"),
    *("assessment", "study_visit", "exercise", "participation"),
    *("ceremony", "counselling", "distribution"),
)
BUILT_IN_ROLES = {
    **{(TermList.ACTIVITY_KIND, kind): TermRole.EVENT for kind in _EVENTS},
    **{(TermList.ACTIVITY_KIND, kind): TermRole.NO_EVENT for kind in _NO_EVENTS},
    (TermList.CONTRIBUTION_KIND, "in_kind"): TermRole.IN_KIND,
    (TermList.CONTRIBUTION_KIND, "own_funds"): TermRole.CO_FINANCING,
}
"""What figures know of the built-in terms; of those that are not here they know nothing."""


def built_in(choices: type[StrEnum], value: str) -> str:
    """The built-in choice of a term that is one, so that scripts may ask for it by `is`."""
    return choices(value) if value in frozenset(choices) else value


@attrs.frozen
class Wording:
    """What the office calls a table, chapter, column or sheet, in place of the built-in label.

    Args:
        label: Identifier of the label, such as ``table.by_month.title``.
        text: Its text per language.
    """

    label: Identifier
    text: LocalText
