"""Rules of the office's own words: terms, labels, and texts in the language of a report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from cproc.checks.codes import Problems, each_of, error, notice, warning
from cproc.errors import Message, joined, said, with_paths
from cproc.labels import Labels, catalogues, translation
from cproc.model import (
    Activity,
    Contribution,
    LocalText,
    Portfolio,
    Post,
    Result,
    TermList,
)

_FIELDS: dict[type, tuple[str, TermList]] = {
    Activity: ("kind", TermList.ACTIVITY_KIND),
    Contribution: ("kind", TermList.CONTRIBUTION_KIND),
    Result: ("level", TermList.RESULT_LEVEL),
    Post: ("recruitment", TermList.POST_CATEGORY),
}
"""The fields that name terms, and the lists of these."""


def named_terms(portfolio: Portfolio) -> Iterator[tuple[TermList, str, str]]:
    """Each term that a record names: its list, its identifier, and the path of the field."""
    for path, record in each_of(tuple(_FIELDS), portfolio):
        field, of = _FIELDS[type(record)]
        if (id_ := getattr(record, field)) is not None:
            yield of, str(id_), f"{path}.{field}"


def unknown_terms(portfolio: Portfolio) -> Problems:
    """Records name built-in terms or those of the office."""
    known = {of: portfolio.term_ids(of) for of in TermList}
    for of, id_, path in named_terms(portfolio):
        if id_ not in known[of]:
            what = of.replace("_", " ")
            message = said("{id!r} is no {what}.", id=id_, what=Message(what))
            hint = said(
                '{meant}There are {known}; the office may add its own to "terms", of "{of}".',
                meant=_meant(id_, known[of]),
                known=", ".join(known[of]),
                of=of,
            )
            yield error("term-unknown", message, path, hint, id_)


def _meant(name: str, known: Iterable[str]) -> str:
    """A question for the names that one may stand for; nothing where none is like it."""
    folded = {each.casefold(): each for each in known}
    close = get_close_matches(name.casefold(), folded)
    meant = joined(said(" or "), (folded[each] for each in close))
    return said("Did you mean {meant}? ", meant=meant) if close else ""


def unused_terms(portfolio: Portfolio) -> Problems:
    """A term of the office is one that some record names."""
    named = {(of, id_) for of, id_, _path in named_terms(portfolio)}
    for path, term in with_paths("terms", portfolio.terms):
        if (term.of, term.id) not in named:
            message = said("no record names the term {term!r}.", term=term.id)
            yield notice(
                "term-unused", message, path, said("Take it away, if nothing will."), term.id
            )


def labels(portfolio: Portfolio) -> Problems:
    """The office's own labels stand in the place of some that there are, with their gaps."""
    for path, wording in with_paths("wordings", portfolio.wordings):
        label, known = wording.label, catalogues.gaps_of(wording.label)
        if known is None:
            hint = said(
                "{meant}`cproc translate` lists all labels.",
                meant=_meant(label, catalogues.english()),
            )
            yield warning(
                "label-unknown",
                said("{label!r} is no label.", label=label),
                f"{path}.label",
                hint,
                label,
            )
            continue
        for language, text in wording.text.entries:
            if not catalogues.fills(label, text):
                filled = ", ".join(f"{{{gap}}}" for gap in sorted(known)) or "none"
                message = said(
                    "the text in {language} has gaps that {label} does not fill.",
                    language=language,
                    label=label,
                )
                yield error(
                    "label-gaps",
                    message,
                    f"{path}.text",
                    said("Its gaps are {filled}.", filled=filled),
                    text,
                )


# A city that has no name of its own in a language is called there as everywhere.
_CALLED_ALIKE = {"localities.names"}


def lacking_texts(portfolio: Portfolio, words: Labels) -> Problems:
    """What is not in a language: labels, and texts of the data, each kind with its count.

    Args:
        portfolio: Whose texts.
        words: The labels of the language.
    """
    name = words.locale.get_display_name("en") or words.language
    missing, every = translation.unwritten(words)
    if missing:
        message = said(
            "{missing} of {every} labels not in {name}; a report prints them in English.",
            missing=missing,
            every=every,
            name=name,
        )
        hint = said(
            "cproc translate {language} writes the file that a translator fills.",
            language=words.language,
        )
        yield warning("labels-incomplete", message, "", hint, words.language)
    lacking: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    for path, text in each_of((LocalText,), portfolio):
        kind = re.sub(r"\[[0-9]+\]", "", path)
        if kind in _CALLED_ALIKE:
            continue
        counts[kind] = counts.get(kind, 0) + 1
        if not text.has(words.language):
            lacking.setdefault(kind, []).append(path)
    for kind, paths in lacking.items():
        message = said(
            "not in {name}: {count} of {counts} such texts.",
            name=name,
            count=len(paths),
            counts=counts[kind],
        )
        hint = said("A report prints them in another language.")
        yield notice("text-untranslated", message, paths[0], hint, words.language)


RULES = (unknown_terms, labels)
NOTICES = (unused_terms,)
