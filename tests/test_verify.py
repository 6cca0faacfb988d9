"""A file says what it follows from; whether it still does is found, with the places that differ."""

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
import docx
import openpyxl
import pytest
from click.testing import CliRunner, Result
from example_data import loaded
from openpyxl.packaging.custom import StringProperty
from validators import by_open_xml_sdk

import cproc
from cproc.cli import main
from cproc.errors import DataError
from cproc.model import Money, Portfolio
from cproc.plugins.origin import Origin, options_as_text
from cproc.plugins.package import with_parts
from cproc.plugins.properties import origin_of, with_origin

ROOT = Path(__file__).resolve().parents[1]
GRANT = ROOT / "examples" / "eu_grant"
OFFICE = loaded("eu_grant")


def changed(amount: str = "5.00") -> Portfolio:
    """The grant with another amount of its first cost in euros."""
    (project,) = OFFICE.projects
    costs = (each for each in project.transactions if each.type == "expenditure")
    first = next(each for each in costs if each.amount.currency == "EUR")
    entries = tuple(
        attrs.evolve(each, amount=Money(amount, "EUR")) if each is first else each
        for each in project.transactions
    )
    own = attrs.evolve(project, transactions=entries)
    return attrs.evolve(OFFICE, projects=(own,))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the grant as a workbook, a document and data."""
    folder = tmp_path_factory.mktemp("files")
    cproc.export(OFFICE, folder / "grant.xlsx")
    cproc.export(OFFICE, folder / "grant.docx", edition="public", lang="fr")
    cproc.export(OFFICE, folder / "grant.json")
    return folder


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def own_properties(file: Path | BytesIO) -> dict[str, str]:
    """The properties of a workbook that are its own, as another program reads them."""
    book: Any = openpyxl.load_workbook(file)
    return {each.name: each.value for each in book.custom_doc_props.props}


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_file_tells_what_it_follows_from(files: Path) -> None:
    """Digest, version, and how it was asked for stand in its properties, as any program reads."""
    found = origin_of((files / "grant.docx").read_bytes())
    assert found == Origin(
        cproc.digest(OFFICE), cproc.__version__, "docx", "fr", "public", str(OFFICE.period)
    )
    assert own_properties(files / "grant.xlsx")["cproc.digest"] == cproc.digest(OFFICE)


def test_options_are_told_as_they_are_typed_and_of_a_path_the_name() -> None:
    """What is left as it is says nothing; where a file stands on a machine is nobody's business."""

    @attrs.frozen
    class Options:
        template: str | None = None
        lists: bool = False
        columns: tuple[str, ...] = ()
        paper: str = "a4"

    given = Options("/home/office/own.docx", lists=True, columns=("a", "b"))
    told = {"template": "own.docx", "lists": "true", "columns": "a,b"}
    assert options_as_text(given) == told
    origin = Origin("0" * 64, "1", "docx", "en", "audit", "2024", "2023", told)
    assert origin_of(with_origin(cproc.render(OFFICE, "docx"), origin)) == origin


def test_a_property_is_put_beside_what_stands_there_untouched(files: Path) -> None:
    """Every other part keeps its bytes, as they are packed; the properties of a template stay."""
    data = (files / "grant.xlsx").read_bytes()
    book: Any = openpyxl.load_workbook(BytesIO(data))
    book.custom_doc_props.append(StringProperty(name="File", value="7"))
    own = BytesIO()
    book.save(own)
    stamped = with_origin(own.getvalue(), Origin("1" * 64, "1", "xlsx", "en", "audit", "2024"))
    before, after = parts(own.getvalue()), parts(stamped)
    assert {name for name in after if after[name] != before[name]} == {"docProps/custom.xml"}
    kept = own_properties(BytesIO(stamped))
    assert (kept["File"], kept["cproc.digest"]) == ("7", "1" * 64)


def test_a_zip_with_other_parts_reads_as_one_that_was_written_whole() -> None:
    """Parts that are changed, new or streamed are read back; the rest is the same bytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"a" * 1000)
        with archive.open("b", "w", force_zip64=True) as part:
            part.write(b"b" * 5000)
        archive.writestr("c", b"")
    changed_ = with_parts(out.getvalue(), {"a": b"new", "d": b"more"})
    assert parts(changed_) == {"a": b"new", "b": b"b" * 5000, "c": b"", "d": b"more"}


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_the_open_xml_sdk_finds_nothing_in_the_properties(
    files: Path, tmp_path: Path, suffix: str
) -> None:
    """A file with its origin is as valid as one without."""
    data = (files / f"grant{suffix}").read_bytes()
    assert by_open_xml_sdk(data, tmp_path, suffix) == []


@pytest.mark.parametrize("name", ["grant.xlsx", "grant.docx", "grant.json"])
def test_what_was_not_changed_follows(files: Path, name: str) -> None:
    """The same data give the same file, which the command says and ends well."""
    found = cproc.verify(files / name, OFFICE)
    assert (found.follows, found.same_data, found.digest) == (True, True, cproc.digest(OFFICE))
    if name == "grant.docx":
        done = run("verify", files / name, GRANT)
        assert (done.exit_code, done.stdout) == (0, f"{files / name} follows from the data.\n")


def test_a_cell_that_somebody_edited_is_named(files: Path, tmp_path: Path) -> None:
    """By sheet and cell, with both values; formulas without a value are told once."""
    book = openpyxl.load_workbook(files / "grant.xlsx")
    sheet = book["Transactions"]
    at = next(c for row in sheet.iter_rows(min_row=5) for c in row if type(c.value) in (int, float))
    before, at.value = at.value, 12
    book.save(tmp_path / "edited.xlsx")
    found = cproc.verify(tmp_path / "edited.xlsx", OFFICE)
    assert [str(each.words) for each in found.differences] == [
        f"Transactions!{at.coordinate}: 12 in the file, {before} by the data"
    ]
    assert found.same_data
    assert found.uncomputed
    done = run("verify", tmp_path / "edited.xlsx", GRANT)
    assert done.exit_code == 1
    assert "formulas have no value in the file" in done.stdout


def test_text_and_tables_that_somebody_edited_are_named(files: Path, tmp_path: Path) -> None:
    """By table and cell, and by paragraph; one that was put in moves no other."""
    document = docx.Document(str(files / "grant.docx"))
    document.tables[1].cell(1, 1).text = "99"
    first = next(
        each for each in document.paragraphs if each.style and each.style.name == "Heading 1"
    )
    first.insert_paragraph_before("Put in.")
    document.save(str(tmp_path / "edited.docx"))
    table, text = cproc.verify(tmp_path / "edited.docx", OFFICE).differences
    assert (table.place, table.in_file) == ("table 2!B2", "99")
    assert (text.in_file, text.by_data) == ("Put in.", "")


def test_data_that_changed_are_told_with_what_differs(files: Path, tmp_path: Path) -> None:
    """What the voucher is in differs, and the digest; of JSON the record and its field."""
    found = cproc.verify(files / "grant.xlsx", changed())
    assert not found.same_data
    assert found.origin is not None
    assert found.origin.digest == cproc.digest(OFFICE)
    paid = next(each for each in found.differences if each.place.startswith("Transactions!"))
    assert Money(paid.by_data, "EUR") == Money("5.00", "EUR")
    (of_data,) = cproc.verify(files / "grant.json", changed()).differences
    assert of_data.place.startswith("transactions CEGE / ")
    assert of_data.by_data == "EUR 5.00"
    place = tmp_path / "changed.json"
    cproc.export(changed(), place)
    done = run("verify", files / "grant.xlsx", place)
    assert done.exit_code == 1
    assert "… and" in done.stdout
    assert "the data have changed since" in done.stdout
    every = run("verify", files / "grant.xlsx", place, "--all").stdout.splitlines()
    assert len(every) == len(found.differences) + 2


def test_a_change_that_a_file_does_not_show_leaves_it_as_it_is(files: Path) -> None:
    """It follows from data that have changed since, which is told."""
    note = attrs.evolve(OFFICE.activities[0], note=cproc.model.LocalText({"en": "Look again."}))
    other = attrs.evolve(OFFICE, activities=(note, *OFFICE.activities[1:]))
    found = cproc.verify(files / "grant.docx", other)
    assert (found.follows, found.same_data) == (True, False)


def test_it_is_made_again_as_it_was_asked_for(tmp_path: Path) -> None:
    """Part, period, earlier period, edition and options are those of the file."""
    how: dict[str, Any] = {"period": "2024", "against": "2023", "edition": "donor"}
    file = cproc.export(
        OFFICE, tmp_path / "part.xlsx", options={"donor": "EU", "protect": "true"}, **how
    )
    assert cproc.verify(file, OFFICE).follows
    assert not cproc.verify(file, OFFICE, {"donor": "OFFICE_ORG"}).follows


def test_json_of_an_edition_follows_though_it_lacks_what_is_left_out(tmp_path: Path) -> None:
    """It is set beside the same edition of the data."""
    file = cproc.export(OFFICE, tmp_path / "open.json", edition="public")
    assert cproc.verify(file, OFFICE).follows


def test_a_file_of_others_tells_nothing(tmp_path: Path) -> None:
    """A workbook without the properties, another file and a zip are told by one code."""
    openpyxl.Workbook().save(tmp_path / "plain.xlsx")
    (tmp_path / "text.md").write_text("# Report", encoding="utf-8")
    cproc.export(OFFICE, tmp_path / "tables.zip", "csv")
    for name in ("plain.xlsx", "text.md", "tables.zip"):
        with pytest.raises(DataError) as error:
            cproc.verify(tmp_path / name, OFFICE)
        assert [each.code for each in error.value.problems] == ["origin-missing"]
    assert run("verify", tmp_path / "plain.xlsx", GRANT).exit_code == 1


@pytest.mark.parametrize(
    "content",
    [b"<a", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<a/>"],
    ids=["broken", "entity", "empty"],
)
def test_properties_that_are_damaged_tell_nothing(files: Path, content: bytes) -> None:
    """They are read as those of a file that tells nothing."""
    data = (files / "grant.xlsx").read_bytes()
    assert origin_of(with_parts(data, {"docProps/custom.xml": content})) is None
    assert origin_of(b"PK\x03\x04 no zip") is None


def test_a_period_that_is_none_is_told(files: Path, tmp_path: Path) -> None:
    """Somebody may have edited the properties as well."""
    data = (files / "grant.xlsx").read_bytes()
    origin = Origin("1" * 64, "1", "xlsx", "en", "audit", "last year")
    (tmp_path / "odd.xlsx").write_bytes(with_origin(data, origin))
    with pytest.raises(DataError, match="last year"):
        cproc.verify(tmp_path / "odd.xlsx", OFFICE)


def test_auditors_read_of_which_data_it_was_made() -> None:
    """Digest, version and source of rates are printed for them, in Word and Excel, only."""
    digest = cproc.digest(OFFICE)
    sheet = openpyxl.load_workbook(BytesIO(cproc.render(OFFICE, "xlsx")))["What is counted"]
    texts = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert digest in texts
    assert "Exchange rates: " in texts
    part = docx.Document(BytesIO(cproc.render(OFFICE, "docx", options={"project": "CEGE"})))
    assert any(digest in each.text for each in part.paragraphs)
    public = docx.Document(BytesIO(cproc.render(OFFICE, "docx", edition="public")))
    assert not any(digest in each.text for each in public.paragraphs)


def test_the_same_data_give_the_same_bytes() -> None:
    """Law 7 holds with the properties."""
    assert cproc.render(OFFICE, "docx") == cproc.render(OFFICE, "docx")


# --- The command that keeps what was sent ---------------------------------------------------


def test_what_is_sent_is_kept_in_the_data(tmp_path: Path) -> None:
    """In a new file, or in the data themselves; what was sent twice is refused."""
    new = tmp_path / "sent.json"
    words = ("--project", "CEGE", "--period", "2023", "--sent", "2024-02-01")
    done = run("submit", GRANT, *words, "-o", new)
    assert done.exit_code == 0, done.stderr
    assert "digest of the data: " in done.stdout
    portfolio = cproc.load(new)
    kept = cproc.submission(OFFICE, "CEGE", "2023", cproc.dates.date_from("2024-02-01"))
    assert portfolio.projects[0].submissions == (kept,)
    again = run("submit", new, *words)
    assert again.exit_code == 1
    assert "submission-twice" in again.stderr
    assert run("submit", new, *words, "-o", new).exit_code != 0
    later = run("submit", new, *words[:3], "2024", "--sent", "2025-02-01", "-q")
    assert (later.exit_code, later.stdout) == (0, "")
    assert len(cproc.load(new).projects[0].submissions) == 2


def test_verify_speaks_json(files: Path) -> None:
    """For other programs: whether it follows, and of what it was made."""
    told = json.loads(run("verify", files / "grant.xlsx", GRANT, "--json").stdout)
    assert told["follows"]
    assert told["origin"]["exporter"] == "xlsx"
    assert told["differences"] == []
