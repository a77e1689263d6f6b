"""The likeness of a candidate is told part by part when somebody asks."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import SearchId, SightingId
from reid_desktop.ports.engine import Answer, Request
from reid_desktop.ports.inspection import PartsRequest, PartsTold
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.parting import words_of
from tests.ui.scenery import Scenery, add_search

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def compared(window: MainWindow, qtbot: QtBot, scenery: Scenery) -> SightingId:
    """Compare the first candidate of a search; return it."""
    search_id = add_search(scenery)
    window.probing.show_search(search_id)
    qtbot.waitUntil(lambda: window.panels.selection.current is not None)
    window.actions_table["compare"].trigger()
    qtbot.waitUntil(lambda: window.comparing.details is not None)
    current = window.panels.selection.current
    assert current is not None
    return current


def lines(window: MainWindow) -> str:
    shown = [one for one in window.panels.compare.findChildren(QLabel) if one.isVisible()]
    return "\n".join(one.text() for one in shown)


def test_the_parts_are_told_below_the_candidate(window: MainWindow, qtbot: QtBot, scenery: Scenery) -> None:
    assert not window.actions_table["parts"].isEnabled()
    current = compared(window, qtbot, scenery)
    window.actions_table["parts"].trigger()
    qtbot.waitUntil(lambda: "torso 0.81" in lines(window))
    assert "Without the torso 0.34" in lines(window)
    asked = [one for _, one in scenery.engine.requests if isinstance(one, PartsRequest)]
    assert [one.sighting_id for one in asked] == [current]


def test_a_probe_that_is_gone_is_said(window: MainWindow, qtbot: QtBot, scenery: Scenery) -> None:
    script = scenery.engine.script

    def without_probe(request: Request) -> Answer | Exception | None:
        return CaseError("The crop is gone.") if isinstance(request, PartsRequest) else script(request)

    scenery.engine.script = without_probe  # type: ignore[assignment]
    compared(window, qtbot, scenery)
    window.actions_table["parts"].trigger()
    qtbot.waitUntil(lambda: "The crop is gone." in str(window.panels.notices.words))
    assert "orso" not in lines(window)


def test_a_candidate_without_a_crop_is_said() -> None:
    [words] = words_of(PartsTold(PartsRequest(SearchId(1), SightingId(2)), None, None))
    assert "missing" in words
