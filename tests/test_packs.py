"""Packs: one file each, with names that are safe everywhere; all is made before any is written."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import attrs
import pytest
from click.testing import CliRunner, Result
from example_data import loaded
from hypothesis import given
from hypothesis import strategies as st

import cproc
from cproc import packs, plugins
from cproc.cli import main
from cproc.errors import ExportError, TargetExistsError, UnknownNameError, UsageError
from cproc.hookspecs import Exporter, Job
from cproc.model import Portfolio
from cproc.publish import publish
from cproc.report import Report

YEAR = Path(__file__).resolve().parent.parent / "examples" / "cproc_2017"


@pytest.fixture(scope="module")
def year() -> Portfolio:
    return loaded("cproc_2017")


@pytest.fixture(scope="module")
def bare(year: Portfolio) -> Portfolio:
    """The projects alone, which are quick to report on."""
    return attrs.evolve(year, activities=()).with_report(statements=(), narrative=())


# --- Names --------------------------------------------------------------------------------

HOSTILE = {
    "K01": "../x",
    "K02": "/etc/x",
    "K03": "a/b",
    "K04": "CON",
    "K05": "COM¹",
    "K06": "x.",
    "K07": "x ",
    "K08": "a" * 300,
    "K09": "é" * 200,
    "K10": "x\0",
    "K11": "\ud800",
    "K12": "a:b",
    "K15": ".",
    "K16": "",
    "K17": "-rf",
    "K18": "x/../y",
    "K19": "a\u202egpj",
    "K20": "~",
}


@pytest.mark.parametrize("row", HOSTILE)
def test_a_hostile_identifier_becomes_a_harmless_name(row: str) -> None:
    """Rows K: no path, device, option, hidden file or overlong name comes of an identifier."""
    (name,) = packs.file_names([HOSTILE[row]], ".xlsx", "donor")
    stem = name.removesuffix(".xlsx")
    assert stem.replace("-", "").replace("_", "").isascii()
    assert stem.replace("-", "").replace("_", "").isalnum()
    assert stem[0] not in "-."
    assert len(name) <= 80
    assert stem.casefold() not in {"con", "com1"}
    assert stem != HOSTILE[row]
    assert stem[-9] == "-"


@pytest.mark.parametrize(
    "keys",
    [
        ["ab", "a/b"],
        ["GLACY", "Glacy", "GLACY+"],
        ["caf\u00e9", "cafe\u0301"],
        ["GLACY/", packs.file_names(["GLACY/"], "")[0]],
    ],
    ids=["K03", "K13", "K14", "crafted"],
)
def test_names_that_would_clash_are_told_apart(keys: list[str]) -> None:
    """Identifiers alike but for capitals, Unicode form or signs have files of their own."""
    names = packs.file_names(keys, ".xlsx")
    assert len({name.casefold() for name in names}) == len(keys)


@given(st.lists(st.text(max_size=8), unique=True, max_size=8))
def test_no_two_identifiers_share_a_file(keys: list[str]) -> None:
    """Whatever the identifiers, no two files have one name on any system."""
    names = packs.file_names(keys, ".xlsx")
    assert len({name.casefold() for name in names}) == len(keys)
    assert names == tuple(packs.file_names(keys, ".xlsx"))


SAFE = ["EU", "RO_GOV", "P-1", "GLACY+", "Cybercrime@EAP II", "01.001.AM01 (ARG)", "A&B, c=d'e!"]


@pytest.mark.parametrize("key", SAFE)
def test_an_identifier_that_every_system_takes_is_the_name(key: str) -> None:
    """Letters, digits, spaces and signs that no system refuses stay as they are written."""
    assert packs.file_names([key], ".json") == (f"{key}.json",)


@pytest.mark.parametrize("key", ["con.x", "aux .y", ".a", "a.", "a ", " a", "a:b", "a%", "é", "+a"])
def test_an_identifier_that_some_system_refuses_gets_a_hash(key: str) -> None:
    """Devices with a suffix, dots and spaces at an end, and signs that some system refuses."""
    (name,) = packs.file_names([key], ".json")
    assert packs._HASHED.search(name.removesuffix(".json"))


@given(st.text("aZ0.+- (&/:é~", max_size=8))
def test_a_name_is_the_identifier_or_has_a_hash(key: str) -> None:
    """A name that is kept has no sign that some system refuses, and ends with none it takes off."""
    (name,) = packs.file_names([key], "")
    assert name == key or packs._HASHED.search(name)
    assert not {*name} & {*'<>:"/\\|?*~é'}
    assert name[0] not in "-. +"
    assert name[-1] not in ". "


# --- Parts --------------------------------------------------------------------------------


def test_a_pack_has_a_part_for_each_donor_or_project(year: Portfolio) -> None:
    """Each part tells whom it is for and which projects are in it."""
    by_donor = {part.donor: part for part in packs.parts(year, "donor", ".xlsx")}
    assert set(by_donor) >= {"EU", "COE", "JP"}
    assert by_donor["JP"].projects == ("OCTOPUS",)
    by_project = packs.parts(year, "project", ".xlsx", donor="EU")
    assert [part.project for part in by_project] == list(by_donor["EU"].projects)
    assert {part.donor for part in by_project} == {"EU"}


def test_a_pack_that_makes_no_sense_is_refused(year: Portfolio) -> None:
    """Another way to divide, one donor of one donor, and an empty pack are told."""
    with pytest.raises(UnknownNameError, match="donor, project"):
        packs.parts(year, "country", ".xlsx")
    with pytest.raises(UsageError, match="cannot be narrowed to one donor"):
        packs.parts(year, "donor", ".xlsx", donor="EU")
    unfunded = tuple(attrs.evolve(p, contributions=()) for p in year.projects)
    with pytest.raises(UsageError, match="would be empty"):
        packs.parts(attrs.evolve(year, projects=unfunded), "donor", ".xlsx")


# --- Writing ------------------------------------------------------------------------------


class Codes(Exporter):
    """Writes the codes of the projects; fails at the one it is told to."""

    name, suffix, media_type, description = "codes", ".codes", "text/plain", "codes"
    bad = ""

    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        codes = " ".join(project.code for project in portfolio.projects)
        if codes == self.bad:
            raise ZeroDivisionError
        stream.write(codes.encode())


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Codes]:
    made = Codes()
    offered = attrs.evolve(plugins.installed(), exporters={"codes": made})
    monkeypatch.setattr("cproc.plugins.collect.installed", lambda: offered)
    return made  # type: ignore[return-value]


def test_a_pack_is_written_with_any_exporter(bare: Portfolio, codes: Codes, tmp_path: Path) -> None:
    """One file each, in a folder that is made; progress is told in files."""
    seen: list[tuple[int, int]] = []
    files = cproc.export_pack(
        bare, tmp_path / "a" / "b", "codes", "project", progress=lambda *told: seen.append(told)
    )
    assert [file.read_text() for file in files] == [project.code for project in bare.projects]
    assert {file.suffix for file in files} == {".codes"}
    assert seen == [(n, len(files)) for n in range(len(files) + 1)]
    one = cproc.export_pack(bare, tmp_path, "codes", "project", options={"donor": "JP"})
    assert [file.read_text() for file in one] == ["OCTOPUS"]


def test_existing_files_are_all_told_before_any_is_written(
    bare: Portfolio, codes: Codes, tmp_path: Path
) -> None:
    """Files that stand in the way are named together; with force they are replaced."""
    files = cproc.export_pack(bare, tmp_path, "codes", "donor")
    files[0].unlink()
    with pytest.raises(TargetExistsError, match="--force") as told:
        cproc.export_pack(bare, tmp_path, "codes", "donor")
    assert all(str(file) in str(told.value) for file in files[1:])
    assert not files[0].exists()
    files[1].write_text("old")
    cproc.export_pack(bare, tmp_path, "codes", "donor", force=True)
    assert files[1].read_text() != "old"


def test_many_existing_files_are_counted(
    bare: Portfolio, codes: Codes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error names the first files and counts the rest."""
    monkeypatch.setattr(packs, "SHOWN_FILES", 2)
    cproc.export_pack(bare, tmp_path, "codes", "project")
    with pytest.raises(TargetExistsError, match="5 more exist"):
        cproc.export_pack(bare, tmp_path, "codes", "project")


def test_nothing_is_written_when_one_file_cannot_be_made(
    bare: Portfolio, codes: Codes, tmp_path: Path
) -> None:
    """All files are made first: a failure at the last leaves no folder and no file."""
    codes.bad = "CYBERSOUTH"
    with pytest.raises(ExportError, match="Nothing was written"):
        cproc.export_pack(bare, tmp_path / "out", "codes", "project")
    assert not (tmp_path / "out").exists()


def test_a_file_that_cannot_be_written_is_told_with_those_that_were(
    bare: Portfolio, codes: Codes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where writing stops half-way, what stands is whole and is named."""
    real = publish
    count = iter(range(99))

    def third(target: Path, data: bytes, *, force: bool) -> None:
        if next(count) == 2:
            raise ExportError(f"{target} cannot be written.")
        real(target, data, force=force)

    monkeypatch.setattr(packs, "publish", third)
    with pytest.raises(ExportError, match=r"Of 7 files these were written.*OCTOPUS.*EAP2"):
        cproc.export_pack(bare, tmp_path, "codes", "project")
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_cannot_be_is_told(bare: Portfolio, codes: Codes, tmp_path: Path) -> None:
    """A file where the folder should be, or above it, is an error of ours."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="is a file"):
        cproc.export_pack(bare, tmp_path / "file", "codes")
    with pytest.raises(ExportError, match="cannot be made"):
        cproc.export_pack(bare, tmp_path / "file" / "below", "codes")


# --- The command --------------------------------------------------------------------------


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["export", str(YEAR), *words], catch_exceptions=False)


def test_the_command_writes_a_pack_and_lists_it(codes: Codes, tmp_path: Path) -> None:
    """Each file is listed with whom it is for, its projects and its size."""
    words = ["--to", "codes", "--per", "project", "-O", "donor=JP", "-o", str(tmp_path / "out")]
    done = run(*words)
    assert done.exit_code == 0, done.stderr
    file = tmp_path / "out" / "OCTOPUS.codes"
    assert file.read_text() == "OCTOPUS"
    assert done.stdout.splitlines()[1].split() == [str(file), "OCTOPUS", "OCTOPUS", "7"]
    assert done.stdout.splitlines()[-1] == "wrote 1 file"
    again = run(*words)
    assert again.exit_code == 1
    assert f"{file} exist" in again.stderr
    assert run(*words, "--force").exit_code == 0


def test_a_pack_goes_to_no_standard_output(codes: Codes) -> None:
    """Several files cannot be one stream."""
    done = run("--to", "codes", "--per", "donor", "-o", "-")
    assert done.exit_code == 2
    assert "give a folder" in done.stderr


def test_a_pack_tells_each_donor_of_its_own_contribution(bare: Portfolio, tmp_path: Path) -> None:
    """Each file begins with its donor and what it gives; auditors' edition is asked for by name."""
    files = cproc.export_pack(bare, tmp_path / "donors", "md")
    fronts = {file.stem: file.read_text().split("\n## ")[0] for file in files}
    assert fronts["EU"].startswith("# European Union: contribution and results")
    assert "Contribution: EUR\xa021,816,000, to 6 projects" in fronts["EU"]
    assert "Contribution: amount not stated, to Cybercrime\\@Octopus" in fronts["JP"]
    whole = cproc.export_pack(bare, tmp_path / "audit", "md", edition="audit")
    assert all("Contribution:" not in file.read_text().split("\n## ")[0] for file in whole)
    own = cproc.export_pack(bare, tmp_path / "own", "md", "project", options={"donor": "EU"})
    assert "GLACY+.md" in {file.name for file in own}
    assert all(file.read_text().startswith("# European Union: ") for file in own)


@pytest.mark.parametrize("to", ["docx", "xlsx"])
def test_the_cover_of_a_file_for_a_donor_says_what_it_gives(bare: Portfolio, to: str) -> None:
    """Word and Excel name the donor, its contribution and the period on the cover."""
    data = cproc.render(bare, to, options={"donor": "COE"})
    with zipfile.ZipFile(BytesIO(data)) as archive:
        part = {"docx": "word/document.xml", "xlsx": "xl/sharedStrings.xml"}[to]
        names = [name for name in archive.namelist() if name == part or "worksheets" in name]
        text = "".join(archive.read(name).decode() for name in names)
    for said in ("Council of Europe: contribution and results", "2,424,000, to 6 projects"):
        assert said in text
