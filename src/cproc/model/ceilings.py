"""What a donor's rules allow of a budget and of spending."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import attrs

from cproc.dates import DateSpan
from cproc.errors import InvalidValueError
from cproc.money import decimal_or_none


class DonorProfile(StrEnum):
    """Rules that many contracts share; a project's own ceilings go before them.

    Of grant contracts for external actions of the European Union (PRAG, general conditions of
    Annex II): indirect costs at most 7 % and contingencies at most 5 % of direct costs; what
    moves between main headings at most 15 % of a heading, 25 % in newer contracts.
    """

    EU_EXTERNAL_15 = "eu_external_15"
    EU_EXTERNAL_25 = "eu_external_25"


def _share(_instance: object, attribute: attrs.Attribute[Decimal], value: Decimal | None) -> None:
    # A ceiling of 7 is meant as 7 %, and would allow seven times the direct costs.
    if value is not None and not 0 <= value <= 1:
        message = f"the ceiling {value} is not between 0 and 1."
        raise InvalidValueError("share-range", message, "7 % is 0.07.", attribute.name)


@attrs.frozen
class Ceilings:
    """What a donor allows; what is not given is that of the profile, else without a ceiling.

    Args:
        profile: Rules that many contracts share.
        indirect: Most indirect costs, a share of direct costs: 0.07 is 7 %.
        contingency: Greatest reserve for contingencies, a share of direct costs.
        reallocation: By how much spending may exceed a main heading of the budget, a share of
            that heading.
        eligible: Days on which costs are eligible; those of the project where absent.

    Example:
        >>> agreed = Ceilings(DonorProfile.EU_EXTERNAL_15, reallocation="0.25").in_force
        >>> str(agreed.indirect), str(agreed.contingency), str(agreed.reallocation)
        ('0.07', '0.05', '0.25')
    """

    profile: DonorProfile | None = None
    indirect: Decimal | None = attrs.field(
        default=None, converter=decimal_or_none, validator=_share
    )
    contingency: Decimal | None = attrs.field(
        default=None, converter=decimal_or_none, validator=_share
    )
    reallocation: Decimal | None = attrs.field(
        default=None, converter=decimal_or_none, validator=_share
    )
    eligible: DateSpan | None = None

    @property
    def in_force(self) -> Ceilings:
        """The ceilings with those of the profile where none is given."""
        if self.profile is None:
            return self
        shared = PROFILES[self.profile]
        lacking = {
            name: getattr(shared, name)
            for name in ("indirect", "contingency", "reallocation")
            if getattr(self, name) is None
        }
        return attrs.evolve(self, **lacking)


_GRANT = Ceilings(
    indirect=Decimal("0.07"), contingency=Decimal("0.05"), reallocation=Decimal("0.15")
)
PROFILES = {
    DonorProfile.EU_EXTERNAL_15: _GRANT,
    DonorProfile.EU_EXTERNAL_25: attrs.evolve(_GRANT, reallocation=Decimal("0.25")),
}
"""The ceilings of each profile."""
