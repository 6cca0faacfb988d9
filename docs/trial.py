"""Tries a built wheel as a new user would: ``python docs/trial.py out/dist constraints.txt``.

In an environment of its own and in an empty folder, with no checkout beside it: the wheel is
installed, then every ``cproc`` command and the script of the README run as they stand. The wheel
is then built a second time, from the source archive, and must hold the same files.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def steps(page: str, python: Path) -> Iterator[list[str]]:
    """The commands and scripts of a page, from top to bottom.

    Args:
        page: A page in Markdown.
        python: The interpreter that runs them.
    """
    for language, body in BLOCK.findall(page):
        if language == "python":
            yield [str(python), "-c", body]
            continue
        for line in body.replace("\\\n", " ").splitlines():
            if line.startswith("$ cproc "):
                yield [str(python), "-m", *shlex.split(line[2:], comments=True)]


def content(wheel: Path) -> set[str]:
    """The names of the files in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def run(words: list[str], folder: Path) -> None:
    """Run a command where nothing of ours is on the path, and stop where it fails.

    Args:
        words: The command.
        folder: Where it runs.
    """
    print("+", *(word.splitlines()[0] for word in words[1:] if word), flush=True)
    environment = {key: text for key, text in os.environ.items() if key != "PYTHONPATH"}
    subprocess.run(words, cwd=folder, env=environment, check=True)


def main(dist: str, pins: str = "") -> None:
    """Install the wheel and do what the README says.

    Args:
        dist: The folder with one wheel and one source archive.
        pins: A file of names and versions to install; the newest where there is none.
    """
    (wheel,) = Path(dist).resolve().glob("*.whl")
    (source,) = Path(dist).resolve().glob("*.tar.gz")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "folder"
        folder.mkdir()
        venv.create(Path(place) / "venv", with_pip=True)
        python = next((Path(place) / "venv").glob("[bS]*/python*"))
        limits = [f"--constraint={Path(pins).resolve()}"] if pins else []
        run([str(python), "-m", "pip", "install", "--quiet", *limits, str(wheel)], folder)
        for words in steps((ROOT / "README.md").read_text(encoding="utf-8"), python):
            run(words, folder)
        pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
        run([*pip, "--no-build-isolation", str(source)], folder)
        (again,) = folder.glob("*.whl")
        if different := content(wheel) ^ content(again):
            sys.exit(f"the source archive makes another wheel: {', '.join(sorted(different))}")
    print(f"{wheel.name} and {source.name} do what the README says")


if __name__ == "__main__":
    main(*sys.argv[1:])
