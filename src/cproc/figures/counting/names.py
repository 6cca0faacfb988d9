"""What the values of keys are called: projects, organisations, countries, months, terms."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import attrs

from cproc.figures.counting.values import text
from cproc.labels import Labels, spoken
from cproc.model import Month, Portfolio, country_name

_ORGANISATIONS = ("donor", "partner", "party")
_COUNTRIES = ("country", "nationality")
_LABELS = {
    "kind": ("contribution", "kind"),
    "status": ("activity_status",),
    "type": ("transaction_type",),
    "recruitment": ("recruitment",),
    "funding": ("post_funding",),
}
"""The groups of labels that name the values of a key; of two the later holds."""


@attrs.frozen(eq=False)
class KeyNames:
    """Names of the values of keys, as an office has them; a value without one is shown as typed.

    Args:
        portfolio: Whose names.

    Example:
        >>> import cproc
        >>> name = KeyNames(cproc.load("examples/cproc_2017"))
        >>> name("project", "EAP2"), name("country", "RO"), name("month", "2017-03")
        ('Cybercrime@EAP II', 'Romania', '2017-03')
    """

    portfolio: Portfolio

    def __call__(self, by: str, part: Any) -> str:
        """Name the value of a key.

        Args:
            by: The name of the key.
            part: Its value; none for what has none.
        """
        if isinstance(part, Month):
            return self._labels.month(part)
        if by in _COUNTRIES and isinstance(part, str):
            rule = self.portfolio.named_by_rule.get(part)
            return country_name(part, "en") if rule is None else rule.called("en")
        return self._names.get(by, {}).get(part) or text(part)

    @property
    def _labels(self) -> Labels:
        return spoken("en")

    @cached_property
    def _names(self) -> Mapping[str, Mapping[Any, str]]:
        office, words = self.portfolio, self._labels
        organisations = {each.id: str(each.name) for each in office.organisations}
        terms = {
            by: {id_: word for group in groups for id_, word in words.group(group).items()}
            | {term.id: str(term.title) for term in office.terms if by in ("kind", "recruitment")}
            for by, groups in _LABELS.items()
        }
        return {
            **dict.fromkeys(_ORGANISATIONS, organisations),
            **terms,
            "project": {each.code: each.name for each in office.projects},
            "programme": {each.id: str(each.title) for each in office.programmes},
            "region": {each.code: str(each.name) for each in office.regions},
            "activity": {each.id: str(each.title) for each in office.activities},
        }
