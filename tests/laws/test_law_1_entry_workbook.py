"""Law 1 for the entry workbook: what is written is read back equal, in each language."""

from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cproc import plugins
from cproc.exporters.entry import EntryExporter, EntryOptions
from cproc.hookspecs import Job
from cproc.loaders.workbook import WorkbookLoader
from cproc.model import LocalText, Portfolio, Term, TermList
from cproc.testing import make_portfolio, portfolios

# Whole portfolios are drawn here; other tests cover the lines.
pytestmark = pytest.mark.no_cover


def there_and_back(portfolio: Portfolio, language: str, folder: Path) -> Portfolio:
    """A portfolio that was written to a workbook and read from it."""
    file = folder / "office.xlsx"
    with file.open("wb") as stream:
        EntryExporter().export(portfolio, None, stream, Job(EntryOptions(), language=language))
    return WorkbookLoader().load(file)


@given(portfolio=portfolios(), language=st.sampled_from(["en", "fr"]))
def test_entry_workbook_there_and_back_is_equal(portfolio: Portfolio, language: str) -> None:
    """Whatever is drawn is read back equal from the entry workbook, in both languages."""
    with TemporaryDirectory() as folder:
        assert there_and_back(portfolio, language, Path(folder)) == portfolio


@pytest.mark.parametrize("activities", [0, 1, 300])
def test_a_made_office_goes_there_and_back(activities: int, tmp_path: Path) -> None:
    """An office of ordinary size survives, and the same office makes the same bytes."""
    office = make_portfolio(activities)
    assert there_and_back(office, "fr", tmp_path) == office
    data = plugins.render(office, "entry", "fr")
    assert data == plugins.render(office, "entry", "fr")


def test_a_label_that_is_an_own_term_is_not_taken_for_it(tmp_path: Path) -> None:
    """An office that calls a kind of its own as the library labels another keeps both apart."""
    office = make_portfolio(2)
    term = Term(TermList.ACTIVITY_KIND, "Other", LocalText({"en": "Something else"}))
    first, second = office.activities
    kinds = (attrs.evolve(first, kind="other"), attrs.evolve(second, kind="Other"))
    changed = attrs.evolve(office, terms=(term,), activities=kinds)
    assert there_and_back(changed, "en", tmp_path) == changed
