"""Messages keep their template and their values, and are said in the language asked for."""

import ast
import copy
import json
import re
import string
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import messages
import pytest
from babel.messages.catalog import Catalog
from click.testing import CliRunner

import cproc
from cproc.checks import CODES, check
from cproc.cli import main
from cproc.dates import DateSpan, Month
from cproc.errors import (
    RULES,
    CprocError,
    DataError,
    InvalidValueError,
    Message,
    Problem,
    Severity,
    UnknownNameError,
    counted,
    in_language,
    joined,
    said,
)
from cproc.figures import Figure, Missing
from cproc.filling.book import faults as faults_filled
from cproc.loaders import faults as faults_read
from cproc.model import LocalText, Organisation, Silence
from cproc.money import Money
from cproc.testing import make_portfolio

SOURCE = Path(cproc.__file__).parent
CATALOGUES = messages.catalogues()


def gaps(template: str) -> set[str]:
    return {name for _text, name, _form, _how in string.Formatter().parse(template) if name}


def faults(catalogue: Catalog, wanted: dict[str, str]) -> Iterator[str]:
    """What is wrong with a catalogue, beside what the code says."""
    for text, plural in wanted.items():
        message = catalogue.get(text)
        if message is None or not message.string:
            yield f"missing: {text}"
            continue
        forms = [message.string] if isinstance(message.string, str) else list(message.string)
        if bool(plural) != message.pluralizable or not all(forms):
            yield f"plural: {text}"
        # JSON that a hint shows has braces, and no gaps.
        elif "{" in text and '{"' not in text and any(gaps(each) != gaps(text) for each in forms):
            yield f"gaps: {text}"
    for message in catalogue:
        text = message.id if isinstance(message.id, str) else message.id[0]
        if text and text not in wanted:
            yield f"obsolete: {text}"


@cache
def wanted() -> dict[str, str]:
    """Every message of the code, with its plural where it has one."""
    return {text: plural for text, (plural, _files) in messages.messages().items()}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_has_a_text_for_each_message(path: Path) -> None:
    """None is missing, none is left over, and each has the gaps of the English one."""
    assert list(faults(messages.read(path), wanted())) == []


@pytest.mark.parametrize(
    ("text", "string", "fault"),
    [
        ("the field is missing.", None, "missing: the field is missing."),
        ("Add it.", "Ajoutez {it}.", ""),
        ("there is no rule {value!r}.", "aucune règle {values!r}.", "gaps: there is no rule"),
        ("{count} error", ("{count} erreur", "", "{count} erreurs"), "plural: {count} error"),
        ("nobody says this", "personne", "obsolete: nobody says this"),
    ],
)
def test_a_catalogue_with_a_fault_is_found(
    text: str, string: str | tuple[str, ...] | None, fault: str
) -> None:
    """A text that is missing, has other gaps, lacks a plural form, or that nothing says."""
    catalogue = messages.read(CATALOGUES[0])
    catalogue.delete(text)
    if string:
        catalogue.add((text, wanted()[text]) if isinstance(string, tuple) else text, string)
    found = list(faults(catalogue, wanted()))
    assert [each[: len(fault)] for each in found] == [fault] * bool(fault)


# What makes problems and errors, and the places of the texts among its arguments.
MADE = {
    **dict.fromkeys(("error", "warning", "notice", "Problem"), (1, 3)),
    "InvalidValueError": (1, 2),
    "BadParameter": (0,),
}
# Errors that are given the template of their message, which catalogues read.
SAYING = {
    *("UsageError", "ExportError", "PluginError", "TargetExistsError", "MissingExtraError"),
    "CurrencyMismatchError",
}


# The catalogue of each function that makes problems of one.
OF_CATALOGUE = {
    "problem": RULES,
    "fault": {**faults_read.RULES, **faults_filled.RULES},
    "refused": faults_read.RULES,
}


def filled(rule: str, rules: Mapping[str, Any]) -> set[str]:
    """The gaps of a problem that none of its own entries in the catalogue fills."""
    code, _dot, case = rule.partition(".")
    texts = {**rules[code], **(rules[code][case] if case else {})}
    return gaps(texts["message"]) | gaps(texts.get("hint", ""))


def ill_filled(source: str) -> list[str]:
    """The problems of a module that are given other gaps than their words have."""
    wrong = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        first = node.args[0]
        rule = first.value if isinstance(first, ast.Constant) else ""
        if isinstance(rule, str) and rule.partition(".")[0] in OF_CATALOGUE.get(name, ()):
            given = {keyword.arg for keyword in node.keywords} - {"hint", "file", "cell", "value"}
            needed = filled(rule, OF_CATALOGUE[name]) - {"value"}
            if None not in given and given != needed:
                wrong.append(rule)
    return wrong


def test_each_gap_of_a_problem_is_filled() -> None:
    """A problem is given what the words of its catalogue have gaps for, and no more."""
    modules = [path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")]
    assert [rule for module in modules for rule in ill_filled(module)] == []


@pytest.mark.parametrize(("given", "wrong"), [("first=x", 0), ("", 1), ("first=x, at=x", 1)])
def test_a_gap_that_is_not_filled_is_noticed(given: str, wrong: int) -> None:
    """A case of a code counts as its own; a gap too many is as wrong as one too few."""
    source = f"problem('id-twice.indicator', path, x, {given})"
    assert ill_filled(source) == ["id-twice.indicator"] * wrong


def is_plain(text: ast.expr) -> bool:
    return isinstance(text, ast.JoinedStr) or (isinstance(text, ast.Constant) and bool(text.value))


def plain_texts(source: str) -> list[int]:
    """Lines of a module on which a text that readers see is no message."""
    found: list[int] = []
    for node in ast.walk(ast.parse(source)):
        texts: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            texts += [node.args[at] for at in MADE.get(name, ()) if at < len(node.args)]
            if name in SAYING:
                texts += [text for text in node.args[:1] if isinstance(text, ast.JoinedStr)]
            texts += [
                k.value for k in node.keywords if name in MADE and k.arg in {"message", "hint"}
            ]
        elif isinstance(node, ast.Assign):
            pairs = [(target, node.value) for target in node.targets]
            if isinstance(node.value, ast.Tuple) and isinstance(node.targets[0], ast.Tuple):
                pairs = list(zip(node.targets[0].elts, node.value.elts, strict=False))
            texts += [v for t, v in pairs if getattr(t, "id", "") in {"message", "hint"}]
        found += [text.lineno for text in texts if is_plain(text)]
    return found


def test_what_is_wrong_is_told_by_messages() -> None:
    """Every text of a problem or an error of the library can be put into another language."""
    modules = {path: path.read_text("utf-8") for path in SOURCE.rglob("*.py")}
    assert {path: lines for path, text in modules.items() if (lines := plain_texts(text))} == {}


@pytest.mark.parametrize(
    "line",
    [
        'raise UsageError(f"no {name}")',
        'message = "it is wrong."',
        'message, hint = said("it is wrong."), "Mend it."',
        'yield error("code", said("it is wrong."), path, "Mend it.")',
        'Problem("code", said("it is wrong."), hint=f"Mend {it}.")',
    ],
)
def test_a_plain_text_is_found(line: str) -> None:
    """The guard sees a text wherever it may stand."""
    assert plain_texts(line) == [1]


def test_a_message_is_its_english_text() -> None:
    """It is a text to all who know no messages, and stays one of its values when it is copied."""
    message = said("{project} begins on {day}.", project="P1", day=date(2017, 3, 1))
    assert message == "P1 begins on 2017-03-01."
    assert json.dumps(message) == '"P1 begins on 2017-03-01."'
    again = copy.deepcopy(message)
    assert (again, again.template, again.values) == (message, message.template, message.values)
    assert Message(message) is message
    assert said("Write {{ figure }}.") == "Write {{ figure }}."


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Money("1234567.50", "EUR"), "1\u202f234\u202f567,50\u00a0EUR"),
        (Money("0.125", "EUR"), "0,125\u00a0EUR"),
        (Money(1234, "JPY"), "1\u202f234\u00a0JPY"),
        (Decimal("1.9558"), "1,9558"),
        (date(2017, 3, 1), "1er mars 2017"),
        (DateSpan.parse("2016-10-03/2016-10-04"), "3-4 octobre 2016"),
        (DateSpan.parse("2024-07/.."), "2024-07/.."),
        (Month.parse("2016-10"), "octobre 2016"),
        (2017, "2017"),
        ("activities[1]", "activities[1]"),
        (LocalText({"en": "Training", "fr": "Formation"}), "Formation"),
        (said("none"), "aucun"),
        (Figure("", None, "EUR", "", "projects"), "non connu"),
        (
            Figure("", 2, "entries", "", "activities", missing=(Missing("A1"),)),
            "2 entrées (sans A1)",
        ),
        (
            UnknownNameError("key", "x", ["month"]),
            "nom inconnu (clé)\u00a0: 'x'\u202f; il y a\u00a0: month",
        ),
    ],
)
def test_values_are_written_as_the_language_writes_them(value: object, written: str) -> None:
    """Amounts to their last decimal, days, months; codes, paths and years as they are."""
    assert in_language(Message("{value}", {"value": value}), "fr") == written


@pytest.mark.parametrize(
    ("count", "english", "french"),
    [
        (0, "0 errors", "0 erreur"),
        (1, "1 error", "1 erreur"),
        (2, "2 errors", "2 erreurs"),
        (1234, "1234 errors", "1\u202f234 erreurs"),
        (1_000_000, "1000000 errors", "1\u202f000\u202f000 d'erreurs"),
    ],
)
def test_words_follow_a_count(count: int, english: str, french: str) -> None:
    """English has a form for 1, French one for 0 and 1, and one for whole millions (CLDR)."""
    message = counted("{count} error", "{count} errors", count=count)
    assert (message, in_language(message, "fr")) == (english, french)


def test_a_problem_is_told_in_a_language() -> None:
    """Message, hint, place and reason are put into words; code, path, value and file stay."""
    problem = Problem(
        "x", said("the field is missing."), "posts[1]", said("Add it."), "7", "a.csv",
        said("row {row}", row=2),
    )  # fmt: skip
    french = problem.in_language("fr")
    assert french == attrs.evolve(
        problem, message="le champ manque.", hint="Ajoutez-le.", cell="ligne 2"
    )
    told = "posts[1] (a.csv, ligne 2)\u00a0: le champ manque. Ajoutez-le."
    assert (problem.told_in("fr"), french.told_in("fr")) == (told, told)
    assert problem.line_in("fr") == f"erreur[x] {told}"
    assert str(problem) == "error[x] posts[1] (a.csv, row 2): the field is missing. Add it."
    silenced = attrs.evolve(problem, severity=Severity.SILENCED, reason="C'est exact.")
    assert silenced.told_in("fr").endswith("le champ manque. Motif\u00a0: C'est exact.")


def test_a_plain_text_stays_as_it_is() -> None:
    """What plugins tell without a message is told as it is, as in an unknown language."""
    problem = Problem("own", "the letter has no stamp.", hint="Buy {one}.")
    assert problem.in_language("fr") == problem
    assert in_language(said("nobody says {this}", this="it"), "fr") == "nobody says it"
    assert in_language(said("the field is missing."), "xx") == "the field is missing."
    assert in_language("", "fr") == ""


def test_errors_speak_a_language() -> None:
    """Every error of the library says what went wrong in a language, as it does in English."""
    error = InvalidValueError("x", said("there is no text."), said("Give one language."), "title")
    assert str(error) == "title: there is no text. Give one language."
    assert error.in_language("fr") == "title\u00a0: il n'y a pas de texte. Donnez une langue."
    many = DataError([Problem("x", said("the field is missing."))] * 51)
    assert many.in_language("fr").splitlines()[-2:] == [
        "erreur[x] le champ manque.",
        "… et 1 autres",
    ]
    assert CprocError().in_language("fr") == ""
    assert in_language(joined("; ", [said("none"), said("text")]), "fr") == "aucun; du texte"
    assert joined(", ", []) == ""


def test_each_code_is_explained_in_french() -> None:
    """What a code stands for is said in another way than in English."""
    assert [code for code, text in CODES.items() if in_language(text, "fr") == text] == []


def test_what_a_rule_finds_is_told_in_french() -> None:
    """Message and hint of each problem of an office with many faults."""
    office = make_portfolio(20)
    first, *rest = office.projects
    spoilt = attrs.evolve(
        office,
        projects=(attrs.evolve(first, predecessors=(first.code, "nowhere")), *rest, first),
        organisations=(*office.organisations, Organisation("X", LocalText({"en": "X"}))),
        silenced=(Silence("id-twice", reason=LocalText({"en": "So it is."})),),
    )
    problems = check(spoilt)
    assert {"reference-unknown", "predecessor-cycle", "id-twice", "silence-error"} <= {
        problem.code for problem in problems
    }
    for problem in problems:
        french = problem.in_language("fr")
        assert french.message != problem.message
        assert french.hint != problem.hint
        assert (french.code, french.path, french.value) == (
            problem.code,
            problem.path,
            problem.value,
        )


# --- The command -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", *main.commands])
def test_help_is_in_the_language_asked_for(name: str) -> None:
    """None of its sentences is left in English, and the next call speaks English again."""
    words = [*name.split(), "--help"]
    french = CliRunner().invoke(main, [*words, "--lang", "fr"]).output
    assert french.startswith("Usage\u00a0: ")
    assert not re.search(r"\b(the|which|Show|Language of|default:)\b", french)
    english = CliRunner().invoke(main, words).output
    assert english.startswith("Usage: ")
    assert "Show this message and exit." in english


@pytest.mark.parametrize(
    ("words", "said_"),
    [
        (["check"], "Erreur\u00a0: Argument manquant 'DATA'."),
        (["nope"], "Erreur\u00a0: Il n'y a pas de commande 'nope'."),
        (["tally", "x", "--top", "0"], "Erreur\u00a0: Valeur incorrecte pour '--top'"),
        (["explain", "x"], "cproc: donnez FIGURE ou --cell, l'un des deux"),
        (["check", "nowhere"], "ce fichier n'existe pas."),
        (["schema", "--lang", "xx"], "unknown language 'xx'"),
        (["figures", "--list", "--lang", "xx"], "unknown language 'xx'"),
        (["check", "--lang=en"], "Error: Missing argument 'DATA'."),
    ],
)
def test_the_environment_gives_the_language_where_no_option_does(
    words: list[str], said_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CPROC_LANG holds for every command, errors of usage too; --lang is before it."""
    monkeypatch.setenv("CPROC_LANG", "fr")
    result = CliRunner().invoke(main, words)
    assert result.exit_code != 0
    assert said_ in result.output


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (["figures", "--list"], "entries"),
        (["--lang", "fr", "figures", "--list"], "entrées"),
        (["--lang", "fr", "figures", "--list", "--lang", "en"], "entries"),
    ],
)
def test_the_language_may_stand_before_the_command(words: list[str], title: str) -> None:
    """It holds for labels and messages alike, unless the command is given its own."""
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0
    assert f" {title} " in result.output
    assert ("figure " in result.output.splitlines()[1]) == (title == "entries")


def test_check_tells_in_french(tmp_path: Path) -> None:
    """Problems as text and as JSON, with counts; what programs read by name stays."""
    data = tmp_path / "office.json"
    data.write_text('{"format": 3, "projects": [{"code": 5}]}', "utf-8")
    told = CliRunner().invoke(main, ["check", str(data), "--lang", "fr"]).output
    assert "  erreur[field-missing] (" in told
    assert "le champ manque. Ajoutez-le." in told
    assert "c'est un nombre entier, non du texte. Changez la valeur." in told
    assert "0 avertissement\n" in told
    found = json.loads(
        CliRunner().invoke(main, ["check", str(data), "--json", "--lang", "fr"]).output
    )
    assert {problem["severity"] for problem in found["problems"]} == {"error"}
    assert "le champ manque." in {problem["message"] for problem in found["problems"]}
