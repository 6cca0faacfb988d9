"""Tables of named figures: the key ones, the stated beside the computed, the definitions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

import attrs

from cproc import figures
from cproc.figures import (
    Candidate,
    Definition,
    Figure,
    Flow,
    Reconciliation,
    Verdict,
    catalogue,
    stated,
    stated_value,
    told,
)
from cproc.labels import Labels
from cproc.model import (
    ActivityStatus,
    DateSpan,
    HeadingRole,
    Money,
    Portfolio,
    ProjectStatus,
    Statement,
    TreatyStatus,
    day_before,
)
from cproc.money import rounded
from cproc.report.cells import (
    At,
    Cell,
    Expression,
    Kind,
    Minus,
    Over,
    Own,
    Rounded,
    Sum,
    Table,
    added,
    count,
    total,
)
from cproc.report.context import Context, project_table
from cproc.report.declare import Content, day, table, text, valued
from cproc.report.settle import SHARE_DECIMALS
from cproc.report.tables_activities import held_entries, where_held
from cproc.report.tables_budget import budgets_on, owes_flat, version_at, versions_on, whole_at
from cproc.report.tables_office import statuses_at


def figure_tables(context: Context) -> Iterator[Table]:
    """``overview``, ``reconciliation`` and ``definitions``, and figures of one subject.

    ``results_figures``, ``funding_figures`` and ``budget_figures`` stand beside what they are of.
    ``reconciliation`` has one row per statement and figure it may mean.
    """
    yield _overview(context)
    yield from _beside(context)
    yield _reconciliation(context)
    yield _definitions(context)


# --- What figures come of -----------------------------------------------------------------

_WHOLE: Mapping[str, Expression] = {
    "budget_total": At("projects", None, "in_force"),
    "budget_all": At("projects", None, "last_budget"),
    "entries": count("activities"),
    "occurrences": At("activities", None, "occurrences"),
    "events": At("activities", None, "events"),
    "headcount": At("staff", None, "filled"),
    "vacancies": At("staff", None, "vacant"),
    "planned_posts": At("staff", None, "planned"),
    "posts_in_all": At("staff", None, "posts"),
    "recruitments": added([At("staff", None, "vacant"), At("staff", None, "planned")]),
}
"""Figures of the last day of the period that a cell or the rows of a table give."""

_STATUSES: Mapping[str, tuple[TreatyStatus, ...]] = {
    "parties": (TreatyStatus.PARTY,),
    "signed_or_invited": (TreatyStatus.SIGNATORY, TreatyStatus.INVITED),
    "committee_members": tuple(TreatyStatus),
    "committee_states_without_observers": tuple(
        status for status in TreatyStatus if status is not TreatyStatus.OBSERVER
    ),
}
OF_TREATY = ("parties", "signed_or_invited", "committee_members", "accessions")
"""Key figures of a treaty."""
_POSTS = {"grade": "grade", "recruitment": "recruitment", "paid_by": "post_funding"}
"""Columns of the table of posts, by the argument of a head-count; two are groups of labels."""


def expression_of(  # noqa: PLR0911 - one case for each way that figures come of tables
    context: Context, name: str, arguments: Mapping[str, str]
) -> Expression | None:
    """How a figure comes of the tables of the report.

    Args:
        context: What the report is built in.
        name: Name of the figure.
        arguments: Its arguments as they are written in a call.

    Returns:
        None for a figure that is counted of the records in a way that no table shows: each
        donor, country or nationality once, days and months that are over, what held on a
        day for which there is no table.
    """
    portfolio, end = context.portfolio, str(context.end)
    given = {word: value for word, value in arguments.items() if (word, value) != ("on", end)}
    day = date.fromisoformat(given.get("on", end))
    match name, sorted(given):
        case "headcount", words if words and given.keys() <= _POSTS.keys():
            where = {_POSTS[word]: _written(context, word, given[word]) for word in given}
            return total("posts", "filled", **where)
        case "budget_total", ["on"]:
            return budgets_on(portfolio, day)
        case "project_budget", ["project"] | ["on", "project"]:
            project = figures.project_of(portfolio, given["project"])
            version = project.budget_version(day)
            return version_at(project, project.budget.index(version)) if version else None
        case "accessions", ["treaty"]:
            became = context.labels(f"treaty_change.{TreatyStatus.PARTY}")
            return count("treaty_changes", treaty=given["treaty"], treaty_change=became)
        case _, ["treaty"]:
            places = statuses_at(context, given["treaty"], _STATUSES.get(name, ()))
            return added(places) if places else None
        case _, []:
            make = _COMPOSED.get(name)
            return make(context) if make else _WHOLE.get(name)
    return None


def _written(context: Context, word: str, value: str) -> str:
    """The argument of a head-count as the table of posts has it."""
    group = _POSTS[word]
    return value if group == "grade" else context.labels(f"{group}.{value}")


def _projects(context: Context) -> Expression | None:
    period = context.portfolio.period
    ran = (
        project.period.start <= period.end and project.period.end >= period.start
        for project in context.portfolio.projects
    )
    return count("projects") if all(ran) else None


def _active(context: Context) -> Expression:
    running = context.labels(f"project_status.{ProjectStatus.IMPLEMENTATION}")
    return count("projects", status=running)


def _moved(flow: Flow) -> Callable[[Context], Expression]:
    def made(context: Context) -> Expression:
        paid = total("transactions", "booked", flow=context.labels(f"flow.{flow}"))
        flat = any(owes_flat(context, project) for project in context.portfolio.projects)
        if flow is Flow.SPENT and flat:
            return added([paid, At("flat_costs", None, "booked")])
        return paid

    return made


def _participants(context: Context) -> Expression | None:
    met = [a.kind.is_event for a in held_entries(context) if a.participants]
    return At("activities", None, "people") if met and all(met) else None


def _change(context: Context) -> Expression | None:
    """The change over the period: versions in force at its end, less those before it."""
    portfolio = context.portfolio
    before, now = (
        {project.code: version for project, version in versions_on(portfolio, day)}
        for day in (day_before(portfolio.period.start) or date.min, context.end)
    )
    plus: list[Expression] = []
    less: list[Expression] = []
    for project in portfolio.projects:
        versions = [of[project.code] for of in (before, now) if project.code in of]
        if None in versions or (len(versions) == 2 and versions[0] is versions[1]):
            continue
        for of, places in ((now, plus), (before, less)):
            version = of.get(project.code)
            if version is not None:
                places.append(version_at(project, project.budget.index(version)))
    return added(plus, less) if plus else None


def _balance(context: Context) -> Expression | None:
    """What is left of the budgets of the projects of which it is known what they spent."""
    every = context.portfolio.projects
    projects = [
        p for p in every if figures.concerns(p, context.end) and figures.tells(p, Flow.SPENT)
    ]
    budgets = [whole for project in projects if (whole := whole_at(context, project))]
    spent = [
        At(project_table("spending", project.code), None, "spent")
        for project in projects
        if any(paid.date <= context.end for paid in project.transactions)
    ]
    return added(budgets, spent) if projects and len(budgets) == len(projects) else None


def _of_status(status: ActivityStatus) -> Callable[[Context], Expression]:
    return lambda context: count(
        "activities", activity_status=context.labels(f"activity_status.{status}")
    )


def _gap(context: Context) -> Expression | None:
    """What no contribution covers, where there is something."""
    parts = figures.attributed(context.portfolio, context.end)
    return At("funding", "", "amount") if any(part.donor is None for part in parts) else None


def _ratio(context: Context) -> Expression | None:
    """The budgets for operations by those for administration, as the forms have them."""
    places: dict[HeadingRole, dict[At, None]] = {role: {} for role in HeadingRole}
    for project in context.portfolio.projects:
        if project.budget_lines:
            own = figures.budget_by_role(project, context.portfolio.currency)
            for role, parts in own.items() if None not in own else ():
                form = project_table("budget_by_heading", project.code)
                cells = (At(form, f"{part.number} ", "budget") for part in parts)
                places[role or HeadingRole.OPERATIONS].update(dict.fromkeys(cells))
    operations, administration = (tuple(places[role]) for role in HeadingRole)
    if not operations or not administration:
        return None
    return Rounded(Over(Sum(operations), Sum(administration)), 2)


_COMPOSED: Mapping[str, Callable[[Context], Expression | None]] = {
    "participations": lambda context: count("participations", **where_held(context)),
    "activities_planned": _of_status(ActivityStatus.PLANNED),
    "activities_postponed": _of_status(ActivityStatus.POSTPONED),
    "activities_cancelled": _of_status(ActivityStatus.CANCELLED),
    "projects": _projects,
    "projects_active": _active,
    "received": _moved(Flow.RECEIVED),
    "spent": _moved(Flow.SPENT),
    "participants": _participants,
    "budget_change": _change,
    "balance": _balance,
    "funding_gap": _gap,
    "operational_ratio": _ratio,
}


# --- Key figures --------------------------------------------------------------------------


_NOT_HELD = [status for status in ActivityStatus if status is not ActivityStatus.HELD]


def _key_figures(portfolio: Portfolio) -> Iterator[tuple[str, str]]:
    """The key figures that the portfolio has records for, each with its treaty."""
    office, end = portfolio.office, portfolio.period.end
    statuses = {activity.status for activity in portfolio.activities}
    moved = any(t.date <= end for project in portfolio.projects for t in project.transactions)
    wanted: tuple[tuple[str, bool], ...] = (
        ("budget_total budget_all", bool(portfolio.projects)),
        ("budget_change", any(project.budget for project in portfolio.projects)),
        ("received spent balance", moved),
        ("projects projects_active donors", bool(portfolio.projects)),
        ("entries", True),
        (
            "occurrences events participations projects_with_activities countries_reached",
            bool(portfolio.activities),
        ),
        *((f"activities_{status}", status in statuses) for status in _NOT_HELD),
        ("participants", any(activity.participants for activity in portfolio.activities)),
        ("headcount vacancies planned_posts posts_in_all", bool(portfolio.posts)),
        ("nationalities", any(post.nationality for post in portfolio.posts)),
        ("office_capacity", office.capacity is not None),
        ("months_of_operation", office.operational_since <= portfolio.period.end),
    )
    for names, has_records in wanted:
        yield from ((name, "") for name in names.split() if has_records)
    for treaty in portfolio.treaties:
        if figures.treaty_standing(portfolio, treaty.id, portfolio.period.end):
            yield from ((name, treaty.id) for name in OF_TREATY)


def key_calls(portfolio: Portfolio) -> list[str]:
    """The calls of the key figures."""
    return [_call(name, treaty) for name, treaty in _key_figures(portfolio)]


def table_calls(portfolio: Portfolio) -> list[str]:
    """The calls of the figures that tables show by name, which are asked for all at once."""
    return [*key_calls(portfolio), *chain.from_iterable(_figures_beside(portfolio).values())]


def _call(name: str, treaty: str) -> str:
    return f"{name}(treaty={treaty!r})" if treaty else name


def _overview(context: Context) -> Table:
    rows = [
        (name, treaty, figure)
        for name, treaty in _key_figures(context.portfolio)
        if (figure := context.figure(_call(name, treaty))).records or name != "budget_change"
    ]
    return _figures(context, "overview", rows)


def _figures_beside(portfolio: Portfolio) -> dict[tuple[str, str], tuple[str, ...]]:
    """Figures that stand beside the records they are of: by table, and what it stands behind."""
    projects = portfolio.projects
    indicators = (i for p in projects for result in p.results for i in result.indicators)
    given = any(p.contributions for p in figures.in_force(portfolio, portfolio.period.end))
    people = any(indicator.unit == "people" for indicator in indicators)
    lines = any(project.budget_lines for project in projects)
    return {
        ("results_figures", ""): ("people_trained",) * people,
        ("funding_figures", "funding"): ("funding_gap", "funding_surplus") if given else (),
        ("budget_figures", "budget_versions"): ("operational_ratio",) * lines,
    }


def _beside(context: Context) -> Iterator[Table]:
    for (id_, after), calls in _figures_beside(context.portfolio).items():
        named = [(name, "", context.figure(name)) for name in calls]
        # Nothing given beyond a budget is what everybody expects.
        rows = [row for row in named if row[0] != "funding_surplus" or _is_some(row[2])]
        yield _figures(context, id_, rows, after)


def _is_some(figure: Figure) -> bool:
    return any(isinstance(each, Money) and each.amount for each in (figure.value, figure.low))


def _figures(
    context: Context, id_: str, rows: Sequence[tuple[str, str, Figure]], after: str = ""
) -> Table:
    def title(name: str, treaty: str, _figure: Figure) -> Content:
        text = catalogue()[name].title
        shown = f"{context.best(text)} ({treaty})" if treaty else context.best(text)
        return Cell(shown, language=context.other_language(text))

    def value(name: str, treaty: str, figure: Figure) -> Content:
        return _value(context, name, {"treaty": treaty} if treaty else {}, figure)

    def unit(_name: str, _treaty: str, figure: Figure) -> Content:
        if isinstance(figure.value, Money):
            return figure.value.currency
        return context.unit(figure.unit, figure.value if isinstance(figure.value, int) else 2)

    columns = [
        text("key_figure", title, 40),
        text("value", value, 18),
        text("unit", unit),
        day("as_at", lambda _name, _treaty, figure: figure.on),
        text("rule", lambda name, _treaty, _f: _rule(context, catalogue()[name]), 60),
    ]
    notes = [
        context.labels("note.without", figure=context.best(catalogue()[name].title), what=without)
        for name, _treaty, figure in rows
        if figure.known and (without := _missing(context, figure))
    ]

    def key(name: str, treaty: str, _figure: Figure) -> str:
        return f"{name}_{treaty}" if treaty else name

    made = table(context, id_, rows, columns, key=key, notes=notes, after=after)
    return attrs.evolve(made, named=True)


def _missing(context: Context, figure: Figure) -> str:
    writers = {"organisations": context.organisation}
    # What is no project is written as its identifier.
    write = writers.get(figure.of, context.project)
    return context.listed(map(write, figure.without)) if figure.without else ""


def _value(context: Context, name: str, arguments: Mapping[str, str], figure: Figure) -> Cell:
    # A cell of a number must not show one that is not known, or not exact.
    if not figure.exact:
        return Cell(told(context.labels, figure), Kind.TEXT, records=figure.records)
    # No amount comes of no records, and the tables of such have no rows that tell its currency.
    nothing = isinstance(figure.value, Money) and not figure.records
    expression = None if nothing else expression_of(context, name, arguments)
    cell = valued(figure.value, figure.unit, expression)
    return cell if cell.expression else attrs.evolve(cell, records=figure.records)


def _rule(context: Context, definition: Definition) -> Cell:
    if rule := context.labels.get(f"definition.{definition.name}", ""):
        return Cell(rule)
    return Cell(definition.definition, language=None if context.language == "en" else "en")


# --- Stated beside computed ---------------------------------------------------------------


def _reconciliation(context: Context) -> Table:
    labels = context.labels
    rows = [
        (found, candidate, found.statement)
        for found in context.reconciled
        for candidate in found.candidates or (None,)
    ]

    def words(_r: Reconciliation, _c: Candidate | None, statement: Statement) -> Content:
        number, unit = stated(labels, statement), statement.unit
        if isinstance(stated_value(statement, statement.value), Money) or unit in ("%", "year"):
            return number
        return f"{number} {context.unit(unit, _plural(statement))}"

    def value(statement: Statement) -> Cell:
        return _stated(labels, statement)

    def computed(candidate: Candidate | None) -> Cell:
        if candidate is None:
            return Cell()
        name, arguments = _parsed(candidate.figure.name)
        return _value(context, name, arguments, candidate.figure)

    def difference(_r: Reconciliation, candidate: Candidate | None, s: Statement) -> Content:
        return _difference(computed(candidate), value(s), candidate, s)

    def verdict(_r: Reconciliation, candidate: Candidate | None, _s: Statement) -> Content:
        return labels(f"verdict.{candidate.verdict if candidate else Verdict.NOT_COMPUTED}")

    def explanation(found: Reconciliation, candidate: Candidate | None, s: Statement) -> Content:
        first = not found.candidates or candidate is found.candidates[0]
        return context.local(s.explanation) if first else None

    columns = [
        text("statement", lambda _r, _c, s: s.title, 36),
        text("stated", words, 20),
        text("stated_value", lambda _r, _c, s: value(s), 16),
        text("figure", lambda _r, c, _s: _title(context, c), 30),
        text("computed", lambda _r, c, _s: computed(c), 16),
        text("difference", difference),
        text("verdict", verdict, 20),
        text("explanation", explanation, 60, shown=None),
        text("source", lambda _r, _c, s: s.source, 10, shown=None),
    ]
    notes, about = [labels("note.reconciliation")], lambda _r, _c, s: s.id
    return table(
        context, "reconciliation", rows, columns, about=about, notes=notes, wide=True, filters=True
    )


def _stated(labels: Labels, statement: Statement) -> Cell:
    """What was stated as a value; of a range, which is none, in words."""
    if statement.upper is not None:
        return Cell(stated(labels, statement), Kind.TEXT)
    return valued(stated_value(statement, statement.value), statement.unit)


def _plural(statement: Statement) -> int:
    upper = statement.upper if statement.upper is not None else statement.value
    return int(upper) if upper == upper.to_integral_value() else 2


def _title(context: Context, candidate: Candidate | None) -> Cell:
    if candidate is None:
        return Cell(context.labels("word.no_figure"))
    name, arguments = _parsed(candidate.figure.name)
    title = catalogue()[name].title
    written = ", ".join(_argument(context, word, value) for word, value in arguments.items())
    shown = f"{context.best(title)} ({written})" if written else context.best(title)
    if candidate.figure.known and (missing := _missing(context, candidate.figure)):
        shown = context.labels("format.without", figure=shown, what=missing)
    return Cell(shown, language=context.other_language(title))


def _parsed(call: str) -> tuple[str, dict[str, str]]:
    """Name and arguments of the normal form of a call, in which each argument is a text."""
    node = ast.parse(call, mode="eval").body
    words = node.keywords if isinstance(node, ast.Call) else []
    arguments = {str(word.arg): str(ast.literal_eval(word.value)) for word in words}
    return call.partition("(")[0], arguments


_GROUPS: Mapping[str, tuple[str, ...]] = {
    "kind": ("kind", "contribution"),
    "recruitment": ("recruitment",),
    "paid_by": ("post_funding",),
}
"""Groups of labels that hold the words for an argument."""


def _argument(context: Context, word: str, value: str) -> str:
    writers = {
        "project": context.project,
        "country": context.country,
        "donor": context.organisation,
    }
    if word in writers:
        return writers[word](value)
    if word in ("on", "month"):
        return context.labels.span(DateSpan.parse(value))
    words = (context.labels.get(f"{group}.{value}", "") for group in _GROUPS.get(word, ()))
    return next(filter(None, words), value)


def _difference(  # noqa: PLR0911 - one case for each kind of number
    computed: Cell, stated_: Cell, candidate: Candidate | None, statement: Statement
) -> Content:
    """Computed less stated; empty where the two are no numbers of one kind."""
    if candidate is None or candidate.difference is None:
        return None
    if statement.upper is not None:  # it is not one cell less another
        number = rounded(candidate.difference, SHARE_DECIMALS)
        return valued(stated_value(statement, number), statement.unit)
    if isinstance(computed.value, str):  # "not known" stands for a sum of nothing, of value 0
        return None
    amounts = {isinstance(candidate.figure.value, Money), isinstance(stated_.value, Money)}
    percent = {cell.kind is Kind.PERCENT for cell in (computed, stated_)}
    if len(amounts) > 1 or len(percent) > 1:
        return None
    if amounts == {True}:
        return Cell(kind=Kind.MONEY, expression=_GAP)
    if percent == {True}:
        return Cell(kind=Kind.PERCENT, expression=_GAP)
    whole = all(isinstance(each, int) for each in (candidate.figure.value, stated_.value))
    return Cell(kind=Kind.INTEGER if whole else Kind.DECIMAL, expression=_GAP)


_GAP = Minus(Own("computed"), Own("stated_value"))


# --- Definitions --------------------------------------------------------------------------


def _definitions(context: Context) -> Table:
    cited = {
        call.partition("(")[0].strip()
        for statement in context.portfolio.statements
        for call in statement.figures
    }

    def unit(_name: str, definition: Definition) -> Content:
        if definition.unit == figures.CURRENCY:
            return context.portfolio.currency
        return context.unit(definition.unit) if definition.unit else None

    columns = [
        text("figure_name", lambda name, _d: name, 34),
        text("key_figure", lambda _name, d: d.title, 36),
        text("rule", lambda _name, d: _rule(context, d), 70),
        text("unit", unit),
    ]
    listed = [
        (name, definition)
        for name, definition in catalogue().items()
        if definition.concerns(context.portfolio) or name in cited
    ]
    notes = [context.labels("note.definitions")]
    return table(context, "definitions", listed, columns, notes=notes)
