"""The hooks: one row for each, which says what plugins offer by it and how it is made safe.

A new hook is a function in `cproc.hookspecs` and a field of `Plugins` here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Protocol, runtime_checkable
from weakref import WeakValueDictionary

import attrs

from cproc.checks import Check
from cproc.errors import Message, PluginError, said
from cproc.figures import CATALOGUE, KEYS, MEASURES, Definition, Key, Measure, Reader
from cproc.forms import Form
from cproc.forms.catalogue import packaged
from cproc.hookspecs import Exporter, Loader
from cproc.labels import Labels, catalogues
from cproc.model import Portfolio, Term
from cproc.options import options_of
from cproc.plugins.contain import guarded
from cproc.plugins.earlier import adapted_loader
from cproc.report.parts import ReportPart

Guard = Callable[[Any, str], Any]
"""Takes what a plugin offers, and what to call it in messages; makes it safe to use."""


@attrs.frozen
class Hook:
    """One hook.

    Args:
        kind: What an offer is called in messages: ``exporter``.
        must_be: The class that each offer is an instance of.
        called_by: The attribute that holds an offer's name.
        guard: Makes the faults of an offer those of its plugin.
        demand: Raises where an offer cannot be used for another reason.
        taken: Names of the library itself, which no plugin may give to what it offers.
        gather: Makes the field of `Plugins` of the offers of all plugins, by name.
        adapted: Makes an offer of today of one made for an older version of the hooks.
    """

    kind: str
    must_be: type
    called_by: str = "name"
    guard: Guard = lambda offer, _whose: offer
    demand: Callable[[Any], object] = lambda _offer: None
    taken: Collection[str] = ()
    gather: Callable[..., Any] = dict
    adapted: Callable[[Any], Any] = lambda offer: offer

    @property
    def field(self) -> str:
        """The field of `Plugins` that holds what is offered."""
        return f"{self.kind}s"

    @property
    def function(self) -> str:
        """The function of a plugin that gives what it offers."""
        return f"cproc_{self.field}"

    def name_of(self, offer: Any) -> str:
        """What an offer is called by."""
        return str(getattr(offer, self.called_by))

    def accepted(self, offer: Any, owner: str) -> Any:
        """An offer, guarded, once it is known to be one under a name that is free."""
        offer = self.adapted(offer)
        if isinstance(offer, type) or not isinstance(offer, self.must_be):
            lacks = [a for a in self.must_be.__annotations__ if not hasattr(offer, a)]
            lacking = said("; it has no {lacks}", lacks=", ".join(lacks)) if lacks else ""
            kind = self.must_be.__name__
            raise PluginError(
                said(
                    "{function} gave {offer!r}, which is no {kind}{lacking}",
                    function=self.function,
                    offer=offer,
                    kind=kind,
                    lacking=lacking,
                )
            )
        self.demand(offer)
        name = self.name_of(offer)
        if name in self.taken:
            raise PluginError(
                said(
                    "cproc and {owner} both have the {kind} {name!r}",
                    owner=owner,
                    kind=Message(self.kind),
                    name=name,
                )
            )
        whose = said(
            "the {kind} {name!r} of {owner}", kind=Message(self.kind), name=name, owner=owner
        )
        return self.guard(offer, whose)


def _in_order(offers: Mapping[str, Any] = MappingProxyType({})) -> tuple[Any, ...]:
    return tuple(offers.values())


def _guard_field(field: str) -> Guard:
    """Guard the one function that an offer holds."""
    return lambda offer, whose: attrs.evolve(
        offer, **{field: guarded(getattr(offer, field), whose)}
    )


def _guard_key(key: Key, whose: str) -> Key:
    # A key gives a function that gives a function: either may fail.
    def safe(reader: Reader) -> Reader:
        def bind(portfolio: Portfolio) -> Callable[[Any], Any]:
            return guarded(guarded(reader.bind, whose)(portfolio), whose)

        return attrs.evolve(reader, bind=bind)

    return attrs.evolve(key, readers={of: safe(reader) for of, reader in key.readers.items()})


@runtime_checkable
class _Function(Protocol):
    """A check: what is known by the name it was defined by."""

    __name__: str

    def __call__(self, portfolio: Portfolio, /) -> object: ...


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


def _refuse_gaps(labels: Labels) -> None:
    """Refuse texts with gaps that nothing fills, which no report could be made with."""
    wrong = [key for key, text in labels.entries.items() if not catalogues.fills(key, text)]
    if wrong:
        raise PluginError(
            said(
                "{wrong} in {language} have gaps that nothing fills",
                wrong=", ".join(wrong),
                language=labels.language,
            )
        )


def _offered(*hook: Any, **more: Any) -> Any:
    row = Hook(*hook, **more)
    return attrs.field(factory=row.gather, metadata={"hook": row})


@attrs.frozen
class Plugins:
    """What all plugins together offer: the table of hooks, a row for each.

    Args:
        exporters: By name, in the order they are listed.
        loaders: In the order they are asked.
        plugins: Every plugin that is installed, in the order they are registered: the
            library's own, then by name.
        figures: Those of plugins, by name.
        keys: Those of plugins, by name.
        measures: Those of plugins, by name.
        checks: Those of plugins, in the order they are given.
        sections: Those of plugins, in the order they stand behind the library's own.
        labels: Those of plugins, by language.
        terms: Those of plugins, in the order they are offered.
        forms: Those of plugins, by name.
        sound: Portfolios that were checked, by the plugins as well, and found without errors:
            by identity, as long as they are in use. They are frozen and stay as they are.
    """

    exporters: Mapping[str, Exporter] = _offered(
        "exporter", Exporter, demand=lambda exporter: options_of(exporter.options)
    )
    loaders: tuple[Loader, ...] = _offered(
        "loader",
        Loader,
        demand=lambda loader: options_of(loader.options, narrows=False),
        gather=_in_order,
        adapted=adapted_loader,
    )
    plugins: tuple[Plugin, ...] = ()
    figures: Mapping[str, Definition] = _offered(
        "figure", Definition, guard=_guard_field("function"), taken=CATALOGUE
    )
    keys: Mapping[str, Key] = _offered("key", Key, guard=_guard_key, taken=KEYS)
    measures: Mapping[str, Measure] = _offered(
        "measure", Measure, guard=_guard_field("read"), taken=MEASURES
    )
    checks: tuple[Check, ...] = _offered(
        "check", _Function, called_by="__name__", guard=guarded, gather=_in_order
    )
    sections: tuple[ReportPart, ...] = _offered(
        "section", ReportPart, called_by="id", guard=_guard_field("make"), gather=_in_order
    )
    labels: Mapping[str, Labels] = _offered(
        "label", Labels, called_by="language", taken=catalogues.packaged(), demand=_refuse_gaps
    )
    terms: tuple[Term, ...] = _offered("term", Term, called_by="name", gather=_in_order)
    forms: Mapping[str, Form] = _offered("form", Form, called_by="id", taken=packaged())
    sound: WeakValueDictionary[int, Portfolio] = attrs.field(
        factory=WeakValueDictionary, eq=False, repr=False, init=False
    )

    @property
    def failed(self) -> tuple[Plugin, ...]:
        """The plugins that were left out for a fault of theirs."""
        return tuple(plugin for plugin in self.plugins if plugin.state is State.FAILED)


HOOKS: tuple[Hook, ...] = tuple(
    field.metadata["hook"] for field in attrs.fields(Plugins) if "hook" in field.metadata
)
"""Every hook, in the order plugins are asked."""
