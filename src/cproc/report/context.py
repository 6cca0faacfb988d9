"""What tables and text are made from: the figures a report asks for, its day, and its names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

import attrs

from cproc import model
from cproc.figures import (
    Booked,
    Figure,
    Reconciliation,
    booked,
    evaluate_all,
    rates_on,
    reported,
    set_beside,
)
from cproc.rates import Rate
from cproc.report.cells import Expression, Rounded
from cproc.report.layouts import Layout, layout_of
from cproc.report.naming import Naming


def sort_key(text: str) -> tuple[str, str]:
    """The key by which names are put in order: accents, marks and case count last."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if c.isalnum() or c == " ")
    return plain.strip().casefold(), text


def project_table(kind: str, code: str) -> str:
    """The identifier of a project's own table: ``project_facts:GLACY+``."""
    return f"{kind}:{code}"


def project_code(project: model.Project, *_of_it: object) -> str:
    """The code of the project that a row is about."""
    return project.code


def project_row(project: model.Project | None, index: int, *_record: object) -> str:
    """The key of the row of a record of a project, or of the office, by its position."""
    return f"{project.code if project else ''}:{index}"


@attrs.frozen
class Listed:
    """An entry of the inventory as it is printed; several tables list the same entries.

    Args:
        month: Month of its first day; none where that is not known.
        listed: Month it is listed under, likewise.
        year: Year that it is listed under.
        when: Its dates.
        places: Its places.
        marked: The same, what the source does not print in square brackets.
        named: The names of its countries.
        projects: Short names of its projects.
    """

    month: model.Month | None
    listed: model.Month | None
    year: int
    when: str
    places: str
    marked: str
    named: str
    projects: str


@attrs.frozen(eq=False)
class Context(Naming):
    """The names of a portfolio's records in one language, on the day of its report.

    Args:
        portfolio: Whose records.
        labels: Words of the language.
    """

    _figures: dict[str, Figure] = attrs.field(factory=dict, init=False, repr=False)
    _books: dict[str, tuple[Booked, ...]] = attrs.field(factory=dict, init=False, repr=False)

    def figure(self, call: str) -> Figure:
        """A figure as `cproc.figures.evaluate` computes it, once for a report."""
        if call not in self._figures:
            self.ask([call])
        return self._figures[call]

    def ask(self, calls: Iterable[str], *, lenient: bool = False) -> None:
        """Compute figures that tables and text will need, all at once.

        Args:
            calls: Calls of figures; those that are known already are not computed again.
            lenient: Leave out what cannot be computed; who needs it is given the reason.
        """
        new = [call for call in dict.fromkeys(calls) if call not in self._figures]
        self._figures.update(evaluate_all(self.portfolio, new, lenient=lenient))

    def booked(self, project: model.Project) -> tuple[Booked, ...]:
        """What `cproc.figures.booked` tells of a project by the last day, once for a report."""
        if project.code not in self._books:
            self._books[project.code] = booked(self.portfolio, project)
        return self._books[project.code]

    @cached_property
    def activities(self) -> tuple[model.Activity, ...]:
        """The inventory of the reporting period: what surely belongs to it."""
        return reported(self.portfolio)

    @cached_property
    def held(self) -> tuple[model.Activity, ...]:
        """What took place of it; what was planned, postponed or cancelled is in no tally."""
        return tuple(each for each in self.activities if each.status is model.ActivityStatus.HELD)

    @cached_property
    def undated(self) -> tuple[model.Activity, ...]:
        """What may belong to the reporting period, and is in no table of it."""
        return reported(self.portfolio, told=None)

    @cached_property
    def reconciled(self) -> tuple[Reconciliation, ...]:
        """Each statement beside the figures it may mean, as `cproc.figures.reconcile` sets it."""
        return tuple(
            set_beside(statement, map(self.figure, statement.figures))
            for statement in self.portfolio.statements
        )

    @cached_property
    def edition(self) -> model.Edition:
        """The edition that is printed."""
        return self.portfolio.edition

    @cached_property
    def layout(self) -> Layout:
        """What the edition shows of chapters and sheets."""
        return layout_of(self.edition)

    @property
    def explains(self) -> bool:
        """Whether sources, rules and what is reconciled are printed, as for auditors."""
        return self.edition.explains

    @property
    def end(self) -> date:
        """Last day of the reporting period."""
        return self.portfolio.period.end

    @cached_property
    def last_day(self) -> str:
        """The last day of the reporting period, in words."""
        return self.labels.day(self.end)

    @property
    def earlier(self) -> str:
        """The words for the earlier period that the report is set against, if it is."""
        period = self.portfolio.against
        return self.labels.period(period) if period else ""

    def currency(self, project: model.Project | None = None) -> str:
        """The currency of a project's contract; without one, that of the portfolio."""
        return self.portfolio.currency_of(project) if project else self.portfolio.currency

    @cached_property
    def restates(self) -> bool:
        """Whether totals restate the money of some project in the portfolio's currency."""
        return any(map(self.is_restated, self.portfolio.projects))

    @cached_property
    def rates(self) -> Mapping[str, Rate]:
        """The rate of each other currency at which totals of the last day restate it."""
        return rates_on(self.portfolio, self.end)

    def is_restated(self, project: model.Project) -> bool:
        """Whether totals restate the money of a project in the portfolio's currency."""
        return self.currency(project) != self.currency()

    def nothing(self, project: model.Project | None = None) -> model.Money:
        """No money, in the currency of a project or of the portfolio."""
        return model.Money(0, self.currency(project))

    def rounded(self, amount: Expression, project: model.Project | None = None) -> Rounded:
        """An amount in such a currency, rounded to its smallest unit."""
        return Rounded(amount, model.minor_unit(self.currency(project)))

    @cached_property
    def inventory(self) -> dict[str, Listed]:
        """Each activity as it is printed, by its identifier."""
        return {activity.id: self._listed(activity) for activity in self.activities}

    def _listed(self, activity: model.Activity) -> Listed:
        listed, places = activity.listing_month, activity.places
        codes = dict.fromkeys(place.country for place in places if place.country)
        written = self.places(places)
        return Listed(
            activity.month,
            listed,
            listed.year if listed else activity.when.start.year,
            self.when(activity.occurrences),
            written,
            self.places(places, brackets=True) if any(p.supplied for p in places) else written,
            self.joined(map(self.country, codes)),
            self.projects(activity.projects),
        )

    def month(self, of: model.Month | None) -> str:
        """Name a month, or say that it is not known."""
        return self.labels("word.no_month") if of is None else self.labels.month(of)

    def month_key(self, of: model.Month | None) -> str:
        """The key of the row of a month, ``2016-10``."""
        return self.month(of) if of is None else str(of)

    def unit(self, unit: str, number: int | None = None) -> str:
        """Name what is counted, in the plural where no number is given."""
        return self.labels.unit(unit, number)
