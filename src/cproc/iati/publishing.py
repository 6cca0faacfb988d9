"""What is published: whose it is, as of when, and the elements that texts and parties become."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from xml.etree.ElementTree import Element, SubElement

import attrs

from cproc.dates import DateSpan, Month, Precision
from cproc.iati.facts import activity_identifiers, reporting_organisation
from cproc.labels import Labels, labels_in
from cproc.model import LocalText, Money, Organisation, Portfolio

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@attrs.frozen(slots=False)
class Publishing:
    """One file: a portfolio as its organisation publishes it.

    Args:
        portfolio: What is published.
        language: The language that stands first, and that dates are in.
        history: Whether every version of a budget is written.
    """

    portfolio: Portfolio
    language: str
    history: bool = False

    @property
    def on(self) -> date:
        """The day that everything is as of."""
        return self.portfolio.period.end

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        """The organisations by their identifiers."""
        return {each.id: each for each in self.portfolio.organisations}

    @cached_property
    def own(self) -> Organisation:
        """The organisation that reports."""
        return reporting_organisation(self.portfolio)

    @cached_property
    def labels(self) -> Labels:
        """The words of the language."""
        return labels_in(self.language)

    @cached_property
    def identifiers(self) -> dict[str, str]:
        """The identifier of the activity that each project is, by its code."""
        return activity_identifiers(self.portfolio)

    def text(
        self, parent: Element, tag: str, text: LocalText | str | None, **given: str
    ) -> Element:
        """An element with a text in each of its languages, that of the file first."""
        element = SubElement(parent, tag, {n.replace("_", "-"): v for n, v in given.items() if v})
        entries = text.entries if isinstance(text, LocalText) else ((self.language, text or ""),)
        filled = [entry for entry in entries if entry[1].strip()]
        for language, words in sorted(filled, key=lambda entry: entry[0] != self.language):
            own = {} if language == self.language else {LANG: language}
            SubElement(element, "narrative", own).text = words
        return element

    def party(self, parent: Element, tag: str, id_: str, **given: str) -> Element:
        """An element that is an organisation."""
        of = self.organisations[id_]
        kind = str(of.type.code) if of.type else ""
        return self.text(parent, tag, of.name, **{"ref": of.iati, "type": kind, **given})

    def day(self, parent: Element, on: date, span: DateSpan, kind: str) -> None:
        """The date of an activity; one known to a month or a year only says so in words."""
        words = ""
        if span.precision is not Precision.DAY:
            month = span.precision is Precision.MONTH
            words = self.labels.month(Month.of(on)) if month else str(on.year)
        self.text(parent, "activity-date", words, type=kind, iso_date=on.isoformat())


def period(parent: Element, first: date, last: date) -> None:
    """Add the first and the last day of what an element is of."""
    SubElement(parent, "period-start", {"iso-date": first.isoformat()})
    SubElement(parent, "period-end", {"iso-date": last.isoformat()})


def value(parent: Element, amount: Money, on: date) -> None:
    """Add an amount with the day of its exchange rate."""
    given = {"currency": amount.currency, "value-date": on.isoformat()}
    SubElement(parent, "value", given).text = f"{amount.amount:f}"
