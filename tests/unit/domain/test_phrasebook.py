"""A sentence is traced back to its template and to what was filled in, whatever that is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.phrasebook import LONGEST, Phrasebook, parsed, template_of

BOOK = (
    "The file {path} cannot be read: {reason}.",
    "The model graph {file} cannot be read.",
    "{file} cannot be read.",
    "Row {row} does not follow from row {before}: row {before} was replaced.",
    "{name} holds braces {{}} and {count:,} files.",
    "Nothing is filled in.",
)
HARMLESS = st.text(st.characters(categories=("Lu", "Ll", "Nd", "Zs", "Po", "So")), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("sentence", "template", "values"),
    [
        ("The file /a/b cannot be read: no key.", 0, {"path": "/a/b", "reason": "no key"}),
        ("The model graph x.onnx cannot be read.", 1, {"file": "x.onnx"}),
        ("x.onnx cannot be read.", 2, {"file": "x.onnx"}),
        ("Row 7 does not follow from row 6: row 6 was replaced.", 3, {"row": "7", "before": "6"}),
        ("a holds braces {} and 1,041 files.", 4, {"name": "a", "count": "1,041"}),
        ("Nothing is filled in.", 5, {}),
    ],
)
def test_a_sentence_is_taken_apart(sentence: str, template: int, values: dict[str, str]) -> None:
    found = Phrasebook(BOOK).find(sentence)
    assert found is not None
    assert (found.template.words, dict(found.values)) == (BOOK[template], values)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "Something else.",
        " cannot be read.",
        "Nothing is filled in",
        "Row 7 does not follow from row 6: row 5 was replaced.",
        "The file a cannot be read: b.".replace(" ", "_"),
        f"{'x' * LONGEST} cannot be read.",
    ],
)
def test_what_no_template_made_is_not_known(sentence: str) -> None:
    assert Phrasebook(BOOK).find(sentence) is None


@given(
    st.dictionaries(st.sampled_from(("path", "reason", "file", "name", "count", "row", "before")), HARMLESS)
)
def test_whatever_is_filled_in_can_be_put_back(values: dict[str, str]) -> None:
    book = Phrasebook(BOOK)
    values["before"] = "6"
    for words in BOOK:
        if {field.name for field in parsed(words).fields} <= values.keys():
            sentence = words.replace(":,", "").format(**values)
            found = book.find(sentence)
            assert found is not None
            assert found.template.words.replace(":,", "").format(**found.values) == sentence


@given(st.text(max_size=200))
def test_any_text_is_borne(sentence: str) -> None:
    found = Phrasebook(BOOK).find(sentence)
    assert found is None or found.template.words.replace(":,", "").format(**found.values) == sentence


def test_a_name_made_of_templates_takes_no_longer_than_its_length() -> None:
    hostile = " cannot be read: " * 1000
    found = Phrasebook(BOOK).find(f"The file {hostile} cannot be read: why.")
    assert found is not None
    assert "".join(found.values.values()).count("cannot be read") == 1000


@pytest.mark.parametrize("words", ["{", "{}", "{a}{b} words", "{0} words", "{a.b} words"])
def test_a_template_that_cannot_be_told_apart_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parsed(words)


def test_a_template_without_a_word_of_its_own_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\{a\}, \{b\}"):
        Phrasebook(["{a}, {b}"])


def test_a_template_is_made_of_words_and_names() -> None:
    assert template_of([("a {", False), ("x", True), (" ", False), ("x:n", True)]) == "a {{{x} {x2:n}"
