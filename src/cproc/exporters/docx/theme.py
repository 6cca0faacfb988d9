"""The theme: the colours and fonts Word offers whoever edits the report."""

from __future__ import annotations

from cproc.exporters.docx.package import DECLARATION, OFFICE, Part
from cproc.exporters.docx.styles import ACCENT, FONT, GREYS


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
