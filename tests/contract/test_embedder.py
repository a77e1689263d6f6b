"""What every embedder must do: the fake, the built-in one and the networks."""

from __future__ import annotations

import csv
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from reid_desktop.adapters.vision.self_test_pictures import person_crop
from reid_desktop.domain.geometry import Pixels, Vectors
from reid_desktop.ports.vision import Embedder
from tests.contract.vision_models import EMBEDDERS, Bench, needs_files
from tests.fakes.vision import FakeEmbedder
from tools.evaluate_models import rank


@pytest.fixture(params=EMBEDDERS)
def embedder(request: pytest.FixtureRequest, bench: Bench) -> Embedder:
    name = str(request.param)
    needs_files(request, name)
    return FakeEmbedder() if name == "fake" else bench.embedder(name)


CROPS = [person_crop(seed) for seed in range(5)]


def test_rows_have_length_one_in_the_order_of_the_crops(embedder: Embedder) -> None:
    vectors = embedder.embed(CROPS)
    assert vectors.shape == (5, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    turned = embedder.embed(CROPS[::-1])
    assert np.allclose(vectors, turned[::-1], atol=1e-4)


def test_no_crops_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_a_crop_is_nearest_to_itself_slightly_changed(embedder: Embedder) -> None:
    random = np.random.default_rng(1)
    changed = [
        np.clip(crop.astype(np.float32) * 1.05 + random.normal(0, 4, crop.shape), 0, 255).astype(np.uint8)
        for crop in CROPS
    ]
    similarity = embedder.embed(changed) @ embedder.embed(CROPS).T
    assert similarity.argmax(axis=1).tolist() == list(range(5))


def test_a_crop_alone_and_among_others_gives_the_same(embedder: Embedder) -> None:
    together = embedder.embed(CROPS)
    for row, crop in enumerate(CROPS):
        assert float(together[row] @ embedder.embed([crop])[0]) > 1 - 1e-5


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (400, 2), (1500, 700)])
def test_odd_and_plain_crops_are_fine(embedder: Embedder, shape: tuple[int, int]) -> None:
    vector = embedder.embed([np.full((*shape, 3), 90, dtype=np.uint8)])
    assert np.all(np.isfinite(vector))


def test_a_read_only_view_is_fine_and_left_alone(embedder: Embedder) -> None:
    scene = np.zeros((400, 300, 3), dtype=np.uint8)
    scene[50:330, 90:210] = CROPS[0]
    view = scene[50:330, 90:210]
    view.flags.writeable = False
    assert np.array_equal(embedder.embed([view]), embedder.embed([CROPS[0]]))


def test_threads_get_what_one_gets(embedder: Embedder) -> None:
    alone = [embedder.embed([crop]) for crop in CROPS]
    together: dict[int, Vectors] = {}

    def work(number: int) -> None:
        for _ in range(3):
            together[number] = embedder.embed([CROPS[number]])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(5):
        assert np.array_equal(together[number], alone[number])


def test_the_key_names_model_weights_and_handling(embedder: Embedder) -> None:
    assert embedder.key.name
    assert len(embedder.key.sha256) == 64
    assert embedder.key.preprocessing.startswith("v")
    assert embedder.input_size.height_px >= embedder.input_size.width_px


# ------------------------------------------------------------ on labelled real crops


def labelled(folder: Path) -> tuple[list[Pixels], list[str], list[str]]:
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    crops = [np.asarray(cv2.imread(str(folder / row["path"])), dtype=np.uint8) for row in rows]
    return crops, [row["person_id"] for row in rows], [row["camera"] for row in rows]


@pytest.mark.parametrize(
    ("name", "precision", "least_rank1", "least_map"),
    [
        ("person-reidentification-retail-0277", "float32", 86.5, 75.0),
        ("person-reidentification-retail-0277", "bf16", 86.0, 74.5),
        ("person-reidentification-retail-0288", "float32", 58.0, 44.5),
        ("osnet_x0_25_msmt17", "float32", 27.0, 23.0),
        ("reid-desktop-osnet", "float32", 88.0, 78.4),
    ],
)
def test_persons_are_found_again_as_well_as_the_documentation_says(
    request: pytest.FixtureRequest, bench: Bench, shared_samples: Path,
    name: str, precision: str, least_rank1: float, least_map: float,
) -> None:  # fmt: skip
    needs_files(request, name)
    crops, persons, cameras = labelled(shared_samples / "reid_pku")
    vectors = bench.embedder(name, precision).embed(crops)
    _, rank1, mean_precision = rank(vectors, np.array(persons), np.array(cameras))
    assert rank1 >= least_rank1
    assert mean_precision >= least_map
