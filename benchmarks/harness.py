"""Measures cases beside a peer: each in a process of its own, in turns, told as ratios.

A benchmark is a file ``bench_<subject>.py`` in this folder with ``BENCHES``, a tuple of
`Bench`. Machines are noisy and differ, so what is compared with a target is a ratio to the
peer measured in the same run. Each case runs in a fresh process, the cases take turns, and the
least of the rounds counts: noise only ever adds.

    def portfolio() -> Portfolio: ...            # not measured
    def ours(made: Portfolio) -> object: ...     # measured
    def theirs(made: Portfolio) -> object: ...

    BENCHES = (
        Bench(
            "Writing 10,000 rows",
            cases=(Case("cproc", ours, portfolio), Case("peer", theirs, portfolio)),
            peer="peer",
            targets=(Target("cproc", time=0.2, memory=1.0),),
        ),
    )

What is measured: processor time of the process and its children, and by how much the resident
memory of the process peaks above what it held when the case began (Linux).
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs

__all__ = ["Bench", "Case", "Measured", "Outcome", "Target", "discovered", "measure"]

ROUNDS = 3
FOLDER = Path(__file__).resolve().parent


def _nothing() -> None:
    return None


@attrs.frozen
class Case:
    """One way of doing the work.

    Args:
        name: What it is called in the table.
        run: What is measured; takes what `prepare` gave.
        prepare: What comes before and is not measured.
    """

    name: str
    run: Callable[[Any], object]
    prepare: Callable[[], Any] = _nothing


@attrs.frozen
class Target:
    """What a case must keep to, as a ratio to the peer.

    Args:
        case: Name of the case.
        time: Most processor time, the peer being 1.
        memory: Most additional memory, the peer being 1.
    """

    case: str
    time: float | None = None
    memory: float | None = None


@attrs.frozen
class Bench:
    """Cases that do the same work.

    Args:
        title: What the work is.
        cases: Who does it.
        peer: Name of the case that is 1.
        targets: What must hold.
        rounds: How often each case runs.
    """

    title: str
    cases: tuple[Case, ...]
    peer: str
    targets: tuple[Target, ...] = ()
    rounds: int = ROUNDS


@attrs.frozen
class Measured:
    """What one case took at least.

    Args:
        seconds: Processor time.
        mebibytes: Peak of the additional memory.
    """

    seconds: float
    mebibytes: float


@attrs.frozen
class Outcome:
    """A case beside its peer.

    Args:
        bench: What the work is.
        case: Name of the case.
        measured: What it took.
        time: Processor time, the peer being 1.
        memory: Additional memory, the peer being 1.
        target: What it had to keep to.
    """

    bench: str
    case: str
    measured: Measured
    time: float
    memory: float
    target: Target | None

    @property
    def missed(self) -> bool:
        """Whether the target was not kept to."""
        if self.target is None:
            return False
        pairs = ((self.time, self.target.time), (self.memory, self.target.memory))
        return any(most is not None and ratio > most for ratio, most in pairs)


def discovered(only: Iterable[str] = ()) -> Iterator[tuple[str, int, Bench]]:
    """The benchmarks of this folder, with their module and position in it.

    Args:
        only: Subjects, such as ``xlsx``; all where empty.
    """
    wanted = set(only)
    for file in sorted(FOLDER.glob("bench_*.py")):
        if wanted and file.stem.removeprefix("bench_") not in wanted:
            continue
        module = f"benchmarks.{file.stem}"
        for index, bench in enumerate(importlib.import_module(module).BENCHES):
            yield module, index, bench


def measure(module: str, index: int, bench: Bench) -> Iterator[Outcome]:
    """Run every case of a benchmark in turns and set it beside its peer."""
    least: dict[str, Measured] = {}
    for _ in range(bench.rounds):
        for case in bench.cases:
            made = _in_a_process(module, index, case.name)
            known = least.get(case.name, made)
            least[case.name] = Measured(
                min(known.seconds, made.seconds), min(known.mebibytes, made.mebibytes)
            )
    peer = least[bench.peer]
    targets = {target.case: target for target in bench.targets}
    for case in bench.cases:
        made = least[case.name]
        yield Outcome(
            bench.title,
            case.name,
            made,
            made.seconds / max(peer.seconds, 1e-9),
            made.mebibytes / max(peer.mebibytes, 0.1),
            targets.get(case.name),
        )


def _in_a_process(module: str, index: int, case: str) -> Measured:
    words = [sys.executable, "-m", "benchmarks.harness", module, str(index), case]
    done = subprocess.run(words, cwd=FOLDER.parent, check=True, capture_output=True, text=True)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def _processor_seconds() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _resident(field: str) -> float:
    """Read a memory field of this process, in MiB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    raise KeyError(field)


def _child(module: str, index: str, name: str) -> None:
    bench: Bench = importlib.import_module(module).BENCHES[int(index)]
    case = next(case for case in bench.cases if case.name == name)
    given = case.prepare()
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # peak back to the present
    before, started, wall = _resident("VmRSS"), _processor_seconds(), time.perf_counter()
    kept = case.run(given)
    seconds = _processor_seconds() - started
    peak = _resident("VmHWM") - before
    del kept
    # Processor time ticks in hundredths; for what is shorter the clock says more.
    seconds = seconds if seconds > 0.2 else time.perf_counter() - wall
    sys.stdout.write(json.dumps({"seconds": seconds, "mebibytes": max(peak, 0.0)}) + "\n")


if __name__ == "__main__":
    _child(*sys.argv[1:])
