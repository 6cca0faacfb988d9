"""The two doors through which an amount and a day come into a workbook: a folder and a file."""

import json
from pathlib import Path
from typing import Any

import pytest

import cproc
from cproc.errors import DataError, Problem
from cproc.model import Portfolio

OFFICE: dict[str, Any] = {
    "office": {
        "id": "O",
        "name": {"en": "Office"},
        "organisation": "A",
        "city": "Bucharest",
        "country": "RO",
        "operational_since": "2014-04-07",
    },
    "period": "2017",
    "organisations": [{"id": "A", "name": {"en": "Organisation"}}],
    "projects": [{"code": "P", "name": "P", "title": {"en": "P"}, "period": "2016/2018"}],
}
HEAD = "id,projects,kind,when,where,title.en,planned_cost"
DAY, COST = "2017-05-17", "EUR 1"


def by_table(folder: Path, *entries: tuple[str, str]) -> Portfolio:
    """Load a folder whose table of activities has these days and costs."""
    (folder / "portfolio.json").write_text(json.dumps(OFFICE), encoding="utf-8")
    rows = [
        f'A{number},P,training,{when},RO,Training,"{cost}"'
        for number, (when, cost) in enumerate(entries, start=1)
    ]
    (folder / "activities.csv").write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    return cproc.load(folder)


def by_json(folder: Path, when: str, cost: str) -> Portfolio:
    """Load a file with one activity of a day and a cost, both as JSON writes them."""
    activity = (
        '{"id": "A1", "projects": ["P"], "kind": "training", "title": {"en": "Training"},\n'
        f'"planned_cost": {cost},\n"occurrences": [{{"when": {when}}}]}}'
    )
    text = json.dumps({**OFFICE, "activities": ["@"]}).replace('"@"', activity)
    file = folder / "office.json"
    file.write_text(text, encoding="utf-8")
    return cproc.load(file)


def refused_by_table(folder: Path, when: str, cost: str) -> Problem:
    """The one problem of a table that has this day and this cost."""
    with pytest.raises(DataError) as caught:
        by_table(folder, (DAY, COST), (when, cost))
    (problem,) = caught.value.problems
    return problem


def refused_by_json(folder: Path, when: str, cost: str) -> Problem:
    """The one problem of a file that has this day and this cost."""
    with pytest.raises(DataError) as caught:
        by_json(folder, when, cost)
    (problem,) = caught.value.problems
    return problem
