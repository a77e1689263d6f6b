"""The base map drawn to an image; made for a worker thread."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from reid_desktop.ui.geometry.basemap import (
    FineLines,
    Flags,
    Land,
    Names,
    Strokes,
    load_countries,
    load_land,
    load_lines,
    load_places,
)
from reid_desktop.ui.geometry.clipping import clip_ring, thinned
from reid_desktop.ui.geometry.label_room import ALL_ROOM, LabelRoom
from reid_desktop.ui.geometry.map_names import USUAL_NAMES, MapNames, NameStyle, load_names
from reid_desktop.ui.geometry.mercator import Floats
from reid_desktop.ui.geometry.signposts import Signpost, signposts
from reid_desktop.ui.geometry.viewport import Bounds, Viewport
from reid_desktop.ui.painting.map_colours import MapColours
from reid_desktop.ui.painting.map_labels import LabelPainter, MapWords
from reid_desktop.ui.painting.map_paths import path_of

#: Land cells wider than this on screen are cut to the view before they are painted.
_CLIP_CELL_PX = 1500.0
_POINTS_A_CALL = 20_000
_PROVINCES_FROM_ZOOM, _RIVERS_FROM_ZOOM = 4.4, 5.4


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """What to draw: view in device-independent pixels, pixel ratio, colours, font family."""

    view: Viewport
    pixel_ratio: float
    colours: MapColours
    font_family: str
    labels: bool = True
    names: NameStyle = USUAL_NAMES
    room: LabelRoom = ALL_ROOM


def resolution_for(zoom: float, pixel_ratio: float) -> str:
    """Return the coarsest resolution whose corners do not show."""
    sharp = zoom + math.log2(max(pixel_ratio, 1.0))
    return "110m" if sharp < 1.8 else "50m" if sharp < 4.6 else "10m"


class BaseMapRenderer:
    """Draws land, coasts, borders and names; loads each file when first needed. One thread at a time."""

    def __init__(self, folder: Path) -> None:
        """Take the folder with the base map files; nothing is read yet."""
        self._folder = folder
        self._lands: dict[str, Land] = {}
        self._lines: FineLines | None = None
        self._countries: Names | None = None
        self._places: Names | None = None
        self._names: MapNames | None = None
        self._said: dict[str, dict[str, str]] = {}

    def land(self, resolution: str) -> Land:
        """Return one resolution, read once; raises OSError or BaseMapDamagedError."""
        if resolution not in self._lands:
            self._lands[resolution] = load_land(self._folder, resolution)
        return self._lands[resolution]

    def country_at(self, x: float, y: float, language: str) -> str | None:
        """Return the country at a point by the finest resolution read so far; any thread may ask.

        It is named in a language as soon as names were read.
        """
        land = next((self._lands[name] for name in ("10m", "50m", "110m") if name in self._lands), None)
        country = land.country_at(x, y) if land else None
        if country is None or self._countries is None or self._names is None:
            return country
        if language not in self._said:
            self._said[language] = self._names.countries.said_in(language, self._countries)
        return self._said[language].get(country, country)

    def signposts(self, view: Viewport) -> list[Signpost]:
        """Return the places around a view that names too few; none before the names were read."""
        return signposts(self._places, view) if self._places is not None else []

    def render(self, request: RenderRequest, is_stale: Callable[[], bool]) -> QImage | None:
        """Return the picture of a request, or None when it went stale on the way.

        Raises OSError or BaseMapDamagedError when the files cannot be read.
        """
        view, ratio = request.view, request.pixel_ratio
        image = QImage(
            max(1, round(view.width_px * ratio)),
            max(1, round(view.height_px * ratio)),
            QImage.Format.Format_RGB32,
        )
        image.setDevicePixelRatio(ratio)
        image.fill(QColor(request.colours.sea))
        land = self.land(resolution_for(view.zoom, ratio))
        painter = QPainter(image)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
            for copy in view.world_copies():
                for _ in self._drawn(painter, replace(request, view=copy), land):
                    if is_stale():
                        return None
        finally:
            painter.end()
        return image

    def _drawn(self, painter: QPainter, request: RenderRequest, land: Land) -> Iterator[None]:
        """Draw in short calls: PySide holds the interpreter in each, and the window waits as long."""
        yield from _fill_land(painter, request, land)
        colours = request.colours
        if request.labels and request.view.zoom >= _PROVINCES_FROM_ZOOM:
            yield from self._fine_lines(painter, request)
        yield from _stroke_lines(painter, request, land.borders, colours.border)
        yield from _stroke_lines(painter, request, land.coasts, colours.coast)
        if request.labels:
            if self._countries is None:
                self._countries = load_countries(self._folder)
            yield
            if self._places is None:
                self._places = load_places(self._folder)
            if self._names is None:
                self._names = load_names(self._folder)
            yield
            words = MapWords(self._countries, self._places, self._names, request.names)
            labels = LabelPainter(painter, request.view, colours, request.font_family, request.room)
            yield from labels.write(words)

    def _fine_lines(self, painter: QPainter, request: RenderRequest) -> Iterator[None]:
        if self._lines is None:
            self._lines = load_lines(self._folder)
        yield
        colours = request.colours
        if request.view.zoom >= _RIVERS_FROM_ZOOM:
            yield from _stroke_lines(painter, request, self._lines.rivers, colours.river)
        yield from _stroke_lines(painter, request, self._lines.provinces, colours.province)


def _fill_land(painter: QPainter, request: RenderRequest, land: Land) -> Iterator[None]:
    """Fill cell by cell; within a cell all countries at once, so that no seam shows between them."""
    view = request.view
    box = view.bounds.grown(8.0 / view.scale)
    colour = QColor(request.colours.land)
    rings = land.rings.touching(box)
    is_close = view.scale / land.grid > _CLIP_CELL_PX
    for some in np.split(rings, np.flatnonzero(np.diff(land.ring_cell[rings])) + 1):
        points, first = land.rings.gathered(some)
        if is_close:
            points, first = _clipped(points, first, box)
        painter.fillPath(_screen_path(points, first, request), colour)
        yield


def _stroke_lines(painter: QPainter, request: RenderRequest, lines: Strokes, colour: str) -> Iterator[None]:
    """Stroke with hairlines, which Qt draws some seventy times faster than others.

    Where they would be too fine they are drawn again half a pixel aside.
    """
    pen = QPen(QColor(colour), 1.0)
    pen.setCosmetic(True)
    points, first = _lines_in(lines, request.view)
    starts = np.flatnonzero(first)
    aside = 0.5 / request.pixel_ratio
    offsets = (0.0,) if request.pixel_ratio < 1.5 and request.view.zoom < 4 else (0.0, aside)
    for some in np.array_split(starts, max(len(points) // _POINTS_A_CALL, 1)):
        if len(some) == 0:
            continue
        stop = int(starts[np.searchsorted(starts, some[-1]) + 1]) if some[-1] != starts[-1] else len(points)
        part = slice(int(some[0]), stop)
        path = _screen_path(points[part], first[part], request)
        for offset in offsets:
            painter.strokePath(path.translated(offset, offset) if offset else path, pen)
        yield


def _lines_in(lines: Strokes, view: Viewport) -> tuple[Floats, Flags]:
    """Gather the lines in view; far in, only their segments near it, to keep coordinates small."""
    box = view.bounds.grown(8.0 / view.scale)
    points, first = lines.gathered(lines.touching(box))
    if view.zoom < 7 or len(points) == 0:
        return points, first
    low, high = np.minimum(points[1:], points[:-1]), np.maximum(points[1:], points[:-1])
    near = (
        ~first[1:]
        & (high[:, 0] >= box.left)
        & (low[:, 0] <= box.right)
        & (high[:, 1] >= box.top)
        & (low[:, 1] <= box.bottom)
    )
    kept = np.append(near, False) | np.insert(near, 0, False)
    starts = kept & ~np.insert(near, 0, False)
    return points[kept], starts[kept]


def _clipped(points: Floats, first: Flags, box: Bounds) -> tuple[Floats, Flags]:
    rings = [clip_ring(ring, box) for ring in np.split(points, np.flatnonzero(first)[1:])]
    rings = [ring for ring in rings if len(ring) >= 3]
    if not rings:
        return points[:0], first[:0]
    sizes = np.array([len(ring) for ring in rings])
    starts = np.zeros(int(sizes.sum()), dtype=np.bool_)
    starts[np.cumsum(sizes) - sizes] = True
    return np.concatenate(rings), starts


def _screen_path(points: Floats, first: Flags, request: RenderRequest) -> QPainterPath:
    x, y = request.view.to_px(points[:, 0], points[:, 1])
    placed = np.column_stack([x, y])
    kept = thinned(placed, first, 0.6 / request.pixel_ratio)
    return path_of(placed[kept], first[kept])
