"""The review from the command line, on a case with persons that no model had to find."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.app.inside import Inside


def test_a_review_is_done_undone_and_shown(inside: Inside, reviewed_case: Path) -> None:
    case = reviewed_case
    decide = ("decide", case, "1", "3-4", "--verdict", "confirmed", "--search", "1", "--person", "2")
    done = inside.json(*decide, "--reason", "gait", "--checklist", "gait=agrees")
    assert (done["sightings"], done["act"], done["verdict"]) == (3, 1, "confirmed")
    inside.must("decide", case, "3", "--verdict", "excluded", "--as", "Berg")
    inside.must("tag", case, "1-2", "--tag", "red bag")
    inside.must("grade", case, "2", "--value", "3")
    inside.must("bookmark", case, "5")
    inside.must("undo", case, "--as", "Berg")
    inside.must("redo", case, "--as", "Berg")
    inside.must("note", case, "limps", "--sighting", "1")
    rows = inside.json("show", case, "decisions")
    assert [(r["sighting_id"], r["verdict"], r["reviewer"], r["current"]) for r in rows] == [
        (1, "confirmed", "T. Ester", True),
        (3, "confirmed", "T. Ester", True),
        (3, "excluded", "Berg", True),
        (4, "confirmed", "T. Ester", True),
    ]
    assert rows[0]["checklist"] == {"gait": "agrees"}
    assert inside.json("show", case, "tags") == [{"tag": "red bag", "sightings": 2}]
    [note] = inside.json("show", case, "notes")
    assert (note["about"], note["number"], note["text"]) == ("sighting", 1, "limps")
    shown = inside.json("show", case, "sightings", "--decided", "excluded")
    assert [(row["sighting_id"], row["decision"], row["tags"]) for row in shown] == [(3, "excluded", [])]
    assert len(inside.json("show", case, "grades")) == 6
    state = inside.json("review", case, "--as", "Berg", "--looked")
    assert (state["left"], state["decisions"]["confirmed"], state["new"]["reviewed"]) == (2, 2, 5)
    assert inside.json("review", case, "--as", "Berg")["new"]["reviewed"] == 0
    queues = inside.json("review", case, "--queues")["queues"]
    assert {(one["kind"], one["name"], one["left"], one["total"]) for one in queues} >= {
        ("tag", "red bag", 1, 2), ("bookmarked", "", 1, 1),
    }  # fmt: skip
    assert "tag red bag: 1 of 2 left" in inside.must("review", case, "--queues").out


@pytest.mark.parametrize(
    "words",
    [
        ("decide", "9", "--verdict", "confirmed"),
        ("decide", "1", "--verdict", "maybe"),
        ("decide", "x", "--verdict", "confirmed"),
        ("decide", "4-2", "--verdict", "confirmed"),
        ("decide", "1", "--verdict", "confirmed", "--checklist", "gait"),
        ("grade", "1", "--value", "7"),
        ("tag", "1", "--tag", " "),
        ("note", "--sighting", "1"),
        ("note", "x", "--media", "ab"),
        ("undo",),
        ("show", "media", "--bookmarked"),
    ],
)
def test_nonsense_is_wrong_usage(inside: Inside, reviewed_case: Path, words: tuple[str, ...]) -> None:
    ended = inside.run(words[0], reviewed_case, *words[1:])
    assert (ended.code, ended.out) == (2, ""), ended.err
