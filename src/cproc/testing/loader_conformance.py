"""The tests every loader must pass; an author subclasses them in a few lines.

Example:
    In ``tests/test_bank.py``, to be run by pytest::

        class TestBank(LoaderConformance):
            loader = BankLoader()
            sample = staticmethod(write_statement)
            faults = (("2024-05-01", "soon"), ("300.00", "much"))
"""

from __future__ import annotations

import builtins
import io
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

import attrs

from cproc import Loader, Portfolio
from cproc.errors import DataError, Problem, Severity, UsageError
from cproc.model import LocalText
from cproc.options import options_of, read_loader_options
from cproc.serialize import to_data
from cproc.testing.holding import hold, raises, settings, surroundings
from cproc.testing.sample import empty_portfolio, make_portfolio
from cproc.testing.tricky import MISREAD, SCRIPTS

if TYPE_CHECKING:
    import pytest

_MANY = 8
"""Files of a folder that are each spoilt in every way."""

_SPOILT: Mapping[str, Callable[[bytes], bytes]] = {
    "empty": lambda _data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "with NUL": lambda data: data[:40] + b"\0" + data[40:],
    "no text": lambda data: b"\xff\xfe\xfa" + data,
    "noise": lambda _data: bytes(range(256)) * 8,
    "twice": lambda data: data + data,
    "brackets": lambda _data: b"[" * 20_000,
    "a zip": lambda _data: b"PK\x03\x04" + bytes(60),
}
"""What becomes of files on their way."""


class LoaderConformance:
    """Subclass it, name the loader, a sample of what it reads, and faults people make in it.

    Attributes:
        loader: An instance of the loader.
        sample: Writes a sound file or folder into the empty folder it is given, and returns its
            path.
        faults: Texts of the sample, each with a text in its place that makes the data wrong.
        given: Options that the sample needs, as text by name.
    """

    loader: ClassVar[Loader]
    sample: Callable[[Path], Path]
    faults: ClassVar[tuple[tuple[str, str], ...]]
    given: ClassVar[Mapping[str, str]] = {}

    # --- What it says of itself -------------------------------------------------------

    def test_it_describes_itself(self) -> None:
        """Name, suffixes and one line; each option is described."""
        it = self.loader
        hold(isinstance(it, Loader), "the loader lacks attributes of cproc.Loader")
        hold(re.fullmatch(r"[a-z0-9]+([-_][a-z0-9]+)*", it.name), "the name is no plain word")
        plain = [re.fullmatch(r"(\.[a-z0-9]+)+", suffix) for suffix in it.suffixes]
        hold(all(plain), "a suffix is not .letters, in small letters")
        line = it.description
        hold(line.strip() and "\n" not in line, "the description is not one line of text")
        for option in options_of(it.options, narrows=False):
            hold(option.description, f"the option {option.name!r} is not described in Args")

    def test_it_accepts_without_reading(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Name and type show whether a path may be its kind: of a file, a folder, of nothing."""
        place = self.sample(tmp_path)

        def refuse(*_args: object, **_more: object) -> NoReturn:
            raise AssertionError("accepts opens a file")

        paths = (place, tmp_path, tmp_path / "gone", *self._other_suffixes(tmp_path))
        with monkeypatch.context() as patch:
            for owner, name in ((builtins, "open"), (io, "open"), (os, "open")):
                patch.setattr(owner, name, refuse)
            answers = [self.loader.accepts(path) for path in paths]
        hold(all(isinstance(each, bool) for each in answers), "accepts is not True or False")
        if self.loader.suffixes:
            hold(not answers[1], "it accepts a folder, though its suffixes are of files")
            hold(not any(answers[2:]), "it accepts a suffix that it does not name")

    def test_options(self, tmp_path: Path) -> None:
        """Each flag and choice reads the sample; an unknown option is refused by its name."""
        place, cls = self.sample(tmp_path), self.loader.options
        for name, text in settings(cls):
            options = read_loader_options(cls, {**self.given, name: text}, "it")
            hold(
                isinstance(self.loader.load(place, options), Portfolio),
                f"{name}={text} gives no portfolio",
            )
        raises(
            UsageError,
            lambda: read_loader_options(cls, {"no such option": ""}, "it"),
            "an unknown option is taken",
        )

    # --- What it reads ----------------------------------------------------------------

    def test_the_sample_is_read(self, tmp_path: Path) -> None:
        """A sound file gives a portfolio, and the same one each time."""
        place = self.sample(tmp_path)
        first = self._load(place)
        hold(isinstance(first, Portfolio), "what is loaded is no portfolio")
        hold(first == self._load(place), "two readings differ")

    def test_faults_are_told_at_their_places(self, tmp_path: Path) -> None:
        """Each fault that people make is reported with its file, its place in it, and the mend."""
        hold(self.faults, "name at least one fault")
        for number, (text, fault) in enumerate(self.faults):
            (folder := tmp_path / str(number)).mkdir()
            place = self.sample(folder)
            hold(_replaced(place, text, fault), f"{text!r} is nowhere in the sample")
            problems = self._refused(place)
            hold(problems, f"{fault!r} in the place of {text!r} is taken")
            for problem in problems:
                told = f"of {fault!r} the problem {problem.code}"
                hold(problem.file.startswith(str(place)), f"{told} does not name the file")
                hold(problem.hint, f"{told} does not say how to mend it")
            placed = [problem for problem in problems if problem.cell]
            hold(placed, f"of {fault!r} nothing says where in the file it stands")

    def test_spoilt_bytes_are_a_data_error(self, tmp_path: Path) -> None:
        """Whatever became of a file, it is read or refused by name; nothing else is raised."""
        for number, (what, spoil) in enumerate(_SPOILT.items()):
            (folder := tmp_path / str(number)).mkdir()
            place = self.sample(folder)
            for at, file in enumerate(files := [*_files(place)]):
                if len(files) > _MANY and at % len(_SPOILT) != number:
                    continue  # each is spoilt in one way, and each way is tried
                data = file.read_bytes()
                file.write_bytes(spoil(data))
                for problem in self._refused(place):
                    hold(problem.code and problem.message, f"a refusal says nothing ({what})")
                    hold(
                        problem.file.startswith(str(place)),
                        f"the problem {problem.code} does not name the file ({what})",
                    )
                file.write_bytes(data)

    def test_what_is_not_there_is_a_data_error(self, tmp_path: Path) -> None:
        """A path of nothing, and a folder in the place of a file or the other way, are refused."""
        place = self.sample(tmp_path)
        is_folder = place.is_dir()
        gone = tmp_path / f"gone{place.suffix}"
        other = tmp_path / f"other{place.suffix}"
        if is_folder:
            other.write_text("", encoding="utf-8")
        else:
            other.mkdir()
        for path, what in ((gone, "nothing"), (other, "the other kind")):
            hold(self._refused(path), f"{what} at the path is taken for data")

    # --- Where it stands --------------------------------------------------------------

    def test_every_path_is_located(self, tmp_path: Path) -> None:
        """Of each path of the portfolio, and of one beyond it, a file and a place are given."""
        place = self.sample(tmp_path)
        options = self._options()
        paths = [*_paths(to_data(self._load(place))), "", "activities[99999].id", "projects[9].x"]
        for path in paths:
            answer: Any = self.loader.locate(place, path, options)  # whatever it says of it
            is_pair = isinstance(answer, tuple) and len(answer) == 2
            hold(
                is_pair and all(isinstance(part, str) for part in answer),
                f"locate gives no file and place of {path!r}",
            )
            hold(answer[0].startswith(str(place)), f"locate names no file of it for {path!r}")

    def test_notices_are_no_errors(self, tmp_path: Path) -> None:
        """What is reported beside the portfolio is a warning or a notice."""
        notices = self.loader.notices(self.sample(tmp_path), self._options())
        for each in notices:
            hold(isinstance(each, Problem), "a notice is no Problem")
            hold(each.severity is not Severity.ERROR, "a notice is an error; load should raise it")

    # --- How it behaves ---------------------------------------------------------------

    def test_it_leaves_everything_alone(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """It prints nothing, writes no file, keeps folder, locale and decimal context."""
        place = self.sample(tmp_path)
        monkeypatch.chdir(tmp_path)
        files, before = _contents(tmp_path), surroundings()
        self._load(place)
        self.loader.locate(place, "projects[0]", self._options())
        hold(before == surroundings(), "the folder, the locale or the decimal context was changed")
        printed = capsys.readouterr()
        hold(not printed.out + printed.err, "something was printed")
        hold(_contents(tmp_path) == files, "a file was written or changed")

    def test_there_and_back(self, tmp_path: Path) -> None:
        """What it writes is read back equal, of any text; one that only reads says so."""
        options = self._options()
        place = tmp_path / f"office{''.join(self.loader.suffixes[:1])}"
        if not self.loader.writes:
            raises(
                UsageError,
                lambda: self.loader.files(make_portfolio(1), place, options),
                "it writes, and does not say so: writes = True",
            )
            return
        for portfolio in (empty_portfolio(), make_portfolio(40), _tricky()):
            files = self.loader.files(portfolio, place, options)
            hold(not place.exists(), "files writes to the disk, which the library does")
            hold(files == self.loader.files(portfolio, place, options), "two writings differ")
            written = _write(place, files)
            hold(self._load(place) == portfolio, "what is written is not read back equal")
            for file in written:
                file.unlink()
            if place.is_dir():
                place.rmdir()

    # --- Means ------------------------------------------------------------------------

    def _options(self) -> Any:
        return read_loader_options(self.loader.options, self.given, "it")

    def _load(self, place: Path) -> Portfolio:
        """Load without the library between, which would hide some faults."""
        return self.loader.load(place, self._options())

    def _refused(self, place: Path) -> tuple[Problem, ...]:
        """What is wrong with data; nothing where they are read."""
        try:
            self._load(place)
        except DataError as error:
            return error.problems
        return ()

    def _other_suffixes(self, folder: Path) -> Iterator[Path]:
        known = {*self.loader.suffixes}
        return (
            folder / f"office{each}" for each in (".json", ".csv", ".xlsx") if each not in known
        )


def _tricky() -> Portfolio:
    """An office whose activities are called by texts of every script, and by what is misread."""
    texts = [*SCRIPTS, *MISREAD]
    office = make_portfolio(len(texts), seed=1)
    activities = [
        attrs.evolve(activity, title=LocalText({"en": text}))
        for activity, text in zip(office.activities, texts, strict=True)
    ]
    return attrs.evolve(office, activities=tuple(activities))


def _files(place: Path) -> list[Path]:
    return (
        sorted(file for file in place.rglob("*") if file.is_file()) if place.is_dir() else [place]
    )


def _contents(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in _files(folder)}


def _replaced(place: Path, text: str, fault: str) -> bool:
    """Put a fault into the first file that has a text."""
    for file in _files(place):
        data = file.read_bytes()
        if text.encode() in data:
            file.write_bytes(data.replace(text.encode(), fault.encode(), 1))
            return True
    return False


def _write(place: Path, files: Mapping[str, bytes | None]) -> list[Path]:
    if "" not in files:
        place.mkdir()
    written = []
    for name, data in files.items():
        if data is not None:
            written.append(place / name if name else place)
            written[-1].write_bytes(data)
    return written


def _paths(data: Any, path: str = "") -> Iterator[str]:
    """Every path of plain data."""
    items: Any = ()
    if isinstance(data, dict):
        items = ((f"{path}.{name}" if path else name, value) for name, value in data.items())
    elif isinstance(data, list):
        items = ((f"{path}[{at}]", value) for at, value in enumerate(data))
    for where, value in items:
        yield where
        yield from _paths(value, where)
