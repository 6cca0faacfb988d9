"""Word forms: what they ask for is told, hostile forms and data do no harm, faults are located."""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import CliRunner
from docx import Document
from example_data import loaded
from validators import by_open_xml_sdk
from word_forms import form, rows_of, texts_of

import cproc
from cproc.cli import main
from cproc.errors import DataError, MissingExtraError, Problem, UsageError
from cproc.filling.answers import Answers
from cproc.filling.word import fill, filled_word, planned_word, process
from cproc.filling.word.child import FaultsError, Filler
from cproc.labels import labels_in
from cproc.model import Contract, LocalText, Portfolio

GRANT = loaded("eu_grant")
HOSTILE = "A&B <b> ]]> {{ 7*7 }} {% raw %} {_{ =cmd|'/c calc'!A1"


def answers(portfolio: Portfolio = GRANT, language: str = "en") -> Answers:
    """What a form on the only project is told."""
    return Answers(portfolio, labels_in(language), portfolio.projects[0])


def with_project(**fields: Any) -> Portfolio:
    """The grant with other facts of its project."""
    return attrs.evolve(GRANT, projects=(attrs.evolve(GRANT.projects[0], **fields),))


class _Here:
    """A worker in this process: most of what forms do needs no other one."""

    def __init__(self) -> None:
        self.filler: Filler | None = None
        self.message: dict[str, Any] = {}

    def send(self, message: dict[str, Any]) -> None:
        try:
            if self.filler is None:
                self.filler = Filler(base64.b64decode(message["template"]))
                self.message = {"needs": self.filler.look()}
            else:
                data = base64.b64encode(self.filler.fill(message))
                self.message = {"document": data.decode()}
        except FaultsError as error:
            self.message = {"faults": error.faults}

    def receive(self) -> dict[str, Any]:
        return self.message


@contextmanager
def _here(_seconds: float) -> Iterator[_Here]:
    yield _Here()


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms are filled in this process."""
    monkeypatch.setattr(fill, "worker", _here)


def faults_of(template: bytes, portfolio: Portfolio = GRANT) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as error:
        filled_word(template, answers(portfolio), file="form.docx")
    assert all(each.file == "form.docx" for each in error.value.problems)
    return error.value.problems


LETTER = form(
    ["Report on {{ proj", "ect.ti", "tle }}"],
    "Spent {{ spent(heading='1.1') }}, {{ figure('spent', heading=“1.1”) }}, {{ spent }}.",
    "{%p if contract.number %}",
    "Contract {{ contract.number }}",
    "{%p else %}",
    "No contract",
    "{%p endif %}",
    "{{ text('summary') }}",
    table=[
        ("No.", "Line", "EUR"),
        ("{%tr for line in lines('1.1') %}", "", ""),
        ("{{ loop.index }}", "{{ line.number }} {{ line.title }}", "{{ line.total }}"),
        ("{%tr endfor %}", "", ""),
    ],
    header="{{ period.start }}",
)


def test_a_form_is_filled_in_a_process_of_its_own(tmp_path: Path) -> None:
    """Figures, facts, lists, texts, in text, tables and headers; twice the same bytes."""
    done = filled_word(LETTER, answers())
    told = texts_of(done.data)
    spent = "EUR\u00a078,108.19"
    assert told[1] == f"Spent {spent}, {spent}, EUR\u00a0261,736.55."
    assert told[0].startswith("Report on CyberEvidence") or told[0].startswith(
        "Report on Electronic"
    )
    assert told[2] == "No contract"
    assert told[-1] == "1 January 2024"
    rows = rows_of(done.data)
    assert rows[0] == ["No.", "Line", "EUR"]
    assert rows[1] == ["1", "1.1.1 Technical staff", "EUR\u00a057,600"]
    assert len(rows) == 3
    assert filled_word(LETTER, answers()).data == done.data
    assert by_open_xml_sdk(done.data, tmp_path, ".docx") == []
    assert [each.code for each in done.problems] == ["fill-unknown"]


def test_a_form_that_takes_too_long_is_stopped() -> None:
    """Whatever it does: the process ends, and the problem says so."""
    with pytest.raises(DataError, match="filling was stopped"):
        filled_word(LETTER, answers(), seconds=0.01)
    with process.worker() as own:
        own.process.kill()
        own.process.wait()
        with pytest.raises(process.StoppedError):
            own.receive()
        with pytest.raises(process.StoppedError):
            own.send({"template": "A" * 10**6})


def test_the_process_sees_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither modules of a folder of the user's, nor the environment."""
    (tmp_path / "docxtpl.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with process.worker() as own:
        own.send({"template": "", "seconds": 5, "memory": process.MEMORY})
        assert own.receive()["faults"] == [{"code": "failed", "text": "BadZipFile"}]


def test_a_paragraph_stands_for_each_of_a_text(here: None) -> None:
    """The marks of Markdown are left out, and figures in it computed."""
    report = attrs.evolve(
        GRANT.reports[0],
        narrative=(
            cproc.model.Narrative("summary", LocalText({"en": "A **new** {{ spent }}.\n\n- one"})),
        ),
    )
    portfolio = attrs.evolve(GRANT, reports=(report,))
    told = texts_of(filled_word(form("{{ text('summary') }}"), answers(portfolio)).data)
    assert told == ["A new EUR\u00a0261,736.55.", "– one"]


def test_hostile_data_stay_text(here: None) -> None:
    """Marks of XML, of templates and of formulas come out as they were typed."""
    portfolio = with_project(title=LocalText({"en": HOSTILE}), has_no=())
    template = form("{{ project.title }}", "{% if project.title == 'x' %}a{% endif %}b")
    assert texts_of(filled_word(template, answers(portfolio)).data) == [HOSTILE, "b"]


CONDITIONS = {
    "budget": True,
    "spent(heading='10')": False,  # nothing was spent of the reserve
    "contract.number": False,  # not recorded
    "not contract.number": True,
    "contract.number or budget": True,
    "contract.number and budget": False,
    "project.code == 'CEGE'": True,
    "project.code != 'CEGE'": False,
    "sent_before": False,  # not known, whatever words say so
}


def test_a_condition_holds_where_there_is_more_than_nothing(here: None) -> None:
    """Unknown, empty and zero are nothing; of records as well."""
    lines = (f"{{% if {each} %}}True{{% else %}}False{{% endif %}}" for each in CONDITIONS)
    rows = [
        ("{%tr for line in lines('1.1') %}",),
        ("{% if line.participants %}people{% else %}nobody{% endif %}{{ loop.last }}",),
        ("{%tr endfor %}",),
    ]
    data = filled_word(form(*lines, table=rows), answers()).data
    assert texts_of(data) == [str(holds) for holds in CONDITIONS.values()]
    assert rows_of(data) == [["nobodyFalse"], ["nobodyTrue"]]


REFUSED = {
    "{{ contract.__class__ }}": "asks for what is no fact",
    "{{ cycler.__init__.__globals__ }}": "asks for what is no fact",
    "{{ ''.__class__ }}": "holds what a form may not (getattr)",
    "{{ 7 * 7 }}": "holds what a form may not (mul)",
    "{{ spent|upper }}": "holds what a form may not (filter)",
    "{{ spent(heading=budget) }}": "holds what a form may not (call)",
    "{{ spent(**x) }}": "holds what a form may not (call)",
    "{% set x = 1 %}": "holds what a form may not (assign)",
    "{% include 'x' %}": "holds what a form may not (include)",
    "{% if budget > 5 %}a{% endif %}": "holds what a form may not (gt)",
    "{% for a in lines() %}{% for b in lines() %}x{% endfor %}{% endfor %}": "is no loop",
    "{% for a in budget %}x{% endfor %}": "is no loop",
}


def test_what_is_no_name_call_or_list_is_refused(here: None) -> None:
    """By name, with the paragraph it stands in; nothing of it is run."""
    problems = faults_of(form("Dear all,", *REFUSED))
    assert [each.cell for each in problems] == [
        f"document, paragraph {number}" for number in range(2, len(REFUSED) + 2)
    ]
    for found, said in zip(problems, REFUSED.values(), strict=True):
        assert (found.code, said in found.message) == ("fill-word", True)


@pytest.mark.parametrize("text", ["{% if budget %}a", "{{ budget", "{{ budget() () }} {% end %}"])
def test_what_cannot_be_read_is_refused(here: None, text: str) -> None:
    """With what is wrong with it."""
    (found,) = faults_of(form("Dear all,", text))
    assert "cannot be read" in found.message


TORN = {
    "paragraphs": form("{% if budget %}a", "b{% endif %}"),
    "cells": form(table=[("{% if contract.number %}a", "b"), ("c", "d{% endif %}")]),
    "into a table": form("{% if contract.number %}a", table=[("b{% endif %}",)]),
}


@pytest.mark.parametrize("data", TORN.values(), ids=TORN)
def test_a_condition_that_would_tear_the_text_apart_is_refused(here: None, data: bytes) -> None:
    """It would take half of a paragraph or a cell along, or be lost without a word."""
    (found,) = faults_of(data)
    assert "begins in one paragraph or cell" in found.message


def test_names_there_are_not_are_told_at_once(here: None) -> None:
    """Each with its paragraph, in tables and headers too, and what it is like."""
    template = form(
        "{{ project.titel }}",
        "{{ spnt(heading='1.1') }} {{ text('sumary') }}",
        table=[
            ("{%tr for line in lines('1.1') %}",),
            ("{{ line.titel }} {{ activity.title }}",),
            ("{%tr endfor %}",),
            ("{%tr for x in lines('99') %}",),
            ("{%tr endfor %}",),
            ("{%tr for x in range(9) %}",),
            ("{%tr endfor %}",),
        ],
        header="{{ nobody }}",
    )
    told = {each.cell: f"{each.message} {each.hint}" for each in faults_of(template)}
    assert "project.title" in told["document, paragraph 1"]
    assert "summary" in told["document, paragraph 2"]
    assert "line.title" in told["document, paragraph 3"]
    assert "activities" in told["document, paragraph 4"]
    assert "no heading '99'" in told["document, paragraph 6"]
    assert "range" in told["document, paragraph 8"]
    assert "nobody" in next(text for cell, text in told.items() if cell.startswith("header"))


def test_what_is_not_filled_is_told(here: None) -> None:
    """A placeholder among the properties, and in a comment."""
    data = form("{{ budget }}", title="{{ budget }}")
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    (found,) = faults_of(out.getvalue())
    assert (found.cell, "is not filled" in found.message) == ("core", True)
    document = Document(BytesIO(form("{{ budget }}")))
    document.add_comment(document.paragraphs[0].runs, text="{{ spent }}", author="D")
    out = BytesIO()
    document.save(out)
    (found,) = faults_of(out.getvalue())
    assert "'{{ spent }}' stands in comments" in found.message


def test_a_cell_that_loses_its_paragraph_gets_an_empty_one(here: None) -> None:
    """Word would not open a table with a cell without."""
    document = Document(BytesIO(form(table=[("{%p if contract.number %}", "{{ budget }}")])))
    cell = document.tables[0].cell(0, 0)
    for text in ("Contract", "{%p endif %}"):
        cell.add_paragraph(text)
    out = BytesIO()
    document.save(out)
    data = filled_word(out.getvalue(), answers()).data
    assert rows_of(data) == [["", "EUR\u00a0445,424"]]


def test_a_text_that_no_document_can_hold_is_told(here: None) -> None:
    """With the place that asks for it."""
    portfolio = with_project(contracts=(Contract("A\x01B"),))
    (found,) = faults_of(form("{{ contract.number }}"), portfolio)
    assert "a character that no document can" in found.message


def changed(data: bytes, **parts: bytes) -> bytes:
    """A form with other parts."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


UNFIT = {
    "macros": (changed(form("{{ budget }}"), **{"word/vbaProject.bin": b"x"}), "run programs"),
    "signed": (changed(form("{{ budget }}"), **{"_xmlsignatures/a.xml": b"<a/>"}), "is signed"),
    "entity": (
        changed(form("{{ budget }}"), **{"word/x.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}),
        "DOCTYPE",
    ),
    "other": (b"no zip", "another file"),
    "empty": (form("Nothing to fill."), "no placeholder"),
}


@pytest.mark.parametrize(("data", "said"), UNFIT.values(), ids=UNFIT)
def test_a_form_that_cannot_be_filled_is_refused(here: None, data: bytes, said: str) -> None:
    """Before anything of it is read."""
    assert any(said in each.message for each in faults_of(data))


def test_without_docxtpl_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offices that fill no Word forms need not have it."""
    monkeypatch.setattr(fill, "find_spec", lambda _name: None)
    with pytest.raises(MissingExtraError, match="word-forms"):
        filled_word(LETTER, answers())


def test_a_plan_lists_what_is_asked_for(here: None) -> None:
    """Each name and list once, with its place and what it is told."""
    plan = planned_word(LETTER, answers(), file="form.docx")
    told = {each.place.other.text: (each.place.other.where, each.text) for each in plan.replacings}
    assert told["contract.number"] == ("document, paragraph 3", "")
    assert told['lines("1.1")'] == ("document, paragraph 12", "2 records")
    assert told["period.start"][1] == "1 January 2024"


def test_the_command_fills_word_forms(tmp_path: Path, here: None) -> None:
    """As it fills workbooks, and lists what it would; a map is for workbooks."""
    template = tmp_path / "letter.docx"
    template.write_bytes(form("Budget: {{ budget }}"))
    data = str(Path(__file__).resolve().parents[2] / "examples" / "eu_grant")
    done = CliRunner().invoke(main, ["fill", str(template), data, "--show"])
    assert done.exit_code == 0
    assert "document, paragraph 1  budget  EUR" in done.stdout
    out = tmp_path / "filled.docx"
    done = CliRunner().invoke(main, ["fill", str(template), data, "-o", str(out)])
    assert done.exit_code == 0, done.stderr
    assert texts_of(out.read_bytes()) == ["Budget: EUR\u00a0445,424"]
    with pytest.raises(UsageError, match="a map names cells"):
        cproc.fill(template, GRANT, out, map="x.toml", force=True)
