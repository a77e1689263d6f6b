"""Whole-scene search over painted scenes."""

from __future__ import annotations

from reid_desktop.domain.scene_search import LabelledBox, Scene, SceneQuery
from reid_desktop.ports.media import Photo
from reid_desktop.services.scene_evaluating import evaluate_scenes
from tests.fakes.vision import FakeVisionLoader
from tests.unit.services.scene import BOXES, PaintedPhotos


def open_scene(path: str) -> Photo:
    return PaintedPhotos().open(f"persons {path}".encode(), path)


def test_a_person_is_detected_described_and_found_in_other_scenes() -> None:
    """Scene n shows the first n painted persons; the second one is looked for."""
    scenes = [
        Scene(str(count), str(count), tuple(LabelledBox(str(n), box) for n, box in enumerate(BOXES[:count])))
        for count in (2, 3, 1)
    ]
    queries = [SceneQuery(0, "1", BOXES[1])]
    told: list[int] = []
    vision = FakeVisionLoader().load(None, None, "float32")
    found = evaluate_scenes(
        scenes, queries, vision, open_scene, lambda done, _: told.append(done), across_cameras=True
    )
    assert told == [1, 2, 3]
    assert (found.bare.queries, found.bare.top_1, found.bare.mean_ap, found.bare.recall) == (1, 1.0, 1.0, 1.0)
    assert found.model_key == vision.model_key
