"""Calibrations made of labelled vectors and crops."""

from __future__ import annotations

from itertools import pairwise
from zlib import crc32

import numpy as np
import pytest

from reid_desktop.domain.calibration import Calibration
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.geometry import Pixels, Vectors
from reid_desktop.domain.labelled import LabelledCrop
from reid_desktop.domain.persons import Comparison
from reid_desktop.services.calibrating import Pairs, calibrate, pairs_of
from reid_desktop.services.calibration_sets import DescribeSets, make_calibration
from tests.fakes.vision import FakeEmbedder


def vectors(persons: int, each: int, spread: float, seed: int) -> tuple[Vectors, np.ndarray, np.ndarray]:
    """Return vectors of persons in two cameras, with numbers of persons and cameras."""
    random = np.random.default_rng(seed)
    who = np.repeat(np.arange(persons), each)
    camera = np.tile(np.arange(each) % 2, persons)
    found = random.normal(size=(persons, 32))[who] + spread * random.normal(size=(len(who), 32))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32), who, camera


def pairs(persons: int, spread: float, seed: int) -> Pairs:
    found, who, camera = vectors(persons, 4, spread, seed)
    return pairs_of(found, found, who, camera, np.random.default_rng(0), 20_000)


def test_pairs_are_of_two_cameras_and_every_person_weighs_one() -> None:
    found = pairs(30, 0.5, 1)
    assert len(found.same) == 30 * 4  # two crops by two
    assert np.bincount(found.same_person, found.same_weights) == pytest.approx(np.ones(30))
    assert (found.first != found.second).all()


def test_a_calibration_holds_for_persons_it_was_not_made_of() -> None:
    folds = [pairs(150, 0.9, seed) for seed in (1, 2)]
    found = calibrate(Comparison.BARE, folds, 30, folds_are_sets=False)
    assert found.least_cllr.value <= found.cllr.value < found.least_cllr.value + 0.05
    for figure in (found.cllr, found.least_cllr, found.equal_error_rate):
        assert figure.low <= figure.value <= figure.high or figure.value == pytest.approx(
            figure.low, abs=0.02
        )
    assert all(a.log10_lr <= b.log10_lr and a.false_match >= b.false_match for a, b in pairwise(found.knots))
    assert all(k.low <= k.log10_lr <= k.high for k in found.knots)
    assert found.knots[-1].log10_lr <= np.log10(300)


def test_sets_that_disagree_widen_the_interval() -> None:
    alike = [pairs(60, 0.9, seed) for seed in (1, 2, 3)]
    unlike = [pairs(60, 0.6, 1), pairs(60, 0.9, 2), pairs(60, 1.5, 3)]
    widths = []
    for folds in (alike, unlike):
        found = calibrate(Comparison.BARE, folds, 40, folds_are_sets=True)
        widths.append(found.cllr.high - found.cllr.low)
    assert widths[1] > 2 * widths[0]


def test_too_few_persons_are_refused() -> None:
    with pytest.raises(UsageError, match="there are 9"):
        pairs(9, 0.5, 1)


def crops(persons: int) -> list[LabelledCrop]:
    return [
        LabelledCrop(f"{person}-{camera}-{shot}", str(person), str(camera))
        for person in range(persons)
        for camera in (1, 2)
        for shot in (1, 2)
    ]


def read(crop: LabelledCrop) -> Pixels:
    """Return a person as a colour of their own, with noise of the shot."""
    colour = np.random.default_rng(int(crop.person)).integers(20, 235, 3)
    random = np.random.default_rng(crc32(crop.path.encode()))
    noise = random.normal(0, 12, (128, 64, 3))
    return np.clip(colour + noise, 0, 255).astype(np.uint8)


def shrink(picture: Pixels, height_px: int) -> Pixels:
    return np.ascontiguousarray(picture[:: picture.shape[0] // height_px, ::2])


def test_crops_give_figures_and_a_range_of_validity() -> None:
    told: list[tuple[int, int]] = []
    describe = DescribeSets(FakeEmbedder(), read, shrink, lambda done, total: told.append((done, total)))
    sets = describe(crops(30))
    assert told[-1][0] == told[-1][1] == 120 * 5
    found = make_calibration(sets, "emb@1#v1", "by a test")
    assert isinstance(found, Calibration)
    assert (found.persons, found.same_pairs) == (30, 120)
    assert [one.comparison for one in found.conditions] == [Comparison.WITHOUT_CAMERAS, Comparison.BARE]
    assert found.validity.across_cameras
    assert 32 <= found.validity.least_height_px <= 128 == found.validity.tallest_measured_px
    assert [height for height, _ in found.conditions[0].heights] == [96, 64, 48, 32, 128]
