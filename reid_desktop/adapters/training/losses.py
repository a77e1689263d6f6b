"""What training makes small."""

from __future__ import annotations

import torch
from torch.nn import functional


def triplet(features: torch.Tensor, labels: torch.Tensor, margin: float) -> torch.Tensor:
    """Return by how much others come nearer than one's own (hardest of the batch, Hermans et al. 2017).

    :param features: (n, d), :param labels: (n,) persons.
    """
    squares = features.square().sum(1)
    away = (squares[:, None] + squares[None] - 2 * features @ features.T).clamp(min=1e-12).sqrt()
    same = labels[:, None] == labels[None]
    farthest = away.masked_fill(~same, 0.0).amax(1)
    nearest = away.masked_fill(same, torch.inf).amin(1)
    return functional.relu(farthest - nearest + margin).mean()


def likeness(own: torch.Tensor, taught: torch.Tensor) -> torch.Tensor:
    """Return how far two models disagree on who is like whom (Park et al. 2019, relational distillation).

    :param own: (n, d), :param taught: (n, e) vectors of the same crops; the teacher's have length 1.
    """
    own = functional.normalize(own)
    return functional.mse_loss(own @ own.T, taught @ taught.T)
