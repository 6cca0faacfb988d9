"""The page: what stands where, each part in its place of the template."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from string import Template

import attrs

from cproc.errors import DataError
from cproc.exporters.html import HtmlOptions, theme
from cproc.exporters.html.markup import (
    Identifiers,
    attributes,
    faults,
    fragment,
    label,
    spoken,
    text,
)
from cproc.exporters.html.prose import Footnotes, Writer, picture
from cproc.exporters.html.tables import Tables, about
from cproc.exporters.office import cell_text, chart_drawing, chart_svg, formats
from cproc.exporters.office.house_style import HouseStyle
from cproc.exporters.office.plan import Chapter, Placed, are_tiles, plan
from cproc.labels.typography import language_tag, runs_right, typeset
from cproc.report import Chart, Prose, Report, Table

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
    reports = [_printed(one, options) for one in reports]
    if problems := dict.fromkeys(problem for one in reports for problem in faults(one)):
        raise DataError(problems)
    page, report = _Page(reports, options, house), reports[0]
    language = report.language
    body = []
    for done, chapter in enumerate(page.chapters, start=1):
        body.append(page.chapter(chapter))
        progress(done, len(page.chapters))
    progress(1, 1) if not page.chapters else None
    style, script = theme.style_sheet(house), theme.part("page.js")
    return Template(theme.part("page.html")).substitute(
        lang=language_tag(language),
        dir="rtl" if runs_right(language) else "ltr",
        author=attributes(a=report.office)[4:-1],
        title=text(report.title),
        style=style,
        style_hash=_digest(style),
        script=script,
        script_hash=_digest(script),
        hatches=chart_svg.hatches(theme.paints(house)),
        first=page.first,
        skip=text(label(report.labels, "skip", language)),
        cover="".join(page.cover()),
        contents=page.contents() if options.contents else "",
        body="".join((*body, page.footnotes())),
    )


def _printed(report: Report, options: HtmlOptions) -> Report:
    """The report with the sections that are printed."""
    named = ((one, one.id.partition(":")[0]) for one in report.sections)
    kept = (one for one, name in named if options.inventory or name != "inventory")
    return attrs.evolve(report, sections=tuple(kept))


def _digest(text_: str) -> str:
    return f"sha256-{b64encode(sha256(text_.encode()).digest()).decode()}"


class _Page:
    """Where everything stands, and how each part is written."""

    def __init__(self, reports: Sequence[Report], options: HtmlOptions, house: HouseStyle) -> None:
        self._reports, self._house = reports, house
        self.language, self._labels = reports[0].language, reports[0].labels
        layout = plan(reports)
        self.chapters = layout.chapters
        identifiers = Identifiers()
        # Sections go first: others may link to them, and know their names.
        places = {one.anchor.name: identifiers.unique(one.section.id) for one in self.chapters}
        items = [
            block for one in self.chapters for block in one.blocks if isinstance(block, Placed)
        ]
        for placed in items:
            wanted = (
                f"{placed.item.id}-{placed.report.language}" if placed.again else placed.item.id
            )
            places[placed.anchor.name] = identifiers.unique(wanted)
        self._places = places
        self.first = identifiers.unique("report")
        records = dict(_records(items, identifiers))
        self._tables = {
            one.language: Tables(one, self.language, options.explain, records) for one in reports
        }
        back = label(self._labels, "back_to_text", self.language)
        self._notes = Footnotes(identifiers, back)
        self._writer = Writer(self.language, layout.anchors, places, self._notes)
        self._end = identifiers.unique("footnotes")

    def cover(self) -> Iterator[str]:
        """Who reports to whom, on what, where and when; in each language."""
        if logo := self._house.logo:
            width, height = (f"{size:.0f}" for size in logo.within(*_LOGO))
            yield picture(logo.data, logo.text, class_="logo", width=width, height=height)
        for report in self._reports:
            other, first = spoken(report.language, self.language), report is self._reports[0]
            for tag, class_, line in (
                ("p", "", report.parent),
                ("p", "", report.office),
                ("p", "", report.reference),
                ("h1" if first else "p", "" if first else "under", report.title),
                ("p", "under", report.under_title),
                ("p", "", report.addressee),
                ("p", "", report.contribution),
                ("p", "", formats.dateline(report.language, report.place, report.day)),
            ):
                if line:
                    typed = text(typeset(line, report.language))
                    yield f"<{tag}{attributes(class_=class_, **other)}>{typed}</{tag}>\n"

    def contents(self) -> str:
        """The contents, one list in another."""
        entries, depth = [], 0
        for chapter in self.chapters:
            level = chapter.section.level
            entries.append("<ol>" * (level - depth) if level > depth else "</li>")
            entries.append("</ol></li>" * (depth - level))
            there = attributes(href=fragment(self._places[chapter.anchor.name]))
            entries.append(f"<li><a{there}>{_headed(chapter)}</a>")
            depth = level
        entries.append("</li></ol>" * depth)
        title = label(self._labels, "contents", self.language)
        listed = "".join(entries).replace("<li>", "\n<li>")
        return f"<nav{attributes(aria_label=title)}>\n<h2>{text(title)}</h2>{listed}\n</nav>\n"

    def chapter(self, chapter: Chapter) -> str:
        """A section: its heading, its texts, tables and charts."""
        section, level = chapter.section, min(chapter.section.level + 1, 6)
        parts = [f"<h{level}>{_headed(chapter)}</h{level}>\n"]
        for block in chapter.blocks:
            if isinstance(block, Prose):
                parts.append(self._writer.prose(block, level + 1))
            else:
                parts.append(self._placed(block))
        how = attributes(
            id=self._places[chapter.anchor.name], class_="landscape" if section.landscape else ""
        )
        return f"<section{how}>\n{''.join(parts)}</section>\n"

    def footnotes(self) -> str:
        """The footnotes of all texts."""
        if not self._notes.items:
            return ""
        title = text(label(self._labels, "notes", self.language))
        return (
            f'<section class="notes" role="doc-endnotes" id="{self._end}">\n<h2>{title}</h2>\n'
            f"{self._notes.written()}</section>\n"
        )

    def _placed(self, placed: Placed) -> str:
        id_, language = self._places[placed.anchor.name], placed.report.language
        tables = self._tables[language]
        if isinstance(placed.item, Chart):
            inside = self._chart(placed, placed.item, id_)
        elif are_tiles(placed.item):
            inside = tables.tiles(placed.item, id_)
        else:
            inside = tables.table(placed, placed.item, id_)
        other = attributes(**spoken(language, self.language))
        return f"<div{other}>\n{inside}</div>\n" if other else inside

    def _chart(self, placed: Placed, chart: Chart, id_: str) -> str:
        """A chart below its caption, with what it leaves out."""
        report, house = placed.report, self._house
        formatter, table = cell_text.Formatter(report.language), report.tables[chart.table]
        names = formatter.labels(table, chart.labels)
        drawing = chart_drawing.describe(chart, table, names, formatter.text, report.language)
        alt = formatter.text(chart.alt)
        drawn = chart_svg.svg(drawing, theme.paints(house), report.language, alt)
        caption = f"{placed.anchor.text}. {drawing.title}"
        region = attributes(role="region", tabindex="0", aria_label=caption)
        note = f'<p class="note">{text(drawing.note)}</p>\n' if drawing.note else ""
        return (
            f"<figure{attributes(id=id_)}>\n<figcaption>{text(caption)}</figcaption>\n"
            f'<div class="scroll"{region}>{drawn}</div>\n{note}</figure>\n'
        )


def _headed(chapter: Chapter) -> str:
    number = f'<span class="number">{text(chapter.number)}</span>' if chapter.number else ""
    return f"{number}{text(chapter.title)}"


def _records(
    items: Sequence[Placed], identifiers: Identifiers
) -> Iterator[tuple[str, tuple[str, str]]]:
    """The first long list on the page that has a row about a record, and that row's identifier."""
    seen: set[str] = set()
    for placed in items:
        table = placed.item
        if isinstance(table, Table) and not placed.again and (table.filters or table.bands):
            for record in (about(table, at) for at in range(len(table.rows))):
                if record and record not in seen:
                    seen.add(record)
                    yield record, (table.id, identifiers.unique(f"r-{record}"))
