"""Where the parts of the timeline lie."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF

HEADER_PX = 38.0
AXIS_PX = 36.0
LANE_PX = 18.0
_LEAST_PLOT_PX = 36.0
_GUTTER_SHARE, _NARROW_SHARE = 0.22, 0.34
_GUTTER_USUAL_PX = 136.0
"""What most names need; a narrow timeline gives up more of itself for it."""
_GUTTER_MOST_PX = 170.0
_RIGHT_PX = 12.0


@dataclass(frozen=True, slots=True)
class TimelineLayout:
    """Rectangles for a widget size: bars above, lanes below, the axis at the bottom, names at the left."""

    gutter: QRectF
    plot: QRectF
    lanes: QRectF
    axis: QRectF
    lanes_shown: int

    @classmethod
    def of(cls, width_px: float, height_px: float, lane_count: int, names_px: float) -> "TimelineLayout":
        """Give the lanes up to half of the height; names_px is what the longest lane name would take."""
        most = max(width_px * _GUTTER_SHARE, min(width_px * _NARROW_SHARE, _GUTTER_USUAL_PX))
        gutter = max(min(names_px + 20.0, most, _GUTTER_MOST_PX), 46.0)
        room = max(height_px - HEADER_PX - AXIS_PX, _LEAST_PLOT_PX + LANE_PX)
        most = max(int(min(room * 0.55, room - _LEAST_PLOT_PX) // LANE_PX), 1)
        shown = min(lane_count, most)
        width = max(width_px - gutter - _RIGHT_PX, 40.0)
        lanes_height = shown * LANE_PX
        plot = QRectF(gutter, HEADER_PX, width, room - lanes_height - (6.0 if shown else 0.0))
        lanes = QRectF(gutter, HEADER_PX + room - lanes_height, width, lanes_height)
        axis = QRectF(gutter, HEADER_PX + room, width, AXIS_PX)
        return cls(QRectF(0, lanes.top(), gutter, lanes_height), plot, lanes, axis, shown)

    def lane_at(self, y: float) -> int | None:
        """Return which of the shown lanes lies at a height, or None."""
        if not self.lanes.top() <= y < self.lanes.bottom():
            return None
        return min(int((y - self.lanes.top()) // LANE_PX), self.lanes_shown - 1)

    def lane_box(self, row: int) -> QRectF:
        """Return the rectangle of one of the shown lanes."""
        return QRectF(self.lanes.left(), self.lanes.top() + row * LANE_PX, self.lanes.width(), LANE_PX)
