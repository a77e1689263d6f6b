"""Non-maximum suppression of overlapping boxes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Corners = NDArray[np.float32]
"""(count, 4): left, top, right, bottom."""


def keep_best(corners: Corners, scores: NDArray[np.float32], overlap: float, most: int) -> NDArray[np.int64]:
    """Return the rows that stay, best first: greedy suppression of IoU above `overlap`.

    Ties in score go to the earlier row, so that the result does not depend on the sort.
    """
    order = np.argsort(-scores, kind="stable")
    corners = corners[order]
    area = (corners[:, 2] - corners[:, 0]) * (corners[:, 3] - corners[:, 1])
    alive = np.ones(len(order), dtype=bool)
    kept: list[int] = []
    for row in range(len(order)):
        if not alive[row]:
            continue
        kept.append(int(order[row]))
        if len(kept) == most:
            break
        rest = slice(row + 1, None)
        width = np.minimum(corners[row, 2], corners[rest, 2]) - np.maximum(corners[row, 0], corners[rest, 0])
        height = np.minimum(corners[row, 3], corners[rest, 3]) - np.maximum(corners[row, 1], corners[rest, 1])
        shared = np.maximum(width, 0) * np.maximum(height, 0)
        alive[rest] &= shared <= overlap * (area[row] + area[rest] - shared)
    return np.asarray(kept, dtype=np.int64)
