"""What IATI 2.03 asks of an activity and no office otherwise types, and the code lists of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import attrs

from cproc.errors import InvalidValueError, meant, said
from cproc.model.text import Identifier, LocalText


class OrganisationType(StrEnum):
    """Types of organisations of IATI 2.03, by name; `code` is the number."""

    GOVERNMENT = "government"
    LOCAL_GOVERNMENT = "local_government"
    OTHER_PUBLIC = "other_public"
    INTERNATIONAL_NGO = "international_ngo"
    NATIONAL_NGO = "national_ngo"
    REGIONAL_NGO = "regional_ngo"
    PARTNER_NGO = "partner_ngo"
    PARTNERSHIP = "partnership"
    MULTILATERAL = "multilateral"
    FOUNDATION = "foundation"
    PRIVATE = "private"
    PROVIDER_PRIVATE = "provider_private"
    RECIPIENT_PRIVATE = "recipient_private"
    THIRD_PRIVATE = "third_private"
    ACADEMIC = "academic"
    OTHER = "other"

    @property
    def code(self) -> int:
        """The IATI code, 10 to 90."""
        return _TYPE_CODES[list(type(self)).index(self)]


_TYPE_CODES = (10, 11, 15, 21, 22, 23, 24, 30, 40, 60, 70, 71, 72, 73, 80, 90)
"""The codes of the types, in their order."""


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    text = files("cproc.model").joinpath("iati_codes.toml").read_text("utf-8")
    lists = {name: frozenset(codes.split()) for name, codes in tomllib.loads(text)["codes"].items()}
    # The three digits of a sector's category are a code of their own vocabulary.
    lists["sector_category"] = frozenset(code[:3] for code in lists["sector"])
    # Goals of the United Nations, and their targets: 16.3, 16.a.
    goals, targets = range(1, 18), (*range(1, 20), *"abcd")
    lists["goal"] = frozenset(map(str, goals))
    lists["target"] = frozenset(f"{goal}.{target}" for goal in goals for target in targets)
    return lists


def iati_codes(name: str) -> frozenset[str]:
    """The codes of a list of IATI 2.03.

    Args:
        name: ``sector``, ``region``, ``flow``, ``finance``, ``aid``, ``tied``, ``marker``, …

    Example:
        >>> "15130" in iati_codes("sector"), sorted(iati_codes("tied"))
        (True, ['3', '4', '5'])
    """
    return _lists()[name]


_CODE = re.compile(r"(?:(?P<vocabulary>[0-9]{1,2}):)?(?P<code>[^\s=]+)(?:=(?P<number>[^\s=]+))?")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)


class IatiCode(NamedTuple):
    """A code as records name it: ``15130``, ``15130=60``, ``2:151``.

    Args:
        vocabulary: The list it is of; the usual one is ``1``.
        code: The code.
        number: Its percentage or its significance, where one is given.
    """

    vocabulary: str
    code: str
    number: Decimal | None

    @classmethod
    def parse(cls, text: str) -> IatiCode:
        """The code that a text is.

        Raises:
            InvalidValueError: It is none.

        Example:
            >>> IatiCode.parse("98:CYBER=37.5")
            IatiCode(vocabulary='98', code='CYBER', number=Decimal('37.5'))
        """
        match = _CODE.fullmatch(text)
        number = match["number"] if match else None
        if match is None or (number is not None and not _NUMBER.fullmatch(number)):
            raise InvalidValueError(
                "iati-code-form",
                said("{text!r} is no code of IATI.", text=text),
                said("Write the code, 15130; with its percentage or significance, 15130=60."),
            )
        return cls(match["vocabulary"] or "1", match["code"], Decimal(number) if number else None)


def _refuse(value: str, known: Iterable[str], what: str, field: str) -> None:
    codes = sorted(known)
    if value not in codes:
        message = said("{value!r} is no code of the list {what} of IATI.", value=value, what=what)
        few = said("There are {codes}.", codes=", ".join(codes)) if len(codes) <= 32 else ""
        # Codes of one list share their first digits, of which a slip changes the last.
        near = meant(value, codes) or few or said("See the code lists of IATI 2.03.")
        raise InvalidValueError("iati-code-unknown", message, near, field)


def _of_list(name: str) -> Any:
    """Refuse what is no code of a list, where a field is filled."""

    def check(_instance: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
        if value:
            _refuse(value, iati_codes(name), name, attribute.name)

    return check


check_region = _of_list("region")
"""Refuse what is no region of the OECD's DAC."""


def _of_vocabularies(name: str, **lists: str) -> Any:
    """Refuse codes that are of no vocabulary, or of none of the lists that these have.

    Args:
        name: Which vocabularies there are.
        **lists: The list of each vocabulary that has one, by ``v`` and its number.
    """

    def check(_instance: object, attribute: attrs.Attribute[Any], values: tuple[str, ...]) -> None:
        for index, value in enumerate(values):
            field = f"{attribute.name}[{index}]"
            try:
                given = IatiCode.parse(value)
            except InvalidValueError as error:
                raise InvalidValueError(error.code, error.message, error.hint, field) from None
            _refuse(given.vocabulary, iati_codes(f"{name}_vocabulary"), f"{name}_vocabulary", field)
            if (of := lists.get(f"v{given.vocabulary}")) is not None:
                _refuse(given.code, iati_codes(of), of, field)
            _NUMBERS.get(name, _no_number)(given, field)

    return check


def _no_number(given: IatiCode, field: str) -> None:
    if given.number is not None:
        message = said("the code {code} has no number.", code=given.code)
        raise InvalidValueError("iati-code-form", message, said("Write it alone."), field)


def _percentage(given: IatiCode, field: str) -> None:
    if given.number is not None and not 0 < given.number <= 100:
        message = said("{value} is no percentage.", value=given.number)
        raise InvalidValueError("iati-code-form", message, said("Write 60 for 60 %."), field)


def _significance(given: IatiCode, field: str) -> None:
    if given.number is None:
        if given.vocabulary == "1":
            message = said("the marker {code} has no significance.", code=given.code)
            hint = said("Write 1=2 where gender equality is the principal objective.")
            raise InvalidValueError("iati-code-form", message, hint, field)
        return
    _refuse(str(given.number), iati_codes("significance"), "significance", field)


_NUMBERS = {"sector": _percentage, "marker": _significance}


def _typed(name: str) -> Any:
    """Refuse what is no reference with its type before it."""

    def check(_instance: object, attribute: attrs.Attribute[Any], values: tuple[str, ...]) -> None:
        for index, value in enumerate(values):
            field = f"{attribute.name}[{index}]"
            kind, _colon, reference = value.partition(":")
            if not reference.strip():
                message = said("{value!r} is no type and reference.", value=value)
                hint = said(
                    "Write the code of the type, a colon and the reference: {type}:2024/7.",
                    type=min(iati_codes(name)),
                )
                raise InvalidValueError("iati-code-form", message, hint, field)
            _refuse(kind, iati_codes(name), name, field)

    return check


@attrs.frozen
class IatiContact:
    """Whom to ask about activities; what is given here is published.

    Args:
        organisation: Name per language.
        department: Name per language.
        person: Name of a person.
        job_title: What the person is, per language.
        telephone: Number.
        email: Address.
        website: Web address.
        address: Postal address, per language.
    """

    organisation: LocalText | None = None
    department: LocalText | None = None
    person: str = ""
    job_title: LocalText | None = None
    telephone: str = ""
    email: str = ""
    website: str = ""
    address: LocalText | None = None

    def __attrs_post_init__(self) -> None:
        if not any(attrs.astuple(self, recurse=False)):
            raise InvalidValueError(
                "contact-empty", said("the contact has no part."), said("Leave the contact out.")
            )


@attrs.frozen
class Iati:
    """What an IATI 2.03 activity needs and nothing else in a portfolio says.

    That of the office holds for all its projects; what a project gives itself goes before it. A
    code is written as ``15130``, with its percentage or significance as ``15130=60``, and of
    another vocabulary than the usual one with the vocabulary in front: ``2:151``.

    Args:
        identifier: Identifier of the activity, where it is not the reference of the organisation
            and the code of the project; of a project only.
        sectors: Codes of sectors (vocabulary 1, DAC), each with its percentage where there are
            several: ``15130=60``.
        tags: Codes of tags with their vocabulary: ``2:16`` is goal 16 of the United Nations, ``3:``
            its targets.
        markers: Codes of policy markers with their significance: ``1=2`` is gender equality as the
            principal objective.
        scope: Code of the scope; that which the countries show where absent.
        collaboration: Code of the collaboration type.
        flow: Code of the flow type: 10 is official development assistance.
        finance: Code of the finance type: 110 is a standard grant.
        aid: Codes of the aid type, one of each vocabulary: C01 is a project.
        tied: Code of the tied status: 5 is untied.
        humanitarian: Whether it is humanitarian; not said where absent.
        secondary_reporter: Whether the office reports what others do.
        contact: Whom to ask.
        other_identifiers: Further identifiers, each with its type: ``A3:`` a former one of the
            activity, ``A2:`` that of the DAC's reporting system.
        related: Identifiers of activities of others, each with its type: ``1:`` the parent.

    Example:
        >>> Iati(sectors=["15130=60", "15160=40"], flow="10").codes("sectors")[0].number
        Decimal('60')
    """

    identifier: Identifier = ""
    sectors: tuple[Identifier, ...] = attrs.field(
        default=(), validator=_of_vocabularies("sector", v1="sector", v2="sector_category")
    )
    tags: tuple[Identifier, ...] = attrs.field(
        default=(), validator=_of_vocabularies("tag", v2="goal", v3="target")
    )
    markers: tuple[Identifier, ...] = attrs.field(
        default=(), validator=_of_vocabularies("marker", v1="marker")
    )
    scope: Identifier = attrs.field(default="", validator=_of_list("scope"))
    collaboration: Identifier = attrs.field(default="", validator=_of_list("collaboration"))
    flow: Identifier = attrs.field(default="", validator=_of_list("flow"))
    finance: Identifier = attrs.field(default="", validator=_of_list("finance"))
    aid: tuple[Identifier, ...] = attrs.field(
        default=(), validator=_of_vocabularies("aid", v1="aid")
    )
    tied: Identifier = attrs.field(default="", validator=_of_list("tied"))
    humanitarian: bool | None = None
    secondary_reporter: bool = False
    contact: IatiContact | None = None
    other_identifiers: tuple[Identifier, ...] = attrs.field(
        default=(), validator=_typed("other_identifier")
    )
    related: tuple[Identifier, ...] = attrs.field(default=(), validator=_typed("related"))

    def __attrs_post_init__(self) -> None:
        vocabularies = [code.vocabulary for code in self.codes("aid")]
        if len(set(vocabularies)) < len(vocabularies):
            message = said("two aid types are of one vocabulary.")
            raise InvalidValueError("iati-aid-twice", message, said("Keep one of them."), "aid")

    def codes(self, field: str) -> tuple[IatiCode, ...]:
        """The codes of a field, such as ``sectors``, taken apart."""
        return tuple(map(IatiCode.parse, getattr(self, field)))

    def over(self, defaults: Iati | None) -> Iati:
        """The record with what others give where it gives nothing itself."""
        if defaults is None:
            return self
        names = [field.name for field in attrs.fields(Iati) if field.name != "identifier"]
        lacking = {n: getattr(defaults, n) for n in names if getattr(self, n) in ("", (), None)}
        reporter = self.secondary_reporter or defaults.secondary_reporter
        return attrs.evolve(self, **lacking, secondary_reporter=reporter)
