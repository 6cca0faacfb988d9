"""Files out: what is written is checked and contained, and appears whole or not at all."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, cast

import attrs

from cproc.errors import (
    DataError,
    ExportError,
    Problem,
    UnknownNameError,
    UsageError,
    joined,
    looked_up,
    said,
)
from cproc.figures import Finder, Part
from cproc.hookspecs import Exporter, Job
from cproc.labels import languages
from cproc.model import Period, Portfolio, digest
from cproc.options import Narrowing, as_options, read_options
from cproc.plugins import collect
from cproc.plugins.contain import contained
from cproc.plugins.left_out import in_whole, of_whole, warn_left_out
from cproc.plugins.origin import Origin, is_office, options_as_text, origin_from
from cproc.plugins.shown import refuse_every_donor, shown_to
from cproc.plugins.soundness import missing_rates, refuse_errors, with_terms
from cproc.plugins.translations import warn_untranslated
from cproc.publish import folder_writable, normalised, publish, publish_folder, writable
from cproc.report import Report, build_shown
from cproc.report.origin import made_of


def exporter(name: str) -> Exporter:
    """An exporter by name.

    Raises:
        UnknownNameError: There is none; the message lists those there are.
    """
    return looked_up("exporter", name, collect.installed().exporters)


def languages_of(made: Exporter) -> tuple[str, ...]:
    """The languages an exporter can write."""
    return made.languages or languages()


def _prepared(
    to: str | Exporter, lang: str, options: Mapping[str, str] | object | None
) -> tuple[Exporter, Narrowing, Any]:
    """The exporter and its options, both known to be right before any work is done."""
    writer = _named(to)
    whose = said("the exporter {name!r}", name=writer.name)
    for language in _asked(writer, lang):
        if language not in languages_of(writer):
            raise UnknownNameError(
                said("language of {whose}", whose=whose), language, languages_of(writer)
            )
    if options is None or isinstance(options, Mapping):
        return writer, *read_options(writer.options, options or {}, whose)
    return writer, Narrowing(), as_options(writer.options, options, whose)


def _asked(writer: Exporter, lang: str) -> list[str]:
    """The languages asked for: several, with commas between, of an exporter that shows several."""
    if not getattr(writer, "several_languages", False):  # no part of the protocol of others
        return [lang]
    return list(dict.fromkeys(part.strip() for part in lang.split(",")))


def render(
    portfolio: Portfolio,
    to: str | Exporter,
    lang: str = "en",
    *,
    period: Period | str | None = None,
    against: Period | str | None = None,
    edition: str | None = None,
    options: Mapping[str, str] | object | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> bytes:
    """The bytes of the file that an exporter makes.

    Args:
        portfolio: What is exported; it is checked first, unless `load` has given it.
        to: Name of the exporter, or one that is not installed itself.
        lang: ISO 639 language of labels and text; ``en,fr`` for a document in both.
        options: Options of the exporter: text by name, or an instance of its class. The
            names ``donor``, ``project`` and ``programme`` narrow what is exported, as
            `cproc.figures.narrow` does.
        period: The reporting period, as for `Portfolio.reporting`.
        against: An earlier period, likewise.
        edition: The edition of the report: ``public``, ``donor``, ``board``, ``audit`` or one of
            the office's own; that of the data where absent, or ``donor`` for one donor's part. What
            the edition may not show no exporter is given: see `cproc.disclosed`.
        progress: Is called with the steps done and all steps, while the exporter works.

    Raises:
        DataError: The portfolio has errors, or holds what the format cannot.
        UnknownNameError: There is no such exporter, language or edition.
        UsageError: The exporter has no such options.
        ExportError: The exporter failed.

    Warns:
        UntranslatedWarning: The report prints texts in another language, as there is none in the
            one that was asked for.
        LeftOutWarning: The format has no place for something.
    """
    asked = portfolio.reporting(period, against)
    left_out: list[Problem] = []
    data = rendered(
        asked,
        to,
        lang,
        edition=edition,
        options=options,
        progress=progress,
        left_out=left_out.append,
    )
    warn_untranslated(asked, _named(to), lang)
    warn_left_out(left_out)
    return data


def _named(to: str | Exporter) -> Exporter:
    return exporter(to) if isinstance(to, str) else to


def rendered(
    portfolio: Portfolio,
    to: str | Exporter,
    lang: str,
    *,
    edition: str | None = None,
    options: Mapping[str, str] | object | None = None,
    progress: Callable[[int, int], None] | None = None,
    left_out: Callable[[Problem], None] | None = None,
) -> bytes:
    """The bytes that `render` gives, without its warnings; what is left out goes to a function."""
    portfolio = with_terms(portfolio)
    with collect.in_use(portfolio):
        return _rendered(portfolio, to, lang, edition, options, progress, left_out)


def _rendered(  # noqa: PLR0917 - all that `rendered` is given
    portfolio: Portfolio,
    to: str | Exporter,
    lang: str,
    edition: str | None,
    options: Mapping[str, str] | object | None,
    progress: Callable[[int, int], None] | None,
    left_out: Callable[[Problem], None] | None,
) -> bytes:
    writer, part, chosen = _prepared(to, lang, options)
    refuse_errors(portfolio)
    stream = io.BytesIO()
    shown = shown_to(portfolio, writer, part, edition)
    refuse_every_donor(shown, part, writer)
    needed = (project.code for project in shown.projects if writer.needs_report)
    if lacking := missing_rates(portfolio, needed):
        raise DataError(lacking)
    # Authors type what they are given: nearly all get a report. One that does not need it
    # gets none, since most of the time goes into building it.
    first, *further = _asked(writer, lang)
    of = cache(partial(digest, portfolio))
    with made_of(of):
        report = build_shown(shown, first) if writer.needs_report else cast("Report", None)
        others = tuple(build_shown(shown, language) for language in further)
    job = Job(chosen, others=others, language=first)
    if progress:
        job = attrs.evolve(job, watcher=progress)
    if left_out:
        job = attrs.evolve(job, listener=of_whole(left_out, shown, portfolio))
    with contained(
        ExportError, said("the exporter {name!r}", name=writer.name), said(". Nothing was written.")
    ):
        try:
            writer.export(shown, report, stream, job)
        except DataError as error:
            problems = map(in_whole(shown, portfolio), error.problems)
            raise DataError(_of_records(problems, report, portfolio)) from error
        data = stream.getvalue()
        if is_office(data):
            told, languages_ = options_as_text(part, chosen), ",".join((first, *further))
            origin = origin_from(of(), writer.name, languages_, shown.edition.id, portfolio, told)
            data = _with_origin(data, origin)
        # Exporters of others need not have the attribute: it is no part of what they must have.
        dates_itself = getattr(writer, "dates_itself", False)
        data = normalised(data, None if dates_itself else shown.issued)
    if not data:
        raise ExportError(said("the exporter {name!r} wrote nothing.", name=writer.name))
    return data


def _with_origin(data: bytes, origin: Origin) -> bytes:
    from cproc.plugins.properties import with_origin  # noqa: PLC0415 - loads lxml

    return with_origin(data, origin)


def _of_records(
    problems: Iterable[Problem], report: Report | None, portfolio: Portfolio
) -> Iterable[Problem]:
    """Say of what is wrong in a row of a table which record it is of; a text in many is told once.

    Nobody finds the hundredth row of a table that was not written.
    """
    finder = Finder(portfolio)
    told: dict[tuple[str, ...], Problem] = {}
    for problem in problems:
        row = re.match(r"tables\.(.+)\.rows\[([0-9]+)\]", problem.path)
        record = path = ""
        if row and report is not None:
            cells = report.tables[row[1]].rows[int(row[2])]
            record = next((cell.records[0] for cell in cells if len(cell.records) == 1), "")
        if record:
            path = finder.find(finder.kind_of((record,)), Part(record, None)).path
        known = attrs.evolve(problem, path=path, cell="") if path else problem
        told.setdefault((known.code, known.path, known.message, known.value), known)
    return told.values()


def export(
    portfolio: Portfolio,
    target: str | Path,
    to: str | Exporter | None = None,
    lang: str = "en",
    *,
    force: bool = False,
    period: Period | str | None = None,
    against: Period | str | None = None,
    edition: str | None = None,
    options: Mapping[str, str] | object | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Write a portfolio to a file, whole or not at all.

    Args:
        portfolio: What is exported; it is checked first, unless `load` has given it.
        target: The file; its folder must exist. For an exporter that writes a zip, a name
            without suffix is a new folder, which gets the files of the zip.
        to: Name of the exporter, or one that is not installed itself; that of the file's
            suffix where absent.
        lang: ISO 639 language of labels and text.
        force: Whether a file that stands there is replaced.
        options: Options of the exporter: text by name, or an instance of its class. The
            names ``donor``, ``project`` and ``programme`` narrow what is exported, as
            `cproc.figures.narrow` does.
        period: The reporting period, as for `Portfolio.reporting`.
        against: An earlier period, likewise.
        edition: The edition of the report: ``public``, ``donor``, ``board``, ``audit`` or one of
            the office's own; that of the data where absent, or ``donor`` for one donor's part. What
            the edition may not show no exporter is given: see `cproc.disclosed`.
        progress: Is called with the steps done and all steps, while the exporter works.

    Returns:
        The file or folder.

    Raises:
        DataError: The portfolio has errors, or holds what the format cannot.
        UnknownNameError: There is no such exporter, language or edition.
        UsageError: No exporter has the file's suffix, or it has another one or no such options.
        TargetExistsError: There is a file and it was not to be replaced.
        ExportError: The exporter failed or the file cannot be written.

    Warns:
        UntranslatedWarning: The report prints texts in another language, as there is none in the
            one that was asked for.
        LeftOutWarning: The format has no place for something.
    """
    place = Path(target)
    # All that can be wrong with the call is told before the work begins.
    with collect.in_use(portfolio):
        writer, *_ = _prepared(to or name_by_suffix(place), lang, options)
    as_folder = writer.suffix == ".zip" and not place.suffix
    _refuse_suffix(writer, place)
    if as_folder:
        folder_writable(place)
    else:
        writable(place, force=force)
    asked = portfolio.reporting(period, against)
    left_out: list[Problem] = []
    data = rendered(
        asked,
        writer,
        lang,
        edition=edition,
        options=options,
        progress=progress,
        left_out=left_out.append,
    )
    warn_untranslated(asked, writer, lang)
    if as_folder:
        publish_folder(place, data)
    else:
        publish(place, data, force=force)
    warn_left_out(left_out)
    return place


def _refuse_suffix(writer: Exporter, target: Path) -> None:
    """Refuse a name that belongs to another format: what opens it would find something else."""
    if target.suffix and not writer.suffix.endswith(target.suffix.lower()):
        raise UsageError(
            "{name} does not write {target!r}; its files end with {suffix}",
            name=writer.name,
            target=target.name,
            suffix=writer.suffix,
        )


def name_by_suffix(target: Path) -> str:
    """The name of the exporter that writes files of a name's suffix.

    Raises:
        UsageError: There is none, or several.
    """
    exporters = collect.installed().exporters
    fitting = [n for n, writer in exporters.items() if writer.suffix == target.suffix.lower()]
    if len(fitting) > 1:
        raise UsageError(
            said(
                "{fitting} write {target!r}; name one of them",
                fitting=joined(said(" and "), fitting),
                target=target.name,
            )
        )
    if fitting:
        return fitting[0]
    suffixes = ", ".join(writer.suffix for writer in exporters.values())
    raise UsageError(
        said(
            "no exporter writes {target!r}; there are: {suffixes}",
            target=target.name,
            suffixes=suffixes,
        )
    )
