"""Two examiners worked on copies of one case, and their reviews are merged."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.app.inside import Inside


@pytest.fixture
def copy(inside: Inside, reviewed_case: Path) -> Path:
    """A copy of the case, taken after Ester decided about 1."""
    inside.must("decide", reviewed_case, "1", "--verdict", "confirmed")
    other = reviewed_case.with_name("berg.reidcase")
    shutil.copytree(reviewed_case, other)
    return other


def decided(inside: Inside, case: Path) -> dict[int, str | None]:
    return {row["sighting_id"]: row["decision"] for row in inside.json("show", case, "sightings")}


def test_what_two_said_is_merged_and_where_they_differ_nothing_counts(
    inside: Inside, reviewed_case: Path, copy: Path
) -> None:
    case = reviewed_case
    inside.must("decide", case, "2-3", "--verdict", "confirmed", "--search", "2")
    inside.must(
        "decide", copy, "2", "--verdict", "excluded", "--search", "2", "--reason", "gait", "--as", "Berg"
    )
    inside.must("decide", copy, "3", "--verdict", "confirmed", "--search", "2", "--as", "Berg")
    inside.must("decide", copy, "4", "--verdict", "inconclusive", "--as", "Berg")
    inside.must("tag", copy, "5", "--tag", "bag", "--as", "Berg")
    inside.must("note", copy, "limps", "--sighting", "4", "--as", "Berg")
    merged = inside.json("merge", case, copy)
    assert (merged["values"], merged["notes"], merged["unknown"]) == (4, 1, 0)
    [conflict] = merged["conflicts"]
    assert (conflict["sighting_id"], conflict["search_id"]) == (2, 2)
    assert (conflict["ours"], conflict["our_author"]) == ("confirmed", "T. Ester")
    assert (conflict["theirs"], conflict["their_author"]) == ("excluded", "Berg")
    assert decided(inside, case) == {1: "confirmed", 2: None, 3: "confirmed", 4: "inconclusive", 5: None}
    [tagged] = inside.json("show", case, "sightings", "--tagged", "merge conflict")
    assert tagged["sighting_id"] == 2
    history = [row for row in inside.json("show", case, "decisions") if row["sighting_id"] == 2]
    assert [(row["verdict"], row["reviewer"]) for row in history] == [
        ("confirmed", "T. Ester"),
        ("excluded", "Berg"),
        (None, "T. Ester"),
    ]
    assert history[1]["origin"].startswith("merged from berg: act")
    assert [note["author"] for note in inside.json("show", case, "notes")] == ["Berg"]
    assert inside.json("merge", case)["merges"][0]["conflicts"] == merged["conflicts"]
    again = inside.run("merge", case, copy)
    assert (again.code, "says nothing" in again.err) == (2, True)
    inside.must("undo", case)
    assert decided(inside, case) == {1: "confirmed", 2: "confirmed", 3: "confirmed", 4: None, 5: None}


def test_only_whole_copies_of_the_same_case_are_merged(
    inside: Inside, reviewed_case: Path, copy: Path, tmp_path: Path
) -> None:
    inside.must("new", tmp_path / "x.reidcase", "--number", "2", "--title", "T", "--examiner", "E")
    refused = inside.run("merge", reviewed_case, tmp_path / "x.reidcase")
    assert (refused.code, "only copies of one case" in refused.err) == (2, True)
    assert inside.run("merge", reviewed_case, reviewed_case).code == 2
    with closing(sqlite3.connect(copy / "case.db")) as connection:
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("UPDATE audit SET who = 'x' WHERE audit_id = 2")
        connection.commit()
    spoilt = inside.run("merge", reviewed_case, copy)
    assert (spoilt.code, "log of berg is not whole" in spoilt.err) == (1, True)
