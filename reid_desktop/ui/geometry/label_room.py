"""Where names may be written on a picture of the base map."""

from dataclasses import dataclass

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in device-independent pixels."""
_EVEN_PX = 4.0


@dataclass(frozen=True, slots=True)
class LabelRoom:
    """What is in view, and what lies on it: names are not cut by the one, nor covered by the other."""

    frame: Box | None = None
    """What is in view of the picture; None: all of it."""
    marks: tuple[Box, ...] = ()
    """The name of a place below one of these is written beside it."""
    panels: tuple[Box, ...] = ()
    """Below these nothing is written."""

    def moved(self, right_px: float, down_px: float) -> "LabelRoom":
        """Return the same room on a picture that reaches so much farther to the left and up."""

        def move(box: Box) -> Box:
            return box[0] + right_px, box[1] + down_px, box[2] + right_px, box[3] + down_px

        frame = None if self.frame is None else move(self.frame)
        return LabelRoom(frame, tuple(map(move, self.marks)), tuple(map(move, self.panels)))

    def mark_over(self, x: float, y: float) -> Box | None:
        """Return the mark that covers a point."""
        return next((box for box in self.marks if box[0] <= x <= box[2] and box[1] <= y <= box[3]), None)

    def cuts(self, left: float, top: float, width: float, height: float) -> bool:
        """Tell whether the edge of what is in view goes through a rectangle."""
        if self.frame is None:
            return False
        right, bottom = left + width, top + height
        is_out = (
            right <= self.frame[0] or left >= self.frame[2] or bottom <= self.frame[1] or top >= self.frame[3]
        )
        is_in = (
            left >= self.frame[0]
            and right <= self.frame[2]
            and top >= self.frame[1]
            and bottom <= self.frame[3]
        )
        return not (is_out or is_in)

    def inward(self, left: float, width: float) -> float:
        """Return a left edge at which a name as wide is not cut, where its middle is in view."""
        if self.frame is None or not self.frame[0] <= left + width / 2 <= self.frame[2]:
            return left
        return max(min(left, self.frame[2] - width - _EVEN_PX), self.frame[0] + _EVEN_PX)


ALL_ROOM = LabelRoom()
"""Everywhere."""


def even(left: float, top: float, right: float, bottom: float) -> Box:
    """Return a rectangle around one in coarse steps: names are not written anew for a pixel."""
    step = _EVEN_PX
    return left // step * step, top // step * step, -(-right // step) * step, -(-bottom // step) * step
