"""Writes the pages that are made from code: ``python docs/pages.py``.

A test compares the pages with what this gives, so that none is stale.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import attrs
import click

import cproc
from cproc.checks import CHECKS, CODES, Check
from cproc.cli import main
from cproc.docstrings import summary
from cproc.figures import CATALOGUE, CURRENCY, Definition
from cproc.labels import labels_in
from cproc.loaders import faults
from cproc.loaders.iati import faults as published
from cproc.model import LocalText, Portfolio
from cproc.serialize.headings import choices_of
from cproc.serialize.relations import Column, Relation, relations

__all__ = ["PAGES"]

FOLDER = Path(__file__).resolve().parent
HEAD = "<!-- Made from code by docs/pages.py; edit the code, then run it. -->\n\n"


def command() -> str:
    """The help of the command and of each of its parts, as it prints it."""
    return f"{HEAD}# The command\n\n" + "\n".join(_help(main, "cproc"))


def _help(made: click.Command, name: str, parent: click.Context | None = None) -> Iterator[str]:
    context = made.context_class(
        made, parent, info_name=name, terminal_width=100, **made.context_settings
    )
    if parent:
        yield f"## {context.command_path}\n"
    yield f"```text\n{made.get_help(context).rstrip()}\n```\n"
    if isinstance(made, click.Group):
        for part in made.list_commands(context):
            found = made.get_command(context, part)
            if found is not None:
                yield from _help(found, part, context)


_EXAMPLES = {
    "project": "GLACY+",
    "treaty": "CETS185",
    "donor": "EU",
    "heading": "1",
    "id": "staff",
    "indicator": "trained",
    "ids": "savings-staff; savings-running",
}


def figures() -> str:
    """The catalogue: each figure with its arguments, definition, and value on an example."""
    year = cproc.load(FOLDER.parent / "examples" / "cproc_2017")
    grant = _named(cproc.load(FOLDER.parent / "examples" / "eu_grant"))
    return f"{HEAD}{_FIGURES}" + "\n".join(
        _figure(definition, year if not definition.needs or definition.concerns(year) else grant)
        for definition in CATALOGUE.values()
    )


def _named(portfolio: Portfolio) -> Portfolio:
    """The example of a grant, its first indicator with an identifier that figures can call."""
    project = portfolio.projects[0]
    first, *others = project.results
    indicator = attrs.evolve(first.indicators[0], id=_EXAMPLES["indicator"])
    result = attrs.evolve(first, indicators=(indicator, *first.indicators[1:]))
    project = attrs.evolve(project, results=(result, *others))
    return attrs.evolve(portfolio, projects=(project, *portfolio.projects[1:]))


def _figure(definition: Definition, portfolio: Portfolio) -> str:
    examples = {**_EXAMPLES}
    if examples["project"] not in {project.code for project in portfolio.projects}:
        examples["project"] = portfolio.projects[0].code
    told = ", ".join(f'{word}="{examples[word]}"' for word in definition.required)
    found = cproc.evaluate(portfolio, f"{definition.name}({told})" if told else definition.name)
    unit = "a currency" if definition.unit == CURRENCY else definition.unit or "as stated"
    arguments = ", ".join(
        f"`{a.name}` ({a.form}{', required' if a.required else ''})" for a in definition.arguments
    )
    value = str(found).split(" (without")[0] if found.known else "not known"
    return (
        f"## {definition.name}\n\n{definition.defined_in(labels_in('en'))}\n\n"
        f"- Title: {definition.title.best('en')} · {definition.title.best('fr')}\n"
        f"- Unit: {unit}; {labels_in('en')(f'method.{definition.method}')}\n"
        f"- Arguments: {arguments or 'none'}\n"
        f"- Example: `{found.name}` of {portfolio.office.id} is {value}\n"
    )


_FIGURES = """# Figures

You call a figure by its name. Its arguments stand in brackets, each a text in quotation marks:
`entries(country="RO", month="2017-03")`. You can write the same call

- in a text of the report: `{{ budget_total }}`
- in the `figures` of a statement
- behind `cproc explain DATA`, which lists the records in it, each with its file and row and with
  what it adds to the value

`cproc figures DATA` prints what an office is asked for first. `--all` prints every figure by
subject, `--find WORDS` those that have these words, and `cproc figures --list` the catalogue.

Write a date as `2017-09-30`, a month as `2017-09`, a period as `2016-10-01/2017-09-30`. Without a
day, the last day of the reporting period is meant. An empty text stands for what has no value:
`entries(country="")` counts the rows without a country.

The counts `entries`, `occurrences`, `events`, `participations` and `entries_by_share` are rows of a
tally: each key of `cproc tally` is an argument.

"""


def checks() -> str:
    """The rules of `cproc check`: what each holds, and the codes of what is found."""
    rules = "\n".join(_rule(rule) for rule in CHECKS)
    return (
        f"{HEAD}{_CHECKS}{rules}\n\n## Codes\n\n{_codes(CODES)}\n{_READING}"
        f"{_codes({**faults.CODES, **published.CODES})}"
    )


def _codes(codes: Mapping[str, str]) -> str:
    rows = "".join(f"| `{code}` | {finds} |\n" for code, finds in codes.items())
    return f"| code | what it finds |\n|---|---|\n{rows}"


def _rule(rule: Check) -> str:
    first, _gap, rest = (inspect.getdoc(rule) or "").partition("\n\nArgs:")[0].partition("\n\n")
    return f"- {first}" + (f" {' '.join(rest.split())}" if rest else "")


_CHECKS = """# Checks

`cproc check DATA` applies these rules across records. A fault within one record is found when it is
read. An error stops every other command, a warning is shown.

Two rules stop less. A missing rate stops what needs it, which are reports and figures of that
money. A link that leads nowhere stops `cproc export`.

Is a warning no fault? Put it under `silenced`, by its code and with a reason, for its record, a
project, a list or everywhere: see [How the data is kept](data.md).

## Rules

"""

_READING = """## Codes of reading

These are faults within one file, cell or record. You get all of them at once, each with its place
and with how to mend it.

"""


def tables() -> str:
    """The tables that hold a portfolio, with their columns."""
    parts = "\n".join(_table(relation) for relation in relations().values())
    return f"{HEAD}{_TABLES}{parts}"


def _in_a_cell(text: str) -> str:
    """Text as a table of Markdown shows it, without marks of its own."""
    return re.sub(r"([|\[{])", r"\\\1", text)


def _described(relation: Relation, column: Column) -> str:
    """What a column holds, with what it may be chosen from."""
    choices = choices_of(relation, column.name)
    if choices is None:
        return column.description
    further = ", or a term of the office" if choices.own else ""
    return f"{column.description} One of {', '.join(choices.codes)}{further}."


def _table(relation: Relation) -> str:
    rows = "\n".join(
        f"| `{f'{column.name}.en' if column.kind is LocalText else column.name}` "
        f"| {'yes' if column.needed else ''} | {_in_a_cell(_described(relation, column))} |"
        for column in relation.every_column
    )
    head = "| column | needed | what it holds |\n|---|---|---|"
    return f"## {relation.name}\n\n{summary(relation.cls)}\n\n{head}\n{rows}\n"


_TABLES = """# Tables

Every record has its place in one of these tables. They are the same as CSV files of a folder, as
sheets of the entry workbook (which have names of their own), as data frames, as Parquet files and
in a database: see [Data frames and databases](how-to/data-frames.md).

- A text has a column for each language: `title.en`, `title.fr`.
- A list is joined by `; `.
- An amount has its currency in the column beside it.
- A record that belongs to another one begins with the code of that one. Where there is only one,
  you may leave the column out.
- Columns may stand in any order. Leave out those that hold nothing.

"""


class Subject(NamedTuple):
    """A page of the interface: its title, what it is for, and the modules that it shows."""

    title: str
    purpose: str
    modules: tuple[str, ...]


SUBJECTS = {
    "model": Subject(
        "The model",
        "The records of an office, as frozen classes. Import them from `cproc.model`.",
        ("cproc.model",),
    ),
    "money": Subject(
        "Money and time",
        "Exact amounts, exchange rates, days, months and spans.",
        ("cproc.money", "cproc.dates", "cproc.rates"),
    ),
    "figures": Subject(
        "Figures",
        "Counts and amounts of a portfolio, each with its rule and its records. The named ones "
        "are in the [catalogue](../figures.md).",
        ("cproc.figures",),
    ),
    "checks": Subject(
        "Checks and errors",
        "What is wrong with data, as problems with place and remedy. The rules are on the page "
        "[Checks](../checks.md).",
        ("cproc.checks", "cproc.errors", "cproc.messages"),
    ),
    "report": Subject(
        "The neutral report",
        "What a report shows and in what order, below every format.",
        ("cproc.report", "cproc.report.parts"),
    ),
    "forms": Subject(
        "Donors' forms",
        "What a donor's form is, and how it is filled. How to write one is on the page "
        "[A form of your own in half an hour](../how-to/form.md).",
        ("cproc.forms",),
    ),
    "disclosure": Subject(
        "What may be shown",
        "The data as an edition may show them, without what is personal or confidential.",
        ("cproc.disclosure",),
    ),
    "exporters": Subject(
        "Exporters and plugins",
        "Load, export and convert, and what is installed. The protocols of exporters and loaders "
        "are on the page [Hooks](../hooks.md).",
        (
            *(
                "cproc.plugins",
                "cproc.plugins.filling",
                "cproc.packs",
                "cproc.options",
                "cproc.text",
            ),
            *("cproc.scaffold", "cproc.scaffold.demo"),
        ),
    ),
    "loaders": Subject(
        "Loaders",
        "What reads an inventory, and the codes of what readers find. Other files are read by "
        "`cproc.load`.",
        ("cproc.loaders.inventory", "cproc.loaders.faults"),
    ),
    "serialize": Subject(
        "Files, tables and databases",
        "A portfolio as tables, as JSON, as Parquet, in a database; what changed, and merging.",
        ("cproc.serialize", "cproc.parquet", "cproc.database"),
    ),
    "labels": Subject(
        "Words and languages",
        "The words of each language, and how it writes numbers, amounts and dates.",
        ("cproc.labels", "cproc.labels.translation"),
    ),
    "testing": Subject(
        "Testing",
        "Suites that an exporter or a loader must pass, sample portfolios, and strategies for "
        "Hypothesis (extra `testing`).",
        ("cproc.testing",),
    ),
}
"""The interface by subject, by the name of its page."""


def interface() -> str:
    """The front door: what `import cproc` gives, and the page of each subject."""
    rows = "\n".join(
        f"| {{py:obj}}`{name} <{_public_name(getattr(cproc, name), name)}>` "
        f"| {summary(getattr(cproc, name))} |"
        for name in cproc.__all__
    )
    pages = "\n".join(f"- [{of.title}]({page}.md): {of.purpose}" for page, of in SUBJECTS.items())
    listed = "\n".join(SUBJECTS)
    return (
        f"{HEAD}{_INTERFACE}| name | what it is |\n|---|---|\n{rows}\n\n## By subject\n\n"
        f"{pages}\n\n```{{toctree}}\n:hidden:\n\n{listed}\n```\n"
    )


def _public_name(value: object, name: str) -> str:
    """Where the documentation has a name of the front door."""
    modules = (*(m for of in SUBJECTS.values() for m in of.modules), "cproc.hookspecs")
    for module in map(import_module, modules):
        if name in _shown(module) and getattr(module, name) is value:
            return f"{module.__name__}.{name}"
    raise LookupError(f"no page has {name}")


def subject(page: str) -> str:
    """A page of the interface, divided by the modules that define what it shows."""
    of = SUBJECTS[page]
    parts = "\n".join(part for module in of.modules for part in _module(import_module(module)))
    return f"{HEAD}# {of.title}\n\n{of.purpose}\n\n{parts}"


def _public(module: ModuleType) -> list[str]:
    """What a module offers: what it lists, or what it defines with no underscore in front."""
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return list(listed)
    own = {*_constants(module.__name__), *_defined(module)}
    return [name for name in vars(module) if name in own and not name.startswith("_")]


def _shown(module: ModuleType) -> list[str]:
    """What of it a page shows: what it takes over from elsewhere is shown there."""
    return [name for name in _public(module) if _home(module, name).startswith(module.__name__)]


def _defined(module: ModuleType) -> Iterator[str]:
    for name, value in vars(module).items():
        if getattr(value, "__module__", None) == module.__name__ and (
            inspect.isclass(value) or inspect.isroutine(value)
        ):
            yield name


@cache
def _constants(module: str) -> Mapping[str, str]:
    """The constants and types that a module assigns, with the text below each."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    found: dict[str, str] = {}
    for node, behind in zip(tree.body, [*tree.body[1:], None], strict=True):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            if isinstance(target, ast.Name):
                found[target.id] = inspect.cleandoc(_text(behind))
    return found


def _text(node: ast.stmt | None) -> str:
    """The text that a statement is; an empty one where it is another."""
    match node:
        case ast.Expr(ast.Constant(str(text))):
            return text
    return ""


def _module(module: ModuleType) -> Iterator[str]:
    """The sections of a module's names, one for each module that defines some of them."""
    homes: dict[str, list[str]] = {}
    for name in _shown(module):
        homes.setdefault(_home(module, name), []).append(name)
    for home in sorted(homes):
        order = list(vars(sys.modules[home]))
        names = sorted(homes[home], key=order.index)
        heading = home.rpartition(".")[2].replace("_", " ").capitalize()
        text = "\n\n".join(_directive(module, home, name) for name in names)
        about = summary(sys.modules[home])
        yield (
            f"## {heading}\n\n{about}\n\n```{{eval-rst}}\n"
            f".. currentmodule:: {module.__name__}\n\n{text}\n```\n"
        )


def _home(module: ModuleType, name: str) -> str:
    """The module that defines a public name of a package."""
    value = getattr(module, name)
    home = getattr(value, "__module__", None)
    if (inspect.isclass(value) or inspect.isroutine(value)) and home in sys.modules:
        return str(home)
    package = module.__name__.rpartition(".")[0] if not hasattr(module, "__path__") else ""
    below = [
        each for each in sorted(sys.modules) if each.startswith(f"{package or module.__name__}.")
    ]
    for each in (module.__name__, *below):
        if name in _constants(each) and getattr(sys.modules[each], name, None) is value:
            return each
    return module.__name__


def _directive(module: ModuleType, home: str, name: str) -> str:
    value = getattr(module, name)
    if inspect.isclass(value):
        choices = "\n   :undoc-members:" if issubclass(value, Enum) else ""
        return f".. autoclass:: {name}{choices}"
    if inspect.isroutine(value):
        return f".. autofunction:: {name}"
    text = _constants(home).get(name, "")
    return "\n".join([f".. py:data:: {name}", "", *(f"   {line}" for line in text.splitlines())])


_INTERFACE = """# Python interface

`import cproc` gives you what most scripts need. Each name stands on the page of its subject, which
also has what you need less often.

What the `__init__.py` of a package lists in `__all__` is public. So is, in a module that is shown
here, all that begins with no underscore.

Examples load the folders `examples/cproc_2017` and `examples/eu_grant` of the repository. Do you
have no checkout? `cproc demo year` and `cproc demo grant --example grant` write them: load `year`
and `grant` instead.

"""

PAGES: dict[str, Callable[[], str]] = {
    "api/index.md": interface,
    **{f"api/{page}.md": partial(subject, page) for page in SUBJECTS},
    "checks.md": checks,
    "command.md": command,
    "figures.md": figures,
    "tables.md": tables,
}
"""What each page holds, by its name."""

if __name__ == "__main__":
    for page, content in PAGES.items():
        (FOLDER / page).write_text(content(), encoding="utf-8")
