"""What came of second looks as a file: hostile names stay inert, nothing is written over."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest

from reid_desktop.adapters.export.second_results import COLUMNS, write_second_results
from reid_desktop.domain.errors import ExportError
from reid_desktop.domain.ids import EntryId, SearchId, SightingId
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.domain.review import Verdict
from reid_desktop.domain.reviewer_agreement import Opinion, SecondResults, pairings
from reid_desktop.domain.second_look import Answer, Outcome, Proficiency, Rate

HOSTILE = "=cmd()\u202e|x"


@pytest.fixture
def results() -> SecondResults:
    answer = Answer(0, Verdict.EXCLUDED, HOSTILE, "2024-01-01T00:00:00.000Z")
    outcome = Outcome(SearchId(3), SightingId(7), Verdict.CONFIRMED, answer, None)
    opinions = (Opinion(EntryId(1), "Adler", outcome),)
    rates = Proficiency(HOSTILE, Rate(1, 4), Rate(0, 0), Rate(0, 4))
    return SecondResults(opinions, tuple(pairings(opinions)), (rates,), 4, 0)


def test_a_table_has_opinions_agreement_and_error_rates(tmp_path: Path, results: SecondResults) -> None:
    out = tmp_path / "looks.csv"
    told = write_second_results(out, results)
    assert told == hashlib.sha256(out.read_bytes()).hexdigest()
    rows = list(csv.reader(io.StringIO(out.read_bytes().decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert [row[0] for row in rows[1:-1]] == ["opinion", *["agreement"] * 2, *["error rate"] * 3]
    assert rows[-1] == [LEAD_NOTICE]
    assert not [cell for row in rows for cell in row if cell.startswith("=") or "\u202e" in cell]
    assert rows[4][COLUMNS.index("low_95") :] == ["0.0456", "0.6994"]


def test_a_document_has_all_of_it(tmp_path: Path, results: SecondResults) -> None:
    write_second_results(tmp_path / "looks.json", results)
    told = json.loads((tmp_path / "looks.json").read_text(encoding="ascii"))
    assert told["notice"] == LEAD_NOTICE
    assert told["opinions"][0]["second_by"] == HOSTILE
    assert told["agreement"][0] == {
        "first_by": "Adler", "second_by": HOSTILE, "count": 0, "of": 1, "rate": 0.0,
        "interval_95": [0.0, 0.7935], "opposite": 1,
    }  # fmt: skip
    assert told["error_rates"][0]["false negatives"]["rate"] is None


def test_nothing_is_written_over_and_nothing_is_left_behind(tmp_path: Path, results: SecondResults) -> None:
    there = tmp_path / "looks.csv"
    there.write_text("mine", encoding="ascii")
    with pytest.raises(ExportError, match="there already"):
        write_second_results(there, results)
    with pytest.raises(ExportError, match="folder is not there"):
        write_second_results(tmp_path / "no" / "looks.csv", results)
    assert [path.name for path in tmp_path.iterdir()] == ["looks.csv"]
    assert there.read_text(encoding="ascii") == "mine"
