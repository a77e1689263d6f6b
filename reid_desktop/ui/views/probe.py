"""Who is looked for: a picture dropped, pasted, chosen or dragged from the gallery."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QImage,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QSpinBox,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.query import DEFAULT_TOP, SearchRecord
from reid_desktop.ports.engine import ProbePersons, ProbePicture
from reid_desktop.services.cards import Card
from reid_desktop.ui import text
from reid_desktop.ui.actions import ActionTable
from reid_desktop.ui.bridge import later
from reid_desktop.ui.dropped import local_files
from reid_desktop.ui.icons import IconShelf
from reid_desktop.ui.models.sighting_grid import SIGHTING_MIME, dragged_ids
from reid_desktop.ui.painting.elided import ElidedLabel
from reid_desktop.ui.painting.flow import FlowLayout
from reid_desktop.ui.painting.making import command_button, frame, label, padded, push_button, set_tone
from reid_desktop.ui.painting.scene_view import SceneView
from reid_desktop.ui.translating import tr

MOST_CANDIDATES = 10_000
_EMPTY_PX, _SMALL_PX = 66, 104
_LEAST_LARGE_PX, _MOST_LARGE_PX = 176, 460
_BESIDE_PX = 252
"""Of the height that a large picture must leave to gallery, bars and map, beside two fifths of the window."""
_SMALL_SCENE_PX = 168
_NO_LIMIT_PX = 16_777_215


class ProbeState(Enum):
    """What the probe bar is doing."""

    EMPTY = auto()
    LOOKING = auto()
    CHOOSING = auto()
    SEARCHING = auto()
    DONE = auto()


class ProbeView(QStackedWidget):
    """Takes a probe picture, lets the user choose the person, and asks for the search."""

    picture_given = Signal(object)  # ProbePicture
    image_given = Signal(QImage)
    """A picture without a file, to be encoded outside this thread."""
    sighting_given = Signal(object)  # SightingId
    search_wanted = Signal(object, object, int, bool)  # ProbePicture, Box or None, top, exact
    cleared = Signal()

    def __init__(self, actions: ActionTable, icons: IconShelf) -> None:
        """Invite a picture."""
        super().__init__()
        self.setAcceptDrops(True)
        self.setAccessibleName(tr("Probe"))
        self._state = ProbeState.EMPTY
        self._picture: ProbePicture | None = None
        self._persons: tuple[Box, ...] = ()
        self._drawn: Box | None = None
        self._is_large = False
        self._choose = QToolButton()
        self._scene = SceneView()
        self._scene.setAccessibleName(tr("Probe picture"))
        self._name = ElidedLabel("", Qt.TextElideMode.ElideMiddle, "strong")
        self._words = label("", "muted", wraps=True)
        self._top = QSpinBox()
        self._exact = QCheckBox(tr("Exact search"))
        self._search = push_button(tr("Search"), self._on_search, primary=True)
        self._clear = push_button(tr("Clear"), self.clear)
        self._build(actions, icons)
        self._scene.box_chosen.connect(self._on_chosen)
        self._scene.box_drawn.connect(self._on_drawn)
        self._scene.activated.connect(self._on_search)
        self.clear()

    @property
    def state(self) -> ProbeState:
        """Return what the bar is doing."""
        return self._state

    def picture_of(self, record: SearchRecord) -> ProbePicture | None:
        """Return the picture that a search was made with, if it is the one at hand."""
        picture = self._picture
        is_same = picture is not None and picture.name == record.probe.name and picture.sighting_id is None
        return picture if is_same else None

    @property
    def scene(self) -> SceneView:
        """Return the picture with the persons."""
        return self._scene

    @property
    def words(self) -> str:
        """Return what is said below the name."""
        return self._words.text()

    @property
    def focus_target(self) -> QWidget:
        """Return what the keyboard goes to."""
        return self._choose if self._state is ProbeState.EMPTY else self._scene

    def show_looking(self, name: str) -> None:
        """Say that the persons in a picture are being found."""
        self._picture, self._persons, self._drawn = None, (), None
        self._name.set_words(text.picture_title(name))
        self._scene.show_words("…")
        self._enter(ProbeState.LOOKING, tr("Looking for persons in the picture…"))

    def show_persons(self, found: ProbePersons) -> None:
        """Show who is in the picture; one person is searched for at once."""
        self._picture, self._drawn = found.picture, None
        self._persons = tuple(person.box for person in found.persons)
        picture = QPixmap()
        picture.loadFromData(found.view_jpeg)
        chosen = 0 if self._persons else None
        self._scene.show_picture(picture, found.size, self._persons, chosen)
        if len(self._persons) == 1:
            self._enter(ProbeState.CHOOSING, tr("One person found."))
            self._on_search()
        elif self._persons:
            many = text.counted(len(self._persons), "person", "persons")
            self._enter(
                ProbeState.CHOOSING, tr("{many} found. Click the one to look for, then search.", many=many)
            )
            self._scene.setFocus()
        else:
            self._enter(
                ProbeState.CHOOSING, tr("No person found. Draw a box around the person with the mouse.")
            )

    def show_sighting(self, card: Card, crop: QPixmap | None) -> None:
        """Show a sighting of the case as the probe."""
        self._picture = ProbePicture(f"sighting {card.sighting_id}", sighting_id=card.sighting_id)
        self._persons, self._drawn = (), None
        number = tr("Sighting {number}", number=card.sighting_id)
        self._name.set_words(f"{number} · {text.plain(card.name)}")
        if crop is None:
            self._scene.show_words(number)
        else:
            self._scene.show_picture(crop, Size(crop.width(), crop.height()), (), None)
        self._enter(ProbeState.CHOOSING, tr("From this case."))

    def show_drawn(self, picture: ProbePicture, view: QPixmap, frame: Size, box: Box) -> None:
        """Show a box that was drawn in a scene of the case as the probe."""
        self._picture, self._persons, self._drawn = picture, (box,), None
        self._name.set_words(text.picture_title(picture.name))
        self._scene.show_picture(view, frame, (box,), 0)
        self._enter(ProbeState.CHOOSING, tr("From a scene of this case."))

    def show_searching(self) -> None:
        """Say that the case is being searched."""
        self._enter(ProbeState.SEARCHING, tr("Comparing with the persons of this case…"))

    def show_result(self, record: SearchRecord) -> None:
        """Say what was found."""
        name = text.probe_name(record.probe)
        self._name.set_words(
            text.picture_title(record.probe.name)
            if record.probe.sighting_id is None
            else f"{name[:1].upper()}{name[1:]}"
        )
        many = text.counted(len(record.candidates), "candidate", "candidates")
        words = f"{many} · {text.plain(record.created_utc[:19].replace('T', ' '))} UTC"
        if record.probe.note:
            words += f"\n{text.told(record.probe.note)}"
        self._enter(ProbeState.DONE, words)

    def show_past(self, record: SearchRecord, crop: QPixmap | None) -> None:
        """Show a past search with what was kept of its probe: the crop, or nothing."""
        self._picture, self._persons, self._drawn = None, (), None
        sighting_id = record.probe.sighting_id
        if sighting_id is not None:
            self._picture = ProbePicture(record.probe.name, sighting_id=sighting_id)
        if crop is None:
            self._scene.show_words(tr("picture not kept"))
        else:
            self._scene.show_picture(crop, Size(crop.width(), crop.height()), (), None)
        self.show_result(record)

    def show_problem(self, sentence: str) -> None:
        """Say why it did not work; what was given stays."""
        state = ProbeState.CHOOSING if self._picture is not None else ProbeState.LOOKING
        self._enter(state, text.told(sentence))
        set_tone(self._words, "tone", "danger")
        self._clear.setEnabled(True)

    def clear(self) -> None:
        """Forget the probe and leave the search."""
        was_empty = self._state is ProbeState.EMPTY
        self._picture, self._persons, self._drawn = None, (), None
        self._scene.show_words("")
        self._enter(ProbeState.EMPTY, "")
        if not was_empty:
            self.cleared.emit()

    def search_again(self) -> None:
        """Search once more with the same probe."""
        self._on_search()

    @property
    def has_probe(self) -> bool:
        """Tell whether there is something to search with."""
        return self._picture is not None

    def take(self, carried: QMimeData) -> bool:
        """Take a picture out of a drop or the clipboard; tell whether there was one."""
        ids = dragged_ids(carried) if carried.hasFormat(SIGHTING_MIME) else []
        files = local_files(carried)
        if ids:
            later(self, lambda: self.sighting_given.emit(ids[0]))
        elif len(files) == 1 and files[0].is_file():
            picture = ProbePicture(files[0].name, path=str(files[0]))
            later(self, lambda: self.picture_given.emit(picture))
        elif carried.hasImage() and not files:
            image = carried.imageData()
            if not isinstance(image, QImage) or image.isNull():
                return False
            later(self, lambda: self.image_given.emit(image))
        else:
            return False
        return True

    def _build(self, actions: ActionTable, icons: IconShelf) -> None:
        padded(self._top, 96)
        self._top.setRange(1, MOST_CANDIDATES)
        self._top.setValue(DEFAULT_TOP)
        self._top.setPrefix(tr("Top "))
        self._top.setAccessibleName(tr("Number of candidates"))
        self._top.setToolTip(tr("How many candidates to list"))
        self._exact.setToolTip(tr("Compare with every vector, whatever the size of the case"))
        row = QHBoxLayout()
        row.setContentsMargins(8, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(self._scene, 3)
        row.addLayout(self._column(), 2)
        self._pages = (self._invitation(actions, icons), frame("bar", row))
        for page in self._pages:
            self.addWidget(page)

    def _column(self) -> QVBoxLayout:
        buttons = FlowLayout(spacing_px=8)
        for widget in (self._search, self._clear, self._top, self._exact):
            buttons.addWidget(widget)
        column = QVBoxLayout()
        column.setSpacing(3)
        column.addWidget(self._name)
        column.addWidget(self._words)
        column.addStretch(1)
        column.addLayout(buttons)
        return column

    def _invitation(self, actions: ActionTable, icons: IconShelf) -> QWidget:
        mark = label()
        icons.dress(mark, "person-search", 32)
        words = label(tr("Who are you looking for?"), "strong")
        below = label(
            tr("Drop a picture here, paste one, or drag a sighting from the gallery."), "muted", wraps=True
        )
        lines = QVBoxLayout()
        lines.setSpacing(1)
        lines.addStretch(1)
        lines.addWidget(words)
        lines.addWidget(below)
        lines.addStretch(1)
        row = QHBoxLayout()
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(12)
        row.addWidget(mark)
        row.addLayout(lines, 1)
        for command, icon, words_on_it in (
            ("search_picture", "picture", tr("Choose a picture…")),
            ("paste_probe", "paste", tr("Paste")),
        ):
            button = command_button(icons, actions[command], icon, words_on_it)
            row.addWidget(button)
            if command == "search_picture":
                self._choose = button
        return frame("bar", row)

    def _enter(self, state: ProbeState, words: str) -> None:
        self._state = state
        set_tone(self._words, "tone", "muted")
        self._words.setText(words)
        choosing = state is ProbeState.CHOOSING
        waiting = state in (ProbeState.LOOKING, ProbeState.SEARCHING)
        if waiting and self._search.hasFocus():
            self._scene.setFocus()  # else the keyboard would fall to Clear as the button greys
        from_file = self._picture is not None and self._picture.sighting_id is None
        self._scene.can_choose = (choosing or state is ProbeState.DONE) and from_file
        self._scene.can_draw = self._scene.can_choose
        self._search.setEnabled(self._picture is not None and not waiting)
        self._search.setText(tr("Search again") if state is ProbeState.DONE else tr("Search"))
        self.setCurrentIndex(0 if state is ProbeState.EMPTY else 1)
        self._is_large = choosing and from_file and len(self._persons) != 1
        self._scene.setMaximumWidth(_NO_LIMIT_PX if self._is_large else _SMALL_SCENE_PX)
        self._take_height()

    def _take_height(self) -> None:
        """Be as high as what is shown asks for, and leave the rest of the window its room."""
        room = min(max(round(self.window().height() * 0.6) - _BESIDE_PX, _LEAST_LARGE_PX), _MOST_LARGE_PX)
        large_or_small = room if self._is_large else _SMALL_PX
        self.setFixedHeight(_EMPTY_PX if self._state is ProbeState.EMPTY else large_or_small)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the window: a picture that was large in a large one would fill a small one."""
        super().resizeEvent(event)
        later(self, self._take_height)

    def _on_chosen(self, number: int) -> None:
        self._drawn = None
        self._scene.choose(number)
        if self._state is ProbeState.DONE:
            self._on_search()

    def _on_drawn(self, box: Box) -> None:
        self._drawn = box
        self._scene.show_boxes((*self._persons, box), len(self._persons))
        self._enter(ProbeState.CHOOSING, tr("Box drawn by hand. Search for what is inside."))

    def _on_search(self) -> None:
        if self._picture is None or self._state in (ProbeState.LOOKING, ProbeState.SEARCHING):
            return
        chosen = self._scene.chosen
        box = self._drawn
        if box is None and chosen is not None and chosen < len(self._persons):
            box = self._persons[chosen]
        self.search_wanted.emit(self._picture, box, self._top.value(), self._exact.isChecked())

    def _mark_drop(self, over: bool) -> None:
        for page in self._pages:
            set_tone(page, "drop", "true" if over else "false")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one picture or a sighting; leave folders and several files to the import."""
        if takes(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._mark_drop(True)
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Keep accepting what was accepted."""
        if takes(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Show the usual face again."""
        self._mark_drop(False)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the picture; what follows happens after the drop is over."""
        self._mark_drop(False)
        if self.take(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()


def takes(carried: QMimeData) -> bool:
    """Tell whether the probe can use what is dragged."""
    if carried.hasFormat(SIGHTING_MIME):
        return True
    files = local_files(carried)
    return (len(files) == 1 and files[0].is_file()) if files else carried.hasImage()
