"""Every exporter of the library passes the suite that others are held to."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any, ClassVar

import html5lib
import icalendar
import pytest
import python_calamine
from docx import Document
from markdown_it import MarkdownIt

from cproc.exporters.csv import CsvExporter
from cproc.exporters.docx import DocxExporter
from cproc.exporters.html import HtmlExporter
from cproc.exporters.ics import CalendarExporter
from cproc.exporters.json import JsonExporter
from cproc.exporters.md import MarkdownExporter
from cproc.exporters.report_json import ReportJsonExporter
from cproc.exporters.xlsx import XlsxExporter
from cproc.testing import ExporterConformance

# Whole files are made here; other tests cover the lines.
pytestmark = pytest.mark.no_cover


def of_workbook(data: bytes) -> Iterator[object]:
    """The values of all cells, as another program reads them."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        for row in book.get_sheet_by_name(name).to_python():
            yield from (value for value in row if value != "")


def of_document(data: bytes) -> Iterator[str]:
    """The text of all paragraphs, in tables and out of them."""
    document = Document(io.BytesIO(data))
    names = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    for paragraph in document.element.body.iterfind(".//w:p", names):
        parts = paragraph.xpath(".//w:t | .//w:tab | .//w:br")
        yield "".join(part.text or " " for part in parts)


def of_json(data: bytes) -> Iterator[object]:
    """Every value, whatever holds it."""

    def values(held: Any) -> Iterator[object]:
        if isinstance(held, dict):
            held = list(held.values())
        if isinstance(held, list):
            for item in held:
                yield from values(item)
        else:
            yield held

    yield from values(json.loads(data))


def of_csv(data: bytes) -> Iterator[str]:
    """Every cell of every file, the guards taken off."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if not name.endswith(".csv"):
                continue
            text = archive.read(name).decode()
            for row in csv.reader(io.StringIO(text, newline="")):
                yield from (cell.removeprefix("'") for cell in row)


def of_markdown(data: bytes) -> Iterator[str]:
    """The text of all headings, paragraphs and cells, as a reader sees it."""
    for token in MarkdownIt().enable("table").parse(data.decode()):
        if token.children is not None:
            parts = (part.content for part in token.children if not part.hidden)
            yield "".join(parts).replace("<br>", "\n")


def of_page(data: bytes) -> Iterator[str]:
    """The text of all elements, and what stands in their attributes."""
    for element in html5lib.parse(data, transport_encoding="utf-8").iter():
        yield "".join(element.itertext())
        yield from element.attrib.values()


def of_calendar(data: bytes) -> Iterator[str]:
    """Every text of every event."""
    for event in icalendar.Calendar.from_ical(data).walk():
        for value in event.values():
            yield from map(str, getattr(value, "cats", [value]))


class TestXlsx(ExporterConformance):
    exporter = XlsxExporter()
    reader = staticmethod(of_workbook)
    large = 60  # a workbook of hundreds is drawn by the benchmark


class TestDocx(ExporterConformance):
    exporter = DocxExporter()
    reader = staticmethod(of_document)
    large = 60  # likewise


class TestJson(ExporterConformance):
    exporter = JsonExporter()
    reader = staticmethod(of_json)
    shows: ClassVar = ()  # it holds the records, from which figures are computed


class TestCalendar(ExporterConformance):
    exporter = CalendarExporter()
    reader = staticmethod(of_calendar)
    shows: ClassVar = ()  # it holds the events themselves, of which others are counted


@pytest.mark.thorough
class TestReportJson(ExporterConformance):
    exporter = ReportJsonExporter()
    reader = staticmethod(of_json)
    shows = ("entries", "participations", "countries_reached")
    large = 60  # one of hundreds differs in length only


@pytest.mark.thorough
class TestCsv(ExporterConformance):
    exporter = CsvExporter()
    reader = staticmethod(of_csv)


@pytest.mark.thorough
class TestMarkdown(ExporterConformance):
    exporter = MarkdownExporter()
    reader = staticmethod(of_markdown)
    shows = ("entries", "participations", "countries_reached")


@pytest.mark.thorough
class TestHtml(ExporterConformance):
    exporter = HtmlExporter()
    reader = staticmethod(of_page)
    shows = ("entries", "countries_reached")
    large = 60  # likewise
