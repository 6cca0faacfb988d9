"""Writes the pages that are made from code: ``python docs/pages.py``.

A test compares the pages with what this gives, so that none is stale.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import attrs
import click

import cproc
from cproc.checks import CHECKS, CODES, Check
from cproc.cli import main
from cproc.docstrings import summary
from cproc.figures import CATALOGUE, CURRENCY, Definition
from cproc.labels import labels_in
from cproc.loaders import faults
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

A figure is called by its name; what it may be told stands in brackets, each a text in quotation
marks: `entries(country="RO", month="2017-03")`. The same call stands in narratives
(`{{ budget_total }}`), in the `figures` of a statement, and behind
`cproc explain DATA 'entries(country="RO")'`, which lists the records in it, each with its file and
row and with what it adds to the value. `cproc figures DATA` prints what an office is asked for
first, `--all` every one by subject, `--find WORDS` those that have these words, and
`cproc figures --list` the catalogue.

A date is written `2017-09-30`, a month `2017-09`, a period `2016-10-01/2017-09-30`. Where no day is
told, the last of the reporting period is meant. An empty text stands for what has no value:
`entries(country="")` counts the rows without a country.

The counts `entries`, `occurrences`, `events`, `participations` and `entries_by_share` are the rows
of a tally: each key of `cproc tally` is an argument.

"""


def checks() -> str:
    """The rules of `cproc check`: what each holds, and the codes of what is found."""
    rules = "\n".join(_rule(rule) for rule in CHECKS)
    return (
        f"{HEAD}{_CHECKS}{rules}\n\n## Codes\n\n{_codes(CODES)}\n{_READING}{_codes(faults.CODES)}"
    )


def _codes(codes: Mapping[str, str]) -> str:
    rows = "".join(f"| `{code}` | {finds} |\n" for code, finds in codes.items())
    return f"| code | what it finds |\n|---|---|\n{rows}"


def _rule(rule: Check) -> str:
    first, _gap, rest = (inspect.getdoc(rule) or "").partition("\n\nArgs:")[0].partition("\n\n")
    return f"- {first}" + (f" {' '.join(rest.split())}" if rest else "")


_CHECKS = """# Checks

`cproc check DATA` holds these rules across records; what one record cannot be by itself is refused
when it is read. An error stops every other command, a warning is shown. The last two rules stop
less: a missing rate what needs it (reports, and figures of that money), a link that leads nowhere
`cproc export`. A warning that is no fault is silenced by its code, with a reason, on its record, a
project, a list or everywhere: see [Data](data.md).

## Rules

"""

_READING = """## Codes of reading

What a file, a cell or a record cannot be by itself is told when it is read: all of it at once, each
with its place and with how to mend it.

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
sheets of the entry workbook (which calls them by names of its own), as data frames, Parquet files
and tables of a database: see [Data frames and databases](how-to/data-frames.md).

A text has a column for each language, `title.en`, `title.fr`. A list is joined by `; `. An amount
has its currency in the column beside it. A record that belongs to another one begins with the
code of that one; where there is only one, the column may be left out. Columns may stand in any
order, and those that hold nothing may be absent.

"""

PAGES: dict[str, Callable[[], str]] = {
    "checks.md": checks,
    "command.md": command,
    "figures.md": figures,
    "tables.md": tables,
}
"""What each page holds, by its name."""

if __name__ == "__main__":
    for page, content in PAGES.items():
        (FOLDER / page).write_text(content(), encoding="utf-8")
