"""The command lists plugins, what they offer and what is wrong with them."""

from __future__ import annotations

from importlib import metadata

import pytest
from click.testing import CliRunner

from cproc import builtin
from cproc.cli import main
from cproc.plugins import Plugins, collect
from cproc.plugins.hooks import Plugin, State


def test_plugins_are_listed_with_state_and_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name, distribution, version, state and offers; a failed one is told and the code is 1."""
    own = collect.collect(builtin, [])
    monkeypatch.setattr("cproc.plugins.installed", lambda: own)
    done = CliRunner().invoke(main, ["plugins"])
    assert done.exit_code == 0
    (row,) = [line for line in done.stdout.splitlines() if line.startswith("cproc ")]
    assert "cproc-reporting" in row
    assert "loaded" in row
    assert "exporter xlsx, exporter docx, exporter json, exporter csv, exporter md" in row

    bad = Plugin("bad", "cproc-bad 1.0", State.FAILED, reason="ImportError: no module")
    more = Plugins(own.exporters, own.loaders, (*own.plugins, bad))
    monkeypatch.setattr("cproc.plugins.installed", lambda: more)
    done = CliRunner().invoke(main, ["plugins"])
    assert done.exit_code == 1
    assert "plugin bad of cproc-bad 1.0 is left out: ImportError: no module" in done.stderr


def test_the_version_of_the_library_is_that_of_its_distribution(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where it is installed its version is told; where it is only a folder there is none."""
    monkeypatch.setattr("importlib.metadata.version", lambda _name: "9.8")
    assert collect.collect(builtin, []).plugins[0].distribution == "cproc-reporting 9.8"

    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", missing)
    assert collect.collect(builtin, []).plugins[0].distribution == "cproc-reporting"
