"""Turning pictures and boxes by quarters, for photos that are stored on their side or upside down."""

from __future__ import annotations

import numpy as np

from reid_desktop.domain.geometry import Box, Pixels, Size

TURNS_DEG = (90, 180, 270)
"""Clockwise."""


def turned(picture: Pixels, turn_deg: int) -> Pixels:
    """Return the picture turned clockwise (a view, not a copy)."""
    return np.rot90(picture, -_quarters(turn_deg))


def turned_box(box: Box, frame: Size, turn_deg: int) -> Box:
    """Return where a box of `frame` lies when the frame is turned clockwise."""
    for _ in range(_quarters(turn_deg)):
        box = Box(frame.height_px - box.bottom_px, box.left_px, frame.height_px - box.top_px, box.right_px)
        frame = Size(frame.height_px, frame.width_px)
    return box


def turned_size(frame: Size, turn_deg: int) -> Size:
    """Return the size of the turned frame."""
    return Size(frame.height_px, frame.width_px) if _quarters(turn_deg) % 2 else frame


def turned_back(box: Box, frame: Size, turn_deg: int) -> Box:
    """Return where a box of the turned frame lies in `frame`."""
    return turned_box(box, turned_size(frame, turn_deg), 360 - turn_deg)


def _quarters(turn_deg: int) -> int:
    if turn_deg % 90:
        raise ValueError(f"no quarter turn: {turn_deg}")
    return turn_deg // 90 % 4
