"""Plugins: registered one by one; load and export for everybody."""

import sys
from collections.abc import Callable, Sequence
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

import attrs
import pytest

import cproc
from cproc import builtin, plugins
from cproc.errors import (
    DataError,
    ExportError,
    PluginError,
    TargetExistsError,
    UnknownNameError,
    UsageError,
)
from cproc.hookspecs import Exporter, Job, hookimpl
from cproc.model import Portfolio
from cproc.report import Report

YEAR = Path(__file__).resolve().parent.parent / "examples" / "cproc_2017"


class Letter(Exporter):
    """An exporter of a third party."""

    name = "letter"
    suffix = ".txt"
    media_type = "text/plain"
    description = "a letter"

    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        stream.write(f"{report.title}\n".encode())


def module(name: str, exporters: Callable[[], Sequence[Any]]) -> ModuleType:
    made = ModuleType(name)
    vars(made)["cproc_exporters"] = hookimpl(exporters)
    return made


@pytest.fixture
def point(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, ModuleType | None], EntryPoint]:
    """Make an entry point whose module is as given, or does not exist."""

    def make(name: str, found: ModuleType | None) -> EntryPoint:
        if found is not None:
            monkeypatch.setitem(sys.modules, f"cproc_test_{name}", found)
        return EntryPoint(name=name, value=f"cproc_test_{name}", group="cproc")

    return make


def collect(*points: EntryPoint) -> plugins.Plugins:
    return plugins._collect({"cproc": builtin}, list(points))


def give(*exporters: object) -> Callable[[], Sequence[Any]]:
    def cproc_exporters() -> Sequence[Any]:
        return exporters

    return cproc_exporters


Point = Callable[[str, ModuleType | None], EntryPoint]


def test_third_party_exporter_stands_beside_the_built_in_ones(point: Point) -> None:
    """A plugin's exporter is offered as the built-in ones are, through the same hook."""
    made = collect(point("letter", module("letter", give(Letter()))))
    assert list(made.exporters) == ["xlsx", "docx", "json", "letter"]
    assert made.failed == ()
    assert isinstance(made.exporters["letter"], Exporter)


def raising(error: BaseException) -> Callable[[], Sequence[Any]]:
    def cproc_exporters() -> Sequence[Any]:
        raise error

    return cproc_exporters


@pytest.mark.parametrize(
    ("exporters", "reason"),
    [
        (raising(RuntimeError("broken")), "RuntimeError: broken"),
        (raising(SystemExit(3)), "SystemExit: 3"),
        (give("junk"), "no Exporter"),
    ],
    ids=["P12-raises", "P14-SystemExit", "P15-junk"],
)
def test_plugin_that_fails_is_left_out(
    point: Point, exporters: Callable[[], Sequence[Any]], reason: str
) -> None:
    """A plugin that fails is named with its reason, and the others work."""
    made = collect(
        point("bad", module("bad", exporters)), point("letter", module("letter", give(Letter())))
    )
    assert [failed.name for failed in made.failed] == ["bad"]
    assert reason in made.failed[0].reason
    assert made.failed[0].distribution == "unknown distribution"
    assert "letter" in made.exporters


def test_plugin_that_cannot_be_imported(point: Point) -> None:
    """P01: a missing module is the plugin's failure, not ours."""
    made = collect(point("missing", None))
    assert "ModuleNotFoundError" in made.failed[0].reason
    assert "xlsx" in made.exporters


def test_misspelt_hook(point: Point) -> None:
    """P10: a hook that is no hook of ours is an error at load, not silence."""
    bad = ModuleType("bad")

    def cproc_exporterz() -> Sequence[Any]:
        return ()

    vars(bad)["cproc_exporterz"] = hookimpl(cproc_exporterz)
    made = collect(point("bad", bad))
    assert "cproc_exporterz" in made.failed[0].reason


def test_wrong_signature(point: Point) -> None:
    """P09: a hook that asks for an argument we do not give is an error at load."""
    bad = ModuleType("bad")

    def cproc_exporters(portfolio: object) -> Sequence[Any]:
        return ()

    vars(bad)["cproc_exporters"] = hookimpl(cproc_exporters)
    made = collect(point("bad", bad))
    assert "portfolio" in made.failed[0].reason


def test_interrupt_is_not_swallowed(point: Point) -> None:
    """P29: Ctrl-C while plugins load stops the program."""
    with pytest.raises(KeyboardInterrupt):
        collect(point("bad", module("bad", raising(KeyboardInterrupt()))))


def test_two_exporters_of_one_name(point: Point) -> None:
    """P08: two exporters of one name are an error that names both owners."""
    with pytest.raises(PluginError, match="'letter'"):
        collect(
            point("one", module("one", give(Letter()))), point("two", module("two", give(Letter())))
        )


def test_two_entry_points_of_one_name(point: Point) -> None:
    """P07: the second entry point of a name is left out and told of."""
    first = point("letter", module("letter", give(Letter())))
    made = collect(first, first)
    assert [failed.name for failed in made.failed] == ["letter"]


@pytest.fixture
def year() -> Portfolio:
    """The reference year."""
    return cproc.load(YEAR)


def with_exporter(monkeypatch: pytest.MonkeyPatch, exporter: Any) -> None:
    found = plugins.installed()
    exporters = {**found.exporters, exporter.name: exporter}
    monkeypatch.setattr(plugins, "installed", lambda: attrs.evolve(found, exporters=exporters))


@pytest.mark.parametrize("error", [RuntimeError("midway"), SystemExit(3)], ids=["P13", "P14"])
def test_exporter_that_fails_midway_leaves_the_old_file(
    year: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """Law 8: an exporter that fails after half its bytes leaves what stood there."""

    class Bad(Letter):
        def export(
            self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]
        ) -> None:
            stream.write(b"half")
            raise error

    with_exporter(monkeypatch, Bad())
    target = tmp_path / "letter.txt"
    target.write_bytes(b"old")
    with pytest.raises(ExportError, match="'letter' failed"):
        cproc.export(year, target, "letter", force=True)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_interrupt_during_an_export(
    year: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P29: Ctrl-C in an exporter stops the program and writes nothing."""

    class Bad(Letter):
        def export(
            self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]
        ) -> None:
            raise KeyboardInterrupt

    with_exporter(monkeypatch, Bad())
    with pytest.raises(KeyboardInterrupt):
        cproc.export(year, tmp_path / "letter.txt")
    assert list(tmp_path.iterdir()) == []


def test_exporter_that_writes_nothing(
    year: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P16: an exporter that gives no bytes is told of."""

    class Bad(Letter):
        def export(
            self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]
        ) -> None:
            pass

    with_exporter(monkeypatch, Bad())
    with pytest.raises(ExportError, match="wrote nothing"):
        cproc.export(year, tmp_path / "letter.txt")


def test_export_by_suffix_and_by_name(year: Portfolio, tmp_path: Path) -> None:
    """The suffix chooses the exporter unless it is named; the target is given back."""
    assert cproc.export(year, tmp_path / "a.json") == tmp_path / "a.json"
    cproc.export(year, str(tmp_path / "b.data"), "json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.data").read_bytes()
    assert cproc.load(tmp_path / "a.json") == year


def test_export_refuses(year: Portfolio, tmp_path: Path) -> None:
    """An unknown suffix, exporter, or a file that exists are refused before any work."""
    with pytest.raises(UsageError, match=r"\.xlsx"):
        cproc.export(year, tmp_path / "a.pdf")
    with pytest.raises(UnknownNameError, match="xlsx, docx, json"):
        cproc.export(year, tmp_path / "a.pdf", "pdf")
    (tmp_path / "a.json").write_bytes(b"mine")
    with pytest.raises(TargetExistsError):
        cproc.export(year, tmp_path / "a.json")
    assert (tmp_path / "a.json").read_bytes() == b"mine"


def test_portfolio_with_errors_is_not_exported(year: Portfolio, tmp_path: Path) -> None:
    """What check finds wrong stops an export; nothing is written."""
    broken = attrs.evolve(year, projects=year.projects[1:])
    with pytest.raises(DataError, match="OCTOPUS"):
        cproc.export(broken, tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["xlsx", "docx", "json"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_law_7_same_portfolio_same_bytes(year: Portfolio, name: str, lang: str) -> None:
    """Law 7: the same portfolio exports to the same bytes."""
    assert cproc.render(year, name, lang) == cproc.render(year, name, lang)
