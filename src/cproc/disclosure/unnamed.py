"""Records that stay so that money and counts tie, without what would tell what they are."""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import count
from typing import Any

import attrs

from cproc.dates import DateSpan, Month, Precision
from cproc.disclosure.targets import undisclosed
from cproc.model import Activity, Occurrence, Organisation, Participants, Post, Transaction


def unnamed(record: Any, names: dict[str, str], taken: Collection[str]) -> Any:
    """The record without a name.

    Args:
        record: An activity, a post, an organisation or a transaction.
        names: By identifier, those that stand for it; the new one is added.
        taken: Identifiers that other records have.
    """
    if record.id not in names:
        used = {*taken, *names.values()}
        free = (f"undisclosed-{number}" for number in count(1))
        names[record.id] = next(name for name in free if name not in used)
    plain: Any = attrs.evolve(_PLAIN[type(record)](record), id=names[record.id])
    return plain


def _activity(activity: Activity) -> Activity:
    """Its projects, status, months and cost are kept, which counts and sums are made of."""
    return Activity(
        activity.id,
        activity.projects,
        kind=None,
        occurrences=tuple(Occurrence(_months(each.when)) for each in activity.occurrences),
        title=undisclosed(),
        shares=activity.shares,
        listed_in=activity.listed_in,
        # That people took part is known, and not how many: no sum is exact without them.
        participants=(Participants(),) if activity.participants else (),
        status=activity.status,
        planned_cost=activity.planned_cost,
        qualifier=activity.qualifier,
    )


def _months(when: DateSpan) -> DateSpan:
    if when.precision is not Precision.DAY:
        return when
    return DateSpan(Month.of(when.start).start, Month.of(when.end).end, Precision.MONTH)


def _post(post: Post) -> Post:
    """What it is paid from, and since when it is filled, is kept: posts are counted by it."""
    return Post(
        post.id,
        undisclosed(),
        post.state,
        funding=post.funding,
        since=post.since,
        until=post.until,
    )


def _organisation(organisation: Organisation) -> Organisation:
    return Organisation(organisation.id, undisclosed())


def _transaction(payment: Transaction) -> Transaction:
    """What an account is made of is kept: type, day, amount, heading, and whose money it is."""
    refused = payment.disallowed
    return attrs.evolve(
        payment,
        activity=None,
        party=None,
        voucher="",
        description=undisclosed(),
        partner=None,
        supplier="",
        quantity=None,
        unit="",
        disallowed=attrs.evolve(refused, letter="", reason=None) if refused else None,
    )


_PLAIN: dict[type, Callable[[Any], Any]] = {
    Activity: _activity,
    Post: _post,
    Organisation: _organisation,
    Transaction: _transaction,
}
