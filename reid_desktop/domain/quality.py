"""How much a person crop can carry."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from reid_desktop.domain.geometry import Box, Pixels, Size
from reid_desktop.domain.sighting import Quality

FULL_HEIGHT_PX = 256
"""Height of the usual network input; taller crops add nothing."""
SHARP = 12.0
"""Mean absolute Laplacian of a well focused person at 128 px height."""
CUT = 0.7
"""Half a person is less of a clue."""
HARMLESS_OVERLAP, HOPELESS_OVERLAP, LEAST_LEFT = 0.3, 0.9, 0.1
"""The value falls in a straight line from the first overlap to the second, down to a tenth.

Measured by laying one person over another, 384 crops of 24 persons, share
covered: mAP in % of the uncovered crop's: 0.2: 99, 0.3: 95, 0.4: 85, 0.5: 63,
0.6: 36, 0.7: 8. A box holds about a third of background, so that a box half
covered leaves more of the person than half.
"""
_EDGE_PX = 2
_SAMPLE_HEIGHT_PX = 128


def assess(crop: Pixels, box: Box, frame: Size, overlap: float = 0.0) -> Quality:
    """Rate a crop by its size and sharpness, by whether the frame cuts it, and by who stands before it.

    `value` is the geometric mean of size and sharpness (each 0 to 1), times
    `CUT` when the box touches the frame's edge, and less under heavy overlap.

    :param overlap: as `overlaps` gives it.
    """
    sharpness = _sharpness(crop)
    truncated = (
        box.left_px <= _EDGE_PX
        or box.top_px <= _EDGE_PX
        or box.right_px >= frame.width_px - _EDGE_PX
        or box.bottom_px >= frame.height_px - _EDGE_PX
    )
    size = min(1.0, box.height_px / FULL_HEIGHT_PX)
    value = float(np.sqrt(size * min(1.0, sharpness / SHARP))) * (CUT if truncated else 1.0) * _left(overlap)
    return Quality(round(value, 4), box.height_px, round(sharpness, 2), truncated, round(overlap, 3))


def overlaps(boxes: Sequence[Box]) -> list[float]:
    """Return for each box of a frame the share, 0 to 1, that boxes in front of it cover together.

    Of two persons on the same ground the nearer one's feet are lower in the
    picture, so in front is whose box ends lower; of two that end at the same
    line (both cut by the frame, say) the larger. A box may reach beyond its
    person: the share is what may be hidden, not what is.
    """
    return [_covered(box, [other for other in boxes if _is_before(other, box)]) for box in boxes]


def _is_before(one: Box, other: Box) -> bool:
    return (one.bottom_px, one.area_px) > (other.bottom_px, other.area_px)


def _covered(box: Box, others: Sequence[Box]) -> float:
    """Return the share of `box` inside the union of `others`, summed over columns between their edges."""
    parts = [part for other in others if (part := box.shared(other)) is not None]
    if not parts:
        return 0.0
    edges = sorted({edge for part in parts for edge in (part.left_px, part.right_px)})
    covered = sum(
        (right - left) * _length([p for p in parts if p.left_px <= left and right <= p.right_px])
        for left, right in pairwise(edges)
    )
    return covered / box.area_px


def _length(parts: Sequence[Box]) -> int:
    """Return how many rows the parts cover together."""
    total, reached = 0, 0
    for part in sorted(parts, key=lambda one: one.top_px):
        total += max(0, part.bottom_px - max(part.top_px, reached))
        reached = max(reached, part.bottom_px)
    return total


def _left(overlap: float) -> float:
    """Return how much of the value an overlap leaves."""
    return float(np.interp(overlap, (HARMLESS_OVERLAP, HOPELESS_OVERLAP), (1.0, LEAST_LEFT)))


def _sharpness(crop: Pixels) -> float:
    step = max(1, crop.shape[0] // _SAMPLE_HEIGHT_PX)
    sample = crop[::step, ::step]
    # Channel by channel: an eighth of the time that a mean over the last axis takes.
    grey = (sample[:, :, 0].astype(np.float32) + sample[:, :, 1] + sample[:, :, 2]) / 3
    if min(grey.shape) < 3:
        return 0.0
    middle = grey[1:-1, 1:-1]
    around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
    return float(np.abs(4 * middle - around).mean() / 4)
