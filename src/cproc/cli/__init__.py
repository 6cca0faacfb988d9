"""The `cproc` command: parses, calls, prints; each command is a module of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

import click

from cproc import __version__
from cproc.cli.language import Group, lang_option, translated

__all__ = ["main"]

# Where each command is: a module here and the function in it.
_COMMANDS = {
    "check": "check:check",
    "completion": "shell:completion",
    "convert": "life:convert",
    "deadlines": "deadlines:deadlines_",
    "demo": "demo:demo",
    "diff": "life:diff",
    "explain": "explain:explain",
    "export": "export:export",
    "exporters": "extensions:exporters",
    "figures": "figures:figures_",
    "fill": "fill:fill",
    "forms": "forms:forms_",
    "inventory": "inventory:inventory",
    "loaders": "extensions:loaders",
    "map": "mapping:map_",
    "merge": "life:merge",
    "new-exporter": "extensions:new_exporter",
    "new-loader": "extensions:new_loader",
    "new-office": "new_office:new_office_",
    "plugins": "extensions:plugins_",
    "schema": "schema:schema",
    "submit": "sent:submit",
    "tally": "tally:tally",
    "template": "template:template",
    "total": "tally:total",
    "translate": "translate:translate",
    "verify": "sent:verify",
}


class _Commands(Mapping[str, click.Command]):
    """Imports a command when it is called; help, which shows all, imports all."""

    def __getitem__(self, name: str) -> click.Command:
        module, _, function = _COMMANDS[name].partition(":")
        command: click.Command = translated(
            getattr(import_module(f"{__name__}.{module}"), function)
        )
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)


@click.group(
    cls=Group,
    commands=_Commands(),
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with: cproc demo office. What each command prints is explained by its --help,"
    " whose examples read that folder, or grant: cproc demo grant --example grant.",
)
@click.version_option(__version__, prog_name="cproc")
@lang_option("Language of this help; each command has the option as well.", given=False)
def main() -> None:
    r"""Work with the portfolio of a programme office: check it, count, export.

    DATA is a workbook that cproc new-office writes, a JSON file, or a folder with portfolio.json
    and CSV tables (activities.csv …) beside it, or with workbooks as you keep them (see cproc
    map). Errors go to standard error. COLUMNS says how wide tables are, CPROC_LANG in which
    language messages are.

    \b
    Exit codes:
    0    all is well
    1    the data has problems, or a file cannot be written
    2    the command was called wrongly
    130  you stopped it with Ctrl-C
    141  the program that reads its output stopped first
    """
