"""What an office adds to the reading of places: its names for countries, regions and cities."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from cproc.loaders.inventory.gazetteer import City, cities, country_keys, country_of
from cproc.loaders.inventory.words import folded
from cproc.model import LocalText, Portfolio

MANY_PEOPLE = 50_000
"""People of a city that is believed without a country or a comma."""


@attrs.frozen
class PlaceRules:
    """What an office and its languages add to the reading of places.

    Args:
        languages: Those of names of countries.
        designated: Codes by the names the office must use.
        regions: Codes of its regions by folded name.
        filed: How it files a city, by folded name in any language, with its country.
        organisations: Folded names and acronyms of organisations, which may be venues.
    """

    languages: tuple[str, ...]
    designated: Mapping[str, str] = attrs.field(factory=dict)
    regions: Mapping[str, str] = attrs.field(factory=dict)
    filed: Mapping[str, tuple[City, ...]] = attrs.field(factory=dict)
    organisations: frozenset[str] = frozenset()

    @classmethod
    def of(cls, office: Portfolio, languages: tuple[str, ...]) -> PlaceRules:
        """The rules of an office.

        Args:
            office: Its portfolio.
            languages: Those of the inventory.
        """
        countries = {
            name: each.country for each in office.designations for _lang, name in each.name.entries
        }
        regions = {
            folded(name): each.code
            for each in office.regions
            for name in (each.code, *(text for _language, text in each.name.entries))
        }
        filed: dict[str, tuple[City, ...]] = {}
        for each in office.localities:
            city = City(each.name, each.country, MANY_PEOPLE, MANY_PEOPLE)
            for name in {folded(each.name), *(folded(text) for _lang, text in each.names.entries)}:
                filed[name] = (*filed.get(name, ()), city)
        names = {
            folded(name)
            for each in office.organisations
            for name in (each.id, *_texts(each.name), *_texts(each.acronym))
        }
        return cls(languages, country_keys(countries), regions, filed, frozenset(names))

    def country_named(self, name: str) -> str | None:
        """The code of a country that is written out."""
        return country_of(name, self.languages, self.designated)

    def cities(self, name: str, country: str | None = None) -> tuple[City, ...]:
        """Cities of a name, as the office files them or else as they are printed."""
        own = self.cities_filed(name, country)
        known = (attrs.evolve(c, name=printed_name(name)) for c in cities(name, country))
        taken = {city.country for city in own}
        return (*own, *(city for city in known if city.country not in taken))

    def cities_filed(self, name: str, country: str | None = None) -> tuple[City, ...]:
        """Cities of a name that the office has on file."""
        own = self.cities_of(name)
        return tuple(city for city in own if country in (None, city.country))

    def cities_of(self, name: str) -> tuple[City, ...]:
        """Those on file under a name, in any country."""
        key = folded(name)
        return self.filed.get(key) or self.filed.get(key.replace("-", " ")) or ()


def _texts(text: LocalText | None) -> tuple[str, ...]:
    return tuple(value for _language, value in text.entries) if text else ()


def printed_name(name: str) -> str:
    """A name with single blanks.

    Args:
        name: As it is printed.
    """
    return " ".join(name.split())
