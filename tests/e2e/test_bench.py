"""The benchmark runs, its document is whole, and both pipelines see the same persons. Nothing is timed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reid_desktop.app.bench.agreement import Persons, compare
from reid_desktop.app.bench.memory import MemoryWatch
from tests.e2e.program import Program, people_pictures

BOXES = np.array([[0, 0, 100, 200], [300, 0, 400, 200], [0, 0, 100, 200], [300, 0, 400, 200]], np.float32)
VECTORS = np.array([[1, 0.1, 0], [0, 1, 0.2], [1, 0.2, 0], [0.1, 1, 0]], np.float32)


def persons(boxes: np.ndarray[Any, Any] = BOXES, vectors: np.ndarray[Any, Any] = VECTORS) -> Persons:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    photo = np.array([0, 0, 1, 1])[: len(boxes)]
    who = np.array([0, 1, 0, 1])[: len(boxes)]
    return Persons(photo, boxes, np.asarray(vectors / lengths, np.float32), who)


def test_a_pipeline_agrees_with_itself() -> None:
    found = compare(persons(), persons())
    assert found.same_boxes == found.same_neighbour == found.as_near_neighbour == 1.0
    assert found.mean_cosine == pytest.approx(1.0)
    assert found.mean_iou == 1.0


def test_moved_and_missing_boxes_count_against_the_agreement() -> None:
    moved = BOXES + np.array([[0, 0, 0, 0], [0, 0, 0, 0], [20, 0, 20, 0], [0, 0, 0, 0]], np.float32)
    assert compare(persons(moved), persons()).same_boxes == 0.75
    assert compare(persons(BOXES[:3], VECTORS[:3]), persons()).same_boxes == 0.75
    assert compare(persons(), persons(BOXES[:3], VECTORS[:3])).same_boxes == 0.75


def test_another_neighbour_is_noticed() -> None:
    turned = VECTORS.copy()
    turned[0] = (0, 1, 0)  # now nearest to the person it was least like
    found = compare(persons(vectors=turned), persons())
    assert found.same_neighbour < 1.0
    assert found.right_neighbour_theirs == 1.0 > found.right_neighbour_ours
    assert found.as_near_neighbour < 1.0


def test_memory_at_half_knows_nothing_of_what_came_later() -> None:
    watch = MemoryWatch(10)
    watch.peaks = [(0, 90.0, 100.0), (5, 95.0, 110.0), (6, 300.0, 300.0), (10, 100.0, 300.0)]
    assert watch.peak_mib(5) == 110.0
    assert watch.peak_mib(10) == 300.0


@pytest.mark.slow
@pytest.mark.usefixtures("shared_models")
def test_photos_the_same_persons_by_both_pipelines(program: Program) -> None:
    people_pictures()
    words = ("bench", "photos", "--json", "--photos", "3", "--rounds", "1", "--embedder", "small")
    photos = program.must(*words).json["photos"]
    assert photos["size_px"] == [4032, 3024]
    assert photos["mean_bytes"] > 2_000_000
    assert photos["limit"]["gflop"]["yolo11n_dequant"] == pytest.approx(4.9, abs=0.2)
    [embedder] = photos["embedders"]
    rows = {(row["pipeline"], row["precision"]): row for row in embedder["rows"]}
    usual, ours = rows["usual", "float32"], rows["reid-desktop", "float32"]
    assert usual["agreement"] is None
    assert usual["ratio"] == 1.0
    assert ours["target"] == 3.0
    assert ours["floor_ms"] > 0
    for (pipeline, precision), row in rows.items():
        assert row["ms_per_photo"] > 0
        assert row["persons_per_photo"] >= 3.5
        if pipeline != "usual":
            least = 0.95 if precision == "float32" else 0.8
            assert row["agreement"]["same_boxes"] >= least, precision
            assert row["agreement"]["mean_cosine"] > 0.95
            assert row["agreement"]["right_neighbour_ours"] >= 0.9


@pytest.mark.slow
def test_memory_and_window(program: Program) -> None:
    people_pictures()
    memory = program.must("bench", "memory", "--json", "--import-photos", "12").json["memory"]
    assert memory["photos"] == 12
    assert memory["peak_mib_at_end"] >= memory["peak_mib_at_half"] > 50
    words = ("bench", "window", "--json", "--rounds", "1", "--window-photos", "4")
    window = program.must(*words).json["window"]
    assert window["heavy_modules"] == []
    assert window["media_during"] == 4
    assert window["repaints"] > 5
    assert window["longest_gap_ms"] >= window["p99_gap_ms"] > 0


def test_a_comparison_without_the_detector_says_what_to_fetch(tmp_path: Path) -> None:
    people_pictures()
    ended = Program(tmp_path, None).run("bench", "photos", "--rounds", "1")
    assert ended.code == 1
    assert "models fetch yolo11n" in ended.err
