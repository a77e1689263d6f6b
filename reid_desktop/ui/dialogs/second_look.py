"""A second look: two pictures, and nothing that would tell what others think."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.domain.review import Verdict
from reid_desktop.services.second_looks import BlindPair
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.painting.thumbnails import Veil, veiled
from reid_desktop.ui.translating import said, tr

from .frame import DialogFrame

PICTURE_PX = (300, 390)
_ANSWERS = (
    (Verdict.CONFIRMED, said("The same person (Y)"), Qt.Key.Key_Y),
    (Verdict.EXCLUDED, said("Not the same (N)"), Qt.Key.Key_N),
    (Verdict.INCONCLUSIVE, said("Cannot be told (U)"), Qt.Key.Key_U),
)


class SecondLookDialog(DialogFrame):
    """Shows pair after pair; each answer is kept at once."""

    answered = Signal(object, object, str)  # BlindPair, Verdict, reason
    asked = Signal()

    def __init__(self, parent: QWidget | None, can_ask: bool, veil: Veil = Veil.NONE) -> None:
        """`can_ask`: the search that is shown can be given to a second person; pictures are veiled so."""
        words = tr("You see no rank, no score, no place and no time, and not what was decided before.")
        super().__init__(parent, tr("Second look"), words)
        self.setMinimumWidth(720)
        self._pair: BlindPair | None = None
        self._veil = veil
        self._left, self._right = _picture(tr("Probe")), _picture(tr("Sighting"))
        row = QHBoxLayout()
        row.setSpacing(16)
        for name, picture in ((tr("Probe"), self._left), (tr("Sighting"), self._right)):
            column = QVBoxLayout()
            column.addWidget(label(name, "muted"), 0, Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
            row.addLayout(column)
        self._pictures = QWidget()
        row.setContentsMargins(0, 0, 0, 0)
        self._pictures.setLayout(row)
        self._state = label("", "heading", wraps=True)
        self._reason = QLineEdit()
        self._reason.setPlaceholderText(tr("What you see, and what follows from it"))
        self._reason.setAccessibleName(tr("Reason"))
        self.add_body(self._state, 0)
        self.add_body(self._pictures)
        self.add_body(self._reason, 0)
        self.add_body(label(tr(LEAD_NOTICE), "muted", wraps=True), 0)
        self.add_button(tr("Close"), self.reject)
        self._ask = self.add_button(tr("Ask a second person about this search"), self.asked.emit)
        self._can_ask = can_ask
        self._answers = [
            self.add_button(tr(words), partial(self.answer, verdict)) for verdict, words, _ in _ANSWERS
        ]
        self.finish()
        self.show_pair(None, tr("Looking for a pair …"))

    @property
    def state(self) -> str:
        """Return what stands above the pictures."""
        return self._state.text()

    @property
    def has_pair(self) -> bool:
        """Tell whether a pair is shown that waits for an answer."""
        return self._pair is not None

    def show_pair(self, pair: BlindPair | None, words: str = "") -> None:
        """Show the next pair, or words where nothing waits."""
        self._pair = pair
        for part in (self._pictures, self._reason, *self._answers):
            part.setVisible(pair is not None)
        self._ask.setVisible(pair is None and self._can_ask)
        self._reason.clear()
        if pair is None:
            self._state.setText(words or tr("Nothing waits for a second look by you."))
            self.shrink()
            return
        number = pair.of - pair.left + 1
        self._state.setText(tr("Pair {number} of {of}", number=number, of=pair.of))
        _show(self._left, pair.probe_crop, self._veil)
        _show(self._right, pair.crop, self._veil)
        self.setFocus()

    def answer(self, verdict: Verdict) -> None:
        """Say what one thinks of the pair that is shown."""
        pair, self._pair = self._pair, None
        if pair is not None:
            self.answered.emit(pair, verdict, self._reason.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Y, N and U as answers."""
        for verdict, _, key in _ANSWERS:
            if event.key() == key and self._pair is not None:
                self.answer(verdict)
                return
        super().keyPressEvent(event)


def _picture(name: str) -> QLabel:
    made = label("")
    made.setAccessibleName(name)
    made.setFixedSize(*PICTURE_PX)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setProperty("part", "picture")
    return made


def _show(where: QLabel, path: Path | None, veil: Veil) -> None:
    """Show a picture that the product made, as large as there is room."""
    image = QImage(str(path)) if path is not None else QImage()
    if image.isNull():
        where.setText(tr("no picture"))
        return
    aspect = Qt.AspectRatioMode.KeepAspectRatio
    found = QPixmap.fromImage(veiled(image, veil))
    where.setPixmap(found.scaled(where.size(), aspect, Qt.TransformationMode.SmoothTransformation))
