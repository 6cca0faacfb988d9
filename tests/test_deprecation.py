"""Names that moved: the old one works for one release and tells the new one."""

from __future__ import annotations

import sys
import warnings
from types import ModuleType

import pytest

from cproc.dates import Month
from cproc.deprecation import moved


@pytest.fixture
def old(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module that had two names."""
    module = ModuleType("cproc_test_old")
    places = {"Mnth": "cproc.dates:Month", "days": "cproc.dates"}
    vars(module)["__getattr__"] = moved("cproc_test_old", places)
    monkeypatch.setitem(sys.modules, "cproc_test_old", module)
    return module


def test_an_old_name_gives_what_it_was_and_warns_once(old: ModuleType) -> None:
    """The warning names old and new, at the line that asks; asked again, it is silent."""
    with pytest.warns(
        DeprecationWarning, match=r"cproc_test_old\.Mnth is cproc\.dates\.Month"
    ) as c:
        assert old.Mnth is Month
    assert [warning.filename for warning in c] == [__file__]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert old.Mnth is Month


def test_it_is_told_to_those_who_import_the_name(old: ModuleType) -> None:
    """`from … import` warns at its own line as well; a whole module may have moved."""
    with pytest.warns(DeprecationWarning, match=r"days is cproc\.dates now") as caught:
        from cproc_test_old import days  # type: ignore[import-not-found]  # made above
    assert days is sys.modules["cproc.dates"]
    assert [warning.filename for warning in caught] == [__file__]


def test_any_other_name_is_none(old: ModuleType) -> None:
    """A slip of the pen is told as it always is."""
    with pytest.raises(AttributeError, match="'cproc_test_old' has no attribute 'Nmaes'"):
        _ = old.Nmaes
