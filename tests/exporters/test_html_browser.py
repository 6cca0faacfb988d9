"""The page in a browser: on a desk, on a phone, on paper, in the light and in the dark."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import axe, chromium
from example_data import Exports
from pypdf import PdfReader

pytestmark = pytest.mark.no_cover

ROWS = "[...document.querySelectorAll('table[data-filter] tbody tr:not(.bands)')]"
SHOWN = f"{ROWS}.filter((row) => !row.hidden).map((row) => row.cells[%d].textContent)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser, started once."""
    with chromium() as one:
        yield one


def opened(browser: Any, file: Path, **how: Any) -> tuple[Any, list[str]]:
    """A page that is open, and what it asked of others or complained of."""
    page = browser.new_context(**how).new_page()
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.url))
    page.on("console", lambda each: asked.append(each.text))
    page.on("pageerror", lambda each: asked.append(str(each)))
    page.goto(file.as_uri())
    return page, [each for each in asked if each != file.as_uri()]


@pytest.mark.parametrize(
    ("example", "language", "scheme", "width"),
    [
        ("eu_grant", "en", "dark", 390),
        pytest.param("eu_grant", "fr", "light", 390, marks=pytest.mark.thorough),
        pytest.param("cproc_2017", "en", "dark", 390, marks=pytest.mark.thorough),
        pytest.param("cproc_2017", "fr", "light", 1280, marks=pytest.mark.thorough),
    ],
)
def test_axe_finds_nothing(
    browser: Any, exports: Exports, example: str, language: str, scheme: str, width: int
) -> None:
    """Axe-core finds no fault in either language and colour; nothing is wider than the screen."""
    file = exports.file(example, "html", language)
    size = {"width": width, "height": 844}
    page, asked = opened(browser, file, viewport=size, color_scheme=scheme, bypass_csp=True)
    assert asked == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def test_axe_finds_what_is_wrong(browser: Any, tmp_path: Path) -> None:
    """A picture without words is found, so that finding nothing says something."""
    file = tmp_path / "page.html"
    file.write_text("<!DOCTYPE html><html lang=en><title>T</title><h1>T</h1><img src=data:,>")
    page, _asked = opened(browser, file, bypass_csp=True)
    assert any(each.startswith("image-alt") for each in axe(page))


def test_the_inventory_is_filtered_and_sorted(browser: Any, exports: Exports) -> None:
    """The style sheet and the script run under the page's own policy; what does not fit is hidden.

    A third click on a heading puts the rows back under the months.
    """
    page, asked = opened(browser, exports.file("cproc_2017", "html"))
    assert asked == []
    assert page.evaluate("getComputedStyle(document.querySelector('.tiles')).display") == "grid"
    everything = page.evaluate(SHOWN % 2)
    page.fill("input[type=search]", "EAP TBILÍSI")  # in any order, case and accent
    found = page.evaluate(SHOWN % 2)
    assert 0 < len(found) < len(everything)
    assert all("Tbilisi" in place for place in found)
    assert page.inner_text("output") == f"{len(found)} of {len(everything)} rows"
    page.fill("input[type=search]", "")
    title = page.locator("table[data-filter] thead button").nth(1)
    title.click()
    titles = page.evaluate(SHOWN % 1)
    assert titles == page.evaluate(f"{SHOWN % 1}.sort(new Intl.Collator('en-GB').compare)")
    title.click()
    assert page.get_attribute("thead th[aria-sort]", "aria-sort") == "descending"
    title.click()
    assert page.evaluate(SHOWN % 2) == everything
    assert not page.evaluate("[...document.querySelectorAll('tr.bands')].some((row) => row.hidden)")


def test_all_is_there_without_a_script(browser: Any, exports: Exports) -> None:
    """Where scripts do not run, every row is shown and nothing stands there that does nothing."""
    page, _asked = opened(browser, exports.file("cproc_2017", "html"), java_script_enabled=False)
    assert page.locator("input, button").count() == 0
    assert page.locator("tr[hidden]").count() == 0
    assert page.locator("#inventory").is_visible()


@pytest.mark.thorough
def test_paper(browser: Any, exports: Exports) -> None:
    """A4, the inventory on its side with its head on each page, in light colours."""
    page, _asked = opened(browser, exports.file("cproc_2017", "html"), color_scheme="dark")
    pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    sizes = [(round(each.mediabox.width), round(each.mediabox.height)) for each in pages]
    assert set(sizes) == {(595, 842), (842, 595)}
    lying = [each.extract_text() for each in pages if each.mediabox.width > each.mediabox.height]
    assert len(lying) > 3
    assert all("When" in text and "Projects" in text for text in lying)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).color") == "rgb(26, 26, 26)"
