"""Narrative: every number in prose is computed, and what cannot be is told."""

from decimal import Decimal

import attrs
import pytest
from example_data import loaded, reported

from cproc.errors import DataError, Severity
from cproc.model import (
    Designation,
    LocalText,
    Narrative,
    Portfolio,
    Qualifier,
    Statement,
)
from cproc.report import Prose, Report, build, incomplete_figures, narrative_problems
from cproc.testing import make_portfolio

YEAR = loaded("cproc_2017")
ENGLISH, FRENCH = reported("cproc_2017", "en"), reported("cproc_2017", "fr")

BASE = make_portfolio(0).with_report(
    statements=(
        Statement("trained", LocalText({"en": "x"}), Decimal(900), "people", Qualifier.MORE_THAN),
    )
)


def with_text(id_: str = "summary", **texts: str) -> Portfolio:
    return BASE.with_report(narrative=(Narrative(id_, LocalText(texts)),))


def prose(report: Report, section: str = "summary") -> Prose:
    found = next(known for known in report.sections if known.id == section)
    block = found.blocks[0]
    assert isinstance(block, Prose)
    return block


def test_placeholders_become_figures_in_the_language_of_the_text() -> None:
    """Money, counts and statements are written as the language writes them."""
    words = '{{ entries }} / {{ stated(id="trained") }} / {{budget_total(on="2017-09-30")}}'
    portfolio = with_text(en=words, fr=words)
    amount = build(portfolio).tables["overview"].rows[0]
    assert prose(build(portfolio)).markdown.startswith("0 / more than 900 / EUR\u00a0")
    french = prose(build(portfolio, "fr")).markdown
    assert french.startswith("0 / plus de 900 / ")
    assert french.endswith("\u00a0EUR")
    assert amount is not None


def test_a_text_without_translation_keeps_its_own_language() -> None:
    """It is printed, marked with its language, its figures written as that language does."""
    shown = prose(build(with_text(en='{{ stated(id="trained") }} judges'), "fr"))
    assert (shown.markdown, shown.language) == ("more than 900 judges", "en")


def test_a_text_in_a_language_without_labels_takes_the_words_of_the_report() -> None:
    """Where no labels are known for a text's language, its figures are the report's."""
    shown = prose(build(with_text(ro='{{ stated(id="trained") }}'), "fr"))
    assert (shown.markdown, shown.language) == ("plus de 900", "ro")


def test_an_empty_text_is_no_text() -> None:
    """A section of blanks is left out."""
    report = build(with_text("mandate", en="  \n"))
    assert "mandate" not in {section.id for section in report.sections}


def test_a_marked_name_brings_its_footnote_once() -> None:
    """A section that names a territory with its mark carries the required footnote."""
    rule = Designation("XK", LocalText({"en": "Kosovo"}), "*", LocalText({"en": "See 1244."}))
    portfolio = attrs.evolve(with_text(en="In Kosovo*."), designations=(rule,))
    assert prose(build(portfolio)).markdown == "In Kosovo*.\n\n\\* See 1244."
    unmarked = attrs.evolve(with_text(en="In Serbia."), designations=(rule,))
    assert prose(build(unmarked)).markdown == "In Serbia."


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("a\nb {{ nonsense }}", "placeholder-unknown", "line 2, unknown figure 'nonsense'"),
        ('{{ stated(id="none") }}', "placeholder-unknown", "unknown statement 'none'"),
        ("{{ 1 + 1 }}", "placeholder-unknown", "is not a call of a figure"),
        ('{{ entries(month="May") }}', "placeholder-unknown", "'May' is not a date"),
        ('{{ entries(day="1") }}', "placeholder-unknown", "entries takes no day"),
        ("a\n\n{{ entries", "placeholder-open", "line 3, two braces"),
        ("entries }}", "placeholder-open", "line 1, two braces"),
        ("{{ entries\n}}", "placeholder-open", "line 1, two braces"),
    ],
)
def test_what_cannot_be_filled_is_an_error(text: str, code: str, message: str) -> None:
    """Each fault is told with its section and line, and no report is built."""
    portfolio = with_text(en=text)
    problem = narrative_problems(portfolio)[0]
    assert (problem.code, problem.severity) == (code, Severity.ERROR)
    assert message in problem.message
    assert "section 'summary'" in problem.message
    assert problem.path == "reports[0].narrative[0].text.en"
    with pytest.raises(DataError):
        build(portfolio)


def test_every_fault_of_every_language_is_told_at_once() -> None:
    """All that is wrong is in one error, whatever language the report is in."""
    with pytest.raises(DataError) as caught:
        build(with_text(en="{{ one }} {{ two }}", fr="{{ trois }}"), "en")
    assert [(problem.value, problem.path[-2:]) for problem in caught.value.problems] == [
        ("one", "en"),
        ("two", "en"),
        ("trois", "fr"),
    ]


def test_a_text_no_section_prints_is_a_warning() -> None:
    """A section that does not exist is told, and does not stop the report."""
    portfolio = with_text("project:NONE", en="Lost.")
    (problem,) = narrative_problems(portfolio)
    assert (problem.code, problem.severity) == ("section-unknown", Severity.WARNING)
    assert build(portfolio).sections


def test_a_figure_that_lacks_records_is_a_warning() -> None:
    """A sum without one of its projects can be printed, but not unnoticed."""
    words = LocalText({"en": '{{ budget_total(on="2016-09-30") }}'})
    portfolio = YEAR.with_report(narrative=(Narrative("summary", words),))
    (problem,) = narrative_problems(portfolio)
    assert (problem.code, problem.severity) == ("placeholder-incomplete", Severity.WARNING)
    assert "OCTOPUS (its day is not known exactly), EAP3" in problem.message
    assert prose(build(portfolio)).markdown == "EUR\u00a020,410,000 to 20,910,000"


def test_a_figure_that_is_not_known_is_a_warning() -> None:
    """The text says that it is not known, in its own language, and the report is built."""
    capless = attrs.evolve(BASE.office, capacity=None)
    text = "Room for {{ office_capacity }}."
    portfolio = attrs.evolve(with_text(en=text, fr=text), office=capless)
    found = narrative_problems(portfolio)
    assert {(p.code, p.severity) for p in found} == {("placeholder-empty", Severity.WARNING)}
    assert "office_capacity is not known" in found[0].message
    assert prose(build(portfolio)).markdown == "Room for not known."
    assert prose(build(portfolio, "fr")).markdown == "Room for non connu."


def test_figures_of_tables_that_lack_records_are_told() -> None:
    """Each is a notice, which names the record and why it cannot be told."""
    found = {problem.value: problem for problem in incomplete_figures(YEAR)}
    assert "budget_change" in found
    assert "OCTOPUS (its" in found["budget_change"].message
    assert "budget_total" not in found
    assert {problem.severity for problem in found.values()} == {Severity.NOTICE}


def test_the_narrative_of_the_reference_year_has_no_fault() -> None:
    """Every placeholder is filled in both languages."""
    assert narrative_problems(YEAR) == ()
    for report in (ENGLISH, FRENCH):
        for section in report.sections:
            for block in section.blocks:
                assert not isinstance(block, Prose) or "{{" not in block.markdown
    assert "EUR\u00a024,390,000" in prose(ENGLISH).markdown
    assert "24\u202f390\u202f000\u00a0EUR" in prose(FRENCH).markdown
