"""The letters that the entries of a menu are called by: no letter twice, whatever the language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from PySide6.QtGui import QAction

_MARK = re.compile(r"(?P<written>&&)|&(?=\w)")
"""Two of them are one that is written; Qt reads them in pairs from the left."""


def with_letters(texts: Sequence[str]) -> list[str]:
    """Return texts each with a letter of its own, after `&`; those that ask for none stay as they are.

    A text keeps the letter it asks for unless one before it asked for the same; then it gets the first letter
    of one of its words that is free, or any other of its own. Where all are taken it has none.
    """
    wished = [_letter_of(text) for text in texts]
    taken = {letter for letter in wished if letter}
    given, made = set[str](), list[str]()
    for text, letter in zip(texts, wished, strict=True):
        if not letter or letter not in given:
            given.add(letter)
            made.append(text)
            continue
        plain = _MARK.sub(lambda found: found["written"] or "", text)
        at = next((at for at in _places(plain) if plain[at].casefold() not in taken), None)
        if at is not None:
            taken.add(plain[at].casefold())
            plain = f"{plain[:at]}&{plain[at:]}"
        made.append(plain)
    return made


def letter_apart(actions: Iterable[QAction]) -> None:
    """Give the entries of a menu, or of the menu bar, a letter each."""
    named = [action for action in actions if not action.isSeparator()]
    for action, text in zip(named, with_letters([one.text() for one in named]), strict=True):
        if action.text() != text:
            action.setText(text)


def _letter_of(text: str) -> str:
    marks = (found for found in _MARK.finditer(text) if not found["written"])
    return next((text[found.end()].casefold() for found in marks), "")


def _places(text: str) -> list[int]:
    """Return where the letters of a text stand, the first ones of its words before the others."""
    first = [found.start() for found in re.finditer(r"\b[^\W\d_]", text)]
    return [*first, *(found.start() for found in re.finditer(r"\B[^\W\d_]", text))]
