"""Messages in the language asked for: a gettext file each, of the package, plugins and offices."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO, StringIO
from string import Formatter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cproc.dates import DateSpan, Month, Period
from cproc.errors import InvalidValueError, Message, said
from cproc.labels import Labels, languages
from cproc.labels import spoken as spoken_labels
from cproc.money import Money, minor_unit

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog


_FURTHER: ContextVar[Mapping[str, str]] = ContextVar(
    "messages that are known", default=MappingProxyType({})
)


@contextmanager
def with_messages(catalogues: Mapping[str, str]) -> Iterator[None]:
    """Know further messages for the length of a ``with`` block.

    Args:
        catalogues: Gettext files by language, as `read` takes them; their messages stand in the
            place of the library's.
    """
    before = _FURTHER.set({**_FURTHER.get(), **{of: po for of, po in catalogues.items() if po}})
    try:
        yield
    finally:
        _FURTHER.reset(before)


def in_use() -> Collection[str]:
    """The languages of which further messages are known here."""
    return _FURTHER.get().keys()


def catalogue(language: str) -> NullTranslations:
    """The messages of a language by their English templates; none where nobody wrote any."""
    return _compiled(language, _FURTHER.get().get(language, ""))


@lru_cache(maxsize=16)
def _compiled(language: str, further: str) -> NullTranslations:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - keeps `import cproc` light

    made = NullTranslations()
    for text in (packaged_messages(language), further):
        if text:
            compiled = BytesIO()
            write_mo(compiled, read(language, text))
            compiled.seek(0)
            own = GNUTranslations(compiled)
            own.add_fallback(made)
            made = own
    return made


def packaged_messages(language: str) -> str:
    """The catalogue that the library has of a language; empty where it has none."""
    source = files("cproc.labels") / f"{language}.po"
    return source.read_text("utf-8") if source.is_file() else ""


def read(language: str, text: str) -> Catalog:
    """Read a catalogue of messages.

    Args:
        language: Its language.
        text: A gettext file, as `cproc translate` writes it.

    Raises:
        InvalidValueError: It is none, or a message has a gap that nothing fills.
    """
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415 - as above

    try:
        known = read_po(StringIO(text), locale=language.replace("-", "_"), abort_invalid=True)
    except (PoFileError, ValueError) as error:
        hint = said("Open it in an editor of gettext files.")
        raise InvalidValueError("messages-malformed", said("{text}.", text=error), hint) from None
    for each in known:
        texts = [each.id] if isinstance(each.id, str) else list(each.id)
        allowed = set().union(*map(_gaps, texts))
        for written in [each.string] if isinstance(each.string, str) else each.string or ():
            if each.id and not _gaps(written) <= allowed:
                message = said("{written!r} has a gap that nothing fills.", written=written)
                hint = said("Its gaps are {filled}.", filled=", ".join(sorted(allowed)) or "none")
                raise InvalidValueError("messages-gaps", message, hint)
    return known


def _gaps(text: str) -> set[str]:
    try:
        return {name for _, name, *_ in Formatter().parse(text) if name is not None}
    except ValueError:  # braces that make no sense
        return {text}


def spoken(text: str, language: str) -> str:
    """Put a message into a language, its values written as the language writes them.

    Args:
        text: A message, or a text that is looked up as it stands.
        language: ISO 639 code.
    """
    if not text or not (language in languages() or language in in_use()):
        return str(text)
    words = catalogue(language)
    if not isinstance(text, Message):
        return words.gettext(text)
    if text.plural:
        template = words.ngettext(text.template, text.plural, int(str(text.values["count"])))
    else:
        template = words.gettext(text.template)
    if not text.values:
        return template
    return template.format_map(
        {name: _Value(value, language, name) for name, value in text.values.items()}
    )


class _Value:
    """A value in a gap, written as the language writes it."""

    def __init__(self, value: object, language: str, gap: str) -> None:
        self.value, self.language, self.gap = value, language, gap

    def __str__(self) -> str:
        """The value in words."""
        if isinstance(self.value, Message):
            return spoken(self.value, self.language)
        if callable(put := getattr(self.value, "in_language", None)):  # an error, a figure
            return str(put(self.language))
        if self.gap == "count":  # other whole numbers are years, rows and the like
            return spoken_labels(self.language).number(int(str(self.value)))
        if callable(best := getattr(self.value, "best", None)):  # a text of the data, in several
            return str(best(self.language))
        for kind, write in _WRITTEN.items():
            if isinstance(self.value, kind):
                return write(spoken_labels(self.language), self.value)
        return str(self.value)

    def __repr__(self) -> str:
        """The value as a program would write it."""
        return repr(str(self) if isinstance(self.value, Message) else self.value)

    def __format__(self, form: str) -> str:
        """The value in words, or in the form that the gap asks for."""
        if form == ",":
            return spoken_labels(self.language).number(int(str(self.value)))
        return format(self.value, form) if form else str(self)


def _amount(labels: Labels, money: Money) -> str:
    # Not rounded, as amounts of a report are: that it has too many decimals may be the fault.
    decimals = max(-int(money.amount.normalize().as_tuple().exponent), 0)
    decimals = max(decimals, minor_unit(money.currency)) if decimals else 0
    amount = labels.number(money.amount, decimals, decimals)
    return labels("format.money", currency=money.currency, amount=amount)


def _number(labels: Labels, number: Decimal) -> str:
    return labels.number(number, max(-int(number.as_tuple().exponent), 0))


_WRITTEN: dict[type, Callable[[Labels, Any], str]] = {
    Money: _amount,
    Decimal: _number,
    Month: Labels.month,
    Period: Labels.period,
    DateSpan: lambda labels, span: str(span) if span.open else labels.span(span),
    date: Labels.day,
}
"""How each kind of value is written in a language."""
