"""Rules of the office's own words: terms, labels, and texts in the language of a report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cproc import model
from cproc.checks.codes import Problems
from cproc.errors import Message, joined, problem, said, with_paths
from cproc.labels import Labels, catalogues, translation
from cproc.model.walk import each_of
from cproc.nearest import nearest

_FIELDS: dict[type, tuple[str, model.TermList]] = {
    model.Activity: ("kind", model.TermList.ACTIVITY_KIND),
    model.Contribution: ("kind", model.TermList.CONTRIBUTION_KIND),
    model.Result: ("level", model.TermList.RESULT_LEVEL),
    model.Post: ("recruitment", model.TermList.POST_CATEGORY),
}
"""The fields that name terms, and the lists of these."""


def named_terms(portfolio: model.Portfolio) -> Iterator[tuple[model.TermList, str, str]]:
    """Each term that a record names: its list, its identifier, and the path of the field."""
    for path, record in each_of(tuple(_FIELDS), portfolio):
        field, of = _FIELDS[type(record)]
        if (id_ := getattr(record, field)) is not None:
            yield of, str(id_), f"{path}.{field}"


def unknown_terms(portfolio: model.Portfolio) -> Problems:
    """Records name built-in terms or those of the office."""
    known = {of: portfolio.term_ids(of) for of in model.TermList}
    for of, id_, path in named_terms(portfolio):
        if id_ not in known[of]:
            what = of.replace("_", " ")
            yield problem(
                "term-unknown",
                path,
                id_,
                what=Message(what),
                meant=_meant(id_, known[of]),
                known=", ".join(known[of]),
                of=of,
            )


def _meant(name: str, known: Iterable[str]) -> str:
    """A question for the names that one may stand for; nothing where none is like it."""
    meant = joined(said(" or "), nearest(name, known))
    return said("Did you mean {meant}? ", meant=meant) if meant else ""


def unused_terms(portfolio: model.Portfolio) -> Problems:
    """A term of the office is one that some record names."""
    named = {(of, id_) for of, id_, _path in named_terms(portfolio)}
    for path, term in with_paths("terms", portfolio.terms):
        if (term.of, term.id) not in named:
            yield problem("term-unused", path, term.id)


def labels(portfolio: model.Portfolio) -> Problems:
    """The office's own labels stand in the place of some that there are, with their gaps."""
    for path, wording in with_paths("wordings", portfolio.wordings):
        label, known = wording.label, catalogues.gaps_of(wording.label)
        if known is None:
            meant = _meant(label, catalogues.english())
            yield problem("label-unknown", f"{path}.label", label, meant=meant)
            continue
        for language, text in wording.text.entries:
            if not catalogues.fills(label, text):
                filled = ", ".join(f"{{{gap}}}" for gap in sorted(known)) or "none"
                yield problem(
                    "label-gaps",
                    f"{path}.text",
                    text,
                    language=language,
                    label=label,
                    filled=filled,
                )


# A city that has no name of its own in a language is called there as everywhere.
_CALLED_ALIKE = {"localities.names"}


def lacking_texts(portfolio: model.Portfolio, words: Labels) -> Problems:
    """What is not in a language: labels, and texts of the data, each kind with its count.

    Args:
        portfolio: Whose texts.
        words: The labels of the language.
    """
    name = words.locale.get_display_name("en") or words.language
    missing, every = translation.unwritten(words)
    if missing:
        yield problem(
            "labels-incomplete", "", words.language, missing=missing, every=every, name=name
        )
    lacking: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    for path, text in each_of((model.LocalText,), portfolio):
        kind = re.sub(r"\[[0-9]+\]", "", path)
        if kind in _CALLED_ALIKE:
            continue
        counts[kind] = counts.get(kind, 0) + 1
        if not text.has(words.language):
            lacking.setdefault(kind, []).append(path)
    for kind, paths in lacking.items():
        yield problem(
            "text-untranslated",
            paths[0],
            words.language,
            name=name,
            count=len(paths),
            counts=counts[kind],
        )


def unreplaced(portfolio: model.Portfolio) -> Problems:
    """No text is left in the square brackets in which the start of an office has it."""
    texts = (
        (f"{path}.{language}", text)
        for path, given in each_of((model.LocalText,), portfolio)
        for language, text in given.entries
    )
    for path, text in (*texts, ("office.city", portfolio.office.city)):
        if len(text) > 2 and text[0] == "[" and text[-1] == "]" and "](" not in text:
            yield problem("text-unreplaced", path, text)


RULES = (unknown_terms, labels, unreplaced)
NOTICES = (unused_terms,)
