"""Hostile text made plain: nothing invisible, nothing that turns the reading order, nothing too long."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

LONGEST_TEXT = 4096
"""Characters of one text that are shown; a camera name of a megabyte is an attack on the reader."""

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")
"""Persian, Indic scripts and emoji are misspelt without them, and they reorder nothing."""
_UNDECODABLE = range(0xDC80, 0xDD00)
"""Python's surrogate escapes: bytes of a file name that are no UTF-8."""


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in _HIDDEN_CATEGORIES and character not in _JOINERS


_ORDINARY = re.compile(r"[ -~]*\Z")


def _shown(character: str) -> str:
    code = ord(character)
    return f"\\x{code - 0xDC00:02X}" if code in _UNDECODABLE else f"\u2039U+{code:04X}\u203a"


def plain(text: str) -> str:
    """Return `text` with every hidden character spelt out: its code point in angle quotes.

    Hidden are control and format characters (among them all that turn the reading
    direction), lone surrogates, private characters, and line and paragraph separators.
    Undecodable bytes of a file name become `\\xNN`.
    The result can always be encoded as UTF-8 and is one line.
    """
    rest = len(text) - LONGEST_TEXT
    if rest > 0:
        text = text[:LONGEST_TEXT]
    if not _ORDINARY.match(text):
        text = "".join(_shown(c) if _is_hidden(c) else c for c in text)
    return f"{text} … ({rest} more characters)" if rest > 0 else text


def encodable(text: str) -> str:
    """Return `text` as found, for formats that carry any character: only what no UTF-8 can hold is spelt out.

    That is lone surrogates, as `plain` writes them; the length is limited alike.
    """
    rest = len(text) - LONGEST_TEXT
    shown = "".join(_shown(c) if "\ud800" <= c <= "\udfff" else c for c in text[:LONGEST_TEXT])
    return f"{shown} … ({rest} more characters)" if rest > 0 else shown


_MARKUP = str.maketrans({c: f"\u2039U+{ord(c):04X}\u203a" for c in "<>&"})


def unmarked(text: str) -> str:
    """Return `plain` text that is none of HTML either, for formats whose readers take texts for HTML.

    `<`, `>` and `&` are spelt out as hidden characters are; escaping would not do where one reader
    undoes it and the next does not.
    """
    return plain(text).translate(_MARKUP)


def marked(text: str) -> Markup:
    """Return `text` for HTML: escaped, and what `plain` spells out inside `<mark>`.

    The tag carries no attribute on purpose: inside an attribute value it stays harmless.
    """
    rest = len(text) - LONGEST_TEXT
    shown = text[:LONGEST_TEXT]
    if _ORDINARY.match(shown):
        html = str(escape(shown))
    else:
        html = "".join(
            f"<mark>{escape(_shown(c))}</mark>" if _is_hidden(c) else str(escape(c)) for c in shown
        )
    if rest > 0:
        html += f" … <mark>({rest} more characters)</mark>"
    return Markup(html)  # every piece was escaped above


def css_string(text: str) -> Markup:
    """Return `text` as a quoted CSS string in which only ASCII letters and digits stand as they are."""
    pieces = (c if c.isascii() and c.isalnum() else f"\\{ord(c):06x}" for c in plain(text)[:200])
    return Markup('"' + "".join(pieces) + '"')  # nothing but letters, digits and escapes
