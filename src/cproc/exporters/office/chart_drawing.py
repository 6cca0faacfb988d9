"""What a chart shows, be it drawn in a workbook or in a document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import attrs

from cproc.exporters.office import cell_text
from cproc.exporters.office.chart_model import (
    Drawing,
    Number,
    Series,
    Source,
    finished,
    in_lines,
    value_number,
)
from cproc.exporters.office.chart_time import along_time, steps
from cproc.report import Chart, ChartKind, Kind, Report, Table

LABELLED = 30  # with so many points or fewer, each bar carries its number

# Heights in points: of a chart that stands, of the highest, and of a bar with its gap.
HEIGHT, TALLEST, BAR = 200.0, 600.0, 19.0


def drawing_of(report: Report, chart: Chart) -> Drawing:
    """What a chart of a report shows in a document or on a page."""
    formatter, table = cell_text.Formatter(report.language), report.tables[chart.table]
    labels = formatter.labels(table, chart.labels)
    return describe(chart, table, labels, formatter.text, report.language)


def describe(
    chart: Chart,
    table: Table,
    labels: Sequence[str],
    text: Callable[[str], str],
    language: str = "en",
) -> Drawing:
    """Take what a chart shows from its table.

    Args:
        chart: The chart.
        table: The table that it draws.
        labels: The names of its rows, as the format prints them.
        text: What the format makes of any other text.
        language: Language of the report.
    """
    source = Source(chart, table, labels, text, language)
    if chart.kind is ChartKind.TIMELINE and (chart.day or len(chart.values) == 2):
        return along_time(source)
    if not chart.labels:
        return _across(source)
    if chart.kind is ChartKind.STEPS:
        if len(chart.values) == 1 and table.columns[table.index(chart.labels)].kind is Kind.DATE:
            return steps(source)
        # Without days there is nothing to draw to scale.
        source = attrs.evolve(source, chart=attrs.evolve(chart, kind=ChartKind.LINE))
    return _by_rows(source)


# --- Points that are rows ----------------------------------------------------------------------


def _by_rows(source: Source) -> Drawing:
    chart, table = source.chart, source.table
    rows = source.rows()
    columns = [table.columns[table.index(column)] for column in chart.values]
    numbers = [source.numbers(column.id, rows) for column in columns]
    if chart.rest:
        rest = [table.position(key) for key in chart.rest]
        for column, of in zip(columns, numbers, strict=True):
            of.append(_sum(source.numbers(column.id, rest)))
    places = _at_last(numbers) if chart.kind is ChartKind.LINE else _at_all(numbers)
    last = (rows[-1] or 0) + 1 if rows else 0
    whole = range(last - len(rows), last)
    together = not chart.rest and rows == [*whole]
    series = [
        Series(source.text(column.label), tuple(of), labels, column=column.id if together else "")
        for column, of, labels in zip(columns, numbers, places, strict=True)
    ]
    return finished(source, source.names(rows), series, rows=whole if together else None)


def _sum(numbers: Sequence[Number]) -> Number:
    known = [Decimal(number) for number in numbers if number is not None]
    return sum(known, Decimal(0)) if known else None


def _at_all(numbers: Sequence[Sequence[Number]]) -> list[dict[int, str]]:
    count = sum(map(len, numbers))
    return [dict.fromkeys(range(len(of) * (count <= LABELLED)), "t") for of in numbers]


def _at_last(numbers: Sequence[Sequence[Number]]) -> list[dict[int, str]]:
    """The last number of each line: above the upper one, below the lower one."""
    ends = [[at for at, number in enumerate(of) if number is not None][-1:] for of in numbers]
    last = [of[end[0]] if end else None for of, end in zip(numbers, ends, strict=True)]
    highest = max((number for number in last if number is not None), default=None)
    free = highest
    places = []
    for number, end in zip(last, ends, strict=True):
        above = number is not None and number == free
        free = None if above else free  # of lines that end alike, one has its number above
        places.append(dict.fromkeys(end if len(numbers) <= 2 else [], "t" if above else "b"))
    return places


def _across(source: Source) -> Drawing:
    """The cells of one row as bars: of the total row, or of the last row where there is none."""
    chart, table = source.chart, source.table
    row = table.total or table.rows[-1]
    columns = [table.columns[table.index(column)] for column in chart.values]
    numbers = [value_number(row[table.index(column.id)].value) for column in columns]
    labels = [in_lines(source.text(column.label)) for column in columns]
    (places,) = _at_all([numbers])
    return finished(source, labels, [Series(source.text(table.title), tuple(numbers), places)])


def height(drawing: Drawing) -> float:
    """How high a chart is drawn, in points: room for each of its bars and for every name."""
    if not drawing.lying:
        return HEIGHT
    if drawing.timed:
        return min(70 + max(BAR * len(drawing.labels), 10.5 * drawing.lines), TALLEST)
    bars = max(BAR * len(drawing.labels) * len(drawing.series), 10.5 * drawing.lines)
    return min((50 if drawing.legend else 30) + bars, TALLEST)
