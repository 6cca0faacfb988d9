"""Finding the plugins that are installed, and what they offer together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from importlib import metadata
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import attrs

from cproc import builtin
from cproc.checks import Check
from cproc.errors import PluginError, UnknownNameError
from cproc.figures.catalogue import CATALOGUE, Definition, with_figures
from cproc.figures.keys import KEYS, Key, Reader
from cproc.figures.measures import MEASURES, Measure
from cproc.hookspecs import Exporter, Loader
from cproc.model import Portfolio
from cproc.plugins.contain import contained, guarded
from cproc.plugins.manager import GROUP, Manager
from cproc.report.parts import ReportPart, with_sections

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
        figures: Those of plugins, by name.
        keys: Those of plugins, by name.
        measures: Those of plugins, by name.
        checks: Those of plugins, in the order they are told.
        sections: Those of plugins, in the order they stand behind the library's own.
        plugins: Every plugin that is installed, in the order they are registered: the
            library's own, then by name.
        sound: Portfolios that were checked, by the plugins as well, and found without errors:
            by identity, as long as they are in use. They are frozen and stay as they are.
    """

    exporters: Mapping[str, Exporter]
    loaders: tuple[Loader, ...]
    plugins: tuple[Plugin, ...]
    figures: Mapping[str, Definition] = attrs.field(factory=dict)
    keys: Mapping[str, Key] = attrs.field(factory=dict)
    measures: Mapping[str, Measure] = attrs.field(factory=dict)
    checks: tuple[Check, ...] = ()
    sections: tuple[ReportPart, ...] = ()
    sound: WeakValueDictionary[int, Portfolio] = attrs.field(
        factory=WeakValueDictionary, eq=False, repr=False, init=False
    )

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
    figures: tuple[Definition, ...]
    keys: tuple[Key, ...]
    measures: tuple[Measure, ...]
    checks: tuple[Check, ...]
    sections: tuple[ReportPart, ...]

    def names(self) -> tuple[str, ...]:
        return (
            *(f"exporter {made.name}" for made in self.exporters),
            *(f"loader {made.name}" for made in self.loaders),
            *(f"figure {made.name}" for made in self.figures),
            *(f"key {made.name}" for made in self.keys),
            *(f"measure {made.name}" for made in self.measures),
            *(f"check {_name(made)}" for made in self.checks),
            *(f"section {made.id}" for made in self.sections),
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
    figures = _by_name("figure", found, lambda offer: offer.figures)
    keys = _by_name("key", found, lambda offer: offer.keys)
    measures = _by_name("measure", found, lambda offer: offer.measures)
    checks = _by_name("check", found, lambda offer: offer.checks)
    sections = _by_name("section", found, lambda offer: offer.sections)
    return Plugins(
        exporters,
        tuple(loaders.values()),
        tuple(told),
        figures,
        keys,
        measures,
        tuple(checks.values()),
        tuple(sections.values()),
    )


@contextmanager
def in_use() -> Iterator[None]:
    """Know figures and sections of the installed plugins for the length of a ``with`` block.

    `load`, `render`, `export` and the command do so by themselves; a program that evaluates
    a plugin's figure, or builds a report with its section, does it here.
    """
    found = installed()
    with with_figures(found.figures.values()), with_sections(found.sections):
        yield


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
        return _Offer(
            owner,
            manager.exporters(plugin),
            manager.loaders(plugin),
            tuple(_safe_figure(made, owner) for made in manager.figures(plugin)),
            tuple(_safe_key(made, owner) for made in manager.keys(plugin)),
            tuple(_safe_measure(made, owner) for made in manager.measures(plugin)),
            tuple(guarded(c, f"the check {_name(c)!r} of {owner}") for c in manager.checks(plugin)),
            tuple(_safe_part(made, owner) for made in manager.sections(plugin)),
        )
    except BaseException:
        manager.forget(plugin)
        raise


def _safe_figure(made: Definition, owner: str) -> Definition:
    if made.name in CATALOGUE:
        raise PluginError(f"cproc and {owner} both have the figure {made.name!r}")
    safe = guarded(made.function, f"the figure {made.name!r} of {owner}")
    return attrs.evolve(made, function=safe)


def _safe_key(made: Key, owner: str) -> Key:
    if made.name in KEYS:
        raise PluginError(f"cproc and {owner} both have the key {made.name!r}")
    whose = f"the key {made.name!r} of {owner}"

    def safe(reader: Reader) -> Reader:
        def bind(portfolio: Portfolio) -> Callable[[Any], Any]:
            return guarded(guarded(reader.bind, whose)(portfolio), whose)

        return attrs.evolve(reader, bind=bind)

    return attrs.evolve(made, readers={of: safe(reader) for of, reader in made.readers.items()})


def _safe_measure(made: Measure, owner: str) -> Measure:
    if made.name in MEASURES:
        raise PluginError(f"cproc and {owner} both have the measure {made.name!r}")
    return attrs.evolve(made, read=guarded(made.read, f"the measure {made.name!r} of {owner}"))


def _safe_part(made: ReportPart, owner: str) -> ReportPart:
    return attrs.evolve(made, make=guarded(made.make, f"the section {made.id!r} of {owner}"))


def _name(made: object) -> str:
    """What an offer is called by: its name, identifier or name of the function."""
    named = (getattr(made, field, None) for field in ("name", "id", "__name__"))
    return next(str(name) for name in named if name is not None)


def _by_name(
    kind: str, offers: Iterable[_Offer], which: Callable[[_Offer], Iterable[T]]
) -> dict[str, T]:
    """Gather what plugins offer of one kind; one takes another's place where it says so."""
    found: dict[str, T] = {}
    owners: dict[str, str] = {}
    replaced: dict[str, str] = {}
    for offer in offers:
        for made in which(offer):
            name, old = _name(made), str(getattr(made, "replaces", ""))
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
