"""What stands above the cards: what is shown, how many, how far one is, order, size, kind of card."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy, QSlider

from reid_desktop.services.browsing import View
from reid_desktop.ui import text
from reid_desktop.ui.actions import ActionTable
from reid_desktop.ui.facts import count_words
from reid_desktop.ui.painting.elided import ElidedLabel
from reid_desktop.ui.painting.making import action_button, label
from reid_desktop.ui.translating import said, tr

from .order_box import OrderBox

SMALLEST_CARD_PX, LARGEST_CARD_PX = 96, 320
_LONGEST_TITLE_PX = 420
_NARROW_ORDER_PX = 164
_SLIDER_PX, _NARROW_SLIDER_PX = 96, 64
_NO_LIMIT_PX = 16_777_215
_ROOMY_PX = 860
"""Below this the bar of progress gives its room to the words; the figures beside it say as much."""
_MODES = (
    ("fold", said("Fold doubles")),
    ("crop_mode", said("Show crops")),
    ("scene_mode", said("Show whole scenes")),
)
"""Command and spoken name of each button."""


class GalleryHead(QFrame):
    """Says what the cards are, and offers how to show them."""

    order_wanted = Signal(object)  # Order
    card_width_changed = Signal(int)

    def __init__(self, actions: ActionTable) -> None:
        """Begin with all sightings."""
        super().__init__()
        self._is_begun = False
        self.setProperty("part", "bar")
        self._title = ElidedLabel(tr("All sightings"), Qt.TextElideMode.ElideMiddle, "strong")
        self._count = ElidedLabel("", tone="muted")
        self._progress, self._left = QProgressBar(), label("", "muted")
        self._order = OrderBox()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._build(actions)
        self._slider.valueChanged.connect(self.card_width_changed)
        self._order.order_chosen.connect(self.order_wanted)

    @property
    def card_width_px(self) -> int:
        """Return the size that is wanted for the cards."""
        return self._slider.value()

    @card_width_px.setter
    def card_width_px(self, width_px: int) -> None:
        self._slider.setValue(min(max(width_px, SMALLEST_CARD_PX), LARGEST_CARD_PX))

    @property
    def title(self) -> ElidedLabel:
        """Return what the cards are, in words."""
        return self._title

    @property
    def count_words(self) -> str:
        """Return how many sightings there are, pass and are folded."""
        return self._count.words

    @property
    def progress_words(self) -> str:
        """Return how much is left, if anything was decided."""
        return self._left.text() if self._left.isVisible() else ""

    def show_view(self, view: View) -> None:
        """Say what an answer lists and in which order."""
        self._order.show_view(view)
        self.tell_counts(view)
        if view.record is None:
            self._title.set_words(tr("All sightings"))
            return
        self._title.set_words(tr("Candidates for {name}", name=text.probe_name(view.record.probe)))

    def tell_counts(self, view: View) -> None:
        """Say how many there are, whether they are shown yet or not."""
        whole, *shorter = count_words(view)
        self._count.set_words(whole, shorter=shorter)

    def tell_progress(self, total: int, left: int, counts: Mapping[str, int]) -> None:
        """Say how much of the list is undecided; nothing before the first decision."""
        is_begun = left < total
        self._is_begun = is_begun
        self._progress.setVisible(is_begun and self.width() >= _ROOMY_PX)
        self._left.setVisible(is_begun)
        self._progress.setMaximum(max(total, 1))
        self._progress.setValue(total - left)
        self._left.setText(tr("{left} of {total} left", left=text.number(left), total=text.number(total)))
        words = ", ".join(f"{text.number(many)} {tr(name)}" for name, many in counts.items() if many)
        self._left.setToolTip(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the bar of progress, and every order in full, where there is room for it."""
        super().resizeEvent(event)
        is_roomy = self.width() >= _ROOMY_PX
        self._order.setMaximumWidth(_NO_LIMIT_PX if is_roomy else _NARROW_ORDER_PX)
        self._slider.setFixedWidth(_SLIDER_PX if is_roomy else _NARROW_SLIDER_PX)
        self._progress.setVisible(self._is_begun and is_roomy)

    def _build(self, actions: ActionTable) -> None:
        self._slider.setRange(SMALLEST_CARD_PX, LARGEST_CARD_PX)
        self._slider.setFixedWidth(_NARROW_SLIDER_PX)
        self._slider.setAccessibleName(tr("Size of the cards"))
        self._slider.setToolTip(tr("Size of the cards"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.setSpacing(8)
        self._title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._title.setMaximumWidth(_LONGEST_TITLE_PX)
        row.addWidget(self._title)
        row.addWidget(self._count, 1)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(84)
        self._progress.setAccessibleName(tr("Decided"))
        for widget in (self._progress, self._left):
            widget.hide()
            row.addWidget(widget)
        row.addWidget(self._order)
        row.addWidget(self._slider)
        for command, name in _MODES:
            row.addWidget(action_button(actions[command], tr(name)))
