"""Loaders are asked, given options and contained; those made for older hooks work as before."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest
from click.testing import CliRunner

import cproc
from cproc import builtin, plugins
from cproc.cli import main
from cproc.errors import (
    DataError,
    PluginError,
    Problem,
    Severity,
    UnknownNameError,
    UsageError,
)
from cproc.hookspecs import Loader, hookimpl
from cproc.model import Portfolio
from cproc.plugins import Source, collect
from cproc.plugins.hooks import State
from cproc.testing import make_portfolio

OFFICE = make_portfolio(2)


@attrs.frozen
class Options:
    """How it is read.

    Args:
        activities: How many are kept.
        project: Which project is meant.
    """

    activities: int = 2
    project: str = ""


class Short(Loader):
    """Gives the same office whatever the file holds."""

    name, description, suffixes = "short", "a short office", (".short",)
    options: type[Any] = Options

    def load(self, path: Path, options: Any) -> Portfolio:
        return attrs.evolve(OFFICE, activities=OFFICE.activities[: options.activities])

    def notices(self, path: Path, options: Any) -> Sequence[Problem]:
        return [Problem("doubt", "it is short.", severity=Severity.WARNING, file=str(path))]


class Old:
    """A loader as it was written for version 2 of the hooks."""

    name, description = "old", "an old form"

    def accepts(self, path: Path) -> bool:
        return path.suffix == ".old"

    def load(self, path: Path) -> Portfolio:
        return OFFICE

    def locate(self, path: Path, where: str) -> tuple[str, str]:
        return str(path), f"at {where}"


class OldHeir(Old, Loader):  # type: ignore[misc]
    """The same, by an author who inherits."""

    name = "heir"

    def accepts(self, path: Path) -> bool:
        return path.suffix == ".heir"


def use(monkeypatch: pytest.MonkeyPatch, *loaders: object, api: int = 3) -> plugins.Plugins:
    """Install a plugin that offers loaders."""

    def cproc_loaders() -> Any:
        return loaders

    made = ModuleType("cproc_test_loaders")
    vars(made)["cproc_loaders"] = hookimpl(cproc_loaders)
    vars(made)["cproc_api"] = api
    monkeypatch.setitem(sys.modules, "cproc_test_loaders", made)
    found = collect.collect(builtin, [EntryPoint("test", "cproc_test_loaders", "cproc")])
    monkeypatch.setattr(collect, "installed", lambda: found)
    monkeypatch.setattr(plugins, "installed", lambda: found)
    return found


def run(*words: object) -> Any:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def test_a_loader_is_given_its_options(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As text by name or as its class, in Python and by -I; others are refused by name."""
    use(monkeypatch, Short())
    place = tmp_path / "a.short"
    assert len(cproc.load(place).activities) == 2
    assert len(cproc.load(place, options={"activities": "1"}).activities) == 1
    assert Source(place, options=Options(0)).read().activities == ()
    for options, match in (({"all": "1"}, "no option 'all'"), (object(), "takes options as")):
        with pytest.raises(UsageError, match=match):
            cproc.load(place, options=options)
    assert ", 1 activity," in run("check", place, "-I", "activities=1").stdout
    refused = run("check", place, "-I", "activities=many")
    assert refused.exit_code == 2
    assert "takes a whole number" in refused.stderr
    assert "there are:" in run("check", place, "-I", "nothing=1").stderr
    assert run("check", place, "-I", "activities").exit_code == 2


def test_a_loader_without_options_takes_none(tmp_path: Path) -> None:
    """The JSON loader refuses any option by its name."""
    with pytest.raises(UsageError, match="the loader 'json' has no option 'x'"):
        cproc.load(tmp_path / "a.json", options={"x": "1"})


def test_a_loader_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """--from, and loader= in Python, name one that no suffix tells; another name is refused."""
    use(monkeypatch, Short())
    place = tmp_path / "a.txt"
    assert cproc.load(place, loader="short") == OFFICE
    assert run("figures", place, "--from", "short").exit_code == 0
    with pytest.raises(UnknownNameError, match="folder, json, workbook, iati, short"):
        cproc.load(place, loader="long")
    with pytest.raises(DataError, match="there is no such file"):
        cproc.load(place)


def test_loaders_and_their_options_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """`cproc loaders` lists them, with a name their options; `cproc plugins` who offers them."""
    use(monkeypatch, Short())
    assert ".short" in run("loaders").stdout
    assert "How many are kept." in run("loaders", "short").stdout
    assert "loader short" in run("plugins").stdout
    assert run("loaders", "long").exit_code == 2


def test_what_a_loader_has_to_say_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its warnings stand among those of check."""
    use(monkeypatch, Short())
    assert "warning[doubt]" in run("check", tmp_path / "a.short").stderr


@pytest.mark.parametrize("api", [1, 2])
def test_loaders_for_older_hooks_work_as_before(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, api: int
) -> None:
    """One whose functions take no options reads and locates; it has no options, and only reads."""
    found = use(monkeypatch, Old(), OldHeir(), api=api)
    assert found.failed == ()
    for suffix in ("old", "heir"):
        place = tmp_path / f"a.{suffix}"
        assert cproc.load(place) == OFFICE
        assert cproc.locator(place)("posts[0]") == (str(place), "at posts[0]")
        with pytest.raises(UsageError, match="has no option"):
            cproc.load(place, options={"x": "1"})
        with pytest.raises(UsageError, match="only reads"):
            plugins.write_like(place, OFFICE)


def test_a_loader_with_options_that_no_text_gives_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A class that cannot be read from text leaves the plugin out, with the reason."""

    class Wrong(Short):
        options = int

    found = use(monkeypatch, Wrong())
    assert found.plugins[1].state is State.FAILED
    assert "declares no options" in found.plugins[1].reason


class Broken(Short):
    """Each of its functions can be made to fail."""

    name, suffixes = "broken", (".broken",)
    at = ""

    def accepts(self, path: Path) -> bool:
        if self.at == "accepts":
            raise RuntimeError("no idea")
        return super().accepts(path)

    def load(self, path: Path, options: Any) -> Any:
        lost = attrs.evolve(OFFICE.activities[0], projects=("NOWHERE", "ELSEWHERE"))
        return 5 if self.at == "load" else attrs.evolve(OFFICE, activities=(lost,))

    def locate(self, path: Path, where: str, options: Any) -> tuple[str, str]:
        if self.at == "junk":
            return 5  # type: ignore[return-value]
        raise RuntimeError("no idea")


WHOSE = "the loader 'broken' of unknown distribution"


def test_accepts_that_raises_is_told_where_nothing_else_reads(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The plugin is named; what another loader reads is read."""
    loader = Broken()
    monkeypatch.setattr(loader, "at", "accepts")
    use(monkeypatch, loader, Short())
    assert cproc.load(tmp_path / "a.short") == OFFICE
    with pytest.raises(PluginError, match=f"{WHOSE} failed: RuntimeError: no idea"):
        cproc.load(tmp_path / "a.xyz")


@pytest.mark.parametrize("at", ["locate", "junk"])
def test_locate_that_raises_hides_no_problem(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, at: str
) -> None:
    """What is wrong with the data is told with its file, and once that its place is not known."""
    loader = Broken()
    monkeypatch.setattr(loader, "at", at)
    use(monkeypatch, loader)
    place = tmp_path / "a.broken"
    portfolio, problems = plugins.check_path(place)
    assert portfolio is not None
    lost = [each for each in problems if each.code == "reference-unknown"]
    assert [each.file for each in lost] == [str(place)] * 2
    told = [each.message for each in problems if each.code == "plugin-failed"]
    assert len(told) == 1
    assert told[0].startswith(f"{WHOSE} failed")


def test_what_is_no_portfolio_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A loader that gives something else is named."""
    loader = Broken()
    monkeypatch.setattr(loader, "at", "load")
    use(monkeypatch, loader)
    with pytest.raises(PluginError, match=f"{WHOSE} gave int, no portfolio"):
        Source(tmp_path / "a.broken").read()
