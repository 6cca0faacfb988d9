"""The tree of a budget's headings: what lies within one, and which hold a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from cproc.model import Project
from cproc.model.finance import heading_key


def is_within(number: str, heading: str) -> bool:
    """Tell whether a number is that of a heading, or of one below it: 1.1.2 is within 1.1."""
    key = heading_key(heading)
    return heading_key(number)[: len(key)] == key


def heading_numbers(project: Project) -> tuple[str, ...]:
    """The numbers that a project's budget knows, in the order of the tree."""
    numbers = (
        *(made.number for made in project.headings),
        *(made.heading for made in project.budget_lines),
        *(made.heading for made in project.rate_lines),
    )
    return tuple(sorted(dict.fromkeys(numbers), key=heading_key))


def sums_of(project: Project) -> Mapping[str, tuple[str, ...]]:
    """The headings that name others, each with those it names."""
    return {made.number: made.sums for made in project.headings if made.sums}


def summed(heading: str, sums: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """A heading with all that it sums, those that they sum included.

    Example:
        >>> sorted(summed("9", {"7": ("1", "2"), "9": ("7", "8")}))
        ['1', '2', '7', '8', '9']
    """
    found, left = {heading}, [heading]
    while left:
        new = set(sums.get(left.pop(), ())) - found
        found |= new
        left += new
    return frozenset(found)


def holders(project: Project) -> Callable[[str | None], tuple[str, ...]]:
    """The function that tells the headings which hold a number.

    These are the number itself, those above it (1.1 and 1 of 1.1.2), and those that sum one
    of them, such as ``7 Subtotal direct costs`` of 1 to 6; of no number there are none.
    """
    sums = sums_of(project)
    of = {heading: summed(heading, sums) for heading in sums}

    @cache
    def hold(number: str | None) -> tuple[str, ...]:
        if number is None:
            return ()
        parts = number.split(".")
        above = [".".join(parts[:size]) for size in range(len(parts), 0, -1)]
        over = [
            heading
            for heading, names in of.items()
            if heading not in above and any(is_within(number, name) for name in names)
        ]
        return (*above, *over)

    return hold
