"""The selection that all views share, marked in the cells of the gallery, and taken from them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QObject

from reid_desktop.domain.ids import SightingId
from reid_desktop.ports.store import Ids
from reid_desktop.ui.models.sighting_grid import SightingGridModel
from reid_desktop.ui.selection import SharedSelection

from .gallery_table import GalleryTable


class GalleryMarking(QObject):
    """Keeps the cells selected that show the shared selection; folded ones by the card they lie under."""

    def __init__(
        self, table: GalleryTable, model: SightingGridModel, selection: SharedSelection, view: QObject
    ) -> None:
        """Link table and selection both ways; `view` is what the selection is told to come from."""
        super().__init__(view)
        self._table, self._model = table, model
        self._selection, self._view = selection, view
        self._is_syncing = False
        table.laid_out.connect(self.mark)
        table.selectionModel().selectionChanged.connect(self._on_selected)
        table.selectionModel().currentChanged.connect(self._on_current)
        selection.changed.connect(self._on_shared_selection)
        selection.current_changed.connect(self._on_shared_current)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Change the list without telling others that cells were deselected."""
        self._is_syncing = True
        try:
            yield
        finally:
            self._is_syncing = False

    def mark(self) -> None:
        """Mark the cells of the shared selection after a change of list or layout."""
        current = self._selection.current
        with self.held():
            chosen = self._model.selection_of(self._seen(self._selection.ids))
            self._table.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            if current is not None:
                self._show_current(current)

    def _on_selected(self) -> None:
        if not self._is_syncing:
            ids = self._model.ids_in(self._table.selectionModel().selection())
            self._selection.select(ids, self._view)

    def _on_current(self) -> None:
        position = self._model.position(self._table.currentIndex())
        if position is not None and not self._is_syncing:
            self._selection.look_at(SightingId(int(self._model.ids[position])), self._view)

    def _on_shared_selection(self, origin: object) -> None:
        if origin is not self._view:
            self.mark()
            positions = self._model.positions_of(self._seen(self._selection.ids))
            if len(positions):
                self._table.scrollTo(self._model.index_of(int(positions[0])))

    def _on_shared_current(self, origin: object) -> None:
        current = self._selection.current
        if origin is not self._view and current is not None:
            with self.held():
                self._show_current(current)

    def _show_current(self, current: SightingId) -> None:
        positions = self._model.positions_of(self._seen(np.array([current], np.int64)))
        if len(positions):
            self._table.show_current(int(positions[0]))

    def _seen(self, ids: Ids) -> Ids:
        """Return the cards that stand for `ids`, ascending."""
        return np.unique(self._model.seen_as(ids))
