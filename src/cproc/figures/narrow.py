"""Narrowing a portfolio to what one donor funds, or to one project.

What is left out is left out because it would say something false or something that is not
the reader's. The rules, in the order of the portfolio's fields:

- A project that is kept is kept whole: its budget, contributions and transactions. What is
  received, what is left and what a donor pays as the rest are true of the whole project only;
  who else pays is told to every donor of a joint budget (PRAG, "Expected sources of funding").
- An activity is kept, and counts as one entry, where one of its projects is. It names the kept
  projects only, and its planned cost is cut to their shares; nothing tells what it cost others.
- Contributions to the office itself are the donor's own; none belongs to a project.
- Posts are those that kept projects pay; without any, the premises' capacity is left out too.
- Funding priorities are those that carry a kept project on.
- Organisations are those that something kept refers to.
- A statement is kept where every figure it may mean has the same value from the same records
  as before; one about the whole office is false of a part. Nothing counted from nothing says
  nothing of the part, unless a kept project is named. One that nothing computes is kept
  where the text of a kept project repeats it. That text is kept where each figure in it is the
  same as before; all other text speaks of the office and is left out.
- Treaties, regions, names of cities and designations are not about the office, and stay.
- A silence is kept where its record is.
- The document takes the name of what is kept; number and addressee were those of another one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal

import attrs

from cproc.errors import CprocError, InvalidValueError, UnknownNameError
from cproc.figures.catalogue import evaluate, placeholders, project_of
from cproc.model import (
    Activity,
    LocalText,
    Narrative,
    Office,
    Portfolio,
    Project,
    ReportIdentity,
    Silence,
    Statement,
)
from cproc.model.silences import name_of
from cproc.money import Money


def donors(portfolio: Portfolio) -> tuple[str, ...]:
    """The identifiers of those who contribute to a project, in the order of their names.

    Example:
        >>> import cproc
        >>> donors(cproc.load("examples/cproc_2017"))[:3]
        ('COE', 'EE', 'EU')
    """
    return tuple(sorted({made.donor for p in portfolio.projects for made in p.contributions}))


def narrow(
    portfolio: Portfolio, *, donor: str | None = None, project: str | None = None
) -> Portfolio:
    """Keep of a portfolio what one donor funds, or one project.

    Args:
        portfolio: A checked portfolio.
        donor: Identifier of an organisation; its projects are those it contributes to.
        project: Code of a project. With a donor, that donor must contribute to it.

    Returns:
        A portfolio without errors, by the rules of this room; the same one where neither is
        given.

    Raises:
        UnknownNameError: There is no such donor or project; those there are are listed.
        InvalidValueError: The donor contributes to no project, or not to that one.

    Example:
        >>> import cproc
        >>> part = narrow(cproc.load("examples/cproc_2017"), project="GLACY+")
        >>> [project.code for project in part.projects], len(part.activities)
        (['GLACY+'], 67)
    """
    if donor is None and project is None:
        return portfolio
    kept = _projects(portfolio, donor, project)
    part = _records(portfolio, kept, donor)
    told = [text for text in portfolio.narrative if text.id in _sections(kept)]
    repeated = _repeated(told, portfolio)
    statements = tuple(
        made for made in portfolio.statements if made in repeated or _holds(made, portfolio, part)
    )
    part = attrs.evolve(part, statements=statements)
    # Statements first: a text may repeat them, and is kept only where they are.
    part = attrs.evolve(part, narrative=tuple(t for t in told if _true(t, portfolio, part)))
    return attrs.evolve(part, silenced=tuple(_silenced(part)))


# --- Which projects -----------------------------------------------------------------------


def _projects(portfolio: Portfolio, donor: str | None, project: str | None) -> tuple[Project, ...]:
    asked = (project_of(portfolio, project),) if project is not None else portfolio.projects
    if donor is None:
        return asked
    known = donors(portfolio)
    office_only = {made.donor for made in portfolio.office.contributions} - {*known}
    if donor in office_only:
        raise InvalidValueError(
            "donor-without-project",
            f"{donor} contributes to the office, and to none of its projects.",
            f"Name one of {', '.join(known) or 'the others'}.",
        )
    if donor not in known:
        raise UnknownNameError("donor", donor, known)
    kept = tuple(p for p in asked if any(made.donor == donor for made in p.contributions))
    if not kept:
        theirs = [p.code for p in _projects(portfolio, donor, None)]
        raise InvalidValueError(
            "donor-not-of-project",
            f"{donor} does not contribute to {project}.",
            f"It contributes to {', '.join(theirs)}.",
        )
    return kept


# --- Which records ------------------------------------------------------------------------


def _records(portfolio: Portfolio, kept: tuple[Project, ...], donor: str | None) -> Portfolio:
    codes = {project.code for project in kept}
    components = {part.id for project in kept for part in project.components}
    activities = tuple(_activities(portfolio.activities, codes, components))
    listed = {activity.id for activity in activities}
    projects = tuple(_closed(project, codes, listed) for project in kept)
    own = tuple(made for made in portfolio.office.contributions if made.donor == donor)
    posts = tuple(
        attrs.evolve(
            post,
            projects=_among(post.projects, codes),
            shares=_shares(post.projects, post.shares, codes),
        )
        for post in portfolio.posts
        if _among(post.projects, codes)
    )
    priorities = tuple(
        attrs.evolve(made, projects=_among(made.projects, codes))
        for made in portfolio.priorities
        if _among(made.projects, codes)
    )
    capacity = portfolio.office.capacity if posts else None
    office = attrs.evolve(portfolio.office, contributions=own, capacity=capacity)
    named = _organisations(office, projects, activities)
    return attrs.evolve(
        portfolio,
        office=office,
        report=_identity(portfolio, kept, donor),
        organisations=tuple(known for known in portfolio.organisations if known.id in named),
        projects=projects,
        activities=activities,
        posts=posts,
        priorities=priorities,
        statements=(),
        narrative=(),
    )


def _among(values: Iterable[str], kept: Collection[str]) -> tuple[str, ...]:
    return tuple(value for value in values if value in kept)


def _shares(
    projects: Iterable[str], shares: Iterable[Decimal], kept: Collection[str]
) -> tuple[Decimal, ...]:
    pairs = zip(projects, shares, strict=False)  # there may be no shares
    return tuple(share for code, share in pairs if code in kept)


def _activities(
    activities: Iterable[Activity], codes: set[str], components: set[str]
) -> Iterator[Activity]:
    for activity in activities:
        kept = _among(activity.projects, codes)
        if not kept:
            continue
        known = activity.component if activity.component in components else None
        if len(kept) == len(activity.projects):
            yield attrs.evolve(activity, component=known)
            continue
        weights = activity.shares or [1] * len(activity.projects)
        shares = _shares(activity.projects, activity.shares, codes)
        yield attrs.evolve(
            activity,
            projects=kept,
            shares=shares if any(shares) else (),
            planned_cost=_cost(activity, weights, codes),
            component=known,
        )


def _cost(activity: Activity, weights: Sequence[Decimal | int], codes: set[str]) -> Money | None:
    """The part of the planned cost that falls to the kept projects, to the cent."""
    cost = activity.planned_cost
    if cost is None:
        return None
    parts = zip(activity.projects, cost.allocate(weights), strict=True)
    return Money.total((part for code, part in parts if code in codes), cost.currency)


def _closed(project: Project, codes: set[str], listed: set[str]) -> Project:
    """Take from a project its references to what is left out."""
    return attrs.evolve(
        project,
        predecessor=project.predecessor if project.predecessor in codes else None,
        transactions=tuple(
            made if made.activity in listed else attrs.evolve(made, activity=None)
            for made in project.transactions
        ),
    )


def _organisations(
    office: Office, projects: Iterable[Project], activities: Iterable[Activity]
) -> set[str | None]:
    named: set[str | None] = {office.organisation, office.host}
    named |= {made.donor for made in office.contributions}
    for project in projects:
        named |= {made.donor for made in project.contributions}
        named |= {part.lead for part in project.components}
        named |= {made.party for made in project.transactions}
        named |= {line.donor for line in project.budget_lines}
        named |= {*project.partners}
    for activity in activities:
        named |= {*activity.partners}
    return named


def _identity(portfolio: Portfolio, kept: tuple[Project, ...], donor: str | None) -> ReportIdentity:
    """Make the identity of the new document; its day is the old one, which names depend on."""
    before = portfolio.report
    names = {known.id: known.name for known in portfolio.organisations}
    addressee = names.get(donor, LocalText({"en": donor})) if donor else LocalText({"en": ""})
    return ReportIdentity(
        reference="",
        date=before.date if before else portfolio.period.end,
        place=before.place if before else "",
        title=kept[0].title if len(kept) == 1 else addressee,
        addressee=addressee,
    )


# --- What still holds ---------------------------------------------------------------------


def _same(call: str, whole: Portfolio, part: Portfolio) -> bool:
    """Tell whether a figure has the same value in the part, from the same records."""
    try:
        before, after = evaluate(whole, call), evaluate(part, call)
    except CprocError:
        return False  # it names what is left out
    return (before.value, before.records, before.missing, before.stated) == (
        after.value,
        after.records,
        after.missing,
        after.stated,
    )


def _holds(statement: Statement, whole: Portfolio, part: Portfolio) -> bool:
    calls = statement.figures
    if not all(_same(call, whole, part) for call in calls):
        return False
    return any("project=" in call or _found(part, call) for call in calls)


def _found(part: Portfolio, call: str) -> bool:
    """Tell whether a figure is anything but nothing counted from no records."""
    told = evaluate(part, call)
    return bool(told.records or told.value)


def _silenced(part: Portfolio) -> Iterator[Silence]:
    for made in part.silenced:
        if any(name_of(record) == made.record for record in part.records(made.of) or ()):
            yield made


def _sections(projects: Iterable[Project]) -> set[str]:
    return {f"project:{project.code}" for project in projects}


def _calls(narrative: Narrative) -> Iterator[str]:
    for _language, text in narrative.text.entries:
        yield from (found.call for found in placeholders(text))


def _repeated(texts: Iterable[Narrative], whole: Portfolio) -> list[Statement]:
    """The statements that nothing computes and that texts repeat."""
    found = []
    for call in dict.fromkeys(call for text in texts for call in _calls(text)):
        with suppress(CprocError):  # a check of the whole tells of it
            if (stated := evaluate(whole, call).stated) is not None and not stated.figures:
                found.append(stated)
    return found


def _true(narrative: Narrative, whole: Portfolio, part: Portfolio) -> bool:
    return all(_same(call, whole, part) for call in _calls(narrative))
