"""A donor's Word form, filled: narrative reports, cover letters, lists of expenditure."""

from cproc.filling.word.fill import filled_word, planned_word

__all__ = ["filled_word", "planned_word"]
