"""The report's context was called so; the old name works for one release."""

from cproc.deprecation import moved

__getattr__ = moved(__name__, {"Names": "cproc.report.context:Context"})
