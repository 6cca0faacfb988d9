"""An office that is in order, for rules to be broken on."""

from datetime import date

import pytest

from cproc.dates import DateSpan, Month, Period
from cproc.model import (
    BudgetVersion,
    ExchangeRate,
    LocalText,
    Office,
    Organisation,
    Portfolio,
    Project,
    Region,
)
from cproc.money import Money


def text(words: str) -> LocalText:
    return LocalText({"en": words})


@pytest.fixture
def sound() -> Portfolio:
    """An office with the project P of 2016 and 2017, its bank, two regions and a rate."""
    project = Project(
        code="P",
        name="P",
        title=text("Project"),
        period=DateSpan.parse("2016-01/2017-12"),
        budget=(BudgetVersion(Money("100", "EUR"), date(2015, 12, 1)),),
    )
    return Portfolio(
        office=Office("O", text("Office"), "ORG", "Bucharest", "RO", date(2014, 4, 7)),
        period=Period.parse("2016-10-01/2017-09-30"),
        organisations=(Organisation("ORG", text("Organisation")), Organisation("B", text("Bank"))),
        regions=(Region("EAST", text("East"), ("MD", "UA")), Region("WORLD", text("World"))),
        projects=(project,),
        rates=(ExchangeRate("USD", "1.25", Month(2016, 1)),),
    )
