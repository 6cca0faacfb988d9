"""Numbers of people, and what projects pay of a post, as people type them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from cproc.errors import said
from cproc.loaders.reading import Read, plain, unaccented
from cproc.loaders.values.amounts import NumberForm, read_number

ORDERS = ("women/men", "men/women")
_PAIR = re.compile(r"([0-9][0-9.,' ]*?) ?[/+-] ?([0-9][0-9.,' ]*)", re.ASCII)
_TOTAL_AND_PAIR = re.compile(r"([^()]+?) ?\((.+)\)")
_WOMEN = "f|w|women|woman|female|females|femmes?|dames|girls|filles"
_MEN = "m|men|man|male|males|h|hommes?|boys|garcons"
_LABELLED = re.compile(
    rf"(?:([0-9]{{1,7}}) ?({_WOMEN}|{_MEN})\b)|(?:\b({_WOMEN}|{_MEN}) ?:? ?([0-9]{{1,7}}))"
)
_QUALIFIERS = {
    "about": re.compile(
        r"(?:~|≈|about|approx\.?|approximately|ca\.?|circa|env\.?|environ|around|some) ?(.*)"
    ),
    "more_than": re.compile(r"(?:>|more than|over|plus de) ?(.*)|(.*?) ?\+"),
    "nearly": re.compile(r"(?:nearly|almost|presque|pres de) ?(.*)"),
}
_UNITS = re.compile(r" ?(?:people|persons?|participants?|pax|personnes?)$")
_SHARE = re.compile(r"(.*?)[ :]*\(?([0-9]{1,3}(?:[.,][0-9]+)?) ?%\)?")
_ALL = re.compile(r"(?:all|tous|toutes)(?: projects?| projets?)?(?: ?\((.+)\))?")
_UNKNOWN = said("this is no number of people in a known form.")


def read_people(value: Any, order: str, form: NumberForm) -> Read:
    """How many people, women and men, as a mapping with the names of the columns they fill.

    Args:
        value: What the cell holds.
        order: One of `ORDERS`: what stands first in 6/18; empty where nobody says.
        form: How the office writes numbers.

    Example:
        >>> read_people("6/18", "women/men", NumberForm()).value
        {'women': 6, 'men': 18}
        >>> read_people("~200", "women/men", NumberForm()).value
        {'total': 200, 'qualifier': 'about'}
    """
    if isinstance(value, date):
        guess = f"{value.day}/{value.month}"
        return Read(doubt=said("a spreadsheet made a date of this."), guess=guess)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return _total(f"{Decimal(value):f}", NumberForm("1,234.56"))
    if not isinstance(value, str) or len(value) > 100:
        return Read(doubt=_UNKNOWN)
    text = _UNITS.sub("", unaccented(plain(value)))
    if match := _PAIR.fullmatch(text):
        return _pair(_total(match[1], form), _total(match[2], form), order)
    match = _TOTAL_AND_PAIR.fullmatch(text)
    if match and not _LABELLED.fullmatch(text):
        return _checked(_total(match[1], form), read_people(match[2], order, form))
    return _labelled(text) or _total(text, form)


def _pair(one: Read, other: Read, order: str) -> Read:
    if one.value is None or other.value is None:
        return Read(doubt=one.doubt or other.doubt)
    first, second = one.value["total"], other.value["total"]
    if not order:
        message = said("it is not said whether women or men stand first.")
        return Read(doubt=message, guess=f"women {first}, men {second}")
    women, men = (first, second) if order == ORDERS[0] else (second, first)
    return Read({"women": women, "men": men})


def _labelled(text: str) -> Read | None:
    people: dict[str, int] = {}
    for number, label, label_before, number_after in _LABELLED.findall(text):
        is_women = re.fullmatch(_WOMEN, label or label_before)
        name = "women" if is_women else "men"
        if name in people:
            return None
        people[name] = int(number or number_after)
    rest = re.sub(r"[\s,;/+&.()-]|\band\b|\bet\b", "", _LABELLED.sub("", text))
    return Read(people) if people and not rest else None


def _total(text: str, form: NumberForm) -> Read:
    for qualifier, pattern in _QUALIFIERS.items():
        if match := pattern.fullmatch(text):
            read = _total(next(group for group in match.groups() if group is not None), form)
            if read.value is None or "qualifier" in read.value:
                return Read(doubt=_UNKNOWN)
            people = {**read.value, "qualifier": qualifier}
            message = said("the number of people is not exact.")
            return Read(people, message, f"{qualifier} {read.value['total']}")
    read = read_number(text, form)
    if read.value is None:
        return Read(doubt=read.doubt if read.guess else _UNKNOWN, guess=read.guess)
    if read.value != int(read.value) or read.value < 0:
        return Read(doubt=_UNKNOWN)
    return Read({"total": int(read.value)})


def _checked(total: Read, parts: Read) -> Read:
    if total.value is None or parts.value is None:
        return parts if total.value is None and total.guess else Read(doubt=_UNKNOWN)
    women, men = parts.value.get("women"), parts.value.get("men")
    if women is None or men is None or "qualifier" in total.value:
        return Read(doubt=_UNKNOWN)
    if women + men != total.value["total"]:
        message = said(
            "{counted} women and men do not make {total} people.",
            counted=women + men,
            total=total.value["total"],
        )
        return Read(doubt=message, guess=f"women {women}, men {men}")
    return Read({**parts.value, **total.value})


@attrs.frozen
class Share:
    """What pays a post: projects, and which part of it each pays.

    Args:
        projects: Their codes.
        shares: The parts, in their order; empty where they are not said.
    """

    projects: tuple[str, ...]
    shares: tuple[Decimal, ...] = ()


def read_shares(value: Any, every: Sequence[str]) -> Read:
    """Which projects pay a post, and how much of it each, as a `Share`.

    Args:
        value: What the cell holds. A project alone pays the whole of it.
        every: Codes of the projects that ``all`` means, in the order of its numbers.

    Example:
        >>> read_shares("all (40/40/20)", ("A", "B", "C")).value.shares
        (Decimal('0.4'), Decimal('0.4'), Decimal('0.2'))
        >>> read_shares("WASH 50%", ()).value
        Share(projects=('WASH',), shares=(Decimal('0.5'),))
    """
    text = plain(value) if isinstance(value, str) else ""
    if not text or len(text) > 200:
        return Read(doubt=said("this names no project."))
    if match := _ALL.fullmatch(unaccented(text)):
        return _of_all(match[1], every)
    pieces = [piece.strip() for piece in re.split(r"[;/+&]|,(?! ?[0-9])|\band\b|\bet\b", text)]
    projects: list[str] = []
    shares: list[Decimal] = []
    for piece in pieces:
        match = _SHARE.fullmatch(piece)
        projects.append((match[1] if match else piece).strip())
        if match:
            shares.append(Decimal(match[2].replace(",", ".")) / 100)
    if not all(projects) or (shares and len(shares) != len(projects)):
        return Read(doubt=said("some projects have a share, and some have none."))
    if len(projects) == 1 and not shares:
        shares = [Decimal(1)]
    return Read(Share(tuple(projects), tuple(shares)))


def _of_all(numbers: str | None, every: Sequence[str]) -> Read:
    if not every:
        return Read(doubt=said("it is not said which projects all of them are."))
    if numbers is None:
        return Read(Share(tuple(every)))
    parts = [part.strip(" %") for part in re.split(r"[/;,-]", numbers)]
    if not all(re.fullmatch(r"[0-9]{1,3}", part, re.ASCII) for part in parts):
        return Read(doubt=said("these are no shares."))
    if len(parts) != len(every):
        return Read(doubt=said("the shares are not one for each project."))
    return Read(Share(tuple(every), tuple(Decimal(part) / 100 for part in parts)))
