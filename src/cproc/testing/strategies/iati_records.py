"""Strategies for what IATI asks of an office and of its projects."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from cproc import model
from cproc.testing.strategies.fields import ANY_NAMES, local_texts, maybe, records_of, references

_SECTORS = ("15130=60", "15160=40", "2:151", "98:CYBER", "15130")


def _one_of(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(("", *sorted(model.iati_codes(name))))


def iati_contacts(**pins: Any) -> st.SearchStrategy[model.IatiContact]:
    """Draw whom to ask about activities."""
    of = records_of(model.IatiContact, pins, organisation=local_texts())
    return of | records_of(model.IatiContact, pins, email=st.just("office@example.org"))


def iatis(**pins: Any) -> st.SearchStrategy[model.Iati]:
    """Draw what IATI asks of an office or of a project."""
    usual = ("scope", "collaboration", "flow", "finance", "tied")
    codes: dict[str, st.SearchStrategy[Any]] = {
        "sectors": references(_SECTORS),
        "tags": references(("2:16", "3:16.3", "99:OURS")),
        "markers": references(("1=2", "3=1", "99:YOUTH")),
        "aid": references(("C01", "2:A", "3:A01")),
        "other_identifiers": references(("A3:XM-1-2", "A2:2019 7")),
        "related": references(("1:XM-1-2", "3:XM-1-3")),
        "contact": maybe(iati_contacts()),
        "secondary_reporter": st.booleans(),
        **{name: _one_of(name) for name in usual},
    }
    return records_of(model.Iati, pins, ANY_NAMES, **codes)
