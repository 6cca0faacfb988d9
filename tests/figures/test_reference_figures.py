"""Every figure of the catalogue on the reference year, worked out by hand.

The numbers come from the text of SG/Inf(2017)42, whose lines are cited as L-numbers; they were
counted there and not computed by the library. Where the report does not tell a fact, the figure
is not known, and that is what the test holds.
"""

from decimal import Decimal
from typing import Any

import pytest
from example_data import loaded

from cproc.figures import CATALOGUE, evaluate, every_figure
from cproc.money import Money

YEAR = loaded("cproc_2017")


def eur(amount: int) -> Money:
    """Give an amount in euros."""
    return Money(amount, "EUR")


# --- Activities: the annex, L419-L628 --------------------------------------------------------

COUNTRIES = {
    # each with the line of the annex in which it stands first
    "ME": 423, "MA": 424, "NG": 425, "MD": 426, "GH": 428, "HR": 429, "AZ": 430, "AT": 431,
    "HU": 432, "IE": 434, "RO": 435, "UA": 440, "AM": 442, "GE": 443, "FR": 444, "AL": 448,
    "LB": 449, "IT": 454, "MX": 455, "XK": 457, "MK": 460, "SN": 465, "RS": 466, "KE": 470,
    "NL": 475, "GT": 478, "BA": 481, "SG": 484, "LK": 495, "TR": 497, "CR": 498, "CL": 498,
    "AR": 498, "MU": 499, "BY": 500, "PA": 504, "BB": 516, "PH": 523, "DO": 524, "TO": 541,
    "BE": 545, "KZ": 546, "ES": 553, "EE": 554, "LU": 556, "ZA": 571, "NP": 597, "IN": 604,
    "UY": 627,
}  # fmt: skip

ACTIVITIES: dict[str, Any] = {
    # rows below the headings of the months, L421-L606: October to September
    "entries": 13 + 11 + 8 + 7 + 11 + 18 + 12 + 17 + 23 + 10 + 10 + 18,
    # L435, L459, L485, L490, L533, L593, L596 name Bucharest
    'entries(country="RO")': 7,
    # L461, L489, L506, L528, L544, L550, L589, L601 name no country
    'entries(country="")': 8,
    # L461, the tender of July to December 2016, stands with the other seven of December
    'entries(month="2016-12", months="listed")': 8,
    # its first day is in July
    'entries(month="2016-12")': 7,
    # L459, L554 and L609 report two events each
    **dict.fromkeys(("activities_planned", "activities_postponed", "activities_cancelled"), 0),
    "occurrences": 158 + 3,
    # without L461 tender, L489 grant, L587 news, L596 publication and the desk work of L506,
    # L528, L544, L550, L589, L601
    # of L440, L442, L443, L465, L467 and L495 the form is not printed
    "events": (158 + 3 - 10 - 6, 158 + 3 - 10),
    # project names in front of the rows: Octopus, EAP II, EAP III, GLACY, GLACY+, iPROCEEDS
    "participations": 17 + 24 + 27 + 2 + 67 + 49,
    # L424 and L435, each shared with GLACY+: a half and a half
    'entries_by_share(project="GLACY")': 1,
    "countries_reached": len(COUNTRIES),
    # Morocco, where L424 took place, and Romania, where L435 did
    'countries_reached(project="GLACY")': 2,
    # the annex tells how many took part in no row but L468, where they are students of a course
    "participants": None,
}

# --- Projects: the table L138-L145 -----------------------------------------------------------

PROJECTS: dict[str, Any] = {
    "projects": 7,  # L139-L145
    "projects_active": 6,  # all but GLACY, which ended in October 2016 (L142)
    "projects_with_activities": 6,  # no row names CyberSouth
    'project_months(project="OCTOPUS")': 72,  # January 2014 to December 2019 (L139): 6 years
    'project_months(project="EAP2")': 8 + 24,  # May 2015 to December 2017 (L140)
    'project_months(project="EAP3")': 1 + 24,  # December 2015 to December 2017 (L141)
    'project_months(project="GLACY")': 36,  # November 2013 to October 2016 (L142)
    'project_months(project="GLACY+")': 48,  # March 2016 to February 2020 (L143)
    'project_months(project="IPROCEEDS")': 42,  # January 2016 to June 2019 (L144)
    'project_months(project="CYBERSOUTH")': 36,  # July 2017 to June 2020 (L145, L318)
    'project_start_year(project="OCTOPUS")': 2014,  # L139
    'project_start_year(project="EAP2")': 2015,  # L140
    'project_start_year(project="EAP3")': 2015,  # L141; the text says 2016 (L203)
    'project_start_year(project="GLACY")': 2013,  # L142
    'project_start_year(project="GLACY+")': 2016,  # L143
    'project_start_year(project="IPROCEEDS")': 2016,  # L144
    'project_start_year(project="CYBERSOUTH")': 2017,  # L145
    # days to 30 September 2017, the 273rd of its year, by all days; 2016 and 2020 are leap years
    # (365 + 365 + 366 + 273) of 2191: 62.48 %
    'time_elapsed(project="OCTOPUS")': Decimal("62.5"),
    # (245 + 366 + 273) of 245 + 366 + 365: 90.57 %
    'time_elapsed(project="EAP2")': Decimal("90.6"),
    # (31 + 366 + 273) of 31 + 366 + 365: 87.93 %
    'time_elapsed(project="EAP3")': Decimal("87.9"),
    'time_elapsed(project="GLACY")': 100,  # over since October 2016
    # (306 + 273) of 306 + 365 + 365 + 365 + 60: 39.63 %
    'time_elapsed(project="GLACY+")': Decimal("39.6"),
    # (366 + 273) of 366 + 365 + 365 + 181: 50.04 %
    'time_elapsed(project="IPROCEEDS")': 50,
    # 92 of 184 + 365 + 365 + 182: 8.39 %
    'time_elapsed(project="CYBERSOUTH")': Decimal("8.4"),
    'priority_countries(project="OCTOPUS")': 0,  # none named, L155-L177
    'priority_countries(project="EAP2")': 6,  # L181
    'priority_countries(project="EAP3")': 6,  # the same region, L203-L211
    'priority_countries(project="GLACY")': 7,  # L227, L234
    # those seven, South Africa suspended (L268), Ghana, Cape Verde, Nigeria (L266), the
    # Dominican Republic (L270)
    'priority_countries(project="GLACY+")': 7 + 3 + 1,
    'priority_countries(project="IPROCEEDS")': 7,  # L282
    'priority_countries(project="CYBERSOUTH")': 5,  # L316
    # April 2014 to September 2017 (L99, L108): 9 + 12 + 12 + 9
    "months_of_operation": 42,
    "people_trained_in_period": None,  # nor is it told who was trained before it
    "people_trained": 900 + 600,  # judges and prosecutors (L235), officers (L238)
}

# --- Budgets and funding: L138-L145, L177, L207 ----------------------------------------------

BUDGETS: dict[str, Any] = {
    # 3.5 + 0.8 + 1.2 + 10 + 5.56 + 3.33 M
    "budget_total": eur(24_390_000),
    "budget_all": eur(24_390_000 + 3_350_000),  # with GLACY
    # CyberSouth 3.33 M new, GLACY 3.35 M ended; EAP III from 0.7 to 1.2 M (L207) on a day that
    # may lie before the period; what Octopus had before (L177) is not told, so it is left out
    "budget_change": (
        eur(3_330_000 - 3_350_000),
        eur(500_000 + 3_330_000 - 3_350_000),
    ),
    'project_budget(project="OCTOPUS")': eur(3_500_000),
    'project_budget(project="EAP2")': eur(800_000),
    'project_budget(project="EAP3")': eur(1_200_000),
    'project_budget(project="EAP3", on="2015-12-01")': eur(700_000),
    'project_budget(project="EAP3", on="2016-12-31")': (eur(700_000), eur(1_200_000)),
    'project_budget(project="GLACY")': eur(3_350_000),
    'project_budget(project="GLACY+")': eur(10_000_000),
    'project_budget(project="IPROCEEDS")': eur(5_560_000),
    'project_budget(project="CYBERSOUTH")': eur(3_330_000),
    "donors": 9 + 2,  # L139; the Union and the Council of Europe, L140-L145
    'donors(kind="voluntary")': 9,  # L139
    "donors_in_period": 6,  # Estonia, Hungary, Monaco, Slovakia, Japan, United States (L413)
    # the joint programmes that run: 0.8 + 1.2 + 10 + 5.56 + 3.33 M; what each voluntary donor
    # of Octopus gave is not told
    "funding": eur(20_890_000),
    'funding(donor="COE")': eur(2_089_000),  # a tenth
    'funding(donor="EU")': eur(18_801_000),  # the rest
    'funding_share(donor="EU")': Decimal("77.1"),  # 18.801 of 24.39 M: 77.08 %
    'funding_share(donor="EU", kind="joint_programme")': 90,
    'funding_share(donor="COE")': Decimal("8.6"),  # 2.089 of 24.39 M: 8.57 %
    **{
        f'funding_share(donor="{donor}")': None  # amounts are not told (L139)
        for donor in ("EE", "HU", "MC", "RO", "GB", "SK", "JP", "US", "MICROSOFT")
    },
    "funding_gap": None,
    "funding_surplus": None,
    'funding_gap(project="OCTOPUS")': None,  # "to be fully funded", without an amount (L189)
    **{
        f'funding_gap(project="{code}")': eur(0)  # 10 % and the rest, L140-L145
        for code in ("EAP2", "EAP3", "GLACY", "GLACY+", "IPROCEEDS", "CYBERSOUTH")
    },
    'stated_share(project="OCTOPUS")': 0,
    **{
        f'stated_share(project="{code}")': 10  # L140-L145
        for code in ("EAP2", "EAP3", "GLACY", "GLACY+", "IPROCEEDS", "CYBERSOUTH")
    },
    "operational_ratio": None,  # no budget by heading is printed; L392 says only "better"
    # nor is any payment: these are worked out by hand on the grant of the other example
    **dict.fromkeys(
        (
            "budget_lines direct_costs indirect_costs contingency budget_in_period spent "
            "spent_in_period flat_costs committed received balance burn_rate forecast receipts_gap "
            "receipts_surplus lines_in_kind disallowed eligible_spent"
        ).split()
    ),
}

# --- Staff: L371-L381; treaty: L85, L89, L93, L403 -------------------------------------------

PEOPLE: dict[str, Any] = {
    "activities_upcoming": 0,  # none begins between October and December 2017
    "headcount": 21,  # L54, L371
    'headcount(grade="B4/5")': 6,  # L377
    "headcount_by_category": 1 + 5 + 14,  # L377
    "headcount_graded": 1 + 5 + 6 + 2 + 4,  # L377: two of the 14 have no grade
    "vacancies": 5,  # L381
    "planned_posts": 3,  # "two or three"; three bring the whole to 29 (L381)
    "recruitments": 5 + 3,
    "posts_in_all": 21 + 5 + 3,
    "office_capacity": 29,  # L381
    "nationalities": None,  # ten are stated (L54, L379), none is named
    'parties(treaty="CETS185")': 56,  # L85
    'signed_or_invited(treaty="CETS185")': 14,  # L85
    'committee_members(treaty="CETS185")': 56 + 14 + 1,  # with the Russian Federation (L93)
    'committee_states_without_observers(treaty="CETS185")': 56 + 14,  # L404
    # Andorra, Greece, Monaco, Chile, Costa Rica, Tonga (L403) and Senegal (the chart)
    'accessions(treaty="CETS185")': 6 + 1,
    # Andorra in November and Senegal in December 2016, by the Treaty Office's chart; of five
    # others nothing but the year of the report is known
    'accessions(treaty="CETS185", period="2016-10/2016-12")': (2, 2 + 5),
    'stated(id="staff")': 21,  # L54
    # 1.5 M of staff costs and 0.7 M of running costs (L392)
    'stated_sum(ids="savings-staff; savings-running")': eur(1_500_000 + 700_000),
}

NOT_THERE = ("named_indicators", "donor_reports", "instalments", "posts.shares", "submissions")
"""Records that the office has none of, so that figures of them are worked out for others."""
BY_HAND = {**ACTIVITIES, **PROJECTS, **BUDGETS, **PEOPLE}


def test_people_trained_are_more_than_their_numbers() -> None:
    """More than 900 judges and prosecutors (L235) and about 600 officers (L238)."""
    assert str(evaluate(YEAR, "people_trained")) == "more than 1500 people"


@pytest.mark.parametrize("call", BY_HAND)
def test_every_figure_is_the_number_of_the_report(call: str) -> None:
    """Each is worked out in the tables above, with its lines; two numbers are bounds."""
    found = evaluate(YEAR, call)
    assert ((found.low, found.high) if found.bounded else found.value) == BY_HAND[call]


def test_no_figure_is_left_out() -> None:
    """Each figure of the catalogue, for each project, donor and treaty, has its number.

    Those of a heading or of an indicator are worked out for offices that have some.
    """
    others = {
        name
        for name, known in CATALOGUE.items()
        if "heading" in known.required or known.needs in NOT_THERE
    }
    assert {call.partition("(")[0] for call in BY_HAND} | others == set(CATALOGUE)
    assert {found.name for found in every_figure(YEAR)} <= set(BY_HAND)


def test_the_countries_are_those_of_the_annex() -> None:
    """Not their number alone: each country and the line that names it first."""
    first: dict[str, int] = {}
    for activity in YEAR.activities:
        for place in activity.places:
            if place.country:
                line = int(activity.source.split("-")[0].removeprefix("L"))
                first.setdefault(place.country, line)
    assert first == COUNTRIES
