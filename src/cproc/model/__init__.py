"""The typed domain model: frozen attrs classes, one module per subject, and their values."""

import attrs

from cproc.dates import DateSpan, Month, Period, Precision, date_from, day_after, day_before
from cproc.model.activities import Activity, ActivityKind, ActivityStatus, Occurrence, Participants
from cproc.model.conversion import convert_fields
from cproc.model.finance import (
    Actual,
    BudgetLine,
    BudgetVersion,
    Contribution,
    ContributionKind,
    Dating,
    ExchangeRate,
    Heading,
    HeadingRole,
    RateLine,
    ShareBase,
    Transaction,
    TransactionType,
    heading_key,
)
from cproc.model.narrative import (
    FundingPriority,
    Narrative,
    ReportSection,
    Silence,
    Statement,
    name_of,
)
from cproc.model.parties import (
    Office,
    Organisation,
    RecordList,
    ReportIdentity,
    Treaty,
    TreatyEvent,
    TreatyStatus,
)
from cproc.model.places import (
    Designation,
    Locality,
    Place,
    Region,
    country_code,
    country_name,
    is_country,
    refuse_unknown_country,
)
from cproc.model.portfolio import Portfolio
from cproc.model.projects import (
    AddsTo,
    Ceilings,
    Component,
    DonorProfile,
    Indicator,
    Milestone,
    PriorityCountry,
    Project,
    ProjectStatus,
    Result,
    ResultLevel,
)
from cproc.model.staff import Post, PostFunding, PostState, Recruitment
from cproc.model.text import Identifier, LocalText, Qualifier
from cproc.money import Money, is_currency, minor_unit

__all__ = [
    "Activity",
    "ActivityKind",
    "ActivityStatus",
    "Actual",
    "AddsTo",
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
    "HeadingRole",
    "Identifier",
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
    "RecordList",
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
    "country_code",
    "country_name",
    "date_from",
    "day_after",
    "day_before",
    "heading_key",
    "is_country",
    "is_currency",
    "minor_unit",
    "name_of",
    "refuse_unknown_country",
]

# Every class of records alike, so that none is forgotten; dates and amounts, of which there are
# many more, look at what they are given themselves.
for _class in map(globals().__getitem__, __all__):
    if attrs.has(_class) and _class not in (LocalText, Money, DateSpan, Month, Period):
        convert_fields(_class)
