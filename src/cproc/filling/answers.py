"""What the placeholders of a template stand for: typed values for cells, words for texts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import attrs

from cproc.errors import (
    LISTED,
    CprocError,
    DataError,
    InvalidValueError,
    Message,
    Problem,
    Severity,
    UnknownNameError,
    joined,
    meant,
    said,
)
from cproc.figures import Figure, Value, catalogue, evaluate_all, of_project, told
from cproc.filling.expressions import Expression, Fact, Field, FigureCall, Rows
from cproc.filling.faults import fault
from cproc.filling.records import Record, facts, records, refuse_unknown_field, value_of
from cproc.forms import SOURCES, Scope
from cproc.labels import Labels
from cproc.model import Money, Portfolio, Project
from cproc.money import rounded
from cproc.report import CellValue, Kind
from cproc.report.problems import what_is_missing

DIGITS = 15
"""Of a number in a cell."""


@attrs.frozen
class Answer:
    """What a placeholder stands for.

    Args:
        value: The typed value for a cell; none where nothing is known, or bounds only.
        words: What a text says of it.
        problems: What is wrong with it, or lacking.
        bounded: Whether it is known within bounds, or not exactly: a cell cannot hold that.
        percent: Whether the value is in percent, as 12.5 is for 12.5 %.
    """

    value: CellValue = None
    words: str = ""
    problems: tuple[Problem, ...] = ()
    bounded: bool = False
    percent: bool = False

    @property
    def failed(self) -> bool:
        """Whether there is no answer."""
        return any(each.severity is Severity.ERROR for each in self.problems)


@attrs.frozen
class Answers:
    """The answers for one project, or the whole office, in one reporting period.

    Args:
        portfolio: The data, as the reader may see them, on the reporting period.
        labels: Words of the language.
        project: The project; the whole office where absent.
    """

    portfolio: Portfolio
    labels: Labels
    project: Project | None = None
    _figures: dict[str, Figure | CprocError] = attrs.field(factory=dict, init=False, repr=False)
    _records: dict[Rows, tuple[Record, ...]] = attrs.field(factory=dict, init=False, repr=False)

    @cached_property
    def scope(self) -> Scope | None:
        """What forms are filled for; none where no project is meant."""
        if self.project is None:
            return None
        return Scope(self.portfolio, self.project, self.portfolio.period, self.labels)

    def prepare(self, expressions: Iterable[Expression]) -> None:
        """Compute the figures that placeholders name, all at once.

        Args:
            expressions: The placeholders, any number of them.
        """
        calls = {
            self._call(each.text): None
            for each in expressions
            if isinstance(each, FigureCall) and not self._is_fact(each.text)
        }
        self._figures.update(evaluate_all(self.portfolio, calls, lenient=True))

    def _call(self, call: str) -> str:
        return call if self.project is None else of_project(call, self.project.code)

    @staticmethod
    def _is_fact(name: str) -> bool:
        return name in facts() and name not in catalogue()

    def of(self, expression: Expression, record: Record | None = None) -> Answer:
        """The answer to a placeholder.

        Args:
            expression: What stands between the braces.
            record: The record of the row that it stands in; none elsewhere.
        """
        try:
            if isinstance(expression, Field):
                return self._field(expression, record)
            if isinstance(expression, Fact):
                return self._fact(expression.name)
            if isinstance(expression, FigureCall):
                if self._is_fact(expression.text):
                    return self._fact(expression.text)
                return self._figure(self._call(expression.text))
        except CprocError as error:
            return Answer(problems=unknown(error))
        return Answer(problems=(fault("fill-list", "", str(expression)),))

    def rows(self, rows: Rows) -> tuple[Record, ...]:
        """The records of a list.

        Raises:
            CprocError: No project is meant, or it has no such heading.
        """
        if rows not in self._records:
            self._records[rows] = records(self._needed_scope(str(rows)), rows)
        return self._records[rows]

    def _needed_scope(self, value: str) -> Scope:
        if self.scope is None:
            raise DataError([fault("fill-project", "", value, known=self._codes)])
        return self.scope

    @property
    def _codes(self) -> str:
        return ", ".join(project.code for project in self.portfolio.projects)

    # --- What each kind of placeholder stands for ---------------------------------------------

    def _field(self, field: Field, record: Record | None) -> Answer:
        refuse_unknown_field(field)
        if record is None or record.list != field.list:
            return Answer(problems=(fault("fill-field", "", field.name, list=field.list),))
        value = value_of(self._needed_scope(field.name), record, field)
        source = SOURCES.get(field.name)
        answer = self._typed(value, source.kind if source else None)
        if value is None and source is not None and source.kind is Kind.MONEY:
            lacks = fault("fill-unknown.record", "", field, of=record.title)
            return attrs.evolve(answer, problems=(lacks,))
        return answer

    def _fact(self, name: str) -> Answer:
        period = {
            "period.start": self.portfolio.period.start,
            "period.end": self.portfolio.period.end,
        }
        if name in period:
            return self._typed(period[name], None)
        if name not in facts():
            raise UnknownNameError(said("name"), name, facts())
        scope = self._needed_scope(name)
        value = SOURCES[name].of(scope, scope.project)
        answer = self._typed(value, SOURCES[name].kind)
        if value is None:
            return attrs.evolve(answer, problems=(fault("fill-unknown.fact", "", name),))
        return answer

    def _figure(self, call: str) -> Answer:
        figure = self._figures.get(call)
        if figure is None:
            try:
                figure = evaluate_all(self.portfolio, [call])[call]
            except CprocError as error:
                figure = error
            self._figures[call] = figure
        if isinstance(figure, CprocError):
            raise figure
        return self._of_figure(call, figure)

    def _of_figure(self, call: str, figure: Figure) -> Answer:
        words = told(self.labels, figure)
        if not figure.known:
            return Answer(words=words, problems=(_lack("fill-unknown", call, figure),))
        problems: tuple[Problem, ...] = ()
        if figure.missing:
            problems = (_lack("fill-incomplete", call, figure),)
        if not figure.exact:
            return Answer(None, words, problems, bounded=True)
        if figure.scale is not None:  # rounded for a text
            return Answer(_cell(figure.value), words, problems, bounded=True)
        if isinstance(figure.value, Money) and self.scope:
            own = self.scope.currency
            if figure.value.currency != own:
                told_in = figure.value.currency
                problems = (*problems, fault("fill-currency", "", call, currency=told_in, own=own))
        return Answer(_cell(figure.value), words, problems, percent=figure.unit == "%")

    def _typed(self, value: CellValue, kind: Kind | None) -> Answer:
        words = self._words(value, percent=kind is Kind.PERCENT)
        return Answer(None if value == "" else value, words)

    def _words(self, value: CellValue, *, percent: bool) -> str:
        if value is None:
            return ""
        if isinstance(value, Money):
            return self.labels.amount(value)
        if isinstance(value, date):
            return self.labels.day(value)
        if isinstance(value, int | Decimal):
            return self.labels.percent(value) if percent else self.labels.number(value, DIGITS)
        return str(value)


def unknown(error: CprocError) -> tuple[Problem, ...]:
    """What is wrong with a placeholder, as an error says it."""
    if isinstance(error, DataError):
        return error.problems
    if isinstance(error, InvalidValueError):
        return (fault("fill-placeholder", text=error.message, hint=error.hint),)
    if isinstance(error, UnknownNameError):
        like = meant(error.name, error.known)
        few = len(error.known) <= LISTED and error.what != "figure"
        there = said("There are: {there}.", there=", ".join(error.known)) if few else ""
        hint = joined(" ", filter(None, (like, there))) or said("`cproc figures` lists figures.")
        name = error.name if len(error.name) <= 80 else f"{error.name[:77]}…"
        return (fault("fill-placeholder.name", "", name, what=Message(error.what), hint=hint),)
    return (fault("fill-placeholder", text=error.args[0], hint=""),)


def _lack(code: str, call: str, figure: Figure) -> Problem:
    return fault(code, "", call, text=what_is_missing(call, figure))


def _cell(value: Value) -> CellValue:
    """A value as a cell can hold it; a fraction with as many digits as it takes."""
    if isinstance(value, Fraction):
        before = len(str(abs(int(value)))) if abs(value) >= 1 else 0
        return rounded(value, DIGITS - before)
    return value
