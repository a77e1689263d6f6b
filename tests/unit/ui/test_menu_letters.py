"""Letters of menus: each calls one entry."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.ui.menu_letters import with_letters


def test_a_letter_that_is_taken_gives_way_to_another_of_the_text() -> None:
    assert with_letters(["&Roles…", "Part to &read elsewhere…", "Plain", "&Rip"]) == [
        "&Roles…", "&Part to read elsewhere…", "Plain", "R&ip",
    ]  # fmt: skip


def test_a_letter_that_another_entry_asks_for_is_not_given_away() -> None:
    assert with_letters(["&Ab", "&Ac", "&Cd"]) == ["&Ab", "Ac", "&Cd"]
    assert with_letters(["&Überspringen", "&übrig", "a && &b"]) == ["&Überspringen", "üb&rig", "a && &b"]


def test_a_written_and_before_a_letter_is_not_its_mark() -> None:
    assert with_letters(["&A", "&&&A"]) == ["&A", "&&A"]
    assert with_letters(["&A", "&&&Ab"]) == ["&A", "&&A&b"]


@given(st.lists(st.text("ABcdé &…", max_size=12)))
def test_no_letter_is_given_twice_and_no_word_is_changed(texts: list[str]) -> None:
    made = with_letters(texts)
    found = [
        one.casefold() for text in made for one in re.findall(r"(?<!&)&(\w)", text.replace("&&", ""))[:1]
    ]
    assert len(found) == len(set(found))
    assert [text.replace("&", "") for text in made] == [text.replace("&", "") for text in texts]
