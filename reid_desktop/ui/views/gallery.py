"""The gallery: ranked candidates or all sightings, as cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.services.browsing import Browsing, Question, View
from reid_desktop.services.weighing import Weighed
from reid_desktop.ui import text
from reid_desktop.ui.actions import ActionTable
from reid_desktop.ui.bridge import Reader, later
from reid_desktop.ui.facts import empty_words
from reid_desktop.ui.icons import IconShelf
from reid_desktop.ui.models.review_marks import ReviewMarks
from reid_desktop.ui.models.sighting_grid import SightingGridModel
from reid_desktop.ui.painting.making import label, text_button
from reid_desktop.ui.painting.thumbnails import ThumbnailLoader
from reid_desktop.ui.selection import SharedSelection
from reid_desktop.ui.translating import tr

from .gallery_head import GalleryHead
from .gallery_marking import GalleryMarking
from .gallery_notice import LeadNotice
from .gallery_table import GalleryTable

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
        self._shows_scenes = False
        self._model = SightingGridModel(self)
        self._table = GalleryTable(self._model, loader)
        self._marking = GalleryMarking(self._table, self._model, selection, self)
        self._head, self._notice = GalleryHead(actions), LeadNotice()
        self._last = ""
        self._news = text_button("", self._show_pending, "news")
        self._empty = label("", "muted", wraps=True)
        self._begin, self._all = (
            QPushButton(tr("Import photos and videos…")),
            QPushButton(tr("Show everything")),
        )
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
        ways = (self._begin, self._all)
        return next((one for one in ways if one.isVisible()), self._table)

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
    def head(self) -> GalleryHead:
        """Return what stands above the cards."""
        return self._head

    @property
    def count_words(self) -> str:
        """Return how many sightings there are, pass and are folded."""
        return self._head.count_words

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
            self._head.tell_counts(view)
            return
        self._show(view, keep_place=same)

    def set_cards(self, width_px: int, shows_scenes: bool) -> None:
        """Change the size of cards and whether they show scenes."""
        self._shows_scenes = shows_scenes
        self._head.card_width_px = width_px
        self._table.set_cards(self._head.card_width_px, shows_scenes)

    def resize_cards(self, by_px: int) -> None:
        """Make cards larger or smaller."""
        self._head.card_width_px += by_px

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
        self._head.tell_progress(total, left, counts)

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
        return self._head.progress_words

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
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._head)
        whole.addWidget(self._notice)
        whole.addWidget(self._body, 1)
        self._body.setProperty("part", "panel")
        self._stack = QStackedLayout(self._body)
        self._stack.addWidget(self._table)
        self._stack.addWidget(self._empty_page(icons))
        self._news.setParent(self)
        self._news.hide()
        self._stack.setCurrentIndex(1)

    def _empty_page(self, icons: IconShelf) -> QWidget:
        page = QWidget()
        mark = label()
        icons.dress(mark, "person", 48)
        for widget in (mark, self._empty):
            widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._all.clicked.connect(lambda _checked=False: self._actions["clear_filters"].trigger())
        self._begin.setProperty("primary", "true")
        self._begin.clicked.connect(lambda _checked=False: self._actions["import"].trigger())
        column = QVBoxLayout(page)
        column.setContentsMargins(60, 8, 60, 8)
        column.setSpacing(10)
        column.addStretch(1)
        column.addWidget(mark)
        column.addWidget(self._empty)
        for button in (self._begin, self._all):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return page

    def _connect(self) -> None:
        self._model.cards_wanted.connect(self._ask_cards)
        self._table.stack_turned.connect(self._turn_stack)
        self._table.customContextMenuRequested.connect(self._show_menu)
        self._table.doubleClicked.connect(self._actions["scene_mode"].trigger)
        self._head.card_width_changed.connect(self._on_width)
        self._head.order_wanted.connect(self.order_wanted)
        self._notice.narrowed_search_wanted.connect(self.narrowed_search_wanted)

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
        self._all.setVisible(view.total > 0 and not view.question.filters.is_empty)
        self._head.show_view(view)
        self._notice.show_view(view)

    def _show_list(self, view: View, scrolled: int) -> None:
        by_id = (view.by_id, view.ascending)
        with self._marking.held():
            self._model.show_ids(view.ids, view.ranks, view.scores, by_id, view.folds, view.groups)
        self._table.lay_out()
        self._marking.mark()
        self._table.verticalScrollBar().setValue(scrolled)

    def show_alarms(self, sightings: frozenset[int]) -> None:
        """Show at which sightings an alarm waits."""
        self._model.show_alarms(sightings)
        self._table.viewport().update()

    def show_weighed(self, found: Mapping[SightingId, Weighed]) -> None:
        """Tell what the candidates' scores are worth."""
        self._model.show_weighed(found)
        self._notice.show_weighed(found)

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

    def _on_width(self, width_px: int) -> None:
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
