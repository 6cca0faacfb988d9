"""Tables of staff and of treaties."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.figures import posts_at, treaty_changes, treaty_status
from cproc.model import Post, PostState, Treaty, TreatyEvent
from cproc.report import formats
from cproc.report.cells import Row, column, counted, local, make
from cproc.report.derivations import CountRows, SumColumn, SumRows
from cproc.report.model import Cell, Column, Kind, Table
from cproc.report.names import Names, sort_key
from cproc.report.positions import statuses


def office_tables(names: Names) -> Iterator[Table]:
    """The tables of staff and treaties.

    ``posts`` has one row per post on the last day of the period, ``staff`` one per duty,
    grade and recruitment; ``treaty_states`` one per treaty and state, ``treaty_status`` one
    per treaty and status, ``treaty_changes`` one per dated event of the period.
    """
    if posts_at(names.portfolio, names.end, None):
        yield _posts(names)
        yield _staff(names)
    known = [t for t in names.portfolio.treaties if treaty_status(names.portfolio, t.id)]
    if known:
        yield _treaty_states(names, known)
        yield _treaty_status(names, known)
        yield _treaty_changes(names, known)


# --- Staff --------------------------------------------------------------------------------


def _duty(names: Names, post: Post) -> tuple[Cell, ...]:
    missing = names.labels("word.not_stated")
    recruitment = post.recruitment
    return (
        local(names, post.duty),
        Cell(post.grade or missing),
        Cell(names.labels(f"recruitment.{recruitment}") if recruitment else missing),
        Cell(names.labels(f"post_funding.{post.funding}") if post.funding else missing),
    )


def _states(post: Post) -> tuple[Cell, ...]:
    return tuple(Cell(int(post.state is state)) for state in PostState)


def _posts(names: Names) -> Table:
    posts = posts_at(names.portfolio, names.end, None)
    nationalities = any(post.nationality for post in posts)
    dated = any(post.since for post in posts)
    columns = [
        column(names, "post", width=12),
        *_duty_columns(names),
        *((column(names, "nationality", width=20),) if nationalities else ()),
        *((column(names, "since", Kind.DATE, 12),) if dated else ()),
        *(column(names, state, Kind.INTEGER, 9) for state in PostState),
        column(names, "source", width=16),
    ]
    rows = (
        (
            Cell(post.id, records=(post.id,)),
            *_duty(names, post),
            *((_nationality(names, post),) if nationalities else ()),
            *((Cell(post.since),) if dated else ()),
            *_states(post),
            Cell(post.source or None),
        )
        for post in posts
    )
    totals = {state: counted(value, SumColumn()) for state, value in _totals(names).items()}
    notes = [_on(names)]
    return make(names, "posts", columns, rows, totals=totals, notes=notes, wide=True, filters=True)


def _on(names: Names) -> str:
    return names.labels("note.on", day=formats.day(names.labels, names.end))


def _totals(names: Names) -> dict[str, int]:
    calls = {"filled": "headcount", "vacant": "vacancies", "planned": "planned_posts"}
    return {state: int(str(names.figure(call).value)) for state, call in calls.items()}


def _duty_columns(names: Names) -> list[Column]:
    return [
        column(names, "duty", width=44),
        column(names, "grade", width=12),
        column(names, "recruitment", width=16),
        column(names, "post_funding", width=20),
    ]


def _nationality(names: Names, post: Post) -> Cell:
    return Cell(names.country(post.nationality) if post.nationality else None)


def _staff(names: Names) -> Table:
    groups: dict[Row, list[Post]] = {}
    for post in posts_at(names.portfolio, names.end, None):
        groups.setdefault(_duty(names, post), []).append(post)
    keys = ("duty", "grade", "recruitment", "post_funding")
    where = tuple((key, key) for key in keys)
    rows = (
        (
            *group,
            *(
                counted(sum(post.state is state for post in posts), SumRows("posts", state, where))
                for state in PostState
            ),
            counted(len(posts), CountRows("posts", where), tuple(post.id for post in posts)),
        )
        for group, posts in groups.items()
    )
    columns = [
        *_duty_columns(names),
        *(column(names, state, Kind.INTEGER, 9) for state in PostState),
        column(names, "posts", Kind.INTEGER, 9),
    ]
    whole = names.figure("posts_in_all").value
    totals = {state: counted(value, SumColumn()) for state, value in _totals(names).items()}
    totals["posts"] = counted(whole, SumColumn())
    return make(names, "staff", columns, rows, totals=totals, notes=[_on(names)])


# --- Treaties -----------------------------------------------------------------------------


def _since(names: Names, event: TreatyEvent) -> Cell:
    if event.when is None:
        return Cell(names.labels("word.by_day", day=formats.day(names.labels, names.end)))
    return Cell(formats.span(names.labels, event.when))


def _state(names: Names, event: TreatyEvent) -> Cell:
    return Cell(names.country(event.country), records=(event.country,))


def _treaty_states(names: Names, treaties: list[Treaty]) -> Table:
    columns = [
        column(names, "treaty", width=12),
        column(names, "state", width=34),
        column(names, "treaty_status", width=22),
        column(names, "since_when", width=28),
        column(names, "source", width=12),
    ]
    rows = (
        (
            Cell(treaty.id),
            _state(names, event),
            Cell(names.labels(f"treaty_status.{event.status}")),
            _since(names, event),
            Cell(event.source or None),
        )
        for treaty in treaties
        for event in sorted(
            treaty_status(names.portfolio, treaty.id).values(),
            key=lambda event: sort_key(names.country(event.country)),
        )
    )
    return make(names, "treaty_states", columns, rows, notes=[_on(names)], filters=True)


def _treaty_status(names: Names, treaties: list[Treaty]) -> Table:
    by_status = CountRows(
        "treaty_states", (("treaty", "treaty"), ("treaty_status", "treaty_status"))
    )
    rows = []
    for treaty, status in statuses(names.portfolio):
        found = treaty_status(names.portfolio, treaty)
        states = [code for code, event in found.items() if event.status is status]
        shown = sorted((names.country(code) for code in states), key=sort_key)
        rows.append(
            (
                Cell(treaty, records=(treaty,)),
                Cell(names.labels(f"treaty_status.{status}")),
                counted(len(states), by_status, tuple(states)),
                Cell(names.joined(shown)),
            )
        )
    columns = [
        column(names, "treaty", width=12),
        column(names, "treaty_status", width=22),
        column(names, "number", Kind.INTEGER, 9),
        column(names, "states", width=80),
    ]
    totals = {}
    if len(treaties) == 1:
        whole = len(treaty_status(names.portfolio, treaties[0].id))
        totals = {"number": counted(whole, SumColumn())}
    notes = [_on(names), *_titles(names, treaties)]
    return make(names, "treaty_status", columns, rows, totals=totals, notes=notes)


def _titles(names: Names, treaties: list[Treaty]) -> list[str]:
    return [f"{t.id}{names.labels('format.colon')}{names.best(t.title)}." for t in treaties]


def _treaty_changes(names: Names, treaties: list[Treaty]) -> Table:
    columns = [
        column(names, "treaty", width=12),
        column(names, "state", width=34),
        column(names, "treaty_change", width=30),
        column(names, "when", width=28),
    ]
    rows = (
        (
            Cell(treaty.id, records=(treaty.id,)),
            _state(names, event),
            Cell(names.labels(f"treaty_change.{event.status}")),
            _since(names, event),
        )
        for treaty in treaties
        for event in treaty_changes(names.portfolio, treaty.id)
    )
    changed = [t for t in treaties if treaty_changes(names.portfolio, t.id)]
    return make(names, "treaty_changes", columns, rows, notes=_titles(names, changed))
