"""Where a line says that something took place: its last parts, read from the end."""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from cproc.loaders.inventory.gazetteer import (
    City,
    cities,
    countries_in,
    is_small_state,
    is_subdivision,
)
from cproc.loaders.inventory.parts import EDGES, LONGEST_PLACE, Part, brackets_of, parts_of
from cproc.loaders.inventory.place_rules import MANY_PEOPLE, PlaceRules, printed_name
from cproc.loaders.inventory.words import folded
from cproc.loaders.reading import NOWHERE
from cproc.model import Place

_BRACKETS = re.compile(r"\(([^()]{2,60})\)")
_CONJUNCTION = re.compile(r"(?:et|and|&) ")
_JOINED = re.compile(r" (?:et|and|&) |/|,")
_FEW_PEOPLE = 15_000  # of a city that is believed without a country
_RIVAL = 10  # times less likely than the first, a second city of the name is no doubt
_LONGEST_CITY = 5  # words
_MOST_PARTS = 16  # between commas, at the end of a line, that may be places
_SMALL_WORDS = frozenset("de du des la le les l d of the aux sur sous en upon am an der".split())
_LOCATIVE = frozenset(("a", "au", "aux", "en", "in", "at"))
_OTHER_PREPOSITIONS = frozenset(
    "de du des d l la le les of from for pour par by with avec sur on the to vers convention"
    " et and & 'accord and".split()
)
_VENUE_WORDS = frozenset(
    "university universite college hotel palais palace centre center institut institute academy"
    " academie ecole school ministere ministry headquarters siege parliament parlement"
    " auditorium campus salle room maison embassy ambassade secretariat".split()
)
_REGION_WORDS = re.compile(
    r"^(?:(?:dans|in|for|pour) )?(?:la |the )?regions? (?:du |de la |de l'|des |de |of (?:the )?)?"
    r"|^(?:the|la|le|les) | region$"
)


@attrs.frozen
class PlaceText:
    """What the end of a text says about places.

    Args:
        places: The places, in order.
        cut: Where they begin in the text; all before is the title.
        doubts: Codes of what is not sure about them, each with what it is about.
    """

    places: tuple[Place, ...] = ()
    cut: int = 0
    doubts: tuple[tuple[str, str], ...] = ()


def _without_brackets(text: str, rules: PlaceRules) -> str:
    """The text with commas for brackets that hold a country, or places at the end."""
    letters = list(text)
    for match in _BRACKETS.finditer(text):
        if rules.country_named(match[1]):
            letters[match.start()] = letters[match.end() - 1] = ","
    split = brackets_of("".join(letters))
    if split is not None:
        inside = read_place(split[1], rules, whole=True)
        if inside.places and inside.cut == 0:
            letters[len(split[0])] = letters[len(split[0]) + len(split[1]) + 1] = ","
    return "".join(letters)


@attrs.define
class _Reading:
    """Places collected from the end of a text; the last one read is the first in it."""

    rules: PlaceRules
    places: list[Place] = attrs.field(factory=list)
    doubts: list[tuple[str, str]] = attrs.field(factory=list)
    country: str | None = None  # of which no city has been read yet, or some have
    country_name: str = ""
    has_city: bool = False
    state: int = 0  # the number of places when a state or province was the last
    bare: list[tuple[int, str]] = attrs.field(factory=list)  # cities that wait for a country

    def close(self) -> None:
        """A country before which no city stands is a place of its own."""
        if self.country and not self.has_city:
            self.places.append(self._alone(self.country))
        self.country, self.has_city = None, False

    def _alone(self, code: str) -> Place:
        known = self.rules.cities(self.country_name, code) if is_small_state(code) else ()
        if not known:
            return Place(country=code)
        # Of Singapore or Luxembourg a line names the city.
        self.doubts.append(("country-supplied", f"{known[0].name}, {code}"))
        return Place(city=known[0].name, country=code, supplied=("country",))

    def take(self, name: str, *, may_be_unknown: bool) -> bool:
        """Read one name; nothing changes where it is of no place."""
        name = name if name.endswith(".") else name.strip(EDGES)
        if not name or len(name) > LONGEST_PLACE:
            return False
        code = self.rules.country_named(name)
        if code and not self._is_part_of_country(name):
            self._take_country(code, name)
            return True
        if self.country:
            return self._take_city(name, self.country, may_be_unknown=may_be_unknown)
        return self._take_region(name) or self._take_bare(name)

    def _is_part_of_country(self, name: str) -> bool:
        """Whether a name of a country is also one in that behind it: Panama, Georgia in the US."""
        code = self.country
        if code is None or self.has_city:
            return False
        return is_subdivision(name, code) or (
            code == self.rules.country_named(name) and bool(self.rules.cities(name, code))
        )

    def _take_country(self, code: str, printed: str) -> None:
        waiting = [(at, name) for at, name in self.bare if self.rules.cities(name, code)]
        if waiting and self.country is None:
            # The country is printed before its city.
            for at, name in waiting:
                city = self.rules.cities(name, code)[0]
                self.places[at] = Place(city=city.name, country=code)
                self.bare.remove((at, name))
            self.doubts.append(("country-first", f"{printed}, {waiting[0][1]}"))
            return
        self.close()
        self.country, self.country_name = code, printed

    def _take_city(self, name: str, code: str, *, may_be_unknown: bool) -> bool:
        known = self.rules.cities(name, code)
        as_city = bool(known) and (known[0].weight >= MANY_PEOPLE or _is_own_name(name, code))
        if not as_city and is_subdivision(name, code):
            self.places.append(Place(subdivision=printed_name(name), country=code))
            self.doubts.append(("subdivision", name))
            self.state = len(self.places)
        elif known and self.state == len(self.places) > 0:
            # City, state, country: the state is that of the city.
            self.places[-1] = attrs.evolve(self.places[-1], city=known[0].name)
            self.doubts.pop()
            self.state = 0
        elif known:
            self.places.append(Place(city=known[0].name, country=code))
        elif may_be_unknown and not self.has_city and _is_proper_name(name):
            self.places.append(Place(city=printed_name(name), country=code))
            self.doubts.append(("city-unknown", name))
        else:
            return False
        self.has_city = True
        return True

    def _take_region(self, name: str) -> bool:
        key = folded(name)
        code = self.rules.regions.get(key) or self.rules.regions.get(_REGION_WORDS.sub("", key))
        if code is None or self.places:
            return False
        self.places.append(Place(region=code))
        return True

    def _take_bare(self, name: str) -> bool:
        if folded(name) in NOWHERE and not self.places:
            self.places.append(Place(venue=printed_name(name)))
            return True
        known = self.rules.cities(name)
        if not known or (known[0].weight < _FEW_PEOPLE) or not name[0].isupper():
            return False
        if len(self.bare) < len(self.places):
            return False  # behind it a country or region stands, which it is not of
        self.bare.append((len(self.places), name))
        self.places.append(Place(city=known[0].name))
        return True


def _is_own_name(name: str, code: str) -> bool:
    return any(folded(city.name) == folded(name) for city in cities(name, code))


def _is_proper_name(name: str) -> bool:
    """Whether a name of few words has a capital in each that is not an article."""
    words = name.split()
    if not 1 <= len(words) <= 4 or any(letter.isdigit() for letter in name) or name.isupper():
        return False
    if any(folded(word) in _VENUE_WORDS for word in words):
        return False
    large = [word for word in re.split(r"[\s'’-]+", name) if folded(word) not in _SMALL_WORDS]
    return bool(large) and words[0][0].isupper() and all(word[:1].isupper() for word in large)


def read_place(text: str, rules: PlaceRules, *, whole: bool = False) -> PlaceText:
    """The places at the end of a text.

    Args:
        text: A line without its date.
        rules: What the office adds.
        whole: Whether the text may be places alone, and has no title.
    """
    changed = _without_brackets(text, rules)
    parts = parts_of(changed)
    reading = _Reading(rules)
    if changed != text:
        reading.doubts.append(("brackets", text[text.rfind("(") :].strip(EDGES)))
    index, cut = _taken_parts(parts, reading, whole=whole)
    if index >= 0 and not (whole and index == 0 and not reading.places and not reading.country):
        cut, index = _taken_ending(parts, index, cut, reading)
    reading.close()
    if not reading.places:
        return PlaceText((), len(text), tuple(reading.doubts))
    cut = len(text.rstrip(EDGES)) if cut is None else cut
    _supply(reading, text[:cut])
    cut = _with_venue(parts, index, cut, reading)
    return PlaceText(tuple(reversed(reading.places)), cut, tuple(reading.doubts))


def _taken_parts(
    parts: Sequence[Part], reading: _Reading, *, whole: bool
) -> tuple[int, int | None]:
    """Read parts from the last as long as they are places; the first is the title's."""
    cut = None
    for index in range(len(parts) - 1, -1, -1):
        if (index == 0 and not whole) or len(parts) - index > _MOST_PARTS:
            return index, cut
        if not _take_part(parts[index].text, reading):
            return index, cut
        cut = parts[index].start
    return -1, cut


def _take_part(text: str, reading: _Reading) -> bool:
    """Read one part, or all names that are joined in it."""
    if len(text) > LONGEST_PLACE * 2:
        return False
    if conjunction := _CONJUNCTION.match(text):
        text = text[conjunction.end() :]
    if reading.take(text, may_be_unknown=not _JOINED.search(text)):
        return True
    names = _JOINED.split(text)
    if len(names) == 1 or not all(name.strip() for name in names):
        return False
    trial = attrs.evolve(
        reading,
        places=list(reading.places),
        doubts=list(reading.doubts),
        bare=list(reading.bare),
    )
    if not all(trial.take(name, may_be_unknown=False) for name in reversed(names)):
        return False
    reading.places, reading.doubts, reading.bare = trial.places, trial.doubts, trial.bare
    reading.country, reading.has_city = trial.country, trial.has_city
    reading.country_name, reading.state = trial.country_name, trial.state
    return True


def _taken_ending(
    parts: Sequence[Part], index: int, cut: int | None, reading: _Reading
) -> tuple[int | None, int]:
    """Read a place from the last words of a part that has more than it."""
    open_country = reading.country is not None and not reading.has_city
    if reading.places and not open_country:
        return cut, index
    part = parts[index]
    words = [(m[0], m.start()) for m in re.finditer(r"[^\s/]+", part.text[-LONGEST_PLACE * 2 :])]
    offset = max(len(part.text) - LONGEST_PLACE * 2, 0)
    for count in range(min(_LONGEST_CITY, len(words) - 1), 0, -1):
        at = words[-count][1] + offset
        name, before = part.text[at:], folded(words[-count - 1][0]).strip("(\"'")
        if name[0].isupper() and _believed(name, before, reading, open_country=open_country):
            return _take_ending(part, at, cut, before, reading), index - 1
    return cut, index


def _believed(name: str, before: str, reading: _Reading, *, open_country: bool) -> bool:
    if open_country:
        return bool(reading.rules.cities(name, reading.country))
    elided = before.rpartition("'")[2] if "'" in before else before
    if elided in _OTHER_PREPOSITIONS or before.rstrip("'") in _OTHER_PREPOSITIONS:
        return False
    if before in _LOCATIVE and reading.rules.country_named(name):
        return True
    known = reading.rules.cities(name)
    return bool(known) and known[0].weight >= MANY_PEOPLE


def _take_ending(
    part: Part, at: int, cut: int | None, before: str, reading: _Reading
) -> int | None:
    name = part.text[at:]
    reading.take(name, may_be_unknown=False)
    reading.doubts.append(("place-in-title", name))
    lead = part.text[:at]
    venue_at = max(
        (lead.rfind(sign) + len(sign) for sign in (" - ", " – ", " — ", ": ") if sign in lead),
        default=0,
    )
    if _is_venue_text(lead[venue_at:]) and reading.places:
        place = reading.places[-1]
        venue = printed_name(part.text[venue_at:])
        reading.places[-1] = attrs.evolve(place, venue=venue, supplied=("city",))
        return part.start + venue_at
    if before in _LOCATIVE or (folded(lead.split()[-1]) in _OTHER_PREPOSITIONS):
        return cut if cut is not None else None
    return part.start + at


def _is_venue_text(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= 6 and any(folded(word) in _VENUE_WORDS for word in words)


def _supply(reading: _Reading, title: str) -> None:
    """Give cities without a country that of the gazetteer, marked as supplied."""
    for at, name in reading.bare:
        place, known = reading.places[at], reading.rules.cities(name)
        others = {p.country for p in reading.places if p.country}
        fitting = [city for city in known if city.country in others]
        if fitting:
            # Its country is printed once, at another city of the line.
            reading.places[at] = attrs.evolve(place, country=fitting[0].country)
            continue
        named = countries_in(
            title, frozenset(city.country for city in known), reading.rules.languages
        )
        if named:
            first = next(city for city in known if city.country in named)
            reading.places[at] = Place(city=first.name, country=first.country)
            reading.doubts.append(("country-in-title", f"{name}, {first.country}"))
        else:
            _supply_likeliest(at, name, known, reading)


def _supply_likeliest(at: int, name: str, known: Sequence[City], reading: _Reading) -> None:
    first = known[0]
    reading.places[at] = Place(city=first.name, country=first.country, supplied=("country",))
    rivals = [city.country for city in known[1:] if city.people * _RIVAL > first.people]
    if rivals and not reading.rules.cities_of(name):
        about = f"{name}: {', '.join((first.country, *rivals))}"
        reading.doubts.append(("city-ambiguous", about))
    else:
        reading.doubts.append(("country-supplied", f"{name}, {first.country}"))


def _with_venue(parts: Sequence[Part], index: int, cut: int, reading: _Reading) -> int:
    """A part before the city that names an institution is its venue."""
    place = reading.places[-1]
    if index < 1 or place.city is None or place.venue or len(reading.places) > 1:
        return cut
    part = parts[index]
    acronym = part.text.isupper() and len(part.text) >= 3 and " " not in part.text
    named = folded(part.text) in reading.rules.organisations
    words = part.text.split()
    built = len(words) <= 6 and words[0][0].isupper() and _is_venue_text(part.text)
    if not (acronym or named or built):
        return cut
    reading.places[-1] = attrs.evolve(place, venue=printed_name(part.text))
    reading.doubts.append(("venue", part.text))
    return part.start


def places_only(text: str, rules: PlaceRules) -> PlaceText | None:
    """A text that is places and nothing else; nothing where it has more.

    Args:
        text: Such as what stands between two dates, or behind one.
        rules: What the office adds.
    """
    lead = re.match(r"[\s,;:.()–—-]*(?:(?:et|and|puis|then|&|à|in|at)\s+)?", text)
    rest = text[lead.end() if lead else 0 :].strip(EDGES)
    rest = rest if rest.count("(") == rest.count(")") else rest.strip(f"{EDGES}()")
    if not rest or len(rest) > LONGEST_PLACE * 3:
        return None
    read = read_place(rest, rules, whole=True)
    return read if read.places and read.cut == 0 else None
