"""The words of a report: one catalogue per language, as TOML, and the office's own in their place.

What a catalogue lacks is in English; `Labels.lacking` tells it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import attrs

from cproc.dates import DateSpan, Month, Period, Precision
from cproc.errors import InvalidValueError, UnknownNameError, said
from cproc.labels import catalogues
from cproc.labels.catalogues import languages, packaged, with_labels
from cproc.money import Money, minor_unit, rounded
from cproc.rates import Rate, RateMethod

if TYPE_CHECKING:
    from babel import Locale

__all__ = ["Labels", "labels_in", "languages", "with_labels"]

Exact = Fraction | Decimal | int | Money
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)


def with_minus(number: str) -> str:
    """A number with the minus sign (U+2212), after which no line breaks as after a hyphen."""
    return number.replace("-", "\u2212")


@attrs.frozen(eq=False)
class Labels:
    """The words of one language.

    Args:
        language: Tag of the language, such as ``fr``, ``pt-BR`` or ``sr-Latn``.
        entries: Text by dotted key, such as ``column.title``.
        lacking: Keys of the texts that are in English, as the language has none.
        messages: What checks and the command say in it: a gettext file, as `cproc translate`
            writes it.
    """

    language: str
    entries: Mapping[str, str]
    lacking: frozenset[str] = frozenset()
    messages: str = ""

    def __attrs_post_init__(self) -> None:
        if self.messages:
            from cproc.labels.messages import read  # noqa: PLC0415 - which needs labels itself

            read(self.language, self.messages)

    @classmethod
    def parse(cls, language: str, text: str, messages: str = "") -> Labels:
        r"""Read a file of labels; a text that is empty is one that nobody has written yet.

        Args:
            language: Its language.
            text: The file, in TOML as `cproc translate` writes it.
            messages: The gettext file that it writes beside it, where there is one.

        Raises:
            tomllib.TOMLDecodeError: It is no TOML.

        Example:
            >>> Labels.parse("de", '[column]\nmonth = "Monat"\nkind = ""').entries
            {'column.month': 'Monat'}
        """
        texts = {key: words for key, words in catalogues.flat(tomllib.loads(text)) if words}
        return cls(language, texts, messages=messages)

    def __call__(self, key: str, **values: object) -> str:
        """A text, with its named gaps filled.

        Raises:
            KeyError: The catalogue has no such text.
        """
        text = self.entries[key]
        return text.format_map(values) if values else text

    def get(self, key: str, default: str) -> str:
        """A text, or the default where the catalogue has none."""
        return self.entries.get(key, default)

    def plural(self, key: str, number: int, **values: object) -> str:
        """The form of a text that goes with a number, by the plural rules of CLDR."""
        form = self.locale.plural_form(number)
        # A language need not write a form that is the same as that for all other numbers.
        chosen = f"{key}.{form}" if f"{key}.{form}" in self.entries else f"{key}.other"
        return self(chosen, **values)

    def unit(self, unit: str, number: object = None) -> str:
        """Name what is counted, as it goes with a number; in the plural with no whole one."""
        if f"unit.{unit}.other" not in self.entries:
            return unit
        return self.plural(f"unit.{unit}", number if isinstance(number, int) else 2)

    def group(self, prefix: str) -> dict[str, str]:
        """The texts whose key begins with a prefix, by the rest of their key."""
        start = f"{prefix}."
        return {
            key.removeprefix(start): text
            for key, text in self.entries.items()
            if key.startswith(start)
        }

    @cached_property
    def locale(self) -> Locale:
        """CLDR data of the language."""
        from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - keeps `import cproc` light

        try:
            return Locale.parse(self.language, sep="-")
        except UnknownLocaleError:
            message = said("CLDR does not know the language {language!r}.", language=self.language)
            hint = said("Write it as CLDR does: en, fr, pt-BR, sr-Latn.")
            raise InvalidValueError("language-unknown", message, hint) from None

    # --- Numbers, amounts and dates as the language writes them -----------------------------

    def number(self, exact: Fraction | Decimal | int, decimals: int = 2, least: int = 0) -> str:
        """Write a number with separators; at most so many decimals, no zeros beyond the least."""
        shown = exact if isinstance(exact, int) else rounded(exact, decimals)
        behind = "0" * least + "#" * (decimals - least)
        return self._written(shown, f"#,##0.{behind}" if behind else "#,##0")

    def _written(self, shown: Decimal | int, pattern: str) -> str:
        from babel.numbers import format_decimal  # noqa: PLC0415 - keeps `import cproc` light

        with localcontext(_WIDE):  # Babel rounds to whatever precision the caller has set
            return with_minus(str(format_decimal(shown, pattern, locale=self.locale)))

    def amount(self, money: Money, decimals: int | None = None) -> str:
        """Write an amount with its currency code, to so many decimals.

        Where none are given they are those of its currency, and a whole amount has none.
        """
        return self._with_unit(self._amount(money, decimals), money, "")

    def _amount(self, money: Money, decimals: int | None = None) -> str:
        if decimals is None:
            money = money.rounded()
            whole = money.amount == money.amount.to_integral_value()
            decimals = 0 if whole else minor_unit(money.currency)
        return self.number(money.amount, decimals, decimals)

    def percent(self, share: Fraction | Decimal | int, decimals: int = 1, least: int = 0) -> str:
        """Write a share of one as a percentage."""
        return self("format.percent", number=self.number(Fraction(share) * 100, decimals, least))

    def value(self, exact: Exact, unit: str) -> str:
        """Write a value as its unit wants it: money, percentages and years apart from counts."""
        return self._with_unit(self._digits(exact, unit), exact, unit)

    def _digits(self, exact: Exact, unit: str) -> str:
        if isinstance(exact, Money):
            return self._amount(exact)
        if unit == "%":
            return self.number(exact, 1)
        if unit == "year":
            return str(int(exact))
        decimals = -int(exact.as_tuple().exponent) if isinstance(exact, Decimal) else 0
        return self.number(exact, max(2, decimals))

    def _with_unit(self, digits: str, exact: Exact, unit: str) -> str:
        if isinstance(exact, Money):
            return self("format.money", currency=exact.currency, amount=digits)
        return self("format.percent", number=digits) if unit == "%" else digits

    def known(
        self,
        value: Exact | None,
        unit: str,
        *,
        low: Exact | None = None,
        high: Exact | None = None,
        qualifier: str = "exact",
    ) -> str:
        """Write what is known of a value: ``more than 900``, ``EUR 300,000 to 480,000``.

        Args:
            value: The value; none where it is known within bounds only, or not at all.
            unit: Its unit.
            low: The least it can be; absent where it has no such bound.
            high: The most it can be.
            qualifier: How exact it claims to be.
        """
        if low is not None and high is not None:
            ends = {"value": self._digits(low, unit), "upper": self._digits(high, unit)}
            text = self._with_unit(self("qualifier.between", **ends), low, unit)
            return self("qualifier.about", value=text) if qualifier == "about" else text
        for end, word in ((low, "at_least"), (high, "at_most")):
            if end is not None:
                return self(f"qualifier.{word}", value=self.value(end, unit))
        if value is None:
            return self("word.not_known")
        return self(f"qualifier.{qualifier}", value=self.value(value, unit))

    def _month_name(self, number_: int) -> str:
        return str(self.locale.months["format"]["wide"][number_])

    def _day_of_month(self, on: date) -> str:
        return self("date.first_day") if on.day == 1 else str(on.day)

    def _day_month(self, on: date) -> str:
        name = self._month_name(on.month)
        return self("date.day_month", day=self._day_of_month(on), month=name)

    def day(self, on: date) -> str:
        """Write a day: ``3 October 2016``, ``1er mars 2017``."""
        name = self._month_name(on.month)
        return self("date.day", day=self._day_of_month(on), month=name, year=on.year)

    def month(self, of: Month) -> str:
        """Write a month: ``October 2016``."""
        return self("date.month", month=self._month_name(of.month), year=of.year)

    def quarter(self, of: date) -> str:
        """Write the calendar quarter of a day: ``2016-Q4``, ``2016-T4``."""
        return self("date.quarter", year=f"{of.year:04}", quarter=(of.month + 2) // 3)

    def span(self, when: DateSpan) -> str:
        """Write a span in the precision it was given in: ``3–4 October 2016``, ``July 2017``."""
        first, last = when.start, when.end
        if when.open:
            return self("date.open", first=self.span(DateSpan.parse(str(when).partition("/")[0])))
        if when.precision is Precision.YEAR:
            return self._joined("date.close", str(first.year), str(last.year))
        if when.precision is Precision.MONTH:
            end = self.month(Month.of(last))
            if Month.of(first) == Month.of(last):
                return end
            if first.year == last.year:
                return self._joined("date.close", self._month_name(first.month), end)
            return self._joined("date.wide", self.month(Month.of(first)), end)
        return self._days(first, last)

    def _days(self, first: date, last: date) -> str:
        end = self.day(last)
        if first == last:
            return end
        if Month.of(first) == Month.of(last):
            return self._joined("date.close", self._day_of_month(first), end)
        start = self._day_month(first) if first.year == last.year else self.day(first)
        return self._joined("date.wide", start, end)

    def _joined(self, pattern: str, first: str, last: str) -> str:
        return first if first == last else self(pattern, first=first, last=last)

    def period(self, of: Period) -> str:
        """Write a period: its months where it is made of whole ones, else its days."""
        whole = of.start.day == 1 and of.end == Month.of(of.end).end
        if whole:
            first, last = self.month(Month.of(of.start)), self.month(Month.of(of.end))
        else:
            first, last = self.day(of.start), self.day(of.end)
        return self._joined("date.from_to", first, last)

    def rate_when(self, rate: Rate) -> str:
        """Write what a rate is of: a month, a day, a mean, an instalment, or what was agreed."""
        if rate.method is RateMethod.FIXED:
            return self("rate_method.fixed")
        if rate.method is RateMethod.INSTALMENT:
            when = rate.basis
        elif rate.method is RateMethod.PERIOD_MEAN:
            when = self.period(Period.parse(rate.basis))
        else:
            when = self.span(DateSpan.parse(rate.basis))
        return self(f"rate_method.{rate.method}", when=when)


def labels_in(language: str) -> Labels:
    """The words of a language, as far as it has them, else in English.

    Raises:
        UnknownNameError: There is no catalogue for it.
        InvalidValueError: CLDR does not know it.
    """
    if language not in languages():
        raise UnknownNameError("language", language, languages())
    return _labels(language, catalogues.in_use())


def spoken(language: str) -> Labels:
    """The words of a language, or in English where there is no catalogue for it."""
    return labels_in(language if language in languages() else "en")


@attrs.frozen
class Words:
    """Labels that fill a gap of a message, in whatever language it is said.

    Args:
        keys: Of the labels, in their order.

    Example:
        >>> words = Words(("transaction_type.incoming_funds", "transaction_type.expenditure"))
        >>> str(words), words.in_language("fr")
        ('incoming funds, expenditure', 'fonds entrants, dépense')
    """

    keys: tuple[str, ...]

    def in_language(self, language: str) -> str:
        """The labels of a language as they stand within a sentence."""
        labels = spoken(language)
        return ", ".join(f"{text[:1].lower()}{text[1:]}" for text in map(labels, self.keys))

    def __str__(self) -> str:
        """The labels in English."""
        return self.in_language("en")


@lru_cache(maxsize=16)
def _labels(language: str, _further: catalogues.Further) -> Labels:
    labels = Labels(language, *catalogues.merged(language))
    if language not in packaged():
        _ = labels.locale  # which refuses one that CLDR does not know
    return labels
