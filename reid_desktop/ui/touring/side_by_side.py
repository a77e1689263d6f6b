"""Comparison: every way to look at both, what contradicts itself, a clip played and stopped."""

from __future__ import annotations

from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.query import Filters
from reid_desktop.services.cards import Card
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.painting.adjusting import Display
from reid_desktop.ui.views.compare_bar import FLICKER, OVERLAY, SIDE
from reid_desktop.ui.views.probe import ProbeState

from .camera import Camera
from .main_job import begin_search
from .showing import cards_of, look_at, view_of

_CONTRADICTIONS = (
    MediaFlag.TIMES_DISAGREE,
    MediaFlag.GPS_TIME_DISAGREES,
    MediaFlag.NAME_DISAGREES,
    MediaFlag.PLACES_DISAGREE,
    MediaFlag.EDITED,
)
_ZOOM, _TURN_DEG = 2.2, 12.0
_PLAYED_S = 0.4
_FINDINGS = {
    "clothing": "agrees: white dress with three seams below the waist, cut at the knee, no belt",
    "footwear": "not comparable",
    "carried items": "differs: a bag on the left shoulder is seen in one of the two only",
}
_REASON = (
    "The seams of the dress and the length of the hair agree; the bag may have been put down in between."
)


def compare(camera: Camera, window: MainWindow) -> None:
    """Lay probe and candidate side by side and over each other; tell part by part; play a clip."""
    begin_search(camera, window)
    look_at(window, min(1, len(window.panels.gallery.model.ids) - 1))
    _begin(camera, window)
    camera.keep(window, "side-by-side")
    _in_every_way(camera, window)
    _with_findings(camera, window)
    _leave(camera, window)
    _contradicted(camera, window)
    clips = [one for one in cards_of(window) if one.start_s is not None and one.end_s is not None]
    clip = max(clips, key=_lasts_s, default=None)
    if clip is not None:
        _play(camera, window, clip)
        _leave(camera, window)


def _lasts_s(clip: Card) -> float:
    return (clip.end_s or 0.0) - (clip.start_s or 0.0)


def _begin(camera: Camera, window: MainWindow) -> None:
    view = window.panels.compare
    window.comparing.begin()
    camera.wait("the original pixels", lambda: view.candidate.has_picture and view.probe.has_picture)


def _leave(camera: Camera, window: MainWindow) -> None:
    window.comparing.leave()
    window.actions_table["clear_search"].trigger()
    camera.rest(window)


def _in_every_way(camera: Camera, window: MainWindow) -> None:
    """Magnify and turn both, change how they are shown, lay one over the other, let them flicker."""
    view = window.panels.compare
    view.shared.zoom_by(_ZOOM)
    view.shared.turn_by(_TURN_DEG)
    camera.keep(window, "magnified-and-turned")
    view.shared.fit()
    view.bar.show_display(Display(25, 30, 1.3))
    camera.keep(window, "other-display")
    view.bar.open_display()
    camera.keep_part(view.bar.display_menu, "display")
    view.bar.display_menu.close()
    view.bar.reset_display()
    for mode, name in ((OVERLAY, "laid-over"), (FLICKER, "flickering")):
        view.bar.choose(mode)
        camera.keep(window, name)
    view.bar.choose(SIDE)


def _with_findings(camera: Camera, window: MainWindow) -> None:
    """Tell the likeness by part, and fill in the checklist, with nothing else on the window."""
    view = window.panels.compare
    window.actions_table["parts"].trigger()
    camera.wait_for_work(window, "the likeness by part")
    camera.keep(window, "by-part")
    view.checklist.show_findings(_FINDINGS, _REASON)
    window.framing.show_only(())
    camera.keep(window, "alone-with-findings")
    view.checklist.show_findings({})
    window.framing.lay_out()


def _contradicted(camera: Camera, window: MainWindow) -> None:
    """Compare two of the files whose facts contradict each other, with all that is known of them."""
    for flag in _CONTRADICTIONS:
        window.panels.workbench.set_filters(Filters(flags=flag))
        camera.rest(window)
        if len(window.panels.gallery.model.ids) > 1:
            break
    ids = window.panels.gallery.model.ids
    if len(ids) > 1:
        window.panels.selection.select(ids[:2].copy())
        look_at(window, 0)
        _begin(camera, window)
        camera.keep(window, "contradictions")
        window.comparing.leave()
        window.panels.selection.clear()
    window.panels.workbench.set_filters(Filters())
    camera.rest(window)


def _play(camera: Camera, window: MainWindow, clip: Card) -> None:
    """Play a tracklet with its box, keep a frame, take one as the probe, outline somebody in it."""
    window.probing.search_for(clip.sighting_id)
    camera.wait("the candidates", lambda: view_of(window).record is not None)
    camera.rest(window)
    window.panels.selection.look_at(clip.sighting_id)
    _begin(camera, window)
    camera.keep(window, "clip")
    player, start_s = window.panels.compare.player, clip.start_s or 0.0
    player.turn()
    played_s = start_s + _PLAYED_S
    camera.wait("the clip played", lambda: not player.is_playing or (player.time_s or 0.0) > played_s)
    camera.keep(window, "clip-played")
    player.pause()
    camera.pause(800)  # a frame that stays is fetched in original pixels
    camera.wait_for_work(window, "the frame that was stopped at")
    player.keep_wanted.emit()
    camera.wait_for_work(window, "the frame that is kept")
    camera.keep(window, "frame-stopped-and-kept")
    window.panels.notices.close_notice("frame")
    window.outlining.begin()
    camera.keep_dialog(window, "outline")
    player.probe_wanted.emit()
    camera.wait("the page of the gallery", lambda: not window.comparing.is_on)
    probe = window.panels.probe
    camera.wait("the persons of the frame", lambda: probe.state is not ProbeState.LOOKING)
    camera.keep(window, "frame-as-probe")
    probe.clear()
