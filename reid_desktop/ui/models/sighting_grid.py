"""All sightings as a grid of cells: ids in memory, cards on demand."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionRange,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.ports.store import Ids
from reid_desktop.services.card_groups import Groups
from reid_desktop.services.cards import Card
from reid_desktop.services.listing import Folds
from reid_desktop.services.weighing import Weighed
from reid_desktop.ui import text
from reid_desktop.ui.flag_words import flags_in
from reid_desktop.ui.geometry.card_rows import CardRows
from reid_desktop.ui.group_words import group_count, group_title, group_words
from reid_desktop.ui.models.review_marks import Mark, ReviewMarks, review_words
from reid_desktop.ui.translating import tr
from reid_desktop.ui.weighed_words import lines_of

Index = QModelIndex | QPersistentModelIndex

SIGHTING_MIME = "application/x-reid-desktop-sighting"
CARD_ROLE = Qt.ItemDataRole.UserRole + 1
ID_ROLE = Qt.ItemDataRole.UserRole + 2
RANK_ROLE = Qt.ItemDataRole.UserRole + 3
SCORE_ROLE = Qt.ItemDataRole.UserRole + 4
STACK_ROLE = Qt.ItemDataRole.UserRole + 5
"""(how many lie in the stack, place in it from 0, whether it is open), or None for what stands alone."""

MARK_ROLE = Qt.ItemDataRole.UserRole + 6
"""What was said about the sighting, a `Mark`."""

LOOK_ROLE = Qt.ItemDataRole.UserRole + 7
"""All that a card shows, a `Look`: one question where a card is painted, not six."""

_OF_POSITION = (ID_ROLE, RANK_ROLE, SCORE_ROLE, STACK_ROLE, MARK_ROLE)
MOST_CARDS_KEPT = 4000
MOST_DRAGGED = 1000


@dataclass(frozen=True, slots=True)
class Look:
    """What a card shows; see the roles of the same names."""

    sighting_id: int
    card: Card | None
    """None until it has come."""
    mark: Mark
    rank: int | None
    score: float | None
    stack: tuple[int, int, bool] | None


class SightingGridModel(QAbstractTableModel):
    """Maps row and column to a position in a flat list of sighting ids.

    It never fetches: a missing card is noted, asked for once per turn of the
    event loop, and an answer to an older question is ignored.
    """

    cards_wanted = Signal(int, object)  # generation, list[SightingId]

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty, four columns wide."""
        super().__init__(parent)
        self._ids: Ids = np.empty(0, np.int64)
        self._ranks: NDArray[np.int32] = np.empty(0, np.int32)
        self._scores: NDArray[np.float32] = np.empty(0, np.float32)
        self._columns = 4
        self._groups: Groups | None = None
        self._rows = CardRows(0, 4)
        self._generation = 0
        self._cards: dict[int, Card] = {}
        self._wanted: dict[int, None] = {}
        self._asked: set[int] = set()
        self._ask_soon = QTimer(self, singleShot=True, interval=0)
        self._ask_soon.timeout.connect(self._ask)
        self._sorted_ids: Ids = self._ids
        self._order: Ids = self._ids
        self._folds: Folds | None = None
        self._marks = ReviewMarks()
        self._alarmed: frozenset[int] = frozenset()
        self._weighed: Mapping[SightingId, Weighed] = {}

    @property
    def ids(self) -> Ids:
        """Return all ids in the order shown."""
        return self._ids

    @property
    def ascending_ids(self) -> Ids:
        """Return all ids in ascending order."""
        return self._sorted_ids

    @property
    def columns(self) -> int:
        """Return how many cards stand in a row."""
        return self._columns

    @property
    def generation(self) -> int:
        """Return the number of the list now shown."""
        return self._generation

    def show_ids(
        self,
        ids: Ids,
        ranks: NDArray[np.int32],
        scores: NDArray[np.float32],
        by_id: tuple[Ids, Ids] | None = None,
        folds: Folds | None = None,
        groups: Groups | None = None,
    ) -> None:
        """Show another list; `ranks` and `scores` are empty outside a search.

        `by_id` are the positions in ascending order of id, and the ids in that order, if they are known
        already; `folds` has a value for each id; each of `groups` begins a row of its own.
        """
        self.beginResetModel()
        self._groups = groups
        self._folds = folds
        self._ids, self._ranks, self._scores = ids, ranks, scores
        if by_id is None:
            order = np.argsort(ids, kind="stable").astype(np.int64)
            by_id = (order, ids[order])
        self._order, self._sorted_ids = by_id
        self._lay_out()
        self._generation += 1
        self._wanted.clear()
        self._asked.clear()
        if len(self._cards) > MOST_CARDS_KEPT:
            self._cards.clear()
        self.endResetModel()

    def show_marks(self, marks: ReviewMarks) -> None:
        """Show what was said about the sightings."""
        self._marks = marks

    def show_alarms(self, sightings: frozenset[int]) -> None:
        """Show at which sightings an alarm waits."""
        self._alarmed = sightings

    def _mark(self, sighting_id: int) -> Mark:
        mark = self._marks.mark(sighting_id)
        return replace(mark, is_alarmed=True) if sighting_id in self._alarmed else mark

    def show_weighed(self, found: Mapping[SightingId, Weighed]) -> None:
        """Tell what the candidates' scores are worth, where a card is pointed at."""
        self._weighed = found

    def set_columns(self, columns: int) -> None:
        """Lay the same list out in another number of columns."""
        if columns != self._columns:
            self.beginResetModel()
            self._columns = columns
            self._lay_out()
            self.endResetModel()

    def _lay_out(self) -> None:
        starts = None if self._groups is None else self._groups.starts
        self._rows = CardRows(len(self._ids), self._columns, starts)

    @property
    def rows(self) -> CardRows:
        """Return where each position stands."""
        return self._rows

    def heading(self, group: int) -> tuple[str, str]:
        """Return what stands above a group: what its cards share, and how many they are."""
        if self._groups is None:
            return "", ""
        first = self._cards.get(int(self._ids[self._groups.starts[group]]))
        count = group_count(self._rows.size_of(group), int(self._groups.sightings[group]))
        return group_title(self._groups.by, first), count

    def put_cards(self, generation: int, cards: Sequence[Card]) -> None:
        """Take the answer to `cards_wanted`; one to an older list is ignored."""
        if generation != self._generation:
            return
        for card in cards:
            self._cards[int(card.sighting_id)] = card
        found = np.array([card.sighting_id for card in cards], np.int64)
        positions = self.positions_of(found)
        if len(positions):
            first, last = (self._rows.cell(int(one))[0] for one in (positions.min(), positions.max()))
            self.dataChanged.emit(self.index(first, 0), self.index(last, self._columns - 1))

    def forget_cards(self) -> None:
        """Ask afresh for every card that is shown: the case has changed."""
        self._cards.clear()
        self._asked.clear()

    def forget_media(self, media: frozenset[MediaId]) -> None:
        """Ask afresh for the cards of these items: their facts have changed."""
        for sighting_id in [one for one, card in self._cards.items() if card.media_id in media]:
            del self._cards[sighting_id]
            self._asked.discard(sighting_id)

    def stack(self, position: int) -> tuple[int, int, bool] | None:
        """Return how many lie in the stack of a card, its place in it, and whether it is open."""
        if self._folds is None or self._folds.sizes[position] < 2:
            return None
        place = int(self._folds.places[position])
        following = position + 1 < len(self._ids) and self._folds.places[position + 1] > 0
        return int(self._folds.sizes[position]), place, place > 0 or bool(following)

    def stack_key(self, position: int) -> int | None:
        """Return what names the stack of a card, if it lies in one."""
        return (
            None if self._folds is None or self.stack(position) is None else int(self._folds.keys[position])
        )

    def seen_as(self, ids: Ids) -> Ids:
        """Return the ids with every folded one replaced by the card it lies under."""
        return ids if self._folds is None else self._folds.seen_as(ids)

    def card(self, sighting_id: int) -> Card | None:
        """Return the card of a sighting if it is here."""
        return self._cards.get(sighting_id)

    def position(self, index: Index) -> int | None:
        """Return the position in the list, or None past its end."""
        return self._rows.position(index.row(), index.column()) if index.isValid() else None

    def positions_of(self, ids: Ids) -> Ids:
        """Return the positions, ascending, of those `ids` that are shown."""
        rows = np.searchsorted(self._sorted_ids, ids)
        there = rows < len(self._sorted_ids)
        there[there] = self._sorted_ids[rows[there]] == ids[there]
        positions: Ids = np.sort(self._order[rows[there]])
        return positions

    def index_of(self, position: int) -> QModelIndex:
        """Return the cell at a position."""
        return self.index(*self._rows.cell(position))

    def selection_of(self, ids: Ids) -> QItemSelection:
        """Return the cells of `ids` in as few ranges as their runs allow."""
        chosen = QItemSelection()
        positions = self.positions_of(ids)
        if not len(positions):
            return chosen
        cuts = np.flatnonzero(np.diff(positions) != 1) + 1
        for run in np.split(positions, cuts):
            for top, left, bottom, right in self._rows.blocks(int(run[0]), int(run[-1])):
                chosen.append(QItemSelectionRange(self.index(top, left), self.index(bottom, right)))
        return chosen

    def ids_in(self, selection: QItemSelection) -> Ids:
        """Return the ids of the selected cells."""
        parts = []
        for number in range(selection.count()):
            block = selection.at(number)
            parts.append(self._rows.positions(block.top(), block.left(), block.bottom(), block.right()))
        if not parts:
            return np.empty(0, np.int64)
        positions = np.unique(np.concatenate(parts))
        found: Ids = self._ids[positions]
        return found

    def _ask(self) -> None:
        wanted = [SightingId(one) for one in self._wanted]
        self._asked.update(wanted)
        self._wanted.clear()
        if wanted:
            self.cards_wanted.emit(self._generation, wanted)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the rows that the list fills."""
        return 0 if parent.isValid() else self._rows.row_count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many cards stand in a row."""
        return 0 if parent.isValid() else self._columns

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look up what a cell shows."""
        position = self.position(index)
        if position is None:
            return None
        sighting_id = int(self._ids[position])
        if role in _OF_POSITION:
            return self._of_position(position, sighting_id, role)
        card = self._cards.get(sighting_id)
        if card is None and sighting_id not in self._asked:
            self._wanted[sighting_id] = None
            self._ask_soon.start()
        if role == LOOK_ROLE:
            return self._look(position, sighting_id, card)
        if card is None or role == CARD_ROLE:
            return card
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(card, position, role == Qt.ItemDataRole.ToolTipRole)
        return None

    def _look(self, position: int, sighting_id: int, card: Card | None) -> Look:
        rank = int(self._ranks[position]) if len(self._ranks) else None
        score = float(self._scores[position]) if len(self._scores) else None
        return Look(sighting_id, card, self._mark(sighting_id), rank, score, self.stack(position))

    def _of_position(self, position: int, sighting_id: int, role: int) -> Any:
        """Look up what is known without the card."""
        if role == ID_ROLE:
            return sighting_id
        if role == RANK_ROLE:
            return int(self._ranks[position]) if len(self._ranks) else None
        if role == SCORE_ROLE:
            return float(self._scores[position]) if len(self._scores) else None
        if role == MARK_ROLE:
            return self._mark(sighting_id)
        return self.stack(position)

    def _words(self, card: Card, position: int, rich: bool) -> str:
        parts = []
        group = self._rows.group_of(position)
        if self._groups is not None and self._rows.start_of(group) == position:
            cards, many = self._rows.size_of(group), int(self._groups.sightings[group])
            parts.append(group_words(self._groups.by, card, cards, many))
        if len(self._ranks):
            score = text.score(float(self._scores[position]))
            parts.append(tr("Rank {rank}, score {score}", rank=self._ranks[position], score=score))
        weighed = self._weighed.get(card.sighting_id)
        parts += lines_of(weighed) if weighed is not None else []
        parts.append(f"{tr(text.KINDS[card.kind])} {text.plain(card.name)}")
        if card.exhibit_id is not None:
            parts.append(tr("exhibit {name}", name=text.plain(card.exhibit_id)))
        when, how = text.moment_utc(card.shown_utc_ms), text.known_time(card.time)
        parts.append(tr("taken {when} ({how})", when=when, how=how))
        if card.start_s is not None and card.end_s is not None:
            start, end = text.clip_position(card.start_s), text.clip_position(card.end_s)
            parts.append(tr("{start} to {end} in the clip", start=start, end=end))
        if card.is_quick:
            parts.append(tr("quick pass: seen in a key frame only"))
        parts.append(text.coordinates(card.place) if card.place else tr("no place known"))
        if card.place_name:
            parts.append(tr("near {name}", name=text.told(card.place_name)))
        stack = self.stack(position)
        if stack is not None:
            size, place, is_open = stack
            folded = tr("stack of {size}, folded into this card", size=size)
            open_words = tr("{place} of {size} in a stack", place=place + 1, size=size)
            parts.append(open_words if is_open else folded)
        parts += review_words(self._mark(int(card.sighting_id)))
        parts += [text.labelled(words.name, words.sentence) for _, words in flags_in(card.flags)]
        return text.as_plain_tooltip("\n".join(parts)) if rich else ", ".join(parts)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let real cells be chosen and dragged, and the ones past the end be nothing."""
        if self.position(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsDragEnabled
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def mimeTypes(self) -> list[str]:
        """Name what a drag carries."""
        return [SIGHTING_MIME, "text/plain"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Carry the ids of the dragged sightings, and say them as text."""
        places = (self.position(index) for index in indexes[:MOST_DRAGGED])
        ids = [int(self._ids[place]) for place in places if place is not None]
        carried = QMimeData()
        carried.setData(SIGHTING_MIME, struct.pack(f"<{len(ids)}q", *ids))
        carried.setText("\n".join(f"sighting {one}" for one in ids))
        return carried


def dragged_ids(carried: QMimeData) -> list[SightingId]:
    """Return the sightings that a drag carries."""
    data = carried.data(SIGHTING_MIME).data()
    return [SightingId(one) for (one,) in struct.iter_unpack("<q", data[: len(data) // 8 * 8])]
