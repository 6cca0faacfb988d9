"""`cproc deadlines`: what is due, in words and as data."""

import json

from click.testing import CliRunner, Result

from cproc.cli import main


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["deadlines", *words])


def test_what_is_due_is_printed_in_the_order_of_its_days() -> None:
    """A row for each report and instalment, with where it stands."""
    lines = run("examples/eu_grant").output.splitlines()
    assert [line.split("  ")[0] for line in lines if line.strip()] == [
        *("day", "February 2024", "29 February 2024", "January 2025"),
        *("31 March 2025", "31 March 2025"),
    ]
    assert "in 90 days" in lines[-2]


def test_another_day_and_language_are_told() -> None:
    """On a later day what was due is late; words are of the language."""
    output = run("examples/eu_grant", "--on", "2025-04-01", "--within", "30", "--lang", "fr").output
    assert "en retard de 1 jour" in output
    assert "Solde" not in output


def test_programs_read_data() -> None:
    """States and days as codes, the path of each record, activities that begin."""
    found = json.loads(run("examples/eu_grant", "--on", "2024-06-01", "--json").output)
    assert found["deadlines"][-1] == {
        "day": "2024-02-29",
        "kind": "interim",
        "project": "CEGE",
        "donor": "EU",
        "amount": None,
        "state": "accepted",
        "path": "projects[0].donor_reports[0]",
    }
    assert [each["activity"] for each in found["activities"]] == ["E03"]


def test_where_nothing_is_due_it_is_told() -> None:
    """An empty table would say nothing."""
    done = run("examples/cproc_2017")
    assert "nothing is due within 90 days of 2017-09-30" in done.output
