"""What the tables of a portfolio and their columns are called in a workbook, and what is chosen.

Sheets, headings and choices have names in each language that the library has labels in; the
workbook that is written has those of one of them, and that of any is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import attrs

from cproc.labels import Labels, labels_in, languages
from cproc.labels.catalogues import in_use
from cproc.model import (
    ActivityKind,
    ActivityStatus,
    ContributionKind,
    LocalText,
    PostFunding,
    ProjectStatus,
    Recruitment,
    ReportKind,
    ResultLevel,
    TermList,
    TransactionType,
    TreatyStatus,
    ValueKind,
)
from cproc.serialize.relations import Relation, relations

START, LISTS = "start", "lists"
"""The sheets that hold no records: what explains, and what drop-down lists offer."""

_LANGUAGE = re.compile(r"(.+?)\s*(?:\(([A-Za-z]{2,3}(?:-\w+)*)\)|\.([A-Za-z]{2,3}(?:-\w+)*))\s*")
_GROUPS: dict[type[StrEnum], str] = {
    ActivityKind: "kind",
    ActivityStatus: "activity_status",
    ContributionKind: "contribution",
    PostFunding: "post_funding",
    ProjectStatus: "project_status",
    Recruitment: "recruitment",
    ReportKind: "report_kind",
    ResultLevel: "result_level",
    TransactionType: "transaction_type",
    TreatyStatus: "treaty_status",
    ValueKind: "value_kind",
}
"""Labels of the choices that reports name as well; others have theirs for the workbook alone."""
_OPEN: dict[tuple[str, str], tuple[type[StrEnum], TermList]] = {
    ("activities", "kind"): (ActivityKind, TermList.ACTIVITY_KIND),
    ("contributions", "kind"): (ContributionKind, TermList.CONTRIBUTION_KIND),
    ("office_contributions", "kind"): (ContributionKind, TermList.CONTRIBUTION_KIND),
    ("results", "level"): (ResultLevel, TermList.RESULT_LEVEL),
    ("posts", "recruitment"): (Recruitment, TermList.POST_CATEGORY),
}


@attrs.frozen
class Choices:
    """What a column chooses from.

    Args:
        codes: The values, as other programs write them.
        group: Where their labels are.
        own: The list that the office may add terms of its own to.
    """

    codes: tuple[str, ...]
    group: str
    own: TermList | None = None

    def label(self, code: str, labels: Labels) -> str:
        """What a value is called in a language; the value itself where it has no name."""
        return labels.get(f"{self.group}.{code}", code)


def folded(text: object) -> str:
    """A name without what people write differently: case, accents, blanks, punctuation.

    Args:
        text: The name, or another cell.

    Example:
        >>> folded(" Date(s) "), folded("Coût prévu (€)"), folded("planned_cost"), folded("#")
        ('dates', 'cout prevu', 'planned cost', '#')
    """
    return _folded(str(text))


@lru_cache(maxsize=10_000)  # a sheet says the same in many rows
def _folded(text: str) -> str:
    import unicodedata  # noqa: PLC0415 - keeps `import cproc` light

    plain = text.casefold().replace("(s)", "s").replace("(e)", "")
    letters = unicodedata.normalize("NFKD", plain)
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w]+|_", " ", kept).split()) or plain.strip()


def choices_of(relation: Relation, column: str) -> Choices | None:
    """What a column of a table chooses from; None where its values are free.

    Example:
        >>> choices_of(relations()["posts"], "state").codes
        ('filled', 'vacant', 'planned')
    """
    kind: Any = next((each.kind for each in relation.columns if each.name == column), None)
    of, own = _OPEN.get((relation.name, column), (kind, None))
    if not (isinstance(of, type) and issubclass(of, StrEnum)):
        return None
    codes = tuple(str(member.value) for member in of)
    # Labels are named for the class in small letters: of RateMethod under rate_method.
    called = re.sub(r"(?<!^)(?=[A-Z])", "_", of.__name__).lower()
    return Choices(codes, _GROUPS.get(of, f"entry_choice.{called}"), own)


def words_of(choices: Choices) -> Mapping[str, str]:
    """The values of a choice by their folded names in every language that there are labels in.

    Example:
        >>> words_of(choices_of(relations()["posts"], "state"))["pourvu"]
        'filled'
    """
    return _words_of(choices, languages(), in_use())


@lru_cache(maxsize=100)
def _words_of(choices: Choices, tongues: tuple[str, ...], _further: object) -> Mapping[str, str]:
    each = ((labels_in(tag), code) for tag in tongues for code in choices.codes)
    named = {folded(choices.label(code, labels)): code for labels, code in each}
    return MappingProxyType(named | {folded(code): code for code in choices.codes})


def example_words() -> tuple[str, ...]:
    """What an example row is called in every language that there are labels in here."""
    return tuple(dict.fromkeys(labels_in(tag)("entry.example") for tag in languages()))


def marks_example(cell: object, words: Iterable[str]) -> bool:
    """Whether the first cell of a row says that the row is an example, which is never read.

    Args:
        cell: What it holds.
        words: What examples are called: ``Example``, ``Exemple``.

    Example:
        >>> words = "Example", "Exemple"
        >>> [marks_example(cell, words) for cell in ("Exemple : P1", "example", "Examples of law")]
        [True, True, False]
    """
    if not isinstance(cell, str):
        return False
    head = cell.partition(":")[0].strip().casefold()
    return any(head == word.casefold() for word in words)


def sheet_name(table: str, labels: Labels) -> str:
    """The name of the sheet of a table in a language."""
    return labels.get(f"entry_sheet.{table}", table)


def heading(relation: Relation, column: str, labels: Labels) -> str:
    """What the heading of a column says; of a text with its language.

    Args:
        relation: The table.
        column: Name of the column, of a text with the language: ``title.fr``.
        labels: The words of a language.

    Example:
        >>> heading(relations()["activities"], "title.fr", labels_in("en"))
        'Title (fr)'
    """
    stem, dot, language = column.rpartition(".")
    if dot and column not in relation.names and stem in relation.names:
        return labels("entry.heading", name=_called(relation, stem, labels), language=language)
    return _called(relation, column, labels)


def _called(relation: Relation, column: str, labels: Labels) -> str:
    key = f"entry_column.{column.replace('.', '__')}"
    return labels.get(f"entry_column.{relation.name}__{column}", labels.get(key, column))


@attrs.frozen(eq=False)
class Names:
    """The names of sheets and headings in every language, folded.

    Args:
        sheets: Tables by the names of their sheets.
        columns: By table, columns by their headings, texts without their language.
    """

    sheets: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]

    def column(self, table: str, header: str, language: str = "") -> str | None:
        """The column that a heading means; None where it means none.

        Args:
            table: Name of the table.
            header: What the heading says.
            language: That of a text whose heading does not say it; none where empty.
        """
        known = self.columns[table]
        relation = relations()[table]
        text = header.strip()
        if (match := _LANGUAGE.fullmatch(text)) and folded(text) not in known:
            tag = _tag(match[2] or match[3])
            name = known.get(folded(match[1]))
            return f"{name}.{tag}" if name and _is_text(relation, name) else None
        name = known.get(folded(text))
        if name and language and _is_text(relation, name):
            return f"{name}.{language}"
        return name


def _tag(text: str) -> str:
    """The tag of a language in its own case: ``sr-Latn``, ``pt-BR``."""
    language, *rest = text.split("-")
    parts = (each.title() if len(each) == len("Latn") else each.upper() for each in rest)
    return "-".join((language.lower(), *parts))


def _is_text(relation: Relation, column: str) -> bool:
    return any(each.name == column and each.kind is LocalText for each in relation.columns)


def names() -> Names:
    """The names in every language that there are labels in here."""
    return _names(languages(), in_use())


@lru_cache(maxsize=4)
def _names(tongues: tuple[str, ...], _further: object) -> Names:
    every = [labels_in(language) for language in tongues]
    sheets = {folded(name): name for name in relations()}
    for labels in every:
        for name in (*relations(), START, LISTS):
            sheets.setdefault(folded(sheet_name(name, labels)), name)
    columns = {name: _columns(relation, every) for name, relation in relations().items()}
    return Names(MappingProxyType(sheets), MappingProxyType(columns))


def _columns(relation: Relation, every: Iterable[Labels]) -> Mapping[str, str]:
    parts = (field.name for field in relation.parts if not field.is_list)
    found = {folded(name): name for name in (*relation.names, *parts)}
    for labels in every:
        for name in relation.names:
            found.setdefault(folded(_called(relation, name, labels)), name)
    return MappingProxyType(found)
