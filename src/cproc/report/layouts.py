"""What each audience is shown, and in what order: chapters of the document, sheets of the workbook.

A layout names tables and charts only; those that there are none of are left out. A name may choose
columns: ``projects[project_title, duration]``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import attrs

from cproc.model import Audience, Detail, Edition

PROJECT = "project"
"""Stands, among parts and sheets, for one of each project; and is the plan of its section."""


@attrs.frozen
class Plan:
    """A section of the document.

    Args:
        shows: Tables and charts; those of a project without its code.
        parts: Sections below a chapter, by identifier.
        above: How many of the tables and charts stand above the text.
        most: How many of them it shows at most; all where absent.
        numbered: Whether its heading takes a number.
        landscape: Whether its pages lie on their side.
        depth: It is left out of an edition that does not go down so far.
    """

    shows: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    above: int = 0
    most: int | None = None
    numbered: bool = True
    landscape: bool = False
    depth: Detail = Detail.CHAPTERS


@attrs.frozen
class Layout:
    """What one audience is shown.

    Args:
        chapters: The chapters of its document, in order.
        parts: Sections that may be parts of chapters, or chapters of their own.
        sheets: The sheets of its workbook, in order, each with its tables and charts.
        expected: Sheets that readers look for, and are told that they are left out.
        whole: Whether what is declared to stand behind a table comes with it, asked for or not.
    """

    chapters: Mapping[str, Plan]
    parts: Mapping[str, Plan]
    sheets: Mapping[str, tuple[str, ...]]
    expected: tuple[str, ...] = ()
    whole: bool = False

    def plan(self, id_: str) -> Plan:
        """The plan of a section; an empty one of a section of the office's own."""
        name = PROJECT if id_.startswith(f"{PROJECT}:") else id_
        return self.chapters.get(name) or self.parts.get(name) or Plan()


def chosen_columns(name: str, known: Collection[str] = ()) -> tuple[str, tuple[str, ...]]:
    """A table's identifier and the columns that a name chooses; none where it has all.

    Args:
        name: The identifier, maybe with columns in square brackets behind it.
        known: Identifiers that are what they are, as the code of a project may have brackets too.

    Example:
        >>> chosen_columns("projects[project_title, duration]")
        ('projects', ('project_title', 'duration'))
    """
    if name in known or not name.endswith("]"):
        return name.strip(), ()
    table, _bracket, columns = name.rpartition("[")
    return table.strip(), tuple(column.strip() for column in columns[:-1].split(","))


def _each(*tables: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A sheet for each of some tables, which is called as the table is."""
    return ((table, (table,)) for table in tables)


_TIMELINE = ("timeline", ("chart_timeline", "timeline"))
"""The sheet of the time line, which there is for its chart."""


# --- Auditors: all there is -----------------------------------------------------------------

_OVERVIEW = Plan(
    ("projects_overview", "chart_timeline", "chart_projects", "chart_months", "results_figures")
)
_ADMINISTRATION = Plan(parts=("premises", "staff", "budget"))
_DEADLINES = ("deadlines", "upcoming_activities")
_INVENTORY = Plan(("inventory",), landscape=True, depth=Detail.ACTIVITIES)
_WITHHELD = Plan(("withheld",), numbered=False)

# A page has no room for a value beside the words that state it; the workbook has both.
_RECONCILIATION = (
    "reconciliation[statement, stated, figure, computed, difference, verdict, explanation, source]"
)

_AUDIT = Layout(
    chapters={
        "summary": Plan(("overview",), numbered=False),
        "context": Plan(),
        "mandate": Plan(),
        "projects": Plan(parts=("overview", PROJECT)),
        "priorities": Plan(("priorities",)),
        "committee": Plan(("treaty_status",)),
        "host": Plan(),
        "administration": Plan(parts=(*_ADMINISTRATION.parts, "deadlines")),
        "visibility": Plan(),
        "conclusions": Plan(),
        "documents": Plan(),
        "inventory": _INVENTORY,
        "tallies": Plan(
            (
                *("by_month", "by_project", "by_kind", "by_region", "chart_regions", "by_country"),
                "partners",
            )
        ),
        "reconciliation": Plan((_RECONCILIATION, "silenced"), landscape=True),
        "definitions": Plan(("definitions",)),
        "withheld": _WITHHELD,
    },
    parts={
        "overview": _OVERVIEW,
        "premises": Plan(),
        "staff": Plan(("staff",)),
        "budget": Plan(
            ("funding", "chart_funding", "chart_budget", "budget_versions", "contributions")
        ),
        "deadlines": Plan(_DEADLINES),
        PROJECT: Plan(
            (
                *("project_facts", "components", "results", "milestones", "project_months"),
                *("project_money", "budget_by_heading", "contributions", "spending"),
                "chart_spending",
            ),
            above=1,
            depth=Detail.PROJECTS,
        ),
    },
    sheets=dict(
        (
            *_each("key_figures"),
            _TIMELINE,
            *_each("projects"),
            ("overview", ("overview", "results_figures")),
            (
                PROJECT,
                (
                    *("project_facts", "project_money", "contributions", "spending"),
                    *("chart_spending", "components", "results", "milestones", "project_months"),
                ),
            ),
            ("funding", ("funding", "chart_funding", "funding_by_kind", "funding_by_project")),
            *_each("priorities"),
            ("budget", ("chart_budget", "budget_versions")),
            *_each("contributions", "budget_lines", "transactions"),
            ("deadlines", _DEADLINES),
            *_each("activities"),
            (
                "tallies",
                (
                    *("by_month", "chart_months", "by_project", "chart_projects"),
                    *("month_by_project", "by_kind", "by_region", "chart_regions"),
                    *("top_countries", "chart_countries", "by_country"),
                ),
            ),
            ("countries", ("activity_countries",)),
            ("regions", ("activity_regions",)),
            *_each("participations", "activity_partners"),
            *_each("results", "milestones", "documents", "staff", "posts", "partners"),
            ("treaties", ("treaty_status",)),
            *_each("treaty_states"),
            *_each("reconciliation", "silenced", "definitions", "withheld"),
        )
    ),
    expected=(
        *("overview", "projects", "budget", "funding", "activities", "countries", "regions"),
        "results",
    ),
    whole=True,
)

# --- The public: prose first, one table for each thing ---------------------------------------

_AT_A_GLANCE = "projects_overview[project_name, duration, in_force, financing]"
_RESULTS = "results[result, indicator, target, actual, unit]"
_TREATIES = "treaty_status[treaty, treaty_status, number]"

# Sheets of a workbook have the columns that a page on its side has room for.
_PROJECTS = "projects[project, project_title, duration, status, in_force, financing, entries]"
_ACTIVITIES = "activities[no, when, title, places, countries, projects, kind, partners]"
_ALL_RESULTS = "results[project_name, level, result, indicator, target, actual, unit]"
_MILESTONES = "milestones[project_name, when, milestone]"

_PUBLIC = Layout(
    chapters={
        "key_figures": Plan(("key_figures", "chart_funding"), numbered=False),
        "summary": Plan(numbered=False),
        "context": Plan(),
        "mandate": Plan(),
        "projects": Plan(parts=("overview", PROJECT)),
        "priorities": Plan(("priorities",)),
        "committee": Plan((_TREATIES,)),
        "host": Plan(),
        "administration": _ADMINISTRATION,
        "visibility": Plan(),
        "conclusions": Plan(),
        "documents": Plan(),
        "inventory": _INVENTORY,
        "withheld": _WITHHELD,
    },
    parts={
        "overview": Plan((_AT_A_GLANCE, "chart_timeline")),
        "premises": Plan(),
        "staff": Plan(("staff[duty, grade, posts]",)),
        "budget": Plan(("funding[donor, amount, share]", "chart_budget")),
        PROJECT: Plan(
            ("project_box", _RESULTS, "budget_by_heading", "milestones"),
            most=3,
            depth=Detail.PROJECTS,
        ),
    },
    sheets={
        **dict(_each("key_figures")),
        **dict((_TIMELINE,)),
        "projects": (_PROJECTS,),
        "funding": ("funding", "chart_funding"),
        "budget": ("budget_history", "chart_budget"),
        "activities": (_ACTIVITIES,),
        "months": ("by_month", "chart_months"),
        "countries": ("top_countries", "chart_countries", "by_country"),
        "results": (_ALL_RESULTS,),
        **dict(_each("documents", "staff", "partners", "withheld")),
    },
)

# --- A donor: what came of the contribution ---------------------------------------------------

_PAYMENTS = (
    "transactions[project, transaction, date, heading, description, flow, party, supplier,"
    " paid_donor, currency, amount, contract_currency, booked, disallowed, voucher]"
)
_WHAT_TOOK_PLACE = (
    "activities[when, title, kind, places, projects, people, women, men, qualifier,"
    " activity_status]"
)

_DONOR = Layout(
    chapters={
        "contribution": Plan(
            ("donor_position", "donor_stages", "chart_donor", "donor_use", "donor_results"),
            numbered=False,
        ),
        "projects": Plan(parts=(PROJECT,)),
        "deadlines": Plan(("deadlines",)),
        "inventory": _INVENTORY,
        "withheld": _WITHHELD,
    },
    parts={
        PROJECT: Plan(
            ("project_box", "donors", _RESULTS, "budget_by_heading", "milestones"),
            depth=Detail.PROJECTS,
        ),
    },
    # Without a sheet for each project: a donor of thirty has as few as a donor of one.
    sheets={
        "contribution": (
            *("donor_position", "donor_stages", "donor_money", "chart_donor"),
            *("donor_use", "donor_results"),
        ),
        **dict(_each("donors", "budget_lines")),
        "transactions": (_PAYMENTS, "flat_costs"),
        **dict(_each("deadlines")),
        "results": (_ALL_RESULTS,),
        "milestones": (_MILESTONES,),
        "activities": (_WHAT_TOOK_PLACE,),
        **dict(_each("withheld")),
    },
)

# --- A board: what to decide on ----------------------------------------------------------------

_BOARD = Layout(
    chapters={
        "key_figures": Plan(("key_figures", "chart_funding"), numbered=False),
        "summary": Plan(numbered=False),
        "deadlines": Plan(_DEADLINES),
        "projects": Plan(parts=("overview", PROJECT)),
        "priorities": Plan(("priorities",)),
        "administration": Plan(parts=("staff", "budget")),
        "committee": Plan((_TREATIES,)),
        "conclusions": Plan(),
        "documents": Plan(),
        "inventory": _INVENTORY,
        "withheld": _WITHHELD,
    },
    parts={
        "overview": Plan((_AT_A_GLANCE, "chart_timeline", "chart_projects")),
        "staff": Plan(("staff",)),
        "budget": Plan(
            ("funding", "budget_versions", "chart_budget", "contributions"),
        ),
        PROJECT: Plan(
            ("project_box", "project_money", "spending", "chart_spending", _RESULTS),
            depth=Detail.PROJECTS,
        ),
    },
    sheets={
        **dict(_each("key_figures")),
        **dict((_TIMELINE,)),
        "projects": (_PROJECTS,),
        "funding": ("funding", "chart_funding"),
        **dict(_each("priorities")),
        "budget": ("budget_versions", "chart_budget"),
        **dict(_each("contributions")),
        "deadlines": _DEADLINES,
        **dict(_each("budget_lines")),
        "months": ("by_month", "chart_months"),
        "results": (_ALL_RESULTS,),
        "milestones": (_MILESTONES,),
        **dict(_each("staff", "withheld")),
    },
)

LAYOUTS: Mapping[Audience, Layout] = {
    Audience.PUBLIC: _PUBLIC,
    Audience.DONOR: _DONOR,
    Audience.BOARD: _BOARD,
    Audience.AUDIT: _AUDIT,
}
"""What is shown, by audience."""

_GROUPS: Mapping[str, tuple[str, ...]] = {
    "summary": (
        *("key_figures", "overview", "contribution", "donors", "projects", "timeline"),
        PROJECT,
    ),
    "money": (
        *("funding", "budget", "budget_lines", "contributions", "transactions", "priorities"),
        "deadlines",
    ),
    "activities": (
        *("activities", "tallies", "months", "countries", "regions", "participations"),
        "activity_partners",
    ),
    "results": ("results", "milestones", "documents"),
    "people": ("staff", "posts", "partners", "treaties", "treaty_states"),
    "auditors": ("reconciliation", "silenced", "definitions"),
    "notes": ("withheld",),
}


def group_of(sheet: str) -> str:
    """The group of sheets that one belongs with; empty for what others add.

    Example:
        >>> group_of("funding")
        'money'
    """
    return next((group for group, sheets in _GROUPS.items() if sheet in sheets), "")


_REACH = tuple(Detail)


def layout_of(edition: Edition) -> Layout:
    """What an edition shows of what its audience is shown."""
    layout, hidden = LAYOUTS[edition.audience], {*edition.without} - ALWAYS

    def kept(plans: Mapping[str, Plan]) -> dict[str, Plan]:
        return {
            id_: attrs.evolve(plan, parts=tuple(_within(plan.parts, edition)))
            for id_, plan in plans.items()
            if id_ not in hidden and _reaches(edition, plan)
        }

    sheets = {id_: of for id_, of in layout.sheets.items() if id_ not in hidden}
    return attrs.evolve(
        layout, chapters=kept(layout.chapters), parts=kept(layout.parts), sheets=sheets
    )


def _reaches(edition: Edition, plan: Plan) -> bool:
    return _REACH.index(plan.depth) <= _REACH.index(edition.depth)


def _within(parts: Iterable[str], edition: Edition) -> Iterator[str]:
    below = LAYOUTS[edition.audience].parts
    for id_ in parts:
        if id_ not in edition.without and _reaches(edition, below[id_]):
            yield id_


def is_on_request(id_: str) -> bool:
    """Whether a project's table stands nowhere but where it is asked for."""
    return id_.partition(":")[0] in {"project_box", "project_countries"}


def every_section() -> dict[str, None]:
    """The identifiers of the sections that some audience is shown, without those of projects."""
    of = (id_ for layout in LAYOUTS.values() for id_ in (*layout.chapters, *layout.parts))
    return dict.fromkeys(id_ for id_ in of if id_ != PROJECT)


FOR_AUDITORS = frozenset(("reconciliation", "silenced", "definitions"))
"""Chapters, sheets and tables that no other edition prints, whoever settles what it shows."""

ALWAYS = frozenset(("withheld",))
"""What says that something is left out, which no edition may leave out itself."""
