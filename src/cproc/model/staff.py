"""Posts of the office."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import attrs

from cproc.dates import refuse_backwards
from cproc.errors import InvalidValueError, said
from cproc.model.places import check_country
from cproc.model.terms import built_in
from cproc.model.text import Identifier, LocalText
from cproc.money import decimals_from


class Recruitment(StrEnum):
    """Where a post is recruited; an office adds categories of its own by `Term`."""

    INTERNATIONAL = "international"
    LOCAL = "local"
    SECONDED = "seconded"
    VOLUNTEER = "volunteer"
    OTHER = "other"


class PostFunding(StrEnum):
    """What a post is paid from."""

    PROJECTS = "projects"
    OVERHEADS = "overheads"
    ORDINARY_BUDGET = "ordinary_budget"


class PostState(StrEnum):
    """Whether somebody holds a post, or the office looks for one."""

    FILLED = "filled"
    VACANT = "vacant"
    PLANNED = "planned"


def _category(value: str | None) -> str | None:
    return None if value is None else built_in(Recruitment, value)


@attrs.frozen
class Post:
    """One post.

    Args:
        id: Identifier.
        duty: What its holder does.
        state: Filled, vacant (recruitment under way) or planned.
        grade: Grade as the source prints it; absent where it prints none.
        recruitment: International, local, …, or a category of the office's own; absent where it is
            not stated.
        funding: What it is paid from; absent where it is not stated.
        projects: Codes of the projects that pay it, where they are named.
        nationality: ISO code of the holder's nationality, where it is known.
        since: First day in this state. Where it is absent, the post is in it for sure on its last
            day and on that of the reporting period; before, and while the office was open, it
            is not known.
        until: Last day; open where absent.
        source: Where it is stated.
        shares: Part of the post that each project pays, in their order: 0.5 is half of it;
            empty where it is not stated.
    """

    id: Identifier
    duty: LocalText
    state: PostState = PostState.FILLED
    grade: Identifier | None = None
    recruitment: Identifier | None = attrs.field(default=None, converter=_category)
    funding: PostFunding | None = None
    projects: tuple[Identifier, ...] = ()
    nationality: Identifier | None = attrs.field(default=None, validator=check_country)
    since: date | None = None
    until: date | None = None
    source: str = ""
    shares: tuple[Decimal, ...] = attrs.field(default=(), converter=decimals_from)

    def __attrs_post_init__(self) -> None:
        refuse_backwards(self.since, self.until)
        if self.shares and (len(self.shares) != len(self.projects) or min(self.shares) < 0):
            message = said("the shares are not one for each project.")
            hint = said("Give one for each project, none negative; or none at all.")
            raise InvalidValueError("shares-unusable", message, hint)
