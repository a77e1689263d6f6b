"""Reads fields out of file names by templates such as `{person}_c{camera}s{seq}_{frame}`.

A template is literal text with fields in braces. It is compared with the name without its ending, from the
first character on; behind the last field a name may go on with anything that is no letter and no digit
(`_03`, ` (1)`). A template with `/` is compared with as many folders as it names. `{{` and `}}` are braces.

| field | reads |
|---|---|
| `{name}` | any text up to what follows, at the end all of it; at least one character; a word of your own |
| `{frame}` `{seq}` `{sequence}` `{index}` `{box}` | digits |
| `{name:4}` | exactly four characters |
| `{name:d}`, `{name:4d}` | digits; exactly four digits |
| `{*}` | any text, which is not kept |
| `{date}` | `20240518`, `2024-05-18`, `2024_05_18` or `2024.05.18` |
| `{time}` | `142233`, `14-22-33`, `14_22_33`, `14.22.33` or `14:22:33`, with or without `.123` |
| `{year}` `{month}` `{day}` `{hour}` `{minute}` `{second}` | four and two digits |
| `{ms}` | three digits |
| `{unix}`, `{unix_ms}` | seconds (10 digits) or milliseconds (13 digits) since 1970 in UTC |
| `{zone}` | `Z`, `+0200`, `+02:00` |
| `{lat}`, `{lon}` | decimal degrees: `-33.868`, `33.868S` |
| `{alt}` | metres |

No regular expression is ever made of a template. Matching takes at most (parts of the template) times (length
of the name) squared steps, since no position is tried twice.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from .errors import UsageError

_NUMBERS = {"frame", "seq", "sequence", "index", "box"}

LONGEST_TEMPLATE, LONGEST_NAME, MOST_FIELDS = 200, 300, 24
_FIELD = re.compile(r"(?P<name>[a-z][a-z0-9_]{0,31}|\*)(?::(?P<width>[1-9][0-9]?)?(?P<digits>d)?)?", re.ASCII)

_SHAPES: dict[str, tuple[re.Pattern[str], ...]] = {
    # The longer shape comes first.
    "date": (re.compile(r"[0-9]{4}([-_.])[0-9]{2}\1[0-9]{2}"), re.compile(r"[0-9]{8}")),
    "time": (
        re.compile(r"[0-9]{2}([-_.:])[0-9]{2}\1[0-9]{2}\.[0-9]{3}"),
        re.compile(r"[0-9]{6}\.[0-9]{3}"),
        re.compile(r"[0-9]{2}([-_.:])[0-9]{2}\1[0-9]{2}"),
        re.compile(r"[0-9]{6}"),
    ),
    "year": (re.compile(r"[0-9]{4}"),),
    **{name: (re.compile(r"[0-9]{2}"),) for name in ("month", "day", "hour", "minute", "second")},
    "ms": (re.compile(r"[0-9]{3}"),),
    "unix": (re.compile(r"[0-9]{10}"),),
    "unix_ms": (re.compile(r"[0-9]{13}"),),
    "zone": (re.compile(r"[+-][0-9]{2}:?[0-9]{2}"), re.compile(r"Z")),
    "lat": (
        re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,15})?[NS]"),
        re.compile(r"[+-]?[0-9]{1,2}(?:\.[0-9]{1,15})?"),
    ),
    "lon": (
        re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,15})?[EW]"),
        re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,15})?"),
    ),
    "alt": (re.compile(r"[+-]?[0-9]{1,5}(?:\.[0-9]{1,6})?"),),
}
KNOWN_FIELDS = frozenset(_SHAPES)


@dataclass(frozen=True, slots=True)
class _Literal:
    text: str

    def ends(self, name: str, start: int) -> Iterator[int]:
        if name.startswith(self.text, start):
            yield start + len(self.text)


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    width: int | None = None
    is_digits: bool = False
    is_last: bool = False

    def ends(self, name: str, start: int) -> Iterator[int]:
        """Yield where the field may end; longest first, but free text before other parts shortest first."""
        if self.name in _SHAPES:
            yield from dict.fromkeys(
                found.end() for found in (shape.match(name, start) for shape in _SHAPES[self.name]) if found
            )
            return
        last = start
        while last < len(name) and self._takes(name[last]):
            last += 1
        if self.width is not None:
            if last - start >= self.width:
                yield start + self.width
        elif self.is_digits or self.is_last:
            yield from range(last, start, -1)
        else:
            yield from range(start + 1, last + 1)

    def _takes(self, character: str) -> bool:
        if self.is_digits:
            return character.isascii() and character.isdigit()
        return character != "/"


@dataclass(frozen=True, slots=True)
class NameTemplate:
    """One parsed template."""

    text: str
    parts: tuple[_Literal | _Field, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of the fields, in order."""
        return tuple(part.name for part in self.parts if isinstance(part, _Field) and part.name != "*")

    def read(self, device_path: str) -> dict[str, str] | None:
        """Return the fields of a path, or None where the template does not fit it."""
        path = device_path.replace("\\", "/").split("/")
        subject = "/".join(path[-1 - self.text.count("/") :])
        stem, dot, ending = subject.rpartition(".")
        has_ending = bool(dot and stem and "/" not in ending)
        for name in (stem, subject) if has_ending else (subject,):
            found = self._match(name) if len(name) <= LONGEST_NAME else None
            if found is not None:
                return found
        return None

    def _match(self, name: str) -> dict[str, str] | None:
        """Walk the parts with a list of open choices; a choice that failed once is never tried again."""
        failed: set[tuple[int, int]] = set()
        open_: list[tuple[int, Iterator[int]]] = [(0, self.parts[0].ends(name, 0))]
        while open_:
            start, ends = open_[-1]
            end = next(ends, None)
            if end is None:
                failed.add((len(open_) - 1, start))
                open_.pop()
            elif len(open_) == len(self.parts):
                if _may_end(name, end, self.parts[-1]):
                    return self._taken(name, [*(place for place, _ in open_), end])
            elif (len(open_), end) not in failed:
                open_.append((end, self.parts[len(open_)].ends(name, end)))
        return None

    def _taken(self, name: str, places: list[int]) -> dict[str, str]:
        values: dict[str, str] = {}
        for number, part in enumerate(self.parts):
            if isinstance(part, _Field) and part.name != "*":
                values[part.name] = name[places[number] : places[number + 1]]
        return values


def _may_end(name: str, end: int, last: _Literal | _Field) -> bool:
    if end == len(name):
        return True
    takes_all = isinstance(last, _Field) and last.name == "*"
    return not takes_all and not name[end].isalnum() and name[end] != "/"


def name_template(text: str) -> NameTemplate:
    """Parse a template.

    :raises UsageError: it is no template, or two of its fields cannot be told apart.
    """

    def refused(why: str) -> UsageError:
        return UsageError(
            "“{template}” is no name template: {why}. "
            "Write one such as {{person}}_c{{camera}}s{{seq}}_{{frame}}.",
            template=text,
            why=why,
        )

    if not text or len(text) > LONGEST_TEMPLATE or not text.isprintable():
        raise refused(f"it must have 1 to {LONGEST_TEMPLATE} characters that can be seen")
    parts = _parts(text, refused)
    fields = [part for part in parts if isinstance(part, _Field)]
    named = [part.name for part in fields if part.name != "*"]
    if not named:
        raise refused("it names no field")
    if len(fields) > MOST_FIELDS or len(set(named)) < len(named):
        raise refused(f"a field may stand once, and there may be {MOST_FIELDS} of them")
    for before, after in itertools.pairwise(parts):
        if isinstance(before, _Field) and isinstance(after, _Field) and _is_open(before):
            raise refused(f"where {{{before.name}}} ends and {{{after.name}}} begins is not said")
    if isinstance(parts[-1], _Field):
        parts[-1] = replace(parts[-1], is_last=True)
    return NameTemplate(text, tuple(parts))


def _is_open(field: _Field) -> bool:
    """Tell whether a field ends only where something else begins."""
    return field.width is None and field.name not in _SHAPES


def _parts(text: str, refused: Callable[[str], UsageError]) -> list[_Literal | _Field]:
    parts: list[_Literal | _Field] = []
    literal, place = "", 0
    while place < len(text):
        character = text[place]
        if text[place : place + 2] in {"{{", "}}"}:
            literal, place = literal + character, place + 2
        elif character == "}":
            raise refused("a closing brace stands alone")
        elif character == "{":
            end = text.find("}", place)
            if end < 0:
                raise refused("an opening brace is not closed")
            if literal:
                parts.append(_Literal(literal))
            parts.append(_field(text[place + 1 : end], refused))
            literal, place = "", end + 1
        else:
            literal, place = literal + character, place + 1
    return [*parts, _Literal(literal)] if literal else parts


def _field(inside: str, refused: Callable[[str], UsageError]) -> _Field:
    found = _FIELD.fullmatch(inside)
    if found is None:
        raise refused(f"{{{inside}}} is no field")
    width = int(found["width"]) if found["width"] else None
    if ":" in inside and (found["name"] in _SHAPES or found["name"] == "*" or not (width or found["digits"])):
        raise refused(f"{{{inside}}} cannot have this width")
    return _Field(found["name"], width, found["digits"] is not None or found["name"] in _NUMBERS)
