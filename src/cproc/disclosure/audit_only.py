"""What is for auditors only: where things are stated, and what whoever made the data noted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from cproc import model
from cproc.model.walk import with_each, with_values

AUDIT_ONLY: Mapping[type, tuple[str, ...]] = {
    model.Activity: ("source", "note"),
    model.BudgetVersion: ("source",),
    model.Confidential: ("reason",),
    model.Contribution: ("source",),
    model.Designation: ("source",),
    model.DonorReport: ("source",),
    model.ExchangeRate: ("source",),
    model.FundingPriority: ("source",),
    model.IndicatorValue: ("source",),
    model.Instalment: ("source",),
    model.Milestone: ("source",),
    model.InterestReceipt: ("source",),
    model.Place: ("supplied",),
    model.Post: ("source",),
    model.Project: ("source",),
    model.Result: ("source",),
    # A statement is there to be set beside figures; a text may still repeat its number.
    model.Statement: ("source", "explanation", "figures"),
    model.Submission: ("rates",),
    model.TreatyEvent: ("source",),
}
"""Fields that only auditors are given, by class."""

NOT_PUBLIC: Mapping[type, tuple[str, ...]] = {
    # Donors ask for both in their forms.
    model.Contract: ("signatory",),
    model.Transaction: ("voucher",),
}
"""Fields that the public is not given either."""

KEPT = {
    "BudgetLine.note": "the justification of a cost, which the donor asked for",
    "BudgetVersion.reason": "why a budget was changed is what a report tells",
    "ContingencyUse.letter": "the donor's own letter",
    "ContingencyUse.reason": "what the reserve was used for",
    "Disallowance.letter": "the donor's own letter",
    "Disallowance.reason": "why a cost was not accepted",
    "PriorityCountry.note": "why a country was supported, or no longer",
    "Project.explanations": "why spending differs from the budget, which the donor asked for",
    "Silence.reason": "goes with its warning, which is taken away",
    "StatusChange.reason": "why a project was suspended or cancelled",
}
"""Fields that are named like those of auditors and are content, each with its reason."""


def without_audit(portfolio: model.Portfolio, audience: model.Audience) -> model.Portfolio:
    """The portfolio without what is for auditors only.

    Args:
        portfolio: The data.
        audience: For whom it is; no auditors.
    """
    fields = dict(AUDIT_ONLY)
    if audience is model.Audience.PUBLIC:
        fields |= NOT_PUBLIC
    silent = attrs.evolve(portfolio, silenced=()) if portfolio.silenced else portfolio
    empty = {cls: _defaults(cls, names) for cls, names in fields.items()}

    def stripped(record: Any) -> Any:
        defaults = empty[type(record)]
        filled = any(getattr(record, name) != default for name, default in defaults.items())
        return with_values(record, **defaults) if filled else record

    return with_each(tuple(fields), silent, stripped)


def _defaults(cls: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: attrs.fields_dict(cls)[name].default for name in names}
