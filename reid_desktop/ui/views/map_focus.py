"""Bubbles of the map for the keyboard: stepped through, read out, picked."""

from PySide6.QtCore import Signal

from reid_desktop.ui.geometry.clustering import NO_RANK
from reid_desktop.ui.painting.saying import say
from reid_desktop.ui.text import number
from reid_desktop.ui.views.map_places import MapPlaces


class MapFocus(MapPlaces):
    """Moves a focus over the bubbles in view."""

    ids_picked = Signal(object)

    def _step_focus(self, step: int) -> None:
        seen = self._points.in_view(self._view)
        if not seen:
            return
        now = self._focused_bubble()
        place = seen.index(now) + step if now in seen else (0 if step > 0 else -1)
        bubble = seen[place % len(seen)]
        self._focused = (self._points.bubbles(self._view), bubble)
        say(self, self._bubble_text(bubble))
        self.update()

    def _pick_focused(self) -> None:
        bubble = self._focused_bubble()
        if bubble is not None:
            self.ids_picked.emit(self._points.members(bubble))

    def _bubble_text(self, bubble: int) -> str:
        bubbles = self._points.bubbles(self._view)
        count, rank = int(bubbles.count[bubble]), int(bubbles.best_rank[bubble])
        counted = number(count)
        if rank != NO_RANK:
            return self.tr("Sightings here: {count}, best candidate: rank {rank}").format(
                count=counted, rank=rank
            )
        return self.tr("Sightings here: {count}").format(count=counted)
