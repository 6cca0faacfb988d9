"""Which part of a workbook belongs to which, as its relationships say."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join, normpath

import attrs

from cproc.filling.book.parts import Parts
from cproc.filling.book.xml_parts import local, parsed


@attrs.frozen
class Relation:
    """That one part belongs to another.

    Args:
        id: Its identifier in the part that has it.
        kind: The last word of its type: ``worksheet``, ``table``, ``vmlDrawing``.
        target: Name of the part it is; of another file its address.
        external: Whether it is another file.
    """

    id: str
    kind: str
    target: str
    external: bool = False


def relations_part(part: str) -> str:
    """The name of the part that holds the relationships of one.

    Example:
        >>> relations_part("xl/workbook.xml"), relations_part("")
        ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, _slash, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def relations(parts: Parts, part: str = "") -> tuple[Relation, ...]:
    """What belongs to a part.

    Args:
        parts: All parts.
        part: Name of one; empty for the whole file.
    """
    name = relations_part(part)
    if name not in parts:
        return ()
    return tuple(_relations(parts, part, name))


def _relations(parts: Parts, part: str, name: str) -> Iterator[Relation]:
    for each in parsed(parts[name], name).root:
        if local(each) != "Relationship":
            continue
        target = each.get("Target", "")
        external = each.get("TargetMode") == "External"
        if not external:
            inside = target.lstrip("/") if target.startswith("/") else join(dirname(part), target)
            target = normpath(inside)
        kind = each.get("Type", "").rpartition("/")[2]
        yield Relation(each.get("Id", ""), kind, target, external)


def related(parts: Parts, part: str, *kinds: str) -> tuple[str, ...]:
    """The names of the parts of some kinds that belong to one, and are there.

    Args:
        parts: All parts.
        part: Name of the one.
        *kinds: Last words of types of relationships.
    """
    return tuple(
        each.target
        for each in relations(parts, part)
        if each.kind in kinds and not each.external and each.target in parts
    )
