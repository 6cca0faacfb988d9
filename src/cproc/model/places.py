"""Where things happen, and how the office may name it."""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import cache, lru_cache
from typing import Any

import attrs

from cproc.dates import DateSpan, refuse_backwards
from cproc.errors import InvalidValueError, said
from cproc.model.iati import check_region
from cproc.model.text import Identifier, LocalText

# Two-letter codes that CLDR names but ISO 3166-1 does not assign to a country.
_NOT_COUNTRIES = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]
)

# English last: where languages call two countries alike, it has the word.
_LANGUAGES = (
    "ar az be bg bs cs da de el es et fi hr hu hy it ja ka lt lv mk nb nl pl pt ro ru sk sl sq sr"
    " sr_Latn sv tr uk zh fr en"
).split()
"""Those in which a country that is written out is known."""
_OTHER_NAMES = {
    "Bosnia": "BA",
    "Burma": "MM",
    "Czech Republic": "CZ",
    "EL": "GR",
    "Great Britain": "GB",
    "Ivory Coast": "CI",
    "Macedonia": "MK",
    "Russian Federation": "RU",
    "Turkey": "TR",
    "United States of America": "US",
}
"""Usual ones that CLDR does not have."""


@lru_cache(maxsize=8)
def _territories(language: str) -> dict[str, str]:
    from babel import Locale  # noqa: PLC0415 - keeps `import cproc` light

    return {
        code: str(name)
        for code, name in Locale.parse(language, sep="-").territories.items()
        if len(code) == 2 and code not in _NOT_COUNTRIES
    }


@cache
def _former() -> dict[str, tuple[str, date]]:
    """Codes that ISO 3166-3 lists as withdrawn, with the name and the last day of the code.

    Of two former countries with one code the later counts; a code that is in force is not here.
    """
    from pycountry import historic_countries  # noqa: PLC0415 - few data need it

    former: dict[str, tuple[str, date]] = {}
    for each in sorted(historic_countries, key=lambda each: str(each.withdrawal_date)):
        last = DateSpan.parse(each.withdrawal_date).end
        former[each.alpha_4[:2]] = each.name, last
    return {code: told for code, told in former.items() if code not in _territories("en")}


def withdrawn(code: str) -> date | None:
    """The last day of the code of a former country, such as ``YU``; nothing of one in force.

    Example:
        >>> withdrawn("AN"), withdrawn("FR")
        (datetime.date(2010, 12, 15), None)
    """
    return None if code in _territories("en") or code not in _former() else _former()[code][1]


def successors(code: str) -> tuple[str, ...]:
    """Codes of the countries that followed a former one, as far as CLDR knows them."""
    from babel.core import get_global  # noqa: PLC0415 - keeps `import cproc` light

    return tuple(get_global("territory_aliases").get(code, ()))


def country_name(code: str, language: str) -> str:
    """A country's CLDR name, or that of a former one; a `Designation` goes before it."""
    name = _territories(language).get(code)
    if name is not None or not is_country(code):
        return name or code
    from gettext import translation  # noqa: PLC0415 - few data need it

    from pycountry import LOCALES_DIR  # noqa: PLC0415 - likewise

    known = translation("iso3166-3", LOCALES_DIR, [language], fallback=True)
    return known.gettext(_former()[code][0])


def is_country(code: str) -> bool:
    """Whether a text is an ISO 3166-1 alpha-2 code (XK included), in force or withdrawn."""
    # CLDR's list is that of ISO 3166-1 and XK, and comes with the library that names them.
    return code in _territories("en") or (len(code) == 2 and code in _former())


@cache
def _codes_by_name() -> dict[str, str]:
    from babel import Locale  # noqa: PLC0415 - keeps `import cproc` light
    from babel.core import get_global  # noqa: PLC0415 - likewise

    codes = {name: code for name, (code, *_more) in get_global("territory_aliases").items()}
    for language in _LANGUAGES:
        codes |= {name: code for code, name in Locale.parse(language).territories.items()}
    codes |= _OTHER_NAMES
    return {_folded(name): code for name, code in codes.items() if is_country(code)}


def _folded(name: str) -> str:
    words = unicodedata.normalize("NFKC", name).casefold().replace("&", " and ").split()
    return " ".join(words).removeprefix("the ").removeprefix("republic of ")


def country_code(name: str) -> str | None:
    """The code of a country that is written out, in another case or in three letters.

    Example:
        >>> country_code("Albania"), country_code("Albanie"), country_code("alb")
        ('AL', 'AL', 'AL')
        >>> country_code("Tirana") is None
        True
    """
    code = name.strip().upper()
    return code if is_country(code) else _codes_by_name().get(_folded(name))


def check_country(_instance: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
    """Refuse what is not an ISO 3166-1 alpha-2 code (XK included)."""
    if value is not None:
        refuse_unknown_country(value, attribute.name)


def refuse_unknown_country(value: str, field: str) -> None:
    """Refuse what is not an ISO 3166-1 alpha-2 code.

    Args:
        value: What stands for a country.
        field: Where it stands, for the message.

    Raises:
        InvalidValueError: It is no such code.
    """
    if not is_country(value):
        message = said("{value!r} is not an ISO 3166-1 country code.", value=value)
        meant = country_code(value)
        hint = (
            said("Write {meant}.", meant=meant)
            if meant
            else said("Write two capital letters, such as RO; Kosovo is XK.")
        )
        raise InvalidValueError("country-unknown", message, hint, field)


SUPPLIABLE = ("venue", "city", "subdivision", "country")


@attrs.frozen
class Place:
    """A place as it was given; any part may be absent.

    Args:
        city: City or town, in the form the office files it under (`Locality` translates).
        country: ISO 3166-1 alpha-2 code.
        region: Code of a `Region` the office defines, where no country is given.
        subdivision: State or province, where one is given for a city.
        venue: Building, institution or host.
        latitude: Degrees north, WGS 84, as text (a decimal number).
        longitude: Degrees east.
        supplied: Names of the parts that the source does not print and the office added.
    """

    city: Identifier | None = None
    country: Identifier | None = attrs.field(default=None, validator=check_country)
    region: Identifier | None = None
    subdivision: Identifier | None = None
    venue: str | None = None
    # As text: a float would not be written back as it was given.
    latitude: str | None = None
    longitude: str | None = None
    supplied: tuple[Identifier, ...] = ()

    def __attrs_post_init__(self) -> None:
        if not any((self.city, self.country, self.region, self.subdivision, self.venue)):
            raise InvalidValueError(
                "place-empty", said("the place has no part."), said("Leave an unknown place out.")
            )
        for name in self.supplied:
            if name not in SUPPLIABLE or getattr(self, name) is None:
                message = said("{name!r} is marked as supplied but is not given.", name=name)
                hint = said("Name one of {known} that the place has.", known=", ".join(SUPPLIABLE))
                raise InvalidValueError("place-supplied", message, hint)


@attrs.frozen
class Region:
    """A region as the office defines it.

    Args:
        code: Identifier, such as ``EASTERN_PARTNERSHIP``.
        name: Name per language.
        countries: ISO codes of the countries in it.
        dac: Code of the region of the OECD's DAC that it is, or lies in: 89 is Europe.
    """

    code: Identifier
    name: LocalText
    countries: tuple[Identifier, ...] = attrs.field(
        default=(), validator=attrs.validators.deep_iterable(check_country)
    )
    dac: Identifier = attrs.field(default="", validator=check_region)


@attrs.frozen
class Locality:
    """What a city is called in other languages.

    Args:
        name: The city as places have it.
        country: ISO code.
        names: Name per language; where one is absent `name` serves.
    """

    name: Identifier
    country: Identifier = attrs.field(validator=check_country)
    names: LocalText


@attrs.frozen
class Designation:
    """How the office must name a territory, in a span of time.

    Args:
        country: ISO code.
        name: Required name per language.
        mark: Sign put behind the name, which calls the footnote; empty where there is none.
        footnote: Required footnote per language.
        since: First day the rule holds; from ever where absent.
        until: Last day it holds; for ever where absent.
        source: Where the rule stands.
    """

    country: Identifier = attrs.field(validator=check_country)
    name: LocalText
    mark: str = ""
    footnote: LocalText | None = None
    since: date | None = None
    until: date | None = None
    source: str = ""

    def __attrs_post_init__(self) -> None:
        refuse_backwards(self.since, self.until)

    def called(self, language: str) -> str:
        """The required name in a language, with the mark that calls the footnote."""
        return f"{self.name.best(language)}{self.mark}"

    def noted(self, language: str) -> str | None:
        """The footnote with its mark; nothing where no mark calls one."""
        called = self.mark and self.footnote
        return f"{self.mark} {called.best(language)}" if called else None

    def holds(self, country: str, on: date) -> bool:
        """Whether the rule is the one for a country on a day."""
        return (
            self.country == country
            and (self.since is None or self.since <= on)
            and (self.until is None or on <= self.until)
        )
