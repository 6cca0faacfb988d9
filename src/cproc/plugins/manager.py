"""The plugin manager: one typed method for each hook, asked plugin by plugin.

Hooks are called for one plugin at a time, so that what a plugin offers is known to be its
own, and a wrapper of one cannot swallow what another offers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pluggy

from cproc import hookspecs
from cproc.checks import Check
from cproc.errors import PluginError
from cproc.figures.catalogue import Definition
from cproc.figures.keys import Key
from cproc.figures.measures import Measure
from cproc.hookspecs import Exporter, Loader
from cproc.options import options_of
from cproc.report.parts import ReportPart

GROUP = "cproc"
"""Entry-point group of plugins, and their hook prefix."""


class Manager:
    """Registers plugins and asks each what it offers."""

    def __init__(self) -> None:
        """Know the hooks and no plugin yet."""
        self._pluggy = pluggy.PluginManager(GROUP)
        self._pluggy.add_hookspecs(hookspecs)

    def register(self, plugin: object, name: str) -> None:
        """Register a plugin once it has been looked at by itself.

        Raises:
            PluginError: It needs another version of the hooks, offers nothing, or what it
                offers is of the wrong kind.
            PluginValidationError: A hook of it is unknown or wants unknown arguments.
            ValueError: Its name is taken.
        """
        _refuse_other_api(plugin)
        rehearsal = pluggy.PluginManager(GROUP)
        rehearsal.add_hookspecs(hookspecs)
        rehearsal.register(plugin, name)
        rehearsal.check_pending()
        if not rehearsal.get_hookcallers(plugin):
            unmarked = [known for known in dir(plugin) if known.startswith(f"{GROUP}_")]
            rest = [known for known in unmarked if known != "cproc_api"]
            told = f": mark {', '.join(rest)} with @cproc.hookimpl" if rest else ""
            raise PluginError(f"it has no hook{told}")
        self._pluggy.register(plugin, name)

    def exporters(self, plugin: object) -> tuple[Exporter, ...]:
        """Ask a plugin for its exporters.

        Raises:
            PluginError: Something it gives is none.
        """
        made = self._asked(plugin, "cproc_exporters")
        for each in made:
            _refuse_other_kind("cproc_exporters", each, Exporter)
            options_of(each.options)
        return made

    def loaders(self, plugin: object) -> tuple[Loader, ...]:
        """Ask a plugin for its loaders.

        Raises:
            PluginError: Something it gives is none.
        """
        made = self._asked(plugin, "cproc_loaders")
        for each in made:
            _refuse_other_kind("cproc_loaders", each, Loader)
        return made

    def figures(self, plugin: object) -> tuple[Definition, ...]:
        """Ask a plugin for its figures.

        Raises:
            PluginError: Something it gives is none.
        """
        made = self._asked(plugin, "cproc_figures")
        for each in made:
            _refuse_other_kind("cproc_figures", each, Definition)
        return made

    def keys(self, plugin: object) -> tuple[Key, ...]:
        """Ask a plugin for its keys.

        Raises:
            PluginError: Something it gives is none.
        """
        made = self._asked(plugin, "cproc_keys")
        for each in made:
            _refuse_other_kind("cproc_keys", each, Key)
        return made

    def measures(self, plugin: object) -> tuple[Measure, ...]:
        """Ask a plugin for its measures.

        Raises:
            PluginError: Something it gives is none.
        """
        made = self._asked(plugin, "cproc_measures")
        for each in made:
            _refuse_other_kind("cproc_measures", each, Measure)
        return made

    def checks(self, plugin: object) -> tuple[Check, ...]:
        """Ask a plugin for its checks.

        Raises:
            PluginError: Something it gives is no function with a name.
        """
        made = self._asked(plugin, "cproc_checks")
        for each in made:
            if not callable(each) or not hasattr(each, "__name__"):
                raise PluginError(f"cproc_checks gave {each!r}, which is no function")
        return made

    def sections(self, plugin: object) -> tuple[ReportPart, ...]:
        """Ask a plugin for its sections of the report.

        Raises:
            PluginError: Something it gives is none.
        """
        made = self._asked(plugin, "cproc_sections")
        for each in made:
            _refuse_other_kind("cproc_sections", each, ReportPart)
        return made

    def _asked(self, plugin: object, hook: str) -> tuple[Any, ...]:
        others = self._pluggy.get_plugins() - {plugin}
        offers: Iterable[Any] = self._pluggy.subset_hook_caller(hook, others)()
        return tuple(made for offer in offers for made in offer)

    def forget(self, plugin: object) -> None:
        """Take a plugin out again, if it is registered."""
        if self._pluggy.is_registered(plugin):
            self._pluggy.unregister(plugin)


def _refuse_other_api(plugin: object) -> None:
    wanted = getattr(plugin, "cproc_api", hookspecs.API)
    if not isinstance(wanted, int):
        raise PluginError(f"cproc_api is {wanted!r}, which is no version number")
    if wanted > hookspecs.API:
        raise PluginError(
            f"it needs version {wanted} of the hooks, this cproc has {hookspecs.API}; "
            "upgrade cproc-reporting"
        )
    if wanted < hookspecs.API_OLDEST:
        raise PluginError(
            f"it was made for version {wanted} of the hooks, this cproc knows "
            f"{hookspecs.API_OLDEST} to {hookspecs.API}; upgrade the plugin"
        )


def _refuse_other_kind(hook: str, made: object, kind: type) -> None:
    if isinstance(made, type) or not isinstance(made, kind):
        missing = [name for name in kind.__annotations__ if not hasattr(made, name)]
        told = f"; it has no {', '.join(missing)}" if missing else ""
        raise PluginError(f"{hook} gave {made!r}, which is no {kind.__name__}{told}")
