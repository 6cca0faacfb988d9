"""Formulas of cells that are not known yet: they compute as soon as what they need is typed."""

from __future__ import annotations

from collections.abc import Mapping

from cproc.exporters.xlsx.formulas import FORMULA_LIMIT, Place, formula
from cproc.forms import FilledBlock, Role
from cproc.report import At, Expression, Own, Sum
from cproc.report.cells import references


def formula_of_gap(
    how: Expression,
    block: FilledBlock,
    place: Place,
    at: tuple[int, int],
    places: Mapping[str, Place],
) -> str:
    """Write the formula of a cell of which some part is not known: empty until all of it is.

    A spreadsheet would take an empty cell for zero, and print a sum that is false.

    Args:
        how: How the cell comes of others.
        block: The block that it stands in.
        place: Where that stands.
        at: Position of its column, from 0, and its row in the worksheet.
        places: Where all blocks stand.

    Returns:
        The formula without the equals sign; empty where it cannot be written.
    """
    index, row = at

    def written(part: Expression) -> str:
        return formula(part, place, index, row, places)

    needed = [each for each in references(how) if isinstance(each, Own | At)]
    filled = sum(not _is_heading(each, block) for each in needed)
    together = written(Sum(tuple(needed)))
    if together.startswith("SUM("):  # cells of one column, as few ranges
        cells = together[len("SUM(") : -1]
    else:
        cells = ",".join(map(written, needed))
    guarded = f'IF(COUNT({cells})<{filled},"",{written(how)})'
    return guarded if needed and len(guarded) <= FORMULA_LIMIT else ""


def _is_heading(part: Own | At, block: FilledBlock) -> bool:
    """Whether a part is the cell of a heading, which a range runs over and never has a number."""
    if isinstance(part, Own) or part.table or part.row is None:
        return False
    return block.by_key[part.row].role is Role.HEADING
