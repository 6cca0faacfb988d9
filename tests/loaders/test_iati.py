"""Published activities become a portfolio."""

from __future__ import annotations

import time
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree
from hypothesis import HealthCheck, given, settings
from iati_files import file_of
from lxml import etree
from published import HEAD, SOUND, activity, files, published

import cproc
from cproc.cli import main
from cproc.errors import DataError, Problem, Severity, UsageError
from cproc.loaders.iati import IatiLoader, IatiOptions
from cproc.model import Portfolio, Project, ProjectStatus
from cproc.testing import LoaderConformance

LOADER = IatiLoader()
WHO = Path(__file__).resolve().parents[2].parent / "shared/data/who-arg.xml"


def write_file(folder: Path) -> Path:
    path = folder / "activities.xml"
    path.write_text(SOUND, encoding="utf-8")
    return path


class TestIati(LoaderConformance):
    """The rules of every loader."""

    loader = LOADER
    sample = staticmethod(write_file)
    faults = (
        ("2017-05-05", "soon"),
        ("123.4500000000", "1,234.50"),
        ('default-currency="EUR"', 'default-currency=""'),
    )


def load(folder: Path, text: str, **options: Any) -> Portfolio:
    path = folder / "activities.xml"
    path.write_text(text, encoding="utf-8")
    return LOADER.load(path, IatiOptions(**options))


def only(folder: Path, inner: str, **more: str) -> Project:
    """The project of the one activity of a file."""
    (project,) = load(folder, published(activity(1, inner, **more))).projects
    return project


def notices(folder: Path, **options: Any) -> dict[str, list[Problem]]:
    """What is said of the file that was loaded last, by code."""
    told = defaultdict(list)
    for each in LOADER.notices(folder / "activities.xml", IatiOptions(**options)):
        told[each.code].append(each)
    return told


def refused(folder: Path, text: str, **options: Any) -> list[Problem]:
    with pytest.raises(DataError) as caught:
        load(folder, text, **options)
    return list(caught.value.problems)


# --- Totals -----------------------------------------------------------------------------------


def sums_of_xml(text: str) -> dict[tuple[str, str], Decimal]:
    """What each type of transaction, and the budgets, add up to, straight from the XML."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for each in ElementTree.fromstring(text):
        for record in (*each.iter("transaction"), *each.iter("budget")):
            kind, value = record.find("transaction-type"), record.find("value")
            assert value is not None
            currency = value.get("currency") or each.get("default-currency", "")
            key = "budget" if kind is None else kind.get("code", "")
            sums[str(key), str(currency)] += Decimal((value.text or "").strip())
    return {key: total for key, total in sums.items() if total}


def sums_of_portfolio(portfolio: Portfolio) -> dict[tuple[str, str], Decimal]:
    """The same of the portfolio: of budgets, the last version holds all parts."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for project in portfolio.projects:
        for each in project.transactions:
            sums[str(each.type.code), each.amount.currency] += each.amount.amount
        for version in project.budget[-1:]:
            sums["budget", version.amount.currency] += version.amount.amount
            lines = [line for line in project.budget_lines if line.version == version.id]
            assert sum(line.total.amount for line in lines) == version.amount.rounded().amount
    return {key: total for key, total in sums.items() if total}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files())
def test_totals_are_those_of_the_xml(tmp_path: Path, text: str) -> None:
    """No amount is lost, rounded or counted twice; lines add up to the budget to the cent."""
    assert sums_of_portfolio(load(tmp_path, text)) == sums_of_xml(text)


if WHO.exists():  # it is no part of the repository

    def test_a_real_file_is_read_whole() -> None:
        """Each activity is a project, and the totals are those of the XML."""
        portfolio = LOADER.load(WHO, IatiOptions())
        assert len(portfolio.projects) == 157
        assert sums_of_portfolio(portfolio) == sums_of_xml(WHO.read_text(encoding="utf-8-sig"))
        problems = [each for each in cproc.check(portfolio) if each.severity is Severity.ERROR]
        assert problems == []
        names = {str(each.name) for each in portfolio.organisations}
        assert not any("&" in name and ";" in name for name in names)
        assert len(file_of(portfolio)) == 157


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files())
def test_what_was_read_is_written_anew(tmp_path: Path, text: str) -> None:
    """What is exported of it is valid, and has the same transactions by type and currency."""
    portfolio = load(tmp_path, text)
    root = file_of(portfolio)
    paid = {key: total for key, total in sums_of_xml(text).items() if key[0] != "budget"}
    again = sums_of_xml(etree.tostring(root).decode())
    assert {key: total for key, total in again.items() if key[0] != "budget"} == paid


# --- What real files hold ---------------------------------------------------------------------


def test_amounts_lose_zeros_and_nothing_else(tmp_path: Path) -> None:
    """Ten decimals, signs, blanks and negative expenditure are read as they are meant."""
    texts = (" 14155.0825000000 ", "-10.10", "+5.", ".5")
    paid = "".join(
        f'<transaction ref="R"><transaction-type code="4"/><transaction-date iso-date="2018-01-0'
        f'{at}"/><value>{text}</value></transaction>'
        for at, text in enumerate(texts, start=1)
    )
    project = only(tmp_path, paid)
    wanted = ["EUR 14155.0825", "EUR -10.10", "EUR 5", "EUR 0.50"]
    assert [str(each.amount) for each in project.transactions] == wanted
    assert {each.voucher for each in project.transactions} == {"R"}
    assert len({each.id for each in project.transactions}) == 4


def test_organisations_are_one_by_reference_or_name(tmp_path: Path) -> None:
    """A donor without reference is known by its name, which may have been escaped twice."""
    project = only(
        tmp_path,
        '<participating-org role="1"><narrative>d&amp;apos;Harcourt, A</narrative>'
        "</participating-org>"
        '<participating-org role="1" ref="XM-7"><narrative>The Fund</narrative>'
        "</participating-org>"
        '<participating-org role="4"><narrative>the  fund</narrative></participating-org>'
        '<participating-org role="4" ref="n / a"/><participating-org role="4"/>',
    )
    assert [each.donor for each in project.contributions] == ["D-HARCOURT-A", "XM-7"]
    assert project.partners == ("N-A", "XM-7")
    told = notices(tmp_path)
    assert told["published-escaped-twice"]
    assert told["published-reference-unusable"][0].message.endswith("n / a (1).")


def test_dates_and_status(tmp_path: Path) -> None:
    """A zone changes no day; the end may be open; a status that dates do not show is kept."""
    text = published(
        activity(1),
        activity(2, '<activity-date type="4" iso-date="2019-01-01"/>'),
        activity(3, '<activity-status code="5"/>', more=' last-updated-datetime="2020-01-01Z"'),
        activity(4, '<activity-date type="4" iso-date="2001-01-01"/>'),
        activity(5, '<activity-date type="1" iso-date="2016-01-01"/>'),
    )
    portfolio = load(tmp_path, text)
    periods = [str(each.period) for each in portfolio.projects]
    open_, closed = "2017-02-06/..", "2017-02-06/2019-01-01"
    assert periods == [open_, closed, open_, open_, open_]
    assert portfolio.projects[2].status(portfolio.period.end) is ProjectStatus.CANCELLED
    assert str(portfolio.projects[4].planned_period) == "2016-01-01/.."
    assert str(portfolio.period) == "2025-01-01/2025-04-17"
    assert len(notices(tmp_path)["published-dates-backwards"]) == 1


def test_budgets_by_year_are_kept(tmp_path: Path) -> None:
    """Each part is a line with its period; revised parts take the place of the first ones."""

    def part(kind: int, start: str, end: str, value: str) -> str:
        return (
            f'<budget type="{kind}"><period-start iso-date="{start}"/>'
            f'<period-end iso-date="{end}"/>'
            f'<value value-date="{start}">{value}</value></budget>'
        )

    project = only(
        tmp_path,
        part(1, "2017-01-01", "2017-12-31", "100.005")
        + part(1, "2018-01-01", "2018-12-31", "100.005")
        + part(1, "2019-01-01", "2021-12-31", "7")
        + part(2, "2018-01-01", "2018-12-31", "80")
        + part(2, "2020-01-01", "2020-12-31", "1")
        + '<budget><value currency="USD">9</value></budget>',
    )
    assert [str(each.amount) for each in project.budget] == ["EUR 207.01", "EUR 181.005"]
    lines = [(each.version, str(each.period), str(each.total)) for each in project.budget_lines]
    assert lines[:2] == [
        ("original", "2017-01-01/2017-12-31", "EUR 100.01"),
        ("original", "2018-01-01/2018-12-31", "EUR 100.00"),
    ]
    told = notices(tmp_path)
    assert told["published-budget-currency"][0].value == "USD 9"
    assert "2019-01-01/2021-12-31, EUR 7" in told["published-budget-cut"][0].message


def test_results_keep_numbers_and_their_parts(tmp_path: Path) -> None:
    """Values per period stay; words, and parts without a whole, are left out and counted."""
    period = '<period-start iso-date="2017-01-01"/><period-end iso-date="2017-12-31"/>'
    project = only(
        tmp_path,
        '<result type="2"><title><narrative>R</narrative></title><indicator measure="2"'
        ' ascending="0"><title><narrative>I</narrative></title><baseline year="2016" value="50%"/>'
        f'<period>{period}<target value="10"/><actual value="7"/><actual value="3"><dimension '
        'name="sex" value="female"/></actual><actual value="many"/></period></indicator>'
        '<indicator measure="5"><title><narrative>Q</narrative></title></indicator></result>'
        "<result/>",
    )
    (result,) = project.results
    (indicator,) = result.indicators
    assert (result.level, indicator.unit, indicator.direction) == ("outcome", "%", "decrease")
    assert (indicator.baseline, indicator.target) == (Decimal(50), Decimal(10))
    actual = next(each for each in indicator.values if each.kind == "actual")
    assert (str(actual.when), actual.part("sex", "women")) == ("2017-01-01/2017-12-31", Decimal(3))
    left = [each.value for each in notices(tmp_path)["published-left-out"]]
    assert {"result/indicator", "result/indicator/period/actual"} <= {*left}


def test_what_transactions_are_of(tmp_path: Path) -> None:
    """Sectors and countries that transactions name are shared by what was spent."""

    def paid(value: int, sector: str, country: str) -> str:
        return (
            '<transaction><transaction-type code="4"/><transaction-date iso-date="2018-01-01"/>'
            f'<value>{value}</value><sector code="{sector}"/><recipient-country code="{country}"/>'
            "</transaction>"
        )

    project = only(tmp_path, paid(10, "11110", "KE") + paid(30, "12110", "UG"))
    assert project.iati is not None
    assert project.iati.sectors == ("11110=25", "12110=75")
    weights = [(each.country, each.weight) for each in project.priority_countries]
    assert weights == [("KE", Decimal(25)), ("UG", Decimal(75))]
    assert notices(tmp_path)["published-of-transactions"]


# --- What is odd ------------------------------------------------------------------------------


def test_nothing_is_lost_in_silence(tmp_path: Path) -> None:
    """Of each kind that has no place, one notice says how often; comments and blanks are none."""
    head = HEAD.replace(">", ' xmlns:us="http://example.org/us" us:mark="1">')
    inner = (
        "<!-- kept out --><us:note>n</us:note><us:note>m</us:note><location><point/></location>"
        '<location ref="x"/><capital-spend percentage="5"/><sector/><sector code="99999"/>'
        '<recipient-country code="QQ"/><recipient-region code="7"/>'
        '<default-flow-type code="77"/><activity-status code="9"/>'
        "<title><narrative>Again</narrative></title><legacy-data/><policy-marker code='1'/>"
    )
    load(tmp_path, published(activity(1, inner), head=head))
    told = notices(tmp_path)
    left = {each.value: each.message.split(" ")[0] for each in told["published-left-out"]}
    assert left["us:note"] == "2"
    assert {"capital-spend", "location", "sector", "title", "/@{http://example.org/us}mark"} <= {
        *left
    }
    assert "legacy-data" not in left
    (unknown,) = told["published-code-unknown"]
    assert "sector 99999 (1)" in unknown.message
    assert "recipient-region 7 (1)" in unknown.message


def test_texts_of_every_making(tmp_path: Path) -> None:
    """CDATA, comments, empty narratives, several languages, and no braces that call figures."""
    project = only(
        tmp_path,
        "<description><narrative><![CDATA[Wells & <b>pumps</b>]]> {{ spent() }}</narrative>"
        '<narrative xml:lang="FR">Puits</narrative><narrative xml:lang="es"/></description>'
        "<description type='2'><narrative>To <!-- c -->give water</narrative></description>",
    )
    assert str(project.objective) == "To give water"
    portfolio = LOADER.load(tmp_path / "activities.xml", IatiOptions())
    (text,) = portfolio.narrative
    assert text.text.languages == ("en", "fr")
    assert "{{" not in str(text.text)


@pytest.mark.parametrize("prefix", ["", "i:"])
def test_a_namespace_changes_nothing(tmp_path: Path, prefix: str) -> None:
    """The elements of the standard are known under a namespace or a prefix of the file's own."""
    mark = 'xmlns:i="http://example.org/iati"' if prefix else 'xmlns="http://example.org/iati"'
    text = SOUND.replace("</", "\0").replace("<?", "\1").replace("<", f"<{prefix}")
    text = text.replace("\0", f"</{prefix}").replace("\1", "<?")
    text = text.replace("iati-activities version", f"iati-activities {mark} version")
    assert load(tmp_path, text) == load(tmp_path, SOUND)


def test_several_reporters_and_levels(tmp_path: Path) -> None:
    """The office is whoever reports most; others are secondary; either can be asked for."""
    other = activity(3, more=' hierarchy="2"').replace("GB-CHC-1", "NL-KVK-2")
    paid = (
        '<transaction><transaction-type code="4"/><transaction-date iso-date="2018-01-01"/>'
        "<value>1</value></transaction></iati-activity>"
    )
    text = published(
        *(each.replace("</iati-activity>", paid) for each in (activity(1), activity(2), other))
    )
    portfolio = load(tmp_path, text)
    assert portfolio.office.id == "GB-CHC-1"
    assert [bool(each.iati) for each in portfolio.projects] == [False, False, True]
    assert portfolio.projects[2].iati is not None
    assert portfolio.projects[2].iati.identifier == "NL-KVK-2-P3"
    assert {"published-reporters", "published-levels"} <= {*notices(tmp_path)}
    for options in ({"reporter": "NL-KVK-2"}, {"hierarchy": 2}):
        assert [each.code for each in load(tmp_path, text, **options).projects] == ["P3"]
    (problem,) = refused(tmp_path, text, reporter="XX")
    assert "GB-CHC-1, NL-KVK-2" in problem.hint


def test_what_an_activity_lacks(tmp_path: Path) -> None:
    """Without title it is called by its code; without any date it is left out, by name."""
    bare = activity(1).replace("<title><narrative>Project 1</narrative></title>", "")
    undated = activity(2).replace('<activity-date type="2" iso-date="2017-02-06+08:00"/>', "")
    nameless = activity(3).replace("GB-CHC-1-P3", " ")
    portfolio = load(tmp_path, published(bare, undated, nameless, activity(1)))
    assert [str(each.title) for each in portfolio.projects] == ["P1", "Project 3", "Project 1"]
    assert [each.code for each in portfolio.projects] == ["P1", "activity-3", "P1-4"]
    codes = {"title-missing", "start-missing", "identifier-missing", "identifier-twice"}
    assert {f"published-{code}" for code in codes} <= {*notices(tmp_path)}


def test_a_default_currency_that_is_missing(tmp_path: Path) -> None:
    """An amount in no currency is no amount, until somebody says which it is."""
    text = SOUND.replace(' default-currency="EUR"', "")
    assert [each.code for each in refused(tmp_path, text)] == ["published-currency-missing"] * 2
    portfolio = load(tmp_path, text, currency="KES")
    assert str(portfolio.projects[0].transactions[0].amount) == "KES 123.45"


# --- What is refused --------------------------------------------------------------------------

BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{BOMB}]>{HEAD}&i;</iati-activities>", "published-doctype"),
        (f"{BOMB}]>{HEAD.replace('2.03', '&i;')}</iati-activities>", "published-doctype"),
        (f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{HEAD}&e;</iati-activities>',
         "published-doctype"),
        (f'<!DOCTYPE x SYSTEM "http://localhost/x.dtd">{HEAD}</iati-activities>',
         "published-doctype"),
        (f"{HEAD}{'<a>' * 20_000}", "published-form"),
        (f"{HEAD}&nosuch;</iati-activities>", "published-form"),
        (f"{HEAD}<a {' '.join(f'a{at}=' + repr('1') for at in range(300))}/></iati-activities>",
         "published-form"),
        ("<iati-organisations version='2.03'/>", "published-root"),
        (HEAD.replace("2.03", "1.05") + "</iati-activities>", "published-version"),
        (f"{HEAD}</iati-activities>", "published-empty"),
        (published(activity(1).replace(' ref="GB-CHC-1"', "").replace("Wells", "")),
         "published-reporter-missing"),
        (published("<iati-activity/>", head="<iati-activities>"), "published-undated"),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, text: str, code: str) -> None:
    """No entity is followed, no depth is walked, and what is no file of activities is named."""
    problems = refused(tmp_path, text)
    assert [each.code for each in problems] == [code]
    assert problems[0].hint


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    """Each with its line; options that are none are refused."""
    text = SOUND.replace("2017-05-05", "2017-02-30").replace("500.0000", "1e5")
    problems = refused(tmp_path, text)
    assert {each.code for each in problems} == {"published-date", "published-amount"}
    assert all(each.cell.startswith("line ") for each in problems)
    for options in ({"currency": "EURO"}, {"country": "Narnia"}):
        with pytest.raises(UsageError):
            load(tmp_path, SOUND, **options)


def test_many_records_of_a_kind_take_no_longer_each(tmp_path: Path) -> None:
    """Revised budgets, sectors and organisations that are called alike, by thousands."""
    many = range(3_000)
    inner = "".join(
        f'<sector vocabulary="99" code="S{at}" percentage="0.01"/>'
        f'<participating-org role="1"><narrative>{"A" * 50} {at}</narrative></participating-org>'
        f'<budget type="{at % 2 + 1}"><period-start iso-date="2018-01-01"/>'
        f'<period-end iso-date="2018-12-31"/><value>{at}</value></budget>'
        for at in many
    )
    started = time.process_time()
    project = only(tmp_path, inner)
    assert time.process_time() - started < 5
    assert len(project.contributions) == len(many)
    assert len({line.version for line in project.budget_lines}) == 2


# --- The command ------------------------------------------------------------------------------


def test_convert_gives_what_was_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder of the file is read back equal, and passes the checks."""
    path = write_file(tmp_path)
    for arguments in (["convert", str(path), str(tmp_path / "office")], ["check", str(path)]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert not caught.value.code, capsys.readouterr()
    assert cproc.load(tmp_path / "office") == LOADER.load(path, IatiOptions())


def test_five_hundred_activities(tmp_path: Path) -> None:
    """A large file is read; the place of each project is known."""
    text = published(*(activity(number) for number in range(500)))
    assert len(load(tmp_path, text).projects) == 500
    path = tmp_path / "activities.xml"
    assert LOADER.locate(path, "projects[499].title", IatiOptions())[1] == "line 502"
