"""The headings of a budget: their tree, what holds what, and the base of a rate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from cproc.model import Project, RateLine, heading_order, is_within


def in_tree_order(numbers: Iterable[str]) -> list[str]:
    """Numbers of headings, each once, in the order of the tree: 1.2 before 1.10."""
    each = dict.fromkeys(numbers)
    return sorted(each, key=heading_order(each))


def heading_numbers(project: Project) -> tuple[str, ...]:
    """The numbers that a project's budget knows, in the order of the tree."""
    numbers = (
        *(each.number for each in project.headings),
        *(each.heading for each in project.budget_lines),
        *(each.heading for each in project.rate_lines),
    )
    return tuple(in_tree_order(numbers))


def sums_of(project: Project) -> Mapping[str, tuple[str, ...]]:
    """The headings that name others, each with those it names."""
    return {each.number: each.sums for each in project.headings if each.sums}


def summed(heading: str, sums: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """A heading with all that it sums, those that they sum included.

    Example:
        >>> sorted(summed("9", {"7": ("1", "2"), "9": ("7", "8")}))
        ['1', '2', '7', '8', '9']
    """
    headings, left = {heading}, [heading]
    while left:
        new = set(sums.get(left.pop(), ())) - headings
        headings |= new
        left += new
    return frozenset(headings)


def rate_id(project: Project, line: RateLine) -> str:
    """What names a rate line among the records of all projects."""
    return f"{project.code} {line.heading}"


def rates_in_order(project: Project) -> list[RateLine]:
    """The rate lines of a project, each behind those that are in its base.

    A rate may be of a heading that holds rates before it (PRAG: the reserve, 10, is of direct and
    indirect costs, 9).
    """
    place = heading_order(heading_numbers(project))
    return sorted(project.rate_lines, key=lambda each: place(each.heading))


def base_of(project: Project, rate: RateLine) -> Callable[[str | None], bool]:
    """The function that tells whether a heading is in the base of a rate line."""
    sums = sums_of(project)
    inside, left_out = within_any(rate.of, sums), within_any(rate.without, sums)
    return lambda number: inside(number) and not left_out(number)


def within_any(
    headings: Iterable[str], sums: Mapping[str, tuple[str, ...]]
) -> Callable[[str | None], bool]:
    """The function that tells whether a number is in one of some headings."""
    names = {name for heading in headings for name in summed(heading, sums)}
    return cache(
        lambda number: number is not None and any(is_within(number, name) for name in names)
    )


def holders(project: Project) -> Callable[[str | None], tuple[str, ...]]:
    """The function that tells the headings which hold a number.

    These are the number itself, those above it (1.1 and 1 of 1.1.2), and those that sum one
    of them, such as ``7 Subtotal direct costs`` of 1 to 6; of no number there are none.
    """
    sums = sums_of(project)
    is_summed = {heading: within_any([heading], sums) for heading in sums}

    @cache
    def hold(number: str | None) -> tuple[str, ...]:
        if number is None:
            return ()
        parts = number.split(".")
        above = [".".join(parts[:size]) for size in range(len(parts), 0, -1)]
        # A subtotal holds a number without being above it in the tree.
        over = [heading for heading, sums_it in is_summed.items() if sums_it(number)]
        return tuple(dict.fromkeys((*above, *over)))

    return hold


def main_heading(number: str) -> str:
    """The heading of the first level that a number lies under: 1 of 1.1.2."""
    return number.partition(".")[0]
