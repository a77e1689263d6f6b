"""A label for text of any length: plain, shortened to its room, whole in the tooltip."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from reid_desktop.ui.colours import colours_of
from reid_desktop.ui.text import as_plain_tooltip

_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextForceLeftToRight
"""The end of a file name stays at the right, in whatever script the rest of it is."""


class ElidedLabel(QWidget):
    """Shows one line of plain text, with dots where it does not fit."""

    def __init__(
        self,
        words: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        tone: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Show `words`; `tone` is empty, `muted`, `warning` or `strong`."""
        super().__init__(parent)
        self._mode, self._tone, self._words = mode, tone, ""
        self._shorter: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if tone == "strong":
            font = self.font()
            font.setBold(True)
            self.setFont(font)
        self.set_words(words)

    @property
    def words(self) -> str:
        """Return the whole text."""
        return self._words

    def set_words(self, words: str, tone: str | None = None, shorter: Sequence[str] = ()) -> None:
        """Show another text; where it does not fit, the first of the `shorter` ones that does."""
        self._words, self._shorter = words, tuple(shorter)
        self._tone = self._tone if tone is None else tone
        self.setAccessibleName(words)
        self._tell_tooltip()
        self.updateGeometry()
        self.update()

    @property
    def shown_words(self) -> str:
        """Return what is shown of it in the room that there is."""
        metrics, room = QFontMetrics(self.font()), self.width()
        for way in (self._words, *self._shorter):
            shown = metrics.elidedText(way, self._mode, room)
            if shown == way:
                break
        return shown

    def sizeHint(self) -> QSize:
        """Ask for room for the whole text."""
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._words) + 2, metrics.lineSpacing() + 2)

    def minimumSizeHint(self) -> QSize:
        """Be content with little."""
        return QSize(24, QFontMetrics(self.font()).lineSpacing() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what fits."""
        painter = QPainter(self)
        colours = colours_of(self.palette())
        role = QPalette.ColorRole.WindowText
        ink = {"muted": colours.muted, "warning": colours.warning, "danger": colours.danger}.get(self._tone)
        painter.setPen(self.palette().color(role) if ink is None else ink)
        painter.drawText(self.rect(), _FLAGS, self.shown_words)
        painter.end()
        self._tell_tooltip()
        event.accept()

    def _tell_tooltip(self) -> None:
        fits = self.shown_words == self._words
        whole = "" if fits else as_plain_tooltip(self._words)
        if whole != self.toolTip():
            self.setToolTip(whole)
