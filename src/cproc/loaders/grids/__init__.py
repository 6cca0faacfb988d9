"""Cells of workbooks, CSV files and Word tables, before anything is known of what they mean."""

from cproc.loaders.grids.comma import read_csv
from cproc.loaders.grids.grid import Grid, exact
from cproc.loaders.grids.header import columns_by_name, header_row
from cproc.loaders.grids.word import read_word
from cproc.loaders.grids.workbook import read_workbook

__all__ = [
    "Grid",
    "columns_by_name",
    "exact",
    "header_row",
    "read_csv",
    "read_word",
    "read_workbook",
]
