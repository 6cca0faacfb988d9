"""What a mark is on: the way to some records, and the field of them that is meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, get_args, get_origin

import attrs

from cproc import model
from cproc.errors import InvalidValueError, said
from cproc.labels import labels_in, languages
from cproc.model.conversion import lackable, without_none
from cproc.model.walk import with_values

UNNAMED = (model.Activity, model.Post, model.Organisation, model.Transaction)
"""Records that stay without a name: money and counts would not tie without them."""

LEFT_OUT = (
    model.Contract,
    model.FundingPriority,
    model.IndicatorValue,
    model.Locality,
    model.Milestone,
    model.Narrative,
    model.Participants,
    model.Place,
    model.PriorityCountry,
    model.Statement,
    model.VarianceExplanation,
)
"""Records that are left out altogether: nothing is a sum of them, or what is says that it lacks
some."""

_SHORT = {
    "activities.places": "activities.occurrences.places",
    "narrative": "reports.narrative",
    "statements": "reports.statements",
}
"""What people write, and the way that it stands for."""

_TOGETHER: dict[tuple[type, str], str] = {
    (model.Contribution, "share"): "base",
    (model.Contribution, "base"): "share",
    (model.Post, "projects"): "shares",
}
"""Fields that are given together, or not at all."""

_NAMES = ("id", "code", "number")


@attrs.frozen
class Target:
    """What a mark is on.

    Args:
        steps: Fields that lead from the portfolio to the records.
        cls: Class of the records.
        field: Field of them that is meant; the whole record where empty.
    """

    steps: tuple[str, ...]
    cls: Any
    field: str = ""

    @property
    def lists(self) -> tuple[int, ...]:
        """Which of the steps are lists of records that a mark may name."""
        first = 1 if self.steps[0] == "reports" and self.steps[1:] else 0
        return tuple(range(first, len(self.steps)))

    def chosen(self, mark: model.Confidential) -> tuple[str | None, ...]:
        """The identifier that is wanted at each step; any where it is none."""
        wanted: list[str | None] = [None] * len(self.steps)
        first, *_between = self.lists
        wanted[first] = mark.record
        if self.lists[-1] != first:
            wanted[-1] = mark.part
        return tuple(wanted)


@cache
def target_of(of: str) -> Target:
    """What a mark names: ``activities``, ``posts.nationality``, ``projects.transactions.supplier``.

    Args:
        of: `Confidential.of`.

    Raises:
        InvalidValueError: There is no such list or field, or it cannot be left out.

    Example:
        >>> target_of("activities.places").steps
        ('activities', 'occurrences', 'places')
        >>> target_of("posts.nationality").field
        'nationality'
    """
    way = of
    for short, long in _SHORT.items():
        if of == short or of.startswith(f"{short}."):
            way = long + of.removeprefix(short)
    cls: Any = model.Portfolio
    steps: list[str] = []
    names = way.split(".")
    for at, name in enumerate(names):
        kind = _kinds(cls).get(name)
        if kind is None or not (steps or _holds_records(kind)):
            raise _unknown(of, cls, name)
        if not _holds_records(kind):
            if names[at + 1 :]:
                raise _unknown(of, cls, names[at + 1])
            _refuse_needed(cls, name, of)
            return Target(tuple(steps), cls, name)
        steps.append(name)
        cls = kind
    if cls not in (*UNNAMED, *LEFT_OUT):
        message = said("records of {of!r} cannot be left out as a whole.", of=of)
        hint = said("Mark a field of them, such as {example}.", example=_example(of, cls))
        raise InvalidValueError("confidential-of", message, hint, "of")
    return Target(tuple(steps), cls)


@cache
def _kinds(cls: Any) -> dict[str, Any]:
    """The fields of a class with the class of what they hold, of a list that of its items."""
    resolved = attrs.fields(attrs.resolve_types(cls)) if attrs.has(cls) else ()
    kinds = {field.name: without_none(field.type) for field in resolved}
    return {
        name: get_args(kind)[0] if get_origin(kind) is tuple else kind
        for name, kind in kinds.items()
    }


def _holds_records(kind: Any) -> bool:
    values = (model.Money, model.DateSpan, model.Period, model.Month, model.LocalText)
    return isinstance(kind, type) and attrs.has(kind) and kind not in values


def _unknown(of: str, cls: Any, name: str) -> InvalidValueError:
    kinds = _kinds(cls)
    if cls is model.Portfolio:
        kinds = {each: kind for each, kind in kinds.items() if _holds_records(kind)}
    known = ", ".join(kinds) or said("none")
    message = said("there is no {name!r} to be marked in {of!r}.", name=name, of=of)
    hint = said("Write one of {known}.", known=known)
    return InvalidValueError("confidential-of", message, hint, "of")


def _example(of: str, cls: Any) -> str:
    usable = (name for name in _kinds(cls) if _is_emptiable(cls, name))
    return f"{of}.{next(usable, '')}"


def _is_emptiable(cls: Any, name: str) -> bool:
    """Whether a record may be without a field, and then says nothing that is not so."""
    if name in _NAMES or _holds_records(_kinds(cls)[name]):
        return False
    field = attrs.fields_dict(cls)[name]
    if field.default is attrs.NOTHING:
        return name in lackable(cls) or field.type is model.LocalText
    return field.default in (None, "", ())


def _refuse_needed(cls: Any, name: str, of: str) -> None:
    if not _is_emptiable(cls, name):
        message = said("{of!r} cannot be left out: a record needs it.", of=of)
        hint = said("Mark another field, or whole records.")
        raise InvalidValueError("confidential-of", message, hint, "of")


def undisclosed() -> model.LocalText:
    """The words that stand for a name that is not to be known, in every language there is."""
    return model.LocalText({tag: labels_in(tag)("word.not_disclosed") for tag in languages()})


def emptied(record: Any, name: str) -> Any:
    """A record without what a field holds; None of a place that nothing is left of.

    Args:
        record: The record.
        name: A field that `target_of` takes.
    """
    cls = type(record)
    field = attrs.fields_dict(cls)[name]
    empty = None if field.default is attrs.NOTHING else field.default
    if field.type is model.LocalText:
        empty = undisclosed()
    if (cls, name) == (model.Activity, "participants") and record.participants:
        # That people took part is known, and not how many: no sum is exact without them.
        empty = (model.Participants(),)
    if getattr(record, name) == empty:
        return record
    fields = {name: empty}
    if other := _TOGETHER.get((cls, name)):
        fields[other] = attrs.fields_dict(cls)[other].default
    try:
        return attrs.evolve(record, **fields)
    except InvalidValueError:
        if cls is not model.Place:
            raise
        return None


def with_targets(
    holder: Any,
    steps: Sequence[str],
    wanted: Sequence[str | None],
    change: Callable[[Any], Any],
) -> Any:
    """A record in which the targets of a mark are changed.

    Args:
        holder: What the steps lead from.
        steps: Fields that lead to the targets.
        wanted: The identifier that is wanted at each step; any where it is none.
        change: Makes the changed record; None leaves it out.
    """
    if not steps:
        return change(holder)
    step, held = steps[0], getattr(holder, steps[0])
    if held is None:
        return holder

    def changed(each: Any) -> Any:
        if wanted[0] is not None and wanted[0] != model.name_of(each):
            return each
        return with_targets(each, steps[1:], wanted[1:], change)

    if not isinstance(held, tuple):
        new = changed(held)
        return holder if new is held else with_values(holder, **{step: new})
    made = tuple(map(changed, held))
    if all(new is old for new, old in zip(made, held, strict=True)):
        return holder
    return with_values(holder, **{step: tuple(each for each in made if each is not None)})
