"""Painter paths made from arrays in one step."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QByteArray, QDataStream, Qt
from PySide6.QtGui import QPainterPath

from reid_desktop.ui.geometry.mercator import Floats

# The wire format of QPainterPath in QDataStream: count, then (element type, x, y), then the
# start of the last subpath and the fill rule; all big-endian.
_ELEMENT = np.dtype([("type", ">i4"), ("x", ">f8"), ("y", ">f8")])


def path_of(points: Floats, first: npt.NDArray[np.bool_]) -> QPainterPath:
    """Return lines through points (n, 2); first marks where each line starts. Fills by winding."""
    path = QPainterPath()
    if len(points) == 0:
        return path
    elements = np.empty(len(points), dtype=_ELEMENT)
    elements["type"] = np.where(first, 0, 1)
    elements["type"][0] = 0
    elements["x"], elements["y"] = points[:, 0], points[:, 1]
    last = int(np.flatnonzero(elements["type"] == 0)[-1])
    rule = Qt.FillRule.WindingFill.value
    tail = last.to_bytes(4, "big") + int(rule).to_bytes(4, "big")
    stream = QDataStream(QByteArray(len(points).to_bytes(4, "big") + elements.tobytes() + tail))
    stream >> path
    return path
