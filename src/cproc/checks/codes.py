"""The codes of the rules: what each finds."""

from __future__ import annotations

__all__ = ["CODES"]

CODES: dict[str, str] = {
    "id-twice": "an identifier that two records of one list have",
    "reference-unknown": "a reference to a record that is not there",
    "predecessor-cycle": "a project that, over any number of steps, comes before itself",
    "currency-mixed": "a budget in another currency than the portfolio reports in",
    "figure-unknown": "a statement that names a figure, or a record, that is not there",
    "placeholder-unknown": "a placeholder of the narrative that no figure answers to",
    "placeholder-empty": "a placeholder whose figure the data cannot give",
    "placeholder-incomplete": "a placeholder whose figure lacks some of its records",
    "placeholder-open": "two braces in the narrative without the other two",
    "section-unknown": "a narrative that belongs to no section",
    "outside-project": "an activity on no day of the life of its project",
    "outside-period": "an activity on no day of the reporting period",
    "likely-twice": "two entries that may be one event",
    "silence-list": "a silence that names no list of the portfolio",
    "silence-record": "a silence on a record that is not there",
    "silence-error": "a silence on an error; only warnings can be silenced",
    "silence-unused": "a silence that silences nothing",
}
"""Each code with what it stands for, in the order they are told."""
