"""Numbers, counts, dates, directions and sentences in every language, as its speakers write them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.languages import ENGLISH, LANGUAGES
from reid_desktop.ui import text
from reid_desktop.ui.translating import Catalogue, tr
from reid_desktop.ui.written_place import read_degrees
from tests.ui.conftest import RESOURCES

NARROW = "\u202f"
"""The narrow space that French groups digits with."""


@pytest.fixture
def speak(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    """Let the window speak the language of the parameter."""
    catalogue, before = Catalogue(RESOURCES / "languages" / f"{request.param}.json", qapp), QLocale()
    qapp.installTranslator(catalogue)
    QLocale.setDefault(QLocale(request.param))
    yield str(request.param)
    qapp.removeTranslator(catalogue)
    QLocale.setDefault(before)


def in_languages(*values: object) -> pytest.MarkDecorator:
    """Parametrise `speak` and what is wanted in German, French, Spanish and Dutch."""
    return pytest.mark.parametrize(
        ("speak", "wanted"), list(zip(("de", "fr", "es", "nl"), values, strict=True)), indirect=["speak"]
    )


@pytest.mark.parametrize("speak", sorted(set(LANGUAGES) - {ENGLISH}), indirect=True)
def test_numbers_are_written_as_the_locale_of_the_language_says(speak: str) -> None:
    locale = QLocale(speak)
    for count in (0, 7, 999, 1234, 9999, 12408, 1234567):
        assert text.number(count) == locale.toString(count)
    for value in (0.812, 1234.5, 12345.25):
        assert text.figure(value, 2).replace(NARROW, "") == locale.toString(value, "f", 2).replace(
            locale.groupSeparator(), ""
        )


@in_languages("2.000", f"2{NARROW}000", "2000", "2.000")
def test_numbers_in_sentences_are_written_so_too(speak: str, wanted: str) -> None:
    assert speak
    problem = UsageError("A text here has at most {most:,} characters.", most=2000)
    assert f" {wanted} " in text.told_problem(problem)
    assert text.told_problem(problem) == text.told(str(problem))


@in_languages(
    ["0 Dateien", "1 Datei", "2 Dateien"],
    ["0 fichier", "1 fichier", "2 fichiers"],
    ["0 archivos", "1 archivo", "2 archivos"],
    ["0 bestanden", "1 bestand", "2 bestanden"],
)
def test_none_is_said_as_one_where_the_language_does(speak: str, wanted: list[str]) -> None:
    assert speak
    assert [text.counted(many, "file", "files") for many in (0, 1, 2)] == wanted
    one, many = "{count} sighting in view", "{count} sightings in view"
    assert (text.plural(0, one, many) == tr(one, count=0)) is (wanted[0] == "0 fichier")


@in_languages("18. Mai 2024", "18 mai 2024", "18 may 2024", "18 mei 2024")
def test_months_have_the_names_of_the_language(speak: str, wanted: str) -> None:
    assert speak
    assert text.day(1_716_034_953_000) == wanted


@in_languages("S, W", "S, O", "S, O", "Z, W")
def test_directions_are_written_and_read_in_the_letters_of_the_language(speak: str, wanted: str) -> None:
    assert speak
    shown = text.degrees(-51.34, -12.37)
    south, west = wanted.split(", ")
    assert shown == f"51.34000° {south}, 12.37000° {west}"
    assert read_degrees(shown) == (-51.34, -12.37)
    assert read_degrees(text.degrees(51.34, 12.37)) == (51.34, 12.37)
    assert read_degrees("51.34 S, 12.37 W") == (-51.34, -12.37)


@in_languages(
    "Sie liegt 1 Jahr 2 Tage nach der geltenden Zeit.",
    "Elle est postérieure de 1 an 2 jours à la date qui vaut.",
    "Es 1 año 2 días posterior a la fecha que vale.",
    "Ze ligt 1 jaar 2 dagen na de geldende tijd.",
)
def test_sentences_of_other_parts_are_said_in_the_language(speak: str, wanted: str) -> None:
    assert speak
    assert text.told("It is 1 year 2 days later than the time that counts.") == wanted


@in_languages(
    "Dazu ist die Rolle Auswertung, Leitung oder Revision nötig.",
    "il faut le rôle examinateur, superviseur ou auditeur.",
    "hace falta el rol de examinador, supervisor o auditor.",
    "daarvoor is de rol van onderzoeker, leider of auditor nodig.",
)
def test_lists_of_words_in_a_sentence_are_said_in_the_language(speak: str, wanted: str) -> None:
    assert speak
    sentence = "{who} may not {act} in this case: that takes the role of {roles}."
    roles = "examiner, supervisor or auditor"
    problem = UsageError(sentence, who="ana", act="read the log", roles=roles)
    assert text.told_problem(problem) == text.told(str(problem))
    assert text.told_problem(problem).endswith(wanted)


@in_languages("Kleidung: trägt", "Kleidung\u00a0: trägt", "Kleidung: trägt", "Kleidung: trägt")
def test_a_colon_stands_as_the_language_sets_it(speak: str, wanted: str) -> None:
    assert speak
    assert text.labelled("Kleidung", "trägt") == wanted


def test_languages_are_named_as_their_speakers_do() -> None:
    assert dict(LANGUAGES) == {
        "en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "nl": "Nederlands",
    }  # fmt: skip
