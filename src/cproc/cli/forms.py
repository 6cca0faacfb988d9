"""`cproc forms`: the donors' forms there are, and what one of them is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import click

from cproc import forms, plugins
from cproc.cli import completion, console
from cproc.cli.language import lang_option
from cproc.errors import Message, said
from cproc.forms import Block, Form, FormColumn, RowPlan, RuleUse
from cproc.forms.catalogue import LABEL


@click.command(name="forms")
@click.argument("name", required=False, shell_complete=completion.forms_there)
@click.option("--sources", is_flag=True, help="List what a column of a form can show.")
@lang_option("Language of the form and of messages.")
@console.told
def forms_(name: str | None, *, sources: bool, lang: str) -> None:
    r"""List the donors' forms there are, or explain one: sheets, columns, rows, rules.

    `cproc export DATA --to form -O form=NAME -O project=CODE` writes one. NAME is a form, the
    family of its versions for the newest, or a file of your own that ends with .toml, which is
    checked.

    \b
    Examples:
      cproc forms
      cproc forms prag-annex3
      cproc forms --sources
    """
    with plugins.in_use():
        if sources:
            _list_sources()
        elif name is None:
            _list()
        else:
            _explain(forms.form_named(name), lang)


def _list() -> None:
    head = (said("name"), said("version of"), said("languages"), said("what it is"))
    known = sorted(forms.forms().values(), key=lambda each: (each.family, each.since or date.min))
    console.print_table(
        head, [(each.id, each.family, ", ".join(each.languages), str(each.title)) for each in known]
    )


def _list_sources() -> None:
    rows = [(each.name, Message(each.kind), Message(each.does)) for each in forms.SOURCES.values()]
    console.print_table((said("source"), said("kind"), said("what it shows")), rows)
    console.write()
    listed = [(name, Message(each.does)) for name, each in forms.RECORDS.items()]
    console.print_table((said("records"), said("what they are")), listed)


def _explain(form: Form, lang: str) -> None:
    language = lang if lang in form.languages else form.languages[0]
    title = form.title.best(language)
    console.tell(said("{where}: {text}", where=form.id, text=title))
    console.tell(said("languages: {languages}", languages=", ".join(form.languages)))
    if form.source:
        console.tell(form.source)
    for sheet in form.sheets:
        console.write()
        console.tell(said("Sheet {sheet}", sheet=sheet.title.best(language)))
        for cell in sheet.head:
            console.tell(f"  {cell.label.best(language)}: {cell.source}")
        for block in sheet.blocks:
            console.write()
            rows = [*_columns(block, language)]
            console.print_table((said("column"), said("repeated for"), said("what it shows")), rows)
            console.write()
            plan = [_row(entry, language) for entry in forms.plan_of(form, block)]
            console.print_table((said("row"), said("title"), said("what it is")), plan)
    console.write()
    uses = [(use.rule, _use(use), _does(use)) for use in form.rules]
    console.print_table((said("rule"), said("of"), said("what must hold")), uses)


def _columns(block: Block, language: str) -> Iterator[tuple[str, str, str]]:
    for group in block.groups:
        per = f"{group.per}" if group.per else ""
        for column in group.columns:
            title = column.title.best(language)
            yield title, f"{per} ≤ {group.first}" if group.first else per, _shows(column)


def _shows(column: FormColumn) -> str:
    if column.source:
        return said("number and title of the row") if column.source == LABEL else column.source
    if column.share:
        return f"{column.share} ÷ {column.share_of}"
    if column.sum_over:
        return f"Σ {column.sum_over}"
    signs = ((column.product, " × "), (column.difference, " − "), (column.quotient, " ÷ "))
    return next((sign.join(of) for of, sign in signs if of), " + ".join(column.sum))


def _row(entry: RowPlan, language: str) -> tuple[str, str, str]:
    words = entry.title or entry.text
    title = words.best(language) if words else ""
    made = getattr(entry, entry.makes)
    of = " + ".join(made) if isinstance(made, tuple) else "" if made is True else str(made)
    what = entry.makes.replace("_", " ")
    if entry.makes == "text":
        of = ""
    number = entry.number or entry.key or entry.heading or entry.lines_of or ""
    return number, title, f"{what} {of}".strip()


def _use(use: RuleUse) -> str:
    """The rows that a rule is about: ``budget/8 ≤ 7 % budget/7``."""
    most = "" if use.most is None else f"≤ {(use.most * 100).normalize():f} %"
    return " ".join(filter(None, (use.row, most, use.of)))


def _does(use: RuleUse) -> Message:
    return Message((forms.RULES[use.rule].__doc__ or "").partition("\n")[0])
