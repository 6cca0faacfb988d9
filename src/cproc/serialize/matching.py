"""Which record of one portfolio is which of another: by identifier, or by what tells it apart."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from cproc.serialize.relations import Relation, identifier_of
from cproc.serialize.tables import Data

Pair = tuple[int | None, int | None]
"""The positions of a record in two lists; None where it is not in one of them."""

_DOCUMENTS = (
    *("documents", "project_documents", "milestone_documents"),
    *("result_documents", "activity_documents"),
)

TELLING: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "rates": ("currency", "per", "month", "day"),
        "office_contributions": ("donor", "kind", "partner"),
        "reports": ("period",),
        "localities": ("country", "name"),
        "designations": ("country", "since"),
        "priority_countries": ("country", "since"),
        "milestones": ("title",),
        "results": ("title",),
        "indicators": ("title", "unit"),
        "indicator_values": ("kind", "when"),
        "disaggregations": ("dimension", "group"),
        "budget_versions": ("effective",),
        "budget_lines": ("version", "heading", "title", "donor", "partner"),
        "factors": (),
        "rate_lines": ("version", "heading", "title"),
        "contributions": ("donor", "kind", "partner"),
        "donor_reports": ("kind", "donor", "period"),
        "instalments": ("donor", "expected", "title"),
        "status_changes": ("status", "since"),
        "interest_receipts": ("when", "donor"),
        "contingency_uses": ("when", "heading"),
        "variance_explanations": ("heading", "period"),
        "submissions": ("donor", "period", "sent"),
        "submitted_amounts": ("heading",),
        "occurrences": (),
        "places": (),
        "participants": (),
        "treaty_events": ("treaty", "country", "status"),
        "silenced": ("rule", "of", "record", "part"),
        "confidential": ("of", "record", "part"),
        "withheld": ("of", "how"),
        "terms": ("of", "id"),
        "wordings": ("label",),
        **dict.fromkeys(_DOCUMENTS, ("title", "reference", "url")),
    }
)
"""Fields that tell a record from the others of its list, where it need have no identifier.

Where there are none, a list is one value: its records are told apart by their position only.
"""


def is_one_value(relation: Relation) -> bool:
    """Whether the records of a list are nothing by themselves: the dates of an activity."""
    return TELLING.get(relation.name) == ()


def known_by(relation: Relation, record: Data) -> tuple[str, ...]:
    """What a record is known by within its list; nothing where that is its position."""
    fields = TELLING.get(relation.name)
    if fields is None:
        return (str(record.get(identifier_of(relation.cls), "")).strip(),)
    if fields and relation.name != "terms" and record.get("id"):
        return (str(record["id"]).strip(),)
    return tuple(in_one_language(record.get(field, "")) for field in fields)


def in_one_language(value: Any) -> str:
    """A value as text; of a text in languages the English one, or the first there is."""
    if isinstance(value, dict):
        return str(value.get("en") or next(iter(value.values()), ""))
    return str(value).strip()


def pairs(relation: Relation, old: list[Data], new: list[Data]) -> list[Pair]:
    """The records of two lists side by side, in the order of the new list; the gone ones behind.

    Of several that are known by the same, equal ones belong together first, then the first to the
    first.

    Args:
        relation: What the lists hold.
        old: Records as plain data.
        new: Likewise.
    """
    there: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, record in enumerate(old):
        there[known_by(relation, record)].append(at)
    fitting: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, record in enumerate(new):
        fitting[known_by(relation, record)].append(at)
    of: dict[int, int] = {}
    for key, places in fitting.items():
        of.update(_paired(old, there.get(key, []), new, places))
    taken = {*of.values()}
    behind: list[Pair] = [(at, None) for at in range(len(old)) if at not in taken]
    return [*((of.get(at), at) for at in range(len(new))), *behind]


def _paired(
    old: list[Data], olds: list[int], new: list[Data], news: list[int]
) -> Iterator[tuple[int, int]]:
    """The positions of records that are known by the same, the new one first."""
    if len(olds) == len(news) == 1:
        yield news[0], olds[0]
        return
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for at in olds:
        alike[_text(old[at])].append(at)
    left, free = [], dict.fromkeys(olds)
    for at in news:
        if same := alike[_text(new[at])]:
            twin = same.pop(0)
            del free[twin]
            yield at, twin
        else:
            left.append(at)
    yield from zip(left, free, strict=False)


def _text(record: Data) -> str:
    return json.dumps(record, sort_keys=True)
