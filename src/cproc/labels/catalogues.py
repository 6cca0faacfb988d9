"""The texts of languages: those of the package, of plugins and of the office, by their keys."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from importlib.resources import files
from string import Formatter
from types import MappingProxyType
from typing import Any

import attrs


def flat(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The texts of nested tables, by their keys with points between."""
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


FORMS = ("zero", "one", "two", "few", "many", "other")
"""The forms of plurals that CLDR tells apart."""
_NO_WORDS = ("format.locale", "typography.", "spreadsheet.")


@attrs.frozen(eq=False)
class Further:
    """Texts beside those of the package or in their place, by language and key."""

    texts: Mapping[str, Mapping[str, str]] = MappingProxyType({})


_PACKAGED = Further()
# The words of one office must not leak into a report that another thread builds meanwhile.
_FURTHER: ContextVar[Further] = ContextVar("labels that are known", default=_PACKAGED)


@contextmanager
def with_labels(texts: Mapping[str, Mapping[str, str]]) -> Iterator[None]:
    """Know further languages and other words for the length of a ``with`` block.

    Args:
        texts: By language and key; they stand in the place of those that are known here.
    """
    known = _FURTHER.get()
    if not any(texts.values()):  # what was merged before stays in use
        yield
        return
    added = {
        language: {**known.texts.get(language, {}), **texts.get(language, {})}
        for language in (*known.texts, *texts)
    }
    before = _FURTHER.set(Further(MappingProxyType(added)))
    try:
        yield
    finally:
        _FURTHER.reset(before)


def in_use() -> Further:
    """What is known here beside the texts of the package."""
    return _FURTHER.get()


def languages() -> tuple[str, ...]:
    """The languages a report can be built in here, sorted."""
    return _languages(_FURTHER.get())


@lru_cache(maxsize=16)
def _languages(further: Further) -> tuple[str, ...]:
    return tuple(sorted({*packaged(), *further.texts}))


@lru_cache(maxsize=1)
def packaged() -> tuple[str, ...]:
    """The languages of the library itself."""
    # The files are the only list: one that is added is a language.
    catalogues = (entry.name for entry in files("cproc.labels").iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in catalogues if n.endswith(".toml")))


def merged(language: str) -> tuple[dict[str, str], frozenset[str]]:
    """The texts of a language, those of others where it has none, and the keys of these."""
    further = in_use().texts
    in_english = {**english(), **further.get("en", {})}
    own: dict[str, str] = {}
    for tag in reversed(wider(language)):
        own |= {**_texts(tag), **further.get(tag, {})}
    # A language with forms of its own has them under its own names.
    missing = {
        key: text
        for key, text in in_english.items()
        if key not in own and other_form(key) not in own
    }
    if "format.locale" in missing:
        missing["format.locale"] = likely_tag(language)
    return {**missing, **own}, frozenset(filter(is_word, missing))


def english() -> Mapping[str, str]:
    """Every label there is, as the library has it in English."""
    return _texts("en")


def gaps_of(key: str) -> set[str] | None:
    """The names of the gaps of a label, such as ``{day}``; none where there is no such label."""
    # A form of a plural that English has not is one of a label that English has.
    text = english().get(key, english().get(other_form(key)))
    return None if text is None else set(_gaps(text))


def other_form(key: str) -> str:
    """The key of the form of a plural that stands for all numbers; empty for what is no form."""
    base, _, form = key.rpartition(".")
    return f"{base}.other" if form in FORMS else ""


def _gaps(text: str) -> Iterator[str]:
    return (name for _, name, *_ in Formatter().parse(text) if name is not None)


def fills(key: str, text: str) -> bool:
    """Whether every gap of a text is one that its label fills; it may leave some out."""
    try:
        return set(_gaps(text)) <= (gaps_of(key) or set())
    except ValueError:  # braces that make no sense
        return False


@lru_cache(maxsize=16)
def _texts(language: str) -> Mapping[str, str]:
    """The texts that the package has of a language."""
    if language not in packaged():
        return MappingProxyType({})
    text = (files("cproc.labels") / f"{language}.toml").read_text("utf-8")
    return MappingProxyType(dict(flat(tomllib.loads(text))))


def is_word(key: str) -> bool:
    """Whether a label is a text to read, not a rule of how something is written."""
    return not key.startswith(_NO_WORDS)


def wider(language: str) -> list[str]:
    """A language and those it is a form of: ``sr-Latn-RS``, ``sr-Latn``, ``sr``."""
    parts = language.split("-")
    return ["-".join(parts[:end]) for end in range(len(parts), 0, -1)]


def likely_tag(language: str) -> str:
    """A language with the region where most speak it: ``sq-AL`` for ``sq``."""
    from babel.core import get_global  # noqa: PLC0415 - keeps `import cproc` light

    parts = get_global("likely_subtags").get(language, language).split("_")
    return f"{parts[0]}-{parts[-1]}" if len(parts) > 1 else language
