"""The typed domain model: frozen attrs classes, one module per subject, and their values."""

from cproc.dates import DateSpan, Month, Period, Precision, date_from
from cproc.model.activities import Activity, ActivityKind, ActivityStatus, Occurrence, Participants
from cproc.model.ceilings import Ceilings, DonorProfile
from cproc.model.finance import (
    BudgetLine,
    BudgetVersion,
    Contribution,
    ContributionKind,
    Dating,
    ExchangeRate,
    Heading,
    RateLine,
    ShareBase,
    Transaction,
    TransactionType,
)
from cproc.model.narrative import (
    FundingPriority,
    Narrative,
    Qualifier,
    ReportSection,
    Statement,
)
from cproc.model.parties import Office, Organisation, ReportIdentity
from cproc.model.places import Designation, Locality, Place, Region
from cproc.model.portfolio import Portfolio
from cproc.model.projects import (
    Component,
    Indicator,
    Milestone,
    PriorityCountry,
    Project,
    ProjectStatus,
    Result,
    ResultLevel,
)
from cproc.model.silences import Silence
from cproc.model.staff import Post, PostFunding, PostState, Recruitment
from cproc.model.text import LocalText
from cproc.model.treaties import Treaty, TreatyEvent, TreatyStatus
from cproc.money import Money, is_currency, minor_unit

__all__ = [
    "Activity",
    "ActivityKind",
    "ActivityStatus",
    "BudgetLine",
    "BudgetVersion",
    "Ceilings",
    "Component",
    "Contribution",
    "ContributionKind",
    "DateSpan",
    "Dating",
    "Designation",
    "DonorProfile",
    "ExchangeRate",
    "FundingPriority",
    "Heading",
    "Indicator",
    "LocalText",
    "Locality",
    "Milestone",
    "Money",
    "Month",
    "Narrative",
    "Occurrence",
    "Office",
    "Organisation",
    "Participants",
    "Period",
    "Place",
    "Portfolio",
    "Post",
    "PostFunding",
    "PostState",
    "Precision",
    "PriorityCountry",
    "Project",
    "ProjectStatus",
    "Qualifier",
    "RateLine",
    "Recruitment",
    "Region",
    "ReportIdentity",
    "ReportSection",
    "Result",
    "ResultLevel",
    "ShareBase",
    "Silence",
    "Statement",
    "Transaction",
    "TransactionType",
    "Treaty",
    "TreatyEvent",
    "TreatyStatus",
    "date_from",
    "is_currency",
    "minor_unit",
]
