"""What a reading has to say of a file: each fault, and once for all that is alike what is left."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from cproc.errors import Problem, joined, said
from cproc.loaders.iati.context import Context
from cproc.loaders.iati.elements import Element
from cproc.loaders.iati.faults import fault
from cproc.serialize.capping import MOST_OF_A_RULE, more_of

_NAMED = 12
"""Names that a message lists; more are counted."""

_MONEY = ("transaction", "budget", "planned-disbursement", "iati-activity", "result")
"""Elements of which it is worth a warning that some are left out."""


def doubts(root: Element, context: Context) -> list[Problem]:
    """What is wrong with a file, and what is doubtful or left out of it.

    Args:
        root: The whole file, once it has been read.
        context: That of the reading.
    """
    return [*context.problems, *_more(context), *_counted(context), *_left_out(root, context.file)]


def _more(context: Context) -> Iterator[Problem]:
    """For each rule of which more is wrong than is reported one by one, how many more."""
    kept = {each.code: each.severity for each in context.problems}
    for rule, count in context.told.items():
        if (rest := count - MOST_OF_A_RULE + 1) > 0:
            yield more_of(rule, rest, context.file, kept[rule])


def _counted(context: Context) -> Iterator[Problem]:
    by_rule: dict[str, Counter[str]] = defaultdict(Counter)
    for (rule, what), count in context.counted.items():
        by_rule[rule][what] += count
    for rule, often in by_rule.items():
        names = [f"{what} ({count})" for what, count in often.most_common(_NAMED) if what]
        if (rest := len(often) - _NAMED) > 0:
            names.append(said("{count} more", count=rest))
        listed = joined(", ", names)
        yield fault(rule, file=context.file, line=0, count=often.total(), listed=listed)


def _left_out(root: Element, file: str) -> Iterator[Problem]:
    """A notice for each kind of element and attribute that nobody read, with how often."""
    often: Counter[str] = Counter()
    root.mark()
    for path in root.unread():
        often[path.removeprefix("iati-activity/")] += 1
    for path, count in sorted(often.items()):
        rule = "published-left-out.records" if path in _MONEY else "published-left-out"
        yield fault(rule, "", path, file=file, line=0, count=count)
