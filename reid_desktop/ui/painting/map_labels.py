"""Names of countries and places on the base map, none over another."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from reid_desktop.ui.geometry.basemap import Names
from reid_desktop.ui.geometry.label_room import ALL_ROOM, Box, LabelRoom
from reid_desktop.ui.geometry.map_names import MapNames, NameStyle
from reid_desktop.ui.geometry.placement import LabelPlacer
from reid_desktop.ui.geometry.viewport import Viewport
from reid_desktop.ui.painting.map_colours import MapColours

_LONGEST_NAME = 36
_NAMES_A_TURN = 200
_HALO = tuple(
    QPointF(1.3 * math.cos(math.radians(angle)), 1.3 * math.sin(math.radians(angle)))
    for angle in range(0, 360, 45)
)
#: Country names go once their country is much larger than the view.
_COUNTRY_ZOOM_SPAN = 4.2
_DOT_GAP_PX, _MARK_GAP_PX = 5.0, 6.0
_COUNTRY_SHIFTS = (0.0, 1.3, -1.3, 2.6)
_CAPITALS_FIRST_ZOOM = 4.5
#: (population from, pixels, bold): how a place's name is set.
_PLACE_SIZES = ((3_000_000, 13, True), (500_000, 12, False), (50_000, 11, False), (0, 10, False))


@dataclass(frozen=True, slots=True)
class MapWords:
    """The labels with what they are called otherwise, and how they are to be written."""

    countries: Names
    places: Names
    others: MapNames
    style: NameStyle

    def country(self, i: int) -> tuple[str, str]:
        """Return the name of the i-th country in the language of the window, and in its own script."""
        others = self.others.countries
        spoken = others.spoken.get(self.style.language, {}).get(i, "")
        return spoken or self.countries[i], others.own.get(i, "") if self.style.with_own else ""

    def place(self, i: int) -> tuple[str, str]:
        """Return the name of the i-th place, and in the script of its country."""
        own = self.others.places.own.get(i, "") if self.style.with_own else ""
        return self.places[i][:_LONGEST_NAME], own[:_LONGEST_NAME]


@dataclass(frozen=True, slots=True)
class _Face:
    font: QFont
    metrics: QFontMetricsF

    def joined(self, names: tuple[str, str]) -> str:
        """Return both names, the second where a font has all of its letters."""
        first, own = names
        can = own and own != first and all(self.metrics.inFontUcs4(ord(one)) for one in own if one != " ")
        return f"{first} · {own}" if can else first


class LabelPainter:
    """Writes names in order of importance with a halo in the colour of the land."""

    def __init__(
        self,
        painter: QPainter,
        view: Viewport,
        colours: MapColours,
        family: str,
        room: LabelRoom = ALL_ROOM,
    ) -> None:
        """Write with a painter in device-independent pixels of the view, where there is room."""
        self._painter = painter
        self._view = view
        self._colours = colours
        self._family = family
        self._placer = LabelPlacer(gap_px=4.0)
        self._faces: dict[tuple[int, bool, bool], _Face] = {}
        self._room = room
        self._named: set[Box] = set()
        for box in (*room.marks, *room.panels):
            self._placer.reserve(*box)

    def write(self, words: MapWords) -> Iterator[None]:
        """Write what belongs to this zoom: near, the capitals come before the country names."""
        places = words.places
        shown = places.visible(self._view.bounds, self._view.zoom + 0.5)
        is_capital = places.is_capital[shown]
        first = shown[is_capital] if self._view.zoom >= _CAPITALS_FIRST_ZOOM else shown[:0]
        self._write_places(words, first.tolist())
        self._write_countries(words)
        yield
        rest = shown[~is_capital] if len(first) else shown
        for start in range(0, len(rest), _NAMES_A_TURN):
            self._write_places(words, rest[start : start + _NAMES_A_TURN].tolist())
            yield

    def _write_countries(self, words: MapWords) -> None:
        zoom, names = self._view.zoom, words.countries
        for i in names.visible(self._view.bounds, zoom).tolist():
            over = zoom - float(names.zoom[i])
            if over > _COUNTRY_ZOOM_SPAN:
                continue
            face = self._face(min(11 + int(over * 1.2), 15), False, True)
            x, y = self._view.point_px(float(names.x[i]), float(names.y[i]))
            text = face.joined(words.country(i))
            width, height = face.metrics.horizontalAdvance(text), face.metrics.height()
            left = self._room.inward(x - width / 2, width)
            for shift in _COUNTRY_SHIFTS:
                top = y - height / 2 + shift * height
                if self._takes(left, top, width, height):
                    baseline = QPointF(left, top + height / 2 + face.metrics.capHeight() / 2)
                    self._write(text, baseline, face, self._colours.country_text)
                    break

    def _write_places(self, words: MapWords, shown: list[int]) -> None:
        names = words.places
        for i in shown:
            x, y = self._view.point_px(float(names.x[i]), float(names.y[i]))
            is_capital = bool(names.is_capital[i])
            size, bold = self._style(float(names.weight[i]))
            face = self._face(size, bold or is_capital, False)
            self._place_name(face.joined(words.place(i)), x, y, face, is_capital)

    def _place_name(self, text: str, x: float, y: float, face: _Face, is_capital: bool) -> None:
        width, height = face.metrics.horizontalAdvance(text), face.metrics.height()
        mark = self._room.mark_over(x, y)
        if mark is not None:
            self._beside(text, mark, face)
            return
        for left in (x + _DOT_GAP_PX, x - _DOT_GAP_PX - width):
            if self._takes(min(left, x - 3), y - height / 2, width + _DOT_GAP_PX + 3, height):
                self._dot(x, y, is_capital)
                baseline = QPointF(left, y + face.metrics.capHeight() / 2)
                self._write(text, baseline, face, self._colours.place_text)
                return

    def _beside(self, text: str, mark: Box, face: _Face) -> None:
        """Write the name of the most important place below a mark beside it, without its dot."""
        if mark in self._named:
            return
        width, height = face.metrics.horizontalAdvance(text), face.metrics.height()
        x, y = (mark[0] + mark[2]) / 2, (mark[1] + mark[3]) / 2
        beside = (
            (mark[2] + _MARK_GAP_PX, y - height / 2),
            (mark[0] - _MARK_GAP_PX - width, y - height / 2),
            (x - width / 2, mark[3] + _MARK_GAP_PX),
        )
        for left, top in beside:
            if self._takes(left, top, width, height):
                self._named.add(mark)
                baseline = QPointF(left, top + height / 2 + face.metrics.capHeight() / 2)
                self._write(text, baseline, face, self._colours.place_text)
                return

    def _takes(self, left: float, top: float, width: float, height: float) -> bool:
        return not self._room.cuts(left, top, width, height) and self._placer.place(left, top, width, height)

    def _style(self, population: float) -> tuple[int, bool]:
        return next((size, bold) for least, size, bold in _PLACE_SIZES if population >= least)

    def _dot(self, x: float, y: float, is_capital: bool) -> None:
        painter, radius = self._painter, 2.9 if is_capital else 2.0
        painter.setPen(QPen(QColor(self._colours.halo), 1.2))
        painter.setBrush(QColor(self._colours.place_dot))
        if is_capital:
            painter.drawRect(QRectF(x - radius, y - radius, 2 * radius, 2 * radius))
        else:
            painter.drawEllipse(QPointF(x, y), radius, radius)

    def _write(self, text: str, baseline: QPointF, face: _Face, colour: str) -> None:
        # Writing the halo eight times aside costs a sixteenth of stroking the outline of the letters.
        self._painter.setFont(face.font)
        self._painter.setPen(QColor(self._colours.halo))
        for aside in _HALO:
            self._painter.drawText(baseline + aside, text)
        self._painter.setPen(QColor(colour))
        self._painter.drawText(baseline, text)

    def _face(self, size_px: int, bold: bool, spaced: bool) -> _Face:
        key = (size_px, bold, spaced)
        if key not in self._faces:
            font = QFont(self._family)
            font.setPixelSize(size_px)
            font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
            if spaced:
                font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
            self._faces[key] = _Face(font, QFontMetricsF(font))
        return self._faces[key]
