"""Calling what others wrote: what it raises is told, what it changes is put back.

Contained are: any exception but KeyboardInterrupt, SystemExit among them; text printed to
standard output, which goes to standard error, so that what other programs read stays whole;
the working folder, the locale and the decimal context. Not contained, since it runs in our
process: one that ends the process at once (``os._exit``), hangs, fills the memory, starts
threads, or writes to other files.
"""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from decimal import localcontext
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from cproc.errors import CprocError, PluginError, said

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def contained(error: type[CprocError], whose: str, after: str = "") -> Iterator[None]:
    """Run what somebody else wrote; its faults become an error of the library.

    Args:
        error: What they become; errors of the library pass as they are.
        whose: What it is, for the message: ``the exporter 'letter'``.
        after: What must be said behind the message.
    """
    folder, language = _folder(), locale.setlocale(locale.LC_ALL)
    try:
        with redirect_stdout(sys.stderr), localcontext():
            yield
    except (CprocError, KeyboardInterrupt):
        raise
    except BaseException as fault:  # SystemExit as well: a plugin must not end the program
        failed = f"{type(fault).__name__}: {fault}"
        message = said("{whose} failed: {failed}{after}", whose=whose, failed=failed, after=after)
        raise error(message) from fault
    finally:
        if folder is not None:
            os.chdir(folder)
        with suppress(locale.Error):  # one that Python can read and not set
            locale.setlocale(locale.LC_ALL, language)


def _folder() -> Path | None:
    """The working folder, none where it was removed under us."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return None


def guarded(function: Callable[P, R], whose: str) -> Callable[P, R]:
    """A function whose faults are told as those of a plugin, named for the message."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        with contained(PluginError, whose):
            return function(*args, **kwargs)

    return call
