"""What drawn records may refer to."""

from __future__ import annotations

import attrs


@attrs.frozen
class Names:
    """Identifiers that exist, for the references of drawn records.

    Args:
        organisations: Identifiers of organisations; one at least.
        projects: Codes of projects; one at least where activities are drawn.
        regions: Codes of regions.
        treaties: Identifiers of treaties; one at least where treaty events are drawn.
        components: Identifiers of components.
        activities: Identifiers of activities.
        currency: Currency of budgets; any where absent.
    """

    organisations: tuple[str, ...] = ("COE", "EU", "RO_GOV")
    projects: tuple[str, ...] = ("GLACY", "GLACY+", "EAP2")
    regions: tuple[str, ...] = ("EAST", "SOUTH")
    treaties: tuple[str, ...] = ("CETS185", "CETS189")
    components: tuple[str, ...] = ("C1", "C2")
    activities: tuple[str, ...] = ("A1", "A2")
    currency: str | None = None


ANY_NAMES = Names()
"""Serves where a record is drawn by itself."""
