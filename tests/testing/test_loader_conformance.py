"""The suite catches a loader that breaks a rule: one bad loader for each."""

from __future__ import annotations

import inspect
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest

from cproc.errors import DataError, Problem, Severity
from cproc.hookspecs import Loader
from cproc.loaders.json import JsonLoader
from cproc.model import Portfolio
from cproc.serialize import dumps
from cproc.testing import LoaderConformance, make_portfolio

OFFICE = make_portfolio(2)


@attrs.frozen
class Options:
    """How it is read.

    Args:
        strict: Whether nothing is passed over.
    """

    strict: bool = True


class Good(JsonLoader):
    """Reads JSON; breaks no rule."""

    name, description, suffixes = "good", "an office", (".good",)
    options: type[Any] = Options


def write(folder: Path) -> Path:
    path = folder / "office.good"
    path.write_text(dumps(OFFICE), encoding="utf-8")
    return path


class Suite(LoaderConformance):
    """The suite for one loader, run by the tests below and not by pytest."""

    __test__ = False
    loader: ClassVar[Loader] = Good()
    sample = staticmethod(write)
    faults = (('"country": "', '"country": "Narnia'),)


class LongName(Good):
    name = "Good Loader"


@attrs.frozen
class Undescribed:
    """Options without a line."""

    strict: bool = True


class NoWords(Good):
    options = Undescribed


class Opens(Good):
    def accepts(self, path: Path) -> bool:
        return path.is_file() and bool(path.read_bytes())


class TakesAll(Good):
    def accepts(self, path: Path) -> bool:
        return True


class Picky(Good):
    def load(self, path: Path, options: Any = None) -> Portfolio:
        if not options.strict:
            raise ValueError("cannot")
        return super().load(path)


class Changing(Good):
    count = 0

    def load(self, path: Path, options: Any = None) -> Portfolio:
        type(self).count += 1
        return make_portfolio(2, seed=self.count)


class Placeless(Good):
    def load(self, path: Path, options: Any = None) -> Portfolio:
        try:
            return super().load(path)
        except DataError as error:
            raise DataError(attrs.evolve(each, cell="") for each in error.problems) from None


class Fileless(Good):
    def load(self, path: Path, options: Any = None) -> Portfolio:
        try:
            return super().load(path)
        except DataError as error:
            raise DataError(attrs.evolve(each, file="") for each in error.problems) from None


class Fragile(Good):
    def load(self, path: Path, options: Any = None) -> Portfolio:
        path.read_text(encoding="utf-8")
        return super().load(path)


class Lenient(Good):
    def load(self, path: Path, options: Any = None) -> Portfolio:
        return super().load(path) if path.is_file() else OFFICE


class Lost(Good):
    def locate(self, path: Path, where: str, options: Any = None) -> tuple[str, str]:
        return ("", "")


class Grave(Good):
    def notices(self, path: Path, options: Any) -> Sequence[Problem]:
        return [Problem("wrong", "it is wrong.", severity=Severity.ERROR)]


class Writes(Good):
    def load(self, path: Path, options: Any = None) -> Portfolio:
        path.with_name("cache").write_text("seen", encoding="utf-8")
        return super().load(path)


class Prints(Good):
    def load(self, path: Path, options: Any = None) -> Portfolio:
        print("reading")  # noqa: T201
        return super().load(path)


class Wanders(Good):
    def load(self, path: Path, options: Any = None) -> Portfolio:
        os.chdir("/")
        return super().load(path)


class Forgetful(Good):
    def files(
        self, portfolio: Portfolio, path: Path, options: Any = None
    ) -> Mapping[str, bytes | None]:
        return super().files(attrs.evolve(portfolio, activities=()), path)


class Secretive(Good):
    writes = False


class Hasty(Good):
    def files(
        self, portfolio: Portfolio, path: Path, options: Any = None
    ) -> Mapping[str, bytes | None]:
        path.write_text("", encoding="utf-8")
        return super().files(portfolio, path)


BAD = [
    (LongName, "test_it_describes_itself", "plain word"),
    (NoWords, "test_it_describes_itself", "not described"),
    (Opens, "test_it_accepts_without_reading", "opens a file"),
    (TakesAll, "test_it_accepts_without_reading", "accepts a folder"),
    (Changing, "test_the_sample_is_read", "differ"),
    (Placeless, "test_faults_are_told_at_their_places", "where in the file"),
    (Fileless, "test_faults_are_told_at_their_places", "name the file"),
    (Lenient, "test_what_is_not_there_is_a_data_error", "taken for data"),
    (Lost, "test_every_path_is_located", "no file of it"),
    (Grave, "test_notices_are_no_errors", "is an error"),
    (Writes, "test_it_leaves_everything_alone", "written or changed"),
    (Prints, "test_it_leaves_everything_alone", "printed"),
    (Wanders, "test_it_leaves_everything_alone", "folder, the locale"),
    (Forgetful, "test_there_and_back", "not read back equal"),
    (Secretive, "test_there_and_back", "does not say so"),
    (Hasty, "test_there_and_back", "writes to the disk"),
]


def call(kind: type[Loader], name: str, request: pytest.FixtureRequest) -> None:
    suite = type("Suite", (Suite,), {"loader": kind()})()
    test = getattr(suite, name)
    test(**{each: request.getfixturevalue(each) for each in inspect.signature(test).parameters})


@pytest.mark.parametrize(
    ("kind", "name", "fault"), BAD, ids=lambda each: getattr(each, "__name__", "")
)
def test_a_bad_loader_is_caught(
    kind: type[Loader], name: str, fault: str, request: pytest.FixtureRequest
) -> None:
    """Each rule has a loader that breaks it, and the suite says what is wrong."""
    with pytest.raises(AssertionError, match=fault):
        call(kind, name, request)


@pytest.mark.parametrize(
    ("kind", "name", "error"),
    [
        (Picky, "test_options", ValueError),
        (Fragile, "test_spoilt_bytes_are_a_data_error", UnicodeDecodeError),
    ],
)
def test_what_a_loader_raises_is_shown(
    kind: type[Loader], name: str, error: type[Exception], request: pytest.FixtureRequest
) -> None:
    """An error that is none of the library's ends the test as it is."""
    with pytest.raises(error):
        call(kind, name, request)


@pytest.mark.parametrize(
    "name", [name for name in vars(LoaderConformance) if name.startswith("test_")]
)
def test_a_good_loader_passes(name: str, request: pytest.FixtureRequest) -> None:
    """The loader that the bad ones are made of breaks no rule."""
    call(Good, name, request)
