"""Every workbook of the examples is sound: two validators and the lint of limits find nothing."""

import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path

import attrs
import pytest
from example_data import loaded
from excel_limits import beyond_limits
from validators import audited, by_open_xml_sdk
from workbooks import exported

from cproc.figures import narrow
from cproc.report import Report, build

# What other programs make of whole files is looked at here; other tests cover the lines.
pytestmark = pytest.mark.no_cover

PARTS = {
    "cproc_2017": {"whole": {}, "donor": {"donor": "JP"}, "project": {"project": "GLACY+"}},
    "eu_grant": {"whole": {}, "donor": {"donor": "EU"}, "project": {"project": "CEGE"}},
}


@attrs.frozen
class Book:
    """A workbook and the report it shows."""

    data: bytes
    report: Report


BOOKS = [
    (example, part, language, protect)
    for example, parts in PARTS.items()
    for part in parts
    for language in ("en", "fr")
    for protect in (False, True)
    if part == "whole" or not protect
]
"""Each example, whole and in part, in each language; the whole ones with formulas locked, too."""


every_book = pytest.mark.parametrize("what", BOOKS, ids=lambda what: "-".join(map(str, what)))


@cache
def book(what: tuple[str, str, str, bool]) -> Book:
    """Export one of them, in the test that asks for it first."""
    example, part, language, protect = what
    report = build(narrow(loaded(example), **PARTS[example][part]), language)
    return Book(exported(report, protect=protect), report)


@every_book
def test_it_is_within_the_limits_of_excel(what: tuple[str, str, str, bool]) -> None:
    """Nothing in it is refused, cut or mended by Excel."""
    assert beyond_limits(book(what).data) == []


@every_book
def test_openxml_audit_finds_no_error(what: tuple[str, str, str, bool], tmp_path: Path) -> None:
    """The validator warns of one thing that is meant, once for each worksheet.

    The frozen baseline: texts stand in their cells and not in a table of shared texts, so that
    rows can be written one after the other; Excel makes that table when it saves the file.
    """
    errors, warnings = audited(book(what).data, tmp_path)
    assert errors == []
    assert len(warnings) == len(book(what).report.sheets) + 1
    assert all("inline-string cell(s)" in warning for warning in warnings)


@every_book
def test_the_open_xml_sdk_finds_nothing(what: tuple[str, str, str, bool], tmp_path: Path) -> None:
    """The frozen baseline is empty: the SDK finds no fault at all."""
    assert by_open_xml_sdk(book(what).data, tmp_path) == []


def test_both_validators_can_fail(tmp_path: Path) -> None:
    """Sabotage: an element that is no workbook's is found by each."""
    made, spoilt = exported(build(loaded("eu_grant"))), BytesIO()
    with zipfile.ZipFile(BytesIO(made)) as source, zipfile.ZipFile(spoilt, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet2.xml":
                content = content.replace(b"<sheetData>", b"<sheetData><wrong/>")
            target.writestr(name, content)
    errors, _warnings = audited(spoilt.getvalue(), tmp_path)
    assert errors
    assert by_open_xml_sdk(spoilt.getvalue(), tmp_path)
