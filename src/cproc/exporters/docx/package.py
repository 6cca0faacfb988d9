"""The file around the parts: an Open Packaging Conventions zip, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import dirname, relpath
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import attrs

from cproc.exporters.docx.markup import attribute

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "application/vnd.openxmlformats-officedocument"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"


def relationship(kind: str) -> str:
    """The full name of a relationship of Office documents, such as ``styles``."""
    return f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"


@attrs.define
class Part:
    """A part of the package and what it refers to.

    Args:
        name: Its path in the package.
        content_type: Its media type.
        body: Its text in pieces, or its bytes.
    """

    name: str
    content_type: str
    body: Iterable[str] | bytes = b""
    _relations: dict[tuple[str, str, bool], str] = attrs.field(factory=dict, init=False)

    def relate(self, kind: str, target: str, *, external: bool = False) -> str:
        """Refer to another part or to an address, once each; give the identifier."""
        key = (kind, target, external)
        return self._relations.setdefault(key, f"rId{len(self._relations) + 1}")

    def to_bytes(self) -> bytes:
        """The part as it is stored."""
        return self.body if isinstance(self.body, bytes) else "".join(self.body).encode()

    @property
    def has_relations(self) -> bool:
        """Whether it refers to anything."""
        return bool(self._relations)

    def relations(self) -> str:
        """The relationships part that goes with it; targets lie beside it or below."""
        folder = dirname(self.name) or "."
        lines = [
            f'<Relationship Id="{identifier}" Type="{attribute(kind)}" '
            + (
                f'Target="{attribute(target)}" TargetMode="External"/>'
                if external
                else f'Target="{relpath(target, folder)}"/>'
            )
            for (kind, target, external), identifier in self._relations.items()
        ]
        return (
            f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
            f"{''.join(lines)}</Relationships>"
        )


@attrs.define
class Package:
    """The parts of one file, in the order they are written."""

    root: Part = attrs.field(factory=lambda: Part("", ""))
    parts: list[Part] = attrs.field(factory=list)

    def add(self, part: Part, kind: str, source: Part | None = None) -> str:
        """Add a part that another one, or the package itself, refers to; give the identifier."""
        self.parts.append(part)
        return (source or self.root).relate(kind, part.name)

    def _content_types(self) -> str:
        overrides = "".join(
            f'<Override PartName="/{part.name}" ContentType="{part.content_type}"/>'
            for part in self.parts
        )
        return (
            f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="{_RELATIONS_TYPE}"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
        )

    def write(self, stream: BinaryIO) -> None:
        """Write the zip: content types first, each part followed by what it refers to."""
        with ZipFile(stream, "w") as archive:
            _store(archive, "[Content_Types].xml", self._content_types().encode())
            _store(archive, "_rels/.rels", self.root.relations().encode())
            for part in self.parts:
                _store(archive, part.name, part.to_bytes())
                if part.has_relations:
                    folder, _, name = part.name.rpartition("/")
                    _store(archive, f"{folder}/_rels/{name}.rels", part.relations().encode())


def _store(archive: ZipFile, name: str, data: bytes) -> None:
    entry = ZipInfo(name)
    entry.create_system = 0  # nobody normalises the workbook inside a chart
    archive.writestr(entry, data, ZIP_DEFLATED, compresslevel=6)
