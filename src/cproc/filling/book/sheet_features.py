"""What a sheet has beside its cells, when rows of it move: merges, rules, links, breaks, views."""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from typing import Any

from cproc.filling.book.anchors import move_anchor
from cproc.filling.book.cells import Area, area
from cproc.filling.book.moves import RowMove
from cproc.filling.book.references import LAST_ROW, translated
from cproc.filling.book.xml_parts import beside_cells, is_set, local

# Attributes that are formulas: of links, of the least and most of a scale, of controls.
_FORMULAS = ("location", "linkedCell", "listFillRange")
_TEXTS = frozenset(("formula", "formula1", "formula2", "f"))
_RANGES, _CELLS = ("ref", "sqref"), ("topLeftCell", "activeCell")


def move_rules(root: Any, move: RowMove, home: str, names: Collection[str]) -> bool:
    """Move the references in formulas beside the cells of any sheet.

    Args:
        root: Its outermost element.
        move: Which row becomes how many.
        home: The sheet.
        names: Names of the workbook in small letters.

    Returns:
        Whether any has changed.
    """
    changed = False
    for each in beside_cells(root):
        if local(each) == "f" and _is_copied(each.getparent(), move, home):
            continue
        if local(each) in _TEXTS and each.text and not len(each):
            # A rule of the row is one of each copy, and what it says of the row is of that copy.
            of_row = home.lower() == move.sheet.lower() and _first_row(each) == move.row
            new = move.copied(each.text, 0, names) if of_row else None
            changed |= _set_text(each, new or move.formula(each.text, home, names))
        is_scale = local(each) == "cfvo" and each.get("type") == "formula"
        for attribute in (*_FORMULAS, *(("val",) if is_scale else ())):
            if old := each.get(attribute):
                changed |= _set(each, attribute, move.formula(old, home, names))
        if local(each) == "dataRef" and each.get("sheet", "").lower() == move.sheet.lower():
            changed |= _set(each, "ref", move.areas(each.get("ref", "")))
    return changed


def _first_row(formula: Any) -> int:
    """The first row that the rule of a formula is for; 0 where it is of no rule."""
    for owner in formula.iterancestors():
        if local(owner) in ("conditionalFormatting", "dataValidation"):
            inside = (each.text for each in owner if local(each) == "sqref")
            ranges = owner.get("sqref") or next(inside, None) or ""
            return min((its.top for each in ranges.split() if (its := area(each))), default=0)
    return 0


def _set(element: Any, attribute: str, value: str) -> bool:
    """Set an attribute; whether it had another value."""
    if element.get(attribute) == value:
        return False
    element.set(attribute, value)
    return True


def _set_text(element: Any, text: str) -> bool:
    """Set a text; whether it was another."""
    if element.text == text:
        return False
    element.text = text
    return True


def move_features(root: Any, move: RowMove, names: Collection[str]) -> None:
    """Move what the changed sheet itself has beside its cells; formulas have been moved before.

    Args:
        root: Its outermost element.
        move: Which row becomes how many.
        names: Names of the workbook in small letters.
    """
    for each in list(beside_cells(root)):
        kind = local(each)
        if kind == "mergeCells":
            _move_merges(each, move)
        elif kind in ("mergeCell", "dataRef"):
            continue
        elif kind == "sparkline":
            _move_sparkline(each, move, names)
        elif kind == "sqref" and local(each.getparent()) != "sparkline":
            _set_areas(each.getparent(), each, move.areas(each.text or ""))
        elif kind == "rowBreaks":
            _move_breaks(each, move)
        elif kind == "pane":
            _move_pane(each, move)
        elif kind == "anchor":
            move_anchor(each, move, behaviour=_behaviour(each))
        _move_attributes(each, move)


def _behaviour(anchor: Any) -> str:
    """How a control or an embedded object hangs on the cells, in the words of drawings."""
    if not is_set(anchor.get("moveWithCells")):
        return "absolute"
    return "twoCell" if is_set(anchor.get("sizeWithCells")) else "oneCell"


def _move_attributes(element: Any, move: RowMove) -> None:
    for attribute in _RANGES:
        if (old := element.get(attribute)) is not None:
            new = move.areas(old)
            if new:
                _set(element, attribute, new)
            elif local(element) != "selection":
                remove(element)
    for attribute in _CELLS:
        its = area(element.get(attribute, ""))
        if its is not None:
            row = move.at(its.top) or move.row
            _set(element, attribute, str(Area(row, its.left, row, its.left)))
    if local(element) in ("inputCells", "cellWatch"):
        its = area(element.get("r", ""))
        moved = None if its is None else move.at(its.top)
        if its is not None and moved:
            _set(element, "r", str(Area(moved, its.left, moved, its.left)))
        elif its is not None:
            remove(element)


def _set_areas(owner: Any, element: Any, areas: str) -> None:
    if areas:
        _set_text(element, areas)
    else:
        remove(owner)


def remove(element: Any) -> None:
    """Take an element away, and what holds nothing else.

    Args:
        element: One of several of its kind.
    """
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    # Beside its sparklines a group has only their colours.
    is_empty = not len(parent) or local(element) == "sparklines"
    if is_empty and parent.getparent() is not None:
        remove(parent)
    elif parent.get("count") is not None:
        parent.set("count", str(sum(1 for each in parent if local(each))))


def _move_merges(merges: Any, move: RowMove) -> None:
    """Merged cells of the repeated row are merged in each copy; others move or grow."""
    for each in list(merges):
        its = area(each.get("ref", ""))
        if its is None:
            continue
        if its.top == its.bottom == move.row:
            for number in range(move.count - 1, 0, -1):
                copy = deepcopy(each)
                copy.set("ref", translated(str(its), number))
                each.addnext(copy)
            if not move.count:
                merges.remove(each)
            continue
        span = move.span(its.top, its.bottom)
        new = None if span is None else Area(span[0], its.left, span[1], its.right)
        if new is None or new.size == 1:
            merges.remove(each)
        else:
            _set(each, "ref", str(new))
    if not len(merges):
        merges.getparent().remove(merges)
    elif merges.get("count") is not None:
        merges.set("count", str(len(merges)))


def _place(sparkline: Any) -> Area | None:
    return next((area((e.text or "").strip()) for e in sparkline if local(e) == "sqref"), None)


def _is_copied(element: Any, move: RowMove, home: str) -> bool:
    """Whether an element is a sparkline of the repeated row, which is drawn in each copy."""
    its = _place(element) if local(element) == "sparkline" else None
    return its is not None and its.top == move.row and home.lower() == move.sheet.lower()


def _move_sparkline(sparkline: Any, move: RowMove, names: Collection[str]) -> None:
    """A sparkline of the repeated row is drawn in each copy, from the cells of that copy."""
    its = _place(sparkline)
    if its is None:
        return
    if its.top != move.row:
        _put(sparkline, "sqref", move.formula(str(its), move.sheet))
        return
    old = next((each.text or "" for each in sparkline if local(each) == "f"), "")
    for number in range(move.count - 1, -1, -1):
        copy = deepcopy(sparkline) if number else sparkline
        _put(copy, "f", move.copied(old, number, names))
        _put(copy, "sqref", translated(str(its), number))
        if number:
            sparkline.addnext(copy)
    if not move.count:
        remove(sparkline)


def _put(element: Any, kind: str, text: str) -> None:
    for each in element:
        if local(each) == kind:
            _set_text(each, text)


def _move_breaks(breaks: Any, move: RowMove) -> None:
    """A break stays below the row it is below; below the repeated row it is below the last copy."""
    seen: set[int] = set()
    for each in list(breaks):
        old = int(each.get("id", 0))
        new = old if old < move.row else old + move.by
        if new in seen or not 0 < new < LAST_ROW:
            breaks.remove(each)
        else:
            seen.add(new)
            _set(each, "id", str(new))
    if not len(breaks):
        breaks.getparent().remove(breaks)
        return
    manual = sum(1 for each in breaks if each.get("man") in ("1", "true"))
    for attribute, count in (("count", len(breaks)), ("manualBreakCount", manual)):
        if breaks.get(attribute) is not None:
            breaks.set(attribute, str(count))


def _move_pane(pane: Any, move: RowMove) -> None:
    """Where rows are frozen that one is repeated of, its copies are frozen with it."""
    rows = pane.get("ySplit", "0")
    if pane.get("state") not in ("frozen", "frozenSplit") or not rows.isdigit():
        return
    view = area(pane.getparent().get("topLeftCell", "A1"))
    first = view.top if view is not None else 1
    if int(rows) and first <= move.row < first + int(rows):
        _set(pane, "ySplit", str(int(rows) + move.by))
