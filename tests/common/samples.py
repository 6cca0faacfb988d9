"""Tests of which `make test` runs a sample, and `make thorough` the others."""

from collections.abc import Iterable
from typing import Any

import pytest


def of_thorough(values: Iterable[object]) -> list[Any]:
    """Parameters of tests that only `make thorough` runs."""
    return [pytest.param(value, marks=pytest.mark.thorough) for value in values]


def any_thorough(request: pytest.FixtureRequest) -> bool:
    """Whether such tests run, so that a fixture prepares what they look at."""
    return any(item.get_closest_marker("thorough") for item in request.session.items)
