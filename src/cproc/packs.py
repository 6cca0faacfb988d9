"""Packs: one file for each donor, or for each project, with names that are safe everywhere."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import attrs

from cproc.errors import (
    ExportError,
    Message,
    Problem,
    TargetExistsError,
    UnknownNameError,
    UsageError,
    said,
)
from cproc.figures import donors, narrow
from cproc.model import Period, Portfolio
from cproc.plugins import exporter, rendered, warn_left_out, warn_untranslated
from cproc.publish import publish, ready_folder, writable

PER = ("donor", "project")
"""What a pack can have one file for each of."""

NAME_LIMIT = 60
"""Characters of a file name that are taken from the data."""
HASH_LIMIT = 8
"""Hexadecimal digits that tell names apart which would be alike."""
SHOWN_FILES = 10
"""Files that an error names; the rest is counted."""
# An identifier that ends like this gets a hash of its own, so that it cannot be another's name.
_HASHED = re.compile(rf"-[0-9a-f]{{{HASH_LIMIT}}}$")
# Every system takes these as they are; a name neither begins like an option or a hidden file nor
# ends with what Windows takes off. Accents are not among them: systems and archives write one
# letter in different bytes, so that a name may not be found again under the one it was given.
_SAFE = re.compile(r"[A-Za-z0-9_(](?:[A-Za-z0-9+\-_.,()@=&'! ]*[A-Za-z0-9+\-_,()@=&'!])?")
# Names that Windows keeps for devices, whatever follows the first point.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)


@attrs.frozen
class Part:
    """One file of a pack.

    Args:
        file: Its name, with the suffix.
        donor: Identifier of the donor it is narrowed to, if it is.
        project: Code of the project it is narrowed to, if it is.
        projects: Codes of the projects in it.
    """

    file: str
    donor: str | None
    project: str | None
    projects: tuple[str, ...]

    @property
    def narrowing(self) -> dict[str, str]:
        """The options of an exporter that narrow to this part."""
        asked = {"donor": self.donor, "project": self.project}
        return {name: value for name, value in asked.items() if value is not None}


def _digest(text: str) -> str:
    # The name of half a character is made like any other; the exporter refuses it by its place.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_LIMIT]


def _slug(text: str) -> str:
    # Letters stay without their accents: file systems differ in how they write them.
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_]+", "-", plain).strip("-")[:NAME_LIMIT]


def _plain(text: str) -> bool:
    """Whether an identifier can be a name as it is."""
    device = text.partition(".")[0].rstrip().casefold() in _DEVICES
    kept = _SAFE.fullmatch(text) is not None and len(text) <= NAME_LIMIT and not device
    return kept and not _HASHED.search(text)


def _marked(text: str, default: str) -> str:
    return f"{_slug(text) or default}-{_digest(text)}"


def file_names(keys: Sequence[str], suffix: str, default: str = "part") -> tuple[str, ...]:
    """Names of files for identifiers, safe on every system and no two alike.

    A name is the identifier as it is written where every system takes it: letters without
    accents, digits, spaces and ``+ - _ . , ( ) @ = & ' !``, neither a name that Windows keeps for
    a device nor one that begins or ends with a dot or space. Else it is what is left of the
    identifier and a short hash of the whole. Names that differ in capitals only get the hash as
    well, which Windows and macOS take for the same.

    Args:
        keys: Identifiers, no two the same.
        suffix: With its point.
        default: What stands for an identifier that nothing is left of.

    Example:
        >>> file_names(["GLACY", "GLACY+", "../x", "CON"], ".xlsx")
        ('GLACY.xlsx', 'GLACY+.xlsx', 'x-d6b96a97.xlsx', 'CON-a3dbc4b6.xlsx')
    """
    alike = Counter(key.casefold() for key in keys if _plain(key))
    return tuple(
        f"{key if _plain(key) and alike[key.casefold()] == 1 else _marked(key, default)}{suffix}"
        for key in keys
    )


def parts(
    portfolio: Portfolio,
    per: str,
    suffix: str,
    *,
    donor: str | None = None,
    project: str | None = None,
    programme: str | None = None,
) -> tuple[Part, ...]:
    """The files of a pack.

    Args:
        portfolio: What is exported.
        per: ``donor`` or ``project``.
        suffix: Of the files, with its point.
        donor: Keep to the projects of one donor, in a pack by project.
        project: Keep to the donors of one project, in a pack by donor.
        programme: Keep to the projects of one programme.

    Raises:
        UnknownNameError: There is no such way to divide, no such donor or no such project.
        InvalidValueError: The donor contributes to no project.
        UsageError: The pack is narrowed to the very thing it is divided by, or is empty.

    Example:
        >>> import cproc
        >>> portfolio = cproc.load("examples/cproc_2017")
        >>> [part.file for part in parts(portfolio, "project", ".xlsx", donor="JP")]
        ['OCTOPUS.xlsx']
    """
    if per not in PER:
        raise UnknownNameError("way to divide a pack", per, PER)
    if {"donor": donor, "project": project}[per] is not None:
        raise UsageError("a pack with one file per {per} cannot be narrowed to one {per}", per=per)
    part = narrow(portfolio, donor=donor, project=project, programme=programme)
    keys = donors(part) if per == "donor" else tuple(p.code for p in part.projects)
    if not keys:
        raise UsageError(
            "a pack per {per} would be empty: there is no {per} in the portfolio", per=Message(per)
        )
    return tuple(
        Part(
            file,
            key if per == "donor" else donor,
            key if per == "project" else project,
            tuple(
                each.code
                for each in part.projects
                if key in ({c.donor for c in each.contributions} if per == "donor" else {each.code})
            ),
        )
        for key, file in zip(keys, file_names(keys, suffix, per), strict=True)
    )


def export_pack(
    portfolio: Portfolio,
    folder: str | Path,
    to: str,
    per: str = "donor",
    lang: str = "en",
    *,
    force: bool = False,
    period: Period | str | None = None,
    against: Period | str | None = None,
    edition: str | None = None,
    options: Mapping[str, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Path, ...]:
    """Write one file for each donor, or for each project.

    All files are made before the first is written, and each appears whole or not at all.

    Args:
        portfolio: What is exported; it is checked first, unless `cproc.load` has given it.
        folder: Where to; it is made where it is not there.
        to: Name of an exporter.
        per: ``donor`` or ``project``.
        lang: ISO 639 language of labels and text.
        force: Whether files that stand there are replaced.
        period: The reporting period, as for `Portfolio.reporting`.
        against: An earlier period, likewise.
        edition: The edition of the reports, as for `render`; in a pack by donor ``donor`` where
            absent.
        options: Options of the exporter, text by name; ``donor`` narrows a pack by project,
            ``project`` one by donor, ``programme`` either.
        progress: Is called with the files made so far and all files.

    Returns:
        The files, in the order of `parts`.

    Raises:
        DataError: The portfolio has errors, or holds what the format cannot.
        UnknownNameError: There is no such exporter, language, donor or project.
        UsageError: There are no such options, or the pack would be empty.
        TargetExistsError: Files are there already and were not to be replaced; all are named.
        ExportError: The exporter failed, or a file could not be written; those that were are
            named.

    Warns:
        UntranslatedWarning: The reports print texts in another language, as there is none in the
            one that was asked for.
        LeftOutWarning: The format has no place for something.
    """
    chosen = dict(options or {})
    donor, project = chosen.pop("donor", None), chosen.pop("project", None)
    suffix = exporter(to).suffix
    portfolio = portfolio.reporting(period, against)
    programme = chosen.get("programme")
    pack = parts(portfolio, per, suffix, donor=donor, project=project, programme=programme)
    place = Path(folder)
    files = [place / part.file for part in pack]
    if place.exists():
        _refuse_existing(place, files, force=force)
    contents = []
    left_out: list[Problem] = []
    for done, part in enumerate(pack):
        if progress:
            progress(done, len(pack))
        how = chosen | part.narrowing
        contents.append(
            rendered(portfolio, to, lang, edition=edition, options=how, left_out=left_out.append)
        )
    warn_untranslated(portfolio, exporter(to), lang)
    _publish(place, files, contents, force=force)
    warn_left_out(left_out)
    if progress:
        progress(len(pack), len(pack))
    return tuple(files)


def _refuse_existing(folder: Path, files: Sequence[Path], *, force: bool) -> None:
    ready_folder(folder)
    there = []
    for file in files:
        try:
            writable(file, force=force)
        except TargetExistsError:
            there.append(file)
    if there:
        raise TargetExistsError(
            "{there} exist; name another folder, or replace them with --force.",
            there=_listed(there),
        )


def _listed(files: Sequence[Path]) -> str:
    rest = len(files) - SHOWN_FILES
    some = ", ".join(map(str, files[:SHOWN_FILES]))
    return said("{some}, {count} more", some=some, count=rest) if rest > 0 else some


def _publish(
    folder: Path, files: Sequence[Path], contents: Sequence[bytes], *, force: bool
) -> None:
    ready_folder(folder)
    for number, (file, data) in enumerate(zip(files, contents, strict=True)):
        try:
            publish(file, data, force=force)
        except ExportError as error:
            written = _listed(files[:number]) or said("none")
            raise ExportError(
                "{error} Of {count} files these were written, each whole: {written}.",
                error=error,
                count=len(files),
                written=written,
            ) from error
