"""What a column or a cell of a form can show, by name: of a line, a heading, a record, the project.

A source gives a typed value, or none where there is nothing to show or nothing is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from cproc.dates import Period
from cproc.forms.definition import Per
from cproc.forms.lines import Line
from cproc.forms.scope import Funder, Headed, Repeat, Scope
from cproc.labels import with_minus
from cproc.model import Money, Project
from cproc.report import CellValue, Kind

Reader = Callable[[Scope, Any, "Repeat | None"], CellValue]
"""What is shown of a subject, in a group of columns that is repeated or in none."""


@attrs.frozen
class Source:
    """Something that a form can show.

    Args:
        name: What forms call it.
        kind: How its values are shown.
        does: What it is, for lists.
        readers: What reads it, by the class of what it is shown of.
        adds: Whether subtotals add it up.
    """

    name: str
    kind: Kind
    does: str
    readers: Mapping[type, Reader] = attrs.field(repr=False)
    adds: bool = False

    def of(self, scope: Scope, subject: Any, repeat: Repeat | None = None) -> CellValue:
        """The value for a subject; none where it has none of it."""
        read = self.readers.get(type(subject))
        return read(scope, subject, repeat) if read else None


_KNOWN: dict[str, Source] = {}
SOURCES: Mapping[str, Source] = MappingProxyType(_KNOWN)
"""Every source, by name."""


def source(
    name: str, kind: Kind, does: str, *of: type, adds: bool = False
) -> Callable[[Reader], Reader]:
    """Declare what reads a source of some classes; once more for further classes.

    Args:
        name: What forms call it.
        kind: How its values are shown.
        does: What it is, for lists.
        *of: Classes of what it is shown of.
        adds: Whether subtotals add it up.
    """

    def declare(read: Reader) -> Reader:
        known = _KNOWN.get(name)
        readers = {**(known.readers if known else {}), **dict.fromkeys(of, read)}
        first = known or Source(name, kind, does, {}, adds)
        _KNOWN[name] = attrs.evolve(first, readers=MappingProxyType(readers))
        return read

    return declare


def of_repeat(line: Line, repeat: Repeat | None) -> Line:
    """The parts of a line that a group of columns is about: of one partner, or of one donor."""
    if repeat is None:
        return line
    if repeat.per is Per.PARTNER:
        return line.only(lambda part: (part.partner or "") == repeat.value)
    if repeat.per is Per.DONOR:
        return line.only(lambda part: part.donor == repeat.value)
    return line


# --- Of a line of the budget --------------------------------------------------------------


@source("number", Kind.TEXT, "Number of the line or the heading.", Line, Headed)
def _number(_scope: Scope, of: Any, _repeat: Repeat | None) -> CellValue:
    return str(of.number)


@source("title", Kind.TEXT, "What the line pays for, without its number.", Line)
def _title(scope: Scope, line: Line, _repeat: Repeat | None) -> CellValue:
    return scope.text(line.title)


@source("unit", Kind.TEXT, "What is counted, such as month or flight.", Line)
def _unit(_scope: Scope, line: Line, _repeat: Repeat | None) -> CellValue:
    return (line.parts[0].unit or None) if line.parts else None


@source("quantity", Kind.DECIMAL, "Number of units, without further factors.", Line)
def _quantity(_scope: Scope, line: Line, repeat: Repeat | None) -> CellValue:
    parts = of_repeat(line, repeat).parts
    return sum((part.quantity for part in parts[1:]), parts[0].quantity) if parts else None


@source("units", Kind.DECIMAL, "Number of units times all factors; of a year, its part.", Line)
def _units(scope: Scope, line: Line, repeat: Repeat | None) -> CellValue:
    if line.rate:
        return None
    own = of_repeat(line, repeat)
    if repeat and isinstance(repeat.value, Period):
        return scope.units_in(own, repeat.value)
    return own.units


@source("unit_value", Kind.MONEY, "Cost of one unit.", Line)
def _unit_value(_scope: Scope, line: Line, _repeat: Repeat | None) -> CellValue:
    return line.parts[0].unit_cost if line.parts else None


@source("total", Kind.MONEY, "What the line comes to, rounded to the currency.", Line, adds=True)
def _total(scope: Scope, line: Line, repeat: Repeat | None) -> CellValue:
    own = of_repeat(line, repeat)
    return own.total if own.parts or own.rate else scope.nothing


@source("participants", Kind.INTEGER, "Number of people that the line is for.", Line)
def _participants(_scope: Scope, line: Line, _repeat: Repeat | None) -> CellValue:
    known = [part.participants for part in line.parts if part.participants is not None]
    return sum(known) if known else None


@source("factors", Kind.TEXT, "What else the cost is multiplied by: 3 people × 0.5 effort.", Line)
def _factors(_scope: Scope, line: Line, _repeat: Repeat | None) -> CellValue:
    factors = line.parts[0].factors if line.parts else ()
    return " × ".join(f"{each.number:f} {each.unit}".strip() for each in factors) or None


@source("rate_share", Kind.PERCENT, "The rate of a line that is a rate of others.", Line)
def _rate_share(_scope: Scope, line: Line, _repeat: Repeat | None) -> CellValue:
    return line.rate.rate if line.rate else None


@source("partner", Kind.TEXT, "Who spends the line, where that is a partner.", Line)
def _partner(scope: Scope, line: Line, _repeat: Repeat | None) -> CellValue:
    partners = dict.fromkeys(part.partner for part in line.parts if part.partner)
    return ", ".join(map(scope.name, partners)) or None


@source("justification", Kind.TEXT, "Justification of what the line costs.", Line)
def _justification(scope: Scope, line: Line, _repeat: Repeat | None) -> CellValue:
    note = line.parts[0].note if line.parts else None
    return scope.text(note) if note else None


@source("clarification", Kind.TEXT, "How the line is made up: 24 month × EUR 2,400.00.", Line)
def _clarification(scope: Scope, line: Line, _repeat: Repeat | None) -> CellValue:
    if line.rate:
        rate = f"{line.rate.rate * 100:f}".rstrip("0").rstrip(".")
        return f"{rate} %"
    first = line.parts[0]
    units = sum((part.quantity for part in line.parts[1:]), first.quantity)
    counted = [f"{units:f} {first.unit}".strip()]
    counted += [f"{each.number:f} {each.unit}".strip() for each in first.factors]
    cost = first.unit_cost.format(scope.labels.language)
    return with_minus(" × ".join((*counted, cost)))


# --- Of what donors give ------------------------------------------------------------------


@source("given", Kind.MONEY, "What a donor gives, where it is known.", Funder, adds=True)
def _given(scope: Scope, funder: Funder, _repeat: Repeat | None) -> CellValue:
    if not funder.in_kind:
        return scope.funding.amounts.get(funder.donor)
    amounts = [each.amount for each in funder.contributions]
    known = [each for each in amounts if each is not None and each.currency == scope.currency]
    return Money.total(known, scope.currency) if len(known) == len(amounts) else None


@source("conditions", Kind.TEXT, "What the donor asks for before it pays.", Funder)
def _conditions(scope: Scope, funder: Funder, _repeat: Repeat | None) -> CellValue:
    texts = [scope.text(each.conditions) for each in funder.contributions if each.conditions]
    return "; ".join(dict.fromkeys(texts)) or None


# --- Of the project: head cells -----------------------------------------------------------


@source("project.name", Kind.TEXT, "Short name of the project.", Project)
def _project_name(_scope: Scope, project: Project, _repeat: Repeat | None) -> CellValue:
    return project.name


@source("project.title", Kind.TEXT, "Full title of the project.", Project)
def _project_title(scope: Scope, project: Project, _repeat: Repeat | None) -> CellValue:
    return scope.text(project.title)


@source("project.code", Kind.TEXT, "Code of the project.", Project)
def _project_code(_scope: Scope, project: Project, _repeat: Repeat | None) -> CellValue:
    return str(project.code)


@source("project.period", Kind.TEXT, "Implementation period, dd/mm/yyyy–dd/mm/yyyy.", Project)
def _project_period(scope: Scope, _project: Project, _repeat: Repeat | None) -> CellValue:
    return days(scope.life)


@source("period", Kind.TEXT, "Reporting period, dd/mm/yyyy–dd/mm/yyyy.", Project)
def _period(scope: Scope, _project: Project, _repeat: Repeat | None) -> CellValue:
    return days(scope.period)


@source("period.start", Kind.DATE, "First day of the reporting period.", Project)
def _period_start(scope: Scope, _project: Project, _repeat: Repeat | None) -> CellValue:
    return scope.period.start


@source("period.end", Kind.DATE, "Last day of the reporting period.", Project)
def _period_end(scope: Scope, _project: Project, _repeat: Repeat | None) -> CellValue:
    return scope.period.end


def _contract(field: str) -> Reader:
    def read(scope: Scope, project: Project, _repeat: Repeat | None) -> CellValue:
        of = [each for each in project.contracts if each.donor in (None, scope.grantor)]
        return (getattr(of[0], field) or None) if of else None

    return read


source("contract.number", Kind.TEXT, "Number of the contract.", Project)(_contract("number"))
source("contract.signed", Kind.DATE, "Day the contract was signed.", Project)(_contract("signed"))
source("contract.reference", Kind.TEXT, "The donor's reference.", Project)(_contract("reference"))
source("contract.signatory", Kind.TEXT, "Who signs reports.", Project)(_contract("signatory"))


@source("currency", Kind.TEXT, "Currency of the contract.", Project)
def _currency(scope: Scope, _project: Project, _repeat: Repeat | None) -> CellValue:
    return scope.currency


@source("office", Kind.TEXT, "The organisation of the office: the beneficiary.", Project)
def _office(scope: Scope, _project: Project, _repeat: Repeat | None) -> CellValue:
    return scope.name(scope.portfolio.office.organisation)


@source("donor", Kind.TEXT, "The donor of the contract.", Project)
def _donor(scope: Scope, _project: Project, _repeat: Repeat | None) -> CellValue:
    return scope.name(scope.grantor) if scope.grantor else None


@source("budget", Kind.MONEY, "The whole budget in the version that is shown.", Project)
def _budget(scope: Scope, _project: Project, _repeat: Repeat | None) -> CellValue:
    return scope.budget.total


def days(period: Period) -> str:
    """A period in days, as forms of the European Union write it: 01/01/2023–31/12/2024."""
    return f"{period.start:%d/%m/%Y}–{period.end:%d/%m/%Y}"
