"""The letter keeps the rules of every exporter, and says what it should."""

from collections.abc import Iterator
from pathlib import Path

import cproc_donor_letter as room

import cproc
from cproc.figures import narrow
from cproc.plugins import in_use, installed
from cproc.testing import ExporterConformance

YEAR = Path(__file__).resolve().parents[2] / "cproc_2017"


def read_lines(data: bytes) -> Iterator[str]:
    """Give every line, without the hyphen of a list."""
    yield from (line.removeprefix("- ") for line in data.decode().split("\n"))


class TestLetter(ExporterConformance):
    """It keeps the rules of every exporter."""

    exporter = room.LetterExporter()
    reader = staticmethod(read_lines)


def test_the_letter_is_about_what_the_donor_funds() -> None:
    """The core narrows the portfolio; the letter tells the rest, in both languages."""
    portfolio = cproc.load(YEAR)
    part = narrow(portfolio, donor="EU")
    for language, told in (("en", "activities were held"), ("fr", "activités ont eu lieu")):
        options = {"donor": "EU", "signatory": "Head of Office"}
        text = cproc.render(portfolio, room.LetterExporter(), language, options=options).decode()
        assert f"{len(part.activities)} {told}" in text
        assert "Head of Office" in text
        assert all(project.title.best(language) in text for project in part.projects)


def test_what_the_plugin_offers_is_installed() -> None:
    """By the entry point: the exporter, the figure, the check and the section."""
    (plugin,) = [made for made in installed().plugins if made.name == "donor-letter"]
    assert plugin.distribution == "cproc-donor-letter 1.0.0"
    assert plugin.offers == (
        "exporter donor-letter",
        "figure donors_to_thank",
        "check dated",
        "section letters",
    )


def test_figure_check_and_section_are_used() -> None:
    """The figure is known to narratives, the check to loading, the section to every report."""
    portfolio = cproc.load(YEAR)
    with in_use():
        assert cproc.evaluate(portfolio, "donors_to_thank").unit == "donors"
    text = cproc.render(portfolio, "md", "fr").decode()
    assert "Lettres aux donateurs" in text
