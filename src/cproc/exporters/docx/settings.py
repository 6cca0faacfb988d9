"""Settings, document properties and the frame of the footnotes."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from cproc.exporters.docx.markup import attribute
from cproc.exporters.docx.package import DECLARATION, OFFICE, Part, relationship
from cproc.exporters.office import language_tag
from cproc.report import Report

_CORE = (
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_CORE_KIND = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"


def settings_part(namespaces: str, language: str) -> Part:
    """The settings: how Word 2013 and later lay out, and fields to be filled in on opening."""
    body = (
        f'{DECLARATION}<w:settings {namespaces}><w:defaultTabStop w:val="709"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:updateFields w:val="true"/>'
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{attribute(language)}"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )
    return Part("word/settings.xml", f"{OFFICE}.wordprocessingml.settings+xml", [body])


def properties_parts(report: Report) -> Iterator[tuple[Part, str]]:
    """The document properties; the day of issue stands for both dates, never the clock."""
    day = f"{report.issued.isoformat()}T00:00:00Z"
    core = "".join(
        f"<{tag}>{escape(text, quote=False).replace(chr(13), '&#13;')}</{tag}>"
        for tag, text in (
            ("dc:title", report.title),
            ("dc:subject", report.subtitle),
            ("dc:creator", report.office),
            ("dc:identifier", report.reference),
            ("dc:language", language_tag(report.language)),
            ("cp:lastModifiedBy", report.office),
        )
        if text
    )
    dates = "".join(
        f'<dcterms:{tag} xsi:type="dcterms:W3CDTF">{day}</dcterms:{tag}>'
        for tag in ("created", "modified")
    )
    yield (
        Part(
            "docProps/core.xml",
            _CORE_TYPE,
            [f"{DECLARATION}<cp:coreProperties {_CORE}>{core}{dates}</cp:coreProperties>"],
        ),
        _CORE_KIND,
    )
    company = escape(report.organisation, quote=False).replace("\r", "&#13;")
    extended = f"<Company>{company}</Company>"
    yield (
        Part(
            "docProps/app.xml",
            f"{OFFICE}.extended-properties+xml",
            [f'{DECLARATION}<Properties xmlns="{_EXTENDED}">{extended}</Properties>'],
        ),
        relationship("extended-properties"),
    )


def footnotes_body(namespaces: str, notes: list[str]) -> list[str]:
    """The footnotes with the rules Word draws above them."""
    spacing = '<w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
    rules = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p>{spacing}<w:r><w:{kind}/></w:r></w:p>'
        "</w:footnote>"
        for kind, number in (("separator", -1), ("continuationSeparator", 0))
    )
    return [f"{DECLARATION}<w:footnotes {namespaces}>{rules}", *notes, "</w:footnotes>"]
