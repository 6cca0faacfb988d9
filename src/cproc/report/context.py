"""Context of things as a report prints them, and the figures it asks for."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, cast

import attrs
from babel.lists import format_list

from cproc.figures import Breakdown, Figure, MonthRule, Rule, evaluate, tally
from cproc.labels import Labels
from cproc.model import (
    Activity,
    Contribution,
    Designation,
    LocalText,
    Occurrence,
    Organisation,
    Place,
    Portfolio,
    Project,
)
from cproc.model.places import country_name
from cproc.report import formats

Made = TypeVar("Made")


def sort_key(text: str) -> tuple[str, str]:
    """The key by which names are put in order: accents, marks and case count last."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if c.isalnum() or c == " ")
    return plain.strip().casefold(), text


def _distinct(context: Mapping[str, str]) -> dict[str, str]:
    """Put the identifier behind names that several records share."""
    times = Counter(context.values())
    return {key: name if times[name] == 1 else f"{name} ({key})" for key, name in context.items()}


@attrs.frozen(eq=False)
class Context:
    """The names of a portfolio's records in one language, on the day of its report.

    Args:
        portfolio: Whose records.
        labels: Words of the language.
    """

    portfolio: Portfolio
    labels: Labels
    _known: dict[object, Any] = attrs.field(factory=dict, init=False, repr=False)

    def tally(
        self,
        by: str | tuple[str, ...] = (),
        rule: Rule = Rule.ENTRIES,
        months: MonthRule = MonthRule.FIRST_DAY,
    ) -> Breakdown:
        """Count the activities as `cproc.figures.tally` does, once for a report."""
        return self.once((by, rule, months), lambda: tally(self.portfolio, by, rule, months))

    def figure(self, call: str) -> Figure:
        """Compute a figure as `cproc.figures.evaluate` does, once for a report."""
        return self.once(call, lambda: evaluate(self.portfolio, call))

    def once(self, key: object, make: Callable[[], Made]) -> Made:
        """Make what tables share once for a report, and give it again to the next."""
        if key not in self._known:
            self._known[key] = make()
        return cast("Made", self._known[key])

    @property
    def language(self) -> str:
        """Language of the report."""
        return self.labels.language

    @property
    def issued(self) -> date:
        """Day of the report, on which the designation policy is read."""
        report = self.portfolio.report
        return report.date if report else self.portfolio.period.end

    @property
    def end(self) -> date:
        """Last day of the reporting period."""
        return self.portfolio.period.end

    def best(self, text: LocalText) -> str:
        """A text in the report's language or the next best."""
        return text.best(self.language)

    def listed(self, names: Iterable[str]) -> str:
        """Join names as a sentence does: ``a, b and c``."""
        return str(format_list(list(names), locale=self.labels.locale))

    def joined(self, parts: Iterable[str]) -> str:
        """Join parts that may hold commas, each once."""
        return self.labels("format.semicolon").join(dict.fromkeys(parts))

    # --- Places -----------------------------------------------------------------------

    @cached_property
    def _designations(self) -> dict[str, Designation]:
        rules = reversed(self.portfolio.designations)
        return {rule.country: rule for rule in rules if rule.holds(rule.country, self.issued)}

    @cached_property
    def required_footnotes(self) -> tuple[tuple[str, str], ...]:
        """Context that call a footnote, as printed with their mark, and the footnotes."""
        return tuple(
            (f"{self.best(rule.name)}{rule.mark}", f"{rule.mark} {self.best(rule.footnote)}")
            for rule in self._designations.values()
            if rule.mark and rule.footnote
        )

    def country(self, code: str) -> str:
        """Name a country as the office must, with the mark that calls a required footnote."""
        rule = self._designations.get(code)
        if rule is None:
            return country_name(code, self.language).replace("&", self.labels("word.and"))
        return f"{self.best(rule.name)}{rule.mark}"

    @cached_property
    def _localities(self) -> dict[tuple[str, str], LocalText]:
        return {(known.name, known.country): known.names for known in self.portfolio.localities}

    def city(self, name: str, country: str | None = None) -> str:
        """Name a city; where its country is not known, the only one of that name is meant."""
        found = [
            names
            for (known, where), names in self._localities.items()
            if known == name and country in (None, where)
        ]
        return (found[0].get(self.language) or name) if len(found) == 1 else name

    @cached_property
    def _regions(self) -> dict[str, str]:
        return _distinct({region.code: self.best(region.name) for region in self.portfolio.regions})

    def region(self, code: str) -> str:
        """Name a region of the office."""
        return self._regions.get(code, code)

    def place(self, place: Place, brackets: bool = False) -> str:
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
        if place.country and place.city == country_name(place.country, "en"):
            parts["country"] = None  # a city-state is named once
        shown = [
            f"[{text}]" if brackets and part in place.supplied else text
            for part, text in parts.items()
            if text
        ]
        return ", ".join(shown)

    def places(self, places: Iterable[Place], brackets: bool = False) -> str:
        """Name places, in order, each once."""
        return self.joined(self.place(place, brackets) for place in places)

    def when(self, occurrences: Iterable[Occurrence]) -> str:
        """Tell the dates of occurrences, in order, each once."""
        return self.joined(formats.span(self.labels, made.when) for made in occurrences)

    # --- Parties and projects -----------------------------------------------------------

    @cached_property
    def _organisations(self) -> dict[str, Organisation]:
        return {known.id: known for known in self.portfolio.organisations}

    @cached_property
    def _organisation_names(self) -> dict[str, str]:
        names = {known.id: self.best(known.name) for known in self.portfolio.organisations}
        return _distinct(names)

    def organisation(self, id_: str) -> str:
        """Name an organisation in full; no two have one name."""
        return self._organisation_names.get(id_, id_)

    def organisation_language(self, id_: str) -> str | None:
        """Tell the language of that name, where it is not the report's."""
        known = self._organisations.get(id_)
        return self.other_language(known.name) if known else None

    def other_language(self, text: LocalText) -> str | None:
        """Tell the language of a text, where it is not the report's."""
        if text.get(self.language):
            return None
        return text.language_of(self.language)

    @cached_property
    def _projects(self) -> dict[str, Project]:
        return {project.code: project for project in self.portfolio.projects}

    def project(self, code: str) -> str:
        """A project's short name."""
        known = self._projects.get(code)
        return known.name if known else code

    def projects(self, codes: Iterable[str]) -> str:
        """The short names of projects."""
        return ", ".join(self.project(code) for code in codes)

    def heading(self, project: Project) -> str:
        """A project's short name and title."""
        title = self.best(project.title)
        if title == project.name:
            return title
        return self.labels("format.project_heading", name=project.name, title=title)

    def financing(self, contributions: Iterable[Contribution]) -> str:
        """Tell who finances, by form: ``Joint programme (Council of Europe 10%, …)``."""
        groups: dict[str, list[str]] = {}
        for made in contributions:
            name = self.organisation(made.donor)
            if made.share is not None:
                name = f"{name} {formats.percent(self.labels, made.share)}"
            elif made.amount is not None:
                name = f"{name} {formats.amount(self.labels, made.amount)}"
            groups.setdefault(self.labels(f"contribution.{made.kind}"), []).append(name)
        told = (
            self.labels("format.group", head=kind, members=", ".join(dict.fromkeys(names)))
            for kind, names in groups.items()
        )
        return self.joined(told)

    def countries_of(self, activity: Activity) -> str:
        """Name the countries an activity took place in."""
        codes = dict.fromkeys(place.country for place in activity.places if place.country)
        return self.joined(self.country(code) for code in codes)

    def unit(self, unit: str, number: int | None = None) -> str:
        """Name what is counted, in the plural where no number is given."""
        if number is None:
            return self.labels.get(f"unit.{unit}.other", unit)
        if f"unit.{unit}.other" not in self.labels.entries:
            return unit
        return self.labels.plural(f"unit.{unit}", number)
