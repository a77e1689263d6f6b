"""The language of the window: words are written in English and looked up when they are shown.

Sentences that other parts of the program made are looked up by their templates (`text.told`). What comes from
evidence is never looked up: it is shown as it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from reid_desktop.domain.languages import ENGLISH, LANGUAGES

from .sentences import NumberMarks, Sentences

CONTEXT = "reid-desktop"
SENTENCES = "sentences"
TEMPLATES = "templates"
PARTS = "parts"
"""Contexts that a catalogue answers for apart from words."""


def tr(words: str, **values: object) -> str:
    """Return words in the language of the window, with `{name}` replaced by values."""
    found = QCoreApplication.translate(CONTEXT, words)
    return found.format(**values) if values else found


def said(words: str) -> str:
    """Return words unchanged: they stand in a table and are looked up (`tr`) where they are shown."""
    return words


_MARKS = (said("thousands: ,"), said("decimal: ."), said("digits that are grouped: 4"))
"""How a language writes numbers, and below what else differs: each is a word whose end counts."""


def number_marks(look_up: Callable[[str], str] = tr) -> NumberMarks:
    """Return how the language of the window writes numbers."""
    thousands, decimal, least = (look_up(mark)[-1] for mark in _MARKS)
    return NumberMarks(thousands, decimal, int(least))


def is_one(count: int) -> bool:
    """Tell whether so many are said as one: in French none is, too."""
    return str(count) in tr("said as one: 1").partition(": ")[2].split()


def winds() -> tuple[str, ...]:
    """Return the letters of north, east, south and west."""
    return tuple(tr("winds: NESW")[-4:])


def language_of_names() -> str:
    """Return the code of the language that countries are named in on the map."""
    return tr("map names: en")[-2:]


class Catalogue(QTranslator):
    """Words of one language by the English ones."""

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        """Read `CODE.json`, an object of English words and what they are in the language.

        `CODE.sentences.json` beside it has the sentences of other parts of the program.
        """
        super().__init__(parent)
        self._words: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
        sentences = json.loads(file.with_suffix(".sentences.json").read_text(encoding="utf-8"))
        self._sentences = Sentences(sentences, number_marks(self._words.__getitem__))

    def isEmpty(self) -> bool:
        """Tell Qt that there is something to look up."""
        return not self._words

    def translate(
        self,
        context: str,
        source_text: str,
        disambiguation: str | None = None,  # noqa: ARG002
        n: int = -1,  # noqa: ARG002
    ) -> str | None:
        """Return the words for `source_text`, or None if there are none; ours and Qt's own alike."""
        if context == SENTENCES:
            return self._sentences.translated(source_text)
        if context == TEMPLATES:
            return self._sentences.template(source_text)
        if context == PARTS:
            return self._sentences.part(source_text)
        return self._words.get(source_text)


def translators(languages_dir: Path, language: str, parent: QObject) -> list[QTranslator]:
    """Return what to install for a language: Qt's own words, where they are there, then ours."""
    if language == ENGLISH:
        return []
    of_qt = QTranslator(parent)
    of_qt.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return [of_qt, Catalogue(languages_dir / f"{language}.json", parent)]


def locale_for(language: str) -> QLocale:
    """Return how numbers and names of months are written: as the system does where it has the language."""
    system = QLocale.system()
    return system if system.name().partition("_")[0] == language else QLocale(language)


def language_for(choice: str) -> str:
    """Return the code of the language to show for a choice: `system`, or a code."""
    if choice in LANGUAGES:
        return choice
    code = QLocale.system().name().partition("_")[0]
    return code if code in LANGUAGES else ENGLISH
