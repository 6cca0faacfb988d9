"""Keeps the catalogues of messages in step with the code: ``python docs/messages.py``.

A catalogue, ``src/cproc/labels/<language>.po``, has a text for each message of the code. Run as a
program, this adds the messages that a catalogue lacks, empty, and takes out those that nothing
says any more. A test holds that there are neither.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from cproc import plugins
from cproc.cli import main
from cproc.cli.language import help_pieces
from cproc.errors import Severity
from cproc.exporters.docx.named_styles import STYLES
from cproc.figures import Subject, Verdict
from cproc.labels import labels_in
from cproc.labels.translation import catalogue_text
from cproc.model import ActivityStatus, Direction, references
from cproc.options import Narrowing, options_of
from cproc.packs import PER
from cproc.plugins.hooks import HOOKS, State
from cproc.serialize import Change
from cproc.serialize.relations import relations

__all__ = ["LABELS", "catalogues", "messages", "read"]

SOURCE = Path(__file__).resolve().parent.parent / "src" / "cproc"
LABELS = SOURCE / "labels"

# Functions that make messages, and which of their arguments are templates.
_CALLS: dict[str, tuple[int, ...]] = {
    "said": (1,),
    "counted": (1, 2),
    "looked_up": (1,),
    "UnknownNameError": (1,),
    "known_choice": (1,),
    "choice": (3,),
    # Errors are given the template of their message.
    "UsageError": (1,),
    "ExportError": (1,),
    "PluginError": (1,),
    "TargetExistsError": (1,),
    "MissingExtraError": (1,),
    "CurrencyMismatchError": (1,),
}
# Words of click that users of the command meet.
_CLICK = """\
Usage:
Options
Commands
Aborted!
Show this message and exit.
Show the version and exit.
default: {default}
required
Missing command.
Missing argument
Missing option
Error: {message}
Try '{command} {option}' for help.
Invalid value: {message}
Invalid value for {param_hint}: {message}
No such option {name!r}.
No such command {name!r}.
Did you mean {possibility}?
(Did you mean one of: {possibilities}?)
Got unexpected extra argument ({args})
Got unexpected extra arguments ({args})
Option {name!r} requires an argument.
Option {name!r} does not take a value.
{value!r} is not one of {choices}.
{value!r} is not a valid {number_type}.
""".splitlines()

# What Python and the system say of files.
_FILES = """\
Expecting value
Expecting ',' delimiter
Expecting ':' delimiter
Expecting property name enclosed in double quotes
Illegal trailing comma before end of object
Illegal trailing comma before end of array
Extra data
Invalid \\escape
Invalid \\uXXXX escape
Invalid control character at
Unterminated string starting at
File name too long
Is a directory
No space left on device
No such file or directory
Not a directory
Permission denied
Read-only file system
there is no such file
unexpected end of data
line contains NUL
""".splitlines()


def messages() -> dict[str, tuple[str, set[str]]]:
    """Every message of the code, with its plural, where it has one, and the files it is in."""
    found: dict[str, tuple[str, set[str]]] = {}
    for text, plural, file in (*_in_code(), *_in_refusals(), *_in_help(), *_in_words()):
        if text:
            found.setdefault(text, (plural, set()))[1].add(file)
    return dict(sorted(found.items(), key=lambda item: (min(item[1][1]), item[0])))


def _in_code() -> Iterator[tuple[str, str, str]]:
    for path in sorted(SOURCE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(call, ast.Call):
                name = getattr(call.func, "id", getattr(call.func, "attr", ""))
                given = [at - 1 for at in _CALLS.get(name, ()) if at <= len(call.args)]
                texts = [_text(call.args[at]) for at in given]
                if texts and texts[0]:
                    yield texts[0], texts[1] if len(texts) > 1 else "", _named(path)


def _text(argument: ast.expr) -> str:
    """The text that an argument is, empty where it is none."""
    match argument:
        case ast.Constant(value=str(text)):
            return text
    return ""


def _in_refusals() -> Iterator[tuple[str, str, str]]:
    for path in sorted(SOURCE.rglob("problems.toml")):
        for rule in tomllib.loads(path.read_text("utf-8")).values():
            for texts in (rule, *(case for case in rule.values() if isinstance(case, dict))):
                yield texts.get("message", ""), texts.get("plural", ""), _named(path)
                yield from ((texts.get(word, ""), "", _named(path)) for word in ("finds", "hint"))


def _in_help() -> Iterator[tuple[str, str, str]]:
    commands = {"__init__": main, **main.commands}
    for name, command in commands.items():
        # Commands are translated when they are asked for; here, in English, they are themselves.
        text = (command.help or "").replace("\b\n", "\\b\n")
        file = f"cli/{name}"
        yield from ((piece, "", file) for _mark, piece, _after in help_pieces(text))
        for param in command.params:
            if isinstance(param, click.Option):
                yield param.help or "", "", file
    yield main.epilog or "", "", "cli/__init__"
    yield from ((text, "", "click") for text in _CLICK)


def _in_words() -> Iterator[tuple[str, str, str]]:
    """What is a word of the code and a word for people at once."""
    installed = plugins.installed()
    kinds = {kind for fields in references.REFERENCES.values() for kind in fields.values()}
    words: dict[str, list[Any]] = {
        "words": [
            "heading",
            "version",
            *ActivityStatus,
            *Direction,
            *Severity,
            *State,
            *PER,
            *Change,
            *sorted(kinds),
            *(hook.kind for hook in HOOKS),
        ],
        "figures": [word.replace("_", " ") for word in (*Subject, *Verdict)],
        "reasons": [*labels_in("en").group("reason").values()],
        "files": _FILES,
        "exporters/docx/styles.toml": [
            word
            for kind, styles in STYLES.items()
            for word in (kind.name.lower(), *(purpose for _name, purpose in styles.values()))
        ],
        "readers": [loader.description for loader in installed.loaders],
        "options": [option.description for option in options_of(Narrowing)],
        "serialize/relations.py": [
            text
            for relation in relations().values()
            for text in (
                (relation.cls.__doc__ or "").partition("\n")[0],
                *(column.description for column in relation.every_column),
            )
        ],
    }
    for exporter in installed.exporters.values():
        options = options_of(exporter.options)
        words[f"exporters/{exporter.name}"] = [
            exporter.description,
            *(option.description for option in options),
        ]
    for loader in installed.loaders:
        described = (option.description for option in options_of(loader.options, narrows=False))
        words[f"loaders/{loader.name}"] = [*described]
    for file, texts in words.items():
        yield from ((str(text), "", file) for text in texts)


def _named(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def catalogues() -> list[Path]:
    """The catalogues there are."""
    return sorted(LABELS.glob("*.po"))


def read(path: Path) -> Catalog:
    """The messages of a catalogue."""
    with path.open("rb") as stream:
        return read_po(stream, locale=path.stem, abort_invalid=True)


def _renew(path: Path) -> int:
    """Write a catalogue anew; the number of messages it has no text for."""
    old, new = read(path), Catalog(path.stem, fuzzy=False)
    for text, (plural, files) in messages().items():
        known = old.get(text)
        string = known.string if known and known.pluralizable == bool(plural) else None
        new.add((text, plural) if plural else text, string, [(name, 0) for name in sorted(files)])
    path.write_text(catalogue_text(new, path.stem), encoding="utf-8")
    return sum(not message.string or not all(message.string) for message in new if message.id)


if __name__ == "__main__":
    for each in catalogues():
        print(f"{each.name}: {_renew(each)} messages have no text")
