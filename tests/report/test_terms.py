"""The office's own words in reports: terms, labels, further languages."""

import attrs
import pytest

import cproc
from cproc.errors import InvalidValueError
from cproc.labels import Labels, labels_in, languages, with_labels
from cproc.labels.translation import translation, unwritten
from cproc.model import LocalText, Participants, Portfolio, Term, TermList, TermRole, Wording
from cproc.report import build
from cproc.testing import make_portfolio

RADIO = Term(
    TermList.ACTIVITY_KIND,
    "radio",
    LocalText({"en": "Radio show", "fr": "Émission de radio"}),
    TermRole.NO_EVENT,
)
MURAL = Term(TermList.ACTIVITY_KIND, "mural", LocalText({"en": "Training"}))


def with_kinds(*kinds: str | None, terms: tuple[Term, ...] = (RADIO, MURAL)) -> Portfolio:
    """An office whose first activities are of these kinds, and nobody counted people at them."""
    made = make_portfolio(8)
    first = made.activities[0]
    listed = tuple(
        attrs.evolve(first, id=f"K{n}", kind=kind, participants=()) for n, kind in enumerate(kinds)
    )
    return attrs.evolve(made, activities=listed, terms=terms)


def cells(portfolio: Portfolio, language: str, table: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in build(portfolio, language).tables[table].rows]


def test_kinds_are_named_in_the_language_of_the_report() -> None:
    """Built-in kinds first, then the office's, then what has none.

    Two with one name have their identifiers behind it. What may be an event has bounds.
    """
    office = with_kinds("radio", "mural", None, "training")
    times = len(office.activities[0].occurrences)
    assert [(row[0], row[-1]) for row in cells(office, "en", "by_kind")] == [
        ("Training (training)", times),
        ("Radio show", 0),
        ("Training (mural)", f"0 to {times}"),
        ("not stated", f"0 to {times}"),
    ]
    assert [row[0] for row in cells(office, "fr", "by_kind")] == [
        "Formation", "Émission de radio", "Training", "non indiqué",
    ]  # fmt: skip


def test_notes_tell_what_is_no_event_and_what_may_be_one() -> None:
    """A note names the office's own kinds that are none; another counts what cannot be told."""
    notes = build(with_kinds("radio", None), "en").tables["by_kind"].notes
    assert "Not events either: Radio show." in notes
    assert any(note.startswith("Of 1 occurrence held nobody can tell") for note in notes)
    notes = build(with_kinds("training"), "en").tables["by_kind"].notes
    assert not any("nobody can tell" in note or "either" in note for note in notes)


def test_people_tell_that_an_event_took_place() -> None:
    """An entry without a kind at which people were counted is one event in every column."""
    office = with_kinds(None)
    people = (Participants("", 3, 4),)
    met = attrs.evolve(office.activities[0], participants=people)
    row = cells(attrs.evolve(office, activities=(met,)), "en", "by_kind")[0]
    assert row[-1] == len(met.occurrences)


WORDED = attrs.evolve(
    make_portfolio(4),
    wordings=(
        Wording("table.by_month", LocalText({"en": "Events by month", "de": "Je Monat"})),
        Wording("column.entries", LocalText({"fr": "Actions"})),
    ),
)


def test_labels_of_the_data_go_before_those_of_the_library() -> None:
    """In each language that the office gives a text in, and in that report alone."""
    assert build(WORDED, "en").tables["by_month"].title == "Events by month"
    french = build(WORDED, "fr").tables["by_month"]
    assert (french.title, french.columns[french.index("entries")].label) == (
        "Entrées par mois", "Actions",
    )  # fmt: skip
    assert build(make_portfolio(4), "en").tables["by_month"].title == "Entries by month"


@pytest.mark.parametrize("exporter", ["csv", "docx", "json", "md", "xlsx"])
def test_an_office_adds_a_language_by_its_labels(exporter: str) -> None:
    """A label in German makes German a language; what it lacks is English, dates are German."""
    assert cproc.render(WORDED, exporter, lang="de")
    report = build(WORDED, "de")
    assert report.tables["by_month"].title == "Je Monat"
    assert report.tables["by_country"].title == "Entries by country"
    assert "Januar 2024" in [row[0].value for row in report.tables["by_month"].rows]
    assert "de" not in languages()


def test_a_language_that_cldr_does_not_know_is_refused() -> None:
    """Nobody could write a date in it."""
    made_up = Wording("table.by_month", LocalText({"xx": "x"}))
    with pytest.raises(InvalidValueError, match="CLDR does not know the language 'xx'"):
        build(attrs.evolve(make_portfolio(1), wordings=(made_up,)), "xx")


def test_what_is_not_in_a_language_is_counted() -> None:
    """One of all labels is in German; of texts each kind is told once, with its count."""
    labels, *texts = cproc.plugins.untranslated(WORDED, "de")
    missing, every = unwritten(Labels("de", {}))
    assert missing == every
    assert f"{every - 1} of {every} labels not in German" in labels.message
    assert labels.severity == "warning"
    told = {problem.path: problem.message for problem in texts}
    assert told["activities[0].title"] == "not in German: 4 of 4 such texts."
    assert "wordings[0].text" not in told
    assert len({p.split("[")[0] for p in told if p.startswith("activities")}) == 1
    assert not cproc.plugins.untranslated(make_portfolio(4), "fr,en")


def test_a_form_of_a_language_serves_where_it_has_no_text() -> None:
    """Portuguese serves its Brazilian form, and that serves it; then English, then any."""
    text = LocalText({"en": "Report", "pt": "Relatório"})
    assert (text.best("pt-BR"), text.language_of("pt-BR")) == ("Relatório", "pt")
    assert LocalText({"pt-BR": "Relatório", "en": "x"}).best("pt") == "Relatório"
    serbian = LocalText({"sr": "a", "sr-Latn": "b", "sr-Cyrl": "c", "en": "d"})
    assert [serbian.best(tag) for tag in ("sr-Latn-RS", "sr-Cyrl", "sr", "hr")] == [*"bcad"]
    assert (text.has("pt-BR"), text.has("fr")) == (True, False)
    with with_labels({"pt": {"export.total": "Total geral"}, "pt-BR": {"export.note": "Obs."}}):
        labels = labels_in("pt-BR")
        assert (labels("export.total"), labels("export.note")) == ("Total geral", "Obs.")
        assert labels("format.locale") == "pt-BR"


@pytest.mark.parametrize(
    ("language", "texts"),
    {
        "en": ["0 projects", "1 project", "2 projects", "1,000 projects"],
        "fr": ["0 projet", "1 projet", "2 projets", "1\u202f000 projets"],
        "pl": ["0 projektów", "1 projekt", "2 projekty", "1000 projektów"],
    }.items(),
)
def test_counts_in_words_follow_the_language(language: str, texts: list[str]) -> None:
    """Plurals are those of CLDR: French has the singular for 0, Polish three forms."""
    forms = {"one": "projekt", "few": "projekty", "many": "projektów", "other": "projektu"}
    polish = {f"unit.projects.{form}": text for form, text in forms.items()}
    with with_labels({"pl": polish}):
        labels = labels_in(language)
        assert [
            f"{labels.number(n)} {labels.unit('projects', n)}".replace("\xa0", "")
            for n in (0, 1, 2, 1000)
        ] == texts


def test_a_form_that_a_language_has_not_is_not_taken_from_english() -> None:
    """One that gives the plural alone is not mixed with an English singular."""
    with with_labels({"de": {"unit.months.other": "Monate"}}):
        assert labels_in("de").unit("months", 1) == "Monate"


def test_the_file_of_a_translator_has_every_label_and_form() -> None:
    """Read back, it gives the texts it was made of; what is gone is kept as a comment."""
    texts = {"column.month_name": "Monat", "note.on": 'Am "{day}"\u00a0.', "table.gone": "Weg"}
    made = translation(Labels("de", texts))
    again = Labels.parse("de", made.text)
    assert again.entries == {key: text for key, text in texts.items() if key != "table.gone"}
    assert '# table.gone = "Weg"' in made.text
    assert made.missing == made.total - 2
    assert "\u00a0" not in made.text
    lines = translation(Labels("pl", {})).text.splitlines()
    forms = [line.split(" =")[0] for line in lines if line.startswith("projects.")]
    assert forms == ["projects.one", "projects.few", "projects.many", "projects.other"]
    french = labels_in("fr")
    assert translation(french).missing == 0
    assert Labels.parse("fr", translation(french).text).entries.items() <= french.entries.items()
