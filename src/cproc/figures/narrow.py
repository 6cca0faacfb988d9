"""Narrowing a portfolio to what one donor funds, or to one project.

What is left out is left out because it would say something false or something that is not
the reader's. The rules, in the order of the portfolio's fields:

- A project that is kept is kept whole: its budget, contributions and transactions. What is
  received, what is left and what a donor pays as the rest are true of the whole project only;
  who else pays is shown to every donor of a joint budget (PRAG, "Expected sources of funding").
- Of the reports and instalments of a project, and of what was sent, those of the donor are kept,
  and those of which nobody says whose they are; what is agreed with another one is not the
  reader's.
- An activity is kept, and counts as one entry, where one of its projects is. It names the kept
  projects only, and its planned cost is cut to their shares; nothing shows what it cost others.
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
- A silence is kept where its record is, and so is a mark of what is confidential; to a donor its
  own name is no secret.
- The document takes the name of what is kept; number and addressee were those of another one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain

import attrs

from cproc.errors import InvalidValueError, said
from cproc.figures.calls import evaluate_all, placeholders
from cproc.figures.counting import Figure
from cproc.figures.subjects import deadlines_of, known_choice, project_of, roles
from cproc.model import (
    Activity,
    Audience,
    Confidential,
    DonorReport,
    Instalment,
    LocalText,
    Money,
    Narrative,
    Portfolio,
    Project,
    ReportIdentity,
    Silence,
    Statement,
    name_of,
)


def donors(portfolio: Portfolio) -> tuple[str, ...]:
    """The identifiers of those who contribute to a project, in the order of their names.

    Example:
        >>> import cproc
        >>> donors(cproc.load("examples/cproc_2017"))[:3]
        ('COE', 'EE', 'EU')
    """
    return tuple(sorted({each.donor for p in portfolio.projects for each in p.contributions}))


def narrow(
    portfolio: Portfolio,
    *,
    donor: str | None = None,
    project: str | None = None,
    programme: str | None = None,
) -> Portfolio:
    """Keep of a portfolio what one donor funds, one project, or the projects of a programme.

    Args:
        portfolio: A checked portfolio.
        donor: Identifier of an organisation; its projects are those it contributes to.
        project: Code of a project. With a donor, that donor must contribute to it.
        programme: Identifier of a programme that the projects belong to.

    Returns:
        A portfolio without errors, by the rules of this module; the same one where none is
        given.

    Raises:
        UnknownNameError: There is no such donor, project or programme; those there are are listed.
        InvalidValueError: The donor contributes to no project, or not to that one; the project is
            not of the programme.

    Example:
        >>> import cproc
        >>> part = narrow(cproc.load("examples/cproc_2017"), project="GLACY+")
        >>> [project.code for project in part.projects], len(part.activities)
        (['GLACY+'], 67)
    """
    if donor is None and project is None and programme is None:
        return portfolio
    of_it = portfolio if programme is None else _of_programme(portfolio, programme, project)
    kept = _projects(of_it, donor, project)
    part = _records(portfolio, kept, donor)
    sections = {f"project:{each.code}" for each in kept}
    texts = [text for text in portfolio.narrative if text.id in sections]
    # A check of the whole tells what fails, so that nothing of it fails here.
    figures = evaluate_all(portfolio, chain.from_iterable(map(_calls, texts)), lenient=True)
    repeated = [each.stated for each in figures.values() if each.stated and not each.stated.figures]
    same = _same(portfolio, part, (call for each in portfolio.statements for call in each.figures))
    statements = (each for each in portfolio.statements if each in repeated or _holds(each, same))
    part = part.with_report(statements=tuple(statements))
    # Statements first: a text may repeat them, and is kept only where they are.
    true = _same(portfolio, part, chain.from_iterable(map(_calls, texts)))
    part = part.with_report(narrative=tuple(t for t in texts if true.keys() >= {*_calls(t)}))
    marks = (each for each in part.confidential if not (donor and _names(each, donor)))
    return attrs.evolve(
        part,
        silenced=tuple(each for each in part.silenced if _is_of(each, part)),
        confidential=tuple(each for each in marks if _marks(each, part)),
    )


def _of_programme(portfolio: Portfolio, programme: str, project: str | None) -> Portfolio:
    """The portfolio with the projects of a programme only, of which a named one must be."""
    known_choice("programme", programme, (each.id for each in portfolio.programmes))
    kept = tuple(each for each in portfolio.projects if each.programme == programme)
    if not kept or (project is not None and project_of(portfolio, project) not in kept):
        message = said("no project is of the programme {programme}.", programme=programme)
        if project:
            message = said(
                "{project} is not of the programme {programme}.",
                project=project,
                programme=programme,
            )
        codes = ", ".join(each.code for each in kept) or said("none")
        hint = said("Its projects are: {projects}.", projects=codes)
        raise InvalidValueError("project-not-of-programme", message, hint)
    return attrs.evolve(portfolio, projects=kept)


def _projects(portfolio: Portfolio, donor: str | None, project: str | None) -> tuple[Project, ...]:
    asked = (project_of(portfolio, project),) if project is not None else portfolio.projects
    if donor is None:
        return asked
    contributing = donors(portfolio)
    if donor not in contributing and any(c.donor == donor for c in portfolio.office.contributions):
        raise InvalidValueError(
            "donor-without-project",
            said("{donor} contributes to the office, and to none of its projects.", donor=donor),
            said("Name one of {donors}.", donors=", ".join(contributing) or said("the others")),
        )
    known_choice("donor", donor, contributing)
    kept = tuple(p for p in asked if any(each.donor == donor for each in p.contributions))
    if not kept:
        theirs = [p.code for p in _projects(portfolio, donor, None)]
        raise InvalidValueError(
            "donor-not-of-project",
            said("{donor} does not contribute to {project}.", donor=donor, project=project),
            said("It contributes to {theirs}.", theirs=", ".join(theirs)),
        )
    return kept


def _records(portfolio: Portfolio, kept: tuple[Project, ...], donor: str | None) -> Portfolio:
    codes = {project.code for project in kept}
    components = {part.id for project in kept for part in project.components}
    activities = tuple(_activities(portfolio.activities, codes, components))
    listed = {activity.id for activity in activities}
    projects = tuple(_of_donor(_without_loose_ends(each, codes, listed), donor) for each in kept)
    own = tuple(each for each in portfolio.office.contributions if each.donor == donor)
    posts = tuple(
        attrs.evolve(post, projects=among, shares=_shares(post.projects, post.shares, codes))
        for post in portfolio.posts
        if (among := _among(post.projects, codes))
    )
    priorities = tuple(
        attrs.evolve(each, projects=among)
        for each in portfolio.priorities
        if (among := _among(each.projects, codes))
    )
    capacity = portfolio.office.capacity if posts else None
    office = attrs.evolve(portfolio.office, contributions=own, capacity=capacity)
    part = attrs.evolve(
        portfolio,
        office=office,
        # Of the others the periods stay: amounts are converted by them.
        reports=(
            _identity(portfolio, kept, donor),
            *(
                ReportIdentity(each.period)
                for each in portfolio.reports
                if each != portfolio.report
            ),
        ),
        projects=projects,
        activities=activities,
        posts=posts,
        priorities=priorities,
    )
    acting = {id_ for id_, of in roles(part).items() if of}
    organisations = tuple(each for each in part.organisations if each.id in acting)
    return attrs.evolve(part, organisations=organisations)


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
        component = activity.component if activity.component in components else None
        part = attrs.evolve(activity, component=component)
        if len(kept) < len(activity.projects):
            weights = activity.shares or [1] * len(activity.projects)
            shares = _shares(activity.projects, activity.shares, codes)
            cost = _cost(activity, weights, codes)
            part = attrs.evolve(
                part, projects=kept, shares=shares if any(shares) else (), planned_cost=cost
            )
        yield part


def _cost(activity: Activity, weights: Sequence[Decimal | int], codes: set[str]) -> Money | None:
    """The part of the planned cost that falls to the kept projects, to the cent."""
    cost = activity.planned_cost
    if cost is None:
        return None
    parts = zip(activity.projects, cost.allocate(weights), strict=True)
    return Money.total((part for code, part in parts if code in codes), cost.currency)


def _without_loose_ends(project: Project, codes: set[str], listed: set[str]) -> Project:
    return attrs.evolve(
        project,
        predecessors=_among(project.predecessors, codes),
        transactions=tuple(
            each if each.activity in listed else attrs.evolve(each, activity=None)
            for each in project.transactions
        ),
    )


def _of_donor(project: Project, donor: str | None) -> Project:
    """The project without what is due to, sent to or expected of, another donor."""
    mine = [each.record for each in deadlines_of("", project) if each.is_of(donor) is not False]
    return attrs.evolve(
        project,
        donor_reports=tuple(each for each in mine if isinstance(each, DonorReport)),
        instalments=tuple(each for each in mine if isinstance(each, Instalment)),
        submissions=tuple(
            each for each in project.submissions if donor is None or each.donor in {None, donor}
        ),
        interest_receipts=tuple(
            each
            for each in project.interest_receipts
            if donor is None or each.donor in {None, donor}
        ),
    )


def _identity(portfolio: Portfolio, kept: tuple[Project, ...], donor: str | None) -> ReportIdentity:
    """Make the identity of the new document; its day is the old one, which names depend on."""
    before = portfolio.report
    names = {each.id: each.name for each in portfolio.organisations}
    addressee = names.get(donor, LocalText({"en": donor})) if donor else None
    return ReportIdentity(
        portfolio.period,
        date=before.date if before else None,
        place=before.place if before else "",
        title=kept[0].title if len(kept) == 1 else addressee,
        addressee=addressee,
        donor=donor,
        template=before.template if before else None,
        against=portfolio.against,
        edition=Audience.DONOR if donor else (before.edition if before else ""),
    )


def _same(whole: Portfolio, part: Portfolio, calls: Iterable[str]) -> dict[str, Figure]:
    """The figures that have the same value in the part, from the same records."""
    calls = tuple(calls)
    before, after = (evaluate_all(of, calls, lenient=True) for of in (whole, part))

    def facts(one: Figure) -> tuple[object, ...]:
        bounds = one.low, one.high, one.qualifier
        return one.value, *bounds, one.records, one.missing, one.stated

    # A call that fails names what is left out.
    both = (call for call in before if call in after)
    return {call: after[call] for call in both if facts(before[call]) == facts(after[call])}


def _holds(statement: Statement, same: Mapping[str, Figure]) -> bool:
    """Whether all figures of a statement are the same, and some is not nothing from no records."""
    return all(call in same for call in statement.figures) and any(
        "project=" in call or same[call].records or same[call].value for call in statement.figures
    )


def _is_of(silence: Silence, part: Portfolio) -> bool:
    records = part.records(silence.of or "") or ()
    return silence.record is None or silence.record in map(name_of, records)


def _names(mark: Confidential, donor: str) -> bool:
    return mark.of.partition(".")[0] == "organisations" and mark.record == donor


def _marks(mark: Confidential, part: Portfolio) -> bool:
    records = part.records(mark.of.partition(".")[0]) or ()
    return mark.record is None or mark.record in map(name_of, records)


def _calls(narrative: Narrative) -> Iterator[str]:
    for _language, text in narrative.text.entries:
        yield from (placeholder.call for placeholder in placeholders(text))
