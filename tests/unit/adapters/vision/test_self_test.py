"""The known-answer test: it passes on what ships and refuses every planted drift."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from reid_desktop.adapters.vision import embedders, self_test, yolo
from reid_desktop.adapters.vision.cards import read_card
from reid_desktop.adapters.vision.known_answers import Answer, KnownAnswers
from reid_desktop.adapters.vision.library import CardLibrary
from reid_desktop.adapters.vision.loader import GraphVisionLoader
from reid_desktop.adapters.vision.pictures import fit_crop
from reid_desktop.adapters.vision.self_test import SelfTest, compare_boxes, compare_vectors, demand
from reid_desktop.adapters.vision.self_test_pictures import person_crop, street
from reid_desktop.domain.errors import ModelError, SelfTestError
from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.model_card import ModelRole
from reid_desktop.domain.sighting import PersonBox
from tests.fakes.vision import FakeDetector, FakeEmbedder
from tests.unit.adapters.vision.model_folder import open_library, write_card


def test_the_drawn_pictures_are_the_same_every_time() -> None:
    assert np.array_equal(street(6), street(6))
    assert np.array_equal(person_crop(11), person_crop(11))
    assert not np.array_equal(person_crop(11), person_crop(12))


def test_every_model_that_can_be_had_here_has_a_stored_answer(checkout: Path, shared_models: Path) -> None:
    library = CardLibrary(checkout / "models", [shared_models], checkout / "none", checkout / "none")
    answers = {path.stem for path in (checkout / "models" / "selftest").glob("*.json")}
    cards = [library.card(name) for name in answers]
    assert {c.name for c in cards if c.role is ModelRole.DETECTOR} >= {
        "yolo11n_dequant", "yolo11n_int8_openvino", "person-detection-retail-0013", "reid-desktop-person"
    }  # fmt: skip
    assert len(answers) >= 12


def test_stored_detections_are_sure_ones(checkout: Path) -> None:
    for path in (checkout / "models" / "selftest").glob("*.json"):
        rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
        if len(rows[0]) == 6:
            # A score near the limit would come and go with the processor.
            assert all(row[5] >= self_test.SURE + 0.1 or row[5] < self_test.SURE - 0.1 for row in rows), path


def test_all_models_that_are_here_pass(checkout: Path, shared_models: Path, tmp_path: Path) -> None:
    library = CardLibrary(checkout / "models", [shared_models], tmp_path / "user", tmp_path / "cache")
    names = [
        "reid-desktop-person", "reid-desktop-osnet", "person-detection-retail-0013", "yolo11n_int8_openvino",
        "person-reidentification-retail-0277", "person-reidentification-retail-0288-onnx",
    ]  # fmt: skip
    for name in names:
        [result] = library.self_test(name)
        assert result.passed, result
        assert "first run" not in result.detail


def with_changed_weights(folder: Path, target: Path, name: str, factor: float) -> Path:
    """Copy an OpenVINO model, multiply a tenth of its half-precision weights, keep all sizes."""
    shutil.copy(folder / f"{name}.xml", target / f"{name}.xml")
    raw = np.frombuffer((folder / f"{name}.bin").read_bytes(), dtype=np.uint8).copy()
    even = raw[: len(raw) // 2 * 2].view(np.float16)
    start = len(even) // 2
    part = even[start : start + len(even) // 10]
    np.multiply(part, np.float16(factor), out=part, where=np.isfinite(part) & (np.abs(part) < 8))
    (target / f"{name}.bin").write_bytes(raw.tobytes())
    return target


@pytest.mark.parametrize("name", ["person-reidentification-retail-0277", "person-detection-retail-0013"])
def test_changed_weights_are_refused_first_by_hash_then_by_answer(
    checkout: Path, shared_models: Path, tmp_path: Path, name: str
) -> None:
    drifted = tmp_path / "drifted"
    drifted.mkdir()
    with_changed_weights(shared_models, drifted, name, 1.25)
    library = CardLibrary(checkout / "models", [drifted], tmp_path / "user", tmp_path / "cache")
    [result] = library.self_test(name)
    assert not result.passed
    assert "its hash differs" in result.detail

    # Were the hashes blind (a broken runtime, say, computes wrong), the answer still tells.
    located = CardLibrary(checkout / "models", [shared_models], tmp_path / "u", tmp_path / "c")
    honest = located.locate(located.card(name))
    from dataclasses import replace

    from reid_desktop.adapters.vision.building import Builder

    blind = replace(honest, paths=tuple(drifted / path.name for path in honest.paths))
    builder = Builder(located.graphs, tmp_path / "c", workers=1)
    test = SelfTest(located.answers)
    if honest.card.role is ModelRole.DETECTOR:
        outcome = test.detector(builder.detector(blind, "float32"), "float32")
    else:
        outcome = test.embedder(builder.embedder(blind, "float32"), "float32")
    assert not outcome.passed
    with pytest.raises(SelfTestError, match=name):
        demand(outcome)


def test_changed_handling_is_refused_by_the_loader(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = CardLibrary(checkout / "models", [], tmp_path / "user", tmp_path / "cache")
    loader = GraphVisionLoader(library, tmp_path / "cache", workers=2)
    vision = loader.load(None, None, "float32")
    assert vision.detector_card.baseline
    assert vision.embedder_card.baseline
    monkeypatch.setattr(embedders, "fit_crop", lambda crop, size: np.flipud(fit_crop(crop, size)))
    with pytest.raises(SelfTestError, match=r"reid-desktop-osnet does not give its known answer.*cosine 0\."):
        loader.load(None, None, "float32")


def test_a_detector_that_lost_a_person_is_refused(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = CardLibrary(checkout / "models", [], tmp_path / "user", tmp_path / "cache")
    monkeypatch.setattr(yolo, "CONFIDENCE", 0.86)
    [result] = library.self_test("reid-desktop-person")
    assert not result.passed
    assert "persons instead of 4" in result.detail


def test_boxes_are_compared_by_place_and_score() -> None:
    stored = Answer(((0.0, 10.0, 10.0, 60.0, 110.0, 0.9), (1.0, 10.0, 10.0, 60.0, 110.0, 0.8)))
    assert compare_boxes("m", stored, stored).passed
    swapped = Answer((stored.rows[1], stored.rows[0]))
    assert compare_boxes("m", stored, swapped).passed
    moved = Answer(((0.0, 25.0, 10.0, 75.0, 110.0, 0.9), stored.rows[1]))
    assert not compare_boxes("m", stored, moved).passed
    other_picture = Answer(((1.0, *stored.rows[0][1:]), stored.rows[1]))
    assert not compare_boxes("m", stored, other_picture).passed
    weaker = Answer(((*stored.rows[0][:5], 0.84), stored.rows[1]))
    assert not compare_boxes("m", stored, weaker).passed
    with_doubtful = Answer((*stored.rows, (1.0, 1.0, 1.0, 9.0, 9.0, 0.3)))
    assert compare_boxes("m", stored, with_doubtful).passed
    assert not compare_boxes("m", stored, Answer(stored.rows[:1])).passed
    assert not compare_boxes("m", Answer(()), Answer(())).passed


def test_vectors_are_compared_by_the_worst_row() -> None:
    stored = Answer(((1.0, 0.0), (0.0, 1.0)))
    nearly = Answer(((1.0, 0.04), (0.0, 1.0)))  # cosine 0.9992
    off = Answer(((1.0, 0.0), (0.06, 1.0)))  # cosine 0.9982
    assert compare_vectors("m", stored, nearly).passed
    result = compare_vectors("m", stored, off)
    assert not result.passed
    assert "stored input 2 of 2" in result.detail
    assert compare_vectors("m", stored, off, "bf16").passed
    assert not compare_vectors("m", stored, Answer(((1.0, 0.0),))).passed
    broken = Answer(((float("nan"), 0.0), (0.0, 1.0)))
    assert not compare_vectors("m", stored, broken).passed


def test_a_model_without_a_published_answer_is_held_to_its_first_one(tmp_path: Path) -> None:
    answers = KnownAnswers(tmp_path / "shipped", tmp_path / "recorded")
    test = SelfTest(answers)
    embedder = FakeEmbedder()
    assert "no published answer" in test.embedder(embedder, "float32").detail
    again = test.embedder(embedder, "float32")
    assert again.passed
    assert "against the first run on this computer" in again.detail
    [recorded] = (tmp_path / "recorded").iterdir()
    table = json.loads(recorded.read_text(encoding="utf-8"))
    table["rows"][2] = table["rows"][2][::-1]
    recorded.write_text(json.dumps(table), encoding="utf-8")
    assert not test.embedder(embedder, "float32").passed
    recorded.write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="stored answers of the model fake-embedder"):
        test.embedder(embedder, "float32")


class BlindDetector(FakeDetector):
    def detect(self, picture: Pixels) -> list[PersonBox]:
        return super().detect(np.zeros_like(picture))


def test_a_detector_that_finds_nobody_records_nothing(tmp_path: Path) -> None:
    test = SelfTest(KnownAnswers(tmp_path / "shipped", tmp_path / "recorded"))
    result = test.detector(BlindDetector(), "float32")
    assert not result.passed
    assert not (tmp_path / "recorded").exists()


def test_an_answer_for_other_weights_or_other_pictures_is_not_used(checkout: Path, tmp_path: Path) -> None:
    shipped = checkout / "models" / "selftest"
    answers = KnownAnswers(shipped, tmp_path)
    name = "reid-desktop-person"
    digest = read_card(checkout / "models" / f"{name}.toml").files[0].sha256
    assert answers.find(name, digest, "float32") is not None
    assert answers.find(name, "0" * 64, "float32") is None
    other = tmp_path / f"{name}.json"
    other.write_text((shipped / f"{name}.json").read_text().replace("drawn-1", "drawn-0"))
    assert KnownAnswers(tmp_path, tmp_path).find(name, digest, "float32") is None


def test_a_graph_that_is_no_graph_fails_the_test_with_a_sentence(tmp_path: Path) -> None:
    write_card(tmp_path / "cards", "tiny", {"tiny.onnx": b"no graph at all"})
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "tiny.onnx").write_bytes(b"no graph at all")
    [result] = open_library(tmp_path, tmp_path / "files").self_test()
    assert not result.passed
    assert result.detail == "The model graph tiny.onnx cannot be read."
