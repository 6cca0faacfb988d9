"""A donor's own file, filled: read, checked and published as exports are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from cproc.archives import EXPANDED
from cproc.disclosure import disclosed
from cproc.errors import DataError, ExportError, Message, Problem, UsageError, said
from cproc.filling.faults import fault
from cproc.filling.map_file import PlaceMap, read_map
from cproc.labels import labels_in
from cproc.model import Period, Portfolio, Project
from cproc.plugins import collect
from cproc.plugins.soundness import missing_rates, refuse_errors
from cproc.publish import publish, writable

if TYPE_CHECKING:
    from cproc.filling.answers import Answers
    from cproc.filling.plan import Plan

__all__ = ["TEMPLATES", "fill", "plan_of_filling"]

WORD = ".docx"
TEMPLATES = (".xlsx", ".xlsm", WORD)
"""The suffixes of templates that can be filled."""


def fill(
    template: str | Path,
    portfolio: Portfolio,
    out: str | Path,
    *,
    map: str | Path | None = None,  # noqa: A002 - it is called so wherever users meet it
    project: str | None = None,
    period: Period | str | None = None,
    edition: str | None = None,
    lang: str = "en",
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Problem, ...]:
    """Fill a donor's own workbook or Word form, whole or not at all; all else stays as it is.

    Places of a workbook are cells with placeholders such as ``{{ spent(heading="1.1") }}``, rows
    that begin with ``{{ lines("1.1") }}``, defined names that begin with ``cproc_``, and those of
    a map.
    A Word form has the same placeholders, and rows that stand between
    ``{%tr for line in lines("1.1") %}`` and ``{%tr endfor %}``.

    Args:
        template: The workbook, .xlsx or .xlsm, or the form, .docx; it is only read.
        portfolio: What it is filled from; it is checked first, unless `load` has given it.
        out: The file that is written; its folder must exist.
        map: A TOML file with further places, for a template that must not carry marks.
        project: Code of the project that facts, lists and figures are of; the only one where there
            is one.
        period: The reporting period, as for `Portfolio.reporting`.
        edition: For whom it is filled: what the edition may not show is not filled in.
        lang: ISO 639 language of texts.
        force: Whether a file that stands there is replaced.
        progress: Is called with the steps done and all steps.

    Returns:
        Warnings and notices: figures that are not known, whose cells are left empty; cells that
        are merged or hidden.

    Raises:
        DataError: The portfolio has errors, or something cannot be filled: an unknown placeholder,
            a locked cell, a value that a cell does not allow. Every fault is told with its sheet
            and cell, and nothing is written.
        UsageError: The suffixes do not fit.
        UnknownNameError: There is no such language or edition.
        TargetExistsError: There is a file and it was not to be replaced.
        ExportError: The file cannot be written; what stood there still stands.
    """
    from cproc.filling.fill import filled  # noqa: PLC0415 - keeps `import cproc` light
    from cproc.filling.word import filled_word  # noqa: PLC0415

    source, target = Path(template), Path(out)
    _refuse_suffixes(source, target)
    _refuse_map(source, map)
    writable(target, force=force)
    with collect.in_use(portfolio):
        answers = _answers(portfolio, project, period, edition, lang)
        mapping = _mapping(map)
        data, watcher = _read(source), progress or (lambda _done, _all: None)
        done = (
            filled_word(data, answers, file=source.name)
            if source.suffix.lower() == WORD
            else filled(data, answers, mapping, file=source.name, watcher=watcher)
        )
    publish(target, done.data, force=force)
    return done.problems


def plan_of_filling(
    template: str | Path,
    portfolio: Portfolio,
    *,
    map: str | Path | None = None,  # noqa: A002 - as above
    project: str | None = None,
    period: Period | str | None = None,
    edition: str | None = None,
    lang: str = "en",
) -> Plan:
    """What `fill` would write, and all that is wrong with it; nothing is written.

    Args:
        template: As for `fill`, and so are all others.
        portfolio: What it is filled from.
        map: Further places.
        project: Code of the project.
        period: The reporting period.
        edition: For whom.
        lang: Language of texts.

    Raises:
        DataError: The portfolio has errors, or the template cannot be read or has no places.
    """
    from cproc.filling.fill import planned_workbook  # noqa: PLC0415 - as above
    from cproc.filling.word import planned_word  # noqa: PLC0415

    source = Path(template)
    _refuse_suffixes(source, source)
    _refuse_map(source, map)
    with collect.in_use(portfolio):
        answers = _answers(portfolio, project, period, edition, lang)
        if source.suffix.lower() == WORD:
            return planned_word(_read(source), answers, file=source.name)
        return planned_workbook(_read(source), answers, _mapping(map), file=source.name)[1]


def _refuse_suffixes(source: Path, target: Path) -> None:
    suffix = source.suffix.lower()
    if suffix not in TEMPLATES:
        raise UsageError(
            said(
                "a template is one of {suffixes}, and {file!r} is not.",
                suffixes=", ".join(TEMPLATES),
                file=source.name,
            )
        )
    if target.suffix.lower() != suffix:
        raise UsageError(
            said(
                "{file!r} must end with {suffix}, as its template does.",
                file=target.name,
                suffix=suffix,
            )
        )


def _refuse_map(source: Path, path: str | Path | None) -> None:
    if path is not None and source.suffix.lower() == WORD:
        raise UsageError(said("a map names cells of a workbook; a Word form has none."))


def _read(path: Path) -> bytes:
    """The bytes of a file; of one that is too large, as many as show it."""
    if not path.is_file():  # reading a device might never end
        raise ExportError("there is no file {file}.", file=path)
    try:
        with path.open("rb") as stream:
            return stream.read(EXPANDED + 1)
    except OSError as error:
        reason = Message(error.strerror or str(error))
        raise ExportError("{file} cannot be read: {reason}.", file=path, reason=reason) from error


def _mapping(path: str | Path | None) -> PlaceMap | None:
    if path is None:
        return None
    try:
        text = _read(Path(path)).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        hint = said("Save it as UTF-8.")
        problem = fault("fill-map", text=said("{text}.", text=str(error)), hint=hint)
        raise DataError([attrs.evolve(problem, file=Path(path).name)]) from None
    return read_map(text, Path(path).name)


def _answers(
    portfolio: Portfolio,
    project: str | None,
    period: Period | str | None,
    edition: str | None,
    lang: str,
) -> Answers:
    """The answers, of data without errors, as the reader may see them."""
    from cproc.filling.answers import Answers  # noqa: PLC0415 - as above

    labels = labels_in(lang)
    refuse_errors(portfolio)
    shown = disclosed(portfolio.reporting(period), edition)
    meant = _project(shown, project)
    codes = None if meant is None else [meant.code]
    if lacking := missing_rates(shown, codes):
        raise DataError(lacking)
    return Answers(shown, labels, meant)


def _project(portfolio: Portfolio, code: str | None) -> Project | None:
    if code is None:
        return portfolio.projects[0] if len(portfolio.projects) == 1 else None
    meant = next((each for each in portfolio.projects if each.code == code), None)
    if meant is None:
        known = ", ".join(each.code for each in portfolio.projects)
        raise DataError([fault("fill-project.unknown", "", code, known=known)])
    return meant
