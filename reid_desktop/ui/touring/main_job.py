"""The main job once the photos are in: search, triage, comparison."""

from __future__ import annotations

from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.domain.review import Verdict
from reid_desktop.ports.engine import ProbePicture
from reid_desktop.services.cards import Card
from reid_desktop.services.listing import Order
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.refinement import Refinement
from reid_desktop.ui.views.compare_bar import OVERLAY
from reid_desktop.ui.views.probe import ProbeState

from .camera import Camera
from .showing import cards_of, look_at, view_of


def search(camera: Camera, window: MainWindow) -> None:
    """Search for who is named, or for the first sighting."""
    begin_search(camera, window)
    camera.keep(window, "candidates")
    window.actions_table["scene_mode"].trigger()
    camera.keep(window, "candidates-scenes")
    window.actions_table["crop_mode"].trigger()
    workbench = window.panels.workbench
    workbench.set_order(Order.DAY)
    camera.keep(window, "candidates-by-day")
    workbench.set_order(Order.RANK)
    workbench.set_filters(Filters(kinds=frozenset({"video"})))
    camera.keep(window, "candidates-narrowed")
    workbench.set_filters(Filters())
    window.actions_table["past_searches"].trigger()
    camera.keep_dialog(window, "past-searches")


def begin_search(camera: Camera, window: MainWindow) -> None:
    """Have candidates shown, unless they are."""
    probe, stops = window.panels.probe, camera.stops
    camera.rest(window)
    if view_of(window).record is not None:
        return
    if stops.probe is not None:
        window.probing.look_at_picture(ProbePicture(stops.probe.name, path=str(stops.probe)))
        camera.wait("the persons of the probe", lambda: probe.state is not ProbeState.LOOKING)
        camera.keep(window, "probe")
        if probe.state is ProbeState.CHOOSING:
            probe.search_again()
    else:
        window.probing.search_for(SightingId(int(window.panels.gallery.model.ids[0])))
    camera.wait("the candidates", lambda: view_of(window).record is not None)
    camera.rest(window)


def refine(camera: Camera, window: MainWindow) -> None:
    """Search for several persons in a picture, with feedback, with more crops, for two persons at once."""
    crowd = busiest(window)
    if crowd is not None and crowd.scene_path.exists():
        name = "a photo of many people with a rather long name, as phones and messengers give them.jpg"
        window.probing.look_at_picture(ProbePicture(name, path=str(crowd.scene_path)))
        probe = window.panels.probe
        camera.wait("the persons of the crowd", lambda: probe.state is not ProbeState.LOOKING)
        camera.keep(window, "several-persons")
        window.panels.probe.clear()
    begin_search(camera, window)
    ids = [SightingId(int(one)) for one in window.panels.gallery.model.ids]
    if len(ids) < 2:
        return
    _again(camera, window, window.refining.now.liking(ids[1:3]).unliking(ids[3:5]))
    camera.keep(window, "like-and-unlike")
    plain = Refinement()
    fused = plain
    for one in ids[1:4]:
        fused = fused.with_picture(ProbePicture(f"sighting {one}", sighting_id=one), is_other=False)
    _again(camera, window, fused)
    camera.keep(window, "fused")
    other = ProbePicture(f"sighting {ids[-1]}", sighting_id=ids[-1])
    _again(camera, window, plain.with_picture(other, is_other=True))
    camera.keep(window, "two-persons")
    _again(camera, window, plain)


def _again(camera: Camera, window: MainWindow, wanted: Refinement) -> None:
    window.refining.search_with(wanted)
    camera.wait_for_work(window, "the search")


def triage(camera: Camera, window: MainWindow) -> None:
    """Decide, mark, tag, grade and note."""
    begin_search(camera, window)
    look_at(window, 0)
    verdicts = (Verdict.CONFIRMED, Verdict.CONFIRMED, Verdict.EXCLUDED, Verdict.INCONCLUSIVE)
    for verdict in verdicts[: len(window.panels.gallery.model.ids)]:
        window.judging.decide(verdict)
        camera.rest(window)
    window.judging.turn_bookmark()
    camera.keep(window, "decided")
    for command in ("tag", "grade", "note"):
        window.actions_table[command].trigger()
        camera.keep_dialog(window, command)


def compare(camera: Camera, window: MainWindow) -> None:
    """Lay probe and candidate side by side and over each other; play a clip; tell part by part."""
    begin_search(camera, window)
    look_at(window, min(1, len(window.panels.gallery.model.ids) - 1))
    window.comparing.begin()
    view = window.panels.compare
    camera.wait("the original pixels", lambda: view.candidate.has_picture and view.probe.has_picture)
    camera.keep(window, "side-by-side")
    window.actions_table["parts"].trigger()
    camera.wait_for_work(window, "the likeness by part")
    window.framing.show_only(())
    view.checklist.show_findings({"clothing": "agrees: colour and cut", "footwear": "not comparable"})
    camera.keep(window, "alone-with-parts")
    view.checklist.show_findings({})
    view.bar.mode_chosen.emit(OVERLAY)
    camera.keep(window, "laid-over")
    view.bar.mode_chosen.emit("side")
    window.comparing.leave()
    window.framing.lay_out()
    window.actions_table["clear_search"].trigger()
    camera.rest(window)
    clip = _first_of_a_clip(window)
    if clip is not None:
        window.probing.search_for(clip.sighting_id)
        camera.wait("the candidates", lambda: view_of(window).record is not None)
        camera.rest(window)
        window.panels.selection.look_at(clip.sighting_id)
        window.comparing.begin()
        camera.pause(800)
        camera.wait_for_work(window, "the frames of the clip")
        camera.keep(window, "clip")
        window.outlining.begin()
        camera.keep_dialog(window, "outline")
        window.comparing.leave()
        window.actions_table["clear_search"].trigger()
        camera.rest(window)


def busiest(window: MainWindow) -> Card | None:
    """Return a sighting of the photo in which most are listed."""
    cards = [one for one in cards_of(window) if one.start_s is None]
    many: dict[int, int] = {}
    for one in cards:
        many[int(one.media_id)] = many.get(int(one.media_id), 0) + 1
    return max(cards, key=lambda one: many[int(one.media_id)], default=None)


def _first_of_a_clip(window: MainWindow) -> Card | None:
    return next((one for one in cards_of(window) if one.start_s is not None), None)
