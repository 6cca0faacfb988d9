"""Text of the report: what is computed from data that are left out is left out as well."""

from __future__ import annotations

import re
from collections.abc import Collection

import attrs

from cproc.disclosure.tally import Tally
from cproc.figures import evaluate_all, placeholders
from cproc.model import LocalText, Narrative, Period, Portfolio, Withholding

_BETWEEN = re.compile(r"(\n[ \t]*\n\s*)")


def computable(before: Portfolio, after: Portfolio, tally: Tally) -> Portfolio:
    """The portfolio without the paragraphs whose figures can no longer be told.

    Args:
        before: With all records.
        after: Without those that are left out.
        tally: Counts the paragraphs.
    """
    reports = []
    for report in after.reports:
        lost = _lost(before, after, report.period, report.narrative)
        texts = (_without(text, lost, tally) for text in report.narrative) if lost else ()
        kept = tuple(text for text in texts if text is not None) if lost else report.narrative
        reports.append(report if kept == report.narrative else attrs.evolve(report, narrative=kept))
    return attrs.evolve(after, reports=tuple(reports))


def _lost(
    before: Portfolio, after: Portfolio, period: Period, texts: tuple[Narrative, ...]
) -> set[str]:
    """The calls that gave a figure, and now fail or give none."""
    each = (text for narrative in texts for _language, text in narrative.text.entries)
    calls = dict.fromkeys(found.call for text in each for found in placeholders(text))
    could, can = (evaluate_all(of.reporting(period), calls, lenient=True) for of in (before, after))
    return {
        call
        for call, figure in could.items()
        if call not in can or (figure.known and not can[call].known)
    }


def _without(narrative: Narrative, lost: Collection[str], tally: Tally) -> Narrative | None:
    """The text of a section without some paragraphs; nothing where none is left."""
    texts = {}
    left_out = 0
    for language, text in narrative.text.entries:
        # Paragraphs and, between them, what parts them.
        pieces = _BETWEEN.split(text)
        kept = [at for at in range(0, len(pieces), 2) if not _names(pieces[at], lost)]
        left_out = max(left_out, (len(pieces) + 1) // 2 - len(kept))
        if kept:
            texts[language] = "".join(
                pieces[at] if at == kept[0] else pieces[at - 1] + pieces[at] for at in kept
            )
    tally.add("narrative", Withholding.LEFT_OUT, left_out)
    if not left_out:
        return narrative
    return Narrative(narrative.id, LocalText(texts)) if texts else None


def _names(paragraph: str, lost: Collection[str]) -> bool:
    return any(found.call in lost for found in placeholders(paragraph))
