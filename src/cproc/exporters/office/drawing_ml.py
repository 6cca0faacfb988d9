"""Pieces of DrawingML: colours, lines, places, and what is stored of cells."""

from __future__ import annotations

from collections.abc import Sequence

from cproc.exporters.office import spreadsheet
from cproc.exporters.office.chart_model import Number
from cproc.exporters.office.palette import Paint
from cproc.text import xml_text

THIN = 6_350  # width of the thinnest line, in English Metric Units


def attribute(text: str) -> str:
    """A text as the value of an attribute."""
    return xml_text(text).replace('"', "&quot;")


def colour(name: str) -> str:
    """A colour by its number or, of the theme, by its name."""
    return f'<a:{"schemeClr" if name.startswith("accent") else "srgbClr"} val="{name}"/>'


def filled(paint: Paint) -> str:
    """The filling of an area."""
    ink, white = colour(paint.colour), colour("FFFFFF")
    if not paint.pattern:
        return f"<a:solidFill>{ink}</a:solidFill>"
    return (
        f'<a:pattFill prst="{paint.pattern}"><a:fgClr>{ink}</a:fgClr><a:bgClr>{white}</a:bgClr>'
        f"</a:pattFill>{stroke(Paint(paint.colour), THIN)}"
    )


def stroke(paint: Paint, width: int) -> str:
    """A line in a paint."""
    dash = "" if paint.dash == "solid" else f'<a:prstDash val="{paint.dash}"/>'
    fill = f"<a:solidFill>{colour(paint.colour)}</a:solidFill>"
    return f'<a:ln w="{width}">{fill}{dash}<a:round/></a:ln>'


def placed(
    left: float, top: float, wide: float = 0, high: float = 0, *, inner: bool = False
) -> str:
    """Where something stands, in parts of the chart."""
    target = '<c:layoutTarget val="inner"/>' if inner else ""
    size = f'<c:w val="{wide:.4f}"/><c:h val="{high:.4f}"/>' if wide else ""
    return (
        f'<c:layout><c:manualLayout>{target}<c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{left:.4f}"/><c:y val="{top:.4f}"/>{size}</c:manualLayout></c:layout>'
    )


def named(name: str, cell: str) -> str:
    """The name of a series, and its cell where it has one."""
    return texts([name], cell) if cell else f"<c:v>{xml_text(name)}</c:v>"


def texts(of: Sequence[str], cells: str) -> str:
    """Texts, and their cells where they have some."""
    if not cells:
        return f"<c:strLit>{cache(of)}</c:strLit>"
    return f"<c:strRef><c:f>{xml_text(cells)}</c:f><c:strCache>{cache(of)}</c:strCache></c:strRef>"


def numbers(of: Sequence[Number], cells: str) -> str:
    """Numbers, and their cells where they have some."""
    digits = [None if n is None else spreadsheet.number_text(n) for n in of]
    points = f"<c:formatCode>General</c:formatCode>{cache(digits)}"
    if not cells:
        return f"<c:numLit>{points}</c:numLit>"
    return f"<c:numRef><c:f>{xml_text(cells)}</c:f><c:numCache>{points}</c:numCache></c:numRef>"


def cache(values: Sequence[str | None]) -> str:
    """What is stored of cells; nothing of an empty one."""
    points = "".join(
        f'<c:pt idx="{index}"><c:v>{xml_text(value)}</c:v></c:pt>'
        for index, value in enumerate(values)
        if value is not None
    )
    return f'<c:ptCount val="{len(values)}"/>{points}'
