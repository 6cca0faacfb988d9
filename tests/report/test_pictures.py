"""What a document cannot show of the texts is told by check, and stops nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from word_templates import png

from cproc.checks import check
from cproc.errors import Severity
from cproc.model import LocalText, Narrative
from cproc.report import build, is_link, picture_file, unshown
from cproc.testing import make_portfolio


def test_pictures_links_and_html_that_cannot_be_shown_are_warnings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is told with its section and line; a local picture that is one is not."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "map.png").write_bytes(png())
    text = "![a](map.png) 3 < 4 <5>\n![b](gone.png) ![c](https://a.org/c.png)\nH<sub>2</sub>O"
    text += "\n[a](https://a.org) [b](#summary) [c](a@b.org) [](file:///etc) [d](mailto:a@b.org)"
    text += "\n`<b>` ``~~a~~`` ~~b~~ 3 ~~ 4\n- [x] done\n[f]: gone.png\n[g]: map.png\n[^1]: a note"
    narrative = (Narrative("summary", LocalText({"en": text})),)
    portfolio = make_portfolio(1).with_report(narrative=narrative)
    problems = [(p.code, p.value, p.path) for p in unshown(portfolio)]
    path = "reports[0].narrative[0].text.en"
    assert problems == [
        ("picture-missing", "gone.png", path),
        ("picture-missing", "https://a.org/c.png", path),
        ("markup-unknown", "<sub>", path),
        ("markup-unknown", "</sub>", path),
        ("link-unknown", "a@b.org", path),
        ("link-unknown", "file:///etc", path),
        ("markup-unknown", "~~b~~", path),
        ("markup-unknown", "- [x]", path),
        ("link-unknown", "gone.png", path),
    ]
    found = [
        p
        for p in check(portfolio)
        if p.code in {"picture-missing", "markup-unknown", "link-unknown"}
    ]
    assert {p.severity for p in found} == {Severity.WARNING}
    assert "section 'summary', line 2" in found[0].message
    assert build(portfolio).sections


@pytest.mark.parametrize("address", ["", ".", "none.png", "a\0b", "x" * 5000, "text.png"])
def test_only_a_file_that_is_a_picture_is_one(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder, a name no system takes and a file of another kind are none."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.png").write_text("no picture")
    assert picture_file(address) is None
    (tmp_path / "a map.png").write_bytes(png())
    assert picture_file("a%20map.png") is not None
    monkeypatch.setattr("cproc.report.problems.LARGEST", 10)
    assert picture_file("a%20map.png") is None


@pytest.mark.parametrize(
    "address",
    ["", "javascript:alert(1)", "file:///etc", "http://[bad", "http://a.org:0", "http://a b",
     "mailto:", "//a.org", "http://a.org/" + "x" * 2067],
)  # fmt: skip
def test_only_addresses_of_the_web_and_of_mail_boxes_are_links(address: str) -> None:
    """What programs might run, open or misread is no link; an address may be 2,079 long."""
    assert not is_link(address)
    assert is_link("https://a.org:8080/b?c=d#e")
    assert is_link("mailto:a@b.org")
    assert is_link("http://a.org/" + "x" * 2066)
