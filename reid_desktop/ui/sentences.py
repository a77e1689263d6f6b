"""Sentences of services, adapters and rules, said in another language.

They are made in English, for the case, the log and the exports, and reach the window as they stand
there. What was filled in comes out as it went in, but for numbers and for parts that are themselves words
of ours, such as a reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from reid_desktop.domain.phrasebook import Phrasebook

MADE_OF_WORDS = frozenset({
    "act", "acts", "after", "app", "before", "bug", "cause", "detail", "kind", "left", "note", "problem",
    "reason", "role", "roles", "rstrip", "span_words", "strerror", "verdict", "what", "when", "where", "why",
    "words",
})  # fmt: skip
"""Fields that hold words of ours; names of files, persons and exhibits are never looked up."""
_NEXT = re.compile(r"(?<=[.!?”]) (?=[A-Z“])")
_LISTED = re.compile(r"(, | or )")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_DEEPEST = 4
"""A reason can stand in a reason; no further than this."""


@dataclass(frozen=True, slots=True)
class NumberMarks:
    """How a language writes numbers."""

    thousands: str = ","
    decimal: str = "."
    least_digits: int = 4
    """So many digits before the decimal mark, and they are grouped: Spanish writes 1234, but 12.345."""


def number_in(words: str, marks: NumberMarks) -> str:
    """Return an English number with the marks of another language; other words as they are."""
    if not _NUMBER.fullmatch(words):
        return words
    whole = sum(letter.isdigit() for letter in words.partition(".")[0])
    thousands = marks.thousands if whole >= marks.least_digits else ""
    return "".join({",": thousands, ".": marks.decimal}.get(letter, letter) for letter in words)


_ENGLISH = NumberMarks()


class Sentences:
    """The sentences of one language by the English ones."""

    def __init__(self, table: Mapping[str, str], marks: NumberMarks = _ENGLISH) -> None:
        """Take templates and what they are in the language; and how it writes numbers.

        :raises ValueError: a template cannot be read.
        """
        self._table, self._marks = table, marks
        self._book = Phrasebook(table)

    def template(self, words: str) -> str | None:
        """Return what a template is in the language."""
        return self._table.get(words)

    def translated(self, sentence: str) -> str | None:
        """Return a sentence in the language, or several one after the other; None if none is known."""
        return self._known(sentence, 0)

    def part(self, words: str) -> str:
        """Return words that are filled in, such as `examiner or supervisor`; of a list, each."""
        return self._part(words, 1)

    def _known(self, words: str, depth: int) -> str | None:
        found = self._one(words, depth)
        if found is not None:
            return found
        parts = _NEXT.split(words, maxsplit=12)
        said = [self._one(part, depth) for part in parts]
        if len(parts) == 1 or not any(said):
            return None
        return " ".join(new or old for new, old in zip(said, parts, strict=True))

    def _one(self, sentence: str, depth: int) -> str | None:
        found = self._book.find(sentence)
        if found is None:
            return None
        values = dict(found.values)
        for field in found.template.fields:
            if field.is_number:
                values[field.name] = number_in(values[field.name], self._marks)
            elif field.name in MADE_OF_WORDS and depth < _DEEPEST:
                values[field.name] = self._part(values[field.name], depth + 1)
        return self._table[found.template.words].format(**values)

    def _part(self, words: str, depth: int) -> str:
        found = self._known(words, depth)
        if found is not None:
            return found
        joined = f" {self._table['or']} "
        parts = _LISTED.split(words)
        return "".join(joined if part == " or " else self._one(part, depth) or part for part in parts)
