"""An auditor's recount: numbers of the workbooks worked out again from the files of the examples.

Nothing of cproc computes here but the export itself: the records are read with csv and json, and
added up in plain decimals.
"""

import csv
import json
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest
from example_data import Exports

import cproc

# Whole workbooks are counted again here; other tests cover the lines.
pytestmark = pytest.mark.no_cover

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
CENT, SHARE = Decimal("0.01"), Decimal("0.0001")
NO_EVENTS = {"news", "publication", "tender", "grant", "desk_study"}

Rows = dict[str, dict[str, Any]]
Facts = dict[str, Any]


def records(example: str) -> tuple[Facts, list[dict[str, str]]]:
    """Read the files of an example."""
    folder = EXAMPLES / example
    with (folder / "activities.csv").open(encoding="utf-8", newline="") as lines:
        activities = list(csv.DictReader(lines))
    return json.loads((folder / "portfolio.json").read_text(encoding="utf-8")), activities


@attrs.frozen(eq=False)
class Book:
    """The values that a workbook shows."""

    sheets: dict[str, list[list[Any]]]

    def table(self, sheet: str, caption: str) -> Rows:
        """The rows of a table by what stands in their first column."""
        # A small table stands on one sheet with others, which is called by several of them.
        own = {sheet: self.sheets[sheet]} if sheet in self.sheets else self.sheets
        named = [
            (lines, at)
            for lines in own.values()
            for at, line in enumerate(lines[:-1])
            if line[0] == caption
        ]
        lines, at = max(named, key=lambda place: sum(map(bool, place[0][place[1] + 1])))
        heads, found = lines[at + 1], {}
        for line in lines[at + 2 :]:
            if line[0] is None:
                break
            found[str(line[0])] = {str(h): exact(v) for h, v in zip(heads, line, strict=True) if h}
        return found

    def column(self, sheet: str, key: str, heading: str) -> dict[str, Any]:
        """A column of a sheet of records by another."""
        heads, *lines = self.sheets[sheet][4:]
        at, of = heads.index(key), heads.index(heading)
        return {str(line[at]): exact(line[of]) for line in lines if line[at]}


def read_book(path: Path) -> Book:
    """Read a workbook."""
    book = openpyxl.load_workbook(path, data_only=True)
    return Book({tab.title: [list(row) for row in tab.iter_rows(values_only=True)] for tab in book})


def exact(value: Any) -> Any:
    """Take a number as the decimal it is written as."""
    return Decimal(str(value)) if isinstance(value, int | float) else value


def rounded(value: Decimal, to: Decimal = CENT) -> Decimal:
    """Round half up, as books do."""
    return value.quantize(to, ROUND_HALF_UP)


def days(span: str) -> tuple[date, date]:
    """The first and the last day of a day, a month or two of them."""
    start, _, end = span.strip().partition("/")
    first, last = ([int(part) for part in text.split("-")] for text in (start, end or start))
    if len(last) == 2:
        last = [*last, monthrange(*last)[1]]
    return date(*[*first, 1][:3]), date(*last)


def money(text: str) -> Decimal:
    """The number of an amount."""
    return Decimal(text.split()[1])


def projects_of(activity: dict[str, str]) -> list[str]:
    """The codes of an activity's projects."""
    return [code.strip() for code in activity["projects"].split(";")]


def budget(project: Facts, on: date) -> Decimal | None:
    """The last version of a budget in effect on a day, while the project runs."""
    first, last = days(project["period"])
    known = [v for v in project.get("budget", []) if days(v["effective"])[0] <= on]
    if not known or not first <= on <= last:
        return None
    return money(max(known, key=lambda version: version["effective"])["amount"])


def may_be(project: Facts, on: date) -> Decimal | None:
    """The amount of the next version, where it may have been in effect on a day already."""
    coming = [v for v in project.get("budget", []) if days(v["effective"])[0] > on]
    following = min(coming, key=lambda version: version["effective"], default=None)
    begun = [days(v["effective"])[0] for v in project.get("budget", [])]
    if following is None or following.get("dating") != "at_latest" or on in begun:
        return None
    return money(following["amount"])


def total(values: Iterable[Decimal | None]) -> Decimal:
    """Add up what is known."""
    return sum((value for value in values if value is not None), Decimal(0))


# --- The reference year, whole and as two donors get it -----------------------------------


@attrs.frozen(eq=False)
class Year:
    """The records that a workbook of the reference year is about, and the workbook."""

    narrowed: bool
    facts: Facts
    projects: list[Facts]
    listed: list[dict[str, str]]
    pairs: list[tuple[dict[str, str], str]]
    book: Book

    @property
    def end(self) -> date:
        """The last day of the period."""
        return days(self.facts["period"])[1]


@pytest.fixture(scope="module", params=[None, "EU", "EE"])
def year(
    request: pytest.FixtureRequest, exports: Exports, tmp_path_factory: pytest.TempPathFactory
) -> Year:
    """The records of a donor's projects, or of all."""
    donor: str | None = request.param
    facts, activities = records("cproc_2017")
    projects = [
        project
        for project in facts["projects"]
        if donor is None or donor in [made["donor"] for made in project["contributions"]]
    ]
    codes = {project["code"] for project in projects}
    pairs = [(made, code) for made in activities for code in projects_of(made) if code in codes]
    listed = [made for made in activities if codes & {*projects_of(made)}]
    path = exports.file("cproc_2017", "xlsx")
    if donor:
        path = tmp_path_factory.mktemp("year") / "donor.xlsx"
        cproc.export(
            cproc.load(EXAMPLES / "cproc_2017"), path, edition="audit", options={"donor": donor}
        )
    return Year(donor is not None, facts, projects, listed, pairs, read_book(path))


def month(activity: dict[str, str]) -> str:
    """The month of an activity's first day."""
    return activity["when"].strip()[:7]


def test_months(year: Year) -> None:
    """Entries by the month of their first day and by that they are listed under."""
    shown = year.book.table("Activities in numbers", "Entries by month")
    entries = Counter(map(month, year.listed))
    listings = Counter(made["listed_in"] or month(made) for made in year.listed)
    taken = Counter(month(made) for made, _code in year.pairs)
    for key in {*entries, *listings}:
        row = shown[date.fromisoformat(f"{key}-01").strftime("%B %Y")]
        assert (row["Entries"], row["Participations"]) == (entries[key], taken[key])
        assert row["Entries listed"] == listings[key]
    assert shown["Total"]["Entries"] == shown["Total"]["Entries listed"] == len(year.listed)
    assert shown["Total"]["Participations"] == len(year.pairs)


def test_projects(year: Year) -> None:
    """Days, calendar months, budget in force and entries of each project."""
    shown = year.book.table("Projects", "Projects")
    entries = Counter(code for _activity, code in year.pairs)
    for project in year.projects:
        row, (first, last) = shown[project["code"]], days(project["period"])
        assert row["Entries"] == entries[project["code"]]
        assert row["Budget in force on 30 September 2017 (EUR)"] == budget(project, year.end)
        assert (row["Start"].date(), row["End"].date()) == (first, last)
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        assert row["Calendar months"] == months
    assert len(shown) >= len(year.projects) + 1


def test_key_figures(year: Year) -> None:
    """What the overview says of the inventory, the money and the treaty."""
    key = {
        name: row["Value"] for name, row in year.book.table("All figures", "Key figures").items()
    }
    occurrences = [made for made in year.listed for _one in made["when"].split("|")]
    status = Counter(event["status"] for event in year.facts["treaty_events"])
    donors = {made["donor"] for project in year.projects for made in project["contributions"]}
    events = sum(bool(made["kind"]) and made["kind"] not in NO_EVENTS for made in occurrences)
    untold = sum(not made["kind"] for made in occurrences)
    wanted = {
        "Budget in force": total(budget(project, year.end) for project in year.projects),
        "Entries of the inventory": len(year.listed),
        "Occurrences": len(occurrences),
        "Events": f"{events} to {events + untold}" if untold else events,
        "Participations of projects": len(year.pairs),
        "Projects with activities": len({code for _activity, code in year.pairs}),
        "Donors": len(donors),
        "Parties to a treaty (ETS 185)": status["party"],
        "Signatories and invited states (ETS 185)": status["signatory"] + status["invited"],
    }
    assert {name: key[name] for name in wanted} == wanted
    assert ("Head-count" in key) is not year.narrowed


def test_budget_change(year: Year) -> None:
    """What budgets were raised by and new ones brought, less those ended, as far as known."""
    both = (date(2016, 9, 30), year.end)

    def is_known(project: Facts) -> bool:
        first, last = days(project["period"])
        return all(budget(project, on) or not first <= on <= last for on in both)

    known = [project for project in year.projects if is_known(project)]
    then, now = (total(budget(project, on) for project in known) for on in both)
    raised = total(
        (may_be(project, both[0]) or Decimal(0)) - (budget(project, both[0]) or Decimal(0))
        for project in known
        if may_be(project, both[0]) is not None
    )
    shown = year.book.table("All figures", "Key figures").get("Change of the budget", {"Value": 0})
    least, most = (
        f"{end:,.0f}".replace("-", "\N{MINUS SIGN}") for end in (now - then - raised, now - then)
    )
    bounds = f"EUR\u00a0{least} to {most}"
    assert shown["Value"] == (bounds if raised else now - then)


def test_budget_history(year: Year) -> None:
    """On each day on which it changes, the budgets then in force are added up."""
    shown = year.book.table("Budget", "Budget in force over time")
    dated = {key: row for key, row in shown.items() if key[:2] == "20"}
    for key, row in dated.items():
        on = date.fromisoformat(key[:10])
        known = [budget(project, on) for project in year.projects]
        bounded = any(
            budget(project, on) and may_be(project, on) is not None for project in year.projects
        )
        assert row["Budget in force (EUR)"] == (
            total(known) if any(known) and not bounded else None
        )
        assert (row.get("Known within") is not None) is bounded
    assert len(dated) > 1


def test_funding(year: Year) -> None:
    """Shares of the budgets in force, to the cent; the rest is the other donor's or nobody's."""
    names = {known["id"]: known["name"]["en"] for known in year.facts["organisations"]}
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for project in year.projects:
        whole, rest = budget(project, year.end) or Decimal(0), "Not attributed to a donor"
        left = whole
        for made in project["contributions"]:
            if made.get("rest"):
                rest = names[made["donor"]]
            part = rounded(whole * Decimal(made.get("share", 0)))
            paid[names[made["donor"]]] += part
            left -= part
        paid[rest] += left
    shown = year.book.table("Who pays", "Budget in force by donor")
    funded = {name: amount for name, amount in paid.items() if amount}
    whole = total(funded.values())
    for name, amount in funded.items():
        assert shown[name]["Amount (EUR)"] == amount
        assert shown[name]["Share"] == rounded(amount / whole, SHARE)
    assert shown["Total"]["Amount (EUR)"] == whole


# --- The grant ----------------------------------------------------------------------------


def test_the_grant(exports: Exports) -> None:
    """Budget by heading, what is spent of it at the mean rates of the years, and what is left."""
    facts, activities = records("eu_grant")
    (project,), book = facts["projects"], read_book(exports.file("eu_grant", "xlsx"))
    sheet = project["name"]
    with (EXAMPLES / "eu_grant" / "rates.csv").open(encoding="utf-8", newline="") as lines:
        rates = [(row["month"][:4], Decimal(row["rate"])) for row in csv.DictReader(lines)]

    def booked(made: Facts) -> Decimal:
        amount = money(made["amount"])
        if made["amount"].startswith("EUR"):
            return amount
        year = [rate for of, rate in rates if of == made["date"][:4]]
        return rounded(amount * len(year) / sum(year))

    moved = {made["id"]: booked(made) for made in project["transactions"]}
    shown = book.column("Transactions", "Transaction", "Booked in EUR")
    # the table of flat rates stands below, and has other columns
    assert {id_: amount for id_, amount in shown.items() if amount is not None} == moved
    spending = [t for t in project["transactions"] if t["type"] in ("expenditure", "disbursement")]
    came = total(moved[t["id"]] for t in project["transactions"] if t["type"] == "incoming_funds")
    paid = total(moved[made["id"]] for made in spending)
    spent = paid + rounded(paid * Decimal("0.07"))
    lines_of = [
        (line["heading"], Decimal(line["quantity"]) * money(line["unit_cost"]))
        for line in project["budget_lines"]
    ]
    direct = total(amount for _heading, amount in lines_of)
    whole = direct + rounded(direct * Decimal("0.07")) + rounded(direct * Decimal("0.05"))
    form = book.table(sheet, f"Budget of {sheet} by heading")
    for number, row in form.items():
        if number == "10" or not number[0].isdigit():
            continue
        indirect = rounded(direct * Decimal("0.07"))
        every = {"7": direct, "8": indirect, "9": direct + indirect, "11": whole}
        sums = {"7": paid, "8": spent - paid, "9": spent, "11": spent}
        under = f"{number}."
        plan = every.get(number, total(a for h, a in lines_of if f"{h}.".startswith(under)))
        used = total(moved[t["id"]] for t in spending if f"{t['heading']}.".startswith(under))
        used = sums.get(number, used)
        assert (row["Budget (EUR)"], row["Spent (EUR)"], row["Balance (EUR)"]) == (
            plan,
            used,
            plan - used,
        ), number
        assert row["Share spent"] == rounded(used / plan, SHARE)
    assert len(form) == 42  # with the two notes

    stands = book.table(sheet, f"{sheet}: money on 31 December 2024")
    assert {name: row.get("Value (EUR)", row.get("Value")) for name, row in stands.items()} == {
        "Budget in force": whole,
        "Received": came,
        "Not yet received": whole - came,
        "Spent": spent,
        "Balance of the budget": whole - spent,
        "Of which flat rates, for which no money moves": spent - paid,
        "Cash in hand (received less vouchers paid)": came - paid,
        "Share of the budget spent (burn rate)": rounded(spent / whole, SHARE),
        "Time elapsed": 1,
        "Forecast of spending at this rate": spent,
    }

    key = {name: row["Value"] for name, row in book.table("All figures", "Key figures").items()}
    groups = [group for made in activities for group in json.loads(made["participants"] or "[]")]
    assert (key["Received"], key["Spent"], key["Balance"]) == (came, spent, whole - spent)
    assert key["Participants"] == sum(group["women"] + group["men"] for group in groups)
