"""Probe and candidate side by side, in original pixels, with what is known of both."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from reid_desktop.domain.geometry import Box
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ui.actions import ActionTable
from reid_desktop.ui.icons import IconShelf
from reid_desktop.ui.painting.adjusting import Display, shown_as
from reid_desktop.ui.painting.close_frame import CloseFrame
from reid_desktop.ui.painting.close_view import CloseView
from reid_desktop.ui.painting.making import command_button, frame, label, text_button
from reid_desktop.ui.painting.thumbnails import Veil, veiled
from reid_desktop.ui.translating import said, tr

from .checklist import ChecklistView
from .clip_player import ClipPlayer
from .compare_bar import FLICKER, OVERLAY, SIDE, CompareBar

_FLICKER_MS = 450
_CHECKLIST_PX = 268
_NARROW_PX = 860
_VERDICTS = (
    ("confirm", "check", said("Confirm")),
    ("exclude", "exclude", said("Exclude")),
    ("inconclusive", "question", said("Inconclusive")),
    ("skip", "next", said("Skip")),
)


class CompareView(QWidget):
    """Shows two persons; what is shown and decided comes from and goes to others."""

    display_changed = Signal(object)  # Display
    left_wanted = Signal()

    def __init__(self, actions: ActionTable, icons: IconShelf) -> None:
        """Start with nothing to compare."""
        super().__init__()
        self._actions = actions
        self.shared = CloseFrame(self)
        self.probe = CloseView(self.shared, tr("Probe"))
        self.candidate = CloseView(self.shared, tr("Candidate"))
        self.bar = CompareBar(icons, self.shared)
        self.player = ClipPlayer(icons)
        self.checklist = ChecklistView()
        self._parts = text_button(tr("Likeness by part"), actions["parts"].trigger)
        self._words = {view: label("", "muted", wraps=True) for view in (self.probe, self.candidate)}
        self._doubts = {view: label("", "warning", wraps=True) for view in (self.probe, self.candidate)}
        self._worth = label(wraps=True)
        self._grid = QGridLayout()
        self._captions = {view: QWidget() for view in (self.probe, self.candidate)}
        self._foot = QHBoxLayout()
        self._veil = Veil.NONE
        self._plain: dict[CloseView, tuple[QImage, Box, Box]] = {}
        self._mode, self._display, self._share, self._shows_candidate = SIDE, Display(), 0.5, False
        self._flicker = QTimer(self, interval=_FLICKER_MS)
        self._build(actions, icons)
        self._connect()

    @property
    def display(self) -> Display:
        """Return how pictures are shown."""
        return self._display

    @property
    def focus_target(self) -> QWidget:
        """Return what the keyboard goes to."""
        return self.candidate

    def show_title(self, words: str) -> None:
        """Say who is compared with whom."""
        self.bar.title.set_words(words)

    def show_side(self, view: CloseView, image: QImage, region: Box, box: Box) -> None:
        """Show one of the two pictures."""
        self._plain[view] = (image, region, box)
        view.show_picture(self._as_seen(image), region, box)
        self._lay_over()

    def set_veil(self, veil: Veil) -> None:
        """Show both pictures as a veil lets them be seen."""
        self._veil = veil
        self._show_again()

    def _as_seen(self, image: QImage) -> QImage:
        return veiled(shown_as(image, self._display), self._veil)

    def show_words(self, view: CloseView, words: str) -> None:
        """Show words instead of one of the two pictures."""
        self._plain.pop(view, None)
        view.show_words(words)
        self._lay_over()

    def tell(self, view: CloseView, words: str, doubts: Sequence[str]) -> None:
        """Say what is known of one of the two."""
        warning = self._doubts[view]
        self._words[view].setText(words)
        warning.setText("\n".join(doubts))
        warning.setVisible(bool(doubts))

    def tell_worth(self, lines: Sequence[str]) -> None:
        """Say what the candidate's score is worth."""
        self._worth.setText("\n".join(lines))
        self._worth.setVisible(bool(lines))

    def show_player(self, is_clip: bool) -> None:
        """Show the buttons of a clip, or take them away."""
        self.player.setVisible(is_clip)
        if not is_clip:
            self.player.pause()

    def stop(self) -> None:
        """Let nothing move any more."""
        self.player.pause()
        self._flicker.stop()

    def _fill_caption(self, view: CloseView, name: str) -> None:
        caption = self._captions[view]
        caption.setProperty("part", "panel")
        below = QVBoxLayout(caption)
        below.setContentsMargins(8, 0, 8, 4)
        below.setSpacing(1)
        heading = label(name, "heading")
        heading.setFixedHeight(self._parts.sizeHint().height())  # both columns begin on one line
        head = QHBoxLayout()
        head.addWidget(heading, 1)
        head.addStrut(self._parts.fontMetrics().lineSpacing() + 6)  # both columns begin on one line
        if view is self.candidate:
            head.addWidget(self._parts)
        below.addLayout(head)
        below.addWidget(self._words[view])
        if view is self.candidate:
            below.addWidget(self._worth)
            self._worth.hide()
        below.addWidget(self._doubts[view])
        self._doubts[view].hide()
        below.addStretch(1)

    def _pictures(self) -> QGridLayout:
        """Return both pictures over both captions, whose rows keep the pictures equally high."""
        grid = self._grid
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(1)
        grid.setVerticalSpacing(0)
        for column, (view, name) in enumerate(((self.probe, tr("Probe")), (self.candidate, tr("Candidate")))):
            self._fill_caption(view, name)
            grid.addWidget(view, 0, column)
            grid.addWidget(self._captions[view], 1, column)
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(0, 1)
        return grid

    def _build(self, actions: ActionTable, icons: IconShelf) -> None:
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(1)
        body.addLayout(self._pictures(), 1)
        scroll = QScrollArea()
        scroll.setWidget(self.checklist)
        scroll.setWidgetResizable(True)
        scroll.setFixedWidth(_CHECKLIST_PX)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body.addWidget(scroll)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.bar)
        whole.addLayout(body, 1)
        whole.addWidget(self.player)
        whole.addWidget(self._verdicts(actions, icons))
        self.player.hide()

    def _verdicts(self, actions: ActionTable, icons: IconShelf) -> QFrame:
        self._foot.setContentsMargins(10, 4, 10, 4)
        self._foot.setSpacing(6)
        self._foot.addWidget(label(tr(LEAD_NOTICE), "lead", wraps=True), 1)
        row = QHBoxLayout()
        row.setSpacing(6)
        for command, icon, words in _VERDICTS:
            shortcut = actions[command].shortcut().toString()
            row.addWidget(command_button(icons, actions[command], icon, f"{tr(words)} ({shortcut})"))
        row.addStretch(0)
        self._foot.addLayout(row)
        return frame("notice", self._foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the notice above the verdicts where it would be squeezed into many lines beside them."""
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        self._foot.setDirection(way.TopToBottom if self.width() < _NARROW_PX else way.LeftToRight)
        self._foot.setSpacing(2 if self.width() < _NARROW_PX else 6)

    def _connect(self) -> None:
        self.bar.mode_chosen.connect(self._on_mode)
        self.bar.share_changed.connect(self._on_share)
        self.bar.display_changed.connect(self._on_display)
        self.bar.left_wanted.connect(self.left_wanted)
        self._flicker.timeout.connect(self._on_flicker)
        asks = self._actions["parts"]
        self._parts.setToolTip(asks.toolTip())
        self._parts.setVisible(asks.isEnabled())
        asks.enabledChanged.connect(self._parts.setVisible)

    def _on_mode(self, mode: str) -> None:
        self._mode = mode
        self.candidate.setVisible(mode == SIDE)
        self._grid.removeWidget(self.probe)  # what is not shown takes no room; what is known of both stays
        self._grid.addWidget(self.probe, 0, 0, 1, 1 if mode == SIDE else 2)
        self._shows_candidate = False
        if mode == FLICKER:
            self._flicker.start()
        else:
            self._flicker.stop()
        self._lay_over()

    def _on_share(self, share: float) -> None:
        self._share = share
        self._lay_over()

    def _on_flicker(self) -> None:
        self._shows_candidate = not self._shows_candidate
        self._lay_over()

    def _on_display(self, display: Display) -> None:
        self._display = display
        self._show_again()
        self.display_changed.emit(display)

    def _show_again(self) -> None:
        for view, (image, region, box) in self._plain.items():
            view.show_picture(self._as_seen(image), region, box)
        self._lay_over()

    def _lay_over(self) -> None:
        found = self._plain.get(self.candidate)
        if self._mode == SIDE or found is None:
            self.probe.lay_over(None, 0.0)
            self.probe.name_shown("")
            return
        over = (self.candidate.image, found[1], found[2])
        share = self._share if self._mode == OVERLAY else float(self._shows_candidate)
        self.probe.lay_over(over, share)
        flickers = tr("Candidate") if self._shows_candidate else tr("Probe")
        self.probe.name_shown(flickers if self._mode == FLICKER else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.left_wanted.emit()
        else:
            super().keyPressEvent(event)
