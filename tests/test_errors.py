"""Errors are typed, and faults of data are values that are told all at once."""

import builtins
from typing import Any

import pytest

from cproc import errors
from cproc.errors import (
    CprocError,
    CurrencyMismatchError,
    DataError,
    ExportError,
    InvalidValueError,
    MissingExtraError,
    PluginError,
    Problem,
    Severity,
    TargetExistsError,
    UnknownNameError,
    UsageError,
    said,
)

BUILTINS = {
    DataError: ValueError,
    InvalidValueError: ValueError,
    CurrencyMismatchError: ValueError,
    UsageError: ValueError,
    UnknownNameError: LookupError,
    ExportError: OSError,
    TargetExistsError: builtins.FileExistsError,
    PluginError: RuntimeError,
    MissingExtraError: ImportError,
}


@pytest.mark.parametrize(("error", "builtin"), BUILTINS.items(), ids=lambda kind: kind.__name__)
def test_every_error_is_one_of_ours_and_a_builtin(error: type, builtin: type) -> None:
    """Who catches CprocError gets all of them; who knows only Python gets the builtin."""
    assert issubclass(error, CprocError)
    assert issubclass(error, builtin)


def test_no_error_is_left_out() -> None:
    """The list above names every exception of the room."""
    public = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    raised = {kind for kind in public if issubclass(kind, Exception)}
    assert {kind for kind in raised if not issubclass(kind, Warning)} == {*BUILTINS, CprocError}


PROBLEMS = {
    "bare": (Problem("x", "It is wrong."), "error[x] It is wrong."),
    "path": (Problem("x", "It is wrong.", "a[1].b"), "error[x] a[1].b: It is wrong."),
    "hint": (
        Problem("x", "It is wrong.", "a", "Mend it."), "error[x] a: It is wrong. Mend it.",
    ),
    "file": (Problem("x", "Wrong.", file="f.json"), "error[x] (f.json): Wrong."),
    "file-and-cell": (
        Problem("x", "Wrong.", "a", file="f.csv", cell="row 2, column b"),
        "error[x] a (f.csv, row 2, column b): Wrong.",
    ),
    "warning": (
        Problem("x", "Odd.", "a", severity=Severity.WARNING), "warning[x] a: Odd.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("problem", "text"), PROBLEMS.values(), ids=PROBLEMS)
def test_a_problem_is_one_line(problem: Problem, text: str) -> None:
    """A line says how grave it is, which rule, where, what, and how to mend it."""
    assert str(problem) == text


@pytest.mark.parametrize(
    ("count", "last"), [(1, "0"), (50, "49"), (51, "1 more"), (40_000, "39950 more")]
)
def test_a_data_error_keeps_all_problems_and_prints_fifty(count: int, last: str) -> None:
    """F44: the message lists the first fifty and counts the rest; none is lost."""
    error = DataError(Problem("x", f"{number}") for number in range(count))
    assert len(error.problems) == count
    lines = str(error).splitlines()
    assert len(lines) == min(count, 51)
    assert lines[-1].endswith(last)


def test_an_invalid_value_keeps_its_parts() -> None:
    """Rule, message, hint and field are there for whoever makes a problem of it."""
    error = InvalidValueError("code", "It is wrong.", "Mend it.", "field")
    assert (error.code, error.message, error.hint, error.field) == (
        *("code", "It is wrong.", "Mend it.", "field"),
    )
    assert str(error) == "field: It is wrong. Mend it."
    assert str(InvalidValueError("code", "It is wrong.")) == "It is wrong."


def test_an_unknown_name_lists_what_there_is() -> None:
    """The message names what was asked for and every name that would do."""
    error = UnknownNameError("key", "moth", ["month", "kind"])
    assert str(error) == "unknown key 'moth'. Did you mean 'month'? There are: month, kind."
    assert error.known == ("month", "kind")
    assert str(UnknownNameError("key", "x", [])).endswith("there are: none")


RULES: dict[str, dict[str, Any]] = {
    "late": {"message": "{what} is late.", "hint": "Check {what}.", "most": 3},
    "open": {"severity": "warning", "message": "it has more than {most}.", "most": 2},
}
RULES["late"]["of-year"] = {"message": "{what} is of another year."}


@pytest.mark.parametrize(
    ("rule", "more", "text"),
    [
        ("late", {}, "error[late] p: it is late. Check it."),
        ("late.of-year", {}, "error[late] p: it is of another year. Check it."),
        ("late", {"hint": "Ask."}, "error[late] p: it is late. Ask."),
        ("open", {}, "warning[open] p: it has more than 2."),
        ("open", {"most": 5}, "warning[open] p: it has more than 5."),
    ],
)
def test_a_problem_has_the_words_of_its_catalogue(
    rule: str, more: dict[str, Any], text: str
) -> None:
    """A case says what differs from its code; a gap is filled by the call, else by the rule."""
    problem = errors.problem_by(RULES, rule, "p", 7, what="it", **more)
    assert (str(problem), problem.value) == (text, "7")


def test_an_error_is_given_a_template_and_what_fills_it() -> None:
    """It is the message that `said` makes, and a message that is made already stays the same."""
    error = UsageError("give {one} or {other}", one="a", other="b")
    assert (str(error), error.args) == ("give a or b", (said("give {x}", x="a or b"),))
    message = said("there is no {what}", what="name")
    assert UsageError(message).args[0] is message
