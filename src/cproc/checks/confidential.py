"""Rules of what not everybody may see: marks that lead nowhere, texts that give it away."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, get_type_hints

import attrs

from cproc.checks.codes import Problems
from cproc.disclosure import Target, disclosed, target_of, with_targets
from cproc.errors import InvalidValueError, Problem, problem, with_paths
from cproc.model import (
    Activity,
    Audience,
    Confidential,
    LocalText,
    Place,
    Portfolio,
    Shows,
    name_of,
)
from cproc.model.walk import each_of

LEAST = 2
"""People of the smallest group there is: one is nobody's group."""
SHORTEST = 4
"""Characters of a value from which on it is looked for in texts: shorter ones stand in words."""


def smallest_group(portfolio: Portfolio) -> Problems:
    """The smallest group that is counted in the open has two people at least."""
    least = portfolio.smallest_group
    if least is not None and least < LEAST:
        yield problem("smallest-group", "smallest_group", least)


def marks(portfolio: Portfolio) -> Problems:
    """A mark names what there is: a list or field, a record, and what can be shown of it."""
    for path, mark in with_paths("confidential", portfolio.confidential):
        try:
            target = target_of(mark.of)
        except InvalidValueError as error:
            yield Problem(error.code, error.message, f"{path}.of", error.hint, mark.of)
            continue
        yield from _records(portfolio, mark, target, path)
        yield from _shows(portfolio, mark, target, path)


def _records(portfolio: Portfolio, mark: Confidential, target: Target, path: str) -> Problems:
    if mark.part is not None and len(target.lists) < LEAST:
        yield problem("confidential-record.part", f"{path}.part", mark.part, of=mark.of)
        return
    found = 0
    wanted = target.chosen(mark)

    def counted(record: Any) -> Any:
        nonlocal found
        found += 1
        return record

    if mark.part is not None:
        with_targets(portfolio, target.steps, wanted, counted)
        if not found:
            of = mark.record or mark.of
            yield problem("confidential-record", f"{path}.part", mark.part, of=of)
    elif mark.record is not None and mark.record not in _names(portfolio, target):
        yield problem("confidential-record", f"{path}.record", mark.record, of=mark.of)


def _names(portfolio: Portfolio, target: Target) -> set[str]:
    """The identifiers of the records that a mark may name."""
    holders: list[Any] = [portfolio]
    for step in target.steps[: target.lists[0] + 1]:
        held = (getattr(each, step) for each in holders)
        holders = [one for each in held for one in (each if isinstance(each, tuple) else (each,))]
    return set(map(name_of, holders))


def _shows(portfolio: Portfolio, mark: Confidential, target: Target, path: str) -> Problems:
    is_place = target.cls is Place and not target.field
    if mark.shows in {Shows.COUNTRY, Shows.REGION} and not is_place:
        yield problem("confidential-shows", f"{path}.shows", mark.shows, of=mark.of)
    elif mark.shows is Shows.GROUP and not target.field:
        yield problem("confidential-shows.group", f"{path}.shows", mark.shows)
    elif mark.shows is Shows.GROUP and portfolio.smallest_group is None:
        yield problem("confidential-shows.least", f"{path}.shows", mark.shows)


def in_texts(portfolio: Portfolio) -> Problems:
    """What is marked stands in no text that is printed: titles, narrative, descriptions.

    Nobody can search a text for all that it gives away; a value that stands in it word for word
    is found.
    """
    if not portfolio.confidential or any(marks(portfolio)) or any(smallest_group(portfolio)):
        return
    plain = attrs.evolve(portfolio, confidential=(), smallest_group=None)
    before, after = (disclosed(each, Audience.PUBLIC) for each in (plain, portfolio))
    hidden, printed = _values(before) - _values(after), {text for _path, text in _texts(after)}
    yield from _found(hidden, _texts(before), printed)
    # A town that others may be known to have met in is still no word for the title of this one.
    pairs = zip(before.activities, after.activities, strict=True)
    for index, (old, new) in enumerate(pairs):
        if gone := _of_places(old) - _of_places(new):
            yield from _found(gone - hidden, _texts(old, f"activities[{index}]"), printed)


def _found(
    values: Collection[str], texts: Iterable[tuple[str, str]], printed: Collection[str]
) -> Problems:
    """The texts that are printed and hold a value word for word."""
    hidden = [value for value in values if len(value) >= SHORTEST]
    if not hidden:
        return
    # The longest first: of a city and its venue the venue says more.
    words = "|".join(map(re.escape, sorted(hidden, key=lambda each: (-len(each), each))))
    found = re.compile(rf"(?<!\w)(?:{words})(?!\w)")
    for path, text in texts:
        if text in printed and (match := found.search(text)):
            yield problem("confidential-in-text", path, match[0])


def _of_places(activity: Activity) -> set[str]:
    parts = ((each.city, each.venue, each.subdivision) for each in activity.places)
    return {part for place in parts for part in place if part}


def _texts(record: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each text per language with its path."""
    for at, text in each_of((LocalText,), record, path):
        yield from ((f"{at}.{language}", words) for language, words in text.entries)


def _values(of: Any) -> set[str]:
    """What stands in a field of text, whole."""
    values = {words for _path, words in _texts(of)}
    for _path, record in each_of(tuple(_WORDED), of):
        for name in _WORDED[type(record)]:
            value = getattr(record, name)
            values |= {value or ""} if not isinstance(value, tuple) else {*value}
    return values


def _worded() -> dict[type, tuple[str, ...]]:
    """The fields of text of each class whose fields can be marked."""
    from cproc import model  # noqa: PLC0415 - every class of records, by name

    classes = (getattr(model, name) for name in model.__all__)
    records = (each for each in classes if isinstance(each, type) and attrs.has(each))
    return {
        cls: tuple(name for name, kind in get_type_hints(cls).items() if kind in _TEXTS)
        for cls in records
        if cls is not Confidential
    }


_TEXTS = (str, str | None, tuple[str, ...])
_WORDED = _worded()


RULES = (smallest_group, marks, in_texts)
