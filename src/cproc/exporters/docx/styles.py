"""The look: type, colours and spaces, as the styles of the document."""

from __future__ import annotations

import attrs

from cproc.exporters.docx.markup import DECLARATION, OFFICE, Part, attribute, heading_number
from cproc.exporters.office.column_widths import TABLE_SIZE
from cproc.exporters.office.text_width import FONT

ACCENT = "1F3864"  # a blue that prints as a dark grey; the only colour of the text

# Colours of the series of a chart; neighbours differ in print without colour.
GREYS = (ACCENT, "7F96BA", "C3CEE0", "4D4D4D", "999999", "D9D9D9")

_RULE = "B8C2D0"
_SHADE = "E8EDF4"
_MUTED = "595959"


@attrs.frozen
class _Style:
    """A paragraph style; sizes in points, spaces in twentieths of a point."""

    id: str
    name: str
    based: str = "Normal"
    next: str = ""
    before: int | None = None
    after: int | None = None
    line: int | None = None
    size: float | None = None
    bold: bool = False
    italic: bool = False
    color: str = ""
    align: str = ""
    keep_next: bool = False
    keep_lines: bool = False
    contextual: bool = False
    indent: str = ""
    tabs: str = ""
    border: str = ""
    shade: str = ""
    outline: int | None = None
    numbering: str = ""
    font: str = ""
    quick: bool = True

    def __str__(self) -> str:
        """The element, in the order the schema wants."""
        spacing = "".join(
            f' w:{name}="{value}"'
            for name, value in (("before", self.before), ("after", self.after), ("line", self.line))
            if value is not None
        )
        rule = ' w:lineRule="auto"' if self.line is not None else ""
        paragraph = "".join(
            (
                "<w:keepNext/>" if self.keep_next else "",
                "<w:keepLines/>" if self.keep_lines else "",
                self.numbering,
                f"<w:pBdr>{self.border}</w:pBdr>" if self.border else "",
                f'<w:shd w:val="clear" w:color="auto" w:fill="{self.shade}"/>'
                if self.shade
                else "",
                f"<w:tabs>{self.tabs}</w:tabs>" if self.tabs else "",
                f"<w:spacing{spacing}{rule}/>" if spacing else "",
                f"<w:ind {self.indent}/>" if self.indent else "",
                "<w:contextualSpacing/>" if self.contextual else "",
                f'<w:jc w:val="{self.align}"/>' if self.align else "",
                f'<w:outlineLvl w:val="{self.outline}"/>' if self.outline is not None else "",
            )
        )
        text = "".join(
            (
                f'<w:rFonts w:ascii="{self.font}" w:hAnsi="{self.font}" w:cs="{self.font}"/>'
                if self.font
                else "",
                "<w:b/><w:bCs/>" if self.bold else "",
                "<w:i/><w:iCs/>" if self.italic else "",
                f'<w:color w:val="{self.color}"/>' if self.color else "",
                f'<w:sz w:val="{round(self.size * 2)}"/><w:szCs w:val="{round(self.size * 2)}"/>'
                if self.size
                else "",
            )
        )
        return "".join(
            (
                '<w:style w:type="paragraph"',
                ' w:default="1"' if self.id == "Normal" else "",
                f' w:styleId="{self.id}">',
                f'<w:name w:val="{self.name}"/>',
                f'<w:basedOn w:val="{self.based}"/>' if self.id != "Normal" else "",
                f'<w:next w:val="{self.next}"/>' if self.next else "",
                "<w:qFormat/>" if self.quick else "",
                f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "",
                f"<w:rPr>{text}</w:rPr>" if text else "",
                "</w:style>",
            )
        )


def _line(side: str, size: int, color: str, space: int = 4) -> str:
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{color}"/>'


def _tab(position: int, kind: str = "right") -> str:
    return f'<w:tab w:val="{kind}" w:pos="{position}"/>'


def _headings() -> list[_Style]:
    sizes = {1: 17, 2: 13, 3: 11}
    before = {1: 480, 2: 360, 3: 280}
    return [
        _Style(
            f"Heading{level}",
            f"heading {level}",
            next="BodyText",
            before=before.get(level, 240),
            after=60,
            line=240,
            size=sizes.get(level, 10),
            bold=True,
            color=ACCENT,
            keep_next=True,
            keep_lines=True,
            outline=level - 1,
            numbering=heading_number(level),
        )
        for level in range(1, 10)
    ]


def _paragraphs(width: int) -> list[_Style]:
    """The paragraph styles; spaces are set before a paragraph, whatever is above it."""
    body = "BodyText"
    return [
        _Style("Normal", "Normal"),
        _Style(body, "Body Text", before=140),
        *_headings(),
        _Style("Title", "Title", next="Subtitle", before=2400, size=27, bold=True, color=ACCENT,
               line=252, keep_next=True),
        _Style("Subtitle", "Subtitle", next=body, before=200, size=15, color=_MUTED, line=252),
        _Style("CoverOrganisation", "Cover Organisation", size=13, bold=True, color=ACCENT),
        _Style("CoverOffice", "Cover Office", before=40, size=11,
               border=_line("bottom", 8, ACCENT, 10)),
        _Style("CoverReference", "Cover Reference", before=400, size=11, bold=True, align="right"),
        _Style("CoverAddressee", "Cover Addressee", before=1400, size=11,
               border=_line("top", 4, _RULE, 10)),
        _Style("CoverDetail", "Cover Detail", before=120, size=11, color=_MUTED),
        _Style("TOCHeading", "TOC Heading", next=body, before=0, after=160, size=17, bold=True,
               color=ACCENT, keep_next=True),
        _Style("TOC1", "toc 1", next=body, before=120, bold=True, keep_lines=True,
               indent='w:left="454" w:right="567" w:hanging="454"',
               tabs=_tab(454, "left") + _tab(width), quick=False),
        _Style("TOC2", "toc 2", next=body, before=40, keep_lines=True,
               indent='w:left="1077" w:right="567" w:hanging="623"',
               tabs=_tab(1077, "left") + _tab(width), quick=False),
        _Style("TOC3", "toc 3", next=body, before=20, size=9, keep_lines=True,
               indent='w:left="1814" w:right="567" w:hanging="737"',
               tabs=_tab(1814, "left") + _tab(width), quick=False),
        _Style("TableofFigures", "table of figures", next=body, before=40, keep_lines=True,
               indent='w:right="567"', tabs=_tab(width), quick=False),
        _Style("ListBullet", "List Bullet", body, before=80),
        _Style("ListNumber", "List Number", body, before=80),
        _Style("ListContinue", "List Continue", body, before=60),
        _Style("Quote", "Quote", body, italic=True, indent='w:left="567" w:right="567"'),
        _Style("ProseHeading", "Prose Heading", next=body, before=240, bold=True, color=ACCENT,
               keep_next=True, keep_lines=True),
        _Style("CodeBlock", "Code Block", before=140, size=9, font="Courier New", shade="F2F2F2"),
        _Style("Caption", "caption", next=body, before=280, after=80, size=9, bold=True,
               color=ACCENT, line=240, keep_next=True, keep_lines=True),
        _Style("Figure", "Figure", next=body, before=0, line=240),
        _Style("TableText", "Table Text", before=30, after=30, line=240, size=TABLE_SIZE),
        _Style("TableTextNumber", "Table Text Number", "TableText", align="right"),
        _Style("TableHeading", "Table Heading", "TableText", bold=True, color=ACCENT,
               keep_next=True),
        _Style("TableHeadingNumber", "Table Heading Number", "TableHeading", align="right"),
        _Style("TableTotal", "Table Total", "TableText", bold=True),
        _Style("TableTotalNumber", "Table Total Number", "TableTotal", align="right"),
        _Style("TableNote", "Table Note", before=60, line=240, size=8, color=_MUTED,
               keep_lines=True),
        _Style("FootnoteText", "footnote text", before=20, line=240, size=8, quick=False),
        _Style("Header", "header", size=8, color=_MUTED, line=240,
               border=_line("bottom", 4, _RULE, 5), quick=False),
        _Style("Footer", "footer", size=8, color=_MUTED, line=240,
               border=_line("top", 4, _RULE, 5), quick=False),
        _Style("SectionEnd", "Section End", line=20, size=1, quick=False),
    ]  # fmt: skip


def _character(identifier: str, name: str, inside: str) -> str:
    return (
        f'<w:style w:type="character" w:styleId="{identifier}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:rPr>{inside}</w:rPr></w:style>'
    )


def _characters() -> str:
    return "".join(
        (
            '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">',
            '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/>',
            "<w:semiHidden/></w:style>",
            _character(
                "Hyperlink", "Hyperlink", f'<w:color w:val="{ACCENT}"/><w:u w:val="single"/>'
            ),
            _character(
                "FootnoteReference", "footnote reference", '<w:vertAlign w:val="superscript"/>'
            ),
            _character(
                "Code",
                "Code",
                '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>',
            ),
        )
    )


def _table() -> str:
    """The table style: light rules between rows, a shaded header, a ruled total."""
    cell = f'<w:shd w:val="clear" w:color="auto" w:fill="{_SHADE}"/><w:vAlign w:val="bottom"/>'
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>'
        '<w:tblPr><w:tblCellMar><w:left w:w="100" w:type="dxa"/><w:right w:w="100" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
        '<w:style w:type="table" w:customStyle="1" w:styleId="ReportTable">'
        '<w:name w:val="Report Table"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders>{_line('top', 8, ACCENT, 0)}{_line('bottom', 8, ACCENT, 0)}"
        f"{_line('insideH', 4, _RULE, 0)}</w:tblBorders></w:tblPr>"
        '<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
        f"{_line('bottom', 6, ACCENT, 0)}</w:tcBorders>{cell}</w:tcPr></w:tblStylePr>"
        '<w:tblStylePr w:type="lastRow"><w:tcPr><w:tcBorders>'
        f"{_line('top', 6, ACCENT, 0)}</w:tcBorders></w:tcPr></w:tblStylePr></w:style>"
    )


def styles_part(namespaces: str, language: str, width: int) -> Part:
    """The styles."""
    fonts = f'w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"'
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/><w:sz w:val="20"/>'
        f'<w:szCs w:val="20"/><w:lang w:val="{attribute(language)}"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
    )
    paragraphs = "".join(map(str, _paragraphs(width)))
    body = (
        f"{DECLARATION}<w:styles {namespaces}>{defaults}{paragraphs}{_characters()}{_table()}"
        "</w:styles>"
    )
    return Part("word/styles.xml", f"{OFFICE}.wordprocessingml.styles+xml", [body])


def fonts_part(namespaces: str) -> Part:
    """The font table, which names the free twin of each font."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{twin}"/><w:family w:val="{family}"/></w:font>'
        for name, twin, family in (
            (FONT, "Liberation Sans", "swiss"),
            ("Courier New", "Liberation Mono", "modern"),
        )
    )
    body = f"{DECLARATION}<w:fonts {namespaces}>{fonts}</w:fonts>"
    return Part("word/fontTable.xml", f"{OFFICE}.wordprocessingml.fontTable+xml", [body])


def _color(name: str, value: str) -> str:
    return f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'


def theme_part() -> Part:
    """The theme of the house's own colours."""
    accents = (GREYS * 2)[:6]
    colors = "".join(
        (
            _color("dk1", "000000"),
            _color("lt1", "FFFFFF"),
            _color("dk2", ACCENT),
            _color("lt2", "E8EDF4"),
            *(_color(f"accent{number}", value) for number, value in enumerate(accents, 1)),
            _color("hlink", ACCENT),
            _color("folHlink", ACCENT),
        )
    )
    font = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    body = (
        f'{DECLARATION}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        f'name="Report"><a:themeElements><a:clrScheme name="Report">{colors}</a:clrScheme>'
        f'<a:fontScheme name="Report"><a:majorFont>{font}</a:majorFont>'
        f"<a:minorFont>{font}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Report"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{line * 3}</a:lnStyleLst><a:effectStyleLst>{effect * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
    return Part("word/theme/theme1.xml", f"{OFFICE}.theme+xml", [body])
