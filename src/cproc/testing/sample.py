"""A plausible office of any size, the same for the same seed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import attrs

from cproc.dates import DateSpan, Month, Period, Precision
from cproc.model import (
    Activity,
    ActivityKind,
    ActivityStatus,
    BudgetLine,
    BudgetVersion,
    Ceilings,
    Component,
    Contribution,
    ContributionKind,
    Heading,
    Indicator,
    LocalText,
    Milestone,
    Narrative,
    Occurrence,
    Office,
    Organisation,
    Participants,
    Place,
    Portfolio,
    Post,
    PostFunding,
    PostState,
    PriorityCountry,
    Project,
    Qualifier,
    RateLine,
    Recruitment,
    Region,
    ReportIdentity,
    Result,
    ShareBase,
    Statement,
    Transaction,
    TransactionType,
    Treaty,
    TreatyEvent,
    TreatyStatus,
)
from cproc.money import Money

_TOWNS = (
    *(("Bucharest", "RO"), ("Chisinau", "MD"), ("Kyiv", "UA"), ("Tbilisi", "GE"), ("Baku", "AZ")),
    *(("Yerevan", "AM"), ("Tirana", "AL"), ("Belgrade", "RS"), ("Skopje", "MK"), ("Ankara", "TR")),
    *(("Dakar", "SN"), ("Accra", "GH"), ("Nuku'alofa", "TO"), ("Colombo", "LK"), ("Manila", "PH")),
    *(("Rabat", "MA"), ("Port Louis", "MU"), ("Strasbourg", "FR"), ("The Hague", "NL")),
)
_REGIONS = (
    ("EAST", "East", "Est", ("AM", "AZ", "GE", "MD", "UA")),
    ("SOUTH_EAST", "South-East", "Sud-Est", ("AL", "MK", "RO", "RS", "TR")),
    ("WORLD", "Other regions", "Autres régions", ("GH", "LK", "MA", "MU", "PH", "SN", "TO")),
)
_KINDS = {
    ActivityKind.TRAINING: ("Training on", "Formation sur", 30),
    ActivityKind.WORKSHOP: ("Workshop on", "Atelier sur", 25),
    ActivityKind.CONFERENCE: ("Conference on", "Conférence sur", 8),
    ActivityKind.MEETING: ("Meeting on", "Réunion sur", 12),
    ActivityKind.ADVISORY_MISSION: ("Advisory mission on", "Mission de conseil sur", 12),
    ActivityKind.ASSESSMENT: ("Assessment of", "Évaluation de", 6),
    ActivityKind.STUDY_VISIT: ("Study visit on", "Visite d'étude sur", 4),
    ActivityKind.DESK_STUDY: ("Desk study on", "Étude documentaire sur", 2),
    ActivityKind.PUBLICATION: ("Publication on", "Publication sur", 1),
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
_HEADINGS = (
    ("1", "Human resources", "Ressources humaines"),
    ("2", "Travel", "Voyages"),
    ("3", "Equipment and supplies", "Équipement et fournitures"),
    ("5", "Other costs, services", "Autres coûts, services"),
)
_LINES = (
    ("1.1", "Local staff", "Personnel local", "month", 36, 2_400),
    ("1.2", "International staff", "Personnel international", "month", 36, 7_100),
    ("2.1", "Travel", "Voyages", "flight", 300, 650),
    ("3.1", "Equipment", "Équipement", "item", 40, 1_800),
)
_DUTIES = (
    ("Project manager", "Chef de projet", "A1/2", Recruitment.INTERNATIONAL),
    ("Project officer", "Chargé de projet", "B4", Recruitment.LOCAL),
    ("Finance assistant", "Assistant financier", "B3", Recruitment.LOCAL),
    ("Project assistant", "Assistant de projet", "B2", Recruitment.LOCAL),
)
_NATIONALITIES = ("RO", "FR", "MD", "DE", "IT", "GB", "RS", "GE")
_PERIOD = Period(date(2024, 1, 1), date(2024, 12, 31))
_TREATY = "CETS185"


def make_portfolio(activities: int = 1000, seed: int = 0) -> Portfolio:
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
    codes = [f"P{number:02}" for number in range(1, 4 + min(activities // 100, 60))]
    codes.append("PREPARED")
    inventory = tuple(_activity(chance, number, codes[:-1]) for number in range(1, activities + 1))
    paid: dict[str, list[Activity]] = {code: [] for code in codes}
    for activity in inventory[::4]:
        paid[activity.projects[0]].append(activity)
    made = tuple(_project(chance, code, paid[code]) for code in codes)
    return Portfolio(
        office=Office(
            "OFFICE",
            _text("Programme Office", "Bureau de programme"),
            "COUNCIL",
            "Bucharest",
            "RO",
            date(2014, 4, 7),
            host="HOST",
            capacity=len(codes) * 4 + 3,
            contributions=(Contribution("HOST", ContributionKind.HOST_STATE),),
        ),
        period=_PERIOD,
        report=ReportIdentity(
            "PO(2025)1",
            date(2025, 2, 3),
            "Bucharest",
            _text("Activity report 2024", "Rapport d'activité 2024"),
            _text("Steering committee", "Comité directeur"),
        ),
        regions=tuple(
            Region(code, _text(english, french), countries)
            for code, english, french, countries in _REGIONS
        ),
        organisations=_organisations(),
        projects=made,
        activities=inventory,
        posts=tuple(_posts(chance, codes)),
        treaties=(Treaty(_TREATY, _text("Convention on Cybercrime", "Convention"), "T-CY"),),
        treaty_events=tuple(_treaty_events(chance)),
        statements=_statements(activities),
        narrative=(
            Narrative(
                "summary",
                _text(
                    "The office supported {{ entries }} activities of {{ projects }} projects.",
                    "Le bureau a soutenu {{ entries }} activités de {{ projects }} projets.",
                ),
            ),
        ),
    )


def _text(english: str, french: str) -> LocalText:
    return LocalText({"en": english, "fr": french})


def _organisations() -> tuple[Organisation, ...]:
    names = {
        "COUNCIL": ("The Council", "Le Conseil", None),
        "HOST": ("Government of the host state", "Gouvernement de l'État hôte", "RO"),
        "UNION": ("The Union", "L'Union", None),
        "DONOR_EE": ("Estonia", "Estonie", "EE"),
        "DONOR_JP": ("Japan", "Japon", "JP"),
        "POLICE": ("Police organisation", "Organisation de police", None),
    }
    return tuple(
        Organisation(name, _text(english, french), country=country)
        for name, (english, french, country) in names.items()
    )


def _activity(chance: Random, number: int, codes: list[str]) -> Activity:
    kind = chance.choices(list(_KINDS), [weight for *_words, weight in _KINDS.values()])[0]
    english, french, _weight = _KINDS[kind]
    subject = chance.choice(_SUBJECTS)
    serves = [chance.choice(codes)]
    if chance.random() < 0.15 and (other := chance.choice(codes)) not in serves:
        serves.append(other)
    start = _PERIOD.start + timedelta(chance.randrange(_PERIOD.days))
    span = DateSpan(start, start + timedelta(chance.choice([0, 1, 1, 2, 4])))
    if chance.random() < 0.03:
        month = Month.of(start)
        span = DateSpan(month.start, month.end, Precision.MONTH)
    towns = 0 if not kind.is_event else 2 if chance.random() < 0.03 else 1
    places = tuple(Place(*chance.choice(_TOWNS)) for _place in range(towns))
    women, men = chance.randrange(3, 25), chance.randrange(3, 25)
    return Activity(
        f"A{number:06}",
        tuple(serves),
        kind,
        (Occurrence(span, places),),
        _text(f"{english} {subject[0]} ({number})", f"{french} {subject[1]} ({number})"),
        partners=("POLICE",) if chance.random() < 0.2 else (),
        participants=(Participants("", women, men),) if kind.is_event else (),
        status=ActivityStatus.HELD if chance.random() < 0.97 else ActivityStatus.POSTPONED,
        planned_cost=Money(f"{chance.randrange(2_000, 30_000)}.{chance.randrange(100):02}", "EUR"),
        source=f"row {number}",
    )


def _project(chance: Random, code: str, paid: list[Activity]) -> Project:
    begin = date(2022, 1, 1) if code != "PREPARED" else date(2025, 1, 1)
    millions = chance.randrange(1, 7)
    raised = millions * 1_070_000  # with 7 % of indirect costs
    first = raised - chance.randrange(1, 10) * 100_000
    changed = begin + timedelta(365 if code == "PREPARED" else 730)
    voluntary = chance.random() < 0.2
    joint = (
        Contribution("UNION", ContributionKind.JOINT_PROGRAMME, rest=True),
        Contribution(
            "COUNCIL",
            ContributionKind.JOINT_PROGRAMME,
            share=Decimal("0.1"),
            base=ShareBase.TOTAL_BUDGET,
        ),
    )
    given = (
        Contribution("DONOR_EE", ContributionKind.VOLUNTARY, amount=Money(first // 4, "EUR")),
        Contribution("DONOR_JP", ContributionKind.VOLUNTARY, amount=Money(first // 2, "EUR")),
    )
    region = chance.choice(_REGIONS)
    return Project(
        code,
        f"Project {code}",
        _text(f"Project {code} on cybercrime", f"Projet {code} sur la cybercriminalité"),
        DateSpan(begin, date(2026, 12, 31)),
        objective=_text("To strengthen criminal justice", "Renforcer la justice pénale"),
        regions=(region[0],),
        priority_countries=tuple(PriorityCountry(country) for country in region[3]),
        components=(Component(f"{code}.1", _text("Legislation", "Législation"), "COUNCIL"),),
        partners=("POLICE",),
        milestones=(Milestone(_text("Launch", "Lancement"), DateSpan(begin, begin)),),
        results=(
            Result(
                _text("Judges are trained", "Des juges sont formés"),
                indicators=(
                    Indicator(
                        _text("Judges trained", "Juges formés"),
                        "people",
                        baseline=Decimal(0),
                        target=Decimal(200),
                        actual=Decimal(chance.randrange(300)),
                    ),
                ),
            ),
        ),
        budget=(
            BudgetVersion(Money(first, "EUR"), begin),
            BudgetVersion(Money(raised, "EUR"), changed, reason=_text("+", "+")),
        ),
        headings=tuple(
            Heading(number, _text(english, french)) for number, english, french in _HEADINGS
        ),
        budget_lines=(
            *(
                BudgetLine(heading, _text(en, fr), unit, Decimal(count), Money(cost, "EUR"))
                for heading, en, fr, unit, count, cost in _LINES
            ),
            BudgetLine(
                "5.7",
                _text("Events", "Événements"),
                "event",
                Decimal(100),
                Money(10_000 * millions - 6_090, "EUR"),  # what the other lines leave
            ),
        ),
        rate_lines=(
            RateLine(
                "8",
                _text("Indirect costs", "Coûts indirects"),
                Decimal("0.07"),
                tuple(number for number, *_titles in _HEADINGS),
            ),
        ),
        ceilings=Ceilings(indirect=Decimal("0.07")),
        contributions=given if voluntary else joint,
        transactions=tuple(_transaction(code, index, act) for index, act in enumerate(paid, 1)),
    )


def _transaction(code: str, index: int, activity: Activity) -> Transaction:
    return Transaction(
        f"{code}-{index:05}",
        TransactionType.EXPENDITURE,
        activity.when.end,
        activity.planned_cost or Money(0, "EUR"),
        heading="5.7",
        activity=activity.id,
        voucher=f"V{index:05}",
    )


def _posts(chance: Random, codes: list[str]) -> list[Post]:
    posts = [
        Post(
            "HEAD",
            _text("Head of office", "Chef du bureau"),
            funding=PostFunding.ORDINARY_BUDGET,
            recruitment=Recruitment.INTERNATIONAL,
        )
    ]
    for code in codes:
        for index, (english, french, grade, recruitment) in enumerate(_DUTIES, 1):
            filled = chance.random() < 0.85
            posts.append(
                Post(
                    f"{code}-{index}",
                    _text(english, french),
                    PostState.FILLED if filled else PostState.VACANT,
                    grade,
                    recruitment,
                    PostFunding.PROJECTS,
                    (code,),
                    chance.choice(_NATIONALITIES) if filled else None,
                    date(2022, 1, 1),
                )
            )
    return posts


def _treaty_events(chance: Random) -> list[TreatyEvent]:
    events = []
    for _code, _english, _french, countries in _REGIONS:
        for country in countries:
            signed = DateSpan.parse(f"20{chance.randrange(10, 24)}")
            events.append(TreatyEvent(_TREATY, country, TreatyStatus.SIGNATORY, signed))
            if chance.random() < 0.7:
                joined = _PERIOD.start + timedelta(chance.randrange(_PERIOD.days))
                joined_on = DateSpan(joined, joined)
                events.append(TreatyEvent(_TREATY, country, TreatyStatus.PARTY, joined_on))
    return events


def _statements(activities: int) -> tuple[Statement, ...]:
    title = _text("Activities supported", "Activités soutenues")
    about = Decimal(round(activities, -1))
    stated = Statement(
        "S1",
        title,
        about,
        "activities",
        Qualifier.ABOUT,
        figures=("entries", "participations"),
        explanation=_text("Rounded to tens.", "Arrondi à la dizaine."),
    )
    return (stated,)


def empty_portfolio() -> Portfolio:
    """An office that has a name and a period, and nothing else."""
    office = make_portfolio(0)
    known = {office.office.organisation, office.office.host}
    kept = tuple(made for made in office.organisations if made.id in known)
    bare: dict[str, Any] = {
        field.name: ()
        for field in attrs.fields(Portfolio)
        if isinstance(getattr(office, field.name), tuple)
    }
    empty = attrs.evolve(office.office, contributions=())
    return attrs.evolve(office, **{**bare, "organisations": kept, "office": empty})
