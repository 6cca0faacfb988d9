"""Export: what exporters of others do is contained, and a file appears whole or not at all."""

import decimal
import importlib
import locale
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import attrs
import pytest
from example_data import Exports, loaded
from samples import of_thorough

import cproc
from cproc import plugins
from cproc.errors import (
    DataError,
    ExportError,
    PluginError,
    TargetExistsError,
    UnknownNameError,
    UsageError,
)
from cproc.hookspecs import Exporter, Job, Loader
from cproc.model import Audience, Edition, Portfolio
from cproc.plugins import collect, shown
from cproc.plugins.contain import contained, guarded
from cproc.report import Report, context

Write = Callable[[Portfolio, BinaryIO], None]


@pytest.fixture
def year() -> Portfolio:
    """The reference year."""
    return loaded("cproc_2017")


class Letter(Exporter):
    """An exporter of a third party, which does what a test wants."""

    name, suffix, media_type, description = "letter", ".txt", "text/plain", "a letter"

    def __init__(self, write: Write) -> None:
        """Keep what it does."""
        self._write = write

    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        self._write(portfolio, stream)


@pytest.fixture
def letter(monkeypatch: pytest.MonkeyPatch) -> Callable[[Write], None]:
    """Install the exporter ``letter``, which writes as it is told."""

    def install(write: Write) -> None:
        found = plugins.installed()
        exporters = {**found.exporters, "letter": Letter(write)}
        monkeypatch.setattr(collect, "installed", lambda: attrs.evolve(found, exporters=exporters))

    return install


@pytest.mark.parametrize("error", [RuntimeError("midway"), SystemExit(3)], ids=["P13", "P14"])
def test_exporter_that_fails_midway_leaves_the_old_file(
    year: Portfolio, tmp_path: Path, letter: Callable[[Write], None], error: BaseException
) -> None:
    """Law 8: an exporter that fails after half its bytes leaves what stood there."""

    def write(portfolio: Portfolio, stream: BinaryIO) -> None:
        stream.write(b"half")
        raise error

    letter(write)
    target = tmp_path / "letter.txt"
    target.write_bytes(b"old")
    with pytest.raises(ExportError, match="'letter' failed"):
        cproc.export(year, target, "letter", force=True)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_interrupt_during_an_export(
    year: Portfolio, tmp_path: Path, letter: Callable[[Write], None]
) -> None:
    """P29: Ctrl-C in an exporter stops the program and writes nothing."""

    def write(portfolio: Portfolio, stream: BinaryIO) -> None:
        raise KeyboardInterrupt

    letter(write)
    with pytest.raises(KeyboardInterrupt):
        cproc.export(year, tmp_path / "letter.txt")
    assert list(tmp_path.iterdir()) == []


def test_exporter_that_writes_nothing(
    year: Portfolio, tmp_path: Path, letter: Callable[[Write], None]
) -> None:
    """P16: an exporter that gives no bytes is told of."""

    def write(portfolio: Portfolio, stream: BinaryIO) -> None:
        pass

    letter(write)
    with pytest.raises(ExportError, match="wrote nothing"):
        cproc.export(year, tmp_path / "letter.txt")


def test_exporter_that_writes_a_broken_zip(
    year: Portfolio, tmp_path: Path, letter: Callable[[Write], None]
) -> None:
    """P25: what begins as a zip and is none is the exporter's fault, and is not written."""

    def write(portfolio: Portfolio, stream: BinaryIO) -> None:
        stream.write(b"PK\x03\x04 and no more")

    letter(write)
    with pytest.raises(ExportError, match=r"'letter' failed: BadZipFile.*Nothing was written"):
        cproc.export(year, tmp_path / "letter.txt")
    assert list(tmp_path.iterdir()) == []


def test_export_by_suffix_and_by_name(year: Portfolio, tmp_path: Path) -> None:
    """The suffix chooses the exporter unless it is named; the target is given back."""
    assert cproc.export(year, tmp_path / "a.json") == tmp_path / "a.json"
    cproc.export(year, str(tmp_path / "b"), "json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b").read_bytes()
    assert cproc.load(tmp_path / "a.json") == year


def test_export_refuses(year: Portfolio, tmp_path: Path) -> None:
    """An unknown suffix, exporter, or a file that exists are refused before any work."""
    with pytest.raises(UsageError, match=r"\.xlsx"):
        cproc.export(year, tmp_path / "a.odt")
    with pytest.raises(UnknownNameError, match="xlsx, docx, json, csv"):
        cproc.export(year, tmp_path / "a.odt", "odt")
    (tmp_path / "a.json").write_bytes(b"mine")
    with pytest.raises(TargetExistsError):
        cproc.export(year, tmp_path / "a.json")
    assert (tmp_path / "a.json").read_bytes() == b"mine"


@pytest.mark.parametrize(("name", "to"), [("a.xlsx", "docx"), ("a.csv", "csv"), ("a.v2", "md")])
def test_the_suffix_of_another_format_is_refused(
    year: Portfolio, tmp_path: Path, name: str, to: str
) -> None:
    """What opens such a file by its name would find something else in it."""
    with pytest.raises(UsageError, match="end with"):
        cproc.export(year, tmp_path / name, to)
    assert not [*tmp_path.iterdir()]


def test_portfolio_with_errors_is_not_exported(year: Portfolio, tmp_path: Path) -> None:
    """What check finds wrong stops an export; nothing is written."""
    broken = attrs.evolve(year, projects=year.projects[1:])
    with pytest.raises(DataError, match="OCTOPUS"):
        cproc.export(broken, tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.no_cover
@pytest.mark.parametrize("name", ["xlsx", "docx", "json", "csv", "md"])
@pytest.mark.parametrize("lang", ["en", *of_thorough(["fr"])])
def test_law_7_same_portfolio_same_bytes(
    year: Portfolio, name: str, lang: str, exports: Exports
) -> None:
    """Law 7: the same portfolio exports to the same bytes, in another process as well."""
    assert cproc.render(year, name, lang) == exports.file("cproc_2017", name, lang).read_bytes()


def test_the_portfolio_cannot_be_changed(year: Portfolio, letter: Callable[[Write], None]) -> None:
    """P20: an exporter that writes into the model fails; nothing is written."""

    def write(portfolio: Portfolio, stream: BinaryIO) -> None:
        portfolio.currency = "USD"  # type: ignore[misc]  # what must not be possible

    letter(write)
    with pytest.raises(ExportError, match="FrozenInstanceError"):
        cproc.render(year, "letter")


def test_what_an_exporter_changes_around_it_is_put_back(
    year: Portfolio,
    tmp_path: Path,
    letter: Callable[[Write], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """P22, P23: printed text goes to standard error; folder, locale, decimal context are kept."""

    def write(portfolio: Portfolio, stream: BinaryIO) -> None:
        print("hello")  # noqa: T201 - what it must not do
        os.chdir(tmp_path)
        decimal.getcontext().prec = 3
        locale.setlocale(locale.LC_ALL, "C.UTF-8")
        stream.write(b"x")

    letter(write)
    before = Path.cwd(), decimal.getcontext().prec, locale.setlocale(locale.LC_ALL)
    assert cproc.render(year, "letter") == b"x"
    assert (Path.cwd(), decimal.getcontext().prec, locale.setlocale(locale.LC_ALL)) == before
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "hello\n")


def test_a_working_folder_that_is_gone_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program whose folder was removed still exports."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with contained(ExportError, "it"):
        pass


def test_a_loader_that_fails_is_told(
    year: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of a loader is told as one, not as a traceback; it leaves the other files alone."""

    class Bad(Loader):
        name = "bad"
        description = "fails"

        def accepts(self, path: Path) -> bool:
            return True

        def load(self, path: Path, options: object) -> Portfolio:
            raise RuntimeError("broken")

    made = attrs.evolve(plugins.installed(), loaders=(Bad(),))
    monkeypatch.setattr(collect, "installed", lambda: made)
    with pytest.raises(PluginError, match="the loader 'bad' failed: RuntimeError: broken"):
        cproc.load(tmp_path)


def test_a_guarded_function_tells_whose_it_is() -> None:
    """A fault of a plugin's function names it; errors of the library pass."""

    def divide(by: int) -> int:
        """Divide."""
        if by == 1:
            raise UsageError("not by one")
        return 1 // by

    safe = guarded(divide, "the figure 'divide'")
    assert (safe(2), safe.__doc__) == (0, "Divide.")
    with pytest.raises(PluginError, match="the figure 'divide' failed: ZeroDivisionError"):
        safe(0)
    with pytest.raises(UsageError, match="not by one"):
        safe(1)


def test_the_edition_for_a_donor_is_for_one(year: Portfolio, tmp_path: Path) -> None:
    """Without a donor the edition is refused, and the donors there are are named."""
    for to in ("md", "xlsx", "json"):
        with pytest.raises(
            UsageError, match=r"for one of them.*-O donor=.*--per donor.*COE, EE, EU"
        ):
            cproc.export(year, tmp_path / f"all.{to}", edition="donor")
    assert list(tmp_path.iterdir()) == []
    assert cproc.render(year, "json", edition="donor", options={"donor": "JP"})
    assert cproc.render(year, "json", edition="donor", options={"project": "GLACY+"})
    own = attrs.evolve(year, editions=(Edition("donors", Audience.DONOR),))
    assert cproc.render(own, "json", edition="donors")


@pytest.mark.parametrize("edition", ["public", "audit"])
def test_what_may_be_shown_is_settled_once(
    year: Portfolio, edition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a file the data are walked once, and the layout of the edition is asked for once."""
    calls: list[str] = []

    def counted(module: Any, name: str) -> None:
        real = getattr(module, name)

        def call(*given: Any) -> Any:
            calls.append(name)
            return real(*given)

        monkeypatch.setattr(module, name, call)

    counted(shown, "disclosed")
    counted(importlib.import_module("cproc.report.build"), "disclosed")
    counted(context, "layout_of")
    cproc.render(year, "md", edition=edition)
    assert sorted(calls) == ["disclosed", "layout_of"]
