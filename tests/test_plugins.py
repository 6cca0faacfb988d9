"""Plugins: found and registered one by one; a fault of one is told and leaves the others."""

import sys
from collections.abc import Callable, Sequence
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

import pytest

from cproc import builtin, hookspecs, plugins, report
from cproc.errors import PluginError, UnknownNameError
from cproc.hookspecs import Exporter, Job, hookimpl
from cproc.model import Portfolio
from cproc.plugins import collect
from cproc.plugins.hooks import HOOKS, State
from cproc.report import Report
from cproc.testing import make_portfolio


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


def gather(*points: EntryPoint, choice: str = "") -> plugins.Plugins:
    return collect.collect(builtin, points, choice)


def give(*exporters: object) -> Callable[[], Sequence[Any]]:
    def cproc_exporters() -> Sequence[Any]:
        return exporters

    return cproc_exporters


Point = Callable[[str, ModuleType | None], EntryPoint]


def test_third_party_exporter_stands_beside_the_built_in_ones(point: Point) -> None:
    """A plugin's exporter is offered as the built-in ones are, through the same hook."""
    made = gather(point("letter", module("letter", give(Letter()))))
    built_in = ("xlsx", "docx", "json", "csv", "md", "html", "pdf", "entry", "form", "ics")
    assert list(made.exporters) == [*built_in, "report-json", "letter"]
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
    made = gather(
        point("bad", module("bad", exporters)), point("letter", module("letter", give(Letter())))
    )
    assert [failed.name for failed in made.failed] == ["bad"]
    assert reason in made.failed[0].reason
    assert made.failed[0].distribution == "unknown distribution"
    assert "letter" in made.exporters


def test_plugin_that_cannot_be_imported(point: Point) -> None:
    """P01: a missing module is the plugin's failure, not ours."""
    made = gather(point("missing", None))
    assert "ModuleNotFoundError" in made.failed[0].reason
    assert "xlsx" in made.exporters


def test_misspelt_hook(point: Point) -> None:
    """P10: a hook that is no hook of ours is an error at load, not silence."""
    bad = ModuleType("bad")

    def cproc_exporterz() -> Sequence[Any]:
        return ()

    vars(bad)["cproc_exporterz"] = hookimpl(cproc_exporterz)
    made = gather(point("bad", bad))
    assert "cproc_exporterz" in made.failed[0].reason


def test_wrong_signature(point: Point) -> None:
    """P09: a hook that asks for an argument we do not give is an error at load."""
    bad = ModuleType("bad")

    def cproc_exporters(portfolio: object) -> Sequence[Any]:
        return ()

    vars(bad)["cproc_exporters"] = hookimpl(cproc_exporters)
    made = gather(point("bad", bad))
    assert "portfolio" in made.failed[0].reason


def test_interrupt_is_not_swallowed(point: Point) -> None:
    """P29: Ctrl-C while plugins load stops the program."""
    with pytest.raises(KeyboardInterrupt):
        gather(point("bad", module("bad", raising(KeyboardInterrupt()))))


def test_two_exporters_of_one_name(point: Point) -> None:
    """P08: two exporters of one name are an error that names both owners."""
    with pytest.raises(PluginError, match="'letter'"):
        gather(
            point("one", module("one", give(Letter()))), point("two", module("two", give(Letter())))
        )


def test_two_entry_points_of_one_name(point: Point) -> None:
    """P07: the second entry point of a name is left out and told of."""
    first = point("letter", module("letter", give(Letter())))
    made = gather(first, first)
    assert [failed.name for failed in made.failed] == ["letter"]


def test_malformed_entry_point_and_missing_object(monkeypatch: pytest.MonkeyPatch) -> None:
    """P02, P03, P05, P06: what cannot be loaded is named; the next plugin works."""
    monkeypatch.setitem(sys.modules, "cproc_test_letter", module("letter", give(Letter())))
    made = gather(
        EntryPoint("attribute", "cproc_test_letter:nothing", "cproc"),
        EntryPoint("form", "!not a module!", "cproc"),
        EntryPoint("zletter", "cproc_test_letter", "cproc"),
    )
    assert [(failed.name, failed.state) for failed in made.failed] == [
        ("attribute", State.FAILED),
        ("form", State.FAILED),
    ]
    assert "AttributeError" in made.failed[0].reason
    assert "letter" in made.exporters


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("def", "SyntaxError"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("import nothing_", "nothing_"),
    ],
    ids=["P02", "P03", "P01"],
)
def test_module_that_fails_when_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, reason: str
) -> None:
    """A module with bad syntax, one that leaves, one that lacks another: each is named."""
    (tmp_path / "cproc_test_bad.py").write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    made = gather(EntryPoint("bad", "cproc_test_bad", "cproc"))
    assert reason in made.failed[0].reason
    assert "xlsx" in made.exporters


def test_functions_that_are_not_marked_are_told(point: Point) -> None:
    """P11: a hook without its mark would vanish without a word."""
    bad = ModuleType("bad")
    vars(bad)["cproc_exporters"] = give(Letter())
    made = gather(point("bad", bad))
    assert "mark cproc_exporters with @cproc.hookimpl" in made.failed[0].reason
    assert "it has no hook" in gather(point("empty", ModuleType("empty"))).failed[0].reason


def test_hook_that_gives_nothing_offers_nothing(point: Point) -> None:
    """P16: None is as good as an empty list, and is seen in the list of plugins."""

    def cproc_exporters() -> Any:
        return None

    made = gather(point("none", module("none", cproc_exporters)))
    assert (made.plugins[1].state, made.plugins[1].offers) == (State.LOADED, ())


def test_a_wrapper_cannot_swallow_what_others_offer(point: Point) -> None:
    """P21: hooks are asked one plugin at a time."""
    bad = ModuleType("bad")

    def cproc_exporters() -> Any:
        yield
        return []

    vars(bad)["cproc_exporters"] = hookimpl(wrapper=True)(cproc_exporters)
    made = gather(point("bad", bad), point("letter", module("letter", give(Letter()))))
    assert {"xlsx", "letter"} <= set(made.exporters)


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        (4, "needs version 4 of the hooks, this cproc has 3; upgrade cproc-reporting"),
        (0, "made for version 0 of the hooks, this cproc knows 1 to 3; upgrade the plugin"),
        ("1", "'1', which is no version number"),
    ],
    ids=["P26", "P27", "junk"],
)
def test_plugin_for_another_version_of_the_hooks(
    point: Point, version: object, reason: str
) -> None:
    """A plugin for hooks we do not have is refused by name, with what to upgrade."""
    bad = module("bad", give(Letter()))
    vars(bad)["cproc_api"] = version
    assert reason in gather(point("bad", bad)).failed[0].reason
    for known in (1, 2):
        vars(bad)["cproc_api"] = known
        assert gather(point("bad", bad)).failed == ()


def test_an_exporter_that_lacks_something(point: Point) -> None:
    """P15: what is no exporter is refused with what it lacks; so is a class that was not made."""

    class Half:
        name = "half"
        suffix = ".txt"

    reason = gather(point("bad", module("bad", give(Half())))).failed[0].reason
    assert "which is no Exporter; it has no media_type, description, options" in reason
    reason = gather(point("bad", module("bad", give(Letter)))).failed[0].reason
    assert "which is no Exporter" in reason
    vars(bad := ModuleType("bad"))["cproc_loaders"] = hookimpl(lambda: ["junk"])
    assert "cproc_loaders gave 'junk'" in gather(point("bad", bad)).failed[0].reason


def test_options_that_are_none_are_told_at_load(point: Point) -> None:
    """An exporter whose options cannot be typed as text is left out."""

    class Odd(Letter):
        options = dict

    assert "no attrs class" in gather(point("bad", module("bad", give(Odd())))).failed[0].reason


def test_every_hook_has_a_row_and_every_row_a_hook() -> None:
    """What a plugin may implement is asked of it, and the other way round."""
    specified = [name for name in vars(hookspecs) if name.startswith("cproc_")]
    assert sorted(hook.function for hook in HOOKS) == sorted(specified)


def test_a_report_is_built_for_those_alone_who_need_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exporter that says so is given None, and nobody waits for a report."""

    class Count(Exporter):
        name, suffix, media_type, description = "count", ".txt", "text/plain", "how many there are"
        needs_report = False

        def export(
            self, portfolio: Portfolio, report: Report | None, stream: BinaryIO, job: Job[Any]
        ) -> None:
            assert report is None
            stream.write(str(len(portfolio.activities)).encode())

    built: list[Portfolio] = []

    def build(portfolio: Portfolio, language: str) -> Report:
        built.append(portfolio)
        return report.build_shown(portfolio, language)

    monkeypatch.setattr("cproc.plugins.exporting.build_shown", build)
    portfolio = make_portfolio(4)
    assert plugins.render(portfolio, Count()) == b"4"
    assert plugins.render(portfolio, "json")
    assert not built
    assert plugins.render(portfolio, Letter())
    assert built == [portfolio]


class Better(Letter):
    """An exporter that takes the place of the library's workbook."""

    name = "xlsx"
    replaces = "xlsx"


def test_replacement_is_said_by_those_who_mean_it(point: Point) -> None:
    """An exporter takes the place of another where it says so, at the place of the other."""
    made = gather(point("better", module("better", give(Better()))))
    assert next(iter(made.exporters)) == "xlsx"
    assert isinstance(made.exporters["xlsx"], Better)

    class Renamed(Better):
        name = "book"

    made = gather(point("better", module("better", give(Renamed()))))
    assert next(iter(made.exporters)) == "book"
    assert "xlsx" not in made.exporters


def test_replacement_that_cannot_be(point: Point) -> None:
    """Two that replace one, and one that replaces nothing, are errors that name them."""
    one, two = module("one", give(Better())), module("two", give(Better()))
    with pytest.raises(PluginError, match=r"'xlsx', which there is not; .* replaces it already"):
        gather(point("one", one), point("two", two))

    class Lost(Letter):
        replaces = "xslx"

    with pytest.raises(PluginError, match=r"replaces the exporter 'xslx', which there is not$"):
        gather(point("lost", module("lost", give(Lost()))))


def test_plugins_are_chosen(point: Point) -> None:
    """CPROC_PLUGINS loads none or only some; the library's own plugin always is."""
    points = [
        point("letter", module("letter", give(Letter()))),
        point("broken", module("broken", raising(RuntimeError("x")))),
    ]
    states = {made.name: made.state for made in gather(*points).plugins}
    assert states == {
        "cproc": State.LOADED, "broken": State.FAILED, "letter": State.LOADED
    }  # fmt: skip
    made = gather(*points, choice="none")
    assert {made.name: made.state for made in made.plugins} == {
        "cproc": State.LOADED, "broken": State.DISABLED, "letter": State.DISABLED
    }  # fmt: skip
    assert "letter" not in made.exporters
    made = gather(*points, choice=" letter ,")
    assert [made.name for made in made.plugins if made.state is State.DISABLED] == ["broken"]
    assert made.plugins[2].offers == ("exporter letter",)
    with pytest.raises(UnknownNameError, match=r"'lettre'\. Did you mean 'letter'\? There are: br"):
        gather(*points, choice="lettre")


def test_order_is_that_of_names(point: Point) -> None:
    """Plugins are registered by name, whatever order they were found in."""

    class Other(Letter):
        name = "other"

    a = point("a", module("a", give(Other())))
    z = point("z", module("z", give(Letter())))
    assert list(gather(z, a).exporters) == list(gather(a, z).exporters)
    assert list(gather(z, a).exporters)[-2:] == ["other", "letter"]


def test_the_environment_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable is read when plugins are first needed."""
    monkeypatch.setenv("CPROC_PLUGINS", "no-such-plugin")
    with pytest.raises(UnknownNameError):
        collect.installed.__wrapped__()
