"""One more picture of who is looked for: which person in it is meant."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from reid_desktop.domain.geometry import Box
from reid_desktop.ports.engine import ProbePersons
from reid_desktop.ui import text
from reid_desktop.ui.painting.elided import ElidedLabel
from reid_desktop.ui.painting.scene_view import SceneView
from reid_desktop.ui.painting.thumbnails import Veil
from reid_desktop.ui.translating import tr

from .frame import DialogFrame

_WIDTH_PX, _HEIGHT_PX = 820, 580


class ChoosingPersonDialog(DialogFrame):
    """Shows a picture with everybody in it; one is chosen, or a box is drawn."""

    person_chosen = Signal(object)  # Box

    def __init__(self, parent: QWidget | None, found: ProbePersons, veil: Veil) -> None:
        """Begin with the largest person; the picture is seen through `veil`."""
        many = text.counted(len(found.persons), "person", "persons")
        words = (
            tr("{many} found. Click the one to look for, or draw a box around another.", many=many)
            if found.persons
            else tr("No person found. Draw a box around the person with the mouse.")
        )
        super().__init__(parent, tr("Who in this picture?"), words)
        self._persons = tuple(one.box for one in found.persons)
        self._drawn: Box | None = None
        self.scene = SceneView()
        self.scene.setAccessibleName(tr("Picture with the persons found in it"))
        self.scene.set_veil(veil)
        picture = QPixmap()
        picture.loadFromData(found.view_jpeg)
        self.scene.show_picture(picture, found.size, self._persons, 0 if self._persons else None)
        self.scene.can_choose = self.scene.can_draw = True
        self.scene.box_chosen.connect(self._on_chosen)
        self.scene.box_drawn.connect(self._on_drawn)
        self.scene.activated.connect(self.take)
        name = ElidedLabel(text.plain(found.picture.name), Qt.TextElideMode.ElideMiddle, "muted")
        self.add_body(name, 0)
        self.add_body(self.scene)
        self.add_button(tr("Cancel"), self.reject)
        self._take = self.add_button(tr("Search with this person too"), self.take, primary=True)
        self.finish()
        self.resize(_WIDTH_PX, _HEIGHT_PX)
        self.scene.setFocus()
        self._tell()

    @property
    def box(self) -> Box | None:
        """Return the box of who is chosen, or what was drawn; None for nobody yet."""
        chosen = self.scene.chosen
        if self._drawn is not None:
            return self._drawn
        return self._persons[chosen] if chosen is not None and chosen < len(self._persons) else None

    def take(self) -> None:
        """Search with who is chosen."""
        box = self.box
        if box is not None:
            self.person_chosen.emit(box)
            self.accept()

    def _on_chosen(self, number: int) -> None:
        self._drawn = None if number < len(self._persons) else self._drawn
        self.scene.choose(number)
        self._tell()

    def _on_drawn(self, box: Box) -> None:
        self._drawn = box
        self.scene.show_boxes((*self._persons, box), len(self._persons))
        self._tell()

    def _tell(self) -> None:
        self._take.setEnabled(self.box is not None)
