"""Posts of the office on a day."""

from __future__ import annotations

from datetime import date

from cproc.model import Portfolio, Post, PostState


def posts_at(
    portfolio: Portfolio, on: date | None = None, state: PostState | None = PostState.FILLED
) -> tuple[Post, ...]:
    """The posts in a state on a day (any state where none is given)."""
    day = on or portfolio.period.end
    return tuple(
        post
        for post in portfolio.posts
        if post.holds(day) and (state is None or post.state is state)
    )
