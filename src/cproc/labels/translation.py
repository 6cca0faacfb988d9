"""The files that a translator fills: every label and every message, beside the English one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

import attrs

from cproc.labels import Labels, messages
from cproc.labels.catalogues import FORMS, english, gaps_of, is_word, other_form, wider

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_UNSEEN = re.compile("[\x7f-\xa0\xad\u2000-\u200f\u2028-\u202f\u2060-\u2064\ufeff]")


@attrs.frozen
class Translation:
    """A file of labels to be filled.

    Args:
        text: The file, in TOML.
        missing: How many texts nobody has written yet.
        total: How many there are.
    """

    text: str
    missing: int
    total: int


def translation(known: Labels) -> Translation:
    """The file of a language, with the texts that are known in their places.

    Args:
        known: The language and its texts so far.

    Example:
        >>> made = translation(Labels("de", {"column.month_name": "Monat"}))
        >>> next(line for line in made.text.splitlines() if "Monat" in line)
        'month_name = "Monat"  # Month'
    """
    missing, total = unwritten(known)
    name = known.locale.get_display_name("en")
    lines = [
        f"# Labels in {name} ({known.language}): {missing} of {total} are missing.",
        "# Write each between its quotation marks; behind it stands the English. Keep the {gaps}.",
        "# What is left empty is printed in English.",
    ]
    group = ""
    for key in keys_of(known):
        first, _, rest = key.partition(".")
        if first != group:
            group = first
            lines += ["", f"[{group}]"]
        text, meant = (
            known.entries.get(key, ""),
            english().get(key) or english().get(other_form(key)),
        )
        behind = f"  # {_line(meant)}" if meant else ""
        lines.append(f"{'.'.join(map(_part, rest.split('.')))} = {_quoted(text)}{behind}")
    if gone := {key: text for key, text in known.entries.items() if gaps_of(key) is None}:
        lines += ["", "# Labels that there are no more:"]
        lines += (f"# {key} = {_quoted(text)}" for key, text in sorted(gone.items()))
    return Translation("\n".join(lines) + "\n", missing, total)


def message_translation(language: str, known: str = "") -> Translation:
    """The catalogue of messages of a language, with those that are known in their places.

    Args:
        language: The language.
        known: A catalogue that has some of them, which goes before the library's own.

    Raises:
        InvalidValueError: What is known is no such catalogue.
    """
    from babel.messages.catalog import Catalog  # noqa: PLC0415 - keeps `import cproc` light

    ours, theirs = (messages.read(language, text) for text in (_ours(language), known))
    # Every catalogue of the library has every message.
    wanted = [each for each in messages.read("fr", messages.packaged_messages("fr")) if each.id]
    made, missing = Catalog(language.replace("-", "_"), fuzzy=False), 0
    for each in wanted:
        there = theirs.get(each.id) or ours.get(each.id)
        text = there.string if there and there.pluralizable == each.pluralizable else None
        made.add(each.id, text, each.locations)
        missing += not text or not all([text] if isinstance(text, str) else text)
    return Translation(catalogue_text(made, language), missing, len(wanted))


def catalogue_text(catalogue: Catalog, language: str) -> str:
    """A catalogue of messages as its file holds it: alike whenever it is written.

    Args:
        catalogue: The messages.
        language: Their language.
    """
    from babel.messages.pofile import write_po  # noqa: PLC0415 - keeps `import cproc` light

    file = BytesIO()
    write_po(file, catalogue, width=100, include_lineno=False, omit_header=True)
    head = _HEADER.format(language=language, plurals=catalogue.plural_forms)
    return head + file.getvalue().decode()


# No days and no names: it is written alike whenever it is.
_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def _ours(language: str) -> str:
    return next(filter(None, map(messages.packaged_messages, wider(language))), "")


def keys_of(known: Labels) -> Iterator[str]:
    """Every label, plurals in the forms that a language has, in the order of the English file."""
    # Of some languages there are forms for millions, or for fractions, that no count has here.
    tags = {*map(known.locale.plural_form, range(200)), "other"}
    for key in english():
        base, _, form = key.rpartition(".")
        if f"{base}.one" not in english() or form not in FORMS:
            yield key
        elif form == "other":
            yield from (f"{base}.{each}" for each in FORMS if each in tags)


def unwritten(known: Labels) -> tuple[int, int]:
    """How many texts of a language nobody has written yet, and how many there are.

    Args:
        known: The language, with its own texts or with those in English for what it lacks.
    """
    words = list(filter(is_word, keys_of(known)))
    return sum(key in known.lacking or not known.entries.get(key) for key in words), len(words)


def _part(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quoted(key)


def _quoted(text: str) -> str:
    return _seen(json.dumps(text, ensure_ascii=False))


def _line(text: str) -> str:
    return _seen(" ".join(text.split(" ")))


def _seen(text: str) -> str:
    """A text in which what nobody sees is written by its number, as TOML does."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
