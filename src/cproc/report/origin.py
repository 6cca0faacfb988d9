"""What a report says of the data it was made of: their digest, and where rates are from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from cproc.model import digest
from cproc.report.context import Context
from cproc.version import __version__

# A report of a part says which data it is a part of.
_DIGEST: ContextVar[Callable[[], str] | None] = ContextVar(
    "digest of the data that a report is made of", default=None
)


@contextmanager
def made_of(data_digest: Callable[[], str]) -> Iterator[None]:
    """Have reports say, for the length of a ``with`` block, that they are made of some data.

    Args:
        data_digest: Tells the digest of the data; few reports print it.
    """
    before = _DIGEST.set(data_digest)
    try:
        yield
    finally:
        _DIGEST.reset(before)


def origin_note(context: Context) -> str:
    """What an edition for auditors says of the data it was made of."""
    portfolio = context.portfolio
    sources = dict.fromkeys(rate.source for rate in portfolio.rates if rate.source)
    asked = _DIGEST.get()
    of = digest(portfolio) if asked is None else asked()
    note = context.labels("note.origin", digest=of, version=__version__)
    if not sources:
        return note
    return f"{note} {context.labels('note.origin_rates', sources='; '.join(sources))}"
