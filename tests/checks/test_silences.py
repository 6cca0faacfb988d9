"""Warnings that are explained are told apart, and a silence that does not fit is told."""

import ast
from datetime import date
from pathlib import Path

import attrs
import pytest

import cproc.checks
from cproc.checks import CODES, check
from cproc.dates import DateSpan, Period
from cproc.errors import RULES, InvalidValueError, Problem, Severity
from cproc.figures.narrow import narrow
from cproc.model import (
    Activity,
    ActivityKind,
    Contribution,
    ContributionKind,
    LocalText,
    Occurrence,
    Office,
    Organisation,
    Portfolio,
    Project,
    Silence,
    Transaction,
    TransactionType,
    Treaty,
)
from cproc.money import Money
from cproc.report import build


def text(words: str) -> LocalText:
    return LocalText({"en": words})


REASON = LocalText({"en": "It was moved.", "fr": "Déplacé."})
LATE = (Occurrence(DateSpan.parse("2018-01-10")),)
PROJECT = Project(
    code="P",
    name="P",
    title=text("Project"),
    period=DateSpan.parse("2016-01/2018-12"),
    contributions=(Contribution("ORG", ContributionKind.VOLUNTARY),),
    transactions=(
        Transaction("T1", TransactionType.EXPENDITURE, date(2017, 1, 1), Money("1", "EUR")),
        Transaction("T2", TransactionType.EXPENDITURE, date(2017, 1, 1), Money("1", "EUR")),
    ),
)
LISTED = Portfolio(
    office=Office(
        "O",
        text("Office"),
        "ORG",
        "Bucharest",
        "RO",
        date(2014, 4, 7),
        contributions=(Contribution("ORG", ContributionKind.IN_KIND),),
    ),
    period=Period.parse("2016-10-01/2017-09-30"),
    organisations=(Organisation("ORG", text("Organisation")),),
    projects=(PROJECT,),
    activities=(
        Activity("A", ("P",), ActivityKind.WORKSHOP, LATE, text("One")),
        Activity("B", ("P",), ActivityKind.TRAINING, LATE, text("Other")),
    ),
)


def silence(
    rule: str, of: str | None = None, record: str | None = None, part: str | None = None
) -> Silence:
    return Silence(rule, of, record, reason=REASON, part=part)


def silenced(*silences: Silence, portfolio: Portfolio = LISTED) -> Portfolio:
    return attrs.evolve(portfolio, silenced=silences)


def told(portfolio: Portfolio) -> list[tuple[str, str, Severity]]:
    return [(problem.code, problem.path, problem.severity) for problem in check(portfolio)]


def test_a_silenced_warning_is_told_with_its_reason() -> None:
    """A warning on a record that is explained is silenced; the same on another is not."""
    found = check(silenced(silence("outside-period", "activities", "B")))
    assert [(p.severity, p.reason) for p in found] == [
        (Severity.WARNING, ""),
        (Severity.SILENCED, "It was moved."),
    ]
    assert str(found[1]).startswith("silenced[outside-period] activities[1].occurrences[0].when: ")
    assert str(found[1]).endswith(" Reason: It was moved.")


def test_a_silence_stays_with_its_record_in_any_order() -> None:
    """The order of the records does not matter: a silence names them."""
    made = silenced(silence("outside-period", "activities", "B"))
    turned = attrs.evolve(made, activities=made.activities[::-1])
    assert told(turned) == [
        ("outside-period", "activities[0].occurrences[0].when", Severity.SILENCED),
        ("outside-period", "activities[1].occurrences[0].when", Severity.WARNING),
    ]


def rule(portfolio: Portfolio) -> list[Problem]:
    """Warn of every contribution and transaction."""
    paths = [
        "office.contributions[0].amount",
        "projects[0].contributions[0]",
        "projects[0].transactions[0].date",
        "projects[0].transactions[1].date",
        "",
    ]
    return [Problem("own-rule", "Odd.", path, severity=Severity.WARNING) for path in paths]


@pytest.mark.parametrize(
    ("of", "record", "part", "kinds"),
    [
        ("office", "O", None, "swwww"),
        ("office", "O", "ORG", "swwww"),
        ("projects", "P", None, "wsssw"),
        ("projects", "P", "ORG", "wswww"),
        ("projects", "P", "T2", "wwwsw"),
    ],
)
def test_a_silence_can_be_of_a_part(of: str, record: str, part: str | None, kinds: str) -> None:
    """The whole record is meant, or the one part of it that is named; plugins' rules too."""
    made = silenced(silence("own-rule", of, record, part=part))
    assert "".join(problem.severity[0] for problem in check(made, [rule])) == kinds


@pytest.mark.parametrize(
    ("of", "record", "kinds"),
    [(None, None, "ssss"), ("activities", None, "sssw"), ("projects", "P", "swww")],
)
def test_a_silence_can_be_of_a_project_of_a_list_or_of_all(
    of: str | None, record: str | None, kinds: str
) -> None:
    """One on a project covers what serves it; without a record it is of a list, or of all."""
    of_two, of_none = (
        attrs.evolve(LISTED.activities[0], id=id_, projects=codes)
        for id_, codes in (("C", ("Q", "P")), ("D", ("Q",)))
    )
    paths = [f"activities[{index}].kind" for index in range(2)] + ["activities[2]", "treaties[0]"]

    def rule(_portfolio: Portfolio) -> list[Problem]:
        return [Problem("own-rule", "Odd.", path, severity=Severity.WARNING) for path in paths]

    both = attrs.evolve(
        LISTED,
        projects=(PROJECT, attrs.evolve(PROJECT, code="Q")),
        activities=(of_two, of_none, attrs.evolve(of_none, id="E")),
        treaties=(Treaty("T", text("Treaty")),),
    )
    made = silenced(silence("own-rule", of, record), portfolio=both)
    assert "".join(problem.severity[0] for problem in check(made, [rule])) == kinds
    assert narrow(made, project="Q").silenced == (made.silenced if record is None else ())


@pytest.mark.parametrize("given", [{"record": "A"}, {"of": "activities", "part": "T1"}])
def test_a_silence_names_what_its_record_is_in(given: dict[str, str]) -> None:
    """A record without its list, or a part without its record, names nothing."""
    with pytest.raises(InvalidValueError, match="without"):
        Silence("own-rule", reason=REASON, **given)


@pytest.mark.parametrize(
    ("made", "code", "field", "message"),
    [
        (
            silence("outside-period", "activity", "A"),
            "silence-list",
            ".of",
            "no list",
        ),
        (
            silence("outside-period", "activities", "C"),
            "silence-record",
            ".record",
            "'C'",
        ),
        (silence("likely-twice", "activities", "A"), "silence-unused", "", "in A."),
        (silence("likely-twice"), "silence-unused", "", "find anything."),
        (
            silence("likely-twise", "activities", "A"),
            "silence-unused",
            "",
            "no rule",
        ),
        (
            silence("id-twice", "projects", "P", part="T1"),
            "silence-unused",
            "",
            "in P, T1.",
        ),
    ],
)
def test_a_silence_that_does_not_fit_is_told(
    made: Silence, code: str, field: str, message: str
) -> None:
    """A silence of no list or record is an error; one that silences nothing is a warning."""
    found = check(silenced(made))[-1]
    assert (found.code, found.path) == (code, f"silenced[0]{field}")
    assert message in found.message
    unused = code == "silence-unused"
    assert found.severity is (Severity.WARNING if unused else Severity.ERROR)


def test_a_misspelt_rule_is_answered_with_what_was_likely_meant() -> None:
    """A rule that there is not is answered with one that there is."""
    found = check(silenced(silence("likely-twise", "activities", "A")))[-1]
    assert found.hint == "Did you mean 'likely-twice'?"
    other = check(silenced(silence("xyz", "activities", "A")))[-1]
    assert other.hint == "Remove the entry."


def test_an_error_cannot_be_silenced() -> None:
    """An error stays an error, and silencing it is another."""
    broken = attrs.evolve(LISTED, projects=(attrs.evolve(PROJECT, regions=("R",)),))
    found = told(silenced(silence("reference-unknown", "projects", "P"), portfolio=broken))
    assert ("reference-unknown", "projects[0].regions[0]", Severity.ERROR) in found
    assert found[-1] == ("silence-error", "silenced[0].rule", Severity.ERROR)


def test_of_two_silences_of_one_warning_the_second_is_unused() -> None:
    """One silence is enough."""
    twice = silence("outside-period", "activities", "A")
    assert told(silenced(twice, twice))[-1] == ("silence-unused", "silenced[1]", Severity.WARNING)


def test_the_report_prints_the_silences() -> None:
    """The table of silences has rule, record, its title and the reason in the language."""
    made = silenced(
        silence("outside-period", "activities", "B"),
        silence("own-rule", "projects", "P", part="T1"),
        silence("own-rule", "office", "O"),
        silence("own-rule", "activities"),
        silence("own-rule"),
    )
    rows = [[cell.value for cell in row] for row in build(made, "fr").tables["silenced"].rows]
    assert rows == [
        ["outside-period", "B", "Other", "Déplacé."],
        ["own-rule", "P / T1", "Project", "Déplacé."],
        ["own-rule", "O", "Office", "Déplacé."],
        ["own-rule", "activities", None, "Déplacé."],
        ["own-rule", "tous", None, "Déplacé."],
    ]
    assert "silenced" not in build(LISTED).tables


def test_narrowing_keeps_the_silences_of_what_is_kept() -> None:
    """A silence goes with its record, so that what is narrowed is without errors."""
    other = attrs.evolve(PROJECT, code="Q")
    both = attrs.evolve(LISTED, projects=(PROJECT, other))
    of_kept = silence("own-rule", "projects", "Q")
    of_office = silence("own-rule", "office", "O")
    made = silenced(silence("own-rule", "projects", "P"), of_kept, of_office, portfolio=both)
    assert narrow(made, project="Q").silenced == (of_kept, of_office)


def test_every_code_is_listed_with_what_it_finds() -> None:
    """A code that a rule gives is listed, and a code that is listed is one that a rule gives."""
    rooms = [*Path(cproc.checks.__file__).parent.glob("*.py")]
    report = Path(cproc.checks.__file__).parent.parent / "report"
    rooms += [report / "build.py", report / "problems.py"]
    trees = [
        node
        for room in rooms
        if room.name != "codes.py"
        for node in ast.walk(ast.parse(room.read_text(encoding="utf-8")))
    ]
    given = {
        str(call.args[0].value).partition(".")[0]
        for call in trees
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in ("Problem", "problem", "warning")
        and isinstance(call.args[0], ast.Constant)
    }
    every = (path.read_text(encoding="utf-8") for path in report.parent.rglob("*.py"))
    nodes = (node for text in every for node in ast.walk(ast.parse(text)))
    named = {node.value for node in nodes if isinstance(node, ast.Constant)}
    cases = {
        f"{code}.{case}"
        for code, rule in RULES.items()
        for case, texts in rule.items()
        if isinstance(texts, dict)
    }
    assert given <= set(CODES)
    assert {*CODES, *cases} <= named
