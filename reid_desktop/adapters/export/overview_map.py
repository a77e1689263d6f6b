"""The overview map of a report: where the placed candidates are, drawn as plain SVG shapes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from .outlines import Outlines, Points, Window, read_outlines
from .scales import Cluster, clustered, nice_step

WIDTH_PX, HEIGHT_PX = 720, 400
_EARTH_M = 40_075_017.0
_NARROWEST_M = 4_000.0
_MARGIN = 0.12
_MERCATOR_LIMIT_DEG = 85.0511
_MOST_NAMES = 14


@dataclass(frozen=True, slots=True)
class Spot:
    """One placed row."""

    number: int
    """Rank, or position in the list when there is no search."""
    latitude_deg: float
    longitude_deg: float
    accuracy_m: float | None = None
    is_measured: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the coordinate grid, in pixels of the drawing, with its label."""

    at_px: float
    label: str


@dataclass(frozen=True, slots=True)
class Circle:
    """The accuracy of a place, in pixels of the drawing."""

    x_px: float
    y_px: float
    radius_px: float


@dataclass(frozen=True, slots=True)
class Name:
    """A place name in pixels of the drawing."""

    x_px: float
    y_px: float
    text: str


@dataclass(frozen=True, slots=True)
class OverviewMap:
    """Shapes in pixels; the template only writes them down."""

    land: Markup
    """SVG path data."""
    coasts: Markup
    borders: Markup
    meridians: tuple[Line, ...]
    parallels: tuple[Line, ...]
    circles: tuple[Circle, ...]
    markers: tuple[Cluster, ...]
    names: tuple[Name, ...]
    scale_px: float
    scale_label: str
    has_outlines: bool
    width_px: int = WIDTH_PX
    height_px: int = HEIGHT_PX


@dataclass(frozen=True, slots=True)
class _View:
    window: Window
    px: float
    """Pixels per unit of the unit square."""

    def xy(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.window.left) * self.px, (y - self.window.top) * self.px


def draw_map(spots: Sequence[Spot], basemap: Path | None) -> OverviewMap | None:
    """Return the map that shows all `spots`, or None when there are none."""
    if not spots:
        return None
    y = np.array([_north_to_south(spot.latitude_deg) for spot in spots])
    x = _together(np.array([spot.longitude_deg / 360.0 + 0.5 for spot in spots]))
    view = _fitted(x, y)
    outlines = read_outlines(basemap, view.window)
    at = [view.xy(float(a), float(b)) for a, b in zip(x, y, strict=True)]
    markers = clustered([(spot.number, *xy, spot.is_measured) for spot, xy in zip(spots, at, strict=True)])
    scale_px, scale_label = _scale_bar(view)
    return OverviewMap(
        land=_path(outlines.land, view, "Z"),
        coasts=_path(outlines.coasts, view, ""),
        borders=_path(outlines.borders, view, ""),
        meridians=tuple(_meridians(view)),
        parallels=tuple(_parallels(view)),
        circles=tuple(_circles(spots, at, view)),
        markers=markers,
        names=tuple(_names(outlines, view, markers)),
        scale_px=scale_px,
        scale_label=scale_label,
        has_outlines=not outlines.is_empty,
    )


def _north_to_south(latitude_deg: float) -> float:
    bounded = max(-_MERCATOR_LIMIT_DEG, min(_MERCATOR_LIMIT_DEG, latitude_deg))
    return 0.5 - math.asinh(math.tan(math.radians(bounded))) / (2 * math.pi)


def _latitude_deg(y: float) -> float:
    return math.degrees(math.atan(math.sinh((0.5 - y) * 2 * math.pi)))


def _together(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shift what lies west of the widest empty stretch by a turn, so that Fiji lies in one piece."""
    ordered = np.unique(x)
    if len(ordered) < 2:
        return x
    gaps = np.diff(ordered, append=ordered[0] + 1.0)
    widest = int(gaps.argmax())
    if widest == len(ordered) - 1:
        return x
    moved: NDArray[np.float64] = np.where(x <= ordered[widest], x + 1.0, x)
    return moved - 1.0 if moved.mean() > 1.0 else moved


def _fitted(x: NDArray[np.float64], y: NDArray[np.float64]) -> _View:
    middle_x, middle_y = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
    metres = _EARTH_M * math.cos(math.radians(_latitude_deg(float(middle_y))))
    least = _NARROWEST_M / max(metres, 1.0)
    width = max(float(np.ptp(x)) * (1 + 2 * _MARGIN), least)
    height = max(float(np.ptp(y)) * (1 + 2 * _MARGIN), least * HEIGHT_PX / WIDTH_PX)
    width = max(width, height * WIDTH_PX / HEIGHT_PX)
    height = width * HEIGHT_PX / WIDTH_PX
    left, top = float(middle_x) - width / 2, float(middle_y) - height / 2
    return _View(Window(left, top, left + width, top + height), WIDTH_PX / width)


def _path(pieces: Iterable[Points], view: _View, end: str) -> Markup:
    """Return SVG path data at half a pixel's detail; marked as safe, for it is numbers only."""
    origin = np.array([view.window.left, view.window.top])
    written = []
    for piece in pieces:
        halves = np.round((piece - origin) * view.px * 2).astype(np.int64)
        moved = np.r_[True, (halves[1:] != halves[:-1]).any(axis=1)]
        halves = halves[moved]
        if len(halves) >= 2:
            written.append("M" + " ".join(f"{a / 2:g},{b / 2:g}" for a, b in halves) + end)
    return Markup("".join(written))


def _meridians(view: _View) -> Iterable[Line]:
    first, last = (view.window.left - 0.5) * 360, (view.window.right - 0.5) * 360
    step = nice_step((last - first) / 6)
    for k in range(math.ceil(first / step), math.floor(last / step) + 1):
        turned = (k * step + 180.0) % 360.0 - 180.0
        yield Line(view.xy(k * step / 360 + 0.5, 0)[0], _degrees(turned, step, "E", "W"))


def _parallels(view: _View) -> Iterable[Line]:
    south = _latitude_deg(min(view.window.bottom, 1.0))
    north = _latitude_deg(max(view.window.top, 0.0))
    step = nice_step((north - south) / 4)
    for k in range(math.ceil(south / step), math.floor(north / step) + 1):
        yield Line(view.xy(0, _north_to_south(k * step))[1], _degrees(k * step, step, "N", "S"))


def _degrees(value: float, step: float, positive: str, negative: str) -> str:
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    return f"{abs(value):.{places}f}° {positive if value >= 0 else negative}"


def _metres_per_px(latitude_deg: float, view: _View) -> float:
    bounded = max(-_MERCATOR_LIMIT_DEG, min(_MERCATOR_LIMIT_DEG, latitude_deg))
    return _EARTH_M * math.cos(math.radians(bounded)) / view.px


def _circles(spots: Sequence[Spot], at: Sequence[tuple[float, float]], view: _View) -> Iterable[Circle]:
    drawn = set()
    for spot, (x_px, y_px) in zip(spots, at, strict=True):
        radius_px = (spot.accuracy_m or 0.0) / _metres_per_px(spot.latitude_deg, view)
        circle = Circle(round(x_px, 1), round(y_px, 1), round(min(radius_px, 2.0 * WIDTH_PX), 1))
        if radius_px > 8 and circle not in drawn:
            drawn.add(circle)
            yield circle


def _scale_bar(view: _View) -> tuple[float, str]:
    middle = _latitude_deg((view.window.top + view.window.bottom) / 2)
    metres_per_px = _metres_per_px(middle, view)
    length_m = nice_step(100 * metres_per_px)
    label = f"{length_m / 1000:,.0f} km" if length_m >= 1000 else f"{length_m:,.0f} m"
    return length_m / metres_per_px, label


def _names(outlines: Outlines, view: _View, markers: Sequence[Cluster]) -> Iterable[Name]:
    taken = [(m.x_px - 14, m.y_px - 12, m.x_px + 14, m.y_px + 12) for m in markers]
    shown = 0
    for place in outlines.places:
        x_px, y_px = view.xy(place.x, place.y)
        box = (x_px - 4, y_px - 9, x_px + 8 + 6.2 * len(place.name), y_px + 7)
        inside = box[0] > 44 and box[1] > 4 and box[2] < WIDTH_PX - 4 and box[3] < HEIGHT_PX - 40
        if inside and not any(
            box[0] < t[2] and box[2] > t[0] and box[1] < t[3] and box[3] > t[1] for t in taken
        ):
            taken.append(box)
            yield Name(x_px, y_px, place.name)
            shown += 1
            if shown == _MOST_NAMES:
                return
