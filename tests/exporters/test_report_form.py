"""The workbooks of reports: LibreOffice computes what is stored, a validator finds nothing."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
import openpyxl
from libreoffice import Recalculator, Values, number_of
from reports_filled import FINAL, GRANT, INTERIM, older
from validators import by_open_xml_sdk

import cproc
from cproc.dates import Period
from cproc.model import Portfolio


def written(portfolio: Portfolio, period: Period, form: str, lang: str = "en") -> bytes:
    """A report of a period as a workbook."""
    of = attrs.evolve(portfolio, period=period)
    return cproc.render(of, "form", lang, options={"form": form})


def differing(data: bytes, values: Values) -> list[str]:
    """The formulas whose stored result is not what LibreOffice computes."""
    formulas = openpyxl.load_workbook(BytesIO(data))
    stored = openpyxl.load_workbook(BytesIO(data), data_only=True)
    found = []
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                kept: Any = stored[sheet.title][cell.coordinate].value
                computed = values.at(sheet.title, cell.row or 0, cell.column or 0)
                if not _same(kept, computed):
                    found.append(f"{sheet.title}!{cell.coordinate}: {kept} and {computed}")
    return found


def _same(kept: Any, computed: str) -> bool:
    if kept in {None, ""} or not computed:
        return kept in {None, ""} and not computed
    # A share is kept to four decimals, and computed to all there are.
    return abs(Decimal(str(kept)) - number_of(computed)) < Decimal("0.0001")


def test_libreoffice_computes_the_same(recalculated: Recalculator) -> None:
    """Every formula of every sheet of both versions comes to its stored value (T3)."""
    books = {
        "newest": written(GRANT, INTERIM, "prag-annex6", "fr"),
        "older": written(older(), FINAL, "prag-annex6-2012"),
    }
    for name, values in recalculated(books).items():
        assert differing(books[name], values) == []
        live = openpyxl.load_workbook(BytesIO(books[name]))
        report = live.worksheets[2]
        count = sum(cell.data_type == "f" for row in report.iter_rows() for cell in row)
        assert count > 150


def test_the_open_xml_sdk_finds_nothing(tmp_path: Path) -> None:
    """A report with columns for each currency is a workbook as the standard has it (T5)."""
    assert by_open_xml_sdk(written(older(), FINAL, "prag-annex6-2012"), tmp_path) == []


def test_the_same_report_is_the_same_file() -> None:
    """Twice the same bytes (T2)."""
    assert len({written(GRANT, INTERIM, "prag-annex6") for _each in range(2)}) == 1
