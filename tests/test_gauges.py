"""The gauges of the code count what they say."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONT = '''"""Give the front door."""

from office.rooms.rates import rates

__all__ = ["rates"]
'''
RATES = '''import json  # another's, and this is a comment

import office.rooms.years
from office.rooms.years import told  # noqa: F401


def rates_made() -> None:
    """Give nothing.

    # This is no comment.
    """
    # Rates are those of the day.


def years() -> None: ...
'''


def test_gauges_of_a_package(tmp_path: Path) -> None:
    """Lines, imports of its own, comments for readers, exports, vague names, names used twice."""
    for name, text in {
        "__init__.py": FRONT,
        "rooms/rates.py": RATES,
        "rooms/years.py": "",
        "years.py": "",
    }.items():
        path = tmp_path / "office" / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text, encoding="utf-8")
    words = [sys.executable, "-m", "benchmarks.gauges", str(tmp_path / "office")]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert [line.split("  ", 1)[1].strip() for line in done.stdout.splitlines()] == [
        "20",
        "4, median 2 lines, most 15",
        "2, longest 5 lines: rates_made in rooms/rates.py",
        "mean 0.5, most 1",
        "2, 10.0 %",
        "1",
        "1",
        "2, beginning with Give: 2",
        "1: years",
    ]
