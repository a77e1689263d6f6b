"""Times: the timeline from years to seconds, its lanes, nights, a stretch that is played."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt

from reid_desktop.domain.ids import SightingId
from reid_desktop.services.space_time import LaneBy
from reid_desktop.ui.main_window import MainWindow

from .camera import Camera
from .hands import drag, press_key
from .showing import cards_of, view_of

_DAY_S = 86_400.0
_SPANS_S = {
    "months": 300 * _DAY_S,
    "days": 12 * _DAY_S,
    "hours": 1.6 * _DAY_S,
    "minutes": 1500,
    "seconds": 25,
}
_ONE, _OTHER = "Unknown 3, in a light dress", "Unknown 4, with a name too long for the margin"


def times(camera: Camera, window: MainWindow) -> None:
    """Go from years to seconds around the sighting that is looked at; then lanes, and playing."""
    events, timeline = view_of(window).events, window.panels.timeline
    timeline.fit()
    camera.keep(window, "timeline-years")
    if not len(events.ids):
        return
    placed = np.flatnonzero(np.isin(events.ids, view_of(window).points.ids))
    some = placed if len(placed) else np.arange(len(events.ids))
    middle = int(some[np.argsort(events.start_ms[some])[len(some) * 2 // 3]])
    window.panels.selection.look_at(SightingId(int(events.ids[middle])))
    camera.rest(window)
    for name, span_s in _SPANS_S.items():
        _show_around(window, float(events.start_ms[middle]), span_s)
        camera.keep(window, f"timeline-{name}")
    _show_around(window, float(events.start_ms[middle]), 40 * _DAY_S)
    window.panels.workbench.set_lanes(LaneBy.SOURCE)
    camera.keep(window, "lanes-by-source")
    _persons(camera, window)
    window.panels.workbench.set_lanes(LaneBy.EXHIBIT)
    camera.rest(window)
    _show_around(window, float(events.start_ms[middle]), 60 * _DAY_S)
    camera.rest(window)
    height = timeline.height() / 2
    drag(timeline, [QPointF(timeline.width() * share, height) for share in (0.4, 0.45, 0.5)])
    camera.rest(window)
    camera.keep(window, "brushed")
    brushed = timeline.stretch_in_view
    press_key(timeline, Qt.Key.Key_Space)
    camera.wait("another stretch", lambda: timeline.stretch_in_view != brushed)
    if timeline.playback.is_playing:
        press_key(timeline, Qt.Key.Key_Space)
    camera.keep(window, "played")
    press_key(timeline, Qt.Key.Key_Escape)
    camera.rest(window)
    timeline.fit()


def _persons(camera: Camera, window: MainWindow) -> None:
    """Give two persons sightings of the same photos, and show when they were together."""
    shared: dict[int, list[SightingId]] = {}
    for card in cards_of(window):
        if card.start_s is None:
            shared.setdefault(int(card.media_id), []).append(card.sighting_id)
    pairs = [some for some in shared.values() if len(some) > 1][:5]
    known = len(window.peopling.persons)
    window.peopling.make_person(_ONE, tuple(some[0] for some in pairs))
    window.peopling.make_person(_OTHER, tuple(some[1] for some in pairs))
    camera.wait("the persons", lambda: len(window.peopling.persons) == known + 2)
    camera.wait_for_work(window, "the persons")
    window.panels.workbench.set_lanes(LaneBy.PERSON)
    camera.rest(window)
    window.panels.timeline.fit()
    camera.keep(window, "lanes-by-person")
    first = [SightingId(int(one)) for one in view_of(window).events.ids]
    wanted = next((some[0] for some in pairs if some[0] in set(first)), None)
    if wanted is not None:
        at = first.index(wanted)
        _show_around(window, float(view_of(window).events.start_ms[at]), 2 * _DAY_S)
        camera.keep(window, "together")


def _show_around(window: MainWindow, time_ms: float, span_s: float) -> None:
    """Show so long a stretch, with a time in its middle."""
    window.panels.timeline.show_time(time_ms - 500 * span_s, time_ms + 500 * span_s)
