"""What a report lacks in its language is never printed in another one in silence."""

import warnings
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner

import cproc
from cproc import Portfolio
from cproc.cli import main
from cproc.errors import UntranslatedWarning
from cproc.model import Locality, LocalText
from cproc.plugins import untranslated
from cproc.testing import make_portfolio

OFFICE = make_portfolio(5)
SIZE = len(OFFICE.activities)


def _in_english_only() -> Portfolio:
    title = LocalText({"en": "Visit"})
    activities = tuple(attrs.evolve(each, title=title) for each in OFFICE.activities)
    return attrs.evolve(OFFICE, activities=activities)


ENGLISH = _in_english_only()


def test_a_file_with_texts_in_another_language_warns_with_their_count() -> None:
    """It has the problems that `cproc check --lang` tells, and is of the line that calls."""
    with pytest.warns(UntranslatedWarning, match=f"not in French: {SIZE} of {SIZE}") as caught:
        cproc.render(ENGLISH, "md", "fr")
    (warning,) = caught
    assert warning.filename == __file__
    assert isinstance(warning.message, UntranslatedWarning)
    assert warning.message.problems == untranslated(ENGLISH, "fr")


def test_each_way_to_write_a_file_warns_once(tmp_path: Path) -> None:
    """So do `export`, and a pack of any number of files; of two languages, both are looked at."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UntranslatedWarning)
        cproc.export(ENGLISH, tmp_path / "report.md", lang="fr")
        cproc.export_pack(ENGLISH, tmp_path / "pack", "md", "project", lang="fr")
        cproc.render(ENGLISH, "docx", "en,fr")
    assert [warning.filename for warning in caught] == [__file__] * 3


def test_a_warning_that_is_an_error_leaves_no_file(tmp_path: Path) -> None:
    """Who has warnings stop the program finds nothing written."""
    target = tmp_path / "report.md"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(UntranslatedWarning):
            cproc.export(ENGLISH, target, lang="fr")
        with pytest.raises(UntranslatedWarning):
            cproc.export_pack(ENGLISH, tmp_path, "md", "project", lang="fr")
    assert not list(tmp_path.iterdir())


def test_what_is_all_there_warns_of_nothing() -> None:
    """Nor does a format that has the texts in all languages, as they are."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cproc.render(ENGLISH, "md", "en")
        cproc.render(OFFICE, "md", "fr")
        cproc.render(ENGLISH, "json", "fr")


def test_a_city_without_a_name_of_its_own_lacks_none() -> None:
    """Its names in other languages are told where it has some: elsewhere it is called alike."""
    city = Locality("Bucharest", "RO", LocalText({"fr": "Bucarest"}))
    assert untranslated(attrs.evolve(OFFICE, localities=(city,)), "en") == ()


def test_the_command_tells_it_as_notices(tmp_path: Path) -> None:
    """It is told once, on standard error, and no warning of Python stands beside it."""
    data = cproc.export(ENGLISH, tmp_path / "office.json")
    words = ["export", str(data), "--to", "md", "--lang", "fr", "-o", str(tmp_path / "report.md")]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        done = CliRunner().invoke(main, words, catch_exceptions=False)
    assert done.exit_code == 0
    assert done.stderr.count("text-untranslated") == 1
