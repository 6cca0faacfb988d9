"""The command lists plugins, what they offer and what is wrong with them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from cproc import builtin
from cproc.cli import main
from cproc.plugins import Plugin, State, collect


def test_plugins_are_listed_with_state_and_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name, distribution, version, state and offers; a failed one is told and the code is 1."""
    own = collect.collect(builtin, [])
    monkeypatch.setattr("cproc.plugins.installed", lambda: own)
    done = CliRunner().invoke(main, ["plugins"])
    assert done.exit_code == 0
    (row,) = [line for line in done.stdout.splitlines() if line.startswith("cproc ")]
    assert "cproc-reporting 0" in row
    assert "loaded" in row
    assert "exporter xlsx, exporter docx, exporter json" in row

    bad = Plugin("bad", "cproc-bad 1.0", State.FAILED, reason="ImportError: no module")
    more = collect.Plugins(own.exporters, own.loaders, (*own.plugins, bad))
    monkeypatch.setattr("cproc.plugins.installed", lambda: more)
    done = CliRunner().invoke(main, ["plugins"])
    assert done.exit_code == 1
    assert "plugin bad of cproc-bad 1.0 is left out: ImportError: no module" in done.stderr
