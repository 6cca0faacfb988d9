"""Chromium for the tests of web pages, driven by Playwright; and axe-core, which looks at them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

__all__ = ["axe", "chromium"]

TOOLS = Path(__file__).resolve().parents[2] / "node_modules"


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser without a window; the test is skipped where Chromium is not installed."""
    sync_api = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def axe(page: Any) -> list[str]:
    """What axe-core finds on a page, each with the first element it is about.

    It is installed by ``npm install axe-core``; where it is not, the test is skipped. The page
    must have been opened with ``bypass_csp=True``, for the script is put into it.
    """
    script = TOOLS / "axe-core" / "axe.min.js"
    if not script.exists():
        pytest.skip("axe-core (npm install axe-core) is not installed")
    page.evaluate(script.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]
