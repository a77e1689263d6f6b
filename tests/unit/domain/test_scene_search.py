"""Whole-scene search against a computation of its own."""

from __future__ import annotations

import numpy as np
import pytest

from reid_desktop.domain.geometry import Box
from reid_desktop.domain.scene_search import Found, LabelledBox, Scene, SceneQuery, is_hit, judge

BOX, ELSEWHERE = Box(10, 10, 50, 110), Box(200, 10, 240, 110)


def scene(row: int, person: str | None, camera: str = "1") -> Scene:
    boxes = () if person is None else (LabelledBox(person, BOX),)
    return Scene(f"{row}.jpg", camera, boxes)


def found(*likes: tuple[Box, float]) -> Found:
    """Return boxes whose cosine with the probe (1, 0) is given."""
    vectors = [[like, np.sqrt(1 - like * like)] for _, like in likes]
    return Found(tuple(box for box, _ in likes), np.array(vectors, np.float32).reshape(len(likes), 2))


PROBE = np.array([[1.0, 0.0]], np.float32)
QUERY = [SceneQuery(0, "a", BOX)]


def test_precision_counts_the_boxes_the_detector_missed() -> None:
    scenes = [scene(0, "a"), scene(1, "a"), scene(2, "a"), scene(3, "a"), scene(4, None)]
    seen = [
        found((BOX, 1.0)),  # the query's own scene is not searched
        found((BOX, 0.9), (ELSEWHERE, 0.95)),
        found((ELSEWHERE, 0.2)),  # missed
        found((BOX, 0.8), (Box(11, 11, 51, 111), 0.7)),  # two boxes on one person: one is right
        found((ELSEWHERE, 0.85)),
    ]
    # Ranked: 0.95 wrong, 0.9 right, 0.85 wrong, 0.8 right, 0.7 wrong, 0.2 wrong.
    figures = judge(scenes, seen, QUERY, PROBE, across_cameras=False)
    assert figures.mean_ap == pytest.approx((1 / 2 + 2 / 4) / 2 * (2 / 3))
    assert (figures.top_1, figures.queries) == (0.0, 1)
    assert figures.recall == pytest.approx(2 / 3)


def test_scenes_of_the_same_camera_can_be_left_out_and_queries_without_a_match_do_not_count() -> None:
    scenes = [scene(0, "a", "1"), scene(1, "a", "1"), scene(2, "a", "2")]
    seen = [found((BOX, 1.0)), found((BOX, 0.9)), found((BOX, 0.8))]
    figures = judge(scenes, seen, QUERY, PROBE, across_cameras=True)
    assert (figures.mean_ap, figures.top_1, figures.recall) == (1.0, 1.0, 1.0)
    alone = judge(scenes[:2], seen[:2], QUERY, PROBE, across_cameras=True)
    assert (alone.queries, alone.mean_ap) == (0, 0.0)


def test_a_small_person_may_be_found_a_little_off() -> None:
    assert not is_hit(Box(14, 30, 54, 130), Box(0, 0, 40, 100))
    assert is_hit(Box(2, 4, 12, 24), Box(0, 0, 10, 20))  # overlap of 0.47 is enough for one so small
    assert not is_hit(Box(20, 40, 120, 240), Box(0, 0, 100, 200))
