"""Tables and texts fit the terminal, and nothing in them is broken or lost."""

import re

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from cproc.cli import layout

CALLS = ('budget_total(on="2017-09-30")', 'entries(country="RO", month="2017-03")')
WORDS = st.one_of(
    st.sampled_from([*CALLS, "24\u202f390\u202f000", "EUR 1,000", "not known", "–", "日本語"]),
    st.text("abcdeé-.", min_size=1, max_size=14),
)
TEXTS = st.lists(WORDS, max_size=9).map(" ".join)
WIDTHS = st.one_of(st.integers(60, 140), st.none())


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]], set[int]]:
    """Headings, rows, and which columns are numbers."""
    size = draw(st.integers(1, 9))
    row = st.lists(TEXTS, min_size=size, max_size=size)
    right = draw(st.sets(st.integers(0, size - 1)))
    return draw(row), draw(st.lists(row, max_size=5)), right


def pieces(text: str) -> list[str]:
    """Calls, amounts with their currency, and words."""
    return re.findall(r'\w+\("?[^()]*\)|EUR [0-9,]+|[^ \n]+', text)


@given(tables(), WIDTHS)
def test_a_table_is_no_wider_than_the_terminal_and_breaks_nothing(
    table: tuple[list[str], list[list[str]], set[int]], width: int | None
) -> None:
    """Every line fits, and every call, amount and word that fits stands in one of them whole."""
    head, rows, right = table
    lines = [line for row in layout.table(head, rows, right, width) for line in row.lines]
    assert all(width is None or cell_len(line) <= width for line in lines)
    there = "\n".join(lines)
    for cell in (cell for row in rows for cell in row):
        for piece in pieces(cell):
            assert piece in there or cell_len(piece) > (width or 0) - layout.INDENT


@given(TEXTS, st.integers(20, 120), st.integers(0, 6))
@example("definition  of what is shown behind its name, here with two blanks", 40, 12)
def test_a_wrapped_text_keeps_all_its_words(text: str, width: int, hanging: int) -> None:
    """Lines fit; put together they are the text; what is short enough stays as it is."""
    lines = layout.wrapped(text, width, hanging)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert lines == [text] or cell_len(text.rstrip()) > width or text != text.rstrip()


def test_a_call_that_is_wider_than_its_column_has_a_line_of_its_own() -> None:
    """The cells beside it follow in the next line, below their headings."""
    rows = [["entries", "158", "x" * 20], [CALLS[1], "7", "y" * 20]]
    made = [row.lines for row in layout.table(["figure", "value", "what it is"], rows, {1}, 60)]
    assert made[2][0] == CALLS[1]
    assert made[2][1].split() == ["7", "y" * 20]
    assert made[2][1].index("y") == made[1][0].index("x")


def test_texts_go_under_their_row_where_there_is_no_room_beside() -> None:
    """One without its heading, which stands in the same place; several with theirs."""
    rows = [["A", "a b c d e " * 9, "1"]]
    made = [row.lines for row in layout.table(["name", "what it is", "value"], rows, {2}, 60)]
    assert made[0][0].split() == ["name", "what", "it", "is", "value"]
    long = [["A", "B" * 70, "C" * 70, "1"]]
    head = ["name", "first", "second", "value"]
    made = [row.lines for row in layout.table(head, long, {3}, 80)]
    assert made[0] == ["name  value"]
    assert made[1][0] == "A         1"
    assert "".join("".join(made[1][1:]).split()) == f"first:{'B' * 70}·second:{'C' * 70}"


def test_numbers_that_do_not_fit_follow_in_a_further_table() -> None:
    """Each has the first column; nothing is cut."""
    head = ["key", *(f"column{number:02}" for number in range(20))]
    made = layout.table(head, [["k", *map(str, range(20))]], set(range(1, 21)), 60)
    lines = [line for row in made for line in row.lines]
    assert [line.split()[0] for line in lines if line].count("key") == lines.count("") + 1 > 1
    assert sum(line.count("column") for line in lines) == 20


def test_what_would_steer_a_terminal_is_not_printed() -> None:
    """Control characters become blanks; lines stay lines."""
    assert layout.printable("a\x1b[2J\tb\r\n\x9bc") == "a [2J b \n c"
