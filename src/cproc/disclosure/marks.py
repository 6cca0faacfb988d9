"""Taking away what is marked as personal or confidential."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import attrs

from cproc import model
from cproc.disclosure.tally import Tally
from cproc.disclosure.targets import UNNAMED, Target, emptied, target_of, with_targets
from cproc.disclosure.unnamed import unnamed
from cproc.errors import InvalidValueError, said
from cproc.figures import roles
from cproc.model import Audience, Confidential, Portfolio, Shows, TermList, Withholding
from cproc.model.references import REFERENCES
from cproc.model.walk import each_of, with_each, with_values

_OPEN_TO_BOARD = (Audience.BOARD, Audience.AUDIT)


def in_force(mark: Confidential, audience: Audience) -> bool:
    """Whether a mark holds for an audience."""
    return audience is not Audience.AUDIT and (mark.personal or audience not in _OPEN_TO_BOARD)


def without_marked(portfolio: Portfolio, audience: Audience, tally: Tally) -> Portfolio:
    """The portfolio without what is marked for an audience, and without those marks.

    Args:
        portfolio: The data.
        audience: For whom they are.
        tally: Counts what is left out.
    """
    if not portfolio.confidential:
        return portfolio
    shown = portfolio
    renamed: dict[str, dict[str, str]] = {}
    ours = [mark for mark in portfolio.confidential if in_force(mark, audience)]
    # Fields first: a record without a name is then no longer found by its name.
    for mark in sorted(ours, key=lambda each: not target_of(each.of).field):
        shown = _without(shown, mark, tally, renamed)
    shown = _refer_anew(shown, renamed)
    gone = {name for names in renamed.values() for name in names}
    kept = (mark for mark in portfolio.confidential if mark not in ours)
    shown = attrs.evolve(
        shown,
        confidential=tuple(each for each in kept if not gone & {each.record, each.part}),
    )
    return _without_unused(portfolio, shown)


def _without(
    portfolio: Portfolio, mark: Confidential, tally: Tally, renamed: dict[str, dict[str, str]]
) -> Portfolio:
    target = target_of(mark.of)
    change, how = _change(portfolio, mark, target, renamed)
    changed = 0

    def counted(record: Any) -> Any:
        nonlocal changed
        new = change(record)
        changed += new is not record
        return new

    shown: Portfolio = with_targets(portfolio, target.steps, target.chosen(mark), counted)
    if target.cls is model.Place:  # of an activity with three places one says that it was coarsened
        top = target.steps[0]
        pairs = zip(getattr(portfolio, top), getattr(shown, top), strict=True)
        changed = sum(before is not after for before, after in pairs)
    tally.add(mark.of, how, changed)
    return shown


def _change(
    portfolio: Portfolio, mark: Confidential, target: Target, renamed: dict[str, dict[str, str]]
) -> tuple[Callable[[Any], Any], Withholding]:
    """What makes a record that may be shown, and how that is called."""
    if target.field and mark.shows is Shows.GROUP:
        return _of_group(portfolio, target), Withholding.GROUP
    if target.field:
        return lambda record: emptied(record, target.field), Withholding.EMPTIED
    if target.cls is model.Place and mark.shows is Shows.COUNTRY:
        return _by_country, Withholding.COUNTRY
    if target.cls is model.Place and mark.shows is Shows.REGION:
        return lambda place: _by_region(place, portfolio.regions), Withholding.REGION
    if target.cls in UNNAMED:
        names = renamed.setdefault(target.cls.__name__, {})
        taken = {each.id for _path, each in each_of((target.cls,), portfolio)}
        return lambda record: unnamed(record, names, taken), Withholding.UNNAMED
    return lambda _record: None, Withholding.LEFT_OUT


def _of_group(portfolio: Portfolio, target: Target) -> Callable[[Any], Any]:
    """What empties a field unless enough records have the same in it."""
    least, name = portfolio.smallest_group, target.field
    if least is None:
        message = said("there is no smallest group.")
        hint = said("Say from how many on a group may be shown: smallest_group, such as 5.")
        raise InvalidValueError("confidential-group", message, hint, "shows")
    values: Counter[Any] = Counter()

    def counted(record: Any) -> Any:
        values[getattr(record, name)] += 1
        return record

    with_targets(portfolio, target.steps, [None] * len(target.steps), counted)
    return lambda record: (
        record if values[getattr(record, name)] >= least else emptied(record, name)
    )


@lru_cache(maxsize=4096)  # an office meets in few towns, but often
def _by_country(place: model.Place) -> model.Place | None:
    if place.country is None:
        return _region(place.region)
    plain = model.Place(country=place.country)
    return place if place == plain else plain


def _by_region(place: model.Place, regions: Iterable[model.Region]) -> model.Place | None:
    within = [each.code for each in regions if place.country in each.countries]
    code = place.region or (within[0] if len(within) == 1 else None)
    plain = _region(code)
    return place if place == plain else plain


def _region(code: str | None) -> model.Place | None:
    return model.Place(region=code) if code else None


def _refer_anew(portfolio: Portfolio, renamed: Mapping[str, Mapping[str, str]]) -> Portfolio:
    """The portfolio in which references name records without a name by what they have instead."""
    names = {kind.lower(): of for kind, of in renamed.items() if of}
    fields = {
        cls: {field: names[kind] for field, kind in of.items() if kind in names}
        for cls, of in REFERENCES.items()
    }
    fields = {cls: of for cls, of in fields.items() if of}

    def referring(record: Any) -> Any:
        new = {}
        for field, of in fields[type(record)].items():
            value = getattr(record, field)
            several = isinstance(value, tuple)
            named = tuple(of.get(v, v) for v in value) if several else of.get(value, value)
            if named != value:
                new[field] = named
        return with_values(record, **new) if new else record

    return with_each(tuple(fields), portfolio, referring) if fields else portfolio


def _without_unused(before: Portfolio, after: Portfolio) -> Portfolio:
    """The portfolio without cities, organisations and terms that only what is hidden had named."""
    cities = _cities(before) - _cities(after)
    acting, left = ({id_ for id_, of in roles(each).items() if of} for each in (before, after))
    idle = acting - left
    localities = tuple(each for each in after.localities if each.name not in cities)
    organisations = tuple(each for each in after.organisations if each.id not in idle)
    idle_terms = _terms(before) - _terms(after)
    terms = tuple(each for each in after.terms if (each.of, each.id) not in idle_terms)
    return attrs.evolve(after, localities=localities, organisations=organisations, terms=terms)


def _terms(portfolio: Portfolio) -> set[tuple[TermList, str | None]]:
    """The terms of records that may be without a name."""
    kinds = {(TermList.ACTIVITY_KIND, each.kind) for each in portfolio.activities}
    return kinds | {(TermList.POST_CATEGORY, each.recruitment) for each in portfolio.posts}


def _cities(portfolio: Portfolio) -> set[str | None]:
    places = (place.city for _path, place in each_of((model.Place,), portfolio))
    reports = (report.place for report in portfolio.reports)
    return {portfolio.office.city, *reports, *places}
