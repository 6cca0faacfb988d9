"""The names of things as a report prints them, and the figures it asks for."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

import attrs
from babel.lists import format_list

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
from cproc.labels import Labels
from cproc.rates import Rate
from cproc.report.cells import Cell, Expression, Rounded
from cproc.report.layouts import Layout, layout_of


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


def _distinct(names: Mapping[str, str]) -> dict[str, str]:
    """Put the identifier behind names that several records share."""
    times = Counter(names.values())
    return {key: name if times[name] == 1 else f"{name} ({key})" for key, name in names.items()}


_TERM_LABELS = {
    model.TermList.ACTIVITY_KIND: "kind",
    model.TermList.CONTRIBUTION_KIND: "contribution",
    model.TermList.RESULT_LEVEL: "result_level",
    model.TermList.POST_CATEGORY: "recruitment",
}
"""The labels that name the built-in terms of each list."""
_TERM_FIELDS = {
    model.TermList.ACTIVITY_KIND: "activities.kind",
    model.TermList.POST_CATEGORY: "posts.recruitment",
}
"""The fields that hold a term of each list, where a mark can hide it."""


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
class Context:
    """The names of a portfolio's records in one language, on the day of its report.

    Args:
        portfolio: Whose records.
        labels: Words of the language.
    """

    portfolio: model.Portfolio
    labels: Labels
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
    def language(self) -> str:
        """Language of the report."""
        return self.labels.language

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

    def span(self, when: model.DateSpan | None, unknown: str = "") -> str:
        """A span as it is printed; without one, what stands for it."""
        return unknown if when is None else self.labels.span(when)

    def best(self, text: model.LocalText) -> str:
        """A text in the report's language or the next best."""
        return text.best(self.language)

    def local(self, text: model.LocalText | None) -> Cell:
        """A text in the report's language or the next best, which is then marked."""
        if text is None:
            return Cell()
        return Cell(self.best(text), language=self.other_language(text))

    def listed(self, names: Iterable[str]) -> str:
        """Join names as a sentence does: ``a, b and c``."""
        return str(format_list(list(names), locale=self.labels.locale))

    def joined(self, parts: Iterable[str]) -> str:
        """Join parts that may hold commas, each once."""
        texts = dict.fromkeys(parts)
        return self.labels("format.semicolon").join(texts)

    # --- Places -----------------------------------------------------------------------

    @cached_property
    def _designations(self) -> dict[str, model.Designation]:
        return self.portfolio.named_by_rule

    @cached_property
    def required_footnotes(self) -> tuple[tuple[str, str], ...]:
        """Names that call a footnote, as printed with their mark, and the footnotes."""
        return tuple(
            (rule.called(self.language), note)
            for rule in self._designations.values()
            if (note := rule.noted(self.language))
        )

    def country(self, code: str) -> str:
        """Name a country as the office must, with the mark that calls a required footnote."""
        rule = self._designations.get(code)
        if rule is None:
            return model.country_name(code, self.language).replace("&", self.labels("word.and"))
        return rule.called(self.language)

    @cached_property
    def _localities(self) -> dict[str, list[model.Locality]]:
        by_name: dict[str, list[model.Locality]] = {}
        for locality in self.portfolio.localities:
            by_name.setdefault(locality.name, []).append(locality)
        return by_name

    def city(self, name: str, country: str | None = None) -> str:
        """Name a city; where its country is not known, the only one of that name is meant."""
        found = [of for of in self._localities.get(name, ()) if country in (None, of.country)]
        return (found[0].names.get(self.language) or name) if len(found) == 1 else name

    @cached_property
    def _regions(self) -> dict[str, str]:
        return _distinct({region.code: self.best(region.name) for region in self.portfolio.regions})

    def region(self, code: str) -> str:
        """Name a region of the office."""
        return self._regions.get(code, code)

    def place(self, place: model.Place, brackets: bool = False) -> str:
        """Name a place, from the venue to the country.

        Args:
            place: The place.
            brackets: Whether what the source does not print stands in square brackets.
        """
        parts = {
            "venue": place.venue,
            "city": self.city(place.city, place.country) if place.city else None,
            "subdivision": place.subdivision,
            "country": self.country(place.country) if place.country else None,
            "region": self.region(place.region) if place.region else None,
        }
        if place.country and place.city == model.country_name(place.country, "en"):
            parts["country"] = None  # a city-state is named once
        if brackets:
            parts |= {part: f"[{parts[part]}]" for part in place.supplied if parts[part]}
        return ", ".join(filter(None, parts.values()))

    def places(self, places: Iterable[model.Place], brackets: bool = False) -> str:
        """Name places, in order, each once."""
        return self.joined(self.place(place, brackets) for place in places)

    def when(self, occurrences: Iterable[model.Occurrence]) -> str:
        """The dates of occurrences, in order, each once."""
        return self.joined(self.labels.span(occurrence.when) for occurrence in occurrences)

    # --- Terms of the office ----------------------------------------------------------

    @cached_property
    def _terms(self) -> dict[model.TermList, dict[str, str]]:
        own = {(term.of, term.id): self.best(term.title) for term in self.portfolio.terms}
        # Rows are matched by what is printed, so no two terms of a list have one name.
        return {
            of: _distinct(
                {
                    id_: own.get((of, id_)) or self.labels.get(f"{group}.{id_}", id_)
                    for id_ in self.portfolio.term_ids(of)
                }
            )
            for of, group in _TERM_LABELS.items()
        }

    def term(self, of: model.TermList, id_: str | None) -> str:
        """Name a term of one of the office's lists; without one, the word for what is absent."""
        return (
            self.absent(_TERM_FIELDS.get(of, "")) if id_ is None else self._terms[of].get(id_, id_)
        )

    def absent(self, of: str) -> str:
        """The word for what a field lacks: nobody stated it, or the edition does not show it.

        Args:
            of: The field as marks name it, ``posts.grade``.
        """
        records = of.partition(".")[0]
        hidden = any(
            each.of == of or (each.of == records and each.how is model.Withholding.UNNAMED)
            for each in self.portfolio.withheld
        )
        return self.labels("word.not_shown" if hidden else "word.not_stated")

    def kind(self, of: str | None) -> str:
        """Name a kind of activity."""
        return self.term(model.TermList.ACTIVITY_KIND, of)

    def form(self, of: str | None) -> str:
        """Name a form of contribution."""
        return self.term(model.TermList.CONTRIBUTION_KIND, of)

    @cached_property
    def _treaties(self) -> dict[str, str]:
        cited = {each.id: each.reference for each in self.portfolio.treaties}
        return _distinct({id_: self.best(of) if of else id_ for id_, of in cited.items()})

    def treaty(self, id_: str) -> str:
        """Cite a treaty."""
        return self._treaties.get(id_, id_)

    # --- Parties and projects -----------------------------------------------------------

    @cached_property
    def _organisations(self) -> dict[str, model.LocalText]:
        return {organisation.id: organisation.name for organisation in self.portfolio.organisations}

    @cached_property
    def _organisation_names(self) -> dict[str, str]:
        return _distinct({id_: self.best(name) for id_, name in self._organisations.items()})

    def organisation(self, id_: str) -> str:
        """Name an organisation in full; no two have one name."""
        return self._organisation_names.get(id_, id_)

    @cached_property
    def _acronyms(self) -> dict[str, str]:
        names = {
            each.id: self.best(each.acronym or each.name) for each in self.portfolio.organisations
        }
        return _distinct(names)

    def acronym(self, id_: str) -> str:
        """Name an organisation as those do who work with it: by its acronym, where it has one."""
        return self._acronyms.get(id_, id_)

    def organisation_language(self, id_: str) -> str | None:
        """The language of that name, where it is not the report's."""
        name = self._organisations.get(id_)
        return self.other_language(name) if name else None

    def other_language(self, text: model.LocalText) -> str | None:
        """The language of a text, where it is not the report's."""
        return None if text.get(self.language) else text.language_of(self.language)

    @cached_property
    def _projects(self) -> dict[str, str]:
        return {project.code: project.name for project in self.portfolio.projects}

    def project(self, code: str) -> str:
        """A project's short name."""
        return self._projects.get(code, code)

    def projects(self, codes: Iterable[str]) -> str:
        """The short names of projects."""
        return ", ".join(self.project(code) for code in codes)

    def programme(self, id_: str | None) -> str:
        """The title of a programme; nothing where there is none."""
        titles = {each.id: each.title for each in self.portfolio.programmes}
        return self.best(titles[id_]) if id_ in titles else id_ or ""

    def heading(self, project: model.Project) -> str:
        """A project's short name and title."""
        title = self.best(project.title)
        if title == project.name:
            return title
        return self.labels("format.project_heading", name=project.name, title=title)

    def financing(self, contributions: Iterable[model.Contribution]) -> str:
        """Tell who finances, by form: ``Joint programme (Council of Europe 10%, …)``."""
        groups: dict[str, list[str]] = {}
        for contribution in contributions:
            name = self.organisation(contribution.donor)
            if contribution.share is not None:
                name = f"{name} {self.labels.percent(contribution.share)}"
            elif contribution.amount is not None:
                name = f"{name} {self.labels.amount(contribution.amount)}"
            groups.setdefault(self.form(contribution.kind), []).append(name)
        return self.joined(
            self.labels("format.group", head=kind, members=", ".join(dict.fromkeys(donors)))
            for kind, donors in groups.items()
        )

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
