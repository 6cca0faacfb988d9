"""The typed domain model: frozen attrs classes, one module per subject, and their values."""

import attrs

from cproc.dates import DateSpan, Month, Period, Precision, date_from, day_after, day_before
from cproc.model.activities import Activity, ActivityKind, ActivityStatus, Occurrence, Participants
from cproc.model.budgets import (
    Actual,
    BudgetLine,
    BudgetVersion,
    ContingencyUse,
    Dating,
    Factor,
    Heading,
    HeadingRole,
    RateLine,
    VarianceExplanation,
    heading_order,
    is_number,
    is_within,
)
from cproc.model.conversion import convert_fields
from cproc.model.deadlines import DonorReport, Instalment, ReportKind
from cproc.model.digest import digest
from cproc.model.disclosure import Confidential, Shows, Withheld, Withholding
from cproc.model.display import display
from cproc.model.documents import Document, is_web_address
from cproc.model.editions import Audience, Detail, Edition
from cproc.model.finance import (
    Contribution,
    ContributionKind,
    Disallowance,
    ExchangeRate,
    InterestReceipt,
    ShareBase,
    Transaction,
    TransactionType,
)
from cproc.model.iati import Iati, IatiCode, IatiContact, OrganisationType, iati_codes
from cproc.model.looks import Look
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
    successors,
    withdrawn,
)
from cproc.model.portfolio import Portfolio
from cproc.model.projects import (
    Ceilings,
    Component,
    Contract,
    DonorProfile,
    Milestone,
    PriorityCountry,
    Programme,
    Project,
    ProjectStatus,
    StatusChange,
)
from cproc.model.results import (
    AddsTo,
    Counting,
    Direction,
    Disaggregation,
    Indicator,
    IndicatorValue,
    Result,
    ResultLevel,
    ValueKind,
)
from cproc.model.staff import Post, PostFunding, PostState, Recruitment
from cproc.model.submissions import Submission, SubmittedAmount, submissions_in_force
from cproc.model.terms import Term, TermList, TermRole, Wording
from cproc.model.text import Identifier, LocalText, Qualifier
from cproc.money import Money, is_currency, minor_unit

__all__ = [
    "Activity",
    "ActivityKind",
    "ActivityStatus",
    "Actual",
    "AddsTo",
    "Audience",
    "BudgetLine",
    "BudgetVersion",
    "Ceilings",
    "Component",
    "Confidential",
    "ContingencyUse",
    "Contract",
    "Contribution",
    "ContributionKind",
    "Counting",
    "DateSpan",
    "Dating",
    "Designation",
    "Detail",
    "Direction",
    "Disaggregation",
    "Disallowance",
    "Document",
    "DonorProfile",
    "DonorReport",
    "Edition",
    "ExchangeRate",
    "Factor",
    "FundingPriority",
    "Heading",
    "HeadingRole",
    "Iati",
    "IatiCode",
    "IatiContact",
    "Identifier",
    "Indicator",
    "IndicatorValue",
    "Instalment",
    "InterestReceipt",
    "LocalText",
    "Locality",
    "Look",
    "Milestone",
    "Money",
    "Month",
    "Narrative",
    "Occurrence",
    "Office",
    "Organisation",
    "OrganisationType",
    "Participants",
    "Period",
    "Place",
    "Portfolio",
    "Post",
    "PostFunding",
    "PostState",
    "Precision",
    "PriorityCountry",
    "Programme",
    "Project",
    "ProjectStatus",
    "Qualifier",
    "RateLine",
    "RecordList",
    "Recruitment",
    "Region",
    "ReportIdentity",
    "ReportKind",
    "ReportSection",
    "Result",
    "ResultLevel",
    "ShareBase",
    "Shows",
    "Silence",
    "Statement",
    "StatusChange",
    "Submission",
    "SubmittedAmount",
    "Term",
    "TermList",
    "TermRole",
    "Transaction",
    "TransactionType",
    "Treaty",
    "TreatyEvent",
    "TreatyStatus",
    "ValueKind",
    "VarianceExplanation",
    "Withheld",
    "Withholding",
    "Wording",
    "country_code",
    "country_name",
    "date_from",
    "day_after",
    "day_before",
    "digest",
    "heading_order",
    "iati_codes",
    "is_country",
    "is_currency",
    "is_number",
    "is_web_address",
    "is_within",
    "minor_unit",
    "name_of",
    "refuse_unknown_country",
    "submissions_in_force",
    "successors",
    "withdrawn",
]

# Every class of records alike, so that none is forgotten; dates and amounts, of which there are
# many more, look at what they are given themselves.
for _class in map(globals().__getitem__, __all__):
    if attrs.has(_class) and _class not in (LocalText, Money, DateSpan, Month, Period):
        convert_fields(_class)
        display(_class)
