"""What an edition may show of a portfolio: everything else is left out before anybody prints it.

One pure step stands before every report and every exporter, those of plugins included: what they
are not given they cannot print. The rules:

- Auditors are given the data as they are.
- Nobody else is given sources, notes of whoever made the data, explained warnings, or what is there
  to reconcile (`AUDIT_ONLY`).
- The board is given what is confidential, and not what is personal; everybody else neither.
- Money and counts still tie. A confidential activity, post, organisation or transaction stays as a
  record without a name, place and day; a text, milestone or priority is left out.
- A group of people smaller than `Portfolio.smallest_group` is "fewer than" so many, and totals
  become bounds. What would give its number by subtraction is left out as well.
- A paragraph is left out where a figure in it can no longer be computed.
- `Portfolio.withheld` says what was left out or coarsened, and of how many records.
"""

from __future__ import annotations

import attrs

from cproc.disclosure import groups, marks, texts
from cproc.disclosure.audit_only import AUDIT_ONLY, KEPT, without_audit
from cproc.disclosure.tally import Tally
from cproc.disclosure.targets import Target, emptied, target_of, with_targets
from cproc.model import Audience, Portfolio

__all__ = ["AUDIT_ONLY", "KEPT", "Target", "disclosed", "emptied", "target_of", "with_targets"]


def disclosed(portfolio: Portfolio, edition: str | None = None) -> Portfolio:
    """The portfolio as an edition may show it; the same one for auditors.

    To do it twice is to do it once.

    Args:
        portfolio: A checked portfolio.
        edition: The edition, as for `Portfolio.for_edition`; the one it has where absent.

    Returns:
        A portfolio without errors, whose `withheld` says what it does not show.

    Raises:
        UnknownNameError: There is no such edition.
        InvalidValueError: A mark names what there is not, which a check finds before.

    Example:
        >>> import cproc
        >>> office = cproc.load("examples/cproc_2017")
        >>> office.activities[0].source, cproc.disclosed(office, "public").activities[0].source
        ('L423', '')
        >>> cproc.disclosed(office, "audit") == office.for_edition("audit")
        True
    """
    portfolio = portfolio.for_edition(edition)
    audience = portfolio.edition.audience
    if audience is Audience.AUDIT:
        return portfolio
    tally = Tally()
    plain = without_audit(portfolio, audience)
    shown = marks.without_marked(plain, audience, tally)
    if shown.smallest_group is not None:
        shown = groups.without_small(shown, shown.smallest_group, tally)
    if tally.anything:
        shown = texts.computable(plain, shown, tally)
    return attrs.evolve(shown, withheld=tally.with_earlier(portfolio.withheld))
