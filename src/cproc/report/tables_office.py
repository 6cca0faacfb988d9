"""Tables of staff and of treaties."""

from __future__ import annotations

from collections.abc import Iterator

from cproc.figures import posts_at, treaty_changes, treaty_status
from cproc.model import Post, PostState, Treaty, TreatyEvent
from cproc.report import formats
from cproc.report.cells import Row, column, counted, local, make
from cproc.report.context import Context, sort_key
from cproc.report.derivations import CountRows, SumColumn, SumRows
from cproc.report.model import Cell, Column, Kind, Table
from cproc.report.positions import statuses


def office_tables(context: Context) -> Iterator[Table]:
    """The tables of staff and treaties.

    ``posts`` has one row per post on the last day of the period, ``staff`` one per duty,
    grade and recruitment; ``treaty_states`` one per treaty and state, ``treaty_status`` one
    per treaty and status, ``treaty_changes`` one per dated event of the period.
    """
    if posts_at(context.portfolio, context.end, None):
        yield _posts(context)
        yield _staff(context)
    known = [t for t in context.portfolio.treaties if treaty_status(context.portfolio, t.id)]
    if known:
        yield _treaty_states(context, known)
        yield _treaty_status(context, known)
        yield _treaty_changes(context, known)


# --- Staff --------------------------------------------------------------------------------


def _duty(context: Context, post: Post) -> tuple[Cell, ...]:
    missing = context.labels("word.not_stated")
    recruitment = post.recruitment
    return (
        local(context, post.duty),
        Cell(post.grade or missing),
        Cell(context.labels(f"recruitment.{recruitment}") if recruitment else missing),
        Cell(context.labels(f"post_funding.{post.funding}") if post.funding else missing),
    )


def _states(post: Post) -> tuple[Cell, ...]:
    return tuple(Cell(int(post.state is state)) for state in PostState)


def _posts(context: Context) -> Table:
    posts = posts_at(context.portfolio, context.end, None)
    nationalities = any(post.nationality for post in posts)
    dated = any(post.since for post in posts)
    columns = [
        column(context, "post", width=12),
        *_duty_columns(context),
        *((column(context, "nationality", width=20),) if nationalities else ()),
        *((column(context, "since", Kind.DATE, 12),) if dated else ()),
        *(column(context, state, Kind.INTEGER, 9) for state in PostState),
        column(context, "source", width=16),
    ]
    rows = (
        (
            Cell(post.id, records=(post.id,)),
            *_duty(context, post),
            *((_nationality(context, post),) if nationalities else ()),
            *((Cell(post.since),) if dated else ()),
            *_states(post),
            Cell(post.source or None),
        )
        for post in posts
    )
    totals = {state: counted(value, SumColumn()) for state, value in _totals(context).items()}
    notes = [_on(context)]
    return make(
        context, "posts", columns, rows, totals=totals, notes=notes, wide=True, filters=True
    )


def _on(context: Context) -> str:
    return context.labels("note.on", day=formats.day(context.labels, context.end))


def _totals(context: Context) -> dict[str, int]:
    calls = {"filled": "headcount", "vacant": "vacancies", "planned": "planned_posts"}
    return {state: int(str(context.figure(call).value)) for state, call in calls.items()}


def _duty_columns(context: Context) -> list[Column]:
    return [
        column(context, "duty", width=44),
        column(context, "grade", width=12),
        column(context, "recruitment", width=16),
        column(context, "post_funding", width=20),
    ]


def _nationality(context: Context, post: Post) -> Cell:
    return Cell(context.country(post.nationality) if post.nationality else None)


def _staff(context: Context) -> Table:
    groups: dict[Row, list[Post]] = {}
    for post in posts_at(context.portfolio, context.end, None):
        groups.setdefault(_duty(context, post), []).append(post)
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
        *_duty_columns(context),
        *(column(context, state, Kind.INTEGER, 9) for state in PostState),
        column(context, "posts", Kind.INTEGER, 9),
    ]
    whole = context.figure("posts_in_all").value
    totals = {state: counted(value, SumColumn()) for state, value in _totals(context).items()}
    totals["posts"] = counted(whole, SumColumn())
    return make(context, "staff", columns, rows, totals=totals, notes=[_on(context)])


# --- Treaties -----------------------------------------------------------------------------


def _since(context: Context, event: TreatyEvent) -> Cell:
    if event.when is None:
        return Cell(context.labels("word.by_day", day=formats.day(context.labels, context.end)))
    return Cell(formats.span(context.labels, event.when))


def _state(context: Context, event: TreatyEvent) -> Cell:
    return Cell(context.country(event.country), records=(event.country,))


def _treaty_states(context: Context, treaties: list[Treaty]) -> Table:
    columns = [
        column(context, "treaty", width=12),
        column(context, "state", width=34),
        column(context, "treaty_status", width=22),
        column(context, "since_when", width=28),
        column(context, "source", width=12),
    ]
    rows = (
        (
            Cell(treaty.id),
            _state(context, event),
            Cell(context.labels(f"treaty_status.{event.status}")),
            _since(context, event),
            Cell(event.source or None),
        )
        for treaty in treaties
        for event in sorted(
            treaty_status(context.portfolio, treaty.id).values(),
            key=lambda event: sort_key(context.country(event.country)),
        )
    )
    return make(context, "treaty_states", columns, rows, notes=[_on(context)], filters=True)


def _treaty_status(context: Context, treaties: list[Treaty]) -> Table:
    by_status = CountRows(
        "treaty_states", (("treaty", "treaty"), ("treaty_status", "treaty_status"))
    )
    rows = []
    for treaty, status in statuses(context.portfolio):
        found = treaty_status(context.portfolio, treaty)
        states = [code for code, event in found.items() if event.status is status]
        shown = sorted((context.country(code) for code in states), key=sort_key)
        rows.append(
            (
                Cell(treaty, records=(treaty,)),
                Cell(context.labels(f"treaty_status.{status}")),
                counted(len(states), by_status, tuple(states)),
                Cell(context.joined(shown)),
            )
        )
    columns = [
        column(context, "treaty", width=12),
        column(context, "treaty_status", width=22),
        column(context, "number", Kind.INTEGER, 9),
        column(context, "states", width=80),
    ]
    totals = {}
    if len(treaties) == 1:
        whole = len(treaty_status(context.portfolio, treaties[0].id))
        totals = {"number": counted(whole, SumColumn())}
    notes = [_on(context), *_titles(context, treaties)]
    return make(context, "treaty_status", columns, rows, totals=totals, notes=notes)


def _titles(context: Context, treaties: list[Treaty]) -> list[str]:
    return [f"{t.id}{context.labels('format.colon')}{context.best(t.title)}." for t in treaties]


def _treaty_changes(context: Context, treaties: list[Treaty]) -> Table:
    columns = [
        column(context, "treaty", width=12),
        column(context, "state", width=34),
        column(context, "treaty_change", width=30),
        column(context, "when", width=28),
    ]
    rows = (
        (
            Cell(treaty.id, records=(treaty.id,)),
            _state(context, event),
            Cell(context.labels(f"treaty_change.{event.status}")),
            _since(context, event),
        )
        for treaty in treaties
        for event in treaty_changes(context.portfolio, treaty.id)
    )
    changed = [t for t in treaties if treaty_changes(context.portfolio, t.id)]
    return make(context, "treaty_changes", columns, rows, notes=_titles(context, changed))
