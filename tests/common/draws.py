"""How many examples a law draws that needs more or fewer than others."""

from hypothesis import settings

USUAL = 10
"""Examples of a law in `make test`."""


def draws(count: int) -> settings:
    """So many examples in `make test`; elsewhere in proportion to what other laws draw there."""
    return settings(max_examples=max(1, count * settings().max_examples // USUAL))
