"""From a picture to ranked candidates: look for persons, choose, search, show."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPixmap
from PySide6.QtWidgets import QApplication

from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import SearchId, SightingId
from reid_desktop.domain.query import SearchRecord
from reid_desktop.ports.engine import LookRequest, ProbePersons, ProbePicture, Request, SearchRequest
from reid_desktop.services.browsing import View
from reid_desktop.services.cards import Card, Details

from . import text
from .drawn_probe import DrawnProbe, drawn_probe
from .justifying import SEARCH, Justifying
from .painting.thumbnails import PictureKey, read_picture
from .panels import Panels
from .refinement import Refinement
from .translating import tr
from .views.notices import Notice

CLIPBOARD = "clipboard"


class Probing(QObject):
    """Drives the probe bar with the engine's answers."""

    begun = Signal()
    """Somebody else is looked for from now on."""

    def __init__(self, panels: Panels, justifying: Justifying, parent: QObject) -> None:
        """Link the probe bar of `panels` to its jobs."""
        super().__init__(parent)
        self._panels, self._justifying = panels, justifying
        self.refinement = Refinement()
        """What the next search is made with beside its first picture."""
        self._search_id: SearchId | None = None
        self._just_made: SearchId | None = None
        self._told_newer: SearchId | None = None
        probe = panels.probe
        probe.picture_given.connect(self.look_at_picture)
        probe.image_given.connect(self._on_image)
        probe.sighting_given.connect(self.search_for)
        probe.search_wanted.connect(self._on_search)
        probe.cleared.connect(self._on_cleared)
        panels.inspector.box_drawn.connect(self.search_for_box)
        panels.gallery.narrowed_search_wanted.connect(self.search_again)
        panels.tasks.answered.connect(self._on_answer)
        panels.tasks.failed.connect(self._on_failed)
        panels.tasks.cancelled.connect(self._on_cancelled)
        panels.workbench.shown.connect(self._on_shown)

    def look_at_picture(self, picture: ProbePicture) -> None:
        """Have the persons in a picture found."""
        self.begun.emit()
        self._panels.reader.drop("probe")
        self._panels.probe.show_looking(picture.name)
        self._panels.tasks.submit(
            LookRequest(picture), tr("Look at {name}", name=text.picture_name(picture.name))
        )

    def paste(self) -> None:
        """Take the picture on the clipboard."""
        carried: QMimeData | None = QGuiApplication.clipboard().mimeData()  # none while nothing was copied
        if carried is None or not self._panels.probe.take(carried):
            words = tr("There is no picture on the clipboard. Copy one, or drop a file on the probe area.")
            self._panels.notices.say(Notice("clipboard", words))

    def search_for(self, sighting_id: SightingId) -> None:
        """Use a sighting of the case as the probe."""
        self.begun.emit()
        browsing = self._panels.desk.browsing

        def read() -> tuple[Card, QImage] | None:
            cards = browsing.cards([sighting_id])
            return (cards[0], read_picture(PictureKey(str(cards[0].crop_path), 480))) if cards else None

        self._panels.reader.ask("probe", read, self._on_sighting, is_quick=True)

    def search_for_box(self, details: Details, box: Box) -> None:
        """Use what lies inside a box, drawn in a scene of the case, as the probe."""

        def read() -> tuple[DrawnProbe, QImage] | None:
            scene = read_picture(PictureKey(str(details.card.scene_path), 0))
            kept = Size(max(scene.width(), 1), max(scene.height(), 1))
            return None if scene.isNull() else (drawn_probe(details, box, kept), scene)

        def show(found: tuple[DrawnProbe, QImage] | None) -> None:
            if found is None:
                self._panels.notices.say(Notice("drawn", tr("No picture was kept of this scene."), "danger"))
                return
            probe, scene = found
            self.search_for_drawn(probe, QPixmap.fromImage(scene))

        self._panels.reader.ask("probe", read, show, is_quick=True)

    def search_for_drawn(self, probe: DrawnProbe, view: QPixmap) -> None:
        """Use what somebody outlined as the probe."""
        self.begun.emit()
        self._panels.probe.show_drawn(probe.picture, view, probe.frame, probe.box)
        self._panels.probe.search_again()

    def show_search(self, search_id: SearchId) -> None:
        """Show a recorded search."""
        self._panels.selection.clear()
        self._panels.workbench.show_search(search_id)

    def _on_sighting(self, found: tuple[Card, QImage] | None) -> None:
        if found is None:
            return
        card, crop = found
        self._panels.probe.show_sighting(card, None if crop.isNull() else QPixmap.fromImage(crop))
        self._panels.probe.search_again()

    def _on_image(self, image: QImage) -> None:
        self._panels.probe.show_looking(CLIPBOARD)
        self._panels.reader.ask(
            "clipboard",
            lambda: encoded(image),
            lambda data: self.look_at_picture(ProbePicture(CLIPBOARD, data=data)),
        )

    def _on_search(self, picture: ProbePicture, box: Box | None, top: int, exact: bool) -> None:
        filters = self._panels.workbench.question.filters

        def search(reason: str) -> None:
            self._panels.probe.show_searching()
            self._panels.notices.close_notice("done")
            more, options = self.refinement.crops, self.refinement.options
            request = SearchRequest(
                picture, box, top, filters, exact, reason=reason, more=more, options=options
            )
            self._panels.tasks.submit(request, tr("Search for {name}", name=text.picture_name(picture.name)))

        self._justifying.ask(SEARCH, search)

    @property
    def can_search_again(self) -> bool:
        """Tell whether the picture of the search that is shown is at hand."""
        view = self._panels.workbench.view
        record = view.record if view is not None else None
        return self._panels.probe.has_probe or (record is not None and record.probe.sighting_id is not None)

    def search_again(self) -> None:
        """Search once more with the same picture."""
        view = self._panels.workbench.view
        if self._panels.probe.has_probe:
            self._panels.probe.search_again()
        elif view is not None and view.record is not None and view.record.probe.sighting_id is not None:
            self.search_for(view.record.probe.sighting_id)
        else:
            words = tr(
                "The picture of this past search is not kept. Drop it on the probe area to search again."
            )
            self._panels.notices.say(Notice("again", words))

    def _on_answer(self, request: Request, value: object) -> None:
        if _is_first(request) and isinstance(value, ProbePersons):
            self._panels.probe.show_persons(value)
        elif isinstance(request, SearchRequest) and isinstance(value, int):
            self._just_made = SearchId(value)
            self.show_search(self._just_made)

    def _on_failed(self, request: Request, sentence: str) -> None:
        if _is_first(request) or isinstance(request, SearchRequest):
            self._panels.probe.show_problem(sentence)

    def _on_cancelled(self, request: Request) -> None:
        if _is_first(request) or isinstance(request, SearchRequest):
            self._panels.probe.show_problem(tr("Stopped."))

    def _on_shown(self, view: View, _is_live: bool) -> None:
        record = view.record
        search_id = record.search_id if record is not None else None
        if record is not None and search_id != self._search_id:
            self._show_probe(record)
            if len(view.ids):
                self._panels.selection.look_at(SightingId(int(view.ids[0])))
                self._hand_on_keyboard()
        self._search_id = search_id
        self._tell_newer(view)

    def _tell_newer(self, view: View) -> None:
        """Say once when sightings came in that a search could not know; take it back elsewhere."""
        record, notices = view.record, self._panels.notices
        if record is None or view.counts.sightings <= record.index.size:
            notices.close_notice("newer")
            self._told_newer = None
        elif self._told_newer != record.search_id:
            self._told_newer = record.search_id
            words = tr("More sightings came in after this search. They are not among its candidates.")
            offers = ((tr("Search again"), self.search_again),)
            notices.say(Notice("newer", words, "warning", offers))

    def _hand_on_keyboard(self) -> None:
        """Go from the probe bar on to the candidates: Clear is not what comes next."""
        held = QApplication.focusWidget()
        if held is None or self._panels.probe.isAncestorOf(held):
            self._panels.gallery.focus_target.setFocus()

    def _show_probe(self, record: SearchRecord) -> None:
        """Show a search just made with its picture as it stands, a past one with its crop."""
        if record.search_id == self._just_made:
            self._panels.probe.show_result(record)
            return

        def read() -> QImage:
            path = self._panels.desk.browsing.probe_crop(record)
            return QImage() if path is None else read_picture(PictureKey(str(path), 480))

        def show(crop: QImage) -> None:
            if self._panels.workbench.question.search_id != record.search_id:
                return  # the user has left it meanwhile
            self._panels.probe.show_past(record, None if crop.isNull() else QPixmap.fromImage(crop))

        self._panels.reader.ask("probe", read, show, is_quick=True)

    def _on_cleared(self) -> None:
        self.begun.emit()
        self._panels.tasks.forget_query()
        self._panels.selection.clear()
        self._panels.workbench.leave_search()


def _is_first(request: Request) -> bool:
    """Tell whether a request looks at the picture that a search begins with."""
    return isinstance(request, LookRequest) and not request.is_added


def encoded(image: QImage) -> bytes:
    """Return a picture as PNG, so that nothing of it is lost on the way."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    buffer.close()
    return bytes(data.data())
