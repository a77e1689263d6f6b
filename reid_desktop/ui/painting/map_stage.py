"""The map with everything that lies on it; what happens there is decided by its heirs."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QThreadPool, Signal
from PySide6.QtGui import QPainter, QWheelEvent
from PySide6.QtWidgets import QWidget

from reid_desktop.domain.known_from import PlaceKind
from reid_desktop.ports.maps import MapFiles
from reid_desktop.ui.geometry.clustering import NO_RANK, Bubbles, PointIndex
from reid_desktop.ui.geometry.label_room import Box, LabelRoom, even
from reid_desktop.ui.geometry.map_names import NameStyle
from reid_desktop.ui.geometry.place_finder import FoundPlace
from reid_desktop.ui.geometry.signposts import FROM_ZOOM, Signpost
from reid_desktop.ui.geometry.viewport import Bounds, Viewport
from reid_desktop.ui.painting.map_area import AreaDrawing
from reid_desktop.ui.painting.map_canvas import CREDIT, MapCanvas
from reid_desktop.ui.painting.map_circles import paint_circles
from reid_desktop.ui.painting.map_layers import MapLayers, NameRoom
from reid_desktop.ui.painting.map_legend import LegendPainter, LegendRow, legend_rows
from reid_desktop.ui.painting.map_mark_looks import look_of
from reid_desktop.ui.painting.map_points import PointLayer
from reid_desktop.ui.painting.map_route import RoutePainter
from reid_desktop.ui.painting.map_signposts import SignpostPainter
from reid_desktop.ui.text import length
from reid_desktop.ui.translating import language_of_names

_SAME_PLACES_PX = 60.0
_MOST_KEPT_CLEAR = 60
"""Where more marks are in view, there would be room for no name."""
Ints = npt.NDArray[np.int64]


class MapStage(MapCanvas):
    """Paints points, area, path, layers and legend over the base map."""

    view_changed = Signal()
    """Other places are in view, or other points."""

    def __init__(
        self, basemap_dir: Path, pool: QThreadPool, files: MapFiles | None, parent: QWidget | None
    ) -> None:
        """Draw in the threads of a pool; map archives and overlays are read through `files`."""
        self._points = PointLayer()
        self._accuracy_m: float | None = None
        self._area = AreaDrawing()
        self._pin: FoundPlace | None = None
        self._posts: list[Signpost] = []
        self._posts_for: Viewport | None = None
        self._focused: tuple[Bubbles, int] | None = None
        self._legend_shown: list[LegendRow] = []
        self._legend_panel = QRectF()
        self._explained: tuple[PointIndex, list[PlaceKind], bool, bool] | None = None
        super().__init__(basemap_dir, pool, parent)
        self._base.refreshed.connect(lambda: self._renew_posts(anew=not self._posts))
        self.layers = MapLayers(files, pool, self)
        self.layers.refreshed.connect(self.update)
        self.layers.changed.connect(self.want_more)
        self.layers.changed.connect(self._settle.start)  # the legend takes more room, or less

    @property
    def point_count(self) -> int:
        """How many points are shown."""
        return len(self._points.index)

    def bubbles_in_view(self) -> list[tuple[QPointF, Ints]]:
        """Return (centre in pixels, member ids) of every bubble in view, best ranked first."""
        found = self._points.in_view(self._view)
        bubbles = self._points.bubbles(self._view)
        x, y = self._view.to_px(bubbles.x, bubbles.y)
        return [(QPointF(float(x[i]), float(y[i])), self._points.members(i)) for i in found]

    def points_in_view(self) -> Callable[[], Ints]:
        """Return what tells the ids in view now, ascending; to be called in any thread."""
        index, box = self._points.index, self._view.bounds
        return lambda: np.sort(index.ids[index.within(box)])

    def content_bounds(self) -> Bounds | None:
        """Return the rectangle around all points."""
        return self._points.index.box

    def paint_content(self, painter: QPainter) -> None:
        """Paint the area, the bubbles and the current sighting."""
        if self.layers.shows_circles and not self.layers.shows_heat:
            paint_circles(painter, self._view, self._points.index, self._colours)
        if self.layers.route is not None:
            self._routes.paint(painter, self._view, self.layers.route, self.label_room())
        for outline, is_closed in ((self._area.closed, True), (self._area.open_outline, False)):
            if outline is not None:
                self._marks.paint_outline(painter, self._view, outline, is_closed)
        focused = self._focused_bubble()
        if not self.layers.shows_heat:
            self._marks.paint_bubbles(painter, self._view, self._points, focused)
        current = (self._points, self._accuracy_m, focused)
        self._marks.paint_current(painter, self._view, *current, has_bubbles=not self.layers.shows_heat)

        if self._pin is not None:
            self._marks.paint_pin(painter, self._view, self._pin)
        circle = self._area.open_circle
        if circle is not None and self._pointer is not None:
            self._furniture.paint_note(painter, self._pointer, length(circle.radius_m))
        self._legend.paint(painter, self._legend_panel, self._legend_shown)
        if self._posts and not self.layers.covers(self._view):
            room = self.label_room()
            self._signs.paint(painter, self._view, self._posts, (*room.panels, *room.marks))

    def covered(self) -> QRectF:
        """Return where the legend is."""
        return self._legend_panel

    def label_room(self) -> LabelRoom:
        """Keep names clear of the legend and of the marks, while these are few."""
        room = super().label_room()
        legend = self._legend_panel
        panel = even(legend.left(), legend.top(), legend.right(), legend.bottom())
        return replace(room, marks=self._mark_boxes(), panels=(*room.panels, panel))

    def _mark_boxes(self) -> tuple[Box, ...]:
        if self.layers.shows_heat:
            return ()
        return tuple(even(*box) for box in self._points.boxes(self._view, _MOST_KEPT_CLEAR))

    def _renew_base(self) -> None:
        """Place the legend anew too: while a gesture goes on it stands still."""
        self._points.is_in_gesture = False
        self._legend_shown = self._legend_rows()
        marks = self._mark_boxes()
        self._legend_panel = self._legend.panel(self.width(), self.height(), self._legend_shown, marks)
        self.layers.room = NameRoom(self.label_room(), self._view)
        super()._renew_base()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom; points are grouped anew when the wheel rests."""
        self._points.is_in_gesture = True
        super().wheelEvent(event)

    def paint_under(self, painter: QPainter) -> None:
        """Paint tiles, overlays and heat."""
        self.layers.paint(painter, self._view)

    def want_more(self) -> None:
        """Have tiles, overlays and heat drawn for the view, and points grouped for it."""
        self._points.is_in_gesture = False
        self.write_names(NameStyle(language_of_names(), self.layers.shows_own_names))
        if self.isVisible():
            family = self.font().family()
            ratio = self.devicePixelRatioF()
            self.layers.want(self._view, ratio, self._colours, family, self._points.index)
        self._renew_posts()
        self.update()
        self.view_changed.emit()

    def credit(self) -> str:
        """Return whom base map and archives come from."""
        more = self.layers.credit
        if self._view.zoom >= FROM_ZOOM and not self.layers.covers(self._view):
            return self.tr("No streets: lay a map over this (M)") + f"  ·  {CREDIT}"
        return f"{more} · {CREDIT}" if more else CREDIT

    @property
    def is_settled(self) -> bool:
        """Whether everything in view is finished and nothing is on its way."""
        return super().is_settled and self.layers.is_settled

    def _legend_rows(self) -> list[LegendRow]:
        if not self.layers.shows_legend:
            return []
        index = self._points.index
        if self._explained is None or self._explained[0] is not index:
            looks = [look_of(int(code)) for code in np.flatnonzero(np.bincount(index.marks))]
            kinds = sorted({look.kind for look in looks if look.kind is not None})
            has_verdicts = any(look.verdict for look in looks)
            has_ranks = len(index) > 0 and int(index.ranks.min()) != NO_RANK
            self._explained = (
                index,
                kinds if len(kinds) > 1 or kinds[:1] != [0] else [],
                has_ranks,
                has_verdicts,
            )
        _, kinds, has_ranks, has_verdicts = self._explained
        route = self.layers.route
        return legend_rows(
            kinds,
            has_ranks=has_ranks,
            has_verdicts=has_verdicts,
            has_route=route is not None,
            has_flags=route is not None and any(one.is_flagged for one in route.stretches),
            has_heat=self.layers.shows_heat,
            overlays=self.layers.named_colours(),
        )

    def _renew_posts(self, *, anew: bool = False) -> None:
        """Look for the places around; they stay the same while the view hardly moves."""
        was, now = self._posts_for, self._view
        if not anew and was is not None and was.zoom == now.zoom:
            moved_px = max(abs(was.centre_x - now.centre_x), abs(was.centre_y - now.centre_y)) * now.scale
            if moved_px < _SAME_PLACES_PX:
                return
        self._posts, self._posts_for = self._base.signposts(now), now

    def _restyle(self) -> None:
        super()._restyle()
        family = self.font().family()
        self._routes = RoutePainter(self._colours, family)
        self._legend = LegendPainter(self._colours, family)
        self._signs = SignpostPainter(self._colours, family)

    def _focused_bubble(self) -> int | None:
        bubbles = self._points.bubbles(self._view)
        return self._focused[1] if self._focused and self._focused[0] is bubbles else None
