"""Draws the pictures of the documentation from what comes out: ``python docs/pictures.py``.

LibreOffice lays the examples out, poppler draws the pages, and a chart or a table is found by its
title; Chromium shows the web page. So a picture shows what a reader gets, and is made anew in one
run.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from defusedxml import ElementTree
from PIL import Image, ImageChops, ImageOps

import cproc
from cproc.report import Chart, Report, Table, build

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
DOTS = 200
"""Dots per inch that pages are drawn with."""
WIDTH, GAP, MARGIN = 1760, 24, 28
GROUND, EDGE = "#eef1f6", "#aab4c4"


class Line(NamedTuple):
    """A line of text on a page: its words, and how far its top is from that of the page."""

    text: str
    top: float


class Source(NamedTuple):
    """An example that is laid out: its pages, and the report that says what is on them."""

    pdf: Path
    report: Report

    def title(self, name: str) -> str:
        """The beginning of the title of a chart or table, as long as a line surely holds it."""
        items: dict[str, Chart | Table] = {**self.report.tables, **self.report.charts}
        return items[name].title[:24] if name else ""

    def is_heading(self, line: Line) -> bool:
        """Whether a line is the heading of a section, with or without its number."""
        return re.sub(r"^[\d.]+ ", "", line.text) in {each.title for each in self.report.sections}


def laid_out(example: str, of: str, edition: str, folder: Path) -> Source:
    """An example as pages.

    Args:
        example: Its folder in ``examples/``.
        of: ``docx`` for the report, ``xlsx`` for the workbook.
        edition: For whom it is.
        folder: Where the file goes.
    """
    portfolio = cproc.load(ROOT / "examples" / example)
    target = folder / f"{example}-{of}.pdf"
    pdf = cproc.export(portfolio, target, "pdf", edition=edition, options={"of": of})
    return Source(pdf, build(portfolio.for_edition(edition)))


def pages(pdf: Path) -> Iterator[tuple[float, list[Line]]]:
    """The height of each page, in points, and the lines on it."""
    done = subprocess.run(["pdftotext", "-bbox-layout", pdf, "-"], check=True, capture_output=True)
    for page in ElementTree.fromstring(done.stdout).findall(".//{*}page"):
        lines = [
            Line(" ".join(" ".join(line.itertext()).split()), float(line.attrib["yMin"]))
            for line in page.findall(".//{*}line")
        ]
        yield float(page.attrib["height"]), lines


def drawn(
    source: Source, name: str = "", *, whole: bool = False, short: bool = False
) -> Image.Image:
    """The page that has a chart or a table.

    Args:
        source: What is laid out.
        name: Identifier of the chart or table; the first page of all where it is empty.
        whole: The page as it is, with its margins, header and footer.
        short: Only what stands before the next heading.

    Raises:
        LookupError: No page has it.
    """
    title = source.title(name)
    found = (
        (number, height, lines)
        for number, (height, lines) in enumerate(pages(source.pdf), start=1)
        if any(title in line.text for line in lines)
    )
    number, height, lines = next(found, (0, 0.0, []))
    if not number:
        raise LookupError(f"no page of {source.pdf.name} has {title!r}")
    target = source.pdf.with_suffix("")
    words = ["-png", "-r", str(DOTS), "-f", str(number), "-l", str(number), "-singlefile"]
    subprocess.run(["pdftoppm", *words, str(source.pdf), str(target)], check=True)
    page = Image.open(target.with_suffix(".png")).convert("RGB")
    if whole:
        return page
    start = next(line.top for line in lines if title in line.text)
    ends = [line.top for line in lines if line.top > start and source.is_heading(line)]
    return trimmed(page, int(min(ends) / height * page.height) if short and ends else None)


def trimmed(page: Image.Image, bottom: int | None) -> Image.Image:
    """A page without its margins, header and footer.

    Args:
        page: The page.
        bottom: Where it is cut off; above its footer where absent.
    """
    inner = page.crop((0, page.height // 14, page.width, bottom or page.height * 15 // 16))
    blank = Image.new("RGB", inner.size, "white")
    return inner.crop(ImageChops.difference(inner, blank).getbbox())


def photographed(example: str, folder: Path, *, dark: bool = False) -> Image.Image:
    """The top of the web page of an example, as Chromium shows it.

    Args:
        example: Its folder in ``examples/``.
        folder: Where the files go.
        dark: Whether in dark colours.
    """
    page, picture = folder / f"{example}.html", folder / f"{example}.png"
    page.write_bytes(cproc.render(cproc.load(ROOT / "examples" / example), "html"))
    words = ["--headless", "--no-sandbox", "--hide-scrollbars", "--force-device-scale-factor=1"]
    words += ["--force-dark-mode"] if dark else []
    words += ["--window-size=1220,1100", f"--screenshot={picture}", page.as_uri()]
    subprocess.run(["chromium", *words], check=True, capture_output=True)
    return Image.open(picture).convert("RGB")


def side_by_side(images: list[Image.Image]) -> Image.Image:
    """Pictures of one height, beside each other on a ground."""
    framed = [ImageOps.expand(ImageOps.expand(each, MARGIN, "white"), 2, EDGE) for each in images]
    space = WIDTH - GAP * (len(framed) + 1)
    height = int(space / sum(each.width / each.height for each in framed))
    picture = Image.new("RGB", (WIDTH, height + 2 * GAP), GROUND)
    left = GAP
    for each in framed:
        size = (round(each.width * height / each.height), height)
        picture.paste(each.resize(size, Image.Resampling.LANCZOS), (left, GAP))
        left += size[0] + GAP
    return picture.quantize(128)


def main() -> None:
    """Draw every picture and write it in its place."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        year = laid_out("cproc_2017", "docx", "public", folder)
        book = laid_out("eu_grant", "xlsx", "audit", folder)
        pictures = {
            "overview": [drawn(year, whole=True), drawn(year, "chart_funding", short=True)],
            "report": [drawn(year, "chart_timeline"), drawn(year, "project_box:GLACY+")],
            "page": [photographed("cproc_2017", folder, dark=dark) for dark in (False, True)],
            "workbook": [drawn(book), drawn(book, "spending:CEGE")],
        }
        for name, parts in pictures.items():
            side_by_side(parts).save(IMAGES / f"{name}.png", optimize=True)
            print(f"wrote {IMAGES / name}.png")


if __name__ == "__main__":
    main()
