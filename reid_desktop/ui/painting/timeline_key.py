"""What the shades and hatchings of the timeline mean."""

from collections.abc import Sequence
from enum import Enum, auto
from itertools import accumulate
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen

from reid_desktop.ui.painting.map_colours import MapColours, translucent
from reid_desktop.ui.painting.timeline_layout import TimelineLayout

_SWATCH, _GAP_PX, _BETWEEN_PX = (12.0, 10.0), 5.0, 14.0
_HEAD_TOP_PX = 13.0
_LEFT_PX = 96.0
"""Of the axis, for the day or year of what is in view."""


class Sign(Enum):
    """What is explained."""

    NIGHT = auto()
    VAGUE = auto()
    NEAR = auto()


class KeyEntry(NamedTuple):
    """A sign and its meaning."""

    sign: Sign
    words: str


class TimelineKey:
    """Paints in the colours of a palette; make another when the palette or font changes."""

    def __init__(self, palette: QPalette, font: QFont) -> None:
        """Derive the colours."""
        self._colours = MapColours.of(palette)
        self._text, self._ground = (
            palette.color(role) for role in (QPalette.ColorRole.Text, QPalette.ColorRole.Base)
        )
        self._font = QFont(font)
        self._font.setPixelSize(11)
        self._metrics = QFontMetricsF(self._font)

    def paint(
        self,
        painter: QPainter,
        layout: TimelineLayout,
        entries: Sequence[KeyEntry],
        head: tuple[float, float],
    ) -> float:
        """Write from the right: from `head[1]` back to `head[0]` above the bars, the rest below the ticks.

        Returns up to where the row below the ticks is free.
        """
        widths = [self._metrics.horizontalAdvance(one.words) + _SWATCH[0] + _GAP_PX for one in entries]
        taken = accumulate(width + _BETWEEN_PX for width in widths)
        above = sum(one <= head[1] - head[0] for one in taken)
        self._row(painter, entries[:above], widths[:above], (head[0], head[1] - _BETWEEN_PX, _HEAD_TOP_PX))
        if above == len(entries):
            return layout.axis.right()
        below = (layout.axis.left() + _LEFT_PX, layout.axis.right(), layout.axis.top() + 20)
        return self._row(painter, entries[above:], widths[above:], below)

    def _row(
        self,
        painter: QPainter,
        entries: Sequence[KeyEntry],
        widths: Sequence[float],
        room: tuple[float, float, float],
    ) -> float:
        """Write what has room between two x, below a y; return where it begins."""
        least, left, top = room
        painter.setFont(self._font)
        for entry, width in zip(entries, widths, strict=True):
            if left - width < least:
                break
            swatch = QRectF(left - width, top + 1, *_SWATCH)
            self._sign(painter, swatch, entry.sign)
            painter.setPen(translucent(self._text.name(), 200))
            painter.drawText(QPointF(swatch.right() + _GAP_PX, top + 10), entry.words)
            left -= width + _BETWEEN_PX
        return left

    def _sign(self, painter: QPainter, box: QRectF, sign: Sign) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if sign is Sign.NIGHT:
            painter.fillRect(box, translucent(self._text.name(), 40))
        elif sign is Sign.VAGUE:
            painter.fillRect(box, QColor(self._colours.mark))
            painter.fillRect(box, QBrush(translucent(self._ground.name(), 190), Qt.BrushStyle.BDiagPattern))
        else:
            painter.setPen(QPen(QColor(self._colours.current), 1.4))
            painter.setBrush(translucent(self._colours.current, 64))
            painter.drawRoundedRect(box.adjusted(1, 0, -1, 0), 3, 3)
