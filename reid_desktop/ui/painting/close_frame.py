"""How two pictures are looked at together: one zoom, one shift, one turn for both."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Signal

MOST_ZOOM, LEAST_ZOOM = 24.0, 0.2
TURN_DEG, FINE_TURN_DEG = 90.0, 1.0


class CloseFrame(QObject):
    """Zoom, shift and turn that several pictures share.

    Shifts are in parts of the person's height, so that both pictures show the same part of a person
    whatever their resolution.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Show everything."""
        super().__init__(parent)
        self.zoom = 1.0
        """1 shows the person with the margin that fits."""
        self.shift = QPointF(0.0, 0.0)
        """What is in the middle, from the middle of the person, in parts of the person's height."""
        self.turn_deg = 0.0
        self.is_pixel_true = False
        """One pixel of a picture is `zoom` pixels of the screen, instead of persons of one height."""

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Magnify around `at`, a point in parts of the person's height from the middle of the view."""
        before = self.zoom
        self.zoom = min(max(self.zoom * factor, LEAST_ZOOM), MOST_ZOOM)
        if at is not None:
            self.shift += at * (1.0 - before / self.zoom)
        self.changed.emit()

    def move_by(self, by: QPointF) -> None:
        """Shift what is shown, in parts of the person's height."""
        self.shift += by
        self.changed.emit()

    def turn_by(self, degrees: float) -> None:
        """Turn clockwise."""
        self.turn_deg = (self.turn_deg + degrees) % 360
        self.changed.emit()

    def turn_to(self, degrees: float) -> None:
        """Turn so far from upright, clockwise."""
        if degrees % 360 != self.turn_deg:
            self.turn_deg = degrees % 360
            self.changed.emit()

    def fit(self) -> None:
        """Show the whole person again, upright."""
        self.zoom, self.shift, self.turn_deg, self.is_pixel_true = 1.0, QPointF(0.0, 0.0), 0.0, False
        self.changed.emit()

    def show_pixels(self) -> None:
        """Show one pixel of the picture as one pixel of the screen."""
        self.zoom, self.is_pixel_true = 1.0, True
        self.changed.emit()
