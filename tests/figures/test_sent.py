"""What was sent stays: what earlier reports told, and corrections of it as adjustments."""

from datetime import date

import attrs
import pytest
from example_data import loaded
from hypothesis import given
from hypothesis import strategies as st

import cproc
from cproc.errors import InvalidValueError, UnknownNameError
from cproc.figures import adjustments, evaluate, narrow, sent_before, submission
from cproc.model import (
    BudgetLine,
    DateSpan,
    ExchangeRate,
    LocalText,
    Month,
    Period,
    Portfolio,
    Project,
    Submission,
    SubmittedAmount,
    Transaction,
    TransactionType,
    submissions_in_force,
)
from cproc.money import Money
from cproc.report import build
from cproc.testing import make_portfolio

FIRST, SECOND, THIRD = (Period.parse(year) for year in ("2023", "2024", "2025"))
HEADINGS = ("1.1", "1.2", "2")


def eur(amount: str | int) -> Money:
    """An amount in euros."""
    return Money(amount, "EUR")


def paid(
    id_: str, day: str, amount: str, heading: str | None, currency: str = "EUR"
) -> Transaction:
    """A cost."""
    kind = TransactionType.EXPENDITURE
    return Transaction(id_, kind, date.fromisoformat(day), Money(amount, currency), heading=heading)


def office(
    *entries: Transaction, sent: tuple[Submission, ...] = (), year: Period = SECOND
) -> Portfolio:
    """An office with one grant of three headings."""
    lines = (BudgetLine(n, LocalText({"en": n}), "month", "10", eur(100)) for n in HEADINGS)
    project = Project(
        "G",
        "Grant",
        LocalText({"en": "Grant"}),
        DateSpan.parse("2023-01/2025-12"),
        budget_lines=tuple(lines),
        transactions=entries,
        submissions=sent,
        currency="EUR",
    )
    made = make_portfolio(0)
    rates = (ExchangeRate("USD", "1.25", Month.parse("2023-03"), source="InforEuro"),)
    return attrs.evolve(made, projects=(project,), period=year, rates=rates, currency="EUR")


ENTRIES = (
    paid("T1", "2023-03-01", "100", "1.1"),
    paid("T2", "2023-05-01", "40", "2"),
    paid("T3", "2023-06-01", "7", None),
    paid("T4", "2024-02-01", "30", "1.1"),
)
LATE = paid("T5", "2023-12-30", "5.50", "1.2")


def told(portfolio: Portfolio, period: Period = SECOND) -> tuple[object, object]:
    """What was sent before a period, and what has changed of it."""
    (project,) = portfolio.projects
    return sent_before(portfolio, project, period), adjustments(portfolio, project, period)


def sent_on_first(*entries: Transaction) -> Submission:
    """What is kept of the report on the first year."""
    return submission(office(*entries), "G", FIRST, date(2024, 2, 1))


def test_what_was_sent_stays_whatever_the_records_say_now() -> None:
    """A voucher that is corrected, and one that came late, are adjustments; the sent sum stays."""
    sent = sent_on_first(*ENTRIES)
    corrected = (attrs.evolve(ENTRIES[0], amount=eur(90)), *ENTRIES[1:], LATE)
    before, changed = told(office(*corrected, sent=(sent,)))
    assert before == {"1.1": eur(100), "2": eur(40), None: eur(7)}
    assert changed == {"1.1": eur(-10), "1.2": eur("5.50")}


def test_an_adjustment_that_was_told_is_told_once() -> None:
    """The report on the second year keeps it; to the third it belongs to what was sent."""
    first = sent_on_first(*ENTRIES)
    entries = (*ENTRIES, LATE)
    second = submission(office(*entries, sent=(first,)), "G", SECOND, date(2025, 2, 1))
    assert {each.heading: each.adjustment for each in second.amounts} == {
        "1.1": None,
        "1.2": eur("5.50"),
    }
    before, changed = told(office(*entries, sent=(first, second)), THIRD)
    assert before == {"1.1": eur(130), "1.2": eur("5.50"), "2": eur(40), None: eur(7)}
    assert changed == {}


def test_a_revised_report_takes_the_place_of_the_one_before_it() -> None:
    """Of two reports on one period that which was sent last holds, in whatever order they stand."""
    first = sent_on_first(*ENTRIES[:1])
    revised = attrs.evolve(sent_on_first(*ENTRIES), sent=date(2024, 5, 1))
    for sent in ((first, revised), (revised, first)):
        assert submissions_in_force(sent) == [revised]
        before, changed = told(office(*ENTRIES, sent=sent))
        assert (before, changed) == ({"1.1": eur(100), "2": eur(40), None: eur(7)}, {})


def test_nothing_is_told_where_no_earlier_report_was_sent() -> None:
    """Of the first report nothing was sent before, and nothing is adjusted."""
    assert told(office(*ENTRIES)) == (None, {})
    assert told(office(*ENTRIES, sent=(sent_on_first(*ENTRIES),)), FIRST) == (None, {})


def test_each_donor_is_told_what_was_sent_to_it() -> None:
    """Reports to two donors do not mix; a part of the data for one donor has its own only."""
    sent = Submission(FIRST, date(2024, 2, 1), "EU", amounts=(SubmittedAmount(eur(1), "2"),))
    other = attrs.evolve(sent, donor="COE")
    assert submissions_in_force((sent, other), "EU") == [sent]
    assert submissions_in_force((sent, other)) == []
    assert submissions_in_force((sent,)) == [sent]
    grant = loaded("eu_grant")
    project = attrs.evolve(grant.projects[0], submissions=(sent, other))
    both = attrs.evolve(grant, projects=(project,))
    assert narrow(both, donor="EU").projects[0].submissions == (sent,)
    assert narrow(both, project=project.code).projects[0].submissions == (sent, other)


def test_a_submission_tells_of_what_it_was_made() -> None:
    """Digest, version and source of rates are kept with the amounts."""
    entries = (*ENTRIES, paid("T6", "2023-03-09", "10", "2", "USD"))
    portfolio = office(*entries)
    kept = submission(portfolio, "G", "2023", date(2024, 2, 1), reference="R 1")
    assert kept.digest == cproc.digest(portfolio)
    assert (kept.version, kept.rates) == (cproc.__version__, "InforEuro")
    assert kept.amounts[1] == SubmittedAmount(eur("48.00"), "2")
    assert sent_on_first(*ENTRIES).rates == ""


def test_a_digest_has_64_digits() -> None:
    """What is no digest is refused where it is typed."""
    with pytest.raises(InvalidValueError, match="no digest"):
        Submission(FIRST, date(2024, 2, 1), digest="abc")


@given(st.data())
def test_law_what_was_sent_and_its_adjustments_are_what_the_records_say(
    data: st.DataObject,
) -> None:
    """Sent before and adjustments add up to the records of the periods that were sent."""
    amounts = st.integers(-(10**6), 10**6)
    days = st.sampled_from(("2023-01-01", "2023-12-31", "2024-01-01", "2024-12-31"))
    headings = st.sampled_from((*HEADINGS, None))
    drawn = st.lists(st.tuples(days, amounts, headings), max_size=6)

    def entries() -> list[Transaction]:
        rows = data.draw(drawn)
        return [paid(f"T{n}", day, str(a), of) for n, (day, a, of) in enumerate(rows)]

    first = submission(office(*entries()), "G", FIRST, date(2024, 2, 1))
    second = submission(office(*entries(), sent=(first,)), "G", SECOND, date(2025, 2, 1))
    now = entries()
    portfolio = office(*now, sent=(first, second), year=THIRD)
    sent, changed = told(portfolio, THIRD)
    assert isinstance(sent, dict)
    assert isinstance(changed, dict)
    for heading in (*HEADINGS, None):
        by_records = sum(each.amount.amount for each in now if each.heading == heading)
        both = sent.get(heading, eur(0)) + changed.get(heading, eur(0))
        assert both.amount == by_records


def test_figures_tell_what_was_sent_and_what_has_changed() -> None:
    """By project and heading, in the records of the reports; not known where none is kept."""
    sent = sent_on_first(*ENTRIES)
    portfolio = office(*ENTRIES, LATE, sent=(sent,))
    before = evaluate(portfolio, 'sent_before(project="G")')
    assert before.value == eur(147)
    assert [part.path for part in before.parts] == ["projects[0].submissions[0]"]
    assert evaluate(portfolio, 'sent_before(project="G", heading="1")').value == eur(100)
    assert evaluate(portfolio, 'adjustments(project="G", heading="1")').value == eur("5.50")
    assert evaluate(portfolio, "adjustments()").value == eur("5.50")
    nothing = evaluate(portfolio.reporting(FIRST), 'sent_before(project="G")')
    assert nothing.value == eur(0)
    assert not evaluate(office(*ENTRIES), 'sent_before(project="G")').known
    two = tuple(attrs.evolve(sent, donor=each) for each in ("EU", "COE"))
    assert not evaluate(office(*ENTRIES, sent=two), 'sent_before(project="G")').known
    with pytest.raises(UnknownNameError, match="donor"):
        evaluate(portfolio, 'sent_before(donor="NOBODY")')
    with pytest.raises(UnknownNameError, match="heading"):
        evaluate(portfolio, 'sent_before(project="G", heading="9")')


def test_a_missing_rate_leaves_adjustments_unknown() -> None:
    """They are not known, rather than without what cannot be converted."""
    entry = paid("T6", "2023-04-09", "10", "2", "USD")
    portfolio = office(entry, sent=(sent_on_first(*ENTRIES),))
    assert not evaluate(portfolio, 'adjustments(project="G")').known


def test_the_budget_by_heading_shows_both_where_reports_were_sent() -> None:
    """Two columns, with their totals; none where nothing was sent."""
    portfolio = office(*ENTRIES, LATE, sent=(sent_on_first(*ENTRIES),))
    form = build(portfolio).tables["budget_by_heading:G"]
    columns = [column.id for column in form.columns]
    at = columns.index("sent_before")
    assert columns[at + 1] == "adjustment"
    assert form.total is not None
    assert [cell.value for cell in form.total[at : at + 2]] == [eur(147), eur("5.50")]
    plain = build(office(*ENTRIES)).tables["budget_by_heading:G"]
    assert "sent_before" not in [column.id for column in plain.columns]
