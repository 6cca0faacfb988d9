"""The words of a report: one catalogue per language, packaged as TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import attrs

from cproc.errors import UnknownNameError

if TYPE_CHECKING:
    from babel import Locale


@attrs.frozen(eq=False)
class Labels:
    """The words of one language.

    Args:
        language: ISO 639 code.
        entries: Text by dotted key, such as ``column.title``.
    """

    language: str
    entries: Mapping[str, str]

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

    def group(self, prefix: str) -> dict[str, str]:
        """The texts whose key begins with a prefix, by the rest of their key."""
        start = f"{prefix}."
        return {
            key.removeprefix(start): text
            for key, text in self.entries.items()
            if key.startswith(start)
        }

    @property
    def locale(self) -> Locale:
        """CLDR data of the language."""
        from babel import Locale  # noqa: PLC0415 - keeps `import cproc` light

        return Locale.parse(self.language)


def _flat(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """The languages a report can be built in, sorted."""
    # The files are the only list: one that is added is a language.
    catalogues = (entry.name for entry in files("cproc.labels").iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in catalogues if n.endswith(".toml")))


@lru_cache(maxsize=16)
def labels_in(language: str) -> Labels:
    """The words of a language.

    Raises:
        UnknownNameError: There is no catalogue for it.
    """
    if language not in languages():
        raise UnknownNameError("language", language, languages())
    text = (files("cproc.labels") / f"{language}.toml").read_text("utf-8")
    return Labels(language, MappingProxyType(dict(_flat(tomllib.loads(text)))))
