"""What every detector must do: the fake and the networks."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from reid_desktop.adapters.vision.self_test_pictures import street
from reid_desktop.domain.geometry import Box, Pixels
from reid_desktop.domain.sighting import PersonBox
from reid_desktop.domain.turning import TURNS_DEG, turned
from reid_desktop.ports.vision import Detector
from tests.contract.vision_models import DETECTORS, Bench, needs_files
from tests.fakes.vision import FakeDetector, paint_person


@pytest.fixture(params=DETECTORS)
def detector(request: pytest.FixtureRequest, bench: Bench) -> Detector:
    name = str(request.param)
    needs_files(request, name)
    return FakeDetector() if name == "fake" else bench.detector(name)


def scene(detector: Detector, *, width_px: int = 640, height_px: int = 480) -> Pixels:
    """Return a picture with two persons that this detector can find."""
    if not isinstance(detector, FakeDetector):
        return street(6, width_px, height_px, 2)
    picture = np.zeros((height_px, width_px, 3), dtype=np.uint8)
    paint_person(picture, Box(40, 60, 120, 300), 64)
    paint_person(picture, Box(300, 90, 400, 400), 128)
    return picture


def test_both_persons_are_found_best_first_inside_the_picture(detector: Detector) -> None:
    picture = scene(detector)
    persons = detector.detect(picture)
    sure = [person for person in persons if person.score >= 0.5]
    assert len(sure) == 2
    assert [p.score for p in persons] == sorted((p.score for p in persons), reverse=True)
    for person in persons:
        assert 0 <= person.box.left_px < person.box.right_px <= 640
        assert 0 <= person.box.top_px < person.box.bottom_px <= 480
        assert 0 <= person.score <= 1


def test_the_picture_is_left_as_it_was(detector: Detector) -> None:
    picture = scene(detector)
    before = picture.copy()
    detector.detect(picture)
    assert np.array_equal(picture, before)


def test_a_read_only_strided_view_is_fine(detector: Detector) -> None:
    picture = scene(detector)
    wide = np.zeros((500, 700, 3), dtype=np.uint8)
    wide[10:490, 20:660] = picture
    view = wide[10:490, 20:660]
    view.flags.writeable = False
    assert detector.detect(view) == detector.detect(picture)


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (900, 1), (37, 41), (2000, 90)])
def test_odd_sizes_are_fine(detector: Detector, shape: tuple[int, int]) -> None:
    detector.detect(np.zeros((*shape, 3), dtype=np.uint8))


def test_an_empty_picture_holds_nobody(detector: Detector) -> None:
    assert detector.detect(np.zeros((480, 640, 3), dtype=np.uint8)) == []


def test_threads_get_what_one_gets(detector: Detector) -> None:
    pictures = [scene(detector), scene(detector)[:, ::-1], scene(detector)[:, :400]]
    alone = [detector.detect(np.ascontiguousarray(picture)) for picture in pictures]
    together: dict[int, list[PersonBox]] = {}

    def work(number: int) -> None:
        for _ in range(3):
            together[number] = detector.detect(np.ascontiguousarray(pictures[number]))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[number] for number in range(3)] == alone


@pytest.mark.parametrize("upright_deg", [90, 180, 270])
def test_a_glance_tells_which_way_up_persons_stand(detector: Detector, upright_deg: int) -> None:
    if isinstance(detector, FakeDetector):
        pytest.skip("sees every turn alike")
    aside = np.ascontiguousarray(turned(street(4, 1280, 960, 3), -upright_deg))
    seen = detector.glance(aside, TURNS_DEG)
    assert TURNS_DEG[int(np.argmax(seen))] == upright_deg


def test_a_glance_gives_a_number_for_each_turn(detector: Detector) -> None:
    assert detector.glance(np.zeros((480, 640, 3), dtype=np.uint8), (90, 270)) == [0.0, 0.0]
    for shape in ((1, 1), (1, 900), (900, 1)):
        assert len(detector.glance(np.zeros((*shape, 3), dtype=np.uint8), (180,))) == 1


def test_the_key_names_model_weights_and_handling(detector: Detector) -> None:
    assert detector.key.name
    assert len(detector.key.sha256) == 64
    assert detector.key.preprocessing.startswith("v")
    assert detector.input_side_px >= 64


# ------------------------------------------------------------ against ultralytics


@pytest.fixture(scope="session")
def bus() -> Pixels:
    """A photo with four persons that ships inside ultralytics."""
    spec = importlib.util.find_spec("ultralytics")
    if spec is None or spec.origin is None:
        pytest.skip("needs the extra [torch]: ultralytics is not installed")
    picture = cv2.imread(str(Path(spec.origin).parent / "assets" / "bus.jpg"))
    assert picture is not None
    return np.asarray(picture, dtype=np.uint8)


REFERENCE = """
import json, sys
import cv2, numpy as np
from ultralytics import YOLO
model = YOLO(sys.argv[1])
for name in sys.argv[2:]:
    found = model.predict(cv2.imread(name), imgsz=640, classes=[0], device="cpu", verbose=False)[0].boxes
    print(json.dumps([[*box, score] for box, score in zip(found.xyxy.tolist(), found.conf.tolist())]))
"""


def test_boxes_are_those_of_ultralytics(
    bench: Bench, bus: Pixels, shared_models: Path, shared_samples: Path, tmp_path: Path
) -> None:
    streets = sorted((shared_samples / "people_photos").glob("*.jpg"))
    pictures = [bus, np.ascontiguousarray(bus[:, :500])]
    pictures += [np.asarray(cv2.imread(str(path)), dtype=np.uint8) for path in streets]
    names = [str(tmp_path / f"{number}.png") for number in range(len(pictures))]
    for name, picture in zip(names, pictures, strict=True):
        cv2.imwrite(name, picture)
    environment = {
        **os.environ, "YOLO_OFFLINE": "true", "YOLO_AUTOINSTALL": "false", "YOLO_CONFIG_DIR": str(tmp_path)
    }  # fmt: skip
    weights = str(shared_models / "yolo11n_dequant.pt")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", REFERENCE, weights, *names],
        capture_output=True, text=True, env=environment, check=True,
    )  # fmt: skip
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
    detector = bench.detector("yolo11n_dequant")
    compared = 0
    for picture, answer in zip(pictures, answers, strict=True):
        persons = detector.detect(picture)
        assert len(persons) == len(answer)
        for left, top, right, bottom, score in answer:
            theirs = Box(round(left), round(top), round(right), round(bottom))
            ours = max(persons, key=lambda person: person.box.iou(theirs))
            assert ours.box.iou(theirs) >= 0.9
            assert ours.score == pytest.approx(score, abs=0.01)
            compared += 1
    assert compared >= 20
