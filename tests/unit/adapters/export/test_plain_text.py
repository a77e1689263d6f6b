"""Hostile text is spelt out, not swallowed."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.adapters.export.plain_text import LONGEST_TEXT, css_string, marked, plain

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Canon EOS 40D", "Canon EOS 40D"),
        ("تقرير 日本 é", "تقرير 日本 é"),
        ("IMG\u202egpj.exe", "IMG\u2039U+202E\u203agpj.exe"),
        ("\u2066a\u2069", "\u2039U+2066\u203aa\u2039U+2069\u203a"),
        ("a\x00b\nc", "a\u2039U+0000\u203ab\u2039U+000A\u203ac"),
        ("caf\udce9.jpg", "caf\\xE9.jpg"),
        ("\ud800", "\u2039U+D800\u203a"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
    ],
)
def test_what_cannot_be_seen_is_spelt_out(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(ANY_TEXT)
def test_plain_text_is_one_visible_line_of_utf8(text: str) -> None:
    shown = plain(text)
    shown.encode("utf-8")
    hidden = {unicodedata.category(c) for c in shown.replace("\u200c", "").replace("\u200d", "")}
    assert hidden.isdisjoint({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
    assert len(shown.splitlines()) <= 1


@given(ANY_TEXT)
def test_marked_text_holds_no_tag_but_mark(text: str) -> None:
    rest = marked(text).replace("<mark>", "").replace("</mark>", "")
    assert not re.search("[<>\"']", rest)


def test_a_text_without_end_is_cut_and_says_so() -> None:
    assert plain("x" * (LONGEST_TEXT + 7)).endswith("x … (7 more characters)")
    assert len(marked("<" * 1_000_000)) < 10 * LONGEST_TEXT


@given(ANY_TEXT)
def test_a_css_string_cannot_be_left(text: str) -> None:
    assert re.fullmatch(r'"([A-Za-z0-9]|\\[0-9a-f]{6})*"', css_string(text))
