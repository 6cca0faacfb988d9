"""The names of a portfolio's records as a report prints them: places, terms, parties, projects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

import attrs
from babel.lists import format_list

from cproc import model
from cproc.labels import Labels
from cproc.report.cells import Cell


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


@attrs.frozen(eq=False)
class Naming:
    """The names of a portfolio's records in one language.

    Args:
        portfolio: Whose records.
        labels: Words of the language.
    """

    portfolio: model.Portfolio
    labels: Labels

    @property
    def language(self) -> str:
        """Language of the report."""
        return self.labels.language

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
