"""A graph that was exported for 640 x 640 looks at other sides."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openvino
import pytest

from reid_desktop.adapters.vision.self_test_pictures import street
from reid_desktop.adapters.vision.sessions import OpenVinoSession, SessionOptions
from reid_desktop.adapters.vision.yolo import YoloDetector, hot_shapes
from reid_desktop.adapters.vision.yolo_sides import give_sides
from tests.contract.vision_models import Bench

NAME = "yolo11n_int8_openvino"


@pytest.fixture
def graph(shared_models: Path) -> Path:
    return shared_models / "yolo11n_int8_openvino_model" / "yolo11n.xml"


def answer(model: openvino.Model) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    pixels = np.random.default_rng(1).random(tuple(model.input(0).shape), dtype=np.float32)
    return np.array(openvino.Core().compile_model(model, "CPU")([pixels])[0], dtype=np.float32)


def test_there_and_back_it_is_the_graph_that_it_was(graph: Path) -> None:
    core = openvino.Core()
    expected = answer(core.read_model(graph))
    model = core.read_model(graph)
    give_sides(model, 384, 640)
    assert answer(model).shape == (1, 84, 48 * 80 + 24 * 40 + 12 * 20)
    give_sides(model, 640, 640)
    np.testing.assert_allclose(answer(model), expected, rtol=1e-4, atol=1e-3)


def test_a_graph_of_another_kind_is_refused(shared_models: Path) -> None:
    model = openvino.Core().read_model(shared_models / "person-reidentification-retail-0288.xml")
    with pytest.raises(ValueError, match="no graph of ultralytics"):
        give_sides(model, 384, 160)


def test_pictures_of_common_shapes_are_looked_at_as_they_are(bench: Bench, graph: Path) -> None:
    detector = bench.detector(NAME)
    card = bench.library.card(NAME)
    square = YoloDetector(card, detector.key, OpenVinoSession(graph, SessionOptions("int8")))
    for picture in (street(6, 640, 480, 2), street(7, 480, 640, 2), street(8, 640, 360, 2)):
        found, expected = detector.detect(picture), square.detect(picture)
        assert len(found) == len(expected) == 2
        assert all(max(one.box.iou(other.box) for other in expected) > 0.9 for one in found)


def test_only_hot_shapes_are_taken_beside_its_own(graph: Path) -> None:
    hot = hot_shapes(640)
    session = OpenVinoSession(graph, SessionOptions("int8", hot_shapes=hot, give_sides=give_sides))
    assert all(session.takes(shape) for shape in hot)
    assert not session.takes((1, 3, 320, 640))
    assert not OpenVinoSession(graph, SessionOptions("int8")).takes((1, 3, 480, 640))

    def refuses(_model: openvino.Model, _height_px: int, _width_px: int) -> None:
        raise ValueError

    stubborn = OpenVinoSession(graph, SessionOptions("int8", hot_shapes=hot, give_sides=refuses))
    assert [shape for shape in sorted(hot) if stubborn.takes(shape)] == [(1, 3, 640, 640)]
