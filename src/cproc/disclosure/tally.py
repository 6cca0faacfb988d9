"""Keeping count of what is left out, so that it can be said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import attrs

from cproc.model import Withheld, Withholding


@attrs.define
class Tally:
    """How many records something was left out of, by what and how."""

    _numbers: Counter[tuple[str, Withholding]] = attrs.field(factory=Counter, init=False)

    def add(self, of: str, how: Withholding, records: int) -> None:
        """Count records."""
        if records:
            self._numbers[of, how] += records

    @property
    def anything(self) -> bool:
        """Whether something was left out."""
        return bool(self._numbers)

    def with_earlier(self, earlier: Iterable[Withheld]) -> tuple[Withheld, ...]:
        """What was left out, together with what had been before."""
        numbers = Counter({(each.of, each.how): each.records for each in earlier})
        numbers.update(self._numbers)
        return tuple(Withheld(of, how, number) for (of, how), number in numbers.items())
