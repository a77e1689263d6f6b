"""The gallery: ranked candidates or all sightings, as cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QSlider,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.query import LEAD_NOTICE, SearchRecord
from reid_desktop.ports.store import Ids
from reid_desktop.services.browsing import Browsing, Question, View
from reid_desktop.services.weighing import Weighed
from reid_desktop.ui import text
from reid_desktop.ui.actions import ActionTable
from reid_desktop.ui.bridge import Reader, later
from reid_desktop.ui.facts import count_words, empty_words, search_facts
from reid_desktop.ui.icons import IconShelf
from reid_desktop.ui.models.review_marks import ReviewMarks
from reid_desktop.ui.models.sighting_grid import SightingGridModel
from reid_desktop.ui.painting.elided import ElidedLabel
from reid_desktop.ui.painting.making import action_button, frame, label, text_button
from reid_desktop.ui.painting.thumbnails import ThumbnailLoader
from reid_desktop.ui.selection import SharedSelection
from reid_desktop.ui.translating import tr
from reid_desktop.ui.weighed_words import list_words

from .gallery_table import GalleryTable
from .order_box import OrderBox

SMALLEST_CARD_PX, LARGEST_CARD_PX = 96, 320

_MENU = (
    ("confirm", "exclude", "inconclusive", "withdraw"),
    ("bookmark", "tag", "grade", "note"),
    ("compare", "search_sighting", "add_crop", "add_person"),
    ("like", "unlike", "correct"),
    ("turn_stack", "scene_mode", "crop_mode"),
)


class GalleryView(QWidget):
    """Shows a View's sightings; what to do with them is for others."""

    order_wanted = Signal(object)  # Order
    narrowed_search_wanted = Signal()
    card_width_changed = Signal(int)
    stack_turned = Signal(int)
    """The key of a stack to be opened or folded."""

    def __init__(
        self,
        browsing: Browsing,
        reader: Reader,
        loader: ThumbnailLoader,
        selection: SharedSelection,
        actions: ActionTable,
        icons: IconShelf,
    ) -> None:
        """Start empty."""
        super().__init__()
        self._browsing, self._reader, self._selection = browsing, reader, selection
        self._loader, self._actions = loader, actions
        self._view: View | None = None
        self._pending: View | None = None
        self._is_syncing = False
        self._shows_scenes = False
        self._model = SightingGridModel(self)
        self._table = GalleryTable(self._model, loader)
        self._title = label(tr("All sightings"), "strong")
        self._count = ElidedLabel("", tone="muted")
        self._order = OrderBox()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._progress, self._left = QProgressBar(), label("", "muted")
        self._last = ""
        self._news = text_button("", self._show_pending, "news")
        self._again = text_button(tr("Search again within the filters"), self.narrowed_search_wanted.emit)
        self._lead = label(tr(LEAD_NOTICE), "lead")
        self._lead_facts = ElidedLabel("", tone="muted")
        self._weighed: Mapping[SightingId, Weighed] = {}
        self._notice = frame("notice")
        self._empty = label("", "muted", wraps=True)
        self._begin = QPushButton(tr("Import photos and videos…"))
        self._body = QWidget()
        self._build(icons)
        self._connect()

    @property
    def table(self) -> GalleryTable:
        """Return the table of cards (for the keyboard focus)."""
        return self._table

    @property
    def focus_target(self) -> QWidget:
        """Return what the keyboard goes to: the cards, or what brings some."""
        return self._begin if self._begin.isVisible() else self._table

    @property
    def model(self) -> SightingGridModel:
        """Return the model of the cards."""
        return self._model

    @property
    def news_button(self) -> QToolButton:
        """Return the chip that offers what came in meanwhile."""
        return self._news

    @property
    def has_news(self) -> bool:
        """Tell whether something waits behind the chip."""
        return self._pending is not None

    @property
    def words_when_empty(self) -> str:
        """Return what is said where no card can be shown."""
        return self._empty.text()

    @property
    def count_words(self) -> str:
        """Return how many sightings there are, pass and are folded."""
        return self._count.words

    @property
    def lead_is_shown(self) -> bool:
        """Tell whether the notice about leads stands above the cards."""
        return self._notice.isVisible()

    @property
    def is_busy(self) -> bool:
        """Tell whether the user scrolled or selected, so that nothing may move under them."""
        return self._table.verticalScrollBar().value() > 0 or len(self._selection.ids) > 0

    def show_view(self, view: View, is_live: bool) -> None:
        """Show an answer; a live one waits behind a chip while the user is at work."""
        same = self._view is not None and _is_same(self._view.question, view.question)
        fresh = len(view.ids) - len(self._model.ids)
        if is_live and same and self.is_busy and fresh > 0:
            self._pending = view
            self._news.setText(tr("{number} new: show", number=text.number(fresh)))
            self._news.setVisible(True)
            self._place_news()
            self._tell_counts(view)
            return
        self._show(view, keep_place=same)

    def set_cards(self, width_px: int, shows_scenes: bool) -> None:
        """Change the size of cards and whether they show scenes."""
        self._shows_scenes = shows_scenes
        width = min(max(width_px, SMALLEST_CARD_PX), LARGEST_CARD_PX)
        self._slider.setValue(width)
        self._table.set_cards(width, shows_scenes)

    def resize_cards(self, by_px: int) -> None:
        """Make cards larger or smaller."""
        self._slider.setValue(self._slider.value() + by_px)

    def forget_cards(self) -> None:
        """Read the cards in view afresh."""
        self._model.forget_cards()
        self._table.viewport().update()

    def forget_media(self, media: frozenset[MediaId]) -> None:
        """Read the cards of these items afresh: their facts have changed."""
        self._model.forget_media(media)
        self._table.viewport().update()

    def show_marks(self, marks: ReviewMarks) -> None:
        """Show what was said about the sightings."""
        self._model.show_marks(marks)
        self._table.viewport().update()

    def tell_progress(self, total: int, left: int, counts: Mapping[str, int]) -> None:
        """Say how much of the list is undecided; nothing before the first decision."""
        is_begun = left < total
        self._progress.setVisible(is_begun)
        self._left.setVisible(is_begun)
        self._progress.setMaximum(max(total, 1))
        self._progress.setValue(total - left)
        self._left.setText(tr("{left} of {total} left", left=text.number(left), total=text.number(total)))
        words = ", ".join(f"{text.number(many)} {tr(name)}" for name, many in counts.items() if many)
        self._left.setToolTip(words)

    def tell_last(self, words: str) -> None:
        """Say what was last decided, for screen readers and beside the pointer of the mouse."""
        self._last = words
        self._table.setAccessibleDescription(words)

    @property
    def last_words(self) -> str:
        """Return what was last decided."""
        return self._last

    @property
    def progress_words(self) -> str:
        """Return how much is left, if anything was decided."""
        return self._left.text() if self._left.isVisible() else ""

    def turn_current_stack(self) -> None:
        """Open or fold the stack of the card that has the keyboard."""
        position = self._model.position(self._table.currentIndex())
        if position is not None:
            self._turn_stack(position)

    def _turn_stack(self, position: int) -> None:
        key = self._model.stack_key(position)
        if key is not None:
            self.stack_turned.emit(key)

    def _build(self, icons: IconShelf) -> None:
        self._slider.setRange(SMALLEST_CARD_PX, LARGEST_CARD_PX)
        self._slider.setFixedWidth(96)
        self._slider.setAccessibleName(tr("Size of the cards"))
        self._slider.setToolTip(tr("Size of the cards"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(frame("bar", self._head()))
        whole.addWidget(self._notice)
        whole.addWidget(self._body, 1)
        self._build_notice()
        self._body.setProperty("part", "panel")
        self._stack = QStackedLayout(self._body)
        self._stack.addWidget(self._table)
        self._stack.addWidget(self._empty_page(icons))
        self._news.setParent(self)
        self._news.hide()
        self._stack.setCurrentIndex(1)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(12, 5, 8, 5)
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._count, 1)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(84)
        self._progress.setAccessibleName(tr("Decided"))
        for widget in (self._progress, self._left):
            widget.hide()
            head.addWidget(widget)
        head.addWidget(self._order)
        head.addWidget(self._slider)
        modes = (
            ("fold", tr("Fold doubles")),
            ("crop_mode", tr("Show crops")),
            ("scene_mode", tr("Show whole scenes")),
        )
        for command, name in modes:
            button = action_button(self._actions[command], name)
            head.addWidget(button)
        return head

    def _build_notice(self) -> None:
        notice = QHBoxLayout(self._notice)
        notice.setContentsMargins(12, 4, 8, 4)
        notice.setSpacing(10)
        notice.addWidget(self._lead)
        notice.addWidget(self._lead_facts, 1)
        notice.addWidget(self._again)
        self._notice.hide()
        self._again.hide()

    def _empty_page(self, icons: IconShelf) -> QWidget:
        page = QWidget()
        mark = label()
        icons.dress(mark, "person", 48)
        for widget in (mark, self._empty):
            widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._begin.setProperty("primary", "true")
        self._begin.clicked.connect(lambda _checked=False: self._actions["import"].trigger())
        column = QVBoxLayout(page)
        column.setContentsMargins(60, 8, 60, 8)
        column.setSpacing(10)
        column.addStretch(1)
        column.addWidget(mark)
        column.addWidget(self._empty)
        column.addWidget(self._begin, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return page

    def _connect(self) -> None:
        self._model.cards_wanted.connect(self._ask_cards)
        self._table.stack_turned.connect(self._turn_stack)
        self._table.laid_out.connect(self._select_shared)
        self._table.selectionModel().selectionChanged.connect(self._on_selected)
        self._table.selectionModel().currentChanged.connect(self._on_current)
        self._table.customContextMenuRequested.connect(self._show_menu)
        self._table.doubleClicked.connect(self._actions["scene_mode"].trigger)
        self._selection.changed.connect(self._on_shared_selection)
        self._selection.current_changed.connect(self._on_shared_current)
        self._slider.valueChanged.connect(self._on_slider)
        self._order.order_chosen.connect(self.order_wanted)

    def _show(self, view: View, keep_place: bool) -> None:
        before = self._view
        is_as_before = before is not None and view.ids is self._model.ids and view.folds is before.folds
        self._view, self._pending = view, None
        self._news.hide()
        if not (is_as_before and keep_place):
            self._show_list(view, self._table.verticalScrollBar().value() if keep_place else 0)
        self._stack.setCurrentIndex(0 if len(view.ids) else 1)
        self._empty.setText(empty_words(view))
        self._begin.setVisible(view.counts.media == 0)
        self._order.show_view(view)
        self._tell_counts(view)
        self._tell_search(view)

    def _show_list(self, view: View, scrolled: int) -> None:
        self._is_syncing = True
        by_id = (view.by_id, view.ascending)
        self._model.show_ids(view.ids, view.ranks, view.scores, by_id, view.folds, view.groups)
        self._is_syncing = False
        self._table.lay_out()
        self._select_shared()
        self._table.verticalScrollBar().setValue(scrolled)

    def _tell_counts(self, view: View) -> None:
        self._count.set_words(count_words(view))

    def _tell_search(self, view: View) -> None:
        record = view.record
        self._notice.setVisible(record is not None)
        if record is None:
            self._title.setText(tr("All sightings"))
            return
        name = text.plain(record.probe.name)
        self._title.setText(tr("Candidates for {name}", name=f"{name[:32]}{'…' if len(name) > 32 else ''}"))
        self._title.setToolTip(text.as_plain_tooltip(name))
        self._tell_lead(record)
        self._again.setVisible(record.filters != view.question.filters)

    def show_alarms(self, sightings: frozenset[int]) -> None:
        """Show at which sightings an alarm waits."""
        self._model.show_alarms(sightings)
        self._table.viewport().update()

    def show_weighed(self, found: Mapping[SightingId, Weighed]) -> None:
        """Tell what the candidates' scores are worth."""
        self._model.show_weighed(found)
        self._weighed = found
        if self._view is not None and self._view.record is not None:
            self._tell_lead(self._view.record)

    def _tell_lead(self, record: SearchRecord) -> None:
        worth = list_words([one.sighting_id for one in record.candidates], self._weighed)
        self._lead_facts.set_words(" · ".join(part for part in (worth, search_facts(record)) if part))

    def _show_pending(self) -> None:
        if self._pending is not None:
            self._selection.clear()
            self._show(self._pending, keep_place=False)

    def _place_news(self) -> None:
        self._news.adjustSize()
        top = self._body.y() + 10
        self._news.move((self.width() - self._news.width()) // 2, top)
        self._news.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the chip in the middle."""
        super().resizeEvent(event)
        self._place_news()

    def _ask_cards(self, generation: int, ids: list[SightingId]) -> None:
        self._reader.ask(
            f"cards {id(self)} {ids[0]} {len(ids)}",
            lambda: self._browsing.cards(ids),
            lambda cards: self._model.put_cards(generation, cards),
            is_quick=True,
        )

    def _on_selected(self) -> None:
        if not self._is_syncing:
            ids = self._model.ids_in(self._table.selectionModel().selection())
            self._selection.select(ids, self)

    def _on_current(self) -> None:
        position = self._model.position(self._table.currentIndex())
        if position is not None and not self._is_syncing:
            self._selection.look_at(SightingId(int(self._model.ids[position])), self)

    def _on_shared_selection(self, origin: object) -> None:
        if origin is not self:
            self._select_shared()
            positions = self._model.positions_of(self._seen(self._selection.ids))
            if len(positions):
                self._table.scrollTo(self._model.index_of(int(positions[0])))

    def _on_shared_current(self, origin: object) -> None:
        current = self._selection.current
        if origin is self or current is None:
            return
        positions = self._model.positions_of(self._seen(np.array([current], np.int64)))
        if len(positions):
            self._is_syncing = True
            self._table.show_current(int(positions[0]))
            self._is_syncing = False

    def _select_shared(self) -> None:
        """Mark the cells of the shared selection after a change of list or layout."""
        self._is_syncing = True
        chosen = self._model.selection_of(self._seen(self._selection.ids))
        self._table.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        current: Ids = np.array(
            [-1 if self._selection.current is None else self._selection.current], np.int64
        )
        positions = self._model.positions_of(self._seen(current))
        if len(positions):
            self._table.show_current(int(positions[0]))
        self._is_syncing = False

    def _seen(self, ids: Ids) -> Ids:
        """Return the cards that stand for `ids`, ascending."""
        return np.unique(self._model.seen_as(ids))

    def _on_slider(self, width_px: int) -> None:
        self._table.set_cards(width_px, self._shows_scenes)
        self.card_width_changed.emit(width_px)

    def _show_menu(self, at: QPoint) -> None:
        if self._model.position(self._table.indexAt(at)) is None:
            return
        menu = QMenu(self)
        for group in _MENU:
            for command in group:
                menu.addAction(self._actions[command])
            menu.addSeparator()
        menu.aboutToHide.connect(lambda: later(menu, menu.deleteLater))
        menu.popup(self._table.viewport().mapToGlobal(at))


def _is_same(one: Question, other: Question) -> bool:
    """Tell whether two questions differ in nothing but which stacks are open."""
    return replace(one, opened=frozenset()) == replace(other, opened=frozenset())
