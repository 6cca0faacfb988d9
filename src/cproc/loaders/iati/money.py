"""Budgets, transactions and planned disbursements of an activity."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from itertools import islice, takewhile
from typing import Any

import attrs

from cproc.loaders.iati.context import Context, amount_text
from cproc.loaders.iati.elements import Element
from cproc.loaders.iati.faults import LINE
from cproc.model import Money, TransactionType
from cproc.money import exactly, minor_unit

_HEADING = "1"
_ORIGINAL, _REVISED = "1", "2"
_IDS = {_ORIGINAL: "original", _REVISED: "revised"}
_TYPES = {str(each.code): each for each in TransactionType}
_INCOMING = (
    TransactionType.INCOMING_FUNDS,
    TransactionType.INCOMING_COMMITMENT,
    TransactionType.INCOMING_PLEDGE,
)


@attrs.frozen
class _Part:
    """A budget of IATI: an amount for a part of the life of the activity."""

    kind: str
    start: dt.date | None
    end: dt.date | None
    amount: Money
    stated: dt.date | None
    line: int

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1 if self.start and self.end else 0

    def shared_days(self, first: dt.date, last: dt.date) -> int:
        if not (self.start and self.end):
            return 0
        return max((min(self.end, last) - max(self.start, first)).days + 1, 0)

    @property
    def span(self) -> str | None:
        if not (self.start and self.end) or self.end < self.start:
            return None
        return f"{self.start}/{self.end}"


def budgets(context: Context, activity: Element, currency: str) -> dict[str, Any]:
    """Fields of a project from its budgets: versions of the whole, with a line for each part."""
    parts = _of_one_currency(context, [*_parts(context, activity, currency)], activity)
    if not parts:
        return {}
    versions: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    original = [part for part in parts if part.kind == _ORIGINAL]
    revised = [part for part in parts if part.kind == _REVISED]
    # What was not revised still holds: parts of the first budget stand beside those that were.
    spans = _joined(revised)
    shared = [sum(part.shared_days(*span) for span in _near(spans, part)) for part in original]
    kept = [part for part, some in zip(original, shared, strict=True) if not some]
    for part, revised_days in zip(original, shared, strict=True):
        if 0 < revised_days < part.days:  # of the other days nothing is known
            context.tell("published-budget-cut", activity, amount_text(part.amount), span=part.span)
    since = dt.date.min
    for kind, held in ((_ORIGINAL, original), (_REVISED, [*kept, *revised] if revised else [])):
        if not held:
            continue
        days = [part.stated for part in held if part.stated and part.kind == kind]
        since = max(since, min([*days, context.published]))
        amount = Money.total((part.amount for part in held), held[0].amount.currency)
        version = {
            "id": _IDS[kind], "amount": amount_text(amount), "effective": str(since),
            "dating": "at_latest", LINE: held[-1].line,
        }  # fmt: skip
        versions.append(version)
        lines += _lines(context, held, amount, _IDS[kind])
    heading = {"number": _HEADING, "title": {"en": "Budget"}}
    return {"budget": versions, "headings": [heading], "budget_lines": lines}


def _parts(context: Context, activity: Element, currency: str) -> Iterable[_Part]:
    for element in activity.each("budget"):
        kind = element.get("type") or _ORIGINAL
        value = element.first("value")
        amount = context.money(value, currency)
        if kind not in _IDS:
            context.leave_out(element, kind, "budget")
            continue
        if value is None or not value.text:
            element.pass_over()
            continue
        start = context.day(element.first("period-start"))
        end = context.day(element.first("period-end"))
        if start and end and end < start:
            context.tell("published-dates-backwards", element, f"{start}/{end}")
        if amount is not None:
            stated = context.day(value, "value-date") or start
            yield _Part(kind, start, end, amount, stated, element.line)


def _of_one_currency(context: Context, parts: Sequence[_Part], activity: Element) -> list[_Part]:
    if not parts:
        return []
    first = parts[0].amount.currency
    others = [amount_text(part.amount) for part in parts if part.amount.currency != first]
    if others:
        context.tell(
            "published-budget-currency", activity, ", ".join(others[:5]),
            count=len(others), currency=first,
        )  # fmt: skip
    return [part for part in parts if part.amount.currency == first]


def _joined(parts: Iterable[_Part]) -> list[tuple[dt.date, dt.date]]:
    """The spans of parts, those that touch as one, in the order of time."""
    spans: list[tuple[dt.date, dt.date]] = []
    for first, last in sorted((p.start, p.end) for p in parts if p.start and p.end and p.span):
        if spans and first <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(last, spans[-1][1])
        else:
            spans.append((first, last))
    return spans


def _near(
    spans: Sequence[tuple[dt.date, dt.date]], part: _Part
) -> Iterable[tuple[dt.date, dt.date]]:
    """The spans that a part may share days with; they are in the order of time."""
    first, last = part.start, part.end
    if not (first and last):
        return ()
    at = bisect_left(spans, first, key=lambda span: span[1])
    return takewhile(lambda span: span[0] <= last, islice(spans, at, None))


def _lines(
    context: Context, parts: Sequence[_Part], whole: Money, version: str
) -> Iterable[dict[str, Any]]:
    amounts = _in_cents([part.amount for part in parts], whole)
    for part, amount in zip(parts, amounts, strict=True):
        if amount != part.amount:
            context.count("published-cents")
        line = {
            "heading": _HEADING, "title": {"en": "Budget"}, "unit": "period", "quantity": "1",
            "unit_cost": amount_text(amount), "version": version, LINE: part.line,
        }  # fmt: skip
        yield {**line, "period": part.span} if part.span else line


def _in_cents(amounts: Sequence[Money], whole: Money) -> list[Money]:
    """Amounts in whole cents that add up to what the given ones do, by largest remainder."""
    currency = whole.currency
    cent = Decimal(1).scaleb(-minor_unit(currency))
    with exactly():
        down = [(each.amount / cent).to_integral_value(ROUND_FLOOR) * cent for each in amounts]
        rests = [each.amount - low for each, low in zip(amounts, down, strict=True)]
        missing = int((whole.rounded().amount - sum(down, Decimal(0))) / cent)
        order = sorted(range(len(down)), key=lambda at: (-rests[at], at))
        for at in order[:missing]:
            down[at] += cent
    return [Money(low, currency) if rest else each
            for each, low, rest in zip(amounts, down, rests, strict=True)]  # fmt: skip


def transactions(
    context: Context, activity: Element, code: str, currency: str, roles: Mapping[str, set[str]]
) -> list[dict[str, Any]]:
    """The transactions of an activity.

    Args:
        context: That of the file.
        activity: The activity.
        code: Code of its project.
        currency: Its default currency.
        roles: Identifiers of its donors, ``1``, and of its partners, ``4``.
    """
    records = []
    for number, element in enumerate(activity.each("transaction"), start=1):
        record = _transaction(context, element, currency, roles)
        if record is not None:
            records.append({"id": f"{code}-{number}", **record})
    return records


def _transaction(
    context: Context, element: Element, currency: str, roles: Mapping[str, set[str]]
) -> dict[str, Any] | None:
    known = context.told.total()
    code = element.of("transaction-type", "code")
    value = element.first("value")
    amount = context.money(value, currency)
    day = context.day(element.first("transaction-date"))
    stated = context.day(value, "value-date")
    when = day or stated
    if context.told.total() > known:
        return None  # what it has is wrong, which is reported
    if code not in _TYPES or amount is None or when is None:
        lacking = (
            "transaction-type" if code not in _TYPES else "value" if amount is None
            else "transaction-date"
        )  # fmt: skip
        shown = amount_text(amount) if amount else "-"
        context.tell("published-transaction-left-out", element, shown, lacking=lacking)
        element.pass_over()
        return None
    kind = _TYPES[code]
    record: dict[str, Any] = {
        "type": kind.value, "date": str(when), "amount": amount_text(amount), LINE: element.line,
        "voucher": element.get("ref"), **_parties(context, element, kind, roles),
    }  # fmt: skip
    if stated and stated != when:
        record["value_date"] = str(stated)
    if words := context.texts(element.first("description")):
        record["description"] = words
    return record


def _parties(
    context: Context, element: Element, kind: TransactionType, roles: Mapping[str, set[str]]
) -> dict[str, Any]:
    provider, receiver = element.first("provider-org"), element.first("receiver-org")
    giver, taker = context.party(provider), context.party(receiver)
    incoming = kind in _INCOMING
    party, other = (giver, taker) if incoming else (taker, giver)
    far, near = (provider, receiver) if incoming else (receiver, provider)
    fields: dict[str, Any] = {"party": party}
    name = "provider-activity-id" if incoming else "receiver-activity-id"
    if far is not None and (activity := far.get(name)):
        fields["party_activity"] = activity
    # The near side is the office; where it is somebody else, that is a donor or a partner.
    if other and other != context.reporter:
        if not incoming and other in roles["1"]:
            fields["donor"] = other
        elif other in roles["4"]:
            fields["partner"] = other
        elif near is not None:
            near.pass_over()
    return {name: value for name, value in fields.items() if value}


def instalments(context: Context, activity: Element, currency: str) -> list[dict[str, Any]]:
    """What others than the office plan to pay to it: planned disbursements from its donors."""
    records = []
    for element in activity.each("planned-disbursement"):
        provider = element.first("provider-org")
        value = element.first("value")
        donor = context.party(provider)
        start = context.day(element.first("period-start"))
        end = context.day(element.first("period-end")) or start
        if not donor or donor == context.reporter or not start or not end or end < start:
            element.pass_over()  # the model has no plans of what the office pays
            continue
        amount = context.money(value, currency)
        if amount is not None:
            span = f"{start}/{end}"
            records.append(
                {
                    "donor": donor,
                    "amount": amount_text(amount),
                    "expected": span,
                    LINE: element.line,
                }
            )
    return records
