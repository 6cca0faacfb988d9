"""Every workbook of the examples is sound: two validators and the lint of limits find nothing."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from example_data import loaded
from excel_limits import beyond_limits
from validators import audited, by_open_xml_sdk
from workbooks import exported, layouts_of

from cproc.figures import narrow
from cproc.report import build

# What other programs make of whole files is looked at here; other tests cover the lines.
pytestmark = pytest.mark.no_cover

PARTS = {
    "cproc_2017": {"whole": {}, "donor": {"donor": "JP"}, "project": {"project": "GLACY+"}},
    "eu_grant": {"whole": {}, "donor": {"donor": "EU"}, "project": {"project": "CEGE"}},
}


SAMPLE = [
    ("cproc_2017", "whole", "fr", False),
    ("cproc_2017", "project", "en", False),
    ("eu_grant", "whole", "en", True),
    ("eu_grant", "donor", "fr", True),
]
BOOKS = [
    (example, part, language, protect)
    for example in PARTS
    for part, language, protect in (
        ("whole", "en", False),
        ("whole", "fr", False),
        ("whole", "en", True),
        ("donor", "fr", True),
        ("project", "en", False),
    )
]
"""Each example, whole and in part, in each language, with formulas locked and not: every two of
these meet in some workbook."""
OTHERS = [pytest.param(book, marks=pytest.mark.thorough) for book in BOOKS if book not in SAMPLE]


@pytest.mark.parametrize("what", [*SAMPLE, *OTHERS], ids=lambda what: "-".join(map(str, what)))
def test_it_is_sound(what: tuple[str, str, str, bool], tmp_path: Path) -> None:
    """Excel would cut or mend nothing of it, and both validators find no fault.

    The frozen baseline of the one is its warning of what is meant, once for each worksheet: texts
    stand in their cells and not in a table of shared texts, so that rows can be written one after
    the other; Excel makes that table when it saves the file. That of the SDK is empty.
    """
    example, part, language, protect = what
    report = build(narrow(loaded(example), **PARTS[example][part]), language)
    data = exported(report, protect=protect)
    assert beyond_limits(data) == []
    errors, warnings = audited(data, tmp_path)
    assert errors == []
    assert len(warnings) == len(layouts_of(report)) + 1
    assert all("inline-string cell(s)" in warning for warning in warnings)
    assert by_open_xml_sdk(data, tmp_path) == []


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
