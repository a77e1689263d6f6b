"""Makes text found in evidence harmless: no control characters, no endless strings."""

from __future__ import annotations

import unicodedata

LONGEST = 512
_UNWANTED = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
# Marks that turn the reading direction can make a text show what it does not say.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def clean_text(value: object) -> str | None:
    """Return `value` as one line of at most 512 printable characters, or None if nothing is left."""
    if isinstance(value, bytes):
        value = _decoded(value)
    if not isinstance(value, str):
        return None
    # What follows a NUL is left over from a longer text.
    value = value.lstrip("\0 ").split("\0", 1)[0][: 8 * LONGEST]
    kept = "".join(
        " " if char in "\t\r\n" else char
        for char in value
        if char in "\t\r\n" or not (unicodedata.category(char) in _UNWANTED or char in _DIRECTION)
    )
    return " ".join(kept.split())[:LONGEST].strip() or None


def _decoded(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
