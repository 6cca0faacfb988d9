"""Finding the plugins that are installed, and what they offer together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib import metadata
from typing import TypeVar

import attrs

from cproc import builtin
from cproc.errors import PluginError, UnknownNameError
from cproc.hookspecs import Exporter, Loader
from cproc.plugins.contain import contained
from cproc.plugins.manager import GROUP, Manager

__all__ = ["CHOICE", "Plugin", "Plugins", "State", "collect", "installed"]

CHOICE = "CPROC_PLUGINS"
"""Environment variable that says which plugins are loaded: ``none``, or names with commas
between; all where it is absent or empty. The library's own plugin always is."""

T = TypeVar("T")


class State(StrEnum):
    """Whether a plugin is in use."""

    LOADED = "loaded"
    DISABLED = "disabled"
    FAILED = "failed"


@attrs.frozen
class Plugin:
    """A plugin that is installed.

    Args:
        name: Name of its entry point.
        distribution: Name and version of the package it came in.
        state: Whether it is in use.
        offers: What it offers, such as ``exporter xlsx``.
        reason: Why it is not in use.
    """

    name: str
    distribution: str
    state: State
    offers: tuple[str, ...] = ()
    reason: str = ""


@attrs.frozen
class Plugins:
    """What all plugins together offer.

    Args:
        exporters: By name, in the order they are listed.
        loaders: In the order they are asked.
        plugins: Every plugin that is installed, in the order they are registered: the
            library's own, then by name.
    """

    exporters: Mapping[str, Exporter]
    loaders: tuple[Loader, ...]
    plugins: tuple[Plugin, ...]

    @property
    def failed(self) -> tuple[Plugin, ...]:
        """The plugins that were left out for a fault of theirs."""
        return tuple(made for made in self.plugins if made.state is State.FAILED)


@attrs.frozen
class _Offer:
    """What one plugin offers, and where it comes from."""

    owner: str
    exporters: tuple[Exporter, ...]
    loaders: tuple[Loader, ...]

    def names(self) -> tuple[str, ...]:
        return (
            *(f"exporter {made.name}" for made in self.exporters),
            *(f"loader {made.name}" for made in self.loaders),
        )


@cache
def installed() -> Plugins:
    """Find and register the built-in plugin and every installed one, once.

    A plugin that fails to import or to register is left out and told of; the others work.
    The environment variable ``CPROC_PLUGINS`` says which are loaded.

    Raises:
        PluginError: Two plugins offer something of one kind under one name.
        UnknownNameError: ``CPROC_PLUGINS`` names a plugin that is not installed.
    """
    return collect(builtin, tuple(metadata.entry_points(group=GROUP)), os.environ.get(CHOICE, ""))


def collect(own: object, points: Sequence[metadata.EntryPoint], choice: str = "") -> Plugins:
    """Register the library's own plugin, then others by name; gather what they offer.

    Args:
        own: The library's own plugin.
        points: Entry points of the others.
        choice: Which of them are loaded, as `CHOICE` says.

    Raises:
        PluginError: Two plugins offer something of one kind under one name, or the
            library's own does not register.
        UnknownNameError: The choice names a plugin that there is not.
    """
    ordered = sorted(points, key=lambda point: (point.name, _distribution(point)))
    chosen = _chosen(choice, [point.name for point in ordered])
    manager = Manager()
    found = [_offer(manager, own, "cproc", _own_distribution())]
    told = [Plugin("cproc", found[0].owner, State.LOADED, found[0].names())]
    for point in ordered:
        owner = _distribution(point)
        if point.name not in chosen:
            told.append(Plugin(point.name, owner, State.DISABLED, reason=f"left out by {CHOICE}"))
            continue
        try:
            with contained(PluginError, "loading it"):
                offer = _offer(manager, point.load(), point.name, owner)
        except PluginError as error:
            told.append(Plugin(point.name, owner, State.FAILED, reason=str(error)))
        else:
            found.append(offer)
            told.append(Plugin(point.name, owner, State.LOADED, offer.names()))
    exporters = _by_name("exporter", found, lambda offer: offer.exporters)
    loaders = _by_name("loader", found, lambda offer: offer.loaders)
    return Plugins(exporters, tuple(loaders.values()), tuple(told))


def _chosen(choice: str, known: Sequence[str]) -> frozenset[str]:
    names = [name.strip() for name in choice.split(",") if name.strip()]
    if not names:
        return frozenset(known)
    if names == ["none"]:
        return frozenset()
    for name in names:
        if name not in known:
            raise UnknownNameError(f"plugin in {CHOICE}", name, known)
    return frozenset(names)


def _offer(manager: Manager, plugin: object, name: str, owner: str) -> _Offer:
    manager.register(plugin, name)
    try:
        return _Offer(owner, manager.exporters(plugin), manager.loaders(plugin))
    except BaseException:
        manager.forget(plugin)
        raise


def _by_name(
    kind: str, offers: Iterable[_Offer], which: Callable[[_Offer], Iterable[T]]
) -> dict[str, T]:
    """Gather what plugins offer of one kind; one takes another's place where it says so."""
    found: dict[str, T] = {}
    owners: dict[str, str] = {}
    replaced: dict[str, str] = {}
    for offer in offers:
        for made in which(offer):
            name, old = str(getattr(made, "name", made)), str(getattr(made, "replaces", ""))
            if old:
                if old in replaced or old not in found:
                    by = f"; {replaced[old]} replaces it already" if old in replaced else ""
                    raise PluginError(
                        f"{offer.owner} replaces the {kind} {old!r}, which there is not{by}"
                    )
                replaced[old] = offer.owner
            if name in found and name != old:
                raise PluginError(
                    f"{owners[name]} and {offer.owner} both have the {kind} {name!r}; remove one "
                    f"of them, leave it out by {CHOICE}, or let one say that it replaces the other"
                )
            if old:
                keys = {known: (name if known == old else known) for known in found}
                found = {keys[known]: (made if known == old else of) for known, of in found.items()}
            else:
                found[name] = made
            owners[name] = offer.owner
    return found


def _own_distribution() -> str:
    try:
        return f"cproc-reporting {metadata.version('cproc-reporting')}"
    except metadata.PackageNotFoundError:  # used as a folder, not installed
        return "cproc-reporting"


def _distribution(point: metadata.EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else "unknown distribution"
