"""The cell of a figure: its value, or what is known of it, and the cells that it comes of."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from datetime import date

import attrs

from cproc import figures, model
from cproc.figures import Definition, Figure, Flow
from cproc.report.cells import At, Cell, Expression, Over, Rounded, Sum, added, count, total
from cproc.report.context import Context, project_table
from cproc.report.declare import figured
from cproc.report.money_cells import budgets_on, known_version, owes_flat, version_at, whole_at
from cproc.report.tables_activities import where_held
from cproc.report.tables_office import statuses_at

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

_STATUSES: Mapping[str, tuple[model.TreatyStatus, ...]] = {
    "parties": (model.TreatyStatus.PARTY,),
    "signed_or_invited": (model.TreatyStatus.SIGNATORY, model.TreatyStatus.INVITED),
    "committee_members": tuple(model.TreatyStatus),
    "committee_states_without_observers": tuple(
        status for status in model.TreatyStatus if status is not model.TreatyStatus.OBSERVER
    ),
}
OF_TREATY = ("parties", "signed_or_invited", "committee_members", "accessions")
"""Key figures of a treaty."""
_POSTS = {"grade": "grade", "recruitment": "recruitment", "paid_by": "post_funding"}
"""Columns of the table of posts, by the argument of a head-count; two hold words of labels."""


def expression_of(  # noqa: PLR0911, C901 - one case for each way that figures come of tables
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
    if context.restates and name in _OF_PROJECTS:
        return _restated(name, arguments, end)
    given = {word: value for word, value in arguments.items() if (word, value) != ("on", end)}
    day = date.fromisoformat(given.get("on", end))
    match name, sorted(given):
        case "headcount", words if words and given.keys() <= _POSTS.keys():
            columns = {_POSTS[word]: value for word, value in given.items()}
            if paid_by := columns.get("post_funding"):
                columns["post_funding"] = context.labels(f"post_funding.{paid_by}")
            if category := columns.get("recruitment"):
                columns["recruitment"] = context.term(model.TermList.POST_CATEGORY, category)
            return total("posts", "filled", **columns)
        case "budget_total", ["on"]:
            return budgets_on(context, day)
        case "project_budget", ["project"] | ["on", "project"]:
            project = figures.project_of(portfolio, given["project"])
            return version_at(project, project.budget_version(day))
        case "entries", ["status"] if given["status"] == model.ActivityStatus.HELD:
            return count("activities", **where_held(context))
        case "accessions", ["treaty"]:
            became = context.labels(f"treaty_change.{model.TreatyStatus.PARTY}")
            return count(
                "treaty_changes", treaty=context.treaty(given["treaty"]), treaty_change=became
            )
        case _, ["treaty"]:
            places = statuses_at(context, given["treaty"], _STATUSES.get(name, ()))
            return added(places) if places else None
        case _, []:
            make = _COMPOSED.get(name)
            return make(context) if make else _WHOLE.get(name)
    return None


_OF_PROJECTS: Mapping[str, str] = {
    "budget_total": "in_force",
    "budget_all": "last_budget",
    "received": "received_money",
    "spent": "spent",
    **dict.fromkeys(("balance", "budget_change", "operational_ratio"), ""),
}
"""Figures that add up what is of several projects, and what is added up of them in a table."""


def _restated(name: str, arguments: Mapping[str, str], end: str) -> Expression | None:
    """A figure of projects some of which are in another currency, as the table of these has it."""
    of_the_day = set(arguments.items()) <= {("on", end)}
    column = _OF_PROJECTS[name]
    return At("restated", None, f"{column}_restated") if column and of_the_day else None


def _projects(context: Context) -> Expression | None:
    period = context.portfolio.period
    ran = (
        project.period.start <= period.end and project.period.end >= period.start
        for project in context.portfolio.projects
    )
    return count("projects") if all(ran) else None


def _moved(context: Context, flow: Flow) -> Expression:
    paid = total("transactions", "booked", flow=context.labels(f"flow.{flow}"))
    flat = any(owes_flat(context, project) for project in context.portfolio.projects)
    if flow is Flow.SPENT and flat:
        return added([paid, At("flat_costs", None, "booked")])
    return paid


def _participants(context: Context) -> Expression | None:
    met = [context.portfolio.met(a) for a in context.held if a.participants]
    return At("activities", None, "people") if met and all(met) else None


def _change(context: Context) -> Expression | None:
    """The change over the period: versions in force at its end, less those before it."""
    portfolio = context.portfolio
    before, now = (
        {each.code: known_version(each, day) for each in figures.in_force(portfolio, day)}
        for day in (model.day_before(portfolio.period.start) or date.min, context.end)
    )
    plus: list[Expression] = []
    less: list[Expression] = []
    for project in portfolio.projects:
        versions = [of[project.code] for of in (before, now) if project.code in of]
        if None in versions or (len(versions) == 2 and versions[0] is versions[1]):
            continue
        for of, places in ((now, plus), (before, less)):
            if place := version_at(project, of.get(project.code)):
                places.append(place)
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


def _of_status(context: Context, status: model.ActivityStatus) -> Expression:
    return count("activities", activity_status=context.labels(f"activity_status.{status}"))


def _gap(context: Context) -> Expression | None:
    """What no contribution covers, where there is something."""
    parts = figures.attributed(context.portfolio, context.end)
    return At("funding", "", "amount") if any(part.donor is None for part in parts) else None


def _ratio(context: Context) -> Expression | None:
    """The budgets for operations by those for administration, as the forms have them."""
    places: dict[model.HeadingRole, dict[At, None]] = {role: {} for role in model.HeadingRole}
    for project in context.portfolio.projects:
        if project.budget_lines:
            own = figures.budget_by_role(project, context.currency(project))
            for role, parts in own.items() if None not in own else ():
                form = project_table("budget_by_heading", project.code)
                cells = (At(form, f"{part.number} ", "budget") for part in parts)
                places[role or model.HeadingRole.OPERATIONS].update(dict.fromkeys(cells))
    operations = tuple(places[model.HeadingRole.OPERATIONS])
    administration = tuple(places[model.HeadingRole.ADMINISTRATION])
    if not operations or not administration:
        return None
    return Rounded(Over(Sum(operations), Sum(administration)), 2)


_COMPOSED: Mapping[str, Callable[[Context], Expression | None]] = {
    "participations": lambda context: count("participations", **where_held(context)),
    "activities_planned": lambda context: _of_status(context, model.ActivityStatus.PLANNED),
    "activities_postponed": lambda context: _of_status(context, model.ActivityStatus.POSTPONED),
    "activities_cancelled": lambda context: _of_status(context, model.ActivityStatus.CANCELLED),
    "projects": _projects,
    "projects_active": lambda context: count(
        "projects", status=context.labels(f"project_status.{model.ProjectStatus.IMPLEMENTATION}")
    ),
    "received": lambda context: _moved(context, Flow.RECEIVED),
    "spent": lambda context: _moved(context, Flow.SPENT),
    "participants": _participants,
    "budget_change": _change,
    "balance": _balance,
    "funding_gap": _gap,
    "operational_ratio": _ratio,
}


# --- Cells --------------------------------------------------------------------------------


def missing_words(context: Context, figure: Figure) -> str:
    """What a figure is without, in words; empty where it lacks nothing."""
    writers = {"organisations": context.organisation}
    # What is no project is written as its identifier.
    write = writers.get(figure.of, context.project)
    return context.listed(map(write, figure.without)) if figure.without else ""


def figure_cell(context: Context, figure: Figure) -> Cell:
    """The cell of a figure: the expression or number that it is, or in words what is known."""
    # No amount comes of no records, and the tables of such have no rows that tell its currency.
    nothing = isinstance(figure.value, model.Money) and not figure.records
    derived = figure.exact and not nothing
    expression = expression_of(context, *parsed(figure)) if derived else None
    cell = figured(context, figure, expression)
    return cell if cell.expression else attrs.evolve(cell, records=figure.records)


def rule_cell(context: Context, definition: Definition) -> Cell:
    """What a figure counts."""
    words = definition.defined_in(context.labels)
    ours = context.language == "en" or f"definition.{definition.name}" in context.labels.entries
    return Cell(words, language=None if ours else "en")


def parsed(figure: Figure) -> tuple[str, dict[str, str]]:
    """Name and arguments of the call of a figure, in the normal form of which each is a text."""
    node = ast.parse(figure.name, mode="eval").body
    words = node.keywords if isinstance(node, ast.Call) else []
    arguments = {str(word.arg): str(ast.literal_eval(word.value)) for word in words}
    return figure.name.partition("(")[0], arguments
