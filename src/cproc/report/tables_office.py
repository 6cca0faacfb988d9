"""Tables of staff, of treaties, and of warnings that somebody looked into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cproc import model
from cproc.figures.subjects import (
    full_time,
    posts_at,
    treaty_changes,
    treaty_standing,
    treaty_status,
)
from cproc.report.cells import At, Cell, Own, Table, count, total
from cproc.report.context import Context, sort_key
from cproc.report.declare import SUM, Content, Declared, day, decimal, integer, table, text


def office_tables(context: Context) -> Iterator[Table]:
    """The tables of staff, treaties and silenced warnings.

    ``posts`` has one row per post on the last day of the period, ``staff`` one per duty,
    grade and recruitment; ``treaty_states`` one per treaty and state, ``treaty_status`` one
    per treaty and status, ``treaty_changes`` one per dated event of the period; ``silenced``
    one per warning that is explained, with the reason.
    """
    posts = posts_at(context.portfolio, context.end, None)
    yield _posts(context, posts)
    yield _staff(context, posts)
    treaties = [each for each in context.portfolio.treaties if _standing(context, each.id)]
    yield _treaty_states(context, treaties)
    yield _treaty_status(context, treaties)
    yield _treaty_changes(context, treaties)
    yield _silenced(context)


def _on(context: Context) -> str:
    return context.labels("note.on", day=context.last_day)


# --- Staff --------------------------------------------------------------------------------


def _duty(context: Context) -> tuple[Declared, ...]:
    """The columns that tell what a post is for."""
    graded, paid = (context.absent(f"posts.{name}") for name in ("grade", "funding"))

    def paid_from(post: model.Post) -> str:
        return context.labels(f"post_funding.{post.funding}") if post.funding else paid

    def category(post: model.Post) -> str:
        return context.term(model.TermList.POST_CATEGORY, post.recruitment)

    return (
        text("duty", lambda post: context.local(post.duty), 44),
        text("grade", lambda post: post.grade or graded, 12),
        text("recruitment", category, 16),
        text("post_funding", paid_from, 20),
    )


def _posts(context: Context, posts: Sequence[model.Post]) -> Table:
    def in_state(state: model.PostState) -> Declared:
        return integer(state, lambda post: int(post.state is state), 9, total=SUM)

    def nationality(post: model.Post) -> Content:
        return post.nationality and context.country(post.nationality)

    filled = [post for post in posts if post.state is model.PostState.FILLED]
    unstated = [post.id for post in filled if not post.shares]
    notes = [_on(context)]
    if shown := is_paid_in_part(posts):
        notes.append(context.labels("note.full_time"))
    if shown and unstated:
        notes.append(context.labels("note.full_time_unstated", posts=context.listed(unstated)))
    columns = [
        text("post", "id", 12),
        *_duty(context),
        text("nationality", nationality, 20, shown=None),
        day("since", "since", 12, shown=None),
        *map(in_state, model.PostState),
        decimal("full_time", _full_time, 12, total=SUM, shown=shown),
        text("source", "source", 16, shown=None),
    ]
    return table(context, "posts", posts, columns, about="id", notes=notes, wide=True, filters=True)


def is_paid_in_part(posts: Iterable[model.Post]) -> bool:
    """Whether projects pay a part of a post only, so that posts and what is paid differ."""
    return any(post.shares and full_time(post) != 1 for post in posts)


def _full_time(post: model.Post) -> Content:
    """The part of a filled post that the projects pay, where its shares say so."""
    return full_time(post) if post.shares and post.state is model.PostState.FILLED else None


def _staff(context: Context, posts: Sequence[model.Post]) -> Table:
    duty = _duty(context)
    # One post stands for those of the same words: what is printed alike is one row.
    groups = {tuple(part.make(post) for part in duty): post for post in reversed(posts)}
    alike = {part.id: Own(part.id) for part in duty}
    full = total("posts", "full_time", **alike)

    columns = [
        *duty,
        *(
            integer(state, total("posts", state, **alike), 9, total=SUM)
            for state in model.PostState
        ),
        integer("posts", count("posts", **alike), 9, total=SUM),
        decimal("full_time", full, 12, total=SUM, shown=is_paid_in_part(posts)),
    ]
    return table(context, "staff", reversed(groups.values()), columns, notes=[_on(context)])


# --- Treaties -----------------------------------------------------------------------------


def _standing(context: Context, treaty: str) -> dict[str, tuple[model.TreatyEvent | None, ...]]:
    return treaty_standing(context.portfolio, treaty, context.end)


def _since(context: Context, event: model.TreatyEvent) -> str:
    return context.span(event.when, context.labels("word.no_date"))


def _state(context: Context, event: model.TreatyEvent) -> Cell:
    return Cell(context.country(event.country), records=(event.country,))


def _treaty_states(context: Context, treaties: Sequence[model.Treaty]) -> Table:
    known = {treaty.id: treaty_status(context.portfolio, treaty.id) for treaty in treaties}

    def status(_treaty: str, event: model.TreatyEvent, sure: bool) -> str:
        return context.labels(f"treaty_status.{event.status}" if sure else "word.not_known")

    columns = [
        text("treaty", lambda treaty, _e, _sure: context.treaty(treaty), 12),
        text("state", lambda _t, event, _sure: _state(context, event), 34),
        text("treaty_status", status, 22),
        text("since_when", lambda _t, e, sure: _since(context, e) if sure else None, 28),
        text("source", lambda _t, event, _sure: event.source, 12, shown=None),
    ]
    rows = [
        (treaty, known[treaty].get(code, last), code in known[treaty])
        for treaty in known
        for code, (*_before, last) in _standing(context, treaty).items()
        if last
    ]
    order = [treaty.id for treaty in treaties]
    rows.sort(key=lambda row: (order.index(row[0]), sort_key(context.country(row[1].country))))
    return table(context, "treaty_states", rows, columns, notes=[_on(context)], filters=True)


def _statuses(context: Context, treaty: str) -> list[model.TreatyStatus]:
    """The statuses that states have to a treaty."""
    status = {event.status for event in treaty_status(context.portfolio, treaty).values()}
    return [known for known in model.TreatyStatus if known in status]


def statuses_at(context: Context, treaty: str, wanted: Sequence[model.TreatyStatus]) -> list[At]:
    """The numbers of states that have one of some statuses to a treaty, in ``treaty_status``.

    They are none where the status of a state cannot be told.
    """
    if _standing(context, treaty).keys() != treaty_status(context.portfolio, treaty).keys():
        return []
    return [
        At("treaty_status", f"{treaty}:{status}", "number")
        for status in _statuses(context, treaty)
        if status in wanted
    ]


def _treaty_status(context: Context, treaties: Sequence[model.Treaty]) -> Table:
    number = count("treaty_states", treaty=Own("treaty"), treaty_status=Own("treaty_status"))
    whole = SUM if len(treaties) == 1 else None

    def states(treaty: str, status: model.TreatyStatus) -> Content:
        events = treaty_status(context.portfolio, treaty).values()
        names = (context.country(event.country) for event in events if event.status is status)
        return context.joined(sorted(names, key=sort_key))

    columns = [
        text("treaty", lambda treaty, _s: context.treaty(treaty), 12),
        text("treaty_status", lambda _t, s: context.labels(f"treaty_status.{s}"), 22),
        integer("number", number, 9, total=whole),
        text("states", states, 80),
    ]
    return table(
        context,
        "treaty_status",
        [(treaty.id, status) for treaty in treaties for status in _statuses(context, treaty.id)],
        columns,
        key=lambda treaty, status: f"{treaty}:{status}",
        about=lambda treaty, _status: treaty,
        notes=[_on(context), *_titles(context, treaties)],
    )


def _titles(context: Context, treaties: Sequence[model.Treaty]) -> list[str]:
    colon = context.labels("format.colon")
    return [
        f"{context.treaty(treaty.id)}{colon}{context.best(treaty.title)}." for treaty in treaties
    ]


def _treaty_changes(context: Context, treaties: Sequence[model.Treaty]) -> Table:
    changes = {treaty.id: treaty_changes(context.portfolio, treaty.id) for treaty in treaties}
    untold = [
        context.labels("note.change_untold", states=context.listed(dict.fromkeys(names)))
        for treaty in treaties
        if (maybe := treaty_changes(context.portfolio, treaty.id, untold=True))
        for names in [[context.country(event.country) for event in maybe]]
    ]
    columns = [
        text("treaty", lambda event: context.treaty(event.treaty), 12),
        text("state", lambda event: _state(context, event), 34),
        text("treaty_change", lambda event: context.labels(f"treaty_change.{event.status}"), 30),
        text("when", lambda event: _since(context, event), 28),
    ]
    return table(
        context,
        "treaty_changes",
        [event for events in changes.values() for event in events],
        columns,
        notes=[*_titles(context, [treaty for treaty in treaties if changes[treaty.id]]), *untold],
        after="treaty_status",
    )


# --- Warnings -----------------------------------------------------------------------------


def _silenced(context: Context) -> Table:
    def record(silence: model.Silence) -> str:
        named = (silence.record or silence.of or context.labels("word.every_record"), silence.part)
        return " / ".join(filter(None, named))

    columns = [
        text("warning", lambda s: Cell(s.rule, records=(s.record,) if s.record else ()), 24),
        text("record", record, 16),
        text("record_title", lambda s: context.local(_title(context, s)), 44),
        text("reason", "reason", 70, shown=None),
    ]
    notes = [context.labels("note.silenced")]
    silenced = context.portfolio.silenced
    return table(context, "silenced", silenced, columns, notes=notes, wide=True)


def _title(context: Context, silence: model.Silence) -> model.LocalText | None:
    """The title or name of the record, where it has one per language."""
    for record in context.portfolio.records(silence.of or "") or ():
        if model.name_of(record) == silence.record:
            texts = (getattr(record, field, None) for field in ("title", "name", "duty"))
            return next((text for text in texts if isinstance(text, model.LocalText)), None)
    return None
