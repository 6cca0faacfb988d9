"""Every public name says what it is, what it takes and what it raises; the gate can fail."""

import ast
import importlib
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import attrs
import pytest
from pages import SUBJECTS, subject

import cproc
from cproc import errors


def public_modules() -> Iterator[ModuleType]:
    """The modules whose names people import: those that the pages of the interface show."""
    shown = [name for of in SUBJECTS.values() for name in of.modules]
    yield from map(importlib.import_module, ("cproc", "cproc.hookspecs", *shown))


def own(module: ModuleType) -> Iterator[tuple[str, object]]:
    """The public classes and functions of a front door that the package defines.

    A package lists them in ``__all__``; of a module, all that begins with no underscore is.
    """
    listed = getattr(module, "__all__", [n for n in vars(module) if not n.startswith("_")])
    for name in listed:
        value = getattr(module, name)
        if getattr(value, "__module__", "").startswith(module.__name__) and (
            inspect.isclass(value) or inspect.isroutine(value)
        ):
            yield name, value


def lacking(module: ModuleType) -> list[str]:
    """What the documentation of a module's public names lacks."""
    found: list[str] = []
    if not inspect.getdoc(module):
        found.append(f"{module.__name__}: no docstring")
    for name, value in own(module):
        where = f"{module.__name__}.{name}"
        if inspect.isclass(value):
            found += [f"{where}: {fault}" for fault in of_class(value)]
            for method_name, method in vars(value).items():
                raw = getattr(method, "__func__", method)
                public = inspect.isfunction(raw) and not method_name.startswith("_")
                if public and raw.__module__.startswith(module.__name__):
                    found += [f"{where}.{method_name}: {f}" for f in of_function(raw)]
        elif callable(value):
            found += [f"{where}: {fault}" for fault in of_function(inspect.unwrap(value))]
    return found


def of_class(cls: type) -> Iterator[str]:
    """What the docstring of a class lacks: itself, or one of its fields."""
    text = cls.__dict__.get("__doc__") or ""
    if not text.strip():
        yield "no docstring"
        return
    if attrs.has(cls):
        listed = entries(text, "Args", "Attributes")
        for field in attrs.fields(cls):
            if field.init and not field.name.startswith("_") and field.name not in listed:
                yield f"field {field.name} is not documented"


def of_function(function: object) -> Iterator[str]:
    """What the docstring of a function lacks: itself, a parameter, an error it raises."""
    text = inspect.getdoc(function) or ""
    if not text.strip():
        yield "no docstring"
        return
    listed = entries(text, "Args")
    if listed:
        for name in inspect.signature(function).parameters:  # type: ignore[arg-type]
            if name not in ("self", "cls") and name not in listed:
                yield f"parameter {name} is not documented"
    documented = entries(text, "Raises")
    for name in sorted(raised(function) - documented):
        yield f"{name} is raised and not documented"


def entries(text: str, *sections: str) -> set[str]:
    """The names that the sections of a Google docstring explain."""
    names: set[str] = set()
    current = ""
    for line in inspect.cleandoc(text).splitlines():
        if re.fullmatch(r"[A-Z][a-z]+:", line):
            current = line[:-1]
        elif line and not line.startswith(" "):
            current = ""
        elif current in sections and (made := re.match(r" {4}\*{0,2}(\w+)[^:]*:", line)):
            names.add(made[1])
    return names


def raised(function: object) -> set[str]:
    """The errors of the library that a function's own body raises and does not catch."""
    known = {name for name in vars(errors) if name.endswith("Error")}
    try:
        source = inspect.getsource(function)  # type: ignore[arg-type]
    except OSError:
        return set()  # a composite strategy is made when it is imported
    tree = ast.parse(textwrap.dedent(source))
    return {
        node.exc.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and isinstance(node.exc.func, ast.Name)
        and node.exc.func.id in known
    }


MODULES = list(public_modules())


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.__name__))
def test_public_names_are_documented(module: ModuleType) -> None:
    """A public name has a docstring; what a docstring lists, it lists whole; errors too."""
    assert lacking(module) == []


def test_every_public_name_is_on_a_page_of_the_interface() -> None:
    """What a package lists in `__all__` stands on the page of its subject, under its own name."""
    for page, of in SUBJECTS.items():
        text = subject(page)
        for module in map(importlib.import_module, of.modules):
            for name, value in own(module):
                if value.__module__.startswith(module.__name__):
                    assert f":: {name}\n" in text, f"{module.__name__}.{name}"


def test_every_field_of_a_record_is_documented() -> None:
    """The classes of the model leave out no field: `Args` has a line for each that one may give."""
    records = [value for _name, value in own(cproc.model) if inspect.isclass(value)]
    fields = [field for cls in records if attrs.has(cls) for field in attrs.fields(cls)]
    assert len(fields) > 250
    assert [fault for cls in records for fault in of_class(cls)] == []


def test_the_front_door_gives_whole_docstrings() -> None:
    """What `import cproc` offers explains every parameter: users begin there."""
    for name in cproc.__all__:
        value = getattr(cproc, name)
        if inspect.isfunction(value):
            asked = {*inspect.signature(value).parameters}
            assert asked <= entries(inspect.getdoc(value) or "", "Args"), name


GOOD = '''
"""A module."""

import attrs

from cproc.errors import InvalidValueError

__all__ = ["Record", "act"]


@attrs.frozen
class Record:
    """A record.

    Args:
        name: What it is called.
    """

    name: str

    def shown(self) -> str:
        """Show it."""
        return self.name


def act(name: str, times: int) -> str:
    """Do it.

    Args:
        name: Whom to.
        times: How often.

    Raises:
        InvalidValueError: Too often.
    """
    if times > 3:
        raise InvalidValueError("x", "too often.")
    return name * times
'''


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("", "", ""),
        ('"""A module."""', "", "no docstring"),
        ('        """Show it."""\n', "", "Record.shown: no docstring"),
        ("        name: What it is called.\n", "", "Record: field name is not documented"),
        ("        times: How often.\n", "", "act: parameter times is not documented"),
        ("        InvalidValueError: Too often.\n", "", "act: InvalidValueError is raised"),
    ],
    ids=["sound", "module", "method", "field", "parameter", "error"],
)
def test_the_gate_fails_on_sabotage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, fault: str
) -> None:
    """Each kind of gap in a docstring is found, and nothing is found where there is none."""
    assert old in GOOD
    name = f"sample_{abs(hash(fault))}"
    (tmp_path / f"{name}.py").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    found = lacking(importlib.import_module(name))
    monkeypatch.delitem(sys.modules, name)
    assert len(found) == (1 if fault else 0)
    assert all(fault in line for line in found)
