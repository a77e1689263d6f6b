"""The language of the window: words are written in English and looked up when they are shown.

What comes from evidence, from the log and from the analysis process is never looked up: it is shown as
it is.
"""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTranslator

CONTEXT = "reid-desktop"
LANGUAGES = {"en": "English", "de": "Deutsch"}
"""Each by the name that its speakers give it."""


def tr(words: str, **values: object) -> str:
    """Return words in the language of the window, with `{name}` replaced by values."""
    found = QCoreApplication.translate(CONTEXT, words)
    return found.format(**values) if values else found


def said(words: str) -> str:
    """Return words unchanged: they stand in a table and are looked up (`tr`) where they are shown."""
    return words


def language_of_names() -> str:
    """Return the code of the language that countries are named in on the map: `en` or `de`."""
    return tr("map names: en")[-2:]


class Catalogue(QTranslator):
    """Words of one language by the English ones."""

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        """Read `file`, a JSON object of English words and what they are in the language."""
        super().__init__(parent)
        self._words: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))

    def isEmpty(self) -> bool:
        """Tell Qt that there is something to look up."""
        return not self._words

    def translate(
        self,
        context: str,  # noqa: ARG002 - one catalogue for ours and Qt's own words
        source_text: str,
        disambiguation: str | None = None,  # noqa: ARG002
        n: int = -1,  # noqa: ARG002
    ) -> str | None:
        """Return the words for `source_text`, or None if there are none."""
        return self._words.get(source_text)


def language_for(choice: str) -> str:
    """Return the code of the language to show for a choice: `system`, or a code."""
    if choice in LANGUAGES:
        return choice
    code = QLocale.system().name().partition("_")[0]
    return code if code in LANGUAGES else "en"
