"""Reports of any tables, for the laws of the formats that show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import strategies as st

from cproc.money import Money
from cproc.report import Cell, Column, Kind, Prose, Ref, Report, Section, Table

languages = st.sampled_from(["en", "fr", "de"])
decimals = st.decimals(
    allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12
)
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.INTEGER: st.integers(-(10**15), 10**15),
    Kind.DECIMAL: decimals,
    Kind.MONEY: st.builds(Money, decimals, st.sampled_from(["EUR", "JPY", "KWD"])),
    Kind.PERCENT: decimals,
    Kind.DATE: st.dates(date(1900, 1, 1)),
    Kind.MONTH: st.dates(date(1900, 1, 1)),
}  # fmt: skip


@st.composite
def _tables(draw: st.DrawFn, identifier: str, texts: st.SearchStrategy[str]) -> Table:
    """Draw a table of any kinds, in which a cell may be empty or text."""
    kinds = draw(st.lists(st.sampled_from(list(Kind)), min_size=1, max_size=4))
    columns = [
        Column(f"c{n}", draw(texts), kind, draw(st.integers(0, 60))) for n, kind in enumerate(kinds)
    ]
    cells = [
        st.builds(
            Cell,
            st.one_of(VALUES.get(kind, texts), texts, st.none()),
            language=st.none() | languages,
        )
        for kind in kinds
    ]  # fmt: skip
    row = st.tuples(*cells)
    return Table(
        identifier, draw(texts), tuple(columns), tuple(draw(st.lists(row, max_size=16))),
        draw(st.none() | row), tuple(draw(st.lists(texts, max_size=2))), draw(st.booleans()),
    )  # fmt: skip


@st.composite
def drawn_reports(draw: st.DrawFn, texts: st.SearchStrategy[str], labels: Sequence[str]) -> Report:
    """Draw a report of tables under headings of any level.

    Args:
        draw: What Hypothesis draws with.
        texts: The texts that a format can hold.
        labels: Keys of the labels that it needs.
    """
    pool = {
        name: draw(_tables(name, texts)) for name in draw(st.sampled_from(["", "a", "ab", "abc"]))
    }
    sections: list[Section] = []
    for name in pool:
        level = draw(st.integers(1, (sections[-1].level if sections else 0) + 1))
        blocks = (Prose(draw(texts), draw(languages)), Ref(name))
        sections.append(
            Section(name, draw(texts), level, blocks, draw(st.booleans()), draw(st.booleans()))
        )
    names = ("title", "subtitle", "office", "organisation", "reference", "place", "addressee")
    return Report(
        language=draw(languages), issued=draw(st.dates()), labels=dict.fromkeys(labels, "label"),
        tables=pool, charts={}, sections=tuple(sections), sheets=(),
        **{name: draw(texts) for name in names},  # type: ignore[arg-type] # left_out is none of them
    )  # fmt: skip
