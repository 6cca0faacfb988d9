"""The tests every exporter must pass; an author subclasses them in three lines.

Example:
    In ``tests/test_letter.py``, to be run by pytest::

        class TestLetter(ExporterConformance):
            exporter = LetterExporter()
            reader = staticmethod(read_lines)
"""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar, cast

import attrs

from cproc import Exporter, Job, Portfolio, evaluate
from cproc.dates import DateSpan
from cproc.errors import DataError, UsageError
from cproc.labels import labels_in, languages
from cproc.model import LocalText, Occurrence, Place
from cproc.options import options_of, read_options
from cproc.plugins import languages_of, rendered
from cproc.report import Report, build
from cproc.testing.holding import hold, raises, settings, surroundings
from cproc.testing.office_files import differing, formulas, typed_formula, unsound
from cproc.testing.sample import empty_portfolio, make_portfolio
from cproc.testing.tricky import HOSTILE, MISREAD, REFUSED_BY_MOST, SCRIPTS

if TYPE_CHECKING:
    import pytest

_ACTIVITIES = 20
_HELD = (Occurrence(DateSpan.parse("2024-02-05"), (Place("Bucharest", "RO"),)),)
_FIELDS: dict[str, int | None] = {
    "the title of an activity": None,
    "the title of a project": 1,
    "the name of an organisation": 1,
}
"""Fields that texts are put in, with how many of a batch each takes; all where it is none."""

_Written = tuple[tuple[str, ...], bytes | str]
"""Texts, and the file they are in, or what happened to it."""


class ExporterConformance:
    """Subclass it, name the exporter and a reader of what it writes.

    Attributes:
        exporter: An instance of the exporter.
        reader: Reads every text and number of a file, by the means of another library than the
            exporter's where there is one.
        shows: Calls of figures whose value must be found in the file.
        large: Activities of the large portfolio.
    """

    exporter: ClassVar[Exporter]
    reader: Callable[..., Iterable[object]]
    shows: ClassVar[tuple[str, ...]] = ("entries",)
    large: ClassVar[int] = 300

    # --- What it says of itself -------------------------------------------------------

    def test_it_describes_itself(self) -> None:
        """Name, suffix, media type, one line, known languages; each option is described."""
        it = self.exporter
        hold(isinstance(it, Exporter), "the exporter lacks attributes of cproc.Exporter")
        hold(re.fullmatch(r"[a-z0-9]+([-_][a-z0-9]+)*", it.name), "the name is no plain word")
        hold(re.fullmatch(r"(\.[a-z0-9]+)+", it.suffix), "the suffix is not .letters")
        hold(re.fullmatch(r"[a-z]+/\S+", it.media_type), "the media type is not type/subtype")
        line = it.description
        hold(line.strip() and "\n" not in line, "the description is not one line of text")
        unknown = set(it.languages) - set(languages())
        hold(not unknown, f"there are no labels in {', '.join(sorted(unknown))}")
        for option in options_of(it.options):
            hold(option.description, f"the option {option.name!r} is not described in Args")

    # --- What it can write ------------------------------------------------------------

    def test_an_empty_portfolio(self) -> None:
        """An office that has no projects and no activities yet gets a file."""
        for language in languages_of(self.exporter):
            self._read(empty_portfolio(), language)

    def test_a_large_portfolio(self) -> None:
        """Many activities make one file, and each reader finds something in it."""
        hold(self._read(make_portfolio(self.large, seed=2)), "the reader finds nothing")

    def test_every_language(self) -> None:
        """Each language it names gives a file."""
        for language in languages_of(self.exporter):
            hold(self._read(make_portfolio(5), language), "the reader finds nothing")

    def test_every_script(self) -> None:
        """Texts of every script are found as they were typed; none is refused."""
        self._hold_kept([SCRIPTS], "is not found as typed")

    def test_hostile_text(self) -> None:
        """Any text is found as it was typed, or refused with a clear error."""
        # Exports are what takes the time: all that a file may hold goes into one, and what most
        # refuse comes alone, in an office that is quickly made.
        together = tuple(text for text in HOSTILE if text not in REFUSED_BY_MOST)
        batches = [together, *((text,) for text in REFUSED_BY_MOST)]
        self._hold_kept(batches, "is changed in silence", refuses=True)

    def test_no_text_is_a_formula(self) -> None:
        """No formula and no field of an office file is what somebody typed as a text."""
        typed: dict[str, str] = {}
        for text in MISREAD:
            typed.setdefault(typed_formula(text), text)
        typed.pop("")
        faults = dict.fromkeys(
            f"{typed[formula]!a} is a formula in {part}; write it as a text"
            for _texts, data in self._written(tuple(typed.values()), refuses=True)
            for formula, part in (formulas(data) if isinstance(data, bytes) else ())
            if formula in typed
        )
        hold(not faults, "\n".join(faults))

    def test_an_office_file_opens(self) -> None:
        """A workbook or a document is whole, and its libraries open it."""
        data = self._render(_office_of(tuple(f"Entry {at}" for at in range(_ACTIVITIES))))
        faults = list(unsound(data, self.exporter.suffix))
        hold(not faults, "\n".join(faults))

    def test_figures_are_found(self) -> None:
        """The figures it shows are found in the file, as numbers or in the language's words."""
        portfolio = _office_of(("A title without numbers",) * _ACTIVITIES)
        for language in languages_of(self.exporter):
            values = self._read(portfolio, language)
            text = _joined(values)
            for call in self.shows:
                figure = evaluate(portfolio, call)
                hold(figure.value is not None, f"{call} has no value in this portfolio")
                printed = _plain(labels_in(language).value(figure.value or 0, figure.unit))
                there = figure.value in values or re.search(
                    rf"(?<!\w){re.escape(printed)}(?!\w)", text
                )
                hold(there, f"{call} = {printed} is not found ({language})")

    # --- Options ----------------------------------------------------------------------

    def test_every_option(self) -> None:
        """Each flag and choice gives a file; text that does not fit an option is refused."""
        portfolio, cls = make_portfolio(3), self.exporter.options
        for name, text in settings(cls):
            # What is the same as without the option has been written by other tests.
            if read_options(cls, {name: text}, "it") != read_options(cls, {}, "it"):
                hold(self._render(portfolio, options={name: text}), f"{name}={text} gives nothing")
        raises(
            UsageError,
            lambda: read_options(cls, {"no such option": ""}, "it"),
            "an unknown option is taken",
        )

    # --- How it behaves ---------------------------------------------------------------

    def test_the_same_portfolio_gives_the_same_bytes(self) -> None:
        """Law 7: nothing in the file comes from the clock, the machine or chance."""
        for language in languages_of(self.exporter):
            first = self._render(make_portfolio(8), language)
            second = self._render(make_portfolio(8), language)
            hold(first == second, f"two exports differ in {differing(first, second)}")

    def test_the_portfolio_and_the_report_are_not_changed(self) -> None:
        """Others use the same ones afterwards."""
        portfolio, report = self._example()
        before = copy.deepcopy((portfolio, report))
        self._export(portfolio, report, io.BytesIO())
        hold((portfolio, report) == before, "the portfolio or the report was changed")

    def test_a_write_that_fails_is_not_hidden(self) -> None:
        """A stream that refuses a write ends the export; half a file is never passed as whole."""
        portfolio, report = self._example()
        raises(
            Exception,
            lambda: self._export(portfolio, report, _Full()),
            "a failed write is swallowed",
        )

    def test_progress_is_told(self) -> None:
        """Steps never go back, end at all of them, and are reported at least once."""
        seen: list[tuple[int, int]] = []

        def watch(done: int, of: int) -> None:
            seen.append((done, of))

        self._render(make_portfolio(5), progress=watch)
        hold(seen, "no progress is told: call job.progress(done, of)")
        hold(all(0 <= done <= of for done, of in seen), f"more is done than there is: {seen}")
        hold([done for done, _of in seen] == sorted(done for done, _of in seen), "it goes back")
        hold(seen[-1][0] == seen[-1][1], f"it ends at {seen[-1]}")

    def test_it_leaves_everything_else_alone(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """It prints nothing, writes no other file, keeps folder, locale and decimal context."""
        monkeypatch.chdir(tmp_path)
        portfolio, report = self._example()
        stream = io.BytesIO()
        before = surroundings()
        self._export(portfolio, report, stream)
        hold(before == surroundings(), "the folder, the locale or the decimal context was changed")
        hold(not stream.closed, "the stream was closed; the library reads it yet")
        printed = capsys.readouterr()
        hold(not printed.out + printed.err, "something was printed")
        hold(not list(tmp_path.iterdir()), "a file was written beside the stream")

    # --- Means ------------------------------------------------------------------------

    def _render(self, portfolio: Portfolio, language: str = "", **more: Any) -> bytes:
        chosen = language or languages_of(self.exporter)[0]
        # The texts of the tests are in one language or two, whatever the exporter writes.
        return rendered(portfolio, self.exporter, chosen, **more)

    def _read(self, portfolio: Portfolio, language: str = "") -> list[object]:
        return list(self.reader(self._render(portfolio, language)))

    def _example(self) -> tuple[Portfolio, Report]:
        """A portfolio, and its report where the exporter says that it needs one."""
        portfolio = make_portfolio(5)
        if not self.exporter.needs_report:
            return portfolio, cast("Report", None)
        return portfolio, build(portfolio, languages_of(self.exporter)[0])

    def _export(self, portfolio: Portfolio, report: Report, stream: BinaryIO) -> None:
        """Export without the library between, which would mend or hide some faults."""
        self.exporter.export(portfolio, report, stream, Job(self.exporter.options()))

    def _fields_shown(self) -> dict[str, int | None]:
        """The fields in which the reader finds words of ours, with how many of a batch each has."""
        probes = tuple(f"Probe{number}z" for number in range(_ACTIVITIES))
        text = _joined(self._read(_office_of(probes)))
        shown = {
            field: count
            for field, count in _FIELDS.items()
            if all(probe in text for probe in probes[:count])
        }
        hold(shown, f"none of {', '.join(_FIELDS)} is found in the file by the reader")
        return shown

    def _hold_kept(
        self, batches: Iterable[tuple[str, ...]], fault: str, *, refuses: bool = False
    ) -> None:
        """Hold that texts are found as typed; what becomes of each that is not is said at once."""
        shown = self._fields_shown()
        faults = [
            line
            for texts in batches
            for typed, data in self._written(texts, refuses=refuses)
            for line in self._lost(typed, data, shown, fault)
        ]
        hold(not faults, "\n".join(dict.fromkeys(faults)))

    def _lost(
        self, typed: tuple[str, ...], data: bytes | str, shown: dict[str, int | None], fault: str
    ) -> Iterator[str]:
        if isinstance(data, str):
            yield f"{ascii(typed[0])[:60]} {data}"
            return
        there = _joined(self.reader(data))
        for field, count in shown.items():
            for text in typed[:count]:
                if _plain(text) not in there:
                    yield f"{field} {fault}: {ascii(text)[:60]}"

    def _written(self, texts: tuple[str, ...], *, refuses: bool = False) -> Iterator[_Written]:
        """Export texts, as many in one file as can be; of one that is in none, why.

        Args:
            texts: Titles of activities.
            refuses: Whether the exporter may refuse some with a clear error.
        """
        try:
            yield texts, self._render(_office_of(texts))
        except Exception as error:  # noqa: BLE001 - whatever it raises is one fault of many
            half = len(texts) // 2
            problems = error.problems if isinstance(error, DataError) else ()
            if not all(each.code and each.message for each in problems):
                yield texts, "and others are refused, and a refusal says nothing"
            elif half and (refuses or not problems):
                yield from self._written(texts[:half], refuses=refuses)
                yield from self._written(texts[half:], refuses=refuses)
            elif not (problems and refuses):
                yield texts, f"gives no file: {error!r}"


def _office_of(texts: tuple[str, ...]) -> Portfolio:
    """An office whose activities have the texts as titles; a project and a party have the first."""
    office = make_portfolio(len(texts), seed=1)
    titles = [LocalText({"en": text}) for text in texts]
    project, *projects = office.projects
    party, *parties = office.organisations
    return attrs.evolve(
        office,
        activities=tuple(
            # A calendar shows events on days that are known, and nothing else.
            attrs.evolve(activity, title=title, kind="training", occurrences=_HELD)
            for activity, title in zip(office.activities, titles, strict=True)
        ),
        projects=(attrs.evolve(project, title=titles[0]), *projects),
        organisations=(attrs.evolve(party, name=titles[0]), *parties),
    )


class _Full(io.BytesIO):
    """A stream with no space left on the device behind it."""

    def write(self, _data: Any, /) -> int:
        raise OSError(28, "No space left on device")


def _plain(text: object) -> str:
    """A text with its runs of white space as one space: files wrap where they like."""
    return " ".join(str(text).split())


def _joined(values: Iterable[object]) -> str:
    return "\n".join(_plain(value) for value in values)
