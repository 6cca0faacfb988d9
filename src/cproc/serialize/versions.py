"""Versions of the file format, and how a file of an older one is read."""

from __future__ import annotations

__all__ = ["FORMAT"]

FORMAT = 1
"""Version of the file format; the ``format`` key of a file."""
