"""Labels: each language has every word, and writes it as the language does."""

import re
import string

import attrs
import pytest
from example_data import loaded, reported

from cproc.errors import UnknownNameError
from cproc.figures import CATALOGUE
from cproc.labels import Labels, labels_in, languages
from cproc.report import build

YEAR = loaded("cproc_2017")
ENGLISH, FRENCH = reported("cproc_2017", "en"), reported("cproc_2017", "fr")

CATALOGUES = [labels_in(language) for language in languages()]


def shape(labels: Labels) -> dict[str, set[str]]:
    """Give the keys, forms of a plural taken as one, each with the gaps of its texts."""
    gaps: dict[str, set[str]] = {}
    for key, text in labels.entries.items():
        base = re.sub(r"\.(zero|one|two|few|many|other)$", "", key)
        fields = {name for _text, name, _spec, _how in string.Formatter().parse(text) if name}
        gaps.setdefault(base, set()).update(fields)
    return gaps


def test_languages_have_the_same_keys_and_gaps() -> None:
    """A word that one language has, the other has, with the same gaps to fill."""
    assert {"en", "fr"} <= set(languages())
    first, *others = CATALOGUES
    for other in others:
        assert shape(other) == shape(first)


def test_a_missing_word_is_found() -> None:
    """The comparison can fail: a key or a gap left out makes the shapes differ."""
    first = CATALOGUES[0]
    less = {key: text for key, text in first.entries.items() if key != "note.on"}
    assert shape(attrs.evolve(first, entries=less)) != shape(first)
    changed = {**first.entries, "note.on": "As at the last day."}
    assert shape(attrs.evolve(first, entries=changed)) != shape(first)


MATCHED = ("kind", "flow", "recruitment", "post_funding", "project_status", "treaty_status")
"""Groups of words by which expressions match rows."""


@pytest.mark.parametrize("labels", CATALOGUES, ids=lambda labels: labels.language)
def test_words_that_rows_are_matched_by_differ(labels: Labels) -> None:
    """Two kinds of one word would count each other's rows."""
    for group in MATCHED:
        words = list(labels.group(group).values())
        assert len(set(words)) == len(words), group


@pytest.mark.parametrize("labels", CATALOGUES, ids=lambda labels: labels.language)
def test_every_listed_figure_is_defined(labels: Labels) -> None:
    """Each figure has its definition in each language, and each definition its figure."""
    computed = set(CATALOGUE) - {"stated"}
    assert set(labels.group("definition")) == computed


@pytest.mark.parametrize("labels", CATALOGUES, ids=lambda labels: labels.language)
def test_every_plural_has_its_last_form(labels: Labels) -> None:
    """Where a word has forms, it has the one that serves for all other numbers."""
    forms = [key for key in labels.entries if re.search(r"\.(zero|one|two|few|many)$", key)]
    assert forms
    for key in forms:
        assert f"{key.rpartition('.')[0]}.other" in labels.entries


@pytest.mark.parametrize("labels", CATALOGUES, ids=lambda labels: labels.language)
def test_tabs_fit(labels: Labels) -> None:
    """Names of sheets are short enough, differ in any case, and hold no forbidden sign."""
    tabs = labels.group("sheet")
    assert set(tabs) == set(labels.group("sheet_heading"))
    assert len({tab.casefold() for tab in tabs.values()}) == len(tabs)
    for tab in tabs.values():
        assert 0 < len(tab) <= 31
        assert not re.search(r"[\[\]:*?/\\]|^'|'$", tab)


def test_french_spaces_before_double_signs() -> None:
    """In French a colon follows a no-break space, and ; ? ! % a narrow one; none breaks."""
    for key, text in labels_in("fr").entries.items():
        if key.startswith("typography."):
            continue  # the marks themselves
        assert not re.search(r"[ \w)}][;?!%»]| :|(?<![\u00a0/]):", re.sub(r"^%$", "", text)), key


def test_numbers_choose_the_form() -> None:
    """French takes the singular for nought, English does not; thousands take the last form."""
    english, french = labels_in("en"), labels_in("fr")
    assert [english.plural("unit.projects", n) for n in (0, 1, 2)] == [
        "projects",
        "project",
        "projects",
    ]
    assert [french.plural("unit.projects", n) for n in (0, 1, 2, 1_000_000)] == [
        "projet",
        "projet",
        "projets",
        "projets",
    ]


def test_a_language_without_labels_is_refused() -> None:
    """The message names the languages there are; nothing is read by a name that is not one."""
    for name in ("de", "../en", ""):
        with pytest.raises(UnknownNameError) as caught:
            build(YEAR, name)
        assert (caught.value.what, caught.value.known) == ("language", ("en", "fr"))


def test_what_is_not_a_word_raises() -> None:
    """A key that the catalogue lacks is a fault of the code, told at once."""
    with pytest.raises(KeyError):
        labels_in("en")("no.such.word")


def test_the_french_report_holds_no_english() -> None:
    """Headings, captions, notes and words differ from the English ones, but for the same words."""
    alike = {
        "Code", "Participations", "Occurrences", "Date", "Source", "Grade", "Base", "Conclusions",
        "Participation", "Local", "International", "Budget", "Contributions", "Section", "Page",
        "Note", "Notes", "Figure", "Total", "Organisation", "Sources", "Participants", "Documents",
    }  # fmt: skip
    for table in ENGLISH.tables.values():
        other = FRENCH.tables[table.id]
        for column, translated in zip(table.columns, other.columns, strict=True):
            if column.label == translated.label and not column.id.startswith("project:"):
                assert column.label in alike
        assert set(table.notes).isdisjoint(other.notes)
        assert table.title != other.title
    for key, word in ENGLISH.labels.items():
        assert word != FRENCH.labels[key] or word in alike
    for section, other_section in zip(ENGLISH.sections, FRENCH.sections, strict=True):
        assert section.title != other_section.title or section.title in alike


def test_no_text_of_the_reference_year_lacks_a_translation() -> None:
    """Every cell and every section of the French report is in French."""
    for table in FRENCH.tables.values():
        cells = [cell for row in table.rows for cell in row]
        assert [cell for cell in cells if cell.language is not None] == []
    blocks = [block for section in FRENCH.sections for block in section.blocks]
    assert {getattr(block, "language", "fr") for block in blocks} == {"fr"}
