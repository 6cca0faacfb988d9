"""A plausible office of any size, the same for the same seed.

What is the same in all of them, with one project as the pattern of the others, is in
``sample.json``.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import product
from random import Random

import attrs

from cproc import model
from cproc.model import DateSpan, Money, Month, Period, Precision
from cproc.serialize import loads

_TOWNS = (
    *(("Bucharest", "RO"), ("Chisinau", "MD"), ("Kyiv", "UA"), ("Tbilisi", "GE"), ("Baku", "AZ")),
    *(("Yerevan", "AM"), ("Tirana", "AL"), ("Belgrade", "RS"), ("Skopje", "MK"), ("Ankara", "TR")),
    *(("Dakar", "SN"), ("Accra", "GH"), ("Nuku'alofa", "TO"), ("Colombo", "LK"), ("Manila", "PH")),
    *(("Rabat", "MA"), ("Port Louis", "MU"), ("Strasbourg", "FR"), ("The Hague", "NL")),
)
_KINDS = {
    model.ActivityKind.TRAINING: ("Training on", "Formation sur", 30),
    model.ActivityKind.WORKSHOP: ("Workshop on", "Atelier sur", 25),
    model.ActivityKind.CONFERENCE: ("Conference on", "Conférence sur", 8),
    model.ActivityKind.MEETING: ("Meeting on", "Réunion sur", 12),
    model.ActivityKind.ADVISORY_MISSION: ("Advisory mission on", "Mission de conseil sur", 12),
    model.ActivityKind.ASSESSMENT: ("Assessment of", "Évaluation de", 6),
    model.ActivityKind.STUDY_VISIT: ("Study visit on", "Visite d'étude sur", 4),
    model.ActivityKind.DESK_STUDY: ("Desk study on", "Étude documentaire sur", 2),
    model.ActivityKind.PUBLICATION: ("Publication on", "Publication sur", 1),
}
_SUBJECTS = (
    ("electronic evidence", "la preuve électronique"),
    ("cybercrime legislation", "la législation en matière de cybercriminalité"),
    ("reporting channels", "les dispositifs de signalement"),
    ("joint investigations", "les enquêtes conjointes"),
    ("cooperation with providers", "la coopération avec les fournisseurs"),
    ("proceeds of online crime", "les produits de la criminalité en ligne"),
    ("judicial training", "la formation judiciaire"),
)
_NATIONALITIES = ("RO", "FR", "MD", "DE", "IT", "GB", "RS", "GE")


@cache
def _pattern() -> model.Portfolio:
    return loads((files("cproc.testing") / "sample.json").read_text("utf-8"))


def make_portfolio(activities: int = 1000, seed: int = 0) -> model.Portfolio:
    """Make up an office with so many activities in the year 2024.

    Projects, posts and transactions grow with the inventory. Nothing in it is true; it is
    valid (every reference finds its record) and the same for the same arguments on every
    machine. About 25 000 activities a second.

    Args:
        activities: Number of rows of the inventory, from 0.
        seed: Which of the offices of that size.

    Example:
        >>> office = make_portfolio(activities=100)
        >>> len(office.activities), len(office.projects), office.currency
        (100, 5, 'EUR')
    """
    chance = Random(f"{activities} {seed}")  # noqa: S311 - plausible, not secret
    pattern = _pattern()
    codes = [f"P{number:02}" for number in range(1, 4 + min(activities // 100, 60))]
    codes.append("PREPARED")
    inventory = tuple(
        _activity(chance, number, codes[:-1], pattern.period) for number in range(1, activities + 1)
    )
    paid: dict[str, list[model.Activity]] = {code: [] for code in codes}
    for activity in inventory[::4]:
        paid[activity.projects[0]].append(activity)
    (stated,) = pattern.statements
    # Field by field in this order: each draws from the same chance.
    return attrs.evolve(
        pattern,
        activities=inventory,
        projects=tuple(_project(chance, code, paid[code]) for code in codes),
        posts=tuple(_posts(chance, codes)),
        treaty_events=tuple(_treaty_events(chance)),
        office=attrs.evolve(
            pattern.office,
            capacity=len(codes) * 4 + 3,
            has_no=() if inventory else (model.RecordList.ACTIVITIES,),
        ),
    ).with_report(statements=(attrs.evolve(stated, value=Decimal(round(activities, -1))),))


def empty_portfolio() -> model.Portfolio:
    """An office that has a name and a period, and nothing else."""
    pattern = _pattern()
    office = attrs.evolve(make_portfolio(0).office, contributions=(), has_no=())
    parties = tuple(
        party for party in pattern.organisations if party.id in {office.organisation, office.host}
    )
    report = attrs.evolve(pattern.reports[0], statements=(), narrative=())
    return model.Portfolio(office, pattern.period, reports=(report,), organisations=parties)


def _text(english: str, french: str) -> model.LocalText:
    return model.LocalText({"en": english, "fr": french})


def _activity(chance: Random, number: int, codes: list[str], period: Period) -> model.Activity:
    kind = chance.choices(list(_KINDS), [weight for *_words, weight in _KINDS.values()])[0]
    english, french, _weight = _KINDS[kind]
    subject = chance.choice(_SUBJECTS)
    serves = [chance.choice(codes)]
    if chance.random() < 0.15 and (other := chance.choice(codes)) not in serves:
        serves.append(other)
    start = period.start + timedelta(chance.randrange(period.days))
    span = DateSpan(start, start + timedelta(chance.choice([0, 1, 1, 2, 4])))
    if chance.random() < 0.03:
        month = Month.of(start)
        span = DateSpan(month.start, month.end, Precision.MONTH)
    is_event = _pattern().is_event(kind)
    towns = 0 if not is_event else 2 if chance.random() < 0.03 else 1
    places = tuple(model.Place(*chance.choice(_TOWNS)) for _place in range(towns))
    women, men = chance.randrange(3, 25), chance.randrange(3, 25)
    return model.Activity(
        f"A{number:06}",
        tuple(serves),
        kind,
        (model.Occurrence(span, places),),
        _text(f"{english} {subject[0]} ({number})", f"{french} {subject[1]} ({number})"),
        partners=("POLICE",) if chance.random() < 0.2 else (),
        participants=(model.Participants("", women, men),) if is_event else (),
        status=model.ActivityStatus("held" if chance.random() < 0.97 else "postponed"),
        planned_cost=Money(f"{chance.randrange(2_000, 30_000)}.{chance.randrange(100):02}", "EUR"),
        source=f"row {number}",
    )


def _project(chance: Random, code: str, paid: list[model.Activity]) -> model.Project:
    (pattern,) = _pattern().projects
    prepared = code == "PREPARED"
    begin = date(2025 if prepared else 2022, 1, 1)
    millions = chance.randrange(1, 7)
    raised = millions * 1_070_000  # with 7 % of indirect costs
    first = raised - chance.randrange(1, 10) * 100_000
    changed = begin + timedelta(365 if prepared else 730)
    union, council, estonia, japan = pattern.contributions
    given = (union, council)
    if chance.random() < 0.2:
        given = (
            attrs.evolve(estonia, amount=Money(first // 4, "EUR")),
            attrs.evolve(japan, amount=Money(first // 2, "EUR")),
        )
    region = chance.choice(_pattern().regions)
    (component,), (launch,), (result,) = pattern.components, pattern.milestones, pattern.results
    (indicator,) = result.indicators
    actual = model.IndicatorValue(model.ValueKind.ACTUAL, Decimal(chance.randrange(300)))
    others = (each for each in indicator.values if each.kind is not actual.kind)
    reached = attrs.evolve(indicator, values=(*others, actual))
    *lines, events = pattern.budget_lines
    left = Money(10_000 * millions - 6_090, "EUR")  # what the other lines leave to each event
    return attrs.evolve(
        pattern,
        code=code,
        name=f"Project {code}",
        title=_text(f"Project {code} on cybercrime", f"Projet {code} sur la cybercriminalité"),
        period=attrs.evolve(pattern.period, start=begin),
        regions=(region.code,),
        priority_countries=tuple(map(model.PriorityCountry, region.countries)),
        components=(attrs.evolve(component, id=f"{code}.1"),),
        milestones=(attrs.evolve(launch, when=DateSpan(begin, begin)),),
        results=(attrs.evolve(result, indicators=(reached,)),),
        budget=(
            model.BudgetVersion(Money(first, "EUR"), begin),
            model.BudgetVersion(Money(raised, "EUR"), changed, reason=_text("+", "+")),
        ),
        budget_lines=(*lines, attrs.evolve(events, unit_cost=left)),
        contributions=given,
        transactions=tuple(_transaction(code, *numbered) for numbered in enumerate(paid, 1)),
    )


def _transaction(code: str, index: int, activity: model.Activity) -> model.Transaction:
    return model.Transaction(
        f"{code}-{index:05}",
        model.TransactionType.EXPENDITURE,
        activity.when.end,
        activity.planned_cost or Money(0, "EUR"),
        heading="5.7",
        activity=activity.id,
        voucher=f"V{index:05}",
    )


def _posts(chance: Random, codes: list[str]) -> list[model.Post]:
    head, *duties = _pattern().posts
    posts = [head]
    for code, post in product(codes, duties):
        filled = chance.random() < 0.85
        posts.append(
            attrs.evolve(
                post,
                id=f"{code}-{post.id}",
                state=model.PostState.FILLED if filled else model.PostState.VACANT,
                projects=(code,),
                nationality=chance.choice(_NATIONALITIES) if filled else None,
            )
        )
    return posts


def _treaty_events(chance: Random) -> list[model.TreatyEvent]:
    (treaty,), period = _pattern().treaties, _pattern().period
    status, events = model.TreatyStatus, []
    for country in (country for region in _pattern().regions for country in region.countries):
        signed = DateSpan.parse(f"20{chance.randrange(10, 24)}")
        events.append(model.TreatyEvent(treaty.id, country, status.SIGNATORY, signed))
        if chance.random() < 0.7:
            day = period.start + timedelta(chance.randrange(period.days))
            events.append(model.TreatyEvent(treaty.id, country, status.PARTY, DateSpan(day, day)))
    return events
