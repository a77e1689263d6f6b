"""Which template a sentence was made of, and what was filled in: so that it can be said in another language.

A template is a sentence with `{name}` where something is filled in; `{name:...}` is a number. Finding takes
time linear in the sentence: a template's literal pieces are looked for one after the other, never by
backtracking, since names in a sentence can be hostile.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter

LONGEST = 20_000
"""Letters; what is longer is no sentence."""
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Field:
    """A place in a template."""

    name: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence and what can be filled in; one more literal piece than fields."""

    words: str
    pieces: tuple[str, ...]
    fields: tuple[Field, ...]

    @property
    def weight(self) -> int:
        """Return how many letters of it are its own."""
        return sum(len(piece) for piece in self.pieces)

    def values(self, sentence: str) -> dict[str, str] | None:
        """Return what was filled in; None if the sentence is not made of this template.

        Where it can be read in several ways, each value but the last is as short as can be.
        """
        first, *middle, last = self.pieces if self.fields else (*self.pieces, "")
        if not self.fields:
            return {} if sentence == first else None
        end = len(sentence) - len(last)
        if not sentence.startswith(first) or not sentence.endswith(last):
            return None
        at, found = len(first), []
        for piece in middle:
            begins = sentence.find(piece, at + 1, end)
            if begins < 0:
                return None
            found.append(sentence[at:begins])
            at = begins + len(piece)
        if at >= end:
            return None
        found.append(sentence[at:end])
        values = dict[str, str]()
        for field, value in zip(self.fields, found, strict=True):
            if values.setdefault(field.name, value) != value:
                return None
        return values


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence taken apart."""

    template: Template
    values: Mapping[str, str]


def parsed(words: str) -> Template:
    """Return a template as its pieces.

    :raises ValueError: braces are open, a field has no name, or two stand side by side.
    """
    pieces, fields, literal = list[str](), list[Field](), ""
    for text, name, spec, _ in Formatter().parse(words):
        literal += text
        if name is None:
            continue
        if not name.isidentifier() or (fields and not literal):
            raise ValueError(words)
        pieces.append(literal)
        fields.append(Field(name, bool(spec)))
        literal = ""
    return Template(words, (*pieces, literal), tuple(fields))


def template_of(parts: Iterable[tuple[str, bool]]) -> str:
    """Return a template of words (False) and names of fields (True), each name made one of its own."""
    made, names = list[str](), Counter[str]()
    for text, is_field in parts:
        if not is_field:
            made.append(text.replace("{", "{{").replace("}", "}}"))
            continue
        name, _, spec = text.partition(":")
        names[name] += 1
        number = str(names[name]) if names[name] > 1 else ""
        made.append(f"{{{name}{number}{':' + spec if spec else ''}}}")
    return "".join(made)


class Phrasebook:
    """Finds the template of a sentence among many."""

    def __init__(self, templates: Iterable[str]) -> None:
        """Take templates apart.

        :raises ValueError: one cannot be read, or has no whole word of its own.
        """
        read = [parsed(words) for words in sorted(set(templates))]
        self._whole = {one.pieces[0]: one for one in read if not one.fields}
        counts = Counter(word for one in read for word in _own_words(one))
        self._by_word: dict[str, list[Template]] = defaultdict(list)
        for one in (template for template in read if template.fields):
            own = _own_words(one)
            if not own:
                raise ValueError(one.words)
            self._by_word[min(own, key=lambda word: (counts[word], -len(word), word))].append(one)

    def find(self, sentence: str) -> Found | None:
        """Return the template with the most words of its own that made a sentence; None if none did."""
        whole = self._whole.get(sentence)
        if whole is not None:
            return Found(whole, {})
        if len(sentence) > LONGEST:
            return None
        best: Found | None = None
        for word in sorted(set(_WORD.findall(sentence)) & self._by_word.keys()):
            for template in self._by_word[word]:
                if best is not None and template.weight <= best.template.weight:
                    continue
                values = template.values(sentence)
                if values is not None:
                    best = Found(template, values)
        return best


def _own_words(template: Template) -> set[str]:
    """Return the words of the literal pieces that no value can run into."""
    found = set[str]()
    for number, piece in enumerate(template.pieces):
        for word in _WORD.finditer(piece):
            is_first = number == 0 and word.start() == 0
            is_last = number == len(template.pieces) - 1 and word.end() == len(piece)
            if (is_first or word.start() > 0) and (is_last or word.end() < len(piece)):
                found.add(word.group())
    return found
