"""What other parts of the program say is said in the language of the window; none of it is missing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QLabel, QTableView, QWidget
from pytestqt.qtbot import QtBot

from reid_desktop.domain.errors import SourceError, UsageError
from reid_desktop.domain.ids import JobId
from reid_desktop.domain.jobs import JobPhase, JobState, Progress
from reid_desktop.domain.languages import LANGUAGES
from reid_desktop.domain.media import FileOutcome, Outcome
from reid_desktop.domain.phrasebook import parsed
from reid_desktop.ports.engine import Failure, VerifyReport
from reid_desktop.ui import text
from reid_desktop.ui.dialogs.failures import FailuresDialog
from reid_desktop.ui.dialogs.tables import VerifyDialog
from reid_desktop.ui.models.job_rows import JobRowsModel
from reid_desktop.ui.sentences import MADE_OF_WORDS, NumberMarks, Sentences
from reid_desktop.ui.translating import Catalogue
from reid_desktop.ui.views.jobs import progress_words
from tests.ui.conftest import RESOURCES, MakeWindow
from tests.ui.scenery import Scenery
from tools.sentences import sentences

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
TABLES = {
    code: json.loads((RESOURCES / "languages" / f"{code}.sentences.json").read_text(encoding="utf-8"))
    for code in sorted(set(LANGUAGES) - {"en"})
}
GERMAN = Sentences(TABLES["de"], NumberMarks(".", ","))
SENT = sentences()
LETTERS = st.characters(categories=("Lu", "Ll", "Nd", "Po", "So"), exclude_characters=".,:;!?()“”\"'`")
VALUES = st.text(LETTERS, min_size=1, max_size=20)


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """The window speaks German."""
    catalogue = Catalogue(RESOURCES / "languages" / "de.json", qapp)
    qapp.installTranslator(catalogue)
    yield
    qapp.removeTranslator(catalogue)


@pytest.mark.parametrize("code", TABLES)
def test_no_sentence_is_missing_and_none_is_left_over(code: str) -> None:
    known = TABLES[code]
    assert sorted(f"{where}: {words}" for words, where in SENT.items() if words not in known) == []
    assert sorted(set(known) - set(SENT)) == []
    assert [words for words, said in known.items() if not said.strip()] == []


def test_sentences_are_found_in_the_code() -> None:
    for words in (
        "The file cannot be read: {reason}.",  # raised
        "The model {name} is no {role}.",
        "The content changed since the import (SHA-256 differs).",  # a constant
        "{hours:n} hours lie between the two; calibrated on persons in the same clothes.",  # an f-string
        "It is {span_words} later than the time that counts.",  # one of two
        "Looking for persons",  # a step of a job
        "exact search was asked for",  # a phrase
        "the copy {path}",  # made by the database
        "MSMT17, all of it.",  # on a model's card
    ):
        assert words in SENT, words


@pytest.mark.parametrize("code", TABLES)
def test_what_is_filled_in_is_the_same(code: str) -> None:
    def fields(words: str) -> set[str]:
        return {field.name for field in parsed(words).fields}

    assert [words for words, said in TABLES[code].items() if fields(words) != fields(said)] == []


@pytest.mark.parametrize("code", TABLES)
def test_no_sentence_is_taken_for_another(code: str) -> None:
    told, wrong = Sentences(TABLES[code]), []
    for words, said in TABLES[code].items():
        values = {name: f"«{name}»" for name in names(words)}
        if told.translated(filled(words, values)) != filled(said, values):
            wrong.append((words, told.translated(filled(words, values))))
    assert wrong == []


def names(words: str) -> list[str]:
    """Return what can be filled in."""
    return [field.name for field in parsed(words).fields]


def filled(words: str, values: dict[str, str]) -> str:
    """Return a sentence as the program makes it."""
    return re.sub(r"\{(\w+):[^{}]*\}", r"{\1}", words).format(**values)


@given(
    st.sampled_from(sorted(SENT)), st.lists(st.text(LETTERS, min_size=1, max_size=20), min_size=6, max_size=6)
)
@settings(deadline=None)
def test_what_is_filled_in_comes_out_unchanged(words: str, drawn: list[str]) -> None:
    values = {
        name: f"«{value}{number}»"
        for number, (name, value) in enumerate(zip(names(words), drawn, strict=False))
    }
    said = GERMAN.translated(filled(words, values))
    assert said == filled(TABLES["de"][words], values)


@given(st.text(max_size=80))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.usefixtures("german")
def test_a_hostile_name_stays_what_it_is(name: str) -> None:
    said = text.told_problem(UsageError("There is no picture at {path}.", path=name))
    assert text.plain(name) in said
    problem = SourceError("The file {path} cannot be read: {reason}.", path=name, reason="permission denied")
    assert (
        text.told_problem(problem)
        == f"Die Datei {text.plain(name)} lässt sich nicht lesen: Zugriff verweigert."
    )


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    "name",
    [
        "{path}",
        "{0.__class__}",
        "It is no photo and no video.",
        "a cannot be read: b",
        "%1",
        "a\x00b",
        "\udcff",
    ],
)
def test_a_name_that_looks_like_a_template_is_not_read_as_one(name: str) -> None:
    said = text.told_problem(
        SourceError("The file {path} cannot be read: {reason}.", path=name, reason="no key")
    )
    assert said == f"Die Datei {text.plain(name)} lässt sich nicht lesen: no key."
    assert text.plain(name) in text.told(f"The case has no person of interest {name}.")


@pytest.mark.usefixtures("german")
def test_the_name_of_a_picture_is_no_sentence() -> None:
    assert text.picture_name("It is no photo and no video.") == "It is no photo and no video."
    drawn = text.picture_name("box drawn in a\u202eb.jpg (reduced scene kept in the case)")
    assert drawn == "Rahmen gezeichnet in a\\u202eb.jpg (verkleinerte Szene, im Fall aufbewahrt)"


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("", ""),
        ("Something that nobody translated.", "Something that nobody translated."),
        ("The file cannot be read: no such file or directory.",
         "Die Datei lässt sich nicht lesen: Datei oder Ordner nicht gefunden."),
        ("The archive has more than 100,000 members; the others are not read.",
         "Das Archiv hat mehr als 100.000 Bestandteile; die übrigen werden nicht gelesen."),
        ("Reading this file needed more than 1.5 GiB of memory, so it was left out.",
         "Diese Datei zu lesen brauchte mehr als 1,5 GiB Arbeitsspeicher; sie wurde ausgelassen."),
        ("It is 1 year 2 days later than the time that counts.",
         "Sie liegt 1 Jahr 2 Tage nach der geltenden Zeit."),
        ("It lies 812 m NE of the place that counts.", "Es liegt 812 m NO vom geltenden Ort."),
        ("12 km SE of Delft, Netherlands", "12 km SO von Delft, Netherlands"),
        ("ana may not export in this case: that takes the role of examiner or supervisor.",
         "ana darf in diesem Fall nicht exportieren: Dazu ist die Rolle Auswertung oder Leitung nötig."),
        ("What the case holds of exhibit EX-1 was changed from outside the program.",
         "Was der Fall über Asservat EX-1 enthält, wurde von außerhalb des Programms geändert."),
        ("The file is empty. Odd words. It is no photo and no video.",
         "Die Datei ist leer. Odd words. Es ist kein Foto und kein Video."),
        ("The demo case could not be made: The case /c has been closed.",
         "Der Beispielfall ließ sich nicht anlegen: Der Fall /c wurde geschlossen."),
    ],
)  # fmt: skip
def test_sentences_are_said_in_german(said: str, wanted: str) -> None:
    assert text.told(said) == wanted


def test_in_english_a_sentence_is_shown_as_it_was_said(qapp: QApplication) -> None:
    assert qapp is not None
    said = "The archive has more than 100,000 members; the others are not read."
    assert text.told(said) == said
    assert text.told("a\u202eb") == "a\\u202eb"
    assert text.told_problem(UsageError("A text here has at most {most:,} characters.", most=2000)) == (
        "A text here has at most 2,000 characters."
    )


@pytest.mark.usefixtures("german")
def test_numbers_are_written_as_the_language_does() -> None:
    assert text.size(3_200_000) == "3,2 MB"
    assert text.size(1) == "1 Byte"
    assert text.score(0.8124) == "0,812"
    assert text.rate(4.25) == "4,2/s"
    assert text.amount(0.345) == "0,345"
    assert text.offset(-0.4) == "-0,4 s"
    assert (text.span(86400 * 2), text.span(86400 * 3)) == ("2 Tage", "3 Tage")
    assert text.degrees(52.1, 4.2) == "52.10000° N, 4.20000° O"
    assert text.told_problem(UsageError("A text here has at most {most:,} characters.", most=2000)) == (
        "Ein Text hat hier höchstens 2.000 Zeichen."
    )


@pytest.mark.usefixtures("german")
def test_what_the_window_hears_is_shown_in_its_language(
    make_window: MakeWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    window = make_window(scenery)
    window.errands.say_problem("The case /c has been closed.")
    assert window.panels.notices.words["problem"] == "Der Fall /c wurde geschlossen."
    hostile = FileOutcome("/c/It is no photo and no video.", Outcome.FAILED, "The file is empty.")
    failures = FailuresDialog(window, [hostile], {Outcome.FAILED: 1})
    qtbot.addWidget(failures)
    rows = table_of(failures).model()
    assert [rows.index(0, column).data() for column in (0, 1)] == [hostile.path, "Die Datei ist leer."]
    report = VerifyReport(2, 1, (Failure("a.jpg", "Row 7 is missing."),), True, False, True, 1.0)
    found = VerifyDialog(window, report)
    qtbot.addWidget(found)
    assert table_of(found).model().index(0, 1).data() == "Zeile 7 fehlt."
    shown = [one.text() for one in found.findChildren(QLabel)]
    assert "NEIN:  1 von 2 Dateien hat denselben SHA-256 wie beim Import" in shown


def table_of(dialog: QWidget) -> QTableView:
    """Return the table in a dialog."""
    found = dialog.findChild(QTableView)
    assert isinstance(found, QTableView)
    return found


@pytest.mark.usefixtures("german")
def test_a_job_is_told_in_the_language_of_the_window() -> None:
    progress = Progress("Looking for persons", 1234, 2000, current="a: 1:02 of 3:00")
    assert progress_words(JobPhase.RUNNING, progress) == "1.234 von 2.000 Dateien · a: 1:02 von 3:00"
    state = JobState(JobId(1), "Import", JobPhase.FAILED, progress, "The case /c has been closed.")
    model = JobRowsModel()
    model.show_jobs([state, replace(state, phase=JobPhase.RUNNING, problem=None)])
    assert model.index(0, 1).data() == "gescheitert: Der Fall /c wurde geschlossen."
    assert model.index(1, 1).data() == "Personen werden gesucht"


def test_fields_that_hold_words_are_fields_of_something() -> None:
    assert {name for words in SENT for name in names(words)} >= MADE_OF_WORDS
