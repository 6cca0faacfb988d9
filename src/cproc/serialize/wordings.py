"""Files of labels beside the portfolio: what the office, or a translator, calls things."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from cproc.errors import Problem, kind_of, said
from cproc.labels.catalogues import flat
from cproc.model import LocalText, Wording

FILE = re.compile(r"labels(?:\.(?P<language>[A-Za-z0-9-]+))?\.toml")
"""Their names: ``labels.de.toml`` is of one language, ``labels.toml`` has a table for each."""


def wordings_in(files: Mapping[str, str]) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """The texts of files of labels, by label and language, and what cannot be read.

    Args:
        files: Text by file name; others are passed over.
    """
    texts: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    for file, text in files.items():
        if (name := FILE.fullmatch(file)) is None:
            continue
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            hint = said("Correct the line; a text stands between quotation marks.")
            problems.append(
                Problem("toml-malformed", said("{text}.", text=error), "", hint, file=file)
            )
            continue
        of = {name["language"]: data} if name["language"] else data
        for language, tables in of.items():
            if not isinstance(tables, Mapping):
                message = said(
                    "{language} is {kind_of}, not a table of labels.",
                    language=language,
                    kind_of=kind_of(tables),
                )
                hint = said("Give each language a table: [fr.column], [fr.table].")
                problems.append(Problem("type-wrong", message, "", hint, file=file))
                continue
            for label, value in flat(tables):
                if not isinstance(value, str):
                    message = said(
                        "{label} is {kind_of}, not text.", label=label, kind_of=kind_of(value)
                    )
                    hint = said("Put a text between quotation marks.")
                    problems.append(Problem("type-wrong", message, "", hint, file=file))
                elif value:  # what is empty nobody has written yet
                    texts.setdefault(label, {})[language] = value
    return texts, problems


def with_wordings(given: Any, texts: Mapping[str, Mapping[str, str]]) -> Any:
    """The list of wordings of a portfolio's data with the texts of files, which go before it."""
    if not isinstance(given, list):
        return given  # which the reader refuses
    there = {each.get("label"): each for each in given if isinstance(each, dict)}
    for label, by_language in texts.items():
        known = there.get(label, {}).get("text", {})
        if label in there and isinstance(known, dict):
            there[label]["text"] = {**known, **by_language}
    new = [{"label": label, "text": dict(text)} for label, text in texts.items()]
    return [*given, *(each for each in new if each["label"] not in there)]


def without_texts(wordings: Iterable[Wording], files: Mapping[str, str]) -> tuple[Wording, ...]:
    """Wordings without the texts that files of labels hold; one without any left is left out.

    Args:
        wordings: Those of a portfolio.
        files: The texts of the files of labels, by name.
    """
    held = wordings_in(files)[0]
    left = []
    for wording in wordings:
        there = held.get(wording.label, {})
        texts = {lang: text for lang, text in wording.text.entries if there.get(lang) != text}
        if texts:
            left.append(attrs.evolve(wording, text=LocalText(texts)))
    return tuple(left)


def wording_place(where: str, main: str, files: Mapping[str, str]) -> tuple[str, str]:
    """The file of labels in which a wording stands, and its label; nothing where none has it.

    Args:
        where: Its path in the portfolio, ``wordings[3]`` or of a field of it.
        main: The text of the file of the portfolio.
        files: The texts of the files of labels beside it, by name.
    """
    given = json.loads(main).get("wordings", [])
    every = with_wordings(given, wordings_in(files)[0])
    label = every[int(where.removeprefix("wordings[").partition("]")[0])]["label"]
    of = (name for name, text in files.items() if label in wordings_in({name: text})[0])
    return next(((name, label) for name in of), ("", ""))
