"""Donors' forms: what each is, said in a file that a person reads, and filled from a portfolio.

A form is a definition (`Form`): sheets, columns with what they show, a plan of rows, and rules. It
is filled for a project (`Scope`) into tables whose totals are expressions (`build_form`); the
exporter ``form`` writes them, and `problems_of_form` says what is wrong before.
"""

from cproc.forms.build import build_form
from cproc.forms.catalogue import form_named, forms, plan_of, read_form, read_form_file, with_forms
from cproc.forms.definition import (
    Block,
    ColumnGroup,
    Form,
    FormColumn,
    FormSheet,
    HeadCell,
    Per,
    RowPlan,
    RuleUse,
)
from cproc.forms.filled import FilledBlock, FilledForm, FilledSheet, PlacedColumn, PlacedGroup
from cproc.forms.lines import Line
from cproc.forms.records import RECORDS, Records
from cproc.forms.rows import FormRows, lines_of, rows_of
from cproc.forms.rules import RULES, Rule, problems_of_form
from cproc.forms.scope import Funder, Headed, Repeat, Scope
from cproc.forms.sources import SOURCES, Reader, Source
from cproc.forms.sums import FormRow, Role

__all__ = [
    "RECORDS",
    "RULES",
    "SOURCES",
    "Block",
    "ColumnGroup",
    "FilledBlock",
    "FilledForm",
    "FilledSheet",
    "Form",
    "FormColumn",
    "FormRow",
    "FormRows",
    "FormSheet",
    "Funder",
    "HeadCell",
    "Headed",
    "Line",
    "Per",
    "PlacedColumn",
    "PlacedGroup",
    "Reader",
    "Records",
    "Repeat",
    "Role",
    "RowPlan",
    "Rule",
    "RuleUse",
    "Scope",
    "Source",
    "build_form",
    "form_named",
    "forms",
    "lines_of",
    "plan_of",
    "problems_of_form",
    "read_form",
    "read_form_file",
    "rows_of",
    "with_forms",
]
