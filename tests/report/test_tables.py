"""Tables: what they show of the reference year."""

from datetime import date

import attrs
from example_data import loaded, reported
from table_values import rows, total

from cproc.figures import Rule, evaluate, tally
from cproc.labels import labels_in
from cproc.money import Money
from cproc.report import Cell, Context, Kind, Own, build, count, declare, integer, text

YEAR = loaded("cproc_2017")
ENGLISH, FRENCH = reported("cproc_2017", "en"), reported("cproc_2017", "fr")


def test_the_ended_project_is_not_in_the_budget_in_force() -> None:
    """GLACY has its last budget in a column of its own; both columns tie to their totals."""
    for table, name in (("projects", "project_name"), ("projects_overview", "project_name")):
        assert total(ENGLISH, table, "in_force") == Money("24390000", "EUR")
        assert total(ENGLISH, table, "last_budget") == Money("27740000", "EUR")
        without = [row[0] for row in rows(ENGLISH, table, name, "in_force") if row[1] is None]
        assert [str(found)[:5] for found in without] == ["GLACY"]


def test_totals_are_those_of_the_figures() -> None:
    """A table's total is the named figure, not a count of its own."""
    for table, column, call in (
        ("activities", "occurrences", "occurrences"),
        ("activities", "project_count", "participations"),
        ("by_month", "entries", "entries"),
        ("by_month", "listed_entries", "entries"),
        ("by_month", "participations", "participations"),
        ("by_project", "entries", "entries"),
        ("by_project", "participations", "participations"),
        ("by_kind", "entries", "entries"),
        ("by_country", "entries", "entries"),
        ("by_region", "entries", "entries"),
        ("month_by_project", "participations", "participations"),
        ("staff", "filled", "headcount"),
        ("staff", "vacant", "vacancies"),
        ("staff", "planned", "planned_posts"),
        ("staff", "posts", "posts_in_all"),
        ("posts", "filled", "headcount"),
        ("projects", "in_force", "budget_total"),
        ("projects", "last_budget", "budget_all"),
        ("projects", "entries", "entries"),
        ("funding", "amount", "budget_total"),
        ("funding_by_project", "amount", "budget_total"),
        ("treaty_status", "number", 'committee_members(treaty="CETS185")'),
    ):
        assert total(ENGLISH, table, column) == evaluate(YEAR, call).value


def test_events_of_entries_without_a_form_are_within_bounds() -> None:
    """The form of six entries is not printed: the inventory adds up the others, and says so."""
    events = evaluate(YEAR, "events")
    assert (events.low, events.high) == (145, 151)
    assert total(ENGLISH, "by_kind", "events") == "145 to 151"
    assert total(ENGLISH, "activities", "events") == events.low
    assert any(note.startswith("Of 6 ") for note in ENGLISH.tables["activities"].notes)


def test_a_project_without_activities_is_counted_as_nought() -> None:
    """Zero is a figure: the project is in the table."""
    counts = dict(rows(ENGLISH, "by_project", "project", "participations"))
    assert counts == {
        "OCTOPUS": 17,
        "EAP2": 24,
        "EAP3": 27,
        "GLACY": 2,
        "GLACY+": 67,
        "IPROCEEDS": 49,
        "CYBERSOUTH": 0,
    }


def test_shares_of_shared_entries_sum_to_the_entries() -> None:
    """Rounded shares still add up to the inventory."""
    shares = [row[0] for row in rows(ENGLISH, "by_project", "by_share")]
    assert sum(shares) == 158 == total(ENGLISH, "by_project", "by_share")


def test_months_are_those_of_the_period_and_of_what_lies_outside() -> None:
    """A month without entries is shown; an entry that began before the period has its month."""
    months = [row[0] for row in rows(ENGLISH, "by_month", "month_name")]
    assert months[:2] == ["July 2016", "October 2016"]
    assert months[-1] == "September 2017"
    assert len(months) == 13
    july = rows(ENGLISH, "by_month", "month_name", "entries", "listed_entries")[0]
    assert july == ("July 2016", 1, 0)


def test_no_country_is_a_row_of_its_own() -> None:
    """Entries without a country are the last row; the excess over the total is explained."""
    found = rows(ENGLISH, "by_country", "country", "entries")
    assert found[-1][0] == "No country"
    assert found[-1][1] == tally(YEAR, by="country").value(None)
    excess = sum(count for _country, count in found) - 158
    assert excess == 2
    assert any(f"{excess} more than the total" in n for n in ENGLISH.tables["by_country"].notes)


def test_the_inventory_holds_every_entry_once() -> None:
    """The bands of the annex share out the inventory, each in its order."""
    table = ENGLISH.tables["inventory"]
    records = [row[0].records[0] for row in table.rows]
    assert sorted(records) == sorted(activity.id for activity in YEAR.activities)
    assert list(table.bands)[:3] == [0, 13, 24]
    last_of_december = list(table.bands)[3] - 1
    assert rows(ENGLISH, "inventory", "when", "place", "projects")[last_of_december] == (
        "July–December 2016",
        None,
        "iPROCEEDS",
    )


def test_the_history_drops_when_a_project_ends() -> None:
    """The day after GLACY ended is a day on which the sum changes; what is unknown is named.

    Of EAP III it is not known since when it had 1.2 instead of 0.7 million.
    """
    columns = ("date", "running", "total_budget", "bounds", "without")
    history = rows(ENGLISH, "budget_history", *columns)
    bounds = "EUR\u00a017,060,000 to 17,560,000"
    undated = "Cybercrime@Octopus (its day is not known exactly)"
    assert (date(2016, 11, 1), 5, None, bounds, undated) in history
    assert history[-1] == (date(2017, 9, 30), 6, Money("24390000", "EUR"), None, None)
    assert "as far as it is known" in ENGLISH.charts["chart_budget"].title


def test_statements_stand_beside_what_is_computed() -> None:
    """One row for each figure a statement may mean, with the difference and a verdict."""
    found = rows(ENGLISH, "reconciliation", "stated", "figure", "computed", "difference", "verdict")
    assert found[:4] == [
        ("about 175 activities", "Entries of the inventory", 158, -17, "differs"),
        ("about 175 activities", "Occurrences", 161, -14, "differs"),
        ("about 175 activities", "Participations of projects", 186, 11, "differs"),
        ("about 175 activities", "Events", "145 to 151", None, "differs"),
    ]
    year = next(row for row in found if row[0] == "2016")
    assert year == ("2016", "Year a project started (Cybercrime@EAP III)", 2015, -1, "differs")
    incomplete = next(row for row in found if row[0] == "EUR\u00a022,000,000")
    assert incomplete[1].endswith("(30 September 2016), without Cybercrime@Octopus")
    assert incomplete[3:] == (None, "cannot be compared")
    alone = next(row for row in found if row[0].startswith("more than 900"))
    assert alone[1:] == ("no figure computes it", None, None, "cannot be compared")


def test_every_statement_is_shown() -> None:
    """No statement is left out, whatever its verdict."""
    titles = {row[0] for row in rows(ENGLISH, "reconciliation", "statement")}
    assert titles == {statement.title.best("en") for statement in YEAR.statements}


def test_treaty_changes_are_those_of_the_period() -> None:
    """Accessions and invitations of the period, with their date as it is known."""
    changes = rows(ENGLISH, "treaty_changes", "state", "treaty_change", "when")
    assert ("Andorra", "became Party", "16 November 2016") in changes
    assert ("Nigeria", "was invited to accede", "11 July 2017") in changes
    assert sum(change == "became Party" for _state, change, _when in changes) == 7


def test_tables_with_filters_have_headings_of_their_own() -> None:
    """Two columns of a table that is filtered are not called the same."""
    for report in (ENGLISH, FRENCH):
        for table in report.tables.values():
            labels = [column.label.casefold() for column in table.columns]
            assert not table.filters or len(set(labels)) == len(labels), table.id
            assert len({column.id for column in table.columns}) == len(labels)


def test_every_row_has_a_cell_for_each_column() -> None:
    """Tables are not ragged, their totals included."""
    for table in ENGLISH.tables.values():
        for row in (*table.rows, *([table.total] if table.total else [])):
            assert len(row) == len(table.columns)


def test_a_regional_excess_is_explained() -> None:
    """Entries in two regions are counted in both, and the note says by how much."""
    twice = attrs.evolve(YEAR.regions[0], code="AGAIN")
    report = build(attrs.evolve(YEAR, regions=(*YEAR.regions, twice)))
    assert any("35 more than the total" in note for note in report.tables["by_region"].notes)


def test_empty_cells_say_what_is_not_known() -> None:
    """A figure that the data cannot give is told as such, not as nought, and where it is asked."""
    table = ENGLISH.tables["reconciliation"]
    asked = {str(row[3].value): row[4] for row in table.rows}
    assert asked["Nationalities (30 September 2017)"] == Cell("not known", Kind.TEXT)
    assert "Nationalities" not in {row[0].value for row in ENGLISH.tables["overview"].rows}


def test_a_range_is_told_as_one() -> None:
    """Eight of "6 to 8" agree, by 0; five are 1 too few. A range is no number to subtract."""
    table = ENGLISH.tables["reconciliation"]
    at = [table.index(column) for column in ("stated_value", "computed", "difference")]
    rows = [[row[n].value for n in at] for row in table.rows if row[at[0]].value == "6 to 8"]
    assert rows == [["6 to 8", 8, 0], ["6 to 8", 5, -1]]


def test_every_rule_of_tally_is_used_in_both_ways() -> None:
    """The cross table's rows and columns both sum to the participations."""
    table = ENGLISH.tables["month_by_project"]
    places = [i for i, column in enumerate(table.columns) if column.id.startswith("project:")]
    for row in table.rows:
        assert sum(int(str(row[place].value)) for place in places) == row[-1].value
    assert table.total is not None
    columns = [table.total[place].value for place in places]
    assert sum(int(str(count)) for count in columns) == total(
        ENGLISH, "month_by_project", "participations"
    )
    assert len(places) == len(YEAR.projects)
    assert tally(YEAR, rule=Rule.PARTICIPATIONS).total == 186


def test_columns_that_tell_nothing_are_left_out() -> None:
    """Of sources, reasons, earmarks and the like a table has a column where a row tells one."""
    grant = reported("eu_grant", "en")
    columns = {id_: [column.id for column in table.columns] for id_, table in grant.tables.items()}
    assert "source" not in columns["results"]
    assert "without" not in columns["budget_history"]
    assert "amount" not in columns["contributions"], "only shares are stated"
    assert columns["budget_versions"][-1] == "source", "told, and no reason"
    assert "reason" not in columns["budget_versions"]


def test_the_host_is_a_partner() -> None:
    """Who hosts the office stands among its partners, with that role."""
    roles = dict(rows(ENGLISH, "partners", "partner", "organisation_roles"))
    assert "host" in str(roles["Government of Romania"])


def test_a_column_is_a_function_a_field_or_an_expression() -> None:
    """Of rows of several records a field is one of the last; an expression is in each row."""
    context = Context(YEAR, labels_in("en"))
    pairs = [(project, component) for project in YEAR.projects for component in project.components]
    columns = [
        text("project", lambda project, _component: project.code),
        text("component", "id"),
        integer("entries", count("participations", project=Own("project"))),
        integer("months", None),
    ]
    made = declare.table(context, "components", pairs, columns, title="Components")
    assert pairs
    for row, (project, component) in zip(made.rows, pairs, strict=True):
        expected = count("participations", project=Own("project"))
        assert [cell.value for cell in row] == [project.code, component.id, None, None]
        assert [cell.expression for cell in row] == [None, None, expected, None]
