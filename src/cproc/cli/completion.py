"""What a shell completes: values of options and arguments, from what there is and from the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from cproc import Portfolio, figures, forms, plugins
from cproc.cli.language import WORDS, language, say
from cproc.model import Audience
from cproc.options import Narrowing, options_of

Values = Mapping[str, str]
"""Values, and what each is."""
Completion = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
"""What click asks for the values that begin with what is typed."""


def _completes(values: Callable[[click.Context, str], Values], between: str = "") -> Completion:
    """Complete by values.

    Args:
        values: Gives them, for what is typed.
        between: What stands between several values; only the last one is completed.
    """

    def complete(
        context: click.Context, _param: click.Parameter, typed: str
    ) -> list[CompletionItem]:
        before, sign, last = typed.rpartition(between) if between else ("", "", typed)
        try:
            with plugins.in_use():
                there = values(context, last)
        except Exception:  # noqa: BLE001 - on the way of typing nothing is told
            return []
        begun = [(value, what) for value, what in there.items() if value.startswith(last)]
        return [CompletionItem(f"{before}{sign}{value}", help=what) for value, what in begun]

    return complete


def _plain(values: Callable[[], Values]) -> Callable[[click.Context, str], Values]:
    return lambda _context, _typed: values()


def _portfolio(context: click.Context) -> Portfolio:
    """The data that a command line names, as it is read, without checks."""
    # click forgets arguments before an option that has no value yet.
    words = (Path(word) for word in context.meta[WORDS] if not word.startswith("-"))
    return plugins.Source(next(word for word in words if word.exists())).read()


def _exporters() -> Values:
    return {one.name: say(one.description) for one in plugins.installed().exporters.values()}


def _forms() -> Values:
    return {name: each.title.best(language.get()) for name, each in forms.forms().items()}


def _loaders() -> Values:
    return {one.name: say(one.description) for one in plugins.installed().loaders}


def _keys() -> Values:
    known = {**figures.KEYS, **plugins.installed().keys}
    return {name: key.description for name, key in known.items()}


def _measures() -> Values:
    known = {**figures.MEASURES, **plugins.installed().measures}
    return {name: measure.description for name, measure in known.items()}


def _figures() -> Values:
    lang = language.get()
    return {name: each.title.best(lang) for name, each in figures.catalogue().items()}


def _editions(context: click.Context, _typed: str) -> Values:
    built_in = dict.fromkeys(map(str, Audience), "")
    try:
        return built_in | dict.fromkeys((each.id for each in _portfolio(context).editions), "")
    except Exception:  # noqa: BLE001 - those that every office has can be told without data
        return built_in


def _projects(context: click.Context, _typed: str) -> Values:
    return {project.code: project.name for project in _portfolio(context).projects}


def _countries(context: click.Context, _typed: str) -> Values:
    every = _portfolio(context).activities
    codes = {place.country for each in every for place in each.places if place.country}
    return dict.fromkeys(sorted(codes), "")


def _donors(context: click.Context, _typed: str) -> Values:
    portfolio = _portfolio(context)
    names = {each.id: each.name.best(language.get()) for each in portfolio.organisations}
    return {donor: names.get(donor, "") for donor in figures.donors(portfolio)}


def _programmes(context: click.Context, _typed: str) -> Values:
    return {each.id: "" for each in _portfolio(context).programmes}


_OF_KEYS = {
    "project": _projects,
    "donor": _donors,
    "programme": _programmes,
    "country": _countries,
}
"""Values by the name before the sign, ``project=EAP2``."""


def _pairs(names: Callable[[click.Context], Values]) -> Completion:
    """Complete ``KEY=VALUE``: first the names, then the values of those that have any."""

    def values(context: click.Context, typed: str) -> Values:
        name, sign, _value = typed.partition("=")
        if not sign:
            return {f"{each}=": what for each, what in names(context).items()}
        of = _OF_KEYS[name](context, typed)
        return {f"{name}={value}": what for value, what in of.items()}

    return _completes(values)


def _exporter_options(context: click.Context) -> Values:
    name, output = context.params.get("name"), context.params.get("output")
    own: Iterator[Any] = iter(())
    if name or output:
        chosen = plugins.exporter(name or plugins.name_by_suffix(Path(str(output))))
        own = iter(options_of(chosen.options))
    return {each.name: say(each.description) for each in (*options_of(Narrowing), *own)}


def _loader_options(context: click.Context) -> Values:
    chosen = plugins.loader(context.params["loader"])
    every = options_of(chosen.options, narrows=False)
    return {each.name: say(each.description) for each in every}


exporters = _completes(_plain(_exporters))
forms_there = _completes(_plain(_forms))
loaders = _completes(_plain(_loaders))
keys = _completes(_plain(_keys), ",")
measures = _completes(_plain(_measures))
catalogue = _completes(_plain(_figures))
editions = _completes(_editions)
projects = _completes(_projects, ",")
countries = _completes(_countries, ",")
filters = _pairs(lambda _context: _keys())
exporter_options = _pairs(_exporter_options)
loader_options = _pairs(_loader_options)
