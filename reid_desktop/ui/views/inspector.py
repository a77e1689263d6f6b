"""The inspector: a large view with the box, and every fact with how it is known."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import SightingId
from reid_desktop.services.browsing import Browsing, View
from reid_desktop.services.cards import Details
from reid_desktop.services.weighing import Weighed
from reid_desktop.ui import facts, text
from reid_desktop.ui.actions import ActionTable
from reid_desktop.ui.bridge import Reader
from reid_desktop.ui.icons import IconShelf
from reid_desktop.ui.painting.drawn_offer import DrawnOffer
from reid_desktop.ui.painting.elided import ElidedLabel
from reid_desktop.ui.painting.making import action_button, frame, icon_button
from reid_desktop.ui.painting.scene_view import SceneView
from reid_desktop.ui.painting.thumbnails import PictureKey, ThumbnailLoader
from reid_desktop.ui.selection import SharedSelection
from reid_desktop.ui.translating import said, tr

from .inspector_page import FactsPage

_DRAW_HINT = said(
    "Draw a box around somebody in the scene: to search for them, to add a sighting, or to correct the box. "
    "By keys: the arrows move it, with Shift they size it, Return keeps it."
)

_LEAST_SCENE_PX = 160
"""Room to see somebody while a drawn box waits for a decision."""


class InspectorView(QWidget):
    """Shows the sighting that is looked at; another person in the scene is chosen, or a box is drawn."""

    box_drawn = Signal(object, object)
    """Details of the sighting, and a Box in pixels of its full frame: whom to search for."""
    addition_wanted = Signal(object, object, str)
    """Details, Box and reason: somebody in the same frame whom the detector missed."""
    correction_wanted = Signal(object, object, str)
    """Details, Box and reason: the box that this sighting should have had."""
    links_turned = Signal(object, bool)
    """A MediaLink, and whether it is to be undone."""

    def __init__(
        self,
        browsing: Browsing,
        reader: Reader,
        loader: ThumbnailLoader,
        selection: SharedSelection,
        actions: ActionTable,
        icons: IconShelf,
    ) -> None:
        """Start with nothing to look at."""
        super().__init__()
        self._browsing, self._reader, self._loader = browsing, reader, loader
        self._selection = selection
        self._view: View | None = None
        self._details: Details | None = None
        self._sections: list[facts.Section] = []
        self._weighed: Mapping[SightingId, Weighed] = {}
        self._said: tuple[SightingId | None, list[facts.Section]] = (None, [])
        self._shows_scene = True
        self._shows_readings = False
        self._shown_key: PictureKey | None = None
        self._scene = SceneView()
        self._scene.setAccessibleName(tr("Picture of the sighting"))
        self._scene.setMinimumHeight(_LEAST_SCENE_PX)
        self._title = ElidedLabel(tr("Nothing chosen"), Qt.TextElideMode.ElideMiddle, "strong")
        self._draw = icon_button(icons, "draw", tr(_DRAW_HINT), self._on_draw)
        self._copy = icon_button(icons, "copy", tr("Copy all facts"), self.copy_facts)
        self._sizing = (
            icon_button(icons, "zoom-in", tr("Magnify"), lambda: self._scene.zoom_by(1.4)),
            icon_button(icons, "zoom-out", tr("Reduce"), lambda: self._scene.zoom_by(1 / 1.4)),
            icon_button(icons, "fit", tr("Show the whole picture"), self._scene.fit),
        )
        self.offer = DrawnOffer()
        self._facts = QScrollArea()
        self._build(actions)
        self._scene.box_chosen.connect(self._on_chosen)
        self._scene.box_drawn.connect(self._on_drawn)
        self._connect_offer()
        selection.current_changed.connect(lambda _origin: self._on_current())
        selection.changed.connect(lambda _origin: self._tell_title())
        loader.arrived.connect(self._show_picture)
        loader.veil_changed.connect(self._on_veil)
        self._show_nothing()

    @property
    def scene(self) -> SceneView:
        """Return the large view."""
        return self._scene

    @property
    def details(self) -> Details | None:
        """Return what is shown."""
        return self._details

    @property
    def page(self) -> FactsPage:
        """Return the page of facts that is shown."""
        page = self._facts.widget()
        assert isinstance(page, FactsPage)
        return page

    @property
    def facts_text(self) -> str:
        """Return all facts as they would be copied."""
        if self._details is None:
            return ""
        return facts.as_text([*self._sections, *facts.unlisted(self._details)])

    def show_view(self, view: View) -> None:
        """Take rank and score from another answer, and read the facts afresh."""
        self._view = view
        if self._selection.current is not None:
            self._on_current()

    def show_weighed(self, found: Mapping[SightingId, Weighed]) -> None:
        """Tell what the candidates' scores are worth."""
        self._weighed = found
        if self._details is not None:
            self._show(self._details)

    def show_said(self, sighting_id: SightingId, said_of_it: list[facts.Section]) -> None:
        """Tell what examiners said about a sighting."""
        self._said = (sighting_id, said_of_it)
        if self._details is not None and self._details.card.sighting_id == sighting_id:
            self._show(self._details)

    def show_scene(self, shows_scene: bool) -> None:
        """Show the whole scene, or the crop."""
        self._shows_scene = shows_scene
        self._shown_key = None
        self._show_picture()

    @property
    def draw_button(self) -> QToolButton:
        """Return the button after which the mouse draws a box instead of moving the picture."""
        return self._draw

    def copy_facts(self) -> None:
        """Put all facts on the clipboard as text."""
        if self._sections:
            QGuiApplication.clipboard().setText(self.facts_text)

    def _build(self, actions: ActionTable) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(6, 3, 6, 3)
        head.setSpacing(2)
        for button in self._sizing:
            head.addWidget(button)
        search = action_button(actions["search_sighting"], tr("Search for this person"), compact=True)
        correct = action_button(actions["correct"], tr("Correct time or place"), compact=True)
        self._draw.setCheckable(True)
        head.addWidget(search)
        head.addWidget(correct)
        head.addWidget(self._draw)
        head.addWidget(self._copy)
        head.addStretch(1)
        self._facts.setWidgetResizable(True)
        self._facts.setAccessibleName(tr("Facts of the sighting"))
        self._facts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self._stage())
        split.addWidget(self._facts)
        split.setStretchFactor(0, 4)
        split.setStretchFactor(1, 5)
        split.setSizes([400, 500])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        named = QVBoxLayout()
        named.setContentsMargins(10, 4, 10, 0)
        named.addWidget(self._title)
        bar = QVBoxLayout()
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(0)
        bar.addLayout(named)
        bar.addLayout(head)
        whole.addWidget(frame("bar", bar))
        whole.addWidget(split, 1)

    def _stage(self) -> QWidget:
        stage = QWidget()
        column = QVBoxLayout(stage)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scene, 1)
        column.addWidget(self.offer)
        return stage

    def _connect_offer(self) -> None:
        offer = self.offer
        offer.search_wanted.connect(lambda box: self._hand_on(self.box_drawn, box))
        offer.addition_wanted.connect(lambda box, why: self._hand_on(self.addition_wanted, box, why))
        offer.correction_wanted.connect(lambda box, why: self._hand_on(self.correction_wanted, box, why))
        offer.dropped.connect(self._end_drawing)

    def _on_current(self) -> None:
        current = self._selection.current
        if current is None:
            self._reader.drop("details")
            self._show_nothing()
            return
        key = self._view.model_key if self._view is not None else None
        self._reader.ask("details", lambda: self._browsing.details(current, key), self._show, is_quick=True)

    def _show(self, details: Details | None) -> None:
        if details is None:
            self._show_nothing()
            return
        self._facts.show()
        before, self._details = self._details, details
        changed = before is None or before.card != details.card
        rank, score = self._rank(details)
        wanted = details.card.sighting_id
        found = facts.sections(details, rank, score, self._weighed.get(wanted))
        said_of_it = self._said[1] if self._said[0] == wanted else []
        found[int(rank is not None) : int(rank is not None)] = said_of_it
        if found != self._sections or before != details:
            self._sections = found
            self._fill_facts()
        self._tell_title()
        if changed:
            self._shown_key = None
            self._end_drawing()
        self._show_picture()

    def _show_nothing(self) -> None:
        self._details, self._shown_key, self._sections = None, None, []
        self._facts.hide()  # an empty page below an empty stage looks like something that failed
        self._end_drawing()
        self._scene.show_words(
            tr("Choose a sighting in the gallery, on the map or on the timeline to see it here.")
        )
        self._fill_facts()
        self._tell_title()

    def _on_draw(self) -> None:
        """Draw with the next drag; a box makes sense in the scene only."""
        drawing = self._draw.isChecked()
        if drawing and not self._shows_scene:
            self.show_scene(True)
        self._scene.can_draw = drawing
        if drawing:
            self._scene.setFocus()
        else:
            self._end_drawing()

    def _end_drawing(self) -> None:
        self._draw.setChecked(False)
        self._scene.can_draw = False
        self._scene.outline(None)
        self.offer.drop()

    def _on_drawn(self, box: Box) -> None:
        """Ask what the box is for; another one may be drawn in its place until then."""
        if self._details is not None:
            self._scene.outline(box)
            self.offer.offer(box)

    def _hand_on(self, signal: SignalInstance, *what: object) -> None:
        self._end_drawing()
        if self._details is not None:
            signal.emit(self._details, *what)

    def _on_chosen(self, number: int) -> None:
        """Look at another person of the same picture."""
        if self._details is not None and 0 < number <= len(self._details.neighbours):
            self._selection.look_at(self._details.neighbours[number - 1].sighting_id, self)

    def _rank(self, details: Details) -> tuple[int | None, float | None]:
        if self._view is None or self._view.record is None:
            return None, None
        wanted = details.card.sighting_id
        for candidate in self._view.record.candidates:
            if candidate.sighting_id == wanted:
                return candidate.rank, candidate.score
        return None, None

    def _tell_title(self) -> None:
        count = len(self._selection.ids)
        name = text.plain(self._details.card.name) if self._details is not None else tr("Nothing chosen")
        many = tr("{number} selected", number=text.number(count))
        self._title.set_words(f"{many} · {name}" if count > 1 else name)
        for button in (*self._sizing, self._copy, self._draw):
            button.setEnabled(self._details is not None)

    def _show_picture(self) -> None:
        if self._details is None:
            return
        card = self._details.card
        key = PictureKey(str(card.scene_path if self._shows_scene else card.crop_path), 0)
        if key == self._shown_key:
            return
        picture = self._loader.pixmap(key)
        if picture is not None:
            self._shown_key = key
            self._put_picture(picture)
        elif self._loader.is_missing(key):
            self._shown_key = key
            self._scene.show_words(tr("No picture was kept of this sighting."))
        elif self._shown_key is None:
            self._scene.show_words("")  # never the last sighting's picture beside this one's facts

    def _on_veil(self) -> None:
        self._shown_key = None
        self._show_picture()

    def _put_picture(self, picture: QPixmap) -> None:
        if self._details is None:
            return
        card = self._details.card
        if self._shows_scene:
            boxes = (
                card.box,
                *(other.box for other in self._details.neighbours if _same_frame(self._details)),
            )
            self._scene.show_picture(picture, card.frame_size, boxes, 0)
            self._scene.can_choose = len(boxes) > 1
        else:
            self._end_drawing()
            self._scene.can_choose = False
            self._scene.show_picture(picture, Size(card.box.width_px, card.box.height_px), (), None)

    def _fill_facts(self) -> None:
        page = FactsPage(self._details, self._sections, self._loader, self._shows_readings)
        page.jump_wanted.connect(lambda sighting_id: self._selection.look_at(sighting_id, self))
        page.link_turned.connect(self.links_turned)
        page.readings_turned.connect(self._on_readings)
        scrolled = self._facts.verticalScrollBar().value()
        self._facts.setWidget(page)
        self._facts.verticalScrollBar().setValue(scrolled)

    def _on_readings(self, are_shown: bool) -> None:
        self._shows_readings = are_shown


def _same_frame(details: Details) -> bool:
    """Tell whether the other boxes lie in the picture that is shown: all do in a photo."""
    return details.card.start_s is None
