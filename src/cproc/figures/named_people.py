"""The named figures of staff, treaties and statements."""

from __future__ import annotations

from datetime import date

from cproc.errors import UnknownNameError
from cproc.figures.catalogue import figure, known_choice
from cproc.figures.people import posts_at
from cproc.figures.results import Figure
from cproc.figures.treaties import treaty_changes, treaty_status
from cproc.model import Portfolio, Post, PostFunding, PostState, Recruitment, TreatyStatus
from cproc.money import Money, is_currency

__all__: list[str] = []


def _posts(posts: list[Post], told: str, on: date) -> Figure:
    ids = tuple(post.id for post in posts)
    return Figure("", len(ids), "posts", told, "posts", ids, on=on)


@figure("Head-count", "Effectif")
def headcount(
    portfolio: Portfolio,
    on: date | None = None,
    recruitment: str | None = None,
    grade: str | None = None,
    paid_by: str | None = None,
) -> Figure:
    """Count the filled posts on a day, those of one recruitment, grade or source of pay."""
    on = on or portfolio.period.end
    known_choice("recruitment", recruitment, Recruitment)
    known_choice("source of pay", paid_by, PostFunding)
    posts = [
        post
        for post in posts_at(portfolio, on)
        if (recruitment is None or post.recruitment == recruitment)
        and (grade is None or post.grade == grade)
        and (paid_by is None or post.funding == paid_by)
    ]
    told = ", ".join(part for part in (recruitment, grade, paid_by) if part)
    return _posts(posts, f"filled posts{f': {told}' if told else ''}", on)


@figure("Head-count by category", "Effectif par catégorie")
def headcount_by_category(portfolio: Portfolio, on: date | None = None) -> Figure:
    """Count the filled posts that projects or overheads pay: without the head of office."""
    on = on or portfolio.period.end
    posts = [p for p in posts_at(portfolio, on) if p.funding is not PostFunding.ORDINARY_BUDGET]
    return _posts(posts, "filled posts not paid by the ordinary budget", on)


@figure("Head-count with a grade", "Effectif dont le grade est connu")
def headcount_graded(
    portfolio: Portfolio, on: date | None = None, recruitment: str | None = None
) -> Figure:
    """Count the filled posts whose grade is given."""
    on = on or portfolio.period.end
    known_choice("recruitment", recruitment, Recruitment)
    posts = [
        post
        for post in posts_at(portfolio, on)
        if post.grade is not None and (recruitment is None or post.recruitment == recruitment)
    ]
    return _posts(posts, "filled posts with a grade", on)


@figure("Vacancies", "Postes vacants")
def vacancies(portfolio: Portfolio, on: date | None = None) -> Figure:
    """Count the posts under recruitment on a day."""
    on = on or portfolio.period.end
    return _posts(list(posts_at(portfolio, on, PostState.VACANT)), "vacant posts", on)


@figure("Posts planned", "Postes prévus")
def planned_posts(portfolio: Portfolio, on: date | None = None) -> Figure:
    """Count the posts that are planned beyond the vacant ones."""
    on = on or portfolio.period.end
    return _posts(list(posts_at(portfolio, on, PostState.PLANNED)), "planned posts", on)


@figure("Posts to be recruited", "Postes à pourvoir")
def recruitments(portfolio: Portfolio, on: date | None = None) -> Figure:
    """Count the posts that are vacant or planned on a day."""
    on = on or portfolio.period.end
    posts = [p for p in posts_at(portfolio, on, None) if p.state is not PostState.FILLED]
    return _posts(posts, "vacant and planned posts", on)


@figure("Posts in all", "Postes au total")
def posts_in_all(portfolio: Portfolio, on: date | None = None) -> Figure:
    """Count the posts that are filled, vacant or planned on a day."""
    on = on or portfolio.period.end
    return _posts(list(posts_at(portfolio, on, None)), "posts filled, vacant or planned", on)


@figure("Capacity of the office", "Capacité d'accueil du bureau")
def office_capacity(portfolio: Portfolio) -> Figure:
    """Give the number of posts that the premises can hold."""
    office = portfolio.office
    missing = () if office.capacity is not None else (office.id,)
    return Figure("", office.capacity, "posts", "as given", "office", (office.id,), missing)


@figure("Nationalities", "Nationalités")
def nationalities(portfolio: Portfolio, on: date | None = None) -> Figure:
    """Count the nationalities of those in post on a day, if they are given."""
    on = on or portfolio.period.end
    posts = posts_at(portfolio, on)
    known = {post.nationality for post in posts if post.nationality}
    missing = tuple(post.id for post in posts if not post.nationality)
    value = len(known) if known else None
    told = "nationalities of holders, each once"
    ids = tuple(post.id for post in posts if post.nationality)
    return Figure("", value, "nationalities", told, "posts", ids, missing, on)


def _known(portfolio: Portfolio, treaty: str) -> None:
    if treaty not in {known.id for known in portfolio.treaties}:
        raise UnknownNameError("treaty", treaty, (known.id for known in portfolio.treaties))


def _states(portfolio: Portfolio, treaty: str, on: date, *statuses: TreatyStatus) -> Figure:
    _known(portfolio, treaty)
    found = treaty_status(portfolio, treaty, on)
    states = tuple(country for country, event in found.items() if event.status in statuses)
    told = f"states whose last event by the day is: {', '.join(statuses)}"
    return Figure("", len(states), "states", told, "treaty_events", states, on=on)


@figure("Parties to a treaty", "Parties à un traité")
def parties(portfolio: Portfolio, treaty: str, on: date | None = None) -> Figure:
    """Count the parties to a treaty on a day."""
    return _states(portfolio, treaty, on or portfolio.period.end, TreatyStatus.PARTY)


@figure("Signatories and invited states", "Signataires et États invités")
def signed_or_invited(portfolio: Portfolio, treaty: str, on: date | None = None) -> Figure:
    """Count the states that have signed a treaty or are invited to accede, and are no party."""
    day = on or portfolio.period.end
    return _states(portfolio, treaty, day, TreatyStatus.SIGNATORY, TreatyStatus.INVITED)


@figure("Members and observer states of the committee", "États membres et observateurs du comité")
def committee_members(portfolio: Portfolio, treaty: str, on: date | None = None) -> Figure:
    """Count parties, signatories, invited states and further observer states."""
    return _states(portfolio, treaty, on or portfolio.period.end, *TreatyStatus)


@figure("Parties, signatories and invited states", "Parties, signataires et États invités")
def committee_states_without_observers(
    portfolio: Portfolio, treaty: str, on: date | None = None
) -> Figure:
    """Count parties, signatories and invited states, without further observer states."""
    statuses = [status for status in TreatyStatus if status is not TreatyStatus.OBSERVER]
    return _states(portfolio, treaty, on or portfolio.period.end, *statuses)


@figure("Accessions in the period", "Adhésions au cours de la période")
def accessions(portfolio: Portfolio, treaty: str) -> Figure:
    """Count the states that became party to a treaty in the reporting period."""
    _known(portfolio, treaty)
    events = treaty_changes(portfolio, treaty)
    states = tuple(event.country for event in events if event.status is TreatyStatus.PARTY)
    told = "states that became party in the reporting period"
    return Figure("", len(states), "states", told, "treaty_events", states)


@figure("Stated figure", "Chiffre indiqué", listed=False)
def stated(portfolio: Portfolio, id: str) -> Figure:  # noqa: A002 - the word a report's author writes
    """Repeat a figure that somebody stated, with its qualifier; nothing is computed."""
    for statement in portfolio.statements:
        if statement.id == id:
            unit = statement.unit
            value = Money(statement.value, unit) if is_currency(unit) else statement.value
            told = f"as stated, {statement.source or 'without a source'}"
            return Figure(
                "", value, unit, told, "statements", (id,), on=statement.on, stated=statement
            )
    raise UnknownNameError("statement", id, (known.id for known in portfolio.statements))
