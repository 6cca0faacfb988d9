"""The examples as many tests look at them: loaded once and laid out once in a process.

What is given is frozen, so that tests can share it; a test of loading or of laying out does
so itself.
"""

import os
from functools import cache
from pathlib import Path

import attrs

import cproc
from cproc.model import Portfolio
from cproc.report import Report, build

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@cache
def loaded(name: str) -> Portfolio:
    """The portfolio of a folder of the examples."""
    return cproc.load(EXAMPLES / name)


@cache
def reported(name: str, language: str) -> Report:
    """The report of a folder of the examples in a language."""
    return build(loaded(name), language)


@attrs.frozen
class Exports:
    """Files of the examples, kept in a folder that all processes of a run of the tests share.

    A process that does not find a file makes it and moves it into place: two may make the same
    one at the same time, which costs time and nothing else, for their bytes are the same.
    """

    folder: Path

    def file(self, example: str, exporter: str, language: str = "en") -> Path:
        """An example as an exporter writes it, without options."""
        path = self.folder / f"{example}.{language}.{exporter}"
        if not path.exists():
            own = path.with_name(f"{path.name}.{os.getpid()}")
            own.write_bytes(cproc.render(loaded(example), exporter, language))
            own.replace(path)
        return path
