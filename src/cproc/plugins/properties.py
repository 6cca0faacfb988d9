"""The properties of office files in which they keep what they follow from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import attrs
from lxml import etree

from cproc.archives import DAMAGED, unsafe
from cproc.plugins.origin import Origin
from cproc.plugins.package import with_parts

_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_MEDIA = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # what Office takes as a user's own properties
_CONTENT, _TOP, _PART = "[Content_Types].xml", "_rels/.rels", "docProps/custom.xml"
_PREFIX = "cproc."


def with_origin(data: bytes, origin: Origin) -> bytes:
    """An office file with its origin among its properties.

    Args:
        data: The file; what is not changed of it stays the same bytes.
        origin: What is put there, in the place of what stood there before.
    """
    with ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        types, top = _tree(archive.read(_CONTENT)), _tree(archive.read(_TOP))
        part = _part_of(top)
        properties = _tree(archive.read(part)) if part in names else None
    changed: dict[str, bytes] = {}
    if properties is None:
        part, properties = _PART, etree.Element(f"{{{_CUSTOM}}}Properties", nsmap=_names())
        etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{_PART}", ContentType=_MEDIA)
        used = {each.get("Id") for each in top}
        free = next(id_ for n in range(1, len(used) + 2) if (id_ := f"rIdOrigin{n}") not in used)
        relation = {"Id": free, "Type": _KIND, "Target": _PART}
        etree.SubElement(top, f"{{{_RELATIONS}}}Relationship", relation)
        changed = {_CONTENT: _bytes(types), _TOP: _bytes(top)}
    _put(properties, origin)
    return with_parts(data, {**changed, part: _bytes(properties)})


def _names() -> dict[Any, str]:
    return {None: _CUSTOM, "vt": _VALUES}


def _put(properties: etree._Element, origin: Origin) -> None:
    """Put an origin among properties, in the place of an earlier one; a template has its own."""
    for each in list(properties):
        if (each.get("name") or "").startswith(_PREFIX):
            properties.remove(each)
    taken = [int(each.get("pid") or 1) for each in properties]
    for number, (name, value) in enumerate(_told(origin), start=max(taken, default=1) + 1):
        held = {"fmtid": _FORMAT, "pid": str(number), "name": f"{_PREFIX}{name}"}
        of = etree.SubElement(properties, f"{{{_CUSTOM}}}property", held)
        etree.SubElement(of, f"{{{_VALUES}}}lpwstr").text = value


def _told(origin: Origin) -> Iterator[tuple[str, str]]:
    for field in attrs.fields(Origin):
        value = getattr(origin, field.name)
        if field.name == "options":
            value = json.dumps(dict(sorted(value.items()))) if value else ""
        if value:
            yield field.name, value


def origin_of(data: bytes) -> Origin | None:
    """The origin that an office file tells; none where it tells none, or is no such file."""
    if not data.startswith(b"PK\x03\x04"):
        return None
    try:
        with ZipFile(BytesIO(data)) as archive:
            if any(True for _reason in unsafe(archive, len(data))):
                return None
            names = archive.namelist()
            part = _part_of(_tree(archive.read(_TOP))) if _TOP in names else ""
            if part not in names:
                return None
            return _read(_tree(archive.read(part)))
    except (*DAMAGED, etree.XMLSyntaxError, TypeError):
        return None


def _read(properties: etree._Element) -> Origin | None:
    told = {}
    for each in properties:
        name = each.get("name") or ""
        if name.startswith(_PREFIX) and len(each):
            told[name.removeprefix(_PREFIX)] = each[0].text or ""
    known = {name: told.get(name, "") for name in attrs.fields_dict(Origin)}
    options = json.loads(known.pop("options") or "{}")
    if not known["digest"] or not known["exporter"] or not isinstance(options, dict):
        return None
    return Origin(**known, options={str(name): str(text) for name, text in options.items()})


def _part_of(top: etree._Element) -> str:
    """The part that holds a file's own properties; nothing where none does."""
    targets = (each.get("Target") or "" for each in top if each.get("Type") == _KIND)
    return next(targets, "").removeprefix("/")


def _tree(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
