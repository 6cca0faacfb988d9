"""Rules of posts and of people counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from cproc.checks.codes import percent, warning
from cproc.errors import Problem
from cproc.model import Portfolio, Post


def posts(portfolio: Portfolio) -> Iterator[Problem]:
    """Projects pay a post once, at most whole, and while they run; none is before the office."""
    periods = {project.code: project.period for project in portfolio.projects}
    first = portfolio.office.operational_since
    for index, post in enumerate(portfolio.posts):
        path = f"posts[{index}]"
        share = sum(map(Fraction, post.shares), Fraction(0))
        if share > 1:
            yield warning(
                "post-overfunded",
                f"projects pay {percent(share)} of it.",
                f"{path}.shares",
                "Give shares that make 1 or less: 0.5 is half of the post.",
                post.id,
            )
        if post.until is not None and post.until < first:
            yield warning(
                "post-outside",
                f"it ended on {post.until}, before the office was at work, {first}.",
                f"{path}.until",
                "Check the day.",
                post.id,
            )
        for position, code in enumerate(post.projects):
            life = periods.get(code)
            if life is not None and not _meets(post, life.start, life.end):
                yield warning(
                    "post-outside",
                    f"{code} runs {life}, on no day of the post.",
                    f"{path}.projects[{position}]",
                    "Check the days of the post and the project that pays it.",
                    code,
                )


def _meets(post: Post, start: date, end: date) -> bool:
    return (post.since is None or post.since <= end) and (post.until is None or start <= post.until)


def indicators(portfolio: Portfolio) -> Iterator[Problem]:
    """Women and men are the people that an indicator counts, or among them."""
    for index, project in enumerate(portfolio.projects):
        for number, result in enumerate(project.results):
            for position, made in enumerate(result.indicators):
                told = [count for count in (made.women, made.men) if count is not None]
                if made.actual is None or not told:
                    continue
                both = sum(told)
                if both > made.actual or (len(told) == 2 and both != made.actual):
                    yield warning(
                        "indicator-sum",
                        f"{both} women and men do not make {made.actual} {made.unit}.",
                        f"projects[{index}].results[{number}].indicators[{position}]",
                        "Correct one of the numbers.",
                    )
