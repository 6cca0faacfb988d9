"""Finding the plugins that are installed, and what they offer together."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import metadata
from typing import Any

import pluggy

from cproc import builtin, hookspecs
from cproc.errors import Message, PluginError, UnknownNameError, said
from cproc.figures import with_figures
from cproc.forms import with_forms
from cproc.labels import with_labels
from cproc.labels.messages import with_messages
from cproc.model import Portfolio
from cproc.plugins.contain import contained
from cproc.plugins.hooks import HOOKS, Hook, Plugin, Plugins, State
from cproc.report.parts import with_sections

GROUP = "cproc"
"""Entry-point group of plugins, and their hook prefix."""
CHOICE = "CPROC_PLUGINS"
"""Environment variable that says which plugins are loaded: ``none``, or names with commas
between; all where it is absent or empty. The library's own plugin always is."""

Offers = Mapping[str, Sequence[Any]]
"""What one plugin offers, by kind."""


@cache
def installed() -> Plugins:
    """Find and register the built-in plugin and every installed one, once.

    A plugin that fails to import or to register is left out and reported; the others work.
    The environment variable ``CPROC_PLUGINS`` says which are loaded.

    Raises:
        PluginError: Two plugins offer something of one kind under one name.
        UnknownNameError: ``CPROC_PLUGINS`` names a plugin that is not installed.
    """
    return collect(builtin, tuple(metadata.entry_points(group=GROUP)), os.environ.get(CHOICE, ""))


def collect(own: object, points: Sequence[metadata.EntryPoint], choice: str = "") -> Plugins:
    """Register the library's own plugin, then others by name; gather what they offer.

    Raises:
        PluginError: Two plugins offer something of one kind under one name, or the
            library's own does not register.
        UnknownNameError: The choice names a plugin that there is not.
    """
    ordered = sorted(points, key=lambda point: (point.name, _distribution(point)))
    chosen = _chosen(choice, [point.name for point in ordered])
    manager = _manager()
    by_owner: list[tuple[str, Offers]] = []
    plugins: list[Plugin] = []

    def take(plugin: object, name: str, owner: str) -> None:
        offers = _offers(manager, plugin, name, owner)
        by_owner.append((owner, offers))
        listed = [f"{hook.kind} {hook.name_of(o)}" for hook in HOOKS for o in offers[hook.kind]]
        plugins.append(Plugin(name, owner, State.LOADED, tuple(listed)))

    take(own, "cproc", _own_distribution())
    for point in ordered:
        owner = _distribution(point)
        if point.name not in chosen:
            left_out = said("left out by {choice}", choice=CHOICE)
            plugins.append(Plugin(point.name, owner, State.DISABLED, reason=left_out))
            continue
        try:
            with contained(PluginError, said("loading it")):
                take(point.load(), point.name, owner)
        except PluginError as error:
            plugins.append(Plugin(point.name, owner, State.FAILED, reason=error.args[0]))
    offered = {hook.field: hook.gather(_by_name(hook, by_owner)) for hook in HOOKS}
    return Plugins(plugins=tuple(plugins), **offered)


@contextmanager
def in_use(portfolio: Portfolio | None = None) -> Iterator[None]:
    """Know figures, sections, forms and labels of the installed plugins for a ``with`` block.

    `load`, `render`, `export` and the command do so by themselves; a program that evaluates
    a plugin's figure, or builds a report with its section, does it here.

    Args:
        portfolio: Whose own labels are known as well.
    """
    plugins = installed()
    texts = {language: labels.entries for language, labels in plugins.labels.items()}
    with (
        with_figures(plugins.figures.values()),
        with_sections(plugins.sections),
        with_forms(plugins.forms.values()),
        with_labels(texts),
        with_messages({of: labels.messages for of, labels in plugins.labels.items()}),
        with_labels({} if portfolio is None else portfolio.words),
    ):
        yield


def _chosen(choice: str, known: Sequence[str]) -> frozenset[str]:
    names = [name.strip() for name in choice.split(",") if name.strip()]
    if not names:
        return frozenset(known)
    if names == ["none"]:
        return frozenset()
    for name in names:
        if name not in known:
            raise UnknownNameError(said("plugin in {choice}", choice=CHOICE), name, known)
    return frozenset(names)


def _manager() -> pluggy.PluginManager:
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    return manager


def _offers(manager: pluggy.PluginManager, plugin: object, name: str, owner: str) -> Offers:
    """Register a plugin and ask it for all it offers; it is taken out again where that fails."""
    _refuse_other_api(plugin)
    # pluggy leaves a plugin half registered where a hook of it is wrong: it is tried alone.
    scratch = _manager()
    scratch.register(plugin, name)
    scratch.check_pending()
    if not scratch.get_hookcallers(plugin):
        functions = [f for f in dir(plugin) if f.startswith(f"{GROUP}_") and f != "cproc_api"]
        unmarked = said(": mark {functions} with @cproc.hookimpl", functions=", ".join(functions))
        raise PluginError(said("it has no hook{unmarked}", unmarked=unmarked if functions else ""))
    manager.register(plugin, name)
    try:
        # One plugin at a time: what it offers is known to be its own, and a wrapper of one
        # cannot swallow what another offers.
        others = manager.get_plugins() - {plugin}
        return {
            hook.kind: tuple(
                hook.accepted(offer, owner)
                for offers in manager.subset_hook_caller(hook.function, others)()
                for offer in offers
            )
            for hook in HOOKS
        }
    except BaseException:
        manager.unregister(plugin)
        raise


def _refuse_other_api(plugin: object) -> None:
    wanted = getattr(plugin, "cproc_api", hookspecs.API)
    if not isinstance(wanted, int):
        raise PluginError(
            said("cproc_api is {wanted!r}, which is no version number", wanted=wanted)
        )
    if wanted > hookspecs.API:
        raise PluginError(
            said(
                "it needs version {wanted} of the hooks, this cproc has {api}; upgrade "
                "cproc-reporting",
                wanted=wanted,
                api=hookspecs.API,
            )
        )
    if wanted < hookspecs.API_OLDEST:
        raise PluginError(
            said(
                "it was made for version {wanted} of the hooks, this cproc knows {oldest} to "
                "{api}; upgrade the plugin",
                wanted=wanted,
                oldest=hookspecs.API_OLDEST,
                api=hookspecs.API,
            )
        )


def _by_name(hook: Hook, by_owner: Iterable[tuple[str, Offers]]) -> dict[str, Any]:
    """Gather what plugins offer of one kind; one takes another's place where it says so."""
    offered: dict[str, Any] = {}
    owners: dict[str, str] = {}
    replaced: dict[str, str] = {}
    for owner, offers in by_owner:
        for offer in offers[hook.kind]:
            name, old = hook.name_of(offer), str(getattr(offer, "replaces", ""))
            if old:
                if old in replaced or old not in offered:
                    by = (
                        said("; {owner} replaces it already", owner=replaced[old])
                        if old in replaced
                        else ""
                    )
                    raise PluginError(
                        said(
                            "{owner} replaces the {kind} {old!r}, which there is not{by}",
                            owner=owner,
                            kind=Message(hook.kind),
                            old=old,
                            by=by,
                        )
                    )
                replaced[old] = owner
            if name in offered and name != old:
                raise PluginError(
                    said(
                        "{first} and {owner} both have the {kind} {name!r}; remove one of them, "
                        "leave it out by {choice}, or let one say that it replaces the other",
                        first=owners[name],
                        owner=owner,
                        kind=Message(hook.kind),
                        name=name,
                        choice=CHOICE,
                    )
                )
            if old:  # at the place of the other, which may be the first that is asked
                offered = {
                    (name if n == old else n): (offer if n == old else o)
                    for n, o in offered.items()
                }
            else:
                offered[name] = offer
            owners[name] = owner
    return offered


def _own_distribution() -> str:
    try:
        return f"cproc-reporting {metadata.version('cproc-reporting')}"
    except metadata.PackageNotFoundError:  # used as a folder, not installed
        return "cproc-reporting"


def _distribution(point: metadata.EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else "unknown distribution"
