"""What is tried of filling workbooks; programs that take seconds only by ``make filling``."""

import os
from collections.abc import Mapping

import pytest
from libreoffice import SHEETS_AS_CSV, Recalculator, Values, converter

collect_ignore = [] if os.environ.get("CPROC_WHOLE_MATRIX") else ["test_programs.py"]


@pytest.fixture(scope="session")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> Recalculator:
    """Let LibreOffice open workbooks and compute every formula anew."""
    convert = converter(tmp_path_factory.mktemp("libreoffice"))

    def compute(books: Mapping[str, bytes]) -> dict[str, Values]:
        folder = convert({f"{name}.xlsx": data for name, data in books.items()}, SHEETS_AS_CSV)
        return {name: Values(folder, name) for name in books}

    return compute
