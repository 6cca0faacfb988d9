"""What is behind a cell: how it comes of others, in words, of which, and of which records."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import attrs
import pytest
from example_data import loaded, reported

from cproc.errors import UnknownNameError
from cproc.figures import Finder, evaluate
from cproc.money import Money
from cproc.report import (
    At,
    Cell,
    Column,
    Converted,
    Expression,
    Kind,
    Minus,
    Over,
    Own,
    Report,
    Rounded,
    Rows,
    Sum,
    Table,
    Times,
    added,
    count,
    explain_cell,
    settled,
    share,
    total,
)
from cproc.report.cells import TOTAL
from cproc.report.tables_figures import key_calls

EXAMPLES = sorted(
    place.parent for place in (Path(__file__).parents[2] / "examples").glob("*/portfolio.json")
)
YEAR = loaded("cproc_2017")
REPORT, FRENCH = reported("cproc_2017", "en"), reported("cproc_2017", "fr")

# --- The reports of the examples ----------------------------------------------------------


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_every_number_of_every_table_is_explained(folder: Path) -> None:
    """It comes of other cells or has records; only a nought may have neither."""
    portfolio, report = loaded(folder.name), reported(folder.name, "en")
    known = Finder(portfolio)
    for table in report.tables.values():
        for at, cells in enumerate([*table.rows, *([table.total] if table.total else [])]):
            row: int | str = at if at < len(table.rows) else "total"
            for column, cell in zip(table.columns, cells, strict=True):
                if not isinstance(cell.value, int | Decimal | Money):
                    continue
                found = explain_cell(report, table.id, row, column.id, known)
                assert found.words
                value = cell.value.amount if isinstance(cell.value, Money) else cell.value
                if cell.expression is None and value:
                    assert found.records, (table.id, row, column.id)
                for record in found.records:
                    assert record.path, (table.id, row, column.id, record)


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_behind_a_key_figure_are_the_records_that_it_counts(folder: Path) -> None:
    """Followed through the tables, they are those that the catalogue counts, and no others."""
    portfolio, report = loaded(folder.name), reported(folder.name, "en")
    for call in key_calls(portfolio):
        name, _, treaty = call.partition("(treaty=")
        key = f"{name}_{treaty.strip(chr(39) + ')')}" if treaty else name
        if key in report.tables["overview"].keys:
            found = explain_cell(report, "overview", key, "value")
            figure = evaluate(portfolio, call)
            # a flat rate comes of the vouchers of its base
            rates = {part.record for part in figure.parts if ".rate_lines[" in part.path}
            assert {record.id for record in found.records} == set(figure.records) - rates, call


def test_a_count_refers_to_the_rows_it_counts() -> None:
    """Seven rows name Romania; their entries are told with their place."""
    found = explain_cell(REPORT, "by_country", "Romania", "entries", Finder(YEAR))
    assert found.cell.value == len(found.refers) == len(found.records) == 7
    assert [record.path for record in found.records][:2] == ["activities[12]", "activities[29]"]
    assert {(ref.table, ref.column) for ref in found.refers} == {("activity_countries", "")}
    assert found.words == (
        "The number of rows of the table “Entries and their countries” where “Country” is"
        " “Country” of this row."
    )


def test_behind_a_count_stand_the_entries_in_it() -> None:
    """Two entries served the project, also in the total that counts each once."""
    expected = [activity.id for activity in YEAR.activities if "GLACY" in activity.projects]
    found = explain_cell(REPORT, "by_project", "GLACY", "entries", Finder(YEAR))
    assert [record.id for record in found.records] == expected
    whole = explain_cell(REPORT, "by_project", "total", "entries", Finder(YEAR))
    assert len(whole.records) == len(YEAR.activities)


def test_a_total_refers_to_its_column() -> None:
    """Six of seven budgets are in force; the records are the projects that add something."""
    found = explain_cell(REPORT, "projects_overview", "total", "in_force", Finder(YEAR))
    amounts = [ref.cell.value for ref in found.refers if isinstance(ref.cell.value, Money)]
    assert Money.total(amounts, "EUR") == found.cell.value == Money(24_390_000, "EUR")
    assert [record.id for record in found.records] == [
        "OCTOPUS", "EAP2", "EAP3", "GLACY+", "IPROCEEDS", "CYBERSOUTH",
    ]  # fmt: skip


def test_words_are_those_of_the_language() -> None:
    """The same expression, told in French."""
    found = explain_cell(FRENCH, "projects_overview", "total", "in_force")
    assert found.words.startswith("La somme de la colonne «\u00a0Budget en vigueur")


def test_sums_shares_differences_and_totals_refer_to_their_cells() -> None:
    """Each names the cells it is made of."""
    summed = explain_cell(REPORT, "funding", 0, "amount")
    amounts = [ref.cell.value for ref in summed.refers if isinstance(ref.cell.value, Money)]
    assert Money.total(amounts, "EUR") == summed.cell.value
    part = explain_cell(REPORT, "funding", 0, "share")
    assert [ref.row for ref in part.refers] == [0, None]
    gap = explain_cell(REPORT, "reconciliation", 0, "difference")
    assert [ref.column for ref in gap.refers] == ["computed", "stated_value"]
    assert "less" in gap.words
    whole = explain_cell(REPORT, "overview", 0, "value")
    assert [(ref.table, ref.row) for ref in whole.refers] == [("projects", None)]


def test_records_of_several_kinds_are_each_found_in_their_place() -> None:
    """What is left of a budget comes of a project's version, and of the vouchers."""
    grant = loaded("eu_grant")
    found = explain_cell(
        reported("eu_grant", "en"), "project_money:CEGE", "balance_CEGE", "value", Finder(grant)
    )
    assert {record.kind for record in found.records} == {"projects", "transactions"}
    assert all(record.path for record in found.records)


def test_a_fact_is_told_of_the_record_of_its_row() -> None:
    """The months of a project are read off the project."""
    found = explain_cell(REPORT, "projects", "EAP2", "months", Finder(YEAR))
    assert [(record.kind, record.path) for record in found.records] == [("projects", "projects[1]")]
    assert found.words == "Told of the record that its row is about."


@pytest.mark.parametrize(
    ("address", "what"),
    [
        (("nothing", 0, "value"), "table"),
        (("overview", 0, "nothing"), "column"),
        (("overview", 10_000, "value"), "row"),
        (("overview", -1, "value"), "row"),
        (("overview", "Nowhere", "value"), "row"),
        (("overview", "total", "value"), "row"),
    ],
)
def test_a_cell_that_is_not_there_is_refused(
    address: tuple[str, int | str, str], what: str
) -> None:
    """The message lists what there is."""
    with pytest.raises(UnknownNameError) as caught:
        explain_cell(REPORT, *address)
    assert caught.value.what == what


def test_of_rows_with_one_key_the_first_is_meant() -> None:
    """Rows that nothing refers to may be about one record; so may be what a reader asks for."""
    found = explain_cell(REPORT, "results", "EAP2", "result")
    codes = [row[0].records for row in REPORT.tables["results"].rows]
    assert found.row == codes.index(("EAP2",))


# --- Each operation -----------------------------------------------------------------------

BOOKS = Table(
    "books",
    "Books",
    (Column("key", "Key"), Column("n", "Number", Kind.MONEY)),
    (
        (Cell("Alpha", records=("R1",)), Cell(Money("10.00", "EUR"))),
        (Cell("Beta", records=("R2",)), Cell(Money("4.05", "EUR"))),
        (Cell("Gamma", records=("R3",)), Cell(Money(0, "EUR"))),
    ),
    (Cell("Total"), Cell(expression=TOTAL)),
    keys=("a", "b", "c"),
)
A, B, WHOLE = At("books", "a", "n"), At("books", "b", "n"), At("books", None, "n")


def report_of(expression: Expression | None, language: str = "en") -> Report:
    """A report of two tables, the second of which has the expression in its column ``c``."""
    columns = tuple(Column(id_, id_.upper()) for id_ in ("key", "x", "y", "c"))
    cells = (Cell("Alpha"), Cell(1, records=("X",)), Cell(2, records=("Y",)))
    made = (*cells, Cell(None if expression else 5, expression=expression))
    short = Table("short", "Short", columns, (made,), keys=("one",))
    return attrs.evolve(
        FRENCH if language == "fr" else REPORT, tables=settled({"short": short, "books": BOOKS})
    )


WORDS: list[tuple[Expression, str, str]] = [
    (Own("x"), "“X” of the same row.", "« X » de la même ligne."),
    (
        A,
        "“Number” of “Alpha” in the table “Books”.",
        "« Number » de « Alpha » du tableau « Books ».",
    ),
    (
        WHOLE,
        "The total of the column “Number” of the table “Books”.",
        "Le total de la colonne « Number » du tableau « Books ».",
    ),
    (
        count("books"),
        "The number of rows of the table “Books”.",
        "Le nombre de lignes du tableau « Books ».",
    ),
    (
        count("books", key=Own("key"), n="z"),
        (
            "The number of rows of the table “Books” where “Key” is “KEY” of this row; “Number” is"
            " “z”."
        ),
        (
            "Le nombre de lignes du tableau « Books » où « Key » est"
            " « KEY » de cette ligne ; « Number » vaut « z »."
        ),
    ),
    (
        total("books", "n"),
        "The sum of the column “Number” over the rows of the table “Books”.",
        ("La somme de la colonne « Number » sur les lignes du tableau « Books »."),
    ),
    (
        total("short", "x", key=Own("key")),
        (
            "The sum of the column “X” over the rows of the table “Short” where “KEY” is “KEY” of"
            " this row."
        ),
        (
            "La somme de la colonne « X » sur les lignes du tableau « Short » où"
            " « KEY » est « KEY » de cette ligne."
        ),
    ),
    (
        added([A, B], [WHOLE]),
        (
            "The sum of “Number” of “Alpha” in the table “Books” and “Number” of “Beta” in the"
            " table “Books” less the total of the column “Number” of the table “Books”."
        ),
        (
            "La somme de « Number » de « Alpha » du tableau « Books » et"
            " « Number » de « Beta » du tableau « Books » moins le total"
            " de la colonne « Number » du tableau « Books »."
        ),
    ),
    (
        Minus(Own("x"), Own("y")),
        "“X” of the same row less “Y” of the same row.",
        "« X » de la même ligne moins « Y » de la même ligne.",
    ),
    (
        Over(Own("x"), Own("y")),
        "“X” of the same row divided by “Y” of the same row, rounded to 4 decimals.",
        "« X » de la même ligne divisé par « Y » de la même ligne, arrondi à 4 décimales.",
    ),
    (
        Times(Own("x"), Own("y")),
        "“X” of the same row times “Y” of the same row.",
        "« X » de la même ligne multiplié par « Y » de la même ligne.",
    ),
    (
        share("x"),
        (
            "“X” of the same row divided by the total of the column “X” of the table “Short”,"
            " rounded to 4 decimals."
        ),
        (
            "« X » de la même ligne divisé par le total de la colonne « X »"
            " du tableau « Short », arrondi à 4 décimales."
        ),
    ),
    (
        Rounded(Times(A, Fraction(1, 2)), 2),
        "50% of “Number” of “Alpha” in the table “Books”, rounded to 2 decimals.",
        "50 % de « Number » de « Alpha » du tableau « Books », arrondi à 2 décimales.",
    ),
    (
        Rounded(Times(A, Decimal("0.07")), 2),
        "7% of “Number” of “Alpha” in the table “Books”, rounded to 2 decimals.",
        "7 % de « Number » de « Alpha » du tableau « Books », arrondi à 2 décimales.",
    ),
    (
        Times(A, Decimal("0.07")),
        "7% of “Number” of “Alpha” in the table “Books”.",
        "7 % de « Number » de « Alpha » du tableau « Books ».",
    ),
    (
        Rounded(Own("x"), 2),
        "“X” of the same row, rounded to 2 decimals.",
        "« X » de la même ligne, arrondi à 2 décimales.",
    ),
    (
        Converted(Own("x"), "EUR", 2, Own("y")),
        "“X” of the same row, divided by “Y” of the same row, rounded to 2 decimals.",
        "« X » de la même ligne, divisé par « Y » de la même ligne, arrondi à 2 décimales.",
    ),
    (
        Converted(Own("x"), "EUR", 2),
        "“X” of the same row.",
        "« X » de la même ligne.",
    ),
]


@pytest.mark.parametrize(("expression", "english", "french"), WORDS)
def test_each_operation_has_its_words(expression: Expression, english: str, french: str) -> None:
    """A sentence is made of the phrases of what an expression is made of, in each language."""
    for language, expected in (("en", english), ("fr", french)):
        words = explain_cell(report_of(expression, language), "short", 0, "c").words
        assert words.replace("\u00a0", " ").replace("\u202f", " ") == expected


def test_the_sum_of_a_column_is_told_as_such() -> None:
    """As totals are."""
    assert explain_cell(report_of(None), "books", "total", "n").words == (
        "The sum of the column “Number”."
    )


def test_a_typed_cell_tells_what_it_is_taken_of() -> None:
    """Its own records, the record its row is about, or nothing."""
    report = report_of(None)
    assert explain_cell(report, "short", 0, "x").words == (
        "Counted or taken of the records listed."
    )
    assert explain_cell(report, "short", 0, "c").words == (
        "Told of the record that its row is about."
    )
    assert explain_cell(report, "books", "total", "key").words == "Given, not computed."


def test_an_expression_of_no_known_kind_has_no_words() -> None:
    """The algebra is closed."""
    report = report_of(None)
    (cells,) = report.tables["short"].rows
    odd = attrs.evolve(
        report.tables["short"], rows=((*cells[:3], Cell(5, expression=Expression())),)
    )
    with pytest.raises(TypeError, match="there are no words for"):
        explain_cell(attrs.evolve(report, tables={"short": odd}), "short", 0, "c")


@pytest.mark.parametrize(
    ("expression", "refers", "records"),
    [
        (added([A], [B]), [("books", 0, "n"), ("books", 1, "n")], ["R1", "R2"]),
        (WHOLE, [("books", None, "n")], ["R1", "R2"]),
        (count("books"), [("books", n, "") for n in range(3)], ["R1", "R2", "R3"]),
        (count("books", key=Own("key")), [("books", 0, "")], ["R1"]),
        (total("books", "n"), [("books", n, "n") for n in range(3)], ["R1", "R2"]),
        (Sum((Rows("books", "n", (("key", "Beta"),)), A)), [("books", 1, "n"), ("books", 0, "n")],
         ["R2", "R1"]),
        (Over(Own("x"), Own("y")), [("short", 0, "x"), ("short", 0, "y")], ["X", "Y"]),
        (share("x"), [("short", 0, "x"), ("short", 0, "x")], ["X"]),
        (Over(A, WHOLE), [("books", 0, "n"), ("books", None, "n")], ["R1", "R2"]),
        (Converted(Own("x"), "EUR", 2, Own("y")), [("short", 0, "x"), ("short", 0, "y")],
         ["X", "Y"]),
    ],
)  # fmt: skip
def test_the_cells_and_records_behind_are_named(
    expression: Expression, refers: list[tuple[str, int | None, str]], records: list[str]
) -> None:
    """What is computed with, not what rows are matched by; what adds nothing has no records."""
    found = explain_cell(report_of(expression), "short", 0, "c")
    assert [(ref.table, ref.row, ref.column) for ref in found.refers] == refers
    assert [record.id for record in found.records] == records
