"""A paused frame of a clip in which somebody is outlined by hand."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from reid_desktop.domain.geometry import Box, Size
from reid_desktop.ui.painting.drawn_offer import DrawnOffer
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.painting.scene_view import SceneView
from reid_desktop.ui.painting.thumbnails import Veil
from reid_desktop.ui.translating import said, tr

from .frame import DialogFrame

_WIDTH_PX, _HEIGHT_PX = 880, 620


_HINT = said(
    "Draw a box around the person with the mouse; or with the arrow keys, which size it with Shift, and "
    "Return."
)


class OutlineDialog(DialogFrame):
    """Shows one whole frame, has a box drawn in it, and says what it is for."""

    search_wanted = Signal(object)  # Box
    addition_wanted = Signal(object, str)  # Box, reason
    correction_wanted = Signal(object, str)  # Box, reason

    def __init__(
        self, parent: QWidget, picture: QPixmap, frame: Size, shown: Box | None, when: str, veil: Veil
    ) -> None:
        """`shown` is the box that the sighting has in this frame; the picture is seen through `veil`."""
        super().__init__(parent, tr("Outline a person"), tr(_HINT))
        self.scene, self.offer = SceneView(), DrawnOffer()
        self.scene.setAccessibleName(tr("Paused frame"))
        self.scene.set_veil(veil)
        self.scene.show_picture(picture, frame, () if shown is None else (shown,), 0)
        self.scene.can_draw = True
        self.scene.box_drawn.connect(self._on_drawn)
        self.offer.dropped.connect(lambda: self.scene.outline(None))
        for wanted, passed_on in (
            (self.offer.search_wanted, self.search_wanted),
            (self.offer.addition_wanted, self.addition_wanted),
            (self.offer.correction_wanted, self.correction_wanted),
        ):
            wanted.connect(passed_on)
            wanted.connect(lambda *_what: self.accept())
        self.add_body(label(when, "muted"), 0)
        self.add_body(self.scene)
        self.add_body(self.offer, 0)
        self.add_button(tr("Close"), self.reject)
        self.finish()
        self.resize(_WIDTH_PX, _HEIGHT_PX)

    def _on_drawn(self, box: Box) -> None:
        self.scene.outline(box)
        self.offer.offer(box)
