"""A plausible office of any size, the same for the same seed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random

import attrs

from cproc import model
from cproc.dates import DateSpan, Month, Period, Precision
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
    ("Project manager", "Chef de projet", "A1/2", model.Recruitment.INTERNATIONAL),
    ("Project officer", "Chargé de projet", "B4", model.Recruitment.LOCAL),
    ("Finance assistant", "Assistant financier", "B3", model.Recruitment.LOCAL),
    ("Project assistant", "Assistant de projet", "B2", model.Recruitment.LOCAL),
)
_ORGANISATIONS = (
    ("COUNCIL", "The Council", "Le Conseil", None),
    ("HOST", "Government of the host state", "Gouvernement de l'État hôte", "RO"),
    ("UNION", "The Union", "L'Union", None),
    ("DONOR_EE", "Estonia", "Estonie", "EE"),
    ("DONOR_JP", "Japan", "Japon", "JP"),
    ("POLICE", "Police organisation", "Organisation de police", None),
)
_NATIONALITIES = ("RO", "FR", "MD", "DE", "IT", "GB", "RS", "GE")
_PERIOD = Period(date(2024, 1, 1), date(2024, 12, 31))
_TREATY = "CETS185"


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
    codes = [f"P{number:02}" for number in range(1, 4 + min(activities // 100, 60))]
    codes.append("PREPARED")
    inventory = tuple(_activity(chance, number, codes[:-1]) for number in range(1, activities + 1))
    paid: dict[str, list[model.Activity]] = {code: [] for code in codes}
    for activity in inventory[::4]:
        paid[activity.projects[0]].append(activity)
    projects = tuple(_project(chance, code, paid[code]) for code in codes)
    return model.Portfolio(
        office=model.Office(
            "OFFICE",
            _text("Programme Office", "Bureau de programme"),
            "COUNCIL",
            "Bucharest",
            "RO",
            date(2014, 4, 7),
            host="HOST",
            capacity=len(codes) * 4 + 3,
            contributions=(model.Contribution("HOST", model.ContributionKind.HOST_STATE),),
        ),
        period=_PERIOD,
        report=model.ReportIdentity(
            "PO(2025)1",
            date(2025, 2, 3),
            "Bucharest",
            _text("Activity report 2024", "Rapport d'activité 2024"),
            _text("Steering committee", "Comité directeur"),
        ),
        regions=tuple(
            model.Region(code, _text(english, french), countries)
            for code, english, french, countries in _REGIONS
        ),
        organisations=tuple(
            model.Organisation(identifier, _text(english, french), country=country)
            for identifier, english, french, country in _ORGANISATIONS
        ),
        projects=projects,
        activities=inventory,
        posts=tuple(_posts(chance, codes)),
        treaties=(model.Treaty(_TREATY, _text("Convention on Cybercrime", "Convention"), "T-CY"),),
        treaty_events=tuple(_treaty_events(chance)),
        statements=(
            model.Statement(
                "S1",
                _text("Activities supported", "Activités soutenues"),
                Decimal(round(activities, -1)),
                "activities",
                model.Qualifier.ABOUT,
                figures=("entries", "participations"),
                explanation=_text("Rounded to tens.", "Arrondi à la dizaine."),
            ),
        ),
        narrative=(
            model.Narrative(
                "summary",
                _text(
                    "The office supported {{ entries }} activities of {{ projects }} projects.",
                    "Le bureau a soutenu {{ entries }} activités de {{ projects }} projets.",
                ),
            ),
        ),
    )


def _text(english: str, french: str) -> model.LocalText:
    return model.LocalText({"en": english, "fr": french})


def _activity(chance: Random, number: int, codes: list[str]) -> model.Activity:
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
    places = tuple(model.Place(*chance.choice(_TOWNS)) for _place in range(towns))
    women, men = chance.randrange(3, 25), chance.randrange(3, 25)
    return model.Activity(
        f"A{number:06}",
        tuple(serves),
        kind,
        (model.Occurrence(span, places),),
        _text(f"{english} {subject[0]} ({number})", f"{french} {subject[1]} ({number})"),
        partners=("POLICE",) if chance.random() < 0.2 else (),
        participants=(model.Participants("", women, men),) if kind.is_event else (),
        status=model.ActivityStatus("held" if chance.random() < 0.97 else "postponed"),
        planned_cost=Money(f"{chance.randrange(2_000, 30_000)}.{chance.randrange(100):02}", "EUR"),
        source=f"row {number}",
    )


def _project(chance: Random, code: str, paid: list[model.Activity]) -> model.Project:
    begin = date(2022, 1, 1) if code != "PREPARED" else date(2025, 1, 1)
    millions = chance.randrange(1, 7)
    raised = millions * 1_070_000  # with 7 % of indirect costs
    first = raised - chance.randrange(1, 10) * 100_000
    changed = begin + timedelta(365 if code == "PREPARED" else 730)
    joint, gift = model.ContributionKind.JOINT_PROGRAMME, model.ContributionKind.VOLUNTARY
    base = model.ShareBase.TOTAL_BUDGET
    contributions = (
        model.Contribution("UNION", joint, rest=True),
        model.Contribution("COUNCIL", joint, share=Decimal("0.1"), base=base),
    )
    if chance.random() < 0.2:
        contributions = (
            model.Contribution("DONOR_EE", gift, amount=Money(first // 4, "EUR")),
            model.Contribution("DONOR_JP", gift, amount=Money(first // 2, "EUR")),
        )
    region = chance.choice(_REGIONS)
    return model.Project(
        code,
        f"Project {code}",
        _text(f"Project {code} on cybercrime", f"Projet {code} sur la cybercriminalité"),
        DateSpan(begin, date(2026, 12, 31)),
        objective=_text("To strengthen criminal justice", "Renforcer la justice pénale"),
        regions=(region[0],),
        priority_countries=tuple(model.PriorityCountry(country) for country in region[3]),
        components=(model.Component(f"{code}.1", _text("Legislation", "Législation"), "COUNCIL"),),
        partners=("POLICE",),
        milestones=(model.Milestone(_text("Launch", "Lancement"), DateSpan(begin, begin)),),
        results=(
            model.Result(
                _text("Judges are trained", "Des juges sont formés"),
                indicators=(
                    model.Indicator(
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
            model.BudgetVersion(Money(first, "EUR"), begin),
            model.BudgetVersion(Money(raised, "EUR"), changed, reason=_text("+", "+")),
        ),
        headings=tuple(
            model.Heading(number, _text(english, french)) for number, english, french in _HEADINGS
        ),
        budget_lines=(
            *(
                model.BudgetLine(heading, _text(en, fr), unit, Decimal(count), Money(cost, "EUR"))
                for heading, en, fr, unit, count, cost in _LINES
            ),
            model.BudgetLine(
                "5.7",
                _text("Events", "Événements"),
                "event",
                Decimal(100),
                Money(10_000 * millions - 6_090, "EUR"),  # what the other lines leave
            ),
        ),
        rate_lines=(
            model.RateLine(
                "8",
                _text("Indirect costs", "Coûts indirects"),
                Decimal("0.07"),
                tuple(number for number, *_titles in _HEADINGS),
            ),
        ),
        ceilings=model.Ceilings(indirect=Decimal("0.07")),
        contributions=contributions,
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
    head = model.Post(
        "HEAD",
        _text("Head of office", "Chef du bureau"),
        funding=model.PostFunding.ORDINARY_BUDGET,
        recruitment=model.Recruitment.INTERNATIONAL,
    )
    posts = [head]
    for code, (index, duty) in product(codes, enumerate(_DUTIES, 1)):
        english, french, grade, recruitment = duty
        filled = chance.random() < 0.85
        post = model.Post(
            f"{code}-{index}",
            _text(english, french),
            model.PostState.FILLED if filled else model.PostState.VACANT,
            grade,
            recruitment,
            model.PostFunding.PROJECTS,
            (code,),
            chance.choice(_NATIONALITIES) if filled else None,
            date(2022, 1, 1),
        )
        posts.append(post)
    return posts


def _treaty_events(chance: Random) -> list[model.TreatyEvent]:
    status, events = model.TreatyStatus, []
    for country in (country for *_names, countries in _REGIONS for country in countries):
        signed = DateSpan.parse(f"20{chance.randrange(10, 24)}")
        events.append(model.TreatyEvent(_TREATY, country, status.SIGNATORY, signed))
        if chance.random() < 0.7:
            joined = _PERIOD.start + timedelta(chance.randrange(_PERIOD.days))
            events.append(
                model.TreatyEvent(_TREATY, country, status.PARTY, DateSpan(joined, joined))
            )
    return events


def empty_portfolio() -> model.Portfolio:
    """An office that has a name and a period, and nothing else."""
    sample = make_portfolio(0)
    office = attrs.evolve(sample.office, contributions=())
    parties = tuple(
        party for party in sample.organisations if party.id in {office.organisation, office.host}
    )
    return model.Portfolio(office, sample.period, report=sample.report, organisations=parties)
