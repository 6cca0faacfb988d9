"""Posts of the office, counted at a date."""

from __future__ import annotations

from datetime import date

from cproc.errors import UnknownNameError
from cproc.figures.breakdown import Breakdown, BreakdownRow
from cproc.model import Portfolio, Post, PostState

__all__ = ["posts_at", "staff_by"]

POST_KEYS = ("grade", "recruitment", "funding", "state", "nationality")


def posts_at(
    portfolio: Portfolio, on: date | None = None, state: PostState | None = PostState.FILLED
) -> tuple[Post, ...]:
    """Give the posts in a state on a day (any state where none is given)."""
    day = on or portfolio.period.end
    return tuple(
        post
        for post in portfolio.posts
        if post.holds(day) and (state is None or post.state is state)
    )


def staff_by(
    portfolio: Portfolio,
    by: str = "grade",
    on: date | None = None,
    state: PostState | None = PostState.FILLED,
) -> Breakdown:
    """Count posts on a day by one of grade, recruitment, funding, state or nationality.

    Args:
        portfolio: Whose posts.
        by: The key.
        on: The day; the last of the reporting period where absent.
        state: Which posts; filled ones where absent, all for None.

    Returns:
        Rows in the order the posts are listed; a post without the fact is in the row of
        no value, which comes last.

    Raises:
        UnknownNameError: The key is unknown.
    """
    if by not in POST_KEYS:
        raise UnknownNameError("key of posts", by, POST_KEYS)
    groups: dict[str | None, list[str]] = {}
    for post in posts_at(portfolio, on, state):
        groups.setdefault(getattr(post, by), []).append(post.id)
    rows = tuple(
        BreakdownRow((value,), len(ids), tuple(ids))
        for value, ids in sorted(groups.items(), key=lambda item: item[0] is None)
    )
    return Breakdown((by,), "posts", "posts", rows, sum(len(ids) for ids in groups.values()))
