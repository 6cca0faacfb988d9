"""Rules of what not everybody may see: marks that lead nowhere, texts that give it away."""

from typing import Any

import attrs
import pytest
from example_data import loaded

from cproc import model
from cproc.checks import confidential
from cproc.model import Confidential, LocalText, Narrative, Place, Portfolio, Shows

# What the constructors convert themselves, mypy would have converted before.
typed: Any = model

OFFICE = loaded("cproc_2017")
IN_KOTOR = attrs.evolve(
    OFFICE,
    activities=(
        attrs.evolve(
            OFFICE.activities[0],
            occurrences=(typed.Occurrence("2016-10-03", (Place("Kotor", "ME"),)),),
        ),
        *OFFICE.activities[1:],
    ),
)
"""Its first activity took place where no other did."""


def problems(*marks: Confidential, of: Portfolio = OFFICE, **fields: Any) -> list[tuple[str, str]]:
    """Code and path of what is wrong with marks."""
    office = attrs.evolve(of, confidential=marks, **{"smallest_group": None, **fields})
    return [
        (each.code, each.path) for rule in confidential.RULES for each in rule(office)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mark", "code", "field"),
    [
        (Confidential("post"), "confidential-of", "of"),
        (Confidential("posts.nationalty"), "confidential-of", "of"),
        (Confidential("projects"), "confidential-of", "of"),
        (Confidential("activities", "A999"), "confidential-record", "record"),
        (Confidential("statements", "none"), "confidential-record", "record"),
        (Confidential("activities", "A001", "T1"), "confidential-record", "part"),
        (Confidential("projects.milestones", "GLACY", "none"), "confidential-record", "part"),
        (Confidential("posts.grade", shows=Shows.COUNTRY), "confidential-shows", "shows"),
        (Confidential("activities", shows=Shows.GROUP), "confidential-shows", "shows"),
        (Confidential("posts.grade", shows=Shows.GROUP), "confidential-shows", "shows"),
    ],
)
def test_a_mark_that_leads_nowhere_is_an_error(mark: Confidential, code: str, field: str) -> None:
    """A mark names a list, a field and a record that there are, and what can be shown of them."""
    assert problems(mark) == [(code, f"confidential[0].{field}")]


def test_marks_that_lead_somewhere_are_no_fault() -> None:
    """What the page of marks shows has no problem."""
    marks = (
        Confidential("posts.nationality", personal=True),
        Confidential("posts.grade", shows=Shows.GROUP),
        Confidential("activities.places", "A044", shows=Shows.COUNTRY),
        Confidential("statements", OFFICE.statements[0].id),
        Confidential("projects.milestones", "GLACY+"),
    )
    assert problems(*marks, smallest_group=5) == []


@pytest.mark.parametrize(
    ("least", "codes"), [(1, ["smallest-group"]), (0, ["smallest-group"]), (2, [])]
)
def test_one_person_is_no_group(least: int, codes: list[str]) -> None:
    """The smallest group that is counted in the open has two people at least."""
    assert [code for code, _path in problems(smallest_group=least)] == codes


def test_a_marked_value_in_a_text_is_a_warning() -> None:
    """A town that is not to be known stands in no text that is printed, in any language."""
    text = LocalText({"en": "They met in Kotor.", "fr": "Ils se sont réunis."})
    office = IN_KOTOR.with_report(narrative=(Narrative("summary", text),))
    mark = Confidential("activities.places", "A001", shows=Shows.COUNTRY)
    path = "reports[0].narrative[0].text.en"
    assert problems(mark, of=office) == [("confidential-in-text", path)]
    hidden = Confidential("narrative", "summary")
    assert problems(mark, hidden, of=office) == []


def test_part_of_a_word_is_no_marked_value() -> None:
    """A town is found as a word of its own, and a short code is not looked for."""
    text = LocalText({"en": "Kotorians met B4."})
    office = IN_KOTOR.with_report(narrative=(Narrative("summary", text),))
    assert problems(Confidential("activities.places", "A001"), of=office) == []


def test_the_title_of_an_activity_does_not_name_its_place() -> None:
    """Bucharest is no secret; that this meeting took place there is one."""
    meeting = attrs.evolve(
        OFFICE.activities[0],
        title=LocalText({"en": "Meeting in Bucharest"}),
        occurrences=(typed.Occurrence("2016-10-03", (Place("Bucharest", "RO"),)),),
    )
    office = attrs.evolve(OFFICE, activities=(meeting, *OFFICE.activities[1:]))
    mark = Confidential("activities.places", "A001", shows=Shows.COUNTRY)
    found = [("confidential-in-text", "activities[0].title.en")]
    assert problems(mark, of=office) == found
