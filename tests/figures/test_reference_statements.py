"""What the reference year's report states, beside what its records give.

Each disagreement is shown with every rule that could be meant, none is hidden; and no number
that a figure can give is typed into the narrative.
"""

import re
from typing import Any

import pytest
from example_data import loaded

from cproc.figures import Figure, Reconciliation, Verdict, placeholders, reconcile
from cproc.money import Money

YEAR = loaded("cproc_2017")
RECONCILED = {made.statement.id: made for made in reconcile(YEAR)}

AGREES, QUALIFIED = Verdict.AGREES, Verdict.AGREES_WITH_QUALIFIER
DIFFERS, NOT_COMPUTED = Verdict.DIFFERS, Verdict.NOT_COMPUTED

# statement: the computed values in order, the likeliest first, each with its verdict
DISAGREEMENTS: dict[str, list[tuple[Any, Verdict]]] = {
    # "about 175" (L52, L136): rows, rows split by event, project links, events
    "activities": [(158, DIFFERS), (161, DIFFERS), (186, DIFFERS), ((145, 151), DIFFERS)],
    # "seven projects" (L52): one without an activity, one ended
    "projects": [(7, AGREES), (6, DIFFERS), (6, DIFFERS)],
    # "21" (L54): 20 by category
    "staff": [(21, AGREES), (20, DIFFERS)],
    # "14" (L377): 12 by grade
    "local-staff": [(14, AGREES), (12, DIFFERS)],
    # "29" (L381): 21 + 5 + 3; "2 or 3" (L381), "6 to 8" (L412): 8, or the 5 vacancies alone
    "posts-total": [(29, AGREES), (29, AGREES)],
    "further-posts": [(3, QUALIFIED)],
    "recruits": [(8, QUALIFIED), (5, DIFFERS)],
    # 24 (L54), 24.4 (L147), 24.39 M (L139-L145)
    "portfolio": [(24_390_000, QUALIFIED), (27_740_000, QUALIFIED)],
    "portfolio-rounded": [(24_390_000, QUALIFIED), (27_740_000, DIFFERS)],
    "portfolio-table": [(24_390_000, AGREES)],
    # Octopus before it was raised (L177) is not known
    "portfolio-2016": [(None, NOT_COMPUTED)],
    "portfolio-2015": [(4_150_000, NOT_COMPUTED)],
    "portfolio-2014": [(3_350_000, NOT_COMPUTED)],
    # 71 (L89) and 70 (L404): with and without the Russian Federation
    "committee-members": [(71, AGREES), (70, DIFFERS)],
    "committee-states": [(70, AGREES), (71, DIFFERS)],
    # "launched 2016" (L203) against December 2015 (L141)
    "eap3-start": [(2015, DIFFERS)],
    # told in the text, absent from the annex (L167, L199, L348)
    "panama-visit": [(0, DIFFERS)],
    "brussels-panel": [(0, DIFFERS), (1, AGREES)],
    "may-plenary": [(0, DIFFERS), (1, AGREES)],
    # a rate without its base (L140-L145), and what it is of the whole budgets
    "coe-share": [(10, AGREES), (10, AGREES)],
    # six named (L403); Senegal (the Treaty Office's chart) makes seven
    "accessions": [(7, DIFFERS)],
    # ten (L54) whom nobody names; an amount that nobody tells (L189)
    "nationalities": [(None, NOT_COMPUTED)],
    "octopus-unfunded": [(None, NOT_COMPUTED)],
}


def number(value: Any) -> Any:
    """Take the amount of money."""
    return value.amount if isinstance(value, Money) else value


def known(figure: Figure) -> Any:
    """Take the value, or the bounds that say a stated number lies beyond."""
    beyond = figure.bounded and figure.low is not None and not figure.without
    return (figure.low, figure.high) if beyond else number(figure.value)


@pytest.mark.parametrize("id_", DISAGREEMENTS)
def test_a_disagreement_is_shown_with_every_rule(id_: str) -> None:
    """Computed values and verdicts, and the difference where there can be one."""
    made = RECONCILED[id_]
    found = [(known(c.figure), c.verdict) for c in made.candidates]
    assert found == DISAGREEMENTS[id_]
    for candidate in made.candidates:
        if candidate.verdict is NOT_COMPUTED or candidate.figure.bounded:
            assert candidate.difference is None
        else:
            stated, upper = made.statement.value, made.statement.upper
            computed = number(candidate.figure.value)
            nearest = min(max(stated, computed), upper) if upper else stated
            assert candidate.difference == computed - nearest


@pytest.mark.parametrize("made", RECONCILED.values(), ids=RECONCILED)
def test_what_does_not_plainly_agree_is_explained(made: Reconciliation) -> None:
    """A person says in both languages why a number differs or cannot be computed."""
    verdicts = {made.verdict, *(candidate.verdict for candidate in made.candidates)}
    if verdicts - {AGREES, QUALIFIED}:
        assert made.statement.explanation is not None
        assert made.statement.explanation.languages == ("en", "fr")
    assert made.statement.source.startswith("L")


def test_every_disagreement_is_in_the_table() -> None:
    """A statement with a computed figure that does not agree is worked out above."""
    apart = {
        id_
        for id_, made in RECONCILED.items()
        if any(c.verdict in (DIFFERS, NOT_COMPUTED) for c in made.candidates)
    }
    assert apart <= set(DISAGREEMENTS)


# --- Numbers in the narrative ----------------------------------------------------------------

MONTHS = (
    "January February March April May June July August September October November December "
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
).replace(" ", "|")
SEASONS = "spring|summer|autumn|printemps|l'été|l'automne"

ALLOWED = {
    "a link": r"\]\([^)]*\)",
    "the mark of a footnote": r"\[\^\d+\]:?",
    "a day, or days, of a month": (
        rf"\b\d{{1,2}}(er)?( (to|and|au|et) \d{{1,2}}(er)?)? ({MONTHS})( \d{{4}})?\b"
    ),
    "a month or season of a year": rf"\b({MONTHS}|{SEASONS}) (19|20)\d\d\b",
    "the mark of an item": r"(?m)^\d+\. ",
    "a year": r"\b([Ii]n|of|en|de|since|depuis) (19|20)\d\d\b",
    "a meeting by its number": r"\b\d+(th meeting|e réunion)\b",
    "the grade of a post": r"\b[AB]\d(/\d)?\b",
    "a service by its acronym": r"\bDG1\b",
    "the number of a treaty or law": r"\b(S?C?E?TS|STC?E|Law|loi) \d{2,3}\b",
    "articles of a treaty": r"\b[Aa]rticles? \d+((, \d+)* (and|et) \d+)?",
    "the name of the 24/7 network": r"\b24/7\b",
    "a document by its reference": r"\bSG/Inf\(\d{4}\)\d+",
    "the name of an event": r"\b(Internet Governance|européen) 2017\b",
}
"""What digits may stand for in a text, and how it is written."""


def with_figures(text: str, word: str) -> str:
    """Put a word in the place of each figure."""
    for found in reversed(list(placeholders(text))):
        text = text[: found.start] + word + text[found.end :]
    return text


def typed_numbers(text: str) -> list[str]:
    """Give the digits of a text that are neither computed nor allowed."""
    text = with_figures(text, "")
    for pattern in ALLOWED.values():
        text = re.sub(pattern, "", text)
    return re.findall(r"\S*\d\S*", text)


def test_no_number_is_typed_into_the_narrative() -> None:
    """Numbers in prose are figures; digits are left for dates, names and citations."""
    typed = {
        (section.id, language): found
        for section in YEAR.narrative
        for language, text in section.text.entries
        if (found := typed_numbers(text))
    }
    assert typed == {}


def test_a_typed_number_is_found() -> None:
    """The test above can fail."""
    assert typed_numbers("It had 158 entries, {{ entries() }} in 2017 and 21 people.") == [
        "158",
        "21",
    ]


# --- What every edition may print ------------------------------------------------------------

AUDIT_ONLY = {
    "a line of the source": r"\bL\d+\b",
    "a table or chart that an edition may leave out": r"\]\(#",
    "what the report says, or does not": r"\b([Tt]he|[Ll]e) (report|rapport) (says|dit|does|ne)",
}


def test_the_narrative_suits_every_edition() -> None:
    """The text has nothing that is for auditors, and refers to no table that may be left out."""
    found = {
        (section.id, language, what)
        for section in YEAR.narrative
        for language, text in section.text.entries
        for what, pattern in AUDIT_ONLY.items()
        if re.search(pattern, text)
    }
    assert found == set()


def test_the_summary_is_short() -> None:
    """At most 250 words in each language, a figure taken for one."""
    summary = next(section.text for section in YEAR.narrative if section.id == "summary")
    assert all(len(with_figures(text, "1").split()) <= 250 for _, text in summary.entries)


def test_the_narrative_tells_the_year_in_full() -> None:
    """Prose outweighs the tables it stands beside: some 6,500 to 8,000 words a language."""
    for language in ("en", "fr"):
        texts = (section.text.get(language) or "" for section in YEAR.narrative)
        words = sum(len(with_figures(text, "1").split()) for text in texts)
        assert 6_500 <= words <= 8_000
