"""The terms of columns, by what people call them."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from cproc.labels import labels_in
from cproc.loaders.grids import folded
from cproc.model import (
    ActivityKind,
    ActivityStatus,
    ContributionKind,
    PostFunding,
    PostState,
    Recruitment,
    ResultLevel,
    TransactionType,
)
from cproc.model.results import ValueKind

_LABELS: dict[type[StrEnum], str] = {
    ActivityKind: "kind",
    ActivityStatus: "activity_status",
    ContributionKind: "contribution",
    Recruitment: "recruitment",
    PostFunding: "post_funding",
    ResultLevel: "result_level",
    TransactionType: "transaction_type",
    ValueKind: "value_kind",
    PostState: "column",
}
TERMS: dict[tuple[str, str], type[StrEnum]] = {
    ("activities", "kind"): ActivityKind,
    ("contributions", "kind"): ContributionKind,
    ("office_contributions", "kind"): ContributionKind,
    ("posts", "recruitment"): Recruitment,
    ("results", "level"): ResultLevel,
}
"""Columns of terms, which the model has as texts, since offices have terms of their own."""


@cache
def choices_by_name(choices: type[StrEnum]) -> dict[str, str]:
    """The codes of a list by their names in English and French, and by themselves, folded."""
    group = _LABELS.get(choices)
    names: dict[str, str] = {}
    for language in ("fr", "en"):
        labels = labels_in(language).group(group) if group else {}
        names |= {folded(labels[str(c)]): str(c) for c in choices if str(c) in labels}
    return names | {folded(choice): str(choice) for choice in choices}
