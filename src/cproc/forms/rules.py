"""What must hold before a form is written: small functions that a form refers to by name.

A rule is given the filled form and its use in the definition, and tells every problem with the
heading and the amount. Problems have no path: what is exported may be a part of the data, in which
a project stands elsewhere. Further rules are functions in `RULES`, by the name that forms use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from cproc.checks.codes import percent
from cproc.errors import Problem, said
from cproc.figures import part_of
from cproc.forms.definition import RuleUse
from cproc.forms.filled import FilledBlock, FilledForm
from cproc.forms.funded_sources import OF_PAYERS, unpaid
from cproc.forms.lines import Line
from cproc.forms.report_rules import REPORT_RULES
from cproc.forms.scope import Scope
from cproc.forms.sums import FormRow, Role, leaves
from cproc.model import Money

Rule = Callable[[FilledForm, RuleUse], Iterable[Problem]]
"""A rule: gives a problem for each fault, none where it holds."""

STRUCTURE = "form-line"
"""Beginning of the codes of what no draft may have either: a line that is lost, or there twice."""


def problems_of_form(filled: FilledForm) -> tuple[Problem, ...]:
    """All that is wrong with a filled form, by the rules of its definition."""
    every = (each for use in filled.form.rules for each in RULES[use.rule](filled, use))
    return tuple(dict.fromkeys(every))  # one of a line is found in each block that has it


def is_gap(problem: Problem) -> bool:
    """Whether a form that is not complete may be written with a problem."""
    return not problem.code.startswith(STRUCTURE)


# --- Every line has its place, once -------------------------------------------------------


def lines_placed(filled: FilledForm, _use: RuleUse) -> Iterator[Problem]:
    """Every line of the budget stands in the form exactly once, in each block that has lines."""
    scope = filled.scope
    for block in filled.blocks:
        if not any(row.plan.claims for row in block.rows):
            continue
        for line in block.unplaced:
            yield _unplaced(scope, line, block)
        shown = Counter(
            id(part)
            for row in block.rows
            if row.role is not Role.HEADING and isinstance(row.subject, Line)
            for part in (row.subject.parts or (row.subject.rate,))
        )
        yield from _unsummed(scope, block)
        lost = {id(part) for line in block.unplaced for part in (line.parts or (line.rate,))}
        for line in (*scope.lines(), *scope.lines_in_kind):
            for part in line.parts or (line.rate,):
                if shown[id(part)] != 1 and id(part) not in lost:
                    message = said(
                        "the line {heading} {title}, {amount}, is {count} times in {block}.",
                        heading=line.number,
                        title=scope.text(line.title),
                        amount=line.total,
                        count=shown[id(part)],
                        block=block.id,
                    )
                    hint = said("Correct the row plan of the form.")
                    yield Problem("form-line-count", message, hint=hint, value=line.number)


def _unsummed(scope: Scope, block: FilledBlock) -> Iterator[Problem]:
    """Lines that the last sum of a block leaves out, and a budget of which there are none."""
    sums = [row for row in block.rows if row.role is Role.SUM]
    held = leaves(block.rows, [sums[-1].key]) if sums else set()
    lines = [row for row in block.rows if row.role in {Role.LINE, Role.RATE}]
    for row in lines:
        if sums and isinstance(row.subject, Line) and row.key not in held:
            message = said(
                "the line {title}, {amount}, is in no part of {sum}.",
                title=row.title,
                amount=row.subject.total,
                sum=sums[-1].title,
            )
            hint = said("Let the sum of the form have the rows that it stands in.")
            yield Problem("form-line-unsummed", message, hint=hint, value=row.number)
    budget = scope.project.budget_at(scope.period.end)
    if budget is not None and budget.amount and not scope.lines() and not scope.lines_in_kind:
        message = said("the budget of {amount} has no lines that a form could show.", amount=budget)
        hint = said("Give the project its budget by line.")
        yield Problem("form-line-none", message, hint=hint)


def _unplaced(scope: Scope, line: Line, block: FilledBlock) -> Problem:
    message = said(
        "the line {heading} {title}, {amount}, has no row in {block}.",
        heading=line.number,
        title=scope.text(line.title),
        amount=line.total,
        block=block.id,
    )
    hint = said("Give it a heading of the form, or export a form that has its heading.")
    return Problem("form-line-unplaced", message, hint=hint, value=line.number)


def rates_placed(filled: FilledForm, _use: RuleUse) -> Iterator[Problem]:
    """A rate stands in the row of its kind, and is of the rows that the form says."""
    scope = filled.scope
    for block in filled.blocks:
        if block.amounts is None:
            continue
        for row in block.rows:
            line = row.subject
            if row.role is not Role.RATE or not isinstance(line, Line) or line.rate is None:
                continue
            if line.rate.reserve is not row.plan.reserve:
                yield _wrong_kind(scope, row, line)
            elif row.base:
                message = said(
                    "the rate {heading} {title}, {amount}, is of {of}, and the form's of {wanted}.",
                    heading=row.number,
                    title=scope.text(line.title),
                    amount=line.total,
                    of=", ".join(line.rate.of),
                    wanted=", ".join(row.plan.rate_of),
                )
                hint = said("Give the rate the base that the form has, or export another version.")
                yield Problem("form-rate-base", message, hint=hint, value=row.number)


def _wrong_kind(scope: Scope, row: FormRow, line: Line) -> Problem:
    kinds = (said("indirect costs"), said("the reserve for contingencies"))
    own, wanted = kinds if row.plan.reserve else kinds[::-1]
    message = said(
        "the row {heading} of the form is {wanted}, and {title}, {amount}, is {own}.",
        heading=row.number,
        wanted=wanted,
        title=scope.text(line.title),
        amount=line.total,
        own=own,
    )
    hint = said("Number it as the form does, or export the version whose numbers it has.")
    return Problem("form-line-kind", message, hint=hint, value=row.number)


# --- Sums tie -----------------------------------------------------------------------------


def headings_tie(filled: FilledForm, use: RuleUse) -> Iterator[Problem]:
    """Each sum of the form is what the budget has under that number; the last is all of it."""
    scope, (name, _slash, last) = filled.scope, (use.row or "").partition("/")
    block, budget = filled.block(name), scope.budget
    column = use.column or (block.amounts.id if block.amounts else "")
    amounts = {each.number: each.amount for each in budget.headings}
    for row in block.rows:
        number = row.plan.subtotal_of or row.number
        if row.role in {Role.SUBTOTAL, Role.SUM} and number in amounts and row.key != last:
            yield from _differs(row, block.cell(row.key, column).value, amounts[number])
    if last in block.by_key:
        whole = Money.total((line.total for line in scope.lines_in_kind), scope.currency)
        value = block.cell(last, column).value
        yield from _differs(block.by_key[last], value, budget.total + whole)


def _differs(row: FormRow, value: object, wanted: Money) -> Iterator[Problem]:
    if value is not None and value != wanted:
        message = said(
            "{title} is {amount} in the form, and {wanted} in the budget.",
            title=row.title,
            amount=value,
            wanted=wanted,
        )
        hint = said("Let the headings of the budget sum what those of the form do.")
        yield Problem("form-sum", message, hint=hint, value=row.number)


def equal(filled: FilledForm, use: RuleUse) -> Iterator[Problem]:
    """Two rows have the same amount, as sources of funding and costs must."""
    left, right = (filled.amount(each or "", use.column) for each in (use.row, use.of))
    if left is None or right is None or left == right:
        return
    titles = [_title(filled, each or "") for each in (use.row, use.of)]
    message = said(
        "{first} is {left}, and {second} is {right}: they differ by {by}.",
        first=titles[0],
        left=left,
        second=titles[1],
        right=right,
        by=left - right,
    )
    hint = said(
        "Correct the contributions or the budget; one contribution may be the rest of the others."
    )
    yield Problem("form-unequal", message, hint=hint, value=str(left))


def at_most(filled: FilledForm, use: RuleUse) -> Iterator[Problem]:
    """A row is at most a share of another: what the project agreed, else what the form says."""
    scope, share = filled.scope, use.most
    agreed = scope.project.ceilings
    if use.ceiling and agreed is not None:
        own = getattr(agreed.in_force, use.ceiling)
        share = share if own is None else own
    amount, base = (filled.amount(each or "", use.column) for each in (use.row, use.of))
    if share is None or amount is None or base is None:
        return
    most = part_of(base, share)
    if amount > most:
        message = said(
            "{title} is {amount}, and may be {most}: {percent} of {base}.",
            title=_title(filled, use.row or ""),
            amount=amount,
            most=most,
            percent=percent(share),
            base=base,
        )
        hint = said("Lower it, or give the project the ceiling that was agreed.")
        yield Problem("form-ceiling", message, hint=hint, value=str(amount))


# --- What is not known --------------------------------------------------------------------


def cells_filled(filled: FilledForm, _use: RuleUse) -> Iterator[Problem]:
    """No cell is empty whose column is needed, and no cell above the tables."""
    for sheet in filled.sheets:
        for label, value in sheet.head:
            if value is None:
                message = said(
                    "{label} of the sheet {sheet} is not known.", label=label, sheet=sheet.title
                )
                yield Problem("form-gap", message, hint=said("Add it to the project."))
        for block in sheet.blocks:
            yield from _gaps(filled.scope, block)


def _gaps(scope: Scope, block: FilledBlock) -> Iterator[Problem]:
    without = set[str]()
    for row in block.rows:
        for at in block.columns:
            if (row.key, at.id) not in block.gaps or not at.column.needed:
                continue
            if row.role not in {Role.LINE, Role.RECORD, Role.RATE, Role.VALUE}:
                continue
            if at.column.source in OF_PAYERS and scope.grantor is None:
                continue  # the rule of the grant says it
            if at.column.source in OF_PAYERS and _unpaid(scope, row):
                if row.key not in without:
                    without.add(row.key)
                    yield _who_pays(row)
                continue
            gaps = {"title": row.title, "column": at.title, "group": at.repeat and at.repeat.title}
            if at.repeat is not None and isinstance(row.subject, Line):
                message = said(
                    "{title} does not say what of {amount} is for {group}.",
                    amount=row.subject.total,
                    **gaps,
                )
                hint = said(
                    "Give its lines a period each, spread them over their time with -O"
                    " spread=true, or leave it open with -O incomplete=true."
                )
            else:
                message = said("{column} of {title} is not known.", **gaps)
                hint = said("Add it to the data, or leave it open with -O incomplete=true.")
            yield Problem("form-gap", message, hint=hint, value=row.number)


def _unpaid(scope: Scope, row: FormRow) -> bool:
    line = row.subject
    lines = (line, *scope.base_of(line)) if isinstance(line, Line) else ()
    return any(unpaid(scope, each) for each in lines)


def _who_pays(row: FormRow) -> Problem:
    message = said(
        "nobody says which donor pays {title}, {amount}.", title=row.title, amount=row.subject.total
    )
    hint = said("Give each of its lines the donor that pays it.")
    return Problem("form-gap", message, hint=hint, value=row.number)


def grant_named(filled: FilledForm, _use: RuleUse) -> Iterator[Problem]:
    """It is known which of several donors gives the grant."""
    scope = filled.scope
    if scope.grantor is None:
        message = said(
            "nobody says which donor of {code} gives the grant.", code=scope.project.code
        )
        hint = said("Add a contract with that donor to the project.")
        yield Problem("form-grant", message, hint=hint)


def _title(filled: FilledForm, reference: str) -> str:
    name, _slash, key = reference.partition("/")
    row = filled.block(name).by_key.get(key)
    return row.title if row else reference


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "lines-placed": lines_placed,
        "rates-placed": rates_placed,
        "headings-tie": headings_tie,
        "equal": equal,
        "at-most": at_most,
        "cells-filled": cells_filled,
        "grant-named": grant_named,
        **REPORT_RULES,
    }
)
"""Every rule, by the name that forms use."""
