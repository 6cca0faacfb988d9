"""Contents and lists, as the fields that Word knows, with their results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from cproc.exporters.docx import inline
from cproc.exporters.docx.named_styles import Styles
from cproc.exporters.office.plan import Placed, Plan
from cproc.labels import typography
from cproc.report import Report, Table

LISTED_LEVELS = 3  # levels of headings in the contents

# What stands behind ``w:updateFields`` in the settings (ECMA-376, part 1, 17.15.1.78).
_AFTER_UPDATE = (
    *("w:hdrShapeDefaults", "w:footnotePr", "w:endnotePr", "w:compat", "w:docVars", "w:rsids"),
    *("m:mathPr", "w:attachedSchema", "w:themeFontLang", "w:clrSchemeMapping", "w:captions"),
    *("w:shapeDefaults", "w:decimalSymbol", "w:listSeparator"),
)


@attrs.frozen
class Listing:
    """What is listed, each with its page.

    A page number is a field without a result where no layout has told it: only a program that
    lays out pages can know it, and a wrong one would be worse. Word asks once on opening whether
    to fill them in.
    """

    styles: Styles
    plan: Plan
    page_numbers: Mapping[str, str]

    def contents(self, title: str, *, page_break: bool) -> Any:
        """The contents, with an entry for each heading."""
        (frame,) = inline.parsed(inline.piece("contents"))
        style = self.styles["TOC Heading"]
        heading = inline.paragraph(style, inline.run(title), keep_next=True, page_break=page_break)
        entries = (
            (f"toc {one.section.level}", one.anchor.name, f"{one.number}\t{one.title}".lstrip("\t"))
            for one in self.plan.chapters
            if one.section.level <= LISTED_LEVELS
        )
        listed = self._listed(f'TOC \\o "1-{LISTED_LEVELS}" \\h \\z \\u', entries)
        frame[-1].extend([heading, *listed])
        return frame

    def lists(self, report: Report) -> Iterator[Any]:
        """The lists of tables and of figures, each with an entry for each caption."""
        blocks = [block for chapter in self.plan.chapters for block in chapter.blocks]
        placed = [block for block in blocks if isinstance(block, Placed)]
        for sequence in ("Table", "Figure"):
            entries = [
                ("table of figures", one.anchor.name, f"{one.anchor.text}. {title}")
                for one in placed
                if one.number and isinstance(one.item, Table) is (sequence == "Table")
                for title in [typography.typeset(one.item.title, one.report.language)]
            ]
            if entries:
                style = self.styles["TOC Heading"]
                title = label(report, f"list_of_{sequence.lower()}s")
                yield inline.paragraph(style, inline.run(title), keep_next=True, before=480)
                yield from self._listed(f'TOC \\h \\z \\c "{sequence}"', entries)

    def _listed(self, instruction: str, entries: Iterable[tuple[str, str, str]]) -> list[Any]:
        """The entries of style, bookmark and text, in the field that Word makes them of."""
        lines = []
        for style, name, text in entries:
            page = inline.field(f"PAGEREF {name} \\h", inline.run(self.page_numbers.get(name, "")))
            lines.append(
                (
                    self.styles[style],
                    inline.link(f'w:anchor="{name}"', inline.run(f"{text}\t") + page),
                )
            )
        first, last = {0: inline.begun_field(instruction)}, {len(lines) - 1: inline.FIELD_END}
        return [
            inline.paragraph(style, f"{first.get(at, '')}{line}{last.get(at, '')}")
            for at, (style, line) in enumerate(lines)
        ]


def label(report: Report, key: str) -> str:
    """A word of a report, with the marks its language wants."""
    return typography.typeset(report.labels[key], report.language)


def ask_for_page_numbers(document: Document) -> None:
    """Let Word ask on opening whether to fill in the fields that have no result."""
    settings: Any = document.settings.element
    for old in settings.xpath("w:updateFields"):
        settings.remove(old)
    update: Any = OxmlElement("w:updateFields", {qn("w:val"): "true"})
    settings.insert_element_before(update, *_AFTER_UPDATE)
