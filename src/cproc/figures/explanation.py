"""What is behind a figure: its definition, its rule, and each record with what it adds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any

import attrs

from cproc.figures.calls import evaluate
from cproc.figures.catalogue import Definition, catalogue, in_every_language
from cproc.figures.counting import Figure, Missing, Part, Reason, Value, rate_id
from cproc.model import Designation, LocalText, Money, Portfolio, Qualifier, country_name, name_of

Locate = Callable[[str], tuple[str, str]]
"""What gives the file and the cell in which a path of the portfolio stands."""

_OF_COUNTRIES = ("priority_countries", "treaty_events")


@attrs.frozen
class Found:
    """A record behind a value.

    Args:
        kind: The list it stands in, such as ``activities`` or ``contributions``.
        id: Its identifier.
        title: What it is, per language; none where the portfolio does not say.
        path: Where it stands in the portfolio: ``activities[12]``; empty where it does not.
        adds: What it adds to the value: 1, a share, an amount; none where the value is no sum.
        file: The file it stands in, where that is known.
        cell: The place in that file: ``row 14``.
        reason: Why nobody knows how far it is in the value, where nobody does.
        qualifier: How exact what it adds claims to be.
    """

    kind: str
    id: str
    title: LocalText | None = None
    path: str = ""
    adds: Value = None
    file: str = ""
    cell: str = ""
    reason: Reason | None = None
    qualifier: Qualifier = Qualifier.EXACT


def _title(record: Any) -> LocalText | None:
    texts = (getattr(record, of, None) for of in ("title", "name", "duty", "description"))
    return next((text for text in texts if isinstance(text, LocalText)), None)


@attrs.frozen(eq=False)
class Finder:
    """Finds the records of a portfolio by their identifiers; each list is read once.

    Args:
        portfolio: Whose records.
        locate: Gives file and cell of a path, where the source is known.
    """

    portfolio: Portfolio
    locate: Locate | None = None
    _lists: dict[str, Mapping[str, tuple[str, LocalText | None]]] = attrs.field(
        factory=dict, init=False, repr=False
    )

    @cached_property
    def _rules(self) -> Mapping[str, Designation]:
        return self.portfolio.named_by_rule

    def _country(self, code: str) -> LocalText:
        """A country as the office must name it."""
        rule = self._rules.get(code)
        return in_every_language(rule.called if rule else partial(country_name, code))

    def _listed(self, of: str) -> Iterator[tuple[str, str, LocalText | None]]:
        records = self.portfolio.records(of)
        for index, record in enumerate(records or ()):
            title = _title(record) if of != "treaty_events" else self._country(name_of(record))
            yield name_of(record), of if of == "office" else f"{of}[{index}]", title
        for at, project in enumerate(self.portfolio.projects if records is None else ()):
            for index, part in enumerate(getattr(project, of, ())):
                path = f"projects[{at}].{of}[{index}]"
                own = rate_id(project, part) if of == "rate_lines" else path
                yield getattr(part, "id", own), path, _title(part)

    def of(self, kind: str) -> Mapping[str, tuple[str, LocalText | None]]:
        """Path and title of the records of one kind, by identifier."""
        if kind not in self._lists:
            self._lists[kind] = {id_: (path, title) for id_, path, title in self._listed(kind)}
        return self._lists[kind]

    def kind_of(self, ids: tuple[str, ...]) -> str:
        """The list of the portfolio in which all identifiers stand; empty if there is none."""
        kinds = ("activities", "projects", "posts", "organisations", "statements", "priorities")
        for kind in (*kinds, "transactions", "rate_lines", "office", "treaty_events"):
            if all(id_ in self.of(kind) for id_ in ids):
                return kind
        return ""

    def find(self, kind: str, part: Part | Missing) -> Found:
        """One record with its place.

        Args:
            kind: The list it stands in.
            part: Its identifier, what it adds or lacks, and its path where that is known.
        """
        path, title = self.of(kind).get(part.record, ("", None)) if kind else ("", None)
        if part.path:
            path = part.path
            # ``projects[2].budget[1]`` is a record of budget.
            kind = re.sub(r"\[[0-9]+\]", "", path).rpartition(".")[2]
            if kind in _OF_COUNTRIES:
                title = self._country(part.record)
            elif title is None:
                title = self._roots.get(path.partition(".")[0])
        file, cell = self.locate(path) if self.locate and path else ("", "")
        found = Found(kind, part.record, title, path, file=file, cell=cell)
        if isinstance(part, Missing):
            return attrs.evolve(found, reason=part.reason)
        return attrs.evolve(found, adds=part.value, qualifier=part.qualifier)

    @cached_property
    def _roots(self) -> Mapping[str, LocalText | None]:
        return dict(self.of("projects").values())


@attrs.frozen
class Explanation:
    """A figure, and all that is behind it.

    Args:
        figure: The figure: value, unit, rule, day.
        definition: Its entry in the catalogue.
        records: The records in it, each with what it adds; where the value is a sum or a
            count, what they add sums to it.
        missing: Records of which nobody knows whether or how far they are in it.
    """

    figure: Figure
    definition: Definition
    records: tuple[Found, ...]
    missing: tuple[Found, ...]

    @property
    def sum(self) -> Value:
        """The sum of what the records add; none where the value is no sum, or not known."""
        value = self.figure.value
        if not self.definition.method.adds_up or value is None:
            return None
        adds = [found.adds for found in self.records]
        if isinstance(value, Money):
            return Money.total((each for each in adds if isinstance(each, Money)), value.currency)
        return sum((each for each in adds if each and not isinstance(each, Money)), 0)


def explain(portfolio: Portfolio, call: str, locate: Locate | None = None) -> Explanation:
    """Explain what a figure counts, and which records are in it.

    The cost grows linearly with the records.

    Args:
        portfolio: What the figure is computed from.
        call: The figure, as narratives and `evaluate` name it: ``entries(country="RO")``.
        locate: Gives file and cell of a path, where they are wanted: `cproc.locator`.

    Raises:
        InvalidValueError: The text is no such call, or an argument does not fit.
        UnknownNameError: There is no such figure, or a record it names does not exist.

    Example:
        >>> import cproc
        >>> portfolio = cproc.load("examples/cproc_2017")
        >>> found = explain(portfolio, "budget_total")
        >>> [f"{record.id}: {record.adds}, {record.path}" for record in found.records][:2]
        ['OCTOPUS: EUR 3500000, projects[0].budget[0]', 'EAP2: EUR 800000, projects[1].budget[0]']
        >>> found.sum == found.figure.value
        True
    """
    figure = evaluate(portfolio, call)
    definition = catalogue()[figure.name.partition("(")[0]]
    each = 1 if definition.method.adds_up else None
    parts = figure.parts or tuple(Part(record, each) for record in figure.records)
    find = partial(Finder(portfolio, locate).find, figure.of)
    return Explanation(
        figure, definition, tuple(map(find, parts)), tuple(map(find, figure.missing))
    )
