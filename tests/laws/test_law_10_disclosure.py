"""Law 10: what an edition may not show is in no file that any exporter makes for it."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import attrs
import pytest
from draws import draws
from example_data import loaded
from hypothesis import given
from hypothesis import strategies as st

import cproc
from cproc import model, plugins
from cproc.disclosure import AUDIT_ONLY, KEPT, disclosed
from cproc.errors import DataError
from cproc.model import Confidential, Organisation, Place, Portfolio
from cproc.model.walk import each_of
from cproc.plugins import collect
from cproc.testing import portfolios

# Whole portfolios, and the files of every exporter.
pytestmark = pytest.mark.no_cover

# What the constructors convert themselves, mypy would have converted before.
typed: Any = model

SECRET = "Zqxj"
"""Begins every text that may not be shown, and no text that Hypothesis draws."""
EXPORTERS = [name for name in collect.installed().exporters if name not in {"pdf", "form", "iati"}]
"""All but the one that LibreOffice makes of the Word file, and those that need more than data."""


def text(name: str) -> model.LocalText:
    """A text that may not be shown, in both languages."""
    return model.LocalText({"en": f"{SECRET}{name}", "fr": f"{SECRET}{name}"})


HIDDEN = Organisation(f"{SECRET}giver", text("giver"), country="CH", url=f"{SECRET}url")
PROJECT = typed.Project(
    "Zproject",
    "Zproject",
    model.LocalText({"en": "Zproject"}),
    "2016/2018",
    milestones=(typed.Milestone(text("milestone"), "2017-02", source=f"{SECRET}source"),),
    budget=(typed.BudgetVersion("EUR 1000", "2016-01-01", source=f"{SECRET}source"),),
    contributions=(typed.Contribution(HIDDEN.id, "grant", "EUR 1000", source=f"{SECRET}source"),),
    transactions=(
        typed.Transaction(
            f"{SECRET}payment", "expenditure", "2017-03-01", "EUR 100", party=HIDDEN.id,
            voucher=f"{SECRET}voucher", description=text("payment"), supplier=f"{SECRET}supplier",
        ),
        typed.Transaction("Zpaid", "expenditure", "2017-03-02", "EUR 50", supplier=f"{SECRET}sold"),
    ),
    contracts=(typed.Contract("Z1", signatory="Zsignatory"),),
)  # fmt: skip
ACTIVITIES = (
    typed.Activity(
        f"{SECRET}meeting",
        ("Zproject",),
        "meeting",
        (typed.Occurrence("2017-03-04", (Place(f"{SECRET}town", "ME", venue=f"{SECRET}hall"),)),),
        text("meeting"),
        partners=(HIDDEN.id,),
        note=text("note"),
    ),
    typed.Activity(
        "Zshown",
        ("Zproject",),
        "training",
        (typed.Occurrence("2017-03-05", (Place(f"{SECRET}city", "ME", venue=f"{SECRET}venue"),)),),
        model.LocalText({"en": "Zshown"}),
        participants=(model.Participants("Zjudges", 38, 2), model.Participants("Zfew", 1, 2)),
        source=f"{SECRET}source",
        note=text("note"),
    ),
)
POSTS = (
    typed.Post("Zpost", text("duty"), grade=f"{SECRET}grade", nationality="TV", source=SECRET),
    typed.Post(f"{SECRET}post", text("duty"), nationality="TV"),
)
MARKS = (
    typed.Confidential("posts.nationality", personal=True, reason=text("reason")),
    typed.Confidential("posts.grade", shows="group", personal=True),
    typed.Confidential("posts.duty", "Zpost"),
    typed.Confidential("posts", f"{SECRET}post", reason=text("reason")),
    typed.Confidential("activities", f"{SECRET}meeting"),
    typed.Confidential("activities.places", "Zshown", shows="country"),
    typed.Confidential("organisations", HIDDEN.id),
    typed.Confidential("projects.milestones", "Zproject"),
    typed.Confidential("projects.transactions", "Zproject", f"{SECRET}payment"),
    typed.Confidential("projects.transactions.supplier"),
    typed.Confidential("narrative", "visibility"),
)
NARRATIVE = (
    model.Narrative("visibility", text("text")),
    model.Narrative(
        "host",
        model.LocalText(
            {"en": f'Kept.\n\nGrade: {{{{ headcount(grade="{SECRET}grade") }}}} posts.\n\nStays.'}
        ),
    ),
)
STATEMENTS = (
    typed.Statement(
        "Zstated", text("statement"), 158, "activities", explanation=text("why"), source=SECRET
    ),
)


def planted(portfolio: Portfolio) -> Portfolio:
    """The portfolio with records that may not be shown, and the marks that say so."""
    return attrs.evolve(
        portfolio,
        office=attrs.evolve(portfolio.office, contributions=()),
        period=typed.Period.parse("2017"),
        currency="EUR",
        financial_year="01-01",
        reports=(typed.ReportIdentity("2017", narrative=NARRATIVE, statements=STATEMENTS),),
        editions=(),
        organisations=(*portfolio.organisations, HIDDEN),
        localities=(
            model.Locality(f"{SECRET}city", "ME", model.LocalText({"fr": f"{SECRET}ville"})),
        ),
        projects=(PROJECT,),
        activities=ACTIVITIES,
        posts=POSTS,
        programmes=(),
        priorities=(),
        silenced=(model.Silence("likely-twice", reason=text("reason")),),
        confidential=(*MARKS, Confidential("statements", "Zstated")),
        smallest_group=5,
    )


def parts(data: bytes) -> Iterator[bytes]:
    """The bytes of a file; of a zip, its names and those of its files."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        yield data
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            yield name.encode()
            yield from parts(archive.read(name))


def for_iati(portfolio: Portfolio) -> Portfolio:
    """A portfolio with what IATI asks of every office."""
    facts = model.Iati(sectors=("15130",))
    own = portfolio.office.organisation
    known = tuple(
        attrs.evolve(each, iati="XM-DAC-1", type=model.OrganisationType.MULTILATERAL)
        if each.id == own
        else each
        for each in portfolio.organisations
    )
    office = attrs.evolve(portfolio.office, iati=facts)
    return attrs.evolve(portfolio, office=office, organisations=known)


def secrets(data: bytes) -> set[bytes]:
    """What of a file may not be shown."""
    return {part[:200] for part in parts(data) if SECRET.encode() in part}


@draws(3)
@given(portfolios(), st.sampled_from(["en", "fr"]), st.sampled_from(["public", "donor"]))
def test_no_exporter_prints_what_is_marked(drawn: Portfolio, lang: str, edition: str) -> None:
    """What is marked, and what is for auditors, stands in no file for the public or a donor."""
    # The library's own edition for a donor is refused where no donor is named.
    own = model.Edition(f"like-{edition}", model.Audience(edition))
    portfolio = attrs.evolve(planted(drawn), editions=(own,))
    for name in EXPORTERS:
        data = plugins.rendered(portfolio, name, lang, edition=own.id)
        assert not secrets(data), name
    with suppress(DataError):  # what is drawn is not all that IATI needs
        assert not secrets(plugins.rendered(for_iati(portfolio), "iati", lang, edition=own.id))
    for project in portfolio.projects:
        options = {"form": "prag-annex6", "project": project.code, "incomplete": "true"}
        with suppress(DataError):  # a budget in another form than the EU's
            assert not secrets(plugins.rendered(portfolio, "form", lang, options=options))


def test_auditors_are_given_everything() -> None:
    """JSON for auditors holds each text that others are not shown; nothing is changed."""
    portfolio = planted(BASE)
    assert disclosed(portfolio, "audit") == portfolio.for_edition("audit")
    data = plugins.rendered(portfolio, "json", "en", edition="audit").decode()
    every = ("giver", "payment", "supplier", "meeting", "town", "hall", "venue", "grade", "duty")
    assert [name for name in every if f"{SECRET}{name}" not in data] == []


BASE = loaded("eu_grant")


@given(portfolios(), st.sampled_from(["public", "donor", "board"]))
def test_to_disclose_twice_is_to_disclose_once(drawn: Portfolio, edition: str) -> None:
    """What may be shown may be shown: the second time nothing changes."""
    once = disclosed(drawn, edition)
    assert disclosed(once) == once


@given(portfolios(), st.sampled_from(["public", "donor", "board"]))
def test_what_is_disclosed_has_no_errors_of_its_own(drawn: Portfolio, edition: str) -> None:
    """References still find their record: what had no error has none afterwards."""
    before, after = (
        {each.code for each in cproc.check(of) if each.severity == "error"}
        for of in (drawn, disclosed(drawn, edition))
    )
    assert after <= before


@given(portfolios(), st.sampled_from(["public", "donor", "board"]))
def test_money_and_counts_tie(drawn: Portfolio, edition: str) -> None:
    """Records that sums are made of are all there: activities, posts, payments, with amounts."""
    after = disclosed(drawn, edition)
    for name in ("projects", "activities", "posts"):
        assert len(getattr(after, name)) == len(getattr(drawn, name))
    for before, left in zip(drawn.projects, after.projects, strict=True):
        assert [each.amount for each in left.transactions] == [
            each.amount for each in before.transactions
        ]
    costs, kept = ([each.planned_cost for each in of.activities] for of in (drawn, after))
    assert costs == kept


@given(portfolios(smallest_group=5), st.sampled_from(["public", "donor", "board"]))
def test_no_small_group_is_counted(drawn: Portfolio, edition: str) -> None:
    """No number of people from 1 to 4 is left, nor two whose difference is one."""
    for _path, group in each_of((model.Participants,), disclosed(drawn, edition)):
        people = group.people
        rest = None if group.total is None else group.total - (group.women or 0) - (group.men or 0)
        small = {number for number in (group.women, group.men, people, rest) if number}
        assert min(small, default=5) >= 5


def test_every_field_like_a_source_is_decided() -> None:
    """A new field called source, note, reason, … is for auditors only, or is said to be content."""
    words = ("source", "note", "reason", "explanation", "explanations", "letter", "supplied")
    for name in model.__all__:
        cls = getattr(model, name)
        if isinstance(cls, type) and attrs.has(cls):
            for field in attrs.fields(cls):
                if field.name in words:
                    decided = field.name in AUDIT_ONLY.get(cls, ())
                    assert decided != (f"{name}.{field.name}" in KEPT), f"{name}.{field.name}"
