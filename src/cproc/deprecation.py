"""Names that moved: the old one still works for one release, and says where it is now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from warnings import warn


def moved(module_name: str, names: Mapping[str, str]) -> Callable[[str], object]:
    """A module's ``__getattr__`` that finds names that are elsewhere now.

    Each name warns once in a program, of whoever asks first: at the line that asks for it.

    Args:
        module_name: The module that had the names, its ``__name__``.
        names: Where each is now, as ``module:name``; without a colon, the name of a module.

    Example:
        In the module that had the name, behind all else::

            __getattr__ = moved(__name__, {"Names": "cproc.report.context:Context"})
    """
    warned: set[str] = set()

    def find(name: str) -> object:
        if name not in names:
            raise AttributeError(f"module {module_name!r} has no attribute {name!r}")
        module, _, new = names[name].partition(":")
        if name not in warned:
            warned.add(name)
            place = f"{module}.{new}" if new else module
            text = f"{module_name}.{name} is {place} now; the old name goes with the next release"
            # Level 2 is the line that asks; `from module import name` asks by way of importlib,
            # whose frames the warnings module passes over by itself.
            warn(text, DeprecationWarning, stacklevel=2)
        found = import_module(module)
        return getattr(found, new) if new else found

    return find
