"""Importing the library: no slower than its peer, and none of the heavy parts."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.harness import Bench, Case, Target


def _import(name: str) -> None:
    for _ in range(5):
        subprocess.run([sys.executable, "-c", f"import {name}"], check=True)


def ours(_given: None) -> None:
    """Import cproc in five fresh processes."""
    _import("cproc")


def theirs(_given: None) -> None:
    """Import pydantic in five fresh processes."""
    _import("pydantic")


BENCHES = (
    Bench(
        "Importing",
        (Case("cproc", ours), Case("pydantic", theirs)),
        "pydantic",
        (Target("cproc", time=1.0),),
    ),
)
