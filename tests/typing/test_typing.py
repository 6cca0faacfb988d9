"""The types of the public API: what is right passes mypy, what is wrong fails it by name.

The files of this folder are checked by `make types` with the rest; here it is shown that
mypy reads the types of the installed package at all, and that each mistake is found.
"""

from pathlib import Path

import pytest
from mypy import api

import cproc

# mypy runs here, and nothing of the package.
pytestmark = pytest.mark.no_cover

HERE = Path(__file__).resolve().parent
MISTAKES = {
    "money and number": ('cproc.Money("1", "EUR") + 1', "operator"),
    "money of a number in the wrong place": ("cproc.Money(1, 2)", "arg-type"),
    "money compared with a number": ('cproc.Money("1", "EUR") < 1', "operator"),
    "two amounts multiplied": ('cproc.Money("1", "EUR") * cproc.Money("1", "EUR")', "operator"),
    "period of text": ('cproc.Period("2016-10-01", p.period.end)', "arg-type"),
    "budget at a text": ('p.projects[0].budget_at("2017")', "arg-type"),
    "field that is not there": ("p.activites", "attr-defined"),
    "record of a frozen list": ("p.projects[0] = p.projects[1]", "index"),
    "frozen record": ('p.currency = "USD"', "misc"),
    "amount that may be absent": (
        "p.projects[0].budget_at(p.period.end).amount",
        "union-attr",
    ),
    "unknown argument": ('cproc.load("x", strict=True)', "call-arg"),
    "name that is not public": ("cproc.nonsense", "attr-defined"),
    "result that is not used as what it is": ("x: str = cproc.check(p)", "assignment"),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What mypy says of each mistake, by its name: one run for all of them."""
    folder = tmp_path_factory.mktemp("typing")
    for number, (code, _error) in enumerate(MISTAKES.values()):
        text = f"import cproc\n\ndef use(p: cproc.Portfolio) -> None:\n    {code}\n"
        (folder / f"mistake_{number}.py").write_text(text, encoding="utf-8")
    config = folder / "mypy.ini"
    config.write_text(f"[mypy]\nstrict = true\nmypy_path = {source()}\n", encoding="utf-8")
    files = [str(folder / f"mistake_{number}.py") for number in range(len(MISTAKES))]
    out, err, _code = api.run(
        ["--config-file", str(config), "--cache-dir", str(folder / "cache"), *files]
    )
    assert not err
    lines = out.splitlines()
    return {
        name: "\n".join(line for line in lines if f"mistake_{number}.py" in line)
        for number, name in enumerate(MISTAKES)
    }


def source() -> Path:
    """Give the folder that holds the package."""
    return Path(str(cproc.__file__)).resolve().parent.parent


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_a_mistake_is_found_by_its_name(told: dict[str, str], mistake: str) -> None:
    """Each mistake is an error of its kind at its line, and the only one in its file."""
    assert ":4: error: " in told[mistake]
    assert told[mistake].count("error:") == 1
    assert f"[{MISTAKES[mistake][1]}]" in told[mistake]


def test_the_package_says_that_it_is_typed() -> None:
    """Type checkers read a package that has py.typed."""
    assert (Path(str(cproc.__file__)).parent / "py.typed").exists()


def test_what_users_write_is_checked() -> None:
    """Each file of this folder asserts types; mypy runs over it with the rest of the tests."""
    files = [file for file in HERE.glob("*.py") if not file.name.startswith("test_")]
    assert files
    assert all("assert_type(" in file.read_text(encoding="utf-8") for file in files)
