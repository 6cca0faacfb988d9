"""The suite catches an exporter that breaks a rule: one bad exporter for each."""

from __future__ import annotations

import decimal
import inspect
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

import attrs
import pytest

from cproc.checks import check
from cproc.errors import DataError, Problem
from cproc.hookspecs import Exporter, Job
from cproc.model import Portfolio
from cproc.report import Report, Table
from cproc.testing import ExporterConformance, empty_portfolio


@attrs.frozen
class Options:
    """How it is written.

    Args:
        upper: Whether words are shouted.
    """

    upper: bool = False


class Good(Exporter):
    """Writes titles and the number of entries, one a line; breaks no rule."""

    name, suffix, media_type = "good", ".txt", "text/plain"
    description = "titles of activities"
    options: type[Any] = Options

    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        lines = [str(len(portfolio.activities)), report.title]
        for made in portfolio.activities:
            title = made.title.best(report.language)
            if re.search("[\0\ud800-\udfff]", title):
                told = Problem("text-unwritable", "no file can hold it.")
                raise DataError([told])
            lines.append(title)
        text = "\n".join(self.line(line) for line in lines)
        stream.write((text.upper() if job.options.upper else text).encode())
        job.progress(1, 1)

    def line(self, text: str) -> str:
        return " ".join(text.split())


def read(data: bytes) -> Iterator[str]:
    yield from data.decode().splitlines()


class Suite(ExporterConformance):
    exporter: ClassVar[Exporter] = Good()
    reader = staticmethod(read)
    large: ClassVar[int] = 30


TESTS = [name for name in dir(ExporterConformance) if name.startswith("test_")]


@pytest.fixture
def means(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> dict[str, Any]:
    """What tests of the suite ask pytest for."""
    return {"tmp_path": tmp_path, "monkeypatch": monkeypatch, "capsys": capsys}


def hold(exporter: Exporter, test: str, means: dict[str, Any]) -> None:
    suite = type("Made", (Suite,), {"exporter": exporter})()
    method = getattr(suite, test)
    method(**{name: means[name] for name in inspect.signature(method).parameters})


@pytest.mark.parametrize("test", TESTS)
def test_a_good_exporter_passes(test: str, means: dict[str, Any]) -> None:
    """Every rule can be held by an exporter of twenty lines."""
    hold(Good(), test, means)


class Nameless(Good):
    name = "Good One"


class Undescribed(Good):
    @attrs.frozen
    class Silent:
        """No word about its option."""

        upper: bool = False

    options = Silent


class Unknown(Good):
    languages = ("xx",)


class NeedsProjects(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        portfolio.projects[0].title.best("en")
        super().export(portfolio, report, stream, job)


class SmallOnly(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        assert len(portfolio.activities) < 30
        super().export(portfolio, report, stream, job)


class EnglishOnly(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        assert report.title.isascii()
        assert report.language == "en"
        super().export(portfolio, report, stream, job)


class Latin(Good):
    def line(self, text: str) -> str:
        return text.encode("latin-1", "replace").decode("latin-1")


class Strict(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        if not all(made.title.best("en").isascii() for made in portfolio.activities):
            raise DataError([Problem("text-unwritable", "not ASCII.")])
        super().export(portfolio, report, stream, job)


class Numbers(Good):
    def line(self, text: str) -> str:
        return str(int(text)) if text.isdecimal() else super().line(text)


class Mute(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        if any("{{" in made.title.best("en") for made in portfolio.activities):
            raise DataError([Problem("", "")])
        super().export(portfolio, report, stream, job)


class Miscounts(Good):
    def line(self, text: str) -> str:
        return str(int(text) + 1) if text.isdecimal() else super().line(text)


class NoShouting(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        assert not job.options.upper
        super().export(portfolio, report, stream, job)


class Clock(Good):
    def line(self, text: str) -> str:
        return f"{super().line(text)} {time.perf_counter_ns()}"


class Changes(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        super().export(portfolio, report, stream, job)
        tables: Any = report.tables
        tables["mine"] = Table("mine", "", (), ())


class Swallows(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        try:
            super().export(portfolio, report, stream, job)
        except OSError:
            job.progress(1, 1)


class Quiet(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        super().export(portfolio, report, stream, Job(job.options))


class Backwards(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        super().export(portfolio, report, stream, job)
        job.progress(0, 1)


class TooMuch(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        super().export(portfolio, report, stream, job)
        job.progress(3, 2)


class Unfinished(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        super().export(portfolio, report, stream, Job(job.options))
        job.progress(1, 2)


class Prints(Good):
    def line(self, text: str) -> str:
        print(text)  # noqa: T201 - what it must not do
        return super().line(text)


class Litters(Good):
    def line(self, text: str) -> str:
        Path("litter.txt").write_text(text, encoding="utf-8")
        return super().line(text)


class Rounds(Good):
    def line(self, text: str) -> str:
        decimal.getcontext().prec = 3
        return super().line(text)


class Closes(Good):
    def export(self, portfolio: Portfolio, report: Report, stream: BinaryIO, job: Job[Any]) -> None:
        super().export(portfolio, report, stream, job)
        stream.close()


class Blind(Good):
    def line(self, text: str) -> str:
        return text if text.isdecimal() else "?"


BAD: list[tuple[Exporter, str, str]] = [
    (Nameless(), "test_it_describes_itself", "no plain word"),
    (Undescribed(), "test_it_describes_itself", "'upper' is not described"),
    (Unknown(), "test_it_describes_itself", "no labels in xx"),
    (NeedsProjects(), "test_an_empty_portfolio", "IndexError"),
    (SmallOnly(), "test_a_large_portfolio", "AssertionError"),
    (EnglishOnly(), "test_every_language", "AssertionError"),
    (Latin(), "test_every_script", "not found as typed"),
    (Strict(), "test_every_script", "not ASCII"),
    (Blind(), "test_every_script", "none of the title of an activity"),
    (Numbers(), "test_hostile_text", "changed in silence: .*'007'"),
    (Mute(), "test_hostile_text", "a refusal says nothing"),
    (Miscounts(), "test_figures_are_found", "entries = 20 is not found"),
    (NoShouting(), "test_every_option", "AssertionError"),
    (Clock(), "test_the_same_portfolio_gives_the_same_bytes", "two exports differ"),
    (Changes(), "test_the_portfolio_and_the_report_are_not_changed", "was changed"),
    (Swallows(), "test_a_write_that_fails_is_not_hidden", "swallowed"),
    (Quiet(), "test_progress_is_told", "no progress is told"),
    (Backwards(), "test_progress_is_told", "goes back"),
    (TooMuch(), "test_progress_is_told", "more is done"),
    (Unfinished(), "test_progress_is_told", r"ends at \(1, 2\)"),
    (Prints(), "test_it_leaves_everything_else_alone", "printed"),
    (Litters(), "test_it_leaves_everything_else_alone", "a file was written"),
    (Rounds(), "test_it_leaves_everything_else_alone", "decimal context was changed"),
    (Closes(), "test_it_leaves_everything_else_alone", "closed"),
]


@pytest.mark.parametrize(("exporter", "test", "told"), BAD, ids=lambda x: type(x).__name__)
def test_a_bad_exporter_is_caught(
    exporter: Exporter, test: str, told: str, means: dict[str, Any]
) -> None:
    """The rule that is broken fails, with a sentence that says how."""
    with decimal.localcontext(), pytest.raises(Exception, match=told):
        hold(exporter, test, means)


def test_every_rule_is_shown_to_catch_something() -> None:
    """A test of the suite that no bad exporter fails would be no test."""
    assert {test for _exporter, test, _told in BAD} == set(TESTS)


def test_the_empty_portfolio_is_valid() -> None:
    """An office with nothing is not wrong."""
    assert [problem for problem in check(empty_portfolio()) if problem.severity == "error"] == []
    assert not empty_portfolio().activities
