"""Files as organisations publish them in IATI, of every oddness that real ones have."""

from __future__ import annotations

from datetime import date
from xml.sax.saxutils import escape

from hypothesis import strategies as st

HEAD = '<iati-activities version="2.03" generated-datetime="2025-04-17T14:30:38.6188213+02:00">'
OFFICE = '<reporting-org ref="GB-CHC-1" type="21"><narrative>Wells</narrative></reporting-org>'
CODES = '<recipient-country code="KE"/><sector code="14030"/>'
DATES = '<activity-date type="2" iso-date="2017-02-06+08:00"/>'


def activity(number: int | str = 1, inner: str = "", currency: str = "EUR", more: str = "") -> str:
    """One activity with what each has, and what is given."""
    default = f' default-currency="{currency}"' if currency else ""
    return (
        f'<iati-activity xml:lang="en"{default}{more}>'
        f"<iati-identifier>GB-CHC-1-P{number}</iati-identifier>{OFFICE}"
        f"<title><narrative>Project {number}</narrative></title>{DATES}{inner}</iati-activity>"
    )


def published(*activities: str, head: str = HEAD) -> str:
    """A whole file."""
    return "\n".join(('<?xml version="1.0" encoding="UTF-8"?>', head, *activities, CLOSE))


CLOSE = "</iati-activities>"

SOUND = published(
    activity(
        1,
        '\n<participating-org role="1" ref="XM-DAC-7"><narrative>Donor</narrative>'
        "</participating-org>\n"
        '<recipient-country code="KE"/><sector code="14030"/>'
        '<budget><period-start iso-date="2017-01-01"/><period-end iso-date="2017-12-31"/>'
        '<value value-date="2017-01-01">500.0000</value></budget>\n'
        '<transaction ref="R"><transaction-type code="4"/>'
        '<transaction-date iso-date="2017-05-05"/>\n<value>123.4500000000</value>'
        "<receiver-org><narrative>d&amp;apos;Harcourt</narrative></receiver-org></transaction>",
    ),
    activity(2),
)
"""A file without a fault."""

_amounts = st.builds(
    "{}.{}{}".format, st.integers(0, 10**9), st.integers(0, 10**4), st.sampled_from(("", "000000"))
)
_signed = st.builds(str.__add__, st.sampled_from(("", "", "-", "+")), _amounts)
_days = st.dates(date(2010, 1, 1), date(2025, 4, 1))
_zones = st.sampled_from(("", "Z", "+08:00", "T00:00:00"))
_texts = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=30)


@st.composite
def _transaction(draw: st.DrawFn) -> str:
    """A movement of money, in one of several currencies, with or without a value date."""
    stated = draw(st.sampled_from(("", f' value-date="{draw(_days)}"')))
    currency = draw(st.sampled_from(("", ' currency="USD"', ' currency="JPY"')))
    reference = draw(st.sampled_from(("", ' ref="R1"', ' ref="R2"')))
    party = draw(st.sampled_from(("", f"<receiver-org>{_narrative(draw(_texts))}</receiver-org>")))
    return (
        f'<transaction{reference}><transaction-type code="{draw(st.integers(1, 13))}"/>'
        f'<transaction-date iso-date="{draw(_days)}{draw(_zones)}"/>'
        f"<value{currency}{stated}> {draw(_signed)} </value>"
        f"<description>{_narrative(draw(_texts))}</description>{party}</transaction>"
    )


def _narrative(text: str) -> str:
    return f"<narrative>{escape(text)}</narrative>"


def _budget(year: int, kind: int, amount: str) -> str:
    return (
        f'<budget type="{kind}"><period-start iso-date="{year}-01-01"/>'
        f'<period-end iso-date="{year}-12-31"/>'
        f'<value value-date="{year}-01-01">{amount}</value></budget>'
    )


@st.composite
def files(draw: st.DrawFn) -> str:
    """A file of a few activities with money."""
    activities = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        budgets = [
            _budget(2017 + at, draw(st.sampled_from((1, 1, 2))), amount)
            for at, amount in enumerate(draw(st.lists(_signed, max_size=4)))
        ]
        paid = draw(st.lists(_transaction(), max_size=5))
        activities.append(activity(number, "".join((CODES, *budgets, *paid))))
    return published(*activities)
