"""What an edition may show: marks on records, fields, places and groups, and what is said."""

from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import attrs
import pytest
from click.testing import CliRunner
from example_data import loaded

import cproc
from cproc import disclosed, model
from cproc.cli import main
from cproc.disclosure import target_of
from cproc.errors import InvalidValueError, UsageError
from cproc.figures import narrow
from cproc.model import (
    Confidential,
    Indicator,
    LocalText,
    Participants,
    Place,
    Portfolio,
    Shows,
    Withheld,
    Withholding,
)
from cproc.report import build
from cproc.serialize import dumps

# What the constructors convert themselves, mypy would have converted before.
typed: Any = model

OFFICE = loaded("cproc_2017")
A1, A2, *REST = OFFICE.activities


def marked(*marks: Confidential, **fields: Any) -> Portfolio:
    """The reference year with marks, and with no others."""
    return attrs.evolve(OFFICE, confidential=marks, **fields)


def counted(*groups: Participants, least: int = 5) -> Portfolio:
    """The reference year, of whose first activity people were counted."""
    first = attrs.evolve(A1, participants=groups)
    return attrs.evolve(OFFICE, activities=(first, A2, *REST), smallest_group=least)


def groups_of(portfolio: Portfolio, edition: str = "public") -> tuple[Participants, ...]:
    """What an edition says of the people of the first activity."""
    return disclosed(portfolio, edition).activities[0].participants


# --- For whom -------------------------------------------------------------------------------


def test_auditors_are_given_the_data_as_they_are() -> None:
    """Nothing is taken from what an audit prints, and nothing is said to be."""
    office = marked(Confidential("activities.places"), smallest_group=5)
    assert disclosed(office) is office
    assert "withheld" not in build(office).tables


@pytest.mark.parametrize(
    ("edition", "personal", "confidential"),
    [
        ("audit", True, True),
        ("board", False, True),
        ("donor", False, False),
        ("public", False, False),
    ],
)
def test_the_board_sees_what_is_confidential_and_not_what_is_personal(
    edition: str, personal: bool, confidential: bool
) -> None:
    """Auditors see all, the board what is no person's, everybody else neither."""
    office = marked(
        Confidential("posts.grade", personal=True), Confidential("activities.places", "A001")
    )
    shown = disclosed(office, edition)
    assert (shown.posts[1].grade is not None) is personal
    assert bool(shown.activities[0].places) is confidential


def test_an_edition_of_ones_own_is_like_its_audience() -> None:
    """What is left out for the public is left out of an edition that is like it."""
    office = marked(Confidential("activities.places", "A001"), editions=(model.Edition("press"),))
    assert not disclosed(office, "press").activities[0].places


def test_a_mark_that_was_followed_is_taken_away_and_others_stay() -> None:
    """A mark names what it hides; the board's data keep those for others, without the reasons."""
    secret = Confidential("activities", "A001", reason=LocalText({"en": "Why"}))
    office = marked(secret, Confidential("posts.grade", personal=True))
    assert disclosed(office, "board").confidential == (attrs.evolve(secret, reason=None),)
    assert disclosed(office, "public").confidential == ()


def test_sources_and_notes_are_for_auditors_only() -> None:
    """Sources, notes on entries and explained warnings are in no other edition, nor is it said."""
    shown = disclosed(OFFICE, "board")
    assert {each.source for each in shown.activities} == {""}
    assert not any(each.note for each in shown.activities)
    assert not any(place.supplied for each in shown.activities for place in each.places)
    assert not shown.silenced
    assert not any(s.explanation or s.figures for s in shown.statements)
    assert shown.withheld == ()


def test_the_number_of_a_voucher_is_not_public() -> None:
    """Donors are given the voucher of a payment, and the public is not."""
    office = loaded("eu_grant")
    numbers = {
        edition: {
            each.voucher for p in disclosed(office, edition).projects for each in p.transactions
        }
        for edition in ("public", "donor")
    }
    assert numbers["public"] == {""}
    assert numbers["donor"] != {""}


class Titles(cproc.Exporter):
    """Titles of activities, which anybody may read."""

    name, suffix, media_type, description = "titles", ".txt", "text/plain", "titles"
    needs_report = False
    edition = "public"

    def export(
        self, portfolio: Portfolio, report: object, stream: BinaryIO, job: cproc.Job[Any]
    ) -> None:
        """Write the titles."""
        stream.write("; ".join(str(each.title) for each in portfolio.activities).encode())


def test_what_anybody_may_read_is_public_where_nobody_asks() -> None:
    """An exporter may say for whom it writes; the data, or who asks, go before it."""
    office = marked(Confidential("activities", "A001"))
    assert cproc.render(office, Titles()).decode().startswith("Not disclosed; ")
    assert cproc.render(office, Titles(), edition="audit").decode().startswith(str(A1.title))
    audited = office.with_report(edition="audit")
    assert cproc.render(audited, Titles()).decode().startswith(str(A1.title))


# --- Records and fields ---------------------------------------------------------------------


def test_a_confidential_activity_is_counted_and_has_no_name() -> None:
    """It keeps its projects, its month and its cost; what tells it from others is gone."""
    cost = model.Money(900, "EUR")
    office = marked(
        Confidential("activities", "A001"),
        activities=(attrs.evolve(A1, planned_cost=cost, participants=(Participants(total=9),)), A2),
    )
    shown = disclosed(office, "public")
    first = shown.activities[0]
    assert first == typed.Activity(
        "undisclosed-1",
        A1.projects,
        occurrences=(typed.Occurrence("2016-10"),),
        title=LocalText({"en": "Not disclosed", "fr": "Non divulgué"}),
        planned_cost=cost,
        participants=(Participants(),),
    )
    assert cproc.evaluate(shown, "entries").value == 2
    people = cproc.evaluate(shown, "participants")
    assert not people.exact
    assert people.missing
    assert shown.withheld == (Withheld("activities", Withholding.UNNAMED, 1),)


def test_a_kind_that_only_a_secret_has_is_one_too() -> None:
    """A term of the office that no other activity has goes with the activity."""
    lists = model.TermList.ACTIVITY_KIND
    terms = tuple(model.Term(lists, id_, LocalText({"en": id_})) for id_ in ("witness", "radio"))
    office = marked(
        Confidential("activities", "A001"),
        terms=terms,
        activities=(attrs.evolve(A1, kind="witness"), attrs.evolve(A2, kind="radio")),
    )
    assert disclosed(office, "public").terms == terms[1:]


def test_a_confidential_donor_is_a_donor_without_a_name() -> None:
    """What it gives is counted; wherever it is named stands what it has instead."""
    shown = disclosed(marked(Confidential("organisations", "JP")), "public")
    donors = {each.donor for project in shown.projects for each in project.contributions}
    assert "JP" not in donors
    assert "undisclosed-1" in donors
    assert "JP" not in {each.id for each in shown.organisations}
    assert str(cproc.evaluate(shown, "budget_total")) == str(cproc.evaluate(OFFICE, "budget_total"))


def test_a_donor_reads_its_own_name() -> None:
    """In its own pack no mark hides a donor from itself."""
    part = narrow(marked(Confidential("organisations", "JP")), donor="JP")
    assert "JP" in {each.id for each in disclosed(part).organisations}


def test_narrowing_keeps_the_marks_of_what_is_kept() -> None:
    """A mark on a record that is not of the part is taken away with it."""
    office = marked(Confidential("activities", "A001"), Confidential("activities", "A002"))
    assert [each.record for each in narrow(office, project="GLACY").confidential] == ["A002"]


def test_a_confidential_payment_stays_in_the_account() -> None:
    """Day, type, amount and heading are kept; who was paid and for what is not."""
    grant = loaded("eu_grant")
    project = grant.projects[0]
    paid = next(each for each in project.transactions if each.heading)
    mark = Confidential("projects.transactions", project.code, paid.id)
    shown = disclosed(attrs.evolve(grant, confidential=(mark,)), "donor").projects[0]
    left = shown.transactions[project.transactions.index(paid)]
    assert (left.date, left.amount, left.heading) == (paid.date, paid.amount, paid.heading)
    assert (left.id, left.party, left.supplier, left.voucher) == ("undisclosed-1", None, "", "")


def test_a_milestone_is_left_out() -> None:
    """Records that no sum is made of are not in the data at all."""
    shown = disclosed(marked(Confidential("projects.milestones", "GLACY+")), "public")
    before, after = (
        [len(p.milestones) for p in of.projects if p.code == "GLACY+"] for of in (OFFICE, shown)
    )
    assert before > after == [0]
    assert shown.withheld[0].how is Withholding.LEFT_OUT


def test_values_that_enough_records_share_are_shown() -> None:
    """Grades of many posts are no secret; one that two have is."""
    mark = Confidential("posts.grade", shows=Shows.GROUP, personal=True)
    shown = disclosed(marked(mark, smallest_group=5), "board")
    assert {each.grade for each in shown.posts} == {None, "A1/2", "B4/5"}
    assert Withheld("posts.grade", Withholding.GROUP, 7) in shown.withheld


def test_fields_that_go_together_go_together() -> None:
    """The share that a project pays of a post goes with the project."""
    post = model.Post("P", LocalText({"en": "P"}), projects=("GLACY",), shares=("0.5",))
    shown = disclosed(marked(Confidential("posts.projects"), posts=(post,)), "public")
    assert (shown.posts[0].projects, shown.posts[0].shares) == ((), ())


@pytest.mark.parametrize(
    ("shows", "left"),
    [
        (Shows.NOTHING, ()),
        (Shows.COUNTRY, (Place(country="RO"),)),
        (Shows.REGION, (Place(region="EAST"),)),
    ],
)
def test_places_are_shown_coarsely(shows: Shows, left: tuple[Place, ...]) -> None:
    """A town is given by its country, by the office's region that holds it, or not at all."""
    town = Place("Cluj-Napoca", "RO", venue="Casa")
    activity = attrs.evolve(A1, occurrences=(typed.Occurrence("2016-10-04", (town,)),))
    office = marked(
        Confidential("activities.places", "A001", shows=shows),
        activities=(activity, A2),
        regions=(model.Region("EAST", LocalText({"en": "East"}), ("RO", "MD")),),
        projects=tuple(attrs.evolve(each, regions=()) for each in OFFICE.projects),
        localities=(
            model.Locality("Cluj-Napoca", "RO", LocalText({"fr": "Cluj"})),
            model.Locality("Bucharest", "RO", LocalText({"fr": "Bucarest"})),
        ),
    )
    shown = disclosed(office, "public")
    assert shown.activities[0].places == left
    assert [each.name for each in shown.localities] == ["Bucharest"]


def test_a_place_of_which_nothing_is_left_is_none() -> None:
    """Where only its city was given, a place without the city is no place."""
    activity = attrs.evolve(
        A1, occurrences=(typed.Occurrence("2016-10-04", (Place("Cluj"), Place("Iasi", "RO"))),)
    )
    office = marked(Confidential("activities.places.city"), activities=(activity,))
    assert disclosed(office, "public").activities[0].places == (Place(country="RO"),)


# --- Small groups ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (Participants("judges", 20, 18), Participants("judges", 20, 18)),
        (Participants("judges", 38, 2), Participants("judges", total=40)),
        (Participants("judges", 38, 0), Participants("judges", 38, 0)),
        (Participants("judges", 2, 1), Participants("judges", fewer_than=5)),
        (Participants("judges", total=4), Participants("judges", fewer_than=5)),
        (Participants("judges", total=5), Participants("judges", total=5)),
        (Participants("judges", 30, None, 32), Participants("judges", total=32)),
        (Participants("judges", 3, None), Participants("judges")),
        (Participants("judges", None, None), Participants("judges")),
    ],
)
def test_small_groups_are_fewer_than_a_number(given: Participants, shown: Participants) -> None:
    """Nobody reads a number from 1 to 4, nor finds it by taking one number from another."""
    assert groups_of(counted(given)) == (shown,)
    assert groups_of(counted(given), "board") == (shown,)
    assert groups_of(counted(given), "audit") == (given,)


def test_one_hidden_group_beside_a_total_hides_the_others() -> None:
    """Of 40 people of whom 37 are judges, 3 are something else: the judges are hidden too."""
    given = (Participants(total=40), Participants("judges", total=37), Participants("clerks", 1, 2))
    assert groups_of(counted(*given)) == (
        given[0],
        Participants("judges"),
        Participants("clerks", fewer_than=5),
    )


def test_a_total_of_small_groups_has_bounds() -> None:
    """The sum says how many there are at least and at most."""
    office = counted(Participants("judges", 20, 18), Participants("clerks", 1, 2))
    rest = tuple(attrs.evolve(each, participants=(Participants(total=10),)) for each in (A2, *REST))
    office = attrs.evolve(office, activities=(office.activities[0], *rest))
    exact = cproc.evaluate(office, "participants").value
    assert isinstance(exact, int)
    figure = cproc.evaluate(disclosed(office, "public"), "participants")
    assert figure.low == exact - 3
    assert figure.high == exact + 1
    assert "A001" not in figure.without


def test_the_table_of_activities_says_fewer_than() -> None:
    """Where no number can stand, words do, and a note says what the sum lacks."""
    tables = build(counted(Participants("clerks", 1, 2)).for_edition("donor")).tables
    table = next(of for id_, of in tables.items() if id_.partition("[")[0] == "activities")
    assert table.rows[0][table.index("qualifier")].value == "fewer than 5"
    assert any("fewer than" in note for note in table.notes)


def test_people_of_indicators_are_groups_too() -> None:
    """A value of fewer people is left out, and so are the parts of one of which some are few."""
    few = typed.IndicatorValue("actual", 3, "2017-02")
    many = typed.IndicatorValue(
        "actual", 40, "2017-03", parts=(model.Disaggregation("sex", "women", 38),)
    )
    target = typed.IndicatorValue("target", 4, "2017-12")
    texts = typed.IndicatorValue("actual", 2, "2017-03")
    people, laws = (
        Indicator(LocalText({"en": unit}), unit, values)
        for unit, values in (("people", (few, many, target)), ("laws", (texts,)))
    )
    result = model.Result(LocalText({"en": "R"}), indicators=(people, laws))
    project = attrs.evolve(OFFICE.projects[0], results=(result,))
    office = attrs.evolve(OFFICE, projects=(project, *OFFICE.projects[1:]), smallest_group=5)
    shown = disclosed(office, "public").projects[0].results[0].indicators
    assert shown[0].values == (attrs.evolve(many, parts=()), target)
    assert shown[1] == laws


def test_an_upper_bound_stands_alone() -> None:
    """What is fewer than a number has no number beside it."""
    with pytest.raises(InvalidValueError, match="fewer than 5"):
        Participants("judges", total=3, fewer_than=5)
    with pytest.raises(InvalidValueError):
        Participants("judges", fewer_than=1)


# --- Texts ----------------------------------------------------------------------------------


def test_a_paragraph_goes_with_its_figure() -> None:
    """A paragraph is left out where its figure is no longer known; the others stay."""
    text = LocalText(
        {
            "en": 'One.\n\n{{ headcount(grade="A2") }} posts.\n\nThree.',
            "fr": 'Un.\n\n{{ headcount(grade="A2") }} postes.',
        }
    )
    narrative = (model.Narrative("summary", text),)
    office = marked(Confidential("posts.grade")).with_report(narrative=narrative)
    shown = disclosed(office, "public")
    assert shown.narrative[0].text == LocalText({"en": "One.\n\nThree.", "fr": "Un."})
    assert Withheld("narrative", Withholding.LEFT_OUT, 1) in shown.withheld
    assert "Three." in cproc.render(office, "md", edition="public").decode()


def test_a_text_of_which_no_paragraph_is_left_is_none() -> None:
    """A section whose only paragraph is left out has no text."""
    text = LocalText({"en": '{{ headcount(grade="A2") }} posts.'})
    office = marked(Confidential("posts.grade")).with_report(
        narrative=(model.Narrative("summary", text),)
    )
    assert disclosed(office, "public").narrative == ()


# --- What is said ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "line"), [("en", "by country only"), ("fr", "par pays seulement")]
)
def test_every_report_says_what_it_does_not_show(lang: str, line: str) -> None:
    """The last chapter has a row for each kind of data; no edition can leave it out."""
    mark = Confidential("activities.places", "A001", shows=Shows.COUNTRY)
    mine = model.Edition("press", sections=(model.ReportSection("summary"),), without=("withheld",))
    office = marked(mark, editions=(mine,))
    for edition in ("public", "donor", "board", "press"):
        report = build(office.for_edition(edition), lang)
        if edition == "board":
            assert "withheld" not in report.tables
            continue
        assert report.sections[-1].id == "withheld"
        assert [c.value for c in report.tables["withheld"].rows[0]][1:] == [line, 1]
        assert any(sheet.id == "withheld" for sheet in report.sheets)


def test_data_say_it_too() -> None:
    """JSON has it in a field, which is read back."""
    office = disclosed(marked(Confidential("posts", "HEAD")), "public")
    assert '"withheld"' in dumps(office)
    assert '"of": "posts"' in dumps(office)


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ("activities.places", "Activities: places"),
        ("posts.nationality", "Posts: Nationality"),
        ("projects.transactions.supplier", "Transactions: "),
        ("narrative", "Paragraphs"),
        ("office.host", "Office: "),
    ],
)
def test_what_is_withheld_has_a_name(of: str, words: str) -> None:
    """A table names lists and fields as the entry workbook does, and no identifier of ours."""
    office = attrs.evolve(OFFICE, withheld=(Withheld(of, Withholding.EMPTIED, 1),))
    row = build(office.for_edition("public")).tables["withheld"].rows[0]
    assert str(row[0].value).startswith(words)


def test_the_command_says_it(tmp_path: Path) -> None:
    """`cproc export` prints a line of what the edition does not show, on standard error."""
    data = tmp_path / "office.json"
    data.write_text(dumps(marked(Confidential("posts", "HEAD"))), encoding="utf-8")
    runner = CliRunner()
    done = runner.invoke(main, ["export", str(data), "--for", "public", "-o", "-", "--to", "json"])
    assert done.exit_code == 0, done.output
    assert "not shown in this edition:\n  Posts (without a name: 1)" in done.stderr
    whole = runner.invoke(main, ["export", str(data), "-o", "-", "--to", "json"])
    assert "not shown" not in whole.stderr


def test_changes_are_of_what_is_shown(tmp_path: Path) -> None:
    """`--since` tells no change of what the edition does not show."""
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    mark = Confidential("activities", "A001")
    title = LocalText({"en": "A meeting nobody may know of"})
    old.write_text(dumps(marked(mark)), encoding="utf-8")
    changed = marked(mark, activities=(attrs.evolve(A1, title=title), A2, *REST))
    new.write_text(dumps(changed), encoding="utf-8")
    target = tmp_path / "report.md"
    for edition, told in (("public", False), ("audit", True)):
        args = ["export", str(new), "--since", str(old), "-o", str(target), "--for", edition]
        done = CliRunner().invoke(main, [*args, "--force"])
        assert done.exit_code == 0, done.output
        assert ("nobody may know" in target.read_text(encoding="utf-8")) is told


def test_a_workbook_is_filled_anew_for_auditors_only(tmp_path: Path) -> None:
    """What else stands in a workbook of the office would stay in it."""
    with pytest.raises(UsageError, match="filled anew"):
        cproc.render(
            OFFICE, "entry", edition="public", options={"update": str(tmp_path / "x.xlsx")}
        )


# --- What can be marked ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ("post", "there is no 'post'"),
        ("posts.nationalty", "there is no 'nationalty'"),
        ("posts.grade.x", "there is no 'x'"),
        ("currency", "there is no 'currency'"),
        ("projects", "cannot be left out as a whole"),
        ("posts.state", "a record needs it"),
        ("projects.budget.id", "a record needs it"),
        ("projects.transactions.amount", "a record needs it"),
    ],
)
def test_what_cannot_be_marked_is_refused(of: str, words: str) -> None:
    """A mark names a list or a field there is, of which nothing false is said without it."""
    with pytest.raises(InvalidValueError, match=words):
        target_of(of)


def test_a_field_of_dates_and_texts_can_be_emptied() -> None:
    """What may be absent is absent; a text that is needed says that it is not disclosed."""
    office = marked(
        Confidential("posts.duty"), Confidential("office.operational_since"),
        Confidential("reports.addressee"),
    )  # fmt: skip
    shown = disclosed(office, "public")
    assert {str(each.duty) for each in shown.posts} == {"Not disclosed"}
    assert OFFICE.office.operational_since == date(2014, 4, 7)
    assert shown.office.operational_since is None


def test_groups_of_no_size_are_refused() -> None:
    """Where it is not said from how many on, no value is shown as that of a group."""
    office = marked(Confidential("posts.grade", shows=Shows.GROUP), smallest_group=None)
    with pytest.raises(InvalidValueError, match="smallest group"):
        disclosed(office, "public")


def test_a_number_of_records_is_one_at_least() -> None:
    """Nothing is withheld of no records."""
    with pytest.raises(InvalidValueError, match="0 records"):
        Withheld("posts", Withholding.EMPTIED, 0)


def test_an_instalment_names_its_payment_by_what_that_has_instead() -> None:
    """A payment without a name is still the one that came for an instalment."""
    grant = loaded("eu_grant")
    project = grant.projects[0]
    named = next(each for each in project.instalments if each.transaction)
    mark = Confidential("projects.transactions", project.code, named.transaction)
    shown = disclosed(attrs.evolve(grant, confidential=(mark,)), "donor")
    left = shown.projects[0].instalments[project.instalments.index(named)]
    assert left.transaction == "undisclosed-1"
    assert not [each for each in cproc.check(shown) if each.severity == "error"]
