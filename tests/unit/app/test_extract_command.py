"""The log for those who supervise."""

from __future__ import annotations

import csv
import json
from contextlib import closing
from pathlib import Path

import pytest

from reid_desktop.adapters.store import open_case
from reid_desktop.services.log_extract import Processing, processing_of
from tests.unit.app.inside import Inside


@pytest.mark.parametrize(
    ("action", "processing"),
    [
        ("import.read", Processing.COLLECTION),
        ("media.corrected", Processing.ALTERATION),
        ("view", Processing.CONSULTATION),
        ("export", Processing.DISCLOSURE),
        ("search", Processing.COMBINATION),
        ("purge.searches", Processing.ERASURE),
        ("review.decide", Processing.ASSESSMENT),
        ("policy", Processing.OVERSIGHT),
        ("never seen", Processing.OVERSIGHT),
    ],
)
def test_the_law_has_a_word_for_every_action(action: str, processing: Processing) -> None:
    assert processing_of(action) is processing


def test_an_extract_tells_every_use_and_who_verified_it(
    inside: Inside, reviewed_case: Path, tmp_path: Path
) -> None:
    with closing(open_case(reviewed_case)) as store, store.transaction("Ester") as writer:
        writer.log(
            "search", "search 2", search_id=2, probe="=cmd()", candidates=3, model_key="k", reason="theft"
        )
    inside.must("decide", reviewed_case, "1", "--verdict", "confirmed", "--search", "2", "--as", "Ann")
    inside.must("second-look", reviewed_case, "ask", "--search", "2", "--fillers", "0")
    [task] = inside.json("second-look", reviewed_case)["tasks"]
    said = ("answer", str(task["task"]), "0", "--verdict", "confirmed", "--as", "Berg")
    inside.must("second-look", reviewed_case, *said)
    out = tmp_path / "log.json"
    told = inside.json("log-extract", reviewed_case, "--out", out, "--reason", "yearly check")
    document = json.loads(out.read_text("ascii"))
    [use] = document["uses"]
    assert (use["search_id"], use["verified_by"], use["purged"]) == (2, ["Ann", "Berg"], False)
    assert document["second_looks"][0]["agreement"] == "agreed"
    assert told["rows"] == len(document["rows"]) == document["log"]["row"]
    assert document["counts"]["combination"] == 1
    assert [row["reason"] for row in document["rows"] if row["action"] == "search"] == ["theft"]
    table = tmp_path / "log.csv"
    inside.must("log-extract", reviewed_case, "--out", table, "--format", "csv", "--after", "2020-01-01")
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[-1]["action"] == "log.extract"
    assert rows[-1]["processing"] == "disclosure"
    assert not any(value.startswith(("=", "+", "@")) for row in rows for value in row.values())
    assert inside.run("log-extract", reviewed_case, "--out", table).code == 2
    nothing = tmp_path / "none.json"
    inside.must("log-extract", reviewed_case, "--out", nothing, "--before", "2000-01-01")
    assert json.loads(nothing.read_text("ascii"))["rows"] == []
