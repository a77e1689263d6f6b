"""How densely the sightings lie, as a coloured veil over the map."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from reid_desktop.ui.geometry.clustering import PointIndex
from reid_desktop.ui.geometry.heat import density, shares
from reid_desktop.ui.geometry.viewport import Viewport
from reid_desktop.ui.painting.map_colours import MapColours
from reid_desktop.ui.painting.map_sheets import blank

_LEVELS = 256
#: Where the veil begins to be seen, and how opaque it becomes.
_FROM, _MOST_ALPHA = 0.03, 225


def heat_colours(colours: MapColours) -> npt.NDArray[np.uint32]:
    """Return 256 premultiplied colours from nothing over the mark's to the brightest."""
    stops = [QColor(name) for name in (colours.heat_low, colours.heat_middle, colours.heat_high)]
    rgb = np.array([[c.red(), c.green(), c.blue()] for c in stops], dtype=np.float64)
    level = np.linspace(0, 1, _LEVELS)
    channels = [np.interp(level, [0, 0.5, 1], rgb[:, i]) for i in range(3)]
    alpha = np.clip((level - _FROM) / 0.35, 0, 1) * _MOST_ALPHA
    red, green, blue = (np.round(c * alpha / 255).astype(np.uint32) for c in channels)
    opaque = np.round(alpha).astype(np.uint32)
    return ((opaque << 24) | (red << 16) | (green << 8) | blue).astype(np.uint32)


def draw_heat(index: PointIndex, colours: MapColours, view: Viewport, pixel_ratio: float) -> QImage:
    """Draw a view; for a worker."""
    levels = np.round(shares(density(index, view)) * (_LEVELS - 1)).astype(np.int64)
    pixels = np.ascontiguousarray(heat_colours(colours)[np.clip(levels, 0, _LEVELS - 1)])
    rows, columns = pixels.shape
    small = QImage(
        pixels.tobytes(), columns, rows, columns * 4, QImage.Format.Format_ARGB32_Premultiplied
    ).copy()  # the copy owns its pixels
    image = blank(view, pixel_ratio)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(0, 0, view.width_px, view.height_px), small)
    painter.end()
    return image
