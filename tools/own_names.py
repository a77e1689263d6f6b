"""Names of places in the script of their country, where the tables leave no doubt which one it is.

GeoNames lists names of a place in many languages without saying which is which. A name is taken only where
it is written in the script of its country, with letters that its language has, and where no other is
left, or all others begin with it (in scripts that one language writes). In Cyrillic, which many languages
write, it must read letter by letter as the Latin name does. A wrong name would be worse than none.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

_DATA = json.loads(Path(__file__).with_name("own_names.json").read_text(encoding="utf-8"))
_ARABIC = frozenset(
    [
        "AE",
        "BH",
        "DZ",
        "EG",
        "IQ",
        "JO",
        "KW",
        "LB",
        "LY",
        "MA",
        "OM",
        "PS",
        "QA",
        "SA",
        "SD",
        "SY",
        "TN",
        "YE",
    ]
)
_MARKS = dict.fromkeys([0x02B9, 0x02BA, 0x02BB, 0x02BC, 0x2018, 0x2019, 0x27, 0x60, 0xB4, 0x20, 0x2D])
"""What is no letter in a Latin name: accents that stand alone, apostrophes, spaces, hyphens."""
KNOWN: Mapping[str, str] = _DATA["known"]
"""The largest places, of which the tables list too many names to be certain: by country and name."""


@dataclass(frozen=True, slots=True)
class _Alphabet:
    """What letters a name may have, and how it is read where that decides."""

    letters: Callable[[str], bool]
    reading: Mapping[str, str] | None = None


def _between(*ranges: tuple[int, int]) -> Callable[[str], bool]:
    return lambda letter: letter in " -" or any(low <= ord(letter) <= high for low, high in ranges)


def _in(letters: Iterable[str]) -> Callable[[str], bool]:
    known = frozenset(letters) | {" ", "-"}
    return lambda letter: letter.lower() in known


def _encodes(codec: str) -> Callable[[str], bool]:
    def fits(letter: str) -> bool:
        try:
            letter.encode(codec)
        except UnicodeEncodeError:
            return False
        return 0x4E00 <= ord(letter) <= 0x9FFF or 0x3040 <= ord(letter) <= 0x30FF

    return fits


_ALPHABETS: Mapping[str, _Alphabet] = {
    "GR": _Alphabet(_between((0x0370, 0x03FF))),
    **dict.fromkeys(_ARABIC, _Alphabet(_in(_DATA["arabic"]))),
    **dict.fromkeys(("KR", "KP"), _Alphabet(_between((0xAC00, 0xD7A3)))),
    **dict.fromkeys(("TW", "HK", "MO"), _Alphabet(_encodes("big5"))),
    "IL": _Alphabet(_between((0x05D0, 0x05EA))),
    "GE": _Alphabet(_between((0x10D0, 0x10F0))),
    "AM": _Alphabet(_between((0x0531, 0x0587))),
    "TH": _Alphabet(_between((0x0E01, 0x0E4E))),
    "LA": _Alphabet(_between((0x0E81, 0x0EDF))),
    "KH": _Alphabet(_between((0x1780, 0x17D3))),
    "MM": _Alphabet(_between((0x1000, 0x1049))),
    "CN": _Alphabet(_encodes("gb2312")),
    "JP": _Alphabet(_encodes("shift_jis")),
    **{code: _Alphabet(_in(reading), reading) for code, reading in _DATA["letters"].items()},
}


def own_name(country: str, name: str, others: Iterable[str]) -> str:
    """Return the name of a place in the script of its country; empty where it is not certain."""
    alphabet = _ALPHABETS.get(country)
    if alphabet is None:
        return ""
    if f"{country} {name}" in KNOWN:
        return KNOWN[f"{country} {name}"]
    written = {unicodedata.normalize("NFC", one).strip("\u200e\u200f ") for one in others}
    fitting = sorted(one for one in written if one and all(map(alphabet.letters, one)))
    fitting = [one for one in fitting if any(letter.isalpha() for letter in one)]
    if alphabet.reading is not None:
        fitting = [one for one in fitting if _read(one, alphabet.reading) == _bare(name)]
    if country == "JP" and any(map(_has_han, fitting)):
        fitting = [one for one in fitting if _has_han(one)]
    shortest = min(fitting, key=len, default="")
    if country in _ARABIC or alphabet.reading is not None:
        return shortest if len(fitting) == 1 else ""
    return shortest if all(one.startswith(shortest) for one in fitting) else ""


def _has_han(name: str) -> bool:
    return any(0x4E00 <= ord(letter) <= 0x9FFF for letter in name)


def _read(name: str, reading: Mapping[str, str]) -> str:
    return "".join(reading.get(letter, letter) for letter in name.lower()).replace(" ", "")


def _bare(name: str) -> str:
    """Return a Latin name without marks, spaces and capitals."""
    plain = "".join(one for one in unicodedata.normalize("NFD", name) if not unicodedata.combining(one))
    return plain.lower().translate(_MARKS).replace("\u0111", "dj")
