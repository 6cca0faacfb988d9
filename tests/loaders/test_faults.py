"""Every code that a reader can give is in the catalogue, and so on the page of codes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import cproc
from cproc.errors import RULES, in_language
from cproc.loaders import faults

SOURCE = Path(cproc.__file__).parent
READERS = ("loaders", "serialize", "model", "labels", "dates.py", "money.py", "rates.py")
_TELLING = {"Problem", "InvalidValueError", "fault", "tell", "_tell"}
_CODE = re.compile(r"[a-z]+(-[a-z]+)+")
# Of the data of languages, and of what Frictionless calls tables.
_NO_CODES = {"stand-alone", "tabular-data-package", "tabular-data-resource"}


def modules() -> list[Path]:
    """The modules that read; codes of IATI are in a catalogue of their own, beside its names."""
    places = (SOURCE / name for name in READERS)
    files = (f for p in places for f in ([p] if p.is_file() else sorted(p.rglob("*.py"))))
    return [file for file in files if not file.is_relative_to(SOURCE / "loaders" / "iati")]


def shortened(code: str) -> tuple[str, ...]:
    """A code, and what is written of one of inventories."""
    return code, code.removeprefix("inventory-"), code.removeprefix("inventory-line-")


def codes_in(source: str) -> Iterator[str]:
    """The texts of a module that have the form of a code, or stand where one does."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            if getattr(node.func, "attr", getattr(node.func, "id", "")) in _TELLING:
                yield str(node.args[0].value)
        elif isinstance(node, ast.Constant) and _CODE.fullmatch(str(node.value)):
            yield str(node.value)


def unknown_codes(source: str) -> set[str]:
    """The codes of a module that no catalogue has; those of inventories have a beginning."""
    known = {*RULES, *_NO_CODES, *(each for code in faults.CODES for each in shortened(code))}
    return {code.partition(".")[0] for code in codes_in(source)} - known


def test_every_code_that_readers_give_is_in_the_catalogue() -> None:
    """A code that a file can provoke has a line that says what it stands for."""
    unknown = {file.name: unknown_codes(file.read_text("utf-8")) for file in modules()}
    assert {name: codes for name, codes in unknown.items() if codes} == {}


@pytest.mark.parametrize(
    "source", ["Problem('new', said('x'))", "self._add(table, 'cell-odd')", "x = 'odd-cell'"]
)
def test_a_code_that_the_catalogue_lacks_is_noticed(source: str) -> None:
    """Wherever a new code is written, it is missed in the catalogue."""
    assert unknown_codes(source) != set()


def test_every_code_of_the_catalogue_is_given_and_listed() -> None:
    """The catalogue has no code that nothing gives, a line in both languages, and none twice."""
    nodes = (node for file in modules() for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    named = {node.value for node in nodes if isinstance(node, ast.Constant)}
    given = {code for code in faults.CODES for each in shortened(code) if each in named}
    assert set(faults.CODES) == given
    assert [text for text in faults.CODES.values() if in_language(text, "fr") == text] == []
    assert not set(faults.CODES) & set(RULES)
