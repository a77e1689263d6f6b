"""The item models: sound to Qt, lazy, deaf to late answers."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractItemModel, Qt
from pytestqt.qtbot import QtBot

from reid_desktop.domain.ids import ExhibitId
from reid_desktop.services.browsing import Browsing, Question
from reid_desktop.services.cards import Card
from reid_desktop.ui.models.exhibit_list import ExhibitListModel
from reid_desktop.ui.models.rows import RowsModel
from reid_desktop.ui.models.sighting_grid import CARD_ROLE, SightingGridModel, dragged_ids
from tests.ui.scenery import HOSTILE, make_scenery


class ModelChecks(Protocol):
    """What pytest-qt checks a model with."""

    def check(self, model: QAbstractItemModel, force_py: bool = False) -> None:
        """Fail if the model is unsound."""


NO_RANKS, NO_SCORES = np.empty(0, np.int32), np.empty(0, np.float32)


def grid(count: int, columns: int = 4) -> SightingGridModel:
    """Return a model of ids 100, 101, …"""
    model = SightingGridModel()
    model.set_columns(columns)
    model.show_ids(np.arange(100, 100 + count, dtype=np.int64), NO_RANKS, NO_SCORES)
    return model


@pytest.mark.parametrize("count", [0, 1, 7, 8])
def test_the_grid_is_sound(qtmodeltester: ModelChecks, qtbot: QtBot, count: int) -> None:
    assert qtbot is not None
    model = grid(count)
    qtmodeltester.check(model)
    model.set_columns(3)
    model.show_ids(np.arange(5, dtype=np.int64), NO_RANKS, NO_SCORES)


def test_the_small_models_are_sound(qtmodeltester: ModelChecks, qtbot: QtBot, tmp_path: Path) -> None:
    assert qtbot is not None
    scenery = make_scenery(tmp_path / "c", 6, pictures=False)
    rows = Browsing(scenery.store, scenery.thumbnails).view(Question()).exhibits
    exhibits = ExhibitListModel()
    exhibits.show_exhibits(rows, frozenset())
    qtmodeltester.check(exhibits)
    qtmodeltester.check(RowsModel(("A", "B"), [("1", "2"), ("3", "4")]))


def cards_of(tmp_path: Path) -> tuple[SightingGridModel, list[Card], list[tuple[int, list[int]]]]:
    """Return a model over a real case, its cards, and a list that notes what the model asks for."""
    scenery = make_scenery(tmp_path / "c", 6, pictures=False)
    browsing = Browsing(scenery.store, scenery.thumbnails)
    ids = browsing.view(Question()).ids
    model, asked = SightingGridModel(), []
    model.cards_wanted.connect(lambda generation, wanted: asked.append((generation, list(wanted))))
    model.show_ids(ids, NO_RANKS, NO_SCORES)
    return model, browsing.cards([*ids.tolist()]), asked


def test_missing_cards_are_asked_for_once_and_together(tmp_path: Path, qtbot: QtBot) -> None:
    model, cards, asked = cards_of(tmp_path)
    for _ in range(3):
        for column in range(3):
            assert model.index(0, column).data(CARD_ROLE) is None
    qtbot.waitUntil(lambda: bool(asked))
    model.index(0, 0).data(CARD_ROLE)
    qtbot.wait(30)
    assert asked == [(model.generation, model.ids[:3].tolist())]
    model.put_cards(model.generation, cards)
    assert model.index(0, 1).data(CARD_ROLE) == cards[1]


def test_a_late_answer_to_an_older_list_is_ignored(tmp_path: Path, qtbot: QtBot) -> None:
    assert qtbot is not None
    model, cards, _ = cards_of(tmp_path)
    old = model.generation
    model.show_ids(model.ids[::-1].copy(), NO_RANKS, NO_SCORES)
    model.put_cards(old, cards)
    assert model.card(int(model.ids[0])) is None
    model.put_cards(model.generation, cards)
    assert model.card(int(model.ids[0])) is not None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.integers(0, 60), st.integers(1, 9), st.data())
def test_a_selection_of_ids_gives_back_exactly_these_ids(
    qtbot: QtBot, count: int, columns: int, data: st.DataObject
) -> None:
    assert qtbot is not None
    model = grid(count, columns)
    every = model.ids.tolist()
    chosen = data.draw(st.sets(st.sampled_from(every)) if every else st.just(set()))
    with_strangers = np.array(sorted(chosen | {5, 10_000}), np.int64)
    selection = model.selection_of(with_strangers)
    assert model.ids_in(selection).tolist() == sorted(chosen)
    assert len(selection.indexes()) >= len(chosen)


def test_a_drag_carries_the_ids_and_says_them_as_text(qtbot: QtBot) -> None:
    assert qtbot is not None
    model = grid(10)
    carried = model.mimeData([model.index(0, 1), model.index(1, 0)])
    assert dragged_ids(carried) == [101, 104]
    assert carried.text() == "sighting 101\nsighting 104"


def test_hostile_names_are_shown_as_what_they_are(tmp_path: Path, qtbot: QtBot) -> None:
    assert qtbot is not None
    model, cards, _ = cards_of(tmp_path)
    model.put_cards(model.generation, cards)
    row = next(n for n, card in enumerate(cards) if card.name == HOSTILE)
    tip = model.index_of(row).data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>bold" not in tip
    assert "&lt;b&gt;bold" in tip
    assert "\u202e" not in tip
    assert "\\u202e" in model.index_of(row).data(Qt.ItemDataRole.AccessibleTextRole)


def test_ticking_an_exhibit_tells_which_are_ticked(tmp_path: Path, qtbot: QtBot) -> None:
    scenery = make_scenery(tmp_path / "c", 6, pictures=False)
    model = ExhibitListModel()
    rows = Browsing(scenery.store, scenery.thumbnails).view(Question()).exhibits
    model.show_exhibits(rows, frozenset({ExhibitId("EX-2")}))
    role = Qt.ItemDataRole.CheckStateRole
    with qtbot.waitSignal(model.ticked) as told:
        model.setData(model.index(0, 0), Qt.CheckState.Checked.value, role)
    assert told.args == [frozenset({"EX-1", "EX-2"})]
    assert model.index(0, 0).data(role) is Qt.CheckState.Checked
