"""Second looks from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.app.inside import Inside


def test_a_second_look_from_asking_to_the_result(inside: Inside, reviewed_case: Path) -> None:
    case = reviewed_case
    inside.must("decide", case, "1-2", "--verdict", "confirmed", "--search", "2")
    inside.must("second-look", case, "seed", "3", "4", "--different", "--reason", "two in one picture")
    assert inside.json("second-look", case, "seed", "--from-photos", "3")["pairs"] == 0
    asked = inside.json("second-look", case, "ask", "--search", "2", "--fillers", "1", "--seeds", "1")
    assert asked["candidates"] == 2
    task = str(asked["task"])
    shown = 0
    while (pair := inside.json("second-look", case, "next", task, "--as", "Berg"))["task"] is not None:
        assert set(pair) == {"schema_version", "notice", "task", "place", "left", "of", "probe", "sighting"}
        inside.must(
            "second-look", case, "answer", task, str(pair["place"]), "--verdict", "confirmed", "--as", "Berg"
        )
        shown += 1
    assert shown == 4
    results = inside.json("second-look", case, "result")["outcomes"]
    assert [(r["sighting_id"], r["first"], r["second"]["reviewer"], r["agreement"]) for r in results] == [
        (1, "confirmed", "Berg", "agreed"),
        (2, "confirmed", "Berg", "agreed"),
    ]
    [berg] = inside.json("second-look", case, "rates")["examiners"]
    assert (berg["examiner"], berg["false_positives"]["count"], berg["false_positives"]["of"]) == (
        "Berg",
        1,
        1,
    )
    told = inside.json("second-look", case, "agreement")
    [pair] = told["pairs"]
    assert (pair["second_by"], pair["count"], pair["of"], told["contradictions"]) == ("Berg", 2, 2, [])
    assert (told["seeds"], told["hidden"]) == (1, 0)
    out = case.parent / "looks.json"
    assert inside.json("second-look", case, "export", "--out", str(out))["opinions"] == 2
    assert len(json.loads(out.read_text(encoding="ascii"))["opinions"]) == 2
    assert inside.run("second-look", case, "export", "--out", str(out)).code != 0
    [told] = inside.json("second-look", case)["tasks"]
    assert (told["pairs"], told["left"]) == (4, 0)


@pytest.mark.parametrize(
    "words",
    [
        ("ask",),
        ("export",),
        ("answer", "1", "0"),
        ("answer", "1", "--verdict", "confirmed"),
        ("seed", "1", "2"),
        ("next", "9"),
        ("next", "x"),
    ],
)
def test_nonsense_is_wrong_usage(inside: Inside, reviewed_case: Path, words: tuple[str, ...]) -> None:
    ended = inside.run("second-look", reviewed_case, *words)
    assert (ended.code, ended.out) == (2, ""), ended.err
