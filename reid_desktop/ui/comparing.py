"""Comparing probe and candidate: original pixels asked for, kept at hand, shown; clips played."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.query import SearchRecord
from reid_desktop.domain.track_boxes import box_at
from reid_desktop.ports.engine import ProbePicture, Request
from reid_desktop.ports.inspection import (
    ClipFrames,
    CloseUp,
    CloseUpRequest,
    FramesRequest,
    KeepFrameRequest,
    ViewedRequest,
)
from reid_desktop.ports.store import Ids
from reid_desktop.services.cards import Details

from . import text
from .compared import Side, doubts_of, line_of
from .pages import COMPARE, REVIEW
from .painting.close_view import CloseView
from .painting.thumbnails import PictureKey, read_picture
from .panels import Panels
from .probing import Probing
from .translating import tr
from .views.notices import Notice
from .weighed_words import clothes_words, short_lines_of

_KEPT_CLOSE_UPS = 16
_KEPT_RUNS = 8
_RUN = 24
_EXACT_AFTER_MS = 220
"""A frame that stays for so long is fetched in original pixels."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Frames of a clip, decoded from what the product encoded."""

    frames: ClipFrames
    images: tuple[QImage, ...]


class Comparing(QObject):
    """Fills the page of comparison with who is looked for and who is looked at."""

    def __init__(self, panels: Panels, probing: Probing, parent: QObject) -> None:
        """Serve the page while it is shown."""
        super().__init__(parent)
        self._panels, self._probing, self._view = panels, probing, panels.compare
        self._close_ups: dict[CloseUpRequest, tuple[CloseUp, QImage]] = {}
        self._asked: set[CloseUpRequest | FramesRequest] = set()
        self._runs: dict[FramesRequest, _Run] = {}
        self._details: Details | None = None
        self._track: dict[float, Box] = {}
        self._reference: Side | None = None
        self._wanted: dict[CloseView, CloseUpRequest | None] = {self._view.probe: None}
        self._run: _Run | None = None
        self._run_wanted: FramesRequest | None = None
        self._as_probe: CloseUpRequest | None = None
        self.parts_lines: Callable[[SightingId], tuple[str, ...]] = lambda _sighting_id: ()
        """What is known of a candidate part by part."""
        self._exact = QTimer(self, singleShot=True, interval=_EXACT_AFTER_MS)
        self._exact.timeout.connect(self._want_exact_frame)
        self._connect()

    @property
    def is_on(self) -> bool:
        """Tell whether the page of comparison is shown."""
        return self._panels.pages.shown == COMPARE

    @property
    def details(self) -> Details | None:
        """Return the candidate that is compared."""
        return self._details

    def box_at(self, time_s: float | None) -> Box:
        """Return where the candidate is at a moment of its clip."""
        found = None if time_s is None else box_at(self._track, time_s)
        return found or self._own_box()

    def begin(self) -> None:
        """Compare the sighting that is looked at with the probe, or with another selected one."""
        if self._panels.selection.current is None:
            words = tr("Choose a candidate, or select two sightings, to compare.")
            self._panels.notices.say(Notice("compare", words))
            return
        self._panels.notices.close_notice("compare")
        self._panels.notices.pass_by()
        self._panels.pages.turn_to(COMPARE)
        self._view.focus_target.setFocus()
        self._refresh()

    def leave(self) -> None:
        """Go back to the gallery."""
        self._panels.pages.turn_to(REVIEW)
        self._panels.gallery.focus_target.setFocus()

    def note_display(self) -> None:
        """Have the log note that a changed display was looked at."""
        words, details = self._view.display.words(), self._details
        if words and details is not None:
            self._panels.tasks.submit(ViewedRequest((details.card.sighting_id,), words), "")

    def _connect(self) -> None:
        panels, view = self._panels, self._view
        panels.selection.current_changed.connect(lambda _origin: self._refresh())
        panels.pages.turned.connect(self._on_page)
        panels.map.ids_picked.connect(self._on_marker)
        panels.tasks.answered.connect(self._on_answer)
        panels.tasks.failed.connect(self._on_failed)
        panels.weighed.changed.connect(lambda _found: self._tell_candidate())
        view.left_wanted.connect(self.leave)
        player = view.player
        player.frames_wanted.connect(self._want_run)
        player.frame_shown.connect(self._show_frame)
        player.jump_wanted.connect(self._jump)
        player.probe_wanted.connect(self._take_as_probe)
        player.keep_wanted.connect(self._keep_frame)

    def _on_page(self, name: str) -> None:
        if name != COMPARE:
            self.note_display()
            self._view.stop()

    def _on_marker(self, ids: Ids) -> None:
        """Compare the best candidate of a marker on the map that was clicked.

        A bubble of several places only chooses: closer in, each has its own marker.
        """
        view = self._panels.workbench.view
        if view is not None and view.record is not None and view.points.is_one_place(ids):
            self.begin()

    # ------------------------------------------------------------ who is compared

    def _refresh(self) -> None:
        current = self._panels.selection.current
        if not self.is_on or current is None:
            return
        self.note_display()
        key = self._panels.workbench.view.model_key if self._panels.workbench.view else None
        browsing = self._panels.desk.browsing
        record = self._panels.workbench.view.record if self._panels.workbench.view else None
        other = None if record is not None else self._other_selected(current)

        def read() -> tuple[Details | None, dict[float, Box], Side | None]:
            details = browsing.details(current, key)
            side = self._side_of(record, key) if record is not None else self._side_of_sighting(other, key)
            return details, browsing.track(current), side

        self._panels.reader.ask("compare", read, lambda found: self._show(*found), is_quick=True)

    def _other_selected(self, current: SightingId) -> SightingId | None:
        positions = self._panels.gallery.model.positions_of(self._panels.selection.ids)
        ids = [int(self._panels.gallery.model.ids[place]) for place in positions]
        return next((SightingId(one) for one in ids if one != current), None)

    def _side_of_sighting(self, sighting_id: SightingId | None, key: str | None) -> Side | None:
        details = None if sighting_id is None else self._panels.desk.browsing.details(sighting_id, key)
        if details is None:
            return None
        request = CloseUpRequest(details.card.sighting_id)
        return Side(request, line_of(details.card), doubts_of(details), box=details.card.box)

    def _side_of(self, record: SearchRecord, key: str | None) -> Side | None:
        """Return the probe of a search, from the best that is left of it (runs in the reader)."""
        origin = record.probe
        name = text.picture_name(origin.name)
        if origin.sighting_id is not None:
            return self._side_of_sighting(origin.sighting_id, key)
        picture = self._panels.probe.picture_of(record)
        if picture is not None:
            return Side(
                CloseUpRequest(path=picture.path, data=picture.data, box=origin.box), name, (), origin.box
            )
        path = self._panels.desk.browsing.probe_crop(record)
        image = QImage() if path is None else read_picture(PictureKey(str(path), 0))
        words = tr("{name}: only the small crop that the search kept", name=name)
        return Side(None, words, (), Box(0, 0, max(image.width(), 1), max(image.height(), 1)), image)

    def _show(self, details: Details | None, track: dict[float, Box], side: Side | None) -> None:
        if details is None or not self.is_on:
            return
        view, card = self._view, details.card
        self._details, self._track, self._run = details, track, None
        view.show_title(tr("Sighting {number} · {name}", number=card.sighting_id, name=text.plain(card.name)))
        self._tell_candidate()
        self._put_reference(side)
        self._want(view.candidate, CloseUpRequest(card.sighting_id))
        is_clip = card.kind is MediaKind.VIDEO and card.start_s is not None and card.end_s is not None
        view.show_player(is_clip)
        if card.start_s is not None and card.end_s is not None:
            view.player.show_clip(card.start_s, card.end_s, len(details.appearance) > 1)
        self._prefetch()

    def tell_again(self) -> None:
        """Tell what is known of the candidate once more: more is known now."""
        self._tell_candidate()

    def _tell_candidate(self) -> None:
        details, view = self._details, self._view
        if details is None:
            return
        weighed, doubts = self._panels.weighed.of(details.card.sighting_id), list(doubts_of(details))
        lines = [] if weighed is None else list(short_lines_of(weighed.strength))
        clothes = None if weighed is None else clothes_words(weighed)
        doubts += [clothes] if clothes else []
        view.tell_worth([*lines, *self.parts_lines(details.card.sighting_id)])
        view.tell(view.candidate, line_of(details.card), doubts)

    def _put_reference(self, side: Side | None) -> None:
        view, self._reference = self._view, side
        if side is None:
            view.show_words(view.probe, tr("Search for a person first, or select a second sighting."))
            view.tell(view.probe, "", ())
            return
        view.tell(view.probe, side.words, side.doubts)
        if side.request is not None:
            self._want(view.probe, side.request)
        elif side.box is None or side.image.isNull():
            view.show_words(view.probe, tr("The picture was not kept."))
        else:
            view.show_side(view.probe, side.image, side.box, side.box)

    # ------------------------------------------------------------ original pixels

    def _want(self, view: CloseView, request: CloseUpRequest) -> None:
        self._wanted[view] = request
        found = self._close_ups.get(request)
        if found is not None:
            self._put(view, *found)
            return
        self._view.show_words(view, tr("Fetching the original pixels…"))
        self._ask(request)

    def _ask(self, request: CloseUpRequest | FramesRequest) -> None:
        if request not in self._asked:
            self._asked.add(request)
            self._panels.tasks.submit(request, "")

    def _prefetch(self) -> None:
        """Have the next candidate's pixels fetched while this one is looked at."""
        model, current = self._panels.gallery.model, self._panels.selection.current
        if current is None:
            return
        places = model.positions_of(model.ids[model.ids == current])
        if len(places) and int(places[0]) + 1 < len(model.ids):
            following = CloseUpRequest(SightingId(int(model.ids[int(places[0]) + 1])))
            if following not in self._close_ups:
                self._ask(following)

    def _on_answer(self, request: Request, value: object) -> None:
        if isinstance(value, CloseUp):
            self._decode(f"close-up {hash(value.request)}", value.png, lambda image: self._keep(value, image))
        elif isinstance(value, ClipFrames):
            self._panels.reader.ask(
                f"frames {value.request.from_s}",
                lambda: _Run(value, tuple(QImage.fromData(frame.jpeg) for frame in value.frames)),
                self._keep_run,
            )
        elif isinstance(request, KeepFrameRequest):
            words = tr("The frame was kept as it is: {path}", path=text.plain(str(value)))
            self._panels.notices.say(Notice("frame", words, "good"))

    def _decode(self, topic: str, data: bytes, then: Callable[[QImage], None]) -> None:
        self._panels.reader.ask(topic, lambda: QImage.fromData(data), then)

    def _keep(self, close_up: CloseUp, image: QImage) -> None:
        request = close_up.request
        self._asked.discard(request)
        if request == self._as_probe:
            self._search_with(close_up)
            return
        self._close_ups[request] = (close_up, image)
        while len(self._close_ups) > _KEPT_CLOSE_UPS:
            del self._close_ups[next(iter(self._close_ups))]
        for view, wanted in self._wanted.items():
            if wanted == request:
                self._put(view, close_up, image)

    def _put(self, view: CloseView, close_up: CloseUp, image: QImage) -> None:
        if image.isNull():
            self._view.show_words(view, tr("It cannot be shown."))
        else:
            self._view.show_side(view, image, close_up.region, self._box_in(view, close_up))

    def _box_in(self, view: CloseView, close_up: CloseUp) -> Box:
        if view is self._view.probe:
            box = self._reference.box if self._reference is not None else None
            return box or close_up.region
        return self.box_at(close_up.time_s if close_up.request.at_s is not None else None)

    def _own_box(self) -> Box:
        return self._details.card.box if self._details is not None else Box(0, 0, 1, 1)

    def _on_failed(self, request: Request, sentence: str) -> None:
        if isinstance(request, CloseUpRequest | FramesRequest):
            self._asked.discard(request)
        if isinstance(request, CloseUpRequest):
            for view, wanted in self._wanted.items():
                if wanted == request:
                    self._view.show_words(view, text.told(sentence))
        elif isinstance(request, FramesRequest) and request == self._run_wanted:
            self._view.player.show_run((), True)
            self._view.tell(self._view.candidate, line_of_failure(sentence), ())

    # ------------------------------------------------------------ clips

    def _want_run(self, from_s: float) -> None:
        if self._details is None:
            return
        request = FramesRequest(self._details.card.sighting_id, round(from_s, 4), _RUN)
        self._run_wanted = request
        run = self._runs.get(request)
        if run is None:
            self._ask(request)
        else:
            self._show_run(run)

    def _keep_run(self, run: _Run) -> None:
        self._asked.discard(run.frames.request)
        self._runs[run.frames.request] = run
        while len(self._runs) > _KEPT_RUNS:
            del self._runs[next(iter(self._runs))]
        if run.frames.request == self._run_wanted:
            self._show_run(run)

    def _show_run(self, run: _Run) -> None:
        self._run = run
        player = self._view.player
        player.show_run([frame.time_s for frame in run.frames.frames], run.frames.is_end)
        if not run.frames.is_end and self._details is not None:
            following = replace(run.frames.request, from_s=round(player.next_run_s, 4))
            if following not in self._runs:
                self._ask(following)

    def _show_frame(self, number: int) -> None:
        run, details = self._run, self._details
        if run is None or details is None or number >= len(run.images):
            return
        size = run.frames.frame_size
        whole = Box(0, 0, size.width_px, size.height_px)
        box = self.box_at(run.frames.frames[number].time_s)
        self._view.show_side(self._view.candidate, run.images[number], whole, box)
        self._wanted[self._view.candidate] = None
        self._exact.start()

    def _want_exact_frame(self) -> None:
        time_s = self._view.player.time_s
        if self._details is None or time_s is None or self._view.player.is_playing:
            return
        request = CloseUpRequest(self._details.card.sighting_id, at_s=time_s)
        self._wanted[self._view.candidate] = request
        found = self._close_ups.get(request)
        if found is not None:
            self._put(self._view.candidate, *found)
        else:
            self._ask(request)

    def _jump(self, by: int) -> None:
        details = self._details
        if details is None:
            return
        ids = [card.sighting_id for card in details.appearance]
        if details.card.sighting_id in ids:
            place = (ids.index(details.card.sighting_id) + by) % len(ids)
            self._panels.selection.look_at(ids[place], self)

    def _take_as_probe(self) -> None:
        time_s = self._view.player.time_s
        if self._details is not None:
            request = CloseUpRequest(self._details.card.sighting_id, is_whole=True, at_s=time_s)
            self._as_probe = request
            self._ask(request)

    def _search_with(self, close_up: CloseUp) -> None:
        self._as_probe = None
        when = "" if close_up.time_s is None else f" {text.clip_moment(close_up.time_s)}"
        name = f"sighting {close_up.request.sighting_id}{when}"
        self.leave()
        self._probing.look_at_picture(ProbePicture(name, data=close_up.png))

    def _keep_frame(self) -> None:
        if self._details is not None:
            request = KeepFrameRequest(self._details.card.sighting_id, self._view.player.time_s)
            self._panels.tasks.submit(request, tr("Keep the frame"))


def line_of_failure(sentence: str) -> str:
    """Return why a clip cannot be played."""
    return tr("The clip cannot be played: {why}", why=text.told(sentence))
