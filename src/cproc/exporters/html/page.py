"""The page: what stands where, each part in its place of the template."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template

from cproc.errors import DataError
from cproc.exporters.html import HtmlOptions
from cproc.exporters.html.tables import Tables
from cproc.exporters.office import chart_svg, html_text
from cproc.exporters.office.chart_drawing import drawing_of
from cproc.exporters.office.house_style import HouseStyle
from cproc.exporters.office.html_text import Identifiers, attributes, fragment, text
from cproc.exporters.office.markdown_html import Footnotes, Writer
from cproc.exporters.office.plan import Chapter, Placed, are_tiles, cover_lines, plan, printed
from cproc.exporters.office.screen_colours import colour_rules, paints
from cproc.labels.typography import language_tag, runs_right, typeset
from cproc.report import Chart, Prose, Report, Table
from cproc.report.explain import rows_about

_LOGO = (200.0, 80.0)  # pixels across and down that a logo has at most


def compose(
    reports: Sequence[Report],
    options: HtmlOptions,
    house: HouseStyle,
    progress: Callable[[int, int], None],
) -> str:
    """The text of the page.

    Raises:
        DataError: With a problem for each text that HTML cannot hold.
    """
    reports = [printed(one, inventory=options.inventory) for one in reports]
    if problems := dict.fromkeys(problem for one in reports for problem in html_text.faults(one)):
        raise DataError(problems)
    page, report = _Page(reports, options, house), reports[0]
    body, count = [], len(page.chapters)
    for done, chapter in enumerate(page.chapters, start=1):
        body.append(page.chapter(chapter))
        progress(done, count)
    if not count:
        progress(1, 1)
    style, script = f"{colour_rules(house)}{_part('page.css')}", _part("page.js")
    return Template(_part("page.html")).substitute(
        lang=language_tag(report.language),
        dir="rtl" if runs_right(report.language) else "ltr",
        author=escape(report.office),
        title=text(report.title),
        style=style,
        style_hash=_digest(style),
        script=script,
        script_hash=_digest(script),
        hatches=chart_svg.hatches(paints(house)),
        first=page.first,
        skip=text(html_text.label(report, "skip")),
        cover="".join(page.cover()),
        contents=page.contents() if options.contents else "",
        body="".join((*body, page.footnotes())),
    )


def _part(name: str) -> str:
    return files("cproc.exporters.html").joinpath(name).read_text("utf-8")


def _digest(part: str) -> str:
    return f"sha256-{b64encode(sha256(part.encode()).digest()).decode()}"


class _Page:
    """Where everything stands, and how each part is written."""

    def __init__(self, reports: Sequence[Report], options: HtmlOptions, house: HouseStyle) -> None:
        self._reports, self._house = reports, house
        self.language, layout, identifiers = reports[0].language, plan(reports), Identifiers()
        self.chapters = layout.chapters
        # Sections go first: others may link to them, and know their names.
        places = {one.anchor.name: identifiers.unique(one.section.id) for one in self.chapters}
        items = [
            block for one in self.chapters for block in one.blocks if isinstance(block, Placed)
        ]
        for placed in items:
            again = f"-{placed.report.language}" if placed.again else ""
            places[placed.anchor.name] = identifiers.unique(f"{placed.item.id}{again}")
        self._places, self.first = places, identifiers.unique("report")
        own = [placed.item for placed in items if placed.report is reports[0]]
        lists = (each for each in own if isinstance(each, Table) and (each.filters or each.bands))
        rows = rows_about(lists)
        records = {record: identifiers.unique(f"r-{record}") for record in rows}
        named = {place: records[record] for record, place in rows.items()}
        self._tables = {
            one.language: Tables(one, options.explain, records, named if one is reports[0] else {})
            for one in reports
        }
        self._notes = Footnotes(identifiers, html_text.label(reports[0], "back_to_text"))
        self._writer = Writer(self.language, layout.anchors, places, self._notes)

    def cover(self) -> Iterator[str]:
        """Who reports to whom, on what, where and when; in each language."""
        if logo := self._house.logo:
            width, height = (f"{size:.0f}" for size in logo.within(*_LOGO))
            yield html_text.picture(logo.data, logo.text, class_="logo", width=width, height=height)
        for report in self._reports:
            first = report is self._reports[0]
            other = html_text.spoken(report.language, self.language)
            for name, line in cover_lines(report):
                tag = "h1" if first and name == "title" else "p"
                yield f"<{tag}{attributes(class_=name, **other)}>{text(line)}</{tag}>\n"

    def contents(self) -> str:
        """The contents: a link to each section."""
        title = html_text.label(self._reports[0], "contents")
        entries = (
            (one.section.level, f"<a{attributes(href=self._to(one))}>{_headed(one)}</a>")
            for one in self.chapters
        )
        head = f"<nav{attributes(aria_label=title)}>\n<h2>{text(title)}</h2>"
        return f"{head}{html_text.nested_list(entries)}\n</nav>\n"

    def _to(self, chapter: Chapter) -> str:
        return fragment(self._places[chapter.anchor.name])

    def chapter(self, chapter: Chapter) -> str:
        """A section: its heading, its texts, tables and charts."""
        section, level = chapter.section, min(chapter.section.level + 1, 6)
        parts = [f"<h{level}>{_headed(chapter)}</h{level}>\n"]
        for block in chapter.blocks:
            if isinstance(block, Prose):
                parts.append(self._writer.prose(block, level + 1))
            else:
                parts.append(self._placed(block))
        lying = "landscape" if section.landscape else ""
        how = attributes(id=self._places[chapter.anchor.name], class_=lying)
        return f"<section{how}>\n{''.join(parts)}</section>\n"

    def footnotes(self) -> str:
        """The footnotes of all texts."""
        title = text(html_text.label(self._reports[0], "notes"))
        head = f'<section class="notes" role="doc-endnotes">\n<h2>{title}</h2>\n'
        return f"{head}{self._notes.written()}</section>\n" if self._notes.items else ""

    def _placed(self, placed: Placed) -> str:
        id_, language, item = self._places[placed.anchor.name], placed.report.language, placed.item
        if isinstance(item, Chart):
            inside = self._chart(placed, item, id_)
        elif are_tiles(item):
            inside = self._tables[language].tiles(item, id_)
        else:
            inside = self._tables[language].table(placed, item, id_)
        return html_text.within(inside, language, self.language)

    def _chart(self, placed: Placed, chart: Chart, id_: str) -> str:
        """A chart below its caption, with what it leaves out."""
        language = placed.report.language
        drawing, alt = drawing_of(placed.report, chart), typeset(chart.alt, language)
        drawn = chart_svg.svg(drawing, paints(self._house), language, alt)
        caption = f"{placed.anchor.text}. {drawing.title}"
        inside = f"{html_text.region(caption, drawn)}{html_text.notes([drawing.note])}"
        head = f"<figure{attributes(id=id_)}>\n<figcaption>{text(caption)}</figcaption>\n"
        return f"{head}{inside}</figure>\n"


def _headed(chapter: Chapter) -> str:
    number = f'<span class="number">{text(chapter.number)}</span>' if chapter.number else ""
    return f"{number}{text(chapter.title)}"
