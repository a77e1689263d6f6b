"""Which parts of a picture are masked, so that only the chosen persons stay visible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from .geometry import Box, Pixels, Size

MARGIN = 0.08
"""A mask is larger than the box by this share of its width and height on each side."""
LEAST_MARGIN_PX = 4
HELD_S = 0.5
"""A person is masked so long before the first and after the last box of a track: boxes are of samples."""
MASK_BGR = (96, 96, 96)
"""Filled, not blurred: a blur can be undone in part."""


def widened(box: Box, within: Size) -> Box:
    """Return the part of a picture that is masked for a person whose box is `box`."""
    across = max(round(box.width_px * MARGIN), LEAST_MARGIN_PX)
    along = max(round(box.height_px * MARGIN), LEAST_MARGIN_PX)
    return Box(
        box.left_px - across, box.top_px - along, box.right_px + across, box.bottom_px + along
    ).clipped(within)


def box_at(track: NDArray[np.float32], time_s: float) -> Box | None:
    """Return what a person may cover at a time of a clip: the boxes of the samples before and after it.

    :param track: (n, 5) rows of time_s, left, top, right, bottom, ascending in time.
    """
    if len(track) == 0 or not track[0, 0] - HELD_S <= time_s <= track[-1, 0] + HELD_S:
        return None
    after = int(np.searchsorted(track[:, 0], time_s))
    near = track[max(after - 1, 0) : after + 1]
    left, top = (int(np.floor(near[:, side].min())) for side in (1, 2))
    right, bottom = (int(np.ceil(near[:, side].max())) for side in (3, 4))
    return Box(left, top, max(right, left + 1), max(bottom, top + 1))


def masked(pixels: Pixels, boxes: Iterable[Box]) -> Pixels:
    """Return a copy of a picture with the boxes, each widened, filled."""
    result = pixels.copy()
    within = Size(result.shape[1], result.shape[0])
    for box in boxes:
        part = widened(box, within)
        result[part.top_px : part.bottom_px, part.left_px : part.right_px] = MASK_BGR
    return result


def covers(masks: Sequence[Box], subject: Box, within: Size) -> bool:
    """Tell whether a mask hides a part of a person who is to stay visible."""
    return any(widened(mask, within).shared(subject) is not None for mask in masks)
