"""Further crops, other persons and feedback: searched with at once, shown, and taken back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from reid_desktop.domain.errors import MediaError, ReidError
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.search_options import SearchOptions, Together
from reid_desktop.ports.engine import Answer, LookRequest, Request, SearchRequest
from reid_desktop.ui.dialogs.choosing_person import ChoosingPersonDialog
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.theme import ThemeChoice, ThemeKeeper
from reid_desktop.ui.views.probe import ProbeState
from tests.ui.handling import mute, settle, shown_dialog
from tests.ui.scenery import Scenery, add_search, persons_in, scenery_script

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def last_search(scenery: Scenery) -> SearchRequest:
    _, request = scenery.engine.requests[-1]
    assert isinstance(request, SearchRequest)
    return request


def searched(window: MainWindow, qtbot: QtBot, scenery: Scenery, count: int) -> SearchRequest:
    """Wait until so many searches were made and the last one is shown; return it."""
    qtbot.waitUntil(lambda: len(scenery.store.searches()) == count)
    newest = scenery.store.searches()[-1].search_id
    workbench = window.panels.workbench
    qtbot.waitUntil(
        lambda: (
            workbench.view is not None
            and workbench.view.record is not None
            and workbench.view.record.search_id == newest
        )
    )
    qtbot.waitUntil(lambda: window.panels.reader.is_idle)
    return last_search(scenery)


def choose(window: MainWindow, *ids: int) -> None:
    window.panels.selection.select(np.array(ids, np.int64))
    window.panels.selection.look_at(SightingId(ids[-1]))


def test_feedback_searches_again_and_is_taken_back(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    actions, bar = window.actions_table, window.panels.refine
    assert not bar.isVisible()
    choose(window, 5)
    assert not actions["like"].isEnabled()
    window.probing.search_for(SightingId(5))
    searched(window, qtbot, scenery, 1)
    assert bar.isVisible()
    choose(window, 7, 8)
    actions["like"].trigger()
    assert searched(window, qtbot, scenery, 2).options == SearchOptions(liked=(SightingId(7), SightingId(8)))
    choose(window, 8)
    actions["unlike"].trigger()
    found = searched(window, qtbot, scenery, 3)
    assert found.options == SearchOptions(liked=(SightingId(7),), unliked=(SightingId(8),))
    assert found.picture.sighting_id == 5
    assert bar.chip_words == ["7", "8"]
    bar.take_back(0)
    assert searched(window, qtbot, scenery, 4).options == SearchOptions(unliked=(SightingId(8),))
    window.probing.search_for(SightingId(6))  # somebody else: nothing said counts for him
    assert searched(window, qtbot, scenery, 5).options == SearchOptions()
    assert bar.chip_words == []


def test_selected_crops_are_one_person_or_several(
    window: MainWindow, qtbot: QtBot, scenery: Scenery, tmp_path: Path
) -> None:
    actions, bar = window.actions_table, window.panels.refine
    choose(window, 3, 4, 5)
    actions["add_crop"].trigger()  # nobody was looked for yet
    found = searched(window, qtbot, scenery, 1)
    assert [crop.person for crop in found.crops] == [0, 0, 0]
    assert {crop.picture.sighting_id for crop in found.crops} == {3, 4, 5}
    choose(window, 9)
    actions["add_person"].trigger()
    found = searched(window, qtbot, scenery, 2)
    assert [crop.person for crop in found.crops] == [0, 0, 0, 1]
    assert found.options == SearchOptions(together=Together.ANY)
    assert not actions["like"].isEnabled()
    bar.together.setCurrentIndex(2)
    bar.together.activated.emit(2)
    found = searched(window, qtbot, scenery, 3)
    assert found.options == SearchOptions(together=Together.ALL, within_s=300.0)
    window.refining.adding.look_at(str(tmp_path / "other.jpg"))
    dialog = shown_dialog(window, ChoosingPersonDialog, qtbot)
    assert len(dialog.scene.boxes) == 4
    dialog.scene.box_chosen.emit(2)
    chosen = dialog.scene.boxes[2]
    dialog.take()
    found = searched(window, qtbot, scenery, 4)
    added = next(crop for crop in found.crops if crop.picture.path is not None)
    assert (added.picture.path, added.box, added.person) == (str(tmp_path / "other.jpg"), chosen, 0)
    assert bar.chip_words[-1] == "9"


def test_without_its_picture_a_past_search_stays_as_it_is(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    search_id = add_search(scenery)
    window.probing.show_search(search_id)
    qtbot.waitUntil(lambda: window.panels.refine.isVisible())
    qtbot.waitUntil(lambda: window.panels.reader.is_idle)
    choose(window, 4)
    window.actions_table["like"].trigger()
    assert not scenery.engine.requests
    assert "not kept" in str(window.panels.notices.words)
    assert window.refining.now.is_plain


def test_the_picture_on_a_chip_outlives_a_change_of_theme(
    window: MainWindow, qtbot: QtBot, scenery: Scenery, theme: ThemeKeeper
) -> None:
    choose(window, 5)
    window.probing.search_for(SightingId(5))
    searched(window, qtbot, scenery, 1)
    choose(window, 7)
    window.actions_table["like"].trigger()
    searched(window, qtbot, scenery, 2)
    bar = window.panels.refine
    qtbot.waitUntil(lambda: not bar.waits_for_pictures)
    [chip] = bar.chip_buttons
    before = chip.icon().cacheKey()
    for choice in (ThemeChoice.DARK, ThemeChoice.LIGHT):
        theme.choose(choice)
    assert chip.icon().cacheKey() == before


def script_with(scenery: Scenery, persons: int | ReidError) -> None:
    """Have so many persons found in every picture that is looked at, or none because of a problem."""
    before = scenery_script(scenery)

    def answer(request: Request) -> Answer | ReidError | None:
        if isinstance(request, LookRequest):
            return persons if isinstance(persons, ReidError) else persons_in(request, persons)
        return before(request)

    scenery.engine.script = answer


def test_the_only_person_in_an_added_picture_is_searched_with_at_once(
    window: MainWindow, qtbot: QtBot, scenery: Scenery, tmp_path: Path
) -> None:
    window.probing.search_for(SightingId(5))
    searched(window, qtbot, scenery, 1)
    script_with(scenery, 1)
    window.refining.adding.look_at(str(tmp_path / "other.jpg"))
    [added] = searched(window, qtbot, scenery, 2).more
    assert added.box == persons_in(LookRequest(added.picture), 1).persons[0].box
    window.panels.refine.changed.emit(window.refining.now.liking([SightingId(7)]))
    assert searched(window, qtbot, scenery, 3).more == (added,), "the person stays chosen"


def test_where_nobody_is_found_a_box_is_drawn_and_cancelling_changes_nothing(
    window: MainWindow, qtbot: QtBot, scenery: Scenery, tmp_path: Path
) -> None:
    window.probing.search_for(SightingId(5))
    searched(window, qtbot, scenery, 1)
    script_with(scenery, 0)
    window.refining.adding.look_at(str(tmp_path / "other.jpg"))
    dialog = shown_dialog(window, ChoosingPersonDialog, qtbot)
    assert mute(dialog) == []
    dialog.take()
    assert dialog.box is None
    dialog.reject()
    settle(window, qtbot)
    assert len(scenery.store.searches()) == 1
    assert window.panels.probe.state is ProbeState.DONE, "the bar goes on showing the first picture"
    window.refining.adding.look_at(str(tmp_path / "other.jpg"))
    dialog = shown_dialog(window, ChoosingPersonDialog, qtbot)
    dialog.scene.box_drawn.emit(Box(10, 20, 60, 160))
    dialog.take()
    [added] = searched(window, qtbot, scenery, 2).more
    assert added.box == Box(10, 20, 60, 160)


def test_a_picture_that_cannot_be_read_is_said_and_the_search_stays(
    window: MainWindow, qtbot: QtBot, scenery: Scenery, tmp_path: Path
) -> None:
    window.probing.search_for(SightingId(5))
    searched(window, qtbot, scenery, 1)
    words = window.panels.probe.words
    script_with(scenery, MediaError("The picture cannot be decoded."))
    window.refining.adding.look_at(str(tmp_path / "other.jpg"))
    qtbot.waitUntil(lambda: window.panels.notices.words.get("adding") == "The picture cannot be decoded.")
    assert window.panels.probe.words == words
    assert window.refining.now.is_plain
