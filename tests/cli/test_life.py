"""Data are compared, put together and converted by the command; nothing is changed on an error."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner, Result

import cproc
from cproc.cli import main
from cproc.model import ActivityStatus
from cproc.money import Money
from cproc.serialize import dumps, to_folder
from cproc.testing import make_portfolio

GRANT = Path(__file__).resolve().parents[2] / "examples" / "eu_grant"


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The example of a grant, to be changed."""
    return Path(shutil.copytree(GRANT, tmp_path / "office"))


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The same, with one amount and one activity changed and one activity more."""
    grant = cproc.load(GRANT)
    (project,) = grant.projects
    first, *others = project.transactions
    project = attrs.evolve(
        project, transactions=(attrs.evolve(first, amount=Money.parse("EUR 5.00")), *others)
    )
    one, *more = grant.activities
    activities = (
        attrs.evolve(one, status=ActivityStatus.PLANNED),
        *more,
        attrs.evolve(one, id="E99"),
    )
    changed = attrs.evolve(grant, projects=(project,), activities=activities)
    path = tmp_path / "later.json"
    path.write_text(dumps(changed), encoding="utf-8")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_what_changed_is_printed_by_table_and_record(later: Path) -> None:
    """A field with both values as they are typed; a default is told though nobody typed it."""
    done = run("diff", GRANT, later)
    assert done.exit_code == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["CEGE", "/", "T001", "changed", "amount", "EUR", "400881.60", "EUR", "5.00"] in lines
    assert ["E01", "changed", "status", "held", "planned"] in lines
    assert done.stdout.splitlines()[-1] == "1 record added, 2 changed, 0 removed"
    assert "nothing changed" in run("diff", GRANT, GRANT).stdout
    assert "rien n'a changé" in run("diff", GRANT, GRANT, "--lang", "fr").stdout


def test_changes_for_other_programs(later: Path) -> None:
    """With --json each record has table, key, path and fields."""
    records = json.loads(run("diff", GRANT, later, "--json").stdout)["records"]
    assert records[0] == {
        "change": "changed",
        "table": "transactions",
        "key": ["CEGE", "T001"],
        "title": records[0]["title"],
        "fields": [{"field": "amount", "old": "EUR 400881.60", "new": "EUR 5.00"}],
        "path": "projects[0].transactions[0]",
    }


def test_a_long_list_of_changes_is_cut(tmp_path: Path, office: Path) -> None:
    """Twenty changes of each table are printed, and how many more there are; all with --all."""
    (office / "rates.csv").unlink()
    assert "… and 4 more" in run("diff", GRANT, office).stdout
    assert "more" not in run("diff", GRANT, office, "--all").stdout


def test_other_values_stand_in_the_way_of_adding(office: Path, later: Path) -> None:
    """In mode add each record with other values is told with its place; nothing is written."""
    before = contents(office)
    done = run("merge", office, later, "--mode", "add")
    assert done.exit_code == 1
    assert f"({office}/activities.csv, row 2)" in done.stderr
    assert "transactions CEGE / T001 is there with other values" in done.stderr
    assert contents(office) == before


def test_a_preview_writes_nothing(office: Path, later: Path) -> None:
    """--dry-run prints what would be added, updated, removed and left, and leaves all as it is."""
    before = contents(office)
    done = run("merge", office, later, "--mode", "update", "--dry-run")
    assert done.exit_code == 0, done.stderr
    rows = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines() if line.strip()}
    assert rows["activities"] == ["1", "1", "5"]
    assert rows["transactions"] == ["1", "39"]
    assert rows["nothing"] == "was written: --dry-run".split()
    assert contents(office) == before


def test_a_merge_is_written_in_the_form_of_the_base(office: Path, later: Path) -> None:
    """Tables that did not change keep their text, and columns their order."""
    before = contents(office)
    done = run("merge", office, later, "--mode", "update")
    assert done.exit_code == 0, done.stderr
    after = contents(office)
    assert after.keys() == before.keys()
    assert after["rates.csv"] == before["rates.csv"]
    head = after["activities.csv"].decode().splitlines()[0]
    assert head.startswith("id,projects,kind,when,title.en,title.fr")
    assert cproc.load(office) == cproc.load(later)
    assert "nothing to write" in run("merge", office, later, "--mode", "update").stdout


def test_a_quarter_is_added_as_a_table(office: Path, tmp_path: Path) -> None:
    """A table needs no office beside it: its records refer to what the base has."""
    head = "project,id,type,date,amount,currency,heading"
    table = tmp_path / "transactions.csv"
    table.write_text(f"{head}\nCEGE,T900,expenditure,2024-12-20,125.50,EUR,1.1.1\n", "utf-8")
    made = run("merge", office, table, "--mode", "add")
    assert made.exit_code == 0, made.output
    (project,) = cproc.load(office).projects
    assert project.transactions[-1].id == "T900"
    assert project.transactions[:-1] == cproc.load(GRANT).projects[0].transactions
    folder = tmp_path / "quarter"
    folder.mkdir()
    (folder / "transactions.csv").write_text(f"{head}\nNONE,T9,expenditure,soon,1,EUR,\n", "utf-8")
    made = run("merge", office, folder, "--mode", "add")
    assert made.exit_code == 1
    assert f"{folder}/transactions.csv, row 2, column project" in made.output.replace("\n", "")


def test_one_table_is_merged_alone(office: Path, later: Path) -> None:
    """--only takes the records of the tables it names, and leaves the rest."""
    done = run("merge", office, later, "--mode", "replace", "--only", "transactions")
    assert done.exit_code == 0, done.stderr
    assert run("diff", GRANT, office).stdout.splitlines()[-1].startswith("0 records added, 1 ch")
    assert run("merge", office, later, "--mode", "add", "--only", "nothing").exit_code == 2


def test_a_merge_that_would_not_be_sound_is_not_written(office: Path, tmp_path: Path) -> None:
    """Where the result has errors, such as a reference to nothing, the base stays as it is."""
    grant = cproc.load(GRANT)
    lost = attrs.evolve(grant.activities[0], id="E98", projects=("NOWHERE",))
    new = tmp_path / "new.json"
    new.write_text(dumps(attrs.evolve(grant, activities=(lost,))), encoding="utf-8")
    before = contents(office)
    done = run("merge", office, new, "--mode", "add")
    assert done.exit_code == 1
    assert "reference-unknown" in done.stderr
    assert contents(office) == before


def test_errors_of_a_merge_name_the_file_they_stand_in(office: Path, tmp_path: Path) -> None:
    """What came with the new data stands in its file; what that leaves dangling, in the base's."""
    grant = cproc.load(GRANT)
    lost = attrs.evolve(grant.activities[0], projects=("NOWHERE",))
    new = tmp_path / "new.json"
    new.write_text(dumps(attrs.evolve(grant, activities=(lost,))), encoding="utf-8")
    done = run("merge", office, new, "--mode", "replace", "--only", "activities")
    assert done.exit_code == 1
    assert f"activities[0].projects[0] ({new}): there is no project" in done.stderr
    lines = [line for line in done.stderr.splitlines() if "there is no activity" in line]
    assert lines
    assert all(f"({office / 'portfolio.json'}, line " in line for line in lines)


def test_what_belongs_to_no_record_of_the_base_is_told(office: Path, tmp_path: Path) -> None:
    """Transactions of a project that the base has not are refused, not left out."""
    grant = cproc.load(GRANT)
    other = attrs.evolve(grant.projects[0], code="OTHER")
    new = tmp_path / "new.json"
    new.write_text(dumps(attrs.evolve(grant, projects=(other,))), encoding="utf-8")
    done = run("merge", office, new, "--mode", "add", "--only", "transactions")
    assert done.exit_code == 1
    assert "transactions of OTHER belong to a record of projects that is not there" in done.stderr


def test_data_are_converted_by_suffix(tmp_path: Path) -> None:
    """A name with a suffix is a file, one without a folder; what stands there is not replaced."""
    one, two = tmp_path / "a.json", tmp_path / "b"
    assert run("convert", GRANT, one).stdout.strip() == f"wrote {one}"
    assert run("convert", one, two, "-O", "tables=activities,posts").exit_code == 0
    assert {file.name for file in two.iterdir()} == {
        "portfolio.json",
        "activities.csv",
        "datapackage.json",
    }
    assert cproc.load(one) == cproc.load(two) == cproc.load(GRANT)
    assert run("convert", two, tmp_path / "d", "--to", "parquet").exit_code == 0
    assert run("convert", tmp_path / "d", tmp_path / "e.json").exit_code == 0
    assert (tmp_path / "e.json").read_bytes() == one.read_bytes()
    refused = run("convert", GRANT, one)
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert "nothing to write" in run("convert", GRANT, one, "--force").stdout
    assert run("convert", GRANT, tmp_path / "c.xyz").exit_code == 2
    assert run("convert", GRANT, tmp_path / "c.json", "--to", "nothing").exit_code == 2
    assert run("convert", GRANT, tmp_path / "c", "-O", "x=y").exit_code == 2


def test_labels_go_along(office: Path, tmp_path: Path, later: Path) -> None:
    """Files of labels stay as they are, in a merge and in a folder that is converted to."""
    labels = '[fr.column]\nproject = "Projet financé"  # ours\n'
    (office / "labels.toml").write_text(labels, encoding="utf-8")
    other = tmp_path / "other"
    assert run("convert", office, other).exit_code == 0
    assert (other / "labels.toml").read_text(encoding="utf-8") == labels
    assert not (other / "wordings.csv").exists()
    assert cproc.load(other) == cproc.load(office)
    assert run("merge", office, later, "--mode", "update").exit_code == 0
    assert (office / "labels.toml").read_text(encoding="utf-8") == labels
    assert "Projet financé" not in (office / "portfolio.json").read_text(encoding="utf-8")
    file = tmp_path / "one.json"
    assert run("convert", office, file).exit_code == 0
    assert cproc.load(file) == cproc.load(office)


def test_labels_that_say_something_else_are_not_lost(office: Path, later: Path) -> None:
    """A merge that would change a text of a file of labels is refused, and says where it is."""
    (office / "labels.toml").write_text('[fr.column]\nproject = "Projet"\n', encoding="utf-8")
    other = later.parent / "labelled"
    shutil.copytree(office, other)
    (other / "labels.toml").write_text('[fr.column]\nproject = "Action"\n', encoding="utf-8")
    before = contents(office)
    done = run("merge", office, other, "--mode", "update")
    assert done.exit_code == 1
    assert "file of labels" in done.stderr
    assert contents(office) == before


def test_a_table_that_is_emptied_keeps_its_header(office: Path, tmp_path: Path) -> None:
    """The form of a folder stays though nothing is in a table any more."""
    new = tmp_path / "new.json"
    new.write_text(dumps(attrs.evolve(cproc.load(GRANT), rates=())), encoding="utf-8")
    done = run("merge", office, new, "--mode", "replace", "--only", "rates")
    assert done.exit_code == 0, done.stderr
    assert (office / "rates.csv").read_text(encoding="utf-8") == "month,currency,rate,source\n"


def test_a_report_ends_with_what_changed(later: Path, tmp_path: Path) -> None:
    """--since sets a section behind the report, in its language; one without changes says so."""
    text = run("export", later, "--to", "md", "--lang", "fr", "--since", GRANT, "-o", "-").stdout
    assert "| transactions | CEGE / T001 |" in text
    assert "## Ce qui a changé depuis la dernière version" in text
    same = run("export", GRANT, "--to", "md", "--since", GRANT, "-o", "-").stdout
    assert "Nothing changed since the last version." in same


def test_records_without_identifier_get_one(tmp_path: Path) -> None:
    """They are read under one made of what they say; check --all tells it, once a table."""
    table = tmp_path / "activities.csv"
    made = make_portfolio(6)
    alone = tuple(attrs.evolve(project, transactions=()) for project in made.projects)
    office = attrs.evolve(made, projects=alone)  # nothing else refers to activities
    for name, text in to_folder(office, ("activities",)).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join(line.partition(",")[2] for line in lines), encoding="utf-8")
    ids = [activity.id for activity in cproc.load(tmp_path).activities]
    assert len({*ids}) == len(ids) == 6
    done = run("check", tmp_path, "--all")
    assert done.exit_code == 0, done.stderr
    assert f"activities[0] ({table}, row 2): 6 records of activities have no identifier" in (
        done.stderr
    )
    assert "have no identifier" not in run("check", tmp_path).stderr
