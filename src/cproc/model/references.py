"""Which fields of which records name other records."""

from __future__ import annotations

from cproc.model.activities import Activity
from cproc.model.budgets import BudgetLine, ContingencyUse, Heading, RateLine, VarianceExplanation
from cproc.model.deadlines import DonorReport, Instalment
from cproc.model.finance import Contribution, InterestReceipt, Transaction
from cproc.model.narrative import FundingPriority
from cproc.model.parties import Office, ReportIdentity, TreatyEvent
from cproc.model.places import Place
from cproc.model.projects import Component, Contract, Project
from cproc.model.staff import Post
from cproc.model.submissions import Submission, SubmittedAmount

REFERENCES: dict[type, dict[str, str]] = {
    Office: {"organisation": "organisation", "host": "organisation"},
    Contribution: {
        "donor": "organisation",
        "headings": "heading",
        "components": "component",
        "partner": "organisation",
    },
    Contract: {"donor": "organisation"},
    DonorReport: {"donor": "organisation"},
    Instalment: {"donor": "organisation", "transaction": "transaction"},
    InterestReceipt: {"donor": "organisation"},
    ContingencyUse: {"heading": "heading"},
    VarianceExplanation: {"heading": "heading"},
    Submission: {"donor": "organisation"},
    SubmittedAmount: {"heading": "heading"},
    Project: {"predecessors": "project", "regions": "region", "partners": "organisation"},
    Component: {"lead": "organisation"},
    Heading: {"sums": "heading"},
    BudgetLine: {"donor": "organisation", "partner": "organisation", "version": "version"},
    RateLine: {"of": "heading", "without": "heading", "version": "version"},
    Transaction: {
        "heading": "heading",
        "activity": "activity",
        "party": "organisation",
        "donor": "organisation",
        "partner": "organisation",
    },
    Activity: {"projects": "project", "partners": "organisation", "component": "component"},
    Place: {"region": "region"},
    Post: {"projects": "project"},
    TreatyEvent: {"treaty": "treaty"},
    FundingPriority: {"projects": "project"},
    ReportIdentity: {"donor": "organisation"},
}
"""The fields of each class that name records, and the kind of these."""
