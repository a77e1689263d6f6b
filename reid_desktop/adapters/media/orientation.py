"""Turns pictures upright by the eight EXIF orientations (CIPA DC-008, tag 0x0112)."""

from __future__ import annotations

import cv2
import numpy as np

from reid_desktop.domain.geometry import Box, Pixels, Size

_TURNS = {3: cv2.ROTATE_180, 6: cv2.ROTATE_90_CLOCKWISE, 8: cv2.ROTATE_90_COUNTERCLOCKWISE}
_FLIPS = {2: 1, 4: 0}


def upright(picture: Pixels, orientation: int) -> Pixels:
    """Return the picture turned and mirrored as `orientation` (1-8) asks; contiguous."""
    if orientation in _TURNS:
        return np.asarray(cv2.rotate(picture, _TURNS[orientation]), dtype=np.uint8)
    if orientation in _FLIPS:
        return np.asarray(cv2.flip(picture, _FLIPS[orientation]), dtype=np.uint8)
    if orientation in (5, 7):
        turned = cv2.transpose(picture)
        return np.asarray(turned if orientation == 5 else cv2.rotate(turned, cv2.ROTATE_180), dtype=np.uint8)
    return np.ascontiguousarray(picture)


def stored_box(box: Box, stored: Size, orientation: int) -> Box:
    """Return where a box of the upright picture lies in the stored one."""
    left, top, right, bottom = box.left_px, box.top_px, box.right_px, box.bottom_px
    if orientation >= 5:  # the axes are swapped
        left, top, right, bottom = top, left, bottom, right
    # Which stored axes run against the upright ones.
    if orientation in (2, 3, 7, 8):
        left, right = stored.width_px - right, stored.width_px - left
    if orientation in (3, 4, 6, 7):
        top, bottom = stored.height_px - bottom, stored.height_px - top
    return Box(left, top, right, bottom)
