"""The named figures of staff, treaties and statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from cproc.errors import InvalidValueError, looked_up, said
from cproc.figures.catalogue import Day, Method, Name, Scope, figure
from cproc.figures.counting import Figure, Missing, Part, Reason, lacking, sum_of, within
from cproc.figures.subjects import (
    full_time,
    known_choice,
    posts_at,
    posts_untold,
    treaty_changes,
    treaty_standing,
)
from cproc.model import (
    Money,
    Portfolio,
    Post,
    PostFunding,
    PostState,
    Statement,
    TermList,
    TreatyEvent,
    TreatyStatus,
    is_currency,
)


def _posts(
    portfolio: Portfolio,
    on: Day,
    rule: str,
    state: PostState | None = PostState.FILLED,
    *,
    only: Callable[[Post], bool] = lambda _post: True,
) -> Figure:
    on = on or portfolio.period.end
    ids = tuple(post.id for post in posts_at(portfolio, on, state) if only(post))
    maybe = lacking((p.id for p in posts_untold(portfolio, on, state) if only(p)), Reason.DATE)
    return within(Figure("", len(ids), "posts", rule, "posts", ids, on=on), maybe)


@figure(unit="posts", method=Method.COUNT, needs="posts")
def headcount(
    portfolio: Portfolio,
    on: Day = None,
    recruitment: Name = None,
    grade: Name = None,
    paid_by: Name = None,
) -> Figure:
    """Count the filled posts on a day, those of one recruitment, grade or source of pay."""
    known_choice("recruitment", recruitment, portfolio.term_ids(TermList.POST_CATEGORY))
    known_choice("source of pay", paid_by, PostFunding)
    known_choice("grade", grade, dict.fromkeys(p.grade for p in portfolio.posts if p.grade))
    wanted = {"recruitment": recruitment, "grade": grade, "funding": paid_by}

    def is_wanted(post: Post) -> bool:
        return all(value in (None, getattr(post, field)) for field, value in wanted.items())

    chosen = ", ".join(filter(None, wanted.values()))
    rule = said("filled posts: {chosen}", chosen=chosen) if chosen else said("filled posts")
    return _posts(portfolio, on, rule, only=is_wanted)


@figure(unit="posts", method=Method.COUNT, needs="posts")
def headcount_by_category(portfolio: Portfolio, on: Day = None) -> Figure:
    """Count the filled posts that projects or overheads pay: without the head of office."""
    rule = said("filled posts not paid by the ordinary budget")
    ordinary = PostFunding.ORDINARY_BUDGET
    return _posts(portfolio, on, rule, only=lambda post: post.funding is not ordinary)


@figure(unit="posts", method=Method.COUNT, needs="posts")
def headcount_graded(portfolio: Portfolio, on: Day = None, recruitment: Name = None) -> Figure:
    """Count the filled posts whose grade is given."""
    known_choice("recruitment", recruitment, portfolio.term_ids(TermList.POST_CATEGORY))

    def is_graded(post: Post) -> bool:
        return post.grade is not None and recruitment in (None, post.recruitment)

    return _posts(portfolio, on, said("filled posts with a grade"), only=is_graded)


@figure(unit="posts", method=Method.SUM, needs="posts.shares", scope=Scope.DAY)
def full_time_equivalents(portfolio: Portfolio, project: Name = None, on: Day = None) -> Figure:
    """Sum the shares of the filled posts that projects, or one of them, pay on a day.

    A post that names projects without their shares is paid by them in part that nobody knows.
    """
    known_choice("project", project, (each.code for each in portfolio.projects))
    on = on or portfolio.period.end

    def is_paid(post: Post) -> bool:
        return bool(post.projects) if project is None else project in post.projects

    filled = [post for post in posts_at(portfolio, on) if is_paid(post)]
    maybe = [post.id for post in posts_untold(portfolio, on) if is_paid(post)]
    unstated = [post.id for post in filled if not post.shares]
    parts = (Part(post.id, full_time(post, project)) for post in filled if post.shares)
    missing = (*lacking(unstated), *lacking(maybe, Reason.DATE))
    rule = said("shares of the filled posts that projects pay")
    return sum_of(parts, "posts", rule, "posts", missing=missing, on=on, known=True)


@figure(unit="posts", method=Method.COUNT, needs="posts")
def vacancies(portfolio: Portfolio, on: Day = None) -> Figure:
    """Count the posts under recruitment on a day."""
    return _posts(portfolio, on, said("vacant posts"), PostState.VACANT)


@figure(unit="posts", method=Method.COUNT, needs="posts")
def planned_posts(portfolio: Portfolio, on: Day = None) -> Figure:
    """Count the posts that are planned beyond the vacant ones."""
    return _posts(portfolio, on, said("planned posts"), PostState.PLANNED)


@figure(unit="posts", method=Method.COUNT, needs="posts")
def recruitments(portfolio: Portfolio, on: Day = None) -> Figure:
    """Count the posts that are vacant or planned on a day."""
    filled = PostState.FILLED
    rule = said("vacant and planned posts")
    return _posts(portfolio, on, rule, None, only=lambda post: post.state is not filled)


@figure(unit="posts", method=Method.COUNT, needs="posts")
def posts_in_all(portfolio: Portfolio, on: Day = None) -> Figure:
    """Count the posts that are filled, vacant or planned on a day."""
    return _posts(portfolio, on, said("posts filled, vacant or planned"), None)


@figure(unit="posts", method=Method.FACT, needs="posts")
def office_capacity(portfolio: Portfolio) -> Figure:
    """The number of posts that the premises can hold."""
    office = portfolio.office
    missing = () if office.capacity is not None else (Missing(office.id),)
    return Figure("", office.capacity, "posts", said("as given"), "office", (office.id,), missing)


@figure(unit="nationalities", method=Method.DISTINCT, needs="posts")
def nationalities(portfolio: Portfolio, on: Day = None) -> Figure:
    """Count the nationalities of those in post on a day, if they are given."""
    on = on or portfolio.period.end
    posts = posts_at(portfolio, on)
    first = {post.nationality: post.id for post in reversed(posts)}
    parts = (Part(p.id, int(first[p.nationality] == p.id)) for p in posts if p.nationality)
    maybe = posts_untold(portfolio, on)
    missing = lacking(post.id for post in (*posts, *maybe) if not post.nationality)
    rule = said("nationalities of holders, each once")
    made = sum_of(parts, "nationalities", rule, "posts", missing=missing, on=on, known=True)
    if missing and not made.known:
        return made
    dated = [post for post in maybe if post.nationality]
    others = {post.nationality for post in dated} - first.keys()
    return within(made, lacking((post.id for post in dated), Reason.DATE), len(others))


def _states(portfolio: Portfolio, treaty: str, on: Day, *statuses: TreatyStatus) -> Figure:
    known_choice("treaty", treaty, (each.id for each in portfolio.treaties))
    on = on or portfolio.period.end
    sure, maybe = [], []
    for events in treaty_standing(portfolio, treaty, on).values():
        # The last is the furthest step that it may have come to.
        wanted = [event for event in events if event and event.status in statuses]
        if len(wanted) == len(events):
            sure.append(wanted[-1])
        else:
            maybe += wanted[-1:]
    rule = said("states whose last event by the day is: {statuses}", statuses=", ".join(statuses))
    return _of_events(portfolio, sure, maybe, rule, on)


def _of_events(
    portfolio: Portfolio,
    sure: Iterable[TreatyEvent],
    maybe: Iterable[TreatyEvent],
    rule: str,
    on: Day,
) -> Figure:
    """Count the states of events, and those that may be among them."""
    paths = {id(each): f"treaty_events[{at}]" for at, each in enumerate(portfolio.treaty_events)}
    parts = (Part(event.country, 1, paths[id(event)]) for event in sure)
    untold = [Missing(event.country, Reason.DATE, paths[id(event)]) for event in maybe]
    return within(sum_of(parts, "states", rule, "treaty_events", on=on, known=True), untold)


@figure(unit="states", method=Method.COUNT, needs="treaty_events")
def parties(portfolio: Portfolio, treaty: str, on: Day = None) -> Figure:
    """Count the parties to a treaty on a day."""
    return _states(portfolio, treaty, on, TreatyStatus.PARTY)


@figure(unit="states", method=Method.COUNT, needs="treaty_events")
def signed_or_invited(portfolio: Portfolio, treaty: str, on: Day = None) -> Figure:
    """Count the states that have signed a treaty or are invited to accede, and are no party."""
    return _states(portfolio, treaty, on, TreatyStatus.SIGNATORY, TreatyStatus.INVITED)


@figure(unit="states", method=Method.COUNT, needs="treaty_events")
def committee_members(portfolio: Portfolio, treaty: str, on: Day = None) -> Figure:
    """Count parties, signatories, invited states and further observer states."""
    return _states(portfolio, treaty, on, *TreatyStatus)


@figure(unit="states", method=Method.COUNT, needs="treaty_events")
def committee_states_without_observers(portfolio: Portfolio, treaty: str, on: Day = None) -> Figure:
    """Count parties, signatories and invited states, without further observer states."""
    statuses = [status for status in TreatyStatus if status is not TreatyStatus.OBSERVER]
    return _states(portfolio, treaty, on, *statuses)


@figure(unit="states", method=Method.COUNT, needs="treaty_events", scope=Scope.PERIOD)
def accessions(portfolio: Portfolio, treaty: str) -> Figure:
    """Count the states that became party to a treaty in the reporting period."""
    known_choice("treaty", treaty, (each.id for each in portfolio.treaties))
    sure, maybe = (
        [
            event
            for event in treaty_changes(portfolio, treaty, untold=untold)
            if event.status is TreatyStatus.PARTY
        ]
        for untold in (False, True)
    )
    rule = said("states that became party in the reporting period")
    return _of_events(portfolio, sure, maybe, rule, None)


@figure(unit="", method=Method.FACT, listed=False)
def stated(portfolio: Portfolio, id: str) -> Figure:  # noqa: A002 - the word a report's author writes
    """Repeat a figure that somebody stated, with its qualifier; nothing is computed."""
    _index, statement = _statement(portfolio, id)
    rule = said("as stated, {source}", source=statement.source or said("without a source"))
    value, unit, on = _stated_value(statement), statement.unit, statement.on
    return Figure("", value, unit, rule, "statements", (id,), on=on, stated=statement)


@figure(unit="", method=Method.SUM, listed=False)
def stated_sum(portfolio: Portfolio, ids: str) -> Figure:
    """Sum figures that somebody stated, of one unit; their identifiers are parted by semicolons."""
    wanted = dict.fromkeys(part.strip() for part in ids.split(";"))
    chosen = [_statement(portfolio, id_) for id_ in wanted]
    unit = chosen[0][1].unit
    if others := [statement.id for _index, statement in chosen if statement.unit != unit]:
        message = said("{others} is not in {unit}.", others=", ".join(others), unit=unit)
        raise InvalidValueError("units-mixed", message, said("Sum figures of one unit."))
    path = f"{portfolio.report_path}.statements"
    parts = (Part(each.id, _stated_value(each), f"{path}[{at}]") for at, each in chosen)
    rule = said("sum of stated figures, without their qualifiers")
    return sum_of(parts, unit, rule, "statements")


def _stated_value(statement: Statement) -> Money | Decimal:
    unit = statement.unit
    return Money(statement.value, unit) if is_currency(unit) else statement.value


def _statement(portfolio: Portfolio, id_: str) -> tuple[int, Statement]:
    statements = {each.id: (index, each) for index, each in enumerate(portfolio.statements)}
    return looked_up("statement", id_, statements)
