"""Crops made another camera's."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from reid_desktop.adapters.training.augmenting import Chance, plain, varied  # noqa: E402
from reid_desktop.adapters.training.crops import SizedCrops, sized  # noqa: E402
from reid_desktop.domain.geometry import Pixels  # noqa: E402

CPU = torch.device("cpu")
PICTURES = torch.from_numpy(np.random.default_rng(3).integers(0, 255, (6, 256, 128, 3), np.uint8))


def test_as_in_use_a_crop_is_rgb_at_the_usual_mean_and_spread() -> None:
    blue = torch.zeros(1, 256, 128, 3, dtype=torch.uint8)
    blue[..., 0] = 255
    found = plain(blue)[0, :, 9, 9].tolist()
    assert found == pytest.approx([-0.485 / 0.229, -0.456 / 0.224, (1 - 0.406) / 0.225], abs=1e-5)


@pytest.mark.parametrize("variety", [0.0, 0.5, 1.0])
def test_the_same_seed_varies_alike_and_another_does_not(variety: float) -> None:
    first, again, other = (varied(PICTURES, variety, 0.5, Chance.of(seed, CPU)) for seed in (1, 1, 2))
    assert first.shape == (6, 3, 256, 128)
    assert torch.isfinite(first).all()
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_without_variety_and_erasing_colours_stay_within_the_crop() -> None:
    grey = torch.full((4, 256, 128, 3), 90, dtype=torch.uint8)
    assert torch.allclose(varied(grey, 0.0, 0.0, Chance.of(1, CPU)), plain(grey), atol=1e-4)


def test_crops_that_fit_are_read_once() -> None:
    crop: Pixels = np.full((64, 32, 3), 77, np.uint8)
    asked: list[int] = []

    def read(row: int) -> Pixels:
        asked.append(row)
        return crop

    rows = np.array([2, 0, 2])
    kept, unkept = SizedCrops(4, CPU), SizedCrops(4, CPU, limit_bytes=1)
    for _ in range(2):
        assert torch.equal(kept.take(rows, read)[1], torch.from_numpy(sized(crop)))
    assert sorted(asked) == [0, 2]
    assert unkept.take(rows, read).shape == (3, 256, 128, 3)
    assert len(asked) == 5
