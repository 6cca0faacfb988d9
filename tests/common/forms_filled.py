"""Donors' forms as tests fill and look at them: a grant with other lines, cells of a workbook."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

import attrs
import openpyxl
from example_data import loaded

import cproc
from cproc.figures import budget_by_heading
from cproc.forms import FilledForm, Scope, build_form, form_named
from cproc.labels import labels_in
from cproc.model import BudgetLine, BudgetVersion, Heading, LocalText, Money, Portfolio, RateLine

GRANT = loaded("eu_grant")
NEWEST = "prag-annex3-2013"


def line(
    heading: str, units: str = "1", cost: str = "100", title: str = "A line", **more: Any
) -> BudgetLine:
    """A line of a budget in euros."""
    text = LocalText({"en": title})
    return BudgetLine(heading, text, "unit", Decimal(units), Money(cost, "EUR"), **more)


def grant_with(lines: Sequence[BudgetLine], **more: Any) -> Portfolio:
    """The grant of the examples with other lines, and the budget that these come to.

    The office pays what the donor leaves: shares of both would each be rounded for itself.
    """
    (project,) = GRANT.projects
    given = project.contributions
    rest = attrs.evolve(given[1], share=None, base=None, rest=True)
    bare = {"transactions": (), "instalments": (), "contributions": (given[0], rest)}
    project = attrs.evolve(project, budget_lines=tuple(lines), **bare | more)
    total = budget_by_heading(project, "EUR").total
    budget = (BudgetVersion(total, project.period.start),) if project.budget else ()
    return attrs.evolve(GRANT, projects=(attrs.evolve(project, budget=budget),))


def numbered(*pairs: tuple[str, str]) -> tuple[Heading, ...]:
    """Headings by number and title."""
    return tuple(Heading(number, LocalText({"en": title})) for number, title in pairs)


def rate(heading: str, share: str, *of: str, **more: Any) -> RateLine:
    """A rate line."""
    return RateLine(heading, LocalText({"en": "A rate"}), Decimal(share), of, **more)


def filled(
    portfolio: Portfolio, form: str = NEWEST, *, spread: bool = True, **more: Any
) -> FilledForm:
    """A form of the first project of a portfolio."""
    labels = labels_in(more.pop("lang", "en"))
    period = more.pop("period", portfolio.period)
    scope = Scope(portfolio, portfolio.projects[0], period, labels, spread=spread, **more)
    return build_form(form_named(form), scope)


def written(portfolio: Portfolio, form: str = NEWEST, lang: str = "en", **options: str) -> bytes:
    """The bytes of a form of a portfolio with one project."""
    return cproc.render(portfolio, "form", lang, options={"form": form, **options})


def cells_of(data: bytes) -> Iterator[str]:
    """Every cell of a workbook on a line: place, value, formula, format and whether it is free."""
    formulas = openpyxl.load_workbook(BytesIO(data))
    values = openpyxl.load_workbook(BytesIO(data), data_only=True)
    for sheet in formulas.worksheets:
        setup, tab = sheet.page_setup, sheet.title
        widths = {key: each.width for key, each in sheet.column_dimensions.items()}
        merged = sorted(map(str, sheet.merged_cells.ranges))
        yield f"{tab}: {setup.orientation} {setup.paperSize}, {sheet.print_title_rows}, {widths}"
        yield f"{tab}: protected {sheet.protection.sheet}, merged {merged}"
        for row in sheet.iter_rows():
            for cell in row:
                value: Any = values[tab][cell.coordinate].value
                if value is None and not cell.has_style:
                    continue
                formula = cell.value if cell.data_type == "f" else ""
                look = f"{cell.number_format}{'' if cell.protection.locked else ' free'}"
                bold = " bold" if cell.font.b else ""
                yield f"{cell.coordinate}\t{value}\t{formula}\t{look}{bold}"
