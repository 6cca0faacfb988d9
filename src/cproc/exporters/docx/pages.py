"""Pages: their size and margins, and what stands at their head and foot."""

from __future__ import annotations

import attrs

from cproc.exporters.docx.markup import Package, Part, field, relationship, run
from cproc.exporters.docx.templates import template_part
from cproc.exporters.office import cell_text
from cproc.report import Report

PORTRAIT, LANDSCAPE = False, True


@attrs.frozen
class Paper:
    """A size of paper, in twentieths of a point."""

    short: int
    long: int

    def text_width(self, orientation: bool) -> int:
        """The width of the text of a page."""
        return (self.long if orientation else self.short) - 2 * _SIDES[orientation]


# A4 (ISO 216) and Letter (ANSI/ASME Y14.1).
PAPERS = {"a4": Paper(11906, 16838), "letter": Paper(12240, 15840)}

# Margins left and right: 25 mm, and 20 mm on a page that lies on its side.
_SIDES = {PORTRAIT: 1418, LANDSCAPE: 1134}


def _geometry(paper: Paper, orientation: bool) -> str:
    side = _SIDES[orientation]
    width, height = (paper.long, paper.short) if orientation else (paper.short, paper.long)
    lying = ' w:orient="landscape"' if orientation else ""
    return (
        f'<w:pgSz w:w="{width}" w:h="{height}"{lying}/>'
        f'<w:pgMar w:top="1588" w:right="{side}" w:bottom="1361" w:left="{side}" '
        'w:header="794" w:footer="680" w:gutter="0"/><w:cols w:space="720"/>'
    )


class Pages:
    """The page layouts of a document, each with a header and a footer that fit it."""

    def __init__(
        self,
        report: Report,
        formatter: cell_text.Formatter,
        package: Package,
        document: Part,
        paper: Paper,
    ) -> None:
        """Add the headers and footers to the package."""
        show = formatter.text
        page_of_pages = (
            run(f"{show(report.labels['page'])} ")
            + field("PAGE", run("1"))
            + run(f" {show(report.labels['of'])} ")
            + field("NUMPAGES", run("1"))
        )
        self.paper = paper
        self._references = {}
        for orientation in (PORTRAIT, LANDSCAPE):
            width = paper.text_width(orientation)
            references = []
            for kind, left, right in (
                ("header", run(show(report.office)), run(show(report.reference))),
                ("footer", run(show(report.subtitle)), page_of_pages),
            ):
                name = f"{kind}{orientation + 1}"
                part = template_part(kind, name, width=width, left=left, right=right)
                identifier = package.add(part, relationship(kind), document)
                references.append(f'<w:{kind}Reference w:type="default" r:id="{identifier}"/>')
            self._references[orientation] = "".join(references)

    def cover(self) -> str:
        """The properties of the cover's section, which has neither header nor footer."""
        return f"<w:sectPr>{_geometry(self.paper, PORTRAIT)}</w:sectPr>"

    def section(self, orientation: bool) -> str:
        """The properties of a section that begins a page."""
        return (
            f'<w:sectPr>{self._references[orientation]}<w:type w:val="nextPage"/>'
            f"{_geometry(self.paper, orientation)}</w:sectPr>"
        )
