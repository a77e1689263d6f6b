"""The log shows every change that was made to it, and names it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reid_desktop.domain.audit_log import GENESIS, LogHead, check_log, row_sha256
from reid_desktop.domain.case import AuditEntry

Texts = st.text(st.characters(), max_size=6)
Contents = st.lists(st.tuples(Texts, Texts, Texts, Texts, Texts), min_size=1, max_size=8)


def chain(contents: list[tuple[str, str, str, str, str]]) -> list[AuditEntry]:
    rows: list[AuditEntry] = []
    previous = GENESIS
    for number, (who, when, action, object_, detail) in enumerate(contents, start=1):
        own = row_sha256(previous, who, when, action, object_, detail)
        rows.append(AuditEntry(number, when, who, action, object_, detail, previous, own))
        previous = own
    return rows


def first_broken(rows: list[AuditEntry]) -> int | None:
    found = check_log(rows)
    return found[0].row if found else None


@given(Contents)
def test_an_untouched_log_is_whole(contents: list[tuple[str, str, str, str, str]]) -> None:
    assert check_log(chain(contents)) == ()


def test_an_empty_log_is_no_log() -> None:
    assert first_broken([]) == 1


EDITS: tuple[Callable[[AuditEntry, str], AuditEntry], ...] = (
    lambda row, text: replace(row, audit_id=len(text) + 100),
    lambda row, text: replace(row, at_utc=text),
    lambda row, text: replace(row, who=text),
    lambda row, text: replace(row, action=text),
    lambda row, text: replace(row, object=text),
    lambda row, text: replace(row, detail=text),
    lambda row, text: replace(row, previous_sha256=text),
    lambda row, text: replace(row, sha256=text),
)


@given(Contents, st.data(), st.sampled_from(EDITS), Texts)
def test_an_edit_is_found(
    contents: list[tuple[str, str, str, str, str]],
    data: st.DataObject,
    edit: Callable[[AuditEntry, str], AuditEntry],
    text: str,
) -> None:
    rows = chain(contents)
    where = data.draw(st.integers(0, len(rows) - 1))
    edited = edit(rows[where], text)
    assume(edited != rows[where])
    rows[where] = edited
    assert first_broken(rows) is not None


@given(Contents, st.data())
def test_a_clever_edit_with_a_new_hash_breaks_the_next_row(
    contents: list[tuple[str, str, str, str, str]], data: st.DataObject
) -> None:
    rows = chain([*contents, ("a", "b", "c", "d", "e")])
    where = data.draw(st.integers(0, len(rows) - 2))
    row = replace(rows[where], who=rows[where].who + "x")
    own = row_sha256(row.previous_sha256, row.who, row.at_utc, row.action, row.object, row.detail)
    rows[where] = replace(row, sha256=own)
    assert first_broken(rows) == rows[where + 1].audit_id


@given(Contents, st.data())
def test_a_deleted_row_is_found(contents: list[tuple[str, str, str, str, str]], data: st.DataObject) -> None:
    rows = chain([*contents, ("a", "b", "c", "d", "e")])
    where = data.draw(st.integers(0, len(rows) - 2))
    missing = rows.pop(where).audit_id
    [problem] = check_log(rows)
    assert problem.sentence == f"Row {missing} is missing."


@given(Contents, st.data())
def test_another_order_is_found(contents: list[tuple[str, str, str, str, str]], data: st.DataObject) -> None:
    rows = chain(contents)
    moved = data.draw(st.permutations(rows))
    assume(moved != rows)
    assert first_broken(moved) is not None


FIVE = [(who, "2024", "import", "EX", "{}") for who in "abcde"]


def sentences(rows: list[AuditEntry], *heads: LogHead) -> list[str]:
    return [problem.sentence for problem in check_log(rows, heads)]


def test_an_edited_row_is_named_and_no_other() -> None:
    rows = chain(FIVE)
    rows[2] = replace(rows[2], who="z")
    assert sentences(rows) == ["Row 3 was changed after it was written: its content does not fit its hash."]


def test_rows_that_are_gone_are_named() -> None:
    rows = chain(FIVE)
    assert sentences(rows[:1] + rows[3:]) == ["Rows 2 to 3 are missing."]
    assert sentences(rows[1:]) == ["Row 1 is missing."]


def test_a_row_taken_out_with_the_rest_numbered_again_is_named() -> None:
    rows = chain(FIVE)
    del rows[2]
    renumbered = [replace(row, audit_id=number) for number, row in enumerate(rows, start=1)]
    [sentence] = sentences(renumbered)
    assert sentence.startswith("Row 3 does not follow from row 2")


def test_rows_that_changed_places_are_named() -> None:
    rows = chain(FIVE)
    rows[1], rows[2] = replace(rows[2], audit_id=2), replace(rows[1], audit_id=3)
    assert sentences(rows) == [
        "Row 2 does not stand where it was written: it follows from row 3.",
        "Row 3 does not stand where it was written: it follows from row 1.",
        "Row 4 does not stand where it was written: it follows from row 2.",
    ]


def test_a_row_before_the_first_is_told() -> None:
    rows = chain(FIVE)
    assert sentences([replace(rows[0], audit_id=-1), *rows]) == [
        "A row has the number -1, where none can be."
    ]


@pytest.mark.parametrize("rows_left", [1, 4])
def test_a_cut_end_is_told_by_any_head_that_is_later(rows_left: int) -> None:
    rows = chain(FIVE)
    head = LogHead(5, rows[4].sha256, "search 7")
    assert sentences(rows, head) == []
    assert sentences(rows[:rows_left], head) == [
        f"The log ends with row {rows_left}, but search 7 knows of 5: the end was cut off."
    ]
    assert sentences(rows[:4], LogHead(4, rows[3].sha256)) == []


def test_a_log_written_anew_is_told_by_a_head() -> None:
    rows, other = chain(FIVE), chain([("x", *FIVE[0][1:]), *FIVE[1:]])
    assert sentences(other) == []
    head = LogHead(3, rows[2].sha256, "an export")
    assert sentences(other, head) == ["Row 3 is not the one that an export knows: the log was rewritten."]


def test_of_a_log_that_is_all_wrong_not_all_is_told() -> None:
    rows = [replace(row, who="z") for row in chain(FIVE * 100)]
    assert len(check_log(rows)) == 100
