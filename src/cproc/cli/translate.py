"""`cproc translate`: write the file that a translator fills."""

from __future__ import annotations

import tomllib
from pathlib import Path

import click

from cproc.cli import console
from cproc.errors import DataError, Problem, said
from cproc.labels import Labels, labels_in, languages
from cproc.labels.translation import message_translation, translation
from cproc.model import LocalText
from cproc.publish import publish


@click.command()
@click.argument("lang")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The file; labels.LANG.toml where absent. One that exists is completed.",
)
@console.quiet_option
@console.told
def translate(lang: str, output: Path | None) -> None:
    r"""Write files with every label and every message, to be translated to LANG.

    LANG is a language as CLDR names it: de, pt-BR, sr-Latn. Each label stands with its English
    text behind it; what the library or a plugin has in LANG is in its place, and so is what the
    file has, if it exists. Put it beside portfolio.json, and reports are made in LANG; what is
    still empty is printed in English, and `cproc check --lang LANG` tells how much that is.

    Messages of checks and of the command are in messages.LANG.po, a gettext file beside it.

    \b
    Examples:
      cproc translate de
      cproc translate sr-Latn -o office/labels.sr-Latn.toml
    """
    LocalText({lang: "…"})  # which refuses what is no language
    target = output or Path(f"labels.{lang}.toml")
    known = labels_in(lang) if lang in languages() else Labels(lang, {})
    texts = {key: text for key, text in known.entries.items() if key not in known.lacking}
    if there := target.exists():
        texts |= _read(lang, target).entries
    beside = target.with_name(console.MESSAGES.format(lang))
    made = {target: translation(Labels(lang, texts))}
    if lang != "en":  # the messages are in English
        made[beside] = message_translation(lang, console.messages_beside(beside.parent, lang))
    for file, of in made.items():
        publish(file, of.text.encode(), force=there or file.exists())
        console.report(
            said(
                "wrote {file}: {missing} of {total} texts to be translated",
                file=file,
                missing=of.missing,
                total=of.total,
            )
        )


def _read(lang: str, file: Path) -> Labels:
    try:
        return Labels.parse(lang, file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        hint = said("Correct the line, or write another file; nothing was changed.")
        problem = Problem("toml-malformed", said("{text}.", text=error), "", hint, file=str(file))
        raise DataError([problem]) from None
