"""Set up the tests: how much laws draw, what coverage sees, and what tests share."""

import gc
import os
from collections.abc import Generator

import pytest
from draws import USUAL
from example_data import Exports
from hypothesis import HealthCheck, settings

# Output is as wide in every process, whatever runs the tests and however wide its terminal is.
os.environ.pop("COLUMNS", None)

settings.register_profile(
    "laws",
    max_examples=USUAL,
    # Commands hold on any day; `--hypothesis-profile=search` searches anew each time.
    derandomize=True,
    deadline=None,
    print_blob=True,
    # A whole portfolio is a large thing to draw; on a busy machine that is no fault of a law.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("thorough", parent=settings.get_profile("laws"), max_examples=5 * USUAL)
settings.register_profile(
    "search", parent=settings.get_profile("laws"), max_examples=2000, derandomize=False
)
settings.load_profile("laws")


def pytest_collection_finish() -> None:
    """Leave what collecting made out of the searches for garbage, and search more seldom.

    Each search would go through all tests and the examples they share, which stay to the end.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    """Trace no fixtures of a test that is marked `no_cover`, as pytest-cov traces no call of it.

    Tracing doubles the time of a test. Whole programs, files of the examples and laws over whole
    portfolios are not traced: a line counts as covered where a test of its own reaches it.
    """
    plugin = item.config.pluginmanager.getplugin("_cov")
    controller = getattr(plugin, "cov_controller", None)
    if controller is None or not item.get_closest_marker("no_cover"):
        return (yield)
    controller.pause()
    try:
        return (yield)
    finally:
        controller.resume()


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Trace no program that such a test starts."""
    with pytest.MonkeyPatch.context() as patch:
        if item.get_closest_marker("no_cover"):
            patch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
        return (yield)


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


@pytest.fixture(scope="session")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Exports:
    """The examples in every format, made once for all processes of a run."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "exports"
    folder.mkdir(exist_ok=True)
    return Exports(folder)
