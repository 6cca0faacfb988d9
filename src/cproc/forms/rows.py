"""The rows of a form: its plan, filled with the lines of a budget, each exactly once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import attrs

from cproc.figures import base_of
from cproc.forms.definition import RowPlan
from cproc.forms.lines import Line
from cproc.forms.records import RECORDS
from cproc.forms.scope import Headed, Scope
from cproc.forms.sums import FormRow, Role, called, inside, leaves
from cproc.model import Heading, LocalText, heading_order, is_within


@attrs.frozen
class FormRows:
    """The rows of a block, and the lines that have no place in it.

    Args:
        rows: The rows, in order.
        unplaced: Lines of the budget that no row takes.
    """

    rows: tuple[FormRow, ...]
    unplaced: tuple[Line, ...] = ()


def lines_of(scope: Scope, heading: str, *, in_kind: bool = False) -> tuple[Line, ...]:
    """The lines of a heading in the donor's order, each once, rates of others left out.

    Args:
        scope: What is filled.
        heading: Its number: lines under ``1.1`` are ``1.1`` and all that begin with ``1.1.``.
        in_kind: Give what is given in kind instead.
    """
    lines = scope.lines_in_kind if in_kind else scope.lines()
    return tuple(line for line in lines if is_within(line.number, heading) and not line.rate)


def numbered(number: str, title: str) -> str:
    """A title behind its number: ``1. Human Resources``, ``1.1.2 Secretary``."""
    point = "." if number.isdigit() else ""
    return f"{number}{point} {title}".strip()


def rows_of(plan: Sequence[RowPlan], scope: Scope) -> FormRows:
    """Fill a row plan.

    A line stands under the entry with the longest number that it lies under. Headings of the
    project that the plan does not have stand above their lines.
    """
    return _Filling(scope, tuple(_expanded(plan, scope))).filled()


def _expanded(plan: Iterable[RowPlan], scope: Scope) -> Iterator[RowPlan]:
    """The plan with the main headings of the project in the place of `each_heading`."""
    plan = tuple(plan)
    named = [claim for entry in plan if (claim := entry.claims)]
    for entry in plan:
        if not entry.each_heading:
            yield entry
            continue
        lines = [each for each in scope.lines() if not _longest(each.number, named)]
        titles = {each.number: each.title for each in scope.project.headings}
        for number in dict.fromkeys(line.number.partition(".")[0] for line in lines):
            title = titles.get(number) or LocalText({scope.labels.language: number})
            subtotal = entry.title or LocalText({"en": "{title}"})
            words = {
                tag: text.format(number=number, title=title.best(tag))
                for tag, text in subtotal.entries
            }
            yield RowPlan(heading=number, title=title)
            yield RowPlan(subtotal_of=number, title=LocalText(words), among=entry.key)


def _longest(number: str, claims: Iterable[str]) -> str | None:
    """The longest of some numbers that a number lies under."""
    holding = [claim for claim in claims if is_within(number, claim)]
    return max(holding, key=lambda claim: claim.count("."), default=None)


@attrs.frozen(eq=False)
class _Filling:
    scope: Scope
    plan: tuple[RowPlan, ...]

    def filled(self) -> FormRows:
        placed, unplaced = self._placed()
        rows = [row for at in range(len(self.plan)) for row in self._rows(at, placed.get(at, []))]
        return FormRows(tuple(self._linked(rows)), tuple(unplaced))

    # --- Where each line stands -----------------------------------------------------------

    def _placed(self) -> tuple[dict[int, list[tuple[int, Line]]], list[Line]]:
        """Lines behind the entry that each stands at, with the entry that takes it."""
        placed: dict[int, list[tuple[int, Line]]] = {}
        unplaced: list[Line] = []
        if not any(entry.claims for entry in self.plan):
            return placed, unplaced
        for line in (*self.scope.lines(), *self.scope.lines_in_kind):
            taker = self._taker(line)
            if taker is None:
                unplaced.append(line)
                continue
            placed.setdefault(self._position(taker, line), []).append((taker, line))
        return placed, unplaced

    def _taker(self, line: Line) -> int | None:
        if line.in_kind:
            return next((at for at, entry in enumerate(self.plan) if entry.in_kind), None)
        claims = {entry.claims: at for at, entry in enumerate(self.plan) if entry.claims}
        longest = _longest(line.number, filter(None, claims))
        # An entry of lines takes them before the heading of the same number.
        return claims[longest] if longest else None

    def _position(self, taker: int, line: Line) -> int:
        """The entry that a line stands behind: under a heading, the last one before its number."""
        head = self.plan[taker].heading
        if head is None or line.number == head:
            return taker
        place, at = heading_order((line.number, *self._numbers)), taker
        for later in range(taker + 1, len(self.plan)):
            claim = self.plan[later].claims
            if claim is None or not is_within(claim, head):
                break
            if place(claim) < place(line.number):
                at = later
        return at

    @property
    def _numbers(self) -> tuple[str, ...]:
        return tuple(entry.claims for entry in self.plan if entry.claims)

    # --- The rows of an entry -------------------------------------------------------------

    def _rows(self, at: int, placed: list[tuple[int, Line]]) -> Iterator[FormRow]:
        """The rows of an entry, then of lines that stand behind it."""
        entry = self.plan[at]
        own = [line for taker, line in placed if taker == at]
        behind = [line for taker, line in placed if taker != at]
        yield from self._own_rows(entry, own)
        yield from self._lines(behind, entry, set(self._numbers))

    def _own_rows(self, entry: RowPlan, own: list[Line]) -> Iterator[FormRow]:
        make: Mapping[str, Callable[[RowPlan, list[Line]], Iterable[FormRow]]] = {
            "heading": self._heading,
            "lines_of": self._lines_of,
            "rate_of": self._rate,
            "each": self._records,
        }
        if entry.makes in make:
            yield from make[entry.makes](entry, own)
            return
        title = numbered(entry.number or "", self._title(entry))
        role = _ROLES[entry.makes]
        subject = Headed(entry.subtotal_of) if entry.subtotal_of else None
        # By identity: two entries may be alike, such as two empty rows.
        at = next(at for at, each in enumerate(self.plan) if each is entry)
        key = entry.called or f"{entry.makes} {at}"
        bold = entry.bold or role in {Role.SUBTOTAL, Role.SUM}
        yield FormRow(
            key, role, title, entry, entry.number or "", subject, bold=bold, indent=entry.indent
        )

    def _title(self, entry: RowPlan, number: str = "") -> str:
        own = self._headings.get(number)
        title = own.title if own else entry.title or entry.text
        return self.scope.text(title) if title else ""

    @property
    def _headings(self) -> dict[str, Heading]:
        return {each.number: each for each in self.scope.project.headings}

    def _heading(self, entry: RowPlan, own: list[Line]) -> Iterator[FormRow]:
        number = entry.heading or ""
        bold = entry.bold or "." not in number
        title = self._form_title(entry, number)
        yield _heading_row(entry, title, Headed(number), bold=bold)
        yield from self._lines(own, entry, set(self._numbers))
        if entry.room and not own:
            yield self._empty(entry, f"{number}.1", "")

    def _form_title(self, entry: RowPlan, number: str) -> str:
        """A heading's title: the form's own, since the donor words it; else the project's."""
        return self.scope.text(entry.title) if entry.title else self._title(entry, number)

    def _lines_of(self, entry: RowPlan, own: list[Line]) -> Iterator[FormRow]:
        number = entry.lines_of or ""
        if not own:
            yield self._empty(entry, number, self._form_title(entry, number))
            return
        if any(line.number != number for line in own):
            title = self._form_title(entry, number)
            yield _heading_row(entry, title, Headed(number, tuple(own)))
        yield from self._lines(own, entry, {number, *self._numbers})

    def _empty(self, entry: RowPlan, number: str, title: str) -> FormRow:
        """A row of the form that the budget has no line for."""
        title = numbered(number, title)
        return FormRow(number, Role.EMPTY, title, entry, number, None, indent=_step(number, entry))

    def _lines(self, lines: list[Line], entry: RowPlan, known: set[str]) -> Iterator[FormRow]:
        """Rows of lines, the project's own headings above those that stand under them."""
        place = heading_order(line.number for line in lines)
        begun: set[str] = set()
        for count, line in enumerate(sorted(lines, key=lambda each: place(each.number)), start=1):
            for number in _above(line.number):
                if number in self._headings and number not in known | begun:
                    begun.add(number)
                    yield _heading_row(entry, self._title(entry, number), Headed(number))
            title = numbered(line.number, self.scope.text(line.title))
            key = f"{line.number} {count}"
            yield FormRow(
                key, Role.LINE, title, entry, line.number, line, indent=_step(line.number, entry)
            )

    def _rate(self, entry: RowPlan, own: list[Line]) -> Iterator[FormRow]:
        number = entry.number or ""
        title, key = numbered(number, self._form_title(entry, number)), entry.called or number
        if len(own) == 1:
            yield FormRow(key, Role.RATE, title, entry, number, own[0], bold=True)
            return
        if not own:
            yield FormRow(key, Role.RATE, title, entry, number, None, bold=True)
            return
        rows = list(self._lines(own, entry, {number}))
        yield from rows
        adds = tuple(row.key for row in rows if row.role.holds)
        yield FormRow(key, Role.SUM, title, entry, number, Headed(number), adds, bold=True)

    def _records(self, entry: RowPlan, _own: list[Line]) -> Iterator[FormRow]:
        records = RECORDS[entry.each or ""]
        for count, record in enumerate(records.of(self.scope), start=1):
            key = f"{entry.key or entry.each} {count}"
            title = records.title(self.scope, record)
            yield FormRow(key, Role.RECORD, title, entry, "", record, indent=entry.indent)

    # --- What each row adds up ------------------------------------------------------------

    def _linked(self, rows: list[FormRow]) -> Iterator[FormRow]:
        for at, row in enumerate(rows):
            plan = row.plan
            if row.role is Role.SUBTOTAL:
                yield attrs.evolve(row, adds=inside(rows[:at], plan.subtotal_of or ""))
            elif row.role is Role.SUM and plan.sum_of:
                keys = [key for name in plan.sum_of for key in called(rows, name)]
                yield attrs.evolve(row, adds=tuple(keys))
            elif isinstance(row.subject, Line) and row.subject.rate:
                yield self._with_base(row, rows)
            else:
                yield row

    def _with_base(self, row: FormRow, rows: list[FormRow]) -> FormRow:
        """A rate with the rows of its base, where the plan does not name just these."""
        wanted = base_of(self.scope.in_force, row.subject.rate)
        base = tuple(
            each.key
            for each in rows
            if isinstance(each.subject, Line)
            and not each.subject.in_kind
            and each is not row
            and wanted(each.number)
        )
        planned = leaves(rows, row.plan.rate_of) if row.role is Role.RATE else None
        return attrs.evolve(row, base=() if planned == set(base) else base)


_ROLES = {
    "subtotal_of": Role.SUBTOTAL,
    "sum_of": Role.SUM,
    "link": Role.LINK,
    "ratio": Role.RATIO,
    "value": Role.VALUE,
    "text": Role.TEXT,
    "blank": Role.BLANK,
}


def _heading_row(entry: RowPlan, title: str, of: Headed, *, bold: bool = False) -> FormRow:
    title = numbered(of.number, title)
    key = f"{of.number}:"
    return FormRow(key, Role.HEADING, title, entry, of.number, of, bold=bold, indent=entry.indent)


def _step(number: str, entry: RowPlan) -> int:
    """By how much the title of a line is moved to the right: 1.1.1 by one step, 1.1.1.1 by two."""
    return max(entry.indent, number.count(".") - 1)


def _above(number: str) -> list[str]:
    """The numbers above one: ``1`` and ``1.1`` of ``1.1.2``."""
    steps = number.split(".")
    return [".".join(steps[:size]) for size in range(1, len(steps) + 1)]
