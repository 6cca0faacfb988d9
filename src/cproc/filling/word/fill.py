"""Filling a Word form: pure, from the bytes of a template to those of the filled one."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import attrs

from cproc.archives import word_faults
from cproc.errors import (
    CprocError,
    DataError,
    MissingExtraError,
    Problem,
    Severity,
    UnknownNameError,
    counted,
    said,
)
from cproc.filling.answers import Answer, Answers, unknown
from cproc.filling.book import OtherText
from cproc.filling.expressions import LISTS, Content, Expression, Field, Rows, expression
from cproc.filling.faults import fault
from cproc.filling.fill import Filled
from cproc.filling.places import OtherPlace
from cproc.filling.plan import Plan, Replacing, of_text
from cproc.filling.word.process import MEMORY, SECONDS, StoppedError, Worker, worker
from cproc.filling.word.texts import PARAGRAPH, plain_paragraphs
from cproc.model import Money
from cproc.publish import normalised
from cproc.report import Context
from cproc.report.sections import prose

_TEXT = re.compile(r'text\("([^"]*)"\)')
# XML has no way to write these.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")


def filled_word(
    template: bytes, answers: Answers, *, file: str = "", seconds: float = SECONDS
) -> Filled:
    """Fill a Word form.

    Placeholders are those of workbooks, ``{{ spent(heading="1.1") }}``; ``{{ text("summary") }}``
    is a text of the report. ``{%tr for line in lines("1.1") %}`` and ``{%tr endfor %}`` repeat the
    rows between them, ``{%p if contract.number %}`` and ``{%p endif %}`` keep paragraphs.

    Args:
        template: Its bytes.
        answers: What placeholders stand for.
        file: Its name, for problems.
        seconds: How long it may take.

    Raises:
        DataError: Something cannot be filled; every fault is told, with its paragraph.
        MissingExtraError: docxtpl is not installed.
    """
    try:
        with _looked_at(template, file, seconds) as (process, needs):
            told = _answered(needs, answers)
            problems = _in_file(dict.fromkeys(told.problems), file)
            if any(each.severity is Severity.ERROR for each in problems):
                raise DataError(problems)
            process.send(attrs.asdict(told, filter=attrs.filters.exclude("problems")))
            document = _told(process.receive(), file)["document"]
    except StoppedError:
        raise DataError(_in_file([fault("fill-word.stopped", seconds=seconds)], file)) from None
    return Filled(normalised(base64.b64decode(document)), problems)


def planned_word(
    template: bytes, answers: Answers, *, file: str = "", seconds: float = SECONDS
) -> Plan:
    """What a Word form asks for and would be told, and what is wrong with it.

    Args:
        template: As for `filled_word`, and so are the others.
        answers: What placeholders stand for.
        file: Its name.
        seconds: How long it may take.

    Raises:
        DataError: It cannot be read, or asks for nothing.
    """
    try:
        with _looked_at(template, file, seconds) as (_process, needs):
            told = _answered(needs, answers)
    except StoppedError:
        raise DataError(_in_file([fault("fill-word.stopped", seconds=seconds)], file)) from None
    lines = [(key, words.replace(PARAGRAPH, " ")) for key, (words, _there) in told.words.items()]
    lines += [
        (key, counted("{count} record", "{count} records", count=len(records)))
        for key, records in told.lists.items()
    ]
    gaps = tuple(
        Replacing(OtherPlace(OtherText(_place(needs, key), key, "", "", 0), Content(key)), words)
        for key, words in lines
    )
    return Plan((), (), gaps, _in_file(dict.fromkeys(told.problems), file))


@contextmanager
def _looked_at(
    template: bytes, file: str, seconds: float
) -> Iterator[tuple[Worker, dict[str, Any]]]:
    """The process that has read a form, and what that asks for.

    Raises:
        DataError: It cannot be filled, or asks for nothing.
        MissingExtraError: docxtpl is not installed.
    """
    if find_spec("docxtpl") is None:
        raise MissingExtraError(
            "Word forms need docxtpl, which is not installed; run: "
            'pip install "cproc-reporting[word-forms]"'
        )
    if faults := list(dict.fromkeys(_unfit(template))):
        raise DataError(_in_file(faults, file))
    with worker(seconds) as process:
        asked = {"seconds": SECONDS, "memory": MEMORY}
        process.send({"template": base64.b64encode(template).decode(), **asked})
        needs = _told(process.receive(), file)["needs"]
        if not needs["words"] and not needs["lists"]:
            raise DataError(_in_file([fault("fill-empty")], file))
        yield process, needs


def _in_file(problems: Iterable[Problem], file: str) -> tuple[Problem, ...]:
    return tuple(each if each.file else attrs.evolve(each, file=file) for each in problems)


# --- The template -------------------------------------------------------------------------


def _unfit(template: bytes) -> Iterator[Problem]:
    """What speaks against filling it at all; it is looked at before it is opened."""
    for code, reason in word_faults(template):
        yield fault("fill-word", reason=reason)
        if code in {"unsafe", "kind"}:
            return
    with ZipFile(BytesIO(template)) as archive:
        if any(name.startswith("_xmlsignatures/") for name in archive.namelist()):
            yield fault("fill-word", reason=said("it is signed, and would no longer be"))


def _told(message: dict[str, Any], file: str) -> dict[str, Any]:
    """A message without faults.

    Raises:
        DataError: Of each fault a problem.
    """
    if "faults" in message:
        raise DataError(_in_file(dict.fromkeys(map(_problem, message["faults"])), file))
    return message


def _problem(told: dict[str, str]) -> Problem:
    where = told.get("where", "")
    part = where.rpartition("/")[2].removesuffix(".xml")
    text, what = told.get("said") or told.get("text", ""), told.get("text", "")
    return fault(f"fill-word.{told['code']}", "", text, what=what, where=part, cell=_cell(told))


def _cell(told: dict[str, str]) -> str:
    part = told.get("where", "").rpartition("/")[2].removesuffix(".xml")
    if "paragraph" not in told:
        return part
    return said("{part}, paragraph {number}", part=part, number=told["paragraph"])


# --- What it asks for ---------------------------------------------------------------------


Words = tuple[str, bool]
"""What a text says of something, and whether that is more than nothing."""


@attrs.frozen
class _Told:
    """What a form is told of all that it asks for, and what is wrong or lacking."""

    words: dict[str, Words]
    lists: dict[str, list[dict[str, Words]]]
    problems: list[Problem]


def _place(needs: dict[str, Any], key: str) -> str:
    return _cell(needs["places"].get(key, {}))


def _answered(needs: dict[str, Any], answers: Answers) -> _Told:
    """What a form is told of all that it asks for."""
    told = _Told({}, {}, [])
    asked: dict[str, Expression] = {}
    for key in needs["words"]:
        with _telling(told, _place(needs, key)):
            if not _TEXT.fullmatch(key):
                asked[key] = expression(key)
    answers.prepare(asked.values())
    for key in needs["words"]:
        with _telling(told, _place(needs, key)) as tell:
            one = answers.of(asked[key]) if key in asked else _text(key, answers)
            told.words[key] = tell(one)
    for key, fields in needs["lists"].items():
        with _telling(told, _place(needs, key)) as tell:
            rows = _rows(key)
            told.lists[key] = [
                {name: tell(answers.of(Field(rows.list, name), record)) for name in fields}
                for record in answers.rows(rows)
            ]
    return told


@contextmanager
def _telling(told: _Told, at: str) -> Iterator[Callable[[Answer], Words]]:
    """What takes an answer to words; its problems, and errors, are kept with their place."""

    def keep(problems: Iterable[Problem]) -> None:
        told.problems.extend(attrs.evolve(each, cell=each.cell or at) for each in problems)

    def tell(answer: Answer) -> Words:
        keep(map(of_text, answer.problems))
        if _CONTROL.search(answer.words.replace(PARAGRAPH, "")):
            keep([fault("fill-word.control", "", ascii(answer.words[:80]))])
        return answer.words, _is_there(answer)

    try:
        yield tell
    except CprocError as error:
        keep(unknown(error))


def _is_there(answer: Answer) -> bool:
    """Whether an answer is more than nothing: neither unknown, nor empty, nor zero."""
    value = answer.value
    if value is None:
        return answer.bounded
    return bool(value.amount if isinstance(value, Money) else value)


def _rows(key: str) -> Rows:
    asked = expression(key)
    if isinstance(asked, Rows):
        return asked
    raise UnknownNameError(said("list"), key, [f"{name}()" for name in LISTS])


def _text(key: str, answers: Answers) -> Answer:
    """A text of the report on the period, as paragraphs."""
    match = _TEXT.fullmatch(key)
    name = match[1] if match else ""
    known = [each.id for each in answers.portfolio.narrative]
    if name not in known:
        raise UnknownNameError(said("text"), name, known)
    found = prose(Context(answers.portfolio, answers.labels), name)
    words = plain_paragraphs(found.markdown) if found else ""
    return Answer(words or None, words)
