"""Several crops of one person, and what was said about candidates, as one vector to look for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .common_part import unit
from .geometry import Vectors

AWAY = 0.5
"""How much the mean of what is *not* the person is taken off."""


def fused(crops: Vectors, liked: Vectors, unliked: Vectors) -> NDArray[np.float32]:
    """Return the vector of length 1 to compare with.

    The mean of the crops: measured on `reid_pku` it finds more than the best
    single crop of the set (chosen by who knows the answer), than the greatest
    of the scores and than fused ranks; see `docs/models.md`. What was marked as
    more like the person counts as further crops, what is not the person pulls
    away (Rocchio 1971).

    :param crops: (n, d), at least one; liked and unliked (m, d), possibly none.
    """
    towards = np.concatenate([crops, liked]) if len(liked) else crops
    vector = towards.mean(axis=0)
    vector /= max(float(np.linalg.norm(vector)), 1e-6)
    if len(unliked):
        vector = vector - AWAY * unliked.mean(axis=0)
    return np.asarray(unit(vector[None, :].astype(np.float32))[0], np.float32)
