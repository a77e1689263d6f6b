"""The main job once the photos are in: search, other ways to search, triage."""

from __future__ import annotations

import numpy as np

from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.merging import CONFLICT
from reid_desktop.domain.query import Filters
from reid_desktop.domain.review import NoteTarget, Verdict
from reid_desktop.ports.engine import ProbePicture
from reid_desktop.ports.review import BookmarkRequest, GradeRequest, NoteRequest, TagRequest
from reid_desktop.services.cards import Card
from reid_desktop.services.listing import Order
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.refinement import Refinement
from reid_desktop.ui.views.probe import ProbeState

from .camera import Camera
from .showing import cards_of, look_at, view_of

_TAGS = ("white dress", "seen from behind only, with long hair and a bag on the left shoulder", "قبعة حمراء")
_NOTES = (
    "The hem of the dress has three seams, as in the photo of the complaint.",
    "Shown to the witness on 24 May; they were not sure about the shoes, and asked to see the clip again "
    "before they say anything that is written down.",
)


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
    """Decide, take back and do again; tag, grade and note, empty first and then full; choose several."""
    begin_search(camera, window)
    look_at(window, 0)
    camera.keep(window, "undecided")
    for command in ("tag", "grade", "note"):
        window.actions_table[command].trigger()
        camera.keep_dialog(window, f"{command}-first")
    verdicts = (Verdict.CONFIRMED, Verdict.CONFIRMED, Verdict.EXCLUDED, Verdict.INCONCLUSIVE)
    for verdict in verdicts[: len(window.panels.gallery.model.ids)]:
        window.judging.decide(verdict)
        camera.rest(window)
    camera.keep(window, "decided")
    for command, name in (("undo", "taken-back"), ("redo", "done-again")):
        window.actions_table[command].trigger()
        camera.wait_for_work(window, "what is taken back")
        camera.keep(window, name)
    _remark(camera, window)
    look_at(window, 0)
    camera.keep(window, "marked")
    for command in ("tag", "grade", "note"):
        window.actions_table[command].trigger()
        camera.keep_dialog(window, command)
    window.panels.selection.select(np.sort(window.panels.gallery.model.ids[:3]))
    camera.keep(window, "several-chosen")
    window.actions_table["tag"].trigger()
    camera.keep_dialog(window, "tag-of-several")
    window.panels.selection.clear()


def _remark(camera: Camera, window: MainWindow) -> None:
    """Say everything that can be said of the first of the list."""
    ids = [SightingId(int(one)) for one in window.panels.gallery.model.ids[:2]]
    tasks = window.panels.tasks
    for tag in _TAGS:
        tasks.submit(TagRequest(tuple(ids), tag), "Review")
    tasks.submit(TagRequest(tuple(ids[:1]), CONFLICT), "Review")
    tasks.submit(GradeRequest(tuple(ids), 4), "Review")
    tasks.submit(BookmarkRequest(tuple(ids), True), "Review")
    for words in _NOTES:
        tasks.submit(NoteRequest(NoteTarget.sighting(ids[0]), words), "Review")
    camera.wait_for_work(window, "what was said")


def busiest(window: MainWindow) -> Card | None:
    """Return a sighting of the photo in which most are listed."""
    cards = [one for one in cards_of(window) if one.start_s is None]
    many: dict[int, int] = {}
    for one in cards:
        many[int(one.media_id)] = many.get(int(one.media_id), 0) + 1
    return max(cards, key=lambda one: many[int(one.media_id)], default=None)
