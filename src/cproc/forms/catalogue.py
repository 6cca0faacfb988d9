"""The forms there are: the library's own, those of plugins, and one in a file of the office."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from cproc.errors import DataError, Problem, UnknownNameError, said
from cproc.forms.circles import circles
from cproc.forms.definition import Block, Form, FormColumn, RowPlan
from cproc.forms.records import RECORDS
from cproc.forms.sources import SOURCES
from cproc.model import LocalText, is_number, is_within

SUFFIX = ".toml"
_FOLDER = files("cproc.forms").joinpath("definitions")

# A plugin's form must not leak into what another thread writes meanwhile.
_IN_USE: ContextVar[tuple[Form, ...]] = ContextVar("forms of plugins", default=())


def forms() -> Mapping[str, Form]:
    """Every form that is known here, by identifier.

    Example:
        >>> "prag-annex3-2013" in forms()
        True
    """
    known = {form.id: form for form in _packaged()}
    return MappingProxyType(known | {form.id: form for form in _IN_USE.get()})


def packaged() -> tuple[str, ...]:
    """The identifiers of the library's own forms, which are the names of their files."""
    names = (path.name for path in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX)))


@cache
def _packaged() -> tuple[Form, ...]:
    paths = [_FOLDER.joinpath(f"{name}{SUFFIX}") for name in packaged()]
    return tuple(read_form(path.read_text("utf-8"), path.name) for path in paths)


@contextmanager
def with_forms(added: Iterable[Form]) -> Iterator[None]:
    """Know further forms for the length of a ``with`` block, in this thread only.

    Args:
        added: Forms beside those that are known here.
    """
    known = _IN_USE.get()
    before = _IN_USE.set((*known, *(form for form in added if form not in known)))
    try:
        yield
    finally:
        _IN_USE.reset(before)


def form_named(name: str) -> Form:
    """A form by its identifier, by its family for the newest version, or in a file.

    Args:
        name: ``prag-annex3-2013``, ``prag-annex3``, or the path of a file that ends with
            ``.toml``.

    Raises:
        UnknownNameError: There is no such form.
        DataError: The file is no definition of a form; a problem for each fault.

    Example:
        >>> form_named("prag-annex3").id
        'prag-annex3-2013'
    """
    if name.endswith(SUFFIX):
        return read_form_file(Path(name))
    known = forms()
    if name in known:
        return known[name]
    versions = [form for form in known.values() if form.family == name]
    if versions:
        return max(versions, key=lambda form: form.since or date.min)
    families = dict.fromkeys(form.family for form in known.values() if form.family)
    raise UnknownNameError(said("form"), name, [*families, *known])


def read_form_file(path: Path) -> Form:
    """Read a form from a file.

    Raises:
        DataError: It cannot be read, or is no definition of a form.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = said("the file cannot be read: {error}.", error=error)
        hint = said("Name a text file in UTF-8.")
        raise DataError([Problem("form-file", message, hint=hint, file=str(path))]) from error
    return read_form(text, str(path))


def read_form(text: str, file: str = "") -> Form:
    """Read a form from the text of its definition.

    Args:
        text: TOML.
        file: Where it stands, for messages.

    Raises:
        DataError: It is no definition of a form; a problem for each fault, all at once.
    """
    from cproc.serialize.structure import converter, problems_of, value_at  # noqa: PLC0415

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = said("the file is no TOML: {error}.", error=error)
        hint = said("Correct it at that line.")
        raise DataError([Problem("form-toml", message, hint=hint, file=file)]) from error
    try:
        form: Form = converter().structure(data, Form)
    except Exception as error:
        faults = [
            Problem(each.code, each.message, each.path, each.hint, value_at(data, each.path), file)
            for each in problems_of(error)
        ]
        raise DataError(faults) from error
    if faults := list(faults_of(form, file)):
        raise DataError(faults)
    return form


# --- What a definition says that is not there ---------------------------------------------


def faults_of(form: Form, file: str = "") -> Iterator[Problem]:
    """What a definition names that there is not: sources, columns, rows, plans, rules."""
    ids = [block.id for block in form.blocks]
    for twice in sorted({each for each in ids if ids.count(each) > 1}):
        message = said("two blocks are called {block!r}.", block=twice)
        yield Problem("form-twice", message, "sheets", said("Give each its own."), twice, file)
    for names in circles(form):
        message = said("{names} come of each other.", names=" ← ".join(names))
        hint = said("Let each be of rows and columns that do not come of it.")
        yield Problem("form-circle", message, "plans", hint, names[0], file)
    for what, name, path, known in (*_of_sheets(form), *_of_plans(form), *_of_rules(form, ids)):
        error = UnknownNameError(what, name, known)
        told = str(error.args[0])
        message = said("{error}" if told[-1] in ".?" else "{error}.", error=told)
        hint = said("Correct the name.")
        yield Problem("form-name", message, path, hint, name, file)


_Fault = tuple[str, str, str, Sequence[str]]


def _of_sheets(form: Form) -> Iterator[_Fault]:
    for at, sheet in enumerate(form.sheets):
        for n, cell in enumerate(sheet.head):
            if cell.source not in SOURCES:
                yield said("source"), cell.source, f"sheets[{at}].head[{n}].source", [*SOURCES]
        for n, block in enumerate(sheet.blocks):
            yield from _of_block(form, block, f"sheets[{at}].blocks[{n}]")


def _of_plans(form: Form) -> Iterator[_Fault]:
    for name, plan in form.plans.items():
        for n, entry in enumerate(plan):
            path = f"plans.{name}[{n}]"
            yield from _of_entry(entry, path)
            for field in ("sum_of", "rate_of", "ratio"):
                for row in getattr(entry, field):
                    if not _is_named(plan, row):
                        yield said("row"), row, f"{path}.{field}", _names(plan)


def _of_rules(form: Form, blocks: Sequence[str]) -> Iterator[_Fault]:
    from cproc.forms.rules import RULES  # noqa: PLC0415 - which are of filled forms

    for n, use in enumerate(form.rules):
        if use.rule not in RULES:
            yield said("rule"), use.rule, f"rules[{n}].rule", list(RULES)
        for field in ("row", "of"):
            block, _slash, key = (getattr(use, field) or "").partition("/")
            if block and block not in blocks:
                yield said("block"), block, f"rules[{n}].{field}", blocks
            elif block:
                plan = next(form.plans.get(each.rows) for each in form.blocks if each.id == block)
                if plan is not None and not _is_named(plan, key):
                    yield said("row"), key, f"rules[{n}].{field}", _names(plan)


def _of_block(form: Form, block: Block, path: str) -> Iterator[_Fault]:
    if "/" not in block.rows and block.rows not in form.plans:
        yield said("plan"), block.rows, f"{path}.rows", list(form.plans)
    columns = [column for group in block.groups for column in group.columns]
    ids = [column.id for column in columns]
    for at, group in enumerate(block.groups):
        if group.above and group.above not in SOURCES:
            yield said("source"), group.above, f"{path}.groups[{at}].above", list(SOURCES)
        for n, column in enumerate(group.columns):
            where = f"{path}.groups[{at}].columns[{n}]"
            if column.source and column.source not in (*SOURCES, LABEL):
                yield said("source"), column.source, f"{where}.source", [*SOURCES, LABEL]
            yield from _of_column(column, where, ids, form.plans.get(block.rows))


def _of_column(
    column: FormColumn, where: str, ids: Sequence[str], plan: Sequence[RowPlan] | None
) -> Iterator[_Fault]:
    for name in column.named:
        if name not in ids:
            yield said("column"), name, where, ids
    if column.share_of and plan is not None and not _is_named(plan, column.share_of):
        yield said("row"), column.share_of, f"{where}.share_of", _names(plan)
    for gap in _gaps(column):
        if gap not in GAPS:
            yield said("gap"), gap, f"{where}.title", list(GAPS)


def _names(plan: Sequence[RowPlan]) -> list[str]:
    """What rows of a plan are called by."""
    own = (name for e in plan for name in (e.called, e.each, e.claims, e.among))
    keys = (e.key for e in plan if e.each_heading)
    return list(dict.fromkeys(filter(None, (*own, *keys))))


def _is_named(plan: Sequence[RowPlan], name: str) -> bool:
    """Whether a name is that of a row, or a number under which rows of the form may stand."""
    if name in _names(plan):
        return True
    claims = [entry.claims for entry in plan if entry.claims]
    if any(is_within(name, claim) or is_within(claim, name) for claim in claims):
        return True
    # Which headings a project has, is known when its form is filled.
    return any(entry.each_heading for entry in plan) and is_number(name)


def _of_entry(entry: RowPlan, path: str) -> Iterator[_Fault]:
    if entry.each_heading and entry.title:
        texts: Iterable[str] = dict(entry.title.entries).values()
        for gap in (gap for text in texts for gap in re.findall(r"\{([^}]*)\}", text)):
            if gap not in HEADING_GAPS:
                yield said("gap"), gap, f"{path}.title", list(HEADING_GAPS)
    if entry.each and entry.each not in RECORDS:
        yield said("list of records"), entry.each, f"{path}.each", list(RECORDS)
    if entry.value and entry.value not in SOURCES:
        yield said("source"), entry.value, f"{path}.value", list(SOURCES)


LABEL = "label"
"""The source of the column in which titles of rows stand."""
GAPS = ("currency", "group", "n")
"""What titles of columns and groups can have gaps for."""


HEADING_GAPS = ("number", "title")
"""What the title of subtotals of all headings can have gaps for."""


def _gaps(column: FormColumn) -> list[str]:
    texts: Iterable[str] = dict(LocalText(column.title.entries).entries).values()
    return [gap for text in texts for gap in re.findall(r"\{([^}]*)\}", text)]


def plan_of(form: Form, block: Block) -> tuple[RowPlan, ...]:
    """The row plan of a block, which may be another form's.

    Raises:
        UnknownNameError: There is no such form, or no such plan of it.
    """
    other, slash, name = block.rows.rpartition("/")
    plans = form_named(other).plans if slash else form.plans
    if name not in plans:
        raise UnknownNameError(said("plan"), block.rows, list(plans))
    return plans[name]
