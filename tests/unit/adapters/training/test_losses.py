"""What training makes small."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from reid_desktop.adapters.training.losses import likeness, triplet  # noqa: E402


def test_the_hardest_triplets_count() -> None:
    features = np.random.default_rng(2).normal(size=(6, 4))
    labels = np.array([0, 0, 1, 1, 2, 2])
    away = np.linalg.norm(features[:, None] - features[None], axis=2)
    expected = [
        max(0.0, away[row][labels == labels[row]].max() - away[row][labels != labels[row]].min() + 0.3)
        for row in range(6)
    ]
    found = triplet(torch.from_numpy(features), torch.from_numpy(labels), 0.3)
    assert float(found) == pytest.approx(np.mean(expected), abs=1e-6)


def test_agreeing_on_who_is_like_whom_costs_nothing_whatever_the_axes() -> None:
    taught = torch.nn.functional.normalize(torch.randn(5, 8, generator=torch.Generator().manual_seed(1)))
    turned = 3 * torch.cat([taught.flip(1), torch.zeros(5, 2)], dim=1)
    assert float(likeness(turned, taught)) == pytest.approx(0, abs=1e-9)
    assert float(likeness(turned[:, :3], taught)) > 0.01
