"""Small invented offices of other kinds than the examples, each a portfolio.

An NGO with grants in several currencies, a grant whose instalments give the rate, a lettered
budget, a grant with a financial year of its own, an office of projects without an end.
"""

from typing import Any

from cproc.model import Portfolio
from cproc.serialize import from_data

Data = dict[str, Any]


def _text(en: str, fr: str) -> dict[str, str]:
    return {"en": en, "fr": fr}


def _office(period: str, projects: list[Data], **more: Any) -> Data:
    """An office as its file holds it, its period and projects given."""
    names = {
        "RIVER": _text("River Trust", "Fonds de la rivière"),
        "FUND": _text("Water Fund", "Fonds pour l'eau"),
        "TOWN": _text("Town of Mbeya", "Ville de Mbeya"),
    }
    return {
        "format": 3,
        "office": {
            "id": "RIVER",
            "name": names["RIVER"],
            "organisation": "RIVER",
            "city": "Mbeya",
            "country": "TZ",
        },
        "period": period,
        "organisations": [{"id": id_, "name": name} for id_, name in names.items()],
        "projects": projects,
        **more,
    }


def _project(code: str, period: str, **more: Any) -> Data:
    title = _text(f"Clean water {code}", f"Eau propre {code}")
    return {"code": code, "name": f"Water {code}", "title": title, "period": period, **more}


def _grant(amount: str, **more: Any) -> Data:
    return {"donor": "FUND", "kind": "voluntary", "amount": amount, **more}


def _received(id_: str, day: str, amount: str, **more: Any) -> Data:
    return {"id": id_, "type": "incoming_funds", "date": day, "amount": amount, **more}


def _spent(id_: str, day: str, amount: str, **more: Any) -> Data:
    return {"id": id_, "type": "expenditure", "date": day, "amount": amount, **more}


_REACHED = {
    "title": _text("Pupils with safe water", "Élèves ayant de l'eau potable"),
    "id": "pupils",
    "unit": "people",
    "adds_to": "nothing",
    "verification": _text("Lists of the schools", "Listes des écoles"),
    "values": [
        {"kind": "baseline", "value": "40", "when": "2023-12"},
        {"kind": "target", "value": "400", "when": "2024-12"},
        {"kind": "target", "value": "900", "when": "2025-12"},
        {
            "kind": "actual",
            "value": "310",
            "when": "2024-12",
            "parts": [
                {"dimension": "sex", "group": "women", "value": "160"},
                {"dimension": "sex", "group": "men", "value": "150"},
                {"dimension": "age", "group": "6-11", "value": "210"},
            ],
        },
    ],
}
_RESULTS = [
    {
        "title": _text("Schools have wells", "Les écoles ont des puits"),
        "level": "output",
        "indicators": [_REACHED],
        "assumption": _text("Schools stay open", "Les écoles restent ouvertes"),
    }
]


def _visit(number: int, when: str, city: str) -> Data:
    title = _text(f"Visit {number} to {city}", f"Visite {number} à {city}")
    place = {"when": when, "places": [{"city": city, "country": "TZ"}]}
    of = {"id": f"V{number}", "projects": ["W1"], "kind": "meeting", "title": title}
    return {**of, "occurrences": [place]}


NGO = _office(
    "2024",
    [
        _project("W1", "2024-01/2025-12", contributions=[_grant("USD 60000")], results=_RESULTS),
        _project("W2", "2023-07/2024-12", contributions=[_grant("KES 2500000")]),
        _project("W3", "2024-03/2025-02", contributions=[_grant("EUR 20000")]),
    ],
    activities=[_visit(1, "2024-02-05", "Mbeya"), _visit(2, "2024-06-11", "Tukuyu")],
    rate_method="fixed",
    rates=[{"currency": "USD", "rate": "1.08"}, {"currency": "KES", "rate": "140"}],
)
"""Grants in dollars, shillings and euros; no staff, no treaties, no budgets by heading."""

INSTALMENTS = _office(
    "2024",
    [
        _project(
            "I1",
            "2024-01/2024-12",
            currency="EUR",
            rate_method="instalment",
            budget=[{"amount": "EUR 30000", "effective": "2024-01-01"}],
            transactions=[
                _received("R1", "2024-01-15", "EUR 20000", received_as="TZS 54000000"),
                _received("R2", "2024-08-15", "EUR 10000", received_as="TZS 28000000"),
                _spent("P1", "2024-03-02", "TZS 2700000"),
                _spent("P2", "2024-09-02", "TZS 2800000"),
            ],
        )
    ],
)
"""EUR 20,000 came as TZS 54 million: 2,700 shillings a euro until August, then 2,800."""

LETTERED = _office(
    "2024",
    [
        _project(
            "L1",
            "2024-01/2024-12",
            budget=[{"amount": "EUR 2300", "effective": "2024-01-01"}],
            headings=[
                {"number": "A", "title": _text("People at work", "Personnes au travail")},
                {"number": "A.1", "title": _text("Engineers", "Ingénieurs")},
                {"number": "IV", "title": _text("Equipment", "Matériel")},
            ],
            budget_lines=[
                {
                    "heading": "A.1.1",
                    "title": _text("Well engineer", "Ingénieur des puits"),
                    "unit": "month",
                    "quantity": "6",
                    "unit_cost": "EUR 300",
                },
                {
                    "heading": "IV",
                    "title": _text("Pump", "Pompe"),
                    "unit": "piece",
                    "quantity": "2",
                    "unit_cost": "EUR 250",
                },
            ],
            contributions=[_grant("EUR 2300")],
            transactions=[
                _spent("T1", "2024-02-01", "EUR 300", heading="A.1.1", party="TOWN"),
                _spent("T2", "2024-05-01", "EUR 250", heading="IV"),
            ],
        )
    ],
)
"""Headings in letters and Roman numbers: 6 months of 300 and 2 pumps of 250 are EUR 2,300."""

FINANCIAL_YEAR = _office(
    "2023-04-06/2024-04-05",
    [
        _project(
            "F1",
            "2023-04-06/2025-04-05",
            reporting_periods=["2023-04-06/2024-07-05", "2024-07-06/2025-04-05"],
            budget=[{"amount": "GBP 90000", "effective": "2023-04-06"}],
            contributions=[_grant("GBP 90000")],
            transactions=[
                _received("T1", "2023-05-02", "GBP 45000", party="FUND"),
                _spent("T2", "2023-06-02", "GBP 12000"),
                _spent("T3", "2024-02-02", "GBP 9000"),
            ],
        )
    ],
    currency="GBP",
    financial_year="04-06",
)
"""A grant in pounds, of the tax year from 6 April, which reports after 15 and 9 months."""

OPEN_ENDED = _office(
    "2024",
    [
        _project("O1", "2022-05/..", partners=["TOWN"]),
        _project("O2", "2024-02/..", contributions=[_grant("EUR 5000")], partners=["TOWN"]),
    ],
)
"""Projects that run until somebody ends them."""

OFFICES: dict[str, Data] = {
    "ngo": NGO,
    "instalments": INSTALMENTS,
    "lettered": LETTERED,
    "financial-year": FINANCIAL_YEAR,
    "open-ended": OPEN_ENDED,
}


def office(name: str) -> Portfolio:
    """One of the offices, as its file would be read."""
    return from_data(OFFICES[name])
