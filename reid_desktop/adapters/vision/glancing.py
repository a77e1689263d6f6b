"""A quick look at a turned picture: small, and weak answers count."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.sighting import PersonBox
from reid_desktop.domain.turning import turned

GLANCE_SIDE_PX = 256
"""At 192 a tenth of the pictures that hold small persons only are not recognised; 320 costs half more."""
WEAK = 0.1
"""A quick look counts persons from this score on: several weak ones tell which way is up."""
_GAP_PX = 8
_GREY = 114


def shrunk(picture: Pixels, longest_side_px: int) -> Pixels:
    """Return the picture with its longest side at most so long, averaged; a smaller one as it is."""
    height, width = picture.shape[:2]
    scale = longest_side_px / max(height, width)
    if scale >= 1:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def glance_together(
    picture: Pixels, turns_deg: Sequence[int], find: Callable[[Pixels], list[PersonBox]]
) -> list[float]:
    """Return the sum of scores for each turn, from one look at all of them on one sheet."""
    small = shrunk(picture, GLANCE_SIDE_PX)
    views = [turned(small, turn) for turn in turns_deg]
    is_row = small.shape[1] >= small.shape[0]
    sheet, starts = _sheet(views, is_row=is_row)
    sums = [0.0] * len(views)
    for person in find(sheet):
        box = person.box
        middle = (box.left_px + box.right_px) / 2 if is_row else (box.top_px + box.bottom_px) / 2
        sums[int(np.searchsorted(starts, middle, side="right")) - 1] += person.score
    return sums


def _sheet(views: Sequence[Pixels], *, is_row: bool) -> tuple[Pixels, list[int]]:
    """Return the views side by side (or one below the other) on grey, and where each begins."""
    axis = 1 if is_row else 0
    lengths = [view.shape[axis] + _GAP_PX for view in views]
    starts = [sum(lengths[:number]) for number in range(len(views))]
    across = max(view.shape[1 - axis] for view in views)
    shape = (across, sum(lengths), 3) if is_row else (sum(lengths), across, 3)
    sheet = np.full(shape, _GREY, dtype=np.uint8)
    for start, view in zip(starts, views, strict=True):
        height, width = view.shape[:2]
        if is_row:
            sheet[:height, start : start + width] = view
        else:
            sheet[start : start + height, :width] = view
    return sheet, starts
