"""LibreOffice for the tests of exporters: started once for all files of a test."""

from collections.abc import Mapping

import pytest
from libreoffice import SHEETS_AS_CSV, Converter, Recalculator, Values, converter


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Converter:
    """Let LibreOffice convert files."""
    return converter(tmp_path_factory.mktemp("libreoffice"))


@pytest.fixture(scope="session")
def recalculated(converted: Converter) -> Recalculator:
    """Let LibreOffice open workbooks and compute every formula anew."""

    def compute(books: Mapping[str, bytes]) -> dict[str, Values]:
        files = {f"{name}.xlsx": data for name, data in books.items()}
        folder = converted(files, SHEETS_AS_CSV)
        return {name: Values(folder, name) for name in books}

    return compute
