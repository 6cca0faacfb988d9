"""A language is one file: no other file knows which languages there are."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import cproc
from cproc import labels
from cproc.labels import catalogues
from cproc.report import build
from cproc.testing import make_portfolio

OFFICE = make_portfolio(5)


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of labels with one file more: that of English, with another word for the day."""
    folder = tmp_path / "labels"
    shutil.copytree(Path(labels.__file__).parent, folder)
    english = (folder / "en.toml").read_text("utf-8")
    assert english.count('"Reference"')
    (folder / "de.toml").write_text(english.replace('"Reference"', '"Aktenzeichen"'), "utf-8")
    monkeypatch.setattr(catalogues, "files", lambda _package: folder)
    forget()
    yield folder
    forget()


def forget() -> None:
    """Have the files of labels read anew."""
    catalogues.packaged.cache_clear()
    catalogues._texts.cache_clear()
    catalogues._languages.cache_clear()
    labels._labels.cache_clear()


@pytest.mark.usefixtures("german")
def test_a_file_is_a_language() -> None:
    """A report is built in a language whose file was added, with its words."""
    assert labels.languages() == ("de", "en", "fr")
    assert "Aktenzeichen" in labels.labels_in("de").entries.values()
    report = build(OFFICE, "de")
    assert report.language == "de"
    assert list(report.tables) == list(build(OFFICE, "en").tables)


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("exporter", ["csv", "docx", "json", "md", "xlsx"])
def test_every_exporter_writes_in_a_language_that_was_added(exporter: str, tmp_path: Path) -> None:
    """None of them has a list of languages of its own that it fails without."""
    target = cproc.export(OFFICE, tmp_path / "report", to=exporter, lang="de")
    assert target.stat().st_size


def test_a_language_without_its_file_is_unknown(german: Path) -> None:
    """The file is all that makes the language."""
    (german / "de.toml").unlink()
    with pytest.raises(cproc.CprocError, match="unknown language 'de'; there are: en, fr"):
        build(OFFICE, "de")
