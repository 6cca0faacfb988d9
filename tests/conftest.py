"""Set up the tests: laws quick and told how to repeat a failure, and nothing skipped."""

import os
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "laws",
    max_examples=15,
    deadline=None,
    print_blob=True,
    # A whole portfolio is a large thing to draw; on a busy machine that is no fault of a law.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("thorough", parent=settings.get_profile("laws"), max_examples=2000)
settings.load_profile("laws")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that skips for want of a program, where `CPROC_NO_SKIP` says all are there."""
    report = yield
    if report.skipped and os.environ.get("CPROC_NO_SKIP"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped where every program should be installed"
    return report
