"""Runs the benchmarks and prints them: ``python -m benchmarks [SUBJECT …]``.

Leaves with 1 where a target is missed. The table is written to ``benchmarks/RESULTS.md`` as
well when all subjects were run.
"""

from __future__ import annotations

import platform
import sys

from rich.console import Console
from rich.progress import Progress

from benchmarks.harness import FOLDER, Outcome, discovered, measure

HEAD = ("work", "case", "seconds", "MiB", "time, peer = 1", "memory, peer = 1", "target", "kept")


def main(only: list[str]) -> int:
    """Run, print, write; give the exit code."""
    benches = list(discovered(only))
    outcomes: list[Outcome] = []
    with Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task("measuring", total=len(benches))
        for module, index, bench in benches:
            progress.update(bar, description=bench.title)
            outcomes += measure(module, index, bench)
            progress.advance(bar)
    text = _table(outcomes)
    print(text)
    if not only:
        told = f"Python {platform.python_version()}, {platform.machine()}; the least of the rounds."
        page = f"# Measured by `make bench`\n\n{told}\n\n{text}\n"
        (FOLDER / "RESULTS.md").write_text(page, encoding="utf-8")
    return int(any(outcome.missed for outcome in outcomes))


def _table(outcomes: list[Outcome]) -> str:
    rows = [HEAD, ("---",) * len(HEAD), *(_row(outcome) for outcome in outcomes)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(made: Outcome) -> tuple[str, ...]:
    target = made.target
    limits = (("time", target.time), ("memory", target.memory)) if target else ()
    wanted = ", ".join(f"{what} ≤ {most:g}" for what, most in limits if most is not None)
    return (
        made.bench,
        made.case,
        f"{made.measured.seconds:.3f}",
        f"{made.measured.mebibytes:.1f}",
        f"{made.time:.3f}",
        f"{made.memory:.2f}",
        wanted or "–",
        "–" if not wanted else "no" if made.missed else "yes",
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
