"""What people read is plain: no word of ours that says less than another would."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

WORDS = re.compile(r"\b(told|rooms?|houses?|silences?|floors?|without a word)\b", re.IGNORECASE)
"""They stand for too much, or for nothing that a reader knows."""

CODE = re.compile(r"^(```+).*?^\1$|`[^`\n]+`|\{py:obj\}`[^`]*`", re.MULTILINE | re.DOTALL)
"""What programs print, and names of the interface, are as they are."""


def odd_words(text: str) -> list[str]:
    """The lines of a page that have such a word, outside of code."""
    prose = CODE.sub(lambda match: "\n" * match[0].count("\n"), text)
    return [line.strip() for line in prose.splitlines() if WORDS.search(line)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pages_are_in_plain_words(page: Path) -> None:
    """README and documentation use words that a programme officer uses."""
    assert odd_words(page.read_text(encoding="utf-8")) == []


def test_odd_words_are_found_in_prose_and_nowhere_else() -> None:
    """The search can fail: a word in a sentence is found, one in code is not."""
    assert odd_words("# Rooms\n\nNothing is told.\n") == ["# Rooms", "Nothing is told."]
    assert odd_words("Write `Silence`.\n\n```text\ntold\n```\n\nIt is silenced.\n") == []
