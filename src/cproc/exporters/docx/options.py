"""What can be asked of the Word document."""

from __future__ import annotations

from typing import Literal

import attrs

from cproc.report import Report


@attrs.frozen
class DocxOptions:
    """How the document is made.

    Args:
        paper: Size of the pages.
        contents: Whether it has contents.
        lists: Whether lists of tables and of figures follow the contents.
        inventory: Whether the inventory by month is annexed.
    """

    paper: Literal["a4", "letter"] = "a4"
    contents: bool = True
    lists: bool = True
    inventory: bool = True


def printed(report: Report, options: DocxOptions) -> Report:
    """The report with the sections that are printed."""
    if options.inventory:
        return report
    kept = (made for made in report.sections if made.id.partition(":")[0] != "inventory")
    return attrs.evolve(report, sections=tuple(kept))
