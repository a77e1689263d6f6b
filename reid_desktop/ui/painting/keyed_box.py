"""A box drawn by keys: moved by the arrows, sized with Shift, pixel by pixel with Control."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from reid_desktop.domain.geometry import Box, Size

LEAST_PX = 8
_STEP_SHARE = 0.02
"""Of the frame's longer side."""
_WIDTH_SHARE, _HEIGHT_SHARE = 0.14, 0.45
"""Of the part of the frame in view: somebody who stands in the middle."""
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def is_arrow(key: int) -> bool:
    """Tell whether a key moves or sizes a box."""
    return key in _STEPS


def first_box(view: Box, frame: Size) -> Box:
    """Return the box to begin with: upright in the middle of what is in view."""
    width = max(LEAST_PX, round(view.width_px * _WIDTH_SHARE))
    height = max(LEAST_PX, round(view.height_px * _HEIGHT_SHARE))
    left = (view.left_px + view.right_px - width) // 2
    top = (view.top_px + view.bottom_px - height) // 2
    return _inside(Box(left, top, left + width, top + height), frame)


def after_key(box: Box, event: QKeyEvent, frame: Size) -> Box:
    """Return the box after an arrow key."""
    across, down = _STEPS[Qt.Key(event.key())]
    held = event.modifiers()
    is_fine = bool(held & Qt.KeyboardModifier.ControlModifier)
    step = 1 if is_fine else max(1, round(max(frame.width_px, frame.height_px) * _STEP_SHARE))
    across, down = across * step, down * step
    if held & Qt.KeyboardModifier.ShiftModifier:
        right = min(max(box.right_px + across, box.left_px + LEAST_PX), frame.width_px)
        bottom = min(max(box.bottom_px + down, box.top_px + LEAST_PX), frame.height_px)
        return Box(box.left_px, box.top_px, right, bottom)
    moved = Box(box.left_px + across, box.top_px + down, box.right_px + across, box.bottom_px + down)
    return _inside(moved, frame)


def _inside(box: Box, frame: Size) -> Box:
    """Return the box moved into the frame, cut where it is larger."""
    width, height = min(box.width_px, frame.width_px), min(box.height_px, frame.height_px)
    left = min(max(box.left_px, 0), frame.width_px - width)
    top = min(max(box.top_px, 0), frame.height_px - height)
    return Box(left, top, left + width, top + height)
