"""Messages in a language that the library has not: from a file beside the data, or a plugin."""

import shutil
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner, Result

from cproc.cli import main
from cproc.errors import InvalidValueError, in_language, said
from cproc.labels import Labels
from cproc.labels.messages import packaged_messages, read, with_messages
from cproc.labels.translation import message_translation
from cproc.plugins import collect

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "eu_grant"
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
GERMAN = HEAD + 'msgid "warnings"\nmsgstr "Warnungen"\n'
WRONG = HEAD + 'msgid "there is no rule {value!r}."\nmsgstr "Keine Regel {regel!r}."\n'


def run(*words: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, list(map(str, words)), catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An office with a few labels in German."""
    shutil.copytree(EXAMPLE, tmp_path / "office")
    labels = '[column]\nmonth_name = "Monat"\n'
    (tmp_path / "office" / "labels.de.toml").write_text(labels, "utf-8")
    return tmp_path / "office"


def test_a_translator_gets_labels_and_messages(tmp_path: Path) -> None:
    """Both files stand side by side, each told with what is missing; what was written stays."""
    labels, messages = tmp_path / "labels.de.toml", tmp_path / "messages.de.po"
    done = run("translate", "de", "-o", labels)
    told = done.stdout.replace("\n", "").replace(" ", "")  # a long path has lines of its own
    assert f"wrote{labels}" in told
    assert f"wrote{messages}" in told
    empty = messages.read_text("utf-8")
    assert 'msgid "warnings"\nmsgstr ""\n' in empty
    written = empty.replace('msgid "warnings"\nmsgstr ""\n', 'msgid "warnings"\nmsgstr "W"\n')
    messages.write_text(written, "utf-8")
    again = run("translate", "de", "-o", labels)
    assert again.exit_code == 0
    assert messages.read_text("utf-8") == written


def test_messages_of_the_library_are_in_their_places() -> None:
    """Nothing is missing of French, which the library has; English is what messages are in."""
    french = message_translation("fr")
    assert french.missing == 0
    ours, made = (read("fr", text) for text in (packaged_messages("fr"), french.text))
    assert {each.id: each.string for each in made} == {each.id: each.string for each in ours}
    assert message_translation("fr-CA").missing == 0
    assert message_translation("de").missing == french.total


def test_english_has_labels_only(tmp_path: Path) -> None:
    """The messages are in English as they stand."""
    run("translate", "en", "-o", tmp_path / "labels.en.toml")
    assert [file.name for file in tmp_path.iterdir()] == ["labels.en.toml"]


def test_a_command_speaks_the_language_of_a_file_beside_the_data(folder: Path) -> None:
    """What the file lacks is in English."""
    assert "\nwarnings (1)" in f"\n{run('check', folder, '--lang', 'de').stderr}"
    (folder / "messages.de.po").write_text(GERMAN, "utf-8")
    told = run("check", folder, "--lang", "de").stderr
    assert "\nWarnungen (1)" in f"\n{told}"
    assert "\nnotices (" in told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (WRONG.encode(), "messages-gaps"),
        (b"msgid warnings", "messages-malformed"),
        ("msgid \"\u00e9\"".encode("latin-1"), "messages-malformed"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused(folder: Path, content: bytes, told: str) -> None:
    """The fault is told with the file, before anything is printed in half a language."""
    (folder / "messages.de.po").write_bytes(content)
    for words in (("check", folder, "--lang", "de"), ("translate", "de", "-o", folder / "x.toml")):
        done = run(*words)
        assert done.exit_code == 1
        assert told in done.stderr
        assert "messages.de.po" in done.stderr
    assert not (folder / "x.toml").exists()


def test_a_plugin_brings_messages_with_its_labels(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are spoken in its language; a catalogue that cannot be used does not load."""
    known = collect.installed()
    german = Labels.parse("de", '[column]\nmonth_name = "Monat"\n', GERMAN)
    more = attrs.evolve(known, labels={**known.labels, "de": german})
    monkeypatch.setattr(collect, "installed", lambda: more)
    with collect.in_use():
        assert in_language(said("warnings"), "de") == "Warnungen"
    assert "\nWarnungen (1)" in f"\n{run('check', folder, '--lang', 'de').stderr}"
    with pytest.raises(InvalidValueError, match="gap that nothing fills"):
        Labels.parse("de", "", WRONG)


def test_messages_are_known_for_a_block_only() -> None:
    """Behind it they are as before; within it they go before the library's own."""
    with with_messages({"fr": GERMAN}):
        assert in_language(said("warnings"), "fr") == "Warnungen"
        assert in_language(said("errors"), "fr") == "erreurs"
    assert in_language(said("warnings"), "fr") == "avertissements"
