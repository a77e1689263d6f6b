"""Describing and ranking a labelled set."""

from __future__ import annotations

import numpy as np

from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.labelled import LabelledCrop, LabelledSet, Split
from reid_desktop.services.evaluating import evaluate
from tests.fakes.vision import FakeEmbedder


def painted(path: str) -> Pixels:
    """Return a crop whose colour is its person's."""
    person = int(path.split("_")[0])
    return np.full((40, 20, 3), (person * 40 % 256, person * 90 % 256, 200), np.uint8)


def test_each_file_is_described_once_and_each_split_counts() -> None:
    crops = tuple(LabelledCrop(f"{p}_{c}", str(p), str(c)) for p in range(4) for c in range(2))
    asked, held = (tuple(range(camera, 8, 2)) for camera in (0, 1))
    found = LabelledSet("test", crops, (Split(asked, held), Split(asked[:2], held)))
    read: list[str] = []
    told: list[tuple[int, int]] = []

    def reading(path: str) -> Pixels:
        read.append(path)
        return painted(path)

    figures = evaluate(found, FakeEmbedder(), reading, lambda done, total: told.append((done, total)))
    assert sorted(read) == sorted(crop.path for crop in crops)
    assert told[-1] == (8, 8)
    assert figures.bare.rank_1 == 1.0
    assert figures.bare.queries == 3  # the mean of four and two
    assert figures.cameras == 2
