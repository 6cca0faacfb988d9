"""What the reading of one file shares: its defaults, what was found doubtful, its organisations."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from cproc.errors import InvalidValueError, Problem
from cproc.loaders.iati.elements import Element, language_tag, unescaped
from cproc.loaders.iati.faults import LINE, fault
from cproc.model import Iati, OrganisationType
from cproc.money import Money, is_currency, minor_unit
from cproc.serialize.capping import MOST_OF_A_RULE

_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2}|[T ].*)?", re.ASCII)
_NUMBER = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?", re.ASCII)
_REFERENCE = re.compile(r"[^/&|?\s]+")
_PARTIES = ("reporting-org", "participating-org", "provider-org", "receiver-org")
_TYPES = {str(each.code): each for each in OrganisationType}


def day_of(text: str) -> dt.date | None:
    """The day of a date as files write it, ``2017-02-06+08:00``; nothing where it is none."""
    match = _DATE.fullmatch(text)
    try:
        return dt.date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def decimal_text(text: str) -> str:
    """A number as the model writes it, without zeros that say nothing; empty where it is none.

    Example:
        >>> decimal_text("14155.0825000000"), decimal_text("+5."), decimal_text("1,000")
        ('14155.0825', '5', '')
    """
    match = _NUMBER.fullmatch(text)
    if not match or not (match[2] or match[3]):
        return ""
    fraction = (match[3] or "").rstrip("0")
    number = (match[2] or "0").lstrip("0") or "0"
    return ("-" if match[1] == "-" else "") + (f"{number}.{fraction}" if fraction else number)


def amount_text(amount: Money) -> str:
    """An amount as the model writes it: with the decimals of its currency, and no zeros beyond."""
    number = decimal_text(f"{amount.amount:f}")
    whole, _point, fraction = number.partition(".")
    if fraction:
        number = f"{whole}.{fraction.ljust(minor_unit(amount.currency), '0')}"
    return f"{amount.currency} {number}"


@attrs.define(eq=False)
class Context:
    """What all readers of one file are given.

    Args:
        file: Its name.
        language: Language of texts whose language the file does not say.
        currency: Currency of amounts whose currency it does not say; empty for none.
        reporter: Reference of the organisation that reports, and its identifier here.
        published: The day it was published.
    """

    file: str
    language: str
    currency: str = ""
    reporter: str = ""
    published: dt.date = dt.date.min
    problems: list[Problem] = attrs.Factory(list)
    told: Counter[str] = attrs.Factory(Counter)
    counted: Counter[tuple[str, str]] = attrs.Factory(Counter)
    organisations: dict[str, dict[str, Any]] = attrs.Factory(dict)
    _references: dict[str, set[str]] = attrs.Factory(dict)
    _named: dict[str, str] = attrs.Factory(dict)
    _taken: set[str] = attrs.Factory(set)
    _alike: Counter[str] = attrs.Factory(Counter)

    def tell(self, rule: str, element: Element, value: object = "", **gaps: Any) -> None:
        """Report what is wrong with an element."""
        self.told[rule] += 1
        if (
            self.told[rule] < MOST_OF_A_RULE
        ):  # a file may have a hundred thousand; the rest is counted
            told = fault(rule, "", value, file=self.file, line=element.line, **gaps)
            self.problems.append(told)

    def count(self, rule: str, what: str = "") -> None:
        """Count what is reported once for all that is alike."""
        self.counted[rule, what] += 1

    def leave_out(self, element: Element, code: str, what: str) -> None:
        """Leave out an element with a code that the list of IATI does not have."""
        element.pass_over()
        self.count("published-code-unknown", f"{what} {code or '-'}")

    # --- Texts, dates, amounts --------------------------------------------------------

    def texts(self, element: Element | None) -> dict[str, str]:
        """The text of an element by language; nothing where it has none."""
        texts: dict[str, str] = {}
        if element is None:
            return texts
        for each in element.each("narrative"):
            self._add_text(texts, each)
        if not texts and element.text:  # as before 2.01
            self._add_text(texts, element)
        return texts

    def _add_text(self, texts: dict[str, str], element: Element) -> None:
        given = element.content()
        text = unescaped(given).strip()
        if text != given:
            self.count("published-escaped-twice")
        if not text:
            return
        language = language_tag(element.language)
        if not language:
            language = self.language
            self.count("published-language-assumed", element.language)
        if texts.setdefault(language, text) != text:
            element.pass_over()

    def day(self, element: Element | None, attribute: str = "iso-date") -> dt.date | None:
        """The date of an element; nothing where it has none, or where it is reported as wrong."""
        text = element.get(attribute) if element else ""
        if element is None or not text:
            return None
        day = day_of(text)
        if day is None:
            self.tell("published-date", element, text)
        return day

    def money(self, element: Element | None, currency: str) -> Money | None:
        """The amount of a ``value``; nothing where there is none, or where it is reported."""
        if element is None or not element.content():
            return None
        number = decimal_text(element.text.replace("\xa0", "").strip())
        code = element.get("currency").upper() or currency or self.currency
        if not number:
            self.tell("published-amount", element, element.text)
        elif not code:
            self.tell("published-currency-missing", element, element.text)
        elif not is_currency(code):
            self.tell("published-currency-unknown", element, code)
        else:
            try:
                return Money(number, code)
            except InvalidValueError:
                self.tell("published-amount", element, element.text)
        return None

    # --- Codes ------------------------------------------------------------------------

    def code(self, activity: Element, name: str, field: str) -> str:
        """The code of the first element of a name, where the field of the model takes it."""
        element = activity.first(name)
        code = element.get("code") if element else ""
        if element is None or not code or self.takes(field, code):
            return code
        self.leave_out(element, code, name)
        return ""

    @staticmethod
    def takes(field: str, value: Any) -> bool:
        """Whether a field of the record of IATI takes a value."""
        try:
            Iati(**{field: value})
        except InvalidValueError:
            return False
        return True

    # --- Organisations ----------------------------------------------------------------

    def know_names(self, root: Element) -> None:
        """Note which references organisations of a name have, for those that are named only."""
        for element in _parties(root):
            reference = element.attributes.get("ref", "")
            if _REFERENCE.fullmatch(reference):
                self._taken.add(reference)
                for each in (element, *element.children):
                    if each.text:
                        self._references.setdefault(_folded(each.text), set()).add(reference)

    def party(self, element: Element | None) -> str | None:
        """The identifier of an organisation, which is kept; nothing of one that nothing names."""
        if element is None:
            return None
        names = self.texts(element)
        reference = element.get("ref")
        if reference and not _REFERENCE.fullmatch(reference):
            self.count("published-reference-unusable", reference)
            names = names or {self.language: reference}
            reference = ""
        if not reference and not names:
            element.pass_over()
            return None
        key = reference or self._reference_of(names)
        if key not in self.organisations:
            named = names or {self.language: reference}
            self.organisations[key] = {
                "id": key,
                "name": named,
                "iati": reference,
                LINE: element.line,
            }
        self._add_to(self.organisations[key], names, element)
        return key

    def _reference_of(self, names: Mapping[str, str]) -> str:
        folded = [_folded(name) for name in names.values()]
        among = set().union(*(self._references.get(each, set()) for each in folded))
        if len(among) == 1:
            return min(among)
        known = [self._named[each] for each in folded if each in self._named]
        if known:
            return known[0]
        plain = re.sub(r"\W+", "-", min(names.items())[1]).strip("-").upper()[:40] or "ORGANISATION"
        key = plain
        while key in self._taken:  # the count goes on, however many names begin alike
            self._alike[plain] += 1
            key = f"{plain}-{self._alike[plain] + 1}"
        self._taken.add(key)
        self._named.update(dict.fromkeys(folded, key))
        return key

    def _add_to(
        self, organisation: dict[str, Any], names: Mapping[str, str], element: Element
    ) -> None:
        known = organisation["name"]
        if known == {self.language: organisation["iati"]} and names:
            known.clear()  # it was called by its reference until here
        for language, name in names.items():
            if known.setdefault(language, name) != name:
                self.count("published-names-differ", str(organisation["id"]))
        kind = element.get("type")
        if kind in _TYPES:
            organisation.setdefault("type", _TYPES[kind].value)
        elif kind:
            self.count("published-code-unknown", f"OrganisationType {kind}")


def _parties(element: Element) -> Iterator[Element]:
    for child in element.children:
        if child.name in _PARTIES:
            yield child
        elif child.name in ("iati-activity", "transaction", "planned-disbursement"):
            yield from _parties(child)


def _folded(name: str) -> str:
    return " ".join(unescaped(name).casefold().split())
