"""LibreOffice for the tests of filled workbooks: started once for all files of a test."""

from collections.abc import Mapping

import pytest
from libreoffice import SHEETS_AS_CSV, Recalculator, Values, converter


@pytest.fixture(scope="session")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> Recalculator:
    """Let LibreOffice open workbooks and compute every formula anew."""
    convert = converter(tmp_path_factory.mktemp("libreoffice"))

    def compute(books: Mapping[str, bytes]) -> dict[str, Values]:
        folder = convert({f"{name}.xlsx": data for name, data in books.items()}, SHEETS_AS_CSV)
        return {name: Values(folder, name) for name in books}

    return compute
