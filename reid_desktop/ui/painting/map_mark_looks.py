"""How a mark tells the way its place is known, and what was decided of its sighting."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from reid_desktop.domain.known_from import PLACE_KINDS, PlaceKind
from reid_desktop.ports.whereabouts import PLACE_SOURCES
from reid_desktop.ui.geometry.clustering import MIXED
from reid_desktop.ui.painting.map_colours import MapColours

_CONFIRMED, _EXCLUDED, _INCONCLUSIVE = 1, 2, 3
"""As in `domain.review.VERDICTS`."""
_KINDS = 4


class Look(NamedTuple):
    """What a mark tells by its shape and sign."""

    kind: PlaceKind | None
    """None: several."""
    verdict: int


def codes_of(sources: npt.NDArray[np.int8], verdicts: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Return the look of each sighting: `sources` are indexes in `PLACE_SOURCES`."""
    kinds = np.array([*(PLACE_KINDS[source] for source in PLACE_SOURCES), PlaceKind.DERIVED], np.int64)
    return kinds[sources] + _KINDS * verdicts.astype(np.int64)  # -1, which nothing tells, is the last


def look_of(code: int) -> Look:
    """Undo `codes_of`; `MIXED` is several kinds of which nothing is said."""
    if code == MIXED:
        return Look(None, 0)
    return Look(PlaceKind(code % _KINDS), code // _KINDS)


def verdict_colour(verdict: int, colours: MapColours, otherwise: QColor) -> QColor:
    """Return the fill of a mark whose sightings were all decided alike."""
    if verdict == _CONFIRMED:
        return QColor(colours.confirmed)
    return QColor(colours.excluded) if verdict == _EXCLUDED else otherwise


def draw_dot(
    painter: QPainter, middle: QPointF, radius: float, look: Look, colours: MapColours, fill: QColor
) -> None:
    """Draw the ground of a mark: a disc, a ring, a diamond, or a disc with a line inside."""
    colour = verdict_colour(look.verdict, colours, fill)
    painter.setPen(QPen(QColor(colours.rim), 1.6))
    painter.setBrush(colour)
    if look.kind is PlaceKind.MANUAL:
        reach = radius * 1.12
        painter.drawPolygon(
            [
                middle + QPointF(0, -reach),
                middle + QPointF(reach, 0),
                middle + QPointF(0, reach),
                middle + QPointF(-reach, 0),
            ]
        )
    else:
        painter.drawEllipse(middle, radius, radius)
    if look.kind is PlaceKind.DERIVED:
        painter.setPen(QPen(colour, max(2.2, radius * 0.16)))
        painter.setBrush(QColor(colours.panel))
        inner = radius - max(1.8, radius * 0.12)
        painter.drawEllipse(middle, inner, inner)
    elif look.kind is None:
        painter.setPen(QPen(QColor(colours.rim), 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius * 0.72, radius * 0.72)
    draw_sign(painter, middle + QPointF(radius * 0.8, -radius * 0.8), look.verdict, colours)


def draw_sign(painter: QPainter, at: QPointF, verdict: int, colours: MapColours) -> None:
    """Draw a tick, a cross or a question mark: colour alone must not tell."""
    if verdict not in (_CONFIRMED, _EXCLUDED, _INCONCLUSIVE):
        return
    painter.setPen(QPen(QColor(colours.panel_edge), 1.0))
    painter.setBrush(QColor(colours.panel))
    painter.drawEllipse(at, 5.0, 5.0)
    painter.setPen(QPen(QColor(colours.panel_text), 1.5))
    if verdict == _CONFIRMED:
        painter.drawPolyline([at + QPointF(-2.4, 0), at + QPointF(-0.6, 2), at + QPointF(2.6, -2)])
    elif verdict == _EXCLUDED:
        painter.drawLine(at + QPointF(-2, -2), at + QPointF(2, 2))
        painter.drawLine(at + QPointF(-2, 2), at + QPointF(2, -2))
    else:
        painter.drawText(QRectF(at.x() - 5, at.y() - 6, 10, 12), Qt.AlignmentFlag.AlignCenter, "?")


def text_colour(look: Look, is_chosen: bool, colours: MapColours) -> QColor:
    """Return what is legible on the ground of a mark."""
    if look.kind is PlaceKind.DERIVED:
        return QColor(colours.panel_text)
    if look.verdict in (_CONFIRMED, _EXCLUDED):
        return QColor(colours.mark_text)
    return QColor(colours.chosen_text if is_chosen else colours.mark_text)
